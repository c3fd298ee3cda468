package observe

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/wire"
)

// AppendBinary appends what an observer remembers from month to month: the panel so far, once it is settled. It has no
// checksum, and never fails.
func (o *Observer) AppendBinary(b []byte) ([]byte, error) {
	e := wire.Encoder{Bytes: b}
	if o == nil || o.panel == nil {
		return e.Bytes, nil
	}
	chunks := map[*drawn]int{}
	for chunk, list := range o.panel.drawn {
		for _, d := range list {
			chunks[d] = chunk
		}
	}
	e.Uint(uint64(len(o.panel.lives)))
	for _, d := range o.panel.lives {
		e.Uint(uint64(chunks[d]))
		e.Uint(uint64(d.Stratum))
		e.Uint(uint64(d.Index))
		e.Uint(uint64(len(d.Groups)))
		for _, group := range d.Groups {
			e.Block([]byte(group))
		}
		e.Float(d.Weight)
		e.Uint(uint64(len(d.Months)))
		for i := range d.Months {
			d.Months[i].encode(&e)
		}
	}
	return e.Bytes, nil
}

// UnmarshalBinary takes an observer that has seen nothing to where AppendBinary found another of the same run. It returns an error
// if the bytes cannot be that.
func (o *Observer) UnmarshalBinary(data []byte) error {
	if o == nil || o.panel == nil {
		if len(data) > 0 {
			return fmt.Errorf("%w: a panel that nobody asked for", wire.ErrFormat)
		}
		return nil
	}
	d := wire.NewDecoder(data)
	for range d.Len("lives") {
		chunk := d.Uint("chunk", uint64(len(o.panel.drawn)))
		x := &drawn{Life: Life{Stratum: int(d.Uint("stratum", math.MaxInt)), Index: int(d.Uint("index", math.MaxInt))}}
		for range d.Len("groups") {
			x.Groups = append(x.Groups, string(d.Block("group")))
		}
		x.Weight = d.Float()
		for range d.Len("months") {
			x.Months = append(x.Months, decodeState(d, len(o.run.Extra)))
		}
		if d.Err() != nil || int(chunk) == len(o.panel.drawn) {
			d.Fail("a life of no chunk")
			break
		}
		o.panel.lives = append(o.panel.lives, x)
		o.panel.drawn[chunk] = append(o.panel.drawn[chunk], x)
	}
	o.panel.pools = nil
	return d.End()
}

// numbers lists the numbers of a state but tier, filter and attention, always in the same order.
func (s *State) numbers() []*float64 {
	list := []*float64{
		&s.Income, &s.Cognition, &s.Aptitude, &s.Belief, &s.Uncertainty, &s.Habit, &s.BudgetShare, &s.Threshold, &s.Augmented, &s.Reservation, &s.Wait, &s.UseCost, &s.Born, &s.Need,
	}
	for i := range s.Extra {
		list = append(list, &s.Extra[i])
	}
	return list
}

func (s *State) encode(e *wire.Encoder) {
	e.Uint(uint64(s.Tier))
	e.Uint(uint64(s.Filter))
	e.Uint(uint64(s.Attention))
	for _, x := range s.numbers() {
		e.Float(*x)
	}
}

func decodeState(d *wire.Decoder, extra int) State {
	var s State
	s.Extra = make([]float64, extra)
	s.Tier, s.Filter = int(d.Uint("tier", agent.MaxTiers)), agent.Filter(d.Uint("filter", uint64(agent.Filters)-1))
	s.Attention = agent.Attention(d.Uint("attention", uint64(agent.BeforeNotice)))
	for _, x := range s.numbers() {
		*x = d.Float()
	}
	return s
}
