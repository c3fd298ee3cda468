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

// TestSeatPrice: the price of a tier that is not on sale, or that admits nobody while another does, ends no seat.
func TestSeatPrice(t *testing.T) {
	p := EmployerSeats("basic", "pro", "SOTA")
	menu := Menu{{Name: "free", Admission: 1}, {Name: "basic", Price: 20, Admission: 1}, {Name: "pro", Price: 200}, {Name: "SOTA", Price: Withdrawn, Admission: 1}}
	require.Equal(t, 20.0, p.seatPrice(menu))
	menu[1].Admission = 0
	require.Equal(t, 200.0, p.seatPrice(menu), "of those who have it")
	menu[3].Price = 500
	require.Equal(t, 500.0, p.seatPrice(menu))
	none := EmployerSeats("SOTA")
	require.Zero(t, none.seatPrice(menu[:3]))
}

// TestPoliciesBringNothingOnSale: who would pay nothing, or little, for a tier that is not on sale does not get it.
func TestPoliciesBringNothingOnSale(t *testing.T) {
	for _, p := range []Policy{Voucher(1), Voucher(0.5), Discount(1), PriceCap(20), EmployerSeats()} {
		p.Strata = nil
		spec := with(p)
		spec.Tiers[len(spec.Tiers)-1].Price = Steps([]int{0, 3}, []float64{Withdrawn, 100})
		seller := New(spec)
		for month, sold := range []bool{false, false, false, true} {
			terms := spec.Resolve(seller.Post(month), month, Facts{PriceLevel: 1})
			o := terms.High.Menu.SOTA()
			require.Equal(t, sold, o.Price < Withdrawn, "%s, month %d", p.Name, month)
			if !sold {
				require.Zero(t, terms.High.Public[len(spec.Tiers)-1]+terms.High.Employers[len(spec.Tiers)-1], "nobody pays for it")
				continue
			}
			require.Less(t, o.Price, 100.0, p.Name)
		}
	}
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
