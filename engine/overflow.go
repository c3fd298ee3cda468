package engine

import (
	"context"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// lookedAt is how many agents are made at most to find out whether sums may overflow: all workers of the United States, who take a core some seconds.
const lookedAt = 1 << 28

// MayOverflow names the quantities whose sums over people may overflow within the run, as agent.Params.MayOverflow does: none means
// that it is proved that no sum can. It is proved by the largest numbers that anybody can have, whatever the seed; or else, once, by those that the
// people of this run have, chunk by chunk, which takes as long as making them, unless they are more than 2^28 agents. Of a user's rule it knows nothing
// and names none; a sum that overflows is an error whatever the rule.
func (m *Model) MayOverflow() []string {
	if !m.standard {
		return nil
	}
	m.overflow.Do(func() {
		anybody := m.extremes()
		m.may = m.spec.Behaviour.MayOverflow(anybody)
		if len(m.may) > 0 && m.layout.Len() <= lookedAt {
			m.may = m.spec.Behaviour.MayOverflow(m.extremesOf(anybody)...)
		}
	})
	return m.may
}

// extremes bound what anybody can have, whatever the seed.
func (m *Model) extremes() agent.Extremes {
	largest := m.maker.Largest()
	e := agent.Extremes{
		People: m.layout.People(), Months: m.spec.Months,
		Income: largest.Income, Cognition: largest.Cognition, Aptitude: largest.Aptitude,
		Belief: largest.Belief, Uncertainty: largest.Uncertainty,
	}
	seller := market.New(m.spec.Market)
	for t := range m.spec.Months {
		frontier := m.spec.Market.Frontier.In(t)
		gain, delivered := 0.0, 0.0
		for g := range m.strata {
			gain = max(gain, frontier.Gain(m.strata[g].Direct, m.strata[g].Full))
		}
		for _, o := range seller.Post(t) { // demand moves prices, quotas and admissions, and the latter two only down
			delivered = max(delivered, o.Quality*o.Quota)
		}
		e.Gain, e.Delivered = max(e.Gain, gain), max(e.Delivered, delivered)
		e.Mean += float64(gain*delivered) / float64(m.spec.Months)
	}
	return e
}

// extremesOf bound what the people of this run have: of each chunk the one whose aptitude is largest, who may come to have most by far, and the
// others. anybody bounds all else.
func (m *Model) extremesOf(anybody agent.Extremes) []agent.Extremes {
	list := make([]agent.Extremes, 2*m.Chunks())
	workers := parallel.Workers(0)
	buffers := make([]population.Chunk, workers)
	for w := range buffers {
		buffers[w] = population.NewChunk(population.ChunkLen, 0)
	}
	_ = parallel.Do(context.Background(), workers, m.Chunks(), func(w, i int) error { // nothing fails
		c := m.Born(i, &buffers[w])
		first, rest := &list[2*i], &list[2*i+1]
		k := 0
		for other, a := range c.Aptitude {
			if a > c.Aptitude[k] {
				k = other
			}
		}
		*first, *rest = anybody, anybody
		first.People, rest.People = c.Weight, int64(c.Len()-1)*c.Weight
		for _, column := range []struct {
			of   []float32
			a, b *float64
		}{{c.Income, &first.Income, &rest.Income}, {c.Cognition, &first.Cognition, &rest.Cognition}, {c.Aptitude, &first.Aptitude, &rest.Aptitude}} {
			*column.a = float64(column.of[k])
			column.of[k] = 0
			*column.b = float64(slices.Max(column.of))
		}
		return nil
	})
	mean := 0.0
	for i := range list {
		mean += list[i].Aptitude * float64(list[i].People) / float64(anybody.People)
	}
	for i := range list {
		list[i].Aptitude = max(list[i].Aptitude, mean)
	}
	return list
}
