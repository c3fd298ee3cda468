package bench

import (
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/population"
)

// Scenario is cogap.Plain with a number of agents, each of whom is one of so many people in the twenty largest
// US occupations. Distributions are measured every so many months; 0 means never.
func Scenario(people, every int) cogap.Scenario {
	s := cogap.Plain()
	s.Statistics.Every = every
	strata := population.USWorkforce2021()
	slices.SortFunc(strata, func(a, b population.Stratum) int { return int(b.People - a.People) })
	strata = strata[:20]
	for g := range strata {
		strata[g].People = int64(people / len(strata))
	}
	s.Population.Source, s.Population.Strata, s.Population.Scale = "", strata, 1
	return s
}
