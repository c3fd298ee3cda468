package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/cogap/cogap/inequality/survey"
	"github.com/cogap/cogap/internal/param"
)

// designFlags say how the rows of a sample were drawn.
type designFlags struct {
	strata, cluster, fpc string   // columns
	lonely               string   // rule
	columns              []string // of replicate weights, or patterns of their names
	method               string   // of replicate weights
	rho                  float64
	scales               []string // of the replicates of jkn that came with the data, as numbers
	replicates           int      // of a bootstrap
	mse                  bool

	names []string // of the columns of replicate weights that were found
}

// usualBootstrap is how many replicates of the bootstrap of a design there are if nothing else is said.
const usualBootstrap = 200

func (d *designFlags) add(f *pflag.FlagSet) {
	d.lonely, d.replicates = survey.Fail.String(), usualBootstrap
	f.StringVar(&d.strata, "strata", "", "column of strata that rows were drawn from")
	f.StringVar(&d.cluster, "cluster", "", "column of clusters that were drawn (primary sampling units)")
	f.StringVar(&d.fpc, "fpc", "", "column of clusters in the stratum's population, or of the share of them drawn")
	f.StringVar(&d.lonely, "lonely", d.lonely, "a stratum with one cluster: fail, certainty, adjust or average")
	f.StringSliceVar(&d.columns, "replicate-weights", nil, "columns of replicate weights, such as 'rw*'")
	f.StringVar(&d.method, "replicate-method", "", "brr, fay, jk1, jkn, bootstrap or sdr")
	f.Var(numberAt(&d.rho), "fay-rho", "factor of Fay's method")
	f.StringSliceVar(&d.scales, "replicate-scales", nil, "a factor for each replicate of jkn, (n-1)/n")
	f.Var(numberAt(&d.replicates), "replicates", "of --replicate-method=bootstrap without --replicate-weights")
	f.BoolVar(&d.mse, "mse", false, "deviations of replicates from the full value, not from their mean")
}

// given reports whether any says so.
func (d *designFlags) given() bool {
	return d.strata != "" || d.cluster != "" || d.fpc != "" || len(d.columns) > 0 || d.method != ""
}

// check reports flags that do not go together, all of them at once.
func (d *designFlags) check(o *options) error {
	all := refusals{d.checkUnused(o)}
	if !d.given() {
		return errors.Join(all...)
	}
	if _, err := survey.ParseLonely(d.lonely); err != nil {
		all.when(true, "--lonely: %w", param.UnknownWord(d.lonely, []string{"fail", "certainty", "adjust", "average"}))
	}
	all.when(o.stream, "--stream: it has no standard errors, and so no design")
	all.when(o.interval == jackknife || o.interval == bootstrap, "--interval: %s is of rows drawn alone; with a design --replicate-method says how", o.interval)
	d.checkReplicates(o, &all)
	_, err := d.numbers()
	return errors.Join(append(all, err)...)
}

// checkReplicates adds what is wrong with flags of replicates.
func (d *designFlags) checkReplicates(o *options, all *refusals) {
	var methods []string
	for _, m := range survey.Methods {
		methods = append(methods, string(m))
	}
	brought := len(d.columns) > 0
	all.when(brought && d.method == "", "--replicate-weights: want --replicate-method too")
	all.when(brought && o.weight == "", "--replicate-weights: want --weight too")
	all.when(brought && (d.strata != "" || d.cluster != "" || d.fpc != ""), "--replicate-weights: they stand for the design; want no --strata, --cluster or --fpc")
	if d.method != "" && !slices.Contains(methods, d.method) {
		all.when(true, "--replicate-method: %w", param.UnknownWord(d.method, methods))
	}
	all.when(d.method == string(survey.Fay) && !(d.rho > 0 && d.rho < 1), "--fay-rho: got %v, want the factor of Fay's method, above 0 and below 1; with 0 it is --replicate-method=brr", d.rho)
	all.when(d.method == string(survey.JKn) && brought && d.scales == nil, "--replicate-scales: want a factor for each column of --replicate-weights, (n-1)/n where one of n clusters is left out")
	all.when(d.replicates < 2 || d.replicates > mostReplicates, "--replicates: got %d, want 2 to %d", d.replicates, mostReplicates)
}

// checkUnused reports flags that nothing would read.
func (d *designFlags) checkUnused(o *options) error {
	made := d.method == string(survey.Bootstrap) && len(d.columns) == 0
	var all []error
	for _, f := range []struct {
		name string
		read bool
		want string
	}{
		{"fay-rho", d.method == string(survey.Fay), "--replicate-method=fay"},
		{"replicate-scales", d.method == string(survey.JKn) && len(d.columns) > 0, "--replicate-method=jkn with --replicate-weights"},
		{"replicates", made, "--replicate-method=bootstrap without --replicate-weights"},
		{"lonely", d.given() && len(d.columns) == 0, "a design by --strata, --cluster, --fpc or --replicate-method, without --replicate-weights"},
		{"mse", d.method != "", "--replicate-method"},
		{"seed", made || o.interval != analytic || o.unit != "" && o.neighbours != "", "--interval=bootstrap or jackknife, --replicate-method=bootstrap without --replicate-weights, or gini_places"},
	} {
		if o.changed(f.name) && !f.read {
			all = append(all, fmt.Errorf("%w: --%s: it is for %s", errUsage, f.name, f.want))
		}
	}
	return errors.Join(all...)
}

// numbers are the scales.
func (d *designFlags) numbers() (list []float64, err error) {
	var all refusals
	for _, text := range d.scales {
		var v float64
		if err := numberAt(&v).Set(text); err != nil {
			all.when(true, "--replicate-scales: got %s, %w", quoted(text), err)
		}
		list = append(list, v)
	}
	return list, errors.Join(all...)
}

// mostReplicates bounds the memory of replicate weights, 8 bytes a row each.
const mostReplicates = 10_000

// drawn is what a row says of how it was drawn.
type drawn struct {
	stratum, cluster string
	fpc              float64
	replicates       []float64
}

// drawnColumns are the places of the columns of a design, -1 without.
type drawnColumns struct {
	strata, cluster, fpc int
	replicates           []int
	labels               labelSet
	fpcOf                map[string]float64 // of each stratum
}

func (p *picker) findDesign() (err error) {
	d, c := &p.o.design, &p.drawn
	c.labels, c.fpcOf = labelSet{}, map[string]float64{}
	var all []error
	for _, column := range []struct {
		at         *int
		flag, name string
	}{{&c.strata, "--strata", d.strata}, {&c.cluster, "--cluster", d.cluster}, {&c.fpc, "--fpc", d.fpc}} {
		*column.at, err = p.column(column.flag, column.name)
		all = append(all, err)
	}
	return errors.Join(append(all, p.findReplicates())...)
}

func (p *picker) findReplicates() error {
	d, c := &p.o.design, &p.drawn
	var all []error
	for _, pattern := range d.columns {
		all = append(all, p.findReplicatesLike(pattern))
	}
	if err := errors.Join(all...); err != nil {
		return err
	}
	if d.scales != nil && len(d.scales) != len(c.replicates) {
		return fmt.Errorf("%w: --replicate-scales: got %d, want %d, one for each column of --replicate-weights", errUsage, len(d.scales), len(c.replicates))
	}
	if len(c.replicates) > mostReplicates {
		return fmt.Errorf("--replicate-weights: got %d columns, want at most %d", len(c.replicates), mostReplicates)
	}
	return nil
}

// findReplicatesLike adds the columns whose names meet a pattern.
func (p *picker) findReplicatesLike(pattern string) error {
	d, c := &p.o.design, &p.drawn
	found := false
	for _, name := range p.from.names() {
		matches, err := path.Match(pattern, name)
		if err != nil {
			return fmt.Errorf("%w: --replicate-weights: got the pattern %s: %w", errUsage, quoted(pattern), err)
		}
		if !matches {
			continue
		}
		at, err := p.column("--replicate-weights", name)
		if err != nil {
			return err
		}
		if found = true; !slices.Contains(c.replicates, at) {
			c.replicates = append(c.replicates, at)
			d.names = append(d.names, name)
		}
	}
	if !found {
		return fmt.Errorf("%w: --replicate-weights: %s has no column %s", errUsage, p.o.source(), quoted(pattern))
	}
	return nil
}

// draw reads what a row says of how it was drawn. All of it must be there, also in rows that are not measured.
func (p *picker) draw(r *row) (err error) {
	c := &p.drawn
	if r.drawn.stratum, err = p.drawnLabel(c.strata); err != nil {
		return err
	}
	if r.drawn.cluster, err = p.drawnLabel(c.cluster); err != nil {
		return err
	}
	if c.fpc >= 0 {
		if r.drawn.fpc, err = p.correction(r.drawn.stratum); err != nil {
			return err
		}
	}
	for _, at := range c.replicates {
		w, err := p.positive(at, 0)
		if err != nil {
			return err
		}
		r.drawn.replicates = append(r.drawn.replicates, w)
	}
	return nil
}

// correction reads the finite population correction, which is the same in a whole stratum.
func (p *picker) correction(stratum string) (float64, error) {
	c := &p.drawn
	v, err := p.positive(c.fpc, math.SmallestNonzeroFloat64)
	if err != nil {
		return v, err
	}
	first, known := c.fpcOf[stratum]
	if !known {
		c.fpcOf[stratum] = v
	}
	switch where := "of the stratum " + quoted(stratum); {
	case !known || first == v:
		return v, nil
	case c.strata < 0:
		return v, fmt.Errorf("column %s: got %v, want %v as in the rows before: --fpc is one number, or one for each of --strata", quoted(p.o.design.fpc), v, first)
	default:
		return v, fmt.Errorf("column %s: got %v, want %v as in the rows before %s", quoted(p.o.design.fpc), v, first, where)
	}
}

// replicateNames are the columns of some replicates, or numbers from 1 if they were made.
func (d *designFlags) replicateNames(replicates []int) (list []string) {
	for _, k := range replicates {
		if k < len(d.names) {
			list = append(list, "column "+quoted(d.names[k]))
		} else {
			list = append(list, fmt.Sprintf("replicate %d", k+1))
		}
	}
	return list
}

// positive reads a number of at least least.
func (p *picker) positive(column int, least float64) (float64, error) {
	v, err := p.number(column)
	if err == nil && (!(v >= least) || math.IsInf(v, 1)) {
		err = fmt.Errorf("column %s: got %v, want a finite number that is not negative, and above 0 for --fpc", quoted(p.from.names()[column]), v)
	}
	return v, err
}

func (p *picker) drawnLabel(column int) (string, error) {
	if column < 0 {
		return "", nil
	}
	text, err := p.from.text(column)
	name := p.from.names()[column]
	switch {
	case err != nil:
		return "", fmt.Errorf("column %s: %w", quoted(name), err)
	case text == "":
		return "", fmt.Errorf("column %s: the label is missing", quoted(name))
	}
	return p.drawn.labels.keep(text, name, math.MaxInt)
}

// outside passes a row on that is not measured but was drawn: it weighs nothing, and its cluster counts.
func (p *picker) outside(each func(row) error) error {
	if !p.o.design.given() {
		return nil
	}
	r := row{x: math.NaN(), rank: math.NaN()}
	if err := p.draw(&r); err != nil {
		return err
	}
	return each(r)
}

// sampleDesign holds what rows say of how they were drawn, in columns.
type sampleDesign struct {
	strata, clusters []string
	fpc              []float64
	replicates       [][]float64
}

func (s *sampleDesign) add(r row, d *designFlags) {
	if d.strata != "" {
		s.strata = append(s.strata, r.drawn.stratum)
	}
	if d.cluster != "" {
		s.clusters = append(s.clusters, r.drawn.cluster)
	}
	if d.fpc != "" {
		s.fpc = append(s.fpc, r.drawn.fpc)
	}
	if s.replicates == nil {
		s.replicates = make([][]float64, len(r.drawn.replicates))
	}
	for k, w := range r.drawn.replicates {
		if r.w == 0 { // not measured, so nor is it with other weights
			w = 0
		}
		s.replicates[k] = append(s.replicates[k], w)
	}
}

// designed sets standard errors and intervals for a sample with a design.
func (r *findings) designed(ctx context.Context, o *options, s *sample) error {
	lonely, err := survey.ParseLonely(o.design.lonely)
	if err != nil {
		return err
	}
	d := survey.Design{Weights: s.w, Stages: []survey.Stage{{Strata: s.design.strata, Clusters: s.design.clusters, FPC: s.design.fpc}}, Lonely: lonely}
	for k := range r.Measures {
		if m := &r.Measures[k]; m.Params["errors"] != "clustered" { // which has the design in it
			m.SE, m.CI = nil, nil
		}
	}
	if o.design.method == "" {
		return ownSurveyError(r.linearised(ctx, o, s, d))
	}
	return ownSurveyError(r.replicated(ctx, o, s, d))
}

var ownSurveyNames = strings.NewReplacer(
	"Stages[0].FPC: ", "--fpc: ", "Stages[0]: ", "", "Lonely says", "--lonely says", "only Certainty goes", "only --lonely=certainty goes",
	`from the stratum "all"`, "in all", `the stratum "all"`, "all", "method: ", "--replicate-method: ",
)

// ownSurveyError takes the names of the package's fields off an error.
func ownSurveyError(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	text := err.Error()
	if rest, ok := strings.CutPrefix(text, "survey: "); ok {
		return errors.New(ownSurveyNames.Replace(rest))
	}
	return err
}

// replicated measures the sample anew with each replicate's weights.
func (r *findings) replicated(ctx context.Context, o *options, s *sample, d survey.Design) error {
	method := survey.Method(o.design.method)
	var all survey.Replicates
	var err error
	if len(o.design.columns) > 0 {
		var scales []float64
		if scales, err = o.design.numbers(); err != nil {
			return err
		}
		all, err = survey.NewReplicates(method, s.design.replicates, o.design.rho, scales)
	} else {
		all, err = d.Replicates(len(s.x), method, o.design.rho, o.design.replicates, rand.NewPCG(o.seed, 0))
	}
	if err != nil {
		return err
	}
	all.MSE = o.design.mse
	r.weightless(all.Weights)
	estimates, err := all.Estimates(s.w, func(w []float64) ([]float64, error) { return r.weighed(ctx, o, s, w) })
	if err != nil {
		return err
	}
	leavesOut := method == survey.JK1 || method == survey.JKn
	for k, e := range estimates {
		if m := &r.Measures[k]; leavesOut && jumps[m.Measure] {
			note(&r.jumping, m.Measure)
			continue
		}
		if err := r.Measures[k].estimate(e, o.level, o.design.method); err != nil {
			return err
		}
	}
	return nil
}

// weightless notes replicates in which nobody who is measured has any weight, which leave no measure a standard error.
func (r *findings) weightless(columns [][]float64) {
	for k, column := range columns {
		if !slices.ContainsFunc(column, func(w float64) bool { return w > 0 }) {
			r.emptied = append(r.emptied, k)
		}
	}
}

// weighed measures the sample with other weights, as values measures other rows.
func (r *findings) weighed(ctx context.Context, o *options, s *sample, w []float64) ([]float64, error) {
	other := *s
	other.w = w
	values, _, err := r.values(ctx, o, &other)
	return values, err
}

// estimate sets the standard error and, at a level above 0, the interval.
func (r *result) estimate(e survey.Estimate, level float64, method string) error {
	r.within(e.SE)
	if level == 0 || r.SE == nil {
		return nil
	}
	lo, hi, err := survey.Estimate{Value: float64(r.Value), SE: e.SE, DegreesOfFreedom: e.DegreesOfFreedom}.Interval(level)
	r.CI = &interval{number(lo), number(hi), method}
	return err
}

// linearised sets the standard errors of measures that have a linearised variable.
func (r *findings) linearised(ctx context.Context, o *options, s *sample, d survey.Design) error {
	for k := range r.Measures {
		m := &r.Measures[k]
		if err := ctx.Err(); err != nil {
			return err
		}
		if m.Params["errors"] == "clustered" {
			continue
		}
		if p, ok := m.quantile(); ok {
			if err := m.woodruff(s, d, p, o.level); err != nil {
				return err
			}
			continue
		}
		l, ok, err := s.linearised(m)
		if err != nil {
			return err
		}
		if !ok || math.IsNaN(l.Value) {
			if !ok && m.Undefined == "" {
				note(&r.unlinearised, m.Measure)
			}
			continue
		}
		e, err := d.Estimate(l)
		if err != nil {
			return err
		}
		if err := m.estimate(e, o.level, "linearised"); err != nil {
			return err
		}
	}
	return nil
}

// quantile reports which quantile a measure is, if it is one of type 2.
func (r *result) quantile() (p float64, ok bool) {
	switch r.Measure {
	case "median":
		return .5, fmt.Sprint(r.Params["type"]) == "2" || r.Params["type"] == nil
	case "quantile":
		p, ok := r.Params["p"].(float64)
		return p, ok && fmt.Sprint(r.Params["type"]) == "2"
	}
	return 0, false
}

// woodruff sets the interval of a quantile, and its width over that of a standard normal's as standard error, as R's survey.
func (r *result) woodruff(s *sample, d survey.Design, p, level float64) error {
	if level == 0 {
		return nil
	}
	lo, hi, err := d.QuantileInterval(s.x, p, level)
	if !math.IsNaN(lo) {
		r.CI = &interval{number(lo), number(hi), "woodruff"}
	}
	return err
}
