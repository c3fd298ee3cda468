package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Whole weights count people for the Lorenz asymmetry, as rows written out.
func TestLorenzAsymmetryOfCounts(t *testing.T) {
	values := map[string]float64{}
	for name, in := range map[string]string{"weighted": "x,w\n1,3\n5,2\n8,4\n20,1\n", "written": "x,w\n1,1\n1,1\n1,1\n5,1\n5,1\n8,1\n8,1\n8,1\n8,1\n20,1\n", "shares": "x,w\n1,.3\n5,.2\n8,.4\n20,.1\n"} {
		out, errs, code := command(t, in, "measure", "-", "--value", "x", "--weight", "w", "--measures", "lorenz_asymmetry", "--json")
		require.Zero(t, code, errs)
		values[name] = float(t, decode(t, out).Measures[0].Value)
	}
	require.InDelta(t, values["written"], values["weighted"], 1e-12)
	require.Greater(t, values["shares"], values["weighted"]+.01) // effective rows
}
