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
	var got Sums
	if err := got.read(data); err != nil {
		return err
	}
	*s = got
	return nil
}

// SumsOf reads the bytes of the sums of some strata, which AppendBinary appended, into one piece of memory if all are of as many tiers: most of the time
// it takes is that of finding memory.
func SumsOf(data [][]byte) ([]*Sums, error) {
	tiers := 1
	if len(data) > 0 {
		tiers = max(tiers, int(wire.NewDecoder(data[0]).Uint("tiers", MaxTiers+1)))
	}
	for _, b := range data {
		if len(b) < tiers*leastOfTier { // bytes that cannot be that must not ask for memory
			tiers = 1
		}
	}
	list := NewSumsOf(len(data), tiers-1)
	for g, b := range data {
		if err := list[g].read(b); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// leastOfTier is how many bytes a tier takes at least: three numbers of people, and five sums of three numbers each.
const leastOfTier = 3 + 5*3

// read is UnmarshalBinary into the memory that is there. After an error s has anything.
func (s *Sums) read(data []byte) error {
	d := wire.NewDecoder(data)
	people := func() int64 { return d.Int("people", math.MinInt64, math.MaxInt64) }
	tiers := int(d.Uint("tiers", MaxTiers+1))
	s.Tiers = slices.Grow(s.Tiers[:0], tiers)
	for range tiers {
		g := Group{People: people(), Wanted: people(), Below: people()}
		for _, x := range g.sums() {
			*x = sum.DecodeFixed(d)
		}
		s.Tiers = append(s.Tiers, g)
	}
	for f := range s.Filter {
		s.Filter[f] = people()
	}
	s.Joined, s.Left = people(), people()
	if err := d.End(); err != nil {
		return fmt.Errorf("sums: %w", err)
	}
	return nil
}

// sums lists the sums of a group, always in the same order.
func (g *Group) sums() [5]*sum.Fixed {
	return [...]*sum.Fixed{&g.Income, &g.Cognition, &g.Augmented, &g.Belief, &g.Gain}
}
