package market

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRation(t *testing.T) {
	loads := []load{{users: 60, applicants: 10}, {users: 40, applicants: 40}}
	for _, c := range []struct {
		how    Overload
		supply float64
		want   []relief
	}{
		{OverloadNone, 1, []relief{{1, 1}, {1, 1}}},
		{OverloadQuota, 100, []relief{{1, 1}, {1, 1}}},
		{OverloadQuota, 50, []relief{{0.5, 1}, {0.5, 1}}},
		{OverloadQuota, 0, []relief{{0, 1}, {0, 1}}},
		{OverloadTier, 70, []relief{{0.5, 1}, {1, 1}}},
		{OverloadTier, 20, []relief{{0, 1}, {0.5, 1}}},
		{OverloadQueue, 1000, []relief{{1, 1}, {1, 1}}},
		{OverloadQueue, 125, []relief{{1, 0.5}, {1, 0.5}}},
		{OverloadQueue, 100, []relief{{1, 0}, {1, 0}}},
		{OverloadQueue, 50, []relief{{1, 0}, {1, 0}}},
	} {
		require.Equal(t, c.want, ration(c.how, c.supply, loads), "%s %g", c.how, c.supply)
	}
	require.Equal(t, []relief{{1, 0}}, ration(OverloadQueue, 10, []load{{users: 10}}), "full, though nobody asked")
	require.Equal(t, []relief{{1, 1}}, ration(OverloadQuota, 0, []load{{}}), "nobody is promised anything")
}

func TestRationFitsIntoTheSupply(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loads := make([]load, rapid.IntRange(1, 5).Draw(t, "tiers"))
		for i := range loads {
			loads[i] = load{rapid.Float64Range(0, 1e9).Draw(t, "users"), rapid.Float64Range(0, 1e9).Draw(t, "applicants")}
		}
		supply := rapid.Float64Range(0, 2e9).Draw(t, "supply")
		for _, how := range []Overload{OverloadQuota, OverloadTier, OverloadQueue} {
			used, holders := 0.0, 0.0
			more := ration(how, supply*1.5, loads)
			for i, r := range ration(how, supply, loads) {
				require.True(t, 0 <= r.quota && r.quota <= 1 && 0 <= r.admission && r.admission <= 1)
				require.LessOrEqual(t, r.quota, more[i].quota, "more supply never takes more back")
				require.LessOrEqual(t, r.admission, more[i].admission)
				holders += loads[i].users
				used += loads[i].users*r.quota + loads[i].applicants*r.admission
				if how != OverloadQueue {
					used -= loads[i].applicants
				}
			}
			if how == OverloadQueue {
				require.LessOrEqual(t, used, max(supply, holders)*(1+1e-9)+1e-6, "nobody is let in beyond the supply")
			} else {
				require.LessOrEqual(t, used, supply*(1+1e-9)+1e-6)
			}
		}
	})
}

func overheated(how Overload, supply float64) Spec {
	spec := lab(100, func(p *Provider) { p.Capacity = Capacity{Constant(supply), how} })
	free := Free()
	free.Provider, free.Load = "lab", 0.5
	spec.Tiers = append([]Tier{free}, spec.Tiers...)
	return spec
}

func TestQuotasShrinkAndSomeLeaveAtAnUnchangedPrice(t *testing.T) {
	menus, reports := newCrowd(1000, 400).run(overheated(OverloadQuota, 0.3), 12)
	first, last := reports[0].Providers[0], reports[11].Providers[0]
	require.Greater(t, first.Utilisation, 1.0, "overheated before anybody noticed")
	require.Equal(t, 1.0, first.Delivered)
	require.Less(t, last.Delivered, 1.0)
	require.InDelta(t, last.Delivered, menus[11].SOTA().Quota, 1e-9, "all tiers by the same factor")
	require.Equal(t, 100.0, menus[11].SOTA().Price)
	require.Less(t, reports[11].Revenue[2], reports[0].Revenue[2], "so some leave")
}

func TestLowestTierShrinksFirst(t *testing.T) {
	menus, _ := newCrowd(1000, 400).run(overheated(OverloadTier, 0.7), 6)
	require.Less(t, menus[5][0].Quota, 0.4)
	require.Equal(t, 1.0, menus[5].SOTA().Quota)
}

func TestQueue(t *testing.T) {
	spec := overheated(OverloadQueue, 0.5)
	spec.Tiers = spec.Tiers[1:] // SOTA alone: three quarters of the people want it at 100u
	spec.Tiers[0].Admission = Steps([]int{0, 1}, []float64{0.4, 1})
	crowd := newCrowd(1000, 400)
	menus, reports := crowd.run(spec, 6)
	require.EqualValues(t, 750, reports[0].Rationed[1]+int64(reports[0].Revenue[1]/100))
	require.Positive(t, reports[0].Rationed[1])
	require.InDelta(t, 1, reports[5].Providers[0].Utilisation, 0.01, "let in up to the supply, no further")
	require.InDelta(t, 0, menus[5][0].Admission, 0.01, "full")
	require.Equal(t, 1.0, menus[5][0].Quota, "who is in gets all")
	require.InDelta(t, 250, reports[5].Rationed[1], 5)
}

func TestSupplyGrows(t *testing.T) {
	spec := overheated(OverloadQuota, 0)
	spec.Providers[0].Capacity.Supply = Steps([]int{0, 3}, []float64{0.1, 100})
	menus, reports := newCrowd(1000, 400).run(spec, 5)
	require.Less(t, menus[2].SOTA().Quota, 1.0)
	require.Equal(t, 1.0, menus[3].SOTA().Quota, "the supply of the month, not of the one before")
	require.Equal(t, 100.0, reports[2].Providers[0].Supply)
	require.Equal(t, 1e5, reports[3].Providers[0].Supply)
}

func TestNoSupply(t *testing.T) {
	menus, reports := newCrowd(1000, 400).run(overheated(OverloadQuota, 0), 2)
	require.Zero(t, menus[1].SOTA().Quota)
	require.Zero(t, reports[0].Providers[0].Utilisation, "a number, even of nothing")
}

func TestQueueCountsWhatApplicantsWouldTake(t *testing.T) {
	spec := overheated(OverloadQueue, 0.5)
	spec.Tiers = spec.Tiers[1:]
	spec.Tiers[0].Load = 0.5
	seller := New(spec)
	seller.Adapt(Demand{People: 1000, Users: []int64{600, 400}, Wanted: []int64{200, 800}})
	// 400 users take 200 of 500; in the first month all 800 had applied, for 400
	require.Equal(t, 0.75, seller.Post(1)[0].Admission)
	seller.Adapt(Demand{Month: 1, People: 1000, Users: []int64{400, 600}, Wanted: []int64{0, 1000}})
	// 600 users take 300; 1000 - 400 applied, for 300
	require.InDelta(t, 2.0/3, seller.Post(2)[0].Admission, 1e-12)
}

func TestUseByDefaultIsOneForEachUser(t *testing.T) {
	seller := New(lab(100, nil))
	d := Demand{People: 10, Users: []int64{4, 6}, Wanted: []int64{4, 6}}
	require.Equal(t, 6.0, seller.Adapt(d).Providers[0].Compute)
	d.Month, d.Use = 1, []float64{0, 9}
	require.Equal(t, 9.0, seller.Adapt(d).Providers[0].Compute)
}
