package sum

import "math"

// Double is a number of twice the digits, Hi + Lo, where Lo is below half a unit in the last place of Hi: about 106 bits. The
// zero value is 0.
//
// Source: Dekker (1971), A floating-point technique for extending the available precision, Numer. Math. 18.
type Double struct{ Hi, Lo float64 }

// Add adds x.
func (d *Double) Add(x float64) {
	s, e := Two(d.Hi, x)
	d.Hi, d.Lo = FastTwo(s, e+d.Lo)
}

// AddProduct adds x*y.
func (d *Double) AddProduct(x, y float64) {
	p := float64(x * y)
	d.Merge(Double{p, math.FMA(x, y, -p)})
}

// Merge adds another number.
func (d *Double) Merge(o Double) {
	s, e := Two(d.Hi, o.Hi)
	d.Hi, d.Lo = FastTwo(s, e+(d.Lo+o.Lo))
}

// Value returns the number rounded to a float64.
func (d *Double) Value() float64 { return d.Hi + d.Lo }

// Over returns d/o, rounded.
func (d *Double) Over(o Double) float64 {
	q := d.Hi / o.Hi
	rest := math.FMA(-q, o.Hi, d.Hi) + (d.Lo - float64(q*o.Lo))
	return q + rest/o.Hi
}

// Two returns a+b as a rounded sum and its exact error. Source: Knuth, The Art of Computer Programming 2, 4.2.2.
func Two(a, b float64) (sum, err float64) {
	a, b = float64(a), float64(b) // products as they are, not fused with the sums below
	sum = a + b
	bb := sum - a
	return sum, (a - (sum - bb)) + (b - bb)
}

// FastTwo is Two for |a| >= |b|.
func FastTwo(a, b float64) (sum, err float64) {
	sum = a + b
	return sum, b - (sum - a)
}
