package page

import (
	"math"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
)

// crowd watches some people of a run. They are a systematic sample: each stands for as many real people as any other.
type crowd struct {
	people  float64 // real people
	stratum []int   // of each watched person; ascending
	index   []int   // of each among the agents of its stratum, ascending
	first   []int   // [stratum] number of its first watched person; one more entry: of all
	income  []float32
	months  [][]byte // [month][person] state
}

// A state says whether somebody holds SOTA AI, or what keeps them from that.
const (
	holds  = 's'
	lesser = 'l' // would and could, and prefers a lesser tier
)

// outStates are the states of people without SOTA access, by filter.
var outStates = [agent.Filters]byte{
	agent.None: lesser, agent.PricedOut: 'p', agent.OptedOut: 'o', agent.Neither: 'b', agent.Waiting: 'w', agent.Rationed: 'r',
	agent.Unaware: 'u', agent.Lapsed: 'a',
}

// watch returns a watcher of so many people of a scenario, which must be valid.
func watch(s *cogap.Scenario, strata []population.Stratum, people int) *crowd {
	c := &crowd{income: make([]float32, people), stratum: make([]int, people), index: make([]int, people)}
	total := int64(0)
	for i := range strata {
		total += strata[i].People
	}
	c.people = float64(total)
	before, j := int64(0), 0
	for g := range strata {
		c.first = append(c.first, j)
		for ; j < people; j++ {
			at := (2*int64(j)+1)*total/(2*int64(people)) - before // the real person of the stratum for whom j stands
			if at >= strata[g].People {
				break
			}
			c.stratum[j], c.index[j] = g, int(at/int64(s.Population.Scale))
		}
		before += strata[g].People
	}
	c.first = append(c.first, people)
	for range s.Months {
		c.months = append(c.months, make([]byte, people))
	}
	return c
}

// See notes the state of the watched people of a block.
func (c *crowd) See(b *agent.Block, m *agent.Month) {
	from, until := c.first[b.Stratum], c.first[b.Stratum+1]
	skip, _ := slices.BinarySearch(c.index[from:until], b.First)
	for j := from + skip; j < until && c.index[j] < b.First+b.Len(); j++ {
		i := c.index[j] - b.First
		if m.Number == 0 {
			c.income[j] = b.Income[i]
		}
		state := outStates[b.Filter[i]]
		if int(b.Tier[i]) == len(m.Menu) {
			state = holds
		}
		c.months[m.Number][j] = state
	}
}

// Dots are people of a run by percentiles of income, the poorest first.
type Dots struct {
	Each   float64   `json:"each"`   // how many real people each stands for
	Months []string  `json:"months"` // [month] a letter for each person: see outStates, s for those who hold SOTA AI
	Income []float64 `json:"income"` // of the first month [u/month]
	Group  []int     `json:"group"`  // index into Groups
	Groups []string  `json:"groups"` // names of strata

	Stratum []int `json:"stratum"` // of each, and its place in it: a question names a person by both
	Index   []int `json:"index"`
}

// dots returns some of the watched, by percentiles of their income in the first month. In each percentile they are taken
// evenly from those who hold SOTA AI longest to those who never do, so that few dots show the shares of many people.
func (c *crowd) dots(r *cogap.Result, count int) Dots {
	n := len(c.income)
	months := c.months[:len(r.Months)]
	lit, lost := make([]uint64, n), make([]uint64, n)
	for t, states := range months {
		for j, state := range states {
			if state == holds {
				lit[j], lost[j] = lit[j]+1, uint64(t)
			}
		}
	}
	// keys sort people by some number, and by their own where that is the same: incomes are not negative, so their bits
	// are in their order
	const own = 1<<28 - 1
	keys := make([]uint64, n)
	for j, income := range c.income {
		keys[j] = uint64(math.Float32bits(income))<<28 | uint64(j)
	}
	slices.Sort(keys)
	const percentiles = 100
	for p := range percentiles {
		some := keys[p*n/percentiles : (p+1)*n/percentiles]
		for i, key := range some {
			j := key & own
			path := lit[j]<<20 | lost[j]<<8 | uint64(months[len(months)-1][j])
			if p%2 == 1 { // there and back, so that neighbours are alike across percentiles too
				path = 1<<36 - 1 - path
			}
			some[i] = path<<28 | j
		}
		slices.Sort(some)
	}
	count = min(count, n)
	d := Dots{Each: c.people / float64(count)}
	chosen := make([]int, count)
	places := map[int]int{}
	for i := range chosen {
		j := int(keys[(2*i+1)*n/(2*count)] & own)
		chosen[i] = j
		d.Income = append(d.Income, math.Round(float64(c.income[j])))
		place, known := places[c.stratum[j]]
		if !known {
			place = len(d.Groups)
			places[c.stratum[j]] = place
			d.Groups = append(d.Groups, r.Strata[c.stratum[j]].Name)
		}
		d.Group = append(d.Group, place)
		d.Stratum, d.Index = append(d.Stratum, c.stratum[j]), append(d.Index, c.index[j])
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
