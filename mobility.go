package cogap

import (
	"context"
	"math/bits"
	"sync/atomic"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/population"
)

// Tenths is the number of income classes of Mobility.
const Tenths = 10

// Mobility is who moved, in real people.
type Mobility struct {
	// Access counts people by whether they had access at the end of month Statistics.MobilityFrom, and whether they have
	// it at the end of the run: [had][has], 0 = no, 1 = yes.
	Access [2][2]int64 `json:"access"`
	// Income counts people by their income tenth before the first month and at the end of the run: [from][to], 0 = the
	// poorest. Classes are cut at the tenths of histograms whose bins are 0.8% wide, so they are not quite even.
	Income [Tenths][Tenths]int64 `json:"income"`
}

// Shorrocks returns the Shorrocks trace index of income mobility, (k - trace)/(k - 1) of the matrix of probabilities
// over k = 10 classes: 0 if nobody moves, 1 if where people end does not depend on where they began. NaN if a class of
// origin is empty.
func (m *Mobility) Shorrocks() float64 {
	trace := 0.0
	for i, row := range m.Income {
		all := int64(0)
		for _, n := range row {
			all += n
		}
		trace += float64(row[i]) / float64(all)
	}
	return (Tenths - trace) / (Tenths - 1)
}

// mobility remembers one bit of each agent: did it have access in the month from which access is compared?
type mobility struct {
	from int
	had  [][]uint64 // [chunk] one bit for each agent
}

func newMobility(s *Scenario, layout *population.Layout) *mobility {
	if !s.Statistics.Mobility {
		return nil
	}
	return &mobility{s.Statistics.MobilityFrom, make([][]uint64, layout.Chunks())}
}

// remember notes who has access at the end of month t, if that is the month.
func (m *mobility) remember(t, chunk int, tier []uint8) {
	if m == nil || t != m.from {
		return
	}
	had := make([]uint64, (len(tier)+63)/64)
	for i, k := range tier {
		if k > 0 {
			had[i/64] |= 1 << (i % 64)
		}
	}
	m.had[chunk] = had
}

// moved counts who moved: people as they are now against people as they were made, whom it makes once more.
func (w *world) moved(ctx context.Context, last *Distributions) (*Mobility, error) {
	before, err := w.incomesAtBirth(ctx)
	if err != nil {
		return nil, err
	}
	now := last.Income[0].Clone()
	if err := now.Merge(&last.Income[1]); err != nil {
		return nil, err
	}
	from, to := cutsOf(before), cutsOf(now)
	var m Mobility
	err = w.remake(ctx, func(_, i int, born *population.Chunk) {
		c := w.people.Chunk(i)
		var access [2][2]int64
		var income [Tenths][Tenths]int64
		for j := range c.Income {
			had := w.mobility.had[i][j/64] >> (j % 64) & 1
			access[had][min(c.Tier[j], 1)] += c.Weight
			income[from.class(born.Income[j])][to.class(c.Income[j])] += c.Weight
		}
		for a := range access {
			for b := range access[a] {
				atomic.AddInt64(&m.Access[a][b], access[a][b])
			}
		}
		for a := range income {
			for b := range income[a] {
				if income[a][b] > 0 {
					atomic.AddInt64(&m.Income[a][b], income[a][b])
				}
			}
		}
	})
	return &m, err
}

// incomesAtBirth is the distribution of incomes before the first month.
func (w *world) incomesAtBirth(ctx context.Context) (*inequality.Histogram, error) {
	incomes := new(inequality.Histogram)
	fillers := make([]inequality.Filler, len(w.workers))
	rest := make([]inequality.Histogram, len(w.workers))
	common := int64(w.scenario.Population.Scale)
	err := w.remake(ctx, func(worker, _ int, born *population.Chunk) {
		if born.Weight == common {
			fillers[worker].AddAll(born.Income)
			return
		}
		for _, y := range born.Income {
			rest[worker].Add(float64(y), born.Weight)
		}
	})
	for i := range fillers {
		if err == nil {
			err = fillers[i].FlushInto(incomes, common)
		}
		if err == nil {
			err = incomes.Merge(&rest[i])
		}
	}
	return incomes, err
}

// remake makes every chunk's people again, as they were before the first month.
func (w *world) remake(ctx context.Context, use func(worker, i int, born *population.Chunk)) error {
	maker := w.synthesizer()
	buffers := make([]population.Chunk, len(w.workers))
	for id := range buffers {
		buffers[id] = population.NewChunk(population.ChunkLen, 0)
	}
	return parallel.Do(ctx, len(w.workers), w.layout.Chunks(), func(id, i int) {
		born := w.layout.Chunk(i, &buffers[id])
		maker.Fill(&born)
		use(id, i, &born)
	})
}

// cuts are the incomes that part the tenths.
type cuts [Tenths - 1]float64

func cutsOf(h *inequality.Histogram) cuts {
	var c cuts
	for i := range c {
		c[i] = h.Quantile(float64(i+1) / Tenths).Value
	}
	return c
}

// class returns the tenth of an income; one at a cut belongs below it.
func (c *cuts) class(income float32) int {
	above := uint(0)
	for i, cut := range c {
		if float64(income) > cut {
			above |= 1 << i
		}
	}
	return bits.OnesCount(above)
}
