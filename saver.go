package cogap

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/wire"
)

// saver saves a run with stored people as it goes.
type saver struct {
	folder
	have    int               // months noted
	months  []*engine.Partial // of them, those that are not on the disk
	unsaved error             // why the people at the end of this month are not
	bytes   []byte            // memory for those of months
	scratch []byte            // and for one
	written []int             // months of snapshots of this run: their files are as many as those of the next one
	refused []int             // months of snapshots that were found to be damaged
	torn    string            // what is wrong with the first of the months that were read that is not whole, in brackets
}

// due reports whether the people of a month are saved at its end.
func (s *saver) due(r *run, month int) bool {
	return s != nil && s.err == nil && month >= s.have && (month+1)%s.Every == 0 && month+1 < r.scenario.Months
}

// create makes a file of the snapshot that is being written. One that is there is that of an older snapshot, and is written over: the system
// has its pages, and need not make others.
func (s *saver) create(name string) (io.WriteCloser, error) {
	name = filepath.Join(s.file(comingDir), name)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return nil, err
		}
		f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	}
	if err != nil {
		return nil, err
	}
	return &overwritten{f, 0}, nil
}

// overwritten is a file that is written in the place of what is there.
type overwritten struct {
	file *os.File
	n    int64
}

func (f *overwritten) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	f.n += int64(n)
	return n, err
}

// Close ends the file after what was written.
func (f *overwritten) Close() error { return errors.Join(f.file.Truncate(f.n), f.file.Close()) }

// month notes what people did in the month that is over. If they were saved at its end, it writes the months since the last snapshot too, and
// gives the snapshot its name when all processes have written theirs. Its error is that of processes that are gone.
func (s *saver) month(done *engine.Partial, saved bool) error {
	if s == nil || s.err != nil || done.Month < s.have {
		return nil
	}
	s.months, s.have = append(s.months, done), done.Month+1
	if !saved {
		return nil
	}
	wrong := s.unsaved
	if wrong == nil && s.share.first() {
		wrong = s.writeMonths()
	}
	wrong, unknown := s.share.agree(wrong)
	if wrong == nil && unknown == nil {
		if s.share.first() {
			wrong = s.commit()
		}
		wrong, unknown = s.share.agree(wrong) // nobody begins the next one before
	}
	if unknown != nil {
		return unknown
	}
	s.months = nil
	if wrong != nil {
		_ = os.RemoveAll(s.file(comingDir)) // the error that counts is the one before
	}
	s.fail(wrong)
	return nil
}

// writeMonths writes what people did in the months since the last snapshot.
func (s *saver) writeMonths() error {
	e := wire.Encoder{Bytes: s.bytes[:0]}
	for _, p := range s.months {
		month, err := p.AppendBinary(s.scratch[:0])
		if err != nil {
			return err
		}
		e.Block(month)
		s.scratch = month
	}
	s.bytes = e.Bytes
	f, err := os.OpenFile(s.file(monthsFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(e.Bytes)
	return errors.Join(err, f.Close())
}

// commit gives the snapshot that was written its name, and leaves of those before it only the last one.
func (s *saver) commit() error {
	name := s.file(fmt.Sprintf(peopleDirs, s.have))
	if err := os.RemoveAll(name); err != nil { // one that was damaged
		return err
	}
	if err := os.Rename(s.file(comingDir), name); err != nil {
		return err
	}
	kept := 0
	for _, month := range s.snapshots() {
		whole := month <= s.have && !slices.Contains(s.refused, month) || month == s.have
		if whole && kept < 2 {
			kept++
			continue
		}
		if err := s.recycle(month); err != nil {
			return err
		}
	}
	s.written = append(s.written, s.have)
	return nil
}

// recycle makes a snapshot that nobody needs any more that which is written over next, or removes it: if there is one, or if it is of a run that may
// have had other workers and processes, and so files of other names.
func (s *saver) recycle(month int) error {
	name := s.file(fmt.Sprintf(peopleDirs, month))
	if !slices.Contains(s.written, month) {
		return os.RemoveAll(name)
	}
	return os.Rename(name, s.file(comingDir))
}

// close ends the saving of a run, which has come to its end or has not, and gives the folder back. It returns why nothing was saved any more,
// if nobody was told.
func (s *saver) close(complete bool) error {
	if s == nil {
		return nil
	}
	if complete || s.share.Of == 0 { // else others may be writing
		_ = os.RemoveAll(s.file(comingDir)) // what is left to be written over
	}
	return s.folder.close()
}
