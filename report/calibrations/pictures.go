package calibrations

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/cogap/cogap/calibrate"
)

// plot is a small picture with its title.
type plot struct {
	Title   string
	Picture template.HTML
}

// How much is shown.
const (
	mostZ     = 6   // standard errors, to both sides
	mostPairs = 15  // of parameters
	mostDots  = 400 // of a picture; evenly chosen of more
)

// zPicture draws z, which stops at the ends.
func zPicture(x calibrate.Comparison) template.HTML {
	if math.IsNaN(x.Z) {
		return ""
	}
	at := func(z float64) float64 { return 50 + 50*min(max(z, -mostZ), mostZ)/mostZ }
	class := "dot"
	if !x.Pass {
		class = "dot off"
	}
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><rect class="inside" x="%.1f" y="2" width="%.1f" height="16"/><path class="stroke" d="M50 2V18"/><path class="%s" d="M%.1f 10h0"/></svg>`,
		at(-calibrate.Passing), at(calibrate.Passing)-at(-calibrate.Passing), class, at(x.Z)))
}

// rangePicture draws places in a range, from 0 to 1; a standard error that is not known is left out.
func rangePicture(start, fit, se float64) template.HTML {
	known := ""
	if !math.IsNaN(se) {
		known = fmt.Sprintf(`<path class="known" d="M%.1f 10H%.1f"/>`, 100*max(fit-2*se, 0), 100*min(fit+2*se, 1))
	}
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><rect class="frame" x="0" y="2" width="100" height="16"/>%s<path class="stroke" d="M%.1f 2V18"/><path class="dot" d="M%.1f 10h0"/></svg>`,
		known, 100*start, 100*fit))
}

// The size of a plot's picture, and of its frame within it.
const (
	plotWidth, plotHeight   = 220.0, 170.0
	frameLeft, frameTop     = 44.0, 6.0
	frameWidth, frameHeight = 170.0, 142.0
)

// picture draws shapes within a frame, with what stands at the ends of both axes.
func picture(shapes, label string, across, up [2]string) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s"><rect class="frame" x="%g" y="%g" width="%g" height="%g"/>%s`,
		plotWidth, plotHeight, template.HTMLEscapeString(label), frameLeft, frameTop, frameWidth, frameHeight, shapes)
	text := func(x, y float64, anchor, text string) {
		fmt.Fprintf(&b, `<text x="%g" y="%g" text-anchor="%s">%s</text>`, x, y, anchor, template.HTMLEscapeString(text))
	}
	text(frameLeft, frameTop+frameHeight+12, "start", across[0])
	text(frameLeft+frameWidth, frameTop+frameHeight+12, "end", across[1])
	text(frameLeft-3, frameTop+frameHeight-2, "end", up[0])
	text(frameLeft-3, frameTop+9, "end", up[1])
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// across and up return where a place from 0 to 1 is in a picture.
func across(place float64) float64 { return frameLeft + frameWidth*place }
func up(place float64) float64     { return frameTop + frameHeight*(1-place) }

// profiles draws the least objective over each parameter, all from 0 to the highest that is finite.
func profiles(r *calibrate.Result) []plot {
	most := 0.0
	for _, x := range r.Profiles {
		for _, f := range x.Objective {
			if !math.IsInf(f, 1) {
				most = max(most, f)
			}
		}
	}
	var list []plot
	for _, x := range r.Profiles {
		p := &r.Plan.Parameters[x.Parameter]
		var line, dots strings.Builder
		pen, said := "M", []string{}
		for k, f := range x.Objective {
			said = append(said, short(f)+" at "+short(x.Values[k]))
			if math.IsInf(f, 1) || most == 0 {
				pen = "M" // runs failed there
				continue
			}
			at := fmt.Sprintf("%.1f %.1f", across(p.Place(x.Values[k])), up(f/most))
			line.WriteString(pen + at)
			dots.WriteString("M" + at + "h0")
			pen = "L"
		}
		shapes := fmt.Sprintf(`<path class="trend" d="%s"/><path class="dots" d="%s"/>`, &line, &dots)
		list = append(list, plot{p.Column(), picture(shapes, "least objective: "+strings.Join(said, ", "), [2]string{short(p.From), short(p.To)}, [2]string{"0", short(most)})})
	}
	return list
}

// pairs draws the ensemble over each two parameters, of very many over the first. more says that there are more.
func pairs(r *calibrate.Result) (list []plot, more string) {
	if r.Sample == nil {
		return nil, ""
	}
	n := len(r.Plan.Parameters)
	for a := range n {
		for b := range a {
			if len(list) == mostPairs {
				return list, fmt.Sprintf("%d of %d pairs are shown; ensemble.csv has all.", mostPairs, n*(n-1)/2)
			}
			list = append(list, pair(r, b, a))
		}
	}
	return list, ""
}

func pair(r *calibrate.Result, a, b int) plot {
	x, y := &r.Plan.Parameters[a], &r.Plan.Parameters[b]
	var dots strings.Builder
	step := max(1, (len(r.Sample.Points)+mostDots-1)/mostDots)
	for k := 0; k < len(r.Sample.Points); k += step {
		fmt.Fprintf(&dots, "M%.1f %.1fh0", across(r.Sample.Points[k][a]), up(r.Sample.Points[k][b]))
	}
	title := x.Column() + " (across) and " + y.Column() + " (up)"
	return plot{title, picture(fmt.Sprintf(`<path class="dots" d="%s"/>`, &dots), title, [2]string{short(x.From), short(x.To)}, [2]string{short(y.From), short(y.To)})}
}
