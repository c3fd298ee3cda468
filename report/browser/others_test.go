package browser

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/calibrations"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// fits requires that a page is sound on wide and narrow screens, and accessible.
func (b *tab) fits(t *testing.T, name string) {
	t.Helper()
	for _, s := range []screen{desktop, phone} {
		b.lookOn(t, s)
		b.rest(t)
		b.shoot(t, name)
		b.sound(t, s)
	}
	b.accessible(t)
}

// TestCalibrationPage: the page of a calibration opens as that of a run does.
func TestCalibrationPage(t *testing.T) {
	t.Parallel()
	s := base()
	s.Population.Scale = 500_000
	r, err := calibrate.Run(t.Context(), calibrate.Plan{
		Name: "small", Scenarios: []calibrate.Scenario{{Name: "us", Scenario: s}},
		Parameters: []calibrate.Parameter{
			{Paths: []string{"behaviour.captured_share"}, From: 0.05, To: 0.6, Scale: study.Log},
			{Paths: []string{"population.right_side"}, From: 0, To: 0.8},
		},
		Targets: []calibrate.Target{
			{ID: "A", Name: "share", Role: calibrate.Fit, Value: 0.2, SE: 0.02, Weight: 50},
			{ID: "B", Role: calibrate.Validate, Value: 90, SE: 0.1, Weight: 50},
		},
		Moments: []calibrate.Moment{{Target: "A", Of: calibrate.Term{Measure: "sota_share@last"}}, {Target: "B", Of: calibrate.Term{Measure: "mean.gain@last"}}},
		Stages:  []calibrate.Stage{{Evaluations: 10}}, FinalReplicates: 2, Identify: true,
		Profiles: &calibrate.Profiles{Points: 3, Evaluations: 2}, Ensemble: &calibrate.Ensemble{Steps: 3, Walkers: 4},
	}, calibrate.Options{})
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, calibrations.WritePage(&page, r))
	openPage(t, desktop, page.Bytes()).fits(t, "calibration")
}

// TestSurePage: the page of a run with bands opens as that of a run without does.
func TestSurePage(t *testing.T) {
	t.Parallel()
	r, err := study.Run(t.Context(), plans()["grid"], study.Options{})
	require.NoError(t, err)
	one, err := runWith(func(s *cogap.Scenario) { *s = base() })
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, report.Beside{Sure: studies.SureOf(r), Explorer: report.Explorer{Address: "explorer.html", Agents: 20_416}}.WritePage(&page, one))
	openPage(t, desktop, page.Bytes()).fits(t, "sure")
}

// TestDocsSite: a page of the docs site, with tables, programs and pictures, opens as the others do.
func TestDocsSite(t *testing.T) {
	t.Parallel()
	chromium(t)
	site := t.TempDir()
	make := exec.CommandContext(t.Context(), "go", "run", "./docs/site", "-explorer=false", "-out", site)
	make.Dir = filepath.Join("..", "..")
	says, err := make.CombinedOutput()
	require.NoError(t, err, string(says))
	visit(t, desktop, "file://"+filepath.Join(site, "index.html")).fits(t, "site")
}
