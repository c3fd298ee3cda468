package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCalibrate: the file to start from is a calibration; it prints the targets and the parameters, goes on where it was stopped, and
// what it fitted passes when it is assessed.
func TestCalibrate(t *testing.T) {
	t.Chdir(t.TempDir())
	_, errs, code := command(t, "", "init", "today", "--calibration")
	require.Zero(t, code, errs)
	require.Contains(t, errs, "Wrote calibration.yaml, and cogap-calibration.schema.json for editors. Change it, then: cogap calibrate calibration.yaml --out fitted\n")
	text, err := os.ReadFile("calibration.yaml")
	require.NoError(t, err)
	quick := strings.NewReplacer("scale: 14000", "scale: 1000000", "{strata: 100, evaluations: 40}", "{strata: 20, evaluations: 16}", "{evaluations: 20}", "{evaluations: 4}").Replace(string(text))
	require.NoError(t, os.WriteFile("calibration.yaml", []byte(quick), 0o666))

	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, said strings.Builder
	require.Equal(t, exitInterrupted, run(ctx, []string{"calibrate", "calibration.yaml", "--out", "fitted"}, strings.NewReader(""), &out, &said))
	require.Contains(t, said.String(), "interrupted (the same command goes on)")
	status, errs, code := command(t, "", "study", "status", "fitted")
	require.Zero(t, code, errs)
	require.Regexp(t, `^a calibration: 0 evaluations are done, of about \d+\ncogap calibrate fitted/calibration.yaml --out fitted goes on with it\n$`, status)
	first, errs, code := command(t, "", "calibrate", "fitted/calibration.yaml", "--out", "fitted", "-q")
	require.Zero(t, code, errs)
	status, _, _ = command(t, "", "study", "status", "fitted")
	require.Regexp(t, `^a calibration, complete: \d\d evaluations; cogap validate-targets fitted says`, status)
	require.Empty(t, errs)
	require.Regexp(t, `(?m)^\d+ evaluations; objective [0-9.e-]+, of the scenario as it is [0-9.e-]+$`, first)
	require.Regexp(t, `(?m)^C8 +user_gain +0.036 +0.01 +0.03\d+ +[0-9.e-]+ +-?[01].\d +pass +fit$`, first)
	require.Contains(t, first, "C7 daily_of_users is not expressed: likewise\n")
	require.Regexp(t, `(?m)^behaviour.captured_share +0.05 to 0.6 +0.159 +0.\d+ +\d+%$`, first)
	piped, errs, code := command(t, quick, "calibrate", "-", "-q", "--workers", "1")
	require.Zero(t, code, errs)
	require.Equal(t, first, piped)

	page, err := os.ReadFile(filepath.Join("fitted", "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "a calibration of cogap</title>")

	assessed, errs, code := command(t, "", "validate-targets", "fitted", "-q")
	require.Zero(t, code, errs)
	require.Contains(t, assessed, "1 of 1 pass")
	assessed, errs, code = command(t, "", "validate-targets", "calibration.yaml", "-q")
	require.Zero(t, code, errs)
	require.Contains(t, assessed, "objective 9.2", "of the scenario as it is, which is the fitted one")
	_, errs, code = command(t, "", "validate", filepath.Join("fitted", "fit.yaml"))
	require.Zero(t, code, errs)
	schema, errs, code := command(t, "", "schema", "--calibration")
	require.Zero(t, code, errs)
	require.Contains(t, schema, `"title": "cogap calibration"`)
}

// TestValidateOnly: figures that are reported and never fitted need no parameters; a fit does, and a figure of its own.
func TestValidateOnly(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("own.csv", []byte("id,role,value,se,weight\nX1,validate,0.36,0.02,0\n"), 0o666))
	require.NoError(t, os.WriteFile("own.yaml", []byte("scenario: {base: history, population: {scale: 1000000}}\ntargets: own.csv\nmoments: {X1: access_share@2024-08}\n"), 0o666))
	out, errs, code := command(t, "", "validate-targets", "own.yaml", "-q")
	require.Zero(t, code, errs)
	require.Regexp(t, `(?m)^X1 .* fail +validate$`, out)
	require.NotContains(t, out, "objective")
	_, errs, code = command(t, "", "calibrate", "own.yaml")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "parameters: got none")
	require.Contains(t, errs, "nothing to fit")
}

// TestValidateTable: a table of figures is put beside the fitted model, from a file or standard input; what it can't be compared with is
// named. It is no calibration file, which calibrate says.
func TestValidateTable(t *testing.T) {
	t.Chdir(t.TempDir())
	const table = "# figures of another source\nid,name,value,se\nX1,able_ge100,0.991,0.01\nX2,able_25to50,0.5,0.01\nX3,seats,0.26,0.03\n"
	require.NoError(t, os.WriteFile("own.csv", []byte(table), 0o666))
	out, errs, code := command(t, "", "validate-targets", "own.csv", "-q")
	require.Zero(t, code, errs)
	require.Regexp(t, `(?m)^X1 +able_ge100 +0.991 +0.01 +0.991 +[0-9.e-]+ +-?0.0 +pass +validate$`, out)
	require.Regexp(t, `(?m)^X2 .* fail +validate$`, out)
	require.Contains(t, out, "1 of 2 pass")
	require.Contains(t, out, `X3 seats is not expressed: no published target has the name "seats"; a column moment says what it is compared with`)
	require.Regexp(t, `(?m)^X1 +collected.ge100@2022-12, of able$`, out)
	require.NotContains(t, out, "objective")
	piped, errs, code := command(t, table, "validate-targets", "-", "-q")
	require.Zero(t, code, errs)
	require.Equal(t, out, piped)
	for _, args := range [][]string{{"calibrate", "own.csv"}, {"calibrate", "-"}} {
		_, errs, code = command(t, table, args...)
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, "is a table, want a calibration file: cogap validate-targets compares")
	}
	out, errs, code = command(t, "id,name,value,se\nX3,seats,0.26,0.03\n", "validate-targets", "-", "-q")
	require.Equal(t, exitUsage, code)
	require.Contains(t, out, "nothing could be compared\nX3 seats is not expressed: ")
	require.NotContains(t, out, "0 of 0")
	require.Contains(t, errs, "nothing could be compared")
	_, errs, code = command(t, "id,value,se,moment,times\nX1,0.36,0.1,access_share@2025-08,0\n", "validate-targets", "-")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "stdin:2:34: column times: got 0, want a factor above 0")
	_, errs, code = command(t, "id,value,se\nX1,0.36,no\n", "validate-targets", "-")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `stdin:2:9: column se: got "no", want a number`)
	for _, list := range []string{`[{"id": "X1", "value": 0.36, "se": 0.1}]`, "- {id: X1, value: 0.36, se: 0.1}\n"} {
		_, errs, code = command(t, list, "validate-targets", "-")
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, "stdin: got a list, want a table of figures as CSV, with the columns id, value, se, or a calibration file")
	}
}

// TestCalibrateErrors: what is wrong is told at once, and nothing runs.
func TestCalibrateErrors(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	require.NoError(t, os.WriteFile(bad, []byte("scenario: essay\nparameters: {behaviour.captured_shar: {from: 0, to: 1}}\ntargets: published\nmoments: {C1: sota_share}\n"), 0o666))
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.Mkdir(empty, 0o777))
	for want, args := range map[string][]string{
		"target C7 has no moment":              {"calibrate", bad},
		"no such file":                         {"calibrate", filepath.Join(dir, "none.yaml")},
		"accepts at most 1 arg":                {"calibrate", bad, bad},
		"no calibration has come to its end":   {"validate-targets", empty},
		"--calibration: want neither --study":  {"init", "--calibration", "--study"},
		"--calibration and --search: want one": {"schema", "--study", "--calibration"},
		"--population: want nothing beside it": {"init", "--calibration", "--population"},
		"moments.C1: target C1":                {"validate-targets", strings.Replace(bad, "bad", "other", 1)},
	} {
		if strings.Contains(want, "moments.C1") {
			require.NoError(t, os.WriteFile(args[1], []byte("scenario: essay\nparameters: {behaviour.captured_share: {from: 0, to: 1}}\ntargets: published\n"), 0o666))
		}
		_, errs, code := command(t, "", args...)
		require.Equal(t, exitUsage, code, "%v: %s", args, errs)
		require.Contains(t, errs, want, args)
	}
}
