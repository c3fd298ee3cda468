package engine

import (
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/market"
)

// Distributions are histograms over all people at the end of a month, exact up to their bins (0.8% wide).
type Distributions struct {
	Augmented   [2]histogram.Histogram // augmented cognition [1 = average] of people without a tier, and with any
	Income      [2]histogram.Histogram // [u/month] of those who do not hold the SOTA tier, and of those who do
	Reservation histogram.Histogram    // of the SOTA tier, before choosing [u/month]: the demand curve
	Cognition   histogram.Histogram    // unaided [1 = average], of everybody; in the last month of the run, else empty
	// Posted is the demand curve over posted prices, if policies make people pay something else; nil: Reservation is.
	Posted *market.Posted
}

// Demand returns the demand curve of the SOTA tier, over posted prices.
func (d *Distributions) Demand() *market.Curve {
	if d.Posted != nil {
		return d.Posted.Curve()
	}
	return market.NewCurve(&d.Reservation)
}

// Histograms lists the histograms, always in the same order: those of Posted come last, if there are any.
func (d *Distributions) Histograms() []*histogram.Histogram {
	list := []*histogram.Histogram{&d.Augmented[0], &d.Income[0], &d.Augmented[1], &d.Income[1], &d.Reservation, &d.Cognition}
	if d.Posted != nil {
		list = append(list, &d.Posted.People, &d.Posted.Paid, &d.Posted.Kept)
	}
	return list
}

// newDistributions returns empty distributions, with Posted or without.
func newDistributions(posted bool) *Distributions {
	d := new(Distributions)
	if posted {
		d.Posted = new(market.Posted)
	}
	return d
}

// Merge adds other people of the same month. It returns histogram.ErrOverflow if there are more than 2^63 of them.
func (d *Distributions) Merge(other *Distributions) error {
	mine := d.Histograms()
	for i, h := range other.Histograms() {
		if err := mine[i].Merge(h); err != nil {
			return err
		}
	}
	return nil
}

// Clone returns a copy that shares nothing; of nil it is nil.
func (d *Distributions) Clone() *Distributions {
	if d == nil {
		return nil
	}
	c := newDistributions(d.Posted != nil)
	copies := c.Histograms()
	for i, h := range d.Histograms() {
		*copies[i] = *h.Clone()
	}
	return c
}

func (d *Distributions) encode(e *wire.Encoder) {
	e.Bool(d.Posted != nil)
	for _, h := range d.Histograms() {
		blockOf(e, h)
	}
}

func decodeDistributions(d *wire.Decoder) *Distributions {
	x := newDistributions(d.Bool("posted"))
	for _, h := range x.Histograms() {
		unblock(d, "histogram", h)
	}
	return x
}
