package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/inequality"
)

// foundBy returns the results of a run by measure and the parameters named.
func foundBy(t require.TestingT, out string, names ...string) map[string]measured {
	all := map[string]measured{}
	for _, m := range decode(t, out).Measures {
		var key strings.Builder
		key.WriteString(m.Measure)
		for _, name := range names {
			if v, ok := m.Params[name]; ok {
				fmt.Fprintf(&key, " %v", v)
			}
		}
		all[key.String()] = m
	}
	return all
}

// TestMeasureSegregation: by hand, of two groups and two units.
func TestMeasureSegregation(t *testing.T) {
	in := "g,school,n\na,x,30\nb,x,10\na,y,20\nb,y,40\nb,z,0\n"
	out, errs, code := command(t, in, "measure", "-", "--group", "g", "--unit", "school", "--weight", "n", "--json", "--measures", "dissimilarity,isolation,exposure,mutual_information,theil_h,mutual_information_of")
	require.Zero(t, code, errs)
	m := foundBy(t, out, "label", "a", "b", "at")
	require.InDelta(t, .4, float(t, m["dissimilarity"].Value), 1e-12) // |30/50-10/50|/2 + |20/50-40/50|/2
	require.InDelta(t, 30*30./40/50+20*20./60/50, float(t, m["isolation a"].Value), 1e-12)
	require.InDelta(t, 30*10./40/50+20*40./60/50, float(t, m["exposure a b"].Value), 1e-12)
	atX := .75*math.Log(.75/.5) + .25*math.Log(.25/.5)
	atY := 1/3.*math.Log(1/3./.5) + 2/3.*math.Log(2/3./.5)
	require.InDelta(t, atX, float(t, m["mutual_information_of x"].Value), 1e-12)
	require.InDelta(t, .4*atX+.6*atY, float(t, m["mutual_information"].Value), 1e-12)
	require.InDelta(t, (.4*atX+.6*atY)/math.Log(2), float(t, m["theil_h"].Value), 1e-12)
	require.NotContains(t, out, `"z"`, "nobody is there")

	for _, bad := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"--measures", "dissimilarity", "--group", "g"}, "needs --group and --unit", 2},
		{[]string{"--measures", "gini", "--group", "g", "--unit", "school"}, "--value: want", 2},
		{[]string{"--measures", "gini", "--value", "n", "--unit", "school"}, "--unit: it is for", 2},
		{[]string{"--measures", "theil_h", "--group", "g", "--unit", "school", "--stream"}, "--stream", 2},
		{[]string{"--measures", "theil_h", "--group", "g", "--unit", "schol"}, "no column", 2},
	} {
		_, errs, code := command(t, in, append([]string{"measure", "-"}, bad.args...)...)
		require.Equal(t, bad.code, code, errs)
		require.Contains(t, errs, bad.want)
	}
	_, errs, code = command(t, "g,s\na,x\nb,\n", "measure", "-", "--group", "g", "--unit", "s", "--measures", "theil_h")
	require.Equal(t, 1, code)
	require.Contains(t, errs, `:3: column "s": the label is missing`)
}

// TestMeasureSegregationResampled: leaving rows out is the jackknife of package inequality.
func TestMeasureSegregationResampled(t *testing.T) {
	in := "g,s\na,x\na,x\nb,x\nb,y\nb,y\na,y\nb,y\n"
	out, errs, code := command(t, in, "measure", "-", "--group", "g", "--unit", "s", "--json", "--measures", "mutual_information", "--interval", "jackknife")
	require.Zero(t, code, errs)
	groups, units := []int{0, 0, 1, 1, 1, 0, 1}, []int{0, 0, 0, 1, 1, 1, 1}
	want, err := inequality.Jackknife{Rows: len(groups)}.Run(func(w []float64) (float64, error) {
		people := [][]float64{{0, 0}, {0, 0}}
		for i, v := range w {
			people[units[i]][groups[i]] += v
		}
		s, err := inequality.NewSegregation(people)
		return s.MutualInformation(), err
	})
	require.NoError(t, err)
	require.InEpsilon(t, want.SE, float(t, decode(t, out).Measures[0].SE), 1e-9)
}

func TestMeasurePlaces(t *testing.T) {
	in := "name;x;near\nA a;1;B\nB;2;A a; C\nC;5;B;D\nD;6;C\n"
	in = strings.ReplaceAll(in, "A a; C", `"A a; C"`)
	in = strings.ReplaceAll(in, "B;D", `"B;D"`)
	run := func(more ...string) map[string]measured {
		out, errs, code := command(t, in, append([]string{"measure", "-", "--separator", ";", "--value", "x", "--unit", "name", "--neighbours", "near", "--json", "--measures", "gini_places(199)"}, more...)...)
		require.Zero(t, code, errs)
		return foundBy(t, out, "part")
	}
	m := run()
	want, err := inequality.GiniOfPlaces([]float64{1, 2, 5, 6}, [][]int{{1}, {0, 2}, {1, 3}, {2}}, 0, nil)
	require.NoError(t, err)
	require.Equal(t, want.Gini, float(t, m["gini_places all"].Value))
	require.Equal(t, want.Neighbours, float(t, m["gini_places neighbours"].Value))
	require.Equal(t, want.Polarization, float(t, m["gini_places polarization"].Value))
	p := float(t, m["gini_places p-value"].Value)
	require.True(t, p > .02 && p < .25, p) // 2 of 24 orders are as smooth
	require.Equal(t, m, run("--seed", "1"))

	for text, want := range map[string]string{
		"p,x,near\na,1,b\nb,2,q\n": `"b" has the neighbour "q"`,
		"p,x,near\na,1,\na,2,a\n":  `the place "a" stands in two rows`,
	} {
		_, errs, code := command(t, text, "measure", "-", "--value", "x", "--unit", "p", "--neighbours", "near", "--measures", "gini_places")
		require.Equal(t, 1, code)
		require.Contains(t, errs, want)
	}
	_, errs, code := command(t, in, "measure", "-", "--value", "x", "--unit", "name", "--neighbours", "near", "--measures", "gini_places", "--interval", "bootstrap")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "gini_places has permutations")
}

const twoDates = "x,year,g,school,w\n2,2019,a,low,1\n4,2019,a,high,2\n3,2019,b,low,1\n9,2019,b,mid,1\n6,2019,b,high,3\n" +
	"3,2024,a,low,2\n7,2024,a,high,1\n2,2024,b,low,1\n8,2024,b,mid,2\n12,2024,b,high,1\n"

// TestMeasureChange: the command says what the functions of package inequality say of both dates.
func TestMeasureChange(t *testing.T) {
	x := [2][]float64{{2, 4, 3, 9, 6}, {3, 7, 2, 8, 12}}
	w := [2][]float64{{1, 2, 1, 1, 3}, {2, 1, 1, 2, 1}}
	groups := []string{"a", "a", "b", "b", "b"}
	dummies := [][]float64{{1, 0, 1, 0, 0}, {0, 0, 0, 1, 0}} // low, mid; high comes first in order and has none
	var by [2]*inequality.Grouped[string]
	var fields [2]*inequality.FieldsDecomposition
	for k := range by {
		var err error
		by[k], err = inequality.GroupBy(x[k], w[k], groups)
		require.NoError(t, err)
		fields[k], err = inequality.DecomposeFields(x[k], dummies, w[k])
		require.NoError(t, err)
	}
	out, errs, code := command(t, twoDates, "measure", "-", "--value", "x", "--weight", "w", "--date", "year", "--group", "g", "--categories", "school", "--json",
		"--measures", "mld_change,fields_change(gini),growth_incidence(0.5),pro_poor_growth(4)")
	require.Zero(t, code, errs)
	m := foundBy(t, out, "part", "covariate")
	c, err := inequality.ChangeMLD(by[0], by[1])
	require.NoError(t, err)
	require.Equal(t, c.Total, float(t, m["mld_change total"].Value))
	require.Equal(t, c.BetweenMeans, float(t, m["mld_change between_means"].Value))
	sum := 0.0
	for _, part := range []string{"within_inequality", "within_shares", "between_shares", "between_means"} {
		sum += float(t, m["mld_change "+part].Value)
	}
	require.InDelta(t, c.Total, sum, 1e-12)
	parts, residual, err := fields[0].Change(fields[1], by[0].All.Gini(), by[1].All.Gini())
	require.NoError(t, err)
	require.InDelta(t, parts[0]+parts[1], float(t, m["fields_change school"].Value), 1e-12)
	require.InDelta(t, residual, float(t, m["fields_change residual"].Value), 1e-12)
	require.InDelta(t, by[1].All.Gini()-by[0].All.Gini(), float(t, m["fields_change all"].Value), 1e-12)
	g, err := inequality.GrowthIncidence(by[0].All, by[1].All, []float64{.5})
	require.NoError(t, err)
	require.Equal(t, g[0], float(t, m["growth_incidence"].Value))
	require.Equal(t, 2019., m["growth_incidence"].Params["before"])

	_, errs, code = command(t, twoDates+"1,2030,a,low,1\n", "measure", "-", "--value", "x", "--date", "year", "--group", "g", "--measures", "mld_change")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "has 3 dates, want 2")
	_, errs, code = command(t, twoDates+"1,2024,c,low,1\n", "measure", "-", "--value", "x", "--date", "year", "--group", "g", "--measures", "mld_change")
	require.Equal(t, 1, code)
	require.Contains(t, errs, `column "g"`)
	// Dates have intervals like all else, also where a sample of the rows lacks a category.
	out, errs, code = command(t, twoDates+"5,2024,a,rare,1\n5,2019,a,rare,1\n", "measure", "-", "--value", "x", "--date", "year", "--categories", "school", "--measures", "fields_change", "--interval", "bootstrap", "--bootstrap", "99", "--json")
	require.Zero(t, code, errs)
	require.NotEmpty(t, out)
}

// TestMeasureDummies: the detail of normalised dummies does not depend on which label comes first.
func TestMeasureDummies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"p", "q", "r"}
		var rows []string
		for _, g := range []string{"a", "b"} {
			for k := range 9 {
				rows = append(rows, fmt.Sprintf("%d,%d,%s,L%d", rapid.IntRange(1, 99).Draw(t, "x"), rapid.IntRange(1, 9).Draw(t, "age")*10+k, g, k%3))
			}
		}
		in := "x,age,g,cat\n" + strings.Join(rows, "\n") + "\n"
		run := func(order [3]int) map[string]measured {
			text := in
			for k, name := range order {
				text = strings.ReplaceAll(text, fmt.Sprintf("L%d", k), names[name])
			}
			out, errs, code := command(t, text, "measure", "-", "--value", "x", "--group", "g", "--covariates", "age", "--categories", "cat", "--json", "--level", "0", "--measures", "oaxaca_detail,oaxaca,fields")
			require.Zero(t, code, errs)
			return foundBy(t, out, "part", "covariate")
		}
		a, b := run([3]int{0, 1, 2}), run([3]int{2, 0, 1})
		size := math.Abs(float(t, a["oaxaca coefficients"].Value)) + 100
		for _, part := range oaxacaParts {
			sum := 0.0
			for key, m := range a {
				if term, ok := strings.CutPrefix(key, "oaxaca_detail "+part+" "); ok {
					sum += float(t, m.Value)
					if strings.HasPrefix(term, "cat=") {
						other := map[string]string{"cat=p": "cat=r", "cat=q": "cat=p", "cat=r": "cat=q"}[term]
						same := b["oaxaca_detail "+part+" "+other]
						require.InDelta(t, float(t, m.Value), float(t, same.Value), 1e-6*size)
						require.InDelta(t, errorOf(t, m), errorOf(t, same), 1e-6*size)
					}
				}
			}
			require.InDelta(t, float(t, a["oaxaca "+part].Value), sum, 1e-6*size)
		}
		require.InDelta(t, float(t, a["fields cat"].Value), float(t, b["fields cat"].Value), 1e-6)
	})
	_, errs, code := command(t, "x,c\n1,a\n2,a\n3,a\n5,b\n", "measure", "-", "--value", "x", "--categories", "c", "--covariates", "c", "--measures", "fields")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "want a number")
	require.Contains(t, errs, "--categories")
	_, errs, code = command(t, "x,y,c\n1,1,a\n2,1,a\n3,1,b\n5,1,b\n", "measure", "-", "--value", "x", "--categories", "c", "--covariates", "y", "--measures", "fields")
	require.Equal(t, 1, code)
	require.Contains(t, errs, `column "y": it does not vary`)
}

// errorOf is the standard error of a measure. Errors of 0, but for rounding, are not printed.
func errorOf(t require.TestingT, m measured) float64 {
	if m.SE == nil {
		return 0
	}
	return float(t, m.SE)
}

// TestMeasureRegressionErrors: the three kinds are those of package inequality.
func TestMeasureRegressionErrors(t *testing.T) {
	y, rank, clusters := []float64{3, 1, 4, 1, 5, 9, 2, 6}, []float64{1, 2, 3, 4, 5, 6, 7, 8}, []string{"a", "a", "b", "b", "c", "c", "d", "d"}
	var in strings.Builder
	in.WriteString("y,r,c\n")
	for i := range y {
		fmt.Fprintf(&in, "%v,%v,%s\n", y[i], rank[i], clusters[i])
	}
	for name, kind := range map[string]inequality.RegressionErrors{"classical": inequality.ClassicalErrors, "robust": inequality.RobustErrors, "clustered": inequality.ClusteredErrors} {
		args := []string{"measure", "-", "--value", "y", "--rank", "r", "--json", "--measures", "concentration_regression(" + name + ")"}
		if name == "clustered" {
			_, errs, code := command(t, in.String(), args...)
			require.Equal(t, 2, code)
			require.Contains(t, errs, "needs --cluster")
			args = append(args, "--cluster", "c")
		}
		out, errs, code := command(t, in.String(), args...)
		require.Zero(t, code, errs)
		want, err := inequality.IndexRegressionSE(y, rank, nil, kind, clusters)
		require.NoError(t, err)
		require.InEpsilon(t, want, float(t, decode(t, out).Measures[0].SE), 1e-12, name)
	}
	_, errs, code := command(t, in.String(), "measure", "-", "--value", "y", "--rank", "r", "--measures", "concentration_regression(HC3)")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "want classical or robust or clustered")
}

func TestMeasureTailsAndCounts(t *testing.T) {
	in := "x,w\n1,1\n2,2\n3,1\n5,1\n8,1\n13,1\n21,1\n34,1\n55,1\n89,1\n144,1\n233,1\n377,1\n"
	out, errs, code := command(t, in, "measure", "-", "--value", "x", "--weight", "w", "--json", "--measures", "hill(5),pareto_alpha(kolmogorov),quantile_counts(0.1, type=6)")
	require.Zero(t, code, errs)
	m := foundBy(t, out, "threshold")
	logs := 0.0
	for _, v := range []float64{5, 8, 13, 21, 34, 55, 89, 144, 233, 377} {
		logs += math.Log(v / 5)
	}
	require.InEpsilon(t, 10/logs, float(t, m["pareto_alpha 5"].Value), 1e-12)
	require.InEpsilon(t, math.Sqrt(10)/logs, float(t, m["pareto_alpha 5"].SE), 1e-12)
	require.Contains(t, m["pareto_alpha kolmogorov"].Params, "at")
	require.InDelta(t, 1.5, float(t, m["quantile_counts"].Value), 1e-12) // (14+1) 0.1 of 1 2 2 3 ...
	_, errs, code = command(t, in, "measure", "-", "--value", "x", "--measures", "hill(400)")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "400")
}
