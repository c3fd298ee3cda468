package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/market"
)

// TestAgrees: another offer is another past, whatever differs of it, and so are other policies or another gain in the last stratum alone.
func TestAgrees(t *testing.T) {
	s := spec()
	m := model(t, s)
	past := new(engine.History)
	past.Add(look(m, 1)[0])
	require.NoError(t, past.Agrees(look(model(t, s), 1)[0]))
	for want, change := range map[string]func(o *market.Offer){
		"was called":        func(o *market.Offer) { o.Name = "other" },
		"the price of tier": func(o *market.Offer) { o.Price++ },
		"the quality of":    func(o *market.Offer) { o.Quality /= 2 },
		"the quota of":      func(o *market.Offer) { o.Quota /= 2 },
		"the admission of":  func(o *market.Offer) { o.Admission /= 2 },
	} {
		menu, last := market.New(s.Market).Post(0), m.Nothing()
		change(&menu[len(menu)-1])
		require.ErrorContains(t, past.Agrees(m.Show(0, menu, &last)), want)
	}
	end := &s.Population.Strata[len(s.Population.Strata)-1]
	for want, change := range map[string]func(){
		"policies treat " + end.Name:      func() { s.Market.Policies = append(s.Market.Policies, market.Discount(0.1, end.Name)) },
		"the models' gain in " + end.Name: func() { end.Full, end.Direct = s.Population.Strata[0].Full, s.Population.Strata[0].Direct },
	} {
		kept, was := s.Market.Policies, *end
		change()
		require.ErrorContains(t, past.Agrees(look(model(t, s), 1)[0]), want)
		s.Market.Policies, *end = kept, was
	}
}
