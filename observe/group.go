package observe

import (
	"cmp"
	"slices"

	"github.com/cogap/cogap/internal/expr"
)

// grouping parts people into cells by several classes that cross. Of a cell's number the part that differs within a
// chunk is the lowest, so that a chunk's cells are neighbours.
type grouping struct {
	classes []*class
	varying int // cells that the people of a chunk may be in; the others are the same for all of them
}

func (g *grouping) add(c *class) {
	g.classes = append(g.classes, c)
	if c.Codes != nil {
		g.varying *= len(c.Labels)
	}
}

// base returns the first cell that a chunk's people may be in.
func (g *grouping) base(v *view) int {
	cell := 0
	for _, c := range g.classes {
		if c.Constant != nil {
			cell = cell*len(c.Labels) + c.Constant(v)
		}
	}
	return cell * g.varying
}

// codes fills dst with people's cells, counted from base.
func (g *grouping) codes(v *view, lo int, dst []uint16) {
	if g.varying == 1 {
		clear(dst)
		return
	}
	first := true
	var other [expr.TileLen]uint16
	for _, c := range g.classes {
		switch {
		case c.Codes == nil:
		case first:
			c.Codes(v, lo, dst)
			first = false
		default:
			c.Codes(v, lo, other[:len(dst)])
			for i := range dst {
				dst[i] = dst[i]*uint16(len(c.Labels)) + other[i]
			}
		}
	}
}

// split returns a cell's group of each class.
func (g *grouping) split(cell int) []int {
	varying, fixed := cell%g.varying, cell/g.varying
	codes := make([]int, len(g.classes))
	for i := len(g.classes) - 1; i >= 0; i-- {
		c := g.classes[i]
		rest := &varying
		if c.Constant != nil {
			rest = &fixed
		}
		codes[i] = *rest % len(c.Labels)
		*rest /= len(c.Labels)
	}
	return codes
}

// labels returns the names of a cell's groups.
func (g *grouping) labels(cell int) []string {
	var labels []string
	for i, code := range g.split(cell) {
		labels = append(labels, g.classes[i].Labels[code])
	}
	return labels
}

// inOrder returns the cells of a table in the order of their groups, the first class first.
func inOrder[T any](g *grouping, table map[int]T) []int {
	type place struct {
		cell  int
		codes []int
	}
	var places []place
	for cell := range table {
		places = append(places, place{cell, g.split(cell)})
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(slices.Compare(a.codes, b.codes), cmp.Compare(a.cell, b.cell))
	})
	cells := make([]int, len(places))
	for i, p := range places {
		cells[i] = p.cell
	}
	return cells
}
