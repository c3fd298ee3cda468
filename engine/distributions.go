package engine

import (
	"math"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/market"
)

// Measured says which of a month's distributions are measured.
type Measured struct {
	Augmented bool // of augmented cognition, and the tenths by income
	Income    bool
	Demand    bool // of reservation prices: the demand curve
	Cognition bool
}

// Any reports whether any is.
func (m Measured) Any() bool { return m != Measured{} }

// Distributions are histograms over all people at the end of a month, exact up to their bins (0.8% wide). One that is not measured in the
// month is empty.
type Distributions struct {
	Augmented   [2]histogram.Histogram // augmented cognition [1 = average] of people without a tier, and with any
	Tenths      [Classes]Tenth         // people by income before the first month, the poorest first; where Augmented is measured
	Income      histogram.Histogram    // [u/month] of everybody
	Reservation histogram.Histogram    // of the SOTA tier, before choosing [u/month]: the demand curve
	Cognition   histogram.Histogram    // unaided [1 = average], of everybody; in the last month of the run
	// Posted is the demand curve over posted prices, if policies make people pay something else; nil: Reservation is.
	Posted *market.Posted
}

// Tenth is one of ten groups of people by income before the first month. Groups are the same people in all months. They are cut at the
// incomes at which all people's distribution is (population.Spec.IncomeTenths), so of those that are drawn each has about a tenth.
type Tenth struct {
	UpTo   float64 // [u/month] the highest income of the group before the first month; +Inf of the richest
	People int64   // real people
	SOTA   int64   // of them, those who hold the SOTA tier
}

// add adds other people of the group.
func (t *Tenth) add(other *Tenth) {
	t.People += other.People
	t.SOTA += other.SOTA
}

// Measured returns which of the distributions are measured.
func (d *Distributions) Measured() Measured {
	if d == nil {
		return Measured{}
	}
	some := func(h *histogram.Histogram) bool { return h.Count()+h.NonFinite() > 0 }
	return Measured{some(&d.Augmented[0]) || some(&d.Augmented[1]), some(&d.Income), some(&d.Reservation) || d.Posted != nil, some(&d.Cognition)}
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
	list := []*histogram.Histogram{&d.Augmented[0], &d.Augmented[1], &d.Income, &d.Reservation, &d.Cognition}
	if d.Posted != nil {
		list = append(list, &d.Posted.People, &d.Posted.Paid, &d.Posted.Kept)
	}
	return list
}

// newDistributions returns the empty distributions of a month, in which everybody pays posted prices or not.
func (m *Model) newDistributions(what Measured, posted bool) *Distributions {
	d := emptyDistributions(what.Demand && !posted)
	if !what.Augmented {
		return d
	}
	for i := range d.Tenths {
		d.Tenths[i].UpTo = math.Inf(1)
		if cuts := m.maker.Tenths(); i < len(cuts) {
			d.Tenths[i].UpTo = float64(cuts[i])
		}
	}
	return d
}

// emptyDistributions returns distributions of nobody, with Posted or without.
func emptyDistributions(posted bool) *Distributions {
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
	for i := range d.Tenths {
		d.Tenths[i].add(&other.Tenths[i])
	}
	return nil
}

// Clone returns a copy that shares nothing; of nil it is nil.
func (d *Distributions) Clone() *Distributions {
	if d == nil {
		return nil
	}
	c := emptyDistributions(d.Posted != nil)
	copies := c.Histograms()
	for i, h := range d.Histograms() {
		*copies[i] = *h.Clone()
	}
	c.Tenths = d.Tenths
	return c
}

func (d *Distributions) encode(e *wire.Encoder) {
	e.Bool(d.Posted != nil)
	for _, h := range d.Histograms() {
		blockOf(e, h)
	}
	for _, t := range d.Tenths {
		e.Float(t.UpTo)
		e.Uint(uint64(t.People))
		e.Uint(uint64(t.SOTA))
	}
}

func decodeDistributions(d *wire.Decoder) *Distributions {
	x := emptyDistributions(d.Bool("posted"))
	for _, h := range x.Histograms() {
		unblock(d, "histogram", h)
	}
	for i := range x.Tenths {
		up := d.Float()
		people := d.Uint("people", math.MaxInt64)
		x.Tenths[i] = Tenth{up, int64(people), int64(d.Uint("users", people))}
	}
	return x
}
