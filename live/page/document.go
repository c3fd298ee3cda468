package page

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// The page's own parts.
var (
	//go:embed assets/live.html
	bodyHTML string
	//go:embed assets/live.css
	liveCSS string
	//go:embed assets/live.js
	liveJS string
)

// choice is a scenario that the page can open.
type choice struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Link    string `json:"link"`
}

// Document returns the page that opens with a scenario and offers files. It is the same for everybody: it asks for its first run itself.
func Document(s cogap.Scenario, files []File) (report.Document, error) { return document(s, files, "") }

// document returns the page, which looks whether its first scenario has a result, by digest, if there is one.
func document(s cogap.Scenario, files []File, result string) (report.Document, error) {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	choices, err := choicesWith(s)
	if err != nil {
		return report.Document{}, err
	}
	body, err := template.New("body").Parse(bodyHTML)
	if err != nil {
		return report.Document{}, fmt.Errorf("page: %w", err)
	}
	var text strings.Builder
	if err := body.Execute(&text, choices); err != nil {
		return report.Document{}, fmt.Errorf("page: %w", err)
	}
	return report.Document{
		Title:       "Who can still pay for state-of-the-art AI? – live",
		Description: "A whole population decides, month by month, whether it can still pay for state-of-the-art AI. Change what it costs and see who is left.",
		Body:        template.HTML(text.String()),
		Data:        map[string]any{"choices": choices, "files": names, "fitted": fittedOf(s), "result": result},
		Style:       liveCSS, Script: bare(liveJS), Connects: true,
	}, nil
}

var margin = regexp.MustCompile(`(?m)^[ \t]*(//.*\n)?`)

// bare returns a script of the page, none of whose texts goes over several lines, without indents and lines of comment, which are a
// sixth of it.
func bare(script string) string { return margin.ReplaceAllString(script, "") }

// choicesWith lists a scenario, then the built-in ones.
func choicesWith(s cogap.Scenario) ([]choice, error) {
	link, err := Encode(s)
	list := []choice{{s.Name, "the scenario that this page was opened with", link}}
	for _, name := range scenario.Names() {
		built, loadErr := scenario.Load(name)
		built, scaleErr := alike(built, s)
		link, linkErr := Encode(built)
		err = errors.Join(err, loadErr, scaleErr, linkErr)
		if link != list[0].Link {
			list = append(list, choice{name, scenario.Summary(name), link})
		}
	}
	return list, err
}

// fewest is how many agents a built-in scenario has at least where its people are others than those of the page's own.
const fewest = 20_000

// alike gives a scenario the scale of another, so that runs of the two have the same people; if it is of other people, about as many agents.
func alike(s, other cogap.Scenario) (cogap.Scenario, error) {
	people, err := s.Population.ScaleFor(1)
	others, othersErr := other.Population.ScaleFor(1)
	if err := errors.Join(err, othersErr); err != nil {
		return s, err
	}
	scale := max(other.Population.Scale, 1)
	if people != others {
		scale, err = s.Population.ScaleFor(int64(max(others/scale, fewest)))
	}
	s.Population.Scale = scale
	return s, err
}
