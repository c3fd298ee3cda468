package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// goldenRecord is one of the reference data of package inequality.
type goldenRecord struct {
	Measure  string
	Params   map[string]any
	Weighted bool
	Value    any
}

func goldenRecords(t *testing.T, dataset string) (list []goldenRecord) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "inequality", "testdata", "golden", dataset+".json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &list))
	return list
}

// TestMeasureMobility: the command has the reference values of every measure of mobility.
func TestMeasureMobility(t *testing.T) {
	data := filepath.Join("..", "..", "inequality", "testdata", "golden", "panel800.csv")
	var calls []string
	for i := range mobilityKinds {
		calls = append(calls, mobilityKinds[i].name)
	}
	found := map[string]map[string]measured{}
	for _, weighted := range []bool{false, true} {
		args := []string{"measure", data, "--value", "y1", "--rank", "y0", "--level", "0", "--json", "--measures", strings.Join(calls, ",")}
		if weighted {
			args = append(args, "--weight", "w")
		}
		out, errs, code := command(t, "", args...)
		require.Zero(t, code, errs)
		found[fmt.Sprint(weighted)] = foundBy(t, out, "k", "row", "col")
	}
	compared := map[string]bool{}
	for _, r := range goldenRecords(t, "panel800") {
		var key strings.Builder
		key.WriteString(r.Measure)
		for _, name := range []string{"k", "row", "col"} {
			if v, ok := r.Params[name]; ok {
				key.WriteString(fmt.Sprint(" ", v))
			}
		}
		if m, ok := found[fmt.Sprint(r.Weighted)][key.String()]; ok && r.Params["y0"] == "y0" && r.Params["y1"] == "y1" {
			require.InEpsilon(t, r.Value, float(t, m.Value), 1e-9, key.String())
			compared[r.Measure] = true
		}
	}
	require.Len(t, compared, len(mobilityKinds))
	_, errs, code := command(t, "a,b\n1,2\n", "measure", "--value", "a", "--measures", "spearman")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "spearman needs --rank")
	for _, in := range []string{"a,b\n1,2\n", "a,b\n1,1\n1,1\n", "a,b\n0,0\n-1,2\n", "a,b\n,1\n2,2\n"} { // one person, ties, negative values, missing ones
		_, errs, code := command(t, in, "measure", "--value", "a", "--rank", "b", "--interval", "bootstrap", "--bootstrap", "39", "--measures", strings.Join(calls, ","))
		require.Zero(t, code, errs)
	}
}

// TestMeasureSources: the command has the reference values of parts by source, also of one that no column has, which have intervals by the bootstrap.
func TestMeasureSources(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "inequality", "testdata", "golden", "sources600.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("total,wage,capital,transfer\n")
	for _, r := range rows[1:] {
		total := 0.0
		for _, cell := range r[:3] {
			v, err := strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
			total += v
		}
		fmt.Fprintf(&b, "%v,%s\n", total, strings.Join(r[:3], ","))
	}
	run := func(more ...string) map[string]measured {
		out, errs, code := command(t, b.String(), append([]string{"measure", "--value", "total", "--json", "--measures", "sources,shapley_gini,gini"}, more...)...)
		require.Zero(t, code, errs)
		return foundBy(t, out, "covariate", "part")
	}
	all := run("--covariates", "wage,capital,transfer", "--level", "0")
	part := map[string]string{"ly_share": "share", "ly_gini": "gini", "ly_contribution": "contribution", "ly_gini_corr": "correlation", "shorrocks_fields_share": "variance_share"}
	compared := 0
	for _, r := range goldenRecords(t, "sources600") {
		if r.Weighted || fmt.Sprint(r.Params["sources"]) != "[wage capital transfer]" {
			continue
		}
		key := fmt.Sprintf("sources %v %v", r.Params["source_name"], part[r.Measure])
		if r.Measure == "shapley_gini_source" {
			key = fmt.Sprint("shapley_gini ", r.Params["source_name"])
		}
		if m, ok := all[key]; ok {
			require.InEpsilon(t, r.Value, float(t, m.Value), 1e-8, key)
			compared++
		}
	}
	require.GreaterOrEqual(t, compared, 18)
	require.NotContains(t, all, "shapley_gini rest")

	some := run("--covariates", "wage,capital", "--interval", "bootstrap", "--bootstrap", "99", "--level", ".9")
	require.InEpsilon(t, float(t, all["sources transfer contribution"].Value), float(t, some["sources rest contribution"].Value), 1e-9)
	sum := 0.0
	for _, name := range []string{"wage", "capital", "rest"} {
		m := some["sources "+name+" contribution"]
		require.NotNil(t, m.CI)
		sum += float(t, m.Value)
	}
	require.InDelta(t, float(t, some["gini"].Value), sum, 1e-12)
	_, errs, code := command(t, "x,g\n1,a\n2,b\n3,a\n", "measure", "--value", "x", "--categories", "g", "--measures", "sources")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "not defined: sources: want --covariates")
	out, errs, code := command(t, "x,a\n1,\n2,1\n3,1\n", "measure", "--value", "x", "--covariates", "a", "--measures", "sources,shapley_gini", "--json")
	require.Zero(t, code, errs)
	require.Equal(t, "NaN", decode(t, out).Measures[0].Value)
}

// TestMeasureSampledErrors: what has no formula of its error has an interval by the bootstrap, the same as when it is asked for, if there are not too many rows.
func TestMeasureSampledErrors(t *testing.T) {
	args := []string{"measure", people, "--value", "income", "--group", "pays", "--lo", "0", "--hi", "1e9", "--measures", "gini,ks,esteban_ray(1)", "--json"}
	out, errs, code := command(t, "", args...)
	require.Zero(t, code, errs)
	require.Contains(t, errs, "no formula has the error of ks, esteban_ray")
	forced, _, code := command(t, "", append(args, "--interval", "bootstrap")...)
	require.Zero(t, code)
	a, b := decode(t, out).Measures, decode(t, forced).Measures
	require.Equal(t, "normal", a[0].CI.Method)
	for k := 1; k < len(a); k++ {
		require.Equal(t, b[k], a[k], "the same samples")
	}
	var many strings.Builder
	many.WriteString("x,g\n")
	for i := range mostSampled + 1 {
		fmt.Fprintf(&many, "%v,%d\n", math.Sqrt(float64(i)), i%2)
	}
	out, errs, code = command(t, many.String(), "measure", "--value", "x", "--group", "g", "--measures", "ks", "--json")
	require.Zero(t, code)
	require.Nil(t, decode(t, out).Measures[0].CI)
	require.Contains(t, errs, "no intervals of ks without --interval=bootstrap or jackknife")
	out, errs, code = command(t, "", append(args, "--level", "0")...)
	require.Zero(t, code)
	require.Nil(t, decode(t, out).Measures[1].SE)
	require.Empty(t, errs)
}
