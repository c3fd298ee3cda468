package cogap_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/random"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// village is people of one stratum who take a free tier as soon as so many of their peers have it that it is enough for them; few have it at once.
func village(people int, enough population.Beta) cogap.Scenario {
	s := cogap.Plain()
	p := &s.Population
	p.Source, p.Scale, p.Strata = "", 1, population.USWorkforce2021()[:1]
	p.Strata[0].People = int64(people)
	p.RightSide, p.Threshold = 0.999, enough
	s.Market.Tiers[0].Price = market.Constant(0)
	s.Statistics.Every = 0
	return s
}

// spread has who had access after each month.
type spread struct {
	sync.Mutex
	months [][]bool
}

// See notes the people of a chunk.
func (d *spread) See(b *agent.Block, m *agent.Month) {
	d.Lock()
	defer d.Unlock()
	for len(d.months) <= m.Number {
		d.months = append(d.months, nil)
	}
	list := &d.months[m.Number]
	*list = slices.Grow(*list, b.First+b.Len())[:max(len(*list), b.First+b.Len())]
	for i, tier := range b.Tier {
		(*list)[b.First+i] = tier > 0
	}
}

// spreads runs a village and returns who had access after each month.
func spreads(t *testing.T, s cogap.Scenario) [][]bool {
	t.Helper()
	d := new(spread)
	_, err := cogap.Run(t.Context(), s, cogap.Options{Watch: []observe.Watcher{d}})
	require.NoError(t, err)
	return d.months
}

// TestRingSpreads: where one of two neighbours is enough, access goes one neighbour a month, both ways around.
func TestRingSpreads(t *testing.T) {
	s := village(9000, population.Beta{Alpha: 400, Beta: 600}) // 0.3 to 0.5
	s.Months = 20
	s.Network.Kind, s.Network.Neighbours, s.Network.Ties = network.KindSmallWorld, 2, 0
	months := spreads(t, s)
	var from []int
	for i, has := range months[0] {
		if has {
			from = append(from, i)
		}
	}
	require.NotEmpty(t, from)
	for month, access := range months {
		for i, has := range access {
			reached := slices.ContainsFunc(from, func(j int) bool {
				away := max(i-j, j-i)
				return min(away, len(access)-away) <= month
			})
			require.Equal(t, reached, has, "person %d in month %d", i, month)
		}
	}
}

// TestComplete: who knows all of its stratum sees what the stratum shows, but for itself.
func TestComplete(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Population.Strata = 1, population.USWorkforce2021()[:3]
	s.Population.Source = ""
	for g := range s.Population.Strata {
		s.Population.Strata[g].People = int64(1000 + 501*g)
	}
	s.Behaviour.CapturedShare, s.Behaviour.Notice, s.Behaviour.NoticePeers = 0.6, 0.1, 0.3
	stratum, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	s.Network.Kind, s.Network.Neighbours, s.Network.Ties = network.KindSmallWorld, 4000, 0
	peers, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	for i := range peers.Months {
		a, b := &stratum.Months[i], &peers.Months[i]
		require.InDelta(t, a.SOTAShare(), b.SOTAShare(), 4.0/1000)
		x, y := a.Total.Without(), b.Total.Without()
		require.InEpsilon(t, x.Income.Float(), y.Income.Float(), 0.01)
	}
	require.Greater(t, peers.Last().SOTAShare(), 0.05)
	require.NotEqual(t, stratum.Manifest.Result, peers.Manifest.Result, "nobody sees itself")
}

// TestNetworkOfNobody: where nobody waits, listens or hears of it, who knows whom changes nothing, to the bit.
func TestNetworkOfNobody(t *testing.T) {
	s := village(9000, population.Default().Threshold)
	s.Months, s.Market.Tiers[0].Price = 6, market.Constant(60)
	s.Population.RightSide, s.Behaviour.WordOfMouth, s.Behaviour.NoticePeers = 0, 0, 0
	without, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	for _, kind := range []network.Kind{network.KindSmallWorld, network.KindRandom, network.KindHomophily, network.KindScaleFree} {
		s.Network.Kind = kind
		with, err := cogap.Run(t.Context(), s, cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, without.Manifest.Result, with.Manifest.Result, kind)
	}
}

// acquainted writes an edge list in which each two people know each other with one probability, z peers on average, and returns its name.
func acquainted(t *testing.T, people int, z float64, luck *rand.Rand) string {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("from,to\n")
	for range int(z * float64(people) / 2) {
		if a, b := luck.IntN(people), luck.IntN(people); a != b {
			fmt.Fprintf(&text, "%d,%d\n", a, b)
		}
	}
	name := filepath.Join(t.TempDir(), "ties.csv")
	require.NoError(t, os.WriteFile(name, text.Bytes(), 0o666))
	return name
}

// TestCascadeWindow holds the model to the condition of Watts (2002), A simple model of global cascades on random networks: with p_k the share of people with k
// peers, of whom a share rho_k takes up what one of them has, and z peers on average, few can start a cascade that reaches many where the sum of k(k-1) rho_k p_k is
// more than z, and else not (recalled). With Poisson degrees and thresholds near 0.22 that is a window of z, from 1.12 to 3.89. It ends at 4.84 if
// thresholds are a tenth lower and at 3.08 if they are a tenth higher, so that the test would notice either.
func TestCascadeWindow(t *testing.T) {
	const people = 10_000
	enough := population.Beta{Alpha: 288, Beta: 1000}
	luck := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		z      float64
		global bool
	}{{0.6, false}, {3.7, true}, {4.5, false}} {
		sum, p := 0.0, math.Exp(-c.z)
		for k := 1; k < 60; k++ {
			p *= c.z / float64(k)
			sum += float64(k*(k-1)) * p * distuv.Beta{Alpha: enough.Alpha, Beta: enough.Beta}.CDF(1/float64(k))
		}
		require.Equal(t, c.global, sum > c.z, "the condition, at z = %g: %g", c.z, sum)
		s := village(people, enough)
		s.Months = 60
		s.Network.Kind, s.Network.File = network.KindData, acquainted(t, people, c.z, luck)
		months := spreads(t, s)
		share := 0.0
		for _, has := range months[len(months)-1] {
			if has {
				share += 1.0 / people
			}
		}
		require.Equal(t, c.global, share > 0.1, "a cascade at z = %g: %.3f", c.z, share)
	}
}

// TestNetworkFile: an edge list is read before the run, its SHA-256 stands in the manifest, and a run is not repeated with another list.
func TestNetworkFile(t *testing.T) {
	s := village(500, population.Default().Threshold)
	s.Months, s.Market.Tiers[0].Price = 5, market.Constant(20)
	name := acquainted(t, 500, 4, rand.New(rand.NewPCG(1, 2)))
	s.Network.Kind, s.Network.File = network.KindData, name
	require.Empty(t, wrongOf(s, nil))
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	again := r.Manifest.Scenario
	require.Len(t, again.Network.SHA256, 64)
	_, err = cogap.Run(t.Context(), again, cogap.Options{})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, []byte("from,to\n0,1\n"), 0o666))
	_, err = cogap.Run(t.Context(), again, cogap.Options{})
	require.ErrorContains(t, err, "network.sha256: got \""+again.Network.SHA256[:40])
}

// TestNetworkProblems: what is wrong with a network and the people is told before anybody is made, all at once.
func TestNetworkProblems(t *testing.T) {
	problems := func(change func(s *cogap.Scenario)) string {
		s := village(7, population.Default().Threshold)
		change(&s)
		err := s.Validate()
		require.Error(t, err)
		return err.Error()
	}
	require.Equal(t, `network.exact: got 7 people, an odd number, of which a matching leaves one out; want an even number, or exact: false
network.ties: got 9 among 7 people, want at most 6
stream.passes: got 2 with a network, want 0: people see their peers of last month, who are other chunks' people, so that all have to be stored`,
		sorted(problems(func(s *cogap.Scenario) {
			s.Network.Kind, s.Network.Ties, s.Network.Exact = network.KindRandom, 9, true
			s.Stream.Passes = 2
		})))
	require.Equal(t, `network.neighbours: got 3, want an even number, half of them on each side
stream.passes: got 1 with a network, want 0: people see their peers of last month, who are other chunks' people, so that all have to be stored`,
		sorted(problems(func(s *cogap.Scenario) {
			s.Network.Kind, s.Network.Neighbours, s.Stream.Passes = network.KindSmallWorld, 3, 1
		})))
	require.Equal(t, "network.file: got none, want the name of an edge list", problems(func(s *cogap.Scenario) { s.Network.Kind = network.KindData }))
	require.ErrorContains(t, func() error {
		s := village(7, population.Default().Threshold)
		s.Network.Kind, s.Network.Ties = network.KindRandom, 3
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		return m.Divisible()
	}(), "it cannot be run in parts: people see their peers of last month, who are in other parts (network.kind)")
}

// sorted returns the lines of a text in their order.
func sorted(text string) string {
	lines := bytes.Split([]byte(text), []byte("\n"))
	slices.SortFunc(lines, bytes.Compare)
	return string(bytes.Join(lines, []byte("\n")))
}

// TestPeersColumn: what a person sees of its peers can be collected, and is what they did the month before.
func TestPeersColumn(t *testing.T) {
	s := village(3000, population.Beta{Alpha: 2, Beta: 5})
	s.Months = 6
	s.Network.Kind, s.Network.Ties = network.KindRandom, 4
	s.Statistics.Collect = []observe.Collect{{Name: "peers", Quantity: "peers", Aggregate: observe.Mean}, {Name: "access", Where: "access", Aggregate: observe.Share}}
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	for i := 1; i < s.Months; i++ {
		before := r.Months[i-1].Collection("access")[0].Value
		require.InDelta(t, before, r.Months[i].Collection("peers")[0].Value, 1e-6, "everybody has as many peers as anybody")
	}
	require.Greater(t, r.Months[5].Collection("access")[0].Value, 0.01)
}

// TestRandomNetworks is TestRandomScenarios of people with networks.
func TestRandomNetworks(t *testing.T) {
	few(t, "6")
	others := startOthers(t)
	rapid.Check(t, func(t *rapid.T) {
		s := random.Scenario().Filter(func(s cogap.Scenario) bool { return s.Network.Kind != network.KindNone }).Draw(t, "scenario")
		if wrong := wrongOf(s, others); wrong != "" {
			t.Fatal(wrong + asFile(s))
		}
	})
}

// TestNetworkPlan: a plan counts what a network takes, and what people show to their peers, without making anybody.
func TestNetworkPlan(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale = 5000
	without, err := cogap.Estimate(s, cogap.Options{Workers: 1})
	require.NoError(t, err)
	for _, kind := range []network.Kind{network.KindRandom, network.KindHomophily} {
		s.Network.Kind, s.Network.Ties = kind, 10
		with, err := cogap.Estimate(s, cogap.Options{Workers: 1})
		require.NoError(t, err)
		each := float64(with.Bytes-without.Bytes) / float64(with.Agents)
		require.Greater(t, each, 4*10+4+1.0/8, "ten partners, a belief, a bit")
		require.Less(t, each, 4*10+4+1+1.0/8+8, "and tenths while it is made, and a worker's memory")
		require.Positive(t, with.CoreTime)
	}
}

// TestAmongPeers: how access lies among peers is that of who has access at the end of each month that is asked for, whether the run is done in one piece, was stopped
// and resumed, or is shared among processes.
func TestAmongPeers(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Months, s.Statistics.Every, s.Statistics.PeersEvery = 50_000, 7, 0, 3
	s.Market.Tiers[0].Price = market.Steps([]int{0, 3}, []float64{60, 120})
	s.Network.Kind, s.Network.Ties, s.Network.WithinStratum, s.Network.WithinTenth = network.KindHomophily, 6, 0.5, 0.5
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	ties, err := m.Engine().Network(t.Context(), 0)
	require.NoError(t, err)
	access := observe.NewAccess(ties)
	whole, err := m.Run(t.Context(), cogap.Options{Watch: []observe.Watcher{access}})
	require.NoError(t, err)
	for i := range whole.Months {
		got := whole.Months[i].Peers
		if i != 2 && i != 5 && i != 6 {
			require.Nil(t, got)
			continue
		}
		now, before := access.At(i), access.At(i-1)
		require.Equal(t, ties.Mix(now), got.Mixing)
		require.Equal(t, ties.Clustering(now), got.Clustering)
		islands := ties.Islands(now)
		require.EqualValues(t, len(islands), got.Islands)
		require.EqualValues(t, islands[0], got.Largest)
		users := 0
		for _, size := range islands {
			users += size
		}
		require.EqualValues(t, users, got.Users)
		by, alone := ties.Brought(before, now, func(person uint32) int { g, _ := ties.Person(person); return g }, len(whole.Strata))
		all, known, within := 0.0, int64(0), 0.0
		for g := range by {
			for j, x := range by[g] {
				all += x
				if j == g {
					within += x
				}
			}
			known += alone[g]
		}
		require.InDelta(t, all, got.Newcomers.Brought, 1e-6)
		require.InDelta(t, within, got.Newcomers.Within, 1e-6)
		require.Equal(t, known, got.Newcomers.All-got.Newcomers.Brought)
		require.Positive(t, got.Newcomers.Brought)
	}
	stopped, err := resumed(s)
	require.NoError(t, err)
	shared, errs := together(2, func(int) cogap.Scenario { return s }, cogap.Options{Workers: 1})
	require.NoError(t, errors.Join(errs...))
	for i := range whole.Months {
		require.Equal(t, whole.Months[i].Peers, stopped.Months[i].Peers)
		require.Equal(t, whole.Months[i].Peers, shared[1].Months[i].Peers)
	}
	s.Network.Kind = network.KindNone
	none, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Nil(t, none.Last().Peers, "nobody has peers")
}

// TestNoticeFromPeersAlone: people whom peers make notice look at them, also where nobody waits for others or hears what they believe.
func TestNoticeFromPeersAlone(t *testing.T) {
	var users []float64
	for _, peers := range []float64{0, 0.9} {
		s := small()
		s.Network.Kind, s.Network.Ties = network.KindRandom, 4
		s.Population.RightSide, s.Behaviour.WordOfMouth = 0, 0
		s.Behaviour.Notice, s.Behaviour.NoticePeers = 0.05, peers
		users = append(users, run(t, s, cogap.Options{}).Last().SOTAShare())
	}
	require.Greater(t, users[1], 1.05*users[0])
}
