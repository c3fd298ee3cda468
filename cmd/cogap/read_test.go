package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// readers are the programs of examples/read, each with commands that run it; the first that is here is used.
var readers = []struct {
	program, format string
	needs           string
	commands        [][]string // of which the first asks whether it can be done
}{
	{"read.R", "csv", "R", [][]string{{"Rscript", "-e", "0"}, {"Rscript"}}},
	{"read.R", "parquet", "R with arrow", [][]string{{"Rscript", "-e", "library(arrow)"}, {"Rscript"}}},
	{"read.py", "csv", "Python with pandas", [][]string{{"python3", "-c", "import pandas"}, {"python3"}}},
	{"read.py", "csv", "Debian's python3-pandas", [][]string{{"/usr/bin/python3", "-c", "import pandas"}, {"/usr/bin/python3"}}},
	{"read.py", "parquet", "Python with pandas and pyarrow", [][]string{{"python3", "-c", "import pandas, pyarrow"}, {"python3"}}},
	{"read.sql", "csv", "Node.js, and npm ci in examples/read", [][]string{{"node", "-e", "require('@duckdb/node-api')"}, {"node", "duckdb.js"}}},
	{"read.sql", "parquet", "Node.js, and npm ci in examples/read", [][]string{{"node", "-e", "require('@duckdb/node-api')"}, {"node", "duckdb.js"}}},
}

// TestRead runs the programs of examples/read on what --out writes: all print the same numbers, those of the run.
func TestRead(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Abs("../../examples/read")
	require.NoError(t, err)
	written, want := map[string]string{}, ""
	for _, format := range []string{"csv", "parquet"} {
		written[format] = t.TempDir()
		_, errs, code := command(t, "", "run", "--people", "5000", "--months", "63", "--format", format, "--out", filepath.Join(written[format], "result"))
		require.Zero(t, code, errs)
	}
	want = lastOfEachPrice(t, filepath.Join(written["csv"], "result", "deciles.csv"))
	require.Equal(t, 31, strings.Count(want, "\n"), "three prices, ten tenths\n%s", want)

	for _, r := range readers {
		t.Run(r.program+" of "+r.format+", "+r.needs, func(t *testing.T) {
			try := exec.CommandContext(t.Context(), r.commands[0][0], r.commands[0][1:]...)
			try.Dir = examples
			if out, err := try.CombinedOutput(); err != nil {
				t.Logf("%v %s", err, firstLine(out))
				t.Skipf("no %s here (%s of %s)", r.needs, r.program, r.format)
			}
			args := r.commands[1]
			program := filepath.Join(examples, r.program)
			if r.program == "read.sql" {
				args = []string{args[0], filepath.Join(examples, args[1])}
				sql, err := os.ReadFile(program)
				require.NoError(t, err)
				program = filepath.Join(t.TempDir(), r.program)
				require.NoError(t, os.WriteFile(program, []byte(strings.ReplaceAll(string(sql), "FROM 'result/deciles.csv'", "FROM 'result/deciles."+r.format+"'")), 0o666))
			}
			cmd := exec.CommandContext(t.Context(), args[0], append(args[1:], program)...)
			cmd.Dir = written[r.format]
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
			require.Equal(t, want, string(out))
		})
	}
}

// snippets finds the code of a language in a page.
func snippets(page, language string) (list []string) {
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(page, -1) {
		list = append(list, m[1])
	}
	return list
}

// TestReadInThreeLines: the three lines of R and of Python in the README of examples/read read a folder, and print what its series ends with.
func TestReadInThreeLines(t *testing.T) {
	page, err := os.ReadFile("../../examples/read/README.md")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	_, errs, code := command(t, "", "run", "essay", "--people", "5000", "--months", "3", "--out", "result")
	require.Zero(t, code, errs)
	last := lastRow(t, "result/series.csv")
	for language, try := range map[string][]string{"r": {"Rscript", "-e"}, "python": {"python3", "-c"}} {
		t.Run(language, func(t *testing.T) {
			lines := snippets(string(page), language)
			require.Len(t, lines, 1)
			require.Equal(t, 3, strings.Count(lines[0], "\n"))
			program := thatHas(t, language, try)
			out, err := exec.CommandContext(t.Context(), program, try[1], lines[0]).Output()
			require.NoError(t, err)
			rows, err := csv.NewReader(strings.NewReader(string(out))).ReadAll()
			require.NoError(t, err)
			require.Len(t, rows, 2)
			column := map[string]string{}
			for i, name := range rows[0] {
				column[name] = rows[1][i]
			}
			require.Equal(t, last["date"], column["date"])
			for _, name := range []string{"price", "sota_share"} {
				want, err := strconv.ParseFloat(last[name], 64)
				require.NoError(t, err)
				got, err := strconv.ParseFloat(column[name], 64)
				require.NoError(t, err)
				require.InEpsilon(t, want, got, 1e-12, name)
			}
		})
	}
}

// thatHas returns a program that runs a language with what the examples need, or skips the test.
func thatHas(t *testing.T, language string, try []string) string {
	t.Helper()
	needs := map[string]string{"r": "0", "python": "import pandas"}[language]
	for _, program := range []string{try[0], "/usr/bin/" + try[0]} {
		if exec.CommandContext(t.Context(), program, try[1], needs).Run() == nil {
			return program
		}
	}
	t.Skipf("no %s here (examples/read)", map[string]string{"r": "R", "python": "Python with pandas"}[language])
	return ""
}

// rowsOf returns the rows of a table, its header first.
func rowsOf(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows
}

// lastRow returns the last row of a table, by column.
func lastRow(t *testing.T, name string) map[string]string {
	t.Helper()
	rows := rowsOf(t, name)
	last := map[string]string{}
	for i, column := range rows[0] {
		last[column] = rows[len(rows)-1][i]
	}
	return last
}

// TestNotebook runs examples/read/ladder.ipynb on a study of few sets: it draws a picture, and prints bands that hold the medians of the table.
func TestNotebook(t *testing.T) {
	here, err := filepath.Abs("../../examples/read/ladder.py")
	require.NoError(t, err)
	program := ""
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if program == "" && exec.CommandContext(t.Context(), p, "-c", "import pandas, matplotlib").Run() == nil {
			program = p
		}
	}
	if program == "" {
		t.Skip("no Python with pandas and matplotlib here (ladder.ipynb)")
	}
	t.Chdir(t.TempDir())
	_, errs, code := command(t, "", "run", "--bands", "3", "--scale", "100000", "--out", "bands", "-q")
	require.Zero(t, code, errs)
	out, err := exec.CommandContext(t.Context(), program, here).Output()
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(out))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"month", "low", "median", "high"}, rows[0])
	require.Len(t, rows, 4, "three years")
	before := 1.0
	for i, row := range rows[1:] {
		require.Equal(t, fmt.Sprintf("%d-12", 2026+i), row[0])
		var b [3]float64
		for k := range b {
			b[k], err = strconv.ParseFloat(row[1+k], 64)
			require.NoError(t, err)
		}
		require.True(t, b[0] <= b[1] && b[1] <= b[2] && b[1] > 0, row)
		require.True(t, i == 0 || b[1] < before, "fewer at a higher price")
		before = b[1]
	}
	picture, err := os.ReadFile("ladder.png")
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(picture[:4]))
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

// lastOfEachPrice answers the question of the examples: the rows of the last month of each price, prices ascending, as
// they do in a run whose price only rises.
func lastOfEachPrice(t *testing.T, name string) string {
	t.Helper()
	rows := rowsOf(t, name)
	at := map[string]int{}
	for i, column := range rows[0] {
		at[column] = i
	}
	last, order := map[string]string{}, []string{}
	for _, row := range rows[1:] {
		if row[at["price"]] == "" {
			continue // not on sale
		}
		price, share := row[at["price"]], 0.0
		_, err := fmt.Sscan(row[at["sota_share"]], &share)
		require.NoError(t, err)
		line := fmt.Sprintf("%s,%s,%.4f\n", price, row[at["decile"]], share)
		switch {
		case row[at["decile"]] != "1":
			last[price] += line
		default:
			if _, known := last[price]; !known {
				order = append(order, price)
			}
			last[price] = line
		}
	}
	var text strings.Builder
	text.WriteString("price,decile,sota_share\n")
	for _, price := range order {
		text.WriteString(last[price])
	}
	return text.String()
}

// TestReadme: what the README of examples/read shows is what docs/first-filter.md shows, which is held to a run.
func TestReadme(t *testing.T) {
	root, err := os.ReadFile("../../docs/first-filter.md")
	require.NoError(t, err)
	percent := regexp.MustCompile(`(?m)^richest tenth +([\d.]+)%\D+([\d.]+)%\D+([\d.]+)%`).FindSubmatch(root)
	require.NotNil(t, percent)
	shown, err := os.ReadFile("../../examples/read/README.md")
	require.NoError(t, err)
	for i, price := range []int{100, 200, 400} {
		share, err := strconv.ParseFloat(string(percent[i+1]), 64)
		require.NoError(t, err)
		require.Contains(t, string(shown), fmt.Sprintf("\n%d,10,%.4f\n", price, share/100))
	}
}
