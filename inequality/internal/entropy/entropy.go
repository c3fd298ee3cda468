// Package entropy has the terms of entropy measures that keep their digits where the plain formulas lose them.
package entropy

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Series returns ((1+dev)^a - 1 - a dev)/(a(a-1)) by its binomial series, dev^2/2 + (a-2)/6 dev^3 + ..., for a small dev:
// the term of generalised entropy of somebody whose deviation from the mean, over the mean, is dev. It holds for every a, also 0 and 1.
func Series(dev, a float64) float64 {
	term := float64(dev*dev) / 2
	sum := term
	for k := 2.0; math.Abs(term) > 0x1p-60*math.Abs(sum); k++ {
		term = float64(term * (dev * (a - k) / (k + 1)))
		sum += term
	}
	return sum
}

// Log returns dmath.Log(x), which is wrong by up to 5% for subnormal numbers on amd64 (go1.26), without that fault.
func Log(x float64) float64 {
	if x < 0x1p-1000 {
		return dmath.Log(x*0x1p100) - 100*math.Ln2
	}
	return dmath.Log(x)
}
