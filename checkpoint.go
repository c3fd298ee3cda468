package cogap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/internal/wire"
)

// Checkpoint says where a run with stored people saves itself, so that Resume goes on after the program was killed, and Branch
// takes other futures from there. The zero value saves nothing.
//
// The folder has the scenario, what people did in each month so far, and the people of the last two snapshots: 21 bytes a person each,
// a few more where a user's rule keeps columns. Nothing in it is ever half written: each file is written beside and then renamed, or has
// checksums in every part.
type Checkpoint struct {
	Dir   string // a folder for it alone; empty means that nothing is saved
	Every int    // after how many months; 0 means 6
	// Warn is told, once, that saving has failed, as on a full disk. The run goes on without. If it is nil, Run returns that error
	// beside the complete result.
	Warn func(error)
}

// DefaultEvery is after how many months a run saves itself that does not say it.
const DefaultEvery = 6

// The files of a folder with snapshots.
const (
	lockFile     = "lock"          // held while a run is at work there
	scenarioFile = "scenario.json" // see savedScenario
	monthsFile   = "months.bin"    // an engine.Partial for each month, each after its length; it only grows
	peopleFiles  = "people-%04d.bin"
	comingFile   = "people.tmp"
)

// savedScenario is the file that says what is run.
type savedScenario struct {
	Version  string   `json:"version"`
	Rule     string   `json:"rule"`
	Every    int      `json:"every"`
	Scenario Scenario `json:"scenario"`
}

// saver saves a run as it goes.
type saver struct {
	Checkpoint
	lock   *os.File
	have   int    // months in the file, or on their way to it
	coming []byte // of them, those on their way
	err    error  // after which nothing is saved any more
}

// claimDir makes a folder if there is none, and takes it for this process.
func claimDir(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	held, err := journal.Lock(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return held, nil
}

// newSaver begins to save a run in a folder that has none.
func newSaver(c Checkpoint, m *Model) (*saver, error) {
	c.Every = max(c.Every, 0)
	if c.Every == 0 {
		c.Every = DefaultEvery
	}
	held, err := claimDir(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &saver{Checkpoint: c, lock: held}
	if err := s.begin(m); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// begin writes the scenario.
func (s *saver) begin(m *Model) error {
	if _, err := os.Stat(s.file(scenarioFile)); err == nil {
		return fmt.Errorf("%s: it has the snapshots of a run: resume that, or take another folder", s.Dir)
	}
	text, err := json.MarshalIndent(savedScenario{Version, agent.NameOf(m.engine.Rule()), s.Every, m.scenario}, "", "\t")
	if err != nil {
		return err
	}
	return s.put(scenarioFile, func(f *os.File) error {
		_, err := f.Write(text)
		return err
	})
}

func (s *saver) file(name string) string { return filepath.Join(s.Dir, name) }

// put writes a file beside and gives it its name when it is whole. The system is not asked to bring it onto the disk at once, which would
// take longer than the run: a killed program loses nothing by that, and after a power cut the checksums tell what is whole.
func (s *saver) put(name string, write func(*os.File) error) error {
	f, err := os.Create(s.file(comingFile))
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), s.file(name))
}

// month notes what people did in the month that is over, and saves the run if it is time. Its error is that of a context that ended.
func (s *saver) month(ctx context.Context, r *run, done *engine.Partial) error {
	if s == nil || s.err != nil || done.Month < s.have {
		return nil
	}
	b, err := done.MarshalBinary()
	if err == nil {
		e := wire.Encoder{Bytes: s.coming}
		e.Block(b)
		s.coming, s.have = e.Bytes, done.Month+1
		if s.have%s.Every == 0 && s.have < r.scenario.Months && s.have == r.shard.Month() { // not in the past of a branch
			err = s.save(ctx, r.shard, s.have)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.fail(err)
	return nil
}

// fail ends the saving and says so, if there is an error.
func (s *saver) fail(err error) {
	if err == nil {
		return
	}
	s.err, s.coming = fmt.Errorf("the run is not saved any more: %w", err), nil
	_ = os.Remove(s.file(comingFile)) // the error that counts is the one before
	if s.Warn != nil {
		s.Warn(s.err)
	}
}

// save writes the months since the last snapshot, the people, and throws away all snapshots but the last two.
func (s *saver) save(ctx context.Context, people *engine.Shard, month int) error {
	months, err := os.OpenFile(s.file(monthsFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	_, err = months.Write(s.coming)
	if err := errors.Join(err, months.Close()); err != nil {
		return err
	}
	s.coming = s.coming[:0]
	err = s.put(fmt.Sprintf(peopleFiles, month), func(f *os.File) error {
		_, err := people.Save(ctx, f)
		return err
	})
	if err != nil {
		return err
	}
	there := s.snapshots()
	for _, old := range there[min(2, len(there)):] {
		if err := os.Remove(s.file(fmt.Sprintf(peopleFiles, old))); err != nil {
			return err
		}
	}
	return nil
}

// snapshots lists the months after which people were saved, the last first.
func (s *saver) snapshots() []int {
	var months []int
	entries, _ := os.ReadDir(s.Dir) // a folder that cannot be read has none
	for _, e := range entries {
		var month int
		if n, _ := fmt.Sscanf(e.Name(), peopleFiles, &month); n == 1 && e.Name() == fmt.Sprintf(peopleFiles, month) {
			months = append(months, month)
		}
	}
	slices.Sort(months)
	slices.Reverse(months)
	return months
}

// close gives the folder back. It returns why nothing was saved any more, if nobody was told.
func (s *saver) close() error {
	if s == nil {
		return nil
	}
	_ = s.lock.Close() // nothing was written to it
	if s.Warn != nil {
		return nil
	}
	return s.err
}
