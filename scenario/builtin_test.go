package scenario_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/fielddoc"
	"github.com/cogap/cogap/internal/schemacheck"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

func TestBuiltIn(t *testing.T) {
	for _, name := range scenario.Names() {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		require.NoError(t, s.Validate())
		require.NotEmpty(t, scenario.Summary(name))
		if name != "plain" {
			require.NotEqual(t, cogap.Plain().Name, s.Name, name)
		}
	}
	s, err := scenario.Load("plain")
	require.NoError(t, err)
	require.Equal(t, cogap.Plain(), s)
	s, err = scenario.Load("world")
	require.NoError(t, err)
	require.Equal(t, population.DefaultWorld(), s.Population)

	_, err = scenario.Load("tody")
	require.EqualError(t, err, `got "tody", want one of default, today, fitted, history, essay, voucher, plain, open-weights, world; did you mean today?`)
}

// january is the month of the scenarios that begin in December 2022 in which the question does: January 2026.
const january = 37

// TestDefault: it is the fitted model, with its past, and from January 2026 on the ladder of the question with nothing else on sale.
func TestDefault(t *testing.T) {
	s, fitted := scenario.Default(), loaded(t, "fitted")
	require.Equal(t, "2026-01", s.Date(january))
	for i, tier := range s.Market.Tiers {
		was := fitted.Market.Tiers[i]
		for month := range january {
			sold, did := tier.Price.At(month) < market.Withdrawn && tier.Admission.At(month) > 0, was.Admission.At(month) > 0
			require.Equal(t, did, sold, "%s, month %d", tier.Name, month)
			if sold {
				require.Equal(t, was.Price.At(month), tier.Price.At(month), "%s, month %d", tier.Name, month)
			}
		}
		for month, want := range map[int]float64{january: 100, january + 11: 100, january + 12: 200, january + 24: 400, s.Months - 1: 400} {
			if i < len(s.Market.Tiers)-1 {
				want = market.Withdrawn
			}
			require.Equal(t, want, tier.Price.At(month), "%s, month %d", tier.Name, month)
		}
		tier.Price, tier.Admission = was.Price, was.Admission
		s.Market.Tiers[i] = tier
	}
	s.Name, s.Market.Phases = fitted.Name, fitted.Market.Phases
	require.Equal(t, fitted, s, "and nothing else differs")
}

func loaded(t *testing.T, name string) cogap.Scenario {
	t.Helper()
	s, err := scenario.Load(name)
	require.NoError(t, err)
	return s
}

// TestToday: it is the fitted model with the menu as published, and as many people pay in February 2026 as did.
func TestToday(t *testing.T) {
	s, err := scenario.Load("today")
	require.NoError(t, err)
	var prices []float64
	for _, tier := range s.Market.Tiers {
		prices = append(prices, tier.Price.At(january))
	}
	require.Equal(t, []float64{0, 8, 20, 100, 200, 500}, prices)
	fitted := loaded(t, "fitted")
	fitted.Name, fitted.Market.Phases = s.Name, s.Market.Phases
	require.Equal(t, fitted, s)

	s.Population.Scale, s.Statistics.Every, s.Months = 5000, 0, january+2
	result, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	february := result.Last()
	require.InDelta(t, 0.03, 1-february.Tier(0)-february.Tier(1), 0.006, "the published share of those who pay, within its standard error")
}

// TestHistory: each tier is on sale from its month on, and the frontier is at the dates of plain.
func TestHistory(t *testing.T) {
	s, err := scenario.Load("history")
	require.NoError(t, err)
	onSale := map[string]string{}
	for _, tier := range s.Market.Tiers {
		for month := s.Months - 1; month >= 0 && tier.Admission.At(month) == 1; month-- {
			onSale[tier.Name] = s.Date(month)
		}
	}
	require.Equal(t, map[string]string{"free": "2022-12", "entry": "2026-01", "standard": "2023-02", "max": "2025-04", "pro": "2024-12", "SOTA": "2026-09"}, onSale)

	s.Population.Scale, s.Statistics.Every = 20000, 0
	model, err := cogap.NewModel(s)
	require.NoError(t, err)
	require.Equal(t, cogap.Plain().Market.Frontier.At(0), model.Engine().Spec().Market.Frontier.At(january), "January 2026")
}

// TestEssay holds the essay to the question: at 100u most of those who want it manage, and then money filters.
func TestEssay(t *testing.T) {
	s, err := scenario.Load("essay")
	require.NoError(t, err)
	s.Population.Scale, s.Statistics.Every = 5000, 0
	result, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)

	var poor, access []float64
	for _, month := range []int{11, 23, 35} {
		m := &result.Months[month]
		without := 1 - m.SOTAShare()
		poor = append(poor, (m.Filtered(agent.PricedOut)+m.Filtered(agent.Neither))/without)
		access = append(access, m.SOTAShare())
	}
	at100 := &result.Months[11]
	want := at100.SOTAShare() + at100.Filtered(agent.PricedOut) + at100.Filtered(agent.Waiting)
	require.Greater(t, at100.SOTAShare()/want, 0.7, "at 100u most of those who want it have it")
	require.Greater(t, 1-at100.Filtered(agent.PricedOut)-at100.Filtered(agent.Neither), 0.75, "and most people could pay for it")
	require.Less(t, poor[0], 0.4, "money is not what keeps most others out")
	require.Greater(t, poor[1], 0.45)
	require.Greater(t, poor[2], 0.6, "at 400u it is")
	require.IsDecreasing(t, access)
	require.Less(t, access[2], 0.6*access[0])
}

// TestMeaningsAreFresh: run go generate ./scenario after changing the comment of a parameter.
func TestMeaningsAreFresh(t *testing.T) {
	docs, err := fielddoc.Read("..", "../agent", "../market", "../network", "../observe", "../population")
	require.NoError(t, err)
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	require.NoError(t, e.Encode(docs.Of(cogap.Scenario{})))
	require.Equal(t, want.String(), scenario.MeaningsJSON(), "run go generate ./scenario")
}

// ownData are numbers that a scenario brings, and definitions: they have no source.
var ownData = regexp.MustCompile(`^(seed$|population\.(strata|scale)|market\.policies|market\.tiers\[\]\.(quality|lag|load)$|statistics)`)

func TestDescribe(t *testing.T) {
	byPath := map[string]scenario.Parameter{}
	for _, p := range scenario.Describe() {
		require.NotEmpty(t, p.Meaning, "%s: its field needs a doc comment", p.Path)
		require.NotContains(t, byPath, p.Path)
		byPath[p.Path] = p
		if p.Unit != "" && !ownData.MatchString(p.Path) {
			require.NotEmpty(t, p.Source, "%s: where is its default from?", p.Path)
		}
	}
	chi := byPath["behaviour.captured_share"]
	require.Equal(t, []string{"number", "share", "0 to 1", "0.3"}, []string{chi.Type, chi.Unit, chi.Range, chi.Default})
	require.Contains(t, chi.Meaning, "captured_share (chi) is the part of the gain")
	require.Contains(t, chi.Source, "Danish pass-through")
	require.Equal(t, "steps 100, 200, 400 from months 0, 12, 24", byPath["market.tiers[].price"].Default)
	require.Equal(t, "65", byPath["market.providers[].cost.unit"].Default)
	require.Equal(t, "means_tested limits a voucher, discount or transfer to people with less income than the threshold below.",
		byPath["market.policies[].means_tested"].Meaning, "in the names of a file, not in Go's")
	require.Contains(t, byPath["population.budget_share.alpha"].Source, "NTIA", "that of both shapes")
	require.Empty(t, byPath["statistics.collect[].name"].Source)
	for _, c := range observe.Columns() {
		require.Regexp(t, `\b`+c.Name+`\b`, byPath["statistics.collect[].quantity"].Meaning+byPath["statistics.collect[].by"].Meaning, "names that a collection knows")
	}
	require.Equal(t, "list of text", byPath["market.policies[].strata"].Type)
	var rules []string
	for _, v := range byPath["market.providers[].pricing.rule"].Values {
		require.NotEmpty(t, v.Meaning)
		rules = append(rules, v.Value)
	}
	require.Equal(t, []string{"series", "cost-plus", "revenue", "profit"}, rules)
	for _, path := range []string{"market.ending.by", "market.policies[].kind", "market.providers[].capacity.overload", "market.providers[].pricing.from"} {
		require.Greater(t, len(byPath[path].Values), 2, path)
	}
}

// TestInit: the comments of the file and of its base are kept, and every parameter is explained.
func TestInit(t *testing.T) {
	f, err := scenario.Open("voucher")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, scenario.Init(&b, f))
	for _, part := range []string{
		"# The question as asked, with a voucher: when the price leaves",
		`
    - name: SOTA
      # The ladder of the question: promotion, transition and plateau, a year each.
      # price is what a month costs. Default 100, 200 and 400u, a year each; the first low 20, high 200, the
      # last low 190, high 400. Source: the question; list prices of 2026 have 100 and 200, and cost over
      # revenue of 2.22 means 220. At 1e12u it is not on sale: tables then have no price. [u/month, 0 to 1e12]
      price: {kind: steps, months: [0, 12, 24], values: [100, 200, 400]}
`, `
      # Half of the price: at 200u people with a voucher pay what everybody paid before.
      # share is the part of the price that a voucher or discount takes off; of a regional price, how far it
      # follows the price level: 0 not at all, 1 wholly. [share, 0 to 1]
      share: 0.5
`, `
  # What people make with their exoskeleton is theirs,`,
	} {
		require.True(t, strings.Contains(b.String(), part), "%s\nis not in\n%s", part, b.String())
	}

	want, err := scenario.Load("voucher")
	require.NoError(t, err)
	got, err := scenario.Read(&b, "init.yaml")
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// TestSchema: every built-in scenario, every example of a mistake and every written scenario is judged rightly.
func TestSchema(t *testing.T) {
	schema := plainJSON(t, scenario.Schema())
	for _, name := range scenario.Names() {
		text, err := scenario.Source(name)
		require.NoError(t, err)
		require.Empty(t, schemacheck.Violations(schema, tree(t, text), name))
		s, err := scenario.Load(name)
		require.NoError(t, err)
		require.Empty(t, schemacheck.Violations(schema, plainJSON(t, s), name+" as JSON"))
		var full bytes.Buffer
		require.NoError(t, scenario.Write(&full, s))
		require.Empty(t, schemacheck.Violations(schema, tree(t, full.Bytes()), name+" in full"))
	}
	for text, want := range map[string]string{
		"months: 0":                    "x.months: below minimum",
		"monts: 1":                     "x.monts: unknown",
		"base: esay":                   "x.base: none of anyOf",
		"market: {tiers: [{name: a}]}": "x.market.tiers[0].price: missing",
		"market: {tiers: [{name: a, price: -1}]}":                             "x.market.tiers[0].price: none of anyOf",
		"behaviour: {signal_noise: 0}":                                        "x.behaviour.signal_noise: below exclusiveMinimum",
		"behaviour: {captured_share: 2}":                                      "x.behaviour.captured_share: above maximum",
		"population: {strata: [{people: 1, income: [], direct: [0]}]}":        "x.population.strata[0].direct: none of anyOf",
		"market: {ending: {by: dates}}":                                       "x.market.ending.by: not one of",
		"base: ../my.yaml\nmarket: {tiers: [{}, {}, {}, {}, {}, {}, {}, {}]}": "x.market.tiers: too long",
		"seed: 1.5":          "x.seed: want integer",
		"market: {tiers: 1}": "x.market.tiers: want array",
		"market: {policies: [{name: a, kind: voucher, z: 1}]}": "x.market.policies[0].z: unknown",
	} {
		require.Equal(t, want, schemacheck.Violations(schema, tree(t, []byte(text)), "x")[0])
	}
}

// tree reads YAML as JSON would be read.
func tree(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	require.NoError(t, yaml.Unmarshal(text, &v))
	return plainJSON[any](t, v)
}

func plainJSON[T any](t *testing.T, v T) (plain map[string]any) {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &plain))
	return plain
}

// TestEveryCommentIsInTheFile shows that what explains a parameter reaches the user.
func TestEveryCommentIsInTheFile(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, scenario.Write(&b, cogap.Plain()))
	text := regexp.MustCompile(`\s*\n\s*# `).ReplaceAllString(b.String(), " ")
	for _, p := range scenario.Describe() {
		if !strings.Contains(p.Path, "[]") {
			require.Contains(t, text, p.Meaning, p.Path)
		}
	}
}
