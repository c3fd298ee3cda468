package market

import "github.com/cogap/cogap/inequality/histogram"

// Share is what becomes of a posted price: the part of it that the person pays and the part that the provider gets. A
// voucher lowers the first, a discount or a regional price both.
type Share struct{ Paid, Kept float64 }

// whole is the share of everybody whom no policy reaches.
var whole = Share{1, 1}

// Posted is the demand of a month in which people pay something else than the posted price. A person who is ready to pay
// r, and pays half of what is posted, takes the SOTA tier up to a posted price of 2r; that is what its seller has to know.
//
// It is exact for the SOTA tier, up to the rounding of prices to float32. The zero value is empty; a PostedFiller fills it.
type Posted struct {
	People histogram.Histogram // the highest posted price [u/month] at which each takes the SOTA tier, at most 1e9
	Paid   histogram.Histogram // the same prices, each person counting by the share that it pays
	Kept   histogram.Histogram // ... and by the share that the provider gets
}

const (
	shareUnit  = 1 << 20 // shares are counted in units of 2^-20
	mostPosted = 1e9     // of who pays nothing, whatever the posted price
)

// MostPaying is the largest sum over people of the part of a posted price that each pays which a Posted can hold.
const MostPaying = 1 << 42

// PostedFiller counts people into a Posted. Any order gives the same bits.
//
// The zero value is ready to use. It is for one goroutine, and takes 384 KiB.
type PostedFiller struct {
	people, paid, kept histogram.WeightedFiller
	prices             []float32
	below, others      []float32 // reservation prices by terms
}

// AddAll adds people who are ready to pay these reservation prices [u/month], meet the share s of the posted price and
// count for weight people each. It panics if weight is negative.
func (f *PostedFiller) AddAll(reservations []float32, s Share, weight int64) {
	prices := reservations
	if s.Paid != 1 {
		f.prices = f.prices[:0]
		for _, r := range reservations {
			f.prices = append(f.prices, s.highest(r))
		}
		prices = f.prices
	}
	f.people.AddAll(prices, weight)
	f.paid.AddAll(prices, weight*inUnits(s.Paid))
	f.kept.AddAll(prices, weight*inUnits(s.Kept))
}

// highest returns the highest posted price at which somebody pays no more than r.
func (s Share) highest(r float32) float32 {
	if price := float64(r) / s.Paid; s.Paid > 0 && price < mostPosted {
		return float32(price)
	}
	return mostPosted
}

// inUnits returns a share in units.
func inUnits(share float64) int64 { return int64(float64(share*shareUnit) + 0.5) }

// AddStratum adds people of a stratum, who meet its terms by their incomes before the month [u/month].
func (f *PostedFiller) AddStratum(m *StratumMenu, incomes, reservations []float32, weight int64) {
	threshold := float32(m.Threshold)
	if threshold == 0 {
		f.AddAll(reservations, m.High.SOTA(), weight)
		return
	}
	f.below, f.others = f.below[:0], f.others[:0]
	for i, r := range reservations {
		if incomes[i] < threshold {
			f.below = append(f.below, r)
		} else {
			f.others = append(f.others, r)
		}
	}
	f.AddAll(f.below, m.Low.SOTA(), weight)
	f.AddAll(f.others, m.High.SOTA(), weight)
}

// FlushInto adds all people to p and empties the filler. It returns histogram.ErrOverflow if there are more than 2^43.
func (f *PostedFiller) FlushInto(p *Posted) error {
	if err := f.people.FlushInto(&p.People); err != nil {
		return err
	}
	if err := f.paid.FlushInto(&p.Paid); err != nil {
		return err
	}
	return f.kept.FlushInto(&p.Kept)
}

// Clone returns a copy that shares nothing.
func (p *Posted) Clone() *Posted {
	return &Posted{*p.People.Clone(), *p.Paid.Clone(), *p.Kept.Clone()}
}

// Curve returns the demand curve over posted prices.
func (p *Posted) Curve() *Curve {
	c := NewCurve(&p.People)
	c.paid, c.worth = c.suffixes(&p.Paid)
	c.kept, _ = c.suffixes(&p.Kept)
	return c
}

// suffixes returns the numbers of people and the sums of values in bins i and higher, of a histogram with the bins of
// the curve or fewer, whose weights are in units of shares.
func (c *Curve) suffixes(h *histogram.Histogram) (count, sum []float64) {
	n := len(c.bins)
	count, sum = make([]float64, n+1), make([]float64, n+1)
	i := 0
	for bin := range h.Bins() {
		for c.bins[i].Lo != bin.Lo {
			i++
		}
		count[i], sum[i] = float64(bin.Count)/shareUnit, bin.Sum/shareUnit
	}
	for i := n - 1; i >= 0; i-- {
		count[i] += count[i+1]
		sum[i] += sum[i+1]
	}
	return count, sum
}
