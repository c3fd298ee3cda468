package page

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
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
func Document(s cogap.Scenario, files []File) (report.Document, error) {
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
		Data:        map[string]any{"choices": choices, "files": names, "meanings": about(), "fitted": fittedOf(s)},
		Style:       liveCSS, Script: liveJS, Connects: true,
	}, nil
}

// choicesWith lists a scenario, then the built-in ones.
func choicesWith(s cogap.Scenario) ([]choice, error) {
	link, err := Encode(s)
	list := []choice{{s.Name, "the scenario that this page was opened with", link}}
	for _, name := range scenario.Names() {
		s, loadErr := scenario.Load(name)
		s, quickErr := Quick(s)
		link, linkErr := Encode(s)
		err = errors.Join(err, loadErr, quickErr, linkErr)
		if link != list[0].Link {
			list = append(list, choice{name, scenario.Summary(name), link})
		}
	}
	return list, err
}
