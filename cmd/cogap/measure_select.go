package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// checkMeasures sets the calls: those of --measures, or all that are usual and have what they need.
func (o *options) checkMeasures() error {
	asked := strings.Join(o.measures, ",")
	if asked == "" {
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
	if err != nil {
		return fmt.Errorf("%w: --measures: %w", errUsage, err)
	}
	for _, c := range calls {
		if !c.kind.needs.met(o, c.kind, c.args) {
			return fmt.Errorf("%w: --measures: %s needs %s", errUsage, c.kind.name, c.kind.needs.flags())
		}
		o.calls = append(o.calls, o.lined(c))
	}
	return nil
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

// choose says what of the measures asked for there is not, and adds the intervals of those that have a standard error.
func (r *findings) choose(o *options) error {
	r.Level = o.level
	if len(o.measures) > 0 {
		r.leftOut = slices.DeleteFunc(r.leftOut, func(m string) bool { return m == "standard errors" })
		if len(r.leftOut) > 0 {
			return fmt.Errorf("streamed, so without %s; --max-exact measures more rows exactly", strings.Join(r.leftOut, ", "))
		}
		r.leave("standard errors")
		if !r.Streamed {
			r.leftOut = nil
		}
		for _, c := range o.calls {
			if !slices.ContainsFunc(r.Measures, func(m result) bool { return m.Measure == c.kind.name }) && !slices.Contains(r.absent, c.kind.name) {
				r.absent = append(r.absent, c.kind.name)
			}
		}
		if len(r.absent) > 0 && len(r.Measures) == 0 {
			return fmt.Errorf("these data have no %s", strings.Join(r.absent, ", "))
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
		half := number(deviations) * *r.SE
		r.CI = &interval{r.Value - half, r.Value + half, "normal"}
	}
}
