package calibrate

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/study"
)

// WriteText prints what was found, to be read: the targets beside the model, the parameters, and what else the plan asks for.
func (r *Result) WriteText(w io.Writer) error {
	p := &printer{w: w}
	failed := 0
	for _, e := range r.Evaluations {
		if e.Err != nil {
			failed++
		}
	}
	p.printf("%d evaluations", len(r.Evaluations))
	if failed > 0 {
		p.printf(", %d of them failed", failed)
	}
	switch {
	case r.Best == nil:
		p.printf("; none gave an objective\n")
		return p.err
	case r.Fit == nil:
		p.printf("; stopped, best objective so far %s\n", short(r.Best.Objective))
		return p.err
	}
	p.printf("; objective %s, of the scenario as it is %s\n\n", short(r.Fit.Objective), short(r.Start.Objective))
	if lower := r.LowerText(); lower != "" {
		p.printf("%s\n\n", lower)
	}
	p.targets(r.Comparisons())
	p.parameters(r)
	p.identification(r)
	p.profiles(r)
	p.space(r)
	p.sample(r)
	p.heldBack(r.HeldBack)
	return p.err
}

// WriteComparison prints targets beside what a model has, to be read.
func WriteComparison(w io.Writer, list []Comparison) error {
	p := &printer{w: w}
	p.targets(list)
	return p.err
}

// printer prints and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format, args...); p.err == nil {
		p.err = err
	}
}

// table prints lines of cells, aligned.
func (p *printer) table(lines [][]string) {
	t := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintln(t, strings.Join(line, "\t")) // Flush tells what went wrong
	}
	if err := t.Flush(); p.err == nil {
		p.err = err
	}
}

// short prints a number with three digits.
func short(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

// targets prints the table of targets: what is expressed, then what is not.
func (p *printer) targets(list []Comparison) {
	lines := [][]string{{"target", "", "published", "se", "model", "se", "z", "", "role"}}
	passed, compared := 0, 0
	for _, x := range list {
		if x.Reason != "" {
			continue
		}
		compared++
		verdict := "fail"
		if x.Pass {
			verdict = "pass"
			passed++
		}
		t := &x.Target
		lines = append(lines, []string{t.ID, t.Name, short(t.Value), short(t.SE), short(x.Model), short(x.SE), ZText(x.Z), verdict, string(t.Role)})
	}
	if compared == 0 {
		p.printf("nothing could be compared\n")
	} else {
		p.table(lines)
		p.printf("%d of %d pass: no more than %d standard errors off\n", passed, compared, Passing)
	}
	for _, x := range list {
		switch {
		case x.Reason != "":
			p.printf("%s %s is not expressed: %s\n", x.Target.ID, x.Target.Name, x.Reason)
		case math.IsNaN(x.Model):
			p.printf("%s fails since the model has no such number: there is nobody whom it is of\n", x.Target.ID)
		case x.inPercent():
			p.printf("%s is some %.0f times what the model has: is it in percent? Shares are from 0 to 1\n", x.Target.ID, x.Target.Value/x.Model)
		}
	}
}

// ZText prints z with as many digits as it takes to see on which side of Passing it is.
func ZText(z float64) string {
	for digits := 1; digits < 17; digits++ {
		text := strconv.FormatFloat(z, 'f', digits, 64)
		if shown, _ := strconv.ParseFloat(text, 64); (math.Abs(shown) <= Passing) == (math.Abs(z) <= Passing) {
			return text
		}
	}
	return strconv.FormatFloat(z, 'f', -1, 64) // of what is not a number too
}

func (p *printer) parameters(r *Result) {
	p.printf("\n")
	head := []string{"parameter", "range", "start", "fit"}
	if r.Identification != nil {
		head = append(head, "se, of the range")
	}
	lines := [][]string{head}
	for i := range r.Plan.Parameters {
		x := &r.Plan.Parameters[i]
		line := []string{x.Column(), short(x.From) + " to " + short(x.To), short(r.Start.Values[i]), short(r.Fit.Values[i])}
		if r.Identification != nil {
			line = append(line, fmt.Sprintf("%.0f%%", 100*r.Identification.SE[i]))
		}
		lines = append(lines, line)
	}
	p.table(lines)
}

// identification prints how many directions are known, and the parameters that can't be told apart.
func (p *printer) identification(r *Result) {
	x := r.Identification
	if x == nil {
		return
	}
	p.printf("\nidentified: %d of %d directions; condition number %s; a range alone has a standard error of 29%%\n", x.Rank, len(x.SE), short(x.Condition))
	for _, k := range r.calibration.fitted() {
		t := r.calibration.target(k)
		if luck := r.Fit.SDs[k] / math.Sqrt(float64(r.Plan.replicates())) / t.SE; luck > 1 {
			p.printf("luck moves %s by %s of its standard errors: more replicates, or more agents, would tell the parameters better\n", t.ID, short(luck))
		}
	}
	type pair struct {
		a, b        int
		correlation float64
	}
	var pairs []pair
	for a := range x.SE {
		for b := range a {
			if c := x.Correlation[a][b]; math.Abs(c) >= 0.7 {
				pairs = append(pairs, pair{b, a, c})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(math.Abs(b.correlation), math.Abs(a.correlation)) })
	for _, c := range pairs[:min(len(pairs), 10)] {
		p.printf("correlation %.2f of %s and %s\n", c.correlation, r.Plan.Parameters[c.a].Column(), r.Plan.Parameters[c.b].Column())
	}
}

func (p *printer) profiles(r *Result) {
	if len(r.Profiles) == 0 {
		return
	}
	p.printf("\n")
	lines := [][]string{{"profile", "value: least objective"}}
	for _, x := range r.Profiles {
		line := []string{r.Plan.Parameters[x.Parameter].Column()}
		for k, v := range x.Values {
			line = append(line, short(v)+": "+short(x.Objective[k]))
		}
		lines = append(lines, line)
	}
	p.table(lines)
}

func (p *printer) space(r *Result) {
	x := r.Space
	if x == nil {
		return
	}
	p.printf("\n")
	fitted := r.calibration.fitted()
	for k, w := range x.Waves {
		left := fmt.Sprintf("%s ± %s", short(w.Remaining), short(1.96*w.SE))
		if w.Remaining == 0 {
			left = "at most " + short(w.Most)
		}
		p.printf("history matching, wave %d: %d points; %s of the space is left\n", k+1, w.Points, left)
		for i, share := range w.Ruled {
			if share >= 0.95 {
				p.printf("  %s by itself rules out %.4g%% of what was left\n", r.Plan.Moments[fitted[i]].Target, 100*share)
			}
		}
	}
	p.printf("%s by their own runs\n", plausible(len(x.Plausible)))
}

// plausible says how many points are.
func plausible(n int) string {
	if n == 1 {
		return "1 point is plausible"
	}
	return fmt.Sprintf("%d points are plausible", n)
}

func (p *printer) sample(r *Result) {
	x := r.Sample
	if x == nil {
		return
	}
	p.printf("\nensemble: %d sets, %d of them different, of %d draws worth %.0f independent ones; R-hat %.2f", len(x.Points), x.Distinct(), x.Draws, x.Effective, x.RHat)
	if x.Accepted > 0 {
		p.printf(", %.0f%% of moves taken", 100*x.Accepted)
	}
	if x.RHat > 1.2 {
		p.printf(" (walkers still know where they began: bands are lower bounds)")
	}
	if !math.IsNaN(x.KHat) {
		p.printf("; k-hat %.2f", x.KHat)
	}
	if x.KHat > x.Reliable() {
		p.printf(" (above %.2f: a few sets weigh so much that others like them were missed, and ends of bands are not reliable)", x.Reliable())
	}
	if x.Temperature > 1 {
		p.printf("; standard errors taken to be %.2f times as large, as the best fit is worse than they allow", math.Sqrt(x.Temperature))
	}
	p.printf("\n")
	p.ends(r)
	lines := [][]string{{"over the ensemble", "median", "5% to 95%", "se of ends", "se by luck"}}
	for _, b := range r.Bands {
		lines = append(lines, []string{
			b.Measure, short(b.Quantiles[2]), short(b.Quantiles[0]) + " to " + short(b.Quantiles[4]), short(b.LowSE) + ", " + short(b.HighSE), short(b.LuckSE),
		})
	}
	if len(r.Bands) > 0 {
		p.table(lines)
		p.printf("bands are of means over %d replicates, as the fit; their luck, which all members share, may move a band as a whole\n", r.Plan.finalReplicates())
	}
}

// ends prints how well ends of the parameters' bands are known.
func (p *printer) ends(r *Result) {
	if len(r.Sample.Points) == 0 {
		return // all runs failed
	}
	list := r.Sample.EndSE()
	worst, most := "", math.Inf(-1)
	for i, se := range list {
		if se > most {
			worst, most = r.Plan.Parameters[i].Column(), se
		}
	}
	if worst != "" {
		p.printf("the ends of a parameter's band, its 5%% and 95%% quantiles, have a standard error of %.0f%% of its width in the middle of parameters, of %.0f%% at most (%s)\n",
			100*study.Summarise(list).Quantiles[2], 100*most, worst)
	}
}

func (p *printer) heldBack(list []Prediction) {
	if len(list) == 0 {
		return
	}
	p.printf("\nheld back, group by group, and predicted from the other figures\n")
	lines, passed := [][]string{{"group", "target", "published", "se", "model, 5% to 95%", "z", "", "points", "R-hat"}}, 0
	for _, x := range list {
		verdict := "FAIL"
		if x.Pass {
			verdict = "pass"
			passed++
		}
		lines = append(lines, []string{
			x.Group, x.Target.ID, short(x.Target.Value), short(x.Target.SE), short(x.Median) + " (" + short(x.Low) + " to " + short(x.High) + ")",
			fmt.Sprintf("%.1f", x.Z), verdict, fmt.Sprintf("%.0f", x.Effective), fmt.Sprintf("%.2f", x.RHat),
		})
	}
	p.table(lines)
	p.printf("%d of %d pass: no more than %d standard errors, of figure and prediction together, off\n", passed, len(list), Passing)
}

// String returns a moment in words, as a calibration file has it: collected.paid@2026-02 over access_share@2026-02, times 1.263.
func (m *Moment) String() string {
	text := m.Of.String()
	if m.Over != nil {
		text += " over " + m.Over.String()
	}
	if m.On != "" {
		text = fmt.Sprintf("slope of log %s on log %s by %s", text, m.On, m.By)
	}
	if m.Times != 0 && m.Times != 1 {
		text += fmt.Sprintf(", times %v", m.Times)
	}
	if m.Scenario != "" {
		text += ", of " + m.Scenario
	}
	return text
}

// String returns a term in words.
func (t *Term) String() string {
	text := t.Measure
	if t.From != "" {
		text += fmt.Sprintf(", %s to %s", t.From, t.To)
	}
	if t.By != measure.Everybody {
		text += fmt.Sprintf(", mean over %d of %s", len(t.Weights), t.By)
	}
	return text
}

// momentFor returns the moment of a target; nil if it has none.
func (p *Plan) momentFor(id string) *Moment {
	if i := slices.IndexFunc(p.Moments, func(m Moment) bool { return m.Target == id }); i >= 0 {
		return &p.Moments[i]
	}
	return nil
}

// WriteMoments prints what each target is compared with, to be read, after an empty line; nothing if none is. It names the columns of a table of
// figures that say nothing to it, such as one for whom they are of.
func (c *Calibration) WriteMoments(w io.Writer) error {
	p := &printer{w: w}
	lines := [][]string{{"target", "compared with"}}
	for i := range c.plan.Targets {
		if m := c.plan.momentFor(c.plan.Targets[i].ID); m != nil {
			lines = append(lines, []string{m.Target, m.String()})
		}
	}
	if len(lines) > 1 {
		p.printf("\n")
		p.table(lines)
	}
	if len(c.unread) > 0 {
		p.printf("nothing is read from: %s\n", strings.Join(c.unread, ", "))
	}
	return p.err
}
