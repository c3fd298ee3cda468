package cogap

import (
	"context"
	"errors"
	"fmt"
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
	refused []int             // months of snapshots that were found to be damaged
}

// month notes what people did in the month that is over, and saves the run if it is time. Its error is that of a context that ended, or of
// processes that are gone.
func (s *saver) month(ctx context.Context, r *run, done *engine.Partial) error {
	if s == nil || s.err != nil || done.Month < s.have {
		return nil
	}
	s.months, s.have = append(s.months, done), done.Month+1
	due := s.have%s.Every == 0 && s.have < r.scenario.Months && s.have == r.shard.Month() // not in the past of a branch
	if err := s.settle(due); err != nil || s.err != nil || !due {
		return err
	}
	return s.save(ctx, r.shard)
}

// save copies the people, and begins to write them and the months since the last snapshot.
func (s *saver) save(ctx context.Context, people *engine.Shard) error {
	err := people.Snapshot(ctx, &s.people)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	months := s.months
	s.months, s.coming, s.written = nil, s.have, make(chan error, 1)
	if err != nil {
		s.written <- err
		return nil
	}
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
	var e wire.Encoder
	for _, p := range months {
		b, err := p.MarshalBinary()
		if err != nil {
			return err
		}
		e.Block(b)
	}
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
	for i, data := range s.people.Files {
		if err := writeOver(filepath.Join(dir, engine.SectionFile(s.people.First+i)), data); err != nil {
			return err
		}
	}
	return nil
}

// writeOver writes a file in the place of what is there.
func writeOver(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Truncate(int64(len(data))), f.Close())
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
