package report

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
	Bands []Band   `json:"bands,omitempty"` // the widest first; behind the lines

	Stacked bool   `json:"stacked,omitempty"` // lines are parts of a whole, to be drawn as areas on top of each other
	Points  bool   `json:"points,omitempty"`  // lines are measured at some of the places only, to be drawn as points there
	Marks   []Mark `json:"marks,omitempty"`   // prices of the SOTA tier
}

// Axis says what a chart's axis shows.
type Axis struct {
	Title string  `json:"title"` // with its unit
	Unit  Unit    `json:"unit"`
	From  float64 `json:"from"` // where it starts
}

// Line is one quantity of a chart.
type Line struct {
	Name   string `json:"name"`
	Color  int    `json:"color"`            // place in a palette of 9
	Dashed bool   `json:"dashed,omitempty"` // a line of reference
	Y      Values `json:"y"`                // one for each place on X; NaN where it is not defined

	measure string // that it draws, if it is one of everybody over months
}

// Band is the range in which a quantity of a chart lies.
type Band struct {
	Name  string `json:"name"`
	Color int    `json:"color"` // place in a palette of 9
	Lo    Values `json:"lo"`    // one for each place on X; NaN where it is not defined
	Hi    Values `json:"hi"`
}

// Mark is a place on X with a name, such as a month in which the price changes.
type Mark struct {
	X    float64  `json:"x"`
	Name string   `json:"name"`
	Y    *float64 `json:"y,omitempty"` // a point there, if not nil
}

// YRange returns where the vertical axis starts and ends.
func (c Chart) YRange() (lo, hi float64) {
	lo, hi = c.Y.From, c.Y.From
	if c.Stacked {
		return 0, 1
	}
	for _, l := range c.values() {
		for _, y := range l {
			if !isUndefined(y) {
				lo, hi = min(lo, y), max(hi, y)
			}
		}
	}
	switch {
	case hi == lo:
		hi = lo + 1
	case c.Y.Unit != Share || hi < 0.92:
		hi += float64(0.08 * (hi - lo))
	default:
		hi = 1
	}
	return lo, hi
}

// values lists all that a chart draws.
func (c Chart) values() []Values {
	var list []Values
	for _, l := range c.Lines {
		list = append(list, l.Y)
	}
	for _, b := range c.Bands {
		list = append(list, b.Lo, b.Hi)
	}
	return list
}

// Drawing is a chart with the range of its vertical axis.
type Drawing struct {
	Chart
	Range [2]float64 `json:"range"`
}

// Drawing returns the chart as a Document's data have it.
func (c Chart) Drawing() Drawing {
	d := Drawing{Chart: c}
	d.Range[0], d.Range[1] = c.YRange()
	return d
}
