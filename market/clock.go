package market

import "github.com/cogap/cogap/internal/param"

// Phases are the dates of the industry's way to its plateau.
type Phases struct {
	// Transition is the first month of the transition. If it is not the date that ends the promotion, it is the earliest
	// such month. Assumption: 12, the first step of the price ladder.
	Transition int `json:"transition" unit:"month" range:"0,1048576"`
	// Plateau is the first month of the plateau, which follows the transition after Plateau - Transition months in any
	// case. Assumption: 24, the second step of the price ladder.
	Plateau int `json:"plateau" unit:"month" range:"0,1048576"`
}

// Problems reports what the ranges of the fields can't see.
func (p Phases) Problems(report func(path, format string, args ...any)) {
	if p.Plateau < p.Transition {
		report("plateau", "got month %d, want the transition's month %d or later", p.Plateau, p.Transition)
	}
}

// Ending says what ends the promotion.
//
// Unless it is the date, price series wait for it: as long as promotion lasts a series stays in the month before
// Phases.Transition, and the month in which promotion ends is the month Transition of the series.
type Ending struct {
	// By is what ends it. Assumption: the question's price ladder has dates.
	By EndingKind `json:"by"`
	// Growth of the number of people with access below which adoption is slow. Assumption: 0.02.
	Growth float64 `json:"growth" unit:"1/month" range:"-1,1000"`
	// Patience is for how many months in a row adoption must be slow. Assumption: 3.
	Patience int `json:"patience" unit:"month" range:"1,1200"`
	// Notice is how long the runway must last at the present burn, or promotion ends. Assumption: 6.
	Notice int `json:"notice" unit:"month" range:"0,1200"`
}

// EndingKind names what ends the promotion.
type EndingKind string

// The kinds of Ending.
const (
	EndByDate    EndingKind = "date"    // the month Phases.Transition
	EndBySlowing EndingKind = "slowing" // adoption that grew by less than Growth for Patience months
	EndByRunway  EndingKind = "runway"  // the runway of the SOTA tier's provider lasts no more than Notice months
)

var endings = []string{string(EndByDate), string(EndBySlowing), string(EndByRunway)}

// DefaultEnding returns the ending of cogap.Plain, by date.
func DefaultEnding() Ending {
	return Ending{By: EndByDate, Growth: 0.02, Patience: 3, Notice: 6}
}

// Problems reports what the ranges of the fields can't see.
func (e Ending) Problems(report func(path, format string, args ...any)) {
	if _, ok := known(endings, string(e.By)); !ok {
		report("by", "%w", param.Unknown(string(e.By), endings))
	}
}

// clock tells the phase of a run.
type clock struct {
	Phases
	ending Ending
	over   bool  // it is known when promotion ends
	ended  int   // that month
	slow   int   // months in a row with slow adoption
	with   int64 // people with access in the month before
}

func newClock(p Phases, e Ending) clock {
	return clock{Phases: p, ending: e, over: e.By == EndByDate, ended: p.Transition}
}

func (c *clock) promotion(month int) bool { return !c.over || month < c.ended }

// phase returns the phase of a month that has come or is next.
func (c *clock) phase(month int) Phase {
	switch {
	case c.promotion(month):
		return Promotion
	case month < c.ended+c.Plateau-c.Transition:
		return Transition
	}
	return Plateau
}

// seriesMonth returns the month that price series have reached.
func (c *clock) seriesMonth(month int) int {
	if c.promotion(month) {
		return min(month, c.Transition-1)
	}
	return month - c.ended + c.Transition
}

// turn ends the promotion in the month after d if it is time. lead is the month of the SOTA tier's provider, nil if it
// has none.
func (c *clock) turn(d Demand, lead *Ledger) {
	with := d.People - d.Users[0]
	if c.with > 0 && float64(with-c.with) < float64(c.ending.Growth*float64(c.with)) {
		c.slow++
	} else {
		c.slow = 0
	}
	c.with = with
	if c.over || d.Month+1 < c.Transition {
		return
	}
	switch c.ending.By {
	case EndBySlowing:
		c.over = c.slow >= c.ending.Patience
	case EndByRunway:
		c.over = lead != nil && lead.Runway <= float64(float64(c.ending.Notice)*max(0, lead.Subsidy))
	}
	c.ended = d.Month + 1
}
