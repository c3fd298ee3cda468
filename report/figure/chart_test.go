package figure

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/report"
)

func run(t *testing.T, change func(*cogap.Scenario)) *cogap.Result {
	t.Helper()
	s := cogap.Plain()
	s.Population.Scale = 5000
	if change != nil {
		change(&s)
	}
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	return r
}

// TestPictures: each chart is a PNG and an SVG that readers accept, with its title, axes and source.
func TestPictures(t *testing.T) {
	r := run(t, nil)
	charts := report.Charts(r)
	require.Len(t, charts, 8)
	for _, c := range charts {
		var png, svg bytes.Buffer
		require.NoError(t, Write(&png, c, SourceOf(r), "png"))
		checkPicture(t, png.Bytes())
		require.NoError(t, Write(&svg, c, SourceOf(r), "svg"))
		text := textOf(t, svg.Bytes())
		for _, want := range []string{c.Title, c.X.Title, c.Y.Title, "seed 1", "A model, not a forecast.", "Eloundou"} {
			require.Contains(t, text, want, c.ID)
		}
	}
}

// TestBands: the bands of a chart are areas of a picture, each with its name, and leave out what is not defined.
func TestBands(t *testing.T) {
	c := report.Charts(run(t, func(s *cogap.Scenario) { s.Months = 3 }))[0]
	areas := func() int {
		var svg bytes.Buffer
		require.NoError(t, Write(&svg, c, "", "svg"))
		for _, b := range c.Bands {
			require.Contains(t, textOf(t, svg.Bytes()), b.Name)
		}
		return strings.Count(svg.String(), "fill-opacity:0.3")
	}
	require.Zero(t, areas())
	c.Bands = []report.Band{{Name: "all", Lo: []float64{0, 0.1, 0}, Hi: []float64{1, 0.2, 1}}, {Name: "some", Color: 1, Lo: []float64{0, math.NaN(), 0}, Hi: []float64{1, 0, 1}}}
	require.Equal(t, 4, areas(), "each in the picture and in the legend")
}

// TestSources: below a picture stands what was run, whatever it was.
func TestSources(t *testing.T) {
	var runs []*cogap.Result
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		runs = append(runs, run(t, func(s *cogap.Scenario) {
			s.Name, s.Seed, s.Months, s.Population = name, 7, 2, population.DefaultWorld()
			s.Population.Scale = 10_000_000
			s.Market.Tiers[0].Price = market.Constant(float64(100 * (i + 1)))
		}))
	}
	digest := func(i int) string { return runs[i].Manifest.Result[:8] }
	one := `cogap 0.1.0, scenario "a", 7,954,874,557 people, seed 7, result ` + digest(0) + ". A model, not a forecast.\nPeople: World Bank"
	require.Contains(t, SourceOf(runs[0]), one)
	require.Contains(t, SourceOf(runs[0], runs[0]), one, "a run counts once")
	require.Contains(t, SourceOf(runs...), `scenarios "a", "b", "c", 2 more, 7,954,874,557 people, seed 7, results `+digest(0)+", "+digest(1)+", "+digest(2)+", 2 more.")

	lines, bars := Lines{Title: "shares", Y: "%"}, Bars{Title: "bars", X: "people"}
	lines.Add("a", runs[0], "sota_share")
	lines.Add("b", runs[1], "sota_share")
	bars.Add("b", 1, runs[0], runs[1])
	for name, show := range map[string]func(io.Writer, string) error{"lines.svg": lines.Show, "bars.svg": bars.Show} {
		file := filepath.Join(t.TempDir(), name)
		require.NoError(t, show(io.Discard, file))
		svg, err := os.ReadFile(file)
		require.NoError(t, err)
		text := textOf(t, svg)
		for _, want := range []string{`scenarios "a", "b"`, "seed 7", digest(0), digest(1), "World Bank"} {
			require.Contains(t, text, want, name)
		}
		require.NotContains(t, text, "140,885,570", "nobody ran US workers")
	}
}

// TestOtherRuns: whatever the run, its pictures can be drawn.
func TestOtherRuns(t *testing.T) {
	for name, change := range map[string]func(*cogap.Scenario){
		"one month":       func(s *cogap.Scenario) { s.Months = 1 },
		"no distribution": func(s *cogap.Scenario) { s.Statistics.Every = 0 },
		"each year":       func(s *cogap.Scenario) { s.Statistics.Every = 12 },
		"free":            func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Constant(0) },
		"nobody":          func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Constant(market.Withdrawn) },
		"long":            func(s *cogap.Scenario) { s.Months, s.Population.Scale = 120, 50_000 },
		"a price for each month": func(s *cogap.Scenario) {
			s.Market.Tiers[0].Price = market.Ramp(0, 36, 20, 400)
		},
		"several tiers and books": func(s *cogap.Scenario) {
			s.Market.Tiers = []market.Tier{market.Free(), market.Basic(), s.Market.Tiers[0]}
			s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, change)
			for _, c := range report.Charts(r) {
				var b bytes.Buffer
				require.NoError(t, Write(&b, c, SourceOf(r), "svg"))
				require.Contains(t, textOf(t, b.Bytes()), c.Title)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	require.EqualError(t, new(Lines).Show(io.Discard, "x.png"), "x.png: the picture has no line")
	c := report.Charts(run(t, nil))[0]
	require.EqualError(t, Write(io.Discard, c, "", "gif"), `figure ladder: format: got "gif", want png or svg`)
}

// TestReadmePictures holds the README's pictures, which examples/firstfilter -figures draws, to a size that loads anywhere.
func TestReadmePictures(t *testing.T) {
	const dir = "../../docs/img"
	for _, name := range []string{"ladder.png", "deciles.png"} {
		file, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Less(t, file.Size(), int64(200_000), name)
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		checkPicture(t, data)
	}
}

func checkPicture(t *testing.T, data []byte) {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	require.Equal(t, 1152, picture.Bounds().Dx())
}

// textOf returns all text of an XML file.
func textOf(t *testing.T, data []byte) string {
	t.Helper()
	var text bytes.Buffer
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return strings.ReplaceAll(text.String(), "\u00a0", " ")
		}
		require.NoError(t, err)
		if letters, ok := token.(xml.CharData); ok {
			text.Write(letters)
		}
	}
}

// TestNamesOfPrices: the names of two prices on an axis do not meet, and at least three have one, whatever the range.
func TestNamesOfPrices(t *testing.T) {
	for _, lines := range []int{1, 3} {
		for _, hi := range []float64{999, 1_900, 10_500, 99_000} {
			room := roomFor(report.Chart{Lines: make([]report.Line, lines)})
			ticks := priceTicks(10, hi, room)
			require.GreaterOrEqual(t, len(ticks), 3)
			for i, tick := range ticks[1:] {
				apart := float64(room) * math.Log10(tick.Value/ticks[i].Value) / math.Log10(hi/10)
				require.Less(t, (wide(ticks[i].Label)+wide(tick.Label))/2, apart, "%v, to %v", tick.Label, hi)
			}
		}
	}
}

// TestNamesOfMonths: the first months of years, in which prices change, have names, whenever the run begins.
func TestNamesOfMonths(t *testing.T) {
	var c report.Chart
	for i := range 37 {
		c.At, c.Names = append(c.At, float64(i)), append(c.Names, time.Date(2025, time.Month(12+i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"))
	}
	var names []string
	for _, tick := range monthTicks(c) {
		names = append(names, tick.Label)
	}
	require.Equal(t, []string{"2026-01", "2026-07", "2027-01", "2027-07", "2028-01", "2028-07"}, names)
}

// wide is how wide a text of an axis is, in points.
func wide(text string) float64 {
	style := font.From(plot.DefaultFont, 9)
	style.Variant = "Sans"
	w, _, _ := plot.DefaultTextHandler.Box(text, style)
	return float64(w)
}

// TestSpaced: the space in SOTA AI is as wide as others.
func TestSpaced(t *testing.T) {
	require.InDelta(t, wide("SOTA")+wide(" ")+wide("AI"), wide(spaced("SOTA AI")), 1e-9)
	require.Less(t, wide("SOTA AI"), wide(spaced("SOTA AI"))-0.5, "else it is not needed")
}

// TestWhole: the last tick of an axis is behind all bars and their values.
func TestWhole(t *testing.T) {
	for _, c := range [][4]float64{{0, 133.2, 0, 150}, {0, 0, 0, 1}, {-3, 8, -5, 10}, {0, 0.3, 0, 0.35}} {
		lo, hi := whole(c[0], c[1])
		require.InDelta(t, c[2], lo, 1e-9)
		require.InDelta(t, c[3], hi, 1e-9)
		ticks := evenTicks(lo, hi, report.Count.Label)
		require.InDelta(t, hi, ticks[len(ticks)-1].Value, 1e-9)
	}
}
