package market

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// phasesOf runs a market with the given numbers of users, of 1000 people, and returns phase and price of each month.
func phasesOf(spec Spec, users ...int64) (phases []Phase, prices []float64) {
	seller := New(spec)
	for month, n := range users {
		menu := seller.Post(month)
		phases = append(phases, seller.Phase(month))
		prices = append(prices, menu.SOTA().Price)
		seller.Adapt(Demand{Month: month, People: 1000, Users: []int64{1000 - n, n}, Wanted: []int64{1000 - n, n}})
	}
	return phases, prices
}

func ladder() Spec {
	spec := Default()
	spec.Tiers[0].Price = Steps([]int{0, 2, 4}, []float64{100, 200, 400})
	spec.Phases = Phases{Transition: 2, Plateau: 4}
	return spec
}

func TestPhasesByDate(t *testing.T) {
	phases, prices := phasesOf(ladder(), 0, 0, 0, 0, 0, 0)
	require.Equal(t, []Phase{Promotion, Promotion, Transition, Transition, Plateau, Plateau}, phases)
	require.Equal(t, []float64{100, 100, 200, 200, 400, 400}, prices)

	spec := ladder()
	spec.Phases.Transition = 4
	phases, _ = phasesOf(spec, 0, 0, 0, 0, 0)
	require.Equal(t, []Phase{Promotion, Promotion, Promotion, Promotion, Plateau}, phases, "no transition at all")
}

func TestPhasesBySlowingAdoption(t *testing.T) {
	spec := ladder()
	spec.Ending = Ending{By: EndBySlowing, Growth: 0.1, Patience: 2, Notice: 0}
	// growth: none to 100, then 50%, 11%, 5% (slow), 11%, 5%, 0% (slow twice)
	phases, prices := phasesOf(spec, 0, 100, 150, 167, 175, 195, 204, 204, 204, 204, 204)
	require.Equal(t, []Phase{0, 0, 0, 0, 0, 0, 0, 0, Transition, Transition, Plateau}, phases)
	require.Equal(t, []float64{100, 100, 100, 100, 100, 100, 100, 100, 200, 200, 400}, prices, "the price series waits for the phases")

	spec.Phases = Phases{Transition: 10, Plateau: 11}
	phases, _ = phasesOf(spec, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
	require.Equal(t, Promotion, phases[9], "not before the earliest month")
	require.Equal(t, []Phase{Transition, Plateau}, phases[10:])

	spec.Ending.Growth = 1
	phases, _ = phasesOf(spec, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 0, 0)
	require.Equal(t, Promotion, phases[11], "no end while it grows, though no more than it must")
	require.Equal(t, Transition, phases[12], "patience is over")
}

func TestPhasesByRunway(t *testing.T) {
	spec := ladder().SoldBy(DefaultProvider("lab"))
	spec.Ending = Ending{By: EndByRunway, Growth: 0, Patience: 1, Notice: 3}
	p := &spec.Providers[0]
	p.Cost = Cost{Unit: 200, Learning: 0, Experience: 1}
	p.Runway = 80 // 80,000u; 100 users burn 100*(200-100) = 10,000u a month
	phases, _ := phasesOf(spec, 100, 100, 100, 100, 100, 100, 100, 100)
	// after months 0..4 30,000u are left, three months' burn
	require.Equal(t, []Phase{0, 0, 0, 0, 0, Transition, Transition, Plateau}, phases)

	p.Runway = 1e6
	phases, _ = phasesOf(spec, 100, 100, 100, 100, 100, 100, 100, 100)
	require.Equal(t, Promotion, phases[7])

	p.Cost.Unit = 50 // it earns: no notice is ever given
	p.Runway = 1
	phases, _ = phasesOf(spec, 100, 100, 100, 100, 100, 100, 100, 100)
	require.Equal(t, Promotion, phases[7])
}
