package study

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/journal"
)

// The files of a folder of results.
const (
	planFile    = "plan.yaml"   // the plan, whole: which study the folder is of
	runsFile    = "runs.csv"    // a row for each run
	summaryFile = "summary.csv" // a row for each measure of each cell
	seriesFile  = "series.csv"  // a row for each month of each series of each cell
	lockFile    = ".lock"       // held while a study is running there
)

// RunIn runs the study with its results in a folder, which is made if there is none. If the folder has results of the same plan it
// goes on with them, also if the plan has more replicates now (or Until has them at most), or more points of Halton's sequence with one replicate each; that of another plan is refused, and so is one in which a study is running, or that has the files of a
// run.
//
// runs.csv grows by a row as soon as a run has ended, whole and with a checksum, so that a program that is killed at any
// moment loses the runs it was doing and nothing else. When the study is complete, its rows are put in order of their jobs, and
// summary.csv, series.csv and manifest.json are written; all files but the column seconds, and the checksums that cover it, are then those of a
// study that was never stopped. If ctx ends, the summary is of the rows so far.
func (s *Study) RunIn(ctx context.Context, dir string, o Options) (*Result, error) {
	f, err := s.open(dir)
	if err != nil {
		return nil, err
	}
	defer f.close()
	o.OnRow = f.appendThen(o.OnRow)
	r := f.result
	err = s.complete(ctx, r, o)
	if err == nil {
		err = f.rewrite(r)
	}
	return r, errors.Join(err, f.summarise(r))
}

// folder is a folder of results that is being written.
type folder struct {
	study  *Study
	dir    string
	lock   *os.File
	runs   *os.File
	result *Result // of the rows that were there
}

// open opens a folder for the study.
func (s *Study) open(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	if err := journal.Unclaimed(dir, planFile, "this study", foreign); err != nil {
		return nil, err
	}
	f := &folder{study: s, dir: dir}
	var err error
	if f.lock, err = journal.Lock(filepath.Join(dir, lockFile)); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if err = f.claim(); err == nil {
		err = f.load()
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// foreign are files that a folder without a plan must not have: those that a study writes, the page that the command cogap
// writes beside them, and the list of files that its other commands write.
var foreign = []string{runsFile, summaryFile, seriesFile, "report.html", "cogap.sha256", "calibration.yaml", "generations"}

// close lets others have the folder.
func (f *folder) close() {
	if f.runs != nil {
		_ = f.runs.Close() // each row was written whole, or an error has said that it was not
	}
	_ = f.lock.Close() // nothing was written to it
}

// claim makes the folder that of the plan, unless it is another's.
func (f *folder) claim() error {
	text, err := f.study.planText()
	if err != nil {
		return err
	}
	is, err := journal.Holds(f.dir, planFile, "plan", text)
	if is || err != nil && !f.grows(text) {
		return err
	}
	return journal.Replace(f.dir, planFile, text)
}

// grows reports whether the folder has the plan, of this version, with fewer replicates, or fewer points of Halton's sequence: its runs are then the first ones of
// the plan, for what a run is follows from its number.
func (f *folder) grows(text []byte) bool {
	name, p := filepath.Join(f.dir, planFile), &f.study.plan
	head, _, _ := bytes.Cut(text, []byte("\n"))
	if old, err := os.ReadFile(name); err != nil || !bytes.HasPrefix(old, head) {
		return false
	}
	there, err := ReadFile(name)
	if err != nil || !there.sameGoal(p) || there.replicates() > p.replicates() {
		return false
	}
	if p.kind() == Halton && p.replicates() == 1 && there.Design.Points <= p.Design.Points { // of several replicates numbers follow from the points
		there.Design.Points = p.Design.Points
	}
	there.AtMost, there.Until = p.AtMost, p.Until
	if p.Until == nil { // else it says when the first look is
		there.Replicates = p.Replicates
	}
	grown, err := (&Study{plan: there}).planText()
	return err == nil && bytes.Equal(grown, text)
}

// sameGoal reports whether two plans have the same rule Until, whatever it has at most; or none.
func (p *Plan) sameGoal(o *Plan) bool {
	if p.Until == nil || o.Until == nil {
		return p.Until == o.Until
	}
	return p.Until.Measure == o.Until.Measure && p.Until.HalfWidth == o.Until.HalfWidth
}

// planText returns plan.yaml.
func (s *Study) planText() ([]byte, error) {
	var text bytes.Buffer
	err := Write(&text, s.plan, "A study of cogap "+cogap.Version+", as it was run")
	return text.Bytes(), err
}

// isOf reports whether a folder has the study's plan; that of another is an error.
func (s *Study) isOf(dir string) (bool, error) {
	text, err := s.planText()
	if err != nil {
		return false, err
	}
	return journal.Holds(dir, planFile, "plan", text)
}

// load reads the rows that are there, and opens the file for more. What was being written when a study was killed is cut off.
func (f *folder) load() error {
	var whole bool
	var err error
	if f.result, whole, err = f.study.resultOf(f.dir); err != nil {
		return err
	}
	if !whole {
		if err := f.rewrite(f.result); err != nil {
			return err
		}
	}
	f.runs, err = os.OpenFile(filepath.Join(f.dir, runsFile), os.O_WRONLY|os.O_APPEND, 0o666)
	return err
}

// appendThen returns what adds a row to the file, in one piece, and then tells of it.
func (f *folder) appendThen(tell func(Row) error) func(Row) error {
	return func(row Row) error {
		_, err := f.runs.Write(f.study.encode(row))
		if err == nil && tell != nil {
			err = tell(row)
		}
		return err
	}
}

// rewrite writes runs.csv anew, in the order of jobs.
func (f *folder) rewrite(r *Result) error {
	return f.replace(runsFile, func(w io.Writer) error { return f.study.writeRuns(w, r) })
}

// replace writes a file that appears whole or not at all.
func (f *folder) replace(name string, write func(io.Writer) error) error {
	return journal.ReplaceBy(f.dir, name, write)
}
