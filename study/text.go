package study

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"
)

// WriteText prints as many cells as mostLines, but of a design that fills the ranges, whose single points say little, as mostPoints: of more it
// prints how they are distributed.
const (
	mostLines  = 100
	mostPoints = 20
)

// WriteText prints what a study found, to be read: each measure of each cell with its 95% interval over replicates, or what each factor
// does, the strongest first, if the design is one that measures effects. Series are left to files.
func (r *Result) WriteText(w io.Writer) error {
	p := printer{Result: r, w: w}
	for k, x := range r.Columns {
		if x.Series < 0 {
			p.columns = append(p.columns, k)
		}
	}
	p.head()
	switch r.Plan.kind() {
	case Morris:
		p.effects()
	case Sobol:
		p.shares()
	default:
		p.cells()
	}
	return p.err
}

// printer prints a result. It keeps the first error.
type printer struct {
	*Result
	w       io.Writer
	columns []int // measures
	err     error
}

func (p *printer) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format, args...); p.err == nil {
		p.err = err
	}
}

func (p *printer) head() {
	runs := counted(p.Done(), "run")
	if !p.whole() {
		runs = fmt.Sprintf("%d of %s", p.Done(), counted(len(p.planned()), "run"))
	}
	p.printf("%s: %s x %s, seed %d", runs, counted(p.Cells(), "cell"), counted(p.Replicates, "replicate"), p.Plan.Seed)
	if n := p.Failed(); n > 0 {
		p.printf("; %d failed", n)
	}
	if goal := p.Goal(); goal != "" {
		p.printf("; %s", goal)
	}
	p.printf("\n\n")
}

// counted returns a number of things.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// table prints lines of cells, aligned.
func (p *printer) table(lines [][]string) {
	t := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		for i, cell := range line {
			if i > 0 {
				cell = "\t" + cell
			}
			fmt.Fprint(t, cell) // Flush tells what went wrong
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); p.err == nil {
		p.err = err
	}
}

// cells prints a line for each cell; of one cell a line for each measure.
func (p *printer) cells() {
	if p.Cells() == 1 && len(p.Plan.Factors) == 0 {
		lines := [][]string{{"", "mean", "sd of runs", "5% to 95% of runs"}}
		for _, k := range p.columns {
			s, q := p.Stat(0, k), p.Quantity(k)
			lines = append(lines, []string{p.Columns[k].String(), p.Interval(k, s), q.Of(s.SD, s), q.Between(s.Quantiles[0], s.Quantiles[4], s)})
		}
		p.table(lines)
		p.foot()
		return
	}
	if kind := p.Plan.kind(); p.Cells() > mostPoints && (kind == LatinHypercube || kind == Halton) {
		p.distribution()
		return
	}
	var head []string
	for i := range p.Plan.Factors {
		head = append(head, p.Plan.Factors[i].Column())
	}
	for _, k := range p.columns {
		head = append(head, p.Columns[k].String())
	}
	lines := [][]string{head}
	for cell := range min(p.Cells(), mostLines) {
		line := p.Levels(cell)
		for _, k := range p.columns {
			line = append(line, p.Interval(k, p.Stat(cell, k)))
		}
		lines = append(lines, line)
	}
	p.table(lines)
	if p.Cells() > mostLines {
		p.printf("... and %d more cells\n", p.Cells()-mostLines)
	}
	p.foot()
}

// distribution prints how the means of cells are distributed.
func (p *printer) distribution() {
	lines := [][]string{{"over cells", "lowest", "5%", "median", "95%", "highest"}}
	for _, k := range p.columns {
		var means []float64
		for cell := range p.Cells() {
			means = append(means, p.Stat(cell, k).Mean)
		}
		means = slices.DeleteFunc(means, math.IsNaN)
		line := []string{p.Columns[k].String()}
		if len(means) == 0 {
			lines = append(lines, append(line, "-", "-", "-", "-", "-"))
			continue
		}
		of := Summarise(means).Quantiles
		for _, x := range []float64{slices.Min(means), of[0], of[2], of[4], slices.Max(means)} {
			line = append(line, p.Quantity(k).Of(x, Stat{}))
		}
		lines = append(lines, line)
	}
	p.table(lines)
	p.printf("\nmeans of cells; the folder of --out has each cell, and cogap study discover says which factors lead to an outcome\n")
}

// foot says what the numbers are.
func (p *printer) foot() {
	if p.Replicates > 1 {
		p.printf("\nmean ± half of its 95%% interval over replicates, which differ in everybody's luck alone\n")
	}
}

func (p *printer) effects() {
	for _, k := range p.columns {
		effects, err := p.Effects(k)
		if err != nil {
			p.err = err
			return
		}
		slices.SortStableFunc(effects, func(a, b Effect) int { return cmp.Compare(b.MuStar.Value, a.MuStar.Value) })
		lines := [][]string{{p.Columns[k].String(), "mu*", "95% of mu*", "mu", "sigma"}}
		for _, e := range effects {
			lines = append(lines, []string{e.Factor, short(e.MuStar.Value), e.MuStar.interval(), short(e.Mu), short(e.Sigma)})
		}
		p.table(lines)
		p.printf("\n")
	}
	p.printf("mu*: mean size of what the factor's whole range does to the measure; mu: the mean with its sign; sigma: how much it varies\n")
}

func (p *printer) shares() {
	for _, k := range p.columns {
		shares, err := p.Shares(k)
		if err != nil {
			p.err = err
			return
		}
		slices.SortStableFunc(shares, func(a, b Share) int { return cmp.Compare(b.Total.Value, a.Total.Value) })
		lines := [][]string{{p.Columns[k].String(), "first order", "95%", "total", "95%"}}
		for _, s := range shares {
			lines = append(lines, []string{s.Factor, short(s.First.Value), s.First.interval(), short(s.Total.Value), s.Total.interval()})
		}
		p.table(lines)
		p.printf("\n")
	}
	p.printf("part of the measure's variance over all ranges: of the factor alone, and with its interactions\n")
}

// short prints a number to three digits; what is not defined as a dash.
func short(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

// WriteText prints what differs between two scenarios, to be read. Series are left to files.
func (c *Comparison) WriteText(w io.Writer, a, b string) error {
	p := printer{Result: c.Result, w: w}
	p.printf("B - A in %s of runs with %s", c.Said(), c.Result.Shared())
	if c.Short != "" {
		p.printf(": %s", c.Short)
	}
	p.printf("; A: %s, B: %s\n", a, b)
	if months := c.Result.Months(); months != "" {
		p.printf("%s\n", months)
	}
	p.printf("\n")
	lines := [][]string{{"", "A", "B", "B - A", "runs of each that pairs save"}}
	for k, d := range c.Differences {
		if d.Column.Series >= 0 {
			continue
		}
		saved := "-"
		if !math.IsNaN(d.Unpaired) && !math.IsInf(d.Unpaired, 0) {
			saved = fmt.Sprintf("%.0f", d.Saved())
		}
		lines = append(lines, []string{d.Column.String(), c.Interval(k, d.A), c.Interval(k, d.B), c.Interval(k, d.Difference), saved})
	}
	p.table(lines)
	p.printf("\nmean ± half of its 95%% interval; that of B - A is from the pairs; shares in percent, their differences in points\n")
	return p.err
}
