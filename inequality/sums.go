package inequality

import "github.com/cogap/cogap/internal/sum"

// compensated is a sum that keeps what rounding would lose; package sum says which sum is for what.
type compensated = sum.Compensated

func twoSum(a, b float64) (s, err float64) { return sum.Two(a, b) }
