package live

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
)

// crowd is a rule by which people live as by another, and some of them are watched. They are a systematic sample: each
// stands for as many real people as any other. Watching changes nothing.
type crowd struct {
	agent.Behaviour
	scale   int64
	before  []int64 // [stratum] real people of the strata before it
	people  int64   // real people
	income  []float32
	stratum []int
	months  [][]byte // [month][person] state
}

// A state says whether somebody holds SOTA AI, or what keeps it from that.
const (
	holds  = 's'
	lesser = 'l' // would and could, and prefers a lesser tier
)

// outStates are the states of people without SOTA access, by filter.
var outStates = [agent.Filters]byte{
	agent.None: lesser, agent.PricedOut: 'p', agent.OptedOut: 'o', agent.Both: 'b', agent.Waiting: 'w', agent.Rationed: 'r',
}

// watch returns the scenario with so many people watched. The scenario must be valid.
func watch(s cogap.Scenario, strata []population.Stratum, people int) (cogap.Scenario, *crowd) {
	c := &crowd{Behaviour: s.Rule, scale: int64(s.Population.Scale), income: make([]float32, people), stratum: make([]int, people)}
	if c.Behaviour == nil {
		c.Behaviour = agent.Rule{}
	}
	for i := range strata {
		c.before = append(c.before, c.people)
		c.people += strata[i].People
	}
	for range s.Months {
		c.months = append(c.months, make([]byte, people))
	}
	s.Rule = c
	return s, c
}

// at returns the real person, counted through all strata, for whom watched person number j stands.
func (c *crowd) at(j int) int64 {
	n := int64(len(c.income))
	return (2*int64(j) + 1) * c.people / (2 * n)
}

// Step lives the block's month by the watched rule and notes the state of the watched.
func (c *crowd) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	c.Behaviour.Step(b, m, dst)
	from := c.before[b.Stratum] + int64(b.First)*c.scale
	until := from + int64(b.Len())*b.Weight
	n := int64(len(c.income))
	for j := max(0, int(from*n/c.people)-1); j < int(n) && c.at(j) < until; j++ {
		if c.at(j) < from {
			continue
		}
		i := (c.at(j) - from) / b.Weight
		if m.Tick == 0 {
			c.income[j], c.stratum[j] = b.Income[i], b.Stratum
		}
		state := outStates[b.Filter[i]]
		if int(b.Tier[i]) == len(m.Menu) {
			state = holds
		}
		c.months[m.Tick][j] = state
	}
}

// unwatch takes the crowd out of the manifest: the numbers are those of the rule that it watched.
func (c *crowd) unwatch(r *cogap.Result, s cogap.Scenario) {
	r.Manifest.Scenario.Rule = s.Rule
	r.Manifest.Rule = fmt.Sprintf("%T", c.Behaviour)
}

// Dots are people of a run, the poorest first.
type Dots struct {
	Each   float64   `json:"each"`   // how many real people each stands for
	Months []string  `json:"months"` // [month] a letter for each person: see outStates, s for those who hold SOTA AI
	Income []float64 `json:"income"` // of the first month [u/month]
	Group  []int     `json:"group"`  // index into Groups
	Groups []string  `json:"groups"` // names of strata
}

// dots returns the watched in order of their income in the first month.
func (c *crowd) dots(r *cogap.Result) Dots {
	order := make([]int, len(c.income))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.income[a], c.income[b]) })
	d := Dots{Each: float64(c.people) / float64(len(order))}
	places := map[int]int{}
	for _, j := range order {
		d.Income = append(d.Income, float64(int64(c.income[j]+0.5)))
		place, known := places[c.stratum[j]]
		if !known {
			place = len(d.Groups)
			places[c.stratum[j]] = place
			d.Groups = append(d.Groups, r.Strata[c.stratum[j]].Name)
		}
		d.Group = append(d.Group, place)
	}
	for _, states := range c.months[:len(r.Months)] {
		sorted := make([]byte, len(order))
		for i, j := range order {
			sorted[i] = states[j]
		}
		d.Months = append(d.Months, string(sorted))
	}
	return d
}
