package figure

import (
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/cogap/cogap/report"
)

// categories are Okabe and Ito's colours without their yellow, which is too light for lines on white, and with a grey,
// an olive, a dark blue and a brown.
var categories = append(okabeIto[:len(okabeIto):len(okabeIto)],
	color.RGBA{0x8c, 0x8c, 0x8c, 0xff}, color.RGBA{0x8a, 0x7a, 0x00, 0xff}, color.RGBA{0x3d, 0x4f, 0x8a, 0xff}, color.RGBA{0x7f, 0x3f, 0x1f, 0xff})

// Size of the pictures: letters stay readable when a phone shows them at its width.
const (
	width  = 6 * vg.Inch // of all
	height = 4.2 * vg.Inch
	strip  = 1.55 * vg.Inch // legend to the right
)

// DPI is how many dots per inch a PNG of Write has: enough for a screen with small dots, and for print.
const DPI = 192

// quick takes a third less time than the usual compression, which is most of what a small run with pictures takes, for a file that is 4% longer.
var quick = png.Encoder{CompressionLevel: png.BestSpeed}

// Write draws a chart as "png" or "svg", with a line below that says where its numbers come from.
func Write(w io.Writer, c report.Chart, source, format string) error {
	return WriteAt(w, c, source, format, DPI)
}

// WriteAt is Write with so many dots per inch, which an SVG has no use for.
func WriteAt(w io.Writer, c report.Chart, source, format string, dpi int) error {
	p, legend, err := picture(c)
	if err != nil {
		return fmt.Errorf("figure %s: %w", c.ID, err)
	}
	switch format {
	case "png":
		return writePNG(w, p, legend, source, dpi)
	case "svg":
		canvas := vgsvg.New(width, height)
		compose(draw.New(canvas), p, legend, source)
		_, err = canvas.WriteTo(w)
		return err
	}
	return fmt.Errorf("figure %s: format: got %q, want png or svg", c.ID, format)
}

// writePNG draws the picture, its legend and its source as pixels, so many per inch.
func writePNG(w io.Writer, p *plot.Plot, legend *plot.Legend, source string, dpi int) error {
	canvas := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.White))
	compose(draw.New(canvas), p, legend, source)
	return quick.Encode(w, canvas.Image())
}

// compose puts the picture, its legend and its source on a canvas.
func compose(c draw.Canvas, p *plot.Plot, legend *plot.Legend, source string) {
	const margin = 6
	style := text.Style{
		Color: color.Gray{0x59}, Font: font.From(plot.DefaultFont, 7), XAlign: draw.XLeft, YAlign: draw.YBottom, Handler: plot.DefaultTextHandler,
	}
	style.Font.Variant = "Sans"
	source = spaced(broken(source, 126))
	c.FillText(style, vg.Point{X: margin, Y: margin}, source)
	below := style.Height(source) + 2*margin
	right := vg.Length(margin)
	if legend != nil {
		right = strip
		legend.Draw(draw.Crop(c, width-strip+margin, -margin, below, -0.55*vg.Inch))
	}
	p.Draw(draw.Crop(c, margin, -right, below, -margin))
}

// picture draws a chart; its legend is nil if there is one line only, and no band.
func picture(c report.Chart) (*plot.Plot, *plot.Legend, error) {
	p := newPlot(c.Title, c.X.Title, c.Y.Title)
	setAxes(p, c)
	legend, err := addLines(p, c)
	if err != nil {
		return nil, nil, err
	}
	if err := addMarks(p, c); err != nil {
		return nil, nil, err
	}
	if !hasLegend(c) {
		return p, nil, nil
	}
	return p, legend, nil
}

// addLines draws the bands, then the lines, or the areas between them, and returns their legend with the highest line on top.
func addLines(p *plot.Plot, c report.Chart) (*plot.Legend, error) {
	legend := plot.NewLegend()
	legend.Top, legend.Left, legend.ThumbnailWidth, legend.Padding = true, true, 14, 2
	legend.TextStyle.Font.Size, legend.TextStyle.Font.Variant = 9, "Sans"
	bands := make([]*plotter.Polygon, len(c.Bands))
	for i, b := range c.Bands {
		var err error
		if bands[i], err = band(c, b); err != nil {
			return nil, fmt.Errorf("%s: %w", b.Name, err)
		}
		p.Add(bands[i])
	}
	thumbnails := make([]plot.Thumbnailer, len(c.Lines))
	below := make([]float64, len(c.At))
	for i, l := range c.Lines {
		var thing interface {
			plot.Plotter
			plot.Thumbnailer
		}
		var err error
		switch {
		case c.Stacked:
			thing, err = area(c, l, below)
		case c.Points:
			thing, err = points(c, l)
		default:
			thing, err = line(c, l)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.Name, err)
		}
		p.Add(thing)
		thumbnails[i] = thing
	}
	for i := range c.Lines {
		if c.Stacked {
			i = len(c.Lines) - 1 - i
		}
		legend.Add(spaced(wrap(c.Lines[i].Name, 18)), thumbnails[i])
	}
	for i, b := range c.Bands {
		legend.Add(spaced(wrap(b.Name, 18)), bands[i])
	}
	return &legend, nil
}

func colorOf(l report.Line) color.Color { return categories[l.Color%len(categories)] }

// placesOf returns where a line is; places where it is not defined are left out.
func placesOf(c report.Chart, l report.Line) (places plotter.XYs) {
	for i, y := range l.Y {
		if !math.IsNaN(y) && !math.IsInf(y, 0) {
			places = append(places, plotter.XY{X: c.At[i], Y: y})
		}
	}
	return places
}

// points draws a line as a point wherever it is measured.
func points(c report.Chart, l report.Line) (*plotter.Scatter, error) {
	drawn, err := plotter.NewScatter(placesOf(c, l))
	if err != nil {
		return nil, err
	}
	drawn.GlyphStyle = draw.GlyphStyle{Color: colorOf(l), Radius: 2.5, Shape: draw.CircleGlyph{}}
	return drawn, nil
}

func line(c report.Chart, l report.Line) (*plotter.Line, error) {
	drawn, err := plotter.NewLine(placesOf(c, l))
	if err != nil {
		return nil, err
	}
	drawn.Color, drawn.Width = colorOf(l), 2
	if l.Dashed {
		drawn.Dashes, drawn.Width = []vg.Length{4, 3}, 1
	}
	return drawn, nil
}

// band draws a band in a light shade of its colour; places where it is not defined are left out.
func band(c report.Chart, b report.Band) (*plotter.Polygon, error) {
	var above, below plotter.XYs
	for i, x := range c.At {
		if lo, hi := b.Lo[i], b.Hi[i]; !math.IsNaN(lo-hi) && !math.IsInf(lo-hi, 0) {
			above, below = append(above, plotter.XY{X: x, Y: hi}), append(below, plotter.XY{X: x, Y: lo})
		}
	}
	slices.Reverse(below)
	drawn, err := plotter.NewPolygon(append(above, below...))
	if err != nil {
		return nil, err
	}
	r, g, blue, _ := categories[b.Color%len(categories)].RGBA()
	drawn.Color = color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(blue >> 8), 0x50}
	drawn.LineStyle.Width = 0
	return drawn, nil
}

// area draws a part of a stack and adds it to what is below.
func area(c report.Chart, l report.Line, below []float64) (*plotter.Polygon, error) {
	outline := make(plotter.XYs, 0, 2*len(c.At))
	for i, x := range c.At {
		outline = append(outline, plotter.XY{X: x, Y: below[i]})
	}
	for i := len(c.At) - 1; i >= 0; i-- {
		below[i] += l.Y[i]
		outline = append(outline, plotter.XY{X: c.At[i], Y: below[i]})
	}
	drawn, err := plotter.NewPolygon(outline)
	if err != nil {
		return nil, err
	}
	drawn.Color, drawn.LineStyle.Color, drawn.LineStyle.Width = colorOf(l), color.White, 0.5
	return drawn, nil
}

// addMarks draws a dotted line with its name at each mark, or a point if it is one.
func addMarks(p *plot.Plot, c report.Chart) error {
	for _, m := range c.Marks {
		at := plotter.XY{X: m.X, Y: p.Y.Max}
		style := draw.TextStyle{Color: color.Gray{0x33}, Font: font.From(plot.DefaultFont, 9), Handler: plot.DefaultTextHandler}
		style.Font.Variant, style.Font.Weight = "Sans", 2
		if m.Y == nil {
			rule, err := plotter.NewLine(plotter.XYs{{X: m.X, Y: p.Y.Min}, at})
			if err != nil {
				return err
			}
			rule.Color, rule.Width, rule.Dashes = color.Gray{0x66}, 0.75, []vg.Length{1, 2}
			p.Add(rule)
			style.YAlign = draw.YTop
		} else {
			at.Y = *m.Y
			dot, err := plotter.NewScatter(plotter.XYs{at})
			if err != nil {
				return err
			}
			dot.Shape, dot.Radius, dot.Color = draw.CircleGlyph{}, 4, color.Gray{0x22}
			p.Add(dot)
		}
		name, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{at}, Labels: []string{m.Name}})
		if err != nil {
			return err
		}
		name.TextStyle[0], name.Offset = style, vg.Point{X: 3, Y: 3}
		if m.Y == nil {
			name.Offset.Y = -2
		}
		p.Add(name)
	}
	return nil
}

// setAxes sets ranges, scales and ticks.
func setAxes(p *plot.Plot, c report.Chart) {
	p.X.Min, p.X.Max = c.At[0], c.At[len(c.At)-1]
	p.Y.Min, p.Y.Max = c.YRange()
	if c.Stacked && len(c.Marks) > 0 {
		p.Y.Max *= 1.08 // the names of marks stand above the areas
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks(c.X, c), ticks(c.Y, c)
	if c.X.Unit == report.Price {
		p.X.Scale = plot.LogScale{}
	}
}

// ticks names places on an axis.
func ticks(a report.Axis, c report.Chart) plot.Ticker {
	return plot.TickerFunc(func(lo, hi float64) []plot.Tick {
		switch a.Unit {
		case report.Month:
			return monthTicks(c)
		case report.Price:
			return priceTicks(lo, hi, roomFor(c))
		}
		return evenTicks(lo, hi, a.Unit.Label)
	})
}

// evenTicks are at four to seven round numbers.
func evenTicks(lo, hi float64, label func(float64) string) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/4)))
	for _, wider := range []float64{5, 2.5, 2} {
		if (hi-lo)/(step*wider) >= 4 {
			step *= wider
			break
		}
	}
	var marks []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i <= hi/step+1e-9; i++ { // + 0 below turns -0 into 0
		marks = append(marks, plot.Tick{Value: i * step, Label: label(i*step + 0)})
	}
	return marks
}

// monthOf returns the number of a month such as 2026-01, counted from the year 0, or 0 of what is none.
func monthOf(date string) int {
	year, month, _ := strings.Cut(date, "-")
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	return 12*y + max(m-1, 0)
}

// monthTicks names at most seven months, with years that begin at one.
func monthTicks(c report.Chart) []plot.Tick {
	span := int(c.At[len(c.At)-1]-c.At[0]) + 1
	step := 1
	for _, step = range []int{1, 2, 3, 6, 12, 24, 60, 120, 240} {
		if span <= 7*step {
			break
		}
	}
	var marks []plot.Tick
	for i, x := range c.At {
		if monthOf(c.Names[i])%step == 0 && (i == 0 || c.Names[i] != c.Names[i-1]) {
			marks = append(marks, plot.Tick{Value: x, Label: c.Names[i]})
		}
	}
	return marks
}

// hasLegend reports whether a chart has more than one thing to tell apart.
func hasLegend(c report.Chart) bool { return len(c.Lines)+len(c.Bands) > 1 }

// roomFor is about how long the horizontal axis of a chart is.
func roomFor(c report.Chart) vg.Length {
	room := width - 0.6*vg.Inch // titles and labels of the other axis, and margins
	if hasLegend(c) {
		room -= strip
	}
	return room
}

// priceTicks are at 1, 2 and 5 times powers of ten, or at 1 and 3 times or only powers where their names would meet.
func priceTicks(lo, hi float64, room vg.Length) []plot.Tick {
	leads := []float64{1, 2, 5}
	switch decade := float64(room) / math.Log10(hi/lo); { // the name of 10,000 is 28 points wide
	case decade*math.Log10(3) < 32:
		leads = leads[:1]
	case decade*math.Log10(2) < 32:
		leads = []float64{1, 3}
	}
	var marks []plot.Tick
	for power := math.Pow(10, math.Floor(math.Log10(lo))); power <= hi; power *= 10 {
		for _, lead := range leads {
			if x := lead * power; x >= lo && x <= hi {
				marks = append(marks, plot.Tick{Value: x, Label: priceLabel(x)})
			}
		}
	}
	return marks
}

func priceLabel(x float64) string {
	if x >= 1000 {
		return report.Grouped(int64(x))
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// spaced keeps the spaces beside an A, which the font all but closes: with ordinary ones SOTA AI would be read as one word.
var spaced = strings.NewReplacer(" A", "\u00a0A", "A ", "A\u00a0").Replace

// wrap breaks text into lines of at most so many letters, at spaces.
func wrap(text string, most int) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line+" "+word) > most {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return strings.Join(append(lines, line), "\n")
}
