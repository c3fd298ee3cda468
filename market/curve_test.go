package market

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/inequality/histogram"
)

// uniform returns the demand curve of n people whose reservation prices are spread evenly over [0, b].
func uniform(n int, b float64) *Curve {
	h := new(histogram.Histogram)
	for i := range n {
		h.Add((float64(i)+0.5)*b/float64(n), 1)
	}
	return NewCurve(h)
}

const binWidth = 1.0 / 128 // of the default precision, relative

func TestUniformDemandHasItsClosedForms(t *testing.T) {
	const n, b = 100_000, 400.0
	c := uniform(n, b)
	for _, price := range []float64{0, 1, 100, 133.3, 250, 399} {
		require.InDelta(t, n*(1-price/b), c.Customers(price), 0.001*n, price)
		require.InDelta(t, n*(b-price)*(b-price)/(2*b), c.Surplus(price), 0.001*n*b, price)
		require.InDelta(t, price*n*(1-price/b), c.Revenue(price), 0.001*n*b)
		if price < 300 {
			require.InDelta(t, -price/(b-price), c.Elasticity(price), 0.02)
		}
	}
	for _, cost := range []float64{0, 65, 222, 390} {
		best := c.Best(cost)
		require.InDelta(t, (b+cost)/2, best.Price, 2*binWidth*b, "profit-maximising price is (b+c)/2")
		exact := n * (b - cost) * (b - cost) / (4 * b)
		require.InDelta(t, exact, best.Profit, binWidth*b*best.Customers, "no more is lost than a bin's width for each customer")
		require.GreaterOrEqual(t, best.Bound, exact*(1-1e-4))
		require.InDelta(t, c.Customers(best.Price), best.Customers, 1)
	}
	require.InDelta(t, -1, c.Elasticity(c.Best(0).Price), 0.05, "revenue is highest where the elasticity is -1")
}

func TestBestUnderCap(t *testing.T) {
	c := uniform(10_000, 400)
	require.Equal(t, 150.0, c.BestBelow(0, 150).Price, "profit rises up to the cap")
	require.Equal(t, 0.0, c.BestBelow(0, 0).Price, "a cap of nothing is a cap")
	require.Equal(t, 50.0, c.BestBelow(65, 50).Price, "even below cost")
	require.Negative(t, c.BestBelow(65, 50).Profit)
	require.Equal(t, c.Best(0).Price, c.BestBelow(0, 300).Price)
	require.Equal(t, Optimum{Price: 500}, c.Best(500), "nobody pays more than the cost: sell at cost, earn nothing")
}

func TestEmptyCurve(t *testing.T) {
	c := NewCurve(new(histogram.Histogram))
	require.Equal(t, CurveReport{MaxProfit: Optimum{Price: 65}}, c.Report(100, 65))
}

func TestCurveAgainstCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prices := rapid.SliceOfN(rapid.Float64Range(0, 1000), 1, 200).Draw(t, "reservation prices")
		price := rapid.Float64Range(0.01, 1000).Draw(t, "price")
		cost := rapid.Float64Range(0, 500).Draw(t, "cost")
		h := new(histogram.Histogram)
		h.AddAll(prices)
		c := NewCurve(h)

		count := func(p float64) (n float64) {
			for _, r := range prices {
				if r >= p {
					n++
				}
			}
			return n
		}
		require.GreaterOrEqual(t, c.Customers(price), count(price*(1+binWidth)))
		require.LessOrEqual(t, c.Customers(price), count(price*(1-binWidth)))
		require.GreaterOrEqual(t, c.Customers(price), c.Customers(price*1.1), "a higher price never adds customers")
		require.GreaterOrEqual(t, c.Surplus(price)+1e-9, c.Surplus(price*1.1))
		require.LessOrEqual(t, c.Elasticity(price), 0.0)

		best := c.Best(cost)
		highest := 0.0
		for _, r := range prices { // the true optimum is one of the reservation prices
			highest = max(highest, (r-cost)*count(r))
		}
		require.LessOrEqual(t, highest, best.Bound+1e-9)
		require.LessOrEqual(t, best.Profit, highest+1e-9)
		require.InDelta(t, (best.Price-cost)*count(best.Price), best.Profit, 1e-9, "exact at the edges of bins")
		require.LessOrEqual(t, best.Price, c.Best(cost*1.5+1).Price, "a higher cost never lowers the best price")
	})
}

func TestFacingAFreeTier(t *testing.T) {
	const n, b = 100_000, 400.0
	c := uniform(n, b)
	free := c.Facing([]Alternative{{Price: 0, Value: 0.25}})
	// somebody pays P only if r - P >= r/4, so demand is uniform on [0, 3b/4] and revenue is best at 3b/8
	require.InDelta(t, n*(1-200/(0.75*b)), free.Customers(200), 0.002*n)
	require.InDelta(t, 0.75*b/2, free.Best(0).Price, 2*binWidth*b)

	require.InDelta(t, n*300*300/(2*300), free.Surplus(0), 0.01*n*300, "what is left of the surplus: uniform over 3b/4")

	require.Equal(t, c.Customers(123), c.Facing(nil).Customers(123))
	dear := c.Facing([]Alternative{{Price: 300, Value: 0.9}})
	require.Equal(t, c.Customers(100), dear.Customers(100), "nobody takes a tier that costs more than it is worth")
	require.Panics(t, func() { c.Facing([]Alternative{{Price: 1, Value: 1}}) })
}

func TestInsideABinPeopleAreSpreadEvenly(t *testing.T) {
	h := new(histogram.Histogram)
	h.Add(64.25, 1000) // the bin from 64 to 64.5
	c := NewCurve(h)
	require.InDelta(t, 1000, c.Customers(64), 1e-9)
	require.InDelta(t, 500, c.Customers(64.25), 1e-6)
	require.InDelta(t, 500*0.125, c.Surplus(64.25), 1e-6, "half of them are ready to pay an eighth more, on average")
	require.InDelta(t, 1000*0.25, c.Surplus(64), 1e-9)
	require.Zero(t, c.Customers(64.5))
	require.Zero(t, c.Surplus(64.5))
}
