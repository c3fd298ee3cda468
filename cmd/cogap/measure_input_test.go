package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
)

// written returns a text in another encoding.
func written(t require.TestingT, encoding, text string) string {
	switch encoding {
	case "utf-8 with a mark":
		return "\ufeff" + text
	case "utf-16le with a mark", "utf-16be with a mark", "utf-16le", "utf-16be":
		order, mark := xunicode.LittleEndian, xunicode.IgnoreBOM
		if strings.HasPrefix(encoding, "utf-16be") {
			order = xunicode.BigEndian
		}
		if strings.HasSuffix(encoding, "mark") {
			mark = xunicode.UseBOM
		}
		out, err := xunicode.UTF16(order, mark).NewEncoder().String(text)
		require.NoError(t, err)
		return out
	case "latin-1":
		out, err := charmap.Windows1252.NewEncoder().String(text)
		require.NoError(t, err)
		return out
	case "gzip":
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := z.Write([]byte(text))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return b.String()
	}
	return text
}

// TestMeasureDialects reads the same table however it is written, and says what it took.
func TestMeasureDialects(t *testing.T) {
	const plain = "Höhe,Gruppe\n1.5,süd\n2.25,nord\n0.125,süd\n1234567.5,nord\n"
	semicolons := strings.NewReplacer(",", ";", ".", ",").Replace(plain)
	want, errs, code := command(t, plain, "measure", "--value", "Höhe", "--group", "Gruppe", "--json")
	require.Zero(t, code, errs)
	require.Empty(t, errs)
	for _, c := range []struct {
		name, input string
		args        []string
		notes       []string // what is said on standard error, a line each
	}{
		{"crlf", strings.ReplaceAll(plain, "\n", "\r\n"), nil, nil},
		{"spaces", strings.ReplaceAll(plain, ",", " , "), nil, nil},
		{"no end of line", strings.TrimSuffix(plain, "\n"), nil, nil},
		{"utf-8 with a mark", plain, nil, nil},
		{"utf-16le with a mark", plain, nil, []string{"read as UTF-16"}},
		{"utf-16be with a mark", plain, nil, []string{"read as UTF-16"}},
		{"utf-16le", plain, nil, []string{"read as UTF-16"}},
		{"utf-16be", plain, nil, []string{"read as UTF-16"}},
		{"latin-1", plain, nil, []string{"read as Latin-1"}},
		{"latin-1", plain, []string{"--encoding", "latin-1"}, nil},
		{"gzip", plain, nil, []string{"unpacked (gzip)"}},
		{"semicolons", strings.ReplaceAll(plain, ",", ";"), nil, []string{"columns are parted by semicolons"}},
		{"tabs", strings.ReplaceAll(plain, ",", "\t"), nil, []string{"columns are parted by tabs"}},
		{"bars", strings.ReplaceAll(plain, ",", "|"), nil, []string{"columns are parted by vertical bars"}},
		{"tabs asked for", strings.ReplaceAll(plain, ",", "\t"), []string{"--separator", "tab"}, nil},
		{"another", strings.ReplaceAll(plain, ",", "~"), []string{"--separator", "~"}, nil},
		{"decimal commas", semicolons, nil, []string{"columns are parted by semicolons", "numbers have a decimal comma"}},
		{"decimal commas asked for", semicolons, []string{"--separator", ";", "--decimal", ","}, nil},
		{"thousands", strings.ReplaceAll(semicolons, "1234567", "1.234.567"), nil, []string{"columns are parted by semicolons", "numbers have a decimal comma"}},
		{"declared", "sep=;\r\n" + semicolons, []string{"--decimal", ","}, []string{"columns are parted by semicolons"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, stream := range []bool{false, true} {
				args := append([]string{"measure", "--value", "Höhe", "--group", "Gruppe", "--json"}, c.args...)
				compare := want
				if stream {
					args = append(args, "--stream")
					compare, _, _ = command(t, plain, "measure", "--value", "Höhe", "--group", "Gruppe", "--json", "--stream")
				}
				got, errs, code := command(t, written(t, c.name, c.input), args...)
				require.Zero(t, code, errs)
				require.Equal(t, compare, got)
				for _, note := range c.notes {
					require.Contains(t, errs, "cogap: standard input: "+note+"\n")
				}
				if !stream {
					require.Equal(t, len(c.notes), strings.Count(errs, "\n"), errs)
				}
			}
		})
	}
}

// TestMeasureDoubt: what the first rows leave in doubt is not guessed, and the message says what it may be.
func TestMeasureDoubt(t *testing.T) {
	for input, want := range map[string]string{
		"a;x\nb;1,234\nc;2,345\n":           `column "x": got "1,234", want a number; --decimal , reads decimal commas`,
		"x;y\n1.5;2,5\n":                    "", // x has points
		"x\n1,5\n2,25\n":                    "", // one column, so the comma is no separator
		"a~x\n1~2\n":                        `has no column "x", but a~x`,
		"x,y\n1,5,2\n":                      "standard input:2: wrong number of cells: got 3, want 2 as in the header: does a number or a text have a comma",
		"x,y\n\"1,234.5\",2\n":              `got "1,234.5", want a number whose thousands are not parted`,
		"x,y\n12%,2\n":                      `got "12%", want a number without a percent sign`,
		"x,y\n0x10,2\n":                     `got "0x10", want a number`,
		"x,y\n1e999,2\n":                    `got "1e999", want a number below 1.8e308`,
		"x,y\n\x1b[31m1,2\n":                `got "\x1b[31m1", want a number`,
		"x;y\n1.234,56;1\n2.5;1\n":          `got "1.234,56", want a number whose thousands are not parted`,
		"x,y\n\"1\x9b2\",2\n":               `want a number`,
		"PK\x03\x04...":                     "it is a zip archive, perhaps a workbook of a spreadsheet: unpack it, or save the sheet as CSV",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x": "it is a workbook of a spreadsheet: save the sheet as CSV",
		"x\n1\n\x00\x01\x02":                "it is no text: it has bytes of 0",
		"\x1f\x8bxx":                        "gzip: ",
		"PAR1xxxx":                          "Parquet cannot be read from a pipe: give the name of the file",
		"x\n":                               "standard input: got a header and no row, want at least one",
		"\n\n \n":                           "standard input: it is empty, want a header",
		"x,y\n1,\"2\n" + strings.Repeat("3,4\n", longestRecord/2): "is a quotation mark not closed?",
		"x," + strings.Repeat("y", 2*longestRecord):               "cogap: standard input:1: a row longer than 1048576 bytes",
	} {
		out, errs, code := command(t, input, "measure", "--value", "x")
		if want == "" {
			require.Zero(t, code, errs)
			continue
		}
		require.NotZero(t, code, "%.50q: %s", input, out)
		require.Contains(t, errs, want, "%.50q", input)
		requireCalm(t, errs)
	}
	for flag, value := range map[string]string{"--separator": "ab", "--decimal": ";", "--encoding": "ebcdic"} {
		_, errs, code := command(t, "x\n1\n", "measure", "--value", "x", flag, value)
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, flag+": got")
	}
	_, errs, code := command(t, "x,g\n1,a\n2,"+strings.Repeat("b", 1001)+"\n", "measure", "--value", "x", "--group", "g")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, `column "g": got a label of 1001 bytes, want at most 1000`)
	late := "x,g\n" + strings.Repeat("1,a\n", firstBytes/4) + "2,b\xfcb\n"
	_, errs, code = command(t, late, "measure", "--value", "x", "--group", "g")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, `got "b\xfcb", it is not UTF-8; try --encoding latin-1`)
}

// requireCalm holds that a message is one line, not long, and says nothing to a terminal.
func requireCalm(t require.TestingT, errs string) {
	require.Less(t, len(errs), 2000)
	require.NotContains(t, errs, "\x1b")
	for _, r := range strings.ReplaceAll(errs, "\n", "") {
		require.True(t, unicode.IsPrint(r), "%q in %q", r, errs)
	}
}

func TestMeasureWhere(t *testing.T) {
	const input = "month,income,filter,my sum\n1,10,none,5\n1,20,priced out,6\n2,30,none,7\n2,NA,none,8\n,50,none,9\n"
	mean := func(where string) any {
		out, errs, code := command(t, input, "measure", "--value", "income", "--where", where, "--json", "--measures", "mean")
		require.Zero(t, code, errs)
		return decode(t, out).find(t, "mean").Value
	}
	require.EqualValues(t, 15, mean(`month == 1`))
	require.EqualValues(t, 10, mean(`month == 1 && filter == "none"`))
	require.EqualValues(t, 10, mean(`"none" == filter && month < 2`))
	require.EqualValues(t, 30, mean("`my sum` > 6 && income >= 0 && month != 0 && month <= 2"))
	require.EqualValues(t, 20, mean(`filter == "priced out"`))
	require.EqualValues(t, 50, mean(`income / 10 == 5`))
	require.Equal(t, "NaN", mean(`month == 2`), "an income is missing")
	for where, want := range map[string]string{
		`month = 1`:        "--where: column",
		`month`:            `--where: "month" is a number or a text, want a condition`,
		`moth == 1`:        "--where: column 1: unknown column moth, did you mean month?",
		`month == 7`:       "standard input: none of 5 rows meets --where",
		`filter > 1`:       `standard input:2: --where: column "filter": got "none", want a number`,
		"`\x1b[1m` == 1":   "`\\x1b[1m` is a text and 1 is a number",
		`filter == "none`:  "--where: column",
		`sum(income) == 1`: `got "sum", want one of min, max, bins`,
	} {
		_, errs, code := command(t, input, "measure", "--value", "income", "--where", where)
		require.NotZero(t, code, where)
		require.Contains(t, errs, want)
		requireCalm(t, errs)
	}
}

func TestMeasureMissingCells(t *testing.T) {
	const input = "x,w,r,g\n1,1,1,a\n2,,1,b\n3,1,inf,a\n4,1,1,\n5,1,-9,b\n.,1,2,a\n6,2,3,b\n"
	all := []string{"measure", "--value", "x", "--weight", "w", "--rank", "r", "--group", "g", "--json", "--omit"}
	out, errs, code := command(t, input, append(all, "--missing", "-9,.")...)
	require.Zero(t, code, errs)
	require.Contains(t, errs, "left out 5 of 7 rows, in which something is missing")
	r := decode(t, out)
	require.EqualValues(t, 2, r.N)
	require.EqualValues(t, 5, r.Missing)
	require.EqualValues(t, float64(1+6+6)/3, r.find(t, "mean").Value)

	out, errs, code = command(t, input, all...)
	require.Zero(t, code, errs)
	require.Contains(t, errs, ". counts as missing; --missing names other codes")
	require.EqualValues(t, 3, decode(t, out).N, "-9 is a rank")

	for _, c := range [][2]string{
		{"x,w\n1,1\n2,\n", "standard input:3: column \"w\": the weight is missing or infinite, want a finite number >= 0; --omit"},
		{"x,w\n1,1\n2,inf\n", "standard input:3: column \"w\": the weight is missing or infinite"},
		{"x,w,g\n1,1,a\n2,1,\n", "standard input:3: column \"g\": the label is missing; --omit leaves such rows out"},
	} {
		args := []string{"measure", "--value", "x", "--weight", "w"}
		if strings.Contains(c[0], "g") {
			args = append(args, "--group", "g")
		}
		_, errs, code := command(t, c[0], args...)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, c[1])
		out, errs, code := command(t, c[0], append(args, "--omit", "--json")...)
		require.Zero(t, code, errs)
		require.EqualValues(t, 1, decode(t, out).N)
	}
	for _, stream := range []string{"--stream=false", "--stream"} {
		out, errs, code = command(t, "x\nNA\n\nNaN\n", "measure", "--value", "x", "--omit", stream)
		require.Equal(t, exitFailed, code)
		require.Empty(t, out)
		require.Contains(t, errs, "standard input: --omit leaves no row: in each of 2 something is missing")
		_, errs, code = command(t, "x,w\n1,0\n", "measure", "--value", "x", "--weight", "w", stream)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, "none of 1 rows has a weight above 0")
	}
	for input, want := range map[string]bool{"x\n1\n-99\n3\n-99\n": true, "x\n1\n-99\n3\n": false, "x\n-99\n-1\n-99\n": false, "x\n-99\n-99\n-1\n": false} {
		_, errs, _ := command(t, input, "measure", "--value", "x")
		require.Equal(t, want, strings.Contains(errs, "-99 counts as a number; --missing=-99 says that it is missing"), "%q: %s", input, errs)
	}
	out, _, code = command(t, "x,g\n1,NA\n2,NA\n3,b\n", "measure", "--value", "x", "--group", "g", "--json")
	require.Zero(t, code)
	require.Equal(t, "NA", decode(t, out).find(t, "mean_gap").Params["b"], "a label may be NA")
	_, errs, code = command(t, "x,g\n1,NA\n2,NA\n3,b\n", "measure", "--value", "x", "--group", "g", "--missing", "NA")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "the label is missing")
}

func TestMeasureReference(t *testing.T) {
	const input = "x,g\n1,a\n2,b\n4,c\n8,a\n9,b\n11,c\n"
	for _, stream := range []string{"--stream=false", "--stream"} {
		out, errs, code := command(t, input, "measure", "--value", "x", "--group", "g", "--reference", "b", "--measures", "mean_gap", "--json", stream)
		require.Zero(t, code, errs)
		gaps := map[any]any{}
		for _, m := range decode(t, out).Measures {
			require.Equal(t, "b", m.Params["b"])
			gaps[m.Params["a"]] = m.Value
		}
		require.Equal(t, map[any]any{"a": -1.0, "c": 2.0}, gaps)
		_, errs, code = command(t, input, "measure", "--value", "x", "--group", "g", "--reference", "d", stream)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, `--reference: column "g" has no label "d", but a, b, c`)
	}
	_, errs, code := command(t, input, "measure", "--value", "x", "--reference", "a")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "--reference: it is a label of --group, which is not given")
	out, _, _ := command(t, "x,g\n1,a\n2,b\n", "measure", "--value", "x", "--group", "g", "--reference", "b", "--measures", "mean_gap", "--json")
	require.Equal(t, -1.0, decode(t, out).find(t, "mean_gap").Value)
}

func TestMeasureChosen(t *testing.T) {
	args := []string{"measure", people, "--value", "income", "--measures", "gini,theil_t,rmpg"}
	out, errs, code := command(t, "", append(args, "--json")...)
	require.Zero(t, code, errs)
	r := decode(t, out)
	require.Len(t, r.Measures, 3)
	g := r.find(t, "gini")
	value, se := float(t, g.Value), float(t, g.SE)
	require.InDelta(t, value-1.959964*se, float(t, g.CI.Lo), 1e-6)
	require.InDelta(t, value+1.959964*se, float(t, g.CI.Hi), 1e-6)
	require.Equal(t, "normal", g.CI.Method)
	require.Equal(t, "percentile", r.find(t, "rmpg").CI.Method)
	require.Contains(t, errs, "no formula has the error of rmpg, so intervals are percentiles of bootstrap samples")
	table, _, _ := command(t, "", append(args, "--level", ".9")...)
	require.Contains(t, table, "90% from")

	out, errs, code = command(t, "", append(args, "--json", "--bootstrap", "199")...)
	require.Zero(t, code, errs)
	b := decode(t, out).find(t, "gini").CI
	require.Equal(t, "bootstrap-t", b.Method)
	require.True(t, float(t, b.Lo) < value && value < float(t, b.Hi))
	require.NotEqual(t, g.CI.Lo, b.Lo)
	few, errs, code := command(t, "x\n1\n2\n3\n", "measure", "--value", "x", "--measures", "gini", "--json", "--bootstrap", "99")
	require.Zero(t, code, errs)
	unknown := decode(t, few).find(t, "gini").CI
	require.True(t, math.IsNaN(float(t, unknown.Lo)) && math.IsNaN(float(t, unknown.Hi)), few)
	require.Contains(t, errs, "too few different rows for some intervals by bootstrap-t, which are NaN")
	again, _, _ := command(t, "", append(args, "--json", "--bootstrap", "199")...)
	require.Equal(t, out, again)
	other, _, _ := command(t, "", append(args, "--json", "--bootstrap", "199", "--seed", "2")...)
	require.NotEqual(t, out, other)

	for args, want := range map[string]string{
		"--measures ginni":                   `--measures: column 1: unknown name ginni, did you mean gini?`,
		"--measures kakwani":                 "--measures: kakwani needs --rank",
		"--measures sen":                     "--measures: sen needs --line or z",
		"--measures erreygers --rank income": "--measures: erreygers needs --rank, --lo and --hi",
		"--measures ks":                      "--measures: ks needs --group",
		"--level 1":                          "--level: got 1, want a share such as 0.95",
		"--bootstrap 99":                     "--bootstrap: got 99, want replicates above 0, and --level",
		"--level .95 --bootstrap 38":         "--bootstrap: got 38, want at least 39 for a level of 0.95",
	} {
		_, errs, code := command(t, "", append([]string{"measure", people, "--value", "income"}, strings.Fields(args)...)...)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, errs, want)
	}
	_, errs, code = command(t, "", "measure", people, "--value", "income", "--measures", "bonferroni", "--stream")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "not measured: bonferroni: all rows are needed in memory, and --stream holds none")
	_, errs, code = command(t, "", "measure", people, "--value", "income", "--measures", "gini,gini_rsv")
	require.Zero(t, code)
	require.Contains(t, errs, "no gini_rsv: no value is negative")
}

// TestMeasureNames: every measure that is printed can be asked for by its name, and the other way round.
func TestMeasureNames(t *testing.T) {
	data, err := os.ReadFile(people)
	require.NoError(t, err)
	out, errs, code := command(t, string(data)+"x,-5,-5,1,no\n", "measure", "--value", "score", "--weight", "w", "--rank", "income", "--group", "pays", "--line", "40", "--lo", "-100", "--hi", "100", "--json")
	if code != 0 {
		out, errs, code = command(t, "", "measure", people, "--value", "score", "--weight", "w", "--rank", "income", "--group", "pays", "--line", "40", "--lo", "0", "--hi", "100", "--json")
	}
	require.Zero(t, code, errs)
	printed, usual := map[string]bool{"gini_rsv": true}, map[string]bool{}
	for _, m := range decode(t, out).Measures {
		printed[m.Measure] = true
	}
	for i := range kinds {
		if kinds[i].usual != nil {
			usual[kinds[i].name] = true
		}
	}
	require.Equal(t, printed, usual)
}

// TestMeasureStopsAtOnce: with the first signal it ends, though standard input says nothing.
func TestMeasureStopsAtOnce(t *testing.T) {
	for _, before := range []string{"", "x\n1\n"} {
		ctx, cancel := context.WithCancel(t.Context())
		in, feed := io.Pipe()
		go func() { _, _ = feed.Write([]byte(before)) }()
		done := make(chan int)
		var errs bytes.Buffer
		go func() { done <- run(ctx, []string{"measure", "--value", "x"}, in, io.Discard, &errs) }()
		cancel()
		select {
		case code := <-done:
			require.Equal(t, exitInterrupted, code)
			require.Equal(t, "cogap: interrupted while measuring standard input\n", errs.String())
		case <-time.After(30 * time.Second):
			require.Fail(t, "it goes on")
		}
		require.NoError(t, in.Close())
	}
}

// TestMeasureParquet measures what cogap run writes as Parquet as it does its CSV.
func TestMeasureParquet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	set := []string{"--people", "20000", "--months", "4", "--set", "statistics.panel.people=50"}
	for _, format := range []string{"csv", "parquet"} {
		_, errs, code := command(t, "", append([]string{"run", "plain", "--format", format, "--out", filepath.Join(dir, format)}, set...)...)
		require.Zero(t, code, errs)
	}
	for _, args := range [][]string{
		{"strata", "--value", "people", "--weight", "tier_0", "--group", "group"},
		{"strata", "--value", "people", "--where", `month == 3 && group != "none"`, "--measures", "gini,theil_t"},
		{"panel", "--value", "income", "--rank", "cognition", "--where", "month >= 1"},
		{"panel", "--value", "income", "--stream"},
	} {
		file := func(format string) []string {
			return append([]string{"measure", filepath.Join(dir, format, args[0]+"."+format), "--json"}, args[1:]...)
		}
		want, errs, code := command(t, "", file("csv")...)
		require.Zero(t, code, errs)
		got, errs, code := command(t, "", file("parquet")...)
		require.Zero(t, code, errs)
		require.Equal(t, want, got)
	}
	name := filepath.Join(dir, "parquet", "panel.parquet")
	_, errs, code := command(t, "", "measure", name, "--value", "nothing")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `has no column "nothing"`)
	_, errs, code = command(t, "", "measure", name, "--value", "name")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, `panel.parquet: row 1: column "name": got "`)

	data, err := os.ReadFile(name)
	require.NoError(t, err)
	for cut := 4; cut < len(data); cut += len(data)/50 + 1 {
		broken := filepath.Join(dir, "broken.parquet")
		require.NoError(t, os.WriteFile(broken, data[:cut], 0o666))
		_, errs, code := command(t, "", "measure", broken, "--value", "income")
		require.Equal(t, exitFailed, code)
		requireCalm(t, errs)
	}
}

// hostile inputs for the fuzz targets.
var hostile = []string{
	"x,w,g\n1,2,a\n3,4,b\n", "x,w,g\n1,2,a\n\"3\",4,b\n,1,\n", "\ufeffx;w\n1e400,NaN\n", "x;w;g\n1,5;2;ä\n2,5;.35;b\n",
	"\xff\xfex\x00,\x00w\x00\n\x00", "sep=;\nx;w\n", "x\tw\tg\n1\t1e-12\t\x1b[1m\n2\t1e12\t\x9b\n", "\x1f\x8b\x08", "x,w,g\n1,1,\"a\n", "x,w,g\n-1,1,a\n0,1,a\n0,1,b\n",
}

// FuzzMeasure feeds any bytes to the reader: a calm error of one line, or JSON.
func FuzzMeasure(f *testing.F) {
	for i, input := range hostile {
		f.Add([]byte(input), i%2 == 0, "x > 0")
	}
	f.Fuzz(func(t *testing.T, input []byte, stream bool, where string) {
		args := []string{"measure", "--value", "x", "--weight", "w", "--group", "g", "--omit", "--json", fmt.Sprint("--stream=", stream), "--where", where}
		out, errs, code := command(t, string(input), args...)
		if code != 0 {
			require.Empty(t, out)
			require.NotEmpty(t, errs)
			requireCalm(t, errs)
			return
		}
		require.True(t, json.Valid([]byte(out)))
		table, _, code := command(t, string(input), append(args, "--json=false")...)
		require.Zero(t, code)
		for _, r := range table {
			require.True(t, r == '\n' || unicode.IsPrint(r), "%q in the table", r)
		}
	})
}

// FuzzMeasureNumbers holds the reading of numbers to that of strconv, where both have one.
func FuzzMeasureNumbers(f *testing.F) {
	for _, cell := range []string{"1", "-1.5e3", ".5", "5.", "1,5", "1.234,5", "inf", "0x1", "1_0", "+-1", "1e400"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		x, err := dialect{}.parse(cell)
		y, errComma := dialect{comma: true}.parse(strings.ReplaceAll(cell, ".", ","))
		if err != nil {
			requireCalm(t, err.Error())
			return
		}
		require.False(t, math.IsNaN(x))
		if !strings.Contains(cell, ",") {
			require.NoError(t, errComma)
			require.Equal(t, x, y)
		}
	})
}
