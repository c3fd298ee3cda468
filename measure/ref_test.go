package measure_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
)

// named is rich with collections whose names and groups need all that a name can be.
func named() cogap.Scenario {
	s := rich()
	s.Statistics.Collect = []observe.Collect{
		{Name: "left", Aggregate: observe.Share, Where: "!access && habit > 0", By: []string{"income_decile"}},
		{Name: "half, by habit @ [home]", Quantity: "income", Aggregate: observe.Median, By: []string{"bins(habit, 0.5)", "filter"}, Every: 4},
		{Name: "never joined, habit", Quantity: "habit", Aggregate: observe.Mean, Where: "habit == 0"},
		{Name: "by group", Aggregate: observe.Count, By: []string{"group", "tier"}},
	}
	return s
}

func parse(t testing.TB, text string) measure.Ref {
	t.Helper()
	r, err := measure.Parse(text)
	require.NoError(t, err)
	return r
}

func TestParse(t *testing.T) {
	for text, want := range map[string]measure.Ref{
		"sota_share":                              {ID: "sota_share"},
		"sota_share@2028-12":                      {ID: "sota_share", Month: "2028-12"},
		" gini.augmented @ last ":                 {ID: "gini.augmented", Month: "last"},
		"sota_share[decile=10]@first":             {ID: "sota_share", Groups: []measure.Is{{"decile", "10"}}, Month: "first"},
		"people[ tier = free ]@35":                {ID: "people", Groups: []measure.Is{{"tier", "free"}}, Month: "35"},
		`sota[stratum="Nurses, retired"]`:         {ID: "sota", Groups: []measure.Is{{"stratum", "Nurses, retired"}}},
		"left_share@sum":                          {ID: "left_share", Month: "sum"},
		"collected.left[income_decile=1]@2028-12": {Collection: "left", Groups: []measure.Is{{"income_decile", "1"}}, Month: "2028-12"},
		"collected.never joined, habit@last":      {Collection: "never joined, habit", Month: "last"},
		`collected."half, by habit @ [home]"["bins(habit, 0.5)"=">= 0.5",filter=none]`: {Collection: "half, by habit @ [home]", Groups: []measure.Is{{"bins(habit, 0.5)", ">= 0.5"}, {"filter", "none"}}},
		"collected.x[bins(habit, 0.5)=< 0.5, group=a=b]":                               {Collection: "x", Groups: []measure.Is{{"bins(habit, 0.5)", "< 0.5"}, {"group", "a=b"}}},
	} {
		got := parse(t, text)
		require.Equal(t, want, got, text)
		require.Equal(t, want, parse(t, got.String()), got.String())
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "got nothing where a name is due",
		"sota_shar@last":             "measure sota_shar@last: unknown measure sota_shar, did you mean sota_share?",
		"gini":                       "unknown measure gini, did you mean gini.augmented?",
		"augmented_mean_of_the_poor": "docs/columns.md lists all",
		"sota_share@2028-13":         `got month "2028-13", want one such as 2028-12, its number from 0, first, last, mean or sum`,
		"sota_share@dec 2028":        `got month "dec 2028"`,
		"sota_share@":                "got no month after @",
		"sota_share[decile=1":        "got no ] that closes the brackets",
		"sota_share[decile]":         `got "decile" in brackets, want a way to part people and a group`,
		"sota_share[=1]":             "got nothing where a name is due",
		"sota_share[decile=1]x":      `got "x" behind the group, want @ and a month`,
		"sota_share[tier=1]":         "there is no such number by tier, only over everybody; by stratum, as in sota_share[stratum=NAME]; by group, as in sota_share[group=NAME]; by decile, as in sota_share[decile=1]",
		"share@last":                 "there is no such number over everybody, only by tier, as in share[tier=1]",
		"sota[stratum=1,group=2]":    "got 2 groups, want one at most",
		`collected."left`:            "got no quotation mark that closes",
		`collected.""`:               "got the empty name",
		"collected.left[a=1,a=2]":    "got two groups by a",
		strings.Repeat("x", 5000):    "got a name of 5000 letters, want at most 4096",
		`collected."` + strings.Repeat("\x15", 2000) + `"`: "letters where those that can't be shown are written out, want at most 4096",
		strings.Repeat("y", 3000):                          "unknown measure yyyyyyy",
	} {
		_, err := measure.Parse(text)
		require.ErrorContains(t, err, want, text)
		require.Less(t, len(err.Error()), 500, "a message is a line")
	}
}

// TestNamesReadBack: what String writes, Parse reads, whatever the names.
func TestNamesReadBack(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[a-z=,@\[\]"\\ .<>0-9]{1,12}`), rapid.StringN(1, 12, -1))
	rapid.Check(t, func(t *rapid.T) {
		r := measure.Ref{Collection: word.Draw(t, "name"), Month: rapid.SampledFrom([]string{"", "2028-12", "7", "last", "mean"}).Draw(t, "month")}
		ways := rapid.SliceOfNDistinct(word, 0, 3, rapid.ID[string]).Draw(t, "ways")
		for _, way := range ways {
			r.Groups = append(r.Groups, measure.Is{Way: way, Name: word.Draw(t, "group")})
		}
		got, err := measure.Parse(r.String())
		if err != nil {
			t.Fatalf("%s: %v", r, err)
		}
		require.Equal(t, r, got, r.String())
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"sota_share@2028-12", "collected.left[income_decile=1]@2028-12", `collected."a, b"["x"="y"]@sum`, "people[tier=free]"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := measure.Parse(text)
		if err != nil {
			require.Less(t, len(err.Error()), 2000)
			return
		}
		again, err := measure.Parse(r.String())
		require.NoError(t, err, r.String())
		require.Equal(t, r, again)
	})
}

// TestOf: a name finds the number of its group and month.
func TestOf(t *testing.T) {
	s := named()
	r := runOf(t, s)
	last, second := measure.NewMonth(r.Last(), r.Strata), measure.NewMonth(&r.Months[1], r.Strata)
	for text, want := range map[string]histogram.Interval{
		"sota_share":                                          last.Of("sota_share"),
		"sota_share@2026-02":                                  second.Of("sota_share"),
		"sota_share@1":                                        second.Of("sota_share"),
		"sota_share[decile=10]@last":                          last.In("sota_share", measure.Decile, 9),
		"people[tier=none]@last":                              last.In("people", measure.Tier, 0),
		"people[tier=SOTA]@last":                              last.In("people", measure.Tier, 3),
		"people[tier=3]@last":                                 last.In("people", measure.Tier, 3),
		"sota[stratum=29-1141]":                               last.In("sota", measure.Stratum, at(last, measure.Stratum, "Registered Nurses")),
		"sota[stratum=Registered Nurses]":                     last.In("sota", measure.Stratum, at(last, measure.Stratum, "Registered Nurses")),
		"sota[group=Management]":                              last.In("sota", measure.Group, at(last, measure.Group, "Management")),
		"unit_cost[provider=lab]@1":                           second.In("unit_cost", measure.Provider, 0),
		"collected.left[income_decile=10]@1":                  second.Record.Collection("left")[9].Interval,
		"collected.never joined, habit":                       last.Record.Collection("never joined, habit")[0].Interval,
		"collected.by group[tier=0,group=Management]@last":    rowOf(last, "by group", "Management", "0"),
		"collected.by group[tier=none,group=Management]@last": rowOf(last, "by group", "Management", "0"),
	} {
		got, err := parse(t, text).Of(r)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		require.False(t, math.IsNaN(got.Value), text)
	}
	sum, mean := 0.0, 0.0
	for i := range r.Months {
		sum += measure.Must("left_share").Of(&r.Months[i]).Value
		mean += measure.Must("price").Of(&r.Months[i]).Value / float64(len(r.Months))
	}
	got, err := parse(t, "left_share@sum").Of(r)
	require.NoError(t, err)
	require.Equal(t, sum, got.Value)
	got, err = parse(t, "price@mean").Of(r)
	require.NoError(t, err)
	require.InEpsilon(t, mean, got.Value, 1e-12)
	got, err = parse(t, "gini.augmented@mean").Of(r)
	require.NoError(t, err)
	require.InEpsilon(t, (measure.Must("gini.augmented").Of(&r.Months[2]).Value+measure.Must("gini.augmented").Of(&r.Months[5]).Value+last.Of("gini.augmented").Value)/3, got.Value, 1e-12)

	got, err = parse(t, "collected.by group[group=Management,tier=2]@first").Of(r)
	require.NoError(t, err)
	require.Equal(t, histogram.Interval{}, got, "nobody holds a tier that is not on sale: a group without people has no row, and counts 0")
}

func at(m *measure.Month, way measure.By, name string) int {
	for i, n := range m.Groups(way) {
		if n == name {
			return i
		}
	}
	return -1
}

func rowOf(m *measure.Month, name string, groups ...string) histogram.Interval {
	for _, row := range m.Record.Collection(name) {
		if strings.Join(row.Groups, "|") == strings.Join(groups, "|") {
			return row.Interval
		}
	}
	return histogram.Interval{Value: -1}
}

// bindErrors are names that a run of named does not have.
var bindErrors = map[string]string{
	"sota_share@2030-01":                     "measure sota_share@2030-01: got month 2030-01, want one of the run's: 2026-01 to 2026-08, or 0 to 7",
	"sota_share@8":                           "got month 8, want one of the run's",
	"gini.augmented@2026-02":                 "distributions are measured in 2026-03, 2026-06, 2026-08 only",
	"gini.augmented@sum":                     "a sum takes all months, and distributions are measured in 3 of 8",
	"sota_share[decile=1]@first":             "distributions are measured in 2026-03, 2026-06, 2026-08 only",
	"gini.cognition@2026-03":                 "unaided cognition is measured in 2026-08 only",
	"people[tier=premium]":                   `got tier "premium", want one of 0, 1, 2, 3, none, free, basic, SOTA`,
	"users[provider=lap]":                    `got provider "lap", want one of lab`,
	"sota[stratum=Registered Nurse]":         `got stratum "Registered Nurse", did you mean "Registered Nurses"?`,
	"sota[stratum=xyzzy]":                    `got stratum "xyzzy", which none of them is called`,
	"sota_share[decile=11]@last":             `got decile "11", want one of 1, 2,`,
	"collected.lift[income_decile=1]":        `got collection "lift", want one of left, half, by habit`,
	"collected.left@last":                    "the collection parts people by income_decile: want a group of each, such as [income_decile=1]",
	"collected.left[decile=1]":               "the collection parts people by income_decile",
	"collected.left[income_decile=1,tier=1]": "the collection does not part people by tier",
	"collected.left[income_decile=eleven]":   `got income_decile "eleven", want one of 1, 2`,
	`collected."half, by habit @ [home]"["bins(habit, 0.5)"="< 0.5",filter=none]@0`: "half, by habit @ [home] is collected in 2026-04, 2026-08 only",
}

func TestBindErrors(t *testing.T) {
	s := named()
	model, err := cogap.NewModel(s)
	require.NoError(t, err)
	r := runOf(t, s)
	var refs []measure.Ref
	for text, want := range bindErrors {
		refs = append(refs, parse(t, text))
		_, err := measure.Bind(refs[len(refs)-1:], model)
		require.ErrorContains(t, err, want, text)
		_, err = parse(t, text).Of(r)
		require.ErrorContains(t, err, "measure ", "%s: what a run does not have is no number of its result either", text)
	}
	_, err = measure.Bind(refs, model)
	for _, want := range bindErrors {
		require.ErrorContains(t, err, want, "all at once")
	}
	plain := cogap.Plain()
	plain.Statistics.Every = 0
	model, err = cogap.NewModel(plain)
	require.NoError(t, err)
	for text, want := range map[string]string{
		"subsidy@last":        "the scenario has no provider, so that no books are kept",
		"users[provider=lab]": "there is no provider",
		"collected.left":      "the scenario collects nothing (statistics.collect)",
		"gini.augmented":      "distributions are measured in no month (see statistics.every)",
		"gini.augmented@mean": "distributions are measured in no month (see statistics.every)",
		"gini.income@2026-12": "incomes are measured in no month (see statistics.income_every)",
		"demand.customers":    "the demand curve is measured in no month (see statistics.demand_every)",
		"peers.islands":       "how access lies among peers is measured in no month (see network.kind and statistics.peers_every)",
	} {
		_, err := measure.Bind([]measure.Ref{parse(t, text)}, model)
		require.ErrorContains(t, err, want, text)
	}
	_, err = parse(t, "sota_share").Of(&cogap.Result{})
	require.ErrorContains(t, err, "the run has no month")
}

// TestReadersSeeMonthsAsTheyCome: what Bind promises before a run, its months hold, and the numbers are those of the result.
func TestReadersSeeMonthsAsTheyCome(t *testing.T) {
	s := named()
	model, err := cogap.NewModel(s)
	require.NoError(t, err)
	var refs []measure.Ref
	for _, x := range measure.All() {
		for _, month := range []string{"2026-02", "2026-03", "first", "last", "mean", "sum", ""} {
			for _, way := range x.Ways() {
				r := measure.Ref{ID: x.ID, Month: month}
				if way != measure.Everybody {
					r.Groups = []measure.Is{{string(way), map[measure.By]string{measure.Tier: "SOTA", measure.Stratum: "29-1141", measure.Group: "Management", measure.Decile: "10", measure.Provider: "lab"}[way]}}
				}
				if _, err := measure.Bind([]measure.Ref{r}, model); err == nil {
					refs = append(refs, r)
				}
			}
		}
	}
	require.Greater(t, len(refs), 500)
	refs = append(refs, parse(t, "collected.left[income_decile=1]@sum"))
	readers, err := measure.Bind(refs, model)
	require.NoError(t, err)
	require.NoError(t, model.Follow(t.Context(), cogap.Options{}, func(r *cogap.Record) error {
		m := measure.NewMonth(r, model.Engine().Strata())
		for _, x := range readers {
			x.See(m)
		}
		return nil
	}))
	result := runOf(t, s)
	for i, x := range readers {
		got, err := x.Value()
		require.NoError(t, err, refs[i])
		want, err := refs[i].Of(result)
		require.NoError(t, err, refs[i])
		require.InDelta(t, 0, difference(want.Value, got.Value), 0, refs[i])
		require.InDelta(t, 0, difference(want.Lo, got.Lo), 0, refs[i])
	}
}

// difference is 0 of two numbers that are not defined.
func difference(a, b float64) float64 {
	if math.IsNaN(a) && math.IsNaN(b) {
		return 0
	}
	return a - b
}

// TestWhenDistributionsAreMeasured: what Bind knows of months is what runs do, for all that decides it.
func TestWhenDistributionsAreMeasured(t *testing.T) {
	for _, every := range []int{0, 1, 3, 5} {
		for _, reacts := range []bool{false, true} {
			s := cogap.Plain()
			s.Population.Scale, s.Months, s.Statistics.Every = 200_000, 7, every
			s.Statistics.IncomeEvery, s.Statistics.DemandEvery = 2*every, 6-every
			s.Market.Tiers[0].Price = market.Steps([]int{0, 2}, []float64{100, 200})
			if reacts {
				lab := market.DefaultProvider("lab")
				lab.Pricing.Rule = market.RuleProfit
				s.Market = s.Market.SoldBy(lab)
			}
			r := runOf(t, s)
			model, err := cogap.NewModel(s)
			require.NoError(t, err)
			for i := range r.Months {
				m := r.Months[i].Distributions.Measured()
				require.Equal(t, every > 0 && ((i+1)%every == 0 || i == 6), m.Augmented)
				require.Equal(t, every > 0 && ((i+1)%(2*every) == 0 || i == 6), m.Income)
				require.Equal(t, reacts || every > 0 && ((i+1)%(6-every) == 0 || i == 1 || i == 6), m.Demand, "in the last month of a price, too")
				require.Equal(t, m.Demand, r.Months[i].Market.Curve != nil)
				for id, measured := range map[string]bool{
					"gini.augmented": m.Augmented, "sota_share.next_40": m.Augmented, "gini.income": m.Income, "demand.elasticity": m.Demand, "gini.cognition": m.Cognition,
				} {
					_, err := measure.Bind([]measure.Ref{{ID: id, Month: r.Months[i].Date}}, model)
					require.Equal(t, measured, err == nil, "every %d, reacts %v, month %d: %v", every, reacts, i, err)
				}
			}
			_, err = measure.Bind([]measure.Ref{{ID: "gini.cognition"}}, model)
			require.Equal(t, r.Last().Distributions != nil && r.Last().Distributions.Cognition.Count() > 0, err == nil, "every %d, reacts %v: %v", every, reacts, err)
		}
	}
}

// TestStoppedRun: a reader that never saw its month says so.
func TestStoppedRun(t *testing.T) {
	s := named()
	model, err := cogap.NewModel(s)
	require.NoError(t, err)
	readers, err := measure.Bind([]measure.Ref{parse(t, "sota_share@last"), parse(t, "sota_share@mean")}, model)
	require.NoError(t, err)
	_, err = readers[0].Value()
	require.EqualError(t, err, "measure sota_share@last: the run ended before its month")
	_, err = readers[1].Value()
	require.EqualError(t, err, "measure sota_share@mean: it was measured in no month")
	require.False(t, readers[0].Wants(0))
	require.True(t, readers[1].Wants(0))
	require.Equal(t, "sota_share@last", readers[0].Ref().String())
}

// TestRefsAreText: names stand in files as text.
func TestRefsAreText(t *testing.T) {
	var r measure.Ref
	require.NoError(t, r.UnmarshalText([]byte("sota_share[decile=1]@2028-12")))
	text, err := r.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "sota_share[decile=1]@2028-12", string(text))
	require.ErrorContains(t, r.UnmarshalText([]byte("sota_shore")), "did you mean sota_share?")
}
