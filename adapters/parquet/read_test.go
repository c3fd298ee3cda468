package parquet

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/report"
)

// read returns all rows of some columns.
func read(t require.TestingT, data []byte, places ...int) (names []string, rows [][]any, err error) {
	r, err := NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	if err := r.Select(places...); err != nil {
		return r.Names(), nil, err
	}
	for {
		row := make([]any, len(places))
		if err := r.Next(row); err != nil {
			if errors.Is(err, io.EOF) {
				err = r.Close()
			}
			return r.Names(), rows, err
		}
		rows = append(rows, row)
	}
}

// TestReadReturnsWhatWasWritten reads all tables of a run, in groups of few rows, back.
func TestReadReturnsWhatWasWritten(t *testing.T) {
	result := result(t)
	for _, table := range report.Tables(result) {
		var b bytes.Buffer
		require.NoError(t, write(&b, table, nil, 100))
		var places []int
		for i := range table.Columns {
			places = append(places, i)
		}
		names, got, err := read(t, b.Bytes(), places...)
		require.NoError(t, err, table.Name)
		n := 0
		for row := range table.Rows {
			require.Equal(t, row, got[n], "%s, row %d", table.Name, n)
			n++
		}
		require.Len(t, got, n)
		for i, c := range table.Columns {
			require.Equal(t, c.Name, names[i])
		}
		last := len(places) - 1
		_, some, err := read(t, b.Bytes(), last, 0)
		require.NoError(t, err)
		require.Equal(t, []any{got[0][last], got[0][0]}, some[0])
	}
}

// kinds is a row of every type that other programs write.
type kinds struct {
	Whole    int32
	Unsigned uint64
	Small    uint32
	Single   float32
	Truth    bool
	Money    int64 `parquet:",decimal(2:18)"`
	Text     *string
	List     []int64
	Inner    struct{ Value *float64 }
	Huge     [16]byte `parquet:",uuid"`
}

func TestReadKinds(t *testing.T) {
	text, value := "é", .5
	row := kinds{Whole: -3, Unsigned: math.MaxUint64, Small: math.MaxUint32, Single: .25, Truth: true, Money: -35, Text: &text, List: []int64{1, 2}}
	row.Inner.Value = &value
	var b bytes.Buffer
	w := parquet.NewGenericWriter[kinds](&b)
	_, err := w.Write([]kinds{row, {}})
	require.NoError(t, err)
	require.NoError(t, w.Close())

	names, rows, err := read(t, b.Bytes(), 0, 1, 2, 3, 4, 5, 6, 7)
	require.NoError(t, err)
	require.Equal(t, []string{"Whole", "Unsigned", "Small", "Single", "Truth", "Money", "Text", "Inner.Value", "Huge"}, names, "a list has no place in a row")
	require.Equal(t, [][]any{
		{int64(-3), float64(math.MaxUint64), float64(math.MaxUint32), .25, int64(1), -.35, "é", .5},
		{int64(0), 0.0, 0.0, 0.0, int64(0), 0.0, nil, nil},
	}, rows)
	_, _, err = read(t, b.Bytes(), 8)
	require.ErrorContains(t, err, `column "Huge": got UUID, which is not read`)
}

// TestReadEdges reads ties of people, as package network has them, from a file of Parquet.
func TestReadEdges(t *testing.T) {
	type edge struct {
		From int64  `parquet:"from"`
		To   string `parquet:"to"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[edge](&b)
	_, err := w.Write([]edge{{0, "lane/1"}, {3, "1"}})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	r, err := NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	edges, err := network.ReadRows(r, "ties.parquet", []network.Stratum{{People: 2}, {Name: "lane", People: 2}})
	require.NoError(t, err)
	require.Equal(t, []network.Edge{{A: 0, B: 3}, {A: 3, B: 1}}, edges)
	require.NoError(t, r.Close())

	name := filepath.Join(t.TempDir(), "ties.parquet")
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o666))
	network.RegisterFormat(".parquet", func(name string) (network.Table, error) { return Open(name) })
	spec := network.Default()
	spec.Kind, spec.File = network.KindData, name
	n, err := network.New(spec, network.People{Strata: []network.Stratum{{People: 2}, {Name: "lane", People: 2}}}, 1)
	require.NoError(t, err)
	require.Equal(t, []uint32{0, 1}, n.Peers(nil, 3))
	spec.SHA256, err = spec.Digest()
	require.NoError(t, err)
	_, err = network.New(spec, network.People{Strata: []network.Stratum{{People: 3}}}, 1)
	require.EqualError(t, err, "file: "+name+`: row 1: column to: got "lane/1", want a stratum that there is
`+name+`: row 2: column from: got "3", want the number of a person, or stratum/number, below 3`)
	require.NoError(t, os.WriteFile(name, []byte("from,to"), 0o666))
	_, err = network.ReadEdgesFile(name, nil)
	require.EqualError(t, err, name+": it is too short")
	_, err = network.ReadEdgesFile(name+".parquet", nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestReadDamage cuts and changes a file: an error, or rows, and never a panic.
func TestReadDamage(t *testing.T) {
	var b bytes.Buffer
	table := slices.MinFunc(report.Tables(result(t)), func(a, b report.Table) int { return cmp.Compare(len(a.Columns), len(b.Columns)) })
	require.NoError(t, write(&b, table, nil, 100))
	data := b.Bytes()
	require.Greater(t, len(data), 1000)
	for at := 0; at < len(data); at += 3 {
		_, _, err := read(t, data[:at], 0, 1)
		require.Error(t, err)
		damaged := bytes.Clone(data)
		damaged[at] ^= 0x55
		if names, _, err := read(t, damaged, 0); err == nil {
			require.NotEmpty(t, names)
		}
	}
}

// FuzzRead reads any bytes.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[struct{ X *float64 }](&b)
	x := 1.5
	_, err := w.Write([]struct{ X *float64 }{{&x}, {nil}})
	require.NoError(f, err)
	require.NoError(f, w.Close())
	f.Add(b.Bytes())
	f.Add([]byte("PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := NewReader(bytes.NewReader(data), int64(len(data))); err != nil || len(r.Names()) == 0 {
			return
		}
		_, _, _ = read(t, data, 0)
	})
}
