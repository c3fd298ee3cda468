package calibrate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Lower returns the evaluation with the least objective of all that profiles, history matching and the rest have asked for, if it is lower than
// that of Best to three digits: the search has stopped short of it. It is nil if there is none. Only evaluations of the same stage with as many
// replicates count, which have the same people with the same luck.
func (r *Result) Lower() *Evaluation {
	if r.Best == nil {
		return nil
	}
	least := r.Best
	for _, e := range r.Evaluations {
		if e.Stage == r.Best.Stage && e.Replicates == r.Best.Replicates && e.Objective < least.Objective {
			least = e
		}
	}
	if least == r.Best || short(least.Objective) == short(r.Best.Objective) {
		return nil
	}
	return least
}

// LowerText says which evaluation is lower than the fit, and what to do about it: a line of text; nothing if none is.
func (r *Result) LowerText() string {
	e := r.Lower()
	if e == nil {
		return ""
	}
	var values []string
	for i, x := range e.Values {
		p := &r.Plan.Parameters[i]
		times := ""
		if p.Times {
			times = "times "
		}
		values = append(values, p.Column()+" "+times+strconv.FormatFloat(x, 'g', 5, 64))
	}
	fit := "that of the fit"
	if r.Fit != nil && !math.IsInf(r.Fit.Objective, 1) {
		fit = fmt.Sprintf("%s of the point of the fit (the objective %s that is reported is over %s)", short(r.Best.Objective), short(r.Fit.Objective), replicates(r.Fit.Replicates))
	}
	return fmt.Sprintf("point %d of phase %s has objective %s over %s, lower than %s, so that the search has stopped short: search longer (more evaluations in stages), or start there, with these values in the scenario: %s",
		e.Index, e.Phase, short(e.Objective), replicates(e.Replicates), fit, strings.Join(values, ", "))
}

// replicates says how many.
func replicates(n int) string {
	if n == 1 {
		return "1 replicate"
	}
	return fmt.Sprint(n, " replicates")
}
