package scenario_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

var update = flag.Bool("update", false, "rewrite testdata")

// golden holds text to a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func read(t *testing.T, text string) cogap.Scenario {
	t.Helper()
	s, err := scenario.Read(strings.NewReader(text), "test.yaml")
	require.NoError(t, err)
	return s
}

func TestReadChangesWhatIsMentioned(t *testing.T) {
	want := cogap.Plain()
	require.Equal(t, want, read(t, ""))
	require.Equal(t, want, read(t, "# nothing\nmarket:\nbehaviour:\n  # captured_share: 1\n"))

	want.Name, want.Seed, want.Start = "it's 2027", math.MaxUint64, "2027-01"
	want.Population.Scale = 10_000_000
	want.Behaviour.LearningByDoing = -1e-2
	want.Market.Tiers[0].Price = market.Constant(250)
	want.Market.Phases.Plateau = 30
	require.Equal(t, want, read(t, `
name: it's 2027
seed: 18446744073709551615
start: 2027-01
population: {scale: 10_000_000}
behaviour:
  learning_by_doing: -1e-2
market:
  tiers:
  - name: SOTA
    price: 250
  phases: {plateau: 3e1}
`))
}

func TestElementsStartFromWhatIsUsual(t *testing.T) {
	s := read(t, `
market:
  tiers:
    - {name: free, price: 0, quality: 0.5, provider: lab}
    - {name: SOTA, price: {kind: ramp, months: [0, 5], values: [1, 2]}}
  providers: [{name: lab, runway: 1}]
  policies: [{name: relief, kind: transfer, amount: 50}]
`)
	require.Equal(t, market.SOTA(market.Ramp(0, 5, 1, 2)), s.Market.Tiers[1])
	lab := market.DefaultProvider("lab")
	lab.Runway = 1
	require.Equal(t, []market.Provider{lab}, s.Market.Providers)
	relief := market.CashTransfer(50)
	relief.Name = "relief"
	require.Equal(t, []market.Policy{relief}, s.Market.Policies)

	s = read(t, "base: voucher\nmarket: {policies: []}")
	require.Nil(t, s.Market.Policies, "a list replaces the base's")
}

func TestReadJSON(t *testing.T) {
	want, err := scenario.Load("today")
	require.NoError(t, err)
	want.Name = "é 😀 \"quoted\" \\ </script>"
	for _, indent := range []string{"", " ", "\t"} {
		text, err := json.MarshalIndent(want, "", indent)
		require.NoError(t, err)
		require.Equal(t, want, read(t, string(text)))
	}
}

// TestMessages holds what users see of mistakes to the letter.
func TestMessages(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			_, err = scenario.Read(bytes.NewReader(text), name)
			require.Error(t, err)
			golden(t, "bad/"+strings.TrimSuffix(name, ".yaml")+".txt", err.Error()+"\n")
		})
	}
}

func TestErrorsAreTyped(t *testing.T) {
	_, err := scenario.Read(strings.NewReader("months: 0\nbehaviour: {captured: 1}"), "a.yaml")
	require.ErrorIs(t, err, cogap.ErrRange)
	require.ErrorIs(t, err, cogap.ErrUnknown)
	where, ok := errors.AsType[*scenario.Error](err)
	require.True(t, ok)
	require.Equal(t, []any{"a.yaml", 1, 9}, []any{where.File, where.Line, where.Column})
	what, ok := errors.AsType[*cogap.ParameterError](err)
	require.True(t, ok)
	require.Equal(t, "months", what.Path)
}

func TestHugeFilesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"brackets": strings.Repeat("[", 100_000),
		"braces":   strings.Repeat("{a: ", 100_000),
		"dashes":   strings.Repeat("- ", 100_000),
		"bytes":    strings.Repeat(" ", scenario.MaxBytes+1),
	} {
		_, err := scenario.Read(strings.NewReader(text), name)
		require.ErrorContains(t, err, "got ", name)
	}
	_, err := scenario.ReadFile("testdata/none.yaml")
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestRoundTrip: what Write writes, Read reads to the bit, whatever the scenario.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyScenario(t)
		var text bytes.Buffer
		require.NoError(t, scenario.Write(&text, want, "header"))
		got, err := scenario.Read(&text, "written.yaml")
		require.NoError(t, err, "%s", text.String())
		require.Equal(t, want, got)
	})
}

// anyScenario draws a valid scenario.
func anyScenario(t *rapid.T) cogap.Scenario {
	share := rapid.Float64Range(0, 1)
	text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0xFFFD && (!unicode.IsControl(r) || r == '\t' || r == '\n') }))
	s := cogap.Plain()
	name := text.Filter(func(text string) bool { return param.CheckName(text) == nil })
	s.Name = name.Draw(t, "name")
	s.Seed = rapid.Uint64().Draw(t, "seed")
	s.Start = rapid.SampledFrom([]string{"2026-01", "1999-12", "0001-01"}).Draw(t, "start")
	s.Months = rapid.IntRange(1, 1200).Draw(t, "months")
	s.Statistics.Every = rapid.IntRange(0, 1200).Draw(t, "every")
	s.Population.RightSide = share.Draw(t, "right side")
	s.Population.Threshold = population.Beta{
		Alpha: rapid.Float64Range(0.05, 1000).Draw(t, "alpha"), Beta: rapid.Float64Range(0.05, 1000).Draw(t, "beta"),
	}
	s.Behaviour = agent.Default()
	s.Behaviour.Subsistence = rapid.Float64Range(0, 1e12).Draw(t, "subsistence")
	s.Behaviour.LearningByDoing = rapid.Float64Range(-1, 1).Draw(t, "learning")
	if rapid.Bool().Draw(t, "own people") {
		s.Population.Source = ""
		s.Population.Strata = rapid.SliceOfNDistinct(rapid.Custom(anyStratum), 1, 3, func(s population.Stratum) string { return s.Code }).Draw(t, "strata")
	}
	s.Market.Tiers[0].Price = anyPath(t, rapid.Float64Range(0, 1e12))
	s.Market.Tiers[0].Quota = anyPath(t, share)
	s.Market.Ending.By = rapid.SampledFrom([]market.EndingKind{market.EndByDate, market.EndByRunway}).Draw(t, "ending")
	if rapid.Bool().Draw(t, "provider") {
		p := market.DefaultProvider("lab: one, # two")
		p.Pricing.From = market.Phase(rapid.IntRange(0, 2).Draw(t, "from"))
		s.Market = s.Market.SoldBy(p)
	}
	if rapid.Bool().Draw(t, "policy") {
		s.Market.Policies = []market.Policy{
			market.Voucher(share.Draw(t, "voucher")).ForIncomesBelow(1000),
			market.Discount(0.5, anyTags(s)...),
			market.CashTransfer(10).ForIncomesBelow(1000).During(3, 9),
			market.PublicTier("SOTA"),
		}
	}
	return s
}

// anyTags returns some names, codes and groups of the scenario's people.
func anyTags(s cogap.Scenario) []string {
	if len(s.Population.Strata) == 0 {
		return []string{"Management", "11-1011", "Chief Executives"}
	}
	return []string{s.Population.Strata[0].Name, s.Population.Strata[0].Group}
}

func anyStratum(t *rapid.T) population.Stratum {
	return population.Stratum{
		Code: rapid.SampledFrom([]string{"11-1011", "0x10", "1_0", "~", ""}).Draw(t, "code"), Name: "no", Group: "a: b",
		People: rapid.Int64Range(1, 1e9).Draw(t, "people"),
		Income: []population.Quantile{{P: 0.1, Value: 1500}, {P: 0.5, Value: rapid.Float64Range(1500, 1e12).Draw(t, "median")}},
		Direct: [population.Domains]float64{0.1, 0, 1e-9, 0.2, 0}, Full: [population.Domains]float64{0.1, 0, 1e-9, 0.3, 0.25},
	}
}

func anyPath(t *rapid.T, value *rapid.Generator[float64]) market.Series {
	values := rapid.SliceOfN(value, 2, 4).Draw(t, "values")
	months := make([]int, len(values))
	for i := range months {
		months[i] = 7*i - 3
	}
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return market.Constant(values[0])
	case 1:
		return market.Steps(months, values)
	case 2:
		return market.Ramp(-1, 5, values[0], values[1])
	case 3:
		return market.Logistic(3, 0.25, values[0], values[1])
	}
	return market.Data(values)
}

// FuzzRead: no text makes Read panic, and what it accepts is valid and survives being written.
func FuzzRead(f *testing.F) {
	for _, name := range scenario.Names() {
		text, err := scenario.Source(name)
		require.NoError(f, err)
		f.Add(text)
	}
	bad, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(f, err)
	for _, file := range bad {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<14 {
			return
		}
		s, err := scenario.Read(bytes.NewReader(text), "fuzz.yaml")
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.NoError(t, s.Validate())
		var written bytes.Buffer
		require.NoError(t, scenario.Write(&written, s))
		again, err := scenario.Read(&written, "again.yaml")
		require.NoError(t, err)
		require.Equal(t, s, again)
	})
}
