package cogap

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/journal"
)

// Checkpoint says where a run saves itself, so that Resume goes on after the program was killed, and Branch takes other futures from
// there. The zero value saves nothing.
//
// The folder has the scenario, what people did in each month so far, and the people of the last two snapshots: 21 bytes each of those who have ever
// had access, a few more where people differ in attention, and all columns of everybody by a user's rule. The others follow from the seed and the months. Of streamed people, who are not stored, it has what those did whose sections are done; see
// Stream. Nothing in it is ever half written: each file is written beside and then renamed, or has checksums in every part.
//
// People are written in the month at whose end they are saved, so that a run loses at most the months since the last snapshot. Several processes that share a run
// need a folder that all of them have.
type Checkpoint struct {
	Dir   string // a folder for it alone; empty means that nothing is saved
	Every int    // after how many months; 0 means 6. Streamed people are saved after each section
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
	peopleDirs   = "people-%04d"   // the people after so many months, files of each process; see engine.Create
	comingDir    = "people.tmp"    // those that are being written
)

// savedFormat is the version of the files of a folder.
const savedFormat = 5

// savedScenario is the file that says what is run.
type savedScenario struct {
	Format   int      `json:"format"`
	Version  string   `json:"version"`
	Rule     string   `json:"rule"`
	Every    int      `json:"every"`
	Scenario Scenario `json:"scenario"`
}

// folder is a folder in which a run saves itself. Of several processes the first has the lock, and writes what there is once.
type folder struct {
	Checkpoint
	share Share
	reads bool // it is only read: by others at the same time, too
	lock  *os.File
	err   error // after which nothing is saved any more
}

// claim takes the folder for the run, and makes it if there is none.
func (f *folder) claim() error {
	var wrong error
	if f.share.first() {
		wrong = f.claimAlone()
	}
	wrong, unknown := f.share.agree(wrong)
	return errors.Join(wrong, unknown)
}

func (f *folder) claimAlone() error {
	if err := os.MkdirAll(f.Dir, 0o777); err != nil {
		return err
	}
	lock := journal.Lock
	if f.reads {
		lock = journal.LockShared
	}
	held, err := lock(f.file(lockFile))
	if err != nil {
		return fmt.Errorf("%s: %w", f.Dir, err)
	}
	f.lock = held
	return nil
}

// begin claims a folder that has no run, and writes the scenario.
func (f *folder) begin(m *Model) error {
	f.Every = max(f.Every, 0)
	if f.Every == 0 {
		f.Every = DefaultEvery
	}
	if err := f.claim(); err != nil {
		return err
	}
	var wrong error
	if f.share.first() {
		wrong = f.writeScenario(m)
	}
	wrong, unknown := f.share.agree(wrong)
	if err := errors.Join(wrong, unknown); err != nil {
		return err
	}
	if _, err := os.Stat(f.file(scenarioFile)); err != nil {
		wrong = fmt.Errorf("%s is no folder that all processes have: %w", f.Dir, err)
	}
	wrong, unknown = f.share.agree(wrong)
	return errors.Join(wrong, unknown)
}

func (f *folder) writeScenario(m *Model) error {
	if _, err := os.Stat(f.file(scenarioFile)); err == nil {
		return fmt.Errorf("%s: it has the snapshots of a run: resume that, or take another folder", f.Dir)
	}
	foreign := []string{monthsFile} // what would stand before that of this run, or be taken for it
	for _, month := range f.snapshots() {
		foreign = append(foreign, fmt.Sprintf(peopleDirs, month))
	}
	passes, _ := filepath.Glob(f.file("pass-*.bin")) // the pattern is sound
	for _, name := range passes {
		foreign = append(foreign, filepath.Base(name))
	}
	if err := journal.Unclaimed(f.Dir, scenarioFile, "this run", foreign); err != nil {
		return err
	}
	text, err := json.MarshalIndent(savedScenario{savedFormat, Version, agent.NameOf(m.engine.Rule()), f.Every, m.scenario}, "", "\t")
	if err != nil {
		return err
	}
	return f.put(scenarioFile, text)
}

func (f *folder) file(name string) string { return filepath.Join(f.Dir, name) }

// put writes a file beside and gives it its name when it is whole. The system is not asked to bring it onto the disk at once, which would
// take longer than the run: a killed program loses nothing by that, and after a power cut the checksums tell what is whole.
func (f *folder) put(name string, data []byte) error {
	beside := f.file(name + ".tmp")
	if err := os.WriteFile(beside, data, 0o666); err != nil {
		return err
	}
	return os.Rename(beside, f.file(name))
}

// fail ends the saving and says so, if there is an error.
func (f *folder) fail(err error) {
	if err == nil || f.err != nil {
		return
	}
	f.err = fmt.Errorf("the run is not saved any more: %w", err)
	if f.Warn != nil {
		f.Warn(f.err)
	}
}

// snapshots lists the months after which people were saved, the last first.
func (f *folder) snapshots() []int {
	var months []int
	entries, _ := os.ReadDir(f.Dir) // a folder that cannot be read has none
	for _, e := range entries {
		var month int
		if n, _ := fmt.Sscanf(e.Name(), peopleDirs, &month); n == 1 && e.Name() == fmt.Sprintf(peopleDirs, month) {
			months = append(months, month)
		}
	}
	slices.Sort(months)
	slices.Reverse(months)
	return months
}

// close gives the folder back. It returns why nothing was saved any more, if nobody was told.
func (f *folder) close() error {
	if f.lock != nil {
		_ = f.lock.Close() // nothing was written to it
	}
	if f.Warn != nil {
		return nil
	}
	return f.err
}
