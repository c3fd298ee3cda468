package live

import (
	"cmp"
	"fmt"
	"math"
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

// Dots are people of a run by percentiles of income, the poorest first.
type Dots struct {
	Each   float64   `json:"each"`   // how many real people each stands for
	Months []string  `json:"months"` // [month] a letter for each person: see outStates, s for those who hold SOTA AI
	Income []float64 `json:"income"` // of the first month [u/month]
	Group  []int     `json:"group"`  // index into Groups
	Groups []string  `json:"groups"` // names of strata
}

// dots returns some of the watched, by percentiles of their income in the first month. In each percentile they are taken
// evenly from those who hold SOTA AI longest to those who never do, so that few dots show the shares of many people.
func (c *crowd) dots(r *cogap.Result, count int) Dots {
	n := len(c.income)
	months := c.months[:len(r.Months)]
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.income[a], c.income[b]) })
	lit, lost := make([]int, n), make([]int, n)
	for t, states := range months {
		for j, state := range states {
			if state == holds {
				lit[j], lost[j] = lit[j]+1, t
			}
		}
	}
	const percentiles = 100
	for p := range percentiles {
		slices.SortStableFunc(order[p*n/percentiles:(p+1)*n/percentiles], func(a, b int) int {
			up := cmp.Or(cmp.Compare(lit[a], lit[b]), cmp.Compare(lost[a], lost[b]), cmp.Compare(months[len(months)-1][a], months[len(months)-1][b]))
			if p%2 == 1 { // there and back, so that neighbours are alike across percentiles too
				return -up
			}
			return up
		})
	}
	count = min(count, n)
	d := Dots{Each: float64(c.people) / float64(count)}
	chosen := make([]int, count)
	places := map[int]int{}
	for i := range chosen {
		j := order[(2*i+1)*n/(2*count)]
		chosen[i] = j
		d.Income = append(d.Income, math.Round(float64(c.income[j])))
		place, known := places[c.stratum[j]]
		if !known {
			place = len(d.Groups)
			places[c.stratum[j]] = place
			d.Groups = append(d.Groups, r.Strata[c.stratum[j]].Name)
		}
		d.Group = append(d.Group, place)
	}
	for _, states := range months {
		row := make([]byte, count)
		for i, j := range chosen {
			row[i] = states[j]
		}
		d.Months = append(d.Months, string(row))
	}
	return d
}
