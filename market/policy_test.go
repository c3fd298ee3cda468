package market

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
)

func with(policies ...Policy) Spec {
	spec := Default()
	spec.Tiers = append([]Tier{Basic()}, spec.Tiers...)
	spec.Policies = policies
	return spec
}

var anywhere = Facts{Name: "nurses", Tags: []string{"health", "north"}, PriceLevel: 0.4}

func prices(t *Terms) (list []float64) {
	for _, o := range t.Menu {
		list = append(list, o.Price)
	}
	return list
}

func TestNoPolicyChangesNothing(t *testing.T) {
	spec := with()
	menu := New(spec).Post(0)
	m := spec.Resolve(menu, 0, anywhere)
	require.True(t, m.Plain)
	require.Equal(t, menu, m.High.Menu)
	require.Equal(t, m.High, m.Low)
	require.Zero(t, m.Threshold)

	spec.Policies = []Policy{Voucher(0.5).During(5, 10), PriceCap(1e6)}
	for month, plain := range map[int]bool{4: true, 5: false, 9: false, 10: true} {
		m := spec.Resolve(menu, month, anywhere)
		require.Equal(t, plain, m.Plain, "the last month is the one before until")
	}
}

func TestVoucher(t *testing.T) {
	spec := with(Voucher(0.25))
	m := spec.Resolve(New(spec).Post(0), 0, anywhere)
	require.Equal(t, []float64{15, 75}, prices(&m.High))
	require.Equal(t, []float64{5, 25}, m.High.Public)
	require.Equal(t, m.High, m.Low)

	spec = with(Voucher(0.5).ForIncomesBelow(2000))
	m = spec.Resolve(New(spec).Post(0), 0, anywhere)
	require.Equal(t, 2000.0, m.Threshold)
	require.Equal(t, []float64{20, 100}, prices(&m.High))
	require.Equal(t, []float64{0, 0}, m.High.Public)
	require.Equal(t, []float64{10, 50}, prices(&m.Low))
	require.Equal(t, []float64{10, 50}, m.Low.Public)

	spec.Policies[0].Tiers = []string{"basic"}
	m = spec.Resolve(New(spec).Post(0), 0, anywhere)
	require.Equal(t, []float64{10, 100}, prices(&m.Low))

	spec.Policies[0] = spec.Policies[0].During(6, 12)
	require.Equal(t, 20.0, New(spec).Post(0)[0].Price, "a voucher for a tier does not make it a public one")
}

func TestDiscountIsForSomeAndCostsThePublicNothing(t *testing.T) {
	spec := with(Discount(0.4, "students", "north"))
	menu := New(spec).Post(0)
	m := spec.Resolve(menu, 0, anywhere)
	require.Equal(t, []float64{12, 60}, prices(&m.High), "by tag")
	require.Equal(t, []float64{0, 0}, m.High.Public)
	m = spec.Resolve(menu, 0, Facts{Name: "students"})
	require.Equal(t, []float64{12, 60}, prices(&m.High), "by name")
	m = spec.Resolve(menu, 0, Facts{Name: "bankers"})
	require.True(t, m.Plain)
}

func TestIncomeBasedPrice(t *testing.T) {
	spec := with(Discount(0.4).ForIncomesBelow(1000))
	require.NoError(t, param.Check(spec))
	m := spec.Resolve(New(spec).Post(0), 0, anywhere)
	require.Equal(t, []float64{12, 60}, prices(&m.Low))
	require.Equal(t, []float64{20, 100}, prices(&m.High))
	require.Equal(t, []float64{0, 0}, m.Low.Public)
}

func TestRegionalPrice(t *testing.T) {
	spec := with(RegionalPrice())
	menu := New(spec).Post(0)
	m := spec.Resolve(menu, 0, anywhere)
	require.InDeltaSlice(t, []float64{8, 40}, prices(&m.High), 1e-12)
	spec.Policies[0].Share = 0.5
	m = spec.Resolve(menu, 0, anywhere)
	require.InDeltaSlice(t, []float64{14, 70}, prices(&m.High), 1e-12, "half-way")
	require.Equal(t, 100.0, menu.SOTA().Price, "the posted menu stays as it is")
}

func TestPoliciesCompound(t *testing.T) {
	transfer := CashTransfer(30).ForIncomesBelow(1500)
	spec := with(Voucher(0.5).ForIncomesBelow(1500), Discount(0.2), RegionalPrice(), transfer, CashTransfer(5))
	require.NoError(t, param.Check(spec))
	m := spec.Resolve(New(spec).Post(0), 0, anywhere)
	require.InDeltaSlice(t, []float64{20 * 0.4 * 0.8, 100 * 0.4 * 0.8}, prices(&m.High), 1e-12)
	require.InDeltaSlice(t, []float64{20 * 0.4 * 0.8 * 0.5, 100 * 0.4 * 0.8 * 0.5}, prices(&m.Low), 1e-12)
	require.InDelta(t, 16, m.Low.Public[1], 1e-12, "the public pays on what the provider still asks")
	require.Equal(t, 35.0, m.Low.Transfer)
	require.Equal(t, 5.0, m.High.Transfer)
}

func TestPriceCap(t *testing.T) {
	spec := with(PriceCap(150).During(12, 36))
	seller := New(spec)
	for month, want := range map[int]float64{0: 100, 12: 150, 24: 150, 36: 400} {
		require.Equal(t, want, seller.Post(month).SOTA().Price)
		require.Equal(t, 20.0, seller.Post(month)[0].Price)
	}
	spec.Policies[0].Tiers = []string{"basic"}
	require.Equal(t, 200.0, New(spec).Post(12).SOTA().Price)
}

func TestCapBindsWhoMaximisesProfit(t *testing.T) {
	spec := lab(100, func(p *Provider) { p.Pricing = Pricing{Rule: RuleProfit, From: Promotion, Step: 10} })
	spec.Policies = []Policy{PriceCap(150)}
	menus, _ := newCrowd(1000, 400).run(spec, 3)
	require.Equal(t, 150.0, menus[2].SOTA().Price)
	spec.Policies[0].Amount = 30
	menus, _ = newCrowd(1000, 400).run(spec, 3)
	require.Equal(t, 30.0, menus[2].SOTA().Price, "even below cost")
}

func TestPublicTier(t *testing.T) {
	spec := Default()
	public := Basic()
	public.Name, public.Provider, public.Price = "public", "state", Constant(5)
	spec.Tiers = append([]Tier{public}, spec.Tiers...)
	spec.Providers = []Provider{DefaultProvider("state")}
	spec.Policies = []Policy{PublicTier("public").During(6, 12)}
	require.NoError(t, param.Check(spec))
	menus, reports := newCrowd(1000, 150).run(spec, 14)
	for month, menu := range menus {
		users := reports[month].Providers[0].Users
		if 6 <= month && month < 12 {
			require.Equal(t, 5.0, menu[0].Price)
			require.Positive(t, users)
			l := reports[month].Providers[0]
			require.InDelta(t, l.Variable-l.Revenue, reports[month].Public, 1e-9, "its loss is the public's")
		} else {
			require.Equal(t, Withdrawn, menu[0].Price)
			require.Zero(t, menu[0].Admission)
			require.Zero(t, users)
			require.Zero(t, reports[month].Public)
		}
	}
}

func TestOpenWeightsPolicy(t *testing.T) {
	spec := Default()
	spec.Tiers = append([]Tier{OpenWeight(24, Constant(2))}, spec.Tiers...)
	spec.Policies = []Policy{OpenWeights("open-weight", 6).During(12, 24)}
	seller := New(spec)
	require.Equal(t, spec.Frontier.Lagged(11, 24), seller.Post(11)[0].Quality)
	require.Equal(t, spec.Frontier.Lagged(12, 6), seller.Post(12)[0].Quality)
	require.Equal(t, spec.Frontier.Lagged(24, 24), seller.Post(24)[0].Quality)
	require.Greater(t, seller.Post(12)[0].Quality, seller.Post(11)[0].Quality)
	require.Equal(t, 1.0, seller.Post(12).SOTA().Quality)
	require.InDelta(t, 0.01, spec.Tiers[0].Load, 1e-6, "two years: a hundredth of the cost")
	spec.Tiers[0].Lag = 3
	require.Equal(t, spec.Frontier.Lagged(12, 3), New(spec).Post(12)[0].Quality, "who publishes sooner than it must still does")
}

func TestBill(t *testing.T) {
	spec := with(Voucher(0.5).ForIncomesBelow(2000), CashTransfer(10).ForIncomesBelow(2000))
	seller := New(spec)
	menu := seller.Post(0)
	m := spec.Resolve(menu, 0, anywhere)
	bill := NewBill(len(menu))
	bill.Add(&m.Low, []int64{50, 20, 10})
	bill.Add(&m.High, []int64{100, 30, 40})
	require.Equal(t, Bill{Paid: []float64{0, 20*10 + 30*20, 10*50 + 40*100}, Public: []float64{0, 20 * 10, 10 * 50}, Employers: make([]float64, 3), Transfers: 800}, bill)

	users := []int64{150, 50, 50}
	r := seller.Adapt(Demand{People: 250, Users: users, Wanted: users, Bill: &bill})
	require.Equal(t, []float64{0, 50 * 20, 50 * 100}, r.Revenue, "with a voucher the provider gets the posted price")
	require.Equal(t, 700+800.0, r.Public)
}

// TestEmployerSeats: who has a seat pays nothing for its tier, its employer pays what the provider gets, and the public pays nothing.
func TestEmployerSeats(t *testing.T) {
	spec := with(Discount(0.1), EmployerSeats("SOTA"))
	seller := New(spec)
	menu := seller.Post(0)
	alone := spec.Resolve(menu, 0, Facts{Name: "clerks", PriceLevel: 1})
	require.Equal(t, 0.9*menu.SOTA().Price, alone.High.Menu.SOTA().Price)
	seated := spec.Resolve(menu, 0, Facts{Name: "clerks", Tags: []string{EmployerPaid}, PriceLevel: 1})
	require.Zero(t, seated.High.Menu.SOTA().Price)
	require.Equal(t, 0.9*menu[0].Price, seated.High.Menu[0].Price, "of another tier nothing is paid")
	require.Equal(t, []float64{0, 0.9 * menu.SOTA().Price}, seated.High.Employers)
	require.Equal(t, []float64{0, 0}, seated.High.Public)

	bill := NewBill(len(menu))
	bill.Add(&alone.High, []int64{50, 0, 10})
	bill.Add(&seated.High, []int64{0, 0, 7})
	users := []int64{50, 0, 17}
	r := seller.Adapt(Demand{People: 67, Users: users, Wanted: users, Bill: &bill})
	require.InDelta(t, 17*0.9*menu.SOTA().Price, r.Revenue[2], 1e-9)
	require.InDelta(t, 7*0.9*menu.SOTA().Price, r.Employers, 1e-9)
	require.Zero(t, r.Public)
}

func TestPolicyNeverRaisesWhatPeoplePay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		below := rapid.Float64Range(0, 5000).Draw(t, "below")
		spec := with(Voucher(share).ForIncomesBelow(below), Discount(share/2, "north"), PriceCap(rapid.Float64Range(0, 500).Draw(t, "cap")))
		month := rapid.IntRange(0, 40).Draw(t, "month")
		menu := New(spec).Post(month)
		free := New(with()).Post(month)
		m := spec.Resolve(menu, month, anywhere)
		for i := range menu {
			low, high := m.Low.Menu[i].Price, m.High.Menu[i].Price
			require.LessOrEqual(t, menu[i].Price, free[i].Price)
			require.LessOrEqual(t, high, menu[i].Price)
			require.LessOrEqual(t, low, high)
			if below > 0 {
				require.InDelta(t, high, low+m.Low.Public[i], 1e-9, "the provider gets the same for both")
			}
		}
	})
}

func TestPolicyProblems(t *testing.T) {
	spec := with(
		Policy{Name: "x", Kind: "vouchers", Until: 1},
		Voucher(1.5).During(12, 12),
		Policy{Name: "p", Kind: PolicyPublic, Until: 5},
		OpenWeights("open", 6),
		PriceCap(100).ForIncomesBelow(10).During(90, 91),
		Policy{Name: "c", Kind: PolicyCap, Until: 5, Strata: []string{"a"}},
		Voucher(0.5).ForIncomesBelow(1000).During(0, 10),
		CashTransfer(5).ForIncomesBelow(2000).During(9, 20),
		CashTransfer(5).ForIncomesBelow(2000).During(10, 20),
		CashTransfer(5).ForPoorest(0.3).During(9, 20),
		Policy{Name: "b", Kind: PolicyVoucher, From: 50, Until: 60, Below: 5},
		Policy{Name: "q", Kind: PolicyVoucher, From: 50, Until: 60, BelowQuantile: 0.1},
		Voucher(0.5).ForIncomesBelow(10).ForPoorest(1).During(60, 61),
	)
	require.EqualError(t, param.Check(spec), `policies[0].kind: got "vouchers", want one of voucher, discount, regional, cap, public, open-weights, transfer, employer; did you mean voucher?
policies[1].share: got 1.5 share, want 0 to 1
policies[1].until: got month 12, want later than from, 12
policies[2].tiers: got none, want the tier that the public policy is about
policies[4].means_tested: got true, want false for a cap policy
policies[5].strata: got 1, want none: a cap policy holds for everybody
policies[10].below: got 5 u/month, want 0, or means_tested: true
policies[11].below_quantile: got 0.1, want 0, or means_tested: true
policies[12].below_quantile: got 1 share, want >= 0 and < 1
policies[12].below_quantile: got 1 beside below, 10 u/month, want one or the other
policies[3].tiers[0]: got "open", want one of basic, SOTA
policies[7].below: got 2000 u/month, want the 1000 u/month of policies[6]: there is one threshold at a time
policies[9].below: got poorest 0.3, want the 1000 u/month of policies[6]: there is one threshold at a time
policies[9].below: got poorest 0.3, want the 2000 u/month of policies[7]: there is one threshold at a time
policies[9].below: got poorest 0.3, want the 2000 u/month of policies[8]: there is one threshold at a time`)
	require.Empty(t, param.Undeclared(spec))
}

func TestStrataProblems(t *testing.T) {
	spec := with(Discount(0.5, "Clerks", "11-1011"), Discount(0.5, "Clercs", "office", "", "xyz"))
	var got []string
	spec.StrataProblems([]string{"Clerks", "11-1011", "office", ""}, func(path, format string, args ...any) {
		got = append(got, path+": "+fmt.Sprintf(strings.ReplaceAll(format, "%w", "%v"), args...))
	})
	require.Equal(t, []string{
		`policies[1].strata[0]: got "Clercs", want one of Clerks, 11-1011, office, ; did you mean Clerks?`,
		`policies[1].strata[2]: got "", want one of Clerks, 11-1011, office, `,
		`policies[1].strata[3]: got "xyz", want one of Clerks, 11-1011, office, `,
	}, got)
}

func TestWithThresholds(t *testing.T) {
	spec := with(Voucher(0.5).ForPoorest(0.3), Voucher(0.5).ForIncomesBelow(7), CashTransfer(5).ForPoorest(0.3))
	asked := 0
	got := spec.WithThresholds(func(share float64) float64 { asked++; return 1000 * share })
	require.Equal(t, []float64{300, 7, 300}, []float64{got.Policies[0].Below, got.Policies[1].Below, got.Policies[2].Below})
	require.Equal(t, 1, asked)
	require.Zero(t, spec.Policies[0].Below, "the spec is not modified")
}
