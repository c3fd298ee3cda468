package calibrate_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/internal/killed"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/study"
)

// small is a scenario of 16 occupations and some 2,000 agents over a year in which the price rises.
func small(t testing.TB) cogap.Scenario {
	t.Helper()
	s := cogap.Plain()
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	strata := m.Engine().Strata()
	s.Population.Source = ""
	for i := 0; i < len(strata); i += 52 {
		strata[i].People = 100_000 + 10_000*int64(i%7)
		s.Population.Strata = append(s.Population.Strata, strata[i])
	}
	s.Population.Scale = 1000
	s.Months = 14
	s.Population.RightSide = 0.2
	return s
}

// plan is a calibration with three parameters and five moments of all kinds. What its targets are does not matter.
func plan(t testing.TB) calibrate.Plan {
	p := calibrate.Plan{
		Name:      "small",
		Scenarios: []calibrate.Scenario{{Name: "us", Scenario: small(t)}},
		Parameters: []calibrate.Parameter{
			{Paths: []string{"behaviour.captured_share"}, From: 0.05, To: 0.6, Scale: study.Log},
			{Paths: []string{"population.right_side"}, From: 0, To: 0.8},
			{Name: "phi", Paths: []string{"market.frontier.coding.phi", "market.frontier.general.phi"}, From: 0.5, To: 1.5, Times: true},
		},
		Moments: []calibrate.Moment{
			{Target: "share", Of: calibrate.Term{Measure: "sota_share@2026-12"}},
			{Target: "growth", Of: calibrate.Term{Measure: "sota_share@2026-12"}, Over: &calibrate.Term{Measure: "sota_share", From: "2026-01", To: "2026-04"}},
			{Target: "gain", Of: calibrate.Term{Measure: "mean.gain@2026-12"}},
			{Target: "waiting", Of: calibrate.Term{Measure: "waiting_share@2026-03"}},
			{Target: "slope", Of: calibrate.Term{Measure: "sota_share@2026-06"}, On: "mean.income@first", By: measure.Stratum},
		},
		NotExpressed: []calibrate.Omission{{Target: "daily", Reason: "the model has no days"}},
		Start:        6, Stages: []calibrate.Stage{{Strata: 8, Evaluations: 20}, {Evaluations: 14}}, FinalReplicates: 2, Seed: 5,
	}
	for _, m := range p.Moments {
		p.Targets = append(p.Targets, calibrate.Target{ID: m.Target, Role: calibrate.Fit, Value: 0.2, SE: 0.05, Weight: 20})
	}
	p.Targets[3].Role = calibrate.Validate
	p.Targets = append(p.Targets, calibrate.Target{ID: "daily", Name: "daily use", Role: calibrate.Fit, Value: 0.5, SE: 0.1, Weight: 20})
	return p
}

// everything asks for all that a plan may ask for.
func everything(t testing.TB) calibrate.Plan {
	p := plan(t)
	p.Identify = true
	p.Profiles = &calibrate.Profiles{Points: 2, Evaluations: 4}
	p.History = &calibrate.History{Waves: 1, Points: 12}
	p.Ensemble = &calibrate.Ensemble{Steps: 3, Walkers: 4}
	p.Bands = &calibrate.Bands{Measures: []string{"sota_share@last"}, Members: 3}
	p.HoldBack = &calibrate.HoldBack{Training: 9, Points: 4, Groups: []calibrate.HeldGroup{{Name: "one", Targets: []string{p.Targets[0].ID}}}}
	return p
}

// aimed returns a plan whose targets are what its model gives at some values, with standard errors of a twentieth and of the luck of
// both sides.
func aimed(t testing.TB, p calibrate.Plan, values map[string]float64) calibrate.Plan {
	c, err := calibrate.New(p)
	require.NoError(t, err)
	e, err := c.Assess(t.Context(), values, calibrate.Options{})
	require.NoError(t, err)
	require.NoError(t, e.Err)
	for k := range p.Moments {
		luck := e.SDs[k] * math.Sqrt(1+1/float64(p.FinalReplicates))
		p.Targets[k].Value, p.Targets[k].SE = e.Moments[k], math.Hypot(e.Moments[k]/20, luck)
	}
	return p
}

// TestRecovers: fitted to what the model itself gives at some parameters, with other luck, a calibration returns these parameters within
// two of the standard errors that it says, by each method; TestCovers has the coordinate search.
func TestRecovers(t *testing.T) {
	truth := map[string]float64{"behaviour.captured_share": 0.2, "population.right_side": 0.5, "phi": 1.2}
	p := plan(t)
	p.Seed, p.FinalReplicates = 77, 4
	p = aimed(t, p, truth)
	p.Seed, p.Identify, p.Start = 5, true, 12
	for i := range p.Targets {
		p.Targets[i].Role = calibrate.Fit
	}
	most := map[string]float64{"behaviour.captured_share": 0.1, "population.right_side": 0.1, "phi": 0.22}
	for _, method := range []calibrate.Method{calibrate.CMAES, calibrate.NelderMead} {
		t.Run(string(method), func(t *testing.T) {
			p := p
			p.Method, p.Stages = method, []calibrate.Stage{{Evaluations: 110}}
			r, err := calibrate.Run(t.Context(), p, calibrate.Options{})
			require.NoError(t, err)
			require.Less(t, r.Fit.Objective, r.Start.Objective/10)
			for i, x := range r.Plan.Parameters {
				name := x.Name
				if name == "" {
					name = x.Paths[0]
				}
				se := r.Identification.SE[i]
				require.Less(t, se, most[name], "%s: the range alone would say 0.29", name)
				require.InDelta(t, x.Place(truth[name]), r.Fit.Point[i], 2*se, name)
			}
		})
	}
}

// covers is how many calibrations TestCovers does.
var covers = flag.Int("covers", 6, "how many calibrations TestCovers does")

// TestCovers: standard errors of parameters are as large as the parameters are off. Each calibration has figures that are off the model's own by chance, as
// much as their standard errors say, and luck of its own, which moves some figures by more than these.
func TestCovers(t *testing.T) {
	truth := map[string]float64{"behaviour.captured_share": 0.2, "population.right_side": 0.5, "phi": 1.2}
	p := plan(t)
	p.Seed, p.FinalReplicates = 77, 40
	p = aimed(t, p, truth)
	p.FinalReplicates, p.Identify, p.Start, p.Stages = 4, true, 12, []calibrate.Stage{{Evaluations: 80}}
	exact := slices.Clone(p.Targets)
	square, inside, all := 0.0, 0, 0.0
	for i := range *covers {
		p.Seed = uint64(2000 + i)
		random := rand.New(rand.NewPCG(9, uint64(i)))
		for k := range p.Moments {
			x := &p.Targets[k]
			x.Role, x.SE = calibrate.Fit, math.Abs(exact[k].Value)/20
			x.Value = exact[k].Value + x.SE*random.NormFloat64()
		}
		r, err := calibrate.Run(t.Context(), p, calibrate.Options{})
		require.NoError(t, err)
		for d := range p.Parameters {
			x := &r.Plan.Parameters[d]
			z := (r.Fit.Point[d] - x.Place(truth[x.Column()])) / r.Identification.SE[d]
			square, all = square+z*z, all+1
			if math.Abs(z) <= 2 {
				inside++
			}
		}
	}
	rms := math.Sqrt(square / all)
	t.Logf("within two standard errors: %d of %v; root mean square of z %.2f", inside, all, rms)
	require.Less(t, rms, 1.4)
	require.Greater(t, rms, 0.6, "wider than need be")
	require.Greater(t, float64(inside), 0.85*all)
}

// TestHoldBack: figures that are held back are predicted from the others. What the model itself gives at some parameters lies within the band;
// a figure that contradicts the others is told, though a fit to all would go towards it. An ensemble that emulators propose, fitted to all, is
// narrower than what the other figures leave.
func TestHoldBack(t *testing.T) {
	p := plan(t)
	p.Seed, p.FinalReplicates = 77, 4
	p = aimed(t, p, map[string]float64{"behaviour.captured_share": 0.2, "population.right_side": 0.5, "phi": 1.2})
	p.Seed, p.Stages = 5, []calibrate.Stage{{Evaluations: 40}}
	p.Ensemble = &calibrate.Ensemble{Walkers: 4, Steps: 12, Training: 30, Sets: 32, Moves: calibrate.Differential}
	held := p.Targets[0].ID
	p.HoldBack = &calibrate.HoldBack{Training: 20, Points: 48, Groups: []calibrate.HeldGroup{{Name: "first", Targets: []string{held}}}}
	r, err := calibrate.Run(t.Context(), p, calibrate.Options{})
	require.NoError(t, err)
	x := r.HeldBack[0]
	require.Len(t, r.HeldBack, 1)
	require.Equal(t, "first", x.Group)
	require.Equal(t, held, x.Target.ID)
	require.True(t, x.Pass, "z is %v", x.Z)
	require.Less(t, x.Low, x.Median)
	require.Less(t, x.Median, x.High)
	require.Less(t, x.Low, x.Target.Value)
	require.Greater(t, x.High, x.Target.Value)
	require.Greater(t, x.Effective, 3.0)
	require.Less(t, x.RHat, 1.6)
	require.Len(t, r.Sample.Points, 32)
	require.Greater(t, r.Sample.Effective, 0.3*float64(r.Sample.Draws))
	require.Less(t, r.Sample.RHat, 1.6)
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "1 of 1 pass: no more than 2 standard errors, of figure and prediction together, off")

	p.Targets[0].Value, p.Targets[0].SE = 3*x.High, x.High/10
	p.Ensemble = nil
	r, err = calibrate.Run(t.Context(), p, calibrate.Options{})
	require.NoError(t, err)
	require.False(t, r.HeldBack[0].Pass, "z is %v", r.HeldBack[0].Z)
	require.Less(t, r.HeldBack[0].High, p.Targets[0].Value)
}

// withoutTime is a row without what differs from run to run: seconds and the checksum.
var withoutTime = regexp.MustCompile(`,[0-9.]+,[0-9a-f]{8}\n`)

// files returns what a folder of results holds.
func files(t *testing.T, dir string) map[string]string {
	all := map[string]string{}
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range list {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		all[f.Name()] = string(text)
	}
	all["evaluations.csv"] = withoutTime.ReplaceAllString(all["evaluations.csv"], "\n")
	return all
}

// TestWorkersAndStops: the files of a calibration are the same for any number of workers, and if it is stopped again and again, in the
// middle of a row too, and goes on. A folder of another plan is refused.
func TestWorkersAndStops(t *testing.T) {
	p := everything(t)
	p = aimed(t, p, map[string]float64{"phi": 1.3})
	c, err := calibrate.New(p)
	require.NoError(t, err)
	whole := t.TempDir()
	r, err := c.RunIn(t.Context(), whole, calibrate.Options{Workers: 1})
	require.NoError(t, err)
	want := files(t, whole)
	for _, name := range []string{"calibration.yaml", "targets.csv", "evaluations.csv", "summary.csv", "parameters.csv", "fit.yaml", "ensemble.csv", "bands.csv", "profiles.csv", "held-back.csv"} {
		require.Contains(t, want, name)
	}
	require.Equal(t, len(r.Evaluations)+1, strings.Count(want["evaluations.csv"], "\n"))

	stopped := t.TempDir()
	enough := errors.New("enough")
	stops, begun := 0, map[string]bool{}
	for after := 3; ; after += 9 {
		n := 0
		_, err := c.RunIn(t.Context(), stopped, calibrate.Options{Workers: 1 + stops%2*6, OnEvaluation: func(e *calibrate.Evaluation) error {
			if n++; n == after || !begun[e.Phase] { // the others of a phase that begins are not evaluated yet
				begun[e.Phase] = true
				return enough
			}
			return nil
		}})
		if err == nil {
			break
		}
		require.ErrorIs(t, err, enough)
		stops++
		name := filepath.Join(stopped, "evaluations.csv")
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, text[:len(text)-5*(stops%3)], 0o666))
	}
	require.Greater(t, stops, 3)
	got := files(t, stopped)
	for name := range want {
		require.Equal(t, want[name], got[name], name)
	}

	n := 0
	again, err := c.RunIn(t.Context(), stopped, calibrate.Options{OnEvaluation: func(*calibrate.Evaluation) error { n++; return nil }})
	require.NoError(t, err)
	require.Zero(t, n, "all is there already")
	require.Equal(t, r.Fit.Moments, again.Fit.Moments)

	p.Seed++
	other, err := calibrate.New(p)
	require.NoError(t, err)
	_, err = other.RunIn(t.Context(), stopped, calibrate.Options{})
	require.ErrorContains(t, err, "calibration.yaml: is of another calibration, or another version of cogap: take another folder (line 12 there is \"seed: 5\", and here \"seed: 6\")")
	require.NoError(t, os.Remove(filepath.Join(stopped, "calibration.yaml")))
	_, err = c.RunIn(t.Context(), stopped, calibrate.Options{})
	require.ErrorContains(t, err, "has evaluations.csv but no calibration.yaml, so that it is not of this calibration")
	s, err := study.New(study.Plan{Base: p.Scenarios[0].Scenario, Measures: []string{"price"}})
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), whole, study.Options{})
	require.ErrorContains(t, err, "so that it is not of this study")
}

// killable is a calibration of two stages and what is known of its parameters.
func killable(t *testing.T) *calibrate.Calibration {
	p := plan(t)
	p.Identify, p.Stages = true, []calibrate.Stage{{Strata: 8, Evaluations: 14}, {Evaluations: 12}}
	c, err := calibrate.New(p)
	require.NoError(t, err)
	return c
}

// TestChild is the process that TestKilled kills.
func TestChild(t *testing.T) {
	if killed.Folder() == "" {
		return
	}
	_, err := killable(t).RunIn(t.Context(), killed.Folder(), calibrate.Options{Workers: 2, OnEvaluation: func(*calibrate.Evaluation) error {
		killed.Tell()
		return nil
	}})
	require.NoError(t, err)
}

// TestKilled: a calibration that is killed three times, at random moments, and gone on with leaves the files of one that was never killed.
func TestKilled(t *testing.T) {
	dir, whole := t.TempDir(), t.TempDir()
	_, err := killable(t).RunIn(t.Context(), whole, calibrate.Options{})
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(5, 6))
	told := 0
	for range 3 {
		evaluations, cut := killed.Once(t, "TestChild", dir, 2+random.IntN(6), random)
		require.True(t, cut, "it was killed, not done")
		told += evaluations
	}
	did := 0
	r, err := killable(t).RunIn(t.Context(), dir, calibrate.Options{OnEvaluation: func(*calibrate.Evaluation) error { did++; return nil }})
	require.NoError(t, err)
	require.Greater(t, told, 4)
	require.LessOrEqual(t, did, len(r.Evaluations)-told, "what was told of is not done again")
	require.Equal(t, files(t, whole), files(t, dir))
}

// TestFolderIsACalibration: what is in a folder repeats the calibration, and its fit is a scenario that can be run.
func TestFolderIsACalibration(t *testing.T) {
	p := plan(t)
	p.Stages = []calibrate.Stage{{Evaluations: 8}}
	c, err := calibrate.New(p)
	require.NoError(t, err)
	dir, again := t.TempDir(), t.TempDir()
	r, err := c.RunIn(t.Context(), dir, calibrate.Options{})
	require.NoError(t, err)
	read, err := calibrate.ReadFile(filepath.Join(dir, "calibration.yaml"))
	require.NoError(t, err)
	c, err = calibrate.New(read)
	require.NoError(t, err)
	_, err = c.RunIn(t.Context(), again, calibrate.Options{})
	require.NoError(t, err)
	require.Equal(t, files(t, dir), files(t, again))

	fit, err := r.Scenario(0)
	require.NoError(t, err)
	require.InDelta(t, r.Fit.Values[0], fit.Behaviour.CapturedShare, 1e-12)
	require.InDelta(t, 0.15*r.Fit.Values[2], fit.Market.Frontier.General.Phi, 1e-12)
	_, err = cogap.NewModel(fit)
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "daily daily use is not expressed: the model has no days\n")
	require.Contains(t, files(t, dir)["summary.csv"], "the model has no days")
}

// TestMoments: each kind of moment is what it says of a run that is measured by itself.
func TestMoments(t *testing.T) {
	p := plan(t)
	p.FinalReplicates = 1
	groups := map[string]bool{}
	for _, s := range p.Scenarios[0].Scenario.Population.Strata {
		groups[s.Group] = true
	}
	var weights []calibrate.Weight
	for g := range groups {
		weights = append(weights, calibrate.Weight{Group: g, Weight: float64(len(g))})
	}
	p.Moments[3] = calibrate.Moment{Target: "waiting", Of: calibrate.Term{Measure: "access_share@5", By: measure.Group, Weights: weights}, Times: 1.5}
	c, err := calibrate.New(p)
	require.NoError(t, err)
	e, err := c.Assess(t.Context(), nil, calibrate.Options{})
	require.NoError(t, err)

	s := p.Scenarios[0].Scenario
	s.Seed = new(study.Plan{Base: s, Seed: p.Seed}).Job(0).Seed
	result, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	of := func(name string) float64 {
		ref, err := measure.Parse(name)
		require.NoError(t, err)
		v, err := ref.Of(result)
		require.NoError(t, err)
		return v.Value
	}
	require.InDelta(t, of("sota_share@2026-12"), e.Moments[0], 1e-12)
	early := (of("sota_share@0") + of("sota_share@1") + of("sota_share@2") + of("sota_share@3")) / 4
	require.InDelta(t, of("sota_share@2026-12")/early, e.Moments[1], 1e-9)
	sum, all := 0.0, 0.0
	for g := range groups {
		sum += float64(len(g)) * of(fmt.Sprintf("access_share[group=%q]@5", g))
		all += float64(len(g))
	}
	require.InDelta(t, 1.5*sum/all, e.Moments[3], 1e-9)
	var x, y []float64
	for _, g := range s.Population.Strata {
		if share := of(fmt.Sprintf("sota_share[stratum=%q]@2026-06", g.Code)); share > 0 {
			x = append(x, math.Log(of(fmt.Sprintf("mean.income[stratum=%q]@first", g.Code))))
			y = append(y, math.Log(share))
		}
	}
	_, slope := stat.LinearRegression(x, y, nil, false)
	require.Greater(t, len(x), 10)
	require.InDelta(t, slope, e.Moments[4], 1e-9)
}

// fickle is a rule that panics for high captured shares.
type fickle struct{ agent.Standard }

func (fickle) Name() string { return "fickle" }

func (f fickle) Step(b *agent.Block, m *agent.Month, s *agent.Sums) {
	if m.Params.CapturedShare > 0.2 {
		panic("fickle")
	}
	f.Standard.Step(b, m, s)
}

// TestFailuresAreData: points at which runs fail are rows with an error, and the search goes on around them.
func TestFailuresAreData(t *testing.T) {
	p := aimed(t, plan(t), map[string]float64{"behaviour.captured_share": 0.19})
	p.Scenarios[0].Scenario.Rule = fickle{}
	p.Scenarios[0].Scenario.Behaviour.CapturedShare = 0.1
	p.Stages = []calibrate.Stage{{Evaluations: 40}}
	c, err := calibrate.New(p)
	require.NoError(t, err)
	dir := t.TempDir()
	r, err := c.RunIn(t.Context(), dir, calibrate.Options{})
	require.NoError(t, err)
	failed := 0
	for _, e := range r.Evaluations {
		if e.Values[0] > 0.2 {
			failed++
			require.ErrorContains(t, e.Err, "scenario us, replicate 0: ")
			require.ErrorContains(t, e.Err, "panic: fickle")
			require.True(t, math.IsInf(e.Objective, 1))
			continue
		}
		require.NoError(t, e.Err)
	}
	require.Positive(t, failed)
	require.LessOrEqual(t, r.Fit.Values[0], 0.2)
	require.Equal(t, failed, strings.Count(files(t, dir)["evaluations.csv"], ",failed,"))
	n := 0
	_, err = c.RunIn(t.Context(), dir, calibrate.Options{OnEvaluation: func(*calibrate.Evaluation) error { n++; return nil }})
	require.NoError(t, err)
	require.Zero(t, n, "what has failed is not tried again")

	p.Parameters[0].From = 0.3
	r, err = calibrate.Run(t.Context(), p, calibrate.Options{})
	require.NoError(t, err)
	require.Nil(t, r.Best, "all have failed")
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "none gave an objective")
}

// TestStops: a context that ends, ends a calibration with what there is.
func TestStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	n := 0
	r, err := calibrate.Run(ctx, plan(t), calibrate.Options{OnEvaluation: func(*calibrate.Evaluation) error {
		if n++; n == 9 {
			stop()
		}
		return nil
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, r.Evaluations, n, "none that was cut short")
	require.NotNil(t, r.Best)
	require.Nil(t, r.Fit)
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "stopped, best objective so far")
}

// TestUndefinedMoments: a moment that is not defined counts as the cap, and is never left out.
func TestUndefinedMoments(t *testing.T) {
	p := plan(t)
	p.Moments[4].Of.Measure = "sota_share@first" // nobody: of no stratum has it a logarithm
	p.Scenarios[0].Scenario.Population.RightSide = 1
	p.Parameters[1].From, p.Parameters[1].To = 0.999, 1
	p.Cap = 10
	for k := range 4 {
		p.Targets[k].Weight = 0
	}
	p.Targets[4].Weight = 20
	c, err := calibrate.New(p)
	require.NoError(t, err)
	e, err := c.Assess(t.Context(), nil, calibrate.Options{})
	require.NoError(t, err)
	if math.IsNaN(e.Moments[4]) {
		require.Equal(t, 20.0, e.Objective)
		require.False(t, c.Compare(e)[4].Pass)
		return
	}
	t.Fatalf("the moment is defined: %v", e.Moments[4])
}

// TestEstimate: the cost is that of what is then done, about, and runs of very many agents are done one by one.
func TestEstimate(t *testing.T) {
	p := everything(t)
	c, err := calibrate.New(p)
	require.NoError(t, err)
	cost, err := c.Estimate(2)
	require.NoError(t, err)
	last, most := 0, 0
	r, err := c.Run(t.Context(), calibrate.Options{Progress: func(done, total int) {
		require.Equal(t, last+1, done)
		last, most = done, total
	}})
	require.NoError(t, err)
	require.Equal(t, len(r.Evaluations), last)
	require.InDelta(t, cost.Evaluations, last, 0.2*float64(last))
	require.GreaterOrEqual(t, most, last)
	require.InDelta(t, 2000, cost.Agents, 200)
	require.Equal(t, 2, cost.AtOnce)
	require.Positive(t, cost.Time)
	require.Positive(t, cost.Bytes)
	p.Bands.Members++
	c, err = calibrate.New(p)
	require.NoError(t, err)
	more, err := c.Estimate(2)
	require.NoError(t, err)
	require.Equal(t, cost.Runs+p.FinalReplicates, more.Runs, "a member of the ensemble has as many runs as the fit")

	p.Scenarios[0].Scenario.Population.Scale = 1
	c, err = calibrate.New(p)
	require.NoError(t, err)
	cost, err = c.Estimate(2)
	require.NoError(t, err)
	require.Equal(t, 1, cost.AtOnce)
}

// TestWholeNumbers: a parameter that takes whole numbers gets no others, as itself or as a multiple, and what it does is measured between
// two of them, however close they lie in the range.
func TestWholeNumbers(t *testing.T) {
	p := plan(t)
	p.Parameters = []calibrate.Parameter{
		{Paths: []string{"market.tiers[0].lag"}, From: 0, To: 20},
		{Name: "later", Paths: []string{"market.phases.plateau"}, From: 0.6, To: 1.4, Times: true},
	}
	p.Identify, p.Stages = true, []calibrate.Stage{{Evaluations: 10}}
	c, err := calibrate.New(p)
	require.NoError(t, err)
	dir := t.TempDir()
	r, err := c.RunIn(t.Context(), dir, calibrate.Options{})
	require.NoError(t, err)
	for _, e := range r.Evaluations {
		require.NoError(t, e.Err)
		require.Equal(t, math.Trunc(e.Values[0]), e.Values[0])
	}
	require.NotZero(t, r.Identification.Jacobian[0][0], "the next whole number is more than 2% of the range away")
	fit, err := r.Scenario(0)
	require.NoError(t, err)
	require.InDelta(t, r.Fit.Values[0], fit.Market.Tiers[0].Lag, 0)
	require.InDelta(t, 24*r.Fit.Values[1], fit.Market.Phases.Plateau, 0.5)
	again, err := calibrate.ReadFile(filepath.Join(dir, "calibration.yaml"))
	require.NoError(t, err)
	require.True(t, again.Parameters[0].Whole)

	p.Parameters[0].From = 1.5
	_, err = calibrate.New(p)
	require.ErrorContains(t, err, "parameters[0]: got 1.5 to 20, want whole numbers")
}

// TestStartsExactly: the scenario as it is begins the search with its own values, to the last digit, on both scales and as a factor.
func TestStartsExactly(t *testing.T) {
	p := plan(t)
	s := &p.Scenarios[0].Scenario
	s.Behaviour.CapturedShare, s.Population.RightSide, s.Market.Frontier.General.Phi = 0.1234567890123456, 0.7654321098765432, 0.1111111111111111
	p.Parameters = append(p.Parameters, calibrate.Parameter{Paths: []string{"market.tiers[0].price.values[0]"}, From: 3, To: 7000, Scale: study.Log})
	s.Market.Tiers[0].Price.Values[0] = 100
	p.FinalReplicates = 1
	c, err := calibrate.New(p)
	require.NoError(t, err)
	e, err := c.Assess(t.Context(), nil, calibrate.Options{})
	require.NoError(t, err)
	require.Equal(t, []float64{0.1234567890123456, 0.7654321098765432, 1, 100}, e.Values)
	m := *s
	m.Seed = new(study.Plan{Base: *s, Seed: p.Seed}).Job(0).Seed
	result, err := cogap.Run(t.Context(), m, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, result.Months[11].SOTAShare(), e.Moments[0])
}

// TestLuckCounts: bands are of means over the replicates of the fit, with their error by luck, and what is said of parameters covers the luck
// of the runs they were found with.
func TestLuckCounts(t *testing.T) {
	p := everything(t)
	p.Profiles, p.History, p.Stages = nil, nil, []calibrate.Stage{{Evaluations: 10}}
	p.FinalReplicates, p.Bands = 4, &calibrate.Bands{Measures: []string{"sota_share@2026-12"}, Members: 1}
	r, err := calibrate.Run(t.Context(), p, calibrate.Options{})
	require.NoError(t, err)
	values := map[string]float64{}
	for i, x := range p.Parameters {
		name := x.Name
		if name == "" {
			name = x.Paths[0]
		}
		values[name] = x.Value(r.Sample.Points[0][i])
	}
	c, err := calibrate.New(p)
	require.NoError(t, err)
	e, err := c.Assess(t.Context(), values, calibrate.Options{})
	require.NoError(t, err)
	require.InDelta(t, e.Moments[0], r.Bands[0].Mean, 1e-9)
	require.InEpsilon(t, e.SDs[0]/2, r.Bands[0].LuckSE, 1e-6)
	require.Zero(t, r.Bands[0].LowSE, "of a single member nothing tells of others")
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "bands are of means over 4 replicates, as the fit; their luck, which all members share, may move a band as a whole\n")

	p.FinalReplicates, p.Ensemble, p.Bands = 1, nil, nil // luck is not known then
	without, err := calibrate.Run(t.Context(), p, calibrate.Options{})
	require.NoError(t, err)
	// beside are the evaluations that differ from the best in one parameter at most
	beside := func(d int) (list []*calibrate.Evaluation) {
		for _, e := range r.Evaluations {
			at := slices.Clone(e.Point)
			at[d] = r.Best.Point[d]
			if e.Stage == r.Best.Stage && slices.Equal(at, r.Best.Point) {
				list = append(list, e)
			}
		}
		return list
	}
	for i, k := range []int{0, 1, 2, 4} {
		sd := r.Fit.SDs[k] / p.Targets[k].SE
		for d, slope := range r.Identification.Jacobian[i] {
			nearest := math.Inf(1) // of the slopes between any two points
			for _, up := range beside(d) {
				for _, down := range beside(d) {
					if up.Point[d] > down.Point[d] {
						z := (up.Moments[k] - down.Moments[k]) / p.Targets[k].SE / (up.Point[d] - down.Point[d])
						nearest = min(nearest, math.Abs(z/math.Sqrt(1+2*sd*sd)-slope))
					}
				}
			}
			require.Less(t, nearest, 1e-9)
		}
	}
	for d, se := range r.Identification.SE {
		require.Greater(t, se, without.Identification.SE[d])
	}
}
