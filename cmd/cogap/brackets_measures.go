package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// tableAsk says which measures of a table are printed, and for which shares and lines.
type tableAsk struct {
	mean, gini, wolfson, pareto bool
	quantiles, lorenz, tops     []float64
	fgt                         []tableFGT
	watts                       []float64
}

type tableFGT struct{ alpha, z float64 }

// usualAsk is what is printed without --measures; line may be NaN.
func usualAsk(line float64) tableAsk {
	a := tableAsk{
		mean: true, gini: true, wolfson: true, pareto: true,
		quantiles: []float64{.1, .25, .5, .75, .9}, lorenz: []float64{.2, .4, .5, .8}, tops: []float64{.1, .01},
	}
	if !math.IsNaN(line) {
		a.fgt, a.watts = []tableFGT{{0, line}, {1, line}, {2, line}}, []float64{line}
	}
	return a
}

// checkAsked sets what is asked for.
func (o *bracketOptions) checkAsked() error {
	if len(o.measures) == 0 {
		o.ask = usualAsk(o.line)
		return nil
	}
	var all []error
	calls, err := parseCalls(strings.Join(o.measures, ","))
	for _, fault := range faults(err) {
		all = append(all, fmt.Errorf("%w: --measures: %w", errUsage, fault))
	}
	for _, c := range calls {
		c = o.lined(c)
		err := c.checkLine()
		if err == nil {
			err = o.ask.add(c)
		}
		if err != nil {
			all = append(all, fmt.Errorf("%w: %w", errUsage, err))
		}
		o.calls = append(o.calls, c)
	}
	return errors.Join(all...)
}

// add asks for a measure.
func (a *tableAsk) add(c call) error {
	switch args := c.args; c.kind.name {
	case "mean":
		a.mean = true
	case "gini":
		a.gini = true
	case "wolfson":
		a.wolfson = true
	case "pareto_alpha":
		a.pareto = true
	case "median":
		a.quantiles = append(a.quantiles, .5)
	case "quantile":
		a.quantiles = append(a.quantiles, args[0])
	case "lorenz", "bottom_share":
		a.lorenz = append(a.lorenz, args[0])
	case "top_share":
		a.tops = append(a.tops, args[0])
	case "fgt":
		a.fgt = append(a.fgt, tableFGT{args[0], args[1]})
	case "watts":
		a.watts = append(a.watts, args[0])
	default:
		return fmt.Errorf("--measures: %s is not one of a table: want mean, gini, wolfson, quantile, median, lorenz, bottom_share, top_share, fgt, watts or pareto_alpha", c.kind.name)
	}
	return nil
}

// lacking notes the measures asked for that no method has here.
func (t *tableMeasures) lacking() {
	names := map[string]string{"median": "quantile", "bottom_share": "lorenz"}
	for _, c := range t.o.calls {
		name := c.kind.name
		if of, ok := names[name]; ok {
			name = of
		}
		if !slices.ContainsFunc(t.results, func(r tableResult) bool { return r.Measure == name }) {
			t.note("no %s: no method that this table allows has it", c.kind.name)
		}
	}
}
