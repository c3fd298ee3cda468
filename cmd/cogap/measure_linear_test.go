package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// linearCalls asks for every measure that is linearised, with parameters that suit values around 1 to 100.
func linearCalls() string {
	args := map[string]string{
		"ge": "(0.5)", "sgini": "(3)", "atkinson": "(1.5)", "ede": "(1.5)", "kolm": "(0.02)", "kolm_pollak": "(-0.02)", "kolm_pollak_ede": "(-0.02)", "lorenz": "(0.3)",
		"generalized_lorenz": "(0.3)", "top_share": "(0.15)", "bottom_share": "(0.45)", "hannah_kay": "(1.5)", "concentration_ratio": "(30)", "fgt": "(1, 25)", "watts": "(25)",
		"hagenaars": "(25)", "chakravarty": "(0.5, 25)", "sen": "(25)", "sst": "(25)", "takayama": "(25)", "thon": "(25)", "concentration_extended": "(3)", "concentration_extended_generalized": "(3)",
		"concentration_symmetric": "(3)", "concentration_symmetric_generalized": "(3)", "concentration_modified": "(0.25)", "achievement": "(2.5)", "quantile_gap": "(0.4)",
		"ge_within": "(0.5)", "ge_between": "(0.5)", "atkinson_within": "(1.5)", "atkinson_between": "(1.5)", "concentration_curve": "(0.4)",
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(linearOf)) {
		if !strings.HasPrefix(name, "rif_") { // which need covariates
			list = append(list, name+args[name])
		}
	}
	return strings.Join(list, ",") + ",hannah_kay(1),kolm_pollak_ede(0.02),median_ratio"
}

// linearSample are rows of two groups, ranked by something that goes with the value, with weights.
func linearSample(n int) (table string, s *sample) {
	r := rand.New(rand.NewPCG(8, 9))
	var b strings.Builder
	b.WriteString("x,rank,w,g\n")
	s = &sample{counts: false}
	for i := range n {
		rank := math.Round(40*r.Float64()) + 1
		x := math.Exp(3+0.5*r.NormFloat64()) + rank/4
		w, label := 0.5+r.Float64(), "a"
		if i%5 < 2 {
			label, x = "b", x*1.3
		}
		s.x, s.rank, s.w, s.labels = append(s.x, x), append(s.rank, rank), append(s.w, w), append(s.labels, label)
		fmt.Fprintf(&b, "%v,%v,%v,%s\n", x, rank, w, label)
	}
	return b.String(), s
}

// TestLinearValues: what a linearised variable is of has the value of the measure, whatever it is composed of.
func TestLinearValues(t *testing.T) {
	for _, counts := range []bool{false, true} {
		_, s := linearSample(150)
		o := options{value: "x", rank: "rank", weight: "w", group: "g", line: math.NaN(), lo: 0, hi: 500, measures: []string{linearCalls()}, changed: func(string) bool { return false }}
		if s.counts = counts; counts {
			for i, w := range s.w {
				s.w[i] = math.Ceil(3 * w)
			}
		}
		require.NoError(t, o.check())
		f, err := s.measure(context.Background(), &o)
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, m := range f.Measures {
			l, ok, err := s.linearised(&m)
			require.NoError(t, err, m.Measure)
			require.True(t, ok, m.Measure)
			require.InEpsilon(t, float64(m.Value), l.Value, 1e-9, m.key())
			seen[m.Measure] = true
		}
		for name := range linearOf {
			counted := name == "hedges_g" || name == "glass_delta" || name == "cohens_d_unpooled"
			require.Equal(t, (counts || !counted) && !strings.HasPrefix(name, "rif_"), seen[name], name)
		}
	}
}

// TestLinearErrors: analytic standard errors are those of leaving rows out, for all that does not jump with one row.
func TestLinearErrors(t *testing.T) {
	table, _ := linearSample(150)
	run := func(interval string) map[string]measured {
		out, errs, code := command(t, table, "measure", "-", "--value", "x", "--rank", "rank", "--weight", "w", "--group", "g", "--lo", "0", "--hi", "500", "--json", "--measures", linearCalls(), "--interval", interval)
		require.Zero(t, code, errs)
		all := map[string]measured{}
		for _, m := range decode(t, out).Measures {
			all[fmt.Sprintf("%v %v %v", m.Measure, m.Params["alpha"], m.Params["kappa"])] = m
		}
		return all
	}
	linear, jack := run("analytic"), run("jackknife")
	for key, m := range linear {
		require.NotNil(t, m.SE, key)
		require.NotNil(t, m.CI, key)
		if jumps[m.Measure] {
			require.Nil(t, jack[key].SE, key)
			continue
		}
		require.InEpsilon(t, float(t, jack[key].SE), float(t, m.SE), .1, key)
	}
	require.Greater(t, len(linear), 60)
	// A sample of rows drawn alone is a design too.
	out, errs, code := command(t, table, "measure", "-", "--value", "x", "--rank", "rank", "--weight", "w", "--lo", "0", "--hi", "500", "--json", "--replicate-method", "jk1", "--measures", "erreygers,zenga2007,total")
	require.Zero(t, code, errs)
	for _, m := range decode(t, out).Measures {
		require.InEpsilon(t, float(t, m.SE), float(t, linear[m.Measure+" <nil> <nil>"].SE), .1, m.Measure)
	}
}

// TestLinearBootstrap: where a standard error needs a density, it is the spread over samples.
func TestLinearBootstrap(t *testing.T) {
	table, _ := linearSample(400)
	const asked = "arpt,arpr,qsr,wolfson,quantile_gap(0.4),median_ratio,median_pay_gap,concentration_curve(0.4)"
	run := func(more ...string) []measured {
		out, errs, code := command(t, table, append([]string{"measure", "-", "--value", "x", "--group", "g", "--rank", "rank", "--json", "--measures", asked}, more...)...)
		require.Zero(t, code, errs)
		return decode(t, out).Measures
	}
	linear, boot := run(), run("--interval", "bootstrap", "--bootstrap", "399")
	for k, m := range linear {
		require.Equal(t, m.Measure, boot[k].Measure)
		require.InEpsilon(t, float(t, boot[k].SE), float(t, m.SE), .3, m.Measure)
		require.Equal(t, "percentile", boot[k].CI.Method, m.Measure)
	}
}

// TestLinearEdges: one row, values that are alike and missing ones have no error, and no panic.
func TestLinearEdges(t *testing.T) {
	for _, table := range []string{"x,rank,g\n3,1,a\n", "x,rank,g\n3,1,a\n3,1,b\n3,1,b\n", "x,rank,g\n,1,a\n3,2,b\n2,3,b\n", "x,rank,g\n0,1,a\n0,2,b\n", "x,rank,g\n-3,1,a\n2,2,b\n4,2,b\n"} {
		_, errs, code := command(t, table, "measure", "-", "--value", "x", "--rank", "rank", "--group", "g", "--lo", "-5", "--hi", "500", "--measures", strings.Replace(linearCalls(), "concentration_modified(0.25)", "concentration_modified(-5)", 1))
		require.Zero(t, code, errs)
		_, errs, code = command(t, table, "measure", "-", "--value", "x", "--rank", "rank", "--group", "g", "--strata", "g", "--lonely", "certainty", "--lo", "-5", "--hi", "500", "--measures", strings.Replace(linearCalls(), "concentration_modified(0.25)", "concentration_modified(-5)", 1))
		require.Zero(t, code, errs)
	}
}

// TestMeasureStreamedMore: what is streamed has bounds that hold the exact value, or is exact.
func TestMeasureStreamedMore(t *testing.T) {
	table, _ := linearSample(500)
	const asked = "total,kakwani_length,ede(0.5),ede(2),kolm(0.02),kolm_pollak(-0.02),kolm_pollak_ede(0.05),kolm_pollak_ede(-0.05),generalized_lorenz(0.3),herfindahl_normalized,hannah_kay(1),hannah_kay(0.5),hannah_kay(3),watts(25),arpt(0.5, 0.4),pay_gap"
	run := func(more ...string) []measured {
		out, errs, code := command(t, table, append([]string{"measure", "-", "--value", "x", "--weight", "w", "--group", "g", "--json", "--measures", asked}, more...)...)
		require.Zero(t, code, errs)
		return decode(t, out).Measures
	}
	exact, streamed := run(), run("--stream")
	require.Len(t, streamed, 16)
	for k, m := range exact {
		s := streamed[k]
		require.Equal(t, m.Measure, s.Measure)
		v := float(t, m.Value)
		if s.Lo == nil {
			require.InEpsilon(t, v, float(t, s.Value), 1e-12, m.Measure)
			continue
		}
		lo, hi := float(t, s.Lo), float(t, s.Hi)
		require.True(t, lo <= v && v <= hi, "%s %v: %v not in %v to %v", m.Measure, m.Params, v, lo, hi)
		require.Less(t, hi-lo, .01*math.Abs(v), m.Measure)
	}
}
