package calibrations_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/internal/pagecheck"
	"github.com/cogap/cogap/report/calibrations"
	"github.com/cogap/cogap/study"
)

// plan is a calibration of three parameters that takes a moment.
func plan() calibrate.Plan {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 500_000, 4
	return calibrate.Plan{
		Name:      "small <b>",
		Scenarios: []calibrate.Scenario{{Name: "us", Scenario: s}},
		Parameters: []calibrate.Parameter{
			{Paths: []string{"behaviour.captured_share"}, From: 0.05, To: 0.6, Scale: study.Log},
			{Paths: []string{"population.right_side"}, From: 0, To: 0.8},
			{Name: "price", Paths: []string{"market.tiers[0].price.values[0]"}, From: 50, To: 200},
		},
		Targets: []calibrate.Target{
			{ID: "A", Name: "share", Role: calibrate.Fit, Value: 0.2, SE: 0.02, Weight: 50},
			{ID: "B", Role: calibrate.Validate, Value: 90, SE: 0.1, Weight: 50},
			{ID: "C", Role: calibrate.Fit, Value: 1, SE: 1, Weight: 1},
		},
		Moments: []calibrate.Moment{
			{Target: "A", Of: calibrate.Term{Measure: "sota_share@last"}},
			{Target: "B", Of: calibrate.Term{Measure: "mean.gain@last"}},
		},
		NotExpressed: []calibrate.Omission{{Target: "C", Reason: "no <days>"}},
		Stages:       []calibrate.Stage{{Evaluations: 12}}, FinalReplicates: 2, Seed: 5, Identify: true,
		Profiles: &calibrate.Profiles{Points: 3, Evaluations: 2}, Ensemble: &calibrate.Ensemble{Steps: 3, Walkers: 4},
	}
}

// TestPage: the page has every figure, parameter, profile and pair, with the numbers of the result; what is a name is not markup.
func TestPage(t *testing.T) {
	r, err := calibrate.Run(t.Context(), plan(), calibrate.Options{})
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, calibrations.WritePage(&page, r))
	got := page.String()
	pagecheck.Sound(t, got)
	for _, x := range r.Comparisons()[:2] {
		require.Contains(t, got, "<td>"+calibrate.ZText(x.Z)+"</td>")
	}
	require.Contains(t, got, "<small>not expressed: no &lt;days&gt;</small>")
	require.Contains(t, got, "<h1>small &lt;b&gt;</h1>")
	require.NotContains(t, got, "small <b>")
	require.Equal(t, 1, strings.Count(got, `class="dot off"`), "what fails has another colour")
	require.Equal(t, 3, strings.Count(got, `aria-label="least objective: `))
	require.Equal(t, 3, strings.Count(got, " (across) and ")/2)
	require.Equal(t, 3, strings.Count(got, `class="known"`))
	r.Best.Objective *= 100 // as of a search that stopped short
	page.Reset()
	require.NoError(t, calibrations.WritePage(&page, r))
	require.Contains(t, page.String(), "<p>"+r.LowerText()+"</p>")
}

// TestPageOfLess: what the plan does not ask for has no section, and without a fit there is no page.
func TestPageOfLess(t *testing.T) {
	p := plan()
	p.Identify, p.Profiles, p.Ensemble, p.FinalReplicates = false, nil, nil, 1
	r, err := calibrate.Run(t.Context(), p, calibrate.Options{})
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, calibrations.WritePage(&page, r))
	pagecheck.Sound(t, page.String())
	for _, part := range []string{`id="profiles"`, `id="pairs"`, `class="known"`, "NaN"} {
		require.NotContains(t, page.String(), part)
	}
	r.Fit = nil
	require.ErrorContains(t, calibrations.WritePage(&page, r), "the calibration has no fit yet")
}
