package study_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestSpread: the spread of cells is that of their means, and the spread of luck that of runs around them.
func TestSpread(t *testing.T) {
	r := run(t, prices(), study.Options{})
	s := r.Spread(0)
	var means, squares []float64
	for cell := range r.Cells() {
		stat := r.Stat(cell, 0)
		means, squares = append(means, stat.Mean), append(squares, stat.SD*stat.SD)
	}
	require.Equal(t, study.Summarise(means), s.Cells)
	require.Equal(t, r.Cells()*r.Replicates, s.Luck.N)
	require.InDelta(t, 0, s.Luck.Mean, 1e-15)
	pooled := study.Summarise(squares).Mean
	n := float64(s.Luck.N)
	require.InEpsilon(t, math.Sqrt(pooled*n/(n-1)), s.Luck.SD, 1e-9, "the pooled variance of runs")
	require.InDelta(t, s.Cells.SD*s.Cells.SD/(s.Cells.SD*s.Cells.SD+s.Luck.SD*s.Luck.SD), s.OfParameters(), 1e-15)

	one := run(t, study.Plan{Base: small(), Measures: []string{"sota_share"}}, study.Options{})
	require.Zero(t, one.Spread(0).Luck.N)
	require.True(t, math.IsNaN(one.Spread(0).OfParameters()))
}

// TestLuckAround: the band of luck goes as far around the middle as runs of one cell lie from its mean, but not where no run can be.
func TestLuckAround(t *testing.T) {
	base := small()
	base.Population.Scale = 2_000_000
	r := run(t, study.Plan{
		Base: base, Replicates: 5, Measures: []string{"sota_share@last", "mean.income@last"},
		Factors: []study.Factor{{Path: "market.tiers[1].price", Values: study.Numbers(50, 50_000, 60_000)}},
	}, study.Options{})
	s := r.Spread(0)
	require.Negative(t, s.Cells.Quantiles[2]+s.Luck.Quantiles[0], "hardly anybody pays the middle price")
	lo, hi := r.LuckAround(0, s)
	require.Zero(t, lo)
	require.Equal(t, s.Cells.Quantiles[2]+s.Luck.Quantiles[4], hi)
	s = r.Spread(1)
	lo, hi = r.LuckAround(1, s)
	require.Equal(t, [2]float64{s.Cells.Quantiles[2] + s.Luck.Quantiles[0], s.Cells.Quantiles[2] + s.Luck.Quantiles[4]}, [2]float64{lo, hi})
}

// TestMainEffects: a factor's means are over all runs of its values, and the change is within replicates.
func TestMainEffects(t *testing.T) {
	p := prices()
	r := run(t, p, study.Options{})
	effects, err := r.MainEffects(0)
	require.NoError(t, err)
	require.Len(t, effects, 2)
	for d, e := range effects {
		means := make([][]float64, len(e.Values))
		for i, value := range e.Values {
			for k := range r.Replicates {
				sum, n := 0.0, 0.0
				for _, row := range r.Rows() {
					if row.Levels[d] == value && row.Replicate == k {
						sum, n = sum+row.Values[0], n+1
					}
				}
				means[i] = append(means[i], sum/n)
			}
			want := study.Summarise(means[i])
			require.InDelta(t, want.Mean, e.Means[i].Mean, 1e-12)
			require.InDelta(t, want.SE, e.Means[i].SE, 1e-12)
			require.GreaterOrEqual(t, e.Means[i].Mean, e.Means[e.Lowest].Mean)
			require.LessOrEqual(t, e.Means[i].Mean, e.Means[e.Highest].Mean)
		}
		require.InDelta(t, e.Means[e.Highest].Mean-e.Means[e.Lowest].Mean, e.Change.Mean, 1e-12)
		require.Equal(t, r.Replicates, e.Change.N)
	}
	require.Equal(t, []string{"60", "100", "300"}, effects[0].Values)
	require.Equal(t, 2, effects[0].Lowest, "fewest hold it at the highest price")

	p.Design = study.Design{Kind: study.Halton, Points: 2}
	_, err = run(t, p, study.Options{}).MainEffects(0)
	require.EqualError(t, err, "study: main effects take the design grid, got halton")
}

// TestLoad: what a folder has is the result of its study, of one that was stopped what there is.
func TestLoad(t *testing.T) {
	dir, p := t.TempDir(), prices()
	want := runIn(t, p, dir, study.Options{})
	r, err := study.Load(dir)
	require.NoError(t, err)
	require.Equal(t, bits(want.Rows()), bits(r.Rows()))
	require.Equal(t, want.Replicates, r.Replicates)
	require.Equal(t, want.Stat(3, 1), r.Stat(3, 1))

	name := filepath.Join(dir, "runs.csv")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, text[:len(text)/2], 0o666))
	half, err := study.Load(dir)
	require.NoError(t, err)
	require.Greater(t, len(half.Rows()), 3)
	require.Less(t, len(half.Rows()), p.Len())
	require.Equal(t, bits(want.Rows()[:len(half.Rows())]), bits(half.Rows()))
	require.NoError(t, os.Remove(name))
	none, err := study.Load(dir)
	require.NoError(t, err)
	require.Empty(t, none.Rows())
	_, err = study.Load(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestQuantity: numbers have two digits of their interval.
func TestQuantity(t *testing.T) {
	s := study.Summarise([]float64{1.2e9, 1.3e9, 1.25e9})
	require.Equal(t, "1.25 ± 0.12 billion", study.Quantity{}.Interval(s))
	require.Equal(t, "1.25 ± 0.12 billion", study.Quantity{}.ChangeInterval(s))
	share := study.Summarise([]float64{0.041, 0.043, 0.042})
	require.Equal(t, "4.20% ± 0.25", study.Quantity{Percent: true}.Interval(share))
	require.Equal(t, "4.20 ± 0.25 points", study.Quantity{Percent: true}.ChangeInterval(share))
	require.Equal(t, "4.2 points", study.Quantity{Percent: true}.Change(0.042))
	require.Equal(t, "-", study.Quantity{}.Change(math.NaN()))
	require.Equal(t, "0.042", study.Quantity{}.Interval(study.Summarise([]float64{0.042})))
}

// TestSpreadOf: cells and luck are parted, whatever the numbers are of.
func TestSpreadOf(t *testing.T) {
	s := study.SpreadOf([][]float64{{1, 3}, {5, 7}, {math.NaN(), math.NaN()}})
	require.Equal(t, 4.0, s.Cells.Mean, "of means 2 and 6")
	require.Equal(t, 2, s.Cells.N)
	require.InDelta(t, math.Sqrt2, s.Luck.Quantiles[4], 0.5)
	require.InDelta(t, 8./3, s.Luck.SD*s.Luck.SD, 1e-9, "four deviations of 1, times the root of 2")
}
