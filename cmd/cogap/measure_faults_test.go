package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMeasureUndefined: a measure that these data do not have is NaN with its reason, and the others come. Alone it is an error.
func TestMeasureUndefined(t *testing.T) {
	out, errs, code := command(t, "x\n1\n2\n4\n", "measure", "--value", "x", "--measures", "gini,hill(40),mean", "--json")
	require.Zero(t, code)
	const why = "x: got 0 finite values that are 40 or more and not all the same, want at least 2"
	require.Contains(t, errs, "not defined: pareto_alpha threshold=40: "+why)
	require.NotContains(t, errs, "NaN is a measure")
	found := decode(t, out).Measures
	require.Len(t, found, 3)
	require.Equal(t, "NaN", found[1].Value)
	require.Contains(t, out, `"undefined": "`+why+`"`)
	_, errs, code = command(t, "x\n1\n2\n4\n", "measure", "--value", "x", "--measures", "hill(40)")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, why)

	// A wrong flag stops all of them.
	_, errs, code = command(t, "x,g\n1,a\n2,b\n4,a\n", "measure", "--value", "x", "--group", "g", "--reference", "c", "--measures", "gini,mean_gap")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "--reference: column")

	_, errs, code = command(t, "x,w\n1,.5\n2,1\n4,1\n", "measure", "--value", "x", "--weight", "w", "--measures", "gini,quantile_counts(.5)")
	require.Zero(t, code)
	require.Contains(t, errs, "no quantile_counts: weights are not whole numbers")
}

// TestMeasureStreamedPart: what needs all rows is missed aloud, and the others come.
func TestMeasureStreamedPart(t *testing.T) {
	out, errs, code := command(t, "", "measure", "testdata/people.csv", "--value", "income", "--measures", "gini,zenga2007,quantile(.5, type=7)", "--stream", "--json")
	require.Zero(t, code)
	require.Len(t, decode(t, out).Measures, 1)
	require.Contains(t, errs, "not measured: zenga2007, quantile: all rows are needed in memory, and --stream holds none")
	_, errs, code = command(t, "", "measure", "testdata/people.csv", "--value", "income", "--measures", "gini,zenga2007", "--max-exact", "10")
	require.Zero(t, code)
	require.Contains(t, errs, "not measured: zenga2007: all rows are needed in memory, and there are more than --max-exact 10, which may be raised")
}

// TestMeasureFaultsTogether: measures, flags, columns and rows each tell all that is wrong with them, with where.
func TestMeasureFaultsTogether(t *testing.T) {
	told := func(code int, in string, args []string, want ...string) {
		t.Helper()
		_, errs, got := command(t, in, append([]string{"measure", "--value", "x"}, args...)...)
		require.Equal(t, code, got, errs)
		for _, w := range want {
			require.Contains(t, errs, w)
		}
	}
	told(exitUsage, "", []string{"--measures", "gini,foo,quantile(0.5, type=99),GINI,ede,)x,atkinson(", "--line", "-1", "--lo", "3"},
		"column 6: unknown name foo", "type of quantile: got \"99\"", "ede needs epsilon", `column 42: got ")"`, "column 54: got the end", "--line: got -1", "--lo and --hi: want both")
	told(exitUsage, "a,b\n1,2\n", []string{"--weight", "w", "--group", "g", "--strata", "s", "--cluster", "c", "--covariates", "d,e", "--measures", "fields"},
		"--value", `"w"`, `"g"`, `"s"`, `"c"`, `"d"`, `"e"`)
	faulty := "x,w\n1,1\ny,2\n3,-1\n4\n5,1\n6,q\n"
	for _, more := range [][]string{nil, {"--strata", "w"}} { // by chunks and by rows
		told(exitFailed, faulty, append([]string{"--weight", "w"}, more...), `input:3: column "x": got "y"`, `input:4: column "w": got -1`, "input:5: wrong number of cells", `input:7: column "w": got "q"`)
		told(exitFailed, strings.ReplaceAll(faulty, "5,1", `"5",1`), append([]string{"--weight", "w"}, more...), "input:3", "input:4", "input:5", "input:7")
	}

	// So many, from so many rows.
	_, errs, _ := command(t, "x\n"+strings.Repeat("y\n", 100), "measure", "--value", "x")
	require.Equal(t, mostFaults+1, strings.Count(errs, "\n"))
	require.Contains(t, errs, "more may follow: at most 20 are told")
	var b strings.Builder
	b.WriteString("x\ny\n")
	for i := range 2 * faultyRows {
		fmt.Fprintf(&b, "%d\n", i)
	}
	b.WriteString("y\n")
	_, errs, _ = command(t, b.String(), "measure", "--value", "x")
	require.Contains(t, errs, "input:2:")
	require.NotContains(t, errs, fmt.Sprintf("input:%d", 2*faultyRows+3))
	require.Contains(t, errs, "more may follow")
}

// TestMeasureFlatErrors: an error of 0 of rows that differ is none, and a note says so; so with the interval of the largest value.
func TestMeasureFlatErrors(t *testing.T) {
	out, errs, code := command(t, "x\n1\n2\n", "measure", "--value", "x", "--measures", "palma,s80s20,gini,fgt(0, z=.5),quantile(.9)", "--json")
	require.Zero(t, code)
	for _, m := range decode(t, out).Measures {
		require.Equal(t, m.Measure == "gini", m.SE != nil, m.Measure)
		require.Equal(t, m.Measure == "gini", m.CI != nil, m.Measure)
	}
	require.Contains(t, errs, "no standard error of palma, s80s20, fgt, since the rows that it comes from are too few or alike")
	require.Contains(t, errs, "no interval of quantile p=0.9: everybody is up to the largest value")
	const drawn = "x,s\n1,a\n2,a\n3,b\n4,b\n5,a\n9,b\n"
	out, errs, code = command(t, drawn, "measure", "--value", "x", "--strata", "s", "--measures", "quantile(.5),quantile(.99)", "--json")
	require.Zero(t, code)
	require.NotNil(t, decode(t, out).Measures[0].CI)
	require.Nil(t, decode(t, out).Measures[1].CI)
	require.Contains(t, errs, "no interval of quantile p=0.99")
}

// TestMeasureBootstrapUnluckyDraw: a sample without one of the groups has no change of the mean log deviation; it counts as beyond both ends.
func TestMeasureBootstrapUnluckyDraw(t *testing.T) {
	var b strings.Builder
	b.WriteString("x,g,y\n")
	for i := range 40 {
		fmt.Fprintf(&b, "%d,%s,%d\n", 10+i*i%37, string("ab"[i%2]), 2000+i/20)
	}
	b.WriteString("30,c,2000\n31,c,2000\n33,c,2000\n32,c,2001\n35,c,2001\n29,c,2001\n")
	out, errs, code := command(t, b.String(), "measure", "--value", "x", "--group", "g", "--date", "y", "--measures", "mld_change,gini", "--interval", "bootstrap", "--bootstrap", "499", "--level", ".5", "--json")
	require.Zero(t, code, errs)
	for _, m := range decode(t, out).Measures {
		require.NotNil(t, m.CI, m.Measure)
		lo, hi := float(t, m.CI.Lo), float(t, m.CI.Hi)
		require.LessOrEqual(t, lo, hi, m.Params)
	}
	require.Contains(t, errs, "some samples of the bootstrap have no mld_change; they count as beyond both ends of its interval")
}

// TestMeasureBootstrapInRange: an interval by bootstrap-t stays where the measure can be.
func TestMeasureBootstrapInRange(t *testing.T) {
	out, errs, code := command(t, "x\n0\n0\n0\n0\n0\n1\n1\n0\n9\n0\n", "measure", "--value", "x", "--measures", "gini,hoover,theil_t,cv", "--interval", "bootstrap", "--bootstrap", "199", "--json")
	require.Zero(t, code, errs)
	for _, m := range decode(t, out).Measures {
		lo, hi := float(t, m.CI.Lo), float(t, m.CI.Hi)
		require.GreaterOrEqual(t, lo, 0.0, m.Measure)
		if m.Measure != "cv" && m.Measure != "theil_t" {
			require.LessOrEqual(t, hi, 1.0, m.Measure)
		}
	}
	i := interval{-2, 3, ""}
	i.within(rangeOf("gini", false))
	require.Equal(t, interval{0, 1, ""}, i)
	i = interval{-2, 3, ""}
	i.within(rangeOf("gini", true))
	require.Equal(t, interval{-2, 3, ""}, i)
}
