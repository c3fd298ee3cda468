package scenario_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

func TestSet(t *testing.T) {
	s, want := cogap.Plain(), cogap.Plain()
	for path, text := range map[string]string{
		"name":                                  "it's: a [name] # of 2026",
		"seed":                                  "18446744073709551615",
		"months":                                "1e2",
		"behaviour.captured_share":              "0.5",
		"market.tiers[0].price":                 "{kind: ramp, months: [0, 12], values: [100, 400]}",
		"market.tiers[0].quota":                 "0.5",
		"market.policies":                       "[{name: relief, kind: voucher, share: 0.25}]",
		"population.threshold":                  "{alpha: 2}",
		"market.frontier.coding.open.values[0]": "0.5",
		"statistics.mobility":                   "true",
	} {
		require.NoError(t, scenario.Set(&s, path, text), path)
	}
	want.Name, want.Seed, want.Months = "it's: a [name] # of 2026", 1<<64-1, 100
	want.Behaviour.CapturedShare = 0.5
	want.Market.Tiers[0].Price, want.Market.Tiers[0].Quota = market.Ramp(0, 12, 100, 400), market.Constant(0.5)
	relief := market.Voucher(0.25)
	relief.Name = "relief"
	want.Market.Policies = []market.Policy{relief}
	want.Population.Threshold.Alpha = 2
	want.Market.Frontier.Coding.Open = market.Constant(0.5)
	want.Statistics.Mobility = true
	require.Equal(t, want, s)
}

// TestSetQuoted: quotation marks around a text are no part of it, as in a file; others are.
func TestSetQuoted(t *testing.T) {
	for text, want := range map[string]string{
		`"My run"`: "My run", `'My run'`: "My run", `"a\"b"`: `a"b`, `"a" or "b"`: `"a" or "b"`, `"a`: `"a`, `a"`: `a"`, "": "",
	} {
		s := cogap.Plain()
		require.NoError(t, scenario.Set(&s, "name", text), text)
		require.Equal(t, want, s.Name)
	}
	s := cogap.Plain()
	require.ErrorContains(t, scenario.Set(&s, "name", `"a\nb"`), "name: got the character U+000A")
}

func TestSetErrors(t *testing.T) {
	base := cogap.Plain()
	for message, change := range map[string][2]string{
		"months: got many, want a whole number":                                          {"months", "many"},
		"months: got nothing, want a value":                                              {"months", ""},
		"rho: unknown name, did you mean behaviour.risk_aversion?":                       {"rho", "1"},
		"captured_share: unknown name, did you mean behaviour.captured_share?":           {"captured_share", "1"},
		"behaviour.captured_shore: unknown name, did you mean behaviour.captured_share?": {"behaviour.captured_shore", "1"},
		"market.tiers[1].price: unknown name, did you mean market.tiers[0].price?":       {"market.tiers[1].price", "1"},
		"market.policies[0].kynd: unknown name, did you mean kind?":                      {"market.policies", "[{kynd: voucher, name: a, kind: cap}]"},
		"market.tiers: got [ without its ]":                                              {"market.tiers", "[a"},
	} {
		s := cogap.Plain()
		require.EqualError(t, scenario.Set(&s, change[0], change[1]), message)
		require.Equal(t, base, s, "nothing was touched")
	}
	s := cogap.Plain()
	copied := s
	require.NoError(t, scenario.Set(&s, "market.tiers[0].price.values[0]", "5"))
	require.Equal(t, 100.0, copied.Market.Tiers[0].Price.Values[0], "copies share nothing that was written")
	for _, path := range scenario.Paths(s) {
		for _, text := range []string{"1", "x", "[]", "{}", "null", "[1, {a: b}]"} {
			_ = scenario.Set(&s, path, text) // must not panic
		}
	}
}

// TestNearestInLists: in a long list, what is proposed is of the element that was meant, and looking for it goes through few.
func TestNearestInLists(t *testing.T) {
	s := cogap.Plain()
	s.Population.Strata = make([]population.Stratum, 3000)
	require.EqualError(t, scenario.Set(&s, "population.strata[2750].peopel", "1"), "population.strata[2750].peopel: unknown name, did you mean population.strata[2750].people?")
	require.Less(t, testing.AllocsPerRun(1, func() { _ = scenario.Set(&s, "population.strata[2750].peopel", "1") }), 15_000.0, "of 100 thousand names")
}

// TestCollections: what is to be collected stands in a file, comes back from a written one, and can be set from a command line.
func TestCollections(t *testing.T) {
	s := read(t, `
statistics:
  collect:
    - {name: rich, quantity: income, aggregate: mean, where: 'filter == opted_out && income > 8_000', by: [income_decile, 'bins(habit, 0.1)']}
    - name: people
  panel: {people: 5, where: threshold == 0, by: [group]}
`)
	require.Equal(t, []observe.Collect{
		{
			Name: "rich", Quantity: "income", Aggregate: observe.Mean, Every: 1,
			Where: "filter == opted_out && income > 8_000", By: []string{"income_decile", "bins(habit, 0.1)"},
		},
		{Name: "people", Quantity: "people", Aggregate: observe.Count, Every: 1},
	}, s.Statistics.Collect)
	require.Equal(t, observe.Panel{People: 5, Where: "threshold == 0", By: []string{"group"}}, s.Statistics.Panel)
	var b bytes.Buffer
	require.NoError(t, scenario.Write(&b, s))
	require.Equal(t, s, read(t, b.String()))

	require.NoError(t, scenario.Set(&s, "statistics.collect[0].where", "access || income > 1e4"))
	require.NoError(t, scenario.Set(&s, "statistics.collect[1]", "{name: gini, quantity: augmented, aggregate: gini}"))
	require.NoError(t, scenario.Set(&s, "statistics.panel.people", "1000"))
	require.NoError(t, s.Validate())
	require.Equal(t, "access || income > 1e4", s.Statistics.Collect[0].Where)
	require.Equal(t, observe.Gini, s.Statistics.Collect[1].Aggregate)
	require.Equal(t, 1000, s.Statistics.Panel.People)
}

// FuzzSet: whatever is asked for, a change is made or an error says why not, and what shares lists with the scenario stays
// as it was.
func FuzzSet(f *testing.F) {
	for path, text := range map[string]string{
		"months": "1e2", "market.tiers[0].price": "{kind: ramp, months: [0, 12], values: [100, 400]}", "market.tiers[0].price.values[2]": "7",
		"population.strata": "[{people: 5, income: [{p: 0.5, value: 9}], full: {general: 0.2}}]", "population.file": "/etc/passwd",
		"population.strata[0].full.coding": "0.5", "statistics.collect[0].by": "[tier, 'bins(income, 2)']", "name": "\x00", "market": "{tiers: []}",
		"market.policies": "[{name: p, kind: cap}, {}]", "behaviour..x": "[", "[0]": "a: b: c",
	} {
		f.Add(path, text)
	}
	full, err := scenario.Load("voucher")
	require.NoError(f, err)
	full.Statistics.Collect = []observe.Collect{{Name: "it", By: []string{"tier"}}}
	full.Population.Source, full.Population.Strata = "", []population.Stratum{{People: 9, Income: []population.Quantile{{P: 0.5, Value: 900}}}}
	before, err := json.Marshal(full)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, path, text string) {
		s := full
		if err := scenario.Set(&s, path, text); err != nil {
			require.NotEmpty(t, err.Error())
			require.Less(t, len(err.Error()), 1<<17)
			require.Equal(t, full, s)
			return
		}
		_ = s.Validate() // which must not panic
		after, err := json.Marshal(full)
		require.NoError(t, err)
		require.Equal(t, string(before), string(after))
	})
}
