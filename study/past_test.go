package study_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/study"
)

// branching is a plan whose cells share pasts of different lengths: of an early price, of a policy in the second year, and of the last price.
func branching() study.Plan {
	s := small()
	s.Months, s.Statistics.Every = 30, 3
	voucher := market.Voucher(0.5)
	voucher.From = 14
	s.Market.Policies = []market.Policy{voucher}
	s.Market.Tiers[0].Price = market.Steps([]int{0, 6, 24}, []float64{100, 150, 200})
	return study.Plan{
		Base: s,
		Factors: []study.Factor{
			{Path: "market.tiers[0].price.values[1]", Values: []string{"150", "180"}},
			{Path: "market.policies[0].share", Values: []string{"0.2", "0.9"}},
			{Path: "market.tiers[0].price.values[2]", Values: []string{"100", "200", "400"}},
			{Path: "behaviour.risk_aversion", Values: []string{"1", "3"}},
		},
		Replicates: 2,
		Measures:   []string{"sota_share@last", "gini.augmented@2026-03", "sota_share[decile=10]@2027-12", "left_share@sum"},
		Series:     []string{"sota_share"},
	}
}

// rowsOf returns what a plan finds.
func rowsOf(t *testing.T, p study.Plan, workers int) []study.Row {
	t.Helper()
	s, err := study.New(p)
	require.NoError(t, err)
	r, err := s.Run(t.Context(), study.Options{Workers: workers})
	require.NoError(t, err)
	return withoutTime(r.Rows())
}

// withoutTime returns rows without what no two runs have alike.
func withoutTime(rows []study.Row) []study.Row {
	for i := range rows {
		rows[i].Seconds = 0
	}
	return rows
}

// TestSharedPast: rows of cells that share their past are those of runs that are done alone, to the bit, also by several workers and where pasts begin
// from others; what they save is said.
func TestSharedPast(t *testing.T) {
	p := branching()
	s, err := study.New(p)
	require.NoError(t, err)
	cost, err := s.Estimate(2)
	require.NoError(t, err)
	// Of each of two rules 12 cells: 5 more of each early price that share 14 months, 3 of each policy that share 10 more; and all share 6.
	saved := 2 * (11*6 + 2*5*8 + 4*2*10)
	require.InDelta(t, float64(saved)/float64(24*30), cost.Shared, 1e-9)
	for _, workers := range []int{1, 3} {
		got := rowsOf(t, p, workers)
		require.Len(t, got, 48)
		for i := range got {
			if workers > 1 && i%5 > 0 {
				continue // the first time has seen it
			}
			want, err := s.RunJob(t.Context(), i)
			require.NoError(t, err)
			require.NoError(t, want.Err)
			require.Equal(t, withoutTime([]study.Row{want})[0], got[i], "run %d", i)
		}
	}
	p.Luck = study.Independent
	s, err = study.New(p)
	require.NoError(t, err)
	cost, err = s.Estimate(2)
	require.NoError(t, err)
	require.Zero(t, cost.Shared, "runs with other luck have no past in common")
}

// TestSharedPastFails: a run that fails in what it shares, or after it, has the error that it has alone.
func TestSharedPastFails(t *testing.T) {
	p := branching()
	p.Factors = []study.Factor{
		{Path: "behaviour.income_growth", Values: []string{"0", "0.5"}},
		{Path: "market.tiers[0].price.values[2]", Values: []string{"100", "200"}},
	}
	p.Base.Months = 230
	p.Measures, p.Series = []string{"sota_share@last"}, nil
	s, err := study.New(p)
	require.NoError(t, err)
	got := rowsOf(t, p, 2)
	failed := 0
	for i := range got {
		want, err := s.RunJob(t.Context(), i)
		require.NoError(t, err)
		if want.Err != nil {
			failed++
			require.EqualError(t, got[i].Err, want.Err.Error())
		} else {
			require.NoError(t, got[i].Err)
		}
	}
	require.Positive(t, failed)
}

// saved runs a scenario into a folder, with a snapshot after so many months.
func saved(t *testing.T, s cogap.Scenario, every int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "saved")
	_, err := cogap.Run(t.Context(), s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir, Every: every}})
	require.NoError(t, err)
	return dir
}

// TestFrom: a study of a saved present gives each cell the numbers of the run that had its scenario from the start, to the bit; one of another past is
// refused and what differs is said, and so is what one luck can't do.
func TestFrom(t *testing.T) {
	base := branching().Base
	base.Seed = 77
	dir := saved(t, base, 12)
	text := "from: " + dir + `
measures: [sota_share@last, gini.augmented@2026-03, left_share@sum]
series: [sota_share]
factors:
  market.tiers[0].price.values[2]: [100, 200, 400]
  market.policies[0].from: [14, 26]
`
	wrong, err := study.Read(strings.NewReader(text), "x", "")
	require.NoError(t, err)
	_, err = study.Run(t.Context(), wrong, study.Options{})
	require.ErrorContains(t, err, "from: with market.tiers[0].price.values[2] = ")
	require.ErrorContains(t, err, "market.policies[0].from = 26: "+dir+": its past differs: month 14, 2027-03: policies treat ")
	wrong.Factors, wrong.Base.Behaviour.RiskAversion = nil, 7
	_, err = study.Run(t.Context(), wrong, study.Options{})
	require.ErrorContains(t, err, "month 0, 2026-01: behaviour.risk_aversion differs")
	wrong.Replicates = 3
	_, err = study.New(wrong)
	require.ErrorContains(t, err, "from: got a saved run, which has its own luck")
	_, err = study.Read(strings.NewReader("from: nowhere\nmeasures: [price]\n"), "x", "")
	require.ErrorContains(t, err, "x:1:7: from: ")
	require.ErrorContains(t, err, "nowhere: no run is saved there: ")

	p, err := study.Read(strings.NewReader(strings.Replace(text, "[14, 26]", "[14]", 1)), "x", "")
	require.NoError(t, err)
	require.Equal(t, base.Seed, p.Base.Seed)
	out := filepath.Join(t.TempDir(), "out")
	s, err := study.New(p)
	require.NoError(t, err)
	r, err := s.RunIn(t.Context(), out, study.Options{Workers: 2})
	require.NoError(t, err)
	alone := p
	alone.From = ""
	require.Len(t, r.Rows(), 3)
	for _, row := range r.Rows() {
		require.NoError(t, row.Err)
		require.Equal(t, base.Seed, row.Seed)
		s, err := alone.Scenario(row.Job)
		require.NoError(t, err)
		want, err := cogap.Run(t.Context(), s, cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, want.Last().SOTAShare(), row.Values[0])
	}

	require.NoError(t, os.RemoveAll(dir))
	again, err := study.Load(out)
	require.NoError(t, err, "what was found needs the snapshot no more")
	require.Equal(t, withoutTime(r.Rows()), withoutTime(again.Rows()))
}

// TestDealt: runs of as many pasts as there are workers take turns, so that none waits for another's past; each is there once.
func TestDealt(t *testing.T) {
	s, err := study.New(branching())
	require.NoError(t, err)
	alone := s.Order(1)
	require.Len(t, alone, 48)
	two := s.Order(2)
	require.ElementsMatch(t, alone, two)
	require.Equal(t, alone[0], two[0])
	require.Equal(t, alone[12], two[1], "the first run of the second past of all")
	require.Equal(t, alone[1], two[2])
	require.ElementsMatch(t, alone, s.Order(100))
}

// TestHelp: of workers who would wait for a past, or find no run any more, none is idle.
func TestHelp(t *testing.T) {
	p := branching()
	p.Factors, p.Replicates = p.Factors[1:2], 1
	p.Factors[0].Values = []string{"0.1", "0.3", "0.5", "0.7", "0.9"}
	s, err := study.New(p)
	require.NoError(t, err)
	pasts, runs := s.Helpers(2)
	require.Equal(t, []int{2, 2, 2, 2, 2}, pasts, "the one past, which all share")
	require.Equal(t, []int{1, 1, 1, 1, 2}, runs)
	pasts, runs = s.Helpers(1)
	require.Equal(t, []int{1, 1, 1, 1, 1}, pasts)
	require.Equal(t, pasts, runs)

	p.Replicates = 3
	s, err = study.New(p)
	require.NoError(t, err)
	pasts, runs = s.Helpers(2)
	require.Equal(t, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2}, pasts, "two replicates at once, and then one")
	require.Equal(t, 2, runs[14])
	require.Equal(t, rowsOf(t, p, 1), rowsOf(t, p, 2))
}
