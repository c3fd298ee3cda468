package market

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
)

// TestKept: seats fall with the price by the elasticity, from the price on at which employers keep all.
func TestKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := EmployerSeats().WithElasticity(rapid.Float64Range(0, 5).Draw(t, "elasticity"), rapid.Float64Range(0.01, 1000).Draw(t, "amount"))
		price := rapid.Float64Range(0, 100_000).Draw(t, "price")
		kept := p.Kept(price)
		if price <= p.Amount || p.Elasticity == 0 {
			require.Equal(t, 1.0, kept)
		} else {
			require.InDelta(t, math.Pow(price/p.Amount, -p.Elasticity), kept, 1e-5)
		}
		require.LessOrEqual(t, p.Kept(price*1.5), kept)
		require.LessOrEqual(t, kept, 1.0)
	})
}

// TestSeatsEnd: the better paid keep their seats, and the others pay by themselves.
func TestSeatsEnd(t *testing.T) {
	spec := with(EmployerSeats("SOTA").WithElasticity(1, 10))
	menu := New(spec).Post(0)
	of := Facts{Tags: []string{EmployerPaid}, PriceLevel: 1}
	all := spec.Resolve(menu, 0, of)
	require.False(t, all.Seats, "no income is known")
	of.Income = func(share float64, month int) float64 { return 1000 * share }
	some := spec.Resolve(menu, 0, of)
	require.True(t, some.Seats)
	require.InDelta(t, 1000*(1-10/menu.SOTA().Price), some.Threshold, 1e-3)
	require.Equal(t, menu.SOTA().Price, some.Low.Menu.SOTA().Price)
	require.Zero(t, some.High.Menu.SOTA().Price)
	require.False(t, spec.Uniform(0))
}

func TestElasticityProblems(t *testing.T) {
	spec := Default()
	spec.Policies = []Policy{
		EmployerSeats().WithElasticity(1, 0), Voucher(0.1).WithElasticity(2, 100).During(0, 5),
		Voucher(0.5).ForIncomesBelow(100).During(3, 4), EmployerSeats().WithElasticity(1, 50).During(5, 9),
	}
	require.EqualError(t, param.Check(spec), `policies[0].amount: got 0 u/month beside elasticity 1, want the price up to which employers keep all seats
policies[1].elasticity: got 2, want 0 for a voucher policy
policies[1]: got seats that end with the price beside a means test, or others: policies[0], want them in other months: there is one threshold at a time
policies[2]: got seats that end with the price beside a means test, or others: policies[0], want them in other months: there is one threshold at a time
policies[2]: got seats that end with the price beside a means test, or others: policies[1], want them in other months: there is one threshold at a time
policies[3]: got seats that end with the price beside a means test, or others: policies[0], want them in other months: there is one threshold at a time`)
}
