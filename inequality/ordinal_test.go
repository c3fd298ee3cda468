package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ordinalTest(t require.TestingT, w ...float64) *Ordinal {
	o, err := NewOrdinal(w)
	require.NoError(t, err)
	return o
}

// ordinals are all indices that are 0 if all are in one category and 1 if half are at either end.
var ordinals = map[string]func(*Ordinal) float64{
	"abul naga-yalcin 1,1": func(o *Ordinal) float64 { return valid(o.AbulNagaYalcin(1, 1)) },
	"abul naga-yalcin 1,4": func(o *Ordinal) float64 { return valid(o.AbulNagaYalcin(1, 4)) },
	"abul naga-yalcin 3,2": func(o *Ordinal) float64 { return valid(o.AbulNagaYalcin(3, 2)) },
	"apouey 0.5":           func(o *Ordinal) float64 { return valid(o.Apouey(0.5)) },
	"apouey 1":             func(o *Ordinal) float64 { return valid(o.Apouey(1)) },
	"leti":                 (*Ordinal).Leti,
	"allison-foster": func(o *Ordinal) float64 {
		return valid(o.AllisonFoster(nil)) / float64(len(o.share)-1)
	},
}

func TestOrdinalByHand(t *testing.T) {
	o := ordinalTest(t, 10, 20, 40, 20, 10) // F: .1 .3 .7 .9 1
	require.Equal(t, 2, o.Median())
	require.InDeltaSlice(t, []float64{.1, .2, .4, .2, .1}, o.Shares(), 1e-15)
	require.InEpsilon(t, (.1+.3+.3+.1)/2, valid(o.AbulNagaYalcin(1, 1)), 1e-14)
	require.InEpsilon(t, (.01+.09+1-.7+1-.9)/(2*.25+2*.5), valid(o.AbulNagaYalcin(2, 1)), 1e-14)
	require.InEpsilon(t, 1-math.Sqrt2/4*(2*math.Sqrt(.4)+2*math.Sqrt(.2)), valid(o.Apouey(0.5)), 1e-14)
	require.InEpsilon(t, (.09+.21+.21+.09)*4/4, o.Leti(), 1e-14)
	// The better half: .2 in the third category, .2 in the fourth, .1 in the fifth.
	require.InEpsilon(t, (.2*3+.2*4+.1*5)/.5-(.1*1+.2*2+.2*3)/.5, valid(o.AllisonFoster(nil)), 1e-14)
	require.InEpsilon(t, (.2*.5+.2*10+.1*30)/.5-(-.1*10+.2*.5)/.5, valid(o.AllisonFoster([]float64{-10, 0, 0.5, 10, 30})), 1e-14)

	none := ordinalTest(t, 0, 0)
	require.Equal(t, -1, none.Median())
	for name, of := range ordinals {
		require.True(t, math.IsNaN(of(none)), name)
	}
	values, err := newTest(t, []float64{1, 3, 1, 5}, []float64{1, 2, .5, 3}).Ordinal(0, 6)
	require.NoError(t, err)
	require.Equal(t, ordinalTest(t, 0, 1.5, 0, 2, 0, 3, 0), values)
	missing, err := newTest(t, []float64{1, nan}, nil).Ordinal(1, 2)
	require.NoError(t, err)
	require.Equal(t, -1, missing.Median(), "a value is missing")
	_, err = newTest(t, []float64{1, 2.5}, nil).Ordinal(1, 3)
	require.ErrorContains(t, err, "value 2.5 is not the number of a category, want a whole number 1 to 3")
	_, err = newTest(t, []float64{1}, nil).Ordinal(1, 1)
	require.Error(t, err)
	counts, err := CountCategories([]int{0, 2, 2, 9}, []float64{1, 2, .5, 0}, 3)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0, 2.5}, counts)
	_, err = CountCategories([]int{0, 3}, nil, 3)
	require.ErrorContains(t, err, "category[1]: got 3, want 0 to 2")
	for _, bad := range [][]float64{{1}, {1, -1}, {1, nan}} {
		_, err := NewOrdinal(bad)
		require.Error(t, err)
	}
	for _, of := range []func() (float64, error){
		func() (float64, error) { return o.AbulNagaYalcin(.5, 1) },
		func() (float64, error) { return o.AbulNagaYalcin(1, inf) },
		func() (float64, error) { return o.Apouey(0) },
		func() (float64, error) { return o.Apouey(1.5) },
		func() (float64, error) { return o.AllisonFoster([]float64{1, 2}) },
		func() (float64, error) { return o.AllisonFoster([]float64{1, 2, 2, 3, 4}) },
	} {
		_, err := of()
		require.Error(t, err)
	}
}

func TestOrdinalProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SliceOfN(rapid.Float64Range(0, 10), 2, 8).Draw(t, "w")
		w[rapid.IntRange(0, len(w)-1).Draw(t, "k")] = 5
		o := ordinalTest(t, w...)
		factor := rapid.Float64Range(1e-3, 1e3).Draw(t, "factor")
		scaled, alone, ends := make([]float64, len(w)), make([]float64, len(w)), make([]float64, len(w))
		for k := range w {
			scaled[k] = w[k] * factor
		}
		alone[o.m], ends[0], ends[len(w)-1] = 3, 2, 2
		for name, of := range ordinals {
			require.InDelta(t, of(o), of(ordinalTest(t, scaled...)), 1e-12, name)
			require.InDelta(t, 0, of(ordinalTest(t, alone...)), 1e-15, name)
			require.InDelta(t, 1, of(ordinalTest(t, ends...)), 1e-15, name)
			require.True(t, of(o) >= -1e-15 && of(o) <= 1+1e-15, "%s: %v", name, of(o))
		}
		require.InDelta(t, valid(o.AbulNagaYalcin(1, 1)), valid(o.Apouey(1)), 1e-13)
		require.InDelta(t, valid(o.AbulNagaYalcin(1, 1))*float64(len(w)-1), valid(o.AllisonFoster(nil)), 1e-12)

		// A spread away from the median raises every index: F moves towards 1/2 on a side.
		k := rapid.IntRange(0, len(w)-2).Draw(t, "step")
		spread := take(w, nil)
		part := rapid.Float64Range(0, 1).Draw(t, "part")
		from, to := k, k+1 // up, above the median
		if k < o.m {
			from, to = k+1, k // down, below it
		}
		move := part * spread[from]
		spread[from] -= move
		spread[to] += move
		if s := ordinalTest(t, spread...); s.m == o.m {
			for name, of := range ordinals {
				require.GreaterOrEqual(t, of(s), of(o)-1e-12, name)
			}
		}
	})
}
