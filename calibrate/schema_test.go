package calibrate_test

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/internal/schemacheck"
)

// TestSchema: examples of calibration files, a calibration as a folder has it, and examples of mistakes are judged rightly.
func TestSchema(t *testing.T) {
	schema := schemacheck.Plain(t, calibrate.Schema())
	judge := func(text string) []string {
		var v any
		require.NoError(t, yaml.Unmarshal([]byte(text), &v), text)
		return schemacheck.Violations(schema, schemacheck.Plain(t, v), "x")
	}
	doc, err := os.ReadFile("../docs/calibration.md")
	require.NoError(t, err)
	inDoc := regexp.MustCompile("(?s)```yaml\n(name:.*?)```").FindSubmatch(doc)
	require.NotNil(t, inDoc)
	var written bytes.Buffer
	require.NoError(t, calibrate.Write(&written, everything(t), "targets.csv"))
	for _, text := range []string{string(calibrate.BuiltIn()), string(inDoc[1]), file, written.String()} {
		require.Empty(t, judge(text), text)
	}
	const head = "parameters: {}\ntargets: a.csv\nmoments: {}\n"
	require.Empty(t, judge(head))
	for text, want := range map[string]string{
		"targets: a.csv\nmoments: {}\n":                                       "x.parameters: missing",
		"parameters: {a: {from: 1}}\ntargets: a\nmoments: {}":                 "x.parameters.a.to: missing",
		"parameters: {a: {from: 1, to: 2, z: 1}}\ntargets: a\nmoments: {}":    "x.parameters.a.z: unknown",
		"parameters: {}\ntargets: a\nmoments: {C1: {mesure: x}}":              "x.moments.C1: none of anyOf",
		"parameters: {}\ntargets: a\nmoments: {C1: {measure: x, by: decile}}": "x.moments.C1: none of anyOf",
		head + "method: cma":                 "x.method: not one of",
		head + "stages: [{strata: 3}]":       "x.stages[0].evaluations: missing",
		head + "replicates: -1":              "x.replicates: below minimum",
		head + "history: {waves: 0}":         "x.history.waves: below minimum",
		head + "seeds: 1":                    "x.seeds: unknown",
		head + "scenarios: {us: {month: 3}}": "x.scenarios.us: none of anyOf",
	} {
		require.Contains(t, judge(text), want, text)
	}
}
