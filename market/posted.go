package market

import "github.com/cogap/cogap/inequality"

// Share is what becomes of a posted price: the part of it that the person pays and the part that the provider gets. A
// voucher lowers the first, a discount or a regional price both.
type Share struct{ Paid, Kept float64 }

// whole is the share of everybody whom no policy reaches.
var whole = Share{1, 1}

// Posted is the demand of a month in which people pay something else than the posted price. A person who is ready to pay
// r, and pays half of what is posted, takes the SOTA tier up to a posted price of 2r; that is what its seller has to know.
//
// It is exact for the SOTA tier. The zero value is empty and ready to use.
type Posted struct {
	People inequality.Histogram // the highest posted price [u/month] at which each takes the SOTA tier, at most 1e9
	Paid   inequality.Histogram // the same prices, each person counting by the share that it pays
	Kept   inequality.Histogram // ... and by the share that the provider gets
}

const (
	shareUnit  = 1 << 20 // shares are counted in units of 2^-20
	mostPosted = 1e9     // of who pays nothing, whatever the posted price
)

// Add adds people who are ready to pay r [u/month] and meet the share s of the posted price. It panics if weight is
// negative.
func (p *Posted) Add(r float64, s Share, weight int64) {
	price := mostPosted
	if s.Paid > 0 {
		price = min(r/s.Paid, mostPosted)
	}
	p.People.Add(price, weight)
	p.Paid.Add(price, weight*int64(float64(s.Paid*shareUnit)+0.5))
	p.Kept.Add(price, weight*int64(float64(s.Kept*shareUnit)+0.5))
}

// Merge adds other. It returns inequality.ErrOverflow if there are more than 2^43 people.
func (p *Posted) Merge(other *Posted) error {
	if err := p.People.Merge(&other.People); err != nil {
		return err
	}
	if err := p.Paid.Merge(&other.Paid); err != nil {
		return err
	}
	return p.Kept.Merge(&other.Kept)
}

// Clone returns a copy that shares nothing.
func (p *Posted) Clone() *Posted {
	return &Posted{*p.People.Clone(), *p.Paid.Clone(), *p.Kept.Clone()}
}

// Curve returns the demand curve over posted prices.
func (p *Posted) Curve() *Curve {
	c := NewCurve(&p.People)
	c.paid, _ = c.suffixes(&p.Paid)
	c.kept, _ = c.suffixes(&p.Kept)
	_, c.worth = c.suffixes(&p.Paid)
	return c
}

// suffixes returns the numbers of people and the sums of values in bins i and higher, of a histogram with the bins of
// the curve or fewer, whose weights are in units of shares.
func (c *Curve) suffixes(h *inequality.Histogram) (count, sum []float64) {
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
