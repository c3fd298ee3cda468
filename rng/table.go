package rng

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/internal/vector"
)

// Table turns 32 random bits into a variate of any distribution in some 2 ns: a quantile function tabulated with
// cells that halve towards both ends, 64 to each halving, and read by linear interpolation.
//
// Against the exact quantile its error is below 2e-5 of the value for the beta distributions of the default
// scenario, except in the outermost 2^-26 of the probability; a test holds it to that.
type Table struct {
	cells [2 * tableCells]cell // those below the median, then those above, each from its end of the distribution
}

// cell holds the value at its nearer end and the rise, or slope, for each unit in the last place of a float32.
type cell [2]float32

// A place is a distance from the nearer end of the range of words: v + 1/2, from 1/2 to 2^31. The bits of a place as
// a float32 count cells: 8 bits say which halving, the next 6 which cell of it, the other 17 where in the cell.
const (
	cellBits   = 6
	restBits   = 23 - cellBits
	tableCells = 32 << cellBits
	firstPlace = 0x3f000000  // the bits of 1/2
	lastWord   = 1<<31 - 128 // the largest v whose place is below 2^31 as a float32
)

// Quantiler is a distribution that can be inverted, such as those of gonum's distuv.
type Quantiler interface{ Quantile(p float64) float64 }

// NewTable tabulates q. It calls q.Quantile some 4 100 times, so make a table once and share it: reading is safe
// for concurrent use. Of a distuv.Beta, whose Quantile takes long, it makes the same table in a twentieth to half of the time.
func NewTable(q Quantiler) *Table {
	t := new(Table)
	quantile := q.Quantile
	beta, isBeta := q.(distuv.Beta)
	if isBeta {
		quantile = func(p float64) float64 { return betaQuantile(beta, p) }
	}
	for side := range 2 {
		last, known := math.NaN(), 0.0 // where a cell ends the next one begins
		exact := func(p float64) float64 {
			if p != last {
				last, known = p, quantile(math.Abs(float64(side)-p)) // p is from the upper end on side 1
			}
			return known
		}
		near := func(p float64) (x, off float64) { return exact(p), 0 }
		if isBeta && isWalked(beta) {
			near = newBetaWalk(beta, side == 1).next
		}
		lo, below := near(start(0))
		for i := range tableCells {
			hi, above := near(start(i + 1))
			c, ok := newCell(lo, hi, below, above)
			if !ok {
				c, _ = newCell(exact(start(i)), exact(start(i+1)), 0, 0)
			}
			t.cells[side*tableCells+i] = c
			lo, below = hi, above
		}
	}
	return t
}

// start returns the probability where cell i starts, from its end of the distribution.
func start(i int) float64 {
	return float64(float64(math.Float32frombits(firstPlace+uint32(i)<<restBits)) * 0x1p-32)
}

// newCell returns the cell of two quantiles, and whether it is the same whatever they are within their errors.
func newCell(lo, hi, below, above float64) (c cell, same bool) {
	rise, off := float64((hi-lo)/(1<<restBits)), float64((below+above)/(1<<restBits))
	c = cell{float32(lo - below), float32(rise - off)}
	return c, c == cell{float32(lo + below), float32(rise + off)}
}

// At returns the quantile at (word + 1/2)/2^32.
func (t *Table) At(word uint32) float32 {
	side := word >> 31
	v := min(word^-side, lastWord) // steps from the nearer end: word itself, or its complement
	place := math.Float32bits(float32(v)+0.5) - firstPlace
	return t.cells[side*tableCells+place>>restBits].at(float32(place & (1<<restBits - 1)))
}

// at returns the quantile at a place within the cell.
func (c *cell) at(place float32) float32 { return c[0] + float32(place*c[1]) }

// All writes the quantiles at words to dst, which must be as long. It is At again and again, at 2 ns each or, by vectors, a third of that.
func (t *Table) All(dst []float32, words []uint32) {
	dst = dst[:len(words)]
	done := 0
	if vector.AVX2 && len(words) >= 8 {
		done = len(words) &^ 7
		vector.Quantiles((*[2]float32)(&t.cells[0]), &words[0], &dst[0], done)
	}
	for i := done; i < len(words); i++ {
		dst[i] = t.At(words[i])
	}
}
