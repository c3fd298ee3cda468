package figure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
)

// SourceOf is what is written below pictures of results: what made them, of whom, and what repeats them. Of several it says what
// they share, and what tells them apart.
func SourceOf(results ...*cogap.Result) string {
	var names, people, seeds, digests, data []string
	add := func(list *[]string, text string) {
		if !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	version := ""
	for _, r := range results {
		m := &r.Manifest
		version = m.Version
		add(&names, fmt.Sprintf("%q", m.Scenario.Name))
		add(&people, report.Grouped(m.People))
		add(&seeds, fmt.Sprint(m.Scenario.Seed))
		add(&digests, fmt.Sprintf("%.8s", m.Result))
		add(&data, report.DataSource(r))
	}
	return fmt.Sprintf("cogap %s, %s %s, %s people, %s %s, %s %s. A model, not a forecast.\n%s",
		version, plural("scenario", names), listed(names), listed(people), plural("seed", seeds), listed(seeds), plural("result", digests), listed(digests), strings.Join(data, " "))
}

// broken breaks the lines of a text that are longer than so many letters.
func broken(text string, most int) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, wrap(line, most))
	}
	return strings.Join(lines, "\n")
}

func plural(noun string, list []string) string {
	if len(list) == 1 {
		return noun
	}
	return noun + "s"
}

// listed lists some things, or the first ones of many.
func listed(list []string) string {
	const most = 3
	if len(list) > most+1 {
		list = append(list[:most:most], fmt.Sprintf("%d more", len(list)-most))
	}
	return strings.Join(list, ", ")
}
