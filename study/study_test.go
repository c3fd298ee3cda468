package study_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// small is a scenario of few people and months, which measures all there is.
func small() cogap.Scenario {
	s := cogap.Plain()
	strata, err := s.Population.Resolve()
	if err != nil {
		panic(err)
	}
	s.Population.Source, s.Population.Strata = "", nil
	for _, g := range strata {
		if g.Group == "Computer and Mathematical" {
			s.Population.Strata = append(s.Population.Strata, g)
		}
	}
	s.Population.Scale, s.Months, s.Statistics.Every = 10_000, 5, 2
	s.Market.Tiers = append([]market.Tier{market.Free()}, s.Market.Tiers...)
	s.Market.Tiers[1].Price = market.Steps([]int{0, 2}, []float64{50, 100})
	s.Statistics.Mobility = true
	s.Statistics.Panel = observe.Panel{People: 2}
	s.Statistics.Collect = []observe.Collect{
		{Name: "left", Quantity: "people", Aggregate: observe.Share, Where: "!access", Every: 1},
		{Name: "unasked", Quantity: "income", Aggregate: observe.Mean, Every: 1},
	}
	return s
}

// prices is a study of two factors.
func prices() study.Plan {
	return study.Plan{
		Name: "prices",
		Base: small(),
		Factors: []study.Factor{
			{Path: "market.tiers[1].price.values[1]", Values: study.Numbers(60, 100, 300)},
			{Path: "behaviour.captured_share", Range: &study.Range{From: 0.1, To: 0.4, Scale: study.Log, Levels: 2}},
		},
		Replicates: 3,
		Seed:       7,
		Measures:   []string{"sota_share@last", "gini.augmented@last", "gini.augmented@mean", "collected.left@2026-03", "sota_gap[stratum=15-1252]@1"},
		Series:     []string{"sota_share", "gini.augmented"},
	}
}

func run(t *testing.T, p study.Plan, o study.Options) *study.Result {
	t.Helper()
	r, err := study.Run(t.Context(), p, o)
	require.NoError(t, err)
	return r
}

// bits lists what rows hold that may not depend on how a study is run.
func bits(rows []study.Row) (list []any) {
	for _, row := range rows {
		var values []uint64
		for _, v := range row.Values {
			values = append(values, math.Float64bits(v))
		}
		list = append(list, row.Job, values, row.Digest, row.Err != nil)
	}
	return list
}

// TestRowsAreRuns: each row is what a run of its scenario measures, whatever a study leaves out to be fast.
func TestRowsAreRuns(t *testing.T) {
	p := prices()
	r := run(t, p, study.Options{})
	require.Equal(t, 18, p.Len())
	require.Len(t, r.Rows(), p.Len())
	require.Zero(t, r.Failed())
	var names []string
	for _, x := range r.Columns {
		names = append(names, x.String())
	}
	require.Equal(t, append(slices.Clone(p.Measures), "sota_share@2026-01", "sota_share@2026-02", "sota_share@2026-03", "sota_share@2026-04",
		"sota_share@2026-05", "gini.augmented@2026-02", "gini.augmented@2026-04", "gini.augmented@2026-05"), names,
		"series have the months in which they are measured")
	differ := map[float64]bool{}
	for _, row := range r.Rows() {
		s, err := p.Scenario(row.Job)
		require.NoError(t, err)
		require.Equal(t, row.Seed, s.Seed)
		result, err := cogap.Run(t.Context(), s, cogap.Options{})
		require.NoError(t, err)
		for k, x := range r.Columns {
			want, err := x.Ref.Of(result)
			require.NoError(t, err)
			require.Equal(t, math.Float64bits(want.Value), math.Float64bits(row.Values[k]), "%v of job %d", x, row.Index)
		}
		differ[row.Values[0]] = true
	}
	require.Greater(t, len(differ), 12, "jobs do not all give the same")
}

// TestLean: a study of the last month's numbers gives what one of all months gives.
func TestLean(t *testing.T) {
	for _, measures := range [][]string{{"sota_share@2026-03"}, {"gini.augmented"}, {"gini.augmented@2026-04"}, {"gini.augmented@mean"}} {
		p := study.Plan{Base: small(), Measures: measures}
		r := run(t, p, study.Options{})
		s, err := p.Scenario(p.Job(0))
		require.NoError(t, err)
		result, err := cogap.Run(t.Context(), s, cogap.Options{})
		require.NoError(t, err)
		want, err := r.Columns[0].Ref.Of(result)
		require.NoError(t, err)
		require.Equal(t, want.Value, r.Rows()[0].Values[0], measures)
	}
}

// TestSameBits: the rows do not depend on workers, order, what was done before, or whether a run is done alone.
func TestSameBits(t *testing.T) {
	for _, luck := range []study.Luck{study.Shared, study.Independent} {
		p := prices()
		p.Luck = luck
		want := run(t, p, study.Options{Workers: 1})
		for _, workers := range []int{2, 7} {
			require.Equal(t, bits(want.Rows()), bits(run(t, p, study.Options{Workers: workers}).Rows()))
		}
		half := want.Rows()[5:11]
		did := 0
		r := run(t, p, study.Options{Done: half, OnRow: func(study.Row) error { did++; return nil }})
		require.Equal(t, bits(want.Rows()), bits(r.Rows()))
		require.Equal(t, p.Len()-len(half), did, "what is done is not done again")
		s, err := study.New(p)
		require.NoError(t, err)
		for _, i := range []int{17, 3, 8} {
			row, err := s.RunJob(t.Context(), i)
			require.NoError(t, err)
			require.Equal(t, bits(want.Rows()[i:i+1]), bits([]study.Row{row}), "run %d alone", i)
		}
	}
}

// TestLuck: with shared luck a replicate has one seed in all cells and others in other replicates, so that a factor without
// effect changes nothing; with independent luck no two runs share a seed.
func TestLuck(t *testing.T) {
	p := prices()
	p.Factors = []study.Factor{{Path: "name", Values: []string{"a", "b"}}}
	r := run(t, p, study.Options{})
	require.Equal(t, r.Values(0, 0), r.Values(1, 0))
	p.Luck = study.Independent
	r = run(t, p, study.Options{})
	require.NotEqual(t, r.Values(0, 0), r.Values(1, 0))
	of := map[uint64]int{}
	for _, row := range r.Rows() {
		require.NotContains(t, of, row.Seed, "run %d", row.Index)
		of[row.Seed] = row.Index
	}
}

// TestScenarioFactor: whole scenarios take the place of the base, and other factors change them.
func TestScenarioFactor(t *testing.T) {
	cheap := small()
	cheap.Market.Tiers[1].Price = market.Constant(1)
	p := study.Plan{
		Base: small(),
		Factors: []study.Factor{
			{Path: "behaviour.captured_share", Values: []string{"0.1", "0.5"}},
			{Scenarios: []study.Named{{"base", small()}, {"cheap", cheap}}},
		},
		Measures: []string{"price@last"},
	}
	r := run(t, p, study.Options{})
	require.Equal(t, 4, r.Cells())
	for cell := range r.Cells() {
		want := map[string]float64{"base": 100, "cheap": 1}[r.Levels(cell)[1]]
		require.Equal(t, []float64{want}, r.Values(cell, 0), r.Levels(cell))
		s, err := p.Scenario(p.Job(cell))
		require.NoError(t, err)
		require.Contains(t, []float64{0.1, 0.5}, s.Behaviour.CapturedShare)
	}
}

// fickle is a rule that panics for some seeds.
type fickle struct{ agent.Standard }

func (fickle) Name() string { return "fickle" }

func (f fickle) Step(b *agent.Block, m *agent.Month, s *agent.Sums) {
	if m.Params.CapturedShare == 0.2 {
		panic("fickle")
	}
	f.Standard.Step(b, m, s)
}

// TestFailures: a run that fails or panics is a row, and the study goes on.
func TestFailures(t *testing.T) {
	base := small()
	base.Rule = fickle{}
	p := study.Plan{
		Base:       base,
		Factors:    []study.Factor{{Path: "behaviour.captured_share", Values: []string{"0.1", "0.2", "0.3"}}},
		Measures:   []string{"sota_share"},
		Replicates: 2,
	}
	r := run(t, p, study.Options{})
	require.Equal(t, 2, r.Failed())
	for _, row := range r.Rows() {
		if row.Levels[0] == "0.2" {
			require.ErrorContains(t, row.Err, "fickle")
			require.Nil(t, row.Values)
			continue
		}
		require.NoError(t, row.Err)
		require.Len(t, row.Values, 1)
	}
	require.Zero(t, r.Stat(1, 0).N)
	require.Equal(t, 2, r.Stat(0, 0).N)
}

// TestStopped: a study whose context ends, or whose rows are not wanted, returns what is complete, and no run that was cut short.
func TestStopped(t *testing.T) {
	p := prices()
	ctx, stop := context.WithCancel(t.Context())
	n := 0
	r, err := study.Run(ctx, p, study.Options{Workers: 2, OnRow: func(study.Row) error {
		if n++; n == 4 {
			stop()
		}
		return nil
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, r.Rows(), n)
	require.Zero(t, r.Failed())

	full := errors.New("the disk is full")
	r, err = study.Run(t.Context(), p, study.Options{Workers: 1, OnRow: func(study.Row) error { return full }})
	require.ErrorIs(t, err, full)
	require.Len(t, r.Rows(), 1)
}

// TestProgress tells of each run.
func TestProgress(t *testing.T) {
	var told [][2]int
	run(t, study.Plan{Base: small(), Replicates: 3, Measures: []string{"price"}},
		study.Options{Workers: 2, Progress: func(done, total int) { told = append(told, [2]int{done, total}) }})
	require.Equal(t, [][2]int{{0, 3}, {1, 3}, {2, 3}, {3, 3}}, told)
}

// TestAllProblems: everything that is wrong with a plan is told at once, each with its place.
func TestAllProblems(t *testing.T) {
	grid := func(change func(*study.Plan)) study.Plan { p := prices(); change(&p); return p }
	for name, c := range map[string]struct {
		plan study.Plan
		want []string
	}{
		"shape": {
			study.Plan{
				Base: small(), Replicates: -1, Luck: "none", AtMost: -1, Measures: []string{"sota_shore", "price", "price"}, Series: []string{"price@last"},
				Design: study.Design{Kind: "star"}, Until: &study.Until{Measure: "income", AtMost: 3},
			},
			[]string{
				"replicates: got -1, want 1 or more", `luck: got "none", want one of shared, independent`, "at_most: got -1", "measures[0]: measure sota_shore: unknown measure",
				"measures[2]: got price a second time", "series[0]: got price@last, want a name without a month",
				`design: got "star", want one of grid, list`, `until.measure: got "income", want one of the study's measures`,
				"until.half_width: got 0, want > 0", "until.at_most: got 3, want at least 20",
			},
		},
		"nothing asked": {study.Plan{Base: small()}, []string{"measures: got none"}},
		"factors": {
			grid(func(p *study.Plan) {
				p.Factors = []study.Factor{
					{Path: "months"},
					{Path: "months", Values: []string{"1"}, Range: &study.Range{From: 1, To: 2}},
					{Path: "seed", Scenarios: []study.Named{{Name: "a"}, {Name: "a"}}},
					{Values: []string{"1"}},
					{Path: "a", Range: &study.Range{From: math.NaN(), To: 2}},
					{Path: "b", Range: &study.Range{From: 2, To: 2}},
					{Path: "c", Range: &study.Range{From: 0, To: 2, Scale: study.Log}},
					{Path: "d", Range: &study.Range{From: 0.5, To: 2, Whole: true}},
					{Path: "e", Range: &study.Range{From: 0, To: 2, Scale: "square"}},
				}
			}),
			[]string{
				"factors[0]: got 0 of values, range and scenarios", "factors[1]: got 2 of values", `factors[2].path: got "seed"`, `factors[2].scenarios[1]: got a second scenario named "a"`,
				`factors[3].path: got ""`, "factors[4]: got NaN to 2, want finite", "factors[5]: got 2 to 2, want a lower end", "factors[6].from: got 0 on a log scale",
				"factors[7]: got 0.5 to 2, want whole", "factors[8].scale", "factors[1]: got months a second time",
				"factors[8].levels: got a range without levels in a grid",
			},
		},
		"values": {
			grid(func(p *study.Plan) {
				p.Factors = []study.Factor{
					{Path: "market.tiers[1].price.values[1]", Values: []string{"100", "-5", "cheap"}},
					{Path: "behaviour.risk_avershun", Values: []string{"1"}},
					{Path: "behaviour.captured_share", Range: &study.Range{From: 0.5, To: 1.5, Levels: 3}},
					{Path: "months", Values: []string{"2"}},
				}
			}),
			[]string{
				"factors[0].values[1]: market.tiers[1].price.values[1]: got -5 u/month", "factors[0].values[2]", "got cheap, want a number",
				"factors[1]: behaviour.risk_avershun: unknown name, did you mean behaviour.risk_aversion?", "factors[2].to: behaviour.captured_share: got 1.5",
				"factors[3].values[0]: measure collected.left@2026-03: got month 2026-03",
			},
		},
		"measures": {
			grid(func(p *study.Plan) {
				p.Measures = []string{"gini.augmented@2026-01", "sota_share@2031-01", "subsidy"}
				p.Series = []string{"subsidy"}
			}),
			[]string{"measures[0]: measure gini.augmented@2026-01", "measures[1]: measure sota_share@2031-01: got month", "measures[2]: measure subsidy: the scenario has no provider", "series[0]: measure subsidy"},
		},
		"base": {grid(func(p *study.Plan) { p.Base.Months, p.Base.Population.Scale = 0, 0 }), []string{"base: months: got 0", "population.scale: got 0"}},
		"too many": {
			grid(func(p *study.Plan) { p.AtMost = 17 }),
			[]string{"at_most: got 18 runs (6 cells of 3 replicates), want at most 17"},
		},
		"far too many": {
			grid(func(p *study.Plan) {
				p.Factors = nil
				for _, path := range []string{"a", "b", "c", "d", "e", "f", "g"} {
					p.Factors = append(p.Factors, study.Factor{Path: path, Range: &study.Range{To: 1, Levels: 1000}})
				}
			}),
			[]string{"at_most: got more than 10^18 runs"},
		},
		"what one problem must not hide": {
			grid(func(p *study.Plan) {
				p.AtMost = 7
				p.Factors = []study.Factor{
					{Path: "behaviour.captured_share", Range: &study.Range{From: 5, To: 1, Levels: 3}},
					{Path: "market.tiers[1].price", Values: []string{"100", "-5"}},
					{Path: "market.tiers[1].price.values[1]", Values: []string{"-7", "8"}},
				}
			}),
			[]string{
				"factors[0]: got 5 to 1, want a lower end", "factors[0].from: behaviour.captured_share: got 5 share, want 0 to 1", "factors[1].values[1]: market.tiers[1].price.values[0]: got -5",
				"factors[2]: got market.tiers[1].price.values[1], which is part of market.tiers[1].price", "factors[2].values[0]: market.tiers[1].price.values[1]: got -7",
			},
		},
		"a clash and too many": {
			grid(func(p *study.Plan) {
				p.AtMost = 7
				p.Factors = append(p.Factors, study.Factor{Path: "market.tiers[1].price", Values: []string{"100"}})
			}),
			[]string{"factors[2]: got market.tiers[1].price, which holds", "at_most: got 18 runs"},
		},
		"the same twice": {
			grid(func(p *study.Plan) {
				p.Factors = []study.Factor{
					{Path: "behaviour.captured_share", Values: []string{"0.1", "0.2", "1e-1"}},
					{Path: "months", Range: &study.Range{From: 5, To: 7, Whole: true, Levels: 4}},
					{Path: "market.tiers[1].commitment", Range: &study.Range{From: 1, To: 12, Whole: true, Scale: study.Log, Levels: 9}},
					{Scenarios: []study.Named{{Name: "a", Scenario: small()}}},
					{Name: "b", Scenarios: []study.Named{{Name: "b", Scenario: small()}}},
				}
			}),
			[]string{
				"factors[0].values[2]: got 1e-1 a second time", "factors[1].levels: got 4 levels of the whole numbers from 5 to 7", "factors[2].levels: got 9 levels of the whole numbers from 1 to 12",
				"factors[4]: got a second factor of whole scenarios",
			},
		},
		"a list of unequal lengths": {
			grid(func(p *study.Plan) { p.Design.Kind = study.List }),
			[]string{"factors[1]: got 2 values, want 3"},
		},
		"nothing to draw": {
			study.Plan{Base: small(), Measures: []string{"price"}, Design: study.Design{Kind: study.Halton}},
			[]string{"design: got halton without factors"},
		},
		"no points": {
			grid(func(p *study.Plan) { p.Design.Kind = study.LatinHypercube }), []string{"design.points: got 0"},
		},
		"Sobol of one value": {
			grid(func(p *study.Plan) {
				p.Design = study.Design{Kind: study.Sobol, Points: 1}
				p.Factors[0].Values = []string{"60"}
			}),
			[]string{"factors[0]: got one value, which has no effect that sobol could measure", "design.points: got 1, want at least 2"},
		},
		"points of a grid": {grid(func(p *study.Plan) { p.Design.Points = 9 }), []string{"design.points: got 9, but a grid"}},
		"a cell of values that are good alone": {
			grid(func(p *study.Plan) {
				p.Base.Market.Tiers[1].Price = market.Steps([]int{0, 2}, []float64{50, 100})
				p.Factors = []study.Factor{
					{Path: "market.tiers[1].price.months[1]", Values: []string{"2", "4"}},
					{Path: "market.tiers[1].price.months[0]", Values: []string{"0", "3"}},
				}
			}),
			[]string{"factors[0]: with market.tiers[1].price.months[1] = 2, market.tiers[1].price.months[0] = 3: market.tiers[1].price"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := study.New(c.plan)
			require.Error(t, err)
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
			for line := range strings.Lines(err.Error()) {
				require.Less(t, len(line), 400, "a problem is a line")
			}
			_, err = study.Run(t.Context(), c.plan, study.Options{OnRow: func(study.Row) error { panic("nothing is to run") }})
			require.Error(t, err)
		})
	}
}

// TestOneProblem: what is wrong with a measure is told once.
func TestOneProblem(t *testing.T) {
	_, err := study.New(study.Plan{Base: small(), Measures: []string{"foo", "price"}, Series: []string{"bar", "price@last"}})
	require.Len(t, strings.Split(err.Error(), "\n"), 3, err)
}

// TestNotOfThePlan: numbers that no run has and rows that are not the plan's are errors.
func TestNotOfThePlan(t *testing.T) {
	p := prices()
	s, err := study.New(p)
	require.NoError(t, err)
	for _, i := range []int{-1, s.Len(), math.MaxInt} {
		_, err := s.RunJob(t.Context(), i)
		require.ErrorContains(t, err, "want one from 0 to 17")
	}
	row, err := s.RunJob(t.Context(), 4)
	require.NoError(t, err)
	for want, change := range map[string]func(*study.Row){
		"got run -1":             func(r *study.Row) { r.Index = -1 },
		"got run 18":             func(r *study.Row) { r.Index = 18 },
		"got another cell":       func(r *study.Row) { r.Cell++ },
		"seed or levels than":    func(r *study.Row) { r.Seed++ },
		"than run 4 of the plan": func(r *study.Row) { r.Levels = []string{"1", "2"} },
		"got 1 values of run 4":  func(r *study.Row) { r.Values = r.Values[:1] },
	} {
		other := row
		change(&other)
		_, err := s.Run(t.Context(), study.Options{Done: []study.Row{row, other}, OnRow: func(study.Row) error { panic("nothing is to run") }})
		require.ErrorContains(t, err, "Done[1]: ")
		require.ErrorContains(t, err, want)
	}
	for _, kind := range []study.Kind{study.Morris, study.Sobol, study.Halton, study.LatinHypercube} {
		p.Design = study.Design{Kind: kind, Points: -3}
		require.Zero(t, p.Len(), kind)
	}
}

// TestPlanIsCopied: what somebody does to a plan later changes no study.
func TestPlanIsCopied(t *testing.T) {
	p := prices()
	s, err := study.New(p)
	require.NoError(t, err)
	want := s.Job(4)
	p.Factors[0].Values[0] = "1"
	p.Factors[1].Range.To = 9
	p.Base.Market.Tiers[1].Name = "other"
	require.Equal(t, want, s.Job(4))
	copied := s.Plan()
	require.Equal(t, "SOTA", copied.Base.Market.Tiers[1].Name)
	copied.Factors[0].Values[0] = "2"
	require.Equal(t, want, s.Job(4))
}

// TestColumns: columns are as they were asked for.
func TestColumns(t *testing.T) {
	s, err := study.New(prices())
	require.NoError(t, err)
	columns := s.Columns()
	require.Equal(t, measure.Ref{ID: "sota_share", Month: "last"}, columns[0].Ref)
	require.Equal(t, -1, columns[0].Series)
	require.Equal(t, 1, columns[len(columns)-1].Series)
}

// TestPublished: the published ranges are a study of the built-in scenarios, whatever their tiers.
func TestPublished(t *testing.T) {
	for _, name := range []string{"default", "today"} {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		s.Population.Source, s.Population.Strata = "", small().Population.Strata
		factors := study.Published(s)
		require.Equal(t, fmt.Sprintf("market.tiers[%d].quota", len(s.Market.Tiers)-1), factors[8].Path)
		made, err := study.New(study.Plan{Base: s, Factors: factors, Design: study.Design{Kind: study.Morris, Points: 10}, Measures: []string{"sota_share"}})
		require.NoError(t, err)
		require.Equal(t, 10*(len(factors)+1), made.Len())
	}
}

// TestTextOfPoints: of many points that fill the ranges it is printed how they are distributed, and not each of them.
func TestTextOfPoints(t *testing.T) {
	p := study.Plan{
		Base:     small(),
		Design:   study.Design{Kind: study.Halton, Points: 24},
		Factors:  []study.Factor{{Path: "behaviour.captured_share", Range: &study.Range{From: 0.05, To: 0.6}}},
		Measures: []string{"sota_share@last"},
	}
	p.Base.Months = 2
	r, err := study.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	least := 1.0
	for cell := range r.Cells() {
		least = min(least, r.Stat(cell, 0).Mean)
	}
	require.Regexp(t, `over cells +lowest +5% +median +95% +highest\n`+regexp.QuoteMeta("sota_share@last  "+r.Quantity(0).Of(least, study.Stat{})), text.String())
	require.Equal(t, 6, strings.Count(text.String(), "\n"), text.String())
	require.NotContains(t, text.String(), p.Factors[0].Path)

	p.Design.Points = 3
	r, err = study.Run(t.Context(), p, study.Options{})
	require.NoError(t, err)
	text.Reset()
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), p.Factors[0].Path)
}
