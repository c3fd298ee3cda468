package report

import (
	"encoding/json"
	"math"
	"strconv"
)

// Chart is a picture as data: the page draws it with uPlot, package figure with gonum/plot, and so may you. Charts makes
// those of a result.
type Chart struct {
	ID    string `json:"id"` // names files and places in the page
	Title string `json:"title"`
	Note  string `json:"note"` // how to read it
	X     Axis   `json:"x"`
	Y     Axis   `json:"y"`

	At    Values   `json:"at"`              // places on X, ascending
	Names []string `json:"names,omitempty"` // of the places, if X is in months: 2026-01
	Lines []Line   `json:"lines"`

	Stacked bool   `json:"stacked,omitempty"` // lines are parts of a whole, to be drawn as areas on top of each other
	Ranked  bool   `json:"ranked,omitempty"`  // lines are ranks in ascending order, to be drawn in a sequence of colours
	Marks   []Mark `json:"marks,omitempty"`   // prices of the SOTA tier
}

// Axis says what a chart's axis shows.
type Axis struct {
	Title string  `json:"title"` // with its unit
	Unit  Unit    `json:"unit"`
	From  float64 `json:"from"` // where it starts
}

// Unit says how numbers of an axis are read.
type Unit string

// The units of axes.
const (
	Month  Unit = "month"  // number of a month of the run
	Share  Unit = "share"  // 0 to 1, shown in percent
	Money  Unit = "money"  // u a month
	Price  Unit = "price"  // u a month, on a logarithmic axis
	Number Unit = "number" // without a unit
	Count  Unit = "count"  // people
)

// Line is one quantity of a chart.
type Line struct {
	Name   string `json:"name"`
	Color  int    `json:"color"`            // place in a palette of 7, or of 10 if the chart's lines are ranked
	Dashed bool   `json:"dashed,omitempty"` // a line of reference
	Y      Values `json:"y"`                // one for each place on X; NaN where it is not defined
}

// Mark is a place on X with a name, such as a month in which the price changes.
type Mark struct {
	X    float64  `json:"x"`
	Name string   `json:"name"`
	Y    *float64 `json:"y,omitempty"` // a point there, if not nil
}

// Values are numbers that JSON shows to six digits, and as null where they are not defined.
type Values []float64

// MarshalJSON returns the values as an array.
func (v Values) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, x := range v {
		if i > 0 {
			b = append(b, ',')
		}
		if math.IsNaN(x) || math.IsInf(x, 0) {
			b = append(b, "null"...)
			continue
		}
		short, err := json.Marshal(roundTo(x, 6))
		if err != nil {
			return nil, err
		}
		b = append(b, short...)
	}
	return append(b, ']'), nil
}

// roundTo returns x to some significant digits.
func roundTo(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return x // cannot be: it was just printed
	}
	return y
}

// YRange returns where the vertical axis starts and ends.
func (c Chart) YRange() (lo, hi float64) {
	lo, hi = c.Y.From, c.Y.From
	if c.Stacked {
		return 0, 1
	}
	for _, l := range c.Lines {
		for _, y := range l.Y {
			if !math.IsNaN(y) && !math.IsInf(y, 0) {
				lo, hi = min(lo, y), max(hi, y)
			}
		}
	}
	switch {
	case hi == lo:
		hi = lo + 1
	case c.Y.Unit != Share || hi < 0.92:
		hi += 0.08 * (hi - lo)
	default:
		hi = 1
	}
	return lo, hi
}

// Label returns a number as an axis shows it: 0.25 of a share is 25%, 1,200,000,000 of money is 1.2bn.
func (u Unit) Label(x float64) string {
	short := func(x float64) string { return strconv.FormatFloat(roundTo(x, 3), 'f', -1, 64) }
	switch size := math.Abs(x); {
	case u == Share:
		return short(100*x) + "%"
	case u != Money:
		return strconv.FormatFloat(roundTo(x, 4), 'f', -1, 64)
	case size >= 1e12:
		return short(x/1e12) + "tn"
	case size >= 1e9:
		return short(x/1e9) + "bn"
	case size >= 1e6:
		return short(x/1e6) + "m"
	}
	return short(x)
}
