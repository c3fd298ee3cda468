package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// readAll returns every row with its line, and the error that ends them, if it is not the end.
func (t *csvRows) readAll() (rows []string, fault string) {
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return rows, ""
		}
		if err != nil {
			return rows, t.place() + ": " + err.Error()
		}
		rows = append(rows, t.place()+strings.Join(t.cells, "\x00"))
	}
}

// readByCSV is the same by encoding/csv in one piece.
func readByCSV(text string, separator rune) (rows []string, fault string) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	for {
		cells, err := r.Read()
		line := 0
		if len(cells) > 0 {
			line, _ = r.FieldPos(0)
		}
		p, _ := errors.AsType[*csv.ParseError](err)
		switch {
		case errors.Is(err, io.EOF):
			return rows, ""
		case errors.Is(err, csv.ErrFieldCount):
			return rows, fmt.Sprintf(":%d: wrong number of cells: got %d", line, len(cells))
		case err != nil:
			return rows, fmt.Sprintf(":%d: column %d: %v", p.StartLine, p.Column, p.Err)
		}
		rows = append(rows, fmt.Sprintf(":%d%s", line, strings.Join(cells, "\x00")))
	}
}

// TestChunksAreCSV: however short the chunks, rows, lines and faults are those of encoding/csv, which reads the text in one piece.
func TestChunksAreCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]rune{',', ';', '\t', 'é'}).Draw(t, "separator")
		cell := rapid.SampledFrom([]string{"", "1", "-2.5", `"a"`, `"a` + "\n" + `b"`, `"x""y"`, "\r", `"` + string(separator) + `"`, "é"})
		if rapid.Bool().Draw(t, "faults") {
			cell = rapid.OneOf(cell, cell, cell, rapid.SampledFrom([]string{`a"b`, `"a"b`, `"open`, "1" + string(separator) + "2"}))
		}
		ends := rapid.SampledFrom([]string{"\n", "\r\n", "\n\n", "\n\r\n", "\n", "\n"})
		text := "p" + string(separator) + "q\n"
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			text += cell.Draw(t, "p") + string(separator) + cell.Draw(t, "q") + ends.Draw(t, "end")
		}
		if rapid.Bool().Draw(t, "open end") {
			text = strings.TrimRight(text, "\n")
		}
		wanted, fault := readByCSV(text, separator)
		var in io.Reader = strings.NewReader(text)
		if rapid.Bool().Draw(t, "drop by drop") {
			in = iotest.OneByteReader(in)
		}
		rows := &csvRows{dialect: dialect{separator: separator}, chunks: &chunker{in: in, size: rapid.IntRange(1, 40).Draw(t, "size"), line: 1}}
		if err := rows.readHeader(); err != nil {
			require.Contains(t, fault, err.Error())
			return
		}
		got, found := rows.readAll()
		require.Equal(t, wanted[1:], append([]string{}, got...))
		require.True(t, strings.HasPrefix(found, fault) && (fault != "" || found == ""), "%q, want %q", found, fault)
	})
}

// A fault of the file comes after the rows before it, in its place.
func TestChunksFault(t *testing.T) {
	broken := errors.New("broken")
	rows := &csvRows{dialect: dialect{separator: ','}, chunks: &chunker{in: io.MultiReader(strings.NewReader("p,q\n1,2\n3,4\n5,"), iotest.ErrReader(broken)), size: 4, line: 1}}
	require.NoError(t, rows.readHeader())
	got, fault := rows.readAll()
	require.Equal(t, []string{":21\x002", ":33\x004"}, got)
	require.Equal(t, ":4: broken", fault)
}

// wideTable has so many rows that many chunks are read at once.
func wideTable(rows int) (lines []string) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range rows {
		lines = append(lines, fmt.Sprintf("%.2f,%d,g%d,%q", 1000*r.ExpFloat64(), i%7+1, i%3, strings.Repeat("x", i%20)))
	}
	return lines
}

// TestMeasureParallel: many chunks say what their rows do, one after the other, and the first fault is the one that is told, with its line.
func TestMeasureParallel(t *testing.T) {
	const n = 16_000
	lines := wideTable(n)
	const header = "x,w,g,note\n"
	args := []string{"measure", "-", "--value", "x", "--weight", "w", "--group", "g", "--where", `note != "xxx"`, "--json", "--measures", "gini,mean,ge_within(1)"}
	out, errs, code := command(t, header+strings.Join(lines, "\n")+"\n", args...)
	require.Zero(t, code, errs)
	require.EqualValues(t, n-n/20, decode(t, out).N)
	o := options{weight: "w", group: "g"}
	inOrder := func(text string, o *options) (seen []string, c counts, err error) {
		o.file, o.value = "", "x"
		table, _, err := openRows(t.Context(), o, strings.NewReader(text))
		require.NoError(t, err)
		c, err = pickRows(t.Context(), table, o, func(r row) error {
			seen = append(seen, fmt.Sprintf("%v %v %s", r.x, r.w, r.label))
			return nil
		})
		return seen, c, err
	}
	seen, c, err := inOrder(header+strings.Join(lines, "\n"), &o)
	require.NoError(t, err)
	require.Equal(t, counts{read: n, rows: n}, c)
	for i, line := range lines {
		cells := strings.Split(line, ",")
		x, err := strconv.ParseFloat(cells[0], 64)
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%v %s %s", x, cells[1], cells[2]), seen[i])
	}
	for _, bad := range [][]int{{0}, {n - 1}, {8_000}, {12_000, 5_345}, {5_345, 5_346}} {
		faulty := slices.Clone(lines)
		for _, i := range bad {
			faulty[i] = fmt.Sprintf("no%d,1,g0,", i)
		}
		first := slices.Min(bad)
		_, c, err := inOrder(header+strings.Join(faulty, "\n"), &o)
		require.ErrorContains(t, err, fmt.Sprintf(`:%d: column "x": got "no%d", want a number`, first+2, first))
		require.LessOrEqual(t, c.read, int64(n))
		faulty[first] = `"open`
		_, _, err = inOrder(header+strings.Join(faulty, "\n"), &o)
		require.ErrorContains(t, err, fmt.Sprintf(":%d: ", first+2))
	}
	// Codes are noted in the order in which they come, and labels are counted over all chunks.
	marked := slices.Clone(lines)
	marked[100], marked[12_000], marked[15_000] = "null,1,g0,", "-,1,g1,", "null,1,g0,"
	_, errs, code = command(t, header+strings.Join(marked, "\n"), "measure", "-", "--value", "x", "--omit", "--measures", "mean")
	require.Zero(t, code)
	require.Contains(t, errs, "null or - counts as missing")
	require.Contains(t, errs, "left out 3 of 16000 rows")
	var many strings.Builder
	many.WriteString("x,g\n")
	for i := range mostLabels + 10 {
		fmt.Fprintf(&many, "1,label%d\n", i)
	}
	_, errs, code = command(t, many.String(), "measure", "-", "--value", "x", "--group", "g", "--measures", "mean")
	require.Equal(t, 1, code)
	require.Contains(t, errs, fmt.Sprintf(`:%d: column "g": got more than %d groups`, mostLabels+2, mostLabels))
}

// TestMeasureParallelStops: a row that is refused, and a context that ends, stop all workers.
func TestMeasureParallelStops(t *testing.T) {
	text := "x,w,g,note\n" + strings.Join(wideTable(30_000), "\n")
	o := options{value: "x"}
	table, _, err := openRows(t.Context(), &o, strings.NewReader(text))
	require.NoError(t, err)
	refused := stopping{errors.New("refused")}
	taken := 0
	_, err = pickRows(t.Context(), table, &o, func(row) error {
		if taken++; taken == 15_000 {
			return refused
		}
		return nil
	})
	require.ErrorIs(t, err, refused)
	require.ErrorContains(t, err, ":15001: ")
	require.Equal(t, 15_000, taken)
	ctx, cancel := context.WithCancel(t.Context())
	table, _, err = openRows(ctx, &o, strings.NewReader(text))
	require.NoError(t, err)
	cancel()
	_, err = pickRows(ctx, table, &o, func(row) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
}
