package measure

import (
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
)

// Distribution names one of the distributions of a month.
type Distribution string

// The distributions.
const (
	Augmented         Distribution = "augmented"           // augmented cognition of everybody
	AugmentedAccess   Distribution = "augmented.access"    // of people with access, of any tier
	AugmentedNoAccess Distribution = "augmented.no_access" // of people without
	Cognition         Distribution = "cognition"           // unaided, of everybody; in the last month only
	Income            Distribution = "income"              // of everybody
	Reservation       Distribution = "reservation"         // reservation price of the SOTA tier, of everybody
)

// Distribution returns one of the month's distributions, for a measure of your own; nil if the month does not have it or
// it is of nobody. It is not to be changed.
func (m *Month) Distribution(of Distribution) *histogram.Histogram {
	d := m.Record.Distributions
	if d == nil {
		return nil
	}
	var h *histogram.Histogram
	switch of {
	case Augmented:
		h = m.everybody().Histogram
	case AugmentedAccess:
		h = &d.Augmented[1]
	case AugmentedNoAccess:
		h = &d.Augmented[0]
	case Cognition:
		h = &d.Cognition
	case Income:
		h = &d.Income
	case Reservation:
		h = &d.Reservation
	}
	if h == nil || h.Count() == 0 {
		return nil
	}
	return h
}

// Lorenz returns the Lorenz curve of a distribution: what part of the whole the people with least have together, for
// each share of people in ascending order; nil if the month does not have the distribution.
func (m *Month) Lorenz(of Distribution, shares []float64) []histogram.Interval {
	h := m.Distribution(of)
	if h == nil {
		return nil
	}
	return h.LorenzAt(shares)
}

// Ready returns the demand curve of the SOTA tier over posted prices: the share of all people who are ready and able to pay
// each price or more; nil if the month does not have it. People inside a bin are taken to be spread evenly.
func (m *Month) Ready(prices []float64) []float64 {
	if m.Distribution(Reservation) == nil {
		return nil
	}
	curve, people := m.Record.Distributions.Demand(), float64(m.Record.People())
	shares := make([]float64, len(prices))
	for i, p := range prices {
		shares[i] = curve.Customers(p) / people
	}
	return shares
}

// MostReady returns the price that one in so many people is ready to pay: the quantile of reservation prices at 1 - 1/in.
// 0 if the month does not have them, or if it is beyond all that is on sale.
func (m *Month) MostReady(in float64) float64 {
	h := m.Distribution(Reservation)
	if h == nil {
		return 0
	}
	if price := h.Quantile(1 - 1/in).Value; price < market.Withdrawn {
		return price
	}
	return 0
}
