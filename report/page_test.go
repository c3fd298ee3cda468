package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/pagecheck"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
)

// pageOf returns the page of a small run.
func pageOf(t *testing.T, change func(*cogap.Scenario)) string {
	t.Helper()
	s := cogap.Plain()
	s.Population.Scale = 5000
	if change != nil {
		change(&s)
	}
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, report.WritePage(&b, r))
	return b.String()
}

// otherRuns are runs whose pages differ in what they have to show.
var otherRuns = map[string]func(*cogap.Scenario){
	"one month":       func(s *cogap.Scenario) { s.Months = 1 },
	"no distribution": func(s *cogap.Scenario) { s.Statistics.Every = 0 },
	"each year":       func(s *cogap.Scenario) { s.Statistics.Every = 12 },
	"free":            func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Constant(0) },
	"not on sale":     func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Constant(market.Withdrawn) },
	"cheaper":         func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Steps([]int{0, 12}, []float64{200, 50}) },
	"a century":       func(s *cogap.Scenario) { s.Months, s.Population.Scale, s.Statistics.Every = 1200, 500_000, 4 },
	"each month":      func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Ramp(0, 36, 20, 400) },
	"several tiers": func(s *cogap.Scenario) {
		s.Market.Tiers = []market.Tier{market.Free(), market.Basic(), s.Market.Tiers[0]}
		s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
		s.Market.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(3000)}
	},
	"a name with <b>markup</b> & \"quotes\"": func(s *cogap.Scenario) { s.Name = "</script><b onclick=x>'\"&" },
}

func TestPageTellsTheStory(t *testing.T) {
	page := pageOf(t, nil)
	for _, id := range []string{"answer", "falls", "out", "income", "pay", "apart", "lose", "flows", "measures", "assumed", "cite", "manifest"} {
		require.True(t, strings.Contains(page, `id="`+id+`"`), id)
	}
	text := pagecheck.Text(page)
	for _, want := range []string{
		"At 100u a month, 11.6% of 140,885,570 US workers hold state-of-the-art (SOTA) AI. At 400u, ", "people fall off the ladder.",
		"Of the richest tenth by income", "times as much done as everybody else, up from",
		"Registered Nurses", "consumer surplus", "Gini of income", "behaviour.captured_share", "market.tiers[0].price.values[2]", "with --replicates 20 every number has an interval",
		`Simulation "the first filter"`, "seed 1", "Eloundou", cogap.Version,
	} {
		require.True(t, strings.Contains(text, want), want)
	}
}

// TestPageSaysWhatFewAgentsDo: at the top where it is much, among the measures where it is little, and nowhere else.
func TestPageSaysWhatFewAgentsDo(t *testing.T) {
	at := func(scale int) string {
		return pagecheck.Text(pageOf(t, func(s *cogap.Scenario) { s.Population.Scale, s.Months = scale, 1 }))
	}
	require.Contains(t, at(10_000), "Take care: Few people are simulated, so those who wait until others join see too few of them: the SOTA share is too low by about 11% of its value")
	little := at(2000)
	require.NotContains(t, little, "Take care:")
	require.Contains(t, little, "too low by about 2% of its value")
	require.NotContains(t, at(700), "too low")
	dear := pageOf(t, func(s *cogap.Scenario) { s.Population.Scale, s.Market.Tiers[0].Price = 10_000, market.Constant(2000) })
	require.Contains(t, dear, "the SOTA share is too low, by how much was not measured where under 3% hold the tier")
	free := pageOf(t, func(s *cogap.Scenario) { s.Population.Scale, s.Market.Tiers[0].Price = 10_000, market.Constant(0) })
	require.Contains(t, free, "by how much was not measured where over 40% hold the tier")
	require.NotContains(t, little, "standard error", "which one run does not know")
}

// TestPageData holds the data block to the letter: what the charts are drawn from.
func TestPageData(t *testing.T) {
	page := pageOf(t, func(s *cogap.Scenario) {
		s.Months, s.Population.Scale = 6, 100_000
		s.Market.Tiers[0].Price = market.Steps([]int{0, 3}, []float64{100, 400})
	})
	block := regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`).FindStringSubmatch(page)
	require.NotNil(t, block)
	var data any
	require.NoError(t, json.Unmarshal([]byte(block[1]), &data))
	text, err := json.MarshalIndent(data, "", " ")
	require.NoError(t, err)
	golden(t, "page_data.json", string(text)+"\n")
}

// TestPagesAreWholeHTML: tags nest, each id is there once, what refers to a place finds it, and nothing refers to
// anything outside the page.
func TestPagesAreWholeHTML(t *testing.T) {
	otherRuns[""] = nil
	for name, change := range otherRuns {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := pageOf(t, change)
			require.Less(t, len(page), 600_000)
			pagecheck.Sound(t, page)
		})
	}
}

func TestPageErrors(t *testing.T) {
	require.EqualError(t, report.WritePage(io.Discard, new(cogap.Result)), "page: the result has no month")
	require.Error(t, report.WritePage(new(full), small()))
}

// TestPageOfAnything: a result that nobody ran has a page too.
func TestPageOfAnything(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.WritePage(&b, small()))
	pagecheck.Each(t, b.String(), func(xml.StartElement) {})
}

// TestPageShowsMoneyAndReach: what policies cost and whom they reach, the providers' books and the incomes that part the tenths
// are on the page, and in the text, where a run has them, and nowhere else.
func TestPageShowsMoneyAndReach(t *testing.T) {
	parts := []string{"What policies cost the public and whom they reach", "people reached", "The books of the providers", "burnt so far"}
	with, without := pagecheck.Text(pageOf(t, otherRuns["several tiers"])), pagecheck.Text(pageOf(t, otherRuns["cheaper"]))
	for _, part := range parts {
		require.True(t, strings.Contains(with, part), part)
		require.False(t, strings.Contains(without, part), part)
	}
	require.True(t, strings.Contains(without, "Highest income of each tenth of the population"))
	require.True(t, strings.Contains(without, "What sellers spend is not part of this scenario"))
	require.False(t, strings.Contains(pagecheck.Text(pageOf(t, otherRuns["no distribution"])), "Highest income of each tenth"))
}

// TestPageBeforeTheSale: until the SOTA tier lets people in, it is not on sale, whatever its price; where other tiers are on sale, the answer says how many hold any.
func TestPageBeforeTheSale(t *testing.T) {
	page := pageOf(t, func(s *cogap.Scenario) {
		otherRuns["several tiers"](s)
		s.Months = 6
		s.Market.Tiers[2].Admission = market.Steps([]int{0, 3}, []float64{0, 1})
	})
	require.Contains(t, page, `"marks":[{"x":0,"name":"not on sale"},{"x":3,"name":"100u"}]`)
	text := pagecheck.Text(page)
	require.Contains(t, text, "2026-04 to 2026-06")
	require.Regexp(t, `At 100u a month, [\d.]+% of [\d,]+ US workers hold state-of-the-art \(SOTA\) AI\. Counting all tiers, [\d.]+% of all people have AI in 2026-06; [\d.]+% hold the tier “free”\.`, text)
	page = pageOf(t, func(s *cogap.Scenario) {
		otherRuns["several tiers"](s)
		s.Months = 6
		for k := range s.Market.Tiers[:2] {
			s.Market.Tiers[k].Price = market.Steps([]int{0, 3}, []float64{0, market.Withdrawn})
		}
		s.Market.Tiers[2].Price = market.Steps([]int{0, 3}, []float64{market.Withdrawn, 100})
	})
	require.NotContains(t, pagecheck.Text(page), "Counting all tiers", "none of them is on sale in the end")
	text = pagecheck.Text(page)
	require.Contains(t, text, "While the SOTA tier is not on sale, everybody counts as one of those who neither would nor could.")
	require.Contains(t, text, "market.policies[0].until the end of the run market.policies[0].means_tested")
	require.Contains(t, text, "market.tiers[0].price.values[1] not on sale market.tiers[0].price.speed")
	require.NotContains(t, text, "1048576 month")
}

// TestLargeNumbers: a number without a unit is as short as money once it is large, so that it fits an axis; amounts are close to their unit where they are digits.
func TestLargeNumbers(t *testing.T) {
	require.Equal(t, "28.3bn", report.Number.Label(28_301_600_000))
	require.Equal(t, "-1.5mn", report.Number.Label(-1_500_000))
	require.Equal(t, "0.2038", report.Number.Label(0.20384))
	text := pagecheck.Text(pageOf(t, func(s *cogap.Scenario) {
		s.Statistics.Collect = []observe.Collect{{Name: "much", Quantity: "tier * posted * 1000000", Aggregate: observe.Sum}}
	}))
	require.NotRegexp(t, `\d{9}|\d u `, text)
}

// TestFigures: the numbers by which runs are told apart are named as measures are, and are theirs.
func TestFigures(t *testing.T) {
	r := small()
	figures := report.Figures(r)
	require.Len(t, figures, 11)
	ids := map[string]bool{}
	for _, f := range figures {
		ref, err := measure.Parse(f.ID)
		require.NoError(t, err)
		v, err := ref.Of(r)
		require.NoError(t, err)
		require.Equal(t, report.Values{v.Value}, f.Value, f.ID)
		ids[f.ID] = true
	}
	for _, id := range []string{"sota", "sota_share", "sota_gap"} { // which the live page's script looks up
		require.True(t, ids[id], id)
	}
	r.Last().Distributions = nil
	require.Len(t, report.Figures(r), 7, "without those of distributions")
}

// chart returns a chart of a small run, and the run.
func chart(t *testing.T, id string, change func(*cogap.Scenario)) (report.Chart, *cogap.Result) {
	t.Helper()
	s := cogap.Plain()
	s.Population.Scale = 20_000
	change(&s)
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	charts := report.Charts(r)
	i := slices.IndexFunc(charts, func(c report.Chart) bool { return c.ID == id })
	require.GreaterOrEqual(t, i, 0)
	return charts[i], r
}

// TestLorenzChart: the area between the Lorenz curve with AI and that without is half of what AI adds to the Gini coefficient.
func TestLorenzChart(t *testing.T) {
	c, r := chart(t, "lorenz", func(s *cogap.Scenario) { s.Months = 6 })
	m, area := measure.NewMonth(r.Last(), r.Strata), 0.0
	for i := range c.At[1:] {
		area += (c.At[i+1] - c.At[i]) * (c.Lines[0].Y[i] + c.Lines[0].Y[i+1]) / 2
	}
	require.Negative(t, area)
	require.InEpsilon(t, 100*(m.Of("gini.cognition").Value-m.Of("gini.augmented").Value)/2, area, 0.02)
}

// TestCollectedEveryYear: what is measured once a year and in the last month has points there, and nothing between.
func TestCollectedEveryYear(t *testing.T) {
	_, r := chart(t, "ladder", func(s *cogap.Scenario) {
		s.Months = 52
		s.Statistics.Collect = []observe.Collect{{Name: "apart", Aggregate: observe.Gini, Quantity: "income", Every: 12}}
	})
	sheet, err := report.NewSheet(r)
	require.NoError(t, err)
	c := sheet.Charts[slices.IndexFunc(sheet.Charts, func(d report.Drawing) bool { return d.ID == "own-apart" })]
	require.True(t, c.Points)
	var at []int
	for i, y := range c.Lines[0].Y {
		if !math.IsNaN(y) {
			at = append(at, i)
		}
	}
	require.Equal(t, []int{11, 23, 35, 47, 51}, at)
}

// TestDemandChart: lines that nobody could tell apart are one, others are all there; a dot marks each price.
func TestDemandChart(t *testing.T) {
	alike, _ := chart(t, "demand", func(s *cogap.Scenario) {
		s.Months = 2
		s.Market.Tiers[0].Price = market.Steps([]int{0, 1}, []float64{100, 400})
	})
	require.Len(t, alike.Lines, 1)
	require.Len(t, alike.Marks, 2)
	require.Contains(t, alike.Note, "at the end of the others it was within ")
	apart, _ := chart(t, "demand", func(*cogap.Scenario) {})
	require.Len(t, apart.Lines, 3)
	require.Len(t, apart.Marks, 3)
	require.Contains(t, apart.Note, "Each line is measured at the end of one price")
}
