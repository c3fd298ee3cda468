package population

import (
	"math"
	"slices"
)

// seated returns strata in which some people have a seat, access for which their employer pays: the share EmployerPaid of all people, in each
// stratum in proportion to its full exposure and at most all. Those of a stratum who have one are a stratum of their own behind all others,
// so that the others keep their places and their luck. Strata of which some say that they have seats are returned as they are.
func (s *Spec) seated(strata []Stratum) []Stratum {
	if s.EmployerPaid == 0 || slices.ContainsFunc(strata, func(g Stratum) bool { return g.EmployerPaid }) {
		return strata
	}
	mean := meanExposure(strata)
	if !(mean > 0) {
		return strata // AI does nothing for anybody's work
	}
	factor := s.EmployerPaid / mean
	list := slices.Clone(strata)
	for i := range strata {
		g := &strata[i]
		n := int64(math.Round(float64(g.People) * min(1, factor*fullOf(g))))
		if !(n > 0 && n < g.People) { // a stratum has somebody
			list[i].EmployerPaid = n > 0
			continue
		}
		list[i].People -= n
		with := *g
		with.People, with.EmployerPaid = n, true
		with.Name += ", employer pays"
		if with.Code != "" {
			with.Code += seatCode
		}
		list = append(list, with)
	}
	return list
}

// seatCode ends the code of the people of a stratum who have a seat.
const seatCode = "-paid"

// fullOf returns the share of a stratum's work that AI reaches at the full frontier, over all domains.
func fullOf(g *Stratum) float64 {
	sum := 0.0
	for _, x := range g.Full {
		sum += x
	}
	return sum
}

// meanExposure is fullOf over all people.
func meanExposure(strata []Stratum) float64 {
	sum, people := 0.0, 0.0
	for i := range strata {
		w := float64(strata[i].People)
		sum += float64(w * fullOf(&strata[i]))
		people += w
	}
	return sum / people
}
