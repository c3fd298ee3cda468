package random_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/random"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

// TestEverythingIsDrawn: of some hundred scenarios, all valid, some have each thing that a scenario can have.
func TestEverythingIsDrawn(t *testing.T) {
	seen := map[string]int{}
	count := func(name string, is bool) {
		if is {
			seen[name]++
		} else {
			seen[name] += 0
		}
	}
	for seed := range 300 {
		s := random.Scenario().Example(seed)
		require.NoError(t, s.Validate())
		strata, err := s.Population.Resolve()
		require.NoError(t, err)
		layout := population.NewLayout(strata, s.Population.Scale)
		require.LessOrEqual(t, layout.Len(), 25_000)
		require.LessOrEqual(t, s.Months, 36)
		count("one month", s.Months == 1)
		count("a month beyond a year", s.Months > 12)
		count("one agent", layout.Len() == 1)
		count("several chunks", layout.Chunks() > 2*len(strata))
		count("built-in people", s.Population.Source != "")
		count("mobility", s.Statistics.Mobility)
		count("panel", s.Statistics.Panel.People > 0)
		count("panel by", len(s.Statistics.Panel.By) > 0)
		count("no distributions", s.Statistics.Every == 0)
		count("coupled", s.Behaviour.WordOfMouth > 0)
		count("nobody waits", s.Population.RightSide == 0)
		count("attention", s.Behaviour.Attends())
		count("elastic seats", slices.ContainsFunc(s.Market.Policies, func(p market.Policy) bool { return p.Elasticity > 0 }))
		count("seats", s.Population.EmployerPaid > 0)
		count("shared accounts", s.Population.SharedAccounts > 0)
		count("inertia", s.Behaviour.Inertia > 0)
		count("commitment", s.Market.Commitments() != nil)
		count("network "+string(s.Network.Kind), true)
		count("uncoupled", s.Population.RightSide == 0 && s.Behaviour.WordOfMouth == 0 && s.Behaviour.PassThrough == 0 &&
			len(s.Market.Providers) == 0 && s.Market.Ending.By == market.EndByDate)
		for _, p := range layoutOf(layout) {
			count("remainder", p.Weight < int64(s.Population.Scale))
		}
		for _, tier := range s.Market.Tiers {
			count("price "+string(tier.Price.Kind), true)
			count("quality "+string(tier.Quality.Kind), true)
			count("admission", tier.Admission.At(0) < 1)
			count("lag", tier.Lag > 0)
		}
		count(fmt.Sprintf("%d tiers", len(s.Market.Tiers)), true)
		count(fmt.Sprintf("%d providers", len(s.Market.Providers)), true)
		count("ending "+string(s.Market.Ending.By), true)
		for _, p := range s.Market.Providers {
			count("rule "+string(p.Pricing.Rule), true)
			count("overload "+string(p.Capacity.Overload), true)
			count("from "+p.Pricing.From.String(), true)
		}
		for _, p := range s.Market.Policies {
			count("policy "+string(p.Kind), true)
			count("means-tested", p.MeansTested)
			count("for the poorest", p.BelowQuantile > 0)
			count("by stratum", len(p.Strata) > 0)
			count("by tier", len(p.Tiers) > 0)
			count("later", p.From > 0 && p.From < s.Months)
			count("until", p.Until < s.Months)
		}
		for _, c := range s.Statistics.Collect {
			count("aggregate "+string(c.Aggregate), true)
			count("where", c.Where != "")
			count("by", len(c.By) == 3)
		}
	}
	for name, n := range seen {
		require.Positive(t, n, name)
	}
	for kind, n := range map[string]int{"price ": 5, "quality ": 5, "rule ": 4, "overload ": 4, "ending ": 3, "from ": 3, "policy ": 8, "aggregate ": 11} {
		found := 0
		for name := range seen {
			if len(name) > len(kind) && name[:len(kind)] == kind {
				found++
			}
		}
		require.Equal(t, n, found, kind)
	}
	require.Positive(t, seen["7 tiers"])
	require.Positive(t, seen["network homophily"])
	require.Positive(t, seen["network scale-free"])
	require.Positive(t, seen["3 providers"])
}

func layoutOf(l population.Layout) (places []population.Place) {
	for i := range l.Chunks() {
		places = append(places, l.Place(i))
	}
	return places
}

// TestFile: the file has the scenario, to the bit.
func TestFile(t *testing.T) {
	for seed := range 40 {
		s := random.Scenario().Example(seed)
		path := filepath.Join(t.TempDir(), "scenario.yaml")
		text, err := random.File(path, s, "for a test")
		require.NoError(t, err)
		require.NotContains(t, text, "# ")
		for _, read := range []func() (cogap.Scenario, error){
			func() (cogap.Scenario, error) { return scenario.ReadFile(path) },
			func() (cogap.Scenario, error) { return scenario.Read(strings.NewReader(text), "text") },
		} {
			again, err := read()
			require.NoError(t, err, text)
			require.Empty(t, same.Differences(s, again, 5))
		}
	}
}
