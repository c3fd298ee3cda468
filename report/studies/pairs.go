package studies

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// pairs are pictures of a measure against each factor.
type pairs struct {
	Title, Dots string
	Plots       []plot
	Table       table
}

// plot is a measure against one factor: a dot for each cell, and the mean of those of about one value with its interval.
type plot struct {
	Factor, Words, Label string
	Picture              template.HTML
}

// How much pair plots show.
const (
	mostPlots  = 12  // factors of a measure
	mostDots   = 300 // cells of a plot; evenly chosen of more
	mostGroups = 6   // of cells of about one value
)

// pairsOf returns the pair plots of a measure, the factors in an order; nil if there is nothing to see. levels are those of all cells.
func pairsOf(r *study.Result, column int, order []int, levels [][]string) *pairs {
	p := &pairs{
		Title: capital(titleOf(r.Columns[column].Ref)),
		Dots:  "The line joins the means of dots of about one value; strokes are their 95% intervals, where four dots or more are there to judge by.",
	}
	effects, err := r.MainEffects(column)
	if err == nil {
		p.Dots = "The line joins the means over all of them; strokes are their 95% intervals over replicates."
	}
	p.Table = table{Caption: p.Title + ": means of groups of combinations, with 95% intervals", Heads: []string{"factor", "its value", "mean", "of"}}
	for _, d := range order[:min(len(order), mostPlots)] {
		c := cloudOf(r, column, d, levels)
		if err == nil {
			c.groupsOf(r, effects[d])
		}
		if len(c.dots) > 2 && c.lo < c.hi && c.xs[0] < c.xs[len(c.xs)-1] {
			p.Plots = append(p.Plots, c.plot())
			for _, g := range c.groups {
				p.Table.Rows = append(p.Table.Rows, []string{c.words, g.name, c.q.Interval(g.stat), fmt.Sprint(g.stat.N)})
			}
		}
	}
	if p.Plots == nil {
		return nil
	}
	return p
}

// dot is a cell: where its factor's value lies, and its mean.
type dot struct{ x, y float64 }

// group is cells of about one value.
type group struct {
	name  string
	x     float64
	stat  study.Stat
	drawn bool // its interval is
}

// cloud is what a plot shows.
type cloud struct {
	factor string
	words  string // the factor in words
	q      study.Quantity
	unit   report.Unit
	dots   []dot // by x
	xs     []float64
	names  [2]string // of the ends of x
	lo, hi float64   // of y
	groups []group
}

// cloudOf gathers the cells' means by the values of factor d.
func cloudOf(r *study.Result, column, d int, levels [][]string) cloud {
	path := r.Plan.Factors[d].Column()
	c := cloud{factor: path, words: wordsOf(r)[path], q: r.Quantity(column), unit: axisOf(r.Columns[column].Ref).Unit, lo: math.Inf(1), hi: math.Inf(-1)}
	place := placesOf(&r.Plan.Factors[d])
	names := map[float64]string{}
	for cell := range r.Cells() {
		level := levels[cell][d]
		at := dot{place(level), r.Stat(cell, column).Mean}
		if math.IsNaN(at.x) || math.IsNaN(at.y) {
			continue
		}
		names[at.x] = level
		c.dots = append(c.dots, at)
		c.lo, c.hi = min(c.lo, at.y), max(c.hi, at.y)
	}
	slices.SortStableFunc(c.dots, func(a, b dot) int { return cmp.Compare(a.x, b.x) })
	for _, at := range c.dots {
		c.xs = append(c.xs, at.x)
	}
	if len(c.dots) == 0 {
		return c
	}
	c.names = [2]string{short(names[c.xs[0]]), short(names[c.xs[len(c.xs)-1]])}
	c.group(names)
	return c
}

// placesOf returns where values of a factor lie: numbers where they are, or at their logarithms; of what is no number, in their order.
func placesOf(f *study.Factor) func(level string) float64 {
	isNumber := f.Path != ""
	for _, v := range f.Values {
		_, err := strconv.ParseFloat(v, 64)
		isNumber = isNumber && err == nil
	}
	if !isNumber {
		return func(level string) float64 {
			place := slices.Index(f.Values, level)
			for i := range f.Scenarios {
				if f.Scenarios[i].Name == level {
					place = i
				}
			}
			return float64(place)
		}
	}
	return func(level string) float64 {
		x, err := strconv.ParseFloat(level, 64)
		if err != nil {
			return math.NaN() // cannot be: levels of ranges are numbers
		}
		if f.Range != nil && f.Range.Scale == study.Log {
			return math.Log(x)
		}
		return x
	}
}

// group parts the dots by their values; into mostGroups equal parts of the way if they have more.
func (c *cloud) group(names map[float64]string) {
	first, last := c.xs[0], c.xs[len(c.xs)-1]
	of := func(x float64) float64 { return x }
	if len(names) > mostGroups {
		of = func(x float64) float64 { return min(math.Floor(mostGroups*(x-first)/(last-first)), mostGroups-1) }
	}
	for from := 0; from < len(c.dots); {
		to, sum := from, 0.0
		var values []float64
		for ; to < len(c.dots) && of(c.xs[to]) == of(c.xs[from]); to++ {
			values, sum = append(values, c.dots[to].y), sum+c.xs[to]
		}
		g := group{short(names[c.xs[from]]), sum / float64(to-from), study.Summarise(values), to-from >= 4}
		if c.xs[to-1] != c.xs[from] {
			g.name += " to " + short(names[c.xs[to-1]])
		}
		c.groups = append(c.groups, g)
		from = to
	}
}

// groupsOf takes the means of a grid, whose replicates say how sure they are.
func (c *cloud) groupsOf(r *study.Result, e study.MainEffect) {
	place := placesOf(&r.Plan.Factors[slices.IndexFunc(r.Plan.Factors, func(f study.Factor) bool { return f.Column() == e.Factor })])
	c.groups = nil
	for i, v := range e.Values {
		c.groups = append(c.groups, group{short(v), place(v), e.Means[i], e.Means[i].N > 1})
	}
	slices.SortStableFunc(c.groups, func(a, b group) int { return cmp.Compare(a.x, b.x) })
}

// The size of a plot's picture, and of its frame within it.
const (
	plotWidth, plotHeight         = 260.0, 170.0
	frameLeft, frameTop           = 54.0, 8.0
	frameWidth, frameHeight       = 198.0, 138.0
	frameRight, frameBottom       = frameLeft + frameWidth, frameTop + frameHeight
	insideWidth, insideHeight     = frameWidth - 12, frameHeight - 12
	insideLeft, insideBottom      = frameLeft + 6, frameBottom - 6
	labelBelow, labelBesideOffset = 12.0, 3.0
)

// cover makes y wide enough for the intervals that are drawn; one that is far wider than the dots are apart goes on beyond the frame.
func (c *cloud) cover() {
	r := reach{c.lo, c.hi, c.lo, c.hi}
	for _, g := range c.groups {
		if g.drawn {
			r.add(g.stat)
		}
	}
	c.lo, c.hi = r.ends()
}

// plot draws the cloud.
func (c *cloud) plot() plot {
	first, last := c.xs[0], c.xs[len(c.xs)-1]
	x := func(v float64) float64 { return insideLeft + insideWidth*(v-first)/(last-first) }
	c.cover()
	y := func(v float64) float64 { return insideBottom - insideHeight*(v-c.lo)/(c.hi-c.lo) }
	inFrame := func(v float64) float64 { return min(max(y(v), frameTop), frameBottom) }
	var b, dots, line, whiskers strings.Builder
	step := max(1, (len(c.dots)+mostDots-1)/mostDots)
	for i := 0; i < len(c.dots); i += step {
		fmt.Fprintf(&dots, "M%.1f %.1fh0", x(c.dots[i].x), y(c.dots[i].y))
	}
	for i, g := range c.groups {
		fmt.Fprintf(&line, "%c%.1f %.1f", "ML"[min(i, 1)], x(g.x), y(g.stat.Mean))
		if g.drawn {
			fmt.Fprintf(&whiskers, "M%.1f %.1fV%.1f", x(g.x), inFrame(g.stat.Lo), inFrame(g.stat.Hi))
		}
	}
	label := fmt.Sprintf("from %s at %s to %s at %s", plainly(c.q)(c.groups[0].stat.Mean), c.groups[0].name,
		plainly(c.q)(c.groups[len(c.groups)-1].stat.Mean), c.groups[len(c.groups)-1].name)
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, plotWidth, plotHeight, template.HTMLEscapeString(c.words+": means go "+label))
	fmt.Fprintf(&b, `<rect class="frame" x="%g" y="%g" width="%g" height="%g"/>`, frameLeft, frameTop, frameWidth, frameHeight)
	fmt.Fprintf(&b, `<path class="dots" d="%s"/><path class="trend" d="%s"/><path class="whisker" d="%s"/>`, &dots, &line, &whiskers)
	text := func(x, y float64, anchor, text string) {
		fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="%s">%s</text>`, x, y, anchor, template.HTMLEscapeString(text))
	}
	text(frameLeft, frameBottom+labelBelow, "start", c.names[0])
	text(frameRight, frameBottom+labelBelow, "end", c.names[1])
	text(frameLeft-labelBesideOffset, frameBottom-6, "end", c.unit.Label(c.lo))
	text(frameLeft-labelBesideOffset, frameTop+9, "end", c.unit.Label(c.hi))
	b.WriteString("</svg>")
	return plot{Factor: c.factor, Words: c.words, Label: label, Picture: template.HTML(b.String())}
}

// rounded prints a number to three digits.
func rounded(q study.Quantity, x float64) string {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	if err != nil {
		return "" // cannot be: it was just printed
	}
	return q.Of(y, study.Stat{})
}

// short returns a value in few letters: a number to four digits.
func short(level string) string {
	if x, err := strconv.ParseFloat(level, 64); err == nil {
		return strconv.FormatFloat(x, 'g', 4, 64)
	}
	if letters := []rune(level); len(letters) > 18 {
		return string(letters[:17]) + "…"
	}
	return level
}
