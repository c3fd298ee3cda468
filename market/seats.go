package market

import (
	"math"
	"slices"
)

// This file has how many seats employers keep when the price rises, and whose.

// WithElasticity returns an employer policy under which employers keep all seats up to a price [u/month], and above it by so many percent fewer as the
// elasticity says for each percent.
func (p Policy) WithElasticity(elasticity, price float64) Policy {
	p.Elasticity, p.Amount = elasticity, price
	return p
}

// Kept returns the share of seats that employers keep at a price, min(1, (price/amount)^-elasticity).
func (p *Policy) Kept(price float64) float64 {
	if p.Elasticity == 0 || price <= p.Amount {
		return 1
	}
	return power(min(price/p.Amount, 1e30), -p.Elasticity)
}

// seatPrice is the posted price that decides: of the best of the policy's tiers that is on sale and admits anybody; if none does, of the best on sale, as some have it already.
func (p *Policy) seatPrice(menu Menu) (price float64) {
	for _, o := range slices.Backward(menu) {
		switch {
		case !covers(p.Tiers, o.Name) || !o.onSale():
		case o.Admission > 0:
			return o.Price
		case price == 0:
			price = o.Price
		}
	}
	return price
}

// seatsFrom returns the income from which on people of a stratum have kept their seats: the better paid keep theirs longest. 0: all have.
func (p *Policy) seatsFrom(menu Menu, month int, of Facts) float64 {
	ended := 1 - p.Kept(p.seatPrice(menu))
	if ended <= 0 || of.Income == nil {
		return 0
	}
	const nearlyAll = 1 - 1e-9
	if ended > nearlyAll {
		return math.MaxFloat64
	}
	return of.Income(ended, month)
}

// seatProblems reports what is wrong with an elasticity.
func (p *Policy) seatProblems(report func(path, format string, args ...any)) {
	switch {
	case p.Elasticity == 0:
	case p.Kind != PolicyEmployer:
		report("elasticity", "got %g, want 0 for a %s policy", p.Elasticity, p.Kind)
	case p.Amount == 0:
		report("amount", "got 0 u/month beside elasticity %g, want the price up to which employers keep all seats", p.Elasticity)
	}
}
