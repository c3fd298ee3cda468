package inequality

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// withSE are measures with their standard errors.
var withSE = map[string]struct {
	of, se func(*Distribution) float64
	smooth bool // its derivative by the weight of a row is the influence, exactly
}{
	"mean":         {(*Distribution).Mean, (*Distribution).MeanSE, true},
	"gini":         {(*Distribution).Gini, (*Distribution).GiniSE, true},
	"gini abs":     {(*Distribution).AbsoluteGini, (*Distribution).AbsoluteGiniSE, true},
	"ge 0.5":       {scalars["ge 0.5"].of, func(d *Distribution) float64 { return valid(d.GESE(0.5)) }, true},
	"atkinson 1":   {scalars["atkinson 1"].of, func(d *Distribution) float64 { return valid(d.AtkinsonSE(1)) }, true},
	"kolm":         {func(d *Distribution) float64 { return valid(d.Kolm(0.02)) }, func(d *Distribution) float64 { return valid(d.KolmSE(0.02)) }, true},
	"j divergence": {(*Distribution).JDivergence, (*Distribution).JDivergenceSE, true},
	"sgini 4":      {scalars["sgini 4"].of, func(d *Distribution) float64 { return valid(d.SGiniSE(4)) }, true},
	"mehran":       {(*Distribution).Mehran, (*Distribution).MehranSE, true},
	"piesch":       {(*Distribution).Piesch, (*Distribution).PieschSE, true},
	"bonferroni":   {(*Distribution).Bonferroni, (*Distribution).BonferroniSE, false},
	"kakwani":      {(*Distribution).Kakwani, (*Distribution).KakwaniSE, true},
	"hoover":       {(*Distribution).Hoover, (*Distribution).HooverSE, true},
	"cv":           {(*Distribution).CV, (*Distribution).CVSE, true},
	"variance":     {(*Distribution).Variance, (*Distribution).VarianceSE, true},
	"lorenz 0.4":   {func(d *Distribution) float64 { return valid(d.Lorenz(0.4)) }, func(d *Distribution) float64 { return valid(d.LorenzSE(0.4)) }, true},
	"top 0.1":      {func(d *Distribution) float64 { return valid(d.TopShare(0.1)) }, func(d *Distribution) float64 { return valid(d.TopShareSE(0.1)) }, true},
	"zenga":        {(*Distribution).Zenga, (*Distribution).ZengaSE, true},
	"kolm pollak":  {func(d *Distribution) float64 { return valid(d.KolmPollak(-0.02)) }, func(d *Distribution) float64 { return valid(d.KolmPollakSE(-0.02)) }, true},
	"sen":          {func(d *Distribution) float64 { return valid(d.Sen(30)) }, func(d *Distribution) float64 { return valid(d.SenSE(30)) }, true},
	"sst":          {func(d *Distribution) float64 { return valid(d.SST(30)) }, func(d *Distribution) float64 { return valid(d.SSTSE(30)) }, true},
	"palma":        {(*Distribution).Palma, (*Distribution).PalmaSE, true},
	"s80s20":       {(*Distribution).S80S20, (*Distribution).S80S20SE, true},
	"fgt 1":        {func(d *Distribution) float64 { return valid(d.FGT(1, 30)) }, func(d *Distribution) float64 { return valid(d.FGTSE(1, 30)) }, true},
	"watts":        {func(d *Distribution) float64 { return valid(d.Watts(30)) }, func(d *Distribution) float64 { return valid(d.WattsSE(30)) }, true},
}

// TestStandardErrorsAreDerivatives: var = n/(n-1) sum (w_i dT/dw_i)^2, with derivatives by differences.
func TestStandardErrorsAreDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 9).Draw(t, "n")
		s := drawn{
			x: rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(5, 100), rapid.Map(rapid.IntRange(5, 9), func(i int) float64 { return float64(i) })), n, n).Draw(t, "x"),
			w: rapid.SliceOfN(rapid.Float64Range(0.5, 3), n, n).Draw(t, "w"),
		}
		if s.distribution(t).Distinct() < 2 {
			return
		}
		for name, m := range withSE {
			if !m.smooth {
				continue
			}
			sum, largest := 0.0, 0.0
			for i := range s.w {
				slope := func(from, to float64) float64 {
					up, down := drawn{s.x, take(s.w, nil)}, drawn{s.x, take(s.w, nil)}
					up.w[i] += to
					down.w[i] += from
					return (m.of(up.distribution(t)) - m.of(down.distribution(t))) / (to - from)
				}
				a, b := slope(-1e-5, 1e-5), slope(-2e-5, 2e-5)
				size := math.Abs(m.of(s.distribution(t)))
				if math.Abs(a-b) > 1e-4*math.Abs(a)+1e-6*size || math.Abs(slope(-1e-5, 0)-slope(0, 1e-5)) > 1e-3*(math.Abs(a)+size) {
					return // a kink: a corner of the Lorenz curve, or a value at the mean, is being passed
				}
				largest = max(largest, math.Abs(s.w[i]*a))
				sum += squared(s.w[i] * a)
			}
			if se := m.se(s.distribution(t)); math.IsNaN(se) && (name == "palma" || name == "s80s20") {
				require.Less(t, standardError(sum, n), 1e-6*math.Abs(m.of(s.distribution(t))), "an error of 0 is none")
				continue
			}
			require.InDelta(t, standardError(sum, n), m.se(s.distribution(t)), 1e-4*largest+1e-6*math.Abs(m.of(s.distribution(t))), name)
		}
	})
}

// TestStandardErrorsAgreeWithTheJackknife on the incomes of the golden data, with their weights.
func TestStandardErrorsAgreeWithTheJackknife(t *testing.T) {
	columns, err := readCSV(filepath.Join(*goldenDir, "lognormal1000.csv"))
	require.NoError(t, err)
	x, w := columns["x"].numbers, columns["wr"].numbers
	for i := range x {
		x[i] /= 500 // so that parameters in 1/unit mean something
	}
	d := newTest(t, x, w)
	for name, m := range withSE {
		j, err := Jackknife{Rows: len(x), Weights: w, Groups: 250}.Run(func(w []float64) (float64, error) { return m.of(newTest(t, x, w)), nil })
		require.NoError(t, err)
		require.InEpsilon(t, j.Estimate, m.of(d), 1e-14)
		require.InEpsilon(t, j.SE, m.se(d), 0.12, name) // of 250 parts: 4 to 5% by chance
	}
}

func TestJackknife(t *testing.T) {
	x := []float64{1, 2, 4, 8, 16}
	mean := func(w []float64) (float64, error) { return newTest(t, x, w).Mean(), nil }
	r, err := Jackknife{Rows: 5}.Run(mean)
	require.NoError(t, err)
	require.InEpsilon(t, newTest(t, x, nil).MeanSE(), r.SE, 1e-14)
	require.InDelta(t, 0, r.Bias, 1e-14)
	gini, err := Jackknife{Rows: 5, Weights: []float64{1, 2, 0, 1, 3}}.Run(func(w []float64) (float64, error) { return Gini(x, w) })
	require.NoError(t, err)
	want, err := GiniJackknifeSE(x, []float64{1, 2, 0, 1, 3})
	require.NoError(t, err)
	require.InEpsilon(t, want, gini.SE, 1e-12)
	variance, err := Jackknife{Rows: 5}.Run(func(w []float64) (float64, error) { return newTest(t, x, w).Variance(), nil })
	require.NoError(t, err)
	require.InEpsilon(t, newTest(t, x, nil).Variance()*5/4, variance.Estimate-variance.Bias, 1e-12, "it takes the bias of the variance away")
	one, err := Jackknife{Rows: 5, Weights: []float64{0, 0, 1, 0, 0}}.Run(mean)
	require.NoError(t, err)
	require.True(t, math.IsNaN(one.SE))
	rows, err := Jackknife{Rows: 5}.RunRows(func(rows []int) ([]float64, error) {
		d := newTest(t, take(x, rows), nil)
		return []float64{d.Mean(), d.Variance()}, nil
	})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.InEpsilon(t, r.SE, rows[0].SE, 1e-14)
	require.InEpsilon(t, variance.Bias, rows[1].Bias, 1e-12)
	_, err = Jackknife{Rows: 1}.RunRows(nil)
	require.Error(t, err)
	for _, j := range []Jackknife{{Rows: 1}, {Rows: 5, Groups: 1}, {Rows: 5, Groups: 6}, {Rows: 5, Weights: []float64{1}}} {
		_, err := j.Run(mean)
		require.Error(t, err)
	}
	_, err = Jackknife{Rows: 5}.Run(func(w []float64) (float64, error) { return newTest(t, x, w).Quantile(0.5, QuantileType(w[0]*12)) })
	require.Error(t, err)
}

// TestQuantileIntervalCovers: about as often as its level, whatever the distribution.
func TestQuantileIntervalCovers(t *testing.T) {
	held, samples := 0, 400
	for i := range samples {
		x := make([]float64, 150)
		for k := range x {
			x[k] = math.Exp(float64((i*150+k)*7919%104729) / 104729 * 3) // exp of a grid in another order: independent enough
		}
		lo, hi, err := newTest(t, x, nil).QuantileInterval(0.25, 0.95)
		require.NoError(t, err)
		if truth := math.Exp(0.75); lo <= truth && truth <= hi {
			held++
		}
	}
	require.Greater(t, float64(held)/float64(samples), 0.9)
	d := newTest(t, []float64{3}, nil)
	lo, hi, err := d.QuantileInterval(0.5, 0.9)
	require.NoError(t, err)
	require.True(t, math.IsNaN(lo) && math.IsNaN(hi))
	lo, _, err = newTest(t, []float64{-3, 1, 4, 10}, nil).QuantileInterval(0.9, 0.95)
	require.NoError(t, err)
	require.True(t, math.IsNaN(lo), "everybody is up to the largest value")
	from, to, err := newTest(t, []float64{-3, 1, 4, 10}, nil).QuantileShares(0.5, 0.95)
	require.NoError(t, err)
	require.InDelta(t, 0.5, (from+to)/2, 1e-12)
	require.Less(t, from, 0.1)
	for _, bad := range [][2]float64{{-1, 0.9}, {0.5, 1}, {0.5, 0}} {
		_, _, err := d.QuantileInterval(bad[0], bad[1])
		require.Error(t, err)
	}
}

// TestBootstrapIntervals: several measures at once have the intervals of each alone.
func TestBootstrapIntervals(t *testing.T) {
	x := []float64{1, 2, 4, 8, 16, 3, 5, 7}
	b := Bootstrap{Rows: len(x), Replicates: 199, Source: testDraws()}
	list, err := b.Intervals(.9, func(rows []int) (values, ses []float64, err error) {
		d := newTest(t, take(x, rows), nil)
		return []float64{d.Mean(), d.Gini(), d.Median(), math.NaN()}, []float64{d.MeanSE(), d.GiniSE(), math.NaN(), math.NaN()}, nil
	})
	require.NoError(t, err)
	b.Source = testDraws()
	lo, hi, err := b.Studentized(.9, func(rows []int) (value, se float64, err error) {
		d := newTest(t, take(x, rows), nil)
		return d.Gini(), d.GiniSE(), nil
	})
	require.NoError(t, err)
	require.Equal(t, [2]float64{lo, hi}, [2]float64{list[1].Lo, list[1].Hi})
	require.True(t, list[0].Studentized && !list[2].Studentized)
	median := newTest(t, x, nil).Median()
	require.True(t, list[2].Lo < median && median < list[2].Hi && list[2].SE > 0)
	require.True(t, math.IsNaN(list[3].Lo))
	_, err = b.Intervals(1, nil)
	require.Error(t, err)
}

// TestJackknifeOfUnequalParts: a total and a Herfindahl have the errors that they have by leaving out single rows, also if parts differ in size.
func TestJackknifeOfUnequalParts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	x := make([]float64, 550)
	for i := range x {
		x[i] = 100 + r.NormFloat64()
	}
	for name, of := range map[string]func(*Distribution) float64{
		"total":      func(d *Distribution) float64 { return d.Mean() * d.Weight() },
		"herfindahl": (*Distribution).Herfindahl,
		"rosenbluth": (*Distribution).Rosenbluth,
	} {
		se := func(groups int) float64 {
			got, err := Jackknife{Rows: len(x), Groups: groups}.Run(func(w []float64) (float64, error) { return of(newTest(t, x, w)), nil })
			require.NoError(t, err)
			return got.SE
		}
		require.InEpsilon(t, se(0), se(200), .15, name)
	}
	total, err := Jackknife{Rows: len(x)}.Run(func(w []float64) (float64, error) { d := newTest(t, x, w); return d.Mean() * d.Weight(), nil })
	require.NoError(t, err)
	require.InEpsilon(t, newTest(t, x, nil).MeanSE()*float64(len(x)), total.SE, 1e-9)
}
