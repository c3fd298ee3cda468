package histogram

import (
	"math/big"

	"github.com/cogap/cogap/internal/sum"
)

// The sums of package sum, which says which is for what.
type (
	compensated = sum.Compensated
	double      = sum.Double
	exactSum    = sum.Exact
)

func twoSum(a, b float64) (s, err float64) { return sum.Two(a, b) }

func exactOf() *big.Float { return new(big.Float).SetPrec(sum.BigBits) }

// maxDigits is the largest number of digits of an exactSum.
const maxDigits = sum.MaxDigits

func squared(v float64) float64 { return float64(v * v) }
