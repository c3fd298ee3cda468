package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/cogap/cogap"
)

// page is what the template shows.
type page struct {
	Title, Name string
	Lead        []string // the answer, sentence by sentence
	Tiles       []tile
	People      string // "US workers"
	Groups      string // "occupations"
	Source      string

	charts     []Chart
	Ladder     []step
	Losers     []loser
	From, To   string // the prices that losers are compared at
	Flows      []flow
	Optional   struct{ Subsidy, Public bool }
	MeasuredAt []string
	Measures   []measure
	Sampling   string

	Manifest   cogap.Manifest
	KeyFacts   []keyFact
	Parameters []section
	Citation   string

	ScenarioJSON string
}

// Drawing is a chart with the range of its vertical axis.
type Drawing struct {
	Chart
	Range [2]float64 `json:"range"`
}

// drawings are the page's data block.
func (p *page) drawings() []Drawing {
	list := make([]Drawing, len(p.charts))
	for i, c := range p.charts {
		list[i].Chart = c
		list[i].Range[0], list[i].Range[1] = c.YRange()
	}
	return list
}

// Chart returns a chart by its ID for the template; nil if the run has none.
func (p *page) Chart(id string) *picture {
	for i := range p.charts {
		if p.charts[i].ID == id {
			return &picture{&p.charts[i]}
		}
	}
	return nil
}

func newPage(r *cogap.Result) *page {
	rungs := ladder(r)
	first, last := rungs[0], rungs[len(rungs)-1]
	p := &page{
		Title:    "Who can still pay for state-of-the-art AI?",
		Name:     r.Manifest.Scenario.Name,
		Lead:     answer(r, first, last),
		Tiles:    tiles(r, first, last),
		People:   peopleOf(r),
		Groups:   groupsOf(r),
		Source:   DataSource(r),
		charts:   Charts(r),
		Ladder:   steps(r),
		Losers:   losersBetween(r, first, last),
		From:     units(price(first)),
		To:       units(price(last)),
		Flows:    flows(rungs),
		Measures: measures(measuredLadder(r)),
		Sampling: sampling(r),

		Manifest:   r.Manifest,
		KeyFacts:   keyFacts(r),
		Parameters: parameters(&r.Manifest.Scenario),
		Citation:   citation(r),

		ScenarioJSON: scenarioJSON(r.Manifest.Scenario),
	}
	for _, m := range measuredLadder(r) {
		p.MeasuredAt = append(p.MeasuredAt, m.Date+", at "+units(price(m)))
	}
	for _, f := range p.Flows {
		p.Optional.Subsidy = p.Optional.Subsidy || f.Subsidy != unknown
		p.Optional.Public = p.Optional.Public || f.Public != "0"
	}
	return p
}

// answer says in sentences what the run found.
func answer(r *cogap.Result, first, last *cogap.Record) []string {
	people := Grouped(first.People()) + " " + peopleOf(r)
	if first == last {
		return []string{fmt.Sprintf("At %s a month, %s of %s hold state-of-the-art (SOTA) AI.", units(price(last)), rough(last.SOTAShare()), people), gapSentence(nil, last)}
	}
	lead := []string{
		fmt.Sprintf("At %s a month, %s of %s hold state-of-the-art (SOTA) AI.", units(price(first)), rough(first.SOTAShare()), people),
		fmt.Sprintf("At %s, %s do: %s.", units(price(last)), rough(last.SOTAShare()), changeSentence(cogap.SOTA(last.Total)-cogap.SOTA(first.Total))),
	}
	if a, b := first.SOTAShareByDecile(), last.SOTAShareByDecile(); a != nil && b != nil {
		lead = append(lead, fmt.Sprintf("Of the richest tenth by income %s then have it (%s before), of the poorest half %s (%s before).",
			rough(b[9].Value), rough(a[9].Value), rough(averageShare(b[:5])), rough(averageShare(a[:5]))))
	}
	return append(lead, gapSentence(first, last))
}

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

func changeSentence(change int64) string {
	switch {
	case change < 0:
		return about(-change) + " people fall off the ladder"
	case change > 0:
		return about(change) + " people more"
	}
	return "as many as before"
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

// gapSentence says how far apart people are; empty where one side has nobody.
func gapSentence(first, last *cogap.Record) string {
	gap := last.SOTAGap().Value
	if math.IsNaN(gap) {
		return ""
	}
	text := fmt.Sprintf("Those who hold it then get %.2f times as much thinking done as everybody else", gap)
	if first != nil && !math.IsNaN(first.SOTAGap().Value) {
		text += fmt.Sprintf(", up from %.2f", first.SOTAGap().Value)
		if first.SOTAGap().Value > gap {
			text = strings.Replace(text, "up from", "down from", 1)
		}
	}
	return text + "."
}

// tile is a number that matters.
type tile struct{ Value, Before, Meaning string }

func tiles(r *cogap.Result, first, last *cogap.Record) []tile {
	before := func(text string) string {
		if first == last || strings.Contains(text, "NaN") {
			return ""
		}
		return "from " + text
	}
	list := []tile{{rough(last.SOTAShare()), before(rough(first.SOTAShare())), "hold SOTA AI at " + units(price(last))}}
	if first != last {
		if change := cogap.SOTA(last.Total) - cogap.SOTA(first.Total); change < 0 {
			list = append(list, tile{about(-change), "", "people fall off between " + units(price(first)) + " and " + units(price(last))})
		}
	}
	if gap := last.SOTAGap().Value; !math.IsNaN(gap) {
		list = append(list, tile{fmt.Sprintf("%.2f×", gap), before(fmt.Sprintf("%.2f×", first.SOTAGap().Value)), "cognition with SOTA AI over without (gap ratio)"})
	}
	if last.Distributions != nil {
		tile := tile{Value: fmt.Sprintf("%.3f", last.Gini().Value), Meaning: "Gini of augmented cognition"}
		tile.Before = before(fmt.Sprintf("%.3f", first.Gini().Value))
		list = append(list, tile)
	}
	return list
}

// peopleOf names a result's people.
func peopleOf(r *cogap.Result) string {
	if r.Manifest.Scenario.Population.Source == "us-workforce-2021" {
		return "US workers"
	}
	return "people"
}

// groupsOf names a result's strata.
func groupsOf(r *cogap.Result) string {
	switch r.Manifest.Scenario.Population.Source {
	case "us-workforce-2021":
		return "occupations"
	case "world":
		return "economies"
	}
	return "groups"
}
