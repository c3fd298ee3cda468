package cogap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/wire"
)

// Part is what one share of a streamed run's people did in all months, or several shares of them together. Shares are done at any time on any
// machines, which need not know of each other: [Model.Part] does one, parts are sent as bytes and merged in any order, and
// [Model.Whole] makes the result of those of everybody. It is the result of a streamed run at one place, to the bit.
//
// That is exact for what one pass can do. Without coupling (engine.Model.Coupled) it is the stored run. With coupling, everybody sees the
// trajectory of the pilot, which each process runs for itself, and Result.Stream says how far that is off. What needs all people
// before it can go on cannot be had and is refused: further passes, who moved (its income classes are those of the end), and a panel
// (it is drawn from everybody). Options.Share, as by MPI, can do passes and mobility.
type Part struct {
	of      int    // shares of everybody
	numbers []int  // of the shares that are in it, ascending
	assumed string // digest of what people saw
	months  []*engine.Partial
}

// Divisible returns an error with all reasons why the model cannot be run in parts; nil if it can.
func (m *Model) Divisible() error {
	s := &m.scenario
	var problems []error
	for _, x := range []struct {
		wrong bool
		why   string
	}{
		{s.networked(), "people see their peers of last month, who are in other parts (network.kind)"},
		{s.Stream.Passes == 0 && !s.networked(), "people who are stored see each month what others did in the one before; stream them (stream.passes: 1)"},
		{s.Stream.Passes > 1, fmt.Sprintf("stream.passes is %d, and a second pass begins with what everybody did in the first", s.Stream.Passes)},
		{s.Statistics.Mobility, "who moved is told by the income tenths of everybody at the end, so that it takes another pass (statistics.mobility)"},
		{s.Statistics.Panel.People > 0, "a panel is drawn from everybody (statistics.panel)"},
	} {
		if x.wrong {
			problems = append(problems, errors.New("it cannot be run in parts: "+x.why))
		}
	}
	return errors.Join(problems...)
}

// partProblem returns why there is no such part of a run.
func (m *Model) partProblem(number, of int) error {
	var wrong error
	if of < 1 || of > mostParts || number < 0 || number >= of {
		wrong = fmt.Errorf("got part %d of %d, want a number from 0, of at most %d", number, of, mostParts)
	}
	return errors.Join(wrong, m.Divisible())
}

// along is a trajectory that a model's parts have in common, once one of them has asked for it.
type along struct {
	sync.Mutex
	found *trajectory
}

// alongWhat returns the trajectory that a part assumes. The pilot that finds it runs once for all parts of a model.
func (r *run) alongWhat(ctx context.Context) (*trajectory, error) {
	a := &r.model.along
	a.Lock()
	defer a.Unlock()
	if a.found == nil {
		assumed, _, err := r.assume(ctx)
		if err != nil {
			return nil, err
		}
		a.found = &assumed
	}
	return a.found, nil
}

// Part takes one of so many shares of the people through all months; number counts from 0. Options are those of Run; OnMonth is not
// called, and there is neither a Checkpoint nor a Share.
func (m *Model) Part(ctx context.Context, number, of int, o Options) (*Part, error) {
	if err := m.partProblem(number, of); err != nil {
		return nil, err
	}
	o.Share = Share{Number: number, Of: of}
	r := newRun(m, o)
	assumed, err := r.alongWhat(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.shard.Make(ctx); err != nil {
		return nil, err
	}
	months, err := r.shard.Advance(ctx, r.look(*assumed)...)
	if err != nil {
		return nil, fmt.Errorf("part %d of %d: %w", number, of, err)
	}
	r.progress.finish()
	return &Part{of, []int{number}, assumed.digest(), months}, nil
}

// Whole returns the result of a run of the model of which the parts of all shares were merged; p must not be used afterwards. It returns an
// error if a share is missing or if the part is of another model. Options and errors are those of a streamed run.
func (m *Model) Whole(ctx context.Context, p *Part, o Options) (*Result, error) {
	if err := m.partProblem(0, p.of); err != nil {
		return nil, err
	}
	for _, month := range p.months {
		if !month.Of(m.engine) {
			return nil, errors.New("the parts are of another model")
		}
	}
	if missing := p.Missing(); len(missing) > 0 {
		return nil, fmt.Errorf("%d of %d parts are missing, the first is part %d", len(missing), p.of, missing[0])
	}
	r := newRun(m, o)
	r.part = p
	return r.streamed(ctx)
}

// monthsUnder returns what everybody did, if that was along a trajectory.
func (p *Part) monthsUnder(t trajectory) ([]*engine.Partial, error) {
	if t.digest() != p.assumed {
		return nil, errors.New("the parts were made along another trajectory (stream.pilot_agents)")
	}
	return p.months, nil
}

// Of returns how many shares everybody is in.
func (p *Part) Of() int { return p.of }

// Numbers lists the shares that are in the part, in ascending order.
func (p *Part) Numbers() []int { return slices.Clone(p.numbers) }

// Missing lists the shares that are not.
func (p *Part) Missing() (list []int) {
	for number := range p.of {
		if _, there := slices.BinarySearch(p.numbers, number); !there {
			list = append(list, number)
		}
	}
	return list
}

// Merge adds other shares of the same run; the other part must not be used afterwards, nor p after an error. It returns one if the
// other is of another run, or divided otherwise, or if a share is in both.
func (p *Part) Merge(other *Part) error {
	switch {
	case p.of != other.of:
		return fmt.Errorf("a part of %d and a part of %d cannot be merged", p.of, other.of)
	case p.assumed != other.assumed || len(p.months) != len(other.months):
		return errors.New("the parts are of different runs")
	}
	for _, number := range other.numbers {
		if _, there := slices.BinarySearch(p.numbers, number); there {
			return fmt.Errorf("part %d of %d is there twice", number, p.of)
		}
	}
	for t := range p.months {
		if err := p.months[t].Merge(other.months[t]); err != nil {
			return err
		}
	}
	p.numbers = append(p.numbers, other.numbers...)
	slices.Sort(p.numbers)
	return nil
}

// partFormat starts a part's bytes; its last byte is the version.
const partFormat = "cgshare\x02"

// AppendBinary appends the part's bytes, which have a version and a checksum; equal parts have equal bytes. It never fails.
func (p *Part) AppendBinary(b []byte) ([]byte, error) {
	e := wire.Encoder{Bytes: append(b, partFormat...)}
	e.Uint(uint64(p.of))
	e.Uint(uint64(len(p.numbers)))
	for _, number := range p.numbers {
		e.Uint(uint64(number))
	}
	e.Block([]byte(p.assumed))
	e.Uint(uint64(len(p.months)))
	var month []byte
	for _, partial := range p.months {
		month, _ = partial.AppendBinary(month[:0]) // it never fails
		e.Block(month)
	}
	e.Seal(len(b))
	return e.Bytes, nil
}

// MarshalBinary returns the part's bytes; see AppendBinary.
func (p *Part) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// mostParts is how many shares there may be.
const mostParts = 1 << 20

// UnmarshalBinary reads what AppendBinary appended. It returns an error, and leaves p as it was, if the bytes are of another format or
// version, damaged or not whole.
func (p *Part) UnmarshalBinary(data []byte) error {
	d := wire.Unseal(data, partFormat)
	got := Part{of: int(d.Uint("number of shares", mostParts))}
	for range d.Len("shares") {
		number := int(d.Uint("share", mostParts))
		if n := len(got.numbers); d.Err() == nil && (number >= got.of || n > 0 && number <= got.numbers[n-1]) {
			d.Fail("share %d of %d is out of order", number, got.of)
		}
		got.numbers = append(got.numbers, number)
	}
	got.assumed = string(d.Block("what was assumed"))
	for t := range d.Len("months") {
		partial := new(engine.Partial)
		if b := d.Block("month"); d.Err() != nil {
			break
		} else if err := partial.UnmarshalBinary(b); err != nil || partial.Month != t {
			d.Fail("month %d is not there", t)
			break
		}
		got.months = append(got.months, partial)
	}
	if d.Err() == nil && (len(got.numbers) == 0 || len(got.months) == 0) {
		d.Fail("it has nobody")
	}
	if err := d.End(); err != nil {
		return fmt.Errorf("part: %w", err)
	}
	*p = got
	return nil
}

// digest returns a SHA-256 of all that people see along a trajectory.
func (p trajectory) digest() string {
	d := newDigest()
	for t := range p.menus {
		for _, o := range p.menus[t] {
			d.floats(o.Price, o.Quality, o.Quota, o.Admission)
		}
		d.floats(p.last[t].Share...)
		d.floats(p.last[t].UserBelief...)
		d.floats(p.last[t].MeanGain)
	}
	return d.String()
}
