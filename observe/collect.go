package observe

import (
	"math"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/expr"
	"github.com/cogap/cogap/internal/sum"
)

// Row is one number that a collection found: of one group in one month.
type Row struct {
	Collection string   // name of the collection
	Month      int      // from 0
	Groups     []string // names of the group, one for each of the collection's By
	// Interval has the number; NaN if it is not defined: of nobody, if somebody's quantity is not finite, or if quantities (for
	// a variance, their squares) add up to 2^126 = 8.5e37 or more. Lo and Hi differ from Value where it comes from a histogram.
	histogram.Interval
	People int64 // real people of the group who meet the condition
	Of     int64 // real people of the group
}

// collection is a Collect ready to be computed.
type collection struct {
	Collect
	quantity node
	where    *node // nil: everybody
	grouping
	tracks
}

// tracks is what is kept of a cell beside its people.
type tracks struct{ sum, whole, squares, extremes, histogram bool }

func tracksOf(c *Collect) tracks {
	switch c.Aggregate {
	case Share:
		return tracks{sum: !ofPeople(c), whole: !ofPeople(c)}
	case Sum, Mean:
		return tracks{sum: !ofPeople(c)}
	case Variance, SD:
		return tracks{sum: true, squares: true}
	case Min, Max:
		return tracks{extremes: true}
	case Median, Quantile, Gini:
		return tracks{histogram: true}
	}
	return tracks{}
}

// cell is what is known of one group in one month, in integers, so that cells can be merged in any order.
type cell struct {
	people, of          int64
	sum, whole, squares sum.Wide
	min, max            float64
	undefined           bool // an extreme is of somebody whose quantity is not finite, or a histogram has 2^63 people
	histogram           *histogram.Histogram
}

func (c *collection) newCell() *cell {
	x := &cell{min: math.Inf(1), max: math.Inf(-1)}
	if c.histogram {
		x.histogram = new(histogram.Histogram)
	}
	return x
}

// merge adds what other holds.
func (x *cell) merge(other *cell) {
	x.people += other.people
	x.of += other.of
	x.sum.Merge(other.sum)
	x.whole.Merge(other.whole)
	x.squares.Merge(other.squares)
	x.min, x.max = min(x.min, other.min), max(x.max, other.max)
	x.undefined = x.undefined || other.undefined
	if x.histogram != nil && x.histogram.Merge(other.histogram) != nil {
		x.undefined = true // 2^63 people
	}
}

// value returns the number that the cell stands for.
func (c *collection) value(x *cell) histogram.Interval {
	if x.undefined {
		return exactly(math.NaN())
	}
	switch c.Aggregate {
	case Share:
		if c.whole {
			return exactly(x.sum.OverSum(x.whole))
		}
		return exactly(float64(x.people) / float64(x.of))
	case Sum:
		if c.sum {
			return exactly(x.sum.Float())
		}
	case Mean:
		return exactly(x.sum.Over(x.people))
	case Variance:
		return exactly(x.variance())
	case SD:
		return exactly(math.Sqrt(x.variance()))
	case Min:
		return orNobody(x, exactly(x.min))
	case Max:
		return orNobody(x, exactly(x.max))
	case Median:
		return x.histogram.Median()
	case Quantile:
		return x.histogram.Quantile(c.P)
	case Gini:
		return x.histogram.Gini()
	}
	return exactly(float64(x.people))
}

// variance is not negative: of equal values rounding may leave a little less than 0.
func (x *cell) variance() float64 { return max(0, sum.Variance(x.sum, x.squares, x.people)) }

func exactly(x float64) histogram.Interval { return histogram.Interval{Value: x, Lo: x, Hi: x} }

func orNobody(x *cell, v histogram.Interval) histogram.Interval {
	if x.people == 0 {
		return exactly(math.NaN())
	}
	return v
}

// rows returns the numbers of a month's cells, in the order of their groups.
func (c *collection) rows(month int, table map[int]*cell) []Row {
	var rows []Row
	for _, at := range inOrder(&c.grouping, table) {
		x := table[at]
		rows = append(rows, Row{c.Name, month, c.labels(at), c.value(x), x.people, x.of})
	}
	return rows
}

// subtotal holds the sums over the people of one chunk and cell.
type subtotal struct {
	people, of          int64
	sum, whole, squares sum.Compensated
	min, max            float64
	check               float64 // 0 while all quantities are finite
	cell                *cell   // where it goes
}

var nobody = subtotal{min: math.Inf(1), max: math.Inf(-1)}

// scratch is what a worker needs to see a chunk.
type scratch struct {
	view
	codes     [expr.TileLen]uint16
	met       [expr.TileLen]uint8 // by whom the condition is met
	chosen    [expr.TileLen]uint8 // people who meet it, ascending
	values    [expr.TileLen]float64
	subtotals []subtotal
}

// see adds the people of a chunk to a month's table.
//
// Neighbours add to different lanes of a cell, so that none waits for the sum of the one before. Lanes are added up at
// the end of the chunk.
func (c *collection) see(s *scratch, table map[int]*cell) {
	v := &s.view
	base, n, lanes := c.base(v), v.Len(), 1
	if c.varying <= 16 {
		lanes = 4
	}
	for len(s.subtotals) < c.varying*lanes {
		s.subtotals = append(s.subtotals, nobody)
	}
	parts := s.subtotals[:c.varying*lanes]
	into := func(part int) *cell {
		at := base + part%c.varying // whatever the lane
		x := table[at]
		if x == nil {
			x = c.newCell()
			table[at] = x
		}
		return x
	}
	for lo := 0; lo < n; lo += expr.TileLen {
		length := min(expr.TileLen, n-lo)
		codes := s.codes[:length]
		c.codes(v, lo, codes)
		if lanes > 1 {
			for i := range codes {
				codes[i] += uint16(i%4) * uint16(c.varying)
			}
		}
		chosen := s.choose(c.where, lo, length)
		c.count(parts, codes, chosen)
		if c.tracks == (tracks{}) {
			continue
		}
		values := s.values[:length]
		c.quantity.Fill(v, lo, values)
		c.gather(parts, codes, values, chosen, v.Weight, into)
	}
	for k := range parts[:c.varying] {
		p := &parts[k]
		for lane := 1; lane < lanes; lane++ {
			p.take(&parts[k+lane*c.varying])
		}
		if c.where == nil {
			p.people = p.of
		}
		if p.of > 0 {
			c.move(p, into(k), v.Weight)
		}
	}
}

// count counts people, and those chosen where there is a condition.
func (c *collection) count(parts []subtotal, codes []uint16, chosen []uint8) {
	if c.varying == 1 {
		parts[0].of += int64(len(codes)) // for all lanes
		parts[0].people += int64(len(chosen))
		return
	}
	for _, k := range codes {
		parts[k].of++
	}
	if c.where == nil {
		return
	}
	for _, i := range chosen {
		parts[codes[i]].people++
	}
}

// everybody lists all people of a tile.
var everybody = func() (list [expr.TileLen]uint8) {
	for i := range list {
		list[i] = uint8(i)
	}
	return list
}()

// choose lists who meets a condition.
func (s *scratch) choose(where *node, lo, n int) []uint8 {
	if where == nil {
		return everybody[:n]
	}
	met := s.met[:n]
	where.FillMask(&s.view, lo, met)
	count := 0
	for i, m := range met {
		s.chosen[uint8(count)] = uint8(i)
		count += int(m)
	}
	return s.chosen[:count]
}

// gather adds the quantities of some people to their parts.
func (c *collection) gather(parts []subtotal, codes []uint16, values []float64, chosen []uint8, weight int64, into func(code int) *cell) {
	if c.whole {
		for i, x := range values {
			parts[codes[i]].whole.Add(x)
		}
	}
	switch {
	case c.squares:
		for _, i := range chosen {
			p, x := &parts[codes[i]], values[i]
			p.sum.Add(x)
			p.squares.AddProduct(x, x)
		}
	case c.sum:
		for _, i := range chosen {
			parts[codes[i]].sum.Add(values[i])
		}
	case c.extremes:
		for _, i := range chosen {
			p, x := &parts[codes[i]], values[i]
			p.min, p.max = min(p.min, x), max(p.max, x)
			p.check += x - x
		}
	case c.histogram:
		for _, i := range chosen {
			p := &parts[codes[i]]
			if p.cell == nil {
				p.cell = into(int(codes[i]))
			}
			p.cell.histogram.Add(values[i], weight)
		}
	}
}

// take adds another lane, which is then empty.
func (p *subtotal) take(lane *subtotal) {
	p.people += lane.people
	p.of += lane.of
	p.sum.Merge(lane.sum)
	p.whole.Merge(lane.whole)
	p.squares.Merge(lane.squares)
	p.min, p.max = min(p.min, lane.min), max(p.max, lane.max)
	p.check += lane.check
	*lane = nobody
}

// move adds the people of a chunk to a cell.
func (c *collection) move(p *subtotal, x *cell, weight int64) {
	x.people += p.people * weight
	x.of += p.of * weight
	if c.sum {
		x.sum.AddCompensated(p.sum, weight)
	}
	if c.whole {
		x.whole.AddCompensated(p.whole, weight)
	}
	if c.squares {
		x.squares.AddCompensated(p.squares, weight)
	}
	x.undefined = x.undefined || p.check != 0
	x.min, x.max = min(x.min, p.min), max(x.max, p.max)
	*p = nobody
}
