package main

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMeasureJackknifeOfParts: beyond 1,000 rows parts of rows are left out. Also if they differ in size, measures that depend on the number of rows have the errors that a
// bootstrap and theory give them.
func TestMeasureJackknifeOfParts(t *testing.T) {
	const n = 1_100
	random := rand.New(rand.NewPCG(7, 8))
	in := strings.Builder{}
	in.WriteString("x\n")
	for range n {
		in.WriteString(strconv.FormatFloat(100+random.NormFloat64(), 'g', -1, 64) + "\n")
	}
	ses := func(args ...string) map[string]float64 {
		out, errs, code := command(t, in.String(), append([]string{"measure", "-", "--value", "x", "--json", "--measures", "mean,total,hhi,rosenbluth,hannah_kay(3)"}, args...)...)
		require.Zero(t, code, errs)
		found := map[string]float64{}
		for _, m := range decode(t, out).Measures {
			require.NotNil(t, m.SE, m.Measure)
			found[m.Measure] = float(t, m.SE)
		}
		return found
	}
	parts, drawn := ses("--interval", "jackknife"), ses("--bootstrap", "199", "--measures", "gini")
	require.InEpsilon(t, math.Sqrt(n), parts["total"], .12) // n times the standard error of the mean, 1/sqrt(n)
	require.InEpsilon(t, n*parts["mean"], parts["total"], 1e-6)
	for _, name := range []string{"herfindahl", "rosenbluth", "hannah_kay"} {
		require.InEpsilon(t, drawn[name], parts[name], .3, name)
	}
}

// One person says nothing of others, whatever the way.
func TestMeasureOnePerson(t *testing.T) {
	for _, way := range []string{"analytic", "jackknife", "bootstrap"} {
		out, errs, code := command(t, "x\n5\n", "measure", "-", "--value", "x", "--json", "--measures", "mean,sd_logs,gini", "--interval", way)
		require.Zero(t, code, errs)
		for _, m := range decode(t, out).Measures {
			require.Nil(t, m.SE, "%s %s", way, m.Measure)
			require.Nil(t, m.CI, "%s %s", way, m.Measure)
		}
	}
}

// TestMeasureOneRow: of one row there are values, and a word on why there are no intervals, however they are asked for.
func TestMeasureOneRow(t *testing.T) {
	for _, interval := range []string{"analytic", "jackknife", "bootstrap"} {
		out, errs, code := command(t, "x\n5\n", "measure", "--value", "x", "--measures", "gini,mean", "--interval", interval)
		require.Zero(t, code)
		require.Contains(t, out, "mean                 5\n")
		require.Equal(t, "cogap: standard input: no standard errors and no intervals: one row says nothing of those that were not drawn\n", errs, interval)
	}
	_, errs, code := command(t, "x\n5\n", "measure", "--value", "x", "--measures", "gini", "--level", "0")
	require.Zero(t, code)
	require.Empty(t, errs)
}
