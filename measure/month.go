package measure

import (
	"fmt"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/population"
)

// Month is a record ready to be measured. What several measures need is computed once, when the first of them asks. It
// is for one goroutine at a time, and the record must not change meanwhile.
type Month struct {
	Record *cogap.Record

	strata    []population.Stratum
	augmented distribution                 // of everybody
	halves    [2]*histogram.Binned         // augmented cognition of people without access, and with
	income    *histogram.Binned            // of everybody
	groups    []string                     // names of the groups of strata
	sums      []*cogap.Record              // of those groups
	binned    map[place]histogram.Interval // values that take a histogram's time
}

// place is a measure of one of its groups.
type place struct {
	of  *Measure
	way By
	at  int
}

// NewMonth returns a record ready to be measured. strata are those of the run (Result.Strata); without them there is no
// measuring of strata and their groups by name.
func NewMonth(r *cogap.Record, strata []population.Stratum) *Month {
	return &Month{Record: r, strata: strata}
}

// Of returns a measure of everybody by its id: NaN if the record does not have it or it is not defined. It panics if
// there is no such measure, or none of everybody.
func (m *Month) Of(id string) histogram.Interval { return m.value(Must(id), Everybody, 0) }

// In returns a measure of one group: of the tier at a place of the menu (0 is no access), of a stratum, a group of strata
// or a provider by its place in Groups, or of a tenth by income, 0 being the poorest. It panics if there is no such
// measure, none of this way, or no such group.
func (m *Month) In(id string, way By, place int) histogram.Interval {
	return m.value(Must(id), way, place)
}

// Value is In for a measure at hand.
func (m *Month) Value(x *Measure, way By, place int) histogram.Interval {
	return m.value(x, way, place)
}

func (m *Month) value(x *Measure, way By, at int) histogram.Interval {
	read := x.of[way]
	if read == nil {
		panic(fmt.Sprintf("measure: %s is not measured %s", x.ID, way.phrase()))
	}
	if x.needsBy(way).missing(m) != "" {
		return undefined
	}
	if x.BoundsBy(way) != Binning {
		return read(m, at)
	}
	key := place{x, way, at}
	v, known := m.binned[key]
	if !known {
		v = read(m, at)
		if m.binned == nil {
			m.binned = map[place]histogram.Interval{}
		}
		m.binned[key] = v
	}
	return v
}

// Holders returns how many people of a stratum hold the tier at a place of the menu; 0 is no access.
func (m *Month) Holders(stratum, tier int) int64 { return m.Record.Strata[stratum].Tiers[tier].People }

// Groups returns the names of the groups of a way, in the order of their places: one empty name for Everybody.
func (m *Month) Groups(way By) []string {
	switch way {
	case Tier:
		names := []string{noTier}
		for _, offer := range m.Record.Menu {
			names = append(names, offer.Name)
		}
		return names
	case Stratum:
		names := make([]string, len(m.strata))
		for g := range m.strata {
			names[g] = m.strata[g].Name
		}
		return names
	case Group:
		return m.groupNames()
	case Decile:
		return slices.Clone(decileNames)
	case Provider:
		var names []string
		for _, p := range m.Record.Market.Providers {
			names = append(names, p.Provider)
		}
		return names
	}
	return []string{""}
}

// noTier is what holding no tier is called.
const noTier = "none"

var decileNames = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}

// phrase says a way in a sentence.
func (b By) phrase() string {
	if b == Everybody {
		return "over everybody"
	}
	return "by " + string(b)
}

func (m *Month) groupNames() []string {
	if m.groups == nil {
		m.groups = groupsOf(m.strata)
	}
	return m.groups
}

// groupsOf lists the groups of strata in the order in which they come.
func groupsOf(strata []population.Stratum) []string {
	var names []string
	for g := range strata {
		if !slices.Contains(names, strata[g].Group) {
			names = append(names, strata[g].Group)
		}
	}
	return names
}

// stratum is a record of one stratum alone: measures of sums are the same of a part as of all.
func (m *Month) stratum(g int) *cogap.Record { return &cogap.Record{Total: m.Record.Strata[g]} }

// group is a record of a group of strata alone.
func (m *Month) group(place int) *cogap.Record {
	if m.sums == nil {
		for _, name := range m.groupNames() {
			sums := agent.NewSums(len(m.Record.Menu))
			for g := range m.strata {
				if m.strata[g].Group == name {
					sums.Add(m.Record.Strata[g])
				}
			}
			m.sums = append(m.sums, &cogap.Record{Total: sums})
		}
	}
	return m.sums[place]
}

// distribution is one of everybody, put together when it is first asked for.
type distribution struct {
	*histogram.Histogram
	binned *histogram.Binned
}

// of puts both halves of people together.
func (d *distribution) of(halves *[2]histogram.Histogram) *distribution {
	if d.Histogram == nil {
		d.Histogram = halves[0].Clone()
		if err := d.Merge(&halves[1]); err != nil {
			d.Histogram = new(histogram.Histogram) // cannot be: a run refuses so many people
		}
		d.binned = d.Binned()
	}
	return d
}

func (m *Month) everybody() *distribution { return m.augmented.of(&m.Record.Distributions.Augmented) }

// incomes is the distribution of everybody's income.
func (m *Month) incomes() *histogram.Binned {
	if m.income == nil {
		m.income = m.Record.Distributions.Income.Binned()
	}
	return m.income
}

// half is the distribution of augmented cognition of people without access, 0, or with, 1.
func (m *Month) half(with int) *histogram.Binned {
	if m.halves[with] == nil {
		m.halves[with] = m.Record.Distributions.Augmented[with].Binned()
	}
	return m.halves[with]
}

// tenths is how many people of some neighbouring tenths by income hold the SOTA tier, as a share of them.
func (m *Month) tenths(from, to int) histogram.Interval {
	people, sota := int64(0), int64(0)
	for _, t := range m.Record.Distributions.Tenths[from:to] {
		people, sota = people+t.People, sota+t.SOTA
	}
	return exactly(float64(sota) / float64(people))
}

// need is what a record must have for a measure.
type need int

const (
	nothing    need = iota
	outputs         // the distribution of augmented cognition, or tenths by income
	incomes         // that of incomes
	thresholds      // the demand curve
	unaided         // that of unaided cognition, which only the last month has
	books           // a provider whose books are kept
	peers           // how access lies among peers
)

// whole says of needs that are distributions what is measured, and by what the scenario says how often.
var whole = map[need]struct{ what, setting string }{
	outputs:    {"distributions are measured", "statistics.every"},
	incomes:    {"incomes are measured", "statistics.income_every"},
	thresholds: {"the demand curve is measured", "statistics.demand_every"},
	unaided:    {"unaided cognition is measured", "statistics.every"},
}

// in reports whether what is needed is among the distributions that are measured.
func (n need) in(m engine.Measured) bool {
	return map[need]bool{outputs: m.Augmented, incomes: m.Income, thresholds: m.Demand, unaided: m.Cognition}[n]
}

// missing says why a record does not have what is needed; empty if it has.
func (n need) missing(m *Month) string {
	x, isWhole := whole[n]
	switch {
	case n == books && len(m.Record.Market.Providers) == 0:
		return "the scenario has no provider, so that no books are kept"
	case n == peers && m.Record.Peers == nil:
		return fmt.Sprintf("how access lies among peers is measured of a network, but not in %s (statistics.peers_every says when)", m.Record.Date)
	case !isWhole || n.in(m.Record.Distributions.Measured()):
		return ""
	case n == unaided && m.Record.Distributions != nil:
		return "unaided cognition is measured in the last month of a run only"
	}
	return fmt.Sprintf("%s, but not in %s (%s says when)", x.what, m.Record.Date, x.setting)
}
