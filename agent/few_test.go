package agent_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// neighbours are the same people twice: in a span, and in chunks of their own.
type neighbours struct {
	columns population.Chunk
	spots   []agent.Spot
	chunks  []population.Chunk // as they are stored
	apart   []population.Chunk
}

// place adds a chunk's people to the span, at a place, and leaves a copy apart.
func (x *neighbours) place(c population.Chunk, stratum, at int, weight int64) {
	c.Stratum, c.Weight = stratum, weight
	x.spots = append(x.spots, agent.Spot{Place: population.Place{Stratum: stratum, First: c.First, Len: c.Len(), Weight: weight}, At: at})
	stored, apart := cut(x.columns, at, at+c.Len()), population.NewChunk(c.Len(), 0)
	if x.columns.UseCost != nil {
		apart.UseCost = make([]float32, c.Len())
	}
	if x.columns.Born != nil {
		apart.Born = make([]float32, c.Len())
	}
	if x.columns.Keen != nil {
		apart.Keen = make([]float32, c.Len())
	}
	if x.columns.Wait != nil {
		apart.Wait = make([]float32, c.Len())
	}
	for _, to := range []*population.Chunk{&stored, &apart} {
		to.Stratum, to.First, to.Weight = stratum, c.First, weight
		for i := range c.Len() {
			var p agent.Person
			p.Get(&c, i)
			p.Put(to, i)
		}
	}
	x.chunks, x.apart = append(x.chunks, stored), append(x.apart, apart)
}

func cut(c population.Chunk, lo, hi int) population.Chunk {
	part := population.Chunk{
		Income: c.Income[lo:hi], Cognition: c.Cognition[lo:hi], Aptitude: c.Aptitude[lo:hi], Belief: c.Belief[lo:hi],
		Uncertainty: c.Uncertainty[lo:hi], Habit: c.Habit[lo:hi], BudgetShare: c.BudgetShare[lo:hi], Threshold: c.Threshold[lo:hi],
		Tier: c.Tier[lo:hi], Filter: c.Filter[lo:hi],
	}
	if c.Wait != nil {
		part.Wait = c.Wait[lo:hi]
	}
	if c.Keen != nil {
		part.Keen = c.Keen[lo:hi]
	}
	if c.UseCost != nil {
		part.UseCost = c.UseCost[lo:hi]
	}
	if c.Born != nil {
		part.Born = c.Born[lo:hi]
	}
	return part
}

// TestFew: small chunks side by side get the bits that each gets by itself, columns and sums, month after month, whatever is in
// the places of nobody; and what is shown of a chunk is what a block has.
func TestFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var menu market.Menu
		for range rapid.IntRange(1, agent.MaxTiers).Draw(t, "tiers") {
			menu = append(menu, market.Offer{
				Price:     rapid.SampledFrom([]float64{0, 1e-30, 1, 5, 60, 60, 700, 1e9}).Draw(t, "price"),
				Quality:   rapid.SampledFrom([]float64{0, 0.5, 1, 1}).Draw(t, "quality"),
				Quota:     rapid.SampledFrom([]float64{0.5, 1, 1}).Draw(t, "quota"),
				Admission: 1,
			})
		}
		strata := rapid.IntRange(1, 16).Draw(t, "strata")
		x := neighbours{columns: people(agent.SpanPlaces, 0, len(menu), 5)} // places of nobody have somebody
		costs := rapid.Bool().Draw(t, "use costs")
		if costs {
			x.columns.UseCost = make([]float32, agent.SpanPlaces)
		}
		learning := rapid.SampledFrom([]float64{0, 0.5, -20}).Draw(t, "learning to a limit")
		if x.columns.Born = nil; learning != 0 {
			x.columns.Born = make([]float32, agent.SpanPlaces)
		}
		attends := rapid.Bool().Draw(t, "attention")
		if attends {
			x.columns.Wait = make([]float32, agent.SpanPlaces)
		}
		inertia, term := rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "inertia"), rapid.SampledFrom([]int{1, 1, 3}).Draw(t, "commitment")
		needs := rapid.IntRange(0, 6).Draw(t, "months of a need; 0: none")
		if needs == 0 {
			x.columns.Keen = nil
		}
		extreme, at := rapid.Bool().Draw(t, "extreme"), 0
		var shown []agent.Local
		for g := range strata {
			shown = append(shown, agent.Local{
				Gain:       rapid.SampledFrom([]float64{0, 0.06, 0.5}).Draw(t, "gain"),
				Share:      rapid.SampledFrom([]float64{0, 0.2, 1}).Draw(t, "share"),
				UserBelief: rapid.SampledFrom([]float64{0, 0.05}).Draw(t, "belief"),
			})
			n := rapid.SampledFrom([]int{0, 1, 3, 8, 15, 16, 17, 33, 100, agent.SpanPeople}).Draw(t, "people")
			rest := rapid.IntRange(0, 1).Draw(t, "rest")
			if n+rest == 0 || at+n+rest > agent.SpanPlaces {
				continue
			}
			c := people(n+rest, 16*rapid.IntRange(0, 3).Draw(t, "first"), len(menu), uint64(g))
			if costs {
				c.UseCost = make([]float32, c.Len())
				for i := range c.UseCost {
					c.UseCost[i] = float32(i%7) * 4
				}
			}
			if attends {
				c.Wait = make([]float32, c.Len())
				for i := range c.Wait {
					c.Wait[i] = agent.Pack(float64(i%5)*0.1, agent.Attention((i+g)%4))
				}
				if term > 1 {
					inMonths(&c)
				}
			}
			if extreme {
				strain(&c)
			}
			if n > 0 {
				main := cut(c, 0, n)
				main.First = c.First
				x.place(main, g, at, 700)
			}
			if rest > 0 {
				last := cut(c, n, n+1)
				last.First = c.First + n
				x.place(last, g, at+n, 3)
			}
			at += (n + rest + population.Align - 1) &^ (population.Align - 1)
		}
		if at == 0 {
			return
		}
		span := agent.NewSpan(cut(x.columns, 0, at), x.spots)
		var few agent.Few
		var block agent.Block
		network := rapid.Bool().Draw(t, "network")
		news := rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "news")
		for tick := range 3 {
			first := month(menu, tick)
			first.Network, first.Params.News = network, news
			first.Prepare()
			var peers agent.PeersOf
			if network {
				peers = peersOf(at, uint64(tick))
			}
			if learning != 0 {
				first = limited(first, learning)
			}
			if attends {
				first.Params.Notice, first.Params.NoticePeers, first.Params.Lapse, first.Params.Reconsider = 0.1, 0.3, 0.2, 0.15
				first = binding(first, inertia, term)
			}
			if needs > 0 {
				first = needy(first, needs)
			}
			require.True(t, first.Few())
			few.Update(span, first, shown, peers)
			for j, s := range x.spots {
				require.Equal(t, x.apart[j].Tier, few.Before(j))
				want, got := agent.NewSums(len(menu)), agent.NewSums(len(menu))
				var m agent.Month
				m.Like(first, shown[s.Stratum])
				block.Point(&x.apart[j])
				if network {
					block.Peers = agent.PeersOf{Share: peers.Share[s.At : s.At+s.Len], UserBelief: peers.UserBelief[s.At : s.At+s.Len]}
					require.Equal(t, block.Peers, few.Block(j, &x.chunks[j]).Peers)
				}
				block.Step(&m, want)
				few.AddTo(j, got)
				require.Equal(t, want, got, "sums of chunk %d", j)
				sameBits(t, &block, few.Block(j, &x.chunks[j]))
			}
		}
	})
	m := month(menus["two"], 0)
	require.False(t, policies(m).Few(), "people may pay less than the menu says")
	m.Menu[0].Admission = 0.5
	m.Prepare()
	require.False(t, m.Few(), "there is a waiting list")
}
