package market

import (
	"math"

	"github.com/cogap/cogap/inequality/histogram"
)

// crowd is a population for tests: people with a fixed reservation price for full quality, who each month take the tier
// with the largest surplus. Whoever does not hold a tier is let in with its admission, counted in people, not drawn.
type crowd struct {
	prices []float64 // reservation prices for SOTA at full quality and quota
	held   []int     // by person
}

// newCrowd returns n people with reservation prices spread evenly over [0, b].
func newCrowd(n int, b float64) *crowd {
	c := &crowd{held: make([]int, n)}
	for i := range n {
		c.prices = append(c.prices, (float64(i)+0.5)*b/float64(n))
	}
	return c
}

// live answers a month's menu.
func (c *crowd) live(month int, menu Menu) Demand {
	n := len(menu) + 1
	d := Demand{Month: month, People: int64(len(c.prices)), Users: make([]int64, n), Wanted: make([]int64, n), Curve: new(histogram.Histogram)}
	arrivals := make([]float64, n)
	for i, r := range c.prices {
		sota := menu.SOTA()
		d.Curve.Add(r*sota.Quality*sota.Quota, 1)
		wanted := best(menu, r)
		d.Wanted[wanted]++
		tier := wanted
		if wanted > 0 && wanted != c.held[i] {
			before := math.Floor(arrivals[wanted])
			arrivals[wanted] += menu[wanted-1].Admission
			if math.Floor(arrivals[wanted]+1e-9) == before { // everybody's share of a place adds up
				tier = 0
			}
		}
		switch {
		case c.held[i] == 0 && tier > 0:
			d.Joined++
		case c.held[i] > 0 && tier == 0:
			d.Left++
		}
		c.held[i] = tier
		d.Users[tier]++
	}
	return d
}

// best returns the tier with the largest surplus, 0 if none has one.
func best(menu Menu, r float64) int {
	tier, most := 0, 0.0
	for k, o := range menu {
		if surplus := r*o.Quality*o.Quota - o.Price; surplus > most {
			tier, most = k+1, surplus
		}
	}
	return tier
}

// run lets the crowd live some months in a market.
func (c *crowd) run(spec Spec, months int) (menus []Menu, reports []Report) {
	seller := New(spec)
	for month := range months {
		menu := seller.Post(month)
		menus = append(menus, menu)
		reports = append(reports, seller.Adapt(c.live(month, menu)))
	}
	return menus, reports
}
