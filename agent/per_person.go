package agent

import (
	"fmt"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// PerPerson returns a rule with a name that applies a function to one person after the other, such as (*Person).Step. It is
// for trying ideas: some ten times slower than a rule on a Block, because every person is unpacked, given its luck and packed
// again.
//
// Columns are rounded to float32 between months. The function may use Person.Extra for the named extra columns. If it
// leaves a tier that is not on the menu, or something else that has no place in the columns, the block is left half done
// and [Block.Check] returns the error.
func PerPerson(name string, rule func(p *Person, m *Month, luck Luck) Outcome, columns ...string) Rule {
	return perPerson{name, rule, columns}
}

type perPerson struct {
	name    string
	rule    func(*Person, *Month, Luck) Outcome
	columns []string
}

func (r perPerson) Name() string { return r.name }

func (r perPerson) Columns() []string { return r.columns }

func (r perPerson) Step(b *Block, m *Month, dst *Sums) {
	extra := make([]float64, len(r.columns))
	for i := range b.Income {
		p := Person{Extra: extra}
		p.Get(&b.Chunk, i)
		if m.Network {
			p.Peers = b.Peers.At(i)
		}
		out := r.rule(&p, m, LuckOf(m, b.Stratum, b.First+i))
		if b.fault = r.fault(&p, &out, m); b.fault != nil {
			b.fault.Person = b.First + i
			return // the columns and sums have no place for it
		}
		p.Put(&b.Chunk, i)
		b.Augmented[i], b.Reservation[i] = float32(out.Augmented), float32(out.Reservation)

		g := Group{
			People:    b.Weight,
			Income:    sum.Of(p.Income, b.Weight),
			Cognition: sum.Of(p.Cognition, b.Weight),
			Augmented: sum.Of(out.Augmented, b.Weight),
		}
		if p.Tier > 0 {
			g.Belief, g.Gain = sum.Of(p.Belief, b.Weight), sum.Of(out.Gain, b.Weight)
		}
		if out.Below {
			g.Below = b.Weight
		}
		dst.Tiers[p.Tier].Add(g)
		dst.Tiers[out.Wanted].Wanted += b.Weight
		dst.Filter[p.Filter] += b.Weight
		if out.Joined {
			dst.Joined += b.Weight
		}
		if out.Left {
			dst.Left += b.Weight
		}
	}
}

// fault returns what a rule left that no column or sum has a place for, or nil.
func (r perPerson) fault(p *Person, out *Outcome, m *Month) *RuleError {
	for _, x := range [...]struct {
		name        string
		value, most int
	}{
		{"tier", p.Tier, len(m.Menu)},
		{"filter", int(p.Filter), Filters - 1},
		{"wanted", out.Wanted, len(m.Menu)},
	} {
		if x.value < 0 || x.value > x.most {
			return &RuleError{Column: x.name, Value: float64(x.value), Want: upTo(x.most)}
		}
	}
	if len(p.Extra) != len(r.columns) {
		return &RuleError{Column: "extra columns", Value: float64(len(p.Extra)), Want: fmt.Sprint(len(r.columns))}
	}
	return nil
}

// LuckOf returns a person's random numbers of a month: the same that the kernels draw.
func LuckOf(m *Month, stratum, index int) Luck {
	person := rng.Person(stratum, index)
	key, quad := rng.NewKey(m.Seed), rng.QuadOf(person)
	needs, word, shift := placeOfNeed(stratum, index)
	return Luck{
		Signal:    float64(fmath.Normal(key.Quad(quad, m.Number, rng.Signal, 0)[person&3])),
		Admission: float64(Place(key.Quad(quad, m.Number, rng.Admission, 0)[person&3])),
		Wait:      float64(fmath.Exponential(key.Quad(quad, m.Number, rng.Wait, 0)[person&3])),
		Cancel:    float64(Place(key.Quad(quad, m.Number, rng.Cancel, 0)[person&3])),
		Need:      scoreOfNeed(key.Quad(needs, m.Number, rng.Need, 0)[word] >> shift),
		Renews:    m.renews(stratum, index),
	}
}

// Get reads person i of a chunk. Extra is filled as far as it is long.
func (p *Person) Get(c *population.Chunk, i int) {
	extra := p.Extra
	*p = Person{
		Income:      float64(c.Income[i]),
		Cognition:   float64(c.Cognition[i]),
		Aptitude:    float64(c.Aptitude[i]),
		Belief:      float64(c.Belief[i]),
		Uncertainty: float64(c.Uncertainty[i]),
		Habit:       float64(c.Habit[i]),
		BudgetShare: float64(c.BudgetShare[i]),
		Threshold:   float64(c.Threshold[i]),
		Tier:        int(c.Tier[i]),
		Filter:      Filter(c.Filter[i]),
		Extra:       extra,
	}
	if c.Born != nil {
		p.Born = float64(c.Born[i])
	}
	if c.UseCost != nil {
		p.UseCost = float64(c.UseCost[i])
	}
	p.Need = c.Need(i)
	if c.Wait != nil {
		p.Wait, p.Attention = Unpack(c.Wait[i])
	}
	for j := range extra {
		extra[j] = float64(c.Extra[j][i])
	}
}

// Put writes person i of a chunk, rounded to float32.
func (p *Person) Put(c *population.Chunk, i int) {
	c.Income[i] = float32(p.Income)
	c.Cognition[i] = float32(p.Cognition)
	c.Aptitude[i] = float32(p.Aptitude)
	c.Belief[i] = float32(p.Belief)
	c.Uncertainty[i] = float32(p.Uncertainty)
	c.Habit[i] = float32(p.Habit)
	c.BudgetShare[i] = float32(p.BudgetShare)
	c.Threshold[i] = float32(p.Threshold)
	c.Tier[i] = uint8(p.Tier)
	c.Filter[i] = uint8(p.Filter)
	if c.Born != nil {
		c.Born[i] = float32(p.Born)
	}
	if c.UseCost != nil {
		c.UseCost[i] = float32(p.UseCost)
	}
	if c.Keen != nil {
		c.Keen[i] = float32(p.Need * p.Aptitude)
	}
	if c.Wait != nil {
		c.Wait[i] = Pack(p.Wait, p.Attention)
	}
	for j := range p.Extra {
		c.Extra[j][i] = float32(p.Extra[j])
	}
}
