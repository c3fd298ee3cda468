package inequality

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// goldenR holds the values that a script in testdata/r printed, by name, and which of them were compared.
type goldenR struct {
	t    *testing.T
	want map[string]float64
	seen map[string]bool
}

// readGoldenR reads testdata/r/<name>.csv, which <name>.R beside it wrote.
func readGoldenR(t *testing.T, name string) *goldenR {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "r", name+".csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	g := &goldenR{t: t, want: map[string]float64{}, seen: map[string]bool{}}
	for _, row := range rows[1:] {
		v, err := strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
		g.want[row[0]] = v
	}
	return g
}

// equal compares a value with the one of its name, up to a relative tolerance; below 1e-9 in size, an absolute one.
func (g *goldenR) equal(name string, got, tolerance float64) {
	g.t.Helper()
	want, ok := g.want[name]
	require.True(g.t, ok, "no golden value %s", name)
	g.seen[name] = true
	require.InDelta(g.t, want, got, tolerance*max(math.Abs(want), 1e-9), name)
}

// complete requires that every value of the file was compared.
func (g *goldenR) complete() {
	g.t.Helper()
	for name := range g.want {
		require.True(g.t, g.seen[name], "golden value %s was not compared", name)
	}
}

// goldenColumns reads the numeric columns of a data set in testdata/golden.
func goldenColumns(t *testing.T, name string) func(column string) []float64 {
	t.Helper()
	columns, err := readCSV(filepath.Join("testdata", "golden", name+".csv"))
	require.NoError(t, err)
	return func(column string) []float64 {
		require.NotNil(t, columns[column], column)
		return columns[column].numbers
	}
}

// goldenLabels reads a column as labels.
func goldenLabels(t *testing.T, name, column string) []string {
	t.Helper()
	columns, err := readCSV(filepath.Join("testdata", "golden", name+".csv"))
	require.NoError(t, err)
	return columns[column].text
}
