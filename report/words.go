package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/measure"
)

// Unit says how a number is shown.
type Unit string

// The units of axes and figures.
const (
	Month  Unit = "month"  // number of a month of the run
	Share  Unit = "share"  // 0 to 1, shown in percent
	Money  Unit = "money"  // u, or u a month
	Price  Unit = "price"  // u a month, on a logarithmic axis
	Number Unit = "number" // without a unit
	Count  Unit = "count"  // people
)

// UnitOf says how a measure is shown.
func UnitOf(x *measure.Measure) Unit { return unitOf(x) }

// unitOf says how a measure is shown.
func unitOf(x *measure.Measure) Unit { return unitNamed(x.Unit) }

// unitNamed says how a number in a declared unit is shown.
func unitNamed(unit string) Unit {
	switch unit {
	case "share":
		return Share
	case "u", "u/month":
		return Money
	case "people":
		return Count
	}
	return Number
}

// Label returns a number as an axis shows it: 0.25 of a share is 25%, 1,200,000,000 of money, people or anything else is 1.2bn.
func (u Unit) Label(x float64) string {
	short := func(x float64) string { return plain(roundTo(x, 3)) }
	switch size := math.Abs(x); {
	case u == Share:
		return short(100*x) + "%"
	case u != Money && u != Count && (u != Number || size < 1e6):
		return plain(roundTo(x, 4))
	case size >= 1e12:
		return short(x/1e12) + "tn"
	case size >= 1e9:
		return short(x/1e9) + "bn"
	case size >= 1e6:
		return short(x/1e6) + "mn"
	}
	return short(x)
}

// What is shown where there is no number: in a text, and on a page.
const (
	dash    = "-"
	unknown = "–"
)

// shown returns a measure's value as tables for reading show it.
func shown(x *measure.Measure, v float64) string {
	switch {
	case x.ID == "price":
		return units(v)
	case isUndefined(v):
		return dash
	}
	switch unitOf(x) {
	case Share:
		return Percent(v)
	case Count:
		return Grouped(int64(v))
	case Money:
		return amount(v)
	}
	return fixed(v, 4)
}

// Percent prints a share as 12.34%.
func Percent(share float64) string { return fmt.Sprintf("%.2f%%", 100*share) }

// rough prints a share for a sentence: 11.9%, 0.13%.
func rough(share float64) string {
	switch {
	case share == 0:
		return "none"
	case share < 0.0001:
		return "under 0.01%"
	case share < 0.01:
		return Percent(share)
	}
	return fmt.Sprintf("%.1f%%", 100*share)
}

// Grouped prints 1234567 as 1,234,567.
func Grouped(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// about prints a count to three digits in words: 10.3 million.
func about(n int64) string {
	x := roundTo(float64(n), 3)
	switch {
	case x >= 1e9:
		return fmt.Sprintf("%.3g billion", x/1e9)
	case x >= 1e6:
		return fmt.Sprintf("%.3g million", x/1e6)
	}
	return Grouped(int64(x))
}

// units prints a price such as 100u.
func units(price float64) string {
	if isUndefined(price) {
		return "not on sale"
	}
	if price >= 1000 {
		return Units(price)
	}
	return plain(roundTo(price, 4)) + "u"
}

// Units prints an amount of money in whole u: 1,234u.
func Units(x float64) string { return Grouped(int64(math.Round(x))) + "u" }

// amount prints an amount of money such as 2.61 billion u.
func amount(x float64) string {
	switch size := math.Abs(x); {
	case isUndefined(x):
		return unknown
	case x == 0:
		return "0"
	case size < 1e3:
		return inU(Number.Label(roundTo(x, 3)))
	case x < 0:
		return "−" + inU(about(int64(size)))
	}
	return inU(about(int64(x)))
}

// inU adds the unit of money to a number, close if it is one of digits: 360u, 1.2bn u.
func inU(label string) string {
	if last := label[len(label)-1]; last < '0' || last > '9' {
		label += " "
	}
	return label + "u"
}

// plus prints a number of people with its sign.
func plus(n int64) string {
	if n > 0 {
		return "+" + Grouped(n)
	}
	return Grouped(n)
}

// capital starts a text with a capital letter.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// points prints a difference of shares in percentage points.
func points(share float64) string { return withSign(100*share, 2) }

// signed prints a difference; - if it is not defined.
func signed(x float64) string {
	if isUndefined(x) {
		return dash
	}
	return withSign(x, 4)
}

// withSign prints x with some digits after the point; what rounds to zero is +0.
func withSign(x float64, digits int) string {
	text := fmt.Sprintf("%+.*f", digits, x)
	if strings.Trim(text, "-0.") == "" {
		return "+" + text[1:]
	}
	return text
}

// bounded prints an interval to the digits that its width leaves known, and one more; bounds are empty where none are
// known.
func bounded(v histogram.Interval, u Unit) (value, bounds string) {
	scale, sign, most := 1.0, "", 7
	if u == Share {
		scale, sign, most = 100, "%", 4
	}
	lo, hi := float64(v.Lo*scale), float64(v.Hi*scale)
	digits := most
	switch width := hi - lo; {
	case isUndefined(v.Value):
		return unknown, ""
	case width == 0:
		return fixed(v.Value*scale, min(most, 4)) + sign, "exact"
	case isUndefined(width):
		return fixed(v.Value*scale, 4) + sign, ""
	default:
		digits = min(max(1-int(math.Floor(math.Log10(width))), 2), most)
	}
	return fixed(v.Value*scale, digits) + sign,
		fmt.Sprintf("%s%s to %s%s", fixed(floorTo(lo, digits), digits), sign, fixed(-floorTo(-hi, digits), digits), sign)
}

// tenthNames are the tenths of the population by income.
var tenthNames = []string{"poorest tenth", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "richest tenth"}

// Between these SOTA shares the rule of thumb of cogap.Manifest.ScaleBias was measured (docs/study.md).
const leastMeasured, mostMeasured = 0.03, 0.4

// BiasSentence says how far few simulated people make the SOTA share of a run too low, from cogap.Manifest.ScaleBias, before it is known how many
// hold the tier; nothing if that is under a percent.
func BiasSentence(bias float64) string {
	return BiasSentenceAt(bias, math.NaN())
}

// BiasSentenceAt is BiasSentence of a run with a SOTA share. Outside the shares at which the rule of thumb was measured, from 3 to 40%, it names no size.
func BiasSentenceAt(bias, share float64) string {
	if bias < 0.01 {
		return ""
	}
	const why = "Few people are simulated, so those who wait until others join see too few of them: the SOTA share is "
	switch {
	case share < leastMeasured:
		return why + "too low, by how much was not measured where under 3% hold the tier (docs/study.md, luck and replicates)."
	case share > mostMeasured:
		return why + "too low, by how much was not measured where over 40% hold the tier (docs/study.md, luck and replicates)."
	}
	size := fmt.Sprintf("too low by about %.0f%% of its value", 100*bias)
	if bias > 0.2 { // where the rule of thumb says too much
		size = "too low by up to about a fifth of its value, at some prices more"
	}
	if math.IsNaN(share) {
		size += " where 3 to 40% hold the tier"
	}
	return why + size + " (docs/study.md, luck and replicates)."
}
