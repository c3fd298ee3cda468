package calibrate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/scenario"
)

// The files of a folder of results.
const (
	planFile        = "calibration.yaml" // the plan, whole: which calibration the folder is of
	planTargets     = "targets.csv"      // its targets
	evaluationsFile = "evaluations.csv"  // a row for each evaluation
	summaryFile     = "summary.csv"      // a row for each target: model, z, pass
	parametersFile  = "parameters.csv"   // a row for each parameter: the fit, its standard error
	fitFile         = "fit.yaml"         // the first scenario with the fitted parameters
	ensembleFile    = "ensemble.csv"     // a row for each set of the ensemble
	bandsFile       = "bands.csv"        // a row for each measure over the ensemble
	profilesFile    = "profiles.csv"     // a row for each value of each parameter
	heldBackFile    = "held-back.csv"    // a row for each target that is held back
	lockFile        = ".lock"            // held while a calibration is running there
)

// RunIn runs the calibration with its results in a folder, which is made if there is none. If the folder has results of the same plan it
// goes on with them; that of another plan is refused, and so is one in which a calibration is running, or that has the files of a study
// or a run.
//
// evaluations.csv grows by a row as soon as an evaluation has ended, whole and with a checksum, so that a program that is killed at any
// moment loses the evaluations it was doing and nothing else. When the calibration is complete its rows are put in the order in which
// they were asked for, and the other files are written; all but the column seconds, and the checksums that cover it, are then those of one
// that was never stopped.
func (c *Calibration) RunIn(ctx context.Context, dir string, o Options) (*Result, error) {
	if err := c.Fittable(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	lock, err := journal.Lock(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	defer lock.Close() // nothing was written to it
	if err := c.claim(dir); err != nil {
		return nil, err
	}
	if o.Done, err = c.load(dir); err != nil {
		return nil, err
	}
	rows, err := os.OpenFile(filepath.Join(dir, evaluationsFile), os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	tell := o.OnEvaluation
	o.OnEvaluation = func(e *Evaluation) error {
		if _, err := rows.Write(c.encode(e)); err != nil {
			return err
		}
		if tell != nil {
			return tell(e)
		}
		return nil
	}
	r, err := c.Run(ctx, o)
	if err = errors.Join(err, rows.Close()); err != nil {
		return r, err
	}
	return r, errors.Join(journal.Replace(dir, evaluationsFile, c.rowsFile(r.Evaluations)), r.write(dir))
}

// foreign are files that a folder without a plan must not have: those of a calibration, of a study, and of the command cogap.
var foreign = []string{evaluationsFile, summaryFile, parametersFile, fitFile, "plan.yaml", "runs.csv", "cogap.sha256", "report.html", "generations"}

// claim makes the folder that of the plan, unless it is another's.
func (c *Calibration) claim(dir string) error {
	if err := journal.Unclaimed(dir, planFile, "this calibration", foreign); err != nil {
		return err
	}
	var plan, targets bytes.Buffer
	header := []string{"A calibration by cogap " + cogap.Version + ", as it was run: cogap calibrate " + planFile + " --out FOLDER repeats it"}
	if err := errors.Join(Write(&plan, c.plan, planTargets, header...), WriteTargets(&targets, c.plan.Targets)); err != nil {
		return err
	}
	if err := journal.Claim(dir, planTargets, "calibration", targets.Bytes()); err != nil {
		return err
	}
	return journal.Claim(dir, planFile, "calibration", plan.Bytes())
}

// load reads the evaluations that are there. What was being written when a calibration was killed is cut off.
func (c *Calibration) load(dir string) ([]*Evaluation, error) {
	name := filepath.Join(dir, evaluationsFile)
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	list, whole, err := c.readRows(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if whole {
		return list, nil
	}
	return list, journal.Replace(dir, evaluationsFile, c.rowsFile(list))
}

// write writes what was found.
func (r *Result) write(dir string) error {
	if r.Fit == nil {
		return nil
	}
	err := errors.Join(
		journal.Replace(dir, summaryFile, r.summary()),
		journal.Replace(dir, parametersFile, r.parameters()),
		r.writeFits(dir),
	)
	if r.Sample != nil {
		err = errors.Join(err, journal.Replace(dir, ensembleFile, r.ensemble()))
	}
	if r.Bands != nil {
		err = errors.Join(err, journal.Replace(dir, bandsFile, r.bands()))
	}
	if r.HeldBack != nil {
		err = errors.Join(err, journal.Replace(dir, heldBackFile, r.heldBack()))
	}
	if r.Profiles != nil {
		err = errors.Join(err, journal.Replace(dir, profilesFile, r.profiles()))
	}
	return err
}

// Scenario returns one of the plan's scenarios with the fitted parameters.
func (r *Result) Scenario(i int) (cogap.Scenario, error) {
	values := map[string]float64{}
	for k := range r.Plan.Parameters {
		values[r.Plan.Parameters[k].Column()] = r.Fit.Values[k]
	}
	return r.Plan.With(i, values)
}

// With returns one of the plan's scenarios with values of parameters, by Parameter.Column, such as Fitted or a set of FittedEnsemble. Those
// that are not named are as they are in it.
func (p *Plan) With(i int, values map[string]float64) (cogap.Scenario, error) {
	s := p.Scenarios[i].Scenario
	list, levels := factors(p.Parameters, &p.Scenarios[i], &s)
	for k, f := range list {
		value, given := values[p.Parameters[levels[k].parameter].Column()]
		if !given {
			continue
		}
		if err := scenario.Set(&s, f.Path, levels[k].text(value)); err != nil {
			return s, err
		}
	}
	return s, nil
}

// writeFits writes the scenarios with the fitted parameters.
func (r *Result) writeFits(dir string) error {
	for i := range r.Plan.Scenarios {
		s, err := r.Scenario(i)
		if err != nil {
			return err
		}
		name := fitFile
		if i > 0 {
			name = "fit-" + strconv.Itoa(i) + ".yaml"
		}
		var text bytes.Buffer
		header := []string{fmt.Sprintf("%s: scenario %s with the parameters that fit best, objective %.4g", r.Plan.Name, r.Plan.Scenarios[i].Name, r.Fit.Objective)}
		if lower := r.LowerText(); lower != "" {
			header = append(header, lower)
		}
		if err := scenario.Write(&text, s, header...); err != nil {
			return err
		}
		if err := journal.Replace(dir, name, text.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// summary returns a row for each target.
func (r *Result) summary() []byte {
	text := journal.Line([]string{"id", "role", "name", "value", "se", "weight", "model", "model_se", "z", "pass", "not_expressed"})
	for _, x := range r.Comparisons() {
		t := &x.Target
		pass := ""
		if x.Reason == "" {
			pass = strconv.FormatBool(x.Pass)
		}
		text = append(text, journal.Line([]string{
			journal.Text(t.ID), string(t.Role), journal.Text(t.Name), journal.Number(t.Value), journal.Number(t.SE), journal.Number(t.Weight),
			journal.Number(x.Model), journal.Number(x.SE), journal.Number(x.Z), pass, journal.Text(x.Reason),
		})...)
	}
	return text
}

// parameters returns a row for each parameter.
func (r *Result) parameters() []byte {
	line := []string{"parameter", "from", "to", "scale", "start", "fit", "se_of_range"}
	if r.Space != nil {
		line = append(line, "left_from", "left_to")
	}
	text := journal.Line(line)
	for i := range r.Plan.Parameters {
		p := &r.Plan.Parameters[i]
		scale, se := "linear", ""
		if p.Scale != "" {
			scale = string(p.Scale)
		}
		if r.Identification != nil {
			se = journal.Number(r.Identification.SE[i])
		}
		line := []string{journal.Text(p.Column()), journal.Number(p.From), journal.Number(p.To), scale, journal.Number(r.Start.Values[i]), journal.Number(r.Fit.Values[i]), se}
		if r.Space != nil {
			box := r.Space.Box[i]
			line = append(line, journal.Number(p.Value(box[0])), journal.Number(p.Value(box[1])))
		}
		text = append(text, journal.Line(line)...)
	}
	return text
}

// columns returns the names of the parameters.
func (r *Result) columns() []string {
	var list []string
	for i := range r.Plan.Parameters {
		list = append(list, journal.Text(r.Plan.Parameters[i].Column()))
	}
	return list
}

// ensemble returns a row for each set.
func (r *Result) ensemble() []byte {
	text := journal.Line(append(r.columns(), "objective"))
	for k, point := range r.Sample.Points {
		var line []string
		for _, x := range r.calibration.values(point) {
			line = append(line, journal.Number(x))
		}
		text = append(text, journal.Line(append(line, journal.Number(r.Sample.Objectives[k])))...)
	}
	return text
}

// bands returns a row for each measure.
func (r *Result) bands() []byte {
	text := journal.Line([]string{"measure", "n", "mean", "sd", "q05", "q25", "q50", "q75", "q95", "replicates", "luck_se", "q05_se", "q95_se"})
	for _, b := range r.Bands {
		line := []string{journal.Text(b.Measure), strconv.Itoa(b.N), journal.Number(b.Mean), journal.Number(b.SD)}
		for _, q := range b.Quantiles {
			line = append(line, journal.Number(q))
		}
		text = append(text, journal.Line(append(line, strconv.Itoa(r.Plan.finalReplicates()), journal.Number(b.LuckSE), journal.Number(b.LowSE), journal.Number(b.HighSE)))...)
	}
	return text
}

// heldBack returns a row for each target.
func (r *Result) heldBack() []byte {
	text := journal.Line([]string{"group", "id", "name", "value", "se", "q05", "q50", "q95", "z", "pass", "effective", "r_hat"})
	for _, x := range r.HeldBack {
		text = append(text, journal.Line([]string{
			journal.Text(x.Group), journal.Text(x.Target.ID), journal.Text(x.Target.Name), journal.Number(x.Target.Value), journal.Number(x.Target.SE),
			journal.Number(x.Low), journal.Number(x.Median), journal.Number(x.High), journal.Number(x.Z), strconv.FormatBool(x.Pass), journal.Number(x.Effective), journal.Number(x.RHat),
		})...)
	}
	return text
}

// profiles returns a row for each value of each parameter.
func (r *Result) profiles() []byte {
	text := journal.Line([]string{"parameter", "value", "objective"})
	for _, p := range r.Profiles {
		for k, x := range p.Values {
			text = append(text, journal.Line([]string{r.columns()[p.Parameter], journal.Number(x), journal.Number(p.Objective[k])})...)
		}
	}
	return text
}
