package search_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/search"
)

// planted are cases of which those in a box are of interest, but for some noise.
func planted(n int, noise float64) (x [][]float64, hit []bool) {
	draw := rand.New(rand.NewPCG(1, 2))
	for range n {
		row := make([]float64, 6)
		for d := range row {
			row[d] = draw.Float64()
		}
		in := row[1] > 0.3 && row[1] < 0.7 && row[4] > 0.6
		x, hit = append(x, row), append(hit, in != (draw.Float64() < noise))
	}
	return x, hit
}

// TestPrim finds a box that was planted, and its limits alone.
func TestPrim(t *testing.T) {
	for _, noise := range []float64{0, 0.05} {
		x, hit := planted(3000, noise)
		boxes, err := search.Prim(x, hit, search.Peeling{})
		require.NoError(t, err)
		require.Empty(t, boxes[0].Limits, "the first is of all cases")
		require.Equal(t, 1.0, boxes[0].Coverage)
		b := boxes[search.Best(boxes)]
		require.Greater(t, b.Density, 0.93-noise)
		require.Greater(t, b.Coverage, 0.95-8*noise, "noise outside is of interest too: 5% of 84%, beside 15%")
		require.InDelta(t, 0.16, b.Mass, 0.02)
		found := map[int]search.Limit{}
		for _, l := range b.Limits {
			if l.P < 0.001 {
				found[l.Dim] = l
			}
		}
		require.Len(t, found, 2, "%v", b.Limits)
		require.InDelta(t, 0.3, found[1].From, 0.03)
		require.InDelta(t, 0.7, found[1].To, 0.03)
		require.InDelta(t, 0.6, found[4].From, 0.03)
		require.True(t, found[1].Below && found[1].Above && found[4].Below)
		require.Less(t, b.Lo, b.Density)
		require.Greater(t, b.Hi, b.Density)
	}
}

// TestQuasiP: against a sum of the binomial distribution.
func TestQuasiP(t *testing.T) {
	x, hit := planted(200, 0.2)
	boxes, err := search.Prim(x, hit, search.Peeling{Alpha: 0.1, LeastIn: 20})
	require.NoError(t, err)
	for _, b := range boxes {
		for k, l := range b.Limits {
			n, hits := 0.0, 0.0 // in the box without the limit
			for i, row := range x {
				in := true
				for j, o := range b.Limits {
					in = in && (j == k || row[o.Dim] >= o.From && row[o.Dim] <= o.To)
				}
				if in {
					n++
					if hit[i] {
						hits++
					}
				}
			}
			p := 0.0
			for h := b.Hits; h <= b.Inside; h++ {
				choose, _ := math.Lgamma(float64(b.Inside + 1))
				a, _ := math.Lgamma(float64(h + 1))
				c, _ := math.Lgamma(float64(b.Inside - h + 1))
				p += math.Exp(choose - a - c + float64(h)*math.Log(hits/n) + float64(b.Inside-h)*math.Log(1-hits/n))
			}
			require.InDelta(t, p, l.P, 2e-6)
		}
	}
}

// TestPrimCounts: what boxes say of themselves is what counting gives, whatever the cases, and they shrink.
func TestPrimCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(12, 60).Draw(t, "n")
		x, hit, hits := make([][]float64, n), make([]bool, n), 0
		for i := range x {
			x[i] = []float64{float64(rapid.IntRange(0, 3).Draw(t, "a")), rapid.Float64Range(-5, 5).Draw(t, "b")}
			if hit[i] = rapid.Bool().Draw(t, "hit"); hit[i] {
				hits++
			}
		}
		boxes, err := search.Prim(x, hit, search.Peeling{Alpha: 0.1, LeastIn: 5})
		if hits == 0 || hits == n {
			require.ErrorContains(t, err, "no box can tell them")
			return
		}
		require.NoError(t, err)
		for _, b := range boxes {
			inside, in := 0, 0
			for i, row := range x {
				is := true
				for _, l := range b.Limits {
					is = is && row[l.Dim] >= l.From && row[l.Dim] <= l.To
				}
				if is {
					inside++
					if hit[i] {
						in++
					}
				}
			}
			require.Equal(t, inside, b.Inside)
			require.Equal(t, in, b.Hits)
			require.GreaterOrEqual(t, inside, 5)
			require.InDelta(t, float64(in)/float64(hits), b.Coverage, 1e-15)
			require.InDelta(t, float64(inside)/float64(n), b.Mass, 1e-15)
			for _, l := range b.Limits {
				require.True(t, l.P >= 0 && l.P <= 1, l.P)
				require.True(t, l.Below || l.Above)
			}
		}
	})
}

func TestPrimErrors(t *testing.T) {
	for want, c := range map[string]struct {
		x   [][]float64
		hit []bool
		p   search.Peeling
	}{
		"got 1 cases and 0 outcomes":       {[][]float64{{1}}, nil, search.Peeling{}},
		"got no cases":                     {nil, nil, search.Peeling{}},
		"case 1 has 2 coordinates, want 1": {[][]float64{{1}, {1, 2}}, []bool{true, false}, search.Peeling{}},
		"case 0 has NaN":                   {[][]float64{{math.NaN()}, {1}}, []bool{true, false}, search.Peeling{}},
		"2 of 2 cases are of interest":     {[][]float64{{1}, {2}}, []bool{true, true}, search.Peeling{}},
		"got a part of 2 to peel off":      {[][]float64{{1}, {2}}, []bool{true, false}, search.Peeling{Alpha: 2}},
		"got -1 cases in a box":            {[][]float64{{1}, {2}}, []bool{true, false}, search.Peeling{LeastIn: -1}},
	} {
		_, err := search.Prim(c.x, c.hit, c.p)
		require.ErrorContains(t, err, want)
	}
	boxes, err := search.Prim([][]float64{{1, 1}, {1, 1}, {1, 1}}, []bool{true, false, true}, search.Peeling{LeastIn: 1})
	require.NoError(t, err)
	require.Len(t, boxes, 1, "nothing tells the cases apart")
}
