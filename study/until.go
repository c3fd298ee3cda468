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

// enough reports whether the interval of the measure is narrow enough in every cell.
func (s *Study) enough(r *Result) bool {
	u := s.plan.Until
	if u == nil {
		return true
	}
	column := slices.IndexFunc(s.columns, func(x Column) bool { return x.Series < 0 && sameRef(x.Ref.String(), u.Measure) })
	for cell := range r.cells {
		if !(r.Stat(cell, column).HalfWidth() <= u.HalfWidth) {
			return false
		}
	}
	return true
}

// String says the rule.
func (u *Until) String() string {
	return fmt.Sprintf("until %s is known to %g, at most %d replicates", u.Measure, u.HalfWidth, u.AtMost)
}
