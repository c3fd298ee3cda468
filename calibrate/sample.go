package calibrate

import (
	"math/big"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// The purposes of draws. That of package study's designs is rng.Users itself.
const (
	forStrata = rng.Users + 1 + iota
	forCMAES
	forHistory
	forEnsemble
	forHoldBack
)

// ready returns a scenario as a stage runs it: all strata with the same number of people if that is asked for, and of many strata
// those that are drawn. strata are all that it has.
func (s *Scenario) ready(strata []population.Stratum, stage Stage, seed uint64) (cogap.Scenario, bool) {
	sc := s.Scenario
	sampled := stage.Strata > 0 && stage.Strata < len(strata)
	if !s.EqualStrata && !sampled {
		return sc, false
	}
	if s.EqualStrata {
		strata = equal(strata)
	}
	if sampled {
		strata = drawStrata(strata, stage.Strata, rng.At(seed, 0, 0, forStrata).Float64())
	}
	sc.Population.Source, sc.Population.File, sc.Population.Strata = "", "", strata
	return sc, sampled
}

// equal returns strata with the same number of people in all; what is left over has the first ones.
func equal(strata []population.Stratum) []population.Stratum {
	total := int64(0)
	for i := range strata {
		total += strata[i].People
	}
	n := int64(len(strata))
	list := make([]population.Stratum, n)
	for i := range list {
		list[i] = strata[i]
		list[i].People = total / n
		if int64(i) < total%n {
			list[i].People++
		}
	}
	return list
}

// drawStrata draws strata with a chance in proportion to their people, by one start, from 0 to 1, and equal steps through all people in
// order. Each stands for the people of its steps, so that all people together are as many as before; one that is longer than a step
// may have several. Source: Madow (1949), On the theory of systematic sampling, II, Annals of Mathematical Statistics 20(3).
func drawStrata(strata []population.Stratum, n int, start float64) []population.Stratum {
	total := int64(0)
	for i := range strata {
		total += strata[i].People
	}
	// tick k is at (start + k) total / n, in whole people
	tick := func(k int) int64 {
		whole := new(big.Int).Div(new(big.Int).Mul(big.NewInt(int64(k)), big.NewInt(total)), big.NewInt(int64(n)))
		return whole.Int64() + int64(start*float64(total)/float64(n))
	}
	people := func(k int) int64 { return tick(k+1) - tick(k) }
	var list []population.Stratum
	upTo, k := int64(0), 0
	for i := range strata {
		upTo += strata[i].People
		s, drawn := strata[i], int64(0)
		for ; k < n && tick(k) < upTo; k++ {
			drawn += people(k)
		}
		if s.People = drawn; drawn > 0 {
			list = append(list, s)
		}
	}
	return list
}
