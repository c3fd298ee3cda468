package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/schemacheck"
	"github.com/cogap/cogap/scenario"
)

// small makes a run a matter of milliseconds.
var small = []string{"--scale", "20000", "--months", "4"}

// fewAgents is what is said of them before they run.
const fewAgents = "Few people are simulated, so those who wait until others join see too few of them: the SOTA share is too low by up to about a fifth of its value, at some prices more where 3 to 40% hold the tier (docs/study.md, luck and replicates). " +
	"More of them (--people, or a lower --scale) make it less.\n"

func with(args []string, more ...string) []string { return append(slices.Clone(args), more...) }

func TestRunPrints(t *testing.T) {
	out, errs, code := command(t, "", with([]string{"run", "plain"}, small...)...)
	require.Zero(t, code, errs)
	require.Equal(t, fewAgents, errs, "no progress when it is not a terminal")
	_, errs, code = command(t, "", with([]string{"run", "plain", "-q"}, small...)...)
	require.Zero(t, code)
	require.Empty(t, errs)
	_, errs, code = command(t, "", "run", "plain", "--scale", "600", "--months", "1")
	require.Zero(t, code)
	require.Empty(t, errs, "agents enough")
	_, errs, code = command(t, "", with([]string{"run", "plain", "--set", "population.right_side=0"}, small...)...)
	require.Zero(t, code)
	require.Empty(t, errs, "nobody waits")
	_, errs, code = command(t, "", with([]string{"run", "plain", "--replicates", "2"}, small...)...)
	require.Zero(t, code)
	require.Regexp(t, `^2 runs of 7,484 agents, 4 months: .* with \d+ workers?\n`+regexp.QuoteMeta(fewAgents)+"$", errs)
	for _, part := range []string{"the first filter\n", "140,885,570 people in 831 strata", "2026-04", "richest tenth", "result "} {
		require.Contains(t, out, part)
	}

	csv, _, code := command(t, "", with([]string{"run", "essay", "--format", "csv"}, small...)...)
	require.Zero(t, code)
	require.Equal(t, 5, strings.Count(csv, "\n"))
	require.True(t, strings.HasPrefix(csv, "month,date,phase,price,"))

	text, _, code := command(t, "", with([]string{"run", "plain", "--format", "json", "--seed", "7"}, small...)...)
	require.Zero(t, code)
	var got struct {
		Manifest cogap.Manifest
		Months   []struct{}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Len(t, got.Months, 4)
	require.Equal(t, uint64(7), got.Manifest.Scenario.Seed)
}

// TestParquet: on standard output it is the months; with --out the tables are Parquet files, and the table is printed.
func TestParquet(t *testing.T) {
	t.Parallel()
	const magic = "PAR1"
	out, errs, code := command(t, "", with([]string{"run", "plain", "--format", "parquet"}, small...)...)
	require.Zero(t, code, errs)
	require.Equal(t, fewAgents, errs)
	require.True(t, strings.HasPrefix(out, magic) && strings.HasSuffix(out, magic))

	dir := t.TempDir()
	again, _, code := command(t, "", with([]string{"run", "plain", "--format", "parquet", "--out", dir}, small...)...)
	require.Zero(t, code)
	require.Contains(t, again, "richest tenth")
	series, err := os.ReadFile(filepath.Join(dir, "series.parquet"))
	require.NoError(t, err)
	require.Equal(t, out, string(series))
	for name, there := range map[string]bool{
		"tiers.parquet": true, "strata.parquet": true, "deciles.parquet": true, "columns.csv": true,
		"series.csv": false, "tiers.csv": false, "strata.csv": false, "deciles.csv": false,
	} {
		_, err := os.Stat(filepath.Join(dir, name))
		require.Equal(t, there, err == nil, name)
	}

	out, errs, code = command(t, "", with([]string{"compare", "essay", "voucher", "--format", "parquet"}, small...)...)
	require.Zero(t, code, errs)
	require.True(t, strings.HasPrefix(out, magic))
	again, _, code = command(t, "", with([]string{"compare", "essay", "voucher", "--format", "parquet", "--out", dir}, small...)...)
	require.Zero(t, code)
	require.Contains(t, again, "everybody has the same luck in both")
	compared, err := os.ReadFile(filepath.Join(dir, "compare.parquet"))
	require.NoError(t, err)
	require.Equal(t, out, string(compared))
	require.FileExists(t, filepath.Join(dir, "b", "series.parquet"))
	require.NoFileExists(t, filepath.Join(dir, "compare.csv"))
}

// TestLeftovers: a folder holds the files of its last command only, and whatever else somebody keeps there.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "own.csv"), nil, 0o666))
	tables := func(args ...string) []string {
		_, errs, code := command(t, "", with(append(args, "--out", dir), small...)...)
		require.Zero(t, code, errs)
		var names []string
		for name := range contents(t, dir) {
			if ext := filepath.Ext(name); ext == ".csv" || ext == ".parquet" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	csv := []string{"columns.csv", "deciles.csv", "own.csv", "series.csv", "strata.csv", "tiers.csv"}
	require.Equal(t, append([]string{"collected.csv"}, csv...), tables("run", "plain", "--set", "statistics.collect=[{name: earned, quantity: income, aggregate: mean}]"))
	require.Equal(t, csv, tables("run", "plain"))
	parquet := []string{"columns.csv", "deciles.parquet", "own.csv", "series.parquet", "strata.parquet", "tiers.parquet"}
	require.Equal(t, parquet, tables("run", "plain", "--format", "parquet"))
	require.Equal(t, csv, tables("run", "plain", "--format", "json"))
	require.Equal(t, []string{
		"a/columns.csv", "a/deciles.csv", "a/series.csv", "a/strata.csv", "a/tiers.csv",
		"b/columns.csv", "b/deciles.csv", "b/series.csv", "b/strata.csv", "b/tiers.csv",
		"compare.csv", "own.csv", "persons.csv",
	}, tables("compare", "essay", "voucher"), "which have the same people")
	require.Equal(t, csv, tables("run", "plain"))
	require.NoDirExists(t, filepath.Join(dir, "a"))
}

// TestHelpHasExamples: every command says what it is for, and shows how it is used.
func TestHelpHasExamples(t *testing.T) {
	commands := rootCommand().Commands()
	require.Greater(t, len(commands), 8)
	for _, c := range commands {
		out, _, code := command(t, "", c.Name(), "--help")
		require.Zero(t, code)
		require.Contains(t, out, "Examples:\n  cogap "+c.Name(), c.Name())
		require.NotEmpty(t, c.Short, c.Name())
	}
}

// digest returns the digest that a run printed.
func digest(t *testing.T, out string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^result (\w{16})`).FindStringSubmatch(out)
	require.NotNil(t, found, out)
	return found[1]
}

// TestNewUser does what a newcomer does, in an empty folder: starts from a built-in scenario, changes it, runs it, and
// repeats to the bit what was run.
func TestNewUser(t *testing.T) {
	t.Chdir(t.TempDir())
	_, errs, code := command(t, "", "init", "essay")
	require.Zero(t, code, errs)
	require.Equal(t, "Wrote essay.yaml, and cogap.schema.json for editors. Change it, then: cogap run essay.yaml\n", errs)

	text, err := os.ReadFile("essay.yaml")
	require.NoError(t, err)
	changed := strings.Replace(string(text), "values: [100, 200, 400]", "values: [100, 250, 500]", 1)
	require.NotEqual(t, string(text), changed)
	require.NoError(t, os.WriteFile("essay.yaml", []byte(changed), 0o666))
	out, _, code := command(t, "", "validate", "essay.yaml", "world")
	require.Zero(t, code)
	require.Equal(t, "essay.yaml: valid (the question as asked)\nworld: valid (everyone on Earth)\n", out)

	first, errs, code := command(t, "", "run", "essay.yaml", "--scale", "20000", "--months", "14", "--out", "result/deep", "--workers", "1", "--set", "behaviour.risk_aversion=3")
	require.Zero(t, code, errs)
	require.Equal(t, fewAgents+"Wrote result/deep: repeat it with cogap run result/deep/scenario.yaml\n", errs)
	require.Contains(t, first, "100u, then 250u")
	again, _, code := command(t, "", "run", "result/deep/scenario.yaml", "--workers", "3")
	require.Zero(t, code)
	require.Equal(t, first, again)

	for _, name := range []string{
		"scenario.yaml", "result.json", "result.txt", "report.html", "series.csv", "tiers.csv", "strata.csv", "deciles.csv", "columns.csv",
		"figures/ladder.svg", "figures/ladder.png",
	} {
		info, err := os.Stat(filepath.Join("result/deep", name))
		require.NoError(t, err)
		require.Positive(t, info.Size(), name)
	}
	left, err := filepath.Glob("result/deep/.*")
	require.NoError(t, err)
	require.Empty(t, left, "nothing half-written stays")
	written, err := os.ReadFile("result/deep/scenario.yaml")
	require.NoError(t, err)
	require.Contains(t, string(written), "# result "+digest(t, first))
	require.Contains(t, string(written), "# cogap "+cogap.Version)
	require.Contains(t, string(written), "  risk_aversion: 3\n")
	table, err := os.ReadFile("result/deep/result.txt")
	require.NoError(t, err)
	require.Equal(t, first, string(table))
}

// TestRepeat: whatever a scenario has in it, its file in --out repeats the run to the bit.
func TestRepeat(t *testing.T) {
	for _, name := range scenario.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Load(name)
			require.NoError(t, err)
			s.Population.Scale, s.Months, s.Seed = 1_000_000, 14, 1<<64-1
			run := func(s cogap.Scenario) *cogap.Result {
				result, err := cogap.Run(t.Context(), s, cogap.Options{})
				require.NoError(t, err)
				return result
			}
			first := run(s)
			var b bytes.Buffer
			require.NoError(t, scenario.WriteRun(&b, first))
			read, err := scenario.Read(&b, "scenario.yaml")
			require.NoError(t, err)
			require.Equal(t, first.Manifest, run(read).Manifest)
		})
	}
}

func TestRunStreams(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stored, _, code := command(t, "", with([]string{"run", "plain"}, small...)...)
	require.Zero(t, code)
	streamed, errs, code := command(t, "", with([]string{"run", "plain", "--stream", "--passes", "4", "--out", dir}, small...)...)
	require.Zero(t, code, errs)
	require.Equal(t, digest(t, stored), digest(t, streamed), "as many passes as months are the stored run")
	again, errs, code := command(t, "", "run", filepath.Join(dir, "scenario.yaml"), "--format", "json")
	require.Zero(t, code, errs)
	require.Contains(t, again, `"passes": 4`, "it is streamed without a flag, since that can change numbers")
	require.Contains(t, again, digest(t, stored))

	passes := func(args ...string) string {
		out, errs, code := command(t, "", append(args, "--format", "json")...)
		require.Zero(t, code, errs)
		return regexp.MustCompile(`"passes": \d+`).FindString(out[strings.Index(out, `"stream"`):])
	}
	file := filepath.Join(dir, "scenario.yaml")
	require.Equal(t, `"passes": 4`, passes("run", file, "--stream"), "a scenario's own passes stay")
	require.Equal(t, `"passes": 2`, passes("run", file, "--passes", "2"))
	require.Equal(t, `"passes": 1`, passes(with([]string{"run", "plain", "--stream"}, small...)...))
	_, errs, code = command(t, "", with([]string{"compare", "plain", file, "--passes", "2", "--other-people"}, small...)...)
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "add --stream")
}

func TestPeople(t *testing.T) {
	out, _, code := command(t, "", "run", "plain", "--people", "5000", "--months", "1")
	require.Zero(t, code)
	require.Contains(t, out, ", 5,4", "each of 831 strata has one agent for the remainder")
	_, errs, code := command(t, "", "run", "plain", "--people", "5000", "--scale", "2")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "--people and --scale: want one or the other")
}

func TestScenarioFromStandardInput(t *testing.T) {
	out, errs, code := command(t, "base: voucher\nname: from stdin\nmonths: 2\npopulation: {scale: 50000}\n", "run", "-")
	require.Zero(t, code, errs)
	require.True(t, strings.HasPrefix(out, "from stdin\n"))
}

// TestValidatedOnce: on its way from a file to a result a scenario is checked once, however it is changed.
func TestValidatedOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.yaml")
	require.NoError(t, os.WriteFile(file, []byte("base: voucher\nmonths: 2\n"), 0o666))
	args := []string{"run", file, "--people", "2e3", "--seed", "010", "--set", "behaviour.risk_aversion=3"}
	_, errs, code := command(t, "", args...) // which reads the built-in people, and checks them
	require.Zero(t, code, errs)
	before := param.Checks.Load()
	_, errs, code = command(t, "", args...)
	require.Zero(t, code, errs)
	require.EqualValues(t, 1, param.Checks.Load()-before)
}

// TestInterruptedRead: a program that waits for its input ends when it is told to.
func TestInterruptedRead(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	never, _ := io.Pipe()
	var out, errs bytes.Buffer
	time.AfterFunc(time.Millisecond, stop)
	require.Equal(t, exitInterrupted, run(ctx, []string{"run", "-"}, never, &out, &errs))
}

// TestMistakes: exit codes and what users are told.
func TestMistakes(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	require.NoError(t, os.WriteFile(bad, []byte("months: 0\nbehavior: {rho: 2}\n"), 0o666))
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"rum", exitUsage, `unknown command "rum" for "cogap", did you mean run?; see cogap --help`},
		{"xyzzy", exitUsage, `unknown command "xyzzy" for "cogap"; see cogap --help`},
		{"study rum", exitUsage, `unknown command "rum" for "cogap study", did you mean run?`},
		{"help rnu", exitUsage, `unknown command "rnu" for "cogap", did you mean run?; see cogap --help`},
		{"help study rum", exitUsage, `unknown command "rum" for "cogap study", did you mean run?`},
		{"completion bsh", exitUsage, `unknown command "bsh" for "cogap completion", did you mean bash?`},
		{"run --nothing", exitUsage, "unknown flag: --nothing; see cogap run --help"},
		{"run a b", exitUsage, "accepts at most 1 arg"},
		{"run --months x", exitUsage, `invalid argument "x" for "--months" flag: want a whole number; see cogap run --help`},
		{"run --fromat csv", exitUsage, "unknown flag: --fromat, did you mean --format?; see cogap run --help"},
		{"run --zzz", exitUsage, "unknown flag: --zzz; see"},
		{"run -z", exitUsage, "unknown shorthand flag: 'z' in -z; see"},
		{"run --quiet=maybe", exitUsage, `invalid argument "maybe" for "-q, --quiet" flag: want true or false; see cogap run --help`},
		{"run --seed=-1", exitUsage, `"-1" for "--seed" flag: want a whole number, not negative;`},
		{"run --people 1000000000000000000000", exitUsage, "flag: want a number that is not so large;"},
		{"run --months 0", exitUsage, "months: got 0 month, want 1 to 1200"},
		{"run esay", exitUsage, `got "esay", which is neither a built-in scenario nor a file; did you mean essay, which is built in?`},
		{"run nothing-like-it", exitUsage, "built in are default, today, fitted, history, essay, voucher, plain, open-weights, world"},
		{"run --months 0x10", exitUsage, "want a number in decimal digits"},
		{"run none.yaml", exitUsage, "open none.yaml"},
		{"run --set rho=1", exitUsage, "--set rho: unknown name, did you mean behaviour.risk_aversion?"},
		{"run --set months", exitUsage, "--set months: got no =, want path=value"},
		{"run --set months=2 --set behaviour.captured_share=2 --set seed=-1", exitUsage, "behaviour.captured_share: got 2 share, want 0 to 1"},
		{"run --set seed=-1", exitUsage, "--set seed: got -1, want a whole number, not negative"},
		{"run --format xml", exitUsage, `--format: got "xml", want table, json, csv or parquet`},
		{"run --workers=-1", exitUsage, "--workers: got -1"},
		{"run --passes 2", exitUsage, "add --stream"},
		{"run --passes 0", exitUsage, "--passes: got 0"},
		{"run --people 0", exitUsage, "--people: got 0, want at least 1"},
		{"run " + bad, exitUsage, "bad.yaml:2:1: behavior: unknown name, did you mean behaviour?\n     1 | months: 0\n>    2 | behavior: {rho: 2}\n       | ^"},
		{"validate essay " + bad, exitUsage, "bad.yaml:1:9: months: got 0 month, want 1 to 1200"},
		{"validate", exitUsage, "requires at least 1 arg"},
		{"compare essay", exitUsage, "accepts 2 arg(s), received 1"},
		{"compare plain world --scale 10 --months 1200", exitUsage, "different people: 140,885,570 people in 831 strata (us-workforce-2021), and 7,954,874,557 people in 169 strata (world)"},
		{"compare plain world --scale 1 --months 1200", exitUsage, "different people"}, // before anything runs: it would take hours
		{"compare essay " + bad, exitUsage, "bad.yaml:1:9"},
		{"describe xyzzy", exitUsage, "xyzzy: unknown name"},
		{"describe behavior", exitUsage, "behavior: unknown name, did you mean behaviour?"},
		{"describe --format csv", exitUsage, `--format: got "csv"`},
		{"init esay", exitUsage, "did you mean essay, which is built in?"},
		{"init essay -o " + bad, exitFailed, "bad.yaml exists; --force overwrites it"},
		{"init essay -o " + dir + "/none/a.yaml", exitFailed, "no such file or directory"},
		{"run --scale 50000 --months 1 --out " + bad, exitUsage, "bad.yaml: it is a file, not a folder"},
	} {
		t.Run(c.args, func(t *testing.T) {
			_, errs, code := command(t, "", strings.Fields(c.args)...)
			require.Contains(t, errs, c.want)
			require.Equal(t, c.code, code, errs)
			require.NotContains(t, errs, "Usage:", "help is for who asks")
		})
	}
}

// countdown is a context that ends after it was asked a number of times whether it has: an interrupt at a known place.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestInterrupt: what is complete is printed and written, and the exit code says so.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	ctx := &countdown{Context: context.Background()}
	args := []string{"run", "plain", "--scale", "20000", "--months", "36", "--workers", "2"}
	const plenty = 1 << 40
	ctx.left.Store(plenty)
	require.Zero(t, run(ctx, args, nil, &out, &errs))
	ctx.left.Store((plenty - ctx.left.Load()) / 12) // of making people and 36 months
	out.Reset()
	code := run(ctx, append(args, "--out", dir), nil, &out, &errs)
	require.Equal(t, exitInterrupted, code, errs.String())
	require.Regexp(t, `interrupted after [1-4] of 36 months\n`, errs.String())
	require.Contains(t, out.String(), "months from 2026-01")
	text, err := os.ReadFile(filepath.Join(dir, "scenario.yaml"))
	require.NoError(t, err)
	require.Regexp(t, `The run was stopped after [1-4] of 36 months`, string(text))
	require.Contains(t, string(text), "months: 36\n")
	series, err := os.ReadFile(filepath.Join(dir, "series.csv"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, bytes.Count(series, []byte("\n")), 2)

	ctx = &countdown{Context: context.Background()}
	out.Reset()
	require.Equal(t, exitInterrupted, run(ctx, []string{"run", "plain", "--scale", "20000"}, nil, &out, &errs))
	require.Empty(t, out.String(), "no month is complete")
}

// TestCompareWarnsOnce: what both runs have in common is said once.
func TestCompareWarnsOnce(t *testing.T) {
	_, errs, code := command(t, "", with([]string{"compare", "essay", "voucher"}, small...)...)
	require.Zero(t, code, errs)
	require.Equal(t, 1, strings.Count(errs, "Few people are simulated"), errs)
}

func TestCompare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := with([]string{"compare", "plain", "open-weights", "--out", dir}, small...)
	out, errs, code := command(t, "", args...)
	require.Zero(t, code, errs)
	for _, part := range []string{
		"A  the first filter\nB  open weights, a year behind\n", "everybody has the same luck in both (seed 1)",
		"whom B wins (+) or loses (-)", "Where B wins and loses most SOTA users, 2026-04",
	} {
		require.Contains(t, out, part)
	}
	for _, name := range []string{"compare.csv", "compare.json", "compare.txt", "a/series.csv", "b/scenario.yaml"} {
		require.FileExists(t, filepath.Join(dir, name))
	}
	same, _, code := command(t, "", with([]string{"compare", "essay", "essay", "--format", "csv"}, small...)...)
	require.Zero(t, code)
	for line := range strings.Lines(same[strings.Index(same, "\n")+1:]) {
		require.Regexp(t, `,(0|)\n$`, line, "a scenario does not differ from itself")
	}
}

// TestCompareSameLuck: a scenario of another seed and scale is compared with the luck of the first.
func TestCompareSameLuck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "other.yaml")
	require.NoError(t, os.WriteFile(file, []byte("seed: 9\npopulation: {scale: 7}\n"), 0o666))
	out, errs, code := command(t, "", "compare", "plain", file, "--format", "json", "--months", "2", "--people", "2000")
	require.Zero(t, code, errs)
	var got struct {
		A, B   cogap.Manifest
		Months []struct {
			Measures map[string]struct{ A, B, Difference *float64 }
		}
		Deciles []struct {
			Share []struct{ Difference float64 } `json:"sota_share"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, got.A.Result, got.B.Result)
	require.Equal(t, uint64(1), got.B.Scenario.Seed)
	require.Len(t, got.Months, 2)
	require.Zero(t, *got.Months[1].Measures["sota_share"].Difference)
	require.Nil(t, got.Months[1].Measures["subsidy"].A)
	require.Len(t, got.Deciles[0].Share, 10)
}

func TestExplain(t *testing.T) {
	out, _, code := command(t, "", "list")
	require.Zero(t, code)
	golden(t, "list.txt", out)

	out, _, code = command(t, "", "describe", "market.providers[0].pricing.rule")
	require.Zero(t, code)
	require.Contains(t, out, "market.providers[].pricing.rule  (text; default series)\n")
	require.Contains(t, out, "      cost-plus      unit cost / (1 - Margin)\n")
	out, _, code = command(t, "", "describe", "behaviour")
	require.Zero(t, code)
	require.Greater(t, strings.Count("\n"+out, "\nbehaviour."), 10)
	require.NotContains(t, out, "market.")
	out, _, code = command(t, "", "describe", "--format", "json")
	require.Zero(t, code)
	var parameters []scenario.Parameter
	require.NoError(t, json.Unmarshal([]byte(out), &parameters))
	require.Len(t, parameters, len(scenario.Describe()))

	out, _, code = command(t, "", "schema", "--study")
	require.Zero(t, code)
	require.Contains(t, out, `"title": "cogap study"`)
	out, _, code = command(t, "", "schema")
	require.Zero(t, code)
	require.True(t, json.Valid([]byte(out)))
	out, _, code = command(t, "", "version")
	require.Zero(t, code)
	require.True(t, strings.HasPrefix(out, "cogap "+cogap.Version))
	out, _, code = command(t, "", "run", "--help")
	require.Zero(t, code)
	require.Contains(t, out, "Examples:\n")
}

// TestDescribeSearches: words that are no path are looked for in what is said of parameters.
func TestDescribeSearches(t *testing.T) {
	for words, want := range map[string][]string{
		"word of mouth": {"behaviour.word_of_mouth  (number"},
		"rho":           {"behaviour.risk_aversion  (number"},
		"Granovetter":   {"population.threshold.alpha", "population.threshold.beta"},
		"voucher":       {"market.policies[].kind", "market.policies[].share"},
	} {
		out, errs, code := command(t, "", append([]string{"describe"}, strings.Fields(words)...)...)
		require.Zero(t, code, errs)
		require.Equal(t, "No parameter is called "+words+"; these mention it.\n", errs)
		for _, part := range want {
			require.Contains(t, out, part)
		}
		require.Less(t, strings.Count(out, "\n\n"), 10)
	}
	_, errs, code := command(t, "", "describe", "market.phases")
	require.Zero(t, code)
	require.Empty(t, errs)
}

// TestOwnPeople: a file of people to start from, a run of them, and the run repeated from what it wrote, without the file.
func TestOwnPeople(t *testing.T) {
	t.Chdir(t.TempDir())
	_, errs, code := command(t, "", "init", "--population")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "Wrote people.csv. Change it, then: population: {file: people.csv} in a scenario")
	require.NoError(t, os.WriteFile("my.yaml", []byte("base: essay\nmonths: 3\npopulation: {file: people.csv}\n"), 0o666))
	out, errs, code := command(t, "", "run", "my.yaml", "--out", "result", "--people", "1e4")
	require.Zero(t, code, errs)
	require.Contains(t, out, "950,000 people in 3 strata (people.csv)")
	require.NoError(t, os.Remove("people.csv"))
	again, errs, code := command(t, "", "run", "result/scenario.yaml")
	require.Zero(t, code, errs)
	require.Equal(t, out, again)
	_, errs, code = command(t, "", "run", "my.yaml")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "my.yaml:3:20: population.file: open people.csv: no such file or directory")

	_, errs, code = command(t, "name,people,p50,exposure\nA,x,100,1\n", "run", "plain", "--set", "population.file=/dev/stdin/none")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "population.file: open /dev/stdin/none")
	_, errs, code = command(t, "", "init", "essay", "--population")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "--population: want nothing beside it, as people are of no scenario")
}

func TestInit(t *testing.T) {
	out, errs, code := command(t, "", "init", "voucher", "-o", "-")
	require.Zero(t, code)
	require.Empty(t, errs)
	again, _, code := command(t, out, "run", "-", "--months", "1", "--scale", "50000", "--format", "csv")
	require.Zero(t, code)
	require.NotEmpty(t, again)

	short, _, code := command(t, "", "init", "voucher", "--short", "-o", "-")
	require.Zero(t, code)
	text, err := scenario.Source("voucher")
	require.NoError(t, err)
	require.Equal(t, string(text), short)

	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("mine.yaml", []byte("# Mine.\n\n# It is mine.\nname: mine\n"), 0o666))
	out, _, code = command(t, "", "init", "mine.yaml", "-o", "-")
	require.Zero(t, code)
	require.True(t, strings.HasPrefix(out, "# Mine.\n\n# It is mine.\n# name says what is simulated"), out[:200])
	_, errs, code = command(t, "", "init", "mine.yaml", "--force")
	require.Zero(t, code, errs)
}

// valuesOf returns what a YAML file has, as JSON would have it.
func valuesOf(t *testing.T, text string) (plain any) {
	t.Helper()
	var v any
	require.NoError(t, yaml.Unmarshal([]byte(text), &v))
	asJSON, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(asJSON, &plain))
	return plain
}

// TestInitForEditors: the first line of a file names a schema that is there, which the file keeps to and a slip of the pen does not; a file that begins
// from such a file has the line once.
func TestInitForEditors(t *testing.T) {
	t.Chdir(t.TempDir())
	for schemaFile, args := range map[string][]string{
		"cogap.schema.json":             {"init", "essay", "-o", "mine.yaml"},
		"cogap-study.schema.json":       {"init", "essay", "--study", "-o", "mine.yaml"},
		"cogap-search.schema.json":      {"init", "essay", "--search", "-o", "mine.yaml"},
		"cogap-calibration.schema.json": {"init", "today", "--calibration", "-o", "mine.yaml"},
	} {
		_, errs, code := command(t, "", append(args, "--force")...)
		require.Zero(t, code, errs)
		require.Contains(t, errs, "Wrote mine.yaml, and "+schemaFile+" for editors.")
		text, err := os.ReadFile("mine.yaml")
		require.NoError(t, err)
		line, rest, _ := strings.Cut(string(text), "\n")
		require.Equal(t, "# yaml-language-server: $schema="+schemaFile, line)
		require.True(t, strings.HasPrefix(rest, "\n# "), "its own comment follows")
		content, err := os.ReadFile(schemaFile)
		require.NoError(t, err)
		var schema map[string]any
		require.NoError(t, json.Unmarshal(content, &schema))
		require.Empty(t, schemacheck.Violations(schema, valuesOf(t, string(text)), "mine.yaml"))
		require.NotEmpty(t, schemacheck.Violations(schema, valuesOf(t, string(text)+"slip: 1\n"), "mine.yaml"))
		_, errs, code = command(t, "", append(args, "--force")...)
		require.Zero(t, code, errs)
		require.Contains(t, errs, "Wrote mine.yaml. Change it", "the schema is there")
	}
	require.NoError(t, os.WriteFile("mine.yaml", []byte("# yaml-language-server: $schema=cogap.schema.json\n# Mine.\nname: mine\n"), 0o666))
	out, errs, code := command(t, "", "init", "mine.yaml", "-o", "-")
	require.Zero(t, code, errs)
	require.True(t, strings.HasPrefix(out, "# Mine.\n"), out[:200])
	require.NotContains(t, out, "yaml-language-server")
}

// TestCompletion: what a shell is told.
func TestCompletion(t *testing.T) {
	for line, want := range map[string]string{
		"run ":                   "essay\t",
		"compare essay ":         "voucher\t",
		"run today --set market": "market.tiers[5].price=\n",
		"run --set ":             "behaviour.captured_share=\n",
		"run --format ":          "parquet\n",
		"describe ":              "market.frontier.coding\n",
		"init ":                  "open-weights\t",
		"run essay --months ":    ":4\n",
		"describe behaviour ":    ":4\n",
	} {
		at := strings.LastIndex(line, " ")
		out, _, code := command(t, "", append(append([]string{"__complete"}, strings.Fields(line[:at])...), line[at+1:])...)
		require.Zero(t, code)
		require.Contains(t, out, want, line)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		out, _, code := command(t, "", "completion", shell)
		require.Zero(t, code)
		require.NotEmpty(t, out)
	}
}

// TestPlan: what is long, large or streamed is told before it starts.
func TestPlan(t *testing.T) {
	p := cogap.Plan{
		People: 140_885_570, Agents: 140_885_570, Months: 36, Passes: 2, Bytes: 112e6, Time: 38400 * time.Millisecond, Workers: 2,
	}
	require.Equal(t, "140,885,570 people as 140,885,570 agents, 36 months, made and counted one after the other in 2 passes: "+
		"about 38s with 2 workers, up to 112 MB of memory", describePlan(p))
	p.Passes, p.Bytes, p.PeopleBytes = 1, 5.1e9, 4.8e9
	require.Equal(t, "140,885,570 people as 140,885,570 agents, 36 months: about 38s with 2 workers, up to 5.1 GB of memory", describePlan(p))
	require.True(t, isMuch(p))
	require.False(t, isMuch(cogap.Plan{Time: time.Second, PeopleBytes: 1e6}))
	_, errs, code := command(t, "", with([]string{"run", "plain", "--stream"}, small...)...)
	require.Zero(t, code)
	require.Regexp(t, `^140,885,570 people as 7,484 agents, 4 months, made and counted one after the other in 1 pass: about 0s with \d+ workers?, up to \d+ MB of memory\n`, errs)
	_, errs, code = command(t, "", with([]string{"run", "plain", "--stream", "--quiet"}, small...)...)
	require.Zero(t, code)
	require.Empty(t, errs)
}

// TestWriteFile: a file that could not be written whole is not there, and the one before stays.
func TestWriteFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	require.NoError(t, writeFile(name, func(w io.Writer) error { _, err := io.WriteString(w, "before"); return err }))
	broken := errors.New("broken")
	err := writeFile(name, func(w io.Writer) error { _, err := io.WriteString(w, "after"); return errors.Join(err, broken) })
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, name)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "before", string(text))
	entries, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	require.Len(t, entries, 1)
}
