package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// namedMeasures are the names of all measures, by the flags that they need.
var namedMeasures = []struct {
	needs string
	given func(*options) bool
	names []string
}{
	{"--value", func(*options) bool { return true }, []string{
		"mean", "variance", "cv", "sd_logs", "gini", "gini_unbiased", "gini_abs", "gini_rsv", "sgini", "bonferroni", "zenga2007", "hoover", "wolfson",
		"theil_t", "theil_l", "ge", "atkinson", "quantile", "quantile_ratio", "lorenz", "top_share", "bottom_share", "palma", "s80s20",
	}},
	{"--line", func(o *options) bool { return !math.IsNaN(o.line) }, []string{"fgt", "watts", "sen", "sst"}},
	{"--rank", func(o *options) bool { return o.rank != "" }, []string{
		"concentration_index", "concentration_generalized", "concentration_extended", "kakwani", "slope_index", "relative_index_mean",
	}},
	{"--rank, --lo and --hi", func(o *options) bool { return o.rank != "" && o.bounded() }, []string{"erreygers", "wagstaff"}},
	{"--group", func(o *options) bool { return o.group != "" }, []string{
		"ge_within", "ge_between", "atkinson_within", "atkinson_between", "gini_within", "gini_between", "gini_overlap",
		"gini_yl_within", "gini_yl_between", "gini_yl_stratif", "esteban_ray",
		"mean_gap", "mean_ratio", "median_ratio", "quantile_gap", "hedges_g", "glass_delta", "cohens_d", "overlap_normal", "cliffs_delta",
		"prob_superiority", "ks", "wasserstein1", "energy_distance",
	}},
}

// checkMeasures reports measures that there are not, or not without another flag.
func (o *options) checkMeasures() error {
	var all []string
	for _, m := range namedMeasures {
		all = append(all, m.names...)
	}
	for _, name := range o.measures {
		for _, m := range namedMeasures {
			if slices.Contains(m.names, name) && !m.given(o) {
				return fmt.Errorf("%w: --measures: %s needs %s", errUsage, name, m.needs)
			}
		}
		if !slices.Contains(all, name) {
			return fmt.Errorf("%w: --measures: %w", errUsage, param.UnknownWord(name, all))
		}
	}
	return nil
}

// wants reports whether a measure is asked for.
func (o *options) wants(measure string) bool {
	return len(o.measures) == 0 || slices.Contains(o.measures, measure)
}

// choose leaves the measures that are asked for, and adds the intervals of those that have a standard error.
func (r *findings) choose(o *options) error {
	r.Level = o.level
	var absent []string
	for _, name := range o.measures {
		if !slices.ContainsFunc(r.Measures, func(m result) bool { return m.Measure == name }) {
			absent = append(absent, name)
		}
	}
	switch {
	case len(absent) > 0 && r.Streamed:
		return fmt.Errorf("streamed, so without %s; --max-exact measures more rows exactly", strings.Join(absent, ", "))
	case len(absent) > 0 && len(absent) == len(o.measures):
		return fmt.Errorf("these data have no %s", strings.Join(absent, ", "))
	case len(absent) > 0:
		r.absent = absent
	}
	if len(o.measures) > 0 {
		r.leftOut = slices.DeleteFunc(r.leftOut, func(m string) bool { return m != "standard errors" })
	}
	r.Measures = slices.DeleteFunc(r.Measures, func(m result) bool { return !o.wants(m.Measure) })
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
