package market

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
)

// rich is a market in which everything happens.
func rich() Spec {
	spec := Default()
	spec.Tiers = append([]Tier{OpenWeight(10, Constant(4)), Free(), Basic()}, spec.Tiers...)
	spec.Tiers[0].Quality = Constant(0.9)
	spec.Tiers[1].Quality = Constant(0.95)
	spec.Tiers[2].Quality = Constant(0.97)
	spec = spec.SoldBy(DefaultProvider("lab"))
	spec.Providers[0].Pricing = Pricing{Rule: RuleProfit, From: Transition, Step: 0.25}
	spec.Providers[0].Capacity = Capacity{Ramp(0, 36, 0.1, 0.4), OverloadQueue}
	spec.Ending.By = EndByRunway
	spec.Policies = []Policy{Voucher(0.5).ForIncomesBelow(2000), PriceCap(500), OpenWeights("open-weight", 6).During(3, 9)}
	return spec
}

// FuzzSpec: whatever passes Check can be run.
func FuzzSpec(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"tiers":[{"name":"a","price":1,"quality":0,"quota":0,"admission":0,"provider":"lab","load":0}],"phases":{"transition":0,"plateau":0}}`))
	f.Add([]byte(`{"providers":[{"name":"lab","cost":{"unit":0,"experience":1},"capacity":{"supply":0,"overload":"tier"},"pricing":{"rule":"revenue","from":"promotion","step":1}}]}`))
	f.Add([]byte(`{"policies":[{"name":"p","kind":"cap","until":9,"amount":0},{"name":"q","kind":"public","until":2,"tiers":["SOTA"]}],"ending":{"by":"slowing"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		spec := rich()
		if json.Unmarshal(text, &spec) != nil || param.Check(spec) != nil || len(spec.Tiers) > 50 {
			return
		}
		menus, _ := newCrowd(20, 400).run(spec, 6)
		for _, menu := range menus {
			require.Len(t, menu, len(spec.Tiers))
			for _, o := range menu {
				require.GreaterOrEqual(t, o.Price, 0.0)
				require.True(t, 0 <= o.Quota && o.Quota <= 1 && 0 <= o.Admission && o.Admission <= 1)
			}
			spec.Resolve(menu, 3, Facts{Name: "all", PriceLevel: 1})
		}
	})
}

func TestRichMarketIsValid(t *testing.T) {
	require.NoError(t, param.Check(rich()))
	_, reports := newCrowd(500, 400).run(rich(), 36)
	require.NotEqual(t, Promotion, reports[35].Phase)
}

func BenchmarkMonth(b *testing.B) {
	spec := rich()
	crowd := newCrowd(100_000, 1000)
	d := crowd.live(0, New(spec).Post(0))
	seller := New(spec)
	for b.Loop() {
		seller.Post(d.Month)
		seller.Adapt(d)
	}
	b.ReportMetric(float64(len(NewCurve(d.Curve).bins)), "bins")
}
