package figure

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
)

// okabeIto are colours that people with any colour vision tell apart. Source: Okabe and Ito, Color universal design.
var okabeIto = []color.Color{
	color.RGBA{0x00, 0x72, 0xb2, 0xff},
	color.RGBA{0xd5, 0x5e, 0x00, 0xff},
	color.RGBA{0x00, 0x9e, 0x73, 0xff},
	color.RGBA{0xcc, 0x79, 0xa7, 0xff},
	color.RGBA{0xe6, 0x9f, 0x00, 0xff},
	color.RGBA{0x56, 0xb4, 0xe9, 0xff},
}

// Lines is a picture of measures over the months of runs. What is written below it are the runs that were added.
type Lines struct {
	Title string
	Y     string // axis title, with its unit; shares are in percent

	chart report.Chart
	runs  []*cogap.Result
}

// Add adds a line: a measure of everybody, by its id, in each month of a run. Months in which it is not defined are left
// out. It panics if there is no such measure.
func (l *Lines) Add(name string, r *cogap.Result, id string) {
	x := measure.Must(id)
	if x.Unit == "share" {
		l.chart.Y.Unit = report.Share
	}
	line := report.Line{Name: name, Color: len(l.runs)}
	for i := range r.Months {
		line.Y = append(line.Y, x.Of(&r.Months[i]).Value)
		if i == len(l.chart.At) {
			l.chart.At, l.chart.Names = append(l.chart.At, float64(i)), append(l.chart.Names, r.Months[i].Date)
		}
	}
	l.chart.Lines = append(l.chart.Lines, line)
	l.runs = append(l.runs, r)
}

// steps are the eight heights of a character that the terminal's picture is made of.
var steps = []rune("▁▂▃▄▅▆▇█")

// Show draws the lines on a terminal, one strip each on a common scale from 0, and writes the picture to file (PNG, SVG
// or PDF by its ending) unless that is empty.
func (l *Lines) Show(w io.Writer, file string) error {
	top := 0.0
	for _, line := range l.chart.Lines {
		for _, y := range defined(line.Y) {
			top = max(top, y)
		}
	}
	fmt.Fprintf(w, "%s (%s; full height = %s)\n\n", l.Title, l.Y, l.short(top))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range l.chart.Lines {
		var strip strings.Builder
		last := 0.0
		for _, y := range defined(line.Y) {
			height := int(math.Round(y / top * float64(len(steps)-1)))
			strip.WriteRune(steps[min(max(height, 0), len(steps)-1)])
			last = y
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", line.Name, strip.String(), l.short(last))
	}
	if err := t.Flush(); err != nil || file == "" {
		return err
	}
	return l.save(file)
}

// short prints a value with four digits and its unit.
func (l *Lines) short(y float64) string {
	if l.chart.Y.Unit == report.Share {
		return fmt.Sprintf("%.4g%%", 100*y)
	}
	return fmt.Sprintf("%.4g", y)
}

func defined(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), func(y float64) bool { return math.IsNaN(y) || math.IsInf(y, 0) })
}

func (l *Lines) save(file string) error {
	if len(l.runs) == 0 {
		return fmt.Errorf("%s: the picture has no line", file)
	}
	c := l.chart
	c.Title, c.X, c.Y.Title = l.Title, report.Axis{Title: "month", Unit: report.Month}, l.Y
	p, legend, err := picture(c)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return save(p, legend, SourceOf(l.runs...), file)
}

// Bars is a picture of named quantities. What is written below it are the runs that they are of.
type Bars struct {
	Title string
	X     string // axis title, with its unit

	names  []string
	values plotter.Values
	runs   []*cogap.Result
}

// Add adds a bar, of a run or of several, such as the two whose difference it is.
func (b *Bars) Add(name string, value float64, of ...*cogap.Result) {
	b.names = append(b.names, name)
	b.values = append(b.values, value)
	b.runs = append(b.runs, of...)
}

// Show draws the bars on a terminal and writes the picture to file unless that is empty.
func (b *Bars) Show(w io.Writer, file string) error {
	longest := 0.0
	for _, v := range b.values {
		longest = max(longest, math.Abs(v))
	}
	fmt.Fprintf(w, "%s (%s; full bar = %.4g)\n\n", b.Title, b.X, longest)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, v := range b.values {
		fmt.Fprintf(t, "%s\t%8.3f\t%s\n", b.names[i], v, strings.Repeat("█", int(math.Round(30*max(v, 0)/longest))))
	}
	if err := t.Flush(); err != nil || file == "" {
		return err
	}
	return b.save(file)
}

func (b *Bars) save(file string) error {
	p := newPlot(b.Title, b.X, "")
	// the first bar on top
	n := len(b.values)
	values, names := make(plotter.Values, n), make([]string, n)
	labels := plotter.XYLabels{XYs: make(plotter.XYs, n), Labels: make([]string, n)}
	for i, v := range b.values {
		at := n - 1 - i
		values[at], names[at] = v, spaced(wrap(b.names[i], 26))
		labels.XYs[at], labels.Labels[at] = plotter.XY{X: max(v, 0), Y: float64(at)}, fmt.Sprintf("%.3g", v)
	}
	bars, err := plotter.NewBarChart(values, vg.Points(14))
	if err != nil {
		return err
	}
	bars.Horizontal, bars.Color, bars.LineStyle.Width = true, okabeIto[0], 0
	written, err := plotter.NewLabels(labels)
	if err != nil {
		return err
	}
	for i := range written.TextStyle {
		written.TextStyle[i].Font.Size, written.TextStyle[i].Font.Variant, written.TextStyle[i].YAlign = 9, "Sans", draw.YCenter
	}
	written.Offset.X = 4
	p.Add(bars, written)
	p.NominalY(names...)
	p.Y.Tick.Label.Font.Size, p.Y.Tick.Length, p.Y.LineStyle.Width = 9, 0, 0
	p.X.Min, p.X.Max = whole(min(slices.Min(b.values), 0), max(slices.Max(b.values), 0))
	p.X.Tick.Marker = plot.TickerFunc(func(lo, hi float64) []plot.Tick { return evenTicks(lo, hi, report.Count.Label) })
	return save(p, nil, SourceOf(b.runs...), file)
}

// whole widens a range that has 0 in it to whole steps of its ticks, so that the last one is behind all bars and their values.
func whole(lo, hi float64) (float64, float64) {
	if lo == hi {
		return lo, lo + 1
	}
	room := 0.1 * (hi - lo)
	ticks := evenTicks(lo, hi+room, report.Count.Label)
	step := ticks[1].Value - ticks[0].Value
	return step * math.Floor(lo/step), step * math.Ceil((hi+room)/step)
}

// newPlot returns an empty picture: titles and a light grid.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text = spaced(wrap(title, 48))
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(13), vg.Points(8)
	p.Title.TextStyle.Font.Weight = 2 // bold
	p.X.Label.Text, p.Y.Label.Text = spaced(x), spaced(y)
	p.X.Label.TextStyle.Font.Size, p.Y.Label.TextStyle.Font.Size = 9, 9
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Tick.Label.Font.Size, axis.LineStyle.Width, axis.Padding = 9, 0, 0
		axis.Tick.Length, axis.Tick.LineStyle.Color = 4, color.Gray{0x99}
	}
	p.X.Label.Padding, p.Y.Label.Padding = 4, 3
	p.BackgroundColor = color.White
	grid := plotter.NewGrid()
	grid.Vertical.Width = 0
	grid.Horizontal.Color = color.Gray{0xdd}
	p.Add(grid)
	for _, style := range []*font.Font{&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.Y.Label.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font} {
		style.Variant = "Sans"
	}
	return p
}

// save draws the picture and its source, in the format that the file's ending names.
func save(p *plot.Plot, legend *plot.Legend, source, file string) error {
	var picture bytes.Buffer
	if err := writeAs(&picture, p, legend, source, strings.TrimPrefix(filepath.Ext(file), ".")); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, picture.Bytes(), 0o666)
}

// writeAs draws the picture and its source in any format that gonum knows.
func writeAs(w io.Writer, p *plot.Plot, legend *plot.Legend, source, format string) error {
	if format == "png" {
		return writePNG(w, p, legend, source, DPI)
	}
	canvas, err := draw.NewFormattedCanvas(width, height, format)
	if err != nil {
		return err
	}
	page := draw.New(canvas)
	page.SetColor(color.White)
	page.Fill(page.Rectangle.Path())
	compose(page, p, legend, source)
	_, err = canvas.WriteTo(w)
	return err
}
