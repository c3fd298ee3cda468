package engine

import (
	"context"
	"fmt"
	"math/bits"
	"sync"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/population"
)

// Classes is the number of income classes of Mobility, and of Tenths.
const Classes = population.Tenths

// Mobility is who moved, in real people.
type Mobility struct {
	// Access counts people by whether they had access at the end of the month from which it is compared, and whether they
	// have it at the end of the run: [had][has], 0 = no, 1 = yes.
	Access [2][2]int64 `json:"access"`
	// Income counts people by their income tenth before the first month and at the end of the run: [from][to], 0 = the
	// poorest. Classes are cut at the tenths of histograms whose bins are 0.8% wide, so they are not quite even.
	Income [Classes][Classes]int64 `json:"income"`
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
	return (Classes - trace) / (Classes - 1)
}

// Merge adds other people.
func (m *Mobility) Merge(other *Mobility) {
	for had := range m.Access {
		for has := range m.Access[had] {
			m.Access[had][has] += other.Access[had][has]
		}
	}
	for from := range m.Income {
		for to := range m.Income[from] {
			m.Income[from][to] += other.Income[from][to]
		}
	}
}

// Moved counts who of the shard moved, once it has been advanced to the end; now are the income tenths of everybody at that
// time. People who are not stored are made and taken through all months once more, which must be those of Advance. It returns an
// error if the model's spec does not ask for Mobility.
func (s *Shard) Moved(ctx context.Context, now *Tenths, seen ...*Seen) (*Mobility, error) {
	if !s.model.spec.Mobility {
		return nil, fmt.Errorf("engine: who moved is not known: the spec does not ask for mobility")
	}
	var all Mobility
	var mu sync.Mutex
	err := parallel.Do(ctx, len(s.workers), s.hi-s.lo, func(id, i int) error {
		k := s.workers[id]
		if err := s.again(k, i, seen); err != nil {
			return err
		}
		var m Mobility
		c := &k.block
		for j := range c.Income {
			had := k.had[j/64] >> (j % 64) & 1
			m.Access[had][min(c.Tier[j], 1)] += c.Weight
			m.Income[c.Tenth[j]-1][now.class(c.Income[j])] += c.Weight
		}
		mu.Lock()
		defer mu.Unlock()
		all.Merge(&m)
		return nil
	})
	return &all, err
}

// again loads chunk i as it is at the end of the run into a worker's block, and notes who had access in had.
func (s *Shard) again(k *worker, i int, seen []*Seen) error {
	if s.room != nil {
		k.block.Load(s.room.chunks[i])
		k.had = s.had[i]
		return nil
	}
	made := s.model.Born(s.lo+i, &k.buffer)
	s.progress(made.Len())
	k.block.Load(made)
	for _, month := range seen {
		if err := s.decide(k, month.Stratum(made.Stratum, &k.month)); err != nil {
			return err
		}
		if month.Month == s.model.spec.MobilityFrom {
			k.had = withAccess(k.had[:0], k.block.Tier)
		}
		s.progress(made.Len())
	}
	return nil
}

// withAccess appends a bit for each person: 1 if it holds a tier.
func withAccess(dst []uint64, tier []uint8) []uint64 {
	for lo := 0; lo < len(tier); lo += 64 {
		word := uint64(0)
		for i, k := range tier[lo:min(lo+64, len(tier))] {
			if k > 0 {
				word |= 1 << i
			}
		}
		dst = append(dst, word)
	}
	return dst
}

// Tenths are the incomes that part the population in ten.
type Tenths [Classes - 1]float64

// TenthsOf returns the tenths of a distribution of incomes.
func TenthsOf(h *histogram.Histogram) *Tenths {
	var c Tenths
	for i := range c {
		c[i] = h.Quantile(float64(i+1) / Classes).Value
	}
	return &c
}

// class returns the tenth of an income, from 0; one at a cut belongs below it.
func (c *Tenths) class(income float32) int {
	above := uint(0)
	for i, cut := range c {
		if float64(income) > cut {
			above |= 1 << i
		}
	}
	return bits.OnesCount(above)
}
