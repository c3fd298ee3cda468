package search

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/study"
)

// The files of a folder of results.
const (
	planFile    = "search.yaml" // the plan, whole: which search the folder is of
	generations = "generations" // a folder with a study for each generation, and one for what confirms the solutions
	lockFile    = ".lock"       // held while a search is running there
)

// RunIn is Run with its runs in a folder, which is made if there is none: each generation is a study in a folder of its own, of which a row is kept
// for each run as soon as it has ended (study.RunIn). If the folder has runs of the same plan the search goes on with them, so that a program that is
// killed at any moment loses the runs it was doing and nothing else, and finds the same. The folder of another plan is refused, and so is one in which a
// search is running, or that has the files of something else.
func RunIn(ctx context.Context, p Plan, dir string, o study.Options) (*Result, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	if err := journal.Unclaimed(dir, planFile, "this search", foreign); err != nil {
		return nil, err
	}
	lock, err := journal.Lock(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	defer lock.Close() // nothing was written to it
	if err := claim(p, dir); err != nil {
		return nil, err
	}
	return run(ctx, p, filepath.Join(dir, generations), o)
}

// foreign are files that a folder without a plan must not have: those of a study, of a calibration, and of the command cogap.
var foreign = []string{generations, "plan.yaml", "runs.csv", "calibration.yaml", "report.html", "cogap.sha256"}

// claim makes a folder that of the plan, unless it is another's.
func claim(p Plan, dir string) error {
	var text bytes.Buffer
	if err := Write(&text, p, "A search by cogap "+cogap.Version+", as it was run: cogap search "+planFile+" --out FOLDER repeats it"); err != nil {
		return err
	}
	return journal.Claim(dir, planFile, "search", text.Bytes())
}

// Write writes a plan as a search file with its scenario whole, so that it needs no other file, and equal plans give equal files. header has lines
// of comment to put at the top.
//
// A user's rule is code; only its name is written, as a comment.
func Write(w io.Writer, p Plan, header ...string) error {
	p = p.complete()
	var lines []string
	list := func(name string, items []string) {
		if len(items) > 0 {
			lines = append(lines, name+":")
		}
		for _, item := range items {
			lines = append(lines, "  - "+strconv.Quote(item))
		}
	}
	var least, most, limits []string
	for _, g := range p.Goals {
		if g.Maximise {
			most = append(most, g.Measure)
		} else {
			least = append(least, g.Measure)
		}
	}
	for _, c := range p.Limits {
		limits = append(limits, c.String())
	}
	if len(p.Goals) > 0 && p.Goals[0].Maximise { // the front is by the first goal
		list("maximise", most)
		list("minimise", least)
	} else {
		list("minimise", least)
		list("maximise", most)
	}
	list("subject_to", limits)
	for _, x := range []struct {
		name  string
		value int
	}{{"points", p.Settings.Population}, {"tries", p.Settings.AtMost}, {"confirm", p.Confirm}} {
		lines = append(lines, x.name+": "+strconv.Itoa(x.value))
	}
	return study.WriteMore(w, p.Study, lines, header...)
}
