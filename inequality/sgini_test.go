package inequality

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestPowerFall: the products at 3 and 4 are what powers say, and a tiny share keeps its digits.
func TestPowerFall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Float64Range(1e-9, 1).Draw(t, "u")
		part := rapid.Float64Range(1e-12, 1).Draw(t, "part")
		for _, nu := range []float64{3, 4} {
			near := powerFall(nu+1e-13)(u, float64(u*part), part) // by powers
			require.InEpsilon(t, near, powerFall(nu)(u, float64(u*part), part), 1e-11)
		}
	})
	require.InEpsilon(t, 3e-20, powerFall(3)(1, 1e-20, 1e-20), 1e-15)
	require.InEpsilon(t, 4e-20, powerFall(4)(1, 1e-20, 1e-20), 1e-15)
	for _, nu := range []float64{3, 4} {
		for _, p := range []float64{0, .3, 1} {
			require.InDelta(t, 1-nu*math.Pow(1-p, nu-1), sginiWeights(nu)(p), 1e-15)
		}
	}
}
