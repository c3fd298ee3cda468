package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Overlap is how many real people hold something in both of two runs, in one of them, and in neither.
type Overlap struct{ Both, OnlyA, OnlyB, Neither int64 }

// People returns how many people there are.
func (o Overlap) People() int64 { return o.Both + o.OnlyA + o.OnlyB + o.Neither }

// add counts some people.
func (o *Overlap) add(people int64, inA, inB bool) {
	switch {
	case inA && inB:
		o.Both += people
	case inA:
		o.OnlyA += people
	case inB:
		o.OnlyB += people
	default:
		o.Neither += people
	}
}

// Overlaps are of everybody and of groups.
type Overlaps struct {
	All Overlap
	// Deciles are tenths by income before the first month, the poorest first; see population.Spec.IncomeTenths.
	Deciles [10]Overlap
	Strata  []Overlap // in the order of the scenarios
}

// PersonPair is a pair of runs, person by person.
type PersonPair struct {
	Access Overlaps // who holds any tier
	SOTA   Overlaps // who holds the SOTA tier
	// PublicMoney is what the public pays in the month, in A and in B.
	PublicMoney [2]float64
	// Augmented is the sum of augmented cognition, in A and in B, of people who hold the SOTA tier in A alone and in B alone.
	Augmented [2]struct{ OnlyA, OnlyB float64 }
}

// WithinGap is the mean augmented cognition with the SOTA tier over that without it of the same people, those who hold it in one of the two
// runs. Who they are cannot inflate it. It is NaN if there are none.
func (p *PersonPair) WithinGap() float64 {
	a, b := &p.Augmented[0], &p.Augmented[1]
	return (a.OnlyA + b.OnlyB) / (a.OnlyB + b.OnlyA)
}

// PerGain is what the public pays in B more than in A in the month, for each person who holds the SOTA tier in B and not in A [u/month].
// It is not finite, or NaN, if nobody does.
func (p *PersonPair) PerGain() float64 {
	return (p.PublicMoney[1] - p.PublicMoney[0]) / float64(p.SOTA.All.OnlyB)
}

// Persons is two scenarios compared person by person, in pairs of runs of the same people with the same luck.
type Persons struct {
	Date   string // of the month, the last that both scenarios have
	Strata []population.Stratum
	Pairs  []PersonPair // by replicate
}

// Of summarises a number of the pairs.
func (p *Persons) Of(number func(*PersonPair) float64) Stat {
	values := make([]float64, len(p.Pairs))
	for i := range values {
		values[i] = number(&p.Pairs[i])
	}
	return Summarise(values)
}

// ComparePersons runs two scenarios in pairs, as Compare does, and says who holds what in both, in one and in neither. Of the plan it reads
// the seed and the replicates. Its pairs have the seeds of Compare's. Scenarios of other people, and those that are streamed and so keep
// nobody, are refused before anything runs.
func ComparePersons(ctx context.Context, a, b cogap.Scenario, p Plan, o Options) (*Persons, error) {
	p, err := Pair(a, b, p)
	if err != nil {
		return nil, err
	}
	if a.Stream.Passes > 0 || b.Stream.Passes > 0 {
		return nil, errStreamed
	}
	list := &Persons{Pairs: make([]PersonPair, p.replicates())}
	if list.Date, err = lastDate(&a, &b); err != nil {
		return nil, err
	}
	base, err := cogap.NewModel(withoutStatistics(a, p.Seed))
	if err != nil {
		return nil, err
	}
	list.Strata = base.Engine().Strata()
	outer, inner := parallel.Workers(o.Workers), 1
	if base.Engine().Layout().Len() > together {
		outer, inner = 1, outer
	}
	return list, parallel.Do(ctx, outer, len(list.Pairs), func(_, r int) error {
		pair, err := pairOf(ctx, base, [2]cogap.Scenario{a, b}, seedOf(p.Seed, uint64(r)), list.Date, inner)
		if err == nil {
			list.Pairs[r] = *pair
		}
		return err
	})
}

// WhyNoPersons says why two scenarios, of people of the same strata, can't be compared person by person; nothing if they can.
func WhyNoPersons(a, b *cogap.Scenario) string {
	switch differ := differentTraits(a, b); {
	case a.Stream.Passes > 0 || b.Stream.Passes > 0:
		return "streamed runs keep nobody"
	case differ != "":
		return "people differ in " + differ
	}
	return ""
}

// WhyNoPersons says why a comparison can't be made person by person, or not yet; nothing if it can.
func (c *Comparison) WhyNoPersons() string {
	if why := WhyNoPersons(c.Result.Plan.pair()); why != "" || c.Short == "" {
		return why
	}
	return c.Said() + ": " + c.Short
}

var errStreamed = errors.New("study: streamed runs keep nobody, so that they can't be compared person by person (leave stream.passes out)")

// withoutStatistics returns a scenario that measures nothing that people need not.
func withoutStatistics(s cogap.Scenario, seed uint64) cogap.Scenario {
	s = never.lean(s, nil)
	s.Seed = seed
	return s
}

// pairOf runs both scenarios with a seed.
func pairOf(ctx context.Context, base *cogap.Model, of [2]cogap.Scenario, seed uint64, date string, workers int) (*PersonPair, error) {
	var seen [2]*Holders
	var money [2]float64
	for i, s := range of {
		m, err := base.With(withoutStatistics(s, seed))
		if err != nil {
			return nil, err
		}
		if seen[i], err = NewHolders(m, date); err != nil {
			return nil, err
		}
		base = m // b has the people of a
		err = m.Follow(ctx, cogap.Options{Workers: workers, Watch: []observe.Watcher{seen[i]}}, func(r *cogap.Record) error {
			if r.Date == date {
				money[i] = measure.Must("public_money").Of(r).Value
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	pair, err := seen[0].With(seen[1])
	if err == nil {
		pair.PublicMoney = money
	}
	return pair, err
}

// Holders is who holds what at the end of a month of a run, and does what with it: 5 bytes an agent. It is an observer, for cogap.Options.Watch of the
// run that it was made for.
type Holders struct {
	model  *cogap.Model
	month  int
	places []int // [stratum] of its first agent; one more: of all agents
	tiers  []uint8
	done   []float32 // augmented cognition
}

// NewHolders returns an observer of a month, named as 2028-12, of a run of a model. Streamed runs are refused.
func NewHolders(m *cogap.Model, date string) (*Holders, error) {
	s := m.Scenario()
	if s.Stream.Passes > 0 {
		return nil, errStreamed
	}
	h := &Holders{model: m, month: -1}
	for t := range s.Months {
		if s.Date(t) == date {
			h.month = t
		}
	}
	if h.month < 0 {
		return nil, fmt.Errorf("study: got month %s, want one from %s to %s", date, s.Date(0), s.Date(s.Months-1))
	}
	layout := m.Engine().Layout()
	h.places = make([]int, layout.Strata()+1)
	for i := range layout.Chunks() {
		h.places[layout.Place(i).Stratum+1] += layout.Place(i).Len
	}
	for g := range layout.Strata() {
		h.places[g+1] += h.places[g]
	}
	h.tiers, h.done = make([]uint8, layout.Len()), make([]float32, layout.Len())
	return h, nil
}

// HoldersOf returns observers of the runs of two models, in the last month that both have. Their scenarios must be of the same people, and
// not be streamed.
func HoldersOf(a, b *cogap.Model) (of, and *Holders, err error) {
	x, y := a.Scenario(), b.Scenario()
	if err := SamePeople(&x, &y); err != nil {
		return nil, nil, err
	}
	date, err := lastDate(&x, &y)
	if err != nil {
		return nil, nil, err
	}
	of, errA := NewHolders(a, date)
	and, errB := NewHolders(b, date)
	return of, and, errors.Join(errA, errB)
}

// Persons compares two runs that were watched person by person, of which records are the month's.
func (h *Holders) Persons(b *Holders, inA, inB *cogap.Record) (*Persons, error) {
	pair, err := h.With(b)
	if err != nil {
		return nil, err
	}
	money := measure.Must("public_money")
	pair.PublicMoney = [2]float64{money.Of(inA).Value, money.Of(inB).Value}
	return &Persons{Date: inA.Date, Strata: h.model.Engine().Strata(), Pairs: []PersonPair{*pair}}, nil
}

// Month returns the number of the month that is watched.
func (h *Holders) Month() int { return h.month }

// See notes who holds what; it is for runs.
func (h *Holders) See(b *agent.Block, m *agent.Month) {
	if m.Number == h.month {
		at := h.places[b.Stratum] + b.First
		copy(h.tiers[at:], b.Tier)
		copy(h.done[at:], b.Augmented)
	}
}

// With says who holds what in both runs, in one and in neither; a is h. Public money is left to be filled in. Runs of other people are
// an error.
func (h *Holders) With(b *Holders) (*PersonPair, error) {
	of, and := h.model.Scenario(), b.model.Scenario()
	if err := SamePeople(&of, &and); err != nil {
		return nil, err
	}
	p := &PersonPair{}
	p.Access.Strata, p.SOTA.Strata = make([]Overlap, len(h.places)-1), make([]Overlap, len(h.places)-1)
	topA, topB := uint8(len(of.Market.Tiers)), uint8(len(and.Market.Tiers))
	tenths, err := h.model.Engine().TenthOfEach(context.Background(), 0)
	if err != nil {
		return nil, err
	}
	h.each(func(i, g int, people int64) {
		inA, inB := h.tiers[i], b.tiers[i]
		for _, o := range []struct {
			*Overlaps
			a, b bool
		}{{&p.Access, inA > 0, inB > 0}, {&p.SOTA, inA == topA, inB == topB}} {
			o.All.add(people, o.a, o.b)
			o.Deciles[tenths[i]].add(people, o.a, o.b)
			o.Strata[g].add(people, o.a, o.b)
		}
		p.note(people, inA == topA, inB == topB, [2]float32{h.done[i], b.done[i]})
	})
	return p, nil
}

// note adds what some people do in both runs, if they hold the SOTA tier in one of them.
func (p *PersonPair) note(people int64, inA, inB bool, augmented [2]float32) {
	for run, x := range augmented {
		switch sum := &p.Augmented[run]; {
		case inA && !inB:
			sum.OnlyA += float64(float64(people) * float64(x))
		case inB && !inA:
			sum.OnlyB += float64(float64(people) * float64(x))
		}
	}
}

// each goes over all agents, one stratum after the other: the number, the stratum, and the people each stands for.
func (h *Holders) each(see func(i, stratum int, people int64)) {
	e := h.model.Engine()
	layout := population.NewLayout(e.Strata(), e.Spec().Population.Scale)
	for c := range layout.Chunks() {
		p := layout.Place(c)
		for k := range p.Len {
			see(h.places[p.Stratum]+p.First+k, p.Stratum, p.Weight)
		}
	}
}
