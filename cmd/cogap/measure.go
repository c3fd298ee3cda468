package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cogap/cogap/internal/param"
)

// options are the flags of cogap measure.
type options struct {
	file     string // "-" or "" for standard input
	value    string
	weight   string
	rank     string
	group    string
	line     float64 // NaN if not given
	lo, hi   float64 // bounds of the value, NaN if not given
	where    string
	omit     bool
	missing  string // codes, parted by commas
	json     bool
	stream   bool
	maxExact int

	separator, decimal, encoding string // empty: found out

	covariates []string // columns
	categories []string // columns of labels that the value is regressed on
	unit       string   // column
	date       string   // column
	neighbours string   // column

	reference string
	withTexts bool     // there are columns of texts beside that of groups
	again     bool     // other samples of the same rows are measured
	measures  []string // as given
	calls     []call   // what they ask for, or what is usual
	level     float64  // of confidence intervals, 0 without
	interval  string   // how they are found
	bootstrap int      // replicates, 0 without
	seed      uint64
	design    designFlags
	changed   func(flag string) bool // whether it was given
}

// columns are the names of the columns asked for.
func (o *options) columns() (names []string) {
	all := append([]string{o.value, o.weight, o.rank, o.group, o.design.strata, o.design.cluster, o.design.fpc}, o.covariates...)
	for _, t := range o.texts() {
		all = append(all, t.name)
	}
	for _, name := range all {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// numeric are those of them that have numbers.
func (o *options) numeric() []string {
	return append([]string{o.value, o.weight, o.rank, o.design.fpc}, o.covariates...)
}

const measureHelp = `Measure inequality in a column of a table with a header: CSV or the like, Parquet, or text from
standard input.

Every measure that applies is printed, or those that --measures names: the inequality of
--value; with --rank, how it goes with another column (Erreygers' and Wagstaff's indices
need the bounds of the value, --lo and --hi); with --group, what lies between and within
groups and, if there are two, the gap from the last label (A) to the first (B), or from each
label (A) to that of --reference (B); with --line, how many fall below it and how far.

--measures knows more if there are other columns. --covariates, and --categories, which become
dummies: regressions (fields, rif_gini, rif_quantile, rif_variance, rif_ge, rif_atkinson,
concentration_contribution, oaxaca, oaxaca_detail), or sources that the value is the total of
(sources, shapley_gini). --rank, the value before: mobility (spearman, ige, transition, gini_mobility). --date, with the earlier of two dates first in order: change (mld_change,
fields_change, growth_incidence, pro_poor_growth). --unit with --group, and no --value: segregation
(dissimilarity, isolation, exposure, mutual_information, theil_h). --unit with --neighbours, which
lists other units: the Gini of places (gini_places), with a p-value by permutation.

--where chooses rows, in the language that collections of a scenario use: numbers, texts in
double quotation marks, comparisons, &&, ||, !, + - * /, min and max. A column whose name is
no word stands between backquotes. A comparison with a missing number is not met.

Separator, decimal comma and encoding (UTF-8, UTF-16, Latin-1) are found out if the first
rows leave no doubt, which a note says; gzip is unpacked.

Weights are numbers >= 0. Whole weights count people for gini_unbiased and measures by Cohen's
d, which depend on how many there are; standard errors and intervals take all weights as those
of a sample, of as many people as rows. Rows of weight 0 are dropped. Empty
cells and infinite numbers are missing, and so are NA, NaN, NULL, a point or a dash in the
place of a number, unless --missing names other codes. With a value or rank missing, results
are NaN; without its weight or a label a row stops the program. --omit leaves all such rows
out. NaN without missing numbers means that a measure is not defined for these values: many
need all of them, or their mean, above 0. A measure that is asked for and cannot be told is missed
aloud, with the reason, and the others are printed; if there are none that is an error.

A measure of --measures may have parameters, by place or by name, and those that it has not been
given have usual values: gini,ge(0.5),atkinson(2),gini(v=3),quantile(0.9, type=7),top(0.01).
cogap describe measures lists all of them, many of which are printed only if they are asked for.

With --level, and by default of .95 with --measures or --interval, measures come with a
confidence interval, as of a sample. --interval says how: analytic, value -+ so many standard
errors (se) for nearly all measures that are asked for, which in small skewed samples is too
narrow, Woodruff's for quantiles and, of up to 5,000 rows, percentiles of bootstrap samples for
measures without a formula of their error; jackknife, the same with errors from leaving rows out, in 200 parts
beyond 1,000 rows, for all that does not jump with one row; bootstrap, for every measure:
bootstrap-t where there is an se, which covers better, within the measure's range, else percentiles.

Samples with a design: --strata, --cluster and --fpc name the columns that say how rows were drawn
(clusters of one name in two strata are two), and standard errors and intervals, with the
degrees of freedom of the design, are linearised, as R's survey and convey have them, for nearly
all measures of the value, by rank and of two groups; a note names those asked for that have
none. --replicate-method makes replicate weights from the design, and --replicate-weights names
those that came with the data: with either every measure has a standard error, but for those
that jump with one cluster, such as quantiles, under the jackknives jk1 and jkn. Rows that
--where, --omit or a weight of 0 leave out still count as drawn.

Up to --max-exact rows are measured exactly. Beyond that, or at once with --stream, rows
stream through a histogram, so data larger than memory work. Means, variances, gaps between
means and poverty are good to 12 digits, other measures come with bounds (lo, hi) that
surely hold them for any weights, and a few are left out, which a note names. Values are
then 0 or 4e-121 to 2.6e120 in size, weights 6e-61 to 1.6e60.

In JSON the numbers NaN, Inf and -Inf are strings, since it has none. Measures and
parameters are named as in the reference data of the package inequality.

Exit code: 0, 1 if the data are at fault, 2 if the command line is.`

const measureExamples = `  cogap measure people.csv --value income
  cogap measure people.csv --value income --measures gini,theil_t --bootstrap 999
  cogap measure people.csv --value income --measures 'ge(0.5),quantile(0.9, type=7),lorenz(0.4)' --interval jackknife
  cogap measure people.csv --value income --measures arpr,rmpg,qsr,'fgt(1, z=1000)'
  cogap measure result/panel.csv --value income --where 'month == 35 && filter == "none"'
  cogap measure people.csv --value cognition --weight w --group access --json
  cogap measure people.csv --value cognition --rank income --lo 0 --hi 100
  cogap measure pupils.csv --group origin --unit school --measures dissimilarity,theil_h --interval jackknife
  cogap measure survey.csv --value logincome --date year --categories schooling,region --measures fields_change
  cogap measure survey.csv --value income --weight w --strata region --cluster village --measures gini,median
  cogap measure survey.csv --value income --weight w --replicate-weights 'rw*' --replicate-method brr
  zcat world.csv.gz | cogap measure - --value income --line 1000`

func measureCommand() *cobra.Command {
	o := options{line: math.NaN(), lo: math.NaN(), hi: math.NaN(), seed: 1, maxExact: 5_000_000}
	c := &cobra.Command{
		Use:     "measure [data.csv] --value COLUMN",
		Short:   "Measure inequality in a CSV file",
		Long:    measureHelp,
		Example: measureExamples,
		Args:    usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.file = args[0]
			}
			if o.level == 0 && (len(o.measures) > 0 || o.interval != "" || o.design.given()) && !c.Flags().Changed("level") {
				o.level = .95
			}
			o.changed = c.Flags().Changed
			return measure(c.Context(), o, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.value, "value", "", "column to measure")
	f.StringVar(&o.weight, "weight", "", "column of weights")
	f.StringVar(&o.rank, "rank", "", "column to rank people by, such as income")
	f.StringVar(&o.group, "group", "", "column of group labels")
	f.Var(numberAt(&o.line), "line", "poverty line, above 0")
	f.Var(numberAt(&o.lo), "lo", "least value possible, for bounded scores")
	f.Var(numberAt(&o.hi), "hi", "largest value possible")
	f.StringVar(&o.where, "where", "", "condition that rows have to meet, such as 'month == 35'")
	f.StringSliceVar(&o.covariates, "covariates", nil, "columns that the value is regressed on, such as age,schooling")
	f.StringSliceVar(&o.categories, "categories", nil, "columns of labels that it is regressed on, each as dummies")
	f.StringVar(&o.unit, "unit", "", "column of units, such as schools, that groups are spread over, or of places")
	f.StringVar(&o.neighbours, "neighbours", "", "column that lists the neighbours of a place, parted by spaces or semicolons")
	f.StringVar(&o.date, "date", "", "column of two dates, between which things change")
	f.StringVar(&o.reference, "reference", "", "label of the group that others are compared with")
	f.StringArrayVar(&o.measures, "measures", nil, "only those of this `list`, such as 'gini,ge(0.5),quantile(0.9, type=7)'")
	f.Var(numberAt(&o.level), "level", "confidence of intervals, such as 0.95")
	f.StringVar(&o.interval, "interval", "", "how intervals are found, by `name`: analytic, jackknife or bootstrap")
	f.Var(numberAt(&o.bootstrap), "bootstrap", "replicates of a bootstrap for intervals, such as 999")
	f.Var(numberAt(&o.seed), "seed", "of the bootstrap, and of the jackknife of many rows")
	o.design.add(f)
	o.addTable(f)
	f.BoolVar(&o.omit, "omit", false, "leave out rows with something missing")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.BoolVar(&o.stream, "stream", false, "stream from the first row")
	f.Var(numberAt(&o.maxExact), "max-exact", "rows that are held in memory to be measured exactly")
	hideDefaults(f, "line", "lo", "hi")
	return c
}

// addTable adds the flags of how a table is written.
func (o *options) addTable(f *pflag.FlagSet) {
	f.StringVar(&o.separator, "separator", "", "letter between columns, or tab (found out if not given)")
	f.StringVar(&o.decimal, "decimal", "", "point or comma of numbers: . or , (found out if not given)")
	f.StringVar(&o.encoding, "encoding", "", "utf-8, utf-16, utf-16le, utf-16be or latin-1 (found out if not given)")
	f.StringVar(&o.missing, "missing", "", "codes for what is missing, such as -9,-99,NA")
}

// hideDefaults keeps the values that stand for not given, such as NaN, out of the help of flags.
func hideDefaults(f *pflag.FlagSet, names ...string) {
	for _, name := range names {
		f.Lookup(name).DefValue = "0" // which help does not print
	}
}

// check reports flags that do not go together, all of them at once.
func (o *options) check() error {
	err := errors.Join(o.checkNumbers(), o.checkSampling(), o.checkMeasures(), o.design.check(o))
	if err == nil {
		err = o.checkColumns()
	}
	return err
}

// checkNumbers reports numbers out of range.
func (o *options) checkNumbers() error {
	var all refusals
	all.when(!math.IsNaN(o.line) && (!(o.line > 0) || math.IsInf(o.line, 1)), "--line: got %v, want a finite number above 0", o.line)
	all.when(math.IsNaN(o.lo) != math.IsNaN(o.hi), "--lo and --hi: want both or neither")
	all.when(!math.IsNaN(o.lo) && !math.IsNaN(o.hi) && (!(o.lo < o.hi) || math.IsInf(o.hi-o.lo, 0)), "--lo and --hi: got %v and %v, want finite and ascending", o.lo, o.hi)
	all.when(o.maxExact < 0, "--max-exact: got %d, want 0 or more", o.maxExact)
	all.when(o.reference != "" && o.group == "", "--reference: it is a label of --group, which is not given")
	return errors.Join(all...)
}

// checkColumns reports a column that is missing, or that nothing would read.
func (o *options) checkColumns() error {
	o.withTexts = o.hasTexts()
	asks := func(needs ...need) bool {
		return slices.ContainsFunc(o.calls, func(c call) bool { return slices.Contains(needs, c.kind.needs) })
	}
	var all refusals
	all.when(o.value == "" && !(len(o.calls) > 0 && onlyUnits(o.calls)), "--value: want the name of a column")
	all.when(o.unit != "" && !asks(needsUnit, needsPlaces), "--unit: it is for --measures of segregation and places, such as dissimilarity")
	all.when(o.neighbours != "" && !asks(needsPlaces), "--neighbours: it is for --measures gini_places")
	all.when(o.date != "" && !asks(needsGroupDates, needsCovariatesDates, needsBefore), "--date: it is for --measures of change, such as mld_change or growth_incidence")
	all.when(o.stream && (o.hasTexts() || len(o.calls) > 0 && onlyUnits(o.calls)), "--stream: it has no units, dates or categories")
	all.when(asks(needsPlaces) && (o.weight != "" || o.design.given() || o.interval != analytic), "--measures: gini_places has permutations of places in the place of weights, intervals and designs")
	return errors.Join(all...)
}

// onlyUnits reports whether no call has to do with a value.
func onlyUnits(calls []call) bool {
	return !slices.ContainsFunc(calls, func(c call) bool { return c.kind.needs != needsUnit })
}

// checkSampling reports flags of intervals that make no sense.
func (o *options) checkSampling() error {
	var all refusals
	switch o.interval {
	case "":
		if o.interval = analytic; o.bootstrap > 0 {
			o.interval = bootstrap
		}
	case bootstrap:
		if o.bootstrap == 0 {
			o.bootstrap = usualReplicates
		}
	case analytic, jackknife:
		all.when(o.bootstrap > 0, "--bootstrap: it is for --interval=bootstrap, got %s", o.interval)
	default:
		all.when(true, "--interval: %w", param.UnknownWord(o.interval, []string{analytic, jackknife, bootstrap}))
	}
	share := o.level >= 0 && o.level < 1
	all.when(!share, "--level: got %v, want a share such as 0.95", o.level)
	all.when(o.level == 0 && o.interval == jackknife, "--interval: jackknife needs --level")
	switch {
	case o.bootstrap < 0 || o.bootstrap > 0 && o.level == 0:
		all.when(true, "--bootstrap: got %d, want replicates above 0, and --level", o.bootstrap)
	case share && o.bootstrap > 0 && float64(o.bootstrap) < math.Round(2/(1-o.level))-1:
		all.when(true, "--bootstrap: got %d, want at least %.0f for a level of %v", o.bootstrap, math.Round(2/(1-o.level))-1, o.level)
	}
	return errors.Join(all...)
}

func (o *options) bounded() bool { return !math.IsNaN(o.lo) }

// source returns how messages call the input.
func (o *options) source() string {
	if o.file == "" || o.file == "-" {
		return "standard input"
	}
	return shown(o.file)
}

// measure reads the data and prints what it finds.
func measure(ctx context.Context, o options, in io.Reader, out, errs io.Writer) (err error) {
	if err := o.check(); err != nil {
		return err
	}
	table, closeIt, err := openRows(ctx, &o, in)
	defer func() { err = errors.Join(err, closeIt()) }()
	if err != nil {
		return o.inSource(err)
	}
	c := collector{o: o}
	defer func() { c.held.done() }()
	counts, err := pickRows(ctx, table, &o, c.add)
	if err != nil {
		return o.inSource(err)
	}
	if err := o.enough(counts); err != nil {
		return o.inSource(err)
	}
	r, err := c.report(ctx)
	if err != nil {
		return o.inSource(err)
	}
	r.Missing = counts.missing
	if err := r.choose(&o); err != nil {
		return o.inSource(err)
	}
	r.warn(errs, &o, counts, table.remarks())
	if o.json {
		return writeJSON(out, r)
	}
	return r.writeTable(out, &o)
}

// inSource puts the name of the file before each fault that has none.
func (o *options) inSource(err error) error {
	all := faults(err)
	for k, fault := range all {
		all[k] = o.faultInSource(fault)
	}
	return errors.Join(all...)
}

func (o *options) faultInSource(err error) error {
	switch {
	case errors.Is(err, errUsage), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return err
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("while measuring %s: %w", o.source(), context.Canceled)
	case strings.HasPrefix(err.Error(), ":"): // and the place in it
		return fmt.Errorf("%s%w", o.source(), err)
	}
	return fmt.Errorf("%s: %w", o.source(), err)
}

// enough returns an error if no row is left to be measured.
func (o *options) enough(c counts) error {
	switch {
	case c.read == 0:
		return errors.New("got a header and no row, want at least one")
	case c.rows == 0 && o.where != "":
		return fmt.Errorf("none of %d rows meets --where and has a weight above 0", c.read)
	case c.rows == 0:
		return fmt.Errorf("none of %d rows has a weight above 0", c.read)
	case o.omit && c.missing == c.rows:
		return fmt.Errorf("--omit leaves no row: in each of %d something is missing", c.rows)
	}
	return nil
}

// A collector holds rows until they are too many, and from then on streams them.
type collector struct {
	o      options
	held   held
	stream *stream
}

func (c *collector) add(r row) error {
	if c.o.design.given() && c.held.rows >= c.o.maxExact {
		return stopping{fmt.Errorf("got more than %d rows, which a design needs in memory; --max-exact raises the limit", c.o.maxExact)}
	}
	if err := c.o.outside(r.x); err != nil {
		return err
	}
	if c.stream == nil && (c.o.stream || c.held.rows >= c.o.maxExact) {
		if err := c.pour(); err != nil {
			return stopping{err}
		}
	}
	if c.stream != nil {
		return c.stream.add(r)
	}
	c.held.add(r, &c.o)
	return c.o.inBounds(r.x)
}

// outside refuses a value beyond its bounds, if a measure is asked for that needs them.
func (o *options) outside(x float64) error {
	needed := func(c call) bool { return c.kind.needs == needsBounds }
	if o.bounded() && (x < o.lo || x > o.hi) && slices.ContainsFunc(o.calls, needed) {
		return fmt.Errorf("column %s: got %v, want %v to %v, as --lo and --hi say", quoted(o.value), x, o.lo, o.hi)
	}
	return nil
}

// pour moves the rows held into a stream.
func (c *collector) pour() (err error) {
	if c.stream, err = newStream(&c.o); err != nil {
		return err
	}
	for i := range c.held.rows {
		if err := c.stream.add(c.held.row(i, &c.o)); err != nil {
			return err
		}
	}
	c.held.done()
	c.held = held{}
	return nil
}

func (c *collector) report(ctx context.Context) (*findings, error) {
	if c.stream != nil {
		return c.stream.report()
	}
	return c.held.sample(&c.o).report(ctx, &c.o)
}
