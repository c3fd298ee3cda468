package market

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
)

func TestDefault(t *testing.T) {
	spec := Default()
	require.NoError(t, param.Check(spec))
	require.Empty(t, param.Undeclared(spec))
	seller := New(spec)
	for _, c := range []struct {
		month int
		price float64
		phase Phase
	}{
		{0, 100, Promotion}, {11, 100, Promotion}, {12, 200, Transition}, {23, 200, Transition}, {24, 400, Plateau}, {35, 400, Plateau},
	} {
		menu := seller.Post(c.month)
		require.Equal(t, Menu{{"SOTA", c.price, 1, 1, 1}}, menu)
		require.Equal(t, c.price, menu.SOTA().Price)
		require.Equal(t, c.phase, seller.Phase(c.month))
		seller.Adapt(Demand{Month: c.month, People: 10, Users: []int64{4, 6}, Wanted: []int64{4, 6}})
	}
}

func TestSpecSurvivesJSON(t *testing.T) {
	spec := Default()
	spec.Tiers = append([]Tier{Free(), OpenWeight(10, Constant(2))}, spec.Tiers...)
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	var got Spec
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, spec, got)

	spec = spec.SoldBy(DefaultProvider("lab"))
	spec.Policies = []Policy{Voucher(0.5).ForIncomesBelow(2000), Discount(0.3, "student"), PriceCap(50), OpenWeights("open-weight", 6)}
	text, err = json.Marshal(spec)
	require.NoError(t, err)
	got = Spec{}
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, spec, got)
}

func TestRicherMenus(t *testing.T) {
	spec := Default()
	spec.Tiers = append([]Tier{Free(), Entry(), Basic()}, spec.Tiers...)
	require.NoError(t, param.Check(spec))
	menu := New(spec).Post(0)
	require.Equal(t, "SOTA", menu.SOTA().Name)
	for i, want := range []float64{0.25, 0.40, 0.60, 1} {
		require.InDelta(t, want, menu[i].Quality*menu[i].Quota, 1e-15)
	}
}

func TestSpecProblems(t *testing.T) {
	spec := Default()
	spec.Tiers = []Tier{Entry(), Free(), SOTA(Steps([]int{0, 12, 24}, []float64{100, math.NaN(), -5})), {}}
	spec.Tiers[1].Name = "entry"
	spec.Tiers[0].Quota = Constant(1.5)
	spec.Phases = Phases{Transition: 12, Plateau: 6}
	spec.Frontier.Coding.Open = Constant(2)
	require.Equal(t, []string{
		"tiers[0].quota.values[0]: got 1.5 share, want 0 to 1",
		"tiers[2].price.values[1]: got NaN u/month, want 0 to 1e12",
		"tiers[2].price.values[2]: got -5 u/month, want 0 to 1e12",
		`tiers[3].price.kind: got "", want one of constant, steps, ramp, logistic, data`,
		`tiers[3].quality.kind: got "", want one of constant, steps, ramp, logistic, data`,
		`tiers[3].quota.kind: got "", want one of constant, steps, ramp, logistic, data`,
		`tiers[3].admission.kind: got "", want one of constant, steps, ramp, logistic, data`,
		"phases.plateau: got month 6, want the transition's month 12 or later",
		"frontier.coding.open.values[0]: got 2 share, want 0 to 1",
		`tiers[1].name: got "entry", which is the name of tiers[0], want a name of its own`,
		"tiers[3].name: got none, want a name",
	}, strings.Split(param.Check(spec).Error(), "\n"))

	require.EqualError(t, param.Check(Spec{Frontier: DefaultFrontier(), Ending: DefaultEnding()}), "tiers: got none, want at least the SOTA tier")
	broken := Default()
	broken.Frontier.General.Open = Series{}
	broken.Tiers = append([]Tier{Free()}, broken.Tiers...)
	require.ErrorContains(t, param.Check(broken), "frontier.general.open.kind")
}

func TestOrderOfTiers(t *testing.T) {
	problems := func(spec Spec, months int) (list []string) {
		spec.OrderProblems(months, func(path, format string, args ...any) {
			list = append(list, path+": "+fmt.Sprintf(format, args...))
		})
		return list
	}
	spec := Default()
	spec.Tiers = append([]Tier{Free()}, spec.Tiers...)
	spec.Tiers[0].Quality = Ramp(0, 100, 0.5, 1.5)
	require.NoError(t, param.Check(spec), "how long a run is, its scenario knows")
	require.Empty(t, problems(spec, 51), "they cross in month 51, when the run is over")
	require.Equal(t, []string{"tiers[1].quality: got 1 in month 51 below the 1.01 of tiers[0], want ascending quality"}, problems(spec, 52))
	require.Len(t, problems(spec, 1200), 1)

	spec.Tiers[0].Quality = Steps([]int{0, 650}, []float64{0.5, 2})
	require.Empty(t, problems(spec, 650))
	require.Len(t, problems(spec, 700), 1)

	open := OpenWeight(24, Constant(2))
	open.Quality = Constant(1.5)
	spec.Tiers = []Tier{open, SOTA(Constant(100))}
	require.Empty(t, problems(spec, 12))
	spec.Policies = []Policy{OpenWeights(open.Name, 0).During(6, 9)}
	require.Equal(t, []string{"tiers[1].quality: got 1 in month 6 below the 1.5 of tiers[0], want ascending quality"}, problems(spec, 12),
		"a policy can publish a model that is better")
}

func TestPhaseText(t *testing.T) {
	for p, name := range phaseNames {
		text, err := Phase(p).MarshalText()
		require.NoError(t, err)
		require.Equal(t, name, string(text))
		var got Phase
		require.NoError(t, got.UnmarshalText(text))
		require.Equal(t, Phase(p), got)
	}
	require.Equal(t, "Phase(9)", Phase(9).String())
	_, err := Phase(9).MarshalText()
	require.ErrorIs(t, err, param.ErrUnknown)
	require.ErrorIs(t, new(Phase).UnmarshalText([]byte("platau")), param.ErrUnknown)
	require.EqualError(t, new(Phase).UnmarshalText([]byte("platau")), `got "platau", want one of promotion, transition, plateau; did you mean plateau?`)
}
