package population

import (
	"fmt"
	"math"
)

// Domain is a kind of cognitive work that AI reaches at its own time and speed.
type Domain int

// The domains, in the order of Stratum's arrays and of the frontier.
const (
	Coding Domain = iota
	Security
	Visual
	Composition
	General
	Domains = 5 // how many there are
)

var domainNames = [Domains]string{"coding", "security", "visual", "composition", "general"}

// String returns the domain's name as data files and scenarios spell it.
func (d Domain) String() string {
	if d < 0 || d >= Domains {
		return fmt.Sprintf("Domain(%d)", int(d))
	}
	return domainNames[d]
}

// Quantile is one known point of an income distribution: the share P of people earns at most Value.
type Quantile struct {
	// P is the share of people at or below Value: strictly between 0 and 1.
	P float64 `json:"p" unit:"share" range:"0,1"`
	// Value is the income there.
	Value float64 `json:"value" unit:"u/month" range:"(0,"`
}

// Stratum is a group of people who share their work and their market: an occupation, a country, a region x occupation.
type Stratum struct {
	Code  string `json:"code"`  // of the source: a SOC code, an ISO country code
	Name  string `json:"name"`  // for people to read
	Group string `json:"group"` // wider group, for reports: a major occupation group, an income group of countries

	// People is how many real people it has.
	People int64 `json:"people" unit:"people" range:"1,"`

	// Income has what is known of its distribution, by increasing P; at least one point. IncomeAt says what lies between.
	Income []Quantile `json:"income"`

	// Direct is the share of the stratum's work that AI reaches on its own, by domain; [share] 0..1.
	Direct [Domains]float64 `json:"direct"`

	// Full is the share that AI reaches at the domain's full frontier, with tools and images; Direct <= Full, sum <= 1.
	Full [Domains]float64 `json:"full"`
}

// fullSlack is how far above 1 the sum of Full may be: published shares are rounded to four decimals.
const fullSlack = 0.001

// Problems reports everything that is wrong with the stratum; paths are relative to it, as in "income[1].value".
func (s *Stratum) Problems(report func(path, format string, args ...any)) {
	if s.People <= 0 {
		report("people", "got %d people, want at least 1", s.People)
	}
	s.incomeProblems(report)
	s.exposureProblems(report)
}

func (s *Stratum) incomeProblems(report func(path, format string, args ...any)) {
	if len(s.Income) == 0 {
		report("income", "got no quantile, want at least one")
	}
	for i, q := range s.Income {
		path := fmt.Sprintf("income[%d]", i)
		if !(q.P > 0 && q.P < 1) {
			report(path+".p", "got %v, want a share between 0 and 1, both excluded", q.P)
		}
		if !(q.Value > 0 && q.Value <= maxIncome) {
			report(path+".value", "got %v u/month, want more than 0 and at most %g", q.Value, maxIncome)
		}
		if i == 0 {
			continue
		}
		before := s.Income[i-1]
		if q.P <= before.P {
			report(path+".p", "got %v after %v: quantiles must be in increasing order of p", q.P, before.P)
		}
		if q.Value < before.Value {
			report(path+".value", "got %v u/month below %v at p = %v: quantiles must not fall", q.Value, before.Value, before.P)
		}
	}
}

func (s *Stratum) exposureProblems(report func(path, format string, args ...any)) {
	sum := 0.0
	for d := range Domains {
		direct, full := s.Direct[d], s.Full[d]
		if !(direct >= 0 && direct <= 1) {
			report(fmt.Sprintf("direct[%d]", d), "got %v for %v, want a share from 0 to 1", direct, Domain(d))
		}
		if !(full >= 0 && full <= 1) {
			report(fmt.Sprintf("full[%d]", d), "got %v for %v, want a share from 0 to 1", full, Domain(d))
		}
		if full < direct {
			report(fmt.Sprintf("full[%d]", d), "got %v for %v, want at least direct, which is %v", full, Domain(d), direct)
		}
		sum += full
	}
	if sum > 1+fullSlack && !math.IsInf(sum, 0) {
		report("full", "got a sum of %.4f over the domains, want at most 1", sum)
	}
}
