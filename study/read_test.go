package study_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

const file = `
# Demand at three prices.
name: demand
factors:
  market.tiers[0].price.values[2]: [200, 400, 800]
  behaviour.captured_share: {from: 0.1, to: 0.6, scale: log, levels: 3, name: chi}
  market.tiers[0].quality: {values: [1, {kind: ramp, months: [0, 12], values: [1, 2]}]}
  scenario: [essay, mine.yaml]
replicates: 20
luck: independent
seed: 5
at_most: 5_000
measures: [sota_share@last, 'sota_share[decile=10]@2028-12']
series: [sota_share]
until: {measure: sota_share@last, half_width: 0.01, at_most: 50}
`

// TestRead: a file is the plan that it says.
func TestRead(t *testing.T) {
	essay, err := scenario.Load("essay")
	require.NoError(t, err)
	mine := essay
	mine.Behaviour.RiskAversion = 3
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte("base: essay\nbehaviour: {risk_aversion: 3}\n"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "study.yaml"), []byte(file), 0o666))
	p, err := study.ReadFile(filepath.Join(dir, "study.yaml"))
	require.NoError(t, err)
	require.Equal(t, study.Plan{
		Name: "demand",
		Base: essay,
		Factors: []study.Factor{
			{Path: "market.tiers[0].price.values[2]", Values: []string{"200", "400", "800"}},
			{Path: "behaviour.captured_share", Name: "chi", Range: &study.Range{From: 0.1, To: 0.6, Scale: study.Log, Levels: 3}},
			{Path: "market.tiers[0].quality", Values: []string{"1", "{kind: ramp, months: [0, 12], values: [1, 2]}"}},
			{Scenarios: []study.Named{{"essay", essay}, {"mine.yaml", mine}}},
		},
		Replicates: 20, Luck: study.Independent, Seed: 5, AtMost: 5000,
		Measures: []string{"sota_share@last", "sota_share[decile=10]@2028-12"},
		Series:   []string{"sota_share"},
		Until:    &study.Until{Measure: "sota_share@last", HalfWidth: 0.01, AtMost: 50},
	}, p)
	_, err = study.Read(strings.NewReader(file), "study.yaml", "")
	require.ErrorContains(t, err, "a text from elsewhere may name no file")
	_, err = study.ReadFile(filepath.Join(dir, "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestReadInline: a scenario that stands in a list has the name that it gives itself, or its place.
func TestReadInline(t *testing.T) {
	const file = "factors:\n  scenario:\n    - essay\n    - {base: essay, months: 2}\n    - {base: essay, months: 3, name: short}\n    - {base: essay, months: 4}\nmeasures: [sota_share]\n"
	p, err := study.Read(strings.NewReader(file), "study.yaml", "")
	require.NoError(t, err)
	names := func(p study.Plan) (list []string) {
		for _, s := range p.Factors[0].Scenarios {
			list = append(list, s.Name)
		}
		return list
	}
	require.Equal(t, []string{"essay", "scenarios[1]", "short", "scenarios[3]"}, names(p))
	var written bytes.Buffer
	require.NoError(t, study.Write(&written, p))
	again, err := study.Read(&written, "plan.yaml", "")
	require.NoError(t, err)
	require.Equal(t, names(p), names(again))
}

// TestReadPublished: published ranges are factors, but for those that the file gives itself.
func TestReadPublished(t *testing.T) {
	p, err := study.Read(strings.NewReader("base: {population: {scale: 1000000}}\nfactors:\n  behaviour.risk_aversion: {from: 1, to: 2}\n  published: true\ndesign: {kind: morris, points: 5}\nmeasures: [sota_share]\n"), "x", "")
	require.NoError(t, err)
	require.Len(t, p.Factors, len(study.Published(cogap.Plain())))
	require.Equal(t, &study.Range{From: 1, To: 2}, p.Factors[0].Range)
}

// TestWritten: what is written reads back as the same plan.
func TestWritten(t *testing.T) {
	full, list, drawn := prices(), prices(), prices()
	full.Until = &study.Until{Measure: "sota_share@last", HalfWidth: 1e-3, AtMost: 77}
	full.Luck = study.Independent
	list.Design.Kind = study.List
	list.Factors[1].Range.Levels = 3
	list.Factors = append(list.Factors,
		study.Factor{Path: "name", Name: "a: name", Values: []string{"=1+1, it's \"so\"", "b", "null"}},
		study.Factor{Path: "market.tiers[0].price", Values: []string{"{kind: ramp, months: [0, 3], values: [0, 10]}", "1", "2e0"}},
		study.Factor{Name: "whole", Scenarios: []study.Named{{"a", small()}, {"b c", small()}, {"1: x", small()}}})
	drawn.Design = study.Design{Kind: study.Sobol, Points: 12}
	for _, p := range []study.Plan{full, list, drawn, {Base: cogap.Plain(), Measures: []string{"price"}}} {
		var text, again bytes.Buffer
		require.NoError(t, study.Write(&text, p, "a comment"))
		got, err := study.Read(bytes.NewReader(text.Bytes()), "plan.yaml", "")
		require.NoError(t, err, text.String())
		require.NoError(t, study.Write(&again, got, "a comment"))
		require.True(t, text.String() == again.String(), "%d and %d bytes", text.Len(), again.Len())
		for d := range p.Factors {
			for i := range p.Factors[d].Scenarios {
				p.Factors[d].Scenarios[i].Scenario.Seed = p.Seed // their own counts for nothing
			}
		}
		require.Equal(t, p.Factors, got.Factors)
		require.Equal(t, p.Len(), got.Len())
		for i := range min(p.Len(), 20) {
			require.Equal(t, p.Job(i), got.Job(i))
		}
	}
}

// TestReadErrors: all that is wrong with a file is told with its place, and what can't be meant is not guessed.
func TestReadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"everything": {
			`base: essay
factor: 1
factors:
  market.tiers[0].price.values[2]: [200, -400, cheap]
  behaviour.captured_shar: [0.1]
  behaviour.captured_share: {from: 0.1, to: 1.6, levels: 3}
  behaviour.habit_up: 0.3
design: grit
replicates: many
measures: [sota_shar, price@2040-01]
until: {measure: price, half: 3}
`,
			[]string{
				"study.yaml:2:1: factor: unknown name, did you mean factors?",
				"study.yaml:7:23: factors[3]: got \"0.3\", want a list of values",
				"study.yaml:9:13: replicates: got many, want a whole number",
				"study.yaml:11:25: until.half: unknown name, did you mean half_width?",
			},
		},
		"what New finds": {
			`base: essay
factors:
  market.tiers[0].price.values[2]: [200, -400, cheap]
  behaviour.captured_shar: [0.1]
  behaviour.captured_share: {from: 0.1, to: 1.6, levels: 3}
measures: [price]
`,
			[]string{
				"study.yaml:3:42: factors.market.tiers[0].price.values[2].values[1]: market.tiers[0].price.values[2]: got -400 u/month",
				"study.yaml:3:48: factors.market.tiers[0].price.values[2].values[2]: market.tiers[0].price.values[2]",
				"study.yaml:4:3: factors.behaviour.captured_shar: behaviour.captured_shar: unknown name",
				"study.yaml:5:45: factors.behaviour.captured_share.to: behaviour.captured_share: got 1.6",
			},
		},
		"measures":        {"base: essay\nmeasures: [sota_shar, price@2040-01]\n", []string{"study.yaml:2:12: measures[0]: measure sota_shar"}},
		"a month too far": {"base: essay\nmeasures: [price, price@2040-01]\n", []string{"study.yaml:2:19: measures[1]: measure price@2040-01: got month"}},
		"base":            {"base:\n  base: essay\n  months: 0\n  populaton: 3\nmeasures: [price]\n", []string{"study.yaml:3:11: months: got 0", "study.yaml:4:3: populaton: unknown name"}},
		"no base":         {"base: esay\n", []string{"study.yaml:1:7: base: got \"esay\", want one of default, today", "did you mean essay?"}},
		"half a range":    {"factors:\n  months: {from: 3}\nmeasures: [price]\n", []string{"study.yaml:2:11: factors[0]: got a range without to"}},
		"replicates":      {"replicates: 0\nat_most: 0\nmeasures: [price]\n", []string{"study.yaml:1:13: replicates: got 0, want 1 or more", "study.yaml:2:10: at_most: got 0, want 1 or more"}},
		"a value twice":   {"factors:\n  behaviour.captured_share: [0.1, 0.2, 0.10]\nmeasures: [price]\n", []string{"study.yaml:2:40: factors.behaviour.captured_share.values[2]: got 0.10 a second time"}},
		"a seed of its own": {
			"base: essay\nfactors: {scenario: {a: {seed: 5}, b: {seed: 4}}}\nseed: 4\nmeasures: [price]\n",
			[]string{"study.yaml:1:1: base: got a base beside factors.scenario", "study.yaml:2:32: factors[0].scenarios[0].seed: got \"5\", which no run has: the seed of the study, 4,"},
		},
		"a seed of the base": {"base: {base: essay, seed: 77}\nmeasures: [price]\n", []string{"study.yaml:1:27: base.seed: got \"77\", which no run has: the seed of the study, 0,"}},
		"a scenario that has no such parameter": {
			"factors:\n  scenario: [essay, voucher]\n  market.policies[0].share: [0.1, 0.2]\nmeasures: [price]\n",
			[]string{"study.yaml:3:3: factors.market.policies[0].share: with scenario = essay, market.policies[0].share = 0.1: market.policies[0].share: unknown name"},
		},
		"one problem that hides another": {
			"base: essay\nfactors:\n  market.tiers[0].price: {from: 500, to: 400, levels: 2}\n  market.tiers[0].price.values[2]: [1, -2]\nreplicates: 9\nat_most: 30\nmeasures: [price]\n",
			[]string{"study.yaml:3:3: factors.market.tiers[0].price: got 500 to 400", "study.yaml:4:3: factors.market.tiers[0].price.values[2]: got market.tiers[0].price.values[2], which is part of", "study.yaml:4:40: factors.market.tiers[0].price.values[2].values[1]: market.tiers[0].price.values[2]: got -2"},
		},
		"a list":  {"- 1\n", []string{"study.yaml:1:1: got a list, want names and values"}},
		"empty":   {"", []string{"measures: got none"}},
		"twice":   {"seed: 1\nseed: 2\nmeasures: [price]\n", []string{"study.yaml:2:1: seed: got the name twice"}},
		"no YAML": {"a: [1\n", []string{"study.yaml:"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := study.Read(strings.NewReader(c.text), "study.yaml", "")
			require.Error(t, err)
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}

// FuzzRead: no text makes the reader panic, and what it takes can be written and read again.
func FuzzRead(f *testing.F) {
	f.Add(file)
	f.Add("measures: [price]\nfactors: {scenario: {a: essay, b: {months: 3}}}\ndesign: {kind: sobol, points: 3}")
	f.Add("measures: [price]\nfactors: {months: {values: [1, 2], name: x}, published: true}\nuntil: {}")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := study.Read(strings.NewReader(text), "x", "")
		if err != nil {
			return
		}
		var b bytes.Buffer
		require.NoError(t, study.Write(&b, p))
		again, err := study.Read(&b, "x", "")
		require.NoError(t, err)
		require.Equal(t, p.Job(0), again.Job(0))
	})
}
