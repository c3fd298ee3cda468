package population

import (
	"slices"

	"github.com/cogap/cogap/internal/param"
)

// notTraits are the parameters that say which strata there are and how many agents, rather than what people of a stratum are like.
var notTraits = []string{"source", "file", "strata", "scale"}

// DifferentTraits returns the parameters, such as threshold.alpha, in which the traits of the people of two specs differ. Without any, and
// with the same strata, scale and seed, person i of one is person i of the other; with some, both have the same draws of luck, of which
// other people are made.
func (s *Spec) DifferentTraits(o *Spec) []string {
	return slices.DeleteFunc(param.Different(s, o), func(path string) bool {
		first, _ := param.FirstStep(path)
		return slices.Contains(notTraits, first)
	})
}
