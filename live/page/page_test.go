package page_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live/page"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/scenario"
)

// few is a scenario that runs in no time.
func few() cogap.Scenario {
	s := cogap.Default()
	s.Months, s.Population.Scale = 6, 20_000
	s.Market.Tiers[0].Price = market.Steps([]int{0, 3}, []float64{100, 400})
	return s
}

// TestKnobs: every built-in scenario has sliders; each is a parameter, with its value, within its range, and explained.
func TestKnobs(t *testing.T) {
	for _, name := range scenario.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Load(name)
			require.NoError(t, err)
			knobs := page.Knobs(s)
			require.GreaterOrEqual(t, len(knobs), 5)
			var paths []string
			for _, k := range knobs {
				require.NotContains(t, paths, k.Path)
				paths = append(paths, k.Path)
				require.NotEmpty(t, k.Unit, k.Path)
				require.NotEmpty(t, k.Meaning, k.Path)
				require.LessOrEqual(t, k.Min, k.Value, k.Path)
				require.LessOrEqual(t, k.Value, k.Max, k.Path)
				require.Positive(t, k.Step, k.Path)
				for _, end := range []float64{k.Min, k.Max} {
					changed := s
					changed.Market.Policies = slices.Clone(s.Market.Policies)
					if strings.HasPrefix(k.Path, "market.policies[") && len(s.Market.Policies) == 0 {
						changed.Market.Policies = []market.Policy{market.Voucher(0)}
					}
					require.NoError(t, scenario.Set(&changed, k.Path, fmt.Sprint(end)), k.Path)
					if !strings.Contains(k.Path, ".months[") { // whose order counts too
						require.NoError(t, changed.Validate(), "%s = %v", k.Path, end)
					}
				}
			}
			require.Contains(t, paths, "behaviour.risk_aversion")
		})
	}
	first := page.Knobs(few())
	require.Equal(t, "market.tiers[0].price.values[0]", first[0].Path)
	require.Equal(t, "market.tiers[0].price.months[1]", first[2].Path)
	require.Equal(t, 5.0, first[2].Max, "the last month")
}

func TestLink(t *testing.T) {
	for _, name := range scenario.Names() {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		link, err := page.Encode(s)
		require.NoError(t, err)
		require.Regexp(t, `^1[A-Za-z0-9_-]+$`, link)
		require.Less(t, len(link), 2000, "what every program takes as an address")
		back, err := page.Decode(link, 1<<20)
		require.NoError(t, err)
		require.Equal(t, s, back)
		_, err = page.Decode(link, 100)
		require.EqualError(t, err, "link: got a scenario of more than 100 bytes")
		_, err = page.Decode(link[:len(link)-5], 1<<20)
		require.Error(t, err)
	}
	_, err := page.Decode("https://example.com", 100)
	require.ErrorContains(t, err, "not a whole link")
}

func FuzzDecode(f *testing.F) {
	s := few()
	link, err := page.Encode(s)
	require.NoError(f, err)
	f.Add(link)
	f.Add("")
	f.Add("1")
	f.Add("2" + link[1:])
	f.Add(link[:len(link)/2])
	f.Fuzz(func(t *testing.T, link string) {
		s, err := page.Decode(link, 1<<16)
		if err != nil {
			return
		}
		again, err := page.Encode(s)
		require.NoError(t, err)
		back, err := page.Decode(again, 1<<16)
		if err == nil {
			twice, err := page.Encode(back)
			require.NoError(t, err)
			require.Equal(t, again, twice)
		}
	})
}
