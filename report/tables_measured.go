package report

import (
	"fmt"

	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/population"
)

// monthColumns name the month of a row.
var monthColumns = []column[group]{
	whole("month", "month", "month of the run, from 0", func(g group) int64 { return int64(g.Record.Month) }),
	text("date", "its name", func(g group) string { return g.Record.Date }),
}

// keyed are the columns that name a month and its group, then some more.
func keyed(keys []column[group], more ...[]column[group]) []column[group] {
	columns := append(monthColumns[:len(monthColumns):len(monthColumns)], keys...)
	for _, list := range more {
		columns = append(columns, list...)
	}
	return columns
}

// measures are the columns of all measures that there are of a way of parting people.
func measures(way measure.By) []column[group] {
	var list []column[group]
	for _, x := range measure.All() {
		if x.Has(way) {
			list = append(list, columnsOf(x, way)...)
		}
	}
	return list
}

// columnsOf are the columns of a measure: its value, and the bounds that a histogram leaves.
func columnsOf(x *measure.Measure, way measure.By) []column[group] {
	c := column[group]{name: x.Column(), kind: Double, unit: x.Unit, meaning: x.Meaning, measure: x.ID}
	c.of = func(g group) any { return g.Value(x, way, g.place).Value }
	if x.Whole {
		c.kind, c.of = Int64, func(g group) any { return int64(g.Value(x, way, g.place).Value) }
	}
	if x.BoundsBy(way) != measure.Binning {
		return []column[group]{c}
	}
	low, high := c, c
	low.name, low.meaning, low.of = c.name+"_low", "lower bound that the histogram leaves", func(g group) any { return g.Value(x, way, g.place).Lo }
	high.name, high.meaning, high.of = c.name+"_high", "upper bound", func(g group) any { return g.Value(x, way, g.place).Hi }
	return []column[group]{c, low, high}
}

var seriesColumns = keyed([]column[group]{
	text("phase", "promotion, transition or plateau", func(g group) string { return g.Record.Phase.String() }),
}, measures(measure.Everybody))

func seriesTable(r *run) Table {
	return newTable("series", "a month, over everybody", seriesColumns, func(emit func(group)) {
		for _, m := range r.months {
			emit(group{m, measure.Everybody, 0})
		}
	})
}

// groupName is the name of a row's group.
func groupName(g group) string { return g.Groups(g.way)[g.place] }

var tierColumns = keyed([]column[group]{
	whole("tier", "", "place in the menu; 0 = no access, the last one is SOTA", func(g group) int64 { return int64(g.place) }),
	text("name", "name of the tier", groupName),
}, measures(measure.Tier))

// eachTier hands out the tiers of a month, no access first.
func eachTier(m *measure.Month, emit func(group)) {
	for tier := range m.Record.Total.Tiers {
		emit(group{m, measure.Tier, tier})
	}
}

func tierTable(r *run) Table {
	return newTable("tiers", "a tier, or no access, in a month: its offer, and the people who hold it at the end", tierColumns, func(emit func(group)) {
		for _, m := range r.months {
			eachTier(m, emit)
		}
	})
}

// stratumColumns are the numbers of people and the means; shares and gaps follow from them.
func stratumColumns(r *run) []column[group] {
	key := func(name, meaning string, of func(*population.Stratum) string) column[group] {
		return text(name, meaning, func(g group) string { return of(&r.Strata[g.place]) })
	}
	columns := keyed([]column[group]{
		key("code", "code of the stratum: of an occupation, a country", func(s *population.Stratum) string { return s.Code }),
		key("name", "its name", func(s *population.Stratum) string { return s.Name }),
		key("group", "the wider group that it belongs to", func(s *population.Stratum) string { return s.Group }),
	})
	for _, x := range measure.All() {
		if x.Has(measure.Stratum) && (x.Whole || x.Has(measure.Tier)) {
			columns = append(columns, columnsOf(x, measure.Stratum)...)
		}
	}
	names := []string{"none"}
	if len(r.months) > 0 {
		names = r.months[0].Groups(measure.Tier)
	}
	for tier, name := range names {
		meaning := "people who hold tier " + fmt.Sprint(tier) + ", " + name
		if tier == 0 {
			meaning = "people without access"
		}
		c := whole(fmt.Sprintf("tier_%d", tier), "people", meaning, func(g group) int64 { return g.Holders(g.place, tier) })
		c.measure = "people"
		columns = append(columns, c)
	}
	return columns
}

func stratumTable(r *run) Table {
	return newTable("strata", "a stratum in a month; counts are real people, so they can be added up", stratumColumns(r), func(emit func(group)) {
		for _, m := range r.months {
			for g := range r.Strata {
				emit(group{m, measure.Stratum, g})
			}
		}
	})
}

var decileColumns = keyed(append(columnsOf(measure.Must("price"), measure.Everybody),
	whole("decile", "", "tenth of the population by income before the first month, 1 is the poorest", func(g group) int64 { return int64(g.place) + 1 }),
), measures(measure.Decile))

// eachDecile hands out the tenths by income of a month, the poorest first; none in a month in which they are not measured.
func eachDecile(m *measure.Month, emit func(group)) {
	if len(measured([]*measure.Month{m})) == 0 {
		return
	}
	for d := range m.Groups(measure.Decile) {
		emit(group{m, measure.Decile, d})
	}
}

func decileTable(r *run) Table {
	return newTable("deciles", "a tenth of the population by income, in a month in which distributions are measured", decileColumns, func(emit func(group)) {
		for _, m := range r.months {
			eachDecile(m, emit)
		}
	})
}

var providerColumns = keyed([]column[group]{
	text("provider", "name of the provider", groupName),
}, measures(measure.Provider))

// eachProvider hands out the providers of a month.
func eachProvider(m *measure.Month, emit func(group)) {
	for i := range m.Groups(measure.Provider) {
		emit(group{m, measure.Provider, i})
	}
}

func providerTable(r *run) Table {
	return newTable("providers", "the books of a provider in a month", providerColumns, func(emit func(group)) {
		for _, m := range r.months {
			eachProvider(m, emit)
		}
	})
}
