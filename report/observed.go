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
	{"collection", "", "name of the collection", func(c collected) any { return c.asked.Name }},
	{"month", "month", "month of the run, from 0", func(c collected) any { return c.Month }},
	{"date", "", "its name", func(c collected) any { return c.Date }},
	{"quantity", "", "what is put together", func(c collected) any { return cmp.Or(c.asked.Quantity, "people") }},
	{"aggregate", "", "how", func(c collected) any { return string(c.asked.Aggregate) }},
}, byColumns()...), []column[collected]{
	{"value", "", "the number, in the unit that the column unit says; empty where it is not defined", func(c collected) any { return c.found.Value }},
	{"low", "", "lower bound that the histogram leaves, for medians, quantiles and Gini; else the value", func(c collected) any { return c.found.Lo }},
	{"high", "", "upper bound", func(c collected) any { return c.found.Hi }},
	{"unit", "", "unit of the value; empty if only the writer of the quantity knows", func(c collected) any { return c.asked.Unit() }},
	{"people", "people", "real people of the group who meet the condition", func(c collected) any { return c.found.People }},
	{"of", "people", "real people of the group", func(c collected) any { return c.found.Of }},
}...)

func byColumns() []column[collected] {
	var list []column[collected]
	for i := range observe.MaxBy {
		n := strconv.Itoa(i + 1)
		list = append(list,
			column[collected]{"by_" + n, "", "way " + n + " in which people are parted; empty if there is none", func(c collected) any { return nthOf(c.asked.By, i) }},
			column[collected]{"group_" + n, "", "group that is meant, by way " + n, func(c collected) any { return nthOf(c.found.Groups, i) }},
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
func CollectedCSV(w io.Writer, r *cogap.Result) error {
	return table(w, collectedColumns, func(emit func(collected)) { eachCollected(r, emit) })
}

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
	{"life", "", "number of the life in the panel, from 1", func(l lived) any { return l.number + 1 }},
	{"stratum", "", "its stratum, from 0; with index it names the person in every run of these people", func(l lived) any { return l.Stratum }},
	{"index", "", "place of the person in its stratum, from 0", func(l lived) any { return l.Index }},
	{"code", "", "code of the stratum", func(l lived) any { return l.stratum.Code }},
	{"name", "", "name of the stratum", func(l lived) any { return l.stratum.Name }},
}, groupColumns()...), []column[lived]{
	{"weight", "people", "real people for whom the life stands", func(l lived) any { return l.Weight }},
	{"month", "month", "month of the run, from 0", func(l lived) any { return l.Month }},
	{"date", "", "its name", func(l lived) any { return l.Date }},
	{"price", "u/month", "posted price of the SOTA tier", func(l lived) any { return l.Menu.SOTA().Price }},
	{"tier", "", "number of the tier that it holds: 0 = none, the last one is SOTA", func(l lived) any { return l.State.Tier }},
	{"filter", "", "why it has no SOTA access: none, priced_out, opted_out, both, waiting or rationed", func(l lived) any { return observe.FilterName(l.Filter) }},
	{"reservation", "u/month", "the most that it would and could have paid for the SOTA tier", func(l lived) any { return l.Reservation }},
	{"income", "u/month", "income at the end of the month", func(l lived) any { return l.Income }},
	{"cognition", "1", "unaided cognition, 1 = average at the start", func(l lived) any { return l.Cognition }},
	{"augmented", "1", "augmented cognition", func(l lived) any { return l.Augmented }},
	{"aptitude", "1", "how much of the stratum's gain it turns into output", func(l lived) any { return l.Aptitude }},
	{"belief", "share", "gain that it expects of one unit of quality", func(l lived) any { return l.Belief }},
	{"uncertainty", "share²", "variance of that belief", func(l lived) any { return l.Uncertainty }},
	{"habit", "share", "how far AI has become a necessity", func(l lived) any { return l.Habit }},
	{"budget_share", "share", "the most of its income above subsistence that it would spend on AI", func(l lived) any { return l.BudgetShare }},
	{"threshold", "share", "joins only once so much of its stratum has access", func(l lived) any { return l.Threshold }},
}...)

func groupColumns() []column[lived] {
	var list []column[lived]
	for i := range observe.MaxBy {
		n := strconv.Itoa(i + 1)
		list = append(list, column[lived]{"group_" + n, "", "group that it was drawn from, by the panel's way " + n + "; empty if there is none", func(l lived) any { return nthOf(l.Groups, i) }})
	}
	return list
}

// PanelCSV writes panel.csv: a row for each month of each life that the scenario follows.
func PanelCSV(w io.Writer, r *cogap.Result) error {
	columns := panelColumns[:len(panelColumns):len(panelColumns)]
	if rule := r.Manifest.Scenario.Rule; rule != nil {
		for i, name := range rule.Columns() {
			columns = append(columns, column[lived]{name: name, of: func(l lived) any { return l.Extra[i] }})
		}
	}
	return table(w, columns, func(emit func(lived)) {
		for n := range r.Panel {
			life := &r.Panel[n]
			for t, state := range life.Months {
				emit(lived{&r.Months[t], life, &r.Strata[life.Stratum], n, state})
			}
		}
	})
}
