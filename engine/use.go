package engine

import (
	"math"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/internal/wire"
)

// Use is how intensively the people who hold each tier use AI, summed: by tier held, 0 = none, where nothing is summed. It is nil where every
// user counts as 1.
type Use []sum.Fixed

// newUse returns the use of nobody; nil if every user counts as 1.
func (m *Model) newUse() Use {
	if !m.spec.Market.LoadByIntensity || m.spec.Population.SdLogUseIntensity == 0 {
		return nil
	}
	return make(Use, len(m.spec.Market.Tiers)+1)
}

// add adds the people of a block.
func (u Use) add(b *agent.Block) {
	var sums [agent.MaxTiers + 1]float64
	for i, tier := range b.Tier {
		sums[tier&agent.MaxTiers] += float64(b.Intensity[i])
	}
	for k := range u[1:] {
		u[k+1].AddOf(sums[k+1], b.Weight)
	}
}

// Merge adds other people.
func (u Use) Merge(other Use) {
	for k := range u {
		u[k].Add(other[k])
	}
}

// Floats returns the sums [users of average intensity]; nil if every user counts as 1.
func (u Use) Floats() []float64 {
	var list []float64
	for _, x := range u {
		list = append(list, x.Float())
	}
	return list
}

func (u Use) encode(e *wire.Encoder) {
	e.Uint(uint64(len(u)))
	for i := range u {
		u[i].Encode(e)
	}
}

func decodeUse(d *wire.Decoder) Use {
	var u Use
	for range d.Uint("tiers of use", math.MaxUint8) {
		if u = append(u, sum.DecodeFixed(d)); d.Err() != nil {
			break
		}
	}
	return u
}
