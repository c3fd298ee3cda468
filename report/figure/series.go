package figure

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
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

	names  []string
	series []plotter.XYs
	runs   []*cogap.Result
}

// Add adds a line: a measure of everybody, by its id, in each month of a run. Months in which it is not defined are left
// out. It panics if there is no such measure.
func (l *Lines) Add(name string, r *cogap.Result, id string) {
	x, scale := measure.Must(id), 1.0
	if x.Unit == "share" {
		scale = 100
	}
	var points plotter.XYs
	for i := range r.Months {
		if y := x.Of(&r.Months[i]).Value; !math.IsNaN(y) && !math.IsInf(y, 0) {
			points = append(points, plotter.XY{X: float64(i), Y: scale * y})
		}
	}
	l.names = append(l.names, name)
	l.series = append(l.series, points)
	l.runs = append(l.runs, r)
}

// steps are the eight heights of a character that the terminal's picture is made of.
var steps = []rune("▁▂▃▄▅▆▇█")

// Show draws the lines on a terminal, one strip each on a common scale from 0, and writes the picture to file (PNG, SVG
// or PDF by its ending) unless that is empty.
func (l *Lines) Show(w io.Writer, file string) error {
	top := 0.0
	for _, points := range l.series {
		for _, p := range points {
			top = max(top, p.Y)
		}
	}
	fmt.Fprintf(w, "%s (%s; full height = %.4g)\n\n", l.Title, l.Y, top)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, points := range l.series {
		var strip strings.Builder
		for _, p := range points {
			height := int(math.Round(p.Y / top * float64(len(steps)-1)))
			strip.WriteRune(steps[min(max(height, 0), len(steps)-1)])
		}
		last := 0.0
		if len(points) > 0 {
			last = points[len(points)-1].Y
		}
		fmt.Fprintf(t, "%s\t%s\t%.4g\n", l.names[i], strip.String(), last)
	}
	if err := t.Flush(); err != nil || file == "" {
		return err
	}
	return l.save(file)
}

func (l *Lines) save(file string) error {
	if len(l.runs) == 0 {
		return fmt.Errorf("%s: the picture has no line", file)
	}
	p := newPlot(l.Title, "months since "+l.runs[0].Manifest.Scenario.Date(0), l.Y, SourceOf(l.runs...))
	p.Legend.Top, p.Legend.Left = true, true
	p.X.Tick.Marker = years{}
	for i, points := range l.series {
		line, err := plotter.NewLine(points)
		if err != nil {
			return fmt.Errorf("%s: %w", l.names[i], err)
		}
		line.Color, line.Width = okabeIto[i%len(okabeIto)], vg.Points(2)
		line.Dashes = [][]vg.Length{nil, {vg.Points(6), vg.Points(3)}, {vg.Points(2), vg.Points(2)}}[i/2%3]
		p.Add(line)
		p.Legend.Add(l.names[i], line)
	}
	p.Y.Min = 0
	p.Y.Max *= 1.25 // room for the legend
	return save(p, file)
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
	fmt.Fprintf(w, "%s (%s)\n\n", b.Title, b.X)
	longest := 0.0
	for _, v := range b.values {
		longest = max(longest, math.Abs(v))
	}
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
	p := newPlot(b.Title, b.X, "", SourceOf(b.runs...))
	// the first bar on top
	n := len(b.values)
	values, names := make(plotter.Values, n), make([]string, n)
	for i := range b.values {
		values[n-1-i], names[n-1-i] = b.values[i], b.names[i]
	}
	bars, err := plotter.NewBarChart(values, vg.Points(16))
	if err != nil {
		return err
	}
	bars.Horizontal, bars.Color, bars.LineStyle.Width = true, okabeIto[0], 0
	p.Add(bars)
	p.NominalY(names...)
	return save(p, file)
}

// newPlot returns an empty picture: titles, a light grid, the source below.
func newPlot(title, x, y, source string) *plot.Plot {
	p := plot.New()
	p.Title.Text = title
	p.Title.TextStyle.Font.Size, p.Title.Padding = vg.Points(13), vg.Points(8)
	p.Title.TextStyle.Font.Weight = 2 // bold
	p.X.Label.Text, p.Y.Label.Text = x+"\n"+broken(source, 132), y
	p.X.Label.TextStyle.Font.Size = vg.Points(8)
	p.X.Label.TextStyle.XAlign = draw.XCenter
	p.BackgroundColor = color.White
	grid := plotter.NewGrid()
	grid.Vertical.Width = 0
	grid.Horizontal.Color = color.Gray{0xdd}
	p.Add(grid)
	for _, style := range []*font.Font{&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.Y.Label.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font} {
		style.Variant = "Sans"
	}
	return p
}

// save draws the picture with a margin, in the format that the file's ending names.
func save(p *plot.Plot, file string) error {
	const width, height, margin = 8 * vg.Inch, 5 * vg.Inch, 12
	canvas, err := draw.NewFormattedCanvas(width, height, strings.TrimPrefix(filepath.Ext(file), "."))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	page := draw.New(canvas)
	page.SetColor(color.White)
	page.Fill(page.Rectangle.Path())
	p.Draw(draw.Crop(page, margin, -margin, margin, -margin))
	var picture bytes.Buffer
	if _, err := canvas.WriteTo(&picture); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, picture.Bytes(), 0o666)
}

// years puts a mark at each twelfth month.
type years struct{}

func (years) Ticks(from, to float64) []plot.Tick {
	var ticks []plot.Tick
	for month := math.Ceil(from/12) * 12; month <= to; month += 12 {
		ticks = append(ticks, plot.Tick{Value: month, Label: fmt.Sprint(month)})
	}
	return ticks
}
