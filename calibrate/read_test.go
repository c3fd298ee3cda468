package calibrate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/study"
)

const targets = `# a comment
id,role,value,se,weight,name
A,fit,0.1,0.02,60,users
B,fit,1.4,0.2,40,growth
C,validate,0.3,0.1,0,slope
D,fit,0.5,0.1,10,daily
`

const file = `name: a file
scenarios:
  us: {base: essay, population: {file: people.csv}}
  world: {scenario: {base: world, population: {file: people.csv}}, equal_strata: true}
parameters:
  behaviour.captured_share: {from: 0.05, to: 0.6, scale: log, step: 0.1}
  phi: {paths: [market.frontier.coding.phi, market.frontier.general.phi], from: 0.5, to: 1.5, times: true, in: [world]}
targets: targets.csv
validate: more.csv
moments:
  A: access_share@2026-06
  B: {measure: sota_share@12, over: {measure: sota_share, from: 2026-02, to: 2026-04}, times: 1.5}
  C: {measure: access_share@2026-06, slope_on: mean.income@first, by: stratum, scenario: world}
  E: {measure: sota_share@last, by: group, weights: {Management: 1, Legal: 2}}
not_expressed: {D: no days}
method: cma-es
start: 7
stages: [{strata: 3, evaluations: 30}, {evaluations: 10}]
replicates: 2
final_replicates: 3
cap: 20
seed: 4
identify: true
profiles: {points: 3, evaluations: 5}
history: {waves: 2, points: 30, cutoff: 3.5}
ensemble: {walkers: 8, steps: 6, training: 9, sets: 16, moves: differential, seed: 3}
hold_back: {training: 7, points: 5, moves: hamiltonian, groups: {use: [A], all: [B]}}
bands: {measures: [sota_share@last], members: 5}
`

const people = "name,group,people,p50,exposure\na,Management,5000,4000,0.8\nb,Management,3000,9000,0.9\nc,Legal,2000,6000,0.7\nd,Production,9000,3000,0.1\ne,Production,1000,2000,0.2\n"

// folder has files by name, and people.
func folder(t testing.TB, files map[string]string) string {
	dir := t.TempDir()
	files["people.csv"] = people
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	return dir
}

const more = "id,role,value,se,weight\nE,fit,0.2,0.1,50\n"

// TestRead: every part of a file is where it belongs, and what is written reads back as the same plan.
func TestRead(t *testing.T) {
	dir := folder(t, map[string]string{"targets.csv": targets, "more.csv": more, "c.yaml": file})
	p, err := calibrate.ReadFile(filepath.Join(dir, "c.yaml"))
	require.NoError(t, err)
	require.Equal(t, "a file", p.Name)
	require.Equal(t, "world", p.Scenarios[1].Name)
	require.True(t, p.Scenarios[1].EqualStrata)
	require.Equal(t, []calibrate.Parameter{
		{Paths: []string{"behaviour.captured_share"}, From: 0.05, To: 0.6, Scale: study.Log, Step: 0.1},
		{Name: "phi", Paths: []string{"market.frontier.coding.phi", "market.frontier.general.phi"}, From: 0.5, To: 1.5, Times: true, In: []string{"world"}},
	}, p.Parameters)
	require.Equal(t, []calibrate.Moment{
		{Target: "A", Of: calibrate.Term{Measure: "access_share@2026-06"}},
		{Target: "B", Of: calibrate.Term{Measure: "sota_share@12"}, Over: &calibrate.Term{Measure: "sota_share", From: "2026-02", To: "2026-04"}, Times: 1.5},
		{Target: "C", Scenario: "world", Of: calibrate.Term{Measure: "access_share@2026-06"}, On: "mean.income@first", By: measure.Stratum},
		{Target: "E", Of: calibrate.Term{Measure: "sota_share@last", By: measure.Group, Weights: []calibrate.Weight{{"Management", 1}, {"Legal", 2}}}},
	}, p.Moments)
	require.Equal(t, calibrate.Validate, p.Targets[4].Role, "whatever its file says")
	require.Equal(t, []calibrate.Omission{{"D", "no days"}}, p.NotExpressed)
	require.Equal(t, []calibrate.Stage{{3, 30}, {0, 10}}, p.Stages)
	require.Equal(t, calibrate.CMAES, p.Method)
	require.Equal(t, [5]any{7, 2, 3, 20.0, uint64(4)}, [5]any{p.Start, p.Replicates, p.FinalReplicates, p.Cap, p.Seed})
	require.True(t, p.Identify)
	require.Equal(t, &calibrate.Profiles{Points: 3, Evaluations: 5}, p.Profiles)
	require.Equal(t, &calibrate.History{Waves: 2, Points: 30, Cutoff: 3.5}, p.History)
	require.Equal(t, &calibrate.Ensemble{Walkers: 8, Steps: 6, Training: 9, Sets: 16, Moves: calibrate.Differential, Seed: 3}, p.Ensemble)
	require.Equal(t, &calibrate.HoldBack{Training: 7, Points: 5, Moves: calibrate.Hamiltonian, Groups: []calibrate.HeldGroup{{Name: "use", Targets: []string{"A"}}, {Name: "all", Targets: []string{"B"}}}}, p.HoldBack)
	require.Equal(t, &calibrate.Bands{Measures: []string{"sota_share@last"}, Members: 5}, p.Bands)

	var text, list bytes.Buffer
	require.NoError(t, calibrate.Write(&text, p, "targets.csv", "a comment"))
	require.NoError(t, calibrate.WriteTargets(&list, p.Targets))
	again, err := calibrate.ReadFile(filepath.Join(folder(t, map[string]string{"targets.csv": list.String(), "c.yaml": text.String()}), "c.yaml"))
	require.NoError(t, err, text.String())
	for i := range again.Parameters { // what is a default is written
		again.Parameters[i].Step = p.Parameters[i].Step
	}
	again.Parameters[0].Name = ""
	require.Equal(t, p, again)
}

// TestPublished: the targets that come with cogap are there, and published ranges are parameters.
func TestPublished(t *testing.T) {
	list := calibrate.Published()
	require.Len(t, list, 18)
	weight := 0.0
	for _, x := range list {
		weight += x.Weight
	}
	require.InDelta(t, 100, weight, 1e-9)
	var text strings.Builder
	text.WriteString("scenario: {population: {scale: 1000000}}\nparameters: {published: true, behaviour.risk_aversion: {from: 1, to: 2}}\ntargets: published\nmoments: {C8: mean.gain@last}\nnot_expressed: {")
	for _, x := range list {
		if x.ID != "C8" {
			text.WriteString(x.ID + ": left out here, ")
		}
	}
	p, err := calibrate.Read(strings.NewReader(text.String()+"}\n"), "x", "")
	require.NoError(t, err)
	require.Len(t, p.Parameters, len(study.Published(cogap.Plain())))
	require.Equal(t, 2.0, p.Parameters[0].To)
}

// TestBuiltIn: the calibration that comes with cogap puts every published figure against the model, or says why it can't.
func TestBuiltIn(t *testing.T) {
	c, err := builtIn()
	require.NoError(t, err)
	p := c.Plan()
	require.Equal(t, calibrate.Published(), p.Targets)
	require.Equal(t, len(p.Targets), len(p.Moments)+len(p.NotExpressed))
	s := p.Scenarios[0].Scenario
	require.Equal(t, "2022-12", s.Start)
	require.Equal(t, "2026-05", s.Date(s.Months-1), "the month of the last figure")
}

// TestReadErrors: all that is wrong is told at once with its place, and nothing runs.
func TestReadErrors(t *testing.T) {
	dir := folder(t, map[string]string{
		"targets.csv": targets, "more.csv": more,
		"bad.csv": "id,role,value,se,weight\nA,fitt,0.1,-1,60\nA,fit,much,1,1\n",
	})
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(file) }
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"names": {change("method:", "methode:", "from: 0.05", "form: 0.05", "over:", "ovr:"), []string{
			"c.yaml:6:30: parameters.behaviour.captured_share.form: unknown name, did you mean from?",
			"c.yaml:12:31: moments.B.ovr: unknown name, did you mean over?",
			"c.yaml:16:1: methode: unknown name, did you mean method?",
		}},
		"all at once": {change("method:", "methode:", "behaviour.captured_share", "behaviour.captured_shar", "access_share@2026-06\n", "acess_share@2026-06\n",
			"from: 0.5, to: 1.5", "from: 0.5, to: 1e9", "ensemble: {walkers: 8, steps: 6, training: 9, sets: 16, moves: differential, seed: 3}\n", ""), []string{
			"c.yaml:6:3: parameters.behaviour.captured_shar: unknown name, did you mean behaviour.captured_share?",
			"c.yaml:7:90: parameters.phi.to: market.frontier.coding.phi: got ",
			"c.yaml:11:6: moments.A: measure acess_share@2026-06: unknown measure acess_share",
			"c.yaml:16:1: methode: unknown name, did you mean method?",
			"bands: got bands without an ensemble",
		}},
		"what has no moment": {change("  A: access_share@2026-06\n", "", "{D: no days}", "{C: none, Q: none}"), []string{
			"c.yaml:11:3: moments.A: target A has no moment: give it one, or say under not_expressed why it has none",
			"target D has no moment", "target C is there and has a moment too", "not_expressed.Q",
		}},
		"settings": {change("method: cma-es", "method: cma", "start: 7", "start: -1", "waves: 2, points: 30", "waves: 0, points: 3", "log, step: 0.1", "lag, step: 0.9", "members: 5", "members: -5", "training: 9", "training: -1", "differential", "sideways", "training: 7, points: 5", "training: -1, points: 1", "hamiltonian", "upwards", "use: [A]", "use: [Q, D], none: []"), []string{
			"method: got \"cma\"", "start: got -1", "history.waves: got 0", "history.points: got 3", "captured_share.scale", "captured_share.step: got 0.9", "bands.members: got -5",
			"ensemble.training: got -1", "ensemble.moves: got \"sideways\", want one of stretch, differential, hamiltonian", "hold_back.training: got -1", "hold_back.moves: got \"upwards\"", "hold_back.points: got 1", "hold_back.groups.use[0]: got \"Q\"", "hold_back.groups.use[1]: got \"D\"", "hold_back.groups.none: got no targets",
		}},
		"paths, measures and ranges": {change("behaviour.captured_share", "behaviour.captured_shar", "access_share@2026-06\n", "acess_share@2026-06\n", "sota_share@12,", "sota_share@2040-01,"), []string{
			"c.yaml:6:3: parameters.behaviour.captured_shar: unknown name, did you mean behaviour.captured_share?",
			"c.yaml:11:6: moments.A: measure acess_share@2026-06: unknown measure acess_share, did you mean access_share?",
			"c.yaml:12:3: moments.B: measure sota_share@2040-01: got month",
		}},
		"slopes of nothing": {change("training: 9, sets: 16, moves: differential", "sets: 16, moves: hamiltonian"), []string{"ensemble.moves: got \"hamiltonian\" without training, which the slopes are of"}},
		"not allowed":       {change("to: 0.6", "to: 1.6"), []string{"c.yaml:6:46: parameters.behaviour.captured_share.to: behaviour.captured_share: got 1.6"}},
		"upside down":       {change("from: 0.5, to: 1.5", "from: 1.5, to: 0.5"), []string{"parameters.phi: got 1.5 to 0.5"}},
		"months":            {change("from: 2026-02", "from: 2025-02"), []string{`moments.B: got months from "2025-02" to "2026-04", want months of the run, 2026-01 to 2028-12`}},
		"groups":            {change("Legal", "Legall"), []string{"moments.E: measure sota_share[group=Legall]@last: got group \"Legall\", want one of Management, Legal, Production"}},
		"a slope":           {change("by: stratum, scenario", "by: decile, scenario"), []string{"moments.C.by"}},
		"nowhere":           {change("in: [world]", "in: [wrld]"), []string{"parameters.phi.in: got \"wrld\", want one of us, world"}},
		"no scenario":       {change("scenario: world}", "scenario: mars}"), []string{"moments.C.scenario: got \"mars\", want one of us, world"}},
		"targets":           {change("targets.csv", "bad.csv"), []string{"c.yaml:8:10: targets:", "bad.csv:2:3: column role: got", "bad.csv:2:12: column se: got -1", "bad.csv:3:7: column value: got"}},
		"no targets":        {change("targets.csv", "none.csv"), []string{"none.csv"}},
		"a band":            {change("measures: [sota_share@last]", "measures: [sota_shar@last]"), []string{"c.yaml:28:20: bands.measures[0]: measure sota_shar@last: unknown"}},
		"bands":             {change("measures: [sota_share@last], members: 5", "measures: [sota_share@last, sota_shar], members: -1"), []string{"bands.members: got -1", "bands.measures[1]: measure sota_shar"}},
		"what a scenario and a table must not hide": {change("us: {base: essay, population: {file: people.csv}}", "us: {base: esay}", "targets.csv", "none.csv", "mean.income@first", "mean.incom@first", "A: access_share@2026-06", "A: acess_share@2026-06", "method: cma-es", "method: cma", "start: 7", "start: -1", "from: 0.5, to: 1.5", "from: 1.5, to: 0.5", "replicates: 2", "replicates: 0"), []string{
			"c.yaml:3:14: ", "got \"esay\"", "none.csv", "moments.C: measure mean.incom@first", "c.yaml:11:6: moments.A: measure acess_share", "method: got \"cma\"", "start: got -1", "parameters.phi: got 1.5 to 0.5", "replicates: got 0, want 1 or more",
		}},
		"unknown groups beside other faults": {change("Legal: 2", "Legall: 2, Production: -1", "targets.csv", "none.csv", "{D: no days}", "{D: no days, A: both}"), []string{
			"moments.E.weights: got -1 for Production", "moments.E.weights: got \"Legall\", want one of Management, Legal, Production", "not_expressed.A: target A is there and has a moment too",
		}},
		"a factor of 0":     {change("times: 1.5", "times: 0"), []string{"c.yaml:12:", "moments.B.times: got 0, want a factor above 0"}},
		"weights of 0":      {change("Management: 1, Legal: 2", "Management: 0, Legal: 0"), []string{"moments.E.weights: got weights that are all 0"}},
		"a slope on itself": {change("slope_on: mean.income@first", "slope_on: access_share@2026-06"), []string{"moments.C.slope_on: got the slope of access_share@2026-06 on itself"}},
		"empty":             {"", []string{"scenarios: got none", "targets: got none"}},
		"twice":             {file + "seed: 3\n", []string{"seed: got the name twice"}},
		"no number":         {change("market.frontier.coding.phi,", "\"market.tiers[0].price\","), []string{"parameters.phi: market.tiers[0].price is no number: name one in it"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := calibrate.Read(strings.NewReader(c.text), "c.yaml", dir)
			require.Error(t, err)
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}

// TestOneProblemIsToldOnce: what follows from a problem is not told beside it.
func TestOneProblemIsToldOnce(t *testing.T) {
	dir := folder(t, map[string]string{"targets.csv": targets, "more.csv": more})
	for from, to := range map[string]string{"moments:": "moment:", "from: 0.05": "form: 0.05", "method: cma-es": "method: [cma-es]", "scenario: world}": "scenario: mars}"} {
		require.Contains(t, file, from)
		_, err := calibrate.Read(strings.NewReader(strings.Replace(file, from, to, 1)), "c.yaml", dir)
		several, ok := err.(interface{ Unwrap() []error })
		require.True(t, !ok || len(several.Unwrap()) == 1, "%s: %v", to, err)
		require.Error(t, err)
	}
}

// FuzzRead: no text makes the reader panic.
func FuzzRead(f *testing.F) {
	f.Add(strings.NewReplacer("targets.csv", "published", "validate: more.csv\n", "").Replace(file))
	f.Add("scenario: essay\nparameters: {published: true}\ntargets: published\nmoments: {C1: price}")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := calibrate.Read(strings.NewReader(text), "x", "/nowhere")
		if err == nil {
			require.NotEmpty(t, p.Moments)
		}
	})
}

// FuzzTargets: no table makes the reader panic, and what it takes can be written and read again.
func FuzzTargets(f *testing.F) {
	f.Add(targets)
	f.Add(more)
	f.Add("id,role,value,se,weight\n\"a b\",fit,1e300,1e-300,0\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := calibrate.ReadTargets(strings.NewReader(text), "x")
		if err != nil {
			return
		}
		var b bytes.Buffer
		require.NoError(t, calibrate.WriteTargets(&b, list))
		again, err := calibrate.ReadTargets(&b, "x")
		require.NoError(t, err)
		require.Equal(t, list, again)
	})
}
