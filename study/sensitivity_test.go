package study

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/measure"
)

// known is a function of coordinates from 0 to 1 whose shares of variance are known.
type known struct {
	f            func(x []float64) float64
	first, total []float64
}

// ishigami of a = 7, b = 0.1 on (-pi, pi)^3. Source: Ishigami and Homma (1990); closed forms as in Saltelli et al. (2008), Global
// sensitivity analysis: the primer, section 4.
func ishigami() known {
	const a, b = 7, 0.1
	v1 := 0.5 * math.Pow(1+b*math.Pow(math.Pi, 4)/5, 2)
	v2 := a * a / 8.0
	v13 := b * b * math.Pow(math.Pi, 8) * 8 / 225
	v := v1 + v2 + v13
	return known{
		func(x []float64) float64 {
			p := func(i int) float64 { return math.Pi * (2*x[i] - 1) }
			return math.Sin(p(0)) + a*math.Pow(math.Sin(p(1)), 2) + b*math.Pow(p(2), 4)*math.Sin(p(0))
		},
		[]float64{v1 / v, v2 / v, 0},
		[]float64{(v1 + v13) / v, v2 / v, v13 / v},
	}
}

// gFunction of Sobol' with a = 0, 1, 4.5, 9, 99. Source: Saltelli and Sobol' (1995); V_i = 1/(3 (1+a_i)^2).
func gFunction() known {
	a := []float64{0, 1, 4.5, 9, 99}
	k := known{f: func(x []float64) float64 {
		y := 1.0
		for i := range a {
			y *= (math.Abs(4*x[i]-2) + a[i]) / (1 + a[i])
		}
		return y
	}}
	all := 1.0
	part := func(i int) float64 { return 1 / (3 * (1 + a[i]) * (1 + a[i])) }
	for i := range a {
		all *= 1 + part(i)
	}
	for i := range a {
		k.first = append(k.first, part(i)/(all-1))
		k.total = append(k.total, part(i)*all/(1+part(i))/(all-1))
	}
	return k
}

// factors returns so many factors from 0 to 1.
func factors(k int) []Factor {
	list := make([]Factor, k)
	for d := range list {
		list[d] = Factor{Path: string(rune('a' + d)), Range: &Range{To: 1}}
	}
	return list
}

// outcome is the result of a study whose one measure is a function of the coordinates.
func outcome(p Plan, f func([]float64) float64) *Result {
	r := &Result{Plan: p, Columns: []Column{{}}, Replicates: 1, cells: p.Cells(), rows: make([]*kept, p.Len())}
	for i := range p.Len() {
		row := &Row{Job: p.Job(i)}
		x := make([]float64, len(p.Factors))
		for d := range x {
			x[d] = p.coordinate(row.Cell, d)
		}
		row.Values = []float64{f(x)}
		r.keep(row)
	}
	return r
}

// TestShares: estimates are the closed forms of Ishigami's function and of the g-function, and intervals hold them.
func TestShares(t *testing.T) {
	for name, k := range map[string]known{"ishigami": ishigami(), "g": gFunction()} {
		held, all := 0, 0
		for seed := range uint64(2) {
			r := outcome(Plan{Factors: factors(len(k.first)), Design: Design{Sobol, 512}, Seed: seed}, k.f)
			require.Equal(t, 512*(len(k.first)+2), r.Plan.Len())
			shares, err := r.Shares(0)
			require.NoError(t, err)
			for d, s := range shares {
				require.InDelta(t, k.first[d], s.First.Value, 0.08, "%s %s", name, s.Factor)
				require.InDelta(t, k.total[d], s.Total.Value, 0.06, "%s %s", name, s.Factor)
				for _, e := range []struct {
					Estimate
					want float64
				}{{s.First, k.first[d]}, {s.Total, k.total[d]}} {
					if all++; e.Lo <= e.want && e.want <= e.Hi {
						held++
					}
					require.LessOrEqual(t, e.Lo, e.Value)
					require.LessOrEqual(t, e.Value, e.Hi)
				}
			}
		}
		require.GreaterOrEqual(t, float64(held)/float64(all), 0.9, name)
	}
}

// TestEffects: of a line the effects are its slopes; of a product they depend on the other factor; of nothing they are 0.
func TestEffects(t *testing.T) {
	r := outcome(Plan{Factors: factors(5), Design: Design{Morris, 40}, Seed: 3}, func(x []float64) float64 {
		return 3*x[0] - 2*x[1] + 4*x[2]*x[3]
	})
	require.Equal(t, 40*6, r.Plan.Len())
	effects, err := r.Effects(0)
	require.NoError(t, err)
	require.InDelta(t, 3, effects[0].Mu, 1e-12)
	require.InDelta(t, 0, effects[0].Sigma, 1e-12)
	require.InDelta(t, -2, effects[1].Mu, 1e-12)
	require.InDelta(t, 2, effects[1].MuStar.Value, 1e-12)
	require.InDelta(t, 2, effects[1].MuStar.Lo, 1e-12)
	for _, d := range []int{2, 3} {
		require.InDelta(t, 2, effects[d].MuStar.Value, 0.6)
		require.InDelta(t, 4*math.Sqrt(5.0/36), effects[d].Sigma, 0.4, "4 times the deviation of levels 0, 1/3, 2/3, 1")
		require.Less(t, effects[d].MuStar.Hi-effects[d].MuStar.Lo, 1.5)
	}
	require.Equal(t, Effect{Factor: "e", N: 40}, effects[4])
}

// TestEffectsOfFewValues: what a factor of some values does over its whole range does not depend on how many there are, and all values are as
// frequent.
func TestEffectsOfFewValues(t *testing.T) {
	for name, f := range map[string]Factor{
		"two values":           {Values: Numbers(1, 2)},
		"three values":         {Values: Numbers(1, 1.5, 2)},
		"four values":          {Values: Numbers(1, 1.2, 1.4, 1.6)},
		"five values":          {Values: Numbers(3, 2.5, 2, 1.5, 1)},
		"two whole":            {Range: &Range{From: 1, To: 2, Whole: true}},
		"three whole":          {Range: &Range{From: 1, To: 3, Whole: true}},
		"28 whole":             {Range: &Range{From: 1, To: 28, Whole: true}},
		"very many whole":      {Range: &Range{From: 0, To: 1e9, Whole: true}},
		"two whole, by ratios": {Range: &Range{From: 1, To: 2, Whole: true, Scale: Log}},
	} {
		t.Run(name, func(t *testing.T) {
			f.Path = "x"
			p := Plan{Factors: []Factor{f, {Path: "y", Range: &Range{To: 1}}}, Design: Design{Morris, 600}, Seed: 3}
			at := func(text string) float64 {
				x, err := strconv.ParseFloat(text, 64)
				require.NoError(t, err)
				return x
			}
			r := outcome(p, func([]float64) float64 { return 0 })
			seen := map[string]int{}
			for _, row := range r.Rows() {
				row.Values[0] = at(row.Levels[0])
				seen[row.Levels[0]]++
			}
			effects, err := r.Effects(0)
			require.NoError(t, err)
			require.Equal(t, 600, effects[0].N)
			require.InEpsilon(t, at(f.At(1))-at(f.At(0)), effects[0].Mu, 1e-8)
			require.InDelta(t, 0, effects[0].Sigma/effects[0].Mu, 1e-8)
			if len(seen) > 5 {
				return
			}
			for value, n := range seen {
				require.InEpsilon(t, float64(len(r.rows))/float64(len(seen)), n, 0.2, "%s: %v", value, seen)
			}
		})
	}
}

// TestMiddleIsZero: a range around 0 has 0 in its middle.
func TestMiddleIsZero(t *testing.T) {
	r := Range{From: -0.01, To: 0.02}
	require.Equal(t, "0", r.at(1.0/3))
	require.Equal(t, "-0.01", r.at(0))
	require.Equal(t, "0.02", r.at(1))
}

// TestEffectsAreCovered: intervals hold the mean size of effects about as often as they say.
func TestEffectsAreCovered(t *testing.T) {
	held := 0
	for seed := range uint64(100) {
		effects, err := outcome(Plan{Factors: factors(2), Design: Design{Morris, 30}, Seed: seed}, func(x []float64) float64 { return 4 * x[0] * x[1] }).Effects(0)
		require.NoError(t, err)
		if e := effects[0].MuStar; e.Lo <= 2 && 2 <= e.Hi {
			held++
		}
	}
	require.Greater(t, held, 85)
}

// TestMorrisOnG: the order of the g-function's factors is found from a few trajectories.
func TestMorrisOnG(t *testing.T) {
	k := gFunction()
	effects, err := outcome(Plan{Factors: factors(5), Design: Design{Morris, 20}, Seed: 1}, k.f).Effects(0)
	require.NoError(t, err)
	for d := range 4 {
		require.Greater(t, effects[d].MuStar.Value, effects[d+1].MuStar.Value)
	}
}

// TestTrajectories: each step moves one factor by two thirds of its way, each factor once, and all levels are as frequent.
func TestTrajectories(t *testing.T) {
	p := Plan{Factors: factors(6), Design: Design{Morris, 400}, Seed: 5}
	levels := map[int]int{}
	for trajectory := range 400 {
		moved := map[int]bool{}
		for step := range 6 {
			cell := trajectory*7 + step
			for d := range 6 {
				x, y := p.coordinate(cell, d), p.coordinate(cell+1, d)
				levels[int(math.Round(3*x))]++
				if x != y {
					require.InDelta(t, 2.0/3, math.Abs(x-y), 1e-12)
					require.False(t, moved[d])
					moved[d] = true
					require.Equal(t, step, p.stepOf(trajectory, d))
				}
			}
		}
		require.Len(t, moved, 6)
	}
	require.Len(t, levels, 4)
	for _, n := range levels {
		require.InDelta(t, 400*36/4, n, 400)
	}
}

// TestSobolRows: a row is A, B, and A with one factor after the other from B.
func TestSobolRows(t *testing.T) {
	p := Plan{Factors: factors(3), Design: Design{Sobol, 10}, Seed: 5}
	at := func(cell int) (x [3]float64) {
		for d := range x {
			x[d] = p.coordinate(cell, d)
		}
		return x
	}
	for j := range 10 {
		a, b := at(5*j), at(5*j+1)
		for i := range 3 {
			want := a
			want[i] = b[i]
			require.Equal(t, want, at(5*j+2+i))
			require.NotEqual(t, a[i], b[i])
		}
	}
}

// TestTooFewPoints: of so few rows that a bootstrap may draw none that vary, no interval is made up.
func TestTooFewPoints(t *testing.T) {
	p := Plan{Factors: []Factor{{Path: "a", Values: Numbers(0, 1)}, {Path: "b", Values: Numbers(0, 1)}}, Design: Design{Sobol, 4}, Seed: 1}
	r := outcome(p, func(x []float64) float64 { return math.Floor(x[0] + 0.25) })
	r.Columns[0] = Column{Ref: measure.Ref{ID: "price"}, Series: -1}
	shares, err := r.Shares(0)
	require.NoError(t, err)
	require.False(t, shares[0].Total.Known())
	require.Contains(t, shares[0].Total.String(), "(95% too few points)")
	var text strings.Builder
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "too few points")
	require.NotContains(t, text.String(), "NaN to")
}

// TestSensitivityOfFailures: runs that failed are left out, and what never varies has no shares.
func TestSensitivityOfFailures(t *testing.T) {
	k := ishigami()
	p := Plan{Factors: factors(3), Design: Design{Sobol, 256}, Seed: 5}
	r := outcome(p, k.f)
	for i := 0; i < p.Len(); i += 37 {
		r.rows[i] = &kept{err: journal.ErrDamaged}
	}
	shares, err := r.Shares(0)
	require.NoError(t, err)
	require.InDelta(t, k.total[1], shares[1].Total.Value, 0.15)
	for _, same := range []float64{1, 0.1} { // the mean of many 0.1 is rounded
		r = outcome(p, func([]float64) float64 { return same })
		shares, err = r.Shares(0)
		require.NoError(t, err)
		require.True(t, math.IsNaN(shares[0].First.Value))
	}
	r.Columns[0] = Column{Ref: measure.Ref{ID: "price"}, Series: -1}
	var text strings.Builder
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "price does not vary: it is 0.1 in all runs\n")
	require.NotContains(t, text.String(), "too few points")
	_, err = r.Effects(0)
	require.ErrorContains(t, err, "elementary effects take the design morris, got sobol")

	p.Design.Kind = Morris
	r = outcome(p, k.f)
	r.rows[p.indexOf(0, 0)].err = journal.ErrDamaged
	effects, err := r.Effects(0)
	require.NoError(t, err)
	require.Equal(t, 3*256-1, effects[0].N+effects[1].N+effects[2].N)
	_, err = r.Shares(0)
	require.ErrorContains(t, err, "shares of variance take the design sobol, got morris")
}

// TestTextOfEffects: the strongest factor is printed first.
func TestTextOfEffects(t *testing.T) {
	f := func(x []float64) float64 { return x[0] + 3*x[1] - 2*x[2] }
	for kind, want := range map[Kind]string{
		Morris: `(?s)24 runs: 24 cells x 1 replicate.*mu\*.*\nb +3 +3 to 3 +3 .*\nc +2 .* -2 .*\na +1 `,
		Sobol:  `(?s)30 runs.*first order.*\nb .*\nc .*\na .*part of the measure's variance`,
	} {
		var text strings.Builder
		r := outcome(Plan{Factors: factors(3), Design: Design{kind, 6}, Seed: 3}, f)
		r.Columns[0] = Column{Ref: measure.Ref{ID: "price"}, Series: -1}
		require.NoError(t, r.WriteText(&text))
		require.Regexp(t, want, text.String())
	}
}
