package calibrations

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/report"
)

var (
	//go:embed assets/calibration.html
	pageHTML string
	//go:embed assets/calibration.css
	pageCSS string

	pageTemplate = template.Must(template.New("calibration").Parse(pageHTML))
)

// errNoFit says that there is nothing to show.
var errNoFit = errors.New("page: the calibration has no fit yet")

// page is what the template shows.
type page struct {
	Title, Evaluations, Lead, Lower, More, Text string
	MostZ, Passing                              int
	Identified                                  bool
	Targets                                     []targetRow
	Parameters                                  []parameterRow
	Profiles, Pairs                             []plot
}

type targetRow struct {
	Name, Reason, Published, Model, Z, Verdict, Role string
	Picture                                          template.HTML
}

type parameterRow struct {
	Name, From, To, Start, Fit, SE string
	Picture                        template.HTML
}

// WritePage writes a calibration as one HTML page: the figures beside the model, the parameters in their ranges, and profiles and pairs of the
// ensemble if the plan asks for them. The page is whole: it works offline and asks no other file or server for anything. A calibration
// without a fit is an error.
func WritePage(w io.Writer, r *calibrate.Result) error {
	if r.Fit == nil || r.Fit.Err != nil {
		return errNoFit
	}
	p, err := newPage(r)
	if err != nil {
		return err
	}
	var body strings.Builder
	if err := pageTemplate.Execute(&body, p); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return report.Document{
		Title: p.Title + " – a calibration of cogap", Description: p.Lead, Body: template.HTML(body.String()), Data: []report.Drawing{}, Style: pageCSS,
	}.Write(w)
}

func newPage(r *calibrate.Result) (*page, error) {
	p := &page{
		Title: r.Plan.Name, Evaluations: report.Grouped(int64(len(r.Evaluations))), MostZ: mostZ, Passing: calibrate.Passing,
		Identified: r.Identification != nil, Profiles: profiles(r),
	}
	if p.Title == "" {
		p.Title = "A calibration of " + r.Plan.Scenarios[0].Scenario.Name
	}
	passed, compared := 0, 0
	for _, x := range r.Comparisons() {
		if x.Reason == "" {
			compared++
		}
		if x.Pass {
			passed++
		}
		p.Targets = append(p.Targets, targetOf(x))
	}
	p.Lead = fmt.Sprintf("%d of %d figures are no more than %d standard errors off. The objective is %s; that of the scenario as it is is %s.",
		passed, compared, calibrate.Passing, short(r.Fit.Objective), short(r.Start.Objective))
	p.Lower = r.LowerText()
	for i := range r.Plan.Parameters {
		p.Parameters = append(p.Parameters, parameterOf(r, i))
	}
	p.Pairs, p.More = pairs(r)
	var text strings.Builder
	err := r.WriteText(&text)
	p.Text = text.String()
	return p, err
}

func targetOf(x calibrate.Comparison) targetRow {
	t := &x.Target
	row := targetRow{
		Name: strings.TrimSpace(t.ID + " " + t.Name), Reason: x.Reason, Published: short(t.Value) + " ±\u00a0" + short(t.SE), Role: string(t.Role),
		Model: "-", Z: "-", Verdict: "-",
	}
	if x.Reason != "" {
		return row
	}
	row.Model, row.Z, row.Verdict = short(x.Model), calibrate.ZText(x.Z), "fail"
	if !math.IsNaN(x.SE) {
		row.Model += " ±\u00a0" + short(x.SE)
	}
	if x.Pass {
		row.Verdict = "pass"
	}
	row.Picture = zPicture(x)
	return row
}

func parameterOf(r *calibrate.Result, i int) parameterRow {
	x := &r.Plan.Parameters[i]
	row := parameterRow{Name: x.Column(), From: short(x.From), To: short(x.To), Start: short(r.Start.Values[i]), Fit: short(r.Fit.Values[i])}
	se := math.NaN()
	if r.Identification != nil {
		se = r.Identification.SE[i]
		row.SE = fmt.Sprintf("%.0f%%", 100*se)
	}
	row.Picture = rangePicture(r.Start.Point[i], r.Fit.Point[i], se)
	return row
}

// short prints a number with three digits.
func short(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}
