package population_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
)

// incomeOf returns the income of half of the people of a stratum whose published median is so much [u/month].
func incomeOf(spec population.Spec, median float64) float64 {
	strata := []population.Stratum{{Name: "A", People: 1, Income: []population.Quantile{{P: 0.5, Value: median}, {P: 0.9, Value: 3 * median}}}}
	return spec.IncomeQuantile(strata, 0.5)
}

// TestDisposable: incomes rise first, and then taxes are taken, at the published rate of the middle of each group.
func TestDisposable(t *testing.T) {
	spec := population.Default()
	require.InDelta(t, 5000, incomeOf(spec, 5000), 0.01)
	spec.IncomeRise = 0.2
	require.InDelta(t, 6000, incomeOf(spec, 5000), 0.01)

	spec.IncomeRise, spec.Taxes = 0, "us-federal-2019"
	for yearly, rate := range map[float64]float64{
		5000: -0.020, 12650: -0.020, 35815: 0.025, 67999: 0.075, 122148: 0.110, 197984: 0.136, 285084: 0.1565, 526975: 0.1785, 1637400: 0.244, 5e6: 0.244,
	} {
		require.InEpsilon(t, yearly/12*(1-rate), incomeOf(spec, yearly/12), 1e-5, yearly)
	}
	spec.IncomeRise = 122148./67999 - 1
	require.InEpsilon(t, 122148./12*(1-0.110), incomeOf(spec, 67999./12), 1e-5)

	spec.Taxes = "us-federal"
	require.ErrorContains(t, param.Check(&spec), `taxes: got "us-federal", want one of us-federal-2019`)
}

// TestTaxesKeepTheOrder: who earns more has more after taxes, and an effective rate between those of the schedule.
func TestTaxesKeepTheOrder(t *testing.T) {
	spec := population.Default()
	spec.Taxes = "us-federal-2019"
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.Float64Range(100, 1e6).Draw(t, "income")
		more := y * rapid.Float64Range(1.001, 3).Draw(t, "times")
		net := incomeOf(spec, y)
		require.Less(t, net, incomeOf(spec, more))
		require.GreaterOrEqual(t, net, 0.7559*y)
		require.LessOrEqual(t, net, 1.0201*y)
	})
}

// TestDisposablePeople: the people that are made are those of the definition, with taxes too.
func TestDisposablePeople(t *testing.T) {
	spec := population.Default()
	spec.Scale, spec.IncomeRise, spec.Taxes = 2000, 0.183, "us-federal-2019"
	us := population.USWorkforce2021()[:3]
	maker := population.NewSynthesizer(spec, us, 1, make([]float64, len(us)))
	layout := population.NewLayout(us, spec.Scale)
	buffer := population.NewChunk(population.ChunkLen, 0)
	for i := range layout.Chunks() {
		c := layout.Chunk(i, &buffer)
		maker.Fill(&c)
		for j, y := range c.Income {
			require.InEpsilon(t, maker.Person(c.Stratum, c.First+j).Income, y, 1e-4)
		}
	}
}
