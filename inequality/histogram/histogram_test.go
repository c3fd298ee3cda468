package histogram

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/inequality/internal/entropy"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A person is one value with its weight.
type person struct {
	x float64
	w int64
}

// adversarial draws people that are hard on a histogram: edges of bins and their neighbours, ties, zeros, values that nearly agree,
// values that are far apart, and large weights.
func adversarial(positive bool) *rapid.Generator[[]person] {
	return rapid.Custom(func(t *rapid.T) []person {
		kinds := []*rapid.Generator[float64]{
			rapid.Float64Range(0, 100),
			rapid.Custom(func(t *rapid.T) float64 {
				lo, hi := edges(rapid.IntRange(1020<<7, 1030<<7).Draw(t, "key"), 45)
				return rapid.SampledFrom([]float64{lo, hi}).Draw(t, "edge")
			}),
			rapid.Custom(func(t *rapid.T) float64 { return 1000 + rapid.Float64Range(-1e-9, 1e-9).Draw(t, "near") }),
			rapid.Custom(func(t *rapid.T) float64 {
				return math.Exp(rapid.Float64Range(-277, 277).Draw(t, "log"))
			}),
			rapid.SampledFrom([]float64{0, 1, 2, 3, 1000}),
		}
		if !positive {
			kinds = append(kinds, rapid.Float64Range(-100, 0))
		}
		var pick []*rapid.Generator[float64]
		for i, k := range kinds {
			if rapid.Bool().Draw(t, fmt.Sprint("kind", i)) {
				pick = append(pick, k)
			}
		}
		if len(pick) == 0 {
			pick = kinds[:1]
		}
		top := rapid.SampledFrom([]int64{1, 5, 1e9}).Draw(t, "top weight")
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) person {
			return person{held(rapid.OneOf(pick...).Draw(t, "x")), rapid.Int64Range(1, top).Draw(t, "w")}
		}), 1, 60).Draw(t, "people")
	})
}

// held returns x, or 0 if it is too small for a histogram.
func held(x float64) float64 {
	if math.Abs(x) < 0x1p-400 {
		return 0
	}
	return x
}

func histogramOf(people []person) *Histogram {
	h := new(Histogram)
	for _, p := range people {
		h.Add(p.x, p.w)
	}
	return h
}

// A row is one value with a weight that need not be whole.
type row struct{ x, w float64 }

// naive is the population as the definitions see it, in numbers of 3000 bits.
type naive struct {
	people []row // ascending
	w, sum *big.Float
	mean   *big.Float
}

func bf(x float64) *big.Float { return new(big.Float).SetPrec(3000).SetFloat64(x) }
func bi(x int64) *big.Float   { return new(big.Float).SetPrec(3000).SetInt64(x) }
func zero() *big.Float        { return bf(0) }

func naiveOf(people []person) naive {
	rows := make([]row, len(people))
	for i, p := range people {
		rows[i] = row{p.x, float64(p.w)}
	}
	return naiveRows(rows)
}

func naiveRows(rows []row) naive {
	s := slices.Clone(rows)
	slices.SortFunc(s, func(a, b row) int { return cmp.Compare(a.x, b.x) })
	n := naive{people: s, w: zero(), sum: zero()}
	for _, p := range s {
		n.w.Add(n.w, bf(p.w))
		n.sum.Add(n.sum, zero().Mul(bf(p.x), bf(p.w)))
	}
	n.mean = zero().Quo(n.sum, n.w)
	return n
}

func float(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

// halfDifference is Σ_i x_i w_i (C_{i-1} - (W - C_i)) / W², half the mean absolute difference.
func (n naive) halfDifference() *big.Float {
	total, c := zero(), zero()
	for _, p := range n.people {
		after := zero().Sub(n.w, c)
		after.Sub(after, bf(p.w))
		t := zero().Sub(c, after)
		t.Mul(t, bf(p.x)).Mul(t, bf(p.w))
		total.Add(total, t)
		c.Add(c, bf(p.w))
	}
	return total.Quo(total, n.w).Quo(total, n.w)
}

func (n naive) lorenz(p float64) float64 {
	target := zero().Mul(bf(p), n.w)
	c, s := zero(), zero()
	for _, q := range n.people {
		next := zero().Add(c, bf(q.w))
		take := bf(q.w)
		if next.Cmp(target) > 0 {
			take = zero().Sub(target, c)
		}
		s.Add(s, zero().Mul(bf(q.x), take))
		if next.Cmp(target) >= 0 {
			break
		}
		c = next
	}
	return float(s.Quo(s, n.sum))
}

// order returns the k-th smallest value, from 1.
func (n naive) order(k int64) float64 {
	for _, p := range n.people {
		if k -= int64(p.w); k <= 0 {
			return p.x
		}
	}
	return n.people[len(n.people)-1].x
}

// quantile is type 2.
func (n naive) quantile(p float64) float64 {
	target := p * float(n.w)
	k := int64(math.Ceil(target))
	if float64(k) != target || k == 0 || target == float(n.w) {
		return n.order(max(k, 1))
	}
	return n.order(k)/2 + n.order(k+1)/2
}

// over returns Σ f φ(x).
func (n naive) over(phi func(x float64) float64) float64 {
	total := zero()
	for _, p := range n.people {
		v := phi(p.x)
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return v
		}
		total.Add(total, zero().Mul(bf(v), bf(p.w)))
	}
	return float(total.Quo(total, n.w))
}

func (n naive) count(of func(x float64) bool) int64 {
	var c int64
	for _, p := range n.people {
		if of(p.x) {
			c += int64(p.w)
		}
	}
	return c
}

func contains(t require.TestingT, i Interval, exact float64, what string, args ...any) {
	if h, ok := t.(interface{ Helper() }); ok {
		h.Helper()
	}
	what = fmt.Sprintf(what, args...)
	if math.IsNaN(exact) {
		require.True(t, math.IsNaN(i.Value) && math.IsNaN(i.Lo) && math.IsNaN(i.Hi), "%s: %v", what, i)
		return
	}
	require.True(t, i.Contains(exact), "%s: [%v, %v] does not contain %v", what, i.Lo, i.Hi, exact)
	require.True(t, i.Contains(i.Value), "%s: value %v outside [%v, %v]", what, i.Value, i.Lo, i.Hi)
}

func TestIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := adversarial(false).Draw(t, "people")
		h, n := histogramOf(people), naiveOf(people)
		half := n.halfDifference()
		contains(t, h.AbsoluteGini(), float(half), "absolute gini")
		require.Equal(t, float(n.sum), h.Sum())
		require.InEpsilon(t, 1+math.Abs(float(n.mean)), 1+math.Abs(h.Mean()), 1e-15)
		mean := float(n.mean)
		for _, p := range []float64{0, .1, .2, .25, .5, .75, .8, .9, .999, 1, rapid.Float64Range(0, 1).Draw(t, "p")} {
			contains(t, h.Quantile(p), n.quantile(p), "quantile %v", p)
		}
		x := rapid.OneOf(rapid.SampledFrom(people), rapid.Custom(func(t *rapid.T) person {
			return person{rapid.Float64Range(-100, 2000).Draw(t, "x"), 1}
		})).Draw(t, "line").x
		checkLine(t, h, n, x)
		if !(mean > 0) {
			contains(t, h.Gini(), math.NaN(), "gini")
			contains(t, h.Lorenz(.5), math.NaN(), "lorenz")
			contains(t, h.TheilT(), math.NaN(), "theil")
			return
		}
		contains(t, h.Gini(), float(half.Quo(half, n.mean)), "gini")
		for _, p := range []float64{0, .1, .4, .5, .9, 1, rapid.Float64Range(0, 1).Draw(t, "p")} {
			contains(t, h.Lorenz(p), n.lorenz(p), "lorenz %v", p)
		}
	})
}

func checkLine(t *rapid.T, h *Histogram, n naive, x float64) {
	all := float(n.w)
	below := n.count(func(v float64) bool { return v < x })
	upTo := n.count(func(v float64) bool { return v <= x })
	lo, hi := h.CountBelow(x)
	require.True(t, lo <= below && below <= hi, "count below %v: %d to %d, want %d", x, lo, hi, below)
	lo, hi = h.CountAtLeast(x)
	require.True(t, lo <= h.Count()-below && h.Count()-below <= hi, "count at least %v", x)
	lo, hi = h.CountAbove(x)
	require.True(t, lo <= h.Count()-upTo && h.Count()-upTo <= hi, "count above %v: %d to %d, want %d", x, lo, hi, h.Count()-upTo)
	contains(t, h.CDF(x), float64(upTo)/all, "cdf %v", x)
	sum := zero()
	for _, p := range n.people {
		if p.x >= x {
			sum.Add(sum, zero().Mul(bf(p.x), bf(p.w)))
		}
	}
	contains(t, h.SumAtLeast(x), float(sum), "sum at least %v", x)
	if x > 0 {
		contains(t, h.FGT(0, x), float64(below)/all, "headcount %v", x)
		for _, a := range []float64{.5, 1, 2} {
			want := n.over(func(v float64) float64 {
				if v >= x {
					return 0
				}
				return math.Pow(float(zero().Quo(zero().Sub(bf(x), bf(v)), bf(x))), a)
			})
			contains(t, h.FGT(a, x).widen(1e-15*want), want, "fgt %v of %v", a, x)
		}
	}
}

func TestEntropyIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := adversarial(true).Draw(t, "people")
		h, n := histogramOf(people), naiveOf(people)
		if n.sum.Sign() == 0 {
			contains(t, h.TheilT(), math.NaN(), "theil")
			return
		}
		for _, a := range []float64{-1, 0, 1e-9, .5, 1 - 1e-9, 1, 2, 3, rapid.Float64Range(-3, 4).Draw(t, "alpha"), rapid.Float64Range(-40, 40).Draw(t, "far")} {
			if math.Abs(a) < 1e-60 {
				a = 0 // the reference would underflow
			}
			exact, noise := n.entropy(a)
			if math.IsInf(exact, 0) || math.IsInf(noise, 0) || math.IsNaN(exact) {
				continue
			}
			contains(t, h.GE(a).widen(noise), exact, "ge %v", a)
		}
		hoover := n.over(func(x float64) float64 {
			d := zero().Sub(bf(x), n.mean)
			return float(d.Quo(d.Abs(d), n.mean)) / 2
		})
		contains(t, h.Hoover().widen(1e-15*hoover), hoover, "hoover")
		contains(t, h.CV().widen(1e-15), math.Sqrt(2*n.over(func(x float64) float64 {
			d := zero().Sub(bf(x), n.mean)
			d.Quo(d, n.mean)
			return float(d.Mul(d, d)) / 2
		})), "cv")
	})
}

// entropy returns GE(a), and how far float64 logarithms may have put it off.
func (n naive) entropy(a float64) (value, noise float64) {
	noise = n.over(func(x float64) float64 {
		q := zero().Quo(bf(x), n.mean)
		r, d := float(q), float(zero().Sub(q, bf(1)))
		if r == 0 {
			return 1e-15
		}
		l := entropy.Log(r)
		s := 1.0
		if a != 0 && a != 1 {
			s = 1 / math.Abs(a*(a-1)) * math.Abs(a)
		}
		return 1e-15 * (math.Abs(l)*math.Pow(r, a) + math.Abs(l) + math.Abs(d)*(1+math.Abs(l))) * (1 + s)
	})
	value = n.over(func(x float64) float64 {
		q := zero().Quo(bf(x), n.mean)
		d := float(zero().Sub(q, bf(1)))
		r := float(q)
		l := entropy.Log(r)
		if r < 1e-290 {
			l = entropy.Log(x) - entropy.Log(float(n.mean))
		}
		if math.Abs(d) < .5 {
			l = math.Log1p(d)
		}
		switch {
		case a == 2:
			return d * d / 2
		case x == 0 && a <= 0:
			return math.Inf(1)
		case x == 0:
			return 1 / a
		case a == 0:
			return d - l
		case a == 1:
			return r*l - d
		case math.Abs(a-1) < .5:
			return (r*math.Expm1((a-1)*l)/(a-1) - d) / a
		}
		return (math.Expm1(a*l)/a - d) / (a - 1)
	})
	return value, noise
}

// TestGiniIsNarrow holds the default precision to its promise on distributions like incomes.
func TestGiniIsNarrow(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	samples := map[string]func() float64{
		"lognormal 0.75": func() float64 { return math.Exp(10 + .75*r.NormFloat64()) },
		"lognormal 1.8":  func() float64 { return math.Exp(10 + 1.8*r.NormFloat64()) },
		"pareto 1.6":     func() float64 { return math.Pow(1-r.Float64(), -1/1.6) },
	}
	for name, draw := range samples {
		t.Run(name, func(t *testing.T) {
			x := make([]float64, 200_000)
			for i := range x {
				x[i] = draw()
			}
			var h Histogram
			h.AddAll(x)
			slices.Sort(x)
			var sum, ranked float64
			for i, v := range x {
				sum += v
				ranked += v * float64(2*i+1-len(x))
			}
			exact := ranked / sum / float64(len(x))
			g := h.Gini()
			require.Less(t, g.Width(), 1e-5)
			contains(t, g, exact, "gini")
			require.InDelta(t, exact, g.Value, 3e-8)
			l := h.Lorenz(.5)
			require.Less(t, l.Width(), 1e-5)
		})
	}
}

func TestHistogramEdgeCases(t *testing.T) {
	var empty Histogram
	require.Zero(t, empty.Count())
	require.Zero(t, empty.Sum())
	for name, i := range map[string]Interval{
		"gini": empty.Gini(), "quantile": empty.Median(), "ge": empty.GE(1), "lorenz": empty.Lorenz(.5),
		"cdf": empty.CDF(1), "fgt": empty.FGT(0, 1), "palma": empty.Palma(), "std": empty.StdDev(),
	} {
		contains(t, i, math.NaN(), name)
	}
	require.True(t, math.IsNaN(empty.Mean()))

	t.Run("all equal", func(t *testing.T) {
		for _, x := range []float64{1, math.Pi, 1e120, float64(math.Nextafter(0x1p400, 0)), 0x1p-400, 5e-120} {
			h := histogramOf([]person{{x, 1}})
			require.Equal(t, Interval{}, h.Gini(), x)
			require.Equal(t, Interval{x, x, x}, h.Median(), x)
			require.Equal(t, x, h.Mean())
			contains(t, h.TheilT(), 0, "theil of %v", x)
			contains(t, h.Hoover(), 0, "hoover of %v", x)
		}
		h := histogramOf([]person{{1024, 1e18}})
		require.Equal(t, Interval{}, h.Gini())
		require.Equal(t, Interval{1024, 1024, 1024}, h.Median())
		require.Equal(t, 1024.0, h.Mean())
	})
	t.Run("huge", func(t *testing.T) {
		const huge, tiny = 0x1.8p399, 0x1p-400
		h := histogramOf([]person{{huge, 3}, {tiny, 1}})
		require.InEpsilon(t, .75*huge, h.Mean(), 1e-15)
		require.InEpsilon(t, 3*huge, h.Sum(), 1e-15)
		require.InDelta(t, .25, h.Gini().Value, 1e-12)
		require.InEpsilon(t, math.Log(.75*huge)-.75*math.Log(huge)-.25*math.Log(tiny), h.TheilL().Value, 1e-9)
		contains(t, h.StdDev(), math.Sqrt(3)/4*huge, "standard deviation")
	})
	t.Run("zeros", func(t *testing.T) {
		h := histogramOf([]person{{0, 3}, {math.Copysign(0, -1), 2}, {1, 5}})
		require.Equal(t, int64(10), h.Count())
		require.InDelta(t, .5, h.Gini().Value, 1e-15)
		require.True(t, math.IsInf(h.TheilL().Value, 1))
		require.Equal(t, Interval{1, 1, 1}, h.Atkinson(1))
		require.True(t, math.IsInf(h.S80S20().Value, 1))
		require.Equal(t, .5, h.FGT(0, 1).Value)
	})
	t.Run("not finite", func(t *testing.T) {
		h := histogramOf([]person{{1, 1}, {math.NaN(), 2}, {math.Inf(1), 3}, {math.Inf(-1), 4}})
		require.Equal(t, int64(1), h.Count())
		require.Equal(t, int64(9), h.NonFinite())
		contains(t, h.Gini(), math.NaN(), "gini")
		lo, hi := h.CountAtLeast(1)
		require.Equal(t, []int64{4, 4}, []int64{lo, hi})
		lo, hi = h.CountBelow(1)
		require.Equal(t, []int64{4, 4}, []int64{lo, hi})
		require.Equal(t, int64(9), h.OmitNonFinite())
		require.Equal(t, histogramOf([]person{{1, 1}}), h)
	})
	t.Run("weights", func(t *testing.T) {
		var h Histogram
		h.Add(math.NaN(), 0)
		require.Equal(t, Histogram{}, h)
		require.Panics(t, func() { h.Add(1, -1) })
		h.Add(1, math.MaxInt64)
		require.Panics(t, func() { h.Add(1, 1) })
		require.Equal(t, float64(math.MaxInt64), h.Sum())
	})
	t.Run("precision", func(t *testing.T) {
		for _, p := range []int{-1, 0, MaxPrecision + 1} {
			_, err := NewHistogram(p)
			require.Error(t, err)
		}
		h, err := NewHistogram(3)
		require.NoError(t, err)
		require.ErrorIs(t, h.Merge(&empty), ErrPrecision)
	})
}

// TestHistogramRange: what lies outside the range in which intervals hold is counted apart, and measures are NaN as long as it is there.
func TestHistogramRange(t *testing.T) {
	inside := []float64{0, 0x1p-400, math.Nextafter(0x1p400, 0), math.MaxFloat32, math.SmallestNonzeroFloat32}
	for _, x := range inside {
		for _, x := range []float64{x, -x} {
			h := histogramOf([]person{{x, 2}, {1, 3}})
			require.Equal(t, int64(5), h.Count(), x)
			require.False(t, math.IsNaN(h.StdDev().Value), x)
		}
	}
	outside := []float64{math.Nextafter(0x1p-400, 0), 0x1p400, 5e-324, math.MaxFloat64, 2e154, math.Inf(1), math.NaN()}
	for _, x := range outside {
		for _, x := range []float64{x, -x} {
			h := histogramOf([]person{{x, 2}, {1, 3}})
			require.Equal(t, int64(2), h.NonFinite(), x)
			contains(t, h.StdDev(), math.NaN(), "standard deviation of %v", x)
			contains(t, h.Gini(), math.NaN(), "gini of %v", x)
			lo, hi := h.CountBelow(.5)
			require.Equal(t, lo, hi)
			require.Equal(t, map[bool]int64{true: 2}[x <= -0x1p400], lo, "those below the range are below, %v", x)
			j := jointOf(t, nil)
			j.Add(x, 50, 2)
			contains(t, j.Erreygers(), math.NaN(), "erreygers of %v", x)
			require.Equal(t, int64(2), h.OmitNonFinite())
			require.Equal(t, histogramOf([]person{{1, 3}}), h)
		}
	}
}

// TestExtremesAreWithinTheirIntervals holds measures at the ends of the range, with the largest weights, to the definitions.
func TestExtremesAreWithinTheirIntervals(t *testing.T) {
	top := math.Nextafter(0x1p400, 0)
	for _, people := range [][]person{
		{{0x1p-400, 149}, {0x1.8p-400, 1}, {0, 1}},
		{{top, 1 << 61}, {math.Nextafter(top, 0), 1 << 61}, {0x1.ff8p399, 1 << 60}},
		{{-top, 1 << 60}, {top, 1 << 61}},
		{{0x1p-400, 1 << 61}, {0x1.004p-400, 1 << 60}, {0x1.006p-400, 1}},
		{{0x1p-400, 1 << 62}, {top, 1}},
	} {
		h, n := histogramOf(people), naiveOf(people)
		contains(t, h.AbsoluteGini(), float(n.halfDifference()), "absolute gini of %v", people)
		contains(t, h.StdDev().widen(1e-15*h.StdDev().Value), n.deviation(), "standard deviation of %v", people)
		for _, p := range people {
			lo, hi := h.CountBelow(p.x)
			below := n.count(func(v float64) bool { return v < p.x })
			require.True(t, lo <= below && below <= hi, "below %v of %v: %d to %d, want %d", p.x, people, lo, hi, below)
			sum := zero()
			for _, q := range people {
				if q.x >= p.x {
					sum.Add(sum, zero().Mul(bf(q.x), bi(q.w)))
				}
			}
			contains(t, h.SumAtLeast(p.x), float(sum), "sum at least %v of %v", p.x, people)
		}
		if n.mean.Sign() > 0 {
			half := n.halfDifference()
			contains(t, h.Gini(), float(half.Quo(half, n.mean)), "gini of %v", people)
			for _, p := range []float64{.1, .5, .9} {
				contains(t, h.Lorenz(p), n.lorenz(p), "lorenz %v of %v", p, people)
			}
		}
	}
}

// deviation is the standard deviation.
func (n naive) deviation() float64 {
	total := zero()
	for _, p := range n.people {
		d := zero().Sub(bf(p.x), n.mean)
		total.Add(total, d.Mul(d, d).Mul(d, bf(p.w)))
	}
	return float(total.Quo(total, n.w).Sqrt(total))
}

// TestAverageOfNeighbours: a quantile between two neighbours whose average float64 does not have is an interval around it.
func TestAverageOfNeighbours(t *testing.T) {
	a, b := 1.0, math.Nextafter(3, 4)
	i := histogramOf([]person{{a, 1}, {b, 1}}).Median()
	exact := zero().Add(bf(a), bf(b))
	exact.Quo(exact, bf(2))
	require.NotEqual(t, 0, exact.Cmp(bf(i.Value)), "float64 has it")
	require.Negative(t, bf(i.Lo).Cmp(exact))
	require.Positive(t, bf(i.Hi).Cmp(exact))
	require.LessOrEqual(t, i.Hi, math.Nextafter(i.Lo, 10))
	require.Equal(t, Interval{2, 2, 2}, histogramOf([]person{{1, 1}, {3, 1}}).Median())
}

// TestRatiosOfNothing: a ratio to a share or a value below 0 is not defined, as in Distribution.
func TestRatiosOfNothing(t *testing.T) {
	h := histogramOf([]person{{-1, 1}, {0, 3}, {10, 6}})
	d, err := inequality.New([]float64{-1, 0, 10}, []float64{1, 3, 6})
	require.NoError(t, err)
	contains(t, h.Palma(), d.Palma(), "palma")
	require.True(t, math.IsNaN(d.Palma()))
	h = histogramOf([]person{{-1, 1}, {-3, 1}})
	contains(t, h.QuantileRatio(.9, .1), math.NaN(), "p90/p10")
	require.Equal(t, Interval{Value: 1, Lo: 0, Hi: math.Inf(1)}, Interval{1, 0, 2}.ratio(Interval{1, -1, 1}))
	require.True(t, math.IsNaN(Interval{1, 1, 1}.ratio(Interval{-1, -2, -1}).Lo))
	require.True(t, math.IsInf(Interval{1, 1, 1}.ratio(Interval{0, 0, 0}).Value, 1))
	contains(t, Interval{1, 1, 1}.ratio(nanInterval), math.NaN(), "of nothing")
}

// TestMergeIsExact splits people in any way and merges in any order; the result is equal to the bit.
func TestMergeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := adversarial(false).Draw(t, "people")
		whole := histogramOf(people)
		parts := make([]Histogram, rapid.IntRange(1, 5).Draw(t, "parts"))
		for _, p := range rapid.Permutation(people).Draw(t, "order") {
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")].Add(p.x, p.w)
		}
		var merged Histogram
		for _, i := range rapid.Permutation(indices(len(parts))).Draw(t, "merge order") {
			require.NoError(t, merged.Merge(&parts[i]))
		}
		require.Equal(t, whole, &merged)
		require.Equal(t, whole, whole.Clone())
		require.Equal(t, math.Float64bits(whole.Sum()), math.Float64bits(merged.Sum()))
	})
}

func indices(n int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = i
	}
	return x
}

// TestFloatSumsDependOnOrder proves that data of the kind above can tell an exact sum from one in floating point.
func TestFloatSumsDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	x := make([]float64, 1000)
	for i := range x {
		x[i] = math.Exp(10 * r.NormFloat64())
	}
	backwards := slices.Clone(x)
	slices.Reverse(backwards)
	sum := func(x []float64) (s float64) {
		for _, v := range x {
			s += v
		}
		return s
	}
	require.NotEqual(t, sum(x), sum(backwards))
	var a, b Histogram
	a.AddAll(x)
	b.AddAll(backwards)
	require.Equal(t, a, b)
	require.Equal(t, a.Sum(), b.Sum())
}

func TestWeightsAreCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		w := rapid.Int64Range(0, 20).Draw(t, "w")
		var once, often Histogram
		once.Add(x, w)
		for range w {
			often.Add(x, 1)
		}
		require.Equal(t, once, often)
	})
}

func TestBins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := histogramOf(adversarial(false).Draw(t, "people"))
		last := math.Inf(-1)
		var count int64
		for b := range h.Bins() {
			require.Less(t, last, b.Lo)
			require.LessOrEqual(t, b.Lo, b.Hi)
			require.Positive(t, b.Count)
			if !math.IsInf(b.Sum, 0) {
				mean := b.Sum / float64(b.Count)
				require.True(t, mean >= b.Lo*(1-math.Copysign(1e-15, b.Lo)) && mean <= b.Hi*(1+math.Copysign(1e-15, b.Hi)))
			}
			last, count = b.Hi, count+b.Count
		}
		require.Equal(t, h.Count(), count)
	})
}
