package browser

import (
	"bytes"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// base is a scenario whose runs take a moment.
func base() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 200_000, 9
	s.Market.Tiers[0].Price.Values, s.Market.Tiers[0].Price.Months = []float64{100, 200, 400}, []int{0, 3, 6}
	return s
}

// ranges are three factors.
func ranges() []study.Factor {
	return []study.Factor{
		{Path: "behaviour.captured_share", Range: &study.Range{From: 0.1, To: 0.6}},
		{Path: "behaviour.risk_aversion", Range: &study.Range{From: 1, To: 4}},
		{Path: "population.right_side", Range: &study.Range{From: 0.4, To: 0.84}},
	}
}

// plans are studies of all designs, by name.
func plans() map[string]study.Plan {
	measures, series := []string{"sota_share@last", "revenue@last"}, []string{"sota_share", "sota_gap"}
	plan := func(p study.Plan) study.Plan {
		p.Base, p.Measures, p.Series = base(), measures, series
		return p
	}
	cheaper := base()
	cheaper.Name, cheaper.Market.Tiers[0].Price.Values = "cheaper", []float64{100, 100, 100}
	pair, err := study.Pair(base(), cheaper, plan(study.Plan{Name: "cheaper", Replicates: 3}))
	if err != nil {
		panic(err)
	}
	return map[string]study.Plan{
		"replicates": plan(study.Plan{Replicates: 6}),
		"pair":       pair,
		"grid": plan(study.Plan{Name: "prices and shares", Replicates: 2, Factors: []study.Factor{
			{Path: "market.tiers[0].price.values[2]", Values: study.Numbers(200, 400, 800)},
			{Path: "behaviour.captured_share", Values: study.Numbers(0.1, 0.2, 0.4)},
		}}),
		"sobol": plan(study.Plan{Name: "Three assumptions", Design: study.Design{Kind: study.Sobol, Points: 8}, Factors: ranges()}),
	}
}

// persons compares the two scenarios of a pair person by person; nil of other studies.
func persons(t *testing.T, p study.Plan) *study.Persons {
	t.Helper()
	if len(p.Factors) != 1 || len(p.Factors[0].Scenarios) != 2 {
		return nil
	}
	of := p.Factors[0].Scenarios
	list, err := study.ComparePersons(t.Context(), of[0].Scenario, of[1].Scenario, p, study.Options{})
	require.NoError(t, err)
	return list
}

// openStudy runs a study and opens its page.
func openStudy(t *testing.T, s screen, p study.Plan) *tab {
	t.Helper()
	r, err := study.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, studies.WritePageBeside(&page, r, persons(t, p), report.Explorer{Address: "explorer.html", Agents: 20_416}))
	return openPage(t, s, page.Bytes())
}

// TestStudyPage: the page of a study of any design opens as that of a run does.
func TestStudyPage(t *testing.T) {
	for name, s := range map[string]screen{"replicates": desktop, "pair": phone, "grid": night, "sobol": phone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openStudy(t, s, plans()[name])
			b.shoot(t, "study-"+name)
			require.Empty(t, eval[[]string](t, b, `[...document.querySelectorAll(".scroll")].filter(e => e.checkVisibility() && e.classList.contains("wide") !== e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 80) + e.className + e.scrollWidth + " " + e.clientWidth)`), "tables say whether they scroll")
			require.Equal(t, s.phone, eval[bool](t, b, `document.querySelector("#numbers .wide") !== null`))
			b.sound(t, s)
			if name != "replicates" { // the others have all that it has
				b.accessible(t)
			}
		})
	}
}

// TestStudyReading: a chart says its bands with the keyboard.
func TestStudyReading(t *testing.T) {
	t.Parallel()
	b := openStudy(t, desktop, plans()["replicates"])
	b.do(t, chromedp.Focus(chromedp.CSS("#series-0 .plot")), chromedp.KeyEvent(kb.Home))
	require.Regexp(t, `^2026-01: mean \d+\.\d\d%, 9 in 10 runs \d+\.\d\d% to \d+\.\d\d%, half of all runs \d+\.\d\d% to \d+\.\d\d%$`,
		eval[string](t, b, `document.querySelector("#series-0 .reading").textContent`))
	b.until(t, `document.querySelector("#series-0 .u-legend").textContent.includes("9 in 10 runs")`)
}

// TestPersonsAreWhole: no number of the table person by person is cut at the right, nor broken within.
func TestPersonsAreWhole(t *testing.T) {
	t.Parallel()
	b := openStudy(t, screen{width: 620, height: 900}, plans()["pair"])
	require.Positive(t, eval[int](t, b, `document.querySelectorAll("#persons td").length`))
	require.Zero(t, eval[int](t, b, `[...document.querySelectorAll("#persons .scroll")].filter(e => e.scrollWidth > e.clientWidth).length`))
	require.Zero(t, eval[int](t, b, `[...document.querySelectorAll("#persons td")].filter(e => e.textContent.includes("± ")).length`), "± and what follows stay together")
}
