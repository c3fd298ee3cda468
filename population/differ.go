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
	var list []string
	others := param.PlaceOf(o)
	var look func(p *param.Place)
	look = func(p *param.Place) {
		if slices.Contains(notTraits, p.Path()) {
			return
		}
		if p.IsLeaf() && p.Value.Interface() != others.Find(p.Path()).Value.Interface() {
			list = append(list, p.Path())
		}
		for part := range p.Parts() {
			look(part)
		}
	}
	look(param.PlaceOf(s))
	return list
}
