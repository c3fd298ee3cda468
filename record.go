package cogap

import (
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Record is what people did in a month, in numbers.
type Record struct {
	Month  int           `json:"month"` // from 0
	Date   string        `json:"date"`
	Phase  market.Phase  `json:"phase"`
	Menu   market.Menu   `json:"menu"`
	Total  *agent.Sums   `json:"total"`  // over everybody
	Strata []*agent.Sums `json:"strata"` // by stratum, in the order of Result.Strata
	// Market is what the month was in money; its books are empty without providers.
	Market market.Report `json:"market"`
	// Policies is whom the month's policies reach; nil without policies that change prices or incomes.
	Policies *Reach `json:"policies,omitempty"`
	// Use is the sum of intensities of use over the people who hold each tier, by tier held, 0 = none, where it is 0; nil unless the
	// scenario has loads go with them (market.Spec.LoadByIntensity).
	Use []float64 `json:"use,omitempty"`
	// Domains is what AI in each domain (in the order of population.Domain) adds to the mean augmented cognition of
	// people with access: mean of c*G, split as their stratum's gain is. 0 if nobody has access.
	Domains [population.Domains]float64 `json:"domains"`
	// Distributions are the month's whole distributions; nil in months in which the scenario asks for none.
	Distributions *engine.Distributions `json:"-"`
	// Peers is how access lies among those who know each other; nil in months in which the scenario does not ask.
	Peers *engine.AmongPeers `json:"peers,omitempty"`
	// Collected is what the scenario's collections found, in their order; nil in months in which there is nothing.
	Collected []observe.Row `json:"-"`
}

// Reach is whom policies reach that change what people pay or have.
type Reach struct {
	Eligible  int64 `json:"eligible"`   // people whom a policy offers other prices or money
	Users     int64 `json:"users"`      // of them, those who hold a tier
	SOTAUsers int64 `json:"sota_users"` // of them, those who hold the SOTA tier

	bill market.Bill
}

// String returns the month in a line.
func (r *Record) String() string {
	offer := fmt.Sprintf("at %.0fu", r.Menu.SOTA().Price)
	if r.Menu.SOTA().Price >= market.Withdrawn {
		offer = "with SOTA not on sale"
	}
	return fmt.Sprintf("%s, %s %s: %.2f%% of %d people use SOTA AI, SOTA gap %.3f",
		r.Date, r.Phase, offer, 100*r.SOTAShare(), r.People(), r.SOTAGap().Value)
}

// People returns the number of real people.
func (r *Record) People() int64 { return r.Total.Total().People }

// share returns n real people as a share of all.
func (r *Record) share(n int64) float64 { return float64(n) / float64(r.People()) }

// SOTAShare returns the share of people who hold the SOTA tier.
func (r *Record) SOTAShare() float64 { return r.share(SOTA(r.Total)) }

// SOTA returns how many people of some sums hold the SOTA tier.
func SOTA(s *agent.Sums) int64 { return s.Tiers[len(s.Tiers)-1].People }

// Tier returns the share of people who hold tier k; 0 is no access.
func (r *Record) Tier(k int) float64 { return r.share(r.Total.Tiers[k].People) }

// Filtered returns the share of all people whom a filter keeps from SOTA access.
func (r *Record) Filtered(f agent.Filter) float64 { return r.share(r.Total.Filter[f]) }

// Joined returns the share of all people who had no tier last month and hold one now, of whatever kind.
func (r *Record) Joined() float64 { return r.share(r.Total.Joined) }

// Left returns the share of all people who held a tier last month, of whatever kind, and hold none now.
func (r *Record) Left() float64 { return r.share(r.Total.Left) }

// MeanWith returns the mean augmented cognition of people with access, of whatever tier; NaN if there are none.
func (r *Record) MeanWith() float64 { return meanAugmented(r.Total.With()) }

// MeanWithout returns the mean augmented cognition of people without access; NaN if there are none.
func (r *Record) MeanWithout() float64 { return meanAugmented(r.Total.Without()) }

func meanAugmented(g agent.Group) float64 { return g.Augmented.Float() / float64(g.People) }

// SumError bounds the relative error of a sum of positive float32 values, such as those of agent.Group: at most
// population.ChunkLen/16 = 256 values are added one by one in float32 (each addition is within 2^-24), all that follows
// is exact to 2^-41 per chunk.
const SumError = 256 * 0x1p-24

// AccessGap returns the mean augmented cognition of people with access, of whatever tier, over that of people without, with
// the bounds that rounding leaves. NaN if either group is empty. Where nearly everybody holds a free tier it says little:
// see SOTAGap.
func (r *Record) AccessGap() histogram.Interval {
	return ratioOfMeans(r.MeanWith(), r.MeanWithout())
}

// ratioOfMeans returns a/b with the bounds that the rounding of the sums leaves.
func ratioOfMeans(a, b float64) histogram.Interval {
	ratio := a / b
	return histogram.Interval{Value: ratio, Lo: ratio * (1 - 2.1*SumError), Hi: ratio * (1 + 2.1*SumError)}
}

// Gap returns the mean augmented cognition of the holders of tier k over that of the holders of tier j; 0 is no access.
// NaN if nobody holds one of them.
func (r *Record) Gap(k, j int) float64 {
	return meanAugmented(r.Total.Tiers[k]) / meanAugmented(r.Total.Tiers[j])
}

// SOTAGap returns the mean augmented cognition of the holders of the SOTA tier over that of everybody else, whether they
// hold a lesser tier or none, with the bounds that rounding leaves; with one tier it is the AccessGap. NaN if either group
// is empty.
func (r *Record) SOTAGap() histogram.Interval {
	sota, others := r.Total.Tiers[len(r.Total.Tiers)-1], r.Total.Total()
	others.People -= sota.People
	others.Augmented.Sub(sota.Augmented)
	return ratioOfMeans(meanAugmented(sota), meanAugmented(others))
}

// WithinGap returns the mean augmented cognition of the holders of the SOTA tier over their own mean unaided cognition, with the bounds
// that rounding leaves: the same people with their tier and without, so that who holds it cannot inflate it. NaN if nobody does.
func (r *Record) WithinGap() histogram.Interval {
	sota := r.Total.Tiers[len(r.Total.Tiers)-1]
	return ratioOfMeans(meanAugmented(sota), sota.Cognition.Float()/float64(sota.People))
}

// Gini returns the Gini coefficient of augmented cognition over everybody, with bounds. NaN without Distributions.
func (r *Record) Gini() histogram.Interval {
	if !r.Distributions.Measured().Augmented {
		return noInterval()
	}
	all := r.Distributions.Augmented[0].Clone()
	if err := all.Merge(&r.Distributions.Augmented[1]); err != nil {
		return noInterval() // the total weight does not fit 63 bits; Run has refused such populations
	}
	return all.Gini()
}

// SOTAShareByDecile returns the share of people who hold the SOTA tier in each tenth of the population by income before the first month,
// the poorest first: NaN of a tenth of nobody. nil in months in which it is not measured.
func (r *Record) SOTAShareByDecile() []float64 {
	if !r.Distributions.Measured().Augmented {
		return nil
	}
	var shares []float64
	for _, t := range r.Distributions.Tenths {
		shares = append(shares, float64(t.SOTA)/float64(t.People))
	}
	return shares
}

func noInterval() histogram.Interval {
	nan := math.NaN()
	return histogram.Interval{Value: nan, Lo: nan, Hi: nan}
}

// Collection returns what one of the scenario's collections found: a row for each group.
func (r *Record) Collection(name string) []observe.Row {
	var rows []observe.Row
	for _, row := range r.Collected {
		if row.Collection == name {
			rows = append(rows, row)
		}
	}
	return rows
}

// demand is what the market reads of the month.
func (r *Record) demand() market.Demand {
	d := market.Demand{
		Month:  r.Month,
		People: r.People(),
		Joined: r.Total.Joined,
		Left:   r.Total.Left,
	}
	for _, g := range r.Total.Tiers {
		d.Users = append(d.Users, g.People)
		d.Wanted = append(d.Wanted, g.Wanted)
	}
	d.Use = r.Use
	if r.Policies != nil {
		d.Bill = &r.Policies.bill
	}
	if r.Distributions.Measured().Demand {
		d.Curve, d.Posted = &r.Distributions.Reservation, r.Distributions.Posted
	}
	return d
}

// averages is what people will see of the month.
func (r *Record) averages() engine.Averages {
	var a engine.Averages
	r.averagesInto(&a)
	return a
}

// averagesInto is averages in the memory of others.
func (r *Record) averagesInto(a *engine.Averages) {
	a.Share, a.UserBelief = a.Share[:0], a.UserBelief[:0]
	for _, s := range r.Strata {
		users, belief := int64(0), sum.Fixed{}
		for k := range s.Tiers[1:] {
			users += s.Tiers[k+1].People
			belief.Add(s.Tiers[k+1].Belief)
		}
		mean := 0.0
		if users > 0 {
			mean = belief.Float() / float64(users)
		}
		a.Share = append(a.Share, float64(users)/float64(users+s.Tiers[0].People))
		a.UserBelief = append(a.UserBelief, mean)
	}
	a.MeanGain = r.Total.With().Gain.Float() / float64(r.People())
}

// total adds up the strata: people, what AI in each domain adds, whom policies reach.
func (r *Record) total(m *engine.Model, seen *engine.Seen) {
	r.Total = agent.NewSums(len(r.Menu))
	frontier := m.Spec().Market.Frontier.In(r.Month)
	for g, s := range r.Strata {
		r.Total.Add(s)
		r.addDomains(s, &frontier, &m.Strata()[g], seen.Gain(g))
	}
	if n := r.Total.With().People; n > 0 {
		for d := range r.Domains {
			r.Domains[d] /= float64(n)
		}
	}
	if seen.Plain() {
		return
	}
	r.Policies = &Reach{bill: market.NewBill(len(r.Menu))}
	for g, s := range r.Strata {
		r.Policies.add(s, seen.Terms(g))
	}
}

// addDomains adds a stratum to Domains while that still holds totals; its domains' gains add up to gain.
func (r *Record) addDomains(s *agent.Sums, frontier *market.FrontierMonth, of *population.Stratum, gain float64) {
	var sums sum.Fixed // augmented minus unaided cognition of those with access: the sum of c*G
	users := int64(0)
	for k := range s.Tiers[1:] {
		if with := &s.Tiers[k+1]; with.People > 0 {
			users += with.People
			sums.Add(with.Augmented)
			sums.Sub(with.Cognition)
		}
	}
	if users == 0 || gain == 0 {
		return
	}
	added := sums.Float()
	for d, g := range frontier.Gains(of.Direct, of.Full) {
		r.Domains[d] += float64(added * g / gain)
	}
}

// add adds a stratum: the people below the income threshold, then the others.
func (p *Reach) add(s *agent.Sums, terms *market.StratumMenu) {
	below, others := make([]int64, len(s.Tiers)), make([]int64, len(s.Tiers))
	for k, g := range s.Tiers {
		below[k], others[k] = g.Below, g.People-g.Below
	}
	p.bill.Add(&terms.Low, below)
	p.bill.Add(&terms.High, others)
	if terms.Plain {
		return
	}
	if !terms.Seats {
		p.count(below)
	}
	if terms.Threshold == 0 || terms.Seats {
		p.count(others)
	}
}

// count counts eligible people by tier.
func (p *Reach) count(users []int64) {
	for k, n := range users {
		p.Eligible += n
		if k > 0 {
			p.Users += n
		}
	}
	p.SOTAUsers += users[len(users)-1]
}

// clone returns a copy that shares nothing that can be written.
func (r Record) clone() Record {
	r.Menu = slices.Clone(r.Menu)
	r.Total = r.Total.Clone()
	r.Strata = slices.Clone(r.Strata)
	for g := range r.Strata {
		r.Strata[g] = r.Strata[g].Clone()
	}
	r.Market = r.Market.Clone()
	if r.Policies != nil {
		policies := *r.Policies
		r.Policies = &policies
	}
	r.Use = slices.Clone(r.Use)
	if r.Peers != nil {
		peers := *r.Peers
		r.Peers = &peers
	}
	r.Collected = slices.Clone(r.Collected)
	for i := range r.Collected {
		r.Collected[i].Groups = slices.Clone(r.Collected[i].Groups)
	}
	r.Distributions = r.Distributions.Clone()
	return r
}
