package study_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestReadAtOnce: whatever is wrong, in the file, its paths, values, measures and design, is told in one go with line and column.
func TestReadAtOnce(t *testing.T) {
	_, err := study.Read(strings.NewReader(`base: essay
facters: 1
factors:
  behaviour.captured_shar: [0.1]
  behaviour.captured_share: {from: 0.1, to: 1.6, levels: 3}
  behaviour.risk_aversion: {from: 3, to: 2}
  behaviour.habit_up: 0.3
  market.tiers[0].price.values[2]: [200, -400]
  months: {values: [3], name: job}
design: grit
measures: [sota_shar, price@2040-01]
series: [nothing]
`), "x", "")
	for _, want := range []string{
		"x:2:1: facters: unknown name", "x:4:3: factors.behaviour.captured_shar: behaviour.captured_shar: unknown name", "x:5:45: factors.behaviour.captured_share.to",
		"x:6:3: factors.behaviour.risk_aversion: got 3 to 2", "x:7:23: factors[3]: got", "x:8:42: factors.market.tiers[0].price.values[2].values[1]",
		"x:9:3: factors.job: got the name job", "x:10:9: design: got \"grit\"",
		"x:11:12: measures[0]: ", "x:11:23: measures[1]: ", "x:12:10: series[0]: ",
	} {
		require.ErrorContains(t, err, want)
	}
	require.NotContains(t, err.Error(), "got 0 of values", "what is wrong is told once")

	_, err = study.Read(strings.NewReader("bas: 1\nbase: {months: 0}\nmeasures: [sota_shar]\nfactors: {seed: [1]}\n"), "x", "")
	for _, want := range []string{"x:1:1: bas: ", "x:2:16: months: got 0", "x:3:12: measures[0]", "x:4:11: factors.seed"} {
		require.ErrorContains(t, err, want)
	}
}

// TestScenariosAtOnce: a scenario that can't be used does not hide what is wrong with the rest.
func TestScenariosAtOnce(t *testing.T) {
	_, err := study.Read(strings.NewReader("base: essay\nfactors:\n  scenario: [essay, nosuch]\n  months: [3, abc]\nmeasures: [sota_shar]\n"), "x", "")
	for _, want := range []string{"x:3:21: factors[0].scenarios[1]: got \"nosuch\"", "x:4:15: factors.months.values[1]", "x:5:12: measures[0]"} {
		require.ErrorContains(t, err, want)
	}
}

// TestLines: what a file does not say is wrong where it says what causes it.
func TestLines(t *testing.T) {
	for text, want := range map[string]string{
		"measures: [price]\nreplicates: 200_000\n":                                   "x:2:1: at_most: got 200000 runs",
		"measures: [price]\nfactors:\n  months: {from: 1, to: 9, levels: 200_000}\n": "x:2:1: at_most: got 200000 runs",
		"# nothing\nreplicates: 3\n":                                                 "x:2:1: measures: got none",
		"measures: [price]\nat_most: 2\nreplicates: 3\n":                             "x:2:10: at_most: got 3 runs",
		"measures: [price]\ndesign: halton\n":                                        "x:2:9: design: got halton without factors",
		"base: voucher\nmeasures: [price]\nfactors:\n  market.policies[0].from: [1, 20]\n  market.policies[0].until: [15, 28]\n": "x:5:3: factors.market.policies[0].until: with market.policies[0].from = 20, market.policies[0].until = 15: market.policies[0].until: ",
	} {
		_, err := study.Read(strings.NewReader(text), "x", "")
		require.ErrorContains(t, err, want)
	}
}

// TestValuesTogether: values are right if they are right together, whatever the base has.
func TestValuesTogether(t *testing.T) {
	read := func(from, until, design string) error {
		_, err := study.Read(strings.NewReader("base: {base: voucher, market: {policies: [{name: v, kind: voucher, share: 0.5, from: 3, until: 10}]}}\nmeasures: [price]\nfactors:\n  market.policies[0].from: "+
			from+"\n  market.policies[0].until: "+until+"\ndesign: "+design+"\n"), "x", "")
		return err
	}
	require.NoError(t, read("[1, 20]", "[5, 28]", "list"))
	require.NoError(t, read("[12, 20]", "[22, 28]", "grid"))
	require.NoError(t, read("{from: 12, to: 20, whole: true}", "{from: 22, to: 28, whole: true}", "{kind: halton, points: 9}"))
	require.NoError(t, read("[20, 22, 24, 26]", "[28]", "grid"))
	require.ErrorContains(t, read("[1, 20]", "[5, 8]", "list"), "values[1]: with market.policies[0].from = 20, market.policies[0].until = 8: market.policies[0].until")
	require.ErrorContains(t, read("[1, 20]", "[5, 28]", "grid"), "factors.market.policies[0].until: with market.policies[0].from = 20, market.policies[0].until = 5: ")
	require.ErrorContains(t, read("[1, -3]", "[5, 28]", "list"), "x:4:32: factors.market.policies[0].from.values[1]: market.policies[0].from: got -3")
	require.ErrorContains(t, read("[1, -3]", "[5, 28]", "grid"), "x:4:32: factors.market.policies[0].from.values[1]: market.policies[0].from: got -3")
}
