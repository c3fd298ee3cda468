package calibrate_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/calibrate"
)

// TestFitted: what cogap calibrate found is of the calibration that comes with cogap, inside its ranges, and one more run of it gives the
// committed numbers within its luck.
func TestFitted(t *testing.T) {
	c, err := calibrate.OpenBuiltIn()
	require.NoError(t, err)
	p := c.Plan()
	fitted := calibrate.Fitted()
	require.Len(t, fitted, len(p.Parameters))
	for i := range p.Parameters {
		x := &p.Parameters[i]
		require.Contains(t, fitted, x.Column())
		require.GreaterOrEqual(t, fitted[x.Column()], x.From, x.Column())
		require.LessOrEqual(t, fitted[x.Column()], x.To, x.Column())
	}

	runs := float64(p.FinalReplicates)
	p.FinalReplicates = 1
	quick, err := calibrate.New(p)
	require.NoError(t, err)
	e, err := quick.Assess(t.Context(), fitted, calibrate.Options{})
	require.NoError(t, err)
	committed := calibrate.FittedTargets()
	objective := 0.0
	for i, now := range quick.Compare(e) {
		was := committed[i]
		require.Equal(t, was.Target, now.Target)
		require.Equal(t, was.Reason, now.Reason)
		if was.Reason == "" {
			require.InDelta(t, was.Model, now.Model, 6*was.SE*math.Sqrt(runs), was.Target.ID)
			require.InDelta(t, (was.Model-was.Target.Value)/was.Target.SE, was.Z, 1e-9)
			objective += was.Target.Weight * was.Z * was.Z / 100
		}
	}
	require.Less(t, objective, 1.5)
}

// TestFittedEnsemble: there are many sets, inside the ranges, of which the best fits about as well as the fit.
func TestFittedEnsemble(t *testing.T) {
	c, err := calibrate.OpenBuiltIn()
	require.NoError(t, err)
	sets := calibrate.FittedEnsemble()
	require.GreaterOrEqual(t, len(sets), 200)
	for _, set := range sets {
		for _, x := range c.Plan().Parameters {
			require.GreaterOrEqual(t, set[x.Column()], x.From, x.Column())
			require.LessOrEqual(t, set[x.Column()], x.To, x.Column())
		}
	}
}
