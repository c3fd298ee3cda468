package market

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// posted returns the demand of n people whose reservation prices are spread evenly over [0, b] and of whom every second
// one meets one share, the others another.
func posted(n int, b float64, even, odd Share) *Posted {
	var prices [2][]float32
	for i := range n {
		prices[i%2] = append(prices[i%2], float32((float64(i)+0.5)*b/float64(n)))
	}
	var f PostedFiller
	f.AddAll(prices[0], even, 3)
	f.AddAll(prices[1], odd, 3)
	p := new(Posted)
	if err := f.FlushInto(p); err != nil {
		panic(err)
	}
	return p
}

// TestPostedPrices has closed forms: of demand n*(1 - pay/b), where pay is the part of the price that people pay.
func TestPostedPrices(t *testing.T) {
	const n, b, cost = 100_000, 400.0, 65.0
	for name, c := range map[string]struct {
		share      Share
		best       float64 // posted price
		pays, gets float64 // per customer there
	}{
		"nothing":  {Share{1, 1}, (b + cost) / 2, (b + cost) / 2, (b + cost) / 2},
		"voucher":  {Share{0.5, 1}, (2*b + cost) / 2, (2*b + cost) / 4, (2*b + cost) / 2},
		"discount": {Share{0.8, 0.8}, (b + cost) / 2 / 0.8, (b + cost) / 2, (b + cost) / 2},
		"dear":     {Share{1.25, 1.25}, (b + cost) / 2 / 1.25, (b + cost) / 2, (b + cost) / 2},
	} {
		curve := posted(n, b, c.share, c.share).Curve()
		best := curve.Best(cost)
		customers := 3 * n * (1 - c.pays/b)
		require.InEpsilon(t, c.best, best.Price, 2*binWidth, name)
		require.InEpsilon(t, customers, best.Customers, 0.03, name)
		require.InEpsilon(t, (c.gets-cost)*customers, best.Profit, 2*binWidth, name)
		require.GreaterOrEqual(t, best.Bound, (c.gets-cost)*customers*(1-1e-4), name)
		require.InEpsilon(t, c.gets*customers, curve.Revenue(c.best), binWidth, name)
		require.InEpsilon(t, customers*(b-c.pays)/2, curve.Surplus(c.best), 2*binWidth, name)
	}

	// half with a voucher for nine tenths: it pays to forget the others
	half := posted(n, b, Share{0.1, 1}, Share{1, 1})
	require.InEpsilon(t, (10*b+cost)/2, half.Curve().Best(cost).Price, 2*binWidth)
	require.InEpsilon(t, 3*n*(1-100/b)/2+3*n*(1-10/b)/2, half.Curve().Customers(100), binWidth)

	// who pays nothing takes it at any price
	none := posted(n, b, Share{0, 1}, Share{0, 1}).Curve()
	require.Equal(t, 3.0*n, none.Customers(1e8))
	given := posted(n, b, Share{0, 0}, Share{1, 1}).Curve()
	require.Equal(t, 1.5*n, given.Customers(1e8))
	require.Zero(t, given.Revenue(1e8), "and what is given away earns nothing")
	require.InEpsilon(t, (b+cost)/2, given.Best(cost).Price, 2*binWidth)

	more := half.Clone()
	var f PostedFiller
	f.AddAll([]float32{1e3}, Share{1, 0.5}, 10)
	require.NoError(t, f.FlushInto(more))
	require.EqualValues(t, 3*n+10, more.People.Count())
	require.EqualValues(t, 3*n, half.People.Count(), "the clone is on its own")
}

// TestVoucherRaisesThePrice: what the public pays of every price, a seller who maximises profit takes.
func TestVoucherRaisesThePrice(t *testing.T) {
	const n, b = 10_000, 400.0
	price := func(share Share) float64 {
		seller := New(lab(100, func(p *Provider) { p.Pricing = Pricing{Rule: RuleProfit, From: Promotion, Step: 100} }))
		d := newCrowd(n, b).live(0, seller.Post(0))
		d.Posted = posted(n, b, share, share)
		r := seller.Adapt(d)
		require.InEpsilon(t, 3*n*(1-100*share.Paid/b), r.Curve.Customers, binWidth)
		return seller.Post(1).SOTA().Price
	}
	plain := price(Share{1, 1})
	require.InEpsilon(t, 2*plain, price(Share{0.5, 1}), 0.15)
	require.InEpsilon(t, plain/0.8, price(Share{0.8, 0.8}), 2*binWidth)
}

// TestPostedAtThreshold: who earns just the threshold of a policy is not below it, as where people decide.
func TestPostedAtThreshold(t *testing.T) {
	spec := Spec{Policies: []Policy{Voucher(0.5).ForIncomesBelow(3000)}}
	terms := spec.Resolve(Menu{{Name: "sota", Price: 100, Quality: 1, Quota: 1, Admission: 1}}, 0, Facts{Name: "anybody"})
	var f PostedFiller
	f.AddStratum(&terms, []float32{2999, 3000}, []float32{100, 100}, 1)
	p := new(Posted)
	require.NoError(t, f.FlushInto(p))
	require.Equal(t, 2.0, p.Curve().Customers(90))
	require.Equal(t, 1.0, p.Curve().Customers(150), "the voucher pays half")
}
