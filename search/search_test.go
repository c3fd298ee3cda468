package search_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

// small is a scenario of few people, with a voucher.
func small() cogap.Scenario {
	s := cogap.Plain()
	strata, err := s.Population.Resolve()
	if err != nil {
		panic(err)
	}
	s.Population.Source, s.Population.Strata = "", strata[:60]
	s.Population.Scale, s.Months, s.Statistics.Every = 10_000, 4, 0
	s.Market.Tiers[0].Price = market.Constant(300)
	s.Market.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(5000)}
	return s
}

// voucher is a search for a voucher.
func voucher() search.Plan {
	return search.Plan{
		Study: study.Plan{
			Base: small(),
			Factors: []study.Factor{
				{Path: "market.policies[0].share", Range: &study.Range{From: 0, To: 0.95}},
				{Path: "market.policies[0].below", Range: &study.Range{From: 1000, To: 20_000, Scale: study.Log}},
			},
			Replicates: 2, Seed: 5,
		},
		Goals:    []search.Goal{{Measure: "public_money@last"}},
		Limits:   []search.Condition{{Measure: "sota_share@last", Is: ">=", Value: 0.14}},
		Settings: search.Settings{Population: 10, AtMost: 120},
		Confirm:  4,
	}
}

// TestSearch: the cheapest voucher that reaches a share is cheaper than those of a fine grid that do.
func TestSearch(t *testing.T) {
	p := voucher()
	r, err := search.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	require.True(t, r.Kept())
	require.Len(t, r.Front, 1)
	require.LessOrEqual(t, len(r.Points), 120)
	best := r.Front[0]
	require.GreaterOrEqual(t, best.Stats[1].Mean, 0.14)
	require.Equal(t, 4, best.Fresh[0].N)
	require.NotEqual(t, best.Stats[0].Mean, best.Fresh[0].Mean, "other luck")

	grid := p.Study
	grid.Measures = []string{"public_money@last", "sota_share@last"}
	grid.Factors[0].Range.Levels, grid.Factors[1].Range.Levels = 12, 10
	all, err := study.Run(t.Context(), grid, study.Options{})
	require.NoError(t, err)
	least := -1.0
	for cell := range all.Cells() {
		if money := all.Stat(cell, 0).Mean; all.Stat(cell, 1).Mean >= 0.14 && (least < 0 || money < least) {
			least = money
		}
	}
	require.Positive(t, least)
	require.LessOrEqual(t, best.Stats[0].Mean, 1.02*least)

	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "minimise public_money@last, with sota_share@last >= 0.14")
	require.Contains(t, text.String(), fmt.Sprintf("%d points of 2 replicates were tried, seed 5", len(r.Points)))
	require.Contains(t, text.String(), "over 4 replicates with other luck")
	var csv bytes.Buffer
	require.NoError(t, report.WriteCSV(&csv, r.Table()))
	require.Equal(t, 1+len(r.Points), strings.Count(csv.String(), "\n"))
	require.Equal(t, 1, strings.Count(csv.String(), ",1\n"), "one solution")
}

// TestSearchAnyWorkers: the same points and solutions for any number of workers.
func TestSearchAnyWorkers(t *testing.T) {
	p := voucher()
	p.Settings.AtMost, p.Confirm = 30, 2
	p.Goals = append(p.Goals, search.Goal{Measure: "sota_share@last", Maximise: true})
	p.Limits = nil
	one, err := search.Run(t.Context(), p, study.Options{Workers: 1})
	require.NoError(t, err)
	many, err := search.Run(t.Context(), p, study.Options{Workers: 5})
	require.NoError(t, err)
	require.Equal(t, one.Points, many.Points)
	require.Equal(t, one.Front, many.Front)
	require.Greater(t, len(one.Front), 3)
	for i, x := range one.Front {
		for k, y := range one.Front {
			if i != k {
				require.False(t, y.Stats[0].Mean <= x.Stats[0].Mean && y.Stats[1].Mean >= x.Stats[1].Mean && y.Stats[0].Mean < x.Stats[0].Mean, "none is better than another")
			}
		}
	}
	var text bytes.Buffer
	require.NoError(t, one.WriteText(&text))
	require.Contains(t, text.String(), "minimise public_money@last, maximise sota_share@last")
}

// TestSearchStopped: what was found before stays.
func TestSearchStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	r, err := search.Run(ctx, voucher(), study.Options{Workers: 1, Progress: func(done, _ int) {
		if done > 50 {
			stop()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.GreaterOrEqual(t, len(r.Points), 20)
	require.NotEmpty(t, r.Front)
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "The search was stopped")
}

// TestSearchImpossible: limits that nothing keeps.
func TestSearchImpossible(t *testing.T) {
	p := voucher()
	p.Limits[0].Value, p.Settings.AtMost = 0.99, 20
	r, err := search.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	require.False(t, r.Kept())
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "None keeps all limits. This one breaks them least")
}

const file = `
name: the cheapest voucher
base: {base: voucher, months: 6, population: {scale: 500000}}
factors:
  market.policies[0].share: {from: 0, to: 0.9}
minimise: public_money@last
subject_to: [sota_share@last >= 17%, 'sota_gap@last < 1.5']
replicates: 3
seed: 4
points: 12
tries: 100
`

// TestRead: a file is the plan that it says.
func TestRead(t *testing.T) {
	p, err := search.Read(strings.NewReader(file), "search.yaml", "")
	require.NoError(t, err)
	require.Equal(t, []search.Goal{{Measure: "public_money@last"}}, p.Goals)
	require.Equal(t, []search.Condition{{"sota_share@last", ">=", 0.17}, {"sota_gap@last", "<", 1.5}}, p.Limits)
	require.Equal(t, search.Settings{Population: 12, AtMost: 100}, p.Settings)
	require.Equal(t, uint64(4), p.Study.Seed)
	require.Equal(t, 300, p.Runs())
	two, err := search.Read(strings.NewReader(strings.Replace(file, "minimise: public_money@last", "minimise: [public_money@last]\nmaximise: sota_share@last", 1)), "x", "")
	require.NoError(t, err)
	require.Equal(t, []search.Goal{{Measure: "public_money@last"}, {"sota_share@last", true}}, two.Goals)

	name := filepath.Join(t.TempDir(), "search.yaml")
	require.NoError(t, os.WriteFile(name, []byte(file), 0o666))
	same, err := search.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, p, same)
}

// TestReadErrors: what is wrong with a file is told with its place, and nothing runs.
func TestReadErrors(t *testing.T) {
	for want, change := range map[string][2]string{
		"search.yaml:2:1: minimise: got no goal": {"minimise: public_money@last", ""},
		"factors: got none":                      {"factors:\n  market.policies[0].share: {from: 0, to: 0.9}", ""},
		"search.yaml:7:14: subject_to[0]: got":   {"sota_share@last >= 17%", "sota_share@last = 17%"},
		"want a number after <":                  {"< 1.5", "< much"},
		"measure sota_shar":                      {"sota_share@last >=", "sota_shar@last >="},
		"points: got 3, want 4 at least":         {"points: 12", "points: 3"},
		"at_most: got up to 320 runs (100 points of 3 replicates, and 20 runs that confirm what is found)": {"seed: 4", "at_most: 200"},
		"design: a search has none":                           {"seed: 4", "design: grid"},
		"measures: a search has none":                         {"seed: 4", "measures: [price]"},
		"got whole scenarios, want parameters":                {"  market.policies[0].share: {from: 0, to: 0.9}", "  scenario: [essay, voucher]"},
		"did you mean subject_to?":                            {"subject_to:", "subjectto:"},
		"search.yaml:5:3: factors.market.policies[3].share: ": {"policies[0].share", "policies[3].share"},
		"search.yaml:6:11: minimise: measure publicmoney":     {"public_money@last", "publicmoney@last"},
		"got the name breaks, which another column":           {"{from: 0, to: 0.9}", "{from: 0, to: 0.9, name: breaks}"},
	} {
		text := strings.Replace(file, change[0], change[1], 1)
		require.NotEqual(t, file, text)
		_, err := search.Read(strings.NewReader(text), "search.yaml", "")
		require.ErrorContains(t, err, want)
	}
}

// TestReadAtOnce: whatever is wrong with a file is told in one go.
func TestReadAtOnce(t *testing.T) {
	_, err := search.Read(strings.NewReader(`base: essay
factors:
  behaviour.captured_shar: [0.1]
  behaviour.captured_share: {from: 0.1, to: 1.6}
minimize: price
maximise: [publicmoney@last, sota_share@last]
subject_to: [sota_gap@2040-01 > 1, nothing < 3]
points: 3
tries: -1
design: grid
`), "x", "")
	for _, want := range []string{
		"x:3:3: factors.behaviour.captured_shar: ", "x:4:45: factors.behaviour.captured_share.to", "x:5:1: minimize: unknown name, did you mean minimise?",
		"x:6:12: maximise[0]: measure publicmoney", "x:7:14: subject_to[0]: measure sota_gap@2040-01", "x:7:36: subject_to[1]: ",
		"x:8:9: points: got 3", "x:9:8: tries: got -1", "x:10:9: design: a search has none",
	} {
		require.ErrorContains(t, err, want)
	}
}

// TestDiscover finds what leads to few people with access: a high price and a small captured share.
func TestDiscover(t *testing.T) {
	base := small()
	base.Market.Policies = nil
	r, err := study.Run(t.Context(), study.Plan{
		Base:   base,
		Design: study.Design{Kind: study.Halton, Points: 200},
		Factors: []study.Factor{
			{Path: "market.tiers[0].price", Range: &study.Range{From: 50, To: 500}},
			{Path: "behaviour.learning_by_doing", Range: &study.Range{From: -0.02, To: 0.05}},
			{Path: "behaviour.captured_share", Range: &study.Range{From: 0.05, To: 0.6}},
			{Path: "name", Values: []string{"a", "b"}},
		},
		Measures: []string{"sota_share@last"},
	}, study.Options{})
	require.NoError(t, err)
	c, err := search.ParseCondition("sota_share@last < 2%")
	require.NoError(t, err)
	d, err := search.Discover(r, []search.Condition{c}, search.Peeling{})
	require.NoError(t, err)
	require.Equal(t, 200, d.Cases)
	hits := 0
	for cell := range r.Cells() {
		if r.Stat(cell, 0).Mean < 0.02 {
			hits++
		}
	}
	require.Equal(t, hits, d.Hits)
	b := d.Boxes[d.Chosen]
	require.Greater(t, b.Density, 2*float64(hits)/200)
	matters := map[string]bool{}
	for _, l := range b.Limits {
		if l.P < 0.05 {
			matters[d.Factors[l.Dim]] = true
		}
	}
	require.True(t, matters["behaviour.captured_share"])
	require.False(t, matters["behaviour.learning_by_doing"])
	require.False(t, matters["name"])

	var text bytes.Buffer
	require.NoError(t, d.WriteText(&text, -1))
	require.Contains(t, text.String(), fmt.Sprintf("Where sota_share@last < 0.02: in %d of 200 combinations", hits))
	require.Regexp(t, `behaviour.captured_share +at most 0\.\d+`, text.String())
	require.Contains(t, text.String(), "<- this one")
	require.ErrorContains(t, d.WriteText(&text, 1000), "got box 1000")

	_, err = search.Discover(r, []search.Condition{{"sota_gap@last", "<", 1}}, search.Peeling{})
	require.EqualError(t, err, "search: the study was not asked for sota_gap@last, it has sota_share@last")
	_, err = search.Discover(r, nil, search.Peeling{})
	require.ErrorContains(t, err, "got no condition")
}

// TestConditions: conditions are read as they are written.
func TestConditions(t *testing.T) {
	for _, text := range []string{"sota_share@last < 0.02", "sota_share[decile=10]@2028-12 >= 1", "price > -3", "collected.left@last <= 0"} {
		c, err := search.ParseCondition(text)
		require.NoError(t, err)
		require.Equal(t, text, c.String())
		require.Equal(t, strings.Contains(c.Is, "="), c.Holds(c.Value))
		require.Equal(t, c.Is[0] == '<', c.Holds(c.Value-1))
		require.Equal(t, c.Is[0] == '>', c.Holds(c.Value+1))
	}
}

// FuzzRead: whatever the text, reading it ends with a plan that can be run or an error.
func FuzzRead(f *testing.F) {
	f.Add(file)
	f.Add("minimise: [price, sota_share@last]\nfactors: {months: {from: 1, to: 3, whole: true}}\nsubject_to: price < 3")
	f.Add("subject_to: {a: b}\nminimise: {}\npoints: x")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		p, err := search.Read(strings.NewReader(text), "x", "")
		if err == nil {
			require.NoError(t, p.Check())
			require.Positive(t, p.Runs())
		}
	})
}

// FuzzParseCondition: what is read is written so that it is read the same.
func FuzzParseCondition(f *testing.F) {
	f.Add("sota_share@last < 2%")
	f.Add("price[tier=1]>=1e300")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := search.ParseCondition(text)
		if err != nil {
			return
		}
		again, err := search.ParseCondition(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}
