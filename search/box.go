package search

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Box is a range of some coordinates, and the cases in it.
type Box struct {
	Limits []Limit // of the coordinates that are restricted, in their order

	Inside   int     // cases in it
	Hits     int     // of them, those that are of interest
	Density  float64 // Hits / Inside
	Coverage float64 // Hits / all cases of interest
	Mass     float64 // Inside / all cases
	// Lo and Hi are the 95% interval of the density, of a box that was known before (Wilson 1927). A box was chosen for its density, so that
	// in new cases it will rather lie at the lower end.
	Lo, Hi float64
}

// Limit is the range of one coordinate of a box, both ends included.
type Limit struct {
	Dim      int
	From, To float64
	// P is the quasi-p-value: how likely the box would hold as many cases of interest as it does by chance if this limit did nothing, which is to
	// say with the density of the box without it, by a binomial distribution. Small is good. It is no test of significance, since the limit was
	// chosen on the same cases. Source: Bryant and Lempert (2010), Thinking inside the box, Technological Forecasting and Social Change 77(1).
	P float64
	// Below and Above report whether the limit cuts cases off at its lower and at its upper end.
	Below, Above bool
}

// Peeling is how Prim works.
type Peeling struct {
	Alpha   float64 // part of a box's cases that is peeled off, or pasted back, at a time; 0 means 0.05
	LeastIn int     // cases that a box has at least; 0 means a twentieth of all, and 10 at least
}

// Prim returns the boxes that the patient rule induction method finds, from the box of all cases to the smallest: each is the one before
// without the twentieth of its cases at one end of one coordinate, that one whose loss makes the density highest. Each is then let grow again where that makes its
// density higher. Of what a user wants, coverage and density, one is paid for with the other; see Best.
//
// x has the coordinates of each case, which must be finite, and hit whether it is of interest. Cases of one value are peeled off together.
//
// Source: Friedman and Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9(2): peeling by the mean of what is left, and
// pasting.
func Prim(x [][]float64, hit []bool, p Peeling) ([]Box, error) {
	h := hunt{x: x, hit: hit, peeling: p}
	if err := h.check(); err != nil {
		return nil, err
	}
	in := make([]bool, len(x))
	for i := range in {
		in[i] = true
	}
	ends := h.endsOf(in)
	boxes := []Box{h.box(ends)}
	for {
		next, ok := h.peel(ends)
		if !ok {
			return boxes, nil
		}
		ends = next
		boxes = append(boxes, h.box(h.paste(ends)))
	}
}

// Best returns the number of the box with the highest harmonic mean of coverage and density, which is our choice of a compromise: an assumption.
func Best(boxes []Box) int {
	mean := func(b Box) float64 { return b.Coverage * b.Density / (b.Coverage + b.Density) }
	best := 0
	for i := range boxes {
		if mean(boxes[i]) > mean(boxes[best]) {
			best = i
		}
	}
	return best
}

// hunt is what Prim works on.
type hunt struct {
	x       [][]float64
	hit     []bool
	peeling Peeling
	hits    int
	all     []span // of all cases
}

// span is the range of a coordinate.
type span struct{ lo, hi float64 }

func (h *hunt) check() error {
	p := &h.peeling
	p.Alpha = cmp.Or(p.Alpha, 0.05)
	p.LeastIn = cmp.Or(p.LeastIn, max(len(h.x)/20, 10))
	switch {
	case len(h.x) != len(h.hit):
		return fmt.Errorf("search: got %d cases and %d outcomes", len(h.x), len(h.hit))
	case len(h.x) == 0 || len(h.x[0]) == 0:
		return errors.New("search: got no cases, or cases of no coordinates")
	case !(p.Alpha > 0 && p.Alpha < 1):
		return fmt.Errorf("search: got a part of %v to peel off, want one between 0 and 1", p.Alpha)
	case p.LeastIn < 1:
		return fmt.Errorf("search: got %d cases in a box at least, want 1 or more", p.LeastIn)
	}
	for i, row := range h.x {
		if len(row) != len(h.x[0]) {
			return fmt.Errorf("search: case %d has %d coordinates, want %d", i, len(row), len(h.x[0]))
		}
		for _, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("search: case %d has %v, want finite numbers", i, v)
			}
		}
		if h.hit[i] {
			h.hits++
		}
	}
	if h.hits == 0 || h.hits == len(h.x) {
		return fmt.Errorf("search: %d of %d cases are of interest, so that no box can tell them from the others", h.hits, len(h.x))
	}
	return nil
}

// endsOf returns the range of each coordinate of some cases, and keeps it if they are all.
func (h *hunt) endsOf(in []bool) []span {
	list := make([]span, len(h.x[0]))
	for d := range list {
		list[d] = span{math.Inf(1), math.Inf(-1)}
		for i, row := range h.x {
			if in[i] {
				list[d] = span{min(list[d].lo, row[d]), max(list[d].hi, row[d])}
			}
		}
	}
	h.all = slices.Clone(list)
	return list
}

// inside reports whether a case lies in a box.
func inside(row []float64, ends []span) bool {
	for d, s := range ends {
		if row[d] < s.lo || row[d] > s.hi {
			return false
		}
	}
	return true
}

// count returns how many cases lie in a box, and how many of them are of interest.
func (h *hunt) count(ends []span) (n, hits int) {
	for i, row := range h.x {
		if inside(row, ends) {
			n++
			if h.hit[i] {
				hits++
			}
		}
	}
	return n, hits
}

// peel returns the box without the cases at one end of one coordinate, by which its density becomes highest; of some such, the one that
// loses fewest cases. There is none if all would leave too few.
func (h *hunt) peel(ends []span) (next []span, ok bool) {
	var rows []int
	for i, row := range h.x {
		if inside(row, ends) {
			rows = append(rows, i)
		}
	}
	off := max(int(h.peeling.Alpha*float64(len(rows))), 1)
	density, most := math.Inf(-1), 0
	for d := range ends {
		for _, upper := range []bool{false, true} {
			s, left := h.cut(rows, ends[d], d, off, upper)
			if len(left) < h.peeling.LeastIn || len(left) == len(rows) {
				continue
			}
			if x := h.density(left); x > density || x == density && len(left) > most {
				next = slices.Clone(ends)
				next[d] = s
				density, most, ok = x, len(left), true
			}
		}
	}
	return next, ok
}

// cut cuts cases off at an end of a coordinate, together with all of the same value. It returns the range that is left and the cases in it.
func (h *hunt) cut(rows []int, s span, d, off int, upper bool) (span, []int) {
	order := slices.Clone(rows)
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(h.x[i][d], h.x[j][d]) })
	at := func(k int) float64 { return h.x[order[k]][d] }
	if upper {
		last := at(len(order) - off)
		k := len(order) - off
		for k > 0 && at(k-1) == last {
			k--
		}
		if k == 0 {
			return s, rows
		}
		return span{s.lo, at(k - 1)}, order[:k]
	}
	first := at(off - 1)
	k := off
	for k < len(order) && at(k) == first {
		k++
	}
	if k == len(order) {
		return s, rows
	}
	return span{at(k), s.hi}, order[k:]
}

func (h *hunt) density(rows []int) float64 {
	hits := 0
	for _, i := range rows {
		if h.hit[i] {
			hits++
		}
	}
	return float64(hits) / float64(len(rows))
}

// paste lets a box grow at one end of one coordinate after the other, by so many cases as would be peeled off, as long as that makes its density
// higher.
func (h *hunt) paste(ends []span) []span {
	n, hits := h.count(ends)
	density := float64(hits) / float64(n)
	for {
		var best []span
		add := max(int(h.peeling.Alpha*float64(n)), 1)
		for d := range ends {
			for _, upper := range []bool{false, true} {
				wider := h.widen(ends, d, add, upper)
				if m, hits := h.count(wider); m > n && float64(hits)/float64(m) > density {
					best, density = wider, float64(hits)/float64(m)
				}
			}
		}
		if best == nil {
			return ends
		}
		ends = best
		n, _ = h.count(ends)
	}
}

// widen moves an end of a coordinate so that so many more cases are in the box, or as many as there are.
func (h *hunt) widen(ends []span, d, add int, upper bool) []span {
	wider := slices.Clone(ends)
	wider[d] = h.all[d]
	var beyond []float64 // away from the box
	for _, row := range h.x {
		if inside(row, wider) && (upper && row[d] > ends[d].hi || !upper && row[d] < ends[d].lo) {
			beyond = append(beyond, row[d])
		}
	}
	wider[d] = ends[d]
	if len(beyond) == 0 {
		return wider
	}
	slices.Sort(beyond)
	if upper {
		wider[d].hi = beyond[min(add, len(beyond))-1]
	} else {
		wider[d].lo = beyond[max(len(beyond)-add, 0)]
	}
	return wider
}

// box says what there is to say of a range.
func (h *hunt) box(ends []span) Box {
	n, hits := h.count(ends)
	b := Box{
		Inside: n, Hits: hits,
		Density: float64(hits) / float64(n), Coverage: float64(hits) / float64(h.hits), Mass: float64(n) / float64(len(h.x)),
	}
	b.Lo, b.Hi = wilson(hits, n)
	for d := range ends {
		if ends[d] == h.all[d] {
			continue
		}
		b.Limits = append(b.Limits, Limit{
			Dim: d, From: ends[d].lo, To: ends[d].hi, P: h.quasiP(ends, d, n, hits),
			Below: ends[d].lo > h.all[d].lo, Above: ends[d].hi < h.all[d].hi,
		})
	}
	return b
}

// quasiP is the quasi-p-value of a limit, to 6 digits, which every machine has alike.
func (h *hunt) quasiP(ends []span, d, n, hits int) float64 {
	without := slices.Clone(ends)
	without[d] = h.all[d]
	m, others := h.count(without)
	p := distuv.Binomial{N: float64(n), P: float64(others) / float64(m)}.Survival(float64(hits) - 1)
	return math.Round(p*1e6) / 1e6
}

// wilson returns the 95% interval of a share. Source: Wilson (1927), Probable inference, Journal of the American Statistical Association 22.
func wilson(hits, n int) (lo, hi float64) {
	const z = 1.959963984540054
	share, size := float64(hits)/float64(n), float64(n)
	middle := (share + z*z/(2*size)) / (1 + z*z/size)
	half := float64(z / (1 + z*z/size) * math.Sqrt(share*(1-share)/size+z*z/(4*size*size)))
	return max(middle-half, 0), min(middle+half, 1)
}
