package main

import (
	"fmt"
	"io"
	"math"
	"os"

	"github.com/spf13/cobra"
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
	omit     bool
	json     bool
	stream   bool
	maxExact int
}

// numbers are the flags that are NaN if they are not given.
var numbers = []string{"line", "lo", "hi"}

const measureHelp = `Measure inequality in a column of a CSV file with a header, or of standard input.

Every measure that applies is printed: the inequality of --value; with --rank, how it
goes with another column (Erreygers' and Wagstaff's indices need the bounds of the value,
--lo and --hi); with --group, what lies between and within groups and, if there are two,
the gap from the last label (A) to the first (B); with --line, how many fall below it and
how far.

Weights are numbers >= 0; whole weights count people. Rows of weight 0 are dropped. Empty
cells, NA, NaN and infinite values are missing: results are then NaN, unless --omit leaves
those rows out. NaN without missing numbers means that a measure is not defined for these
values: many need all of them, or their mean, above 0.

Up to --max-exact rows are measured exactly. Beyond that, or at once with --stream, rows
stream through a histogram, so data larger than memory work. What needs no order stays
exact, other measures come with bounds (lo, hi) that surely hold them for any weights, and
a few are left out, which a note names. Values are then 0 or 4e-121 to 2.6e120 in size,
weights 6e-61 to 1.6e60.

In JSON the numbers NaN, Inf and -Inf are strings, since it has none. Measures and
parameters are named as in the reference data of the package inequality.

Exit code: 0, 1 if the data are at fault, 2 if the command line is.`

const measureExamples = `  cogap measure people.csv --value income
  cogap measure people.csv --value cognition --weight w --group access --json
  cogap measure people.csv --value cognition --rank income --lo 0 --hi 100
  zcat world.csv.gz | cogap measure - --value income --line 1000`

func measureCommand() *cobra.Command {
	o := options{line: math.NaN(), lo: math.NaN(), hi: math.NaN()}
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
			for _, name := range numbers {
				if x, _ := c.Flags().GetFloat64(name); c.Flags().Changed(name) && math.IsNaN(x) {
					return fmt.Errorf("%w: --%s: got NaN, want a number", errUsage, name)
				}
			}
			return measure(o, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.value, "value", "", "column to measure")
	f.StringVar(&o.weight, "weight", "", "column of weights")
	f.StringVar(&o.rank, "rank", "", "column to rank people by, such as income")
	f.StringVar(&o.group, "group", "", "column of group labels")
	f.Float64Var(&o.line, "line", o.line, "poverty line, above 0")
	f.Float64Var(&o.lo, "lo", o.lo, "least value possible, for bounded scores")
	f.Float64Var(&o.hi, "hi", o.hi, "largest value possible")
	f.BoolVar(&o.omit, "omit", false, "leave out rows with missing numbers")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.BoolVar(&o.stream, "stream", false, "stream from the first row")
	f.IntVar(&o.maxExact, "max-exact", 5_000_000, "rows that are held in memory to be measured exactly")
	for _, name := range numbers {
		f.Lookup(name).DefValue = "0" // which help does not print; NaN stands for not given
	}
	return c
}

// check reports flags that do not go together.
func (o *options) check() error {
	switch {
	case o.value == "":
		return fmt.Errorf("%w: --value: want the name of a column", errUsage)
	case !math.IsNaN(o.line) && (!(o.line > 0) || math.IsInf(o.line, 1)):
		return fmt.Errorf("%w: --line: got %v, want a finite number above 0", errUsage, o.line)
	case math.IsNaN(o.lo) != math.IsNaN(o.hi):
		return fmt.Errorf("%w: --lo and --hi: want both or neither", errUsage)
	case o.bounded() && (!(o.lo < o.hi) || math.IsInf(o.hi-o.lo, 0)):
		return fmt.Errorf("%w: --lo and --hi: got %v and %v, want finite and ascending", errUsage, o.lo, o.hi)
	case o.maxExact < 0:
		return fmt.Errorf("%w: --max-exact: got %d, want 0 or more", errUsage, o.maxExact)
	}
	return nil
}

func (o *options) bounded() bool { return !math.IsNaN(o.lo) }

// source returns how messages call the input.
func (o *options) source() string {
	if o.file == "" || o.file == "-" {
		return "standard input"
	}
	return o.file
}

// measure reads the data and prints what it finds.
func measure(o options, in io.Reader, out, errs io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.file != "" && o.file != "-" {
		file, err := os.Open(o.file)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	c := collector{o: o}
	counts, err := readRows(in, &o, c.add)
	if err != nil {
		return err
	}
	if counts.rows == 0 {
		return fmt.Errorf("%s: got no row with a number in %s, want at least one", o.source(), o.value)
	}
	r, err := c.report()
	if err != nil {
		return fmt.Errorf("%s: %w", o.source(), err)
	}
	r.Missing = counts.missing
	r.warn(errs, &o, counts)
	if o.json {
		return r.writeJSON(out)
	}
	return r.writeTable(out, &o)
}

// A collector holds rows until they are too many, and from then on streams them.
type collector struct {
	o      options
	held   sample
	stream *stream
}

func (c *collector) add(r row) error {
	if c.stream == nil && (c.o.stream || len(c.held.x) >= c.o.maxExact) {
		if err := c.pour(); err != nil {
			return err
		}
	}
	if c.stream != nil {
		return c.stream.add(r)
	}
	c.held.add(r, &c.o)
	return nil
}

// pour moves the rows held into a stream.
func (c *collector) pour() (err error) {
	if c.stream, err = newStream(&c.o); err != nil {
		return err
	}
	for i := range c.held.x {
		if err := c.stream.add(c.held.row(i)); err != nil {
			return err
		}
	}
	c.held = sample{}
	return nil
}

func (c *collector) report() (*findings, error) {
	if c.stream != nil {
		return c.stream.report()
	}
	return c.held.report(&c.o)
}
