package study

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// TestPastsAgree: what is said to be shared is: no run of a cell that begins from its past has another, so that none is done twice.
func TestPastsAgree(t *testing.T) {
	base := cogap.Plain()
	base.Months, base.Statistics.Every = 20, 4
	base.Population.Source, base.Population.Scale, base.Population.Strata = "", 10_000, population.USWorkforce2021()[:20]
	base.Market = base.Market.SoldBy(market.DefaultProvider("lab"))
	early, late := market.Voucher(0.5), market.CashTransfer(50)
	early.From, late.From = 9, 15
	base.Market.Policies = []market.Policy{early, late}
	s, err := New(Plan{
		Base: base,
		Factors: []Factor{
			{Path: "market.policies[0].from", Values: []string{"9", "12", "19", "1000"}},
			{Path: "market.policies[1].amount", Values: []string{"50", "80"}},
			{Path: "market.phases.plateau", Values: []string{"14", "18"}},
			{Path: "months", Values: []string{"16", "20"}},
		},
		Measures: []string{"sota_share@mean"},
	})
	require.NoError(t, err)
	u := s.runner(newResult(s), Options{Workers: 1})
	shared := 0
	var first *present
	made := map[*present]bool{}
	for i := range s.Len() {
		j := s.Job(i)
		m, readers, err := s.model(j)
		require.NoError(t, err)
		of := s.pasts().of[j.Cell]
		from, err := u.present(t.Context(), of, m, 1)
		require.NoError(t, err)
		if from == nil {
			continue
		}
		shared++
		made[from] = true
		require.Equal(t, of.months, from.present().Months())
		require.NoError(t, fill(t.Context(), new(Row), m, readers, from.present(), 1), "%v", j.Levels)
		if first == nil {
			first = from // which somebody goes on using
			continue
		}
		s.presents.giveBack(from)
	}
	require.Equal(t, s.Len(), shared)

	require.Greater(t, len(made), u.keep(), "some are kept no more")
	s.presents.forget()
	for x := range made {
		if x != first {
			require.Zero(t, x.present().Months(), "what nobody uses is over")
		}
	}
	require.Equal(t, first.past.months, first.present().Months())
	for x := first.before; x != nil; x = x.before {
		require.Equal(t, x.past.months, x.present().Months(), "one that another was made from is used")
	}
	s.presents.giveBack(first)
	for x := first; x != nil; x = x.before {
		require.Zero(t, x.present().Months())
	}
}
