package calibrate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// checker gathers what is wrong with a plan.
type checker struct {
	plan      *Plan
	problems  []error
	noTargets bool // they are not all known
}

// add notes a problem at a place of the plan, such as moments[2].
func (k *checker) add(path, format string, args ...any) {
	k.problems = append(k.problems, &cogap.ParameterError{Path: path, Err: fmt.Errorf(format, args...)})
}

// shape checks all that can be known without making a scenario.
func (k *checker) shape() {
	p := k.plan
	if len(p.Scenarios) == 0 {
		k.add("scenarios", "got none, want what is run")
	}
	for i, s := range p.Scenarios {
		if p.find(s.Name) != i && i > 0 || s.Name == "" {
			k.add(fmt.Sprintf("scenarios[%d]", i), "got the name %q, want one that no other has", s.Name)
		}
	}
	for i := range p.Parameters {
		k.parameter(i)
	}
	if k.noTargets {
		k.omitted()
	} else {
		k.targets()
	}
	for i := range p.Moments {
		k.moment(i)
	}
	k.settings()
}

// Fittable returns an error if the plan lacks what a fit needs, parameters and a target to fit: each a *cogap.ParameterError. Such a plan
// can be assessed all the same ([Calibration.Assess]).
func (c *Calibration) Fittable() error {
	k := checker{plan: &c.plan}
	if len(c.plan.Parameters) == 0 {
		k.add("parameters", "got none, want what may change")
	}
	if len(c.fitted()) == 0 {
		k.add("targets", "got none with the role fit, a weight and a moment, so that there is nothing to fit")
	}
	return errors.Join(k.problems...)
}

func (k *checker) parameter(i int) {
	p, path := &k.plan.Parameters[i], fmt.Sprintf("parameters[%d]", i)
	if slices.ContainsFunc(k.plan.Parameters[:i], func(o Parameter) bool { return o.Column() == p.Column() }) {
		k.add(path, "got %s a second time", p.Column())
	}
	if len(p.Paths) == 0 {
		k.add(path, "got no paths, want the parameters of the scenario that get the value")
	}
	for _, name := range p.In {
		if name == "" || k.plan.find(name) < 0 {
			k.add(path+".in", "%w", param.Unknown(name, k.plan.scenarioNames()))
		}
	}
	switch {
	case !(p.From < p.To) || math.IsInf(p.From, 0) || math.IsInf(p.To, 0):
		k.add(path, "got %v to %v, want a lower end below an upper one", p.From, p.To)
	case p.Scale != "" && p.Scale != study.Linear && p.Scale != study.Log:
		k.add(path+".scale", "%w", param.Unknown(string(p.Scale), []string{string(study.Linear), string(study.Log)}))
	case p.Scale == study.Log && p.From <= 0:
		k.add(path+".from", "got %v on a log scale, want > 0", p.From)
	}
	if !(p.Step >= 0 && p.Step <= 0.5) {
		k.add(path+".step", "got %v, want a part of the range, up to 0.5", p.Step)
	}
}

// targets checks that each target is sound, and either has one moment or stands among those that are not expressed.
func (k *checker) targets() {
	p := k.plan
	if len(p.Targets) == 0 {
		k.add("targets", "got none, want figures")
	}
	var ids []string
	for i := range p.Targets {
		t, path := &p.Targets[i], fmt.Sprintf("targets[%d]", i)
		for _, problem := range t.problems() {
			k.add(path+"."+problem.field, "%w", problem.err)
		}
		if slices.Contains(ids, t.ID) {
			k.add(path, "got %s a second time", t.ID)
		}
		ids = append(ids, t.ID)
		k.expressed(t.ID)
	}
	k.known(ids)
}

// expressed notes a target that has several moments, or none and no reason.
func (k *checker) expressed(id string) {
	moments := count(k.plan.Moments, func(m Moment) bool { return m.Target == id })
	omissions := count(k.plan.NotExpressed, func(o Omission) bool { return o.Target == id })
	switch {
	case moments+omissions == 0:
		k.add("moments."+id, "target %s has no moment: give it one, or say under not_expressed why it has none", id)
	case moments > 1:
		k.add("moments."+id, "target %s has %d moments, want one", id, moments)
	case moments+omissions > 1:
		k.add("not_expressed."+id, "target %s is there and has a moment too", id)
	}
}

// omitted notes omissions of targets that have a moment too, whatever targets there are.
func (k *checker) omitted() {
	for _, o := range k.plan.NotExpressed {
		if count(k.plan.Moments, func(m Moment) bool { return m.Target == o.Target }) == 1 {
			k.expressed(o.Target)
		}
	}
}

// known checks that moments and omissions are of targets that there are.
func (k *checker) known(ids []string) {
	for i, m := range k.plan.Moments {
		if !slices.Contains(ids, m.Target) {
			k.add(fmt.Sprintf("moments[%d].target", i), "%w", param.Unknown(m.Target, ids))
		}
	}
	for i, o := range k.plan.NotExpressed {
		path := fmt.Sprintf("not_expressed[%d]", i)
		if !slices.Contains(ids, o.Target) {
			k.add(path, "%w", param.Unknown(o.Target, ids))
		}
		if strings.TrimSpace(o.Reason) == "" {
			k.add(path, "got no reason why %s has no moment", o.Target)
		}
	}
}

func count[T any](list []T, is func(T) bool) (n int) {
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}

func (k *checker) moment(i int) {
	p, path := k.plan, fmt.Sprintf("moments[%d]", i)
	m := &p.Moments[i]
	if p.find(m.Scenario) < 0 {
		k.add(path+".scenario", "%w", param.Unknown(m.Scenario, p.scenarioNames()))
	}
	if !(m.Times >= 0) || math.IsInf(m.Times, 0) {
		k.add(path+".times", "got %v, want a factor above 0", m.Times)
	}
	if m.On != "" {
		if m.By != measure.Stratum && m.By != measure.Group {
			k.add(path+".by", "%w", param.Unknown(string(m.By), slopeWays))
		}
		if m.Over != nil || m.Of.From != "" || m.Of.To != "" || len(m.Of.Weights) > 0 {
			k.add(path, "got a slope with over, from, to or weights: it is of one measure on another in one month each")
		}
		if nameOf(m.On) == nameOf(m.Of.Measure) {
			k.add(path+".slope_on", "got the slope of %s on itself, which is 1 whatever the run", m.On)
		}
		return
	}
	for _, t := range []*Term{&m.Of, m.Over} {
		if t == nil {
			continue
		}
		if (t.By == measure.Everybody) != (len(t.Weights) == 0) || t.By != measure.Everybody && t.By != measure.Group && t.By != measure.Stratum {
			k.add(path+".by", "got by %q with %d weights: want both, of groups or strata, or none", t.By, len(t.Weights))
		}
		for _, w := range t.Weights {
			if !(w.Weight >= 0) || math.IsInf(w.Weight, 0) {
				k.add(path+".weights", "got %v for %s, want a weight, 0 or more", w.Weight, w.Group)
			}
		}
		if len(t.Weights) > 0 && !slices.ContainsFunc(t.Weights, func(w Weight) bool { return w.Weight != 0 }) {
			k.add(path+".weights", "got weights that are all 0, want one above 0 at least")
		}
	}
}

// nameOf returns the name of a measure as columns have it; what is none as it is.
func nameOf(text string) string {
	if ref, err := measure.Parse(text); err == nil {
		return ref.String()
	}
	return text
}

func (p *Plan) scenarioNames() []string {
	var names []string
	for _, s := range p.Scenarios {
		names = append(names, s.Name)
	}
	return names
}

// least notes a number that is too small.
func (k *checker) least(path string, got, least int) {
	if got < least {
		k.add(path, "got %d, want %d or more", got, least)
	}
}

// settings checks how the search is done.
func (k *checker) settings() {
	p := k.plan
	if !slices.Contains(methods, string(p.method())) {
		k.add("method", "%w", param.Unknown(string(p.Method), methods))
	}
	least := k.least
	least("start", p.Start, 0)
	least("replicates", p.Replicates, 0)
	least("final_replicates", p.FinalReplicates, 0)
	if !(p.Cap >= 0) {
		k.add("cap", "got %v, want a number of standard errors", p.Cap)
	}
	for i, s := range p.Stages {
		path := fmt.Sprintf("stages[%d]", i)
		least(path+".evaluations", s.Evaluations, 1)
		least(path+".strata", s.Strata, 0)
	}
	k.uncertainty()
}

// uncertainty checks how what is known of parameters is found out.
func (k *checker) uncertainty() {
	p := k.plan
	least := k.least
	if x := p.Profiles; x != nil {
		least("profiles.points", x.Points, 2)
		least("profiles.evaluations", x.Evaluations, 1)
	}
	if x := p.History; x != nil {
		least("history.waves", x.Waves, 1)
		least("history.points", x.Points, 2*len(p.Parameters)+4)
		if !(x.Cutoff >= 0) {
			k.add("history.cutoff", "got %v, want a number of standard errors", x.Cutoff)
		}
	}
	if x := p.Ensemble; x != nil {
		least("ensemble.steps", x.Steps, 2)
		if x.Walkers != 0 {
			least("ensemble.walkers", x.Walkers, 4)
		}
		least("ensemble.training", x.Training, 0)
		least("ensemble.refining", x.Refining, 0)
		if x.Refining > 0 && x.Training == 0 {
			k.add("ensemble.refining", "got %d without training, which is what it refines", x.Refining)
		}
		least("ensemble.sets", x.Sets, 0)
		k.moves("ensemble.moves", x.Moves)
		if x.Moves == Hamiltonian && x.Training == 0 {
			k.add("ensemble.moves", "got %q without training, which the slopes are of", x.Moves)
		}
	}
	if x := p.HoldBack; x != nil {
		least("hold_back.training", x.Training, 0)
		least("hold_back.points", x.Points, 2)
		k.moves("hold_back.moves", x.Moves)
		k.groups(x.Groups)
	}
	if x := p.Bands; x != nil {
		if p.Ensemble == nil {
			k.add("bands", "got bands without an ensemble, over which they are")
		}
		least("bands.members", x.Members, 0)
		if len(x.Measures) == 0 {
			k.add("bands.measures", "got none")
		}
	}
}

// moves checks how walkers move.
func (k *checker) moves(path string, by Moves) {
	if by != "" && !slices.Contains(moves, string(by)) {
		k.add(path, "%w", param.Unknown(string(by), moves))
	}
}

// groups checks the figures that are held back.
func (k *checker) groups(list []HeldGroup) {
	p := k.plan
	if len(list) == 0 {
		k.add("hold_back.groups", "got none")
	}
	for _, g := range list {
		for i, id := range g.Targets {
			fitted := func(t Target) bool { return t.ID == id && t.Role == Fit && t.Weight > 0 }
			omitted := func(o Omission) bool { return o.Target == id }
			if !k.noTargets && !slices.ContainsFunc(p.Targets, fitted) || slices.ContainsFunc(p.NotExpressed, omitted) {
				k.add(fmt.Sprintf("hold_back.groups.%s[%d]", g.Name, i), "got %q, want a target that is fitted", id)
			}
		}
		if len(g.Targets) == 0 {
			k.add("hold_back.groups."+g.Name, "got no targets")
		}
	}
}

// prepare makes the stages ready, or finds out why they can't be.
func (k *checker) prepare(c *Calibration) {
	known := k.problems
	for i := range c.plan.Scenarios {
		if c.isBroken(i) {
			c.strata = append(c.strata, nil)
			continue
		}
		m, err := cogap.NewModel(c.plan.Scenarios[i].Scenario)
		if err != nil {
			k.add(fmt.Sprintf("scenarios[%d]", i), "%w", err)
			continue
		}
		c.strata = append(c.strata, m.Engine().Strata())
	}
	if len(c.strata) < len(c.plan.Scenarios) || len(c.strata) == 0 {
		return
	}
	told := map[string]bool{}
	tell := func(path string, err error) {
		if text := path + ": " + err.Error(); !told[text] && !among(known, path) {
			told[text] = true
			k.add(path, "%w", err)
		}
	}
	k.weights(c)
	k.paths(c, tell)
	if c.plan.Bands != nil && !c.isBroken(0) {
		k.bands(c, tell)
	}
	c.full = c.prepare(Stage{}, tell)
	for _, s := range c.plan.stages() {
		if len(k.problems) > 0 {
			return // the rest would say the same again
		}
		st := c.full
		if s.Strata > 0 {
			st = c.prepare(s, tell)
		}
		c.stages = append(c.stages, st)
	}
}

// weights checks that what has a weight is in the scenario, of moments of which something else is wrong: of all others their measures tell it.
func (k *checker) weights(c *Calibration) {
	known := k.problems
	for i := range c.plan.Moments {
		m := &c.plan.Moments[i]
		path, scenario := fmt.Sprintf("moments[%d]", i), c.plan.find(m.Scenario)
		if m.On != "" || scenario < 0 || c.isBroken(scenario) || !among(known, path) {
			continue
		}
		a := asker{strata: c.strata[scenario]}
		for _, t := range []*Term{&m.Of, m.Over} {
			if t == nil || t.By != measure.Group && t.By != measure.Stratum {
				continue
			}
			for _, w := range t.Weights {
				if !a.drawn(t.By, w.Group) {
					k.add(path+".weights", "%w", param.Unknown(w.Group, a.namesBy(t.By)))
				}
			}
		}
	}
}

// bands checks the measures that bands are of.
func (k *checker) bands(c *Calibration, tell func(path string, err error)) {
	if len(c.plan.Bands.Measures) == 0 {
		return // which has been told
	}
	_, err := study.New(c.bandPlan(nil))
	for _, one := range problemsOf(err) {
		var n int
		p, ok := errors.AsType[*cogap.ParameterError](one)
		if ok {
			if _, err := fmt.Sscanf(p.Path, "measures[%d]", &n); err == nil {
				tell(fmt.Sprintf("bands.measures[%d]", n), p.Err)
				continue
			}
		}
		if !among(k.problems, "parameters") {
			tell("bands", one)
		}
	}
}

// among reports whether one of some problems is of a path, of what holds it, or of what it holds.
func among(problems []error, path string) bool {
	return slices.ContainsFunc(problems, func(err error) bool {
		p, ok := errors.AsType[*cogap.ParameterError](err)
		return ok && (within(path, p.Path) || within(p.Path, path))
	})
}

// within reports whether a path is another or below it.
func within(path, holder string) bool {
	rest, ok := strings.CutPrefix(path, holder)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// paths checks that the scenario that a parameter begins with has all its paths, and numbers where they are to be multiplied, and finds out
// where it begins.
func (k *checker) paths(c *Calibration, tell func(path string, err error)) {
	for i := range c.plan.Parameters {
		p, place := &c.plan.Parameters[i], fmt.Sprintf("parameters[%d]", i)
		first := c.plan.first(p)
		if first == nil || len(p.Paths) == 0 || c.isBroken(c.plan.firstOf(p)) { // which has been told
			c.start, c.home = append(c.start, p.From), append(c.home, 0)
			continue
		}
		p.Whole = p.Whole || !p.Times && slices.ContainsFunc(p.Paths, func(path string) bool { return isWhole(first, path) })
		if p.Whole && (p.From != math.Trunc(p.From) || p.To != math.Trunc(p.To)) {
			tell(place, fmt.Errorf("got %v to %v, want whole numbers", p.From, p.To))
		}
		value, home := p.home(first)
		c.start, c.home = append(c.start, value), append(c.home, home)
		for _, path := range p.Paths {
			if param.PlaceOf(first).Find(path) == nil {
				err := scenario.Set(new(*first), path, "1") // which knows what it may be
				if p, ok := errors.AsType[*cogap.ParameterError](err); ok {
					err = p.Err
				}
				tell(place, err)
				continue
			}
			if _, err := numberAt(first, path); err != nil && p.Times {
				tell(place, err)
			}
		}
	}
}

// explain tells what is wrong with the study of a scenario, of what caused it in the plan.
func (c *Calibration) explain(err error, scenario int, a *asker, levels []level, tell func(path string, err error)) {
	list := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		list = several.Unwrap()
	}
	for _, one := range list {
		path, cause := fmt.Sprintf("scenarios[%d]", scenario), one
		if p, ok := errors.AsType[*cogap.ParameterError](one); ok {
			var n int
			cause = p.Err
			if _, err := fmt.Sscanf(p.Path, "measures[%d]", &n); err == nil {
				path = fmt.Sprintf("moments[%d]", a.by[n])
			} else if _, err := fmt.Sscanf(p.Path, "factors[%d]", &n); err == nil {
				path = fmt.Sprintf("parameters[%d]", levels[n].parameter)
				if _, end, ok := strings.Cut(p.Path, "]."); ok && (end == "from" || end == "to") {
					path += "." + end
				}
			}
		}
		tell(path, cause)
	}
}
