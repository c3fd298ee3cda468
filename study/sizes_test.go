package study_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// costOf returns what a plan will take by two workers.
func costOf(t *testing.T, p study.Plan) study.Cost {
	t.Helper()
	s, err := study.New(p)
	require.NoError(t, err)
	c, err := s.Estimate(2)
	require.NoError(t, err)
	return c
}

// TestCostOfCells: what a study takes is what its largest run takes, whatever the base is.
func TestCostOfCells(t *testing.T) {
	few, err := scenario.Load("essay")
	require.NoError(t, err)
	few.Population.Scale = 100_000
	everybody := few
	everybody.Population.Scale = 1
	want, err := cogap.Estimate(everybody, cogap.Options{Workers: 2})
	require.NoError(t, err)
	measures := []string{"sota_share@last"}
	alone := costOf(t, study.Plan{Base: few, Measures: measures})
	require.Less(t, alone.Bytes, int64(1e9))
	require.False(t, alone.Differ)

	for name, f := range map[string]study.Factor{
		"scale":            {Path: "population.scale", Values: []string{"100000", "1"}},
		"the other order":  {Path: "population.scale", Values: []string{"1", "100000"}},
		"population":       {Path: "population", Values: []string{"{scale: 100000}", "{scale: 1}"}},
		"scenarios":        {Scenarios: []study.Named{{Name: "few", Scenario: few}, {Name: "all", Scenario: everybody}}},
		"a range of scale": {Path: "population.scale", Range: &study.Range{From: 1, To: 100_000, Levels: 200, Whole: true}},
	} {
		c := costOf(t, study.Plan{Base: few, Factors: []study.Factor{f}, Measures: measures})
		require.Equal(t, want.Agents, c.Agents, name)
		require.Equal(t, 1, c.AtOnce, name)
		require.Greater(t, c.Bytes, int64(4.5e9), name)
		require.Greater(t, c.Time, 5*alone.Time, name)
		require.True(t, c.Differ, name)
	}

	c := costOf(t, study.Plan{Base: few, Factors: []study.Factor{{Path: "months", Values: []string{"2", "48", "3"}}}, Measures: measures})
	require.Equal(t, 48, c.Months)
	require.Equal(t, alone.Agents, c.Agents)
}

// TestCostOfManySizes: the largest of more runs than are looked at is found, in a grid, in a list, in a design that is drawn and where runs may be anywhere.
func TestCostOfManySizes(t *testing.T) {
	base := small()
	base.Statistics.Collect, base.Population.Strata = nil, base.Population.Strata[:2]
	var scales []string
	for i := range 70 {
		scales = append(scales, fmt.Sprint(10_000+(i*37%70)*1000))
	}
	largest := base
	largest.Months = 9
	want, err := cogap.Estimate(largest, cogap.Options{})
	require.NoError(t, err)
	months := make([]string, 70)
	for i := range months {
		months[i] = fmt.Sprint(2 + (i+1)%8)
	}
	for name, p := range map[string]study.Plan{
		"grid": {Factors: []study.Factor{{Path: "population.scale", Values: scales}, {Path: "months", Values: []string{"2", "9"}}}},
		"list": {
			Factors: []study.Factor{{Path: "population.scale", Values: scales}, {Path: "months", Values: months}},
			Design:  study.Design{Kind: study.List},
		},
		"ranges": {
			Factors: []study.Factor{
				{Path: "population.scale", Range: &study.Range{From: 10_000, To: 200_000, Whole: true, Scale: study.Log}},
				{Path: "months", Range: &study.Range{From: 2, To: 9, Whole: true}},
			},
			Design: study.Design{Kind: study.Halton, Points: 500},
		},
	} {
		p.Base, p.Measures = base, []string{"sota_share@first"}
		c := costOf(t, p)
		require.Equal(t, []int{want.Agents, 9}, []int{c.Agents, c.Months}, name)
		p.Design.Points = min(p.Design.Points, 1)
		s, err := study.New(p)
		require.NoError(t, err)
		c, err = s.EstimateAlone(2)
		require.NoError(t, err)
		require.Equal(t, []int{want.Agents, 9}, []int{c.Agents, c.Months}, name)
	}
}

// TestBiasOfCells: what few agents take off is that of the runs, not of a base that no run has.
func TestBiasOfCells(t *testing.T) {
	essay, err := scenario.Load("essay")
	require.NoError(t, err)
	few := essay
	few.Population.Scale = 100_000
	in := func(list ...cogap.Scenario) float64 {
		f := study.Factor{}
		for i, s := range list {
			f.Scenarios = append(f.Scenarios, study.Named{Name: fmt.Sprint(i), Scenario: s})
		}
		return costOf(t, study.Plan{Base: few, Factors: []study.Factor{f}, Measures: []string{"sota_share@last"}}).ScaleBias
	}
	require.Less(t, in(essay, essay), 0.02)
	require.Greater(t, in(essay, few), 0.5)
}

// TestCostOfWrongCell: a cell that can't be made is told with its values, and is a failed run if the study runs.
func TestCostOfWrongCell(t *testing.T) {
	without, with := small(), small()
	with.Market.Policies = []market.Policy{market.Voucher(0.5)}
	scenarios := study.Factor{}
	for i := range 40 {
		scenarios.Scenarios = append(scenarios.Scenarios, study.Named{Name: fmt.Sprint(i), Scenario: with})
	}
	p := study.Plan{
		Base:     with,
		Factors:  []study.Factor{scenarios, {Path: "market.policies[0].share", Values: []string{"0.1"}}},
		Measures: []string{"sota_share@first"},
	}
	last := p.Job(39).Cell // New looks at the first ones
	p.Factors[0].Scenarios[last].Scenario = without
	s, err := study.New(p)
	require.NoError(t, err, "the cells that are tried are right")
	_, err = s.Estimate(2)
	wrong, ok := errors.AsType[*cogap.ParameterError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, "design", wrong.Path)
	require.ErrorContains(t, err, fmt.Sprintf("with scenario = %d, market.policies[0].share = 0.1: market.policies[0]", last))
	r, err := s.Run(t.Context(), study.Options{})
	require.NoError(t, err)
	require.Equal(t, 1, r.Failed())
}

// TestNoSuchJob: a number that no run has panics, as an index does.
func TestNoSuchJob(t *testing.T) {
	p := prices()
	for _, i := range []int{-1, p.Len(), 1 << 60} {
		require.PanicsWithValue(t, fmt.Sprintf("study: run %d is out of range: the plan has 18", i), func() { p.Job(i) })
	}
	require.Equal(t, 17, p.Job(17).Index)
	_, err := study.New(study.Plan{Base: small(), Measures: []string{"price"}, Until: &study.Until{Measure: "price", HalfWidth: 1, AtMost: -1}})
	require.ErrorContains(t, err, "until.at_most")
}

// furthest is the model's rule, which notes the last month that anybody was taken through.
type furthest struct {
	agent.Rule
	month *atomic.Int64
}

func (f furthest) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	f.month.Store(max(f.month.Load(), int64(m.Number))) // one worker
	f.Rule.Step(b, m, dst)
}

// TestSmallRunIsTimed: what a small run takes is that of one which was done, of a large one that of some people in some months; a rule that fails is an error.
func TestSmallRunIsTimed(t *testing.T) {
	var month atomic.Int64
	last := func(change func(*cogap.Scenario)) int64 {
		month.Store(0)
		base := small()
		base.Rule, base.Months = furthest{agent.Standard{}, &month}, 12
		change(&base)
		require.Positive(t, costOf(t, study.Plan{Base: base, Measures: []string{"sota_share@last"}}).Time)
		return month.Load()
	}
	require.EqualValues(t, 11, last(func(*cogap.Scenario) {}))
	require.Less(t, last(func(s *cogap.Scenario) { s.Population.Scale = 1 }), int64(11), "5 million agents")

	fails := small()
	fails.Rule, fails.Behaviour.CapturedShare = fickle{}, 0.2
	s, err := study.New(study.Plan{Base: fails, Measures: []string{"sota_share@last"}})
	require.NoError(t, err)
	_, err = s.Estimate(1)
	require.ErrorContains(t, err, "fickle")
}

// counting is the model's rule, which counts the models that are made of it.
type counting struct {
	agent.Rule
	models *int
}

func (c counting) Columns() []string { *c.models++; return nil }

// TestManyValuesAreRefused: a plan of too many runs is refused after a look at a few of its values.
func TestManyValuesAreRefused(t *testing.T) {
	tried := 0
	base := small()
	base.Rule = counting{agent.Standard{}, &tried}
	values := make([]string, 300_000)
	for i := range values {
		values[i] = strconv.FormatFloat(float64(i)/1e6, 'g', -1, 64)
	}
	for _, kind := range []study.Kind{study.Grid, study.List} {
		_, err := study.New(study.Plan{
			Base:     base,
			Factors:  []study.Factor{{Path: "behaviour.captured_share", Values: values}},
			Design:   study.Design{Kind: kind},
			Measures: []string{"price"},
		})
		require.EqualError(t, err, "at_most: got 300000 runs (300000 cells of 1 replicate), want at most 100000")
	}
	require.Less(t, tried, 1000)

	text := "base: essay\nat_most: 10\nmeasures: [price]\nfactors:\n  behaviour.captured_share: [" + strings.Repeat("0.1, ", 200_000) + "0.2, x]\n"
	_, err := study.Read(strings.NewReader(text), "x", "")
	require.ErrorContains(t, err, "x:2:10: at_most: got 200002 runs")
	require.ErrorContains(t, err, "values[3]: got 0.1 a second time")
	require.NotContains(t, err.Error(), "values[4]", "of many a few")
}
