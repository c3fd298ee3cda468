package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/parquet"
	"github.com/cogap/cogap/report"
)

// ties returns an edge list as Parquet.
func ties(t *testing.T, edges ...[2]int64) []byte {
	var b bytes.Buffer
	require.NoError(t, parquet.Write(&b, report.Table{
		Name: "ties", Columns: []report.Column{{Name: "from", Type: report.Int64}, {Name: "to", Type: report.Int64}},
		Rows: func(yield func([]any) bool) {
			for _, e := range edges {
				if !yield([]any{e[0], e[1]}) {
					return
				}
			}
		},
	}))
	return b.Bytes()
}

// TestRunNetworkFiles: an edge list says the same in Parquet as in CSV, and what is wrong with it is told by rows.
func TestRunNetworkFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, text, 0o666))
		return path
	}
	scenario := func(file string) string {
		return write(file+".yaml", []byte(`base: plain
population:
  source: ""
  scale: 1
  strata:
    - {name: Lane, code: lane, people: 400, income: [{p: 0.5, value: 9000}]}
network: {kind: data, file: `+file+`}
months: 6
`))
	}
	list := [][2]int64{}
	var text strings.Builder
	text.WriteString("from,to\n")
	for i := range int64(399) {
		list = append(list, [2]int64{i, i + 1})
		text.WriteString(fmt.Sprintf("%d,%d\n", i, i+1))
	}
	write("ties.csv", []byte(text.String()))
	write("ties.parquet", ties(t, list...))
	write("bad.parquet", ties(t, [2]int64{0, 400}, [2]int64{7, 7}))
	digest := func(file string) string {
		out, errs, code := command(t, "", "run", scenario(file), "--format", "json")
		require.Zero(t, code, errs)
		var got struct{ Manifest cogap.Manifest }
		require.NoError(t, json.Unmarshal([]byte(out), &got))
		return got.Manifest.Result
	}
	require.Equal(t, digest("ties.csv"), digest("ties.parquet"))

	_, errs, code := command(t, "", "run", scenario("bad.parquet"))
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `bad.parquet: row 1: column to: got "400", want the number of a person, or stratum/number, below 400`)
	require.Contains(t, errs, `bad.parquet: row 2: column to: got "7", who is the same person as "7", want a tie of two people`)
}
