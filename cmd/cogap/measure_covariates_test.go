package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMeasureCovariates holds regressions on the command to values of R, of which inequality/testdata/r has the scripts.
func TestMeasureCovariates(t *testing.T) {
	dir := filepath.Join("..", "..", "inequality", "testdata")
	golden := map[string]float64{}
	for _, name := range []string{"change.csv", "concentration.csv"} {
		raw, err := os.ReadFile(filepath.Join(dir, "r", name))
		require.NoError(t, err)
		rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
		require.NoError(t, err)
		for _, row := range rows[1:] {
			golden[row[0]], err = strconv.ParseFloat(row[1], 64)
			require.NoError(t, err)
		}
	}
	data := filepath.Join(dir, "golden", "bivariate2000.csv")
	run := func(args ...string) map[string]measured {
		out, errs, code := command(t, "", append([]string{"measure", data, "--weight", "wr", "--json", "--level", "0", "--covariates", "educ,age,access"}, args...)...)
		require.Zero(t, code, errs)
		all := map[string]measured{}
		for _, m := range decode(t, out).Measures {
			name, _ := m.Params["covariate"].(string)
			part, _ := m.Params["part"].(string)
			all[m.Measure+" "+name+part] = m
		}
		return all
	}
	m := run("--value", "income", "--measures", "rif_gini,rif_quantile(0.5, h=3000),fields")
	require.InEpsilon(t, golden["rif_gini_educ"], float(t, m["rif_gini educ"].Value), 1e-8)
	require.InEpsilon(t, golden["rif_gini_educ_se"], float(t, m["rif_gini educ"].SE), 1e-8)
	require.InEpsilon(t, golden["rif_median_educ"], float(t, m["rif_quantile educ"].Value), 1e-8)
	require.InDelta(t, 1, float(t, m["fields educ"].Value)+float(t, m["fields age"].Value)+float(t, m["fields access"].Value)+float(t, m["fields residual"].Value), 1e-9)
	m = run("--value", "cognition", "--rank", "income", "--measures", "concentration_contribution")
	require.InEpsilon(t, golden["contribution_educ_income_wr"], float(t, m["concentration_contribution educ"].Value), 1e-8)
	require.InEpsilon(t, golden["residual_income_wr"], float(t, m["concentration_contribution residual"].Value), 1e-6)

	out, errs, code := command(t, "", "measure", data, "--value", "income", "--weight", "wr", "--group", "access", "--covariates", "educ,age", "--json", "--measures", "oaxaca,mean_gap")
	require.Zero(t, code, errs)
	parts := decode(t, out).Measures
	require.Len(t, parts, 6)
	gap := float(t, parts[5].Value)
	require.InEpsilon(t, gap, float(t, parts[0].Value)+float(t, parts[1].Value)+float(t, parts[2].Value), 1e-9)
	require.InEpsilon(t, gap, float(t, parts[3].Value)+float(t, parts[4].Value), 1e-9)
	require.NotNil(t, parts[0].SE)
}

// TestMeasureRIFDesign: coefficients of RIF regressions have errors in a sample with a design, near the robust ones where it says little. See also TestGroupsGolden of package survey.
func TestMeasureRIFDesign(t *testing.T) {
	args := []string{"measure", people, "--value", "income", "--weight", "w", "--covariates", "score", "--json", "--measures", "rif_gini,rif_quantile(0.4),rif_variance,rif_ge(0),rif_atkinson(0.5)"}
	plain, errs, code := command(t, "", args...)
	require.Zero(t, code, errs)
	drawn, errs, code := command(t, "", append(args, "--strata", "region")...)
	require.Zero(t, code, errs)
	require.Empty(t, errs)
	a, b := decode(t, plain).Measures, decode(t, drawn).Measures
	require.Len(t, a, 10)
	for k := range a {
		require.Equal(t, a[k].Value, b[k].Value)
		require.InEpsilon(t, float(t, a[k].SE), float(t, b[k].SE), .2, a[k].Measure)
		require.Equal(t, "linearised", b[k].CI.Method)
	}
}

func TestMeasureCovariatesMissing(t *testing.T) {
	in := "x,age,g\n1,20,a\n4,30,a\n3,,a\n8,50,b\n6,35,b\n7,20,b\n2,22,a\n"
	out, errs, code := command(t, in, "measure", "-", "--value", "x", "--covariates", "age", "--measures", "fields", "--json")
	require.Zero(t, code, errs)
	require.Equal(t, "NaN", decode(t, out).Measures[0].Value)
	require.Contains(t, errs, "missing in 1 of 7 rows")
	out, errs, code = command(t, in, "measure", "-", "--value", "x", "--covariates", "age", "--measures", "fields", "--json", "--omit")
	require.Zero(t, code, errs)
	require.NotEqual(t, "NaN", decode(t, out).Measures[0].Value)
	_, errs, code = command(t, in, "measure", "-", "--value", "x", "--covariates", "height", "--measures", "fields")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "--covariates")
	_, errs, code = command(t, in, "measure", "-", "--value", "x", "--measures", "fields")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "fields needs --covariates")
	_, errs, code = command(t, "x,y\n1,2\n2,2\n4,2\n", "measure", "-", "--value", "x", "--covariates", "y", "--measures", "fields")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "does not vary")
	_, errs, code = command(t, "x,y\n2,1\n2,2\n2,4\n", "measure", "-", "--value", "x", "--covariates", "y", "--measures", "rif_quantile(0.5)")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "not defined: rif_quantile h=0 p=0.5: all values are equal", "nobody has said a bandwidth that could be wrong")
	// Replicates measure regressions too.
	out, errs, code = command(t, strings.ReplaceAll(in, "3,,a", "3,41,a"), "measure", "-", "--value", "x", "--covariates", "age", "--cluster", "age", "--replicate-method", "jk1", "--measures", "fields", "--json")
	require.Zero(t, code, errs)
	require.NotNil(t, decode(t, out).Measures[1].SE)
}
