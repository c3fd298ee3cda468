package study

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/cogap/cogap/measure"
)

// reserved are columns of tables of results that no factor may be named as.
var reserved = []string{
	"job", "cell", "replicate", "seed", "status", "error", "seconds", "digest", "checksum", // of runs
	"measure", "month", "n", "mean", "sd", "se", "lo", "hi", "q05", "q25", "q50", "q75", "q95", // of summaries
}

// factorNames checks what factors are called, and that no two set the same parameter.
func (c *checker) factorNames() {
	list := c.plan.Factors
	for i := range list {
		path := fmt.Sprintf("factors[%d]", i)
		for _, err := range c.plan.nameProblems(list[i].Column()) {
			c.add(path, "%w", err)
		}
		for j := range i {
			if err := Clash(list[i].Path, list[j].Path); err != nil {
				c.add(path, "%w", err)
			} else if list[i].whole() && list[j].whole() {
				c.add(path, "got a second factor of whole scenarios, which would take the place of those of the first")
			} else if list[i].Column() == list[j].Column() {
				c.add(path, "got %s a second time", list[i].Column())
			}
		}
	}
}

// nameProblems returns what is wrong with the name of a factor's column.
func (p *Plan) nameProblems(name string) (problems []error) {
	switch {
	case name == "seed":
		problems = append(problems, errors.New("got seed, which the study sets in every run: leave it out, and ask for replicates"))
	case slices.Contains(reserved, name):
		problems = append(problems, fmt.Errorf("got the name %s, which another column of the tables has", name))
	case p.asks(name):
		problems = append(problems, fmt.Errorf("got the name %s, which is that of a measure", name))
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		problems = append(problems, fmt.Errorf("got the name %q, want letters without line breaks or other control characters", name))
	}
	return problems
}

// asks reports whether runs have a column of a name for a measure, or for a month of a series.
func (p *Plan) asks(name string) bool {
	ref, err := measure.Parse(name)
	if err != nil {
		return false
	}
	is := func(text string) bool { return sameRef(text, ref.String()) }
	if slices.ContainsFunc(p.Measures, is) {
		return true
	}
	ref.Month = ""
	return slices.ContainsFunc(p.Series, is)
}

// Clash returns an error if two paths of parameters are the same, or one holds the other, as market.tiers[0].price holds
// market.tiers[0].price.values[2]: of two values that were set there, one would be lost.
func Clash(a, b string) error {
	a, b = zeros.ReplaceAllString(a, "[$1"), zeros.ReplaceAllString(b, "[$1")
	switch {
	case a == "" || b == "":
		return nil
	case a == b:
		return fmt.Errorf("got %s a second time", a)
	case holds(a, b):
		return fmt.Errorf("got %s, which holds %s, which is varied too: its values would be lost", a, b)
	case holds(b, a):
		return fmt.Errorf("got %s, which is part of %s, which is varied too: its values would be lost", a, b)
	}
	return nil
}

// zeros are those before an index, which change nothing: tiers[00] is tiers[0].
var zeros = regexp.MustCompile(`\[0+([0-9])`)

// holds reports whether a path is the beginning of another.
func holds(whole, part string) bool {
	rest, ok := strings.CutPrefix(part, whole)
	return ok && rest != "" && (rest[0] == '.' || rest[0] == '[')
}
