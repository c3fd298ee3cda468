package market

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/param"
)

const nobodysLimit = 1e18

func TestBertrandEndsAtCost(t *testing.T) {
	c := uniform(10_000, 100)
	war, err := Duel(c, Rival{1, 20, 90, nobodysLimit}, Rival{1, 20, 90, nobodysLimit}, 1, 100, 1000)
	require.NoError(t, err)
	require.Equal(t, Settled, war.Outcome)
	require.Equal(t, [2]float64{21, 21}, war.Last(), "one tick above cost: less earns nothing, more sells nothing")
	require.Equal(t, [2]float64{90, 90}, war.Prices[0])
	require.Less(t, war.Prices[1][0], 90.0, "the first to move undercuts")

	war, err = Duel(c, Rival{1, 20, 90, nobodysLimit}, Rival{1, 40, 90, nobodysLimit}, 1, 100, 1000)
	require.NoError(t, err)
	require.Equal(t, Settled, war.Outcome)
	require.Equal(t, 40.0, war.Last()[0], "the cheaper producer keeps the other out at the other's cost")
}

// TestEdgeworthCycle: two sellers of one good, neither of whom can serve everybody at cost, undercut each other until it
// pays to leave the others' customers to the rival and to serve the rest dearly, and so for ever (Edgeworth 1925).
func TestEdgeworthCycle(t *testing.T) {
	c := uniform(1000, 100)
	seller := Rival{Value: 1, Cost: 0, Price: 60, Capacity: 600}
	war, err := Duel(c, seller, seller, 1, 100, 10_000)
	require.NoError(t, err)
	require.Equal(t, Cycling, war.Outcome)
	require.Greater(t, war.Period, 2)
	last := len(war.Prices) - 1
	require.Equal(t, war.Prices[last-war.Period], war.Prices[last], "the same prices come back")
	highest, lowest := 0.0, math.Inf(1)
	for _, p := range war.Prices[last-war.Period:] {
		highest, lowest = max(highest, p[0]), min(lowest, p[0])
	}
	// the rest, 1000*(1-p/100) - 600, is served best at 20
	require.InDelta(t, 20, highest, 1)
	require.Less(t, lowest, highest)

	seller.Capacity = 200 // both sell all they can at 100*(1-0.4) = 60
	war, err = Duel(c, seller, seller, 1, 100, 10_000)
	require.NoError(t, err)
	require.Equal(t, Settled, war.Outcome, "no cycle where capacity is scarce")
	require.InDelta(t, 60, war.Last()[0], 1)
}

// TestQualityDuopoly: qualities H and L on uniform demand over [0, b] without cost have the price equilibrium
// P_H = 2bH(H-L)/(4H-L), P_L = bL(H-L)/(4H-L) (Choi and Shin 1992; from the first-order conditions).
func TestQualityDuopoly(t *testing.T) {
	c := uniform(100_000, 700)
	war, err := Duel(c, Rival{1, 0, 700, nobodysLimit}, Rival{0.5, 0, 1, nobodysLimit}, 1, 700, 1000)
	require.NoError(t, err)
	require.Equal(t, Settled, war.Outcome)
	require.InDelta(t, 200, war.Last()[0], 4)
	require.InDelta(t, 50, war.Last()[1], 2)
}

func TestTheHighestTickIsTried(t *testing.T) {
	h := new(histogram.Histogram)
	h.Add(100, 50) // everybody is ready to pay 100, no more
	war, err := Duel(NewCurve(h), Rival{1, 0, 1, nobodysLimit}, Rival{0, 0, 0, 0}, 1, 100, 10)
	require.NoError(t, err)
	require.Equal(t, Settled, war.Outcome)
	require.Equal(t, 100.0, war.Last()[0])
}

func TestUndecidedWar(t *testing.T) {
	war, err := Duel(uniform(1000, 100), Rival{1, 0, 90, nobodysLimit}, Rival{1, 0, 90, nobodysLimit}, 1, 100, 5)
	require.NoError(t, err)
	require.Equal(t, Undecided, war.Outcome)
	require.Len(t, war.Prices, 6)
}

func TestDuelProblems(t *testing.T) {
	c := uniform(10, 100)
	_, err := Duel(c, Rival{Value: -1}, Rival{Cost: math.NaN()}, 1, 100, 5)
	require.ErrorContains(t, err, "a.value: got -1 SOTA, want >= 0")
	require.ErrorContains(t, err, "b.cost: got NaN u/month, want >= 0")
	for _, tick := range []float64{0, -1, math.NaN(), 1e-9} {
		_, err = Duel(c, Rival{}, Rival{}, tick, 100, 5)
		require.ErrorIs(t, err, param.ErrRange)
	}
}

func TestSplit(t *testing.T) {
	c := uniform(1000, 100)
	full := Rival{Value: 1, Price: 50, Capacity: nobodysLimit}
	for _, k := range []struct {
		name   string
		a, b   Rival
		na, nb float64
	}{
		{"half each", full, full, 250, 250},
		{"the cheaper takes all", full, Rival{1, 0, 40, nobodysLimit}, 0, 600},
		{"what the cheaper can't serve", full, Rival{1, 0, 40, 300}, 200, 300},
		{"a tie with a full seller", full, Rival{1, 0, 50, 100}, 400, 100},
		{"better and no dearer", full, Rival{0.5, 0, 50, nobodysLimit}, 500, 0},
		{"lesser and cheaper", full, Rival{0.5, 0, 10, nobodysLimit}, 200, 600},
		{"the lesser gets those whom the better can't serve", Rival{1, 0, 50, 100}, Rival{0.5, 0, 10, nobodysLimit}, 100, 700},
		{"the better gets those whom the lesser can't serve", full, Rival{0.5, 0, 10, 0}, 500, 0},
		{"worthless and free", full, Rival{0, 0, 0, nobodysLimit}, 500, 500},
		{"worthless and dear", full, Rival{0, 0, 1, nobodysLimit}, 500, 0},
	} {
		na, nb := c.split(k.a, k.b)
		require.InDelta(t, k.na, na, 5, k.name)
		require.InDelta(t, k.nb, nb, 5, k.name)
		nb, na = c.split(k.b, k.a)
		require.InDelta(t, k.na, na, 5, k.name+", turned round")
		require.InDelta(t, k.nb, nb, 5, k.name+", turned round")
	}
}

// TestSplitAgainstPeople compares the formula with people who choose one by one, the keenest first.
func TestSplitAgainstPeople(t *testing.T) {
	const n, b = 2000, 100.0
	c := uniform(n, b)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Rival { // in hundredths: the people below can't tell apart what rounding swallows
			return Rival{
				Value:    float64(rapid.IntRange(10, 100).Draw(t, name+" value")) / 100,
				Price:    float64(rapid.IntRange(0, 10_000).Draw(t, name+" price")) / 100,
				Capacity: float64(rapid.IntRange(0, n).Draw(t, name+" capacity")),
			}
		}
		sellers := [2]Rival{draw("a"), draw("b")}
		served := [2]float64{}
		for i := n - 1; i >= 0; i-- {
			r := (float64(i) + 0.5) * b / n
			surplus := func(k int) float64 { return r*sellers[k].Value - sellers[k].Price }
			first := 0
			switch {
			case sellers[0].Value == sellers[1].Value && sellers[0].Price == sellers[1].Price:
				first = i % 2 // half each
			case surplus(1) > surplus(0):
				first = 1
			}
			for _, k := range []int{first, 1 - first} {
				if surplus(k) >= 0 && served[k] < sellers[k].Capacity {
					served[k]++
					break
				}
			}
		}
		na, nb := c.split(sellers[0], sellers[1])
		require.InDelta(t, served[0], na, n*binWidth+2)
		require.InDelta(t, served[1], nb, n*binWidth+2)
	})
}
