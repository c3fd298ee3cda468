package report

import (
	"fmt"
	"math"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality"
)

// measure is a row of the table of measures.
type measure struct {
	Name, Meaning string
	Cells         []cellOf
}

// cellOf is a measure in one month, with its bounds.
type cellOf struct{ Value, Bounds string }

// measureRows are the rows of the table of measures. Those of distributions are of augmented cognition over everybody.
var measureRows = []struct {
	name, meaning string
	unit          Unit
	of            func(*cogap.Record) inequality.Interval
}{
	{"Gap ratio", "mean augmented cognition of SOTA users over that of everybody else", Number, (*cogap.Record).SOTAGap},
	{"Gap of medians", "the median person with access over the median without", Number, gapOf(inequality.BinnedGap.MedianRatio)},
	{"Cliff's delta", "how much likelier somebody with access is ahead of somebody without than behind: −1 to 1", Number, gapOf(inequality.BinnedGap.CliffsDelta)},
	{"Gini", "0 if all are alike, towards 1 as one has all", Number, cognitionOf((*inequality.Histogram).Gini)},
	{"Theil's T", "entropy index, sensitive to the top", Number, cognitionOf((*inequality.Histogram).TheilT)},
	{"Atkinson's index", "share of all cognition that could go without loss of welfare if the rest were shared equally, at inequality aversion 1", Number, cognitionOf(func(h *inequality.Histogram) inequality.Interval { return h.Atkinson(1) })},
	{"Palma ratio", "share of the top tenth over that of the bottom four tenths", Number, cognitionOf((*inequality.Histogram).Palma)},
	{"90/10 ratio", "somebody above nine tenths of people over somebody above one tenth", Number, cognitionOf(func(h *inequality.Histogram) inequality.Interval { return h.QuantileRatio(0.9, 0.1) })},
	{"Gini, unaided", "of what people get done without AI; measured in the last month", Number, func(m *cogap.Record) inequality.Interval { return m.Distributions.Cognition.Gini() }},
	{"Gini of income", "the same people's incomes", Number, func(m *cogap.Record) inequality.Interval { return everybody(&m.Distributions.Income).Gini() }},
	{"Access, poorest tenth", "share with SOTA access among the poorest tenth by income", Share, tenthOf(0)},
	{"Access, richest tenth", "share with SOTA access among the richest tenth by income", Share, tenthOf(9)},
}

func gapOf(f func(inequality.BinnedGap) inequality.Interval) func(*cogap.Record) inequality.Interval {
	return func(m *cogap.Record) inequality.Interval {
		d := m.Distributions
		return f(inequality.BinnedGap{A: d.Augmented[1].Binned(), B: d.Augmented[0].Binned()})
	}
}

func cognitionOf(f func(*inequality.Histogram) inequality.Interval) func(*cogap.Record) inequality.Interval {
	return func(m *cogap.Record) inequality.Interval { return f(everybody(&m.Distributions.Augmented)) }
}

func tenthOf(d int) func(*cogap.Record) inequality.Interval {
	return func(m *cogap.Record) inequality.Interval { return m.SOTAShareByDecile()[d] }
}

// measures returns the table of measures at some months, which must have distributions.
func measures(months []*cogap.Record) []measure {
	if len(months) == 0 {
		return nil
	}
	list := []measure{{Name: "SOTA access", Meaning: "share of people who hold the SOTA tier; a count"}}
	for _, m := range months {
		list[0].Cells = append(list[0].Cells, cellOf{Value: fixed(100*m.SOTAShare(), 4) + "%", Bounds: "exact"})
	}
	for _, row := range measureRows {
		filled := measure{Name: row.name, Meaning: row.meaning}
		for _, m := range months {
			filled.Cells = append(filled.Cells, bounded(row.of(m), row.unit))
		}
		list = append(list, filled)
	}
	return list
}

// bounded prints an interval to the digits that its width leaves known, and one more.
func bounded(i inequality.Interval, u Unit) cellOf {
	scale, sign, most := 1.0, "", 7
	if u == Share {
		scale, sign, most = 100, "%", 4
	}
	lo, hi := i.Lo*scale, i.Hi*scale
	digits := most
	switch width := hi - lo; {
	case math.IsNaN(i.Value):
		return cellOf{unknown, ""}
	case math.IsInf(width, 0):
		digits = 4
	case width > 0:
		digits = min(max(1-int(math.Floor(math.Log10(width))), 2), most)
	}
	return cellOf{
		fixed(i.Value*scale, digits) + sign,
		fmt.Sprintf("%s%s to %s%s", fixed(floorTo(lo, digits), digits), sign, fixed(-floorTo(-hi, digits), digits), sign),
	}
}

// floorTo rounds down to some digits after the point, so that what is shown still bounds.
func floorTo(x float64, digits int) float64 {
	scale := math.Pow(10, float64(digits))
	return math.Floor(x*scale) / scale
}

// fixed prints x with some digits after the point, without a sign on zero.
func fixed(x float64, digits int) string {
	text := strconv.FormatFloat(x, 'f', digits, 64)
	if zero, err := strconv.ParseFloat(text, 64); err == nil && zero == 0 {
		return strconv.FormatFloat(0, 'f', digits, 64)
	}
	return text
}

// sampling says how far a sample of agents may be off what everybody one to one would give.
func sampling(r *cogap.Result) string {
	p, n := r.Last().SOTAShare(), float64(r.Manifest.Agents)
	if int64(r.Manifest.Agents) == r.Manifest.People {
		return "Every person was simulated, so there is no sampling error; another seed gives other people and other luck."
	}
	return fmt.Sprintf("The run had %s agents for %s people. By sampling alone, the final share with SOTA access has a standard error of at most about %s percentage points; run more agents to lower it.",
		Grouped(int64(n)), Grouped(r.Manifest.People), strconv.FormatFloat(roundTo(100*math.Sqrt(p*(1-p)/n), 2), 'f', -1, 64))
}
