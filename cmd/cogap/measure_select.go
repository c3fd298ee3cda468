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
	if err != nil {
		return fmt.Errorf("%w: --measures: %w", errUsage, err)
	}
	for _, c := range calls {
		if !c.kind.needs.met(o, c.kind, c.args) {
			return fmt.Errorf("%w: --measures: %s needs %s", errUsage, c.kind.name, c.kind.needs.flags())
		}
		c = o.lined(c)
		if err := c.checkLine(); err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		o.calls = append(o.calls, c)
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

// lacks says which of the measures asked for these data do not have, and why.
func (r *findings) lacks(o *options) (list []string) {
	var gaps, others []string
	for _, name := range r.absent {
		if k, _ := kindOf(name); r.pairs == 0 && (k.gap != nil || k.needs == needsGroupCovariates) {
			gaps = append(gaps, name)
		} else {
			others = append(others, name)
		}
	}
	if len(others) > 0 {
		list = append(list, "these data have no "+strings.Join(others, ", "))
	}
	if len(gaps) > 0 {
		reason := fmt.Sprintf("two groups are needed for %s, and column %s has %d", strings.Join(gaps, ", "), quoted(o.group), r.groups)
		if r.groups > 2 {
			reason += "; --reference names the one that the others are compared with"
		}
		list = append(list, reason)
	}
	return list
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
			return errors.New(strings.Join(r.lacks(o), "; "))
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
