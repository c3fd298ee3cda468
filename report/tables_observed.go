package report

import (
	"cmp"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// eachWay makes columns for each way of parting people that a collection or a panel may have.
func eachWay[T any](columns func(n string, i int) []column[T]) []column[T] {
	var list []column[T]
	for i := range observe.MaxBy {
		list = append(list, columns(strconv.Itoa(i+1), i)...)
	}
	return list
}

// nthOf returns one of a list, empty if it is shorter.
func nthOf(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// collected is a row of collected.csv: a number that a collection found.
type collected struct {
	*cogap.Record
	asked *observe.Collect
	found *observe.Row
}

var collectedColumns = append(append([]column[collected]{
	text("collection", "name of the collection; measures name it collected.NAME", func(c collected) string { return c.asked.Name }),
	whole("month", "month", "month of the run, from 0", func(c collected) int64 { return int64(c.Month) }),
	text("date", "its name", func(c collected) string { return c.Date }),
	text("quantity", "what is put together", func(c collected) string { return cmp.Or(c.asked.Quantity, "people") }),
	text("aggregate", "how", func(c collected) string { return string(c.asked.Aggregate) }),
}, eachWay(func(n string, i int) []column[collected] {
	return []column[collected]{
		text("by_"+n, "way "+n+" in which people are parted; empty if there is none", func(c collected) string { return nthOf(c.asked.By, i) }),
		text("group_"+n, "group that is meant, by way "+n, func(c collected) string { return nthOf(c.found.Groups, i) }),
	}
})...), []column[collected]{
	double("value", "", "the number, in the unit that the column unit says; empty where it is not defined", func(c collected) float64 { return c.found.Value }),
	double("low", "", "lower bound that the histogram leaves, for medians, quantiles and Gini; else the value", func(c collected) float64 { return c.found.Lo }),
	double("high", "", "upper bound", func(c collected) float64 { return c.found.Hi }),
	text("unit", "unit of the value; empty if only the writer of the quantity knows", func(c collected) string { return c.asked.Unit() }),
	whole("people", "people", "real people of the group who meet the condition", func(c collected) int64 { return c.found.People }),
	whole("of", "people", "real people of the group", func(c collected) int64 { return c.found.Of }),
}...)

// eachCollected hands out the rows of collected.csv.
func (r *run) eachCollected(emit func(collected)) {
	asked := map[string]*observe.Collect{}
	for i := range r.Manifest.Scenario.Statistics.Collect {
		c := &r.Manifest.Scenario.Statistics.Collect[i]
		asked[c.Name] = c
	}
	for i := range r.Months {
		m := &r.Months[i]
		for j := range m.Collected {
			found := &m.Collected[j]
			if asked[found.Collection] == nil { // a result put together by hand
				asked[found.Collection] = &observe.Collect{Name: found.Collection}
			}
			emit(collected{m, asked[found.Collection], found})
		}
	}
}

func collectedTable(r *run) Table {
	return newTable("collected", "a number that a collection of the scenario found", collectedColumns, r.eachCollected)
}

// lived is a row of panel.csv: a life in a month.
type lived struct {
	*measure.Month
	*observe.Life
	stratum *population.Stratum
	number  int // of the life, from 0
	observe.State
}

// panelColumns are those of panel.csv but for the extra columns of a user's rule, which come last.
var panelColumns = append(append([]column[lived]{
	whole("life", "", "number of the life in the panel, from 1", func(l lived) int64 { return int64(l.number) + 1 }),
	whole("stratum", "", "its stratum, from 0; with index it names the person in every run of these people", func(l lived) int64 { return int64(l.Stratum) }),
	whole("index", "", "place of the person in its stratum, from 0", func(l lived) int64 { return int64(l.Index) }),
	text("code", "code of the stratum", func(l lived) string { return l.stratum.Code }),
	text("name", "name of the stratum", func(l lived) string { return l.stratum.Name }),
}, eachWay(func(n string, i int) []column[lived] {
	return []column[lived]{text("group_"+n, "group that it was drawn from, by the panel's way "+n+"; empty if there is none", func(l lived) string { return nthOf(l.Life.Groups, i) })}
})...), []column[lived]{
	double("weight", "people", "real people for whom the life stands", func(l lived) float64 { return l.Weight }),
	whole("month", "month", "month of the run, from 0", func(l lived) int64 { return int64(l.Record.Month) }),
	text("date", "its name", func(l lived) string { return l.Record.Date }),
	{"price", Double, measure.Must("price").Unit, "posted price of the SOTA tier; empty while it is not on sale", func(l lived) any { return price(l.Month) }, "price"},
	whole("tier", "", "number of the tier that it holds: 0 = none, the last one is SOTA", func(l lived) int64 { return int64(l.State.Tier) }),
	text("filter", "why it has no SOTA access: none, priced_out, opted_out, neither, waiting, rationed, unaware or lapsed", func(l lived) string { return observe.FilterName(l.Filter) }),
	double("reservation", "u/month", "the most that it would and could have paid for the SOTA tier", func(l lived) float64 { return l.Reservation }),
	double("income", "u/month", "income at the end of the month", func(l lived) float64 { return l.Income }),
	double("cognition", "1", "unaided cognition, 1 = average at the start", func(l lived) float64 { return l.Cognition }),
	double("augmented", "1", "augmented cognition", func(l lived) float64 { return l.Augmented }),
	double("aptitude", "1", "how much of the stratum's gain it turns into output", func(l lived) float64 { return l.Aptitude }),
	double("belief", "share", "gain that it expects of one unit of quality", func(l lived) float64 { return l.Belief }),
	double("uncertainty", "share²", "variance of that belief", func(l lived) float64 { return l.Uncertainty }),
	double("habit", "share", "how far AI has become a necessity", func(l lived) float64 { return l.Habit }),
	double("budget_share", "share", "the most of its income above subsistence that it would spend on AI", func(l lived) float64 { return l.BudgetShare }),
	double("threshold", "share", "joins only once so much of its stratum has access", func(l lived) float64 { return l.Threshold }),
}...)

func panelTable(r *run) Table {
	columns := panelColumns[:len(panelColumns):len(panelColumns)]
	if rule := r.Manifest.Scenario.Rule; rule != nil {
		for i, name := range rule.Columns() {
			columns = append(columns, double(name, "", "column of the scenario's own rule", func(l lived) float64 { return l.Extra[i] }))
		}
	}
	return newTable("panel", "a month of a life that the scenario follows", columns, func(emit func(lived)) {
		for n := range r.Panel {
			life := &r.Panel[n]
			for t, state := range life.Months {
				emit(lived{r.months[t], life, &r.Strata[life.Stratum], n, state})
			}
		}
	})
}
