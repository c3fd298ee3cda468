package population

import (
	"math"
	"slices"
)

// seated returns strata in which some people have a seat, access for which their employer pays: the share EmployerPaid of all people, in each
// stratum whose people have a job in proportion to its full exposure and at most all. Those of a stratum who have one are a stratum of their own behind all others,
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
	return divided(strata, division{
		share: func(g *Stratum) float64 { return min(1, factor*jobExposure(g)) },
		mark:  func(g *Stratum) { g.EmployerPaid = true },
		name:  ", employer pays", code: "-paid",
	})
}

// division is how some people of each stratum become one of their own.
type division struct {
	share      func(*Stratum) float64 // of its people
	mark       func(*Stratum)
	name, code string // ends of theirs
}

// divided returns strata of which some people of each are a stratum of their own behind all others.
func divided(strata []Stratum, d division) []Stratum {
	list := slices.Clone(strata)
	for i := range strata {
		n := int64(math.Round(float64(strata[i].People) * d.share(&strata[i])))
		if n == 0 {
			continue
		}
		if n == strata[i].People { // a stratum has somebody
			d.mark(&list[i])
			continue
		}
		list[i].People -= n
		part := strata[i]
		part.People = n
		d.mark(&part)
		part.Name += d.name
		if part.Code != "" {
			part.Code += d.code
		}
		list = append(list, part)
	}
	return list
}

// fullOf returns the share of a stratum's work that AI reaches at the full frontier, over all domains.
func fullOf(g *Stratum) float64 {
	sum := 0.0
	for _, x := range g.Full {
		sum += x
	}
	return sum
}

// jobExposure is fullOf of those who have a job, of others 0.
func jobExposure(g *Stratum) float64 {
	if g.NotEmployed {
		return 0
	}
	return fullOf(g)
}

// meanExposure is jobExposure over all people.
func meanExposure(strata []Stratum) float64 {
	sum, people := 0.0, 0.0
	for i := range strata {
		w := float64(strata[i].People)
		sum += float64(w * jobExposure(&strata[i]))
		people += w
	}
	return sum / people
}
