package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap/inequality/tabulated"
	"github.com/cogap/cogap/population"
)

// bracketOptions are the flags of cogap brackets.
type bracketOptions struct {
	options                          // of reading a table
	lower, upper, people, mean       string
	populationShare, cumulativeShare string // columns p and l of a table of shares
	total                            float64
	persons                          int
	stratum                          string
	yearly                           bool
	ask                              tableAsk
}

const bracketsHelp = `Measure inequality from a table: how many people have an income in each bracket, or which
shares of the total the poorest shares of people hold. The table is CSV or the like, or Parquet,
as for cogap measure, with one line a bracket, ascending.

Brackets have the columns lower, upper and people, and mean if the mean of each is known; flags
name others. An empty last upper is open, and an empty first lower is 0, which a note says. People
who all have the same amount, such as nothing, are a bracket whose ends are equal. With --p and --l the table has points of a Lorenz
curve instead: the poorest share p of people hold the share l.

lo and hi are bounds that no distribution with this table leaves; amounts of a table of shares are
relative to the mean and not negative. Values come by a method, each
of which is an assumption:
  interpolation      generalised Pareto interpolation, as gpinter, where all means are known;
                     of shares with thresholds that are estimated, the first one 0
  midpoint_pareto    the same after means that are not known were filled in: the middle of a
                     bracket, and in an open one a Pareto tail or what --total-mean leaves it
  general_quadratic  the Lorenz curve of Villasenor and Arnold, as the World Bank fits it
  beta               Kakwani's Beta Lorenz curve, the same
A curve that the World Bank does not accept is left out, and a note says why.

--measures names what is printed: mean, gini, wolfson, quantile, median, lorenz, top_share, fgt,
watts, pareto_alpha, with parameters as in cogap measure.

--persons writes so many incomes of the interpolation instead, as CSV, for cogap measure: each
is the mean of its part of the people, so that the mean and the shares of tops are kept.
--stratum a file of people with one stratum of this name, whose incomes are of the brackets, for
population: {file: ...} in a scenario. Its exposure is 1, that of the average US job: put in your
own. --yearly says that the brackets are incomes of a year.

Exit code: 0, 1 if the data are at fault, 2 if the command line is.`

func bracketsCommand() *cobra.Command {
	o := bracketOptions{options: options{line: math.NaN()}, total: math.NaN()}
	c := &cobra.Command{
		Use:   "brackets [table.csv]",
		Short: "Measure inequality in a table of brackets or shares",
		Long:  bracketsHelp,
		Example: `  cogap brackets taxes.csv
  cogap brackets taxes.csv --lower from --upper to --people taxpayers --mean average --line 12000
  cogap brackets deciles.csv --p population --l income --line 0.5
  cogap brackets taxes.csv --persons 100000 | cogap measure - --value income
  cogap brackets taxes.csv --stratum Taxpayers --yearly > people.csv`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.file = args[0]
			}
			return brackets(c.Context(), o, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.lower, "lower", "lower", "column of lower ends")
	f.StringVar(&o.upper, "upper", "upper", "column of upper ends")
	f.StringVar(&o.people, "people", "people", "column of how many people, or which share")
	f.StringVar(&o.mean, "mean", "mean", "column of means, where they are known")
	f.StringVar(&o.populationShare, "p", "", "column of cumulated shares of people, for a table of shares")
	f.StringVar(&o.cumulativeShare, "l", "", "column of the shares of the total that they hold")
	f.Var(numberAt(&o.total), "total-mean", "mean of all people, if it is known")
	f.Var(numberAt(&o.line), "line", "poverty line; relative to the mean for a table of shares")
	f.StringArrayVar(&o.measures, "measures", nil, "only those of this `list`, such as 'gini,quantile(0.9),top(0.01),lorenz(0.4),fgt(1, z=12000)'")
	f.Var(numberAt(&o.persons), "persons", "write so many incomes instead")
	f.StringVar(&o.stratum, "stratum", "", "write a file of people with a stratum of this name instead")
	f.BoolVar(&o.yearly, "yearly", false, "the brackets are incomes of a year, for --stratum")
	o.addTable(f)
	f.BoolVar(&o.json, "json", false, "print JSON")
	hideDefaults(f, "total-mean", "line", "persons")
	return c
}

func (o *bracketOptions) check() error {
	var all refusals
	all.when((o.populationShare == "") != (o.cumulativeShare == ""), "--p and --l: want both or neither")
	all.when(o.shares() && !math.IsNaN(o.total), "--total-mean: a table of shares needs none")
	all.when(o.shares() && (o.persons != 0 || o.stratum != ""), "--persons and --stratum: a table of shares has no incomes")
	all.when(o.persons != 0 && o.stratum != "", "--persons and --stratum: want one of them")
	all.when(len(o.measures) > 0 && (o.persons != 0 || o.stratum != ""), "--measures: --persons and --stratum write something else")
	all.when(o.yearly && o.stratum == "", "--yearly: it is for --stratum")
	all.when(!math.IsNaN(o.line) && (!(o.line > 0) || math.IsInf(o.line, 1)), "--line: got %v, want a finite number above 0", o.line)
	all.when(math.IsInf(o.total, 0), "--total-mean: got %v, want a finite number", o.total)
	all.when(o.persons < 0 || o.persons > mostPersons, "--persons: got %d, want 1 to %d", o.persons, mostPersons)
	return errors.Join(append(all, o.checkAsked())...)
}

func (o *bracketOptions) shares() bool { return o.populationShare != "" }

const (
	mostPersons  = 100_000_000
	mostBrackets = 100_000 // of a table, which is held in memory
)

// brackets reads a table and prints what it says.
func brackets(ctx context.Context, o bracketOptions, in io.Reader, out, errs io.Writer) (err error) {
	if err := o.check(); err != nil {
		return err
	}
	table, closeIt, err := openRows(ctx, &o.options, in)
	defer func() { err = errors.Join(err, closeIt()) }()
	if err != nil {
		return o.inSource(err)
	}
	t := tableMeasures{o: &o}
	if o.shares() {
		err = t.readShares(table)
	} else {
		err = t.readBrackets(table)
	}
	if err != nil {
		return o.inSource(err)
	}
	for _, remark := range table.remarks() {
		t.note("%s", remark)
	}
	if o.persons > 0 || o.stratum != "" {
		return o.inSource(t.write(out))
	}
	t.measure()
	t.lacking()
	if len(t.results) == 0 {
		var all []error
		for _, note := range t.notes {
			all = append(all, errors.New(note))
		}
		return o.inSource(errors.Join(all...))
	}
	for _, note := range t.notes {
		fmt.Fprintf(errs, "cogap: %v\n", o.inSource(errors.New(note)))
	}
	return t.print(out)
}

// tableMeasures are the measures of a table as they come.
type tableMeasures struct {
	o       *bracketOptions
	table   *tabulated.Table  // nil for shares
	shares  *tabulated.Shares // nil for brackets
	fits    *tabulated.Fits   // nil if a mean is not known, or there are too few points
	places  []string          // of brackets or points in the file
	results []tableResult
	notes   []string
}

// tableResult is one measure by one method. Value is nil for bounds alone.
type tableResult struct {
	Measure string  `json:"measure"`
	Params  params  `json:"params"`
	Method  string  `json:"method"`
	Value   *number `json:"value,omitempty"`
	Lo      *number `json:"lo,omitempty"`
	Hi      *number `json:"hi,omitempty"`
}

func (t *tableMeasures) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// noteFault notes what there is not, and why.
func (t *tableMeasures) noteFault(lacking string, err error) {
	for _, fault := range faults(t.located(err)) {
		if strings.HasPrefix(fault.Error(), ":") { // the place comes first
			t.note("%v: %s", fault, lacking)
		} else {
			t.note("%s: %v", lacking, fault)
		}
	}
}

// readColumns reads the columns of these names, and the place of each row; one whose flag is not needed may be absent.
func (t *tableMeasures) readColumns(table rows, columns []bracketColumn) ([][]float64, error) {
	p := picker{o: &t.o.options, from: table}
	at := make([]int, len(columns))
	var absent []error
	for k, c := range columns {
		at[k] = -1
		if c.optional && !slices.Contains(table.names(), c.name) {
			continue
		}
		var err error
		at[k], err = p.column(c.flag, c.name)
		absent = append(absent, err)
	}
	if err := errors.Join(absent...); err != nil {
		return nil, err
	}
	out := make([][]float64, len(columns))
	var all rowFaults
	for n := 0; !all.full; n++ {
		switch err := table.next(); {
		case errors.Is(err, io.EOF):
			return out, all.err()
		case err != nil:
			all.add(int64(n), fmt.Errorf("%s: %w", table.place(), err))
			if !errors.Is(err, errCells) {
				return nil, all.err()
			}
			continue
		case n == mostBrackets:
			return nil, fmt.Errorf("%s: got more than %d brackets", table.place(), mostBrackets)
		}
		for k := range columns {
			v := math.NaN()
			if at[k] >= 0 {
				var err error
				if v, err = p.number(at[k]); err != nil && !all.full {
					all.add(int64(n), p.located(err))
				}
			}
			out[k] = append(out[k], v)
		}
		t.places = append(t.places, table.place())
	}
	return nil, all.err()
}

type bracketColumn struct {
	flag, name string
	optional   bool
}

func (t *tableMeasures) readBrackets(table rows) error {
	o := t.o
	columns, err := t.readColumns(table, []bracketColumn{
		{"--lower", o.lower, false}, {"--upper", o.upper, false}, {"--people", o.people, false}, {"--mean", o.mean, o.mean == "mean"},
	})
	if err != nil {
		return err
	}
	var list []tabulated.Bracket
	for k := range columns[0] {
		b := tabulated.Bracket{Lower: columns[0][k], Upper: columns[1][k], Weight: columns[2][k], Mean: columns[3][k]}
		if math.IsNaN(b.Upper) && k == len(columns[0])-1 {
			b.Upper = math.Inf(1)
		}
		if math.IsNaN(b.Lower) && k == 0 {
			b.Lower = 0
			t.note("column %s: the first is empty and counts as 0: nobody has less", quoted(o.lower))
		}
		list = append(list, b)
	}
	if t.table, err = tabulated.NewWithMean(list, o.total); err != nil {
		return t.located(err)
	}
	return nil
}

func (t *tableMeasures) readShares(table rows) error {
	columns, err := t.readColumns(table, []bracketColumn{{"--p", t.o.populationShare, false}, {"--l", t.o.cumulativeShare, false}})
	if err != nil {
		return err
	}
	points := tabulated.Points{P: columns[0], L: columns[1]}
	if len(points.P) > 0 && points.P[0] == 0 && points.L[0] == 0 { // the curve's start, which goes without saying
		points.P, points.L, t.places = points.P[1:], points.L[1:], t.places[1:]
	}
	if t.shares, err = tabulated.NewShares(points); err != nil {
		return t.located(err)
	}
	if t.fits, err = tabulated.Fit(points); err != nil {
		t.noteFault("no Lorenz curve", err)
	}
	return nil
}

// located says where in the file each fault of the table is, and takes the name of the package off.
func (t *tableMeasures) located(err error) error {
	all := faults(err)
	for k, fault := range all {
		all[k] = t.locatedFault(fault)
	}
	return errors.Join(all...)
}

func (t *tableMeasures) locatedFault(fault error) error {
	var row *tabulated.RowError
	switch {
	case !errors.As(fault, &row):
		return errors.New(strings.ReplaceAll(fault.Error(), "tabulated: ", ""))
	case row.Column == "":
		return fmt.Errorf("%s: %s", t.pointPlaces()[row.Row], row.Problem)
	}
	o := t.o
	column := map[string]string{"Lower": o.lower, "Upper": o.upper, "Weight": o.people, "Mean": o.mean}[row.Column]
	return fmt.Errorf("%s: column %s: %s", t.places[row.Row], quoted(column), row.Problem)
}

// pointPlaces are the places of points: of a table, those of its brackets with people.
func (t *tableMeasures) pointPlaces() []string {
	if t.table == nil {
		return t.places
	}
	var places []string
	for k, b := range t.table.Brackets() {
		if b.Weight > 0 {
			places = append(places, t.places[k])
		}
	}
	return places
}

// interpolation returns the interpolation of the table and its method.
func (t *tableMeasures) interpolation() (*tabulated.Interpolation, string, error) {
	if t.shares != nil {
		i, err := t.shares.Interpolate()
		return i, "interpolation", err
	}
	i, filled, err := t.table.InterpolateFilled()
	if filled {
		return i, "midpoint_pareto", err
	}
	return i, "interpolation", err
}

// write writes what is asked for in the place of measures.
func (t *tableMeasures) write(out io.Writer) error {
	if t.o.stratum != "" {
		return t.writeStratum(out)
	}
	return t.writePersons(out)
}

// writeStratum writes a file of people as population.ReadStrata reads it.
func (t *tableMeasures) writeStratum(out io.Writer) error {
	known, err := population.QuantilesOfBrackets(t.table)
	if err != nil {
		return t.located(err)
	}
	var people float64
	for _, b := range t.table.Brackets() {
		people += b.Weight
	}
	if people < 1 || people != math.Trunc(people) {
		return fmt.Errorf("column %s: got %v in all, want a whole number of people, 1 or more, for --stratum", quoted(t.o.people), people)
	}
	header, row := []string{"name", "people", "exposure"}, []string{t.o.stratum, strconv.FormatFloat(people, 'f', -1, 64), "1"}
	for _, q := range known {
		name := "p" + strconv.FormatFloat(100*q.P, 'g', 6, 64)
		if t.o.yearly {
			name += "_year"
		}
		header, row = append(header, name), append(row, strconv.FormatFloat(q.Value, 'f', -1, 64))
	}
	w := csv.NewWriter(out)
	return errors.Join(w.WriteAll([][]string{header, row}), w.Error())
}

// writePersons writes incomes.
func (t *tableMeasures) writePersons(out io.Writer) error {
	i, _, err := t.interpolation()
	if err != nil {
		return t.located(err)
	}
	incomes, err := i.People(t.o.persons)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "income")
	for income := range incomes {
		fmt.Fprintln(w, strconv.FormatFloat(income, 'g', -1, 64))
	}
	return w.Flush()
}

func (t *tableMeasures) measure() {
	if t.table != nil {
		if t.o.ask.mean {
			t.bound("mean", t.table.Mean())
		}
		t.bounds(t.table)
		t.interpolated()
		t.tails()
		points, err := t.table.Points()
		if err != nil {
			return // a mean is not known, which the bounds show
		}
		if t.fits, err = tabulated.Fit(points); err != nil {
			t.noteFault("no Lorenz curve", err)
			return
		}
	} else {
		t.bounds(t.shares)
		t.interpolated()
	}
	if t.fits != nil {
		t.curves()
	}
}

func (t *tableMeasures) add(measure, method string, value float64, pairs ...any) *tableResult {
	v := number(value)
	t.results = append(t.results, tableResult{Measure: measure, Params: params{}.with(pairs...), Method: method, Value: &v})
	return &t.results[len(t.results)-1]
}

func (t *tableMeasures) bound(measure string, i tabulated.Interval, pairs ...any) {
	if math.IsNaN(i.Lo) {
		return
	}
	r := t.add(measure, "bounds", 0, pairs...)
	lo, hi := number(i.Lo), number(i.Hi)
	r.Value, r.Lo, r.Hi = nil, &lo, &hi
}

// bounded is a table of brackets or shares, which leave bounds.
type bounded interface {
	Gini() tabulated.Interval
	Quantile(p float64) (tabulated.Interval, error)
	Lorenz(p float64) (tabulated.Interval, error)
	TopShare(t float64) (tabulated.Interval, error)
	FGT(alpha, z float64) (tabulated.Interval, error)
}

func (t *tableMeasures) bounds(of bounded) {
	keep := func(measure string, i tabulated.Interval, err error, pairs ...any) {
		if err == nil {
			t.bound(measure, i, pairs...)
		}
	}
	ask := &t.o.ask
	if ask.gini {
		i := of.Gini()
		if math.IsNaN(i.Lo) && t.table != nil {
			t.note("no bounds of the gini: amounts may be negative, or all are 0, so that it has none")
		}
		t.bound("gini", i)
	}
	for _, p := range ask.quantiles {
		i, err := of.Quantile(p)
		keep("quantile", i, err, "p", p)
	}
	for _, p := range ask.lorenz {
		i, err := of.Lorenz(p)
		keep("lorenz", i, err, "p", p)
	}
	for _, top := range ask.tops {
		i, err := of.TopShare(top)
		keep("top_share", i, err, "top", top)
	}
	for _, f := range ask.fgt {
		i, err := of.FGT(f.alpha, f.z)
		keep("fgt", i, err, "alpha", f.alpha, "z", f.z)
	}
}

func (t *tableMeasures) interpolated() {
	i, method, err := t.interpolation()
	if err != nil {
		t.noteFault("no interpolation", err)
		return
	}
	ask := &t.o.ask
	if t.table != nil && ask.mean { // amounts of shares are relative to the mean
		t.add("mean", method, i.Mean())
	}
	if ask.gini {
		t.add("gini", method, i.Gini())
	}
	for _, p := range ask.quantiles {
		v, err := i.Quantile(p)
		t.keep("quantile", method, v, err, "p", p)
	}
	for _, p := range ask.lorenz {
		v, err := i.Lorenz(p)
		t.keep("lorenz", method, v, err, "p", p)
	}
	for _, top := range ask.tops {
		v, err := i.TopShare(top)
		t.keep("top_share", method, v, err, "top", top)
	}
	for _, f := range ask.fgt {
		h := i.Headcount(f.z)
		switch f.alpha {
		case 0:
			t.add("fgt", method, h, "alpha", f.alpha, "z", f.z)
		case 1:
			held, err := i.Lorenz(h)
			t.keep("fgt", method, h-held*i.Mean()/f.z, err, "alpha", f.alpha, "z", f.z)
		}
	}
}

// keep adds a value that there is.
func (t *tableMeasures) keep(measure, method string, value float64, err error, pairs ...any) {
	if err == nil && !math.IsNaN(value) {
		t.add(measure, method, value, pairs...)
	}
}

func (t *tableMeasures) tails() {
	if !t.o.ask.pareto {
		return
	}
	if tail, err := t.table.TailFromMean(); err == nil {
		t.add("pareto_alpha", "mean", tail.Alpha, "threshold", tail.Threshold)
	}
	if tail, err := t.table.TailFromThresholds(); err == nil {
		t.add("pareto_alpha", "thresholds", tail.Alpha, "threshold", tail.Threshold)
	}
}

// curves adds the fits that are Lorenz curves.
func (t *tableMeasures) curves() {
	_, quadratic := t.fits.Quadratic.WorldBank()
	for _, c := range []struct {
		method string
		curve  tabulated.Curve
		valid  bool
	}{{"general_quadratic", t.fits.Quadratic, quadratic}, {"beta", t.fits.Beta, t.fits.Beta.WorldBank()}} {
		switch err := c.curve.Check(); {
		case !c.valid:
			t.noteFault("without "+c.method, err)
			continue
		case err != nil:
			t.noteFault(c.method+", which the World Bank accepts", err)
		}
		t.curve(c.method, c.curve)
	}
}

func (t *tableMeasures) curve(method string, c tabulated.Curve) {
	mean := 1.0 // of a table of shares: amounts are relative to it
	if t.table != nil {
		mean = t.table.Mean().Lo
	}
	ask := &t.o.ask
	if ask.gini {
		t.add("gini", method, c.Gini())
	}
	if ask.wolfson {
		t.add("wolfson", method, tabulated.Polarization(c))
	}
	for _, p := range ask.quantiles {
		t.add("quantile", method, mean*c.Slope(p), "p", p)
	}
	for _, p := range ask.lorenz {
		t.add("lorenz", method, c.Lorenz(p), "p", p)
	}
	for _, top := range ask.tops {
		t.add("top_share", method, 1-c.Lorenz(1-top), "top", top)
	}
	for _, f := range ask.fgt {
		of := map[float64]func(z float64) float64{0: c.Headcount, 1: func(z float64) float64 { return tabulated.PovertyGap(c, z) }, 2: c.Severity}[f.alpha]
		if of != nil {
			t.keep("fgt", method, of(f.z/mean), nil, "alpha", f.alpha, "z", f.z)
		}
	}
	for _, z := range ask.watts {
		t.keep("watts", method, tabulated.Watts(c, z/mean), nil, "z", z)
	}
}

// print prints the results, those of one measure together, in the order in which measures first came.
func (t *tableMeasures) print(out io.Writer) error {
	place := map[string]int{}
	for _, r := range t.results {
		if _, known := place[r.Measure]; !known {
			place[r.Measure] = len(place)
		}
	}
	slices.SortStableFunc(t.results, func(a, b tableResult) int {
		if c := place[a.Measure] - place[b.Measure]; c != 0 {
			return c
		}
		return strings.Compare(a.Params.String(), b.Params.String())
	})
	if t.o.json {
		return writeJSON(out, struct {
			Measures []tableResult `json:"measures"`
		}{t.results})
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "measure\tparameters\tmethod\tvalue\tlo\thi")
	for _, r := range t.results {
		fmt.Fprintln(w, strings.TrimRight(strings.Join([]string{
			r.Measure, r.Params.String(), r.Method, optional(r.Value), optional(r.Lo), optional(r.Hi),
		}, "\t"), "\t"))
	}
	return w.Flush()
}
