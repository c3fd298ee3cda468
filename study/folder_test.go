package study_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/killed"
	"github.com/cogap/cogap/study"
)

// longer is a study of many short runs.
func longer() study.Plan {
	p := prices()
	p.Replicates = 15
	p.Factors = append(p.Factors, study.Factor{Path: "name", Values: []string{"=1+1, it's \"so\"", "b"}})
	return p
}

// runIn runs a study in a folder.
func runIn(t *testing.T, p study.Plan, dir string, o study.Options) *study.Result {
	t.Helper()
	s, err := study.New(p)
	require.NoError(t, err)
	r, err := s.RunIn(t.Context(), dir, o)
	require.NoError(t, err)
	return r
}

// files returns the files of a folder, runs.csv without what no two studies share: seconds, and checksums that cover them.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		list[e.Name()] = string(text)
	}
	rows := table(t, dir, "runs.csv")
	for _, row := range rows {
		row[len(row)-3], row[len(row)-1] = "", ""
	}
	list["runs.csv"] = fmt.Sprint(rows)
	return list
}

func table(t *testing.T, dir, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows
}

// TestFolder: a folder has the plan, a row for each run, and what they say together.
func TestFolder(t *testing.T) {
	dir, p := t.TempDir(), prices()
	r := runIn(t, p, dir, study.Options{})
	require.Equal(t, bits(run(t, p, study.Options{}).Rows()), bits(r.Rows()))
	rows := table(t, dir, "runs.csv")
	require.Len(t, rows, 1+p.Len())
	require.Equal(t, []string{"job", "cell", "replicate", "seed", "market.tiers[1].price.values[1]", "behaviour.captured_share", "sota_share@last"}, rows[0][:7])
	require.Equal(t, []string{"status", "error", "seconds", "digest", "checksum"}, rows[0][len(rows[0])-5:])
	for i, row := range r.Rows() {
		require.Equal(t, fmt.Sprint(i), rows[1+i][0])
		require.Equal(t, fmt.Sprint(row.Seed), rows[1+i][3])
		require.Equal(t, row.Levels, rows[1+i][4:6])
		require.Equal(t, fmt.Sprint(row.Values[0]), rows[1+i][6])
	}
	summary := table(t, dir, "summary.csv")
	require.Equal(t, []string{"cell", "market.tiers[1].price.values[1]", "behaviour.captured_share", "measure", "n", "mean", "sd", "se", "lo", "hi", "q05", "q25", "q50", "q75", "q95"}, summary[0])
	require.Len(t, summary, 1+6*len(p.Measures))
	require.Equal(t, []string{"0", "60", "0.1", "sota_share@last", "3", fmt.Sprint(r.Stat(0, 0).Mean)}, summary[1][:6])
	series := table(t, dir, "series.csv")
	require.Len(t, series, 1+6*(5+3))
	require.Equal(t, []string{"0", "60", "0.1", "sota_share", "2026-01", "3"}, series[1][:6])

	// The same command again does nothing and leaves the same.
	want := files(t, dir)
	again := runIn(t, p, dir, study.Options{OnRow: func(study.Row) error { return errors.New("nothing is left to run") }})
	require.Equal(t, bits(r.Rows()), bits(again.Rows()))
	require.Equal(t, want, files(t, dir))
}

// TestFolderGoesOn: a study that was stopped goes on where it was, with whatever is damaged done again, and leaves the files of one
// that was never stopped.
func TestFolderGoesOn(t *testing.T) {
	dir, whole, p := t.TempDir(), t.TempDir(), prices()
	runIn(t, p, whole, study.Options{})
	want := files(t, whole)
	s, err := study.New(p)
	require.NoError(t, err)
	name := filepath.Join(dir, "runs.csv")
	ctx, stop := context.WithCancel(t.Context())
	n := 0
	_, err = s.RunIn(ctx, dir, study.Options{OnRow: func(study.Row) error {
		if n++; n == 7 {
			stop()
		}
		return nil
	}})
	require.ErrorIs(t, err, context.Canceled)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(text), "\n")
	require.GreaterOrEqual(t, len(lines)-2, 7)
	require.NotEmpty(t, table(t, dir, "summary.csv"), "a summary of the rows so far")
	for what, c := range map[string]struct {
		text string
		lost int
	}{
		"as it was":            {string(text), 0},
		"a line cut short":     {string(text[:len(text)-9]), 1},
		"the end of a line":    {string(text[:len(text)-1]), 1},
		"a damaged line":       {strings.Replace(string(text), lines[3], strings.Replace(lines[3], "ok", "no", 1), 1), 1},
		"a line that is twice": {string(text) + lines[2], 0},
		"the head cut short":   {string(text[:20]), len(lines) - 2},
		"nothing":              {"", len(lines) - 2},
	} {
		require.NoError(t, os.WriteFile(name, []byte(c.text), 0o666))
		did := 0
		runIn(t, p, dir, study.Options{OnRow: func(study.Row) error { did++; return nil }})
		require.Equal(t, p.Len()-(len(lines)-2)+c.lost, did, what)
		require.Equal(t, want, files(t, dir), what)
	}
}

// TestFolderRefuses: folders of other plans, of unknown ones and those in which a study is running are left alone.
func TestFolderRefuses(t *testing.T) {
	dir, p := t.TempDir(), prices()
	runIn(t, p, dir, study.Options{})
	want := files(t, dir)
	other := prices()
	other.Factors[0].Values[1] = "101"
	s, err := study.New(other)
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), dir, study.Options{})
	require.ErrorContains(t, err, "is of another plan")
	require.ErrorContains(t, err, `"- 100", and here "- 101"`)
	require.Equal(t, want, files(t, dir))

	for _, name := range []string{"runs.csv", "summary.csv", "series.csv", "report.html", "cogap.sha256"} {
		strange := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(strange, name), []byte("mine"), 0o666))
		_, err = s.RunIn(t.Context(), strange, study.Options{})
		require.ErrorContains(t, err, "has "+name+" but no plan.yaml")
		entries, err := os.ReadDir(strange)
		require.NoError(t, err)
		require.Len(t, entries, 1, "nothing is added")
	}

	s, err = study.New(p)
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), t.TempDir(), study.Options{OnRow: func(study.Row) error { return errors.New("full") }})
	require.ErrorContains(t, err, "full")
	busy := t.TempDir()
	_, err = s.RunIn(t.Context(), busy, study.Options{Workers: 1, OnRow: func(study.Row) error {
		_, err := s.RunIn(t.Context(), busy, study.Options{})
		require.ErrorContains(t, err, "another program is running there")
		return errors.New("seen")
	}})
	require.ErrorContains(t, err, "seen")
}

// TestFailedRows: a run that failed is a row with its error, on one line, and is not tried again.
func TestFailedRows(t *testing.T) {
	dir := t.TempDir()
	p := study.Plan{Base: small(), Factors: []study.Factor{{Path: "behaviour.captured_share", Values: []string{"0.1", "0.2"}}}, Measures: []string{"sota_share"}}
	p.Base.Rule = fickle{}
	runIn(t, p, dir, study.Options{})
	rows := table(t, dir, "runs.csv")
	require.Len(t, rows, 3)
	require.Equal(t, []string{"", "failed"}, rows[2][5:7])
	require.Contains(t, rows[2][7], "panic: fickle")
	plan, err := os.ReadFile(filepath.Join(dir, "plan.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(plan), `# rule: "fickle"`)
	r := runIn(t, p, dir, study.Options{OnRow: func(study.Row) error { return errors.New("nothing is left to run") }})
	require.Equal(t, 1, r.Failed())
	require.ErrorContains(t, r.Rows()[1].Err, "panic: fickle")
}

// TestFailedTask: a task says how many of its runs failed, also of those that it had before.
func TestFailedTask(t *testing.T) {
	p := study.Plan{Base: small(), Factors: []study.Factor{{Path: "behaviour.captured_share", Values: []string{"0.1", "0.2"}}}, Measures: []string{"sota_share"}}
	p.Base.Rule = fickle{}
	s, err := study.New(p)
	require.NoError(t, err)
	dir := t.TempDir()
	for range 2 {
		runs, failed, err := s.RunTask(t.Context(), dir, study.Task{Number: 0, Of: 1}, study.Options{})
		require.NoError(t, err)
		require.Equal(t, []int{2, 1}, []int{runs, failed})
	}
}

// TestChild is the process that TestKilled kills.
func TestChild(t *testing.T) {
	if killed.Folder() == "" {
		return
	}
	runIn(t, longer(), killed.Folder(), study.Options{Workers: 2, OnRow: func(study.Row) error {
		killed.Tell()
		return nil
	}})
}

// TestKilled: a study that is killed twenty times, at random moments, and gone on with leaves the files of one that was never
// killed, and each kill loses the runs in flight and no more.
func TestKilled(t *testing.T) {
	dir, whole := t.TempDir(), t.TempDir()
	runIn(t, longer(), whole, study.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	told := 0
	for range 8 {
		rows, cut := killed.Once(t, "TestChild", dir, random.IntN(8), random)
		require.True(t, cut, "it was killed, not done")
		told += rows
	}
	did := 0
	p := longer()
	runIn(t, p, dir, study.Options{OnRow: func(study.Row) error { did++; return nil }})
	require.Greater(t, told, 8)
	require.LessOrEqual(t, did, p.Len()-told, "a run that was told of is not done again")
	require.GreaterOrEqual(t, did, p.Len()-told-8*2, "a row may be there of which nothing was told")
	require.Positive(t, did)
	require.Equal(t, files(t, whole), files(t, dir))
}

// TestFolderGrows: a folder of fewer replicates, or of fewer points of Halton's sequence, goes on, and leaves the files of a study that had them all from the beginning.
func TestFolderGrows(t *testing.T) {
	fewer, drawn := prices(), prices()
	fewer.Replicates, fewer.AtMost = 2, 50
	drawn.Replicates, drawn.Design = 0, study.Design{Kind: study.Halton, Points: 7}
	more := drawn
	more.Design.Points = 11
	for _, plans := range [][2]study.Plan{{fewer, prices()}, {drawn, more}} {
		dir, whole := t.TempDir(), t.TempDir()
		runIn(t, plans[0], dir, study.Options{})
		n := 0
		runIn(t, plans[1], dir, study.Options{OnRow: func(study.Row) error { n++; return nil }})
		require.Equal(t, plans[1].Len()-plans[0].Len(), n, "what is there is not done again")
		runIn(t, plans[1], whole, study.Options{})
		require.Equal(t, files(t, whole), files(t, dir))
		s, err := study.New(plans[0])
		require.NoError(t, err)
		_, err = s.RunIn(t.Context(), dir, study.Options{})
		require.ErrorContains(t, err, "is of another plan", "it does not shrink")
	}
	dir, other := t.TempDir(), prices()
	runIn(t, fewer, dir, study.Options{})
	other.Seed++
	s, err := study.New(other)
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), dir, study.Options{})
	require.ErrorContains(t, err, "is of another plan")
}

// TestOnce: a measure that is a month of a series too is one column of runs.csv, and both of the result, which is read back as it was.
func TestOnce(t *testing.T) {
	dir := t.TempDir()
	p := study.Plan{Base: small(), Measures: []string{"price@2026-02", "price@last"}, Series: []string{"price"}}
	r := runIn(t, p, dir, study.Options{})
	require.Len(t, r.Columns, 7)
	head := table(t, dir, "runs.csv")[0]
	require.Equal(t, []string{"price@2026-02", "price@last", "price@2026-01", "price@2026-03", "price@2026-04", "price@2026-05", "status"}, head[4:11])
	again, err := study.Load(dir)
	require.NoError(t, err)
	require.Equal(t, r.Rows()[0].Values, again.Rows()[0].Values)
	require.Len(t, table(t, dir, "summary.csv"), 3)
	require.Len(t, table(t, dir, "series.csv"), 6)
}

// TestUntilGrows: a study that did not reach its goal goes on when it may have more replicates, to the files of one that had them from the start. One with
// another goal, or with fewer, is another study.
func TestUntilGrows(t *testing.T) {
	dir, whole := t.TempDir(), t.TempDir()
	p := study.Plan{Base: small(), Measures: []string{"sota_share@last"}, Until: &study.Until{Measure: "sota_share@last", HalfWidth: 1e-9, AtMost: 21}}
	require.Equal(t, 21, runIn(t, p, dir, study.Options{}).Replicates)
	p.Until = &study.Until{Measure: "sota_share@last", HalfWidth: 1e-9, AtMost: 25}
	ran := 0
	require.Equal(t, 25, runIn(t, p, dir, study.Options{OnRow: func(study.Row) error { ran++; return nil }}).Replicates)
	require.Equal(t, 4, ran)
	runIn(t, p, whole, study.Options{})
	require.Equal(t, files(t, whole), files(t, dir))
	for _, other := range []study.Until{{Measure: "sota_share@last", HalfWidth: 1e-8, AtMost: 30}, {Measure: "sota_share@last", HalfWidth: 1e-9, AtMost: 24}} {
		p.Until = &other
		s, err := study.New(p)
		require.NoError(t, err)
		_, err = s.RunIn(t.Context(), dir, study.Options{})
		require.ErrorContains(t, err, "is of another plan")
	}
}

// TestStoppedFolder: what is read from the folder of a study that was stopped says what its run said when it was stopped, of how many runs too.
func TestStoppedFolder(t *testing.T) {
	until := prices()
	until.Until = &study.Until{Measure: "sota_share@last", HalfWidth: 1e-9, AtMost: 30}
	for wanted, p := range map[string]study.Plan{"6 of 18 runs: 6 cells x 3 replicates": prices(), "6 of 120 runs: 6 cells x 20 replicates": until} {
		s, err := study.New(p)
		require.NoError(t, err)
		dir, n := t.TempDir(), 0
		enough := errors.New("enough")
		stopped, err := s.RunIn(t.Context(), dir, study.Options{Workers: 1, OnRow: func(study.Row) error {
			if n++; n == 6 { // all cells once, and none a second time
				return enough
			}
			return nil
		}})
		require.ErrorIs(t, err, enough)
		again, err := study.Load(dir)
		require.NoError(t, err)
		var said, read strings.Builder
		require.NoError(t, stopped.WriteText(&said))
		require.NoError(t, again.WriteText(&read))
		require.True(t, strings.HasPrefix(said.String(), wanted), said.String())
		require.Equal(t, said.String(), read.String())
	}
}
