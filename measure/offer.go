package measure

import (
	"math"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
)

// offerMeasures are of what is on sale: of a tier, or of the SOTA tier where none is named.
var offerMeasures = []*Measure{
	offered("price", "price", "u/month", "posted price of the SOTA tier, or of the tier that is named; not defined while it is not on sale", "P", func(o market.Offer) float64 {
		if o.Price >= market.Withdrawn {
			return math.NaN()
		}
		return o.Price
	}),
	offered("quality", "quality", "SOTA", "capability of its model; that of the SOTA tier of month 0 is 1", "q", func(o market.Offer) float64 { return o.Quality }),
	offered("quota", "quota", "share", "part of the promised use of it that is delivered", "Q", func(o market.Offer) float64 { return o.Quota }),
	offered("admission", "admission", "probability", "chance of somebody who does not hold it of being let in", "A", func(o market.Offer) float64 { return o.Admission }),
}

func offered(id, label, unit, meaning, formula string, of func(market.Offer) float64) *Measure {
	return &Measure{ID: id, Label: label, Unit: unit, Meaning: meaning, Formula: formula, Bounds: Exact, of: map[By]reader{
		Everybody: func(m *Month, _ int) histogram.Interval { return exactly(of(m.Record.Menu.SOTA())) },
		Tier: func(m *Month, tier int) histogram.Interval {
			if tier == 0 {
				return undefined // no access is no offer
			}
			return exactly(of(m.Record.Menu[tier-1]))
		},
	}}
}
