package population

import (
	"errors"
	"fmt"
	"io"

	"github.com/cogap/cogap/internal/param"
)

// quantileColumn is a column that holds the quantile at p.
type quantileColumn struct {
	name string
	p    float64
}

// The income quantiles of the US form and of the world form.
var (
	wageColumns   = []quantileColumn{{"wage_p10", 0.10}, {"wage_p25", 0.25}, {"wage_p50", 0.50}, {"wage_p75", 0.75}, {"wage_p90", 0.90}}
	incomeColumns = []quantileColumn{{"income_p10", 0.10}, {"income_p50", 0.50}, {"income_p90", 0.90}}
)

// ReadStrata reads strata in the form of the built-in US workforce: CSV with a header, lines that start with # left
// out, and at least these columns in any order:
//
//	soc, occupation, group   text
//	workers                  people
//	wage_p10 p25 p50 p75 p90 u a year: a number, 'top' (censored from here on) or nothing (not published)
//	direct_*, full_*         shares of work, * each of coding, security, visual, composition, general
//
// A stratum without any wage takes those of its group: for each quantile the mean over the group's strata that have
// it, weighted by people, and at least the quantile before it.
//
// The error names the file, line and column of each problem and what was expected, the first 20 of them. name is
// the file's name in these messages.
func ReadStrata(r io.Reader, name string) ([]Stratum, error) {
	columns := []string{"soc", "occupation", "group", "workers"}
	for _, w := range wageColumns {
		columns = append(columns, w.name)
	}
	for d := range Domains {
		columns = append(columns, "direct_"+Domain(d).String(), "full_"+Domain(d).String())
	}
	t := openTable(r, name, columns)
	var strata []Stratum
	var lines []int
	for t.next() {
		s := Stratum{Code: t.text("soc"), Name: t.text("occupation"), Group: t.text("group"), People: t.whole("workers"), PriceLevel: 1}
		columnOf := map[string]string{"people": "workers", "full": "full_*", "income": ""} // fillWages looks after the last
		t.wages(&s, columnOf)
		for d := range Domains {
			direct, full := "direct_"+Domain(d).String(), "full_"+Domain(d).String()
			s.Direct[d], s.Full[d] = t.number(direct), t.number(full)
			columnOf[fmt.Sprintf("direct[%d]", d)], columnOf[fmt.Sprintf("full[%d]", d)] = direct, full
		}
		t.check(&s, columnOf)
		strata, lines = append(strata, s), append(lines, t.line)
	}
	t.fillWages(strata, lines)
	return t.done(strata)
}

// wages reads the known wage quantiles of a row; columnOf learns which column each came from.
func (t *table) wages(s *Stratum, columnOf map[string]string) {
	top := ""
	for _, w := range wageColumns {
		switch text := t.text(w.name); {
		case text == "":
		case text == "top":
			top = w.name
		case top != "":
			t.problem(w.name, "got %q after 'top' in %s, want 'top' or nothing", text, top)
		default:
			columnOf[fmt.Sprintf("income[%d].value", len(s.Income))] = w.name
			s.Income = append(s.Income, Quantile{w.p, t.parse(w.name, "a number, 'top' or nothing") / 12})
		}
	}
}

// fillWages gives strata without any wage those of their group.
func (t *table) fillWages(strata []Stratum, lines []int) {
	type mean struct{ sum, people float64 }
	groups := map[string]map[float64]mean{} // by group and p
	for i := range strata {
		s := &strata[i]
		if groups[s.Group] == nil {
			groups[s.Group] = map[float64]mean{}
		}
		for _, q := range s.Income {
			m := groups[s.Group][q.P]
			people := float64(s.People)
			groups[s.Group][q.P] = mean{m.sum + float64(people*q.Value), m.people + people}
		}
	}
	for i := range strata {
		s := &strata[i]
		if len(s.Income) > 0 {
			continue
		}
		least := 0.0 // means over different strata may fall
		for _, w := range wageColumns {
			if m, ok := groups[s.Group][w.p]; ok {
				least = max(least, m.sum/m.people)
				s.Income = append(s.Income, Quantile{w.p, least})
			}
		}
		if len(s.Income) == 0 {
			t.line = lines[i]
			t.problem("wage_p10", "got no wage here or in group %q, want at least one", s.Group)
		}
	}
}

// ReadCountries reads strata in the form of the built-in world: CSV with a header, lines that start with # left out,
// and at least these columns in any order:
//
//	iso3, country, income_group   text
//	people                        people
//	income_p10 p50 p90            u/month a person: a number or nothing, at least one
//	price_level                   against the US, above 0
//	exposure_factor               exposure over that of the average US job, 0 to 1
//
// Exposure is the average of USWorkforce2021 by domain, weighted by people, times the factor. Errors are as in ReadStrata.
func ReadCountries(r io.Reader, name string) ([]Stratum, error) {
	columns := []string{"iso3", "country", "income_group", "people", "price_level", "exposure_factor"}
	for _, c := range incomeColumns {
		columns = append(columns, c.name)
	}
	direct, full := averageExposure(usWorkforce())
	t := openTable(r, name, columns)
	var strata []Stratum
	for t.next() {
		s := Stratum{Code: t.text("iso3"), Name: t.text("country"), Group: t.text("income_group"), People: t.whole("people")}
		columnOf := map[string]string{"people": "people", "income": "income_p10"}
		for _, c := range incomeColumns {
			if t.text(c.name) == "" {
				continue
			}
			columnOf[fmt.Sprintf("income[%d].value", len(s.Income))] = c.name
			s.Income = append(s.Income, Quantile{c.p, t.parse(c.name, "a number or nothing")})
		}
		if s.PriceLevel = t.number("price_level"); !(s.PriceLevel > 0) {
			t.problem("price_level", "got %v, want a level above 0", s.PriceLevel)
			s.PriceLevel = 0
		}
		factor := t.number("exposure_factor")
		if !(factor >= 0 && factor <= 1) {
			t.problem("exposure_factor", "got %v, want a factor from 0 to 1", factor)
			factor = 0
		}
		for d := range Domains {
			s.Direct[d], s.Full[d] = factor*direct[d], factor*full[d]
		}
		t.check(&s, columnOf)
		strata = append(strata, s)
	}
	return t.done(strata)
}

// averageExposure returns the means of Direct and Full by domain over all people.
func averageExposure(strata []Stratum) (direct, full [Domains]float64) {
	people := 0.0
	for i := range strata {
		s := &strata[i]
		w := float64(s.People)
		people += w
		for d := range Domains {
			direct[d] += float64(w * s.Direct[d])
			full[d] += float64(w * s.Full[d])
		}
	}
	for d := range Domains {
		direct[d] /= people
		full[d] /= people
	}
	return direct, full
}

// check reports the stratum's problems by column, unless reading the row already failed. A path that columnOf maps to
// nothing is left out; one that it does not have is told as it is.
func (t *table) check(s *Stratum, columnOf map[string]string) {
	if t.rowBad {
		return
	}
	joined, _ := param.Check(s).(interface{ Unwrap() []error })
	if joined == nil {
		return
	}
	for _, err := range joined.Unwrap() {
		problem, ok := errors.AsType[*param.Error](err)
		if !ok {
			continue
		}
		column, known := columnOf[problem.Path]
		if !known {
			column = problem.Path
		}
		if column != "" {
			t.problem(column, "%w", problem.Err)
		}
	}
}
