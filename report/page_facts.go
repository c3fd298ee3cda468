package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
)

// keyFact is a parameter that decides much, in words.
type keyFact struct{ Path, Value, Meaning string }

// keyMeanings are the parameters that decide most.
var keyMeanings = []keyFact{
	{Path: "behaviour.captured_share", Meaning: "what part of a gain in output a person keeps as money; employees keep less than the self-employed"},
	{Path: "behaviour.risk_aversion", Meaning: "how much people mind that the benefit is not guaranteed (relative risk aversion)"},
	{Path: "behaviour.necessity_premium", Meaning: "by what share somebody fully used to AI values it more"},
	{Path: "population.right_side", Meaning: "share of people who wait until enough others around them have joined"},
	{Path: "behaviour.missed_share", Meaning: "loss of unaided output of somebody fully used to AI once it is gone"},
	{Path: "behaviour.learning_by_doing", Meaning: "monthly growth of unaided cognition per unit of gain; below 0, unused skill fades"},
	{Path: "population.corr_cognition_aptitude", Meaning: "above 0 AI helps those more who think well without it, below 0 it levels"},
}

func keyFacts(r *cogap.Result) []keyFact {
	var list []keyFact
	for _, f := range keyMeanings {
		if p := param.PlaceOf(&r.Manifest.Scenario).Find(f.Path); p != nil {
			f.Value = fmt.Sprint(p.Value.Interface())
			list = append(list, f)
		}
	}
	return list
}

// section is the parameters of one part of a scenario.
type section struct {
	Name string
	Rows []parameter
}

type parameter struct{ Path, Value, Unit string }

// parameters lists every parameter of a scenario, but those of strata of its own.
func parameters(s *cogap.Scenario) []section {
	var list []section
	for _, f := range param.Fields(s) {
		if strings.HasPrefix(f.Path, "population.strata[") {
			continue
		}
		name, _, nested := strings.Cut(f.Path, ".")
		if !nested {
			name = "run"
		}
		if len(list) == 0 || list[len(list)-1].Name != name {
			list = append(list, section{Name: name})
		}
		here := &list[len(list)-1]
		here.Rows = append(here.Rows, parameterOf(f))
	}
	return list
}

// parameterOf shows a parameter; numbers that stand for something else are words.
func parameterOf(f param.Field) parameter {
	switch {
	case f.Value == market.Always && strings.HasSuffix(f.Path, ".until"):
		return parameter{f.Path, "the end of the run", ""}
	case f.Value == market.Withdrawn && strings.Contains(f.Path, ".price.values["):
		return parameter{f.Path, "not on sale", ""}
	case f.Unit == "1":
		f.Unit = ""
	}
	return parameter{f.Path, fmt.Sprint(f.Value), f.Unit}
}

// citation says how to cite the result.
func citation(r *cogap.Result) string {
	m := r.Manifest
	return fmt.Sprintf("cogap %s (https://github.com/cogap/cogap). Simulation \"%s\": %s people, %s agents, %d months from %s, seed %d. Result SHA-256 %s, input SHA-256 %s. %s",
		m.Version, m.Scenario.Name, Grouped(m.People), Grouped(int64(m.Agents)), m.Months, m.Scenario.Start, m.Scenario.Seed, m.Result, m.Input, DataSource(r))
}

// scenarioJSON is the scenario as a file that runs again, but for strata of its own, which may be many.
func scenarioJSON(s cogap.Scenario) string {
	s.Population.Strata = nil
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return "" // a valid scenario has only finite numbers
	}
	return string(text)
}
