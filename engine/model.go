package engine

import (
	"reflect"
	"slices"
	"sync"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Spec is all that decides what a run computes. It is a scenario without what only reports need; a scenario is checked by
// cogap.NewModel, and a Spec that has problems is not to be used.
type Spec struct {
	Seed       uint64
	Months     int
	Population population.Spec
	Market     market.Spec
	Behaviour  agent.Params
	Network    network.Spec
	Rule       agent.Rule // nil: agent.Standard

	Every        int  // augmented cognition and tenths are measured in the last of so many months, and in the run's last; 0: nothing is
	IncomeEvery  int  // likewise the distribution of incomes
	DemandEvery  int  // likewise the demand curve
	PeersEvery   int  // likewise how access lies among peers, with a network
	Mobility     bool // whether it is counted who moved
	MobilityFrom int  // month at whose end access is compared with that of the end
	Collect      []observe.Collect
	Panel        observe.Panel
}

// Model is everything about a run that no month changes: strata, how they are cut into chunks, what makes the people, the
// rule, the market. It may be used by any number of runs at once.
type Model struct {
	spec       Spec
	strata     []population.Stratum
	layout     population.Layout
	facts      []market.Facts // [stratum] what policies know of it
	commitment []int          // [tier - 1] months; nil: no tier commits
	gain0      []float64      // [stratum] gain that full quality brings in month 0
	maker      *population.Synthesizer
	rule       agent.Rule
	columns    []string // of the rule
	more       []population.Column
	standard   bool // the rule is the model's own
	born       *births
	ties       *ties      // who knows whom
	room       *sync.Pool // of *room: memory of runs that are over
	over       *sync.Pool // of *Partial, which nobody needs any more

	identity sync.Once
	id       ID // once it was asked for
	cut      sync.Once
	ends     []int // of sections, once they were asked for
	overflow sync.Once
	may      []string // overflow, once it was asked for
}

// births keeps people as they are before the first month, for the runs that follow.
type births struct {
	sync.Mutex
	runs   int                // that wanted them
	people *population.People // nil: only one run wanted them, or they are too many to be kept
}

// room is the memory of people who are stored.
type room struct {
	people *population.People
	chunks []population.Chunk // of people: to find one takes longer than the month of some of its people
	spans  []span             // all chunks, ascending
}

// keptAgents is how many agents are kept, as they are before the first month and when their run is over: 34 MB of them.
const keptAgents = 1 << 20

// NewModel returns the model of a spec that is free of problems and will not be changed. Its error is that of strata that
// cannot be had.
func NewModel(spec Spec) (*Model, error) { return newModel(spec, nil) }

// With returns the model of another spec. What is the same for both is not made again: strata, the tables that make people,
// and people themselves where neither they nor the seed differ, as between models of other prices.
func (m *Model) With(spec Spec) (*Model, error) { return newModel(spec, m) }

func newModel(spec Spec, old *Model) (*Model, error) {
	m := &Model{spec: spec, rule: spec.Rule, standard: agent.IsStandard(spec.Rule), born: new(births), ties: new(ties), room: new(sync.Pool), over: new(sync.Pool)}
	if m.standard {
		m.rule = agent.Standard{} // whatever pointer it was
	}
	m.columns = m.rule.Columns()
	if spec.Population.UseCost > 0 {
		m.more = append(m.more, population.UseCost)
	}
	if spec.Population.SdLogUseIntensity > 0 {
		m.more = append(m.more, population.Intensity)
	}
	if spec.Behaviour.SkillLimit > 0 {
		m.more = append(m.more, population.Born)
	}
	if spec.Behaviour.Needs() {
		m.more = append(m.more, population.Keen)
	}
	if m.commitment = spec.Market.Commitments(); spec.Behaviour.Attends() || m.commitment != nil {
		m.more = append(m.more, population.Wait)
	}
	if spec.Every > 0 || spec.Mobility || m.observer(0, 0).ReadsTenths() {
		m.more = append(m.more, population.Tenth)
	}
	samePeople := old != nil && reflect.DeepEqual(spec.Population, old.spec.Population)
	sameLayout := samePeople && m.Networked() == old.Networked()
	sameColumns := sameLayout && slices.Equal(m.columns, old.columns) && slices.Equal(m.more, old.more)
	if sameColumns {
		m.room = old.room
	}
	if samePeople {
		m.strata, m.facts, m.over = old.strata, old.facts, old.over
	} else {
		strata, err := spec.Population.Resolve()
		if err != nil {
			return nil, err
		}
		m.strata, m.facts = strata, factsOf(strata)
	}
	if sameLayout {
		m.layout = old.layout
	} else {
		m.layout = m.newLayout()
	}
	if samePeople && spec.Seed == old.spec.Seed && reflect.DeepEqual(spec.Network, old.spec.Network) {
		m.ties = old.ties
	}
	m.spec.Market = spec.Market.WithThresholds(func(share float64) float64 {
		return spec.Population.IncomeQuantile(m.strata, share)
	})
	m.facts = spec.Market.Cover(m.facts)
	m.knowIncomes()
	frontier := spec.Market.Frontier.In(0)
	for g := range m.strata {
		m.gain0 = append(m.gain0, frontier.Gain(m.strata[g].Direct, m.strata[g].Full))
	}
	switch {
	case !samePeople || !reflect.DeepEqual(m.gain0, old.gain0):
		m.maker = population.NewSynthesizer(spec.Population, m.strata, spec.Seed, m.gain0)
	case spec.Seed != old.spec.Seed:
		m.maker = old.maker.WithSeed(spec.Seed)
	default:
		m.maker = old.maker
		if sameColumns {
			m.born = old.born
		}
	}
	return m, nil
}

// newLayout returns how the people are cut into chunks: every range of them has people of all kinds, but where they are numbered for a network, which
// has the numbers of a range one after the other.
func (m *Model) newLayout() population.Layout {
	layout := population.NewLayout(m.strata, m.spec.Population.Scale)
	if m.Networked() {
		return layout
	}
	return layout.Mixed()
}

// factsOf returns what policies know of strata.
func factsOf(strata []population.Stratum) []market.Facts {
	facts := make([]market.Facts, len(strata))
	for g := range strata {
		facts[g] = FactsOf(&strata[g])
	}
	return facts
}

// FactsOf returns what policies know of a stratum. A price level that is not known counts as 1.
func FactsOf(s *population.Stratum) market.Facts {
	facts := market.Facts{Name: s.Name, Tags: []string{s.Code, s.Group}, PriceLevel: s.PriceLevel}
	if s.PriceLevel == 0 {
		facts.PriceLevel = 1
	}
	if s.EmployerPaid {
		facts.Tags = append(facts.Tags, market.EmployerPaid)
	}
	if s.SharedAccount {
		facts.Tags = append(facts.Tags, market.SharedAccount)
	}
	return facts
}

// Spec returns what the model was made of, which is not to be changed.
func (m *Model) Spec() *Spec { return &m.spec }

// Strata returns the strata; they are not to be changed.
func (m *Model) Strata() []population.Stratum { return m.strata }

// Layout returns how the people are cut into chunks.
func (m *Model) Layout() *population.Layout { return &m.layout }

// Rule returns the rule by which people decide.
func (m *Model) Rule() agent.Rule { return m.rule }

// Born makes the people of chunk i as they are before the first month, with such columns as a buffer has, whose memory they take.
func (m *Model) Born(i int, buffer *population.Chunk) population.Chunk {
	c := m.layout.Chunk(i, buffer)
	m.maker.Fill(&c)
	return c
}

// Standard reports whether the rule is the model's own.
func (m *Model) Standard() bool { return m.standard }

// Chunks returns the number of chunks, which shards share among them.
func (m *Model) Chunks() int { return m.layout.Chunks() }

// Measures returns which distributions are measured in a month: those that are asked for, and the demand curve if prices follow it.
func (m *Model) Measures(month int) Measured {
	s := &m.spec
	last := month == s.Months-1
	in := func(every int) bool { return s.Every > 0 && every > 0 && ((month+1)%every == 0 || last) }
	return Measured{
		Augmented: in(s.Every),
		Income:    in(s.IncomeEvery) || s.Mobility && last,
		Demand:    in(s.DemandEvery) || s.Every > 0 && s.DemandEvery > 0 && s.Market.EndsPrice(month) || s.Market.ReadsCurve(),
		Cognition: s.Every > 0 && last,
	}
}

// Coupled reports whether people, the market or a collection read what people did. A user's rule may always.
func (m *Model) Coupled() bool {
	s := &m.spec
	return !m.standard || m.Networked() || s.Population.RightSide > 0 || s.Behaviour.WordOfMouth > 0 || s.Behaviour.PassThrough > 0 || s.Behaviour.NoticePeers > 0 ||
		len(s.Market.Providers) > 0 || s.Market.Ending.By != market.EndByDate || m.observer(0, 0).ReadsOthers()
}

// observer returns what collects and follows the people of so many chunks; nil if nothing is asked for.
func (m *Model) observer(chunks, workers int) *observe.Observer {
	return observe.New(m.spec.Collect, m.spec.Panel, observe.Run{
		Strata: m.strata, Tiers: len(m.spec.Market.Tiers), Extra: m.columns, Seed: m.spec.Seed,
		Months: m.spec.Months, Chunks: chunks, Workers: workers, Network: m.Networked(),
	})
}
