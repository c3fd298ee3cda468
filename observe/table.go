package observe

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/internal/wire"
)

// Table is what a run's collections found of some people in one month, by group. It holds integers and extremes, so
// tables of other people merge in any order, on any machine, to the same bits. The zero value is of nobody.
type Table struct {
	cells []map[int]*cell // [collection] by number of the group's cell; nil of a collection that found nobody
}

// of returns the cells of a collection, made if there are none.
func (t *Table) of(collection int) map[int]*cell {
	for len(t.cells) <= collection {
		t.cells = append(t.cells, nil)
	}
	if t.cells[collection] == nil {
		t.cells[collection] = map[int]*cell{}
	}
	return t.cells[collection]
}

// Merge adds what another table of the same collections holds; the other must not be used afterwards.
func (t *Table) Merge(other *Table) {
	for i, cells := range other.cells {
		if cells == nil {
			continue
		}
		mine := t.of(i)
		for at, x := range cells {
			if mine[at] == nil {
				mine[at] = x
			} else {
				mine[at].merge(x)
			}
		}
	}
}

// AppendBinary appends the table's bytes, of which there is no checksum; equal tables have equal bytes. It never fails.
func (t *Table) AppendBinary(b []byte) ([]byte, error) {
	e := wire.Encoder{Bytes: b}
	e.Uint(uint64(len(t.cells)))
	for _, cells := range t.cells {
		places := make([]int, 0, len(cells))
		for at := range cells {
			places = append(places, at)
		}
		slices.Sort(places)
		e.Uint(uint64(len(places)))
		for _, at := range places {
			e.Uint(uint64(at))
			cells[at].encode(&e)
		}
	}
	return e.Bytes, nil
}

// UnmarshalBinary reads what AppendBinary appended. It returns an error, and leaves t as it was, if the bytes cannot be that.
func (t *Table) UnmarshalBinary(data []byte) error {
	d := wire.NewDecoder(data)
	var got Table
	for i := range d.Len("collections") {
		for range d.Len("cells") {
			at := d.Uint("cell", math.MaxInt64)
			x := decodeCell(d)
			if d.Err() != nil {
				break
			}
			got.of(i)[int(at)] = x
		}
	}
	if err := d.End(); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	*t = got
	return nil
}

func (x *cell) encode(e *wire.Encoder) {
	e.Int(x.people)
	e.Int(x.of)
	for _, s := range []sum.Wide{x.sum, x.whole, x.squares} {
		s.Encode(e)
	}
	e.Float(x.min)
	e.Float(x.max)
	e.Bool(x.undefined)
	e.Bool(x.histogram != nil)
	if x.histogram != nil {
		b, _ := x.histogram.MarshalBinary() // it never fails
		e.Block(b)
	}
}

func decodeCell(d *wire.Decoder) *cell {
	x := &cell{people: d.Int("people", 0, math.MaxInt64), of: d.Int("people of the group", 0, math.MaxInt64)}
	for _, s := range []*sum.Wide{&x.sum, &x.whole, &x.squares} {
		*s = sum.DecodeWide(d)
	}
	x.min, x.max, x.undefined = d.Float(), d.Float(), d.Bool("undefined")
	if d.Bool("histogram") {
		x.histogram = new(histogram.Histogram)
		if err := x.histogram.UnmarshalBinary(d.Block("histogram")); err != nil && d.Err() == nil {
			d.Fail("%v", fmt.Errorf("a collection's %w", err))
		}
	}
	return x
}
