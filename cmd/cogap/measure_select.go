package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// checkMeasures sets the calls: those of --measures, or all that are usual and have what they need.
func (o *options) checkMeasures() error {
	asked := strings.Join(o.measures, ",")
	if len(o.measures) == 0 {
		for i := range kinds {
			for _, args := range kinds[i].usual {
				if c := o.lined(call{&kinds[i], args}); c.kind.needs.met(o, c.kind, c.args) {
					o.calls = append(o.calls, c)
				}
			}
		}
		return nil
	}
	calls, err := parseCalls(asked)
	var all []error
	for _, fault := range faults(err) {
		all = append(all, fmt.Errorf("%w: --measures: %w", errUsage, fault))
	}
	for _, c := range calls {
		if !c.kind.needs.met(o, c.kind, c.args) {
			all = append(all, fmt.Errorf("%w: --measures: %s needs %s", errUsage, c.kind.name, c.kind.needs.flags()))
			continue
		}
		c = o.lined(c)
		if err := c.checkLine(); err != nil {
			all = append(all, fmt.Errorf("%w: %w", errUsage, err))
		}
		o.calls = append(o.calls, c)
	}
	return errors.Join(all...)
}

// lined puts the line of the flag into a call that has none of its own.
func (o *options) lined(c call) call {
	for i, p := range c.kind.params {
		if p.name == line.name && math.IsNaN(c.args[i]) {
			c.args = slices.Clone(c.args)
			c.args[i] = o.line
		}
	}
	return c
}

// checkLine reports a line that does not suit the measure: that of the flag was not read as its parameter.
func (c call) checkLine() error {
	for i := range c.kind.params {
		switch p := &c.kind.params[i]; {
		case p.name != line.name || p.holds(c.args[i]):
		case math.IsNaN(c.args[i]):
			return fmt.Errorf("--measures: %s needs --line or z", c.kind.name)
		default:
			return fmt.Errorf("--line: got %v, want %s for %s", c.args[i], p.want(), c.kind.name)
		}
	}
	return nil
}

// A lack is what is missing for a reason.
type lack struct {
	what  string // with %s for the names
	why   string
	names []string
}

type lacks []lack

func (l *lacks) add(what, why, name string) {
	for i := range *l {
		if (*l)[i].what == what && (*l)[i].why == why {
			(*l)[i].names = append((*l)[i].names, name)
			return
		}
	}
	*l = append(*l, lack{what, why, []string{name}})
}

func (l lacks) texts() (list []string) {
	for _, x := range l {
		list = append(list, fmt.Sprintf(x.what, strings.Join(x.names, ", "))+": "+x.why)
	}
	return list
}

// lacks says which of the measures asked for these data do not have, and why.
func (r *findings) lacks(o *options) []string {
	var l lacks
	for _, m := range r.Measures {
		if m.Undefined != "" {
			l.add("not defined: %s", m.Undefined, strings.TrimSpace(m.Measure+" "+m.Params.String()))
		}
	}
	for _, name := range r.absent {
		k, _ := kindOf(name)
		switch why := k.absent; {
		case r.pairs == 0 && (k.gap != nil || k.needs == needsGroupCovariates):
			l.add("no %s", r.wantsPair(o), name)
		case why != "":
			l.add("no %s", why, name)
		default:
			l.add("no %s", "these data have none", name)
		}
	}
	way := fmt.Sprintf("all rows are needed in memory, and there are more than --max-exact %d, which may be raised", o.maxExact)
	if o.stream {
		way = "all rows are needed in memory, and --stream holds none"
	}
	for _, name := range r.leftOut {
		if len(o.measures) > 0 && name != standardErrors {
			l.add("not measured: %s", way, name)
		}
	}
	return l.texts()
}

// standardErrors are what a stream leaves out beside measures.
const standardErrors = "standard errors"

// wantsPair says why there is no gap.
func (r *findings) wantsPair(o *options) string {
	text := fmt.Sprintf("two groups are needed, and column %s has %d", quoted(o.group), r.groups)
	if r.groups > 2 {
		text += "; --reference names the one that the others are compared with"
	}
	return text
}

// choose says what of the measures asked for there is not, and adds the intervals of those that have a standard error. It is an error if there is none of them.
func (r *findings) choose(o *options) error {
	r.Level = o.level
	if len(o.measures) > 0 {
		for _, c := range o.calls {
			if !slices.ContainsFunc(r.Measures, func(m result) bool { return m.Measure == c.kind.name }) && !slices.Contains(r.absent, c.kind.name) && !slices.Contains(r.leftOut, c.kind.name) {
				r.absent = append(r.absent, c.kind.name)
			}
		}
		if !slices.ContainsFunc(r.Measures, func(m result) bool { return m.Undefined == "" }) {
			var all []error
			for _, text := range r.lacks(o) {
				all = append(all, errors.New(text))
			}
			return errors.Join(all...)
		}
	}
	if o.level > 0 {
		deviations := math.Sqrt2 * math.Erfinv(o.level)
		for i := range r.Measures {
			r.Measures[i].normal(deviations)
		}
	}
	return nil
}

// normal sets the interval of so many standard errors on either side, if there is none yet.
func (r *result) normal(deviations float64) {
	if r.SE != nil && r.CI == nil {
		half := number(float64(deviations) * float64(*r.SE))
		r.CI = &interval{r.Value - half, r.Value + half, "normal"}
	}
}
