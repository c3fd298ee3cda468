package parquet

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
)

// result is a small run, of whose months every third has distributions, with every table that there is.
func result(t *testing.T) *cogap.Result {
	t.Helper()
	s := cogap.Plain()
	s.Population.Scale, s.Months, s.Statistics.Every = 100_000, 7, 3
	s.Statistics.Collect = []observe.Collect{
		{Name: "regret", Quantity: "augmented / cognition", Aggregate: observe.Median, Where: "!access && habit > 0", By: []string{"group"}},
	}
	s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
	s.Statistics.Panel = observe.Panel{People: 3, By: []string{"income_decile"}}
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Len(t, report.Tables(r), len(report.Schemas()))
	return r
}

func encoded(t *testing.T, table report.Table, manifests ...cogap.Manifest) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, table, manifests...))
	return b.Bytes()
}

func open(t *testing.T, data []byte) *parquet.File {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return f
}

// rowsOf reads all rows of a file, as texts in the way of CSV files.
func rowsOf(t *testing.T, f *parquet.File) [][]string {
	t.Helper()
	var names []string
	for _, c := range f.Root().Columns() {
		names = append(names, c.Name())
	}
	rows := [][]string{names}
	for _, group := range f.RowGroups() {
		reader := group.Rows()
		buffer := make([]parquet.Row, 100)
		for {
			n, err := reader.ReadRows(buffer)
			for _, row := range buffer[:n] {
				line := make([]string, len(names))
				for _, v := range row {
					line[v.Column()] = text(v)
				}
				rows = append(rows, line)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
		}
		require.NoError(t, reader.Close())
	}
	return rows
}

func text(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.Double:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	case v.Kind() == parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	}
	return string(v.ByteArray())
}

// TestSameAsCSV: every value of every table is that of the CSV file, to the bit, and the types are those declared.
func TestSameAsCSV(t *testing.T) {
	r := result(t)
	for _, table := range report.Tables(r) {
		t.Run(table.Name, func(t *testing.T) {
			data := encoded(t, table, r.Manifest)
			require.Equal(t, data, encoded(t, table, r.Manifest), "the same bytes again")
			f := open(t, data)
			var b bytes.Buffer
			require.NoError(t, report.WriteCSV(&b, table))
			want, err := csv.NewReader(&b).ReadAll()
			require.NoError(t, err)
			require.Equal(t, want, rowsOf(t, f))
			require.Equal(t, int64(len(want)-1), f.NumRows())
			for i, c := range f.Root().Columns() {
				declared := map[string]report.Type{"INT(64,true)": report.Int64, "DOUBLE": report.Double, "STRING": report.String}[c.Type().String()]
				require.Equal(t, table.Columns[i].Type, declared, "%s %s", c.Name(), c.Type())
				require.Equal(t, table.Columns[i].Type == report.Double, c.Optional(), c.Name())
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	r := result(t)
	table := report.Tables(r)[0]
	look := func(data []byte, key string, v any) {
		value, found := open(t, data).Lookup(key)
		require.True(t, found, key)
		require.NoError(t, json.Unmarshal([]byte(value), v))
	}
	data := encoded(t, table, r.Manifest)
	var manifest cogap.Manifest
	look(data, KeyManifest, &manifest)
	require.Equal(t, r.Manifest, manifest, "the run can be repeated from any file of it")
	var columns []report.Column
	look(data, KeyColumns, &columns)
	require.Equal(t, table.Columns, columns)
	name, _ := open(t, data).Lookup(KeyTable)
	meaning, _ := open(t, data).Lookup(KeyMeaning)
	require.Equal(t, []string{"series", "a month, over everybody"}, []string{name, meaning})
	require.Equal(t, "cogap version "+cogap.Version+"(build )", open(t, data).Metadata().CreatedBy)
	for _, group := range open(t, data).Metadata().RowGroups {
		for _, c := range group.Columns {
			require.Equal(t, "ZSTD", c.MetaData.Codec.String())
		}
	}

	var both []cogap.Manifest
	look(encoded(t, table, r.Manifest, r.Manifest), KeyManifest, &both)
	require.Len(t, both, 2)
}

// counted is a table of n rows of all types. It calls made before each row.
func counted(n int, made func(i int)) report.Table {
	return report.Table{
		Name: "counted", Meaning: "a number",
		Columns: []report.Column{
			{Table: "counted", Name: "z", Type: report.Int64},
			{Table: "counted", Name: "a, \"b\"", Type: report.Double},
			{Table: "counted", Name: "m", Type: report.String},
		},
		Rows: func(yield func([]any) bool) {
			row := make([]any, 3)
			for i := range n {
				made(i)
				row[0], row[1], row[2] = int64(i), any(float64(i)/2), fmt.Sprint("word ", i%7)
				if i%3 == 0 {
					row[1] = nil
				}
				if !yield(row) {
					return
				}
			}
		},
	}
}

// written counts the bytes written.
type written struct {
	bytes.Buffer
	n int
}

func (w *written) Write(p []byte) (int, error) { w.n += len(p); return w.Buffer.Write(p) }

// TestRowGroups: groups of rows leave memory while later rows are made.
func TestRowGroups(t *testing.T) {
	var w written
	early := 0
	const rows, size = 200_000, 40_960
	table := counted(rows, func(i int) {
		if i == rows/2 {
			early = w.n
		}
	})
	require.NoError(t, write(&w, table, nil, size))
	require.Greater(t, early, w.n/4, "half is written when half is made")
	f := open(t, w.Bytes())
	require.Len(t, f.RowGroups(), 5)
	for _, g := range f.RowGroups() {
		require.LessOrEqual(t, g.NumRows(), int64(size))
	}
	got := rowsOf(t, f)
	require.Len(t, got, rows+1)
	require.Equal(t, []string{"z", "a, \"b\"", "m"}, got[0])
	require.Equal(t, []string{"199999", "99999.5", "word 2"}, got[rows])
	require.Equal(t, []string{"199998", "", "word 1"}, got[rows-1])
}

// TestNoRows: a table without rows still has its columns.
func TestNoRows(t *testing.T) {
	f := open(t, encoded(t, counted(0, nil)))
	require.Zero(t, f.NumRows())
	require.Equal(t, [][]string{{"z", "a, \"b\"", "m"}}, rowsOf(t, f))
}

// full fails after some bytes, as a disk does.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestErrors(t *testing.T) {
	columns := func(list ...report.Column) report.Table {
		table := counted(1, func(int) {})
		table.Columns = list
		return table
	}
	c := counted(0, nil).Columns
	twice, strange := c[0], c[1]
	strange.Type = "decimal"
	for want, table := range map[string]report.Table{
		`table counted: column z: the name occurs twice`:                  columns(c[0], twice),
		`column a, "b": got type "decimal", want int64, double or string`: columns(c[0], strange),
		`table counted: got 3 values in a row, want 2`:                    columns(c[0], c[1]),
		`table counted: column m: got 0 (int64), want string`:             columns(c[2], c[1], c[0]),
		`table counted: column m2: got <nil> (<nil>), want string`:        columns(c[0], report.Column{Table: "counted", Name: "m2", Type: report.String}, c[2]),
	} {
		require.ErrorContains(t, Write(io.Discard, table), want)
	}
	require.ErrorIs(t, Write(&full{50}, counted(5000, func(int) {})), io.ErrShortWrite)
}

// TestDuckDB reads the files with a reader that is not of this library: values, types and nulls are those of the CSV
// files, and the metadata are there.
func TestDuckDB(t *testing.T) {
	read, err := filepath.Abs("../../examples/read")
	require.NoError(t, err)
	node, err := exec.LookPath("node")
	if _, missing := os.Stat(filepath.Join(read, "node_modules")); err != nil || missing != nil {
		t.Skip("no DuckDB here (needs Node.js, and npm ci in examples/read)")
	}
	r := result(t)
	dir := t.TempDir()
	var questions []string
	ask := func(format string, args ...any) { questions = append(questions, "("+fmt.Sprintf(format, args...)+")") }
	for _, table := range report.Tables(r) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, table.Name+".parquet"), encoded(t, table, r.Manifest), 0o666))
		var b bytes.Buffer
		require.NoError(t, report.WriteCSV(&b, table))
		require.NoError(t, os.WriteFile(filepath.Join(dir, table.Name+".csv"), b.Bytes(), 0o666))
		ask("SELECT '%[1]s: rows', count(*) = %[2]d FROM '%[1]s.parquet'", table.Name, strings.Count(b.String(), "\n")-1)
		var types, words []string
		for _, c := range table.Columns {
			sql := map[report.Type]string{report.Int64: "BIGINT", report.Double: "DOUBLE", report.String: "VARCHAR"}[c.Type]
			types = append(types, fmt.Sprintf("'%s': '%s'", c.Name, sql))
			if c.Type == report.String {
				words = append(words, "'"+c.Name+"'") // an empty word is not null
			}
			ask("SELECT '%[1]s.%[2]s: type', typeof(\"%[2]s\") = '%[3]s' FROM '%[1]s.parquet' LIMIT 1", table.Name, c.Name, sql)
		}
		csv := fmt.Sprintf("read_csv('%s.csv', header = true, columns = {%s}, force_not_null = [%s])",
			table.Name, strings.Join(types, ", "), strings.Join(words, ", "))
		ask("SELECT '%[1]s: in CSV alone', count(*) = 0 FROM (FROM %[2]s EXCEPT ALL FROM '%[1]s.parquet')", table.Name, csv)
		ask("SELECT '%[1]s: in Parquet alone', count(*) = 0 FROM (FROM '%[1]s.parquet' EXCEPT ALL FROM %[2]s)", table.Name, csv)
		ask("SELECT '%[1]s: manifest', decode(value)->>'result' = '%[2]s' FROM parquet_kv_metadata('%[1]s.parquet') WHERE key = '%[3]s'",
			table.Name, r.Manifest.Result, KeyManifest)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "check.sql"), []byte(strings.Join(questions, "\nUNION ALL ")+";\n"), 0o666))
	cmd := exec.CommandContext(t.Context(), node, filepath.Join(read, "duckdb.js"), "check.sql")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	answers := strings.Split(strings.TrimSpace(string(out)), "\n")[1:] // without the header
	require.Len(t, answers, len(questions), "each question has an answer\n%s", out)
	for _, answer := range answers {
		require.True(t, strings.HasSuffix(answer, ",true"), answer)
	}
}
