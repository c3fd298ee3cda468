package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBracketsAsked: only what is asked for, for the shares and lines asked for, however large its letters; faults are told together.
func TestBracketsAsked(t *testing.T) {
	v, _ := tableValues(t, taxes, "--measures", "GINI,quantile(0.3),median,fgt(1, z=5000)")
	require.Len(t, v, 3*4)
	require.Contains(t, v, "quantile p=0.3 bounds")
	require.Contains(t, v, "quantile p=0.5 interpolation")
	require.Contains(t, v, "fgt alpha=1 z=5000 interpolation")
	all, _ := tableValues(t, taxes, "--line", "12000")
	asked, _ := tableValues(t, taxes, "--line", "12000", "--measures", "mean,gini,wolfson,quantile(.1),quantile(.25),median,quantile(.75),quantile(.9),lorenz(.2),lorenz(.4),lorenz(.5),lorenz(.8),top(.1),top(.01),pareto_alpha,fgt(0),fgt(1),fgt(2),watts")
	require.Equal(t, all, asked)

	_, errs, code := command(t, taxes, "brackets", "--measures", "palma,foo,fgt(1)", "--yearly")
	require.Equal(t, exitUsage, code)
	for _, want := range []string{"palma is not one of a table", "column 7: unknown name foo", "--measures: fgt needs --line or z", "--yearly: it is for --stratum"} {
		require.Contains(t, errs, want)
	}
	_, errs, code = command(t, taxes, "brackets", "--measures", "wolfson,watts(3)", "--total-mean", "39655")
	require.Zero(t, code, errs)
	_, errs, code = command(t, "lower,upper,people\n-5,10,3\n10,20,4\n20,,3\n", "brackets", "--measures", "watts(3)")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "no watts: no method that this table allows has it")
}

// TestBracketsAtTheBottom: people with nothing are a bracket, an empty first lower end is 0, and bounds that there are not are missed aloud.
func TestBracketsAtTheBottom(t *testing.T) {
	v, errs := tableValues(t, "lower,upper,people,mean\n0,0,50,\n"+taxes[len("lower,upper,people,mean\n"):])
	const f = 50.0 / 1050
	require.InDelta(t, f+(1-f)*.51761451, float64(*v["gini  interpolation"].Value), 1e-8) // as in TestBrackets
	require.NotContains(t, errs, "counts as 0")
	v, errs = tableValues(t, "lower,upper,people\n,10,3\n10,20,4\n20,,3\n", "--measures", "median")
	require.Contains(t, v, "quantile p=0.5 bounds")
	require.Contains(t, errs, `column "lower": the first is empty and counts as 0`)
	_, errs = tableValues(t, "lower,upper,people\n-5,10,3\n10,20,4\n20,,3\n", "--measures", "gini")
	require.Contains(t, errs, "no bounds of the gini: amounts may be negative")
	_, errs, code := command(t, "lower,upper,people\n0,x,3\n10,20,y\n", "brackets")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, `standard input:2: column "upper": got "x"`)
	require.Contains(t, errs, `standard input:3: column "people": got "y"`)
}
