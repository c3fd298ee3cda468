package agent

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/internal/wire"
)

// NewSumsOf returns zero sums of some strata for a menu of that many offers, all in one piece of memory.
func NewSumsOf(strata, offers int) []*Sums {
	sums, groups := make([]Sums, strata), make([]Group, strata*(offers+1))
	list := make([]*Sums, strata)
	for g := range list {
		from := g * (offers + 1)
		sums[g].Tiers = groups[from : from+offers+1 : from+offers+1]
		list[g] = &sums[g]
	}
	return list
}

// AppendBinary appends the sums' bytes, of which there is no checksum; equal sums have equal bytes. It never fails.
func (s *Sums) AppendBinary(b []byte) ([]byte, error) {
	e := wire.Encoder{Bytes: b}
	e.Uint(uint64(len(s.Tiers)))
	for i := range s.Tiers {
		g := &s.Tiers[i]
		e.Int(g.People)
		e.Int(g.Wanted)
		e.Int(g.Below)
		for _, x := range g.sums() {
			x.Encode(&e)
		}
	}
	for _, n := range s.Filter {
		e.Int(n)
	}
	e.Int(s.Joined)
	e.Int(s.Left)
	return e.Bytes, nil
}

// UnmarshalBinary reads what AppendBinary appended. It returns an error, and leaves s as it was, if the bytes cannot be that.
func (s *Sums) UnmarshalBinary(data []byte) error {
	d := wire.NewDecoder(data)
	var got Sums
	people := func() int64 { return d.Int("people", math.MinInt64, math.MaxInt64) }
	tiers := int(d.Uint("tiers", MaxTiers+1))
	got.Tiers = slices.Grow(got.Tiers, tiers)
	for range tiers {
		g := Group{People: people(), Wanted: people(), Below: people()}
		for _, x := range g.sums() {
			*x = sum.DecodeFixed(d)
		}
		got.Tiers = append(got.Tiers, g)
	}
	for f := range got.Filter {
		got.Filter[f] = people()
	}
	got.Joined, got.Left = people(), people()
	if err := d.End(); err != nil {
		return fmt.Errorf("sums: %w", err)
	}
	*s = got
	return nil
}

// sums lists the sums of a group, always in the same order.
func (g *Group) sums() [5]*sum.Fixed {
	return [...]*sum.Fixed{&g.Income, &g.Cognition, &g.Augmented, &g.Belief, &g.Gain}
}
