package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/report"
)

var update = flag.Bool("update", false, "rewrite testdata")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// small is a result that a reader can check by hand, made without running anything: two strata, two tiers, four months
// of which the second and the last are measured, and nobody has access in the first.
func small() *cogap.Result {
	s := cogap.Plain()
	s.Market.Tiers = []market.Tier{market.Free(), s.Market.Tiers[0]}
	s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
	r := &cogap.Result{
		Strata: []population.Stratum{
			{Code: "W", Name: "writers, and others", Group: "words", People: 300},
			{Code: "F", Name: "\"farmers\"", Group: "land", People: 100},
		},
		Manifest: cogap.Manifest{
			Scenario: s, People: 400, Agents: 40, Strata: 2, Months: 4, Version: "1.2.3", Result: strings.Repeat("0123456789abcdef", 4),
		},
	}
	for t, sota := range []int64{0, 100, 50, 40} {
		free := min(100, 3*sota)
		m := cogap.Record{
			Month: t, Date: fmt.Sprintf("2026-%02d", t+1), Phase: market.Phase(t / 2),
			Menu: market.Menu{
				{Name: "free", Price: 0, Quality: 0.6, Quota: 0.4, Admission: 1},
				{Name: "SOTA", Price: 100 * float64(1+t/2), Quality: 1, Quota: 1, Admission: 0.5},
			},
			Total:  agent.NewSums(2),
			Strata: []*agent.Sums{people(200-sota, free, sota, 0), people(100-free/2, free/2, 0, 1)},
			Market: market.Report{Month: t, Revenue: []float64{0, 0, float64(100*sota) * float64(1+t/2)}, Public: 12.5},
		}
		m.Strata[0].Tiers[0].People += 100 - free
		m.Domains[population.Composition] = 0.25
		for _, s := range m.Strata {
			m.Total.Add(s)
		}
		if t%2 == 1 {
			m.Distributions = distributions(sota)
			m.Market.Curve = &market.CurveReport{Surplus: 1234.5, Elasticity: math.Inf(-1)}
			m.Market.Providers = []market.Ledger{{Provider: "lab", Subsidy: -50}}
		}
		r.Months = append(r.Months, m)
	}
	observed(r)
	return r
}

// observed adds what a result's collections and panel would have found.
func observed(r *cogap.Result) {
	r.Manifest.Scenario.Statistics.Collect = []observe.Collect{
		{Name: "users", Aggregate: observe.Share, Where: "sota", By: []string{"group"}},
		{Name: "half, by habit", Quantity: "income", Aggregate: observe.Median, By: []string{"bins(habit, 0.5)", "filter"}, Every: 4},
	}
	r.Manifest.Scenario.Statistics.Panel = observe.Panel{People: 1, By: []string{"group"}}
	life := observe.Life{Stratum: 1, Index: 7, Groups: []string{"land"}, Weight: 100.5}
	for t := range r.Months {
		row := observe.Row{Collection: "users", Month: t, Groups: []string{"words"}, People: int64(75 * t), Of: 300}
		row.Value = float64(row.People) / 300
		row.Lo, row.Hi = row.Value, row.Value
		r.Months[t].Collected = []observe.Row{row}
		person := agent.Person{Income: 2000 + float64(t), Cognition: 1, Aptitude: 0.5, Belief: 0.125, Tier: t % 3, Filter: agent.Filter(t)}
		life.Months = append(life.Months, observe.State{Person: person, Augmented: 1.25, Reservation: 90})
	}
	last := observe.Row{Collection: "half, by habit", Month: 3, Groups: []string{">= 0.5", "opted_out"}, Interval: histogram.Interval{Value: 3000, Lo: 2999.5, Hi: 3001}, People: 12, Of: 12}
	nobody := observe.Row{Collection: "half, by habit", Month: 3, Groups: []string{"undefined", "none"}, Interval: histogram.Interval{Value: math.NaN(), Lo: math.NaN(), Hi: math.NaN()}, Of: 3}
	r.Last().Collected = append(r.Last().Collected, last, nobody)
	r.Panel = []observe.Life{life}
}

// people are the sums of a stratum.
func people(none, free, sota int64, filter int) *agent.Sums {
	s := agent.NewSums(2)
	for k, n := range []int64{none, free, sota} {
		x := float64(k + 1)
		s.Tiers[k] = agent.Group{
			People: n, Income: sum.Of(1000*x, n), Cognition: sum.Of(1+x/8, n), Augmented: sum.Of(1+x/4, n),
		}
	}
	s.Filter[agent.PricedOut+agent.Filter(filter)] = none
	s.Filter[agent.Rationed], s.Filter[agent.None] = free, sota
	s.Joined, s.Left = free/2, sota/10
	return s
}

// distributions are those of 400 people of whom the richest n have access.
func distributions(n int64) *engine.Distributions {
	d := new(engine.Distributions)
	for i := range int64(400) {
		tenth, with := &d.Tenths[i/40], 0
		tenth.People++
		tenth.UpTo = float64(1000 + 10*i)
		if i >= 400-n {
			with = 1
			tenth.SOTA++
		}
		d.Income.Add(float64(1000+10*i), 1)
		d.Augmented[with].Add(1+float64(with), 1)
		d.Reservation.Add(float64(i), 1)
	}
	return d
}

// csvOf returns what writes a table of a result as CSV.
func csvOf(name string) func(io.Writer, *cogap.Result) error {
	return func(w io.Writer, r *cogap.Result) error {
		for _, t := range report.Tables(r) {
			if t.Name == name {
				return report.WriteCSV(w, t)
			}
		}
		return fmt.Errorf("no table %s", name)
	}
}

var tables = map[string]func(io.Writer, *cogap.Result) error{
	"series.csv": csvOf("series"), "tiers.csv": csvOf("tiers"), "strata.csv": csvOf("strata"), "deciles.csv": csvOf("deciles"),
	"providers.csv": csvOf("providers"), "collected.csv": csvOf("collected"), "panel.csv": csvOf("panel"),
	"result.json": report.WriteJSON, "result.txt": report.WriteText,
}

// TestTables holds the files to the letter; only results or columns that changed may change them.
func TestTables(t *testing.T) {
	r := small()
	for name, write := range tables {
		if name == "result.json" {
			continue // it repeats the tables; see TestJSON
		}
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, write(&b, r))
			golden(t, name, b.String())
		})
	}
	var b bytes.Buffer
	require.NoError(t, report.WriteColumns(&b))
	golden(t, "columns.csv", b.String())
}

// TestCSVIsTidy: as many fields in each row as names, people add up, and every column is documented.
func TestCSVIsTidy(t *testing.T) {
	r := small()
	documented := map[string]bool{}
	for _, c := range report.Columns() {
		require.NotEmpty(t, c.Meaning, c.Name)
		documented[c.Table+".csv "+c.Name] = true
	}
	for name, write := range tables {
		if filepath.Ext(name) != ".csv" {
			continue
		}
		var b bytes.Buffer
		require.NoError(t, write(&b, r))
		rows, err := csv.NewReader(&b).ReadAll()
		require.NoError(t, err, name)
		for _, column := range rows[0] {
			require.True(t, documented[name+" "+column] || strings.HasPrefix(column, "tier_"), "%s %s", name, column)
		}
		if name != "strata.csv" {
			continue
		}
		people := map[string]int{}
		for _, row := range rows[1:] {
			for i, column := range rows[0] {
				if column == "people" || strings.HasPrefix(column, "tier_") {
					n, err := strconv.Atoi(row[i])
					require.NoError(t, err)
					people[column] += n
				}
			}
		}
		require.Equal(t, 4*400, people["people"])
		require.Equal(t, people["people"], people["tier_0"]+people["tier_1"]+people["tier_2"])
	}
}

// TestCSVRunsNothing: a name that a spreadsheet would run as a formula is written as text, in cells and in names of columns.
func TestCSVRunsNothing(t *testing.T) {
	const formula = `=HYPERLINK("http://example.com","name")`
	r := small()
	r.Strata[0].Name, r.Strata[1].Code = formula, "-1"
	for i := range r.Months {
		r.Months[i].Date = "@now"
		r.Months[i].Menu[1].Name = "\t+1"
	}
	r.Manifest.Scenario.Statistics.Collect[0].Name = formula
	r.Manifest.Scenario.Statistics.Panel.By = []string{"-cognition"}
	r.Panel[0].Groups = []string{"+1 to 2"}
	for name, write := range tables {
		if filepath.Ext(name) != ".csv" {
			continue
		}
		var b bytes.Buffer
		require.NoError(t, write(&b, r))
		rows, err := csv.NewReader(&b).ReadAll()
		require.NoError(t, err, name)
		found := 0
		for _, cell := range slices.Concat(rows...) {
			_, err := strconv.ParseFloat(cell, 64)
			require.False(t, err != nil && strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r"), "%s: %q", name, cell)
			found += strings.Count(cell, "'")
		}
		require.Positive(t, found, name)
	}
	var b bytes.Buffer
	require.NoError(t, report.WriteCSV(&b, report.Table{Columns: []report.Column{{Name: "-income"}}, Rows: func(func([]any) bool) {}}))
	require.Equal(t, "'-income\n", b.String())
}

// TestTablesAreTyped: a row has a value of its column's type in each column, and only doubles may be undefined.
func TestTablesAreTyped(t *testing.T) {
	c, err := report.Compare(small(), other())
	require.NoError(t, err)
	undefined := 0
	for _, table := range append(report.Tables(small()), c.Table()) {
		require.NotEmpty(t, table.Meaning)
		rows := 0
		for row := range table.Rows {
			rows++
			require.Len(t, row, len(table.Columns))
			for i, column := range table.Columns {
				name := column.Table + "." + column.Name
				require.Equal(t, table.Name, column.Table)
				require.NotEmpty(t, column.Meaning, name)
				switch v := row[i].(type) {
				case nil:
					undefined++
					require.Equal(t, report.Double, column.Type, name)
				case int64:
					require.Equal(t, report.Int64, column.Type, name)
				case float64:
					require.Equal(t, report.Double, column.Type, name)
					require.False(t, math.IsNaN(v) || math.IsInf(v, 0), name)
				default:
					require.IsType(t, "", v, name)
					require.Equal(t, report.String, column.Type, name)
				}
			}
		}
		require.Positive(t, rows, table.Name)
		for range table.Rows {
			break // a reader may stop
		}
	}
	require.Positive(t, undefined)
}

func TestJSON(t *testing.T) {
	r := small()
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b, r))
	var got struct {
		Manifest  cogap.Manifest
		Collected []struct {
			Collection string
			Group      string `json:"group_1"`
			Value      *float64
		}
		Months []struct {
			Share      float64  `json:"sota_share"`
			Gini       *float64 `json:"gini_augmented"`
			Surplus    *float64 `json:"consumer_surplus"`
			Elasticity *float64 `json:"demand_elasticity"`
			Tiers      []struct {
				Name    string
				Price   *float64
				Revenue float64
			}
			Deciles []struct {
				Share float64 `json:"sota_share"`
			}
			Providers []struct{ Subsidy float64 }
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Equal(t, r.Manifest, got.Manifest, "the scenario can be read back")
	require.Len(t, got.Collected, 6)
	require.Equal(t, "words", got.Collected[1].Group)
	require.Equal(t, 0.25, *got.Collected[1].Value)
	require.Nil(t, got.Collected[5].Value, "not defined")
	require.Len(t, got.Months, 4)
	require.Equal(t, 0.1, got.Months[3].Share)
	require.Nil(t, got.Months[0].Gini, "not measured")
	require.Empty(t, got.Months[0].Deciles)
	require.Len(t, got.Months[3].Deciles, 10)
	require.Equal(t, "none", got.Months[3].Tiers[0].Name)
	require.Equal(t, 8000.0, got.Months[3].Tiers[2].Revenue)
	require.Nil(t, got.Months[2].Surplus)
	require.Equal(t, 1234.5, *got.Months[3].Surplus)
	require.Nil(t, got.Months[3].Elasticity, "JSON has no infinity")
	require.Empty(t, got.Months[2].Providers)
	require.Equal(t, -50.0, got.Months[3].Providers[0].Subsidy)
}

// TestNamesAreSnakeCase: every name of every JSON file and table is of lower-case words joined by _.
func TestNamesAreSnakeCase(t *testing.T) {
	c, err := report.Compare(small(), other())
	require.NoError(t, err)
	for name, write := range map[string]func(io.Writer) error{
		"result.json":  func(w io.Writer) error { return report.WriteJSON(w, small()) },
		"compare.json": c.WriteJSON,
	} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		var v any
		require.NoError(t, json.Unmarshal(b.Bytes(), &v))
		names := 0
		eachName(v, func(name string) {
			names++
			require.Regexp(t, `^[a-z0-9]+(_[a-z0-9]+)*$`, name)
		})
		require.Greater(t, names, 200, name)
	}
	for _, c := range report.Columns() {
		require.Regexp(t, `^[a-z0-9]+(_[a-z0-9]+)*$`, c.Name)
	}
}

// eachName visits the names in a JSON value.
func eachName(v any, visit func(name string)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			eachName(x, visit)
		}
	case map[string]any:
		for name, x := range v {
			visit(name)
			eachName(x, visit)
		}
	}
}

// TestNotOnSale: a tier that is not on sale has no price in any table or text; 1e12 is how the market says it, not a price.
func TestNotOnSale(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 50_000, 2
	s.Market.Tiers = []market.Tier{market.Basic(), s.Market.Tiers[0]}
	s.Market.Tiers[0].Price = market.Steps([]int{0, 1}, []float64{market.Withdrawn, 20})
	s.Market.Tiers[1].Price = market.Steps([]int{0, 1}, []float64{100, market.Withdrawn})
	s.Statistics.Panel.People = 1
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	for name, write := range map[string]func(io.Writer, *cogap.Result) error{
		"series.csv": csvOf("series"), "tiers.csv": csvOf("tiers"), "deciles.csv": csvOf("deciles"), "panel.csv": csvOf("panel"), "result.txt": report.WriteText,
	} {
		var b bytes.Buffer
		require.NoError(t, write(&b, r))
		require.NotContains(t, b.String(), "1e+12", name)
		require.NotContains(t, b.String(), "1000000000000", name)
	}
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b, r))
	var got struct {
		Months []struct {
			Price *float64
			Tiers []struct{ Price *float64 }
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Nil(t, got.Months[0].Tiers[1].Price)
	require.Equal(t, 20.0, *got.Months[1].Tiers[1].Price)
	require.Equal(t, 100.0, *got.Months[0].Price)
	require.Nil(t, got.Months[1].Price)
}

// full fails after some bytes, as a disk does.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	r := small()
	for name, write := range tables {
		require.ErrorIs(t, write(&full{50}, r), io.ErrShortWrite, name)
	}
	require.ErrorIs(t, report.WriteColumns(&full{50}), io.ErrShortWrite)
	require.EqualError(t, report.WriteText(io.Discard, new(cogap.Result)), "text: the result has no month")
}
