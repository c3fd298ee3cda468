package sum

import "math"

// Compensated is a sum of float64 that carries what rounding took from it, in twice the digits: good to about one unit in
// the last place however many terms are added. The last digits depend on the order. The zero value is 0.
//
// Source: Neumaier (1974), Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen; Ogita, Rump and Oishi
// (2005), Accurate sum and dot product, algorithm Sum2.
type Compensated struct{ high, low float64 }

// Add adds x. Write a product as float64(a*b), so that no compiler fuses it with the additions: the same bits on every
// machine.
func (s *Compensated) Add(x float64) {
	high, low := Two(s.high, x)
	s.high = high
	s.low += low
}

// AddProduct adds x*y, and what rounding took from it.
func (s *Compensated) AddProduct(x, y float64) {
	p := float64(x * y)
	high, low := Two(s.high, p)
	s.high = high
	s.low = s.low + low + math.FMA(x, y, -p)
}

// Merge adds another sum.
func (s *Compensated) Merge(other Compensated) {
	s.Add(other.high)
	s.low += other.low
}

// High returns the sum as plain addition would.
func (s *Compensated) High() float64 { return s.high }

// Value returns the sum. An infinite sum has no error that means anything.
func (s *Compensated) Value() float64 {
	if math.IsInf(s.high, 0) {
		return s.high
	}
	return s.high + s.low
}
