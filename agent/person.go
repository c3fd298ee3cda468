package agent

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/market"
)

// Filter says why a person has no SOTA access.
type Filter uint8

// The filters. Against the SOTA price P, the value W of the SOTA tier to the person, less what using it costs beside the price,
// and its ability to pay A:
const (
	None      Filter = iota // has SOTA access, or could have and would, and prefers a lesser tier
	PricedOut               // W >= P > A: would, cannot
	OptedOut                // A >= P > W: could, will not
	Neither                 // P > W and P > A
	Waiting                 // would and could, but too few others have access yet
	Rationed                // would and could, was not admitted
	Unaware                 // would and could, has not noticed what is on sale
	Lapsed                  // would and could, stopped paying and has not looked again
	Filters   int    = iota
)

// String returns the filter's name in lower case: none, priced out, opted out, neither, waiting, rationed, unaware,
// lapsed; filter(8) for one that does not exist.
func (f Filter) String() string {
	if int(f) >= Filters {
		return fmt.Sprintf("filter(%d)", uint8(f))
	}
	return [...]string{"none", "priced out", "opted out", "neither", "waiting", "rationed", "unaware", "lapsed"}[f]
}

// Person is one person. Its methods are the definition of the model's rule, in float64; [Block] computes the same for many.
type Person struct {
	Income      float64 // y [u/month], > 0
	Cognition   float64 // c [1 = average], unaided
	Born        float64 // c_0, that before the first month; of use where learning by doing has a limit
	Aptitude    float64 // a [1 = average]: how much of the stratum's gain this person turns into output
	Belief      float64 // gamma [share of output]: gain that they expect of one unit of quality
	Uncertainty float64 // omega [share²], variance of that belief
	Habit       float64 // h [0..1]: how far AI has become a necessity
	BudgetShare float64 // s [0..1]: the most of their supernumerary income that they spend on AI
	UseCost     float64 // kappa [u/month]: what using AI costs them beside the price
	Need        float64 // n [1 = average]: a factor of the money at stake; of use where needs come and go
	Threshold   float64 // theta [0..1]: joins only once this share of its stratum, or of its peers, has; 0 once it has had access
	Tier        int     // k: tier held, 0 = no access, Menu[k-1] otherwise
	Filter      Filter  // why it has no SOTA access

	Attention Attention // whether it looks at what is on sale
	Wait      float64   // exposure [1] left until that changes; 0: nothing changes it. See Attention. Of who pays, in months where tiers commit

	Peers Peers // what it sees of them, where people have a network

	Extra []float64 // the person's values in the extra columns of a user's rule, in the order of its Columns
}

// Luck has a person's random numbers of a month.
type Luck struct {
	Signal    float64 // standard normal: noise of the experienced gain
	Admission float64 // uniform in (0, 1): place in the waiting list, small is early
	Wait      float64 // unit exponential: exposure until it lapses or looks again, if it starts or stops paying this month
	Cancel    float64 // uniform in (0, 1): below the inertia, it does not get round to cancelling this month
	Need      float64 // score, next to standard normal: of the need that begins this month, if one does
	Renews    bool    // whether one does
}

// Outcome has the results of a person's month beside its new state.
type Outcome struct {
	Reservation  float64 // R [u/month]: the most it would and could have paid for the SOTA tier
	Wanted       int     // tier it would have taken if every tier had admitted it
	Below        bool    // its income was below the threshold of means-tested policies
	Gain         float64 // G [share]: gain in output from AI
	Augmented    float64 // E [1 = average]: cognition with the exoskeleton on, or missing it
	Joined, Left bool    // gained its first tier this month; gave its last one up
}

// Step updates the person by one month, in the order of the model: need, attention, choice, then for those with access learning, habit
// formation, gain and learning by doing, for the others word of mouth, habit decay and withdrawal loss, and last income.
func (p *Person) Step(m *Month, luck Luck) Outcome {
	p.renew(m, luck)
	out := Outcome{Reservation: p.Reservation(m, m.Menu.SOTA()), Below: m.Terms != nil && p.Income < m.Terms.Threshold}

	had := p.Tier > 0
	p.attend(m)
	wanted, _ := p.Choose(m, -1) // a place before everybody's
	out.Wanted = p.stay(m, wanted, luck)
	tier, why := p.Choose(m, luck.Admission)
	p.take(m, p.stay(m, tier, luck), why)
	p.settle(m, luck.Wait)
	has := p.Tier > 0
	out.Joined, out.Left = has && !had, had && !has

	if has {
		p.Threshold = 0 // confirmed for good
		p.updateBelief(m, m.Gain+float64(m.Params.SignalNoise*luck.Signal))
		p.Habit += float64(m.Params.HabitUp * (1 - p.Habit))
		out.Gain = p.Aptitude * m.Gain * delivered(m.Menu[p.Tier-1])
		p.learn(m, out.Gain)
		out.Augmented = p.Cognition * (1 + out.Gain)
	} else {
		p.hear(m)
		p.Habit -= float64(m.Params.HabitDown * p.Habit)
		out.Augmented = p.Cognition * (1 - float64(m.Params.MissedShare*p.Habit))
	}
	p.Income *= 1 + m.Params.IncomeGrowth + float64(m.Params.PassThrough*(out.Gain-m.MeanGain))
	return out
}

// delivered is the quality that arrives: x = Q*q.
func delivered(o market.Offer) float64 { return o.Quality * o.Quota }

// Valuation returns what an offer is worth to the person, W [u/month].
//
// With Y = chi*y*a*n the money at stake per unit of gain, n the need, and x = Q*q, the certainty equivalent is
//
//	V = Y*x*gamma - (rho/2)*(Y*x)^2*omega/y,    W = max(0, V)*(1 + eta*h)
func (p *Person) Valuation(m *Month, o market.Offer) float64 {
	atStake := m.Params.CapturedShare * p.Income * p.Aptitude * p.need(m) * delivered(o)
	v := float64(atStake*p.Belief) - m.Params.RiskAversion/2*atStake*atStake*p.Uncertainty/p.Income
	return float64(max(0, v) * (1 + float64(m.Params.NecessityPremium*p.Habit)))
}

// Ability returns the most the person can spend on AI, A = s*max(0, y + transfer - subsistence) [u/month].
func (p *Person) Ability(m *Month) float64 {
	return p.BudgetShare * max(0, p.Income+m.terms(p.Income).Transfer-m.Params.Subsistence)
}

// Net returns what an offer is worth to the person beyond what using it costs beside the price, W - kappa [u/month].
func (p *Person) Net(m *Month, o market.Offer) float64 { return p.Valuation(m, o) - p.UseCost }

// Reservation returns the willingness-to-pay threshold for an offer, R = max(0, min(W - kappa, A)) [u/month]: the highest price at
// which the person takes it.
func (p *Person) Reservation(m *Month, o market.Offer) float64 {
	return max(0, min(p.Net(m, o), p.Ability(m)))
}

// Choose returns the tier that the person takes and the filter that keeps it from the SOTA tier.
//
// Of the tiers with P <= min(W - kappa, A) it takes the one with the largest surplus W - P - kappa, of equal ones the cheaper, of
// equal prices the better. P is the price that the person pays: policies may make it another than the posted one.
// A tier that is not on sale, at [market.Withdrawn], is one that nobody would or could have.
// Somebody who has not noticed takes none, who stopped paying none that costs something; see [Attention].
// Somebody who never had access joins only once last month's share of its stratum with
// access, or with a network that of its peers, is at least theta. A tier that it does not hold must admit it: place < Admission.
func (p *Person) Choose(m *Month, place float64) (tier int, why Filter) {
	menu := m.terms(p.Income).Menu
	sotaTier := len(menu)
	confirmed := p.others(m).Share >= p.Threshold
	ability := p.Ability(m)
	admitted := func(k int) bool { return k == p.Tier || place < menu[k-1].Admission }
	looks := func(k int) bool { return p.looks(m, menu[k-1].Price) }

	best, price := math.Inf(-1), math.Inf(1)
	for k := sotaTier; k >= 1; k-- {
		o := menu[k-1]
		worth := p.Valuation(m, o) // kappa is the same for all tiers
		if o.Price >= market.Withdrawn || o.Price > worth-p.UseCost || o.Price > ability || !confirmed || !admitted(k) || !looks(k) {
			continue
		}
		if surplus := worth - o.Price; surplus > best || surplus == best && o.Price < price {
			tier, best, price = k, surplus, o.Price
		}
	}

	sota := menu[sotaTier-1]
	onSale := sota.Price < market.Withdrawn
	would, could := onSale && p.Net(m, sota) >= sota.Price, onSale && ability >= sota.Price
	switch {
	case tier == sotaTier:
		why = None
	case would && !could:
		why = PricedOut
	case !would && could:
		why = OptedOut
	case !would:
		why = Neither
	case !looks(sotaTier) && p.Attention == BeforeNotice:
		why = Unaware
	case !looks(sotaTier):
		why = Lapsed
	case !confirmed:
		why = Waiting
	case !admitted(sotaTier):
		why = Rationed
	}
	return tier, why
}

// learn changes unaided cognition by a month's use, c <- c*(1 + lambda_c*G); with a limit cbar the way left to it shrinks,
//
//	c <- c + min(1, |lambda_c|*G)*(limit - c),   limit = cbar*c_0, or c_0/cbar if lambda_c < 0
func (p *Person) learn(m *Month, gain float64) {
	lambda := m.Params.LearningByDoing
	if m.Params.SkillLimit == 0 {
		p.Cognition *= 1 + float64(lambda*gain)
		return
	}
	p.Cognition += float64(min(1, math.Abs(lambda)*gain) * (float64(m.Params.limit()*p.Born) - p.Cognition))
}

// limit is how many times the cognition of the start learning by doing tends to; of use if there is a limit.
func (b *Params) limit() float64 {
	if b.LearningByDoing < 0 {
		return 1 / b.SkillLimit
	}
	return b.SkillLimit
}

// Asked returns what the person asks for giving an offer up, W*(1 + eta_loss*h) [u/month]: willingness to accept.
func (p *Person) Asked(m *Month, o market.Offer) float64 {
	return float64(p.Valuation(m, o) * (1 + float64(m.Params.LossPremium*p.Habit)))
}

// updateBelief moves the belief towards the experienced signal z by the Kalman gain K = omega/(omega + sigma^2).
func (p *Person) updateBelief(m *Month, z float64) {
	noise := float64(m.Params.SignalNoise * m.Params.SignalNoise)
	k := p.Uncertainty / (p.Uncertainty + noise)
	p.Belief += float64(k * (z - p.Belief))
	p.Uncertainty = float64((1-k)*p.Uncertainty) + m.Params.drift()
}

// hear moves the belief of somebody without access towards that of the users around it, word of mouth, and then towards the gain, by the news.
func (p *Person) hear(m *Month) {
	others := p.others(m)
	p.Belief += float64(m.Params.WordOfMouth * others.Share * (others.UserBelief - p.Belief))
	p.Belief += float64(m.Params.News * (m.Gain - p.Belief))
	p.Uncertainty += m.Params.drift()
}

// drift is the variance q by which a belief grows stale in a month.
func (b *Params) drift() float64 { return float64(b.BeliefDrift * b.BeliefDrift) }
