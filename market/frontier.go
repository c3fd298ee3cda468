package market

import "fmt"

// domains are the fields of work in the order that every array by domain follows.
const domains = 5

// Frontier is what the best model of a month can do, domain by domain.
type Frontier struct {
	// Since is the month, such as 2026-01, from which midpoints are counted, whatever the first month of the run. Empty: they are counted
	// from the first month, whatever its name.
	Since string `json:"since,omitempty"`

	Coding      Domain `json:"coding"`
	Security    Domain `json:"security"`
	Visual      Domain `json:"visual"` // images and video
	Composition Domain `json:"composition"`
	General     Domain `json:"general"` // all other cognitive work
}

// Domain is the frontier of one domain: capability F(t) = ceiling/(1 + exp(-speed*(t - midpoint))).
type Domain struct {
	// Midpoint is the month at which half the ceiling is reached. Source: coding June 2025, when the 50% horizon of METR
	// crossed 100 minutes; the lags of the others (security 6, visual 12, composition 12, general 24) are judgement.
	Midpoint float64 `json:"midpoint" unit:"month" range:"-1048576,1048576"`
	// Speed of the logistic. Source: one minute to one work month is 13.3 doublings of 129 days, 10-90% in 46 months.
	Speed float64 `json:"speed" unit:"1/month" range:"0,1000000"`
	// Ceiling is the capability that is never passed; at 1 all of a stratum's full exposure is reached. Assumption: 1.
	Ceiling float64 `json:"ceiling" unit:"share" range:"0,1"`
	// Phi is the output gain on fully exposed work. Source: for coding Cui et al., 26%; for composition Noy and Zhang,
	// 40%; for general work Brynjolfsson, Li and Raymond, 15%; for security 20% and visual 25% single trials (recalled).
	Phi float64 `json:"phi" unit:"share of output" range:"0,1000"`
	// Open is the share of the domain in which AI may be used: 1 is open, 0 is closed by law or by the provider.
	// Assumption: 1 in all.
	Open Series `json:"open" unit:"share" range:"0,1"`
}

// DefaultFrontier returns the frontier of cogap.Plain. Source of its numbers: see the fields of Domain.
func DefaultFrontier() Frontier {
	const coding, speed, ceiling = -7, 0.1, 1 // -7: June 2025
	at := func(lag, phi float64) Domain { return Domain{coding + lag, speed, ceiling, phi, Constant(1)} }
	return Frontier{
		Coding:      at(0, 0.26),
		Security:    at(6, 0.20),
		Visual:      at(12, 0.25),
		Composition: at(12, 0.40),
		General:     at(24, 0.15),
	}
}

// Later returns the frontier with every midpoint so many months later. f is not modified.
func (f Frontier) Later(months int) Frontier {
	for _, d := range f.domains() {
		d.Midpoint += float64(months)
	}
	return f
}

func (f *Frontier) domains() [domains]*Domain {
	return [domains]*Domain{&f.Coding, &f.Security, &f.Visual, &f.Composition, &f.General}
}

// At returns the capability of each domain in a month, 0 to 1, whether the domain is open or not; the same bits on
// every machine.
func (f Frontier) At(month int) [domains]float64 {
	var capability [domains]float64
	for d, domain := range f.domains() {
		capability[d] = domain.at(month)
	}
	return capability
}

func (d *Domain) at(month int) float64 {
	return float64(d.Ceiling * logistic(float64(d.Speed*(float64(month)-d.Midpoint))))
}

// FrontierMonth is the frontier in one month.
type FrontierMonth struct {
	reached [domains]float64 // F(t)
	worth   [domains]float64 // open * phi
}

// In returns the frontier in a month.
func (f *Frontier) In(month int) FrontierMonth {
	m := FrontierMonth{reached: f.At(month)}
	for d, domain := range f.domains() {
		m.worth[d] = float64(domain.Open.At(month) * domain.Phi)
	}
	return m
}

// Gains returns what each domain adds to the gain g that a stratum can get from full quality, as a share of its output:
// open * phi * (direct + (full - direct)*F(t)).
//
// direct is the share of the stratum's work that AI reaches today, full at the full frontier, by domain.
func (m *FrontierMonth) Gains(direct, full [domains]float64) [domains]float64 {
	var gains [domains]float64
	for d := range gains {
		gains[d] = float64(m.worth[d] * between(direct[d], full[d], m.reached[d]))
	}
	return gains
}

// Gain returns the sum of Gains: g, the gain in output from full quality.
func (m *FrontierMonth) Gain(direct, full [domains]float64) float64 {
	sum := 0.0
	for d := range direct {
		sum += float64(m.worth[d] * between(direct[d], full[d], m.reached[d])) // without a list, in half the time
	}
	return sum
}

// Lagged returns the quality, SOTA = 1, of a model that is lag months behind the frontier: the capability of then
// over that of now, domains weighted by phi. 1 for no lag, and if the frontier is nowhere yet. The weights are an
// assumption; with the default frontier 8 to 14 months are 0.62 down to 0.40 in month 0, and rise from there.
func (f Frontier) Lagged(month, lag int) float64 {
	if lag == 0 {
		return 1
	}
	then, now := 0.0, 0.0
	for _, domain := range f.domains() {
		then += float64(domain.Phi * domain.at(month-lag))
		now += float64(domain.Phi * domain.at(month))
	}
	if now == 0 {
		return 1
	}
	return then / now
}

func index(name string, i int) string { return fmt.Sprintf("%s[%d]", name, i) }
