package studies_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
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
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// base is a scenario whose runs take a moment.
func base() cogap.Scenario {
	s := cogap.Plain()
	s.Name, s.Population.Scale, s.Months = "few & \"quick\"", 200_000, 4
	s.Market.Tiers[0].Price = market.Steps([]int{0, 2}, []float64{100, 200})
	return s
}

func prices() study.Factor {
	return study.Factor{Path: "market.tiers[0].price.values[1]", Values: study.Numbers(150, 200, 800)}
}

func captured() study.Factor {
	return study.Factor{Path: "behaviour.captured_share", Range: &study.Range{From: 0.1, To: 0.6, Levels: 3}}
}

func risk() study.Factor {
	return study.Factor{Path: "behaviour.risk_aversion", Range: &study.Range{From: 1, To: 4, Scale: study.Log, Levels: 2}}
}

func plan(p study.Plan) study.Plan {
	p.Base = base()
	p.Measures = []string{"sota_share@last", "sota_gap@2026-02", "gini.augmented@last"}
	p.Series = []string{"sota_share", "sota_share[decile=10]"}
	return p
}

func pair(t *testing.T) study.Plan {
	t.Helper()
	b := base()
	b.Name, b.Market.Tiers[0].Price = "cheap", market.Constant(50)
	p, err := study.Pair(base(), b, plan(study.Plan{Replicates: 3}))
	require.NoError(t, err)
	return p
}

func result(t *testing.T, p study.Plan) *study.Result {
	t.Helper()
	r, err := study.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	return r
}

func pageOf(t *testing.T, r *study.Result) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, studies.WritePage(&b, r))
	return b.String()
}

// allPlans are studies of every design.
func allPlans(t *testing.T) map[string]study.Plan {
	drawn := func(kind study.Kind, points int) study.Plan {
		return plan(study.Plan{Name: string(kind), Design: study.Design{Kind: kind, Points: points}, Factors: []study.Factor{prices(), captured(), risk()}})
	}
	whole := plan(study.Plan{Name: "scenarios", Factors: []study.Factor{{Scenarios: []study.Named{{Name: "one", Scenario: base()}, {Name: "two", Scenario: pair(t).Factors[0].Scenarios[1].Scenario}}}}})
	return map[string]study.Plan{
		"one run": plan(study.Plan{}), "replicates": plan(study.Plan{Name: "how <sure>?", Replicates: 3}), "pair": pair(t),
		"few": plan(study.Plan{Replicates: 2, Factors: []study.Factor{prices()}}), "grid": plan(study.Plan{Replicates: 2, Factors: []study.Factor{prices(), captured()}}),
		"list": plan(study.Plan{Design: study.Design{Kind: study.List}, Factors: []study.Factor{prices(), captured()}}), "scenarios": whole,
		"latin": drawn(study.LatinHypercube, 8), "halton": drawn(study.Halton, 8), "morris": drawn(study.Morris, 3), "sobol": drawn(study.Sobol, 4),
	}
}

// TestPagesAreWholeHTML: of every design, tags nest, each id is there once, what refers to a place finds it, and nothing refers to
// anything outside the page.
func TestPagesAreWholeHTML(t *testing.T) {
	for name, p := range allPlans(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := pageOf(t, result(t, p))
			require.Less(t, len(page), 400_000)
			for _, bad := range []string{"NaN", "ZgotmplZ", "Inf", "%!"} {
				require.NotContains(t, pagecheck.Markup(page), bad)
			}
			ids := pagecheck.Sound(t, page)
			block := regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`).FindStringSubmatch(page)
			require.NotNil(t, block)
			var charts []map[string]any
			require.NoError(t, json.Unmarshal([]byte(block[1]), &charts))
			require.Len(t, charts, 2, "a chart for each series")
			for _, c := range charts {
				require.True(t, ids[c["id"].(string)])
			}
		})
	}
}

// TestPageSaysWhatTheStudyFound: numbers of the page are those of the study.
func TestPageSaysWhatTheStudyFound(t *testing.T) {
	plans := allPlans(t)
	says := func(name string, want func(r *study.Result, has func(string))) {
		r := result(t, plans[name])
		text := pagecheck.Text(pageOf(t, r))
		want(r, func(part string) {
			require.True(t, strings.Contains(text, part), "%s: %s\nis not in\n%s", name, part, text)
		})
	}
	says("replicates", func(r *study.Result, has func(string)) {
		s, q := r.Stat(0, 0), r.Quantity(0)
		has("how <sure>?")
		has("SOTA share in the last month is " + q.Interval(s) + "; nine in ten runs lie between " + q.Of(s.Quantiles[0], s))
		has("SOTA gap in 2026-02")
		has("The mean of 3 replicates")
		has("cogap study, 3 runs")
	})
	says("one run", func(r *study.Result, has func(string)) {
		has("One run of a combination does not say how much of a difference is luck")
		has("A study of few & \"quick\"")
	})
	says("pair", func(r *study.Result, has func(string)) {
		has("few & \"quick\" against cheap")
		has("a difference of " + r.Quantity(0).ChangeInterval(r.Pairs().Differences[0].Difference))
	})
	says("grid", func(r *study.Result, has func(string)) {
		effects, err := r.MainEffects(0)
		require.NoError(t, err)
		e := effects[0]
		require.Equal(t, []string{"150", "200", "800"}, e.Values)
		require.Equal(t, 2, e.Lowest)
		q := r.Quantity(0)
		has("price of SOTA from month 2 price is what a month costs")
		has(q.Interval(e.Means[2]) + " at 800")
		has(q.ChangeInterval(e.Change))
		has(q.Interval(r.Stat(4, 0)))
		has("nine in ten of the 9 combinations")
	})
	says("morris", func(r *study.Result, has func(string)) {
		effects, err := r.Effects(0)
		require.NoError(t, err)
		for _, e := range effects {
			has(r.Quantity(0).Change(e.MuStar.Value))
		}
		has("moves most with")
	})
	says("sobol", func(r *study.Result, has func(string)) {
		has("of what makes it vary")
		shares, err := r.Shares(0)
		require.NoError(t, err)
		most := slices.MaxFunc(shares, func(a, b study.Share) int { return cmp.Compare(a.Total.Value, b.Total.Value) })
		require.Greater(t, most.Total.Value, 1.0, "of four points")
		has("A part cannot be more than the whole: these estimates are rough, and need more points.")
		has("alone (first order, upper bar)")
		has("the first")
	})
}

// TestFan: bands are where runs and combinations lie.
func TestFan(t *testing.T) {
	r := result(t, allPlans(t)["grid"])
	c := studies.Charts(r)[0]
	require.Equal(t, []string{"2026-01", "2026-02", "2026-03", "2026-04"}, c.Names)
	require.Len(t, c.Bands, 2)
	last := 3
	s := r.Spread(columnOf(r, "sota_share@2026-04"))
	require.Equal(t, s.Cells.Quantiles[0], c.Bands[0].Lo[last])
	require.Equal(t, s.Cells.Quantiles[4], c.Bands[0].Hi[last])
	require.Equal(t, s.Cells.Quantiles[2]+s.Luck.Quantiles[4], c.Bands[1].Hi[last])
	lo, hi := c.YRange()
	for _, b := range c.Bands {
		for i := range b.Lo {
			require.LessOrEqual(t, b.Lo[i], b.Hi[i])
			require.GreaterOrEqual(t, b.Lo[i], lo)
			require.LessOrEqual(t, b.Hi[i], hi)
		}
	}

	few := studies.Charts(result(t, allPlans(t)["few"]))[0]
	require.Len(t, few.Lines, 3)
	require.Len(t, few.Bands, 3)
	require.Equal(t, "price of SOTA from month 2: 800", few.Lines[2].Name)
	for i := range few.Lines[2].Y {
		require.LessOrEqual(t, few.Bands[2].Lo[i], few.Lines[2].Y[i])
		require.GreaterOrEqual(t, few.Bands[2].Hi[i], few.Lines[2].Y[i])
	}
}

func columnOf(r *study.Result, name string) int {
	for k, x := range r.Columns {
		if x.Series >= 0 && x.String() == name {
			return k
		}
	}
	panic(name)
}

// TestFailedRuns: runs that failed are on the page and in no number; a study of nothing else has no page.
func TestFailedRuns(t *testing.T) {
	p := plan(study.Plan{Replicates: 2})
	s, err := study.New(p)
	require.NoError(t, err)
	good, err := s.RunJob(t.Context(), 0)
	require.NoError(t, err)
	bad := study.Row{Job: s.Job(1), Err: errors.New("no <money>")}
	r, err := s.Run(t.Context(), study.Options{Done: []study.Row{good, bad}})
	require.NoError(t, err)
	text := pagecheck.Text(pageOf(t, r))
	require.Contains(t, text, "1 run failed and is left out of all numbers.")
	require.Contains(t, text, "no <money>")
	require.False(t, math.IsNaN(r.Stat(0, 0).Mean))
	r, err = s.Run(t.Context(), study.Options{Done: []study.Row{bad, {Job: s.Job(0), Err: errors.New("neither")}}})
	require.NoError(t, err)
	require.EqualError(t, studies.WritePage(io.Discard, r), "page: the study has no run that is complete")
}

// TestTables: tables have the numbers of the study, typed; what is not defined is nil.
func TestTables(t *testing.T) {
	p := plan(study.Plan{Replicates: 2, Factors: []study.Factor{prices()}})
	r := result(t, p)
	tables := studies.Tables(r)
	require.Len(t, tables, 3)
	for i, want := range []int{6, 9, 3 * 2 * 4} {
		n := 0
		for row := range tables[i].Rows {
			require.Len(t, row, len(tables[i].Columns))
			for k, v := range row {
				switch tables[i].Columns[k].Type {
				case report.Int64:
					require.IsType(t, int64(0), v)
				case report.String:
					require.IsType(t, "", v)
				default:
					if v != nil {
						require.IsType(t, 0.0, v)
					}
				}
			}
			if i == 0 {
				require.Equal(t, int64(r.Rows()[n].Seed), row[3])
				require.Equal(t, r.Rows()[n].Values[0], row[5])
			}
			n++
		}
		require.Equal(t, want, n)
	}
	names := map[string]bool{}
	for _, c := range tables[2].Columns {
		require.False(t, names[c.Name], c.Name)
		names[c.Name] = true
	}
	require.True(t, names["month"])
}
