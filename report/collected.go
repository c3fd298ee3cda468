package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/observe"
)

// mostGroups is how many lines one picture of a collection or a panel has.
const mostGroups = 10

// ownCharts are pictures of what the scenario collects for itself, one for each collection, and of its panel.
func (r *run) ownCharts() []Chart {
	var charts []Chart
	for i := range r.Manifest.Scenario.Statistics.Collect {
		if c, ok := r.collectionChart(&r.Manifest.Scenario.Statistics.Collect[i]); ok {
			charts = append(charts, c)
		}
	}
	if len(r.Panel) > 0 {
		charts = append(charts, r.panelChart())
	}
	for i := range charts {
		if len(charts[i].At) == 1 {
			charts[i].prolong()
		}
	}
	return charts
}

// collectionChart draws a collection, a line for each of its largest groups. There is none if it found nothing.
func (r *run) collectionChart(asked *observe.Collect) (Chart, bool) {
	c := r.overTime(r.months, Chart{
		ID: "own-" + asked.Name, Title: "Collected: " + asked.Name, Note: collectionNote(asked), Points: asked.Every > 1 && len(r.months) > 1,
		Y: Axis{Title: collectionAxis(asked), Unit: unitNamed(asked.Unit())},
	})
	lines, people := map[string]Values{}, map[string]int64{}
	var names []string // in the collection's order
	for t := range r.Months {
		for _, row := range r.Months[t].Collected {
			if row.Collection != asked.Name {
				continue
			}
			name := nameOfGroup(asked.By, row.Groups)
			if lines[name] == nil {
				names = append(names, name)
				lines[name] = undefined(len(r.Months))
			}
			lines[name][t] = row.Value
			people[name] = max(people[name], row.Of)
		}
	}
	if len(names) > mostGroups {
		some := largest(people, mostGroups)
		names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(some, name) })
		c.Note += fmt.Sprintf(" The %d largest groups of %d; the file collected.csv of cogap run --out has all.", len(names), len(people))
	}
	for i, name := range names {
		c.Lines = append(c.Lines, Line{Name: name, Color: i, Y: lines[name]})
	}
	return c, len(c.Lines) > 0
}

// nameOfGroup names a group; a tenth by income says that it is one.
func nameOfGroup(by, groups []string) string {
	names := slices.Clone(groups)
	for i := range names {
		if by[i] == "income_decile" {
			names[i] = "tenth " + names[i]
		}
	}
	return cmp.Or(strings.Join(names, ", "), "everybody")
}

// collectionAxis says what a collection measures: its unit, or the measure itself if it has none.
func collectionAxis(c *observe.Collect) string {
	if unit := c.Unit(); unit != "" && unit != "1" {
		return unit
	}
	return measureOf(c)
}

func measureOf(c *observe.Collect) string {
	full := c.Complete()
	return fmt.Sprintf("%s of %s", full.Aggregate, full.Quantity)
}

func collectionNote(c *observe.Collect) string {
	full, text := c.Complete(), measureOf(c)
	if full.Where != "" {
		text += ", of people with " + full.Where
	}
	if len(full.By) > 0 {
		text += ", by " + strings.Join(full.By, " and ")
	}
	if full.Every > 1 {
		text += fmt.Sprintf("; measured every %d months and in the last one, a point each", full.Every)
	}
	return capital(text) + "."
}

// largest lists the groups with most people, at most so many.
func largest(people map[string]int64, most int) []string {
	var names []string
	for name := range people {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(people[b], people[a]), cmp.Compare(a, b)) })
	return names[:min(len(names), most)]
}

func undefined(n int) Values {
	v := make(Values, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

// panelChart draws what the first people of the panel would pay, and the price.
func (r *run) panelChart() Chart {
	some := r.Panel[:min(len(r.Panel), mostGroups-1)]
	c := r.overTime(r.months, Chart{
		ID: "own-panel", Title: "The panel: what each would pay",
		Note: fmt.Sprintf("The most that a person would and could pay for the SOTA tier; dashed, its posted price. The first %d people of %d.", len(some), len(r.Panel)),
		Y:    Axis{Title: "u a month", Unit: Money},
	})
	for i, life := range some {
		l := Line{Name: fmt.Sprintf("%d: %s", i+1, r.Strata[life.Stratum].Name), Color: i, Y: make(Values, len(r.months))}
		for t := range r.months {
			l.Y[t] = life.Months[t].Reservation
		}
		c.Lines = append(c.Lines, l)
	}
	posted := lineOf(r.months, "price", "posted price", mostGroups-1)
	posted.Dashed = true
	c.Lines = append(c.Lines, posted)
	return c
}
