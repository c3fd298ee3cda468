package agent

import "github.com/cogap/cogap/internal/sum"

// Sums are the sums over people in one month. They are integers (see internal/sum), so that they can be merged in any
// order; [Sums.Err] says whether one has overflowed. A real person counts once: an agent that stands for 100 people adds 100.
type Sums struct {
	Tiers  []Group        `json:"tiers"` // by tier held, 0 = no access; as many as the menu has offers, and one
	Filter [Filters]int64 `json:"filter"`
	Joined int64          `json:"joined"` // people who gained their first tier this month
	Left   int64          `json:"left"`   // people who gave their last tier up
}

// Group has the sums over the people who hold one tier at the end of the month.
type Group struct {
	People    int64     `json:"people"`
	Wanted    int64     `json:"wanted"`    // people who would hold the tier at its price if everybody were admitted
	Below     int64     `json:"below"`     // people of the tier whose income is below the threshold of means-tested policies
	Income    sum.Fixed `json:"income"`    // [u/month]
	Cognition sum.Fixed `json:"cognition"` // unaided [1 = average]
	Augmented sum.Fixed `json:"augmented"` // with the exoskeleton on, or missing it [1 = average]
	Belief    sum.Fixed `json:"belief"`    // [share of output]; summed for those with access only
	Gain      sum.Fixed `json:"gain"`      // [share of output]; 0 without access
}

// NewSums returns zero sums for a menu of that many offers.
func NewSums(offers int) *Sums { return &Sums{Tiers: make([]Group, offers+1)} }

// Reset sets all sums to zero.
func (s *Sums) Reset() {
	tiers := s.Tiers
	clear(tiers)
	*s = Sums{Tiers: tiers}
}

// Add adds other, which must be for a menu of the same length.
func (s *Sums) Add(other *Sums) {
	for k := range s.Tiers {
		s.Tiers[k].add(&other.Tiers[k])
	}
	for f := range s.Filter {
		s.Filter[f] += other.Filter[f]
	}
	s.Joined += other.Joined
	s.Left += other.Left
}

// Add adds other.
func (g *Group) Add(other Group) { g.add(&other) }

func (g *Group) add(other *Group) {
	g.People += other.People
	g.Wanted += other.Wanted
	g.Below += other.Below
	g.Income.Add(other.Income)
	g.Cognition.Add(other.Cognition)
	g.Augmented.Add(other.Augmented)
	g.Belief.Add(other.Belief)
	g.Gain.Add(other.Gain)
}

// Clone returns a copy that shares nothing.
func (s *Sums) Clone() *Sums {
	c := *s
	c.Tiers = append([]Group(nil), s.Tiers...)
	return &c
}

// With returns the sum of the groups with access, of whatever tier.
func (s *Sums) With() Group {
	var g Group
	for _, tier := range s.Tiers[1:] {
		g.Add(tier)
	}
	return g
}

// Without returns the group without access.
func (s *Sums) Without() Group { return s.Tiers[0] }

// Total returns the sum of all groups.
func (s *Sums) Total() Group {
	g := s.With()
	g.Add(s.Without())
	return g
}
