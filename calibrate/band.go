package calibrate

import (
	"math"

	"github.com/cogap/cogap/study"
)

// Bands asks for measures of the first scenario over the ensemble.
type Bands struct {
	Measures []string // as package measure names them
	Members  int      // how many sets of the ensemble are run, spread over all of it; 0 means 40
}

// Band is what a measure is over the ensemble: of each member the mean over as many replicates as the fit that is reported has, with the
// same luck.
type Band struct {
	Measure string
	// Stat is over parameter sets: its quantiles are what targets leave open, its standard error says nothing.
	study.Stat
	// LuckSE is the Monte Carlo standard error of a member's mean, by the root mean square over members. All members share it, so that it
	// moves the whole band; NaN of fewer than two replicates.
	LuckSE float64
	// LowSE and HighSE are the Monte Carlo standard errors of the quantiles at 5% and 95%, of which members were run and which sets the ensemble has by chance, as if both
	// were drawn independently.
	LowSE, HighSE float64
}

func (b *Bands) members(of int) int {
	if b.Members == 0 {
		return min(40, of)
	}
	return min(b.Members, of)
}

// bandPlan returns the study of the first scenario at some points; at home if there are none.
func (c *Calibration) bandPlan(points [][]float64) study.Plan {
	if len(points) == 0 {
		points = [][]float64{c.home}
	}
	sc := c.plan.Scenarios[0].Scenario
	list, levels := factors(c.plan.Parameters, &c.plan.Scenarios[0], &sc)
	for f := range list {
		list[f].Range = nil
		for _, x := range points {
			l := levels[f]
			list[f].Values = append(list[f].Values, l.text(c.value(l.parameter, x[l.parameter])))
		}
	}
	return study.Plan{
		Name: c.plan.Name, Base: sc, Factors: list, Design: study.Design{Kind: study.List}, Seed: c.plan.Seed, Measures: c.plan.Bands.Measures,
		Replicates: c.plan.finalReplicates(),
	}
}

// bands runs members of the ensemble.
func (s *session) bands(sample *Sample) ([]Band, error) {
	n := s.plan.Bands.members(len(sample.Points))
	points := make([][]float64, n)
	for k := range points {
		points[k] = sample.Points[scattered(k, len(sample.Points))]
	}
	r, err := study.Run(s.ctx, s.bandPlan(points), study.Options{Workers: s.options.Workers})
	if err != nil {
		return nil, err
	}
	var list []Band
	for k, name := range s.plan.Bands.Measures {
		var means, variances []float64
		for cell := range points {
			one := r.Stat(cell, k)
			means, variances = append(means, one.Mean), append(variances, float64(one.SE*one.SE))
		}
		worth := 1 / (1/float64(n) + 1/sample.Effective)
		list = append(list, Band{
			name, study.Summarise(means), math.Sqrt(study.Summarise(variances).Mean), endSE(means, study.Levels[0], worth), endSE(means, study.Levels[4], worth),
		})
	}
	return list, nil
}
