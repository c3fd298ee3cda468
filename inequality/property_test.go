package inequality

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sample draws values with ties, and weights: none, counts, or real numbers.
type drawn struct{ x, w []float64 }

func drawSample(t *rapid.T, lowest float64) drawn {
	n := rapid.IntRange(2, 12).Draw(t, "n")
	value := rapid.OneOf(
		rapid.Map(rapid.IntRange(int(lowest), 6), func(i int) float64 { return float64(i) }),
		rapid.Float64Range(lowest, 1000))
	s := drawn{x: rapid.SliceOfN(value, n, n).Draw(t, "x")}
	switch rapid.IntRange(0, 2).Draw(t, "weights") {
	case 1:
		s.w = rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 4), func(i int) float64 { return float64(i) }), n, n).Draw(t, "w")
	case 2:
		s.w = rapid.SliceOfN(rapid.Float64Range(0.01, 20), n, n).Draw(t, "w")
	}
	return s
}

// everyone is the sum of the weights.
func (s drawn) everyone() float64 {
	total := 0.0
	for i := range s.x {
		total += weightAt(s.w, i)
	}
	return total
}

func (s drawn) distribution(t require.TestingT) *Distribution {
	d, err := New(s.x, s.w)
	require.NoError(t, err)
	return d
}

// same compares all measures of two distributions.
func same(t require.TestingT, a, b *Distribution, tolerance float64, skip func(name string, s scalar) bool) {
	for name, s := range scalars {
		if skip == nil || !skip(name, s) {
			want, got := s.of(a), s.of(b)
			require.True(t, isClose(want, got, tolerance) || math.Abs(want-got) < 1e-12, "%s: %v and %v", name, want, got)
		}
	}
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, -3)
		rows := rapid.Permutation(index0(len(s.x))).Draw(t, "rows")
		same(t, s.distribution(t), drawn{take(s.x, rows), take(s.w, rows)}.distribution(t), 1e-13, nil)
	})
}

func index0(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestIntegerWeightsEqualCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, -3)
		for i := range s.w {
			s.w[i] = math.Round(s.w[i])
		}
		var copies []float64
		for i, x := range s.x {
			copies = append(copies, slices.Repeat([]float64{x}, int(weightAt(s.w, i)))...)
		}
		if len(copies) < 2 {
			return
		}
		a, b := s.distribution(t), drawn{x: copies}.distribution(t)
		same(t, a, b, 1e-12, func(_ string, s scalar) bool { return s.rowwise })
		require.True(t, isClose(a.GiniCorrectedCounts(), b.GiniCorrected(), 1e-12))

		// Two copies of everyone change nothing; nor does splitting a row's weight.
		twice := drawn{x: slices.Concat(s.x, s.x)}
		for range 2 {
			for i := range s.x {
				twice.w = append(twice.w, weightAt(s.w, i)/2)
			}
		}
		same(t, a, twice.distribution(t), 1e-12, func(_ string, s scalar) bool { return s.rowwise })
	})
}

func TestUnitsAndShifts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 0)
		factor := rapid.Float64Range(1e-3, 1e3).Draw(t, "factor")
		d := s.distribution(t)
		if slices.ContainsFunc(s.x, func(v float64) bool { return isClose(v, 0.6*d.Median(), 1e-12) }) {
			t.Skip("somebody stands on the poverty line, and rounding says on which side another unit puts him")
		}
		scaled := s.mapped(func(v float64) float64 { return v * factor }).distribution(t)
		shifted := s.mapped(func(v float64) float64 { return v + 8 }).distribution(t)
		for name, m := range scalars {
			want := m.of(d)
			if m.kind != relative {
				want *= factor
			}
			require.True(t, isClose(want, m.of(scaled), 1e-10) || math.Abs(want-m.of(scaled)) < 1e-10, "%s: %v and %v", name, want, m.of(scaled))
			if m.kind == absolute {
				require.InDelta(t, m.of(d), m.of(shifted), 1e-9, name)
			}
		}
		require.InDelta(t, valid(d.Kolm(0.3)), valid(shifted.Kolm(0.3)), 1e-9)
		require.True(t, isClose(factor*valid(d.Kolm(0.3)), valid(scaled.Kolm(0.3/factor)), 1e-9) || valid(d.Kolm(0.3)) < 1e-9)
	})
}

func (s drawn) mapped(f func(float64) float64) drawn {
	out := drawn{w: s.w}
	for _, v := range s.x {
		out.x = append(out.x, f(v))
	}
	return out
}

// TestTransfersFromRichToPoorLowerInequality is the Pigou-Dalton principle.
func TestTransfersFromRichToPoorLowerInequality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn{x: rapid.SliceOfNDistinct(rapid.Float64Range(1, 100), 3, 10, rapid.ID).Draw(t, "x")}
		slices.Sort(s.x)
		poor := rapid.IntRange(0, len(s.x)-2).Draw(t, "poor")
		rich := rapid.IntRange(poor+1, len(s.x)-1).Draw(t, "rich")
		gap := s.x[rich] - s.x[poor]
		if gap < 1 {
			return
		}
		give := rapid.Float64Range(0.1, 0.5).Draw(t, "part") * gap
		after := drawn{x: slices.Clone(s.x)}
		after.x[rich] -= give
		after.x[poor] += give
		a, b := s.distribution(t), after.distribution(t)
		for _, name := range []string{
			"gini", "gini abs", "sgini 1.5", "sgini 4", "bonferroni", "theil t", "theil l",
			"ge -1", "ge 0.5", "ge 3", "atkinson 0.5", "atkinson 1", "atkinson 2", "cv",
			"mehran", "piesch", "kakwani", "j divergence",
		} {
			require.Less(t, scalars[name].of(b), scalars[name].of(a), name)
		}
		require.Less(t, valid(b.Kolm(0.1)), valid(a.Kolm(0.1)))
		require.Less(t, valid(b.KolmPollak(-0.1)), valid(a.KolmPollak(-0.1)))
		require.Less(t, valid(b.HannahKay(0.5)), valid(a.HannahKay(0.5)))
		require.Less(t, b.Rosenbluth(), a.Rosenbluth())
		require.Less(t, b.HerfindahlNormalized(), a.HerfindahlNormalized())
		require.LessOrEqual(t, b.Hoover(), a.Hoover()*(1+1e-14))
		order, err := LorenzDominance(b, a, 1e-13)
		require.NoError(t, err)
		require.Equal(t, FirstAbove, order)
	})
}

func TestBoundsAndMonotony(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 0)
		d := s.distribution(t)
		if !d.relative() {
			return
		}
		gini := d.Gini()
		require.LessOrEqual(t, d.Hoover(), gini+1e-15)
		require.GreaterOrEqual(t, d.Hoover(), 0.0)
		require.Less(t, gini, 1.0)
		require.InDelta(t, gini, d.GiniNormalized(), 1e-14)
		require.InDelta(t, gini, valid(d.SGini(2)), 1e-14)
		require.InDelta(t, d.Mehran(), valid(d.SGini(3)), 1e-13)
		require.InDelta(t, d.Mehran()+2*d.Piesch(), 3*gini, 1e-13)
		require.InDelta(t, d.Herfindahl(), valid(d.HannahKay(2)), 1e-12)
		require.InDelta(t, d.CV()*d.CV()/2, valid(d.GE(2)), 1e-12)
		require.InDelta(t, 2*gini, valid(d.DER(0, 0.1)), 1e-13)
		for _, grid := range [][]float64{{0, 0.5, 0.99999, 1, 1.00001, 2, 5, 20}} {
			for i := 1; i < len(grid); i++ {
				require.GreaterOrEqual(t, valid(d.Atkinson(grid[i])), valid(d.Atkinson(grid[i-1]))-1e-14)
				require.GreaterOrEqual(t, valid(d.SGini(1+grid[i])), valid(d.SGini(1+grid[i-1]))-1e-14)
				require.InDelta(t, d.Mean()*(1-valid(d.Atkinson(grid[i]))), valid(d.EDE(grid[i])), 1e-12*d.Mean())
			}
		}
		checkCurve(t, d)
	})
}

// checkCurve: the Lorenz curve is convex, below the diagonal, and 1 - 2 area is the Gini.
func checkCurve(t *rapid.T, d *Distribution) {
	p, l := d.LorenzCurve()
	area, slope, largest := 0.0, 0.0, 0.0
	for i := 1; i < len(p); i++ {
		next := (l[i] - l[i-1]) / (p[i] - p[i-1])
		require.GreaterOrEqual(t, next, slope*(1-1e-12))
		slope = next
		area += (p[i] - p[i-1]) * (l[i] + l[i-1]) / 2
		largest = max(largest, p[i]-l[i])
		require.InDelta(t, l[i], valid(d.Lorenz(p[i])), 1e-13)
	}
	require.InDelta(t, d.Gini(), 1-2*area, 1e-13)
	require.InDelta(t, d.Hoover(), largest, 1e-13)
}

func TestDecompositionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 0)
		label := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), len(s.x), len(s.x)).Draw(t, "label")
		g, err := GroupBy(s.x, s.w, label)
		require.NoError(t, err)
		if !g.All.relative() {
			return
		}
		for _, alpha := range []float64{-1, 0, 0.5, 1, 2, 3} {
			d, err := g.GE(alpha)
			require.NoError(t, err)
			require.True(t, isClose(d.Total, d.Within+d.Between, 1e-11) || math.Abs(d.Total-d.Within-d.Between) < 1e-12,
				"GE(%v) %v = %v + %v", alpha, d.Total, d.Within, d.Between)
			require.GreaterOrEqual(t, d.Between, 0.0)
		}
		for _, epsilon := range []float64{0.5, 1, 2} {
			d, err := g.Atkinson(epsilon)
			require.NoError(t, err)
			if d.Within < 1-1e-9 {
				require.InDelta(t, 1-d.Total, (1-d.Within)*(1-d.Between), 1e-12)
				require.InDelta(t, d.Total, d.Within+d.Between+d.Residual, 1e-12)
			}
		}
		require.GreaterOrEqual(t, g.Gini().Residual, -1e-14, "groups can only overlap")
		require.InDelta(t, g.All.Gini(), g.GiniStratified().Total, 1e-15)
		sum := 0.0
		for k, v := range g.PopulationShare() {
			sum += v
			require.InDelta(t, v*g.Parts[k].Mean()/g.All.Mean(), g.ValueShare()[k], 1e-13)
		}
		require.InDelta(t, 1.0, sum, 1e-14)
		require.InDelta(t, 2*g.means().Gini(), valid(g.EstebanRay(0, 1)), 1e-13)
	})
}

func TestSourcesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, u := drawSample(t, 1), drawSample(t, 0)
		n := min(len(s.x), len(u.x))
		columns := [][]float64{s.x[:n], u.x[:n], make([]float64, n)}
		w := s.w
		if w != nil {
			w = w[:n]
		}
		total, err := rowSums(columns)
		require.NoError(t, err)
		d := drawn{total, w}.distribution(t)
		if !d.relative() || d.CV() < 1e-3 {
			return // the total itself is rounded
		}
		sources, err := Sources(w, columns...)
		require.NoError(t, err)
		shapley, err := ShapleyGini(w, columns...)
		require.NoError(t, err)
		var gini, share, variance, marginal, value float64
		for k, source := range sources {
			gini += source.Contribution
			share += source.Share
			variance += source.VarianceShare
			marginal += source.Marginal
			value += shapley[k]
		}
		require.InDelta(t, d.Gini(), gini, 1e-13)
		require.InDelta(t, 1.0, share, 1e-13)
		require.InDelta(t, 1.0, variance, 1e-11)
		require.InDelta(t, 0.0, marginal, 1e-9)
		require.InDelta(t, d.Gini(), value, 1e-13)
		require.Zero(t, sources[2].Contribution)
	})
}

func TestConcentrationProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 0)
		rank := rapid.SliceOfN(rapid.Float64Range(0, 5), len(s.x), len(s.x)).Draw(t, "rank")
		own, err := NewConcentration(s.x, s.x, s.w)
		require.NoError(t, err)
		if own.empty() {
			return
		}
		d := s.distribution(t)
		require.True(t, isClose(d.Gini(), own.Index(), 1e-13) || d.Gini() < 1e-13)
		require.True(t, isClose(d.GiniSE(), own.IndexSE(), 1e-10) || d.GiniSE() < 1e-10)

		c, err := NewConcentration(s.x, rank, s.w)
		require.NoError(t, err)
		erreygers, wagstaff := valid(c.Erreygers(0, 1001)), valid(c.Wagstaff(0, 1001))
		require.LessOrEqual(t, c.Generalized()*erreygers, math.Abs(c.Generalized()*erreygers))
		require.GreaterOrEqual(t, c.Generalized()*erreygers, 0.0)
		if !math.IsNaN(wagstaff) {
			require.GreaterOrEqual(t, c.Generalized()*wagstaff, 0.0)
		}
		if c.relative() {
			require.InDelta(t, c.Index(), valid(c.Extended(2)), 1e-13)
			require.Zero(t, valid(c.Extended(1)))
			require.GreaterOrEqual(t, c.Reranking(), -1e-14)
			require.InDelta(t, 1.0, valid(c.Curve(1)), 1e-14)
			require.Zero(t, valid(c.Curve(0)))
		}

		// Shifting the score together with its bounds changes nothing; the shortfall mirrors it.
		moved, err := NewConcentration(s.mapped(func(v float64) float64 { return v + 50 }).x, rank, s.w)
		require.NoError(t, err)
		require.InDelta(t, erreygers, valid(moved.Erreygers(50, 1051)), 1e-12)
		mirror, err := NewConcentration(s.mapped(func(v float64) float64 { return 1001 - v }).x, rank, s.w)
		require.NoError(t, err)
		require.InDelta(t, -erreygers, valid(mirror.Erreygers(0, 1001)), 1e-12)
	})
}

func TestRecentredInfluenceAveragesToTheStatistic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, -1)
		d := s.distribution(t)
		if !d.relative() || d.Mean() < 1e-3 {
			return
		}
		rif, err := RIFGini(s.x, s.w)
		require.NoError(t, err)
		mean := drawn{rif, s.w}.distribution(t).Mean()
		require.True(t, isClose(d.Gini(), mean, 1e-9) || math.Abs(d.Gini()-mean) < 1e-11, "%v and %v", d.Gini(), mean)
		deprivation := s.mapped(d.RelativeDeprivation).distribution(t).Mean()
		require.InDelta(t, d.AbsoluteGini(), deprivation, 1e-11)
	})
}

func TestGapProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		eighths := func(v float64) float64 { return math.Round(v*8) / 8 } // shifts are exact
		a, b := drawSample(t, -3).mapped(eighths), drawSample(t, -3).mapped(eighths)
		if a.everyone() == 0 || b.everyone() == 0 {
			return
		}
		g := Gap{A: a.distribution(t), B: b.distribution(t)}
		back := Gap{A: g.B, B: g.A}
		shift := func(v float64) float64 { return v + 3 }
		moved := Gap{A: a.mapped(shift).distribution(t), B: b.mapped(shift).distribution(t)}
		for name, f := range map[string]func(Gap) float64{
			"mean": Gap.Mean, "delta": Gap.CliffsDelta, "d": Gap.CohensDPopulation,
		} {
			v := f(g)
			require.True(t, isClose(v, -f(back), 1e-10) || math.Abs(v+f(back)) < 1e-10, name)
			require.True(t, isClose(v, f(moved), 1e-6) || math.Abs(v-f(moved)) < 1e-9, "%s: %v and %v", name, v, f(moved))
		}
		for name, f := range map[string]func(Gap) float64{
			"ks": Gap.KolmogorovSmirnov, "w1": Gap.Wasserstein, "energy": Gap.EnergyDistance,
		} {
			require.InDelta(t, f(g), f(back), 1e-10, name)
			require.InDelta(t, f(g), f(moved), 1e-6, name)
			require.GreaterOrEqual(t, f(g), 0.0)
			require.InDelta(t, 0.0, f(Gap{A: g.A, B: g.A}), 1e-12, name)
		}
		require.GreaterOrEqual(t, g.Wasserstein(), math.Abs(g.Mean())*(1-1e-12)-1e-12)
		require.InDelta(t, naiveDelta(a, b), g.CliffsDelta(), 1e-13)
		require.InDelta(t, 1+tie(a, b)-g.CliffsDelta(), g.Gastwirth(), 1e-13)
		density, err := g.RelativeDensity(4)
		require.NoError(t, err)
		require.InDelta(t, 4.0, density[0]+density[1]+density[2]+density[3], 1e-12)
		alike, err := Gap{A: g.A, B: g.A}.RelativeDensity(5)
		require.NoError(t, err)
		require.InDeltaSlice(t, []float64{1, 1, 1, 1, 1}, alike, 1e-12)
		require.InDelta(t, 0.0, Gap{A: g.A, B: g.A}.RelativePolarization().Median, 1e-12)
		r := g.RelativePolarization()
		require.InDelta(t, r.Median, (r.Lower+r.Upper)/2, 1e-12)
		overlap, err := g.Overlap([]float64{-3, 0, 2, 1000})
		require.NoError(t, err)
		require.LessOrEqual(t, overlap, 1+1e-15)
	})
}

// naiveDelta is the mean sign over all pairs.
func naiveDelta(a, b drawn) float64 {
	return overPairs(a, b, func(x, y float64) float64 { return signum(x - y) })
}

// tie is the probability of a tie.
func tie(a, b drawn) float64 {
	return overPairs(a, b, func(x, y float64) float64 { return 1 - math.Abs(signum(x-y)) })
}

func signum(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func overPairs(a, b drawn, f func(x, y float64) float64) float64 {
	sum := 0.0
	for i, x := range a.x {
		for j, y := range b.x {
			sum += weightAt(a.w, i) * weightAt(b.w, j) * f(x, y)
		}
	}
	return sum / a.everyone() / b.everyone()
}

func TestMobilityProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 1)
		y1 := rapid.SliceOfN(rapid.Float64Range(1, 50), len(s.x), len(s.x)).Draw(t, "y1")
		if s.everyone() == 0 {
			return
		}
		m, err := NewMobility(s.x, y1, s.w)
		require.NoError(t, err)
		require.True(t, isClose(naiveTau(s, y1), m.KendallTauB(), 1e-11) || math.Abs(naiveTau(s, y1)-m.KendallTauB()) < 1e-11)
		tr, err := m.Transition(3)
		require.NoError(t, err)
		all := 0.0
		for i := range tr.Share {
			for j := range tr.Share[i] {
				all += tr.Share[i][j]
			}
		}
		require.InDelta(t, 1.0, all, 1e-13)

		still, err := NewMobility(s.x, s.x, s.w)
		require.NoError(t, err)
		require.Zero(t, still.FieldsOk1996())
		require.Zero(t, still.FieldsOk1999())
		if still.d0.Distinct() > 1 {
			require.InDelta(t, 1.0, still.Spearman(), 1e-12)
			require.InDelta(t, 1.0, still.RankRankSlope(), 1e-12)
			require.InDelta(t, 1.0, still.KendallTauB(), 1e-12)
			require.InDelta(t, 0.0, still.Gini(), 1e-12)
			require.InDelta(t, 1.0, still.Rigidity((*Distribution).Gini), 1e-12)
		}
		stay, err := still.Transition(2)
		require.NoError(t, err)
		require.InDelta(t, 1.0, stay.Immobility(), 1e-13)
		require.Zero(t, stay.Bartholomew())
	})
}

// naiveTau is tau-b over all pairs of rows.
func naiveTau(s drawn, y1 []float64) float64 {
	var both, first, second float64
	for i := range s.x {
		for j := range s.x {
			w := weightAt(s.w, i) * weightAt(s.w, j)
			a, b := signum(s.x[i]-s.x[j]), signum(y1[i]-y1[j])
			both += w * a * b
			first += w * a * a
			second += w * b * b
		}
	}
	return both / math.Sqrt(first*second)
}

func TestJackknifeLeavesOutEachRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, 1)
		var keep drawn
		for i, x := range s.x {
			if w := weightAt(s.w, i); w > 0 {
				keep.x, keep.w = append(keep.x, x), append(keep.w, w)
			}
		}
		if len(keep.x) < 2 {
			return
		}
		var without []float64
		for i := range keep.x {
			rest := drawn{slices.Delete(slices.Clone(keep.x), i, i+1), slices.Delete(slices.Clone(keep.w), i, i+1)}
			without = append(without, rest.distribution(t).Gini())
		}
		n := float64(len(without))
		want := drawn{x: without}.distribution(t).StdDev() * math.Sqrt(n-1)
		got, err := GiniJackknifeSE(s.x, s.w)
		require.NoError(t, err)
		require.InDelta(t, want, got, 1e-9)
	})
}

// TestKeepGE: indices and errors that are computed together have the bits of those computed one by one.
func TestKeepGE(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSample(t, -1)
		alphas := append(rapid.SliceOf(rapid.Float64Range(-12, 12)).Draw(t, "alphas"), 0, 1, 2, -1, 0.5, 0.75)
		kept := s.distribution(t)
		require.NoError(t, kept.KeepGE(alphas...))
		alone := s.distribution(t)
		for _, a := range alphas {
			equalBits := func(of func(d *Distribution, a float64) (float64, error)) {
				want, err := of(alone, a)
				require.NoError(t, err)
				got, err := of(kept, a)
				require.NoError(t, err)
				require.Equal(t, math.Float64bits(want), math.Float64bits(got), "at %v: %v and %v", a, want, got)
			}
			equalBits((*Distribution).GE)
			equalBits((*Distribution).GESE)
			if a <= 1 {
				equalBits(func(d *Distribution, a float64) (float64, error) { return d.Atkinson(1 - a) })
				equalBits(func(d *Distribution, a float64) (float64, error) { return d.AtkinsonSE(1 - a) })
			}
		}
	})
	require.ErrorContains(t, newTest(t, []float64{1, 2}, nil).KeepGE(0, math.NaN()), "alpha: got NaN")
}
