package study_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/cogap/cogap/internal/schemacheck"
	"github.com/cogap/cogap/study"
)

// TestSchema: every example of a study file, every study as a folder has it, and every example of a mistake is judged rightly.
func TestSchema(t *testing.T) {
	schema := schemacheck.Plain(t, study.Schema())
	judge := func(text string) []string {
		var v any
		require.NoError(t, yaml.Unmarshal([]byte(text), &v), text)
		return schemacheck.Violations(schema, schemacheck.Plain(t, v), "x")
	}
	doc, err := os.ReadFile("../docs/study.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(doc, -1)
	require.GreaterOrEqual(t, len(examples), 2)
	for _, e := range examples {
		require.Empty(t, judge(string(e[1])), string(e[1]))
	}
	files, err := filepath.Glob("../examples/sensitivity/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Empty(t, judge(string(text)), name)
	}
	plans := []study.Plan{prices(), longer(), {Base: small(), Measures: []string{"sota_share"}, Until: &study.Until{Measure: "sota_share", HalfWidth: 0.1, AtMost: 30}}}
	pair, err := study.Pair(small(), small(), prices())
	require.NoError(t, err)
	for _, p := range append(plans, pair) {
		var text bytes.Buffer
		require.NoError(t, study.Write(&text, p))
		require.Empty(t, judge(text.String()), text.String())
	}
	for text, want := range map[string]string{
		"measure: [x]":                              "x.measure: unknown",
		"measures: x":                               "x.measures: want array",
		"replicates: -1":                            "x.replicates: below minimum",
		"design: gird":                              "x.design: none of anyOf",
		"design: {kind: sobol, point: 3}":           "x.design: none of anyOf",
		"luck: some":                                "x.luck: not one of",
		"factors: {months: 3}":                      "x.factors.months: none of anyOf",
		"factors: {months: {from: 1}}":              "x.factors.months: none of anyOf",
		"factors: {scenario: {a: {month: 3}}}":      "x.factors.scenario: none of anyOf",
		"until: {measure: a, half_width: 1}":        "x.until.at_most: missing",
		"base: {behaviour: {captured_share: 2}}":    "x.base: none of anyOf",
		"factors: {months: {from: 1, to: 2, z: 1}}": "x.factors.months: none of anyOf",
	} {
		require.Contains(t, judge(text), want, text)
	}
}
