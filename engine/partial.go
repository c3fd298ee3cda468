package engine

import (
	"encoding"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/observe"
)

// Partial is what some people did in one month: sums by stratum, whole distributions, collections. It holds integers, so
// partials of other people merge in any order, on any machine, to the same bits.
type Partial struct {
	Month         int
	Strata        []*agent.Sums
	Distributions *Distributions // nil unless measured
	Collected     observe.Table
	Use           Use         // of those who hold each tier; nil where every user counts as 1
	Peers         *AmongPeers // how access lies among peers, once that was measured of everybody; else nil
	Marks         *Marks      // what people show to their peers, with a network, of a shard that has not everybody; else nil

	model *Model // nil: it was read from bytes, or made by hand
	from  ID     // of the model, if it was read
}

// id returns the identity of the partial's model.
func (p *Partial) id() ID {
	if p.model != nil {
		return p.model.ID()
	}
	return p.from
}

// Of reports whether the partial is of a model.
func (p *Partial) Of(m *Model) bool { return p.model == m || p.id() == m.ID() }

// Under makes the partial one of another model, which is right if what people did in its month is the same for both. It
// returns an error, and leaves p as it was, if it does not have the shape of that model's.
func (p *Partial) Under(m *Model) error {
	has, wants := p.Distributions.Measured(), m.Measures(p.Month)
	if !p.isOf(len(m.strata), len(m.spec.Market.Tiers)) || len(p.Use) != len(m.newUse()) || (p.Distributions != nil) != wants.Any() ||
		has != wants && has.Any() || (p.Peers != nil) != m.MeasuresPeers(p.Month) { // of nobody nothing is measured
		return fmt.Errorf("engine: strata, tiers or the months that are measured differ")
	}
	p.model = m
	return nil
}

// newPartial returns a partial of nobody, its sums in one piece: those of a partial that is over, if there is any for as many tiers.
func (m *Model) newPartial(s *Seen) *Partial {
	p, _ := m.over.Get().(*Partial)
	if p == nil || !p.isOf(len(m.strata), len(s.Menu)) {
		p = &Partial{Strata: agent.NewSumsOf(len(m.strata), len(s.Menu))}
	}
	*p = Partial{Month: s.Month, Strata: p.Strata, Use: m.newUse(), model: m}
	for _, sums := range p.Strata {
		sums.Reset()
	}
	return p
}

// isOf reports whether the partial has so many strata, each of a menu of so many offers.
func (p *Partial) isOf(strata, offers int) bool {
	return len(p.Strata) == strata && !slices.ContainsFunc(p.Strata, func(s *agent.Sums) bool { return len(s.Tiers) != offers+1 })
}

// Recycle lets the runs of the model, and of models made with it, use the memory of a partial that nobody needs any more: what it has is lost.
func (m *Model) Recycle(p *Partial) { m.over.Put(p) }

// Merge adds other people of the same month and model; the other must not be used afterwards. It returns an error, and
// leaves p as it was, if the two are of other months or models, or the same partial. That the people are others is the caller's part.
func (p *Partial) Merge(other *Partial) error {
	switch {
	case other == nil || other == p:
		return fmt.Errorf("engine: merging a partial with itself, or with none")
	case p.Month != other.Month:
		return fmt.Errorf("engine: merging month %d with month %d", p.Month, other.Month)
	case p.model == nil || p.model != other.model:
		if p.id() != other.id() || !p.likes(other) {
			return fmt.Errorf("engine: merging partials of other models")
		}
	}
	for g := range p.Strata {
		p.Strata[g].Add(other.Strata[g])
	}
	p.Collected.Merge(&other.Collected)
	p.Use.Merge(other.Use)
	switch {
	case p.Marks == nil: // of nobody, perhaps
		p.Marks = other.Marks
	case other.Marks != nil:
		p.Marks.Merge(other.Marks)
	}
	if p.Distributions != nil {
		return p.Distributions.Merge(other.Distributions)
	}
	return nil
}

// likes reports whether two partials have the same shape.
func (p *Partial) likes(other *Partial) bool {
	if len(p.Strata) != len(other.Strata) || len(p.Use) != len(other.Use) || (p.Distributions == nil) != (other.Distributions == nil) {
		return false
	}
	if len(p.Strata) > 0 && len(p.Strata[0].Tiers) != len(other.Strata[0].Tiers) {
		return false
	}
	return p.Distributions == nil || (p.Distributions.Posted == nil) == (other.Distributions.Posted == nil)
}

// partialFormat starts a partial's bytes; its last byte is the version.
const partialFormat = "cgpart\x06"

// AppendBinary appends the partial's bytes, which have a version and a checksum; equal partials have equal bytes. It
// never fails.
func (p *Partial) AppendBinary(b []byte) ([]byte, error) {
	e := wire.Encoder{Bytes: append(b, partialFormat...)}
	id := p.id()
	e.Bytes = append(e.Bytes, id[:]...)
	e.Uint(uint64(p.Month))
	e.Uint(uint64(len(p.Strata)))
	var block []byte
	for _, s := range p.Strata {
		block, _ = s.AppendBinary(block[:0]) // it never fails
		e.Block(block)
	}
	e.Bool(p.Distributions != nil)
	if p.Distributions != nil {
		p.Distributions.encode(&e)
	}
	blockOf(&e, &p.Collected)
	p.Use.encode(&e)
	p.Peers.encode(&e)
	e.Bool(p.Marks != nil)
	if p.Marks != nil {
		blockOf(&e, p.Marks)
	}
	e.Seal(len(b))
	return e.Bytes, nil
}

// MarshalBinary returns the partial's bytes; see AppendBinary.
func (p *Partial) MarshalBinary() ([]byte, error) {
	const stratum = 120 // bytes, about, of a menu of one tier: with room for them it takes four fifths of the time
	return p.AppendBinary(make([]byte, 0, stratum*len(p.Strata)))
}

// UnmarshalBinary reads what AppendBinary appended. It returns an error, and leaves p as it was, if the bytes are of
// another format or version, damaged or not whole.
func (p *Partial) UnmarshalBinary(data []byte) error {
	d := wire.Unseal(data, partialFormat)
	var got Partial
	copy(got.from[:], d.Take(len(got.from)))
	got.Month = int(d.Uint("month", math.MaxInt32))
	blocks := make([][]byte, d.Len("strata"))
	for g := range blocks {
		blocks[g] = d.Block("sums")
	}
	if d.Err() == nil {
		var err error
		if got.Strata, err = agent.SumsOf(blocks); err != nil {
			d.Fail("%v", err)
		}
	}
	if d.Bool("distributions") {
		got.Distributions = decodeDistributions(d)
	}
	unblock(d, "collections", &got.Collected)
	got.Use = decodeUse(d)
	got.Peers = decodeAmongPeers(d)
	if d.Bool("marks") {
		got.Marks = new(Marks)
		unblock(d, "marks", got.Marks)
	}
	if err := d.End(); err != nil {
		return fmt.Errorf("partial: %w", err)
	}
	*p = got
	return nil
}

// blockOf appends the bytes of something after their number.
func blockOf(e *wire.Encoder, of encoding.BinaryAppender) {
	b, _ := of.AppendBinary(nil) // it never fails
	e.Block(b)
}

// unblock reads what blockOf appended.
func unblock(d *wire.Decoder, what string, into encoding.BinaryUnmarshaler) {
	b := d.Block(what)
	if d.Err() != nil {
		return
	}
	if err := into.UnmarshalBinary(b); err != nil {
		d.Fail("%v", err)
	}
}
