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
	months  []*engine.Partial // of them, those that are not on their way to the disk
	people  engine.Snapshot   // on its way to the disk, or the memory of one that was
	coming  int               // the month of that which is on its way; 0: none
	written chan error        // what became of it in this process
	bytes   []byte            // memory for those of months
	scratch []byte            // and for one
	refused []int             // months of snapshots that were found to be damaged
}

// due returns where the people of a month are to be copied at its end; nil if it is not saved. It waits until that is free, so that its error is that
// of processes that are gone.
func (s *saver) due(r *run, month int) (*engine.Snapshot, error) {
	if s == nil || s.err != nil || month < s.have || (month+1)%s.Every != 0 || month+1 >= r.scenario.Months {
		return nil, nil
	}
	if err := s.settle(true); err != nil || s.err != nil {
		return nil, err
	}
	return &s.people, nil
}

// month notes what people did in the month that is over, and begins to write them, if they were copied at its end, and the months since the last
// snapshot. Its error is that of processes that are gone.
func (s *saver) month(done *engine.Partial, copied bool) error {
	if s == nil || s.err != nil || done.Month < s.have {
		return nil
	}
	s.months, s.have = append(s.months, done), done.Month+1
	if !copied {
		return s.settle(false)
	}
	months := s.months
	s.months, s.coming, s.written = nil, s.have, make(chan error, 1)
	go func() { s.written <- s.write(months) }()
	return nil
}

// write writes what one process has to of a snapshot, while months go on.
func (s *saver) write(months []*engine.Partial) error {
	if s.share.first() {
		if err := s.writeMonths(months); err != nil {
			return err
		}
	}
	if err := s.writePeople(); err != nil || s.share.Of > 0 {
		return err
	}
	return s.commit()
}

func (s *saver) writeMonths(months []*engine.Partial) error {
	e := wire.Encoder{Bytes: s.bytes[:0]}
	for _, p := range months {
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

// writePeople writes the files of this process's sections. Files that are there are those of an older snapshot, and are written over: the system
// has their pages, and need not make others.
func (s *saver) writePeople() error {
	dir := s.file(comingDir)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i := range s.people.Sections() {
		err := writeOver(filepath.Join(dir, s.people.Name(i)), func(f io.Writer) (int64, error) { return s.people.WriteSection(f, i) })
		if err != nil {
			return err
		}
	}
	return nil
}

// writeOver writes a file in the place of what is there, by what writes its bytes and returns how many they are.
func writeOver(name string, write func(io.Writer) (int64, error)) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	n, err := write(f)
	if err == nil {
		err = f.Truncate(n)
	}
	return errors.Join(err, f.Close())
}

// settle asks how far the snapshot is that is being written, in all processes, and gives it its name when all have written theirs; it may wait for that.
// Its error is that of processes that are gone.
func (s *saver) settle(wait bool) error {
	if s.coming == 0 {
		return nil
	}
	const writing = "writing"
	mine := writing
	var wrong error
	select {
	case wrong = <-s.written:
		mine = ""
	default:
	}
	if s.share.Of > 0 {
		all, err := s.share.tell(mine)
		if err != nil {
			return err
		}
		if slices.Contains(all, writing) && !wait {
			if mine == "" {
				s.written <- wrong // for the next time
			}
			return nil
		}
	}
	if mine == writing {
		if !wait {
			return nil
		}
		wrong = <-s.written
	}
	return s.settled(wrong)
}

// settled ends the writing of a snapshot in all processes at once, whatever became of it here.
func (s *saver) settled(wrong error) error {
	if s.share.Of > 0 {
		var unknown error
		if wrong, unknown = s.share.agree(wrong); unknown != nil {
			return unknown
		}
		if wrong == nil {
			if s.share.first() {
				wrong = s.commit()
			}
			if wrong, unknown = s.share.agree(wrong); unknown != nil {
				return unknown
			}
		}
	}
	s.coming = 0
	if wrong != nil {
		s.months, s.people = nil, engine.Snapshot{}
		_ = os.RemoveAll(s.file(comingDir)) // the error that counts is the one before
	}
	s.fail(wrong)
	return nil
}

// commit gives the snapshot that was written its name, and leaves of those before it only the last one.
func (s *saver) commit() error {
	name := s.file(fmt.Sprintf(peopleDirs, s.coming))
	if err := os.RemoveAll(name); err != nil { // one that was damaged
		return err
	}
	if err := os.Rename(s.file(comingDir), name); err != nil {
		return err
	}
	var old []string
	kept := 0
	for _, month := range s.snapshots() {
		whole := month <= s.coming && !slices.Contains(s.refused, month) || month == s.coming
		if whole && kept < 2 {
			kept++
			continue
		}
		old = append(old, s.file(fmt.Sprintf(peopleDirs, month)))
	}
	return s.recycle(old)
}

// recycle makes one of the snapshots that nobody needs any more that which is written over next, and removes the others.
func (s *saver) recycle(old []string) error {
	for i, name := range old {
		err := error(nil)
		if i == 0 {
			err = os.Rename(name, s.file(comingDir))
		} else {
			err = os.RemoveAll(name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// close ends the saving of a run, which has come to its end or has not, and gives the folder back. It returns why nothing was saved any more,
// if nobody was told.
func (s *saver) close(complete bool) error {
	if s == nil {
		return nil
	}
	var err error
	switch {
	case complete:
		err = s.settle(true)
	case s.coming > 0: // other processes may be gone
		wrong := <-s.written
		if s.share.Of == 0 {
			s.fail(wrong)
		}
	}
	if complete || s.share.Of == 0 {
		_ = os.RemoveAll(s.file(comingDir)) // what is left to be written over
	}
	return errors.Join(err, s.folder.close())
}
