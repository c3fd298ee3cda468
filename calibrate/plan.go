package calibrate

import (
	"cmp"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/study"
)

// Plan is a calibration as plain data. Scenarios, Parameters, Targets and Moments are needed; the rest has defaults.
type Plan struct {
	Name string
	// Scenarios are what is run at every point. The first is the one whose parameters are wanted.
	Scenarios []Scenario
	// Parameters are what may change, in all scenarios that have them.
	Parameters []Parameter
	// Targets are published figures: those with the role Fit are fitted, those with Validate only reported.
	Targets []Target
	// Moments say what each target is compared with. Every target has one or stands in NotExpressed.
	Moments []Moment
	// NotExpressed has the targets that the model can't be compared with, and why.
	NotExpressed []Omission
	// Method is that of the local search; empty means Coordinate.
	Method Method
	// Start is how many points of a Latin hypercube the first stage begins with, beside the scenario as it is; 0 means three for
	// each parameter.
	Start int
	// Stages are the parts of the search; none means one of DefaultEvaluations with all strata.
	Stages []Stage
	// Replicates is how many runs, with other luck, each evaluation takes the mean of; 0 means 1.
	Replicates int
	// FinalReplicates is the same for the fit that is reported; 0 means 10.
	FinalReplicates int
	// Cap is the most that |z| counts for in the objective; 0 means 30. A moment that is not defined counts as much.
	Cap float64
	// Seed chooses the luck of all runs and all draws of the calibration.
	Seed uint64
	// Identify asks which directions in the space of parameters the targets say something of.
	Identify bool
	// Profiles, History, Ensemble and Bands ask how far parameters and other numbers of the model may be off, HoldBack whether it gives
	// figures that it was not fitted to; nil asks nothing.
	Profiles *Profiles
	History  *History
	Ensemble *Ensemble
	Bands    *Bands
	HoldBack *HoldBack
}

// Scenario is one of the scenarios of a calibration.
type Scenario struct {
	Name     string
	Scenario cogap.Scenario
	// EqualStrata gives all strata the same number of people, so that each has as many agents as any other: for slopes over
	// strata that count alike.
	EqualStrata bool
}

// Method is a way to search.
type Method string

// The methods.
const (
	Coordinate Method = "coordinate"  // one parameter after the other, with a step for each; goes on from the next best start when it ends
	CMAES      Method = "cma-es"      // covariance matrix adaptation
	NelderMead Method = "nelder-mead" // a simplex
)

var methods = []string{string(Coordinate), string(CMAES), string(NelderMead)}

// Stage is a part of the search.
type Stage struct {
	// Strata is how many strata are drawn, by size, of each scenario that has more; 0 means all.
	Strata int
	// Evaluations is the budget of the stage, with its starting points. The search may go over it by one generation.
	Evaluations int
}

// DefaultEvaluations is the budget of a plan without stages.
const DefaultEvaluations = 200

// Parameter is what may change.
type Parameter struct {
	// Name is its column in tables; empty means its path.
	Name string
	// Paths are the parameters of the scenarios that get the value, as scenario.Set takes them; usually one.
	Paths []string
	// In names the scenarios that get the value; empty means all that have all the paths. The first of them says where the search begins.
	In []string
	// From and To are the ends of the range.
	From, To float64
	// Scale says whether steps are equal differences or equal ratios; empty means study.Linear.
	Scale study.Scale
	// Times means that the value is a factor by which what each path has in the scenario is multiplied.
	Times bool
	// Whole means that the value is rounded to a whole number. New sets it of a parameter that takes no others, unless it is a factor: then
	// what it gives is rounded.
	Whole bool
	// Step is the first step of the search, as a part of the range; 0 means 0.15.
	Step float64
}

// Role says what a target is for.
type Role string

// The roles.
const (
	Fit      Role = "fit"
	Validate Role = "validate"
)

// Target is a published figure.
type Target struct {
	ID, Name, Definition string
	Role                 Role
	Value, SE            float64 // SE covers sampling and what the model does not try to describe
	Weight               float64 // among those that are fitted
	Source, Status       string
}

// Omission is a target that the model can't be compared with.
type Omission struct{ Target, Reason string }

// Moment is what a target is compared with: a term; the ratio of two; or the slope of the logarithm of a measure on that of
// another over strata or groups of strata, by least squares, each counting alike. Strata in which either is not positive are left
// out of a slope; of fewer than three it is not defined.
type Moment struct {
	Target   string     // its id
	Scenario string     // by name; empty means the first
	Of       Term       // the term, the dividend, or what a slope is of
	Over     *Term      // the divisor of a ratio
	On       string     // the measure that a slope is on, as package measure names it; empty if the moment is no slope
	By       measure.By // of a slope: measure.Stratum or measure.Group
	// Times is what the source measures over what the model does, by which the moment is multiplied, where the two ask different questions;
	// 0 means 1.
	Times float64
}

// Term is a number of a run: a measure; its mean over some months; or its mean over groups with weights.
type Term struct {
	Measure  string     // as package measure names it: access_share@2026-02
	From, To string     // months, such as 2024-01, between which the mean is taken; empty if Measure says the month
	By       measure.By // measure.Group or measure.Stratum, if there are weights
	Weights  []Weight
}

// Weight is what a group counts for.
type Weight struct {
	Group  string
	Weight float64
}

func (p *Plan) method() Method       { return cmp.Or(p.Method, Coordinate) }
func (p *Plan) cap() float64         { return cmp.Or(p.Cap, 30) }
func (p *Plan) replicates() int      { return cmp.Or(p.Replicates, 1) }
func (p *Plan) finalReplicates() int { return cmp.Or(p.FinalReplicates, 10) }
func (p *Plan) start() int           { return cmp.Or(p.Start, 3*len(p.Parameters)) }

func (p *Plan) stages() []Stage {
	if len(p.Stages) == 0 {
		return []Stage{{Evaluations: DefaultEvaluations}}
	}
	return p.Stages
}

// Column is the parameter's name in tables.
func (p *Parameter) Column() string {
	if p.Name == "" && len(p.Paths) > 0 {
		return p.Paths[0]
	}
	return p.Name
}

func (p *Parameter) step() float64 { return cmp.Or(p.Step, 0.15) }

// find returns the place of a scenario by name; -1 if there is none.
func (p *Plan) find(name string) int {
	if name == "" {
		return 0
	}
	for i := range p.Scenarios {
		if p.Scenarios[i].Name == name {
			return i
		}
	}
	return -1
}
