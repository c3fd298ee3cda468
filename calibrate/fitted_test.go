package calibrate_test

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/scenario"
)

// builtIn is the calibration that comes with cogap, opened once: that takes two seconds.
var builtIn = sync.OnceValues(calibrate.OpenBuiltIn)

// TestFitted: what cogap calibrate found is of the calibration that comes with cogap, inside its ranges, and one more run of it gives the
// committed numbers within its luck.
func TestFitted(t *testing.T) {
	c, err := builtIn()
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
	p.FinalReplicates, p.Stages = 1, nil
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
	require.Less(t, objective, 1.0, "1 is a fit")
}

// TestFittedHeldBack: every figure that is fitted was predicted from others once, by the groups of the calibration that comes with cogap.
func TestFittedHeldBack(t *testing.T) {
	c, err := builtIn()
	require.NoError(t, err)
	list, n := calibrate.FittedHeldBack(), 0
	for _, group := range c.Plan().HoldBack.Groups {
		for _, id := range group.Targets {
			x := list[n]
			require.Equal(t, group.Name, x.Group)
			require.Equal(t, id, x.Target.ID)
			require.LessOrEqual(t, x.Low, x.Median)
			require.LessOrEqual(t, x.Median, x.High)
			require.Equal(t, math.Abs(x.Z) <= calibrate.Passing, x.Pass)
			n++
		}
	}
	require.Len(t, list, n)
	require.Len(t, calibrate.Published(), n)
}

// TestFittedEnsemble: there are many sets, inside the ranges, of which the best fits about as well as the fit.
func TestFittedEnsemble(t *testing.T) {
	c, err := builtIn()
	require.NoError(t, err)
	sets := calibrate.FittedEnsemble()
	distinct := map[string]bool{}
	for _, set := range sets {
		distinct[fmt.Sprint(set)] = true
		for _, x := range c.Plan().Parameters {
			require.GreaterOrEqual(t, set[x.Column()], x.From, x.Column())
			require.LessOrEqual(t, set[x.Column()], x.To, x.Column())
		}
	}
	require.GreaterOrEqual(t, len(distinct), 200)
}

// TestFittedScenario: the built-in scenario of that name is history with what cogap calibrate found.
func TestFittedScenario(t *testing.T) {
	s, err := scenario.Load("fitted")
	require.NoError(t, err)
	c, err := builtIn()
	require.NoError(t, err)
	fitted := calibrate.Fitted()
	history, err := scenario.Load("history")
	require.NoError(t, err)
	for _, p := range c.Plan().Parameters {
		for _, path := range p.Paths {
			want := fitted[p.Column()]
			if p.Times {
				want *= param.PlaceOf(&history).Find(path).Value.Float()
			}
			at := param.PlaceOf(&s).Find(path)
			if number := param.PlaceOf(&s).Find(path + ".values[0]"); number != nil {
				at = number
			}
			require.InDelta(t, want, at.Value.Float(), 1e-3*math.Abs(want)+1e-9, path)
			require.NoError(t, scenario.Set(&history, path, fmt.Sprint(at.Value.Float())))
		}
	}
	us := c.Plan().Scenarios[0].Scenario
	history.Name, history.Months = s.Name, s.Months
	history.Population.IncomeRise, history.Population.Taxes, history.Population.IncomeFloor = us.Population.IncomeRise, us.Population.Taxes, us.Population.IncomeFloor
	history.Behaviour.SkillLimit = us.Behaviour.SkillLimit
	require.Equal(t, history, s, "and nothing else differs")
}
