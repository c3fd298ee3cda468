package calibrate

import (
	"bytes"
	"fmt"
	"math"
	"math/big"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// FittedStudy returns the study that tells how sure the numbers of a scenario of the fitted model are: its cells are that scenario with sets of
// FittedEnsemble, spread over all of it, and its replicates have other luck, the same in each cell. Measures and series are left to the caller.
//
// study.Result.Spread parts what parameters and what luck do. Its quantiles at 5% and 95% are the ends of a 90% band: that of
// parameters covers what the published figures leave open, not that the model may be wrong.
//
// The scenario may differ from the built-in scenario fitted in anything but the calibrated parameters, which is an error that says where.
// So is a number of sets that there are not.
func FittedStudy(s cogap.Scenario, sets, replicates int) (study.Plan, error) {
	ensemble := FittedEnsemble()
	if sets < 1 || sets > len(ensemble) {
		return study.Plan{}, fmt.Errorf("calibrate: got %d parameter sets, want 1 to %d", sets, len(ensemble))
	}
	fit := Fitted()
	plan := study.Plan{Name: s.Name, Base: s, Design: study.Design{Kind: study.List}, Replicates: replicates, Seed: s.Seed}
	for _, p := range builtInParameters() {
		for _, path := range p.Paths {
			times, err := p.fittedTimes(&s, path, fit[p.Column()])
			if err != nil {
				return study.Plan{}, fmt.Errorf("calibrate: not of the fitted model: %w", err)
			}
			f := study.Factor{Path: path}
			for k := range sets {
				f.Values = append(f.Values, text(short12(times*ensemble[scattered(k, len(ensemble))][p.Column()])))
			}
			plan.Factors = append(plan.Factors, f)
		}
	}
	return plan, nil
}

// scattered returns the place among n of the k-th of a few that are spread over all of them; all n come once. An ensemble is in order of its
// walkers and their steps, so that equal distances could meet the same walker again and again: the distance is the golden section of n,
// made prime to it.
func scattered(k, n int) int {
	step := max(1, int(0.618*float64(n)))
	for big.NewInt(0).GCD(nil, nil, big.NewInt(int64(step)), big.NewInt(int64(n))).Int64() != 1 {
		step++
	}
	return k * step % n
}

// fittedTimes returns what the parameter is multiplied by in a scenario that has its fitted value; it is an error if it has another.
func (p *Parameter) fittedTimes(s *cogap.Scenario, path string, fit float64) (float64, error) {
	has, err := firstAt(s, path)
	if err != nil {
		return 0, err
	}
	if p.Times {
		return has / fit, nil
	}
	const asPrinted = 1e-3 // the built-in scenario fitted has four digits
	if math.Abs(has-fit) > asPrinted*math.Abs(fit) {
		return 0, fmt.Errorf("%s: got %g, want %.4g", path, has, fit)
	}
	return 1, nil
}

// builtInParameters returns the parameters of the calibration that comes with cogap. Reading nothing else of it is quick.
func builtInParameters() []Parameter {
	d, err := scenario.ParseDocument(bytes.NewReader(history), "history.yaml", "")
	if err != nil {
		panic("calibrate: embedded file: " + err.Error()) // a test reads it
	}
	f := reader{Document: d}
	for name, value := range d.Root().Entries() {
		if name.Text() == "parameters" {
			f.parameters(value, name.Text())
		}
	}
	return f.plan.Parameters
}
