package report

import (
	"io"

	"github.com/cogap/cogap"
)

// Tables returns the tables of a result: series, tiers, strata, deciles; providers if there are any; then collected and
// panel if the scenario asks for them.
func Tables(r *cogap.Result) []Table {
	all := newRun(r)
	tables := []Table{seriesTable(all), tierTable(all), stratumTable(all), decileTable(all)}
	if len(r.Manifest.Scenario.Market.Providers) > 0 {
		tables = append(tables, providerTable(all))
	}
	if len(r.Manifest.Scenario.Statistics.Collect) > 0 {
		tables = append(tables, collectedTable(all))
	}
	if len(r.Panel) > 0 {
		tables = append(tables, panelTable(all))
	}
	return tables
}

// Schemas returns all tables that there are, without rows: what their columns mean.
func Schemas() []Table {
	none := newRun(new(cogap.Result))
	return []Table{seriesTable(none), tierTable(none), stratumTable(none), decileTable(none), providerTable(none), collectedTable(none), panelTable(none)}
}

// Columns documents the columns of all tables, in their order.
func Columns() []Column {
	var list []Column
	for _, t := range Schemas() {
		list = append(list, t.Columns...)
	}
	return list
}

// WriteColumns writes columns.csv: what the columns of the tables mean.
func WriteColumns(w io.Writer) error {
	columns := []column[Column]{
		text("table", "", func(c Column) string { return c.Table }),
		text("column", "", func(c Column) string { return c.Name }),
		text("type", "", func(c Column) string { return string(c.Type) }),
		text("unit", "", func(c Column) string { return c.Unit }),
		text("meaning", "", func(c Column) string { return c.Meaning }),
		text("measure", "", func(c Column) string { return c.Measure }),
	}
	return WriteCSV(w, newTable("columns", "", columns, func(emit func(Column)) {
		for _, c := range Columns() {
			emit(c)
		}
	}))
}
