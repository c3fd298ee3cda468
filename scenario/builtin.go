package scenario

import (
	"embed"
	"slices"
	"strings"

	"github.com/cogap/cogap"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// names of the built-in scenarios, in the order in which they are best met.
var names = []string{"default", "today", "fitted", "history", "essay", "voucher", "plain", "open-weights", "world"}

// Names returns the names of the built-in scenarios.
func Names() []string { return slices.Clone(names) }

// Default returns the built-in scenario default: the model that was fitted to published figures of who uses and pays for AI (docs/model.md, 1),
// asked the question. US workers live through the published ladder of prices from December 2022; from January 2026, month 37, one SOTA tier is all
// that is on sale, at 100u, then 200u, then 400u a month, a year each.
func Default() cogap.Scenario {
	s, err := Load("default")
	if err != nil {
		panic("scenario: built-in scenario: " + err.Error()) // a test loads it
	}
	return s
}

// Load returns a built-in scenario.
func Load(name string) (cogap.Scenario, error) { return checked(openBuiltIn(name)) }

// Source returns the file of a built-in scenario, with its comments.
func Source(name string) ([]byte, error) {
	if !slices.Contains(names, name) {
		return nil, unknownScenario(name)
	}
	return builtin.ReadFile("builtin/" + name + ".yaml")
}

// Summary returns the first paragraph of a built-in scenario's comments: what it is about.
func Summary(name string) string {
	text, err := Source(name)
	if err != nil {
		return ""
	}
	var words []string
	for line := range strings.Lines(string(text)) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !ok || strings.TrimSpace(comment) == "" {
			break
		}
		words = append(words, strings.TrimSpace(comment))
	}
	return strings.Join(words, " ")
}
