package report

import (
	"cmp"
	"io"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// collected is a row of collected.csv: a number that a collection found.
type collected struct {
	*cogap.Record
	asked *observe.Collect
	found *observe.Row
}

// nthOf returns one of a list, empty if it is shorter.
func nthOf(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// collectedColumns are those of collected.csv.
var collectedColumns = append(append([]column[collected]{
	{"collection", String, "", "name of the collection", func(c collected) any { return c.asked.Name }},
	{"month", Int64, "month", "month of the run, from 0", func(c collected) any { return c.Month }},
	{"date", String, "", "its name", func(c collected) any { return c.Date }},
	{"quantity", String, "", "what is put together", func(c collected) any { return cmp.Or(c.asked.Quantity, "people") }},
	{"aggregate", String, "", "how", func(c collected) any { return string(c.asked.Aggregate) }},
}, byColumns()...), []column[collected]{
	{"value", Double, "", "the number, in the unit that the column unit says; empty where it is not defined", func(c collected) any { return c.found.Value }},
	{"low", Double, "", "lower bound that the histogram leaves, for medians, quantiles and Gini; else the value", func(c collected) any { return c.found.Lo }},
	{"high", Double, "", "upper bound", func(c collected) any { return c.found.Hi }},
	{"unit", String, "", "unit of the value; empty if only the writer of the quantity knows", func(c collected) any { return c.asked.Unit() }},
	{"people", Int64, "people", "real people of the group who meet the condition", func(c collected) any { return c.found.People }},
	{"of", Int64, "people", "real people of the group", func(c collected) any { return c.found.Of }},
}...)

func byColumns() []column[collected] {
	var list []column[collected]
	for i := range observe.MaxBy {
		n := strconv.Itoa(i + 1)
		list = append(list,
			column[collected]{"by_" + n, String, "", "way " + n + " in which people are parted; empty if there is none", func(c collected) any { return nthOf(c.asked.By, i) }},
			column[collected]{"group_" + n, String, "", "group that is meant, by way " + n, func(c collected) any { return nthOf(c.found.Groups, i) }},
		)
	}
	return list
}

// eachCollected hands out the rows of collected.csv.
func eachCollected(r *cogap.Result, emit func(collected)) {
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

// CollectedCSV writes collected.csv: a row for each number that the scenario's collections found.
func CollectedCSV(w io.Writer, r *cogap.Result) error { return collectedTable(r).CSV(w) }

// lived is a row of panel.csv: a life in a month.
type lived struct {
	*cogap.Record
	*observe.Life
	stratum *population.Stratum
	number  int // of the life, from 0
	observe.State
}

// panelColumns are those of panel.csv but for the extra columns of a user's rule, which come last.
var panelColumns = append(append([]column[lived]{
	{"life", Int64, "", "number of the life in the panel, from 1", func(l lived) any { return l.number + 1 }},
	{"stratum", Int64, "", "its stratum, from 0; with index it names the person in every run of these people", func(l lived) any { return l.Stratum }},
	{"index", Int64, "", "place of the person in its stratum, from 0", func(l lived) any { return l.Index }},
	{"code", String, "", "code of the stratum", func(l lived) any { return l.stratum.Code }},
	{"name", String, "", "name of the stratum", func(l lived) any { return l.stratum.Name }},
}, groupColumns()...), []column[lived]{
	{"weight", Double, "people", "real people for whom the life stands", func(l lived) any { return l.Weight }},
	{"month", Int64, "month", "month of the run, from 0", func(l lived) any { return l.Month }},
	{"date", String, "", "its name", func(l lived) any { return l.Date }},
	{"price", Double, "u/month", "posted price of the SOTA tier", func(l lived) any { return l.Menu.SOTA().Price }},
	{"tier", Int64, "", "number of the tier that it holds: 0 = none, the last one is SOTA", func(l lived) any { return l.State.Tier }},
	{"filter", String, "", "why it has no SOTA access: none, priced_out, opted_out, neither, waiting or rationed", func(l lived) any { return observe.FilterName(l.Filter) }},
	{"reservation", Double, "u/month", "the most that it would and could have paid for the SOTA tier", func(l lived) any { return l.Reservation }},
	{"income", Double, "u/month", "income at the end of the month", func(l lived) any { return l.Income }},
	{"cognition", Double, "1", "unaided cognition, 1 = average at the start", func(l lived) any { return l.Cognition }},
	{"augmented", Double, "1", "augmented cognition", func(l lived) any { return l.Augmented }},
	{"aptitude", Double, "1", "how much of the stratum's gain it turns into output", func(l lived) any { return l.Aptitude }},
	{"belief", Double, "share", "gain that it expects of one unit of quality", func(l lived) any { return l.Belief }},
	{"uncertainty", Double, "share²", "variance of that belief", func(l lived) any { return l.Uncertainty }},
	{"habit", Double, "share", "how far AI has become a necessity", func(l lived) any { return l.Habit }},
	{"budget_share", Double, "share", "the most of its income above subsistence that it would spend on AI", func(l lived) any { return l.BudgetShare }},
	{"threshold", Double, "share", "joins only once so much of its stratum has access", func(l lived) any { return l.Threshold }},
}...)

func groupColumns() []column[lived] {
	var list []column[lived]
	for i := range observe.MaxBy {
		n := strconv.Itoa(i + 1)
		list = append(list, column[lived]{"group_" + n, String, "", "group that it was drawn from, by the panel's way " + n + "; empty if there is none", func(l lived) any { return nthOf(l.Groups, i) }})
	}
	return list
}

// PanelCSV writes panel.csv: a row for each month of each life that the scenario follows.
func PanelCSV(w io.Writer, r *cogap.Result) error { return panelTable(r).CSV(w) }

func collectedTable(r *cogap.Result) Table {
	return newTable("collected", "a number that a collection of the scenario found", collectedColumns, func(emit func(collected)) { eachCollected(r, emit) })
}

func panelTable(r *cogap.Result) Table {
	columns := panelColumns[:len(panelColumns):len(panelColumns)]
	if rule := r.Manifest.Scenario.Rule; rule != nil {
		for i, name := range rule.Columns() {
			columns = append(columns, column[lived]{name, Double, "", "column of the scenario's own rule", func(l lived) any { return l.Extra[i] }})
		}
	}
	return newTable("panel", "a month of a life that the scenario follows", columns, func(emit func(lived)) {
		for n := range r.Panel {
			life := &r.Panel[n]
			for t, state := range life.Months {
				emit(lived{&r.Months[t], life, &r.Strata[life.Stratum], n, state})
			}
		}
	})
}
