package inequality

import (
	"math"
	"runtime"
	"slices"
	"sync/atomic"
)

// GiniSorting returns the Gini coefficient of x with weights w, nil for equal ones, like [Distribution.Gini], for data so large
// that one more copy is too many: it sorts x, and w with it, in place. Rows of weight 0 end up last.
//
// It is NaN if nobody has a weight, if a value of positive weight is NaN or infinite, or unless the mean is above 0; and it returns an error
// if w is neither nil nor as long as x, or a weight is negative, NaN or infinite; then nothing was moved.
//
// All processors take part, and the result does not depend on their number to the last bit. Cost: a radix sort, O(n), and
// three passes; memory as much as x and w take once more. Source: Lerman and Yitzhaki (1989), Improving the accuracy
// of estimates of Gini coefficients, J. Econometrics 42.
func GiniSorting(x, w []float64) (float64, error) {
	if err := checkWeights(w, len(x), "x"); err != nil {
		return math.NaN(), err
	}
	return giniSorting(columns{x, w}, runtime.GOMAXPROCS(0)), nil
}

func giniSorting(c columns, workers int) float64 {
	c = c.weighted()
	if len(c.x) == 0 || !finiteColumn(c.x, workers) {
		return math.NaN()
	}
	if c.w == nil && len(c.x) <= fewFloats {
		sortFloats(c.x)
	} else {
		sortColumns(c, workers)
	}
	s := sorted{columns: c, workers: workers, xscale: 1, wscale: 1}
	if top := max(math.Abs(c.x[0]), math.Abs(c.x[len(c.x)-1])); top >= hugeValue || top <= tinyValue && top > 0 {
		s.xscale = powerOfTwo(top)
	}
	if c.w != nil {
		if top := slices.Max(c.w); top >= hugeWeight || top <= tinyWeight {
			s.wscale = powerOfTwo(top)
		}
	}
	return s.gini()
}

func finiteColumn(x []float64, workers int) bool {
	var found atomic.Bool
	onWorkers(workers, func(i int) {
		from, to := chunk(len(x), i, workers)
		if !allFinite(x[from:to]) {
			found.Store(true)
		}
	})
	return !found.Load()
}

// weighted moves the rows of weight 0 to the end, and returns the others.
func (c columns) weighted() columns {
	n := slices.Index(c.w, 0)
	if n < 0 {
		return c
	}
	for i := n + 1; i < len(c.w); i++ {
		if c.w[i] > 0 {
			c.x[i], c.x[n] = c.x[n], c.x[i]
			c.w[i], c.w[n] = c.w[n], c.w[i]
			n++
		}
	}
	return c.slice(0, n)
}

// sorted values are summed in blocks of fixed length, and the blocks in order: any number of workers gives the same sum.
type sorted struct {
	columns
	workers        int
	xscale, wscale float64 // powers of two that keep sums in range
}

const blockLen = 1 << 10

// sum returns the sum of f over the blocks; f gets the number of the block.
func (s *sorted) sum(f func(k int, b columns) float64) float64 {
	var total compensated
	for _, v := range s.blocks(f) {
		total.Add(v)
	}
	return total.Value()
}

// blocks returns what f returns for each block.
func (s *sorted) blocks(f func(k int, b columns) float64) []float64 {
	n := len(s.x)
	sums := make([]float64, (n+blockLen-1)/blockLen)
	workers := s.workers
	if n < piece {
		workers = 1
	}
	var next atomic.Int64
	const batch = 64
	onWorkers(workers, func(int) {
		for {
			from := int(next.Add(batch)) - batch
			if from >= len(sums) {
				return
			}
			for k := from; k < min(from+batch, len(sums)); k++ {
				sums[k] = f(k, s.slice(k*blockLen, min((k+1)*blockLen, n)))
			}
		}
	})
	return sums
}

// gini returns Σ f d (2R - 1) with d = x/mean - 1 and the weighted mid-rank R. The mean is made in two steps, so that
// nearly equal values keep their digits.
func (s *sorted) gini() float64 {
	if s.x[0] == s.x[len(s.x)-1] {
		if s.x[0] > 0 {
			return 0
		}
		return math.NaN()
	}
	below, all := s.ranks()
	mean := s.sum(func(_ int, b columns) float64 { return b.deviations(s, 0) }) / all
	rest := s.sum(func(_ int, b columns) float64 { return b.deviations(s, mean) }) / all
	if !(mean+rest > 0) {
		return math.NaN()
	}
	return s.sum(func(k int, b columns) float64 {
		return b.ranked(s, mean, rest, below[k], all)
	}) / (mean + rest) / all
}

// ranks returns the weight of all values before each block, and of all. With equal weights it counts, exactly.
func (s *sorted) ranks() (below []float64, all float64) {
	weights := s.blocks(func(_ int, b columns) float64 {
		if b.w == nil {
			return float64(len(b.x))
		}
		var sum float64
		for _, w := range b.w {
			sum += float64(w * s.wscale)
		}
		return sum
	})
	var sum compensated
	for k, w := range weights {
		weights[k] = sum.Value()
		sum.Add(w)
	}
	return weights, sum.Value()
}

// deviations returns Σ w (x - mean).
func (c columns) deviations(s *sorted, mean float64) float64 {
	var sum, err, e float64
	for i, x := range c.x {
		d := float64(x*s.xscale) - mean
		if c.w != nil {
			d *= c.w[i] * s.wscale
		}
		sum, e = twoSum(sum, d)
		err += e
	}
	return sum + err
}

// ranked returns Σ w ((x - mean) - rest) (2R - 1). Without weights the ranks are exact.
func (c columns) ranked(s *sorted, mean, rest, below, all float64) float64 {
	var sum, err, e, inside float64
	start := (below - all) + below
	for i, x := range c.x {
		v := 1.0
		if c.w != nil {
			v = c.w[i] * s.wscale
		}
		rank := start + (2*inside + v)
		inside += v
		sum, e = twoSum(sum, float64(v*((float64(x*s.xscale)-mean)-rest))*(rank/all))
		err += e
	}
	return sum + err
}
