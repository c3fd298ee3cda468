package report

import (
	"fmt"

	"github.com/cogap/cogap/measure"
)

// measured row of the table of measures.
type measureRow struct {
	Name, Meaning string
	Cells         []boundedCell
}

// boundedCell is a measure in one month, with its bounds.
type boundedCell struct{ Value, Bounds string }

// pageMeasures are the rows of the table of measures.
var pageMeasures = []struct {
	id    string
	way   measure.By
	place int
}{
	{id: "sota_share"},
	{id: "sota_share", way: measure.Decile, place: 0},
	{id: "sota_share", way: measure.Decile, place: 9},
	{id: "sota_gap"},
	{id: "within_gap"},
	{id: "access_gap.median"},
	{id: "access_gap.cliffs_delta"},
	{id: "gini.augmented"},
	{id: "theil_t.augmented"},
	{id: "atkinson.augmented"},
	{id: "palma.augmented"},
	{id: "p90_p10.augmented"},
	{id: "gini.cognition"},
	{id: "gini.income"},
}

// measureTable returns the table of measures at some months, which must have distributions.
func measureTable(months []*measure.Month) []measureRow {
	if len(months) == 0 {
		return nil
	}
	var list []measureRow
	for _, row := range pageMeasures {
		x := measure.Must(row.id)
		filled := measureRow{Name: capital(x.Label), Meaning: x.Meaning}
		if row.way == measure.Decile {
			filled.Name += ", " + tenthNames[row.place]
			filled.Meaning += ", of this tenth by income"
		}
		for _, m := range months {
			value, bounds := bounded(m.Value(x, row.way, row.place), unitOf(x))
			filled.Cells = append(filled.Cells, boundedCell{value, bounds})
		}
		list = append(list, filled)
	}
	return list
}

// sampling says what one run does not know of itself, and how to know it.
func sampling(r *run) string {
	text := fmt.Sprintf("The run had %s agents for %s people. One run does not say how far another seed, with other agents and other luck, would lie from it: with --replicates 20 every number has an interval. ",
		Grouped(int64(r.Manifest.Agents)), Grouped(r.Manifest.People))
	if int64(r.Manifest.Agents) == r.Manifest.People {
		text = "Every person was simulated, so there is no sampling error; another seed gives other people and other luck, and replicates (--replicates 20) say how much that matters. "
	}
	return text + BiasSentenceAt(r.Manifest.ScaleBias(), of(r.last(), "sota_share"))
}

// caveat is what must be known before a result is read: a bias of the SOTA share that is not small.
func caveat(r *run) string {
	const notSmall = 0.05
	if bias := r.Manifest.ScaleBias(); bias >= notSmall {
		return BiasSentenceAt(bias, of(r.last(), "sota_share"))
	}
	return ""
}
