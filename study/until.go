package study

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/measure"
)

// Until is when a study has enough replicates: when the 95% interval of a measure is narrow enough in every cell.
//
// It looks at intervals after Replicates replicates, 20 at least, and then each time that there are a tenth more. To look often and stop
// at the first interval that is narrow enough would favour runs that agree by chance; with so late a first look, and so few
// more, the interval covers the mean within a percentage point of 95 times in 100 if the measure is about normal, and up to
// three points less if it is skewed (TestUntilCovers).
type Until struct {
	Measure   string  // one of Plan.Measures
	HalfWidth float64 // of the interval, in the measure's unit
	AtMost    int     // replicates, whether they are enough or not
}

// leastBefore is how many replicates there are before the first look.
const leastBefore = 20

// until checks the rule.
func (c *checker) until() {
	u := c.plan.Until
	if u == nil {
		return
	}
	if !(u.HalfWidth > 0) || math.IsInf(u.HalfWidth, 1) {
		c.add("until.half_width", "got %v, want > 0", u.HalfWidth)
	}
	if least := max(leastBefore, c.plan.Replicates); u.AtMost < least {
		c.add("until.at_most", "got %d, want at least %d, the replicates before the first look", u.AtMost, least)
	}
	if !slices.ContainsFunc(c.plan.Measures, func(text string) bool { return sameRef(text, u.Measure) }) {
		c.add("until.measure", "got %q, want one of the study's measures", u.Measure)
	}
}

// sameRef reports whether two texts name the same number.
func sameRef(a, b string) bool {
	x, errX := measure.Parse(a)
	y, errY := measure.Parse(b)
	return errX == nil && errY == nil && x.String() == y.String()
}

// first returns how many replicates there are before the first look; all without Until.
func (p *Plan) first() int {
	if p.Until == nil {
		return p.replicates()
	}
	return min(max(leastBefore, p.Replicates), p.Until.AtMost)
}

// next returns how many replicates there are at the look after that at n.
func (p *Plan) next(n int) int { return min(n+max(n/10, 2), p.replicates()) }

// look returns how many replicates there are at the first look at n or more: what a study that was stopped at n was about to have.
func (p *Plan) look(n int) int {
	to := p.first()
	for to < n {
		to = p.next(to)
	}
	return to
}

// enough reports whether the interval of the measure is narrow enough in every cell.
func (s *Study) enough(r *Result) bool {
	return s.plan.Until == nil || r.widest() <= s.plan.Until.HalfWidth
}

// widest returns half of the widest interval that a cell has of the measure of Until; infinite if one is not defined.
func (r *Result) widest() float64 {
	column := slices.IndexFunc(r.Columns, func(x Column) bool { return x.Series < 0 && sameRef(x.Ref.String(), r.Plan.Until.Measure) })
	widest := 0.0
	for cell := range r.cells {
		widest = max(widest, r.Stat(cell, column).HalfWidth())
	}
	return widest
}

// Goal says whether the plan's rule Until was reached, and how narrow the widest interval is; empty without a rule.
func (r *Result) Goal() string {
	u := r.Plan.Until
	if u == nil {
		return ""
	}
	known, widest := "was reached", r.widest()
	if !(widest <= u.HalfWidth) {
		known = "was not reached"
	}
	found := "± " + short(widest)
	if math.IsInf(widest, 1) {
		found = "no interval is defined"
	}
	runs := counted(r.Replicates, "run")
	if r.cells > 1 {
		runs += " of each cell"
	}
	return fmt.Sprintf("the goal ± %g of %s %s: %s after %s", u.HalfWidth, u.Measure, known, found, runs)
}

// String says the rule.
func (u *Until) String() string {
	return fmt.Sprintf("until %s is known to %g, at most %d replicates", u.Measure, u.HalfWidth, u.AtMost)
}
