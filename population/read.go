package population

import (
	"fmt"
	"io"
	"strings"
)

// wageColumns are the wage quantiles of the US form.
var wageColumns = []struct {
	name string
	p    float64
}{{"wage_p10", 0.10}, {"wage_p25", 0.25}, {"wage_p50", 0.50}, {"wage_p75", 0.75}, {"wage_p90", 0.90}}

// incomeColumns are the income quantiles of the world form.
var incomeColumns = []struct {
	name string
	p    float64
}{{"income_p10", 0.10}, {"income_p50", 0.50}, {"income_p90", 0.90}}

// ReadStrata reads strata in the form of the built-in US workforce: CSV with a header, lines that start with # left
// out, and at least these columns in any order:
//
//	soc, occupation, group      text
//	workers                     people
//	wage_p10, p25, p50, p75, p90  u a year: a number, 'top' (censored from here on) or nothing (not published)
//	direct_*, full_*            shares of work, * each of coding, security, visual, composition, general
//
// A stratum without any wage takes those of its group: for each quantile the mean over the group's strata that have
// it, weighted by people.
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
		s := Stratum{Code: t.text("soc"), Name: t.text("occupation"), Group: t.text("group"), People: t.whole("workers")}
		columnOf := map[string]string{"people": "workers", "full": "full_*"}
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
	for i := range strata {
		s := &strata[i]
		if len(s.Income) > 0 {
			continue
		}
		for _, w := range wageColumns {
			people, sum := 0.0, 0.0
			for j := range strata {
				if v, ok := quantileAt(strata[j].Income, w.p); ok && strata[j].Group == s.Group && lines[j] != lines[i] {
					people += float64(strata[j].People)
					sum += float64(strata[j].People) * v
				}
			}
			if people > 0 {
				s.Income = append(s.Income, Quantile{w.p, sum / people})
			}
		}
		if len(s.Income) == 0 {
			t.line = lines[i]
			t.problem("wage_p10", "got no wage here or in group %q, want at least one", s.Group)
		}
	}
}

func quantileAt(known []Quantile, p float64) (float64, bool) {
	for _, q := range known {
		if q.P == p {
			return q.Value, true
		}
	}
	return 0, false
}

// ReadCountries reads strata in the form of the built-in world: CSV with a header, lines that start with # left out,
// and at least these columns in any order:
//
//	iso3, country, income_group          text
//	people                               people
//	income_p10, income_p50, income_p90   u/month a person: a number or nothing, at least one
//	exposure_factor                      exposure over that of the average US job, 0 to 1
//
// Exposure is the average of USWorkforce2021 by domain, weighted by people, times the factor. Errors are as in ReadStrata.
func ReadCountries(r io.Reader, name string) ([]Stratum, error) {
	columns := []string{"iso3", "country", "income_group", "people", "exposure_factor"}
	for _, c := range incomeColumns {
		columns = append(columns, c.name)
	}
	direct, full := averageExposure(usWorkforce())
	t := openTable(r, name, columns)
	var strata []Stratum
	for t.next() {
		s := Stratum{Code: t.text("iso3"), Name: t.text("country"), Group: t.text("income_group"), People: t.whole("people")}
		columnOf := map[string]string{"income": "income_p10"}
		for _, c := range incomeColumns {
			if t.text(c.name) == "" {
				continue
			}
			columnOf[fmt.Sprintf("income[%d].value", len(s.Income))] = c.name
			s.Income = append(s.Income, Quantile{c.p, t.parse(c.name, "a number or nothing")})
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

// check reports the stratum's problems by column, unless reading the row already failed.
func (t *table) check(s *Stratum, columnOf map[string]string) {
	if t.rowBad {
		return
	}
	s.Problems(func(path, format string, args ...any) {
		column, ok := columnOf[path]
		if path == "income" && !ok {
			return // fillWages may mend it
		}
		if !ok {
			column = strings.TrimSuffix(path, ".p")
		}
		t.problem(column, format, args...)
	})
}
