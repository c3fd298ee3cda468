package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// shipped is how fine the pictures are that a user gets.
var shipped = dotsPerInch

// Most of what a small run takes are its pictures, which nobody but TestPictures looks at.
func init() { dotsPerInch = 24 }

// TestPictures: a user gets fine pictures.
func TestPictures(t *testing.T) {
	defer func(here int) { dotsPerInch = here }(dotsPerInch)
	dotsPerInch = shipped
	dir := t.TempDir()
	_, errs, code := command(t, "", with([]string{"run", "plain", "--out", dir}, small...)...)
	require.Zero(t, code, errs)
	for _, name := range []string{"ladder", "deciles"} {
		data, err := os.ReadFile(filepath.Join(dir, "figures", name+".png"))
		require.NoError(t, err)
		picture, err := png.DecodeConfig(bytes.NewReader(data))
		require.NoError(t, err)
		require.Equal(t, 1152, picture.Width, name)
	}
}

// command runs a command line on some input.
func command(t require.TestingT, input string, args ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(input), &o, &e)
	return o.String(), e.String(), code
}

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestHelp(t *testing.T) {
	out, errs, code := command(t, "", "measure", "--help")
	require.Zero(t, code)
	require.Empty(t, errs)
	golden(t, "measure-help.txt", out)
	out, _, code = command(t, "")
	require.Zero(t, code)
	require.Contains(t, out, "measure")
}

// people is a small file with every kind of column.
const people = "testdata/people.csv"

func TestMeasureGolden(t *testing.T) {
	all := []string{"measure", people, "--value", "score", "--weight", "w", "--rank", "income", "--group", "pays", "--line", "40", "--lo", "0", "--hi", "100"}
	for name, args := range map[string][]string{
		"plain.txt":    {"measure", people, "--value", "income"},
		"all.txt":      all,
		"all.json":     append(all, "--json"),
		"streamed.txt": append(all, "--stream"),
		"regions.txt":  {"measure", people, "--value", "income", "--group", "region"},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := command(t, "", args...)
			require.Zero(t, code, errs)
			golden(t, name, out)
			if strings.HasSuffix(name, ".json") {
				require.True(t, json.Valid([]byte(out)))
			}
		})
	}
}

func TestMeasureStandardInput(t *testing.T) {
	data, err := os.ReadFile(people)
	require.NoError(t, err)
	want, _, _ := command(t, "", "measure", people, "--value", "income", "--json")
	for _, args := range [][]string{
		{"measure", "--value", "income", "--json"},
		{"measure", "-", "--value", "income", "--json"},
	} {
		got, errs, code := command(t, string(data), args...)
		require.Zero(t, code, errs)
		require.Equal(t, want, got)
	}
	marked, _, code := command(t, "\ufeff"+string(data), "measure", "--value", "income", "--json")
	require.Zero(t, code)
	require.Equal(t, want, marked)
}

func TestMeasureErrors(t *testing.T) {
	for _, c := range []struct {
		input string
		args  string
		code  int
		want  string
	}{
		{"", "nothing", 2, `unknown command "nothing"`},
		{"", "measure --nothing", 2, "unknown flag: --nothing; see cogap measure --help"},
		{"", "measure", 2, "--value: want the name of a column"},
		{"", "measure a b --value x", 2, "accepts at most 1 arg"},
		{"", "measure --value x --line NaN", 2, `invalid argument "NaN" for "--line" flag: want a number`},
		{"", "measure --value x --line 0", 2, "--line: got 0, want a finite number above 0"},
		{"", "measure --value x --lo 0", 2, "--lo and --hi: want both or neither"},
		{"", "measure --value x --lo 1 --hi 1", 2, "--lo and --hi: got 1 and 1, want finite and ascending"},
		{"", "measure --value x --max-exact=-1", 2, "--max-exact: got -1, want 0 or more"},
		{"x,y\n1,2\n", "measure --value z", 2, `--value: standard input has no column "z", but x, y`},
		{"", "measure missing.csv --value x", 1, "open missing.csv"},
		{"", "measure --value x", 1, "standard input: it is empty, want a header"},
		{"x,x\n1,2\n", "measure --value x", 1, `standard input: column "x": it occurs twice`},
		{"x,y\n1,2\n3\n", "measure --value x", 1, "standard input:3: wrong number of cells: got 1, want 2 as in the header"},
		{"x\n1\n\"\n", "measure --value x", 1, "standard input:"},
		{"x,y\n1,2\n2,many\n", "measure --value y", 1, `standard input:3: column "y": got "many", want a number`},
		{"x,w\n1,2\n2,-1\n", "measure --value x --weight w", 1, `standard input:3: column "w": got -1, want a finite number >= 0`},
		{"x,w\n1,\n", "measure --value x --weight w", 1, `standard input:2: column "w": the weight is missing or infinite, want a finite number >= 0; --omit`},
		{"x,y\n1,2\n", "measure --value x --rank y --lo 2 --hi 3", 1, "2 to 3"},
		{"x,y\n1,2\n", "measure --value x --rank y --lo 2 --hi 3 --stream", 1, `column "x": got 1, want 2 to 3`},
		{"x,w\n1,1\n2,1e300\n", "measure --value x --weight w --max-exact 1", 1, "standard input:3: weight: got 1e+300, want 0 or"},
		{"x\n1\n2e154\n", "measure --value x --stream", 1, "--max-exact measures more rows exactly"},
	} {
		t.Run(c.args, func(t *testing.T) {
			out, errs, code := command(t, c.input, strings.Fields(c.args)...)
			require.Equal(t, c.code, code)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
			require.Equal(t, 1, strings.Count(errs, "\n"), "one line")
		})
	}
}

func TestMeasureMissing(t *testing.T) {
	const input = "x,w\n1,1\nNA,1\n3,1\n,0\n"
	out, errs, code := command(t, "x\n1\ninf\n3\n", "measure", "--value", "x", "--omit", "--json")
	require.Zero(t, code)
	require.Contains(t, errs, "left out 1 of 3 rows")
	require.EqualValues(t, 2, decode(t, out).find(t, "mean").Value)
	_, errs, code = command(t, "x\n-1\n1\n", "measure", "--value", "x")
	require.Zero(t, code)
	require.Contains(t, errs, "NaN is a measure that is not defined for these values")
	out, errs, code = command(t, input, "measure", "--value", "x", "--weight", "w", "--json")
	require.Zero(t, code)
	require.Contains(t, errs, "a number is missing in 1 of 3 rows")
	require.Equal(t, "NaN", decode(t, out).find(t, "mean").Value)

	for _, stream := range []string{"--stream=false", "--stream"} {
		out, errs, code = command(t, input, "measure", "--value", "x", "--weight", "w", "--omit", "--json", stream)
		require.Zero(t, code)
		require.Contains(t, errs, "left out 1 of 3 rows")
		r := decode(t, out)
		require.Equal(t, 2.0, r.find(t, "mean").Value)
		require.Equal(t, int64(2), r.N)
		require.Equal(t, int64(1), r.Missing)
	}
}

// A decoded report, as a reader of the JSON sees it.
type decoded struct {
	N, Missing int64
	Measures   []measured
}

type measured struct {
	Measure string
	Params  map[string]any
	Value   any
	SE      any
	Lo, Hi  any
	CI      *struct {
		Lo, Hi any
		Method string
	}
}

func decode(t require.TestingT, out string) (d decoded) {
	require.NoError(t, json.Unmarshal([]byte(out), &d))
	return d
}

func (d decoded) find(t require.TestingT, measure string) measured {
	for _, m := range d.Measures {
		if m.Measure == measure {
			return m
		}
	}
	require.Fail(t, "not measured", measure)
	return measured{}
}
