package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeasureCalls(t *testing.T) {
	shown := func(text string) string {
		calls, err := parseCalls(text)
		require.NoError(t, err, text)
		var list []string
		for _, c := range calls {
			list = append(list, c.kind.name+params{}.with(c.kind.pairs(c.args)...).String())
		}
		return strings.Join(list, "; ")
	}
	for text, want := range map[string]string{
		"gini":                          "gini",
		" gini , ge( 0.5 ) ":            "gini; gealpha=0.5",
		"gini(v=3),gini(1.5)":           "sgininu=3; sgininu=1.5",
		"quantile(0.9, type=7)":         "quantilep=0.9 type=7",
		"quantile(type=mid-rank,p=0.5)": "quantilep=0.5 type=mid-rank",
		"quantile(.5)":                  "quantilep=0.5",
		"top(0.01),cr(k=8),mean()":      "top_sharetop=0.01; concentration_ratiok=8; mean",
		"arpr,arpr(0.5)":                "arprp=0.5 share=0.6; arprp=0.5 share=0.5",
		"ge_within":                     "ge_withinalpha=0; ge_withinalpha=1; ge_withinalpha=2",
		"fgt(1, line=3)":                "fgtalpha=1 z=3",
		"ge(-1e-3)":                     "gealpha=-0.001",
	} {
		require.Equal(t, want, shown(text), text)
	}
	for text, want := range map[string]string{
		"":                       "column 1: got the end, want the name of a measure",
		"gini,":                  "column 6: got the end, want the name of a measure",
		"gini,ginni":             "column 6: unknown name ginni, did you mean gini?",
		"ge(":                    "column 4: got the end, want a value",
		"ge(1":                   "column 5: got the end, want a comma or a bracket that closes ge",
		"ge(1 2)":                `column 6: got "2", want a comma or a bracket that closes ge`,
		"ge(x=2)":                "column 4: parameter of ge: unknown name x, want one of alpha",
		"ge(1)ge(2)":             `column 6: got "g", want a comma or the end`,
		"lorenz(2)":              `column 8: p of lorenz: got "2", want 0 to 1`,
		"lorenz()":               "column 8: lorenz needs p, as in lorenz(p)",
		"kolm":                   "column 5: kolm needs alpha, as in kolm(alpha)",
		"quantile(.5, type=7.5)": `column 19: type of quantile: got "7.5", want a whole number 1 to 9 or rank or mid-rank`,
		"chakravarty(0)":         `column 13: beta of chakravarty: got "0", want a number above 0 up to 1`,
		"gini(.5)":               `column 6: nu of sgini: got ".5", want a finite number >= 1`,
		"mean(2)":                `column 6: got "2", want at most 0 values: mean`,
		"mean(x=2)":              "column 6: mean has no parameters",
		"ge(1, 2)":               `column 7: got "2", want at most 1 values: ge(alpha)`,
		"ge(1, alpha=2)":         "column 13: alpha of ge is given twice",
		"quantile(p=)":           `column 12: got ")", want a value`,
	} {
		_, err := parseCalls(text)
		require.EqualError(t, err, want, text)
	}
}

// FuzzMeasureCalls: what is no list of calls is a calm error that says where.
func FuzzMeasureCalls(f *testing.F) {
	for _, text := range []string{"gini", "ge(0.5),quantile(.9, type=7)", "top(", "a(b=c,", "gini(v=\x1b[1m)", "ge(1e999)", "0\x1a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		calls, err := parseCalls(text)
		if err != nil {
			require.Regexp(t, `^column \d+: `, err.Error())
			requireCalm(t, err.Error())
			return
		}
		for _, c := range calls {
			require.Len(t, c.args, len(c.kind.params))
			for i, p := range c.kind.params {
				require.True(t, p.holds(c.args[i]) || p.name == line.name || len(p.words) > 0, "%s: %v", c.kind.name, c.args)
			}
		}
	})
}

// TestMeasureKinds: each measure has one way to be computed, a name of its own, and usual parameters that are allowed.
func TestMeasureKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range kinds {
		require.False(t, seen[k.name], k.name)
		seen[k.name] = true
		require.NotEmpty(t, k.about, k.name)
		ways := 0
		for _, is := range []bool{k.one != nil, k.ranked != nil, k.parts != nil, k.gap != nil, k.table != nil} {
			if is {
				ways++
			}
		}
		require.Equal(t, 1, ways, k.name)
		for _, args := range k.usual {
			require.Len(t, args, len(k.params), k.name)
			for i, p := range k.params {
				require.True(t, p.holds(args[i]) || p.name == line.name, "%s: %v", k.name, args)
			}
		}
	}
	for other, name := range otherNames {
		require.True(t, seen[name] && !seen[other], other)
	}
	for name := range jumps {
		require.True(t, seen[name], name)
	}
	for from, to := range withArguments {
		require.True(t, seen[from] && seen[to])
	}
}

// TestMeasureAsked holds measures that are printed only when asked for to the reference data.
func TestMeasureAsked(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "inequality", "testdata", "golden")
	raw, err := os.ReadFile(filepath.Join(dir, "more.json"))
	require.NoError(t, err)
	var list []struct {
		reference
		Dataset string
	}
	require.NoError(t, json.Unmarshal(raw, &list))
	checked := map[string]int{}
	asked := map[string][]string{} // calls of a data set with its weights
	type wanted struct {
		args, call string
		value      float64
	}
	var all []wanted
	for _, r := range list {
		k, ok := kindOf(map[string]string{"rank_quantile": "quantile", "mid_rank_quantile": "quantile"}[r.Measure])
		if !ok {
			if k, ok = kindOf(r.Measure); !ok || k.needs != needsValue && k.needs != needsLine {
				continue
			}
		}
		var given []string
		for _, p := range k.params {
			if v, ok := r.Params[p.name].(float64); ok {
				given = append(given, p.name+"="+strconv.FormatFloat(v, 'g', -1, 64))
			}
		}
		switch r.Measure {
		case "rank_quantile":
			given = append(given, "type=rank")
		case "mid_rank_quantile":
			given = append(given, "type=mid-rank")
		}
		args := r.Dataset
		if w, ok := r.Params["w"].(string); ok {
			if w == "w" && r.Measure == "lorenz_asymmetry" {
				continue // whole weights are counts here, but not there: see TestLorenzAsymmetryOfCounts
			}
			args += " --weight " + w
		}
		c := k.name + "(" + strings.Join(given, ", ") + ")"
		asked[args] = append(asked[args], c)
		all = append(all, wanted{args, c, float(t, r.Value)})
		checked[r.Measure]++
	}
	values := map[string][]measured{}
	for args, calls := range asked {
		fields := strings.Fields(args)
		line := append([]string{"measure", filepath.Join(dir, fields[0]+".csv"), "--value", "x", "--json", "--measures", strings.Join(calls, ",")}, fields[1:]...)
		out, errs, code := command(t, "", line...)
		require.Zero(t, code, errs)
		values[args] = decode(t, out).Measures
		require.Len(t, values[args], len(calls))
	}
	next := map[string]int{}
	for _, w := range all {
		m := values[w.args][next[w.args]]
		next[w.args]++
		require.InDelta(t, w.value, float(t, m.Value), 1e-11*math.Max(1, math.Abs(w.value)), "%s %s", w.args, w.call)
	}
	for _, measure := range []string{"quantile", "rank_quantile", "mid_rank_quantile", "mehran", "piesch", "herfindahl", "takayama", "arpr", "qsr", "rmpg", "kolm_pollak", "hannah_kay"} {
		require.Positive(t, checked[measure], measure)
	}
}

// TestMeasureAskedStreams: bounds of what is streamed only if it is asked for hold the exact values.
func TestMeasureAskedStreams(t *testing.T) {
	args := []string{
		"measure", people, "--value", "income", "--weight", "w", "--group", "pays", "--json", "--level", "0", "--measures",
		"mehran,piesch,j_divergence,herfindahl,rosenbluth,cr(3),sgini(2.5),ge(0.3),atkinson(0.7),lorenz(0.37),top(0.001),bottom(0.2),quantile(0.33),median,fgt(1, z=20000),ge_within(1.5),cohens_u3",
	}
	out, errs, code := command(t, "", args...)
	require.Zero(t, code, errs)
	exact := decode(t, out)
	out, errs, code = command(t, "", append(args, "--stream")...)
	require.Zero(t, code, errs)
	streamed := decode(t, out)
	require.Len(t, streamed.Measures, len(exact.Measures))
	for i, m := range streamed.Measures {
		want := float(t, exact.Measures[i].Value)
		require.Equal(t, exact.Measures[i].Measure, m.Measure)
		if m.Lo == nil {
			require.InEpsilon(t, want, float(t, m.Value), 1e-10, m.Measure)
			continue
		}
		require.True(t, float(t, m.Lo)*(1-1e-13) <= want && want <= float(t, m.Hi)*(1+1e-13), "%s: %v, %v to %v", m.Measure, want, m.Lo, m.Hi)
		require.Less(t, float(t, m.Hi)-float(t, m.Lo), .02*want, m.Measure)
	}
}

// TestMeasureIntervals: each way has intervals around the value, and the ways agree roughly.
func TestMeasureIntervals(t *testing.T) {
	const measures = "gini,ge(0.5),lorenz(0.4),top(0.1),quantile(0.5),arpr,gini_within,mean_gap,kakwani,concentration_index"
	widths := map[string]map[string]float64{}
	for _, way := range []string{"analytic", "jackknife", "bootstrap"} {
		args := []string{"measure", people, "--value", "income", "--rank", "score", "--group", "pays", "--measures", measures, "--interval", way, "--json"}
		if way == "bootstrap" {
			args = append(args, "--bootstrap", "199")
		}
		out, errs, code := command(t, "", args...)
		require.Zero(t, code, errs)
		r := decode(t, out)
		require.Len(t, r.Measures, 10)
		widths[way] = map[string]float64{}
		for _, m := range r.Measures {
			if m.CI == nil {
				continue
			}
			lo, hi := float(t, m.CI.Lo), float(t, m.CI.Hi)
			require.True(t, lo <= float(t, m.Value) && float(t, m.Value) <= hi, "%s: %v to %v", m.Measure, lo, hi)
			widths[way][m.Measure] = hi - lo
		}
		if way == "jackknife" {
			require.Contains(t, errs, "no jackknife of quantile, arpr, which may jump with one row")
		}
		again, _, _ := command(t, "", args...)
		require.Equal(t, out, again)
	}
	require.Len(t, widths["bootstrap"], 10)
	require.Len(t, widths["jackknife"], 8)
	require.Equal(t, []string{"arpr", "concentration_index", "ge", "gini", "gini_within", "kakwani", "lorenz", "mean_gap", "quantile", "top_share"}, keys(widths["analytic"]))
	for name, width := range widths["jackknife"] {
		require.InEpsilon(t, width, widths["bootstrap"][name], .5, name)
	}
	for args, want := range map[string]string{
		"--interval jacknife":                     "--interval: unknown name jacknife, did you mean jackknife?",
		"--interval jackknife --bootstrap 99":     "--bootstrap: it is for --interval=bootstrap, got jackknife",
		"--interval jackknife --level 0":          "--interval: jackknife needs --level",
		"--interval bootstrap --level 0":          "--bootstrap: got 999, want replicates above 0, and --level",
		"--measures fgt(1)":                       "--measures: fgt needs --line or z",
		"--measures fgt_of(1,z=9)":                "--measures: fgt_of needs --group, and --line or z",
		"--measures pro_poor_growth --rank score": "--measures: pro_poor_growth needs --line or z",
		"--measures hagenaars(1)":                 "z of hagenaars: got \"1\", want a finite number above 1",
		"--measures hagenaars --line 1":           "--line: got 1, want a finite number above 1 for hagenaars",
		"--measures esteban_ray(5) --group pays":  "alpha of esteban_ray: got \"5\", want 0 to 1.6",
		"--measures=":                             "--measures: column 1: got the end, want the name of a measure",
		"--measures concentration_curve(p=0.5)":   "--measures: concentration_curve needs --rank",
	} {
		_, errs, code := command(t, "", append([]string{"measure", people, "--value", "income"}, strings.Fields(args)...)...)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, errs, want)
	}
	_, errs, code := command(t, "", "measure", people, "--value", "income", "--measures", "quantile(.5, type=7)", "--stream")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "not measured: quantile: all rows are needed in memory, and --stream holds none")
}

func keys(m map[string]float64) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

func TestDescribeMeasures(t *testing.T) {
	out, errs, code := command(t, "", "describe", "measures")
	require.Zero(t, code, errs)
	out2, _, code := command(t, "", "describe", "measures", "--format", "json")
	require.Zero(t, code)
	var list []described
	require.NoError(t, json.Unmarshal([]byte(out2), &list))
	require.Len(t, list, len(kinds))
	for _, d := range list {
		require.Contains(t, out, d.Call)
		require.Contains(t, out, d.Meaning)
	}
	require.Equal(t, 15, strings.Count(out, "\nwith "), "each need once")
}

func TestMeasureCategories(t *testing.T) {
	const input = "x,w\n1,10\n2,20\n3,40\n4,20\n5,10\n"
	args := []string{"measure", "--value", "x", "--weight", "w", "--lo", "1", "--hi", "5", "--measures", "abul_naga_yalcin,apouey(1),leti,allison_foster", "--json"}
	out, errs, code := command(t, input, args...)
	require.Zero(t, code, errs)
	r := decode(t, out)
	for i, want := range []float64{.4, .4, .6, 1.6} {
		require.InDelta(t, want, r.Measures[i].Value, 1e-14)
	}
	_, errs, code = command(t, input+"2.5,1\n", args...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "value 2.5 is not the number of a category, want a whole number 1 to 5")
	_, errs, code = command(t, input, "measure", "--value", "x", "--measures", "leti")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "leti needs --lo and --hi, and values that are whole numbers")
}

func TestMeasureByGroup(t *testing.T) {
	const input = "x,g\n1,a\n2,a\n3,b\n9,b\n"
	out, errs, code := command(t, input, "measure", "--value", "x", "--group", "g", "--measures", "fgt_of(0, z=3.5),watts_of(2),shares(2),pay_gap,cohens_u3,u3,cohens_d_unpooled,j_divergence_within", "--json")
	require.Zero(t, code, errs)
	r := decode(t, out)
	require.Len(t, r.Measures, 2+2+2+5)
	require.Equal(t, 1.0, r.Measures[0].Value)
	require.Equal(t, .5, r.Measures[1].Value)
	require.InDelta(t, 2.0/3, r.Measures[0].Params["contribution"], 1e-15)
	require.InDelta(t, .2, r.Measures[4].Value, 1e-15)
	_, errs, code = command(t, "x,w,g\n1,.5,a\n2,1,b\n", "measure", "--value", "x", "--weight", "w", "--group", "g", "--measures", "cohens_d_unpooled")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "no cohens_d_unpooled: weights are not whole numbers")
}

// TestMeasureLacks: measures that compare two groups say so if there are more, or one.
func TestMeasureLacks(t *testing.T) {
	const in = "x,g,w,z\n1,a,1,a\n2,b,1,a\n4,c,1,a\n9,a,1.5,a\n7,b,1,a\n5,c,1,a\n"
	for args, want := range map[string]string{
		"--group g --measures cohens_d,pay_gap":       `no cohens_d, pay_gap: two groups are needed, and column "g" has 3; --reference names the one that the others are compared with`,
		"--group z --measures u3":                     `no u3: two groups are needed, and column "z" has 1` + "\n",
		"--group g --covariates w --measures oaxaca":  `no oaxaca: two groups are needed, and column "g" has 3; --reference`,
		"--group g --measures cohens_d --stream":      `no cohens_d: two groups are needed, and column "g" has 3`,
		"--group z --weight w --measures gini_rsv,ks": "no gini_rsv: no value is negative\nstandard input: no ks: two groups are needed",
	} {
		_, errs, code := command(t, in, append([]string{"measure", "-", "--value", "x"}, strings.Fields(args)...)...)
		require.Equal(t, exitFailed, code, args)
		require.Contains(t, errs, want, args)
	}
	_, errs, code := command(t, in, "measure", "-", "--value", "x", "--group", "g", "--measures", "gini,cohens_d")
	require.Zero(t, code)
	require.Contains(t, errs, "no cohens_d: two groups are needed")
}

// A value beyond its bounds is shown with its line, for measures that need bounds.
func TestMeasureOutsideBounds(t *testing.T) {
	for _, more := range [][]string{nil, {"--stream"}} {
		args := append([]string{"measure", "-", "--value", "x", "--rank", "r", "--lo", "0", "--hi", "100"}, more...)
		_, errs, code := command(t, "x,r\n1,4\n2,5\n300,8\n", args...)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs, `standard input:4: column "x": got 300, want 0 to 100`)
	}
	_, errs, code := command(t, "x,r\n1,4\n2,5\n300,8\n", "measure", "-", "--value", "x", "--rank", "r", "--lo", "0", "--hi", "100", "--measures", "gini,concentration_index")
	require.Zero(t, code, errs)
}
