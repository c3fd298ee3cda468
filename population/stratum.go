package population

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
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

// ByDomain has a number for each domain, in their order. In files it has names, {coding: 0.1, general: 0.2}, of which those
// left out stay as they are; a list of all five, in order, reads as well.
type ByDomain [Domains]float64

// Names returns the names of the domains, in order.
func (ByDomain) Names() []string { return domainNames[:] }

// MarshalJSON writes names and numbers.
func (b ByDomain) MarshalJSON() ([]byte, error) {
	text := []byte{'{'}
	for d, name := range domainNames {
		number, err := json.Marshal(b[d])
		if err != nil {
			return nil, err
		}
		text = append(append(append(text, '"'), name...), `":`...)
		text = append(append(text, number...), ',')
	}
	text[len(text)-1] = '}'
	return text, nil
}

// UnmarshalJSON reads names and numbers, or a list of all numbers in order.
func (b *ByDomain) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		var list []float64
		if err := json.Unmarshal(text, &list); err != nil {
			return err
		}
		if len(list) != Domains {
			return fmt.Errorf("got %d numbers, want one for each of %s", len(list), strings.Join(domainNames[:], ", "))
		}
		copy(b[:], list)
		return nil
	}
	var named map[string]float64
	if err := json.Unmarshal(text, &named); err != nil {
		return err
	}
	for name, number := range named {
		d := slices.Index(domainNames[:], name)
		if d < 0 {
			return param.Unknown(name, domainNames[:])
		}
		b[d] = number
	}
	return nil
}

// Quantile is one known point of an income distribution: the share P of people earns at most Value.
type Quantile struct {
	// P is the share of people at or below Value: strictly between 0 and 1.
	P float64 `json:"p" unit:"share" range:"(0,1)"`
	// Value is the income there; bounded so that float32 holds everything that is made of it.
	Value float64 `json:"value" unit:"u/month" range:"(0,1000000000000"`
}

// Stratum is a group of people who share their work and their market: an occupation, a country, a region x occupation.
type Stratum struct {
	Code  string `json:"code"`  // of the source: a SOC code, an ISO country code
	Name  string `json:"name"`  // for people to read
	Group string `json:"group"` // wider group, for reports: a major occupation group, an income group of countries

	// People is how many real people it has.
	People int64 `json:"people" unit:"people" range:"1,1000000000000"`

	// PriceLevel is the level of prices against the reference market, 1 = the same; regional prices follow it. 0 if it
	// is not known: then it counts as 1.
	PriceLevel float64 `json:"price_level" unit:"1" range:"0,1000000"`

	// Graduates is the share of its people with at least a bachelor's degree; 0 if it is not known. No person has a degree of their own: it
	// is a weight, with which collections compare people in work of graduates with others.
	Graduates float64 `json:"graduates,omitempty" unit:"share" range:"0,1"`

	// NotEmployed says that its people have no job, and so no employer who could pay for a seat.
	NotEmployed bool `json:"not_employed,omitempty"`

	// EmployerPaid says that its people have a seat: access for which their employer pays, where a policy of the kind employer says so.
	EmployerPaid bool `json:"employer_paid,omitempty"`

	// SharedAccount says that its people share a paid account with others of their household.
	SharedAccount bool `json:"shared_account,omitempty"`

	// Income has what is known of its distribution, by increasing P; at least one point. IncomeAt says what lies between.
	Income []Quantile `json:"income" limit:"1000"`

	// Direct is the share of the stratum's work that AI reaches on its own, by domain.
	Direct ByDomain `json:"direct" unit:"share" range:"0,1"`

	// Full is the share that AI reaches at the domain's full frontier, with tools and images; Direct <= Full, sum <= 1.
	Full ByDomain `json:"full" unit:"share" range:"0,1"`
}

// fullSlack is how far above 1 the sum of Full may be: published shares are rounded to four decimals.
const fullSlack = 0.001

// Problems reports what is wrong with the stratum beyond the range of a single number: quantiles out of order,
// exposure that cannot be. Paths are relative to it, as in "income[1].value".
func (s *Stratum) Problems(report func(path, format string, args ...any)) {
	if len(s.Income) == 0 {
		report("income", "got no quantile, want at least one")
	}
	for _, of := range []struct{ path, name string }{{"code", s.Code}, {"name", s.Name}, {"group", s.Group}} {
		if err := param.CheckName(of.name); err != nil {
			report(of.path, "%w", err)
		}
	}
	for i := 1; i < len(s.Income); i++ {
		before, q := s.Income[i-1], s.Income[i]
		if q.P <= before.P {
			report(fmt.Sprintf("income[%d].p", i), "got %v after %v, want quantiles in increasing order of p", q.P, before.P)
		}
		if q.Value < before.Value {
			report(fmt.Sprintf("income[%d].value", i), "got %v u/month, want at least the %v at p = %v", q.Value, before.Value, before.P)
		}
	}
	sum := 0.0
	for d := range Domains {
		if s.Full[d] < s.Direct[d] {
			report("full."+Domain(d).String(), "got %v for %v, want at least direct, which is %v", s.Full[d], Domain(d), s.Direct[d])
		}
		sum += s.Full[d]
	}
	if sum > 1+fullSlack {
		report("full", "got a sum of %.4f over the domains, want at most 1", sum)
	}
}
