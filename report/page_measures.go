package report

import (
	"fmt"
	"math"

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

// sampling says how far a sample of agents may be off what everybody one to one would give.
func sampling(r *run) string {
	p, n := of(r.last(), "sota_share"), float64(r.Manifest.Agents)
	if int64(r.Manifest.Agents) == r.Manifest.People {
		return "Every person was simulated, so there is no sampling error; another seed gives other people and other luck."
	}
	return fmt.Sprintf("The run had %s agents for %s people. By sampling alone, the final SOTA share has a standard error of at most about %s percentage points; run more agents to lower it.",
		Grouped(int64(n)), Grouped(r.Manifest.People), plain(roundTo(100*math.Sqrt(p*(1-p)/n), 2)))
}
