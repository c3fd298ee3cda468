package market

import (
	"math"
	"sort"

	"github.com/cogap/cogap/inequality/histogram"
)

// Curve is a measured demand curve: how many people are ready to pay a price or more.
//
// It is exact at the edges of the histogram's bins; inside a bin, at most 0.8% wide at the default precision, people
// are taken to be spread evenly. It looks at reservation prices only: people who wait for others, or who would rather
// have another tier at the posted prices, are counted as customers.
//
// Prices are posted ones. Where policies make people pay something else the curve is that of Posted.Curve; what customers
// pay and what sellers get is then less than the price.
type Curve struct {
	bins       []histogram.Bin // ascending
	above      []float64       // above[i]: people in bins i and higher; one more than bins, the last 0
	worth      []float64       // the sum of what they are ready to pay
	paid, kept []float64       // the same people, by the share of the posted price that they pay, that sellers get; nil: 1
}

// NewCurve reads a histogram of reservation prices [u/month], none negative. h is not modified or kept.
func NewCurve(h *histogram.Histogram) *Curve {
	c := new(Curve)
	for bin := range h.Bins() {
		c.bins = append(c.bins, bin)
	}
	n := len(c.bins)
	c.above, c.worth = make([]float64, n+1), make([]float64, n+1)
	for i := n - 1; i >= 0; i-- {
		c.above[i] = c.above[i+1] + float64(c.bins[i].Count)
		c.worth[i] = c.worth[i+1] + c.bins[i].Sum
	}
	return c
}

// reach returns the first bin that lies wholly at or above a price, and the share of the bin below it that is above.
func (c *Curve) reach(price float64) (first int, share float64) {
	first = sort.Search(len(c.bins), func(i int) bool { return c.bins[i].Lo >= price })
	if first == 0 {
		return 0, 0
	}
	if b := c.bins[first-1]; b.Hi > price {
		share = (b.Hi - price) / (b.Hi - b.Lo)
	}
	return first, share
}

// Customers returns how many people are ready to pay a price or more.
func (c *Curve) Customers(price float64) float64 { return c.count(c.above, price) }

// count returns how many people, counted as in above, are ready to pay a price or more.
func (c *Curve) count(above []float64, price float64) float64 {
	first, share := c.reach(price)
	if share == 0 {
		return above[first]
	}
	return above[first] + float64(share*(above[first-1]-above[first]))
}

// Revenue returns price times Customers [u/month], or what sellers get of it.
func (c *Curve) Revenue(price float64) float64 { return price * c.count(c.sold(), price) }

// sold counts people by the share of the price that sellers get.
func (c *Curve) sold() []float64 {
	if c.kept == nil {
		return c.above
	}
	return c.kept
}

// Surplus returns the consumer surplus at a price: what its customers are ready to pay beyond what they pay, summed
// [u/month]. A reservation price is capped by what a person can afford, so this is the surplus in money, not in worth.
func (c *Curve) Surplus(price float64) float64 {
	above := c.above
	if c.paid != nil {
		above = c.paid
	}
	first, share := c.reach(price)
	surplus := c.worth[first] - float64(price*above[first])
	if share > 0 {
		surplus += float64(float64(share*(above[first-1]-above[first])) * ((c.bins[first-1].Hi - price) / 2))
	}
	return max(surplus, 0) // the sums are rounded
}

// Elasticity returns the price elasticity of demand: by how many percent Customers changes for one percent of price,
// negative or 0. It is measured over 10% either way by the midpoint formula (dN/N)/(dP/P); 0 where nobody buys.
func (c *Curve) Elasticity(price float64) float64 {
	const step = 0.1
	before, after := c.Customers(price*(1-step)), c.Customers(price*(1+step))
	if before+after == 0 || price <= 0 {
		return 0
	}
	return (after - before) / ((after + before) / 2) / (2 * step)
}

// Alternative is another tier that a customer may take instead.
type Alternative struct {
	Price float64 // [u/month]
	Value float64 // quality times quota, relative to the tier whose demand is asked; below 1
}

// Facing returns the demand curve of a tier in the presence of others. Who is ready to pay r for the tier takes another
// one to be worth Value*r, so it pays no more than r*(1 - Value) beyond the other's price:
//
//	reservation price = min(r, Price + r*(1 - Value)) over the alternatives
//
// That worth falls in proportion to quality is exact where neither risk nor the purse binds, an approximation
// elsewhere. It panics if a Value is not below 1: against an equal or better tier demand is not a curve, see Duel.
func (c *Curve) Facing(others []Alternative) *Curve {
	for _, o := range others {
		if !(o.Value < 1) {
			panic("market: alternative is not worse")
		}
	}
	left := func(r float64) float64 {
		least := r
		for _, o := range others {
			least = min(least, o.Price+float64(r*(1-o.Value)))
		}
		return least
	}
	f := &Curve{
		above: c.above, paid: c.paid, kept: c.kept,
		worth: make([]float64, len(c.worth)), bins: make([]histogram.Bin, len(c.bins)),
	}
	for i := len(c.bins) - 1; i >= 0; i-- {
		b := c.bins[i]
		n := float64(b.Count)
		f.bins[i] = histogram.Bin{Lo: left(b.Lo), Hi: left(b.Hi), Count: b.Count, Sum: float64(n * left(b.Sum/n))}
		f.worth[i] = f.worth[i+1] + f.bins[i].Sum
	}
	return f
}

// Optimum is the best that one seller with a given cost per customer can make of a demand curve.
type Optimum struct {
	Price     float64 `json:"price"`     // [u/month]
	Customers float64 `json:"customers"` // people
	Profit    float64 `json:"profit"`    // [u/month]
	Bound     float64 `json:"bound"`     // [u/month] no price gives a higher profit
}

// Best returns the price that maximises (price - cost)*Customers, the lowest of equals; cost [u/month] per customer.
// Prices are searched over the lower edges of the bins, where demand is exact; Bound says how much finer bins could
// add. If nobody pays more than the cost, the price is the cost. Best of cost 0 maximises revenue.
func (c *Curve) Best(cost float64) Optimum { return c.BestBelow(cost, math.Inf(1)) }

// BestBelow is Best with no price above a limit [u/month], which is the price if the cost is above it.
func (c *Curve) BestBelow(cost, limit float64) Optimum {
	price := min(cost, limit)
	best := Optimum{Price: price, Customers: c.Customers(price)}
	best.Profit = c.profit(price, cost, best.Customers, c.count(c.sold(), price))
	try := func(price, customers, sold float64) {
		if profit := c.profit(price, cost, customers, sold); profit > best.Profit {
			best.Price, best.Customers, best.Profit = price, customers, profit
		}
	}
	sold := c.sold()
	for i, b := range c.bins {
		if b.Lo > limit {
			break
		}
		try(b.Lo, c.above[i], sold[i])
		served := c.above[i]
		if c.kept != nil {
			served = c.above[i+1] // who pays least may be those who leave
		}
		best.Bound = max(best.Bound, c.profit(b.Hi, cost, served, sold[i]))
	}
	if limit < math.Inf(1) {
		try(limit, c.Customers(limit), c.count(sold, limit))
	}
	return best
}

// profit returns what so many customers bring, sold of them counted by the share of the price that the seller gets.
func (c *Curve) profit(price, cost, customers, sold float64) float64 {
	if c.kept == nil {
		return float64((price - cost) * customers)
	}
	return float64(price*sold) - float64(cost*customers)
}

// keeps returns the part of a price that its sellers get, over its customers.
func (c *Curve) keeps(price float64) float64 {
	if n := c.Customers(price); c.kept != nil && n > 0 {
		return c.count(c.kept, price) / n
	}
	return 1
}

// CurveReport is what a month's demand curve says at the posted price of the SOTA tier.
type CurveReport struct {
	Customers  float64 `json:"customers"`  // people ready to pay the posted price
	Revenue    float64 `json:"revenue"`    // [u/month] if they all did
	Surplus    float64 `json:"surplus"`    // [u/month] consumer surplus
	Elasticity float64 `json:"elasticity"` // percent of customers per percent of price
	MaxRevenue Optimum `json:"max_revenue"`
	MaxProfit  Optimum `json:"max_profit"` // at the unit cost of the provider of the SOTA tier; 0 if it has none
}

// Report asks the curve all that is recorded each month.
func (c *Curve) Report(price, cost float64) CurveReport {
	return CurveReport{
		Customers:  c.Customers(price),
		Revenue:    c.Revenue(price),
		Surplus:    c.Surplus(price),
		Elasticity: c.Elasticity(price),
		MaxRevenue: c.Best(0),
		MaxProfit:  c.Best(cost),
	}
}
