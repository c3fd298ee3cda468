package figure

import (
	"bytes"
	"encoding/xml"
	"flag"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
)

var update = flag.Bool("update", false, "draw the README's pictures anew")

func run(t *testing.T, change func(*cogap.Scenario)) *cogap.Result {
	t.Helper()
	s := cogap.Default()
	s.Population.Scale = 5000
	if change != nil {
		change(&s)
	}
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	return r
}

// TestWriteAll: each chart has a PNG and an SVG that readers accept, with its title, axes and source.
func TestWriteAll(t *testing.T) {
	r, dir := run(t, nil), filepath.Join(t.TempDir(), "figures")
	require.NoError(t, WriteAll(dir, r))
	charts := report.Charts(r)
	require.Len(t, charts, 8)
	for _, c := range charts {
		checkPicture(t, filepath.Join(dir, c.ID+".png"))
		svg, err := os.ReadFile(filepath.Join(dir, c.ID+".svg"))
		require.NoError(t, err)
		text := textOf(t, svg)
		for _, want := range []string{c.Title, c.X.Title, c.Y.Title, "seed 1", "A model, not a forecast.", "Eloundou"} {
			require.Contains(t, text, want, c.ID)
		}
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
	require.EqualError(t, WriteAll(t.TempDir(), new(cogap.Result)), "figures: the result has no month")
	c := report.Charts(run(t, nil))[0]
	require.EqualError(t, Write(io.Discard, c, "", "gif"), `figure ladder: format: got "gif", want png or svg`)
}

// TestReadmePictures holds the README's pictures to a size that loads anywhere. With -update it draws them anew, of the
// default scenario in full.
func TestReadmePictures(t *testing.T) {
	const dir = "../../docs/img"
	if *update {
		r := run(t, func(s *cogap.Scenario) { *s = cogap.Default() })
		for _, c := range report.Charts(r) {
			if c.ID == "ladder" || c.ID == "deciles" {
				require.NoError(t, os.MkdirAll(dir, 0o777))
				require.NoError(t, writeFile(filepath.Join(dir, c.ID+".png"), c, SourceOf(r), "png"))
			}
		}
	}
	for _, name := range []string{"ladder.png", "deciles.png"} {
		file, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Less(t, file.Size(), int64(200_000), name)
		checkPicture(t, filepath.Join(dir, name))
	}
}

func checkPicture(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	picture, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err, name)
	require.Equal(t, 1152, picture.Bounds().Dx(), name)
}

// textOf returns all text of an XML file.
func textOf(t *testing.T, data []byte) string {
	t.Helper()
	var text bytes.Buffer
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return text.String()
		}
		require.NoError(t, err)
		if letters, ok := token.(xml.CharData); ok {
			text.Write(letters)
		}
	}
}
