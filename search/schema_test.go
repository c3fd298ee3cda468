package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/cogap/cogap/internal/schemacheck"
	"github.com/cogap/cogap/search"
)

// TestSchema: a search file is judged rightly, and so are mistakes.
func TestSchema(t *testing.T) {
	schema := schemacheck.Plain(t, search.Schema())
	judge := func(text string) []string {
		var v any
		require.NoError(t, yaml.Unmarshal([]byte(text), &v), text)
		return schemacheck.Violations(schema, schemacheck.Plain(t, v), "x")
	}
	require.Empty(t, judge("base: {base: essay}\nfactors: {'market.tiers[0].price': {from: 20, to: 800, scale: log}}\nmaximise: revenue@last\n"+
		"minimise: [public_money@last, sota_gap@last]\nsubject_to: [sota_share@last >= 5%]\npoints: 24\ntries: 300\nconfirm: 20\nreplicates: 2\n"))
	for text, want := range map[string]string{
		"design: grid":    "x.design: unknown",
		"measures: [a]":   "x.measures: unknown",
		"minimize: a":     "x.minimize: unknown",
		"points: 3":       "x.points: below minimum",
		"tries: 0":        "x.tries: below minimum",
		"confirm: 0":      "x.confirm: below minimum",
		"subject_to: [1]": "x.subject_to: none of anyOf",
	} {
		require.Contains(t, judge(text), want, text)
	}
}
