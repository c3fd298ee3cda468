package engine

import (
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
)

// Averages are all that a person sees of others: those of the month before.
type Averages struct {
	Share      []float64 // [stratum] share of people with access
	UserBelief []float64 // [stratum] mean belief of those with access; 0 if nobody has
	MeanGain   float64   // over everybody
}

// Nothing returns what people see before the first month: nobody has access.
func (m *Model) Nothing() Averages {
	return Averages{Share: make([]float64, len(m.strata)), UserBelief: make([]float64, len(m.strata))}
}

// Seen is what a month shows to people: the menu, and last month's averages, stratum by stratum. It is not changed once
// made, and may be shared by all shards.
type Seen struct {
	Month  int // of the run, from 0
	Menu   market.Menu
	model  *Model
	local  []agent.Local // [stratum]
	months []agent.Month // [stratum], or one for all if they are alike
	alike  bool          // strata meet the same terms
	posted bool          // everybody pays posted prices
	plain  bool          // no policy acts on anybody
}

// Show prepares what people see in a month: a menu that the market posted, and the averages of the month before. It panics
// unless the menu has the tiers of the model's market, and the averages all its strata.
func (m *Model) Show(month int, menu market.Menu, last *Averages) *Seen {
	s := new(Seen)
	m.ShowIn(s, month, menu, last)
	return s
}

// ShowIn is Show into the memory of a month that is over.
func (m *Model) ShowIn(s *Seen, month int, menu market.Menu, last *Averages) {
	if len(menu) != len(m.spec.Market.Tiers) || last == nil || len(last.Share) != len(m.strata) || len(last.UserBelief) != len(m.strata) {
		panic("engine: a month needs the tiers of the model's market, and averages of all its strata")
	}
	s.model, s.Month, s.Menu, s.posted, s.plain = m, month, menu, true, true
	frontier := m.spec.Market.Frontier.In(month)
	s.local = slices.Grow(s.local[:0], len(m.strata))
	for g := range m.strata {
		gain := frontier.Gain(m.strata[g].Direct, m.strata[g].Full)
		s.local = append(s.local, agent.Local{Gain: gain, Share: last.Share[g], UserBelief: last.UserBelief[g]})
	}
	differ := len(m.strata)
	if s.alike = m.spec.Market.Uniform(month); s.alike {
		differ = min(1, differ)
	}
	s.months = slices.Grow(s.months[:0], differ)[:differ]
	for g := range s.months {
		terms := m.spec.Market.Resolve(menu, month, m.facts[g])
		s.months[g] = agent.Month{
			Params:     m.spec.Behaviour,
			Seed:       m.spec.Seed,
			Number:     month,
			Menu:       menu,
			Terms:      &terms,
			Gain:       s.local[g].Gain,
			Share:      s.local[g].Share,
			UserBelief: s.local[g].UserBelief,
			MeanGain:   last.MeanGain,
			Network:    m.Networked(),
			Commitment: m.commitment,
		}
		s.months[g].Prepare()
		s.posted = s.posted && terms.Posted()
		s.plain = s.plain && terms.Plain
	}
}

// Stratum returns the month as a stratum sees it, prepared; own is memory for it.
func (s *Seen) Stratum(g int, own *agent.Month) *agent.Month {
	if !s.alike {
		return &s.months[g]
	}
	own.Like(&s.months[0], s.local[g])
	return own
}

// Gain returns the gain of a stratum from full quality, g.
func (s *Seen) Gain(g int) float64 { return s.local[g].Gain }

// Terms returns what policies make of the menu for a stratum.
func (s *Seen) Terms(g int) *market.StratumMenu {
	if s.alike {
		g = 0
	}
	return s.months[g].Terms
}

// Plain reports whether no policy changes what anybody pays or has.
func (s *Seen) Plain() bool { return s.plain }
