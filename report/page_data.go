package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// Beside is what a page has beside what its run says.
type Beside struct {
	Explorer Explorer // a page on which the scenario can be changed
	Sure     *Sure    // how sure the numbers are; nil: the page says how to find out
}

// Explorer is a page on which the scenario of a report can be changed, and which answers for fewer agents than a report may be of.
type Explorer struct {
	Address string // from the report; empty: none is linked
	Agents  int    // that it answers for
}

// Tried says why the numbers of the page on which the scenario can be changed are others; nothing if it has as many agents.
func (p *page) Tried() string {
	if p.Explorer.Agents == p.Manifest.Agents {
		return ""
	}
	return fmt.Sprintf("On %s agents, not %s as here, so its numbers differ a little.", Grouped(int64(p.Explorer.Agents)), Grouped(int64(p.Manifest.Agents)))
}

// page is what the template shows.
type page struct {
	Beside
	Title, Name string
	Lead        []string // the answer, sentence by sentence
	Tiles       []Tile
	People      string // "US workers"
	Groups      string // "occupations"
	Source      string

	charts     []Chart
	Ladder     []step
	Incomes    pageTable
	Losers     []loser
	From, To   string // the prices that losers are compared at
	Flows      pageTable
	Reach      pageTable
	Providers  pageTable
	MeasuredAt []string
	Measures   []measureRow
	Sampling   string
	Caveat     string

	Manifest   cogap.Manifest
	DigestOf   string
	KeyFacts   []keyFact
	Parameters []section
	Citation   string

	ScenarioJSON string
}

// drawings are the page's data block.
func (p *page) drawings() []Drawing {
	list := make([]Drawing, len(p.charts))
	for i, c := range p.charts {
		list[i] = c.Drawing()
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

func newPage(result *cogap.Result) *page {
	r := newRun(result)
	rungs, known := r.ladder(), r.ladderWith(measure.Augmented)
	first, last := rungs[0], rungs[len(rungs)-1]
	p := &page{
		Title:     "Who can still pay for state-of-the-art AI?",
		Name:      r.Manifest.Scenario.Name,
		Lead:      answer(r, first, last),
		Tiles:     tiles(first, last),
		People:    peopleOf(result),
		Groups:    groupsOf(result),
		Source:    DataSource(result),
		charts:    r.charts(),
		Ladder:    steps(r),
		Losers:    losersBetween(r, first, last),
		From:      units(price(first)),
		To:        units(price(last)),
		Flows:     flows(r, rungs),
		Reach:     reach(r, rungs),
		Providers: providers(rungs),
		Measures:  measureTable(known),
		Sampling:  sampling(r),
		Caveat:    caveat(r),

		Manifest:   r.Manifest,
		DigestOf:   digestWords(&r.Manifest.Scenario),
		KeyFacts:   keyFacts(result),
		Parameters: parameters(&r.Manifest.Scenario),
		Citation:   citation(result),

		ScenarioJSON: scenarioJSON(r.Manifest.Scenario),
	}
	if len(known) > 0 {
		p.Incomes = incomes(known[0])
	}
	for _, m := range known {
		p.MeasuredAt = append(p.MeasuredAt, m.Record.Date+", at "+units(price(m)))
	}
	return p
}

// answer says in sentences what the run found.
func answer(r *run, first, last *measure.Month) []string {
	people := Grouped(int64(of(first, "people"))) + " " + peopleOf(r.Result)
	hold := func(m *measure.Month) string { return rough(of(m, "sota_share")) }
	if first == last {
		return sentencesOf(fmt.Sprintf("At %s a month, %s of %s hold state-of-the-art (SOTA) AI.", units(price(last)), hold(last), people), tiersSentence(last), gapSentence(nil, last))
	}
	lead := []string{
		fmt.Sprintf("At %s a month, %s of %s hold state-of-the-art (SOTA) AI.", units(price(first)), hold(first), people),
		fmt.Sprintf("At %s, %s do: %s.", units(price(last)), hold(last), changeSentence(int64(of(last, "sota")-of(first, "sota")))),
	}
	if poor := func(m *measure.Month) float64 { return of(m, "sota_share.poorer_half") }; !isUndefined(poor(first)) && !isUndefined(poor(last)) {
		rich := func(m *measure.Month) float64 { return m.In("sota_share", measure.Decile, 9).Value }
		lead = append(lead, fmt.Sprintf("Of the richest tenth by income %s then have it (%s before), of the poorest half %s (%s before).",
			rough(rich(last)), rough(rich(first)), rough(poor(last)), rough(poor(first))))
	}
	return append(lead, sentencesOf(tiersSentence(last), gapSentence(first, last))...)
}

// sentencesOf leaves out the empty ones.
func sentencesOf(list ...string) []string {
	return slices.DeleteFunc(list, func(text string) bool { return text == "" })
}

// tiersSentence says how many people hold AI of any tier, and which tier below the SOTA tier most of them; empty where nothing else is on sale.
func tiersSentence(m *measure.Month) string {
	names := m.Groups(measure.Tier)
	most := 0
	for k := 1; k < len(names)-1; k++ {
		if isUndefined(m.In("price", measure.Tier, k).Value) {
			continue // not on sale
		}
		if share := m.In("share", measure.Tier, k).Value; most == 0 || share > m.In("share", measure.Tier, most).Value {
			most = k
		}
	}
	if most == 0 {
		return ""
	}
	return fmt.Sprintf("Counting all tiers, %s of all people have AI in %s; %s hold the tier “%s”.", rough(of(m, "access_share")), m.Record.Date, rough(m.In("share", measure.Tier, most).Value), names[most])
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

// gapSentence says how far apart people are; empty where one side has nobody.
func gapSentence(first, last *measure.Month) string {
	gap := of(last, "sota_gap")
	if isUndefined(gap) {
		return ""
	}
	text := fmt.Sprintf("Those who hold it then get %.2f times as much done as everybody else", gap)
	if first != nil && !isUndefined(of(first, "sota_gap")) {
		before := of(first, "sota_gap")
		text += fmt.Sprintf(", up from %.2f", before)
		if before > gap {
			text = strings.Replace(text, "up from", "down from", 1)
		}
	}
	return text + ". " + withinSentence(last)
}

// withinSentence says what of that is AI's doing.
func withinSentence(m *measure.Month) string {
	return fmt.Sprintf("With it they get %.2f times as much done as the same people would unaided: that much is due to AI, the rest of the gap to who holds it.", of(m, "within_gap"))
}

// Tile is a number that matters.
type Tile struct {
	Value   string `json:"value"`
	Before  string `json:"before,omitempty"` // what it was at the first price
	Meaning string `json:"meaning"`
}

func tiles(first, last *measure.Month) []Tile {
	var list []Tile
	add := func(id string, show func(float64) string, meaning string) {
		value, before := of(last, id), of(first, id)
		if isUndefined(value) {
			return
		}
		t := Tile{Value: show(value), Meaning: meaning}
		if first != last && !isUndefined(before) {
			t.Before = "from " + show(before)
		}
		list = append(list, t)
	}
	add("sota_share", rough, "hold SOTA AI at "+units(price(last)))
	if change := int64(of(last, "sota") - of(first, "sota")); change < 0 {
		list = append(list, Tile{about(-change), "", "people fall off between " + units(price(first)) + " and " + units(price(last))})
	}
	add("sota_gap", func(x float64) string { return fmt.Sprintf("%.2f×", x) }, "cognition with SOTA AI over without (SOTA gap)")
	add("gini.augmented", func(x float64) string { return fmt.Sprintf("%.3f", x) }, "Gini of augmented cognition: how unequal people are, not how many have access")
	return list
}
