package network_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/network"
)

var streets = []network.Stratum{{Name: "high/street", People: 3}, {People: 2}}

func TestReadEdges(t *testing.T) {
	const text = `from,weight,to
# ties may be listed both ways
0,5,1
1,5,0
high/street/2,1,1/0
4,1,3
`
	edges, err := network.ReadEdges(strings.NewReader(text), "ties.csv", streets)
	require.NoError(t, err)
	require.Equal(t, []network.Edge{{A: 0, B: 1}, {A: 1, B: 0}, {A: 2, B: 3}, {A: 4, B: 3}}, edges)
	n, err := network.FromEdges(edges, streets)
	require.NoError(t, err)
	for person, want := range [][]uint32{{1}, {0}, {3}, {2, 4}, {3}} {
		require.Equal(t, want, append([]uint32{}, n.Peers(nil, uint32(person))...))
	}

	name := filepath.Join(t.TempDir(), "ties.csv")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	spec := network.Default()
	spec.Kind, spec.File = network.KindData, name
	read, err := network.New(spec, network.People{Strata: streets}, 1)
	require.NoError(t, err)
	require.Equal(t, graphOf(n), graphOf(read))
}

func TestReadEdgesProblems(t *testing.T) {
	read := func(text string) []string {
		edges, err := network.ReadEdges(strings.NewReader(text), "ties.csv", streets)
		require.Error(t, err)
		require.Nil(t, edges)
		return strings.Split(err.Error(), "\n")
	}
	require.Equal(t, []string{
		`ties.csv:2:1: column from: got "5", want the number of a person, or stratum/number, below 5`,
		`ties.csv:3:3: column to: got "-1", want the number of a person, or stratum/number, below 5`,
		`ties.csv:4:1: column from: got "lane/0", want a stratum that there is`,
		`ties.csv:4:8: column to: got "1/2", want a number within stratum 1, below 2`,
		`ties.csv:5:3: column to: got "1/0", who is the same person as "3", want a tie of two people`,
		`ties.csv:6:1: column from: got "", want the number of a person, or stratum/number, below 5`,
	}, read("from,to\n5,0\n0,-1\nlane/0,1/2\n3,1/0\n,1\n"))
	require.Equal(t, []string{"ties.csv:1: the header has no column to"}, read("from,until\n1,2\n"))

	_, err := network.ReadEdgesFile("ties.Parquet", streets)
	require.EqualError(t, err, "ties.Parquet: got a file of a format that this program does not read, want CSV; cogap reads Parquet")
	_, err = network.ReadEdgesFile(filepath.Join(t.TempDir(), "none.csv"), streets)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// table is rows in memory, read as adapters/parquet's Reader is.
type table struct {
	names   []string
	rows    [][]any
	columns []int
	broken  error // after the rows
}

func (r *table) Names() []string { return r.names }

func (r *table) Select(places ...int) error { r.columns = places; return nil }

func (r *table) Next(row []any) error {
	if len(r.rows) == 0 {
		return r.broken
	}
	for i, c := range r.columns {
		row[i] = r.rows[0][c]
	}
	r.rows = r.rows[1:]
	return nil
}

func TestReadRows(t *testing.T) {
	read := func(broken error, rows ...[]any) ([]network.Edge, error) {
		return network.ReadRows(&table{names: []string{"to", "since", "from"}, rows: rows, broken: broken}, "ties.parquet", streets)
	}
	edges, err := read(io.EOF, []any{int64(1), nil, int64(0)}, []any{"1/1", nil, " high/street/2"}, []any{3.0, nil, 4.0})
	require.NoError(t, err)
	require.Equal(t, []network.Edge{{A: 0, B: 1}, {A: 2, B: 4}, {A: 4, B: 3}}, edges)

	_, err = read(io.EOF, []any{int64(9), nil, int64(0)}, []any{1.5, nil, nil})
	require.EqualError(t, err, `ties.parquet: row 1: column to: got "9", want the number of a person, or stratum/number, below 5
ties.parquet: row 2: column from: got "", want the number of a person, or stratum/number, below 5
ties.parquet: row 2: column to: got "1.500000", want the number of a person, or stratum/number, below 5`)
	damaged := errors.New("damaged")
	_, err = read(damaged, []any{int64(0), nil, int64(1)})
	require.ErrorIs(t, err, damaged)
	require.EqualError(t, err, "ties.parquet: row 2: damaged")
	_, err = read(io.EOF)
	require.EqualError(t, err, "ties.parquet: got no rows, want at least one", "as of a file of text")
	_, err = network.ReadRows(&table{names: []string{"From", "TO"}, broken: io.EOF}, "ties.parquet", streets)
	require.EqualError(t, err, "ties.parquet: got no rows, want at least one", "names of columns in capitals")
	_, err = network.ReadRows(&table{names: []string{"a"}}, "ties.parquet", streets)
	require.EqualError(t, err, "ties.parquet: got no column from, want the columns from and to\ngot no column to, want the columns from and to")
}

func TestFromEdgesProblems(t *testing.T) {
	_, err := network.FromEdges([]network.Edge{{A: 0, B: 1}, {A: 5, B: 0}, {A: 2, B: 2}}, streets)
	require.EqualError(t, err, "edges[1]: got people 5 and 0, want numbers below 5\nedges[2]: got person 2 twice, want a tie of two people")
}

// FuzzReadEdges: whatever the file, it has ties of people that there are, or an error.
func FuzzReadEdges(f *testing.F) {
	f.Add("from,to\n0,1\n")
	f.Add("from,to\n1/0,high/street/2\n5,x\n")
	f.Fuzz(func(t *testing.T, text string) {
		edges, err := network.ReadEdges(strings.NewReader(text), "ties.csv", streets)
		if err != nil {
			require.Nil(t, edges)
			return
		}
		_, err = network.FromEdges(edges, streets)
		require.NoError(t, err)
	})
}
