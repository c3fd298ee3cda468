package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/parquet"
	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

// sweepOf is a sweep that takes a moment.
var sweepOf = []string{"sweep", "essay", "market.tiers[0].price.values[2]=200,800", "--people", "5000", "--months", "30", "--replicates", "3"}

// TestSweep: a line for each value, with intervals, the same for any number of workers; and a folder that the same command leaves
// as it is.
func TestSweep(t *testing.T) {
	out, errs, code := command(t, "", append(sweepOf, "-q", "--measure", "sota_share@last", "--measure", "price@last")...)
	require.Zero(t, code, errs)
	require.Empty(t, errs)
	lines := strings.Split(out, "\n")
	require.Equal(t, "6 runs: 2 cells x 3 replicates, seed 1", lines[0])
	require.Regexp(t, `^market.tiers\[0\].price.values\[2\]  sota_share@last\s+price@last$`, lines[2])
	require.Regexp(t, `^200 +\d+\.\d+% ± \d\.\d+ +200$`, lines[3])
	require.Regexp(t, `^800 +\d+\.\d+% ± \d\.\d+ +800$`, lines[4])
	one, _, _ := command(t, "", append(sweepOf, "-q", "--workers", "1", "--measure", "sota_share@last", "--measure", "price@last")...)
	require.Equal(t, out, one)

	dir := filepath.Join(t.TempDir(), "result")
	args := append(sweepOf, "--out", dir, "--series", "sota_share")
	first, errs, code := command(t, "", args...)
	require.Zero(t, code, errs)
	runs, err := os.ReadFile(filepath.Join(dir, "runs.csv"))
	require.NoError(t, err)
	again, _, code := command(t, "", args...)
	require.Zero(t, code)
	require.Equal(t, first, again)
	same, err := os.ReadFile(filepath.Join(dir, "runs.csv"))
	require.NoError(t, err)
	require.Equal(t, string(runs), string(same), "nothing was run again: even seconds are the same")
	status, _, code := command(t, "", "study", "status", dir)
	require.Zero(t, code)
	require.Regexp(t, `(?s)6 of 6 runs are done\n30 months a run \(40% of them are not run, because runs share their past\)\n.* a run on average\n$`, status)

	page := filepath.Join(dir, "report.html")
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "SOTA share, month by month")
	require.NoError(t, os.Remove(page))
	printed, errs, code := command(t, "", "study", "report", dir)
	require.Zero(t, code, errs)
	require.Equal(t, first, printed)
	require.Equal(t, "Wrote "+page+"\n", errs)
	again2, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, string(html), string(again2))
	_, errs, code = command(t, "", "study", "report", dir, "--format", "parquet", "-q")
	require.Zero(t, code, errs)
	for name, rows := range map[string]int64{"runs": 6, "summary": 2 * 5, "series": 2 * 30} {
		text, err := os.ReadFile(filepath.Join(dir, name+".parquet"))
		require.NoError(t, err)
		table, err := parquet.NewReader(bytes.NewReader(text), int64(len(text)))
		require.NoError(t, err)
		require.NoError(t, table.Select(0))
		n := int64(0)
		for row := []any{nil}; table.Next(row) == nil; n++ {
		}
		require.Equal(t, rows, n, name)
	}
	_, errs, code = command(t, "", append(args, "--seed", "2")...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "is of another plan")
}

// TestSweepErrors: what is wrong with a sweep is told at once, and nothing runs.
func TestSweepErrors(t *testing.T) {
	for want, args := range map[string][]string{
		"got no =":                                   {"sweep", "essay", "months"},
		"did you mean behaviour.risk_aversion?":      {"sweep", "essay", "behaviour.risk_avers=1"},
		"months: got 0":                              {"sweep", "essay", "months=3,0"},
		"measures[0]: measure sota_shar":             {"sweep", "essay", "months=3", "--measure", "sota_shar"},
		"--replicates: got 0, want 1 or more":        {"sweep", "essay", "months=3", "--replicates", "0"},
		"--workers: got -1":                          {"sweep", "essay", "months=3", "--workers", "-1"},
		"requires at least 2 arg":                    {"sweep", "essay"},
		"--format: only one run has that":            {"run", "plain", "--replicates", "3", "--format", "json"},
		"--measure: only many runs are asked for it": {"run", "--measure", "price"},
		"at_most: got 200000 runs":                   {"run", "plain", "--replicates", "200000"},
		"at_most: got 3 runs":                        {"run", "plain", "--replicates", "3", "--at-most", "2"},
		"at_most: got 4 runs":                        {"sweep", "essay", "months=2,3", "--replicates", "2", "--at-most", "3"},
		"at_most: got 6 runs":                        {"compare", "essay", "voucher", "--replicates", "3", "--at-most", "5"},
		"at_most: got -1":                            {"sweep", "essay", "months=2,3", "--at-most", "-1"},
		"--at-most: only many runs are asked for it": {"run", "plain", "--at-most", "2"},
		"the scenarios are of different people":      {"compare", "essay", "world", "--replicates", "3"},
		"no such file":                               {"study", "run", "none.yaml"},
		"no study has been run there":                {"study", "status", t.TempDir()},
		"--format parquet: want a folder":            {"sweep", "essay", "months=3", "--format", "parquet"},
		"--format: got \"x\"":                        {"study", "report", t.TempDir(), "--format", "x"},
		"no study has been run there: ":              {"study", "report", t.TempDir()},
		"--where: got \"price\", want a measure":     {"study", "discover", t.TempDir(), "--where", "price"},
		"open none.yaml":                             {"search", "none.yaml"},
		"--study and --short: want one":              {"init", "--study", "--short"},
	} {
		_, errs, code := command(t, "", args...)
		require.Equal(t, exitUsage, code, "%v: %s", args, errs)
		require.Contains(t, errs, want, args)
	}
}

// TestOutIsAFile: a file where the folder of results should be is told before anything runs.
func TestOutIsAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("k2.yaml", []byte("base: {base: essay, months: 1, population: {scale: 1000000}}\nmeasures: [price]\n"), 0o666))
	require.NoError(t, os.WriteFile("own.csv", []byte("id,role,value,se,weight\nX1,fit,0.36,0.02,1\n"), 0o666))
	require.NoError(t, os.WriteFile("c.yaml", []byte(`scenario: {base: essay, months: 1, population: {scale: 1000000}}
parameters: {behaviour.captured_share: {from: 0.1, to: 0.4}}
targets: own.csv
moments: {X1: access_share@last}
`), 0o666))
	for _, args := range [][]string{
		{"study", "run", "k2.yaml"},
		{"sweep", "essay", "behaviour.captured_share=0.1,0.2"},
		{"run", "essay", "--months", "1", "--people", "1000"},
		{"calibrate", "c.yaml"},
		{"compare", "essay", "voucher", "--replicates", "2", "--months", "1", "--people", "1000"},
	} {
		_, errs, code := command(t, "", append(args, "--out", "k2.yaml")...)
		require.Equal(t, exitUsage, code, errs)
		require.Equal(t, "cogap: --out k2.yaml: it is a file, not a folder\n", errs)
		_, errs, _ = command(t, "", append(args, "--out", "k2.yaml/there")...)
		require.Equal(t, "cogap: --out k2.yaml/there: what stands before it is a file, not a folder\n", errs)
	}
}

// TestSweepAtOnce: what is wrong with flags and with what they ask for is told in one go.
func TestSweepAtOnce(t *testing.T) {
	for _, c := range []struct{ args, want []string }{
		{
			[]string{"sweep", "essay", "months", "behaviour.captured_share=0.1,7,0.1", "--replicates", "0", "--workers", "-1", "--format", "x", "--measure", "foo", "--series", "bar", "--at-most", "-2", "--page"},
			[]string{"months: got no =", "factors[0].values[1]: behaviour.captured_share: got 7", "factors[0].values[2]: got 0.1 a second time", "--replicates: got 0", "--workers: got -1", `--format: got "x"`, "measures[0]: measure foo", "series[0]: measure bar", "at_most: got -2", "--page: it is written beside the report, add --out"},
		},
		{
			[]string{"sweep", "nosuch.yaml", "months", "--replicates", "0", "behaviour.captured_share=0.1,0.1", "--measure", "foo"},
			[]string{"months: got no =", "--replicates: got 0", "nosuch.yaml", "factors[0].values[1]: got 0.1 a second time", "measures[0]: measure foo"},
		},
		{
			[]string{"compare", "essay", "nosuch.yaml", "--workers", "-1", "--replicates", "0", "--format", "json", "--out", os.Args[0]},
			[]string{"--workers: got -1", "it is a file, not a folder", "--replicates: got 0", "--format: only one run has that", "nosuch.yaml"},
		},
	} {
		_, errs, code := command(t, "", c.args...)
		require.Equal(t, exitUsage, code)
		for _, want := range c.want {
			require.Contains(t, errs, want)
		}
	}
}

// TestReplicates: many runs of a scenario, and of a pair of them.
func TestReplicates(t *testing.T) {
	out, errs, code := command(t, "", "run", "essay", "--people", "5000", "--months", "12", "--replicates", "4", "-q")
	require.Zero(t, code, errs)
	require.Contains(t, out, "4 runs: 1 cell x 4 replicates, seed 1\n")
	require.Regexp(t, `(?m)^sota_share@last +\d+\.\d+% ± \d\.\d+ +\d\.\d+% +\d+\.\d+% to \d+\.\d+%$`, out)
	out, errs, code = command(t, "", "compare", "essay", "voucher", "--people", "5000", "--months", "30", "--replicates", "4", "-q", "--measure", "sota_share@last", "--measure", "public_money@last")
	require.Zero(t, code, errs)
	require.Contains(t, out, "B - A in 4 pairs of runs with the same people and the same luck; A: essay, B: voucher\n")
	require.Regexp(t, `(?m)^sota_share@last +\d+\.\d+% ± \d\.\d+ +\d+\.\d+% ± \d\.\d+ +\d\.\d+% ± \d\.\d+ +\d+$`, out)
}

// TestComparePersons: two scenarios are compared person by person, in one pair of runs or many; streamed runs keep nobody.
func TestComparePersons(t *testing.T) {
	t.Parallel()
	small := []string{"compare", "essay", "voucher", "--people", "2000", "--months", "26", "-q"}
	cost := `In 2028-02 the public pays [0-9.]+( ± [0-9.]+)? million u more in B than in A, and [0-9,]+( ± [0-9,]+)? people hold the SOTA tier in B who would not in A: [0-9.]+( ± [0-9.]+)? u a month for each of them.`
	for _, more := range [][]string{nil, {"--replicates", "2"}} {
		dir := filepath.Join(t.TempDir(), "result")
		out, errs, code := command(t, "", append(append(small, more...), "--out", dir)...)
		require.Zero(t, code, errs)
		require.Contains(t, out, "Person by person, 2028-02: people who hold the SOTA tier; ")
		require.Regexp(t, cost, out)
		table, err := os.ReadFile(filepath.Join(dir, "persons.csv"))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(table), "pair,date,by,group,holds,both,only_a,only_b,neither\n0,2028-02,everybody,everybody,sota,"))
		if more != nil {
			page, err := os.ReadFile(filepath.Join(dir, "report.html"))
			require.NoError(t, err)
			require.Regexp(t, cost, string(page))
			require.Contains(t, string(page), "ublic money in the last month (in u)")
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, "compare.txt"))
		require.NoError(t, err)
		require.Equal(t, out, string(text))
	}
	out, errs, code := command(t, "", append(small, "--stream")...)
	require.Zero(t, code, errs)
	require.Contains(t, out, "\nPerson by person: left out, streamed runs keep nobody\n")

	other := filepath.Join(t.TempDir(), "other.yaml")
	require.NoError(t, os.WriteFile(other, []byte("base: essay\npopulation: {corr_income_cognition: -0.9, income_tail_alpha: 5}\n"), 0o666))
	small[2] = other
	for _, more := range [][]string{nil, {"--replicates", "2"}} {
		dir := filepath.Join(t.TempDir(), "result")
		args := append(append(small, more...), "--out", dir)
		_, errs, code := command(t, "", args...)
		require.Equal(t, exitUsage, code, "told before anything runs")
		require.Contains(t, errs, "people who differ:\n  population.corr_income_cognition: 0.3 in A, -0.9 in B\n  population.income_tail_alpha: 2 in A, 5 in B\ngive both the same, or compare them all the same by --other-people")
		out, errs, code := command(t, "", append(args, "--other-people")...)
		require.Zero(t, code, errs)
		const differ = "differ in population.corr_income_cognition, population.income_tail_alpha"
		require.Contains(t, out, differ)
		require.NotContains(t, out, "same people")
		require.Contains(t, out, "\nPerson by person: left out, people "+differ+"\n")
		if more != nil {
			page, err := os.ReadFile(filepath.Join(dir, "report.html"))
			require.NoError(t, err)
			require.NotContains(t, string(page), "same people")
			require.Contains(t, string(page), "they differ in population.corr_income_cognition")
		}
	}
	require.NoError(t, os.WriteFile(other, []byte("base: essay\npopulation: {scale: 7000}\n"), 0o666))
	for _, more := range [][]string{nil, {"--replicates", "2"}} {
		_, errs, code = command(t, "", append([]string{"compare", "essay", other, "--months", "3"}, more...)...)
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, "(population.scale)")
	}
}

// TestCompareInterrupted: what was compared before an interrupt is of the pairs that are whole, and says how many; the page too.
func TestCompareInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	args := []string{"compare", "essay", "voucher", "--people", "2000", "--months", "3", "--replicates", "60", "--measure", "sota_share@last", "--workers", "1", "-q", "--out", "result"}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	interrupted := func() (out string) {
		var said, errs strings.Builder
		require.Equal(t, exitInterrupted, run(ctx, args, strings.NewReader(""), &said, &errs))
		require.Equal(t, "cogap: interrupted (the same command goes on)\n", errs.String())
		return said.String()
	}
	require.Empty(t, interrupted())
	shorter, err := os.ReadFile("result/plan.yaml")
	require.NoError(t, err)
	p, err := study.Read(bytes.NewReader(shorter), "plan.yaml", "")
	require.NoError(t, err)
	s, err := study.New(p)
	require.NoError(t, err)
	runs, err := os.OpenFile("result/runs.csv", os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	for i := range 3 { // both runs of a pair, and one of another
		row, err := s.RunJob(t.Context(), i)
		require.NoError(t, err)
		_, err = runs.Write(s.AppendRow(nil, row))
		require.NoError(t, err)
	}
	require.NoError(t, runs.Close())
	out := interrupted()
	require.Contains(t, out, "B - A in 1 of 60 pairs of runs with the same people and the same luck: the others are not done yet; A: essay, B: voucher\n")
	require.Contains(t, out, "\nPerson by person: left out, 1 of 60 pairs: the others are not done yet\n")
	page, err := os.ReadFile("result/report.html")
	require.NoError(t, err)
	require.Contains(t, string(page), "were run 1 time each")
	require.Contains(t, string(page), "1 of 60 pairs: the others are not done yet.")
	require.Contains(t, string(page), "Who gains and who loses is not counted here: 1 of 60 pairs: the others are not done yet.")
}

// TestInitSearch: the file to start from is a search of any scenario.
func TestInitSearch(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, goal := range map[string]string{"voucher": "public_money@last", "essay": "revenue@last", "today": "revenue@last"} {
		_, errs, code := command(t, "", "init", name, "--search", "--force")
		require.Zero(t, code, errs)
		require.Regexp(t, `^Wrote search\.yaml(, and cogap-search\.schema\.json for editors)?\. Change it, then: cogap search search\.yaml\n$`, errs)
		p, err := search.ReadFile("search.yaml")
		require.NoError(t, err)
		require.Equal(t, goal, p.Goals[0].Measure)
		require.Len(t, p.Limits, 1)
		require.Equal(t, 600, p.Runs())
	}
	_, errs, code := command(t, "", "init", "--search", "--study")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "--search: want neither")
}

// TestSearch: a search prints what it found and writes the points that it tried; a study says what leads to an outcome.
func TestSearch(t *testing.T) {
	t.Chdir(t.TempDir())
	text := `{base: {base: voucher, months: 15, population: {scale: 100000}}, factors: {"market.policies[0].share": {from: 0, to: 0.9}},
minimise: public_money@last, maximise: sota_share@last, points: 6, tries: 12, confirm: 2}`
	require.NoError(t, os.WriteFile("search.yaml", []byte(text), 0o666))
	out, errs, code := command(t, "", "search", "search.yaml", "--out", "found")
	require.Zero(t, code, errs)
	require.Regexp(t, `^Up to 24 runs of 1,\d{3} agents, 15 months: (about \d+s|less than a second) with \d+ workers?\n`+regexp.QuoteMeta(fewAgents)+"$", errs)
	require.Contains(t, out, "12 points of 1 replicate were tried, seed 0; 12 keep all limits\n")
	require.Regexp(t, `(?m)^market.policies\[0\].share +public_money@last +sota_share@last$`, out)
	printed, err := os.ReadFile("found/search.txt")
	require.NoError(t, err)
	require.Equal(t, out, string(printed))
	points, err := os.ReadFile("found/points.csv")
	require.NoError(t, err)
	require.Equal(t, 13, strings.Count(string(points), "\n"))
	require.FileExists(t, "found/generations/confirmed/runs.csv")
	status, errs, code := command(t, "", "study", "status", "found")
	require.Zero(t, code, errs)
	require.Regexp(t, `^a search, complete: (1[4-9]|2[0-4]) runs; search.txt says what it found\n$`, status)
	require.NoError(t, os.RemoveAll("found/generations/confirmed"))
	status, errs, code = command(t, "", "study", "status", "found")
	require.Zero(t, code, errs)
	require.Equal(t, "a search: 12 runs are done, of at most 24\ncogap search found/search.yaml --out found goes on with it\n", status)
	for _, name := range []string{"search.yaml", "found/search.yaml"} { // all is there already, also by the file that has all
		again, errs, code := command(t, "", "search", name, "-q", "--out", "found")
		require.Zero(t, code, errs)
		require.Equal(t, out, again)
	}
	require.NoError(t, os.WriteFile("other.yaml", []byte(strings.Replace(text, "points: 6", "points: 5", 1)), 0o666))
	_, errs, code = command(t, "", "search", "other.yaml", "-q", "--out", "found")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, `found/search.yaml: is of another search, or another version of cogap: take another folder (line 7 there is "points: 6", and here "points: 5")`)
	_, errs, code = command(t, "", "run", "plain", "--out", "found")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "found: has generations, which is not of a run: take another folder")

	impossible := strings.Replace(text, "confirm: 2", "confirm: 2, subject_to: [sota_share@last > 99%]", 1)
	require.NoError(t, os.WriteFile("impossible.yaml", []byte(impossible), 0o666))
	out, errs, code = command(t, "", "search", "impossible.yaml", "-q")
	require.Equal(t, exitNothing, code)
	require.Contains(t, out, "None keeps all limits. This one breaks them least:")
	require.Equal(t, "cogap: the search found nothing that keeps all limits: loosen subject_to, widen the factors' ranges, or try more points\n", errs)
	nowhere := "base: {base: essay, population: {scale: 1000000}}\nfactors: {'market.tiers[0].price': {from: 1e9, to: 1e10}}\nmaximise: sota_gap@last\npoints: 4\ntries: 4\nconfirm: 1\n"
	require.NoError(t, os.WriteFile("nowhere.yaml", []byte(nowhere), 0o666))
	_, errs, code = command(t, "", "search", "nowhere.yaml", "-q")
	require.Equal(t, exitNothing, code)
	require.Contains(t, errs, "sota_gap@last is defined at no point that was tried")

	plan := strings.Replace(text, "minimise: public_money@last, maximise: sota_share@last, points: 6, tries: 12, confirm: 2", "measures: [public_money@last], design: {kind: halton, points: 40}", 1)
	require.NoError(t, os.WriteFile("study.yaml", []byte(plan), 0o666))
	_, errs, code = command(t, "", "study", "run", "study.yaml", "--out", "result", "-q")
	require.Zero(t, code, errs)
	out, errs, code = command(t, "", "study", "discover", "result", "--where", "public_money@last > 2e8")
	require.Zero(t, code, errs)
	require.Regexp(t, `Where public_money@last > 2e\+08: in \d+ of 40 combinations`, out)
	require.Regexp(t, `market.policies\[0\].share +at least 0\.\d+`, out)
}

// TestInitStudy: the file to start from is a study of any scenario; stopped, the same command goes on with it.
func TestInitStudy(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"essay", "default", "today"} {
		_, errs, code := command(t, "", "init", name, "--study", "--force")
		require.Zero(t, code, errs)
		require.Contains(t, errs, "Change it, then: cogap study run study.yaml --out result\n")
	}
	text, err := os.ReadFile("study.yaml")
	require.NoError(t, err)
	small := strings.Replace(string(text), "population: {scale: 1000}", "months: 2, population: {scale: 200000}", 1)
	require.NotEqual(t, string(text), small)
	require.NoError(t, os.WriteFile("study.yaml", []byte(strings.Replace(small, "replicates: 5", "replicates: 1", 1)), 0o666))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errs strings.Builder
	require.Equal(t, exitInterrupted, run(ctx, []string{"study", "run", "study.yaml", "--out", "result"}, strings.NewReader(""), &out, &errs))
	require.Contains(t, errs.String(), "interrupted (the same command goes on)")
	status, _, code := command(t, "", "study", "status", "result")
	require.Zero(t, code)
	require.Equal(t, "prices and shares: 0 of 9 runs are done\n", status)
	printed, e, code := command(t, "", "study", "run", "study.yaml", "--out", "result", "-q")
	require.Zero(t, code, e)
	require.Contains(t, printed, "9 runs: 9 cells x 1 replicate, seed 1\n")
	_, e, code = command(t, small, "study", "run", "-", "-q", "--at-most", "44")
	require.Equal(t, exitUsage, code)
	require.Contains(t, e, "at_most: got 45 runs (9 cells of 5 replicates), want at most 44")
	require.NoError(t, os.WriteFile("nameless.yaml", []byte("base: {population: {scale: 1000000}, months: 2}\nmeasures: [price]\nat_most: 1\nreplicates: 2\n"), 0o666))
	_, e, code = command(t, "", "study", "run", "nameless.yaml", "--out", "nameless", "-q", "--at-most", "2")
	require.Zero(t, code, e)
	status, _, code = command(t, "", "study", "status", "nameless")
	require.Zero(t, code)
	require.Regexp(t, "^2 of 2 runs are done\n", status)
	piped, e, code := command(t, small, "study", "run", "-", "-q")
	require.Zero(t, code, e)
	require.Contains(t, piped, "45 runs: 9 cells x 5 replicates")
}

// TestTasks: a study that was shared among tasks prints and writes what one does that was not.
func TestTasks(t *testing.T) {
	t.Chdir(t.TempDir())
	text := "base: {population: {scale: 60000}, months: 2}\nfactors:\n  market.tiers[0].price: [50, 100]\nreplicates: 3\nmeasures: [sota_share@last]\n"
	require.NoError(t, os.WriteFile("s.yaml", []byte(text), 0o666))
	want, errs, code := command(t, "", "study", "run", "s.yaml", "--out", "local")
	require.Zero(t, code, errs)
	for number := range 3 {
		args := []string{"study", "run", "s.yaml", "--out", "shared", "--task", fmt.Sprint(number), "--tasks", "3"}
		if number == 2 {
			t.Setenv("JOB_COMPLETION_INDEX", "2")
			args[6] = "auto"
		}
		said, errs, code := command(t, "", args...)
		require.Zero(t, code, errs)
		require.Equal(t, fmt.Sprintf("task %d of 3: 2 runs, 0 failed. When all tasks are done: cogap study merge shared\n", number), said)
	}
	got, errs, code := command(t, "", "study", "merge", "shared")
	require.Zero(t, code, errs)
	require.Equal(t, want, got)
	for _, name := range []string{"plan.yaml", "summary.csv", "report.html"} {
		a, err := os.ReadFile(filepath.Join("local", name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join("shared", name))
		require.NoError(t, err)
		require.Equal(t, string(a), string(b), name)
	}
	for line, says := range map[string]string{
		"run s.yaml --task 1 --tasks 2":           "add --out",
		"run s.yaml --out x --task 2 --tasks 2":   `--task: got "2" of 2 --tasks`,
		"run s.yaml --out x --task one --tasks 2": `--task: got "one"`,
		"merge local":                        "has no tasks",
		"merge nowhere":                      "no such file",
		"submit s.yaml --out /o --print lsf": `--print: got "lsf", want slurm or kubernetes`,
		"submit s.yaml":                      "--out: got none",
		"submit s.yaml --out /o --tasks 0":   "--tasks: got 0",
		"submit - --out /o":                  "standard input cannot be had on a cluster",
	} {
		_, errs, code := command(t, "", append([]string{"study"}, strings.Fields(line)...)...)
		require.NotZero(t, code, line)
		require.Contains(t, errs, says, line)
	}
	script, _, code := command(t, "", "study", "submit", "s.yaml", "--out", "/shared/it's", "--tasks", "4")
	require.Zero(t, code)
	require.Contains(t, script, "--array=0-3")
	manifest, _, code := command(t, "", "study", "submit", "s.yaml", "--out", "/shared/x", "--tasks", "4", "--print", "kubernetes")
	require.Zero(t, code)
	require.Contains(t, manifest, "completions: 4\n")
	require.Contains(t, manifest, `"/shared/x", "--task", "auto", "--tasks", "4"`)
}

// TestStudyFrom: a study goes on from what a run has saved, whose folder is named relative to the file.
func TestStudyFrom(t *testing.T) {
	dir := t.TempDir()
	_, errs, code := command(t, "", "run", "essay", "--people", "5000", "--months", "30", "--checkpoint", filepath.Join(dir, "saved"), "--every", "24", "-q")
	require.Zero(t, code, errs)
	text := "from: saved\nfactors:\n  market.tiers[0].price.values[2]: [200, 800]\nmeasures: [price@last]\n"
	name := filepath.Join(dir, "study.yaml")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	out, errs, code := command(t, "", "study", "run", name, "-q")
	require.Zero(t, code, errs)
	require.Regexp(t, `(?m)^200 +200$`, out)
	require.Regexp(t, `(?m)^800 +800$`, out)
	require.NoError(t, os.WriteFile(name, []byte(strings.Replace(text, "values[2]", "values[1]", 1)), 0o666))
	_, errs, code = command(t, "", "study", "run", name, "-q")
	require.NotZero(t, code)
	require.Contains(t, errs, "its past differs: month 12, 2027-01: the price of tier SOTA is ")
}

// TestBands: runs of the fitted model with other parameters and other luck print two bands, and their folder has the page that shows them.
func TestBands(t *testing.T) {
	dir := t.TempDir()
	few := []string{"--people", "1000", "--months", "3", "--set", "statistics.every=0", "-q"}
	out, errs, code := command(t, "", with([]string{"run", "--bands", "3", "--replicates", "2", "--measure", "access_share@last", "--out", dir}, few...)...)
	require.Zero(t, code, errs)
	require.Contains(t, out, "6 runs: 3 cells x 2 replicates, seed 1")
	require.Regexp(t, `(?m)^access_share@last +[\d.]+% +[\d.]+% to [\d.]+% +[\d.]+% to [\d.]+% +\d+%$`, out)
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	require.NoError(t, err)
	for _, want := range []string{"How sure are these numbers?", "parameters: 9 in 10 sets", "Who can still pay"} {
		require.True(t, strings.Contains(string(page), want), want)
	}

	out, errs, code = command(t, "", with([]string{"run", "today", "--bands", "3", "--measure", "access_share@last"}, few...)...)
	require.Zero(t, code, errs)
	require.Contains(t, out, "not known of one replicate")
	require.Contains(t, out, "of fewer than 20 cells a band is too narrow")
	out, errs, code = command(t, "", with([]string{"run", "--bands", "1", "--replicates", "2", "--measure", "access_share@last"}, few...)...)
	require.Zero(t, code, errs)
	require.Regexp(t, `(?m)^access_share@last +[\d.]+% +not known of one cell +`, out)
	for says, args := range map[string][]string{
		"--bands: calibrate: not of the fitted model: behaviour.captured_share: got 0.3": {"run", "plain", "--bands", "3"},
		"--bands: calibrate: got 289 parameter sets, want 1 to 288":                      {"run", "--bands", "289"},
		"--format: only one run has that, leave --bands out":                             {"run", "--bands", "3", "--format", "json"},
	} {
		_, errs, code := command(t, "", args...)
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, says)
	}
}

// TestOtherMonths: scenarios of other months are compared in the last month that both have, and what a study will take says how long its runs are.
func TestOtherMonths(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("short.yaml", []byte("base: essay\nmonths: 2\n"), 0o600))
	out, errs, code := command(t, "", "compare", "essay", "short.yaml", "--scale", "1000000", "--replicates", "2", "--out", "result")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "4 runs of up to 879 agents, 2 to 36 months")
	require.Contains(t, out, "A: essay, B: short.yaml\n2 months from 2026-01 to 2026-02; 34 more of A alone are left out\n")
	require.Regexp(t, `(?m)^sota_share@2026-02 .* 0% +-$`, out)
	html, err := os.ReadFile("result/report.html")
	require.NoError(t, err)
	require.Contains(t, string(html), "They are compared in 2 months from 2026-01 to 2026-02; 34 more of A alone are left out.")
	_, errs, code = command(t, "", "sweep", "essay", "months=1,3", "--scale", "1000000")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "2 runs of up to 879 agents, 1 to 3 months")
}

// TestParquetOfMany: many runs have Parquet tables too, also if what is asked for is a month of a series.
func TestParquetOfMany(t *testing.T) {
	t.Chdir(t.TempDir())
	few := []string{"--scale", "1000000", "--months", "2", "--measure", "sota_share@2026-02", "--format", "parquet", "-q", "--out"}
	for name, args := range map[string][]string{
		"sweep":   {"sweep", "essay", "behaviour.captured_share=0.1,0.2"},
		"run":     {"run", "essay", "--replicates", "2"},
		"compare": {"compare", "essay", "voucher", "--replicates", "2"},
	} {
		_, errs, code := command(t, "", with(append(args, few...), name)...)
		require.Zero(t, code, errs)
		require.FileExists(t, filepath.Join(name, "runs.parquet"))
		runs, err := os.ReadFile(filepath.Join(name, "runs.csv"))
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(string(runs), "sota_share@2026-02"))
	}
	_, errs, code := command(t, "", "run", "essay", "--replicates", "2", "--format", "parquet")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "--format parquet: want a folder for the files, add --out")
}

// TestAllFailed: a study all runs of which failed has nothing to show, and says how many and why.
func TestAllFailed(t *testing.T) {
	s, err := study.New(study.Plan{Base: cogap.Plain(), Replicates: 2, Measures: []string{"price"}})
	require.NoError(t, err)
	r, err := s.Run(t.Context(), study.Options{Done: []study.Row{{Job: s.Job(0), Err: errors.New("first")}, {Job: s.Job(1), Err: errors.New("second")}}})
	require.NoError(t, err)
	require.EqualError(t, whyEmpty(r), "no run is complete, or no pair: 2 of 2 failed, first run 0: first")
}
