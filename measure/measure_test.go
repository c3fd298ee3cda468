package measure_test

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
)

// rich is a scenario in which every measure is defined: three tiers, of which one is withdrawn at first, a provider with
// books who rations, a voucher for the poor, and collections of what measures say too.
func rich() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 20_000, 8
	s.Market.Tiers = []market.Tier{market.Free(), market.Basic(), s.Market.Tiers[0]}
	s.Market.Tiers[1].Price = market.Steps([]int{0, 2}, []float64{market.Withdrawn, 20})
	s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
	s.Market.Providers[0].Capacity = market.Capacity{Supply: market.Constant(0.3), Overload: market.OverloadQueue}
	s.Market.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(4000)}
	s.Statistics.Every = 3
	for _, c := range collections {
		s.Statistics.Collect = append(s.Statistics.Collect, c.Collect)
	}
	return s
}

// collections are computed by package observe from every person, and so know nothing of sums and measures.
var collections = []struct {
	id string
	observe.Collect
}{
	{"people", observe.Collect{Aggregate: observe.Count}},
	{"sota", observe.Collect{Aggregate: observe.Count, Where: "sota"}},
	{"access", observe.Collect{Aggregate: observe.Count, Where: "access"}},
	{"priced_out", observe.Collect{Aggregate: observe.Count, Where: "filter == priced_out"}},
	{"opted_out", observe.Collect{Aggregate: observe.Count, Where: "filter == opted_out"}},
	{"neither", observe.Collect{Aggregate: observe.Count, Where: "filter == neither"}},
	{"waiting", observe.Collect{Aggregate: observe.Count, Where: "filter == waiting"}},
	{"rationed", observe.Collect{Aggregate: observe.Count, Where: "filter == rationed"}},
	{"unaware", observe.Collect{Aggregate: observe.Count, Where: "filter == unaware"}},
	{"lapsed", observe.Collect{Aggregate: observe.Count, Where: "filter == lapsed"}},
	{"lesser", observe.Collect{Aggregate: observe.Count, Where: "filter == none && !sota"}},
	{"sota_share", observe.Collect{Aggregate: observe.Share, Where: "sota"}},
	{"access_share", observe.Collect{Aggregate: observe.Share, Where: "access"}},
	{"mean.income", observe.Collect{Quantity: "income", Aggregate: observe.Mean}},
	{"mean.cognition", observe.Collect{Quantity: "cognition", Aggregate: observe.Mean}},
	{"mean.augmented", observe.Collect{Quantity: "augmented", Aggregate: observe.Mean}},
	{"mean.augmented.access", observe.Collect{Quantity: "augmented", Aggregate: observe.Mean, Where: "access"}},
	{"mean.augmented.no_access", observe.Collect{Quantity: "augmented", Aggregate: observe.Mean, Where: "!access"}},
	{"mean.augmented.sota", observe.Collect{Quantity: "augmented", Aggregate: observe.Mean, Where: "sota"}},
	{"mean.augmented.no_sota", observe.Collect{Quantity: "augmented", Aggregate: observe.Mean, Where: "!sota"}},
	{"mean.belief", observe.Collect{Quantity: "belief", Aggregate: observe.Mean, Where: "access"}},
	{"gini.augmented", observe.Collect{Quantity: "augmented", Aggregate: observe.Gini}},
	{"gini.income", observe.Collect{Quantity: "income", Aggregate: observe.Gini}},
	{"gini.cognition", observe.Collect{Quantity: "cognition", Aggregate: observe.Gini}},
	{"price", observe.Collect{Quantity: "price", Aggregate: observe.Max}},
	{"people[tier]", observe.Collect{Aggregate: observe.Count, By: []string{"tier"}}},
	{"mean.income[tier]", observe.Collect{Quantity: "income", Aggregate: observe.Mean, By: []string{"tier"}}},
	{"sota[group]", observe.Collect{Aggregate: observe.Count, Where: "sota", By: []string{"group"}}},
	{"mean.augmented[stratum]", observe.Collect{Quantity: "augmented", Aggregate: observe.Mean, By: []string{"stratum"}}},
}

func init() {
	for i := range collections {
		collections[i].Name = collections[i].id
	}
}

func runOf(t testing.TB, s cogap.Scenario) *cogap.Result {
	t.Helper()
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	return r
}

// richResult is a run of rich, made once.
var richResult = sync.OnceValues(func() (*cogap.Result, error) {
	return cogap.Run(context.Background(), rich(), cogap.Options{})
})

func richRun(t testing.TB) *cogap.Result {
	t.Helper()
	r, err := richResult()
	require.NoError(t, err)
	return r
}

// TestRegistry: ids are words joined by dots, columns and labels are unique, and nothing is left out.
func TestRegistry(t *testing.T) {
	columns, labels := map[string]bool{}, map[string]bool{}
	for _, x := range measure.All() {
		require.Regexp(t, `^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`, x.ID)
		require.Regexp(t, `^[a-z][a-z0-9_]*$`, x.Column(), x.ID)
		require.False(t, columns[x.Column()], x.ID)
		require.False(t, labels[x.Label], "%s: %s", x.ID, x.Label)
		columns[x.Column()], labels[x.Label] = true, true
		for _, text := range []string{x.Label, x.Unit, x.Meaning, x.Formula, string(x.Bounds)} {
			require.NotEmpty(t, strings.TrimSpace(text), x.ID)
			require.NotRegexp(t, `[.|]$`, text, x.ID)
		}
		require.NotEmpty(t, x.Ways(), x.ID)
		got, err := measure.Lookup(x.ID)
		require.NoError(t, err)
		require.Same(t, x, got)
	}
	for _, way := range []measure.By{measure.Everybody, measure.Tier, measure.Stratum, measure.Group, measure.Decile, measure.Provider} {
		require.True(t, slices.ContainsFunc(measure.All(), func(x *measure.Measure) bool { return x.Has(way) }), way)
	}
	require.PanicsWithValue(t, "measure: unknown measure sota_shares, did you mean sota_share?", func() { measure.Must("sota_shares") })
	require.Panics(t, func() { measure.Must("share").Of(richRun(t).Last()) }, "of tiers only")
}

// TestMeasuresAgreeWithCollections: what sums and histograms say is, within bounds, what package observe finds person by
// person.
func TestMeasuresAgreeWithCollections(t *testing.T) {
	r := richRun(t)
	compared := 0
	for i := range r.Months {
		m := measure.NewMonth(&r.Months[i], r.Strata)
		for _, c := range collections {
			id, by, grouped := strings.Cut(strings.TrimSuffix(c.id, "]"), "[")
			x, way := measure.Must(id), measure.By(by)
			for _, row := range m.Record.Collection(c.Name) {
				place := 0
				if grouped {
					names := m.Groups(way)
					if place = slices.Index(names, row.Groups[0]); way == measure.Tier {
						_, err := fmt.Sscan(row.Groups[0], &place)
						require.NoError(t, err)
					}
					require.GreaterOrEqual(t, place, 0, row.Groups[0])
				}
				got := m.Value(x, way, place)
				if math.IsNaN(got.Value) {
					measured := m.Record.Distributions.Measured()
					is, known := map[string]bool{"gini.income": measured.Income, "gini.cognition": measured.Cognition}[c.id]
					require.True(t, !is && (known || !measured.Augmented), "%s in month %d", c.id, i)
					continue
				}
				compared++
				slack := 1e-9 * math.Abs(got.Value)
				require.True(t, got.Lo-slack <= row.Hi && row.Lo <= got.Hi+slack, "%s %v in month %d: %v, collected %v", c.id, row.Groups, i, got, row.Interval)
				if x.Whole || x.Bounds == measure.Exact {
					require.Equal(t, row.Value, got.Value, "%s %v in month %d", c.id, row.Groups, i)
				}
			}
		}
	}
	require.Greater(t, compared, 5000)
}

// TestIdentities: parts add up to wholes, and ratios are those of their parts.
func TestIdentities(t *testing.T) {
	r := richRun(t)
	for i := range r.Months {
		m := measure.NewMonth(&r.Months[i], r.Strata)
		of := func(id string) float64 { return m.Of(id).Value }
		sum := func(id string, way measure.By) float64 {
			total := 0.0
			for place := range m.Groups(way) {
				total += m.In(id, way, place).Value
			}
			return total
		}
		require.InDelta(t, 1, of("sota_share")+of("lesser_share")+of("priced_out_share")+of("opted_out_share")+of("neither_share")+of("waiting_share")+of("rationed_share")+of("unaware_share")+of("lapsed_share"), 1e-12)
		require.InDelta(t, 1, sum("share", measure.Tier), 1e-12)
		require.Equal(t, of("people"), sum("people", measure.Tier))
		for _, id := range []string{"people", "sota", "access", "left", "joined", "rationed"} {
			require.Equal(t, of(id), sum(id, measure.Stratum), id)
			require.Equal(t, of(id), sum(id, measure.Group), id)
		}
		require.InEpsilon(t, of("revenue"), sum("revenue", measure.Tier), 1e-12)
		require.InEpsilon(t, of("revenue"), sum("revenue", measure.Provider), 1e-12)
		require.InEpsilon(t, of("subsidy"), sum("subsidy", measure.Provider), 1e-12)
		require.InEpsilon(t, of("access"), sum("users", measure.Provider), 1e-12)
		require.InEpsilon(t, of("sota_gap"), of("mean.augmented.sota")/of("mean.augmented.no_sota"), 1e-12)
		require.InEpsilon(t, of("access_gap"), of("mean.augmented.access")/of("mean.augmented.no_access"), 1e-12)
		require.InDelta(t, of("mean.augmented.access")-m.Record.Total.With().Cognition.Float()/of("access"), of("gain.coding")+of("gain.security")+of("gain.visual")+of("gain.composition")+of("gain.general"), 1e-6)
		require.Positive(t, of("reached"))
		require.LessOrEqual(t, of("reached.sota"), of("reached.access"))
		require.LessOrEqual(t, of("reached.access"), of("reached"))
		if !m.Record.Distributions.Measured().Augmented {
			require.True(t, math.IsNaN(of("gini.augmented")))
			require.True(t, math.IsNaN(m.In("sota_share", measure.Decile, 3).Value))
			continue
		}
		require.Greater(t, of("access_gap.median"), 1.0, "of those with access over those without")
		require.Positive(t, of("access_gap.cliffs_delta"))
		require.Equal(t, of("people"), sum("people", measure.Decile))
		require.Equal(t, of("sota"), sum("sota", measure.Decile))
		people, sota := 0.0, 0.0
		for d := range 10 {
			n := m.In("people", measure.Decile, d).Value
			people, sota = people+n, sota+m.In("sota", measure.Decile, d).Value
			require.InDelta(t, m.In("sota", measure.Decile, d).Value, n*m.In("sota_share", measure.Decile, d).Value, 1e-6)
			if d == 4 {
				require.InDelta(t, sota, people*of("sota_share.poorer_half"), 1e-6)
				people, sota = 0, 0
			}
			if d == 8 {
				require.InDelta(t, sota, people*of("sota_share.next_40"), 1e-6)
			}
		}
		require.Zero(t, m.In("income_from", measure.Decile, 0).Value)
		require.True(t, math.IsNaN(m.In("income_to", measure.Decile, 9).Value), "of the richest there is none")
		for d := range 9 {
			require.True(t, m.In("income_to", measure.Decile, d) == m.In("income_from", measure.Decile, d+1))
			require.Less(t, m.In("income_from", measure.Decile, d).Value, m.In("income_to", measure.Decile, d).Value)
		}
	}
	require.False(t, math.IsNaN(measure.Must("gini.cognition").Of(r.Last()).Value))
	require.True(t, math.IsNaN(measure.Must("gini.cognition").Of(&r.Months[2]).Value), "in the last month only")
}

// TestPeers: in months that are asked for, how access lies among peers is that of the record, and elsewhere it is not defined.
func TestPeers(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Months, s.Statistics.Every, s.Statistics.PeersEvery = 100_000, 4, 0, 3
	s.Network.Kind, s.Network.Ties = network.KindRandom, 6
	s.Market.Tiers[0].Price = market.Constant(60)
	r := runOf(t, s)
	at := func(id string, month int) float64 { return measure.Must(id).Of(&r.Months[month]).Value }
	last := r.Last().Peers
	users, others := at("peers.of_users", 3), at("peers.of_others", 3)
	require.Equal(t, last.Mixing.Share(1), users)
	require.Equal(t, last.Mixing.Share(0), others)
	require.Equal(t, last.Mixing.Assortativity(), at("peers.assortativity", 3))
	require.Equal(t, last.Clustering, at("peers.clustering", 3))
	require.EqualValues(t, last.Islands, at("peers.islands", 3))
	require.Equal(t, float64(last.Largest)/float64(last.Users), at("peers.largest_island", 3))
	require.Equal(t, float64(last.Newcomers.Brought)/float64(last.Newcomers.All), at("peers.brought", 3))
	require.Equal(t, last.Newcomers.Within/float64(last.Newcomers.Brought), at("peers.brought_within", 3))
	for _, x := range measure.All() {
		if strings.HasPrefix(x.ID, "peers.") {
			require.False(t, math.IsNaN(at(x.ID, 2)), x.ID)
			require.True(t, math.IsNaN(at(x.ID, 1)), x.ID)
		}
	}
	none := *r.Last().Peers
	none.Clustering = -1
	record := *r.Last()
	record.Peers = &none
	require.True(t, math.IsNaN(measure.Must("peers.clustering").Of(&record).Value), "no pair of ties")
}

// TestEverythingIsDefined: in the last month of a rich run each number of each group is a number within its bounds.
func TestEverythingIsDefined(t *testing.T) {
	r := richRun(t)
	m := measure.NewMonth(r.Last(), r.Strata)
	for _, x := range measure.All() {
		for _, way := range x.Ways() {
			for place, name := range m.Groups(way) {
				empty := way == measure.Stratum || way == measure.Group || way == measure.Tier && place == 0 || x.ID == "income_to" && name == "10" ||
					strings.HasPrefix(x.ID, "peers.") // see TestPeers
				v := m.Value(x, way, place)
				if math.IsNaN(v.Value) {
					require.True(t, empty, "%s of %s %s", x.ID, way, name)
					continue
				}
				switch x.BoundsBy(way) {
				case measure.Unknown:
					require.True(t, math.IsNaN(v.Lo) && math.IsNaN(v.Hi), x.ID)
				case measure.Exact:
					require.True(t, v.Lo == v.Value && v.Hi == v.Value, x.ID)
				default:
					require.True(t, v.Lo <= v.Value && v.Value <= v.Hi, "%s: %v", x.ID, v)
				}
				if x.Whole {
					require.Equal(t, math.Trunc(v.Value), v.Value, x.ID)
				}
				if x.Unit == "share" && !slices.Contains([]string{"utilisation", "margin", "mean.belief"}, x.ID) {
					require.True(t, v.Value >= 0 && v.Value <= 1, "%s: %v", x.ID, v)
				}
			}
		}
	}
}

// TestNotOnSale: a tier that is not on sale has no price.
func TestNotOnSale(t *testing.T) {
	r := richRun(t)
	m := measure.NewMonth(&r.Months[0], nil)
	require.True(t, math.IsNaN(m.In("price", measure.Tier, 2).Value))
	require.Equal(t, 0.0, m.In("price", measure.Tier, 1).Value, "free is a price")
	require.True(t, math.IsNaN(m.In("price", measure.Tier, 0).Value), "no access is no offer")
	require.Equal(t, 20.0, measure.NewMonth(&r.Months[2], nil).In("price", measure.Tier, 2).Value)
}

// TestEmptyHalves: what is a ratio of nobody is not defined, and nothing fails.
func TestEmptyHalves(t *testing.T) {
	m := measure.NewMonth(&cogap.Record{Total: agent.NewSums(1), Menu: market.Menu{{}}}, nil)
	for _, x := range measure.All() {
		if !x.Has(measure.Everybody) {
			continue
		}
		v := m.Value(x, measure.Everybody, 0)
		require.True(t, x.Unit != "share" || math.IsNaN(v.Value) || v.Value == 0, "%s: %v", x.ID, v)
	}
	require.True(t, math.IsNaN(m.Of("sota_gap").Value))
	require.Equal(t, histogram.Interval{}, m.Of("people"))
}

// TestMeasureIsCheap: one number of a record costs no more than it needs: a share does not touch distributions.
func TestMeasureIsCheap(t *testing.T) {
	r, x := richRun(t).Last(), measure.Must("sota_share")
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { x.Of(r) }), 1.0)
}

var words = regexp.MustCompile(`gap ratio|\bboth\b|any tier`)

// TestWords: one word, one thing. Access is any tier everywhere, and no measure is called gap ratio.
func TestWords(t *testing.T) {
	for _, x := range measure.All() {
		require.NotContains(t, x.Label+x.Meaning, "gap ratio", x.ID)
		require.False(t, words.MatchString(x.ID), x.ID)
		about := x.Label + " " + x.Meaning
		if strings.Contains(x.ID, "access") && !strings.Contains(x.ID, "no_access") {
			require.Regexp(t, `any tier|hold a tier`, x.Meaning, x.ID)
			require.Contains(t, about, "access", x.ID)
		}
	}
}
