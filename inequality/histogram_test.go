package inequality

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

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
				return math.Exp(rapid.Float64Range(-300, 300).Draw(t, "log"))
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
			return person{rapid.OneOf(pick...).Draw(t, "x"), rapid.Int64Range(1, top).Draw(t, "w")}
		}), 1, 60).Draw(t, "people")
	})
}

func histogramOf(people []person) *Histogram {
	h := new(Histogram)
	for _, p := range people {
		h.Add(p.x, p.w)
	}
	return h
}

// naive is the population as the definitions see it, in 200-bit numbers.
type naive struct {
	people []person // ascending
	w, sum *big.Float
	mean   *big.Float
}

func bf(x float64) *big.Float { return new(big.Float).SetPrec(3000).SetFloat64(x) }
func bi(x int64) *big.Float   { return new(big.Float).SetPrec(3000).SetInt64(x) }
func zero() *big.Float        { return bf(0) }

func naiveOf(people []person) naive {
	s := slices.Clone(people)
	slices.SortFunc(s, func(a, b person) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
	n := naive{people: s, w: zero(), sum: zero()}
	for _, p := range s {
		n.w.Add(n.w, bi(p.w))
		n.sum.Add(n.sum, zero().Mul(bf(p.x), bi(p.w)))
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
		after.Sub(after, bi(p.w))
		t := zero().Sub(c, after)
		t.Mul(t, bf(p.x)).Mul(t, bi(p.w))
		total.Add(total, t)
		c.Add(c, bi(p.w))
	}
	return total.Quo(total, n.w).Quo(total, n.w)
}

func (n naive) lorenz(p float64) float64 {
	target := zero().Mul(bf(p), n.w)
	c, s := zero(), zero()
	for _, q := range n.people {
		next := zero().Add(c, bi(q.w))
		take := bi(q.w)
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
		if k -= p.w; k <= 0 {
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
		total.Add(total, zero().Mul(bf(v), bi(p.w)))
	}
	return float(total.Quo(total, n.w))
}

func (n naive) count(of func(x float64) bool) int64 {
	var c int64
	for _, p := range n.people {
		if of(p.x) {
			c += p.w
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
			sum.Add(sum, zero().Mul(bf(p.x), bi(p.w)))
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
		for _, a := range []float64{-1, 0, 1e-9, .5, 1 - 1e-9, 1, 2, 3, rapid.Float64Range(-3, 4).Draw(t, "alpha")} {
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
		r := float(zero().Quo(bf(x), n.mean))
		if r == 0 {
			return 1e-15
		}
		l := logOf(r)
		s := 1.0
		if a != 0 && a != 1 {
			s = 1 / math.Abs(a*(a-1)) * math.Abs(a)
		}
		return 1e-15 * (math.Abs(l)*math.Pow(r, a) + math.Abs(l) + math.Abs(r-1)*(1+math.Abs(l))) * (1 + s)
	})
	value = n.over(func(x float64) float64 {
		q := zero().Quo(bf(x), n.mean)
		d := float(zero().Sub(q, bf(1)))
		r := float(q)
		l := logOf(r)
		if r < 1e-290 {
			l = logOf(x) - logOf(float(n.mean))
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
		for _, x := range []float64{1, math.Pi, 1e300, math.MaxFloat64, 5e-324, 1e-310} {
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
		h := histogramOf([]person{{math.MaxFloat64, 3}, {1e-300, 1}})
		require.InEpsilon(t, .75*math.MaxFloat64, h.Mean(), 1e-15)
		require.True(t, math.IsInf(h.Sum(), 1))
		require.InDelta(t, .25, h.Gini().Value, 1e-12)
		require.InEpsilon(t, math.Log(.75*math.MaxFloat64)-.75*math.Log(math.MaxFloat64)-.25*math.Log(1e-300), h.TheilL().Value, 1e-9)
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
