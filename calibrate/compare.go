package calibrate

import (
	"context"
	"math"
)

// Comparison is a target beside what the model has.
type Comparison struct {
	Target Target
	// Reason says why the model has nothing to compare with it; empty if it has. The numbers that follow are then NaN.
	Reason string
	Model  float64 // mean over replicates
	SE     float64 // its Monte Carlo standard error; NaN of fewer than two replicates
	Z      float64 // (Model - Target.Value) / Target.SE
	Pass   bool    // whether Z is within Passing
}

// inPercent reports whether a figure that fails seems to be 100 times what it should be: it would be within half of the model's value or two standard errors of it.
func (x *Comparison) inPercent() bool {
	off := math.Abs(x.Target.Value/100 - x.Model)
	return !x.Pass && math.Abs(x.Target.Value) > 1 && (off <= math.Abs(x.Model)/2 || off <= Passing*x.Target.SE/100)
}

// Passing is how many standard errors the model may be off a target that it passes: 95% of figures that are right lie within.
const Passing = 2

// Compare returns all targets beside what an evaluation gave.
func (c *Calibration) Compare(e *Evaluation) []Comparison {
	var list []Comparison
	for _, t := range c.plan.Targets {
		x := Comparison{Target: t, Model: math.NaN(), SE: math.NaN(), Z: math.NaN()}
		for k := range c.plan.Moments {
			if c.plan.Moments[k].Target != t.ID {
				continue
			}
			if e.Err != nil {
				x.Reason = "a run failed: " + e.Err.Error()
				break
			}
			x.Model, x.Z = e.Moments[k], t.z(e.Moments[k])
			if e.Replicates > 1 {
				x.SE = e.SDs[k] / math.Sqrt(float64(e.Replicates))
			}
			x.Pass = math.Abs(x.Z) <= Passing
		}
		for _, o := range c.plan.NotExpressed {
			if o.Target == t.ID {
				x.Reason = o.Reason
			}
		}
		list = append(list, x)
	}
	return list
}

// Comparisons returns all targets beside the fit; nil without one.
func (r *Result) Comparisons() []Comparison {
	if r.Fit == nil {
		return nil
	}
	return r.calibration.Compare(r.Fit)
}

// Assess evaluates the scenarios with given values of the parameters, nothing fitted, with all strata and FinalReplicates. Parameters
// that are not named are as they are in the first scenario. A value outside of a parameter's range counts as the nearer end.
func (c *Calibration) Assess(ctx context.Context, values map[string]float64, o Options) (*Evaluation, error) {
	point := append([]float64(nil), c.home...)
	for i := range c.plan.Parameters {
		if v, ok := values[c.plan.Parameters[i].Column()]; ok {
			point[i] = c.plan.Parameters[i].Place(v)
		}
	}
	list, err := c.session(ctx, o, 1).evaluate("fit", -1, c.plan.finalReplicates(), [][]float64{point})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
