package page

import (
	"context"
	"fmt"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
)

// person names somebody in all runs of the same people: a stratum, and a place among its agents.
type person struct {
	Stratum int `json:"stratum"`
	Index   int `json:"index"`
}

// Months are what a person is at the end of each month.
type Months struct {
	Who         string        `json:"who"`         // name of their stratum: an occupation, an economy
	Income      []float64     `json:"income"`      // [u/month]
	Belief      []float64     `json:"belief"`      // gain that they expect of one unit of quality [share]
	Worth       []float64     `json:"worth"`       // what the SOTA tier is worth to them beyond what using it costs [u/month]
	Can         []float64     `json:"can"`         // the most that they can spend [u/month]
	Reservation []float64     `json:"reservation"` // the most that they would and could have paid, when they decided [u/month]
	Augmented   []float64     `json:"augmented"`   // augmented cognition [1 = average]
	Cognition   []float64     `json:"cognition"`   // unaided
	Tier        []string      `json:"tier"`        // that they hold; empty without one
	Filter      []string      `json:"filter"`      // why they have no SOTA AI; empty for those who hold it
	Price       report.Values `json:"price"`       // posted, of the SOTA tier [u/month]; NaN while it is not on sale
}

// follower watches one person.
type follower struct {
	person
	Months
}

// See notes the person's month.
func (f *follower) See(b *agent.Block, m *agent.Month) {
	i := f.Index - b.First
	if b.Stratum != f.Stratum || i < 0 || i >= b.Len() {
		return
	}
	var p agent.Person
	p.Get(&b.Chunk, i)
	sota := m.Menu.SOTA()
	f.Income = append(f.Income, p.Income)
	f.Belief = append(f.Belief, p.Belief)
	f.Worth = append(f.Worth, max(0, p.Net(m, sota)))
	f.Can = append(f.Can, p.Ability(m))
	f.Reservation = append(f.Reservation, float64(b.Reservation[i]))
	f.Augmented = append(f.Augmented, float64(b.Augmented[i]))
	f.Cognition = append(f.Cognition, p.Cognition)
	tier, why := "", ""
	if p.Tier > 0 {
		tier = m.Menu[p.Tier-1].Name
	}
	if p.Tier < len(m.Menu) {
		why = observe.FilterName(p.Filter)
	}
	f.Tier, f.Filter = append(f.Tier, tier), append(f.Filter, why)
}

// answerPerson runs a job again and returns the months of one person.
func answerPerson(ctx context.Context, j *job) (Reply, error) {
	if j.person == nil {
		return Reply{}, &Error{Malformed, fmt.Errorf("person: got none, want a stratum and an index")}
	}
	f := &follower{person: *j.person}
	result, err := j.run(ctx, f)
	if err != nil {
		return Reply{}, err
	}
	if len(f.Income) == 0 {
		return Reply{}, &Error{Unfit, fmt.Errorf("person: got stratum %d, index %d, who is not in this run", f.Stratum, f.Index)}
	}
	f.Who = result.Strata[f.Stratum].Name
	for i := range result.Months {
		f.Price = append(f.Price, measure.NewMonth(&result.Months[i], result.Strata).Of("price").Value)
	}
	return inJSON(f.Months)
}
