package random

import (
	"math"
	"reflect"
	"slices"

	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
)

// number draws a number from a range: usual as a rule, else near it, anywhere, or at an end.
func (d *draw) number(r param.Range, usual float64) float64 {
	low, high := r.Low, r.High
	ways := 6
	if d.wild {
		ways = 9
	}
	x := usual
	switch d.upTo(ways) {
	case 3, 4:
		x = usual * math.Exp2(d.real(-2, 2))
	case 5:
		x = d.real(max(low, usual-2*(1+math.Abs(usual))), min(high, usual+2*(1+math.Abs(usual))))
	case 6:
		x = one(d, low, high)
	case 7:
		x = one(d, -1.0, 1) * math.Pow(10, d.real(-15, 12))
	case 8:
		x = d.real(low, high)
	case 9:
		x = one(d, 0, math.SmallestNonzeroFloat64)
	}
	if x = min(max(x, low), high); !r.Has(x) {
		return usual
	}
	return x
}

// real returns a number from low to high.
func (d *draw) real(low, high float64) float64 {
	return rapid.Float64Range(low, high).Draw(d.T, "x")
}

// declared returns the range that a field of v declares, by its name in JSON.
func declared(v any, name string) param.Range {
	fields := param.ShapeOf(v).Fields()
	return fields[slices.IndexFunc(fields, func(f param.Shape) bool { return f.Name == name })].Range
}

// drawn are the fields that are drawn on their own, because other fields have to fit them.
var drawn = []string{
	"cogap.Scenario.Seed", "cogap.Scenario.Months", "cogap.Scenario.Statistics", "cogap.Scenario.Network",
	"population.Spec.Strata", "population.Spec.Scale", "population.Spec.IncomeFloor", "population.Spec.IncomeRise", "population.Spec.EmployerPaid", "population.Spec.SharedAccounts", "population.Spec.BudgetShare",
	"population.Spec.Threshold",
	"market.Spec.Phases", "market.Tier.Quality", "market.Tier.Lag", "market.Tier.Admission",
	"agent.Params.Notice", "agent.Params.NoticePeers", "agent.Params.Lapse", "agent.Params.Reconsider", "agent.Params.Inertia", "market.Tier.Commitment",
	"market.Policy.Elasticity", "market.Policy.From", "market.Policy.Until", "market.Policy.Below", "market.Policy.BelowQuantile",
}

// vary draws every number and series that has a range of its own.
func (d *draw) vary(s *cogap.Scenario) { d.branch(param.ShapeOf(s), reflect.ValueOf(s).Elem()) }

func (d *draw) branch(shape param.Shape, v reflect.Value) {
	switch series, isSeries := v.Addr().Interface().(*market.Series); {
	case isSeries:
		*series = d.series(shape.Range, series.At(0))
	case shape.IsNumber() && v.CanFloat():
		v.SetFloat(d.number(shape.Range, v.Float()))
	case shape.IsNumber() && v.CanInt():
		v.SetInt(int64(math.Round(d.number(shape.Range, float64(v.Int())))))
	case shape.IsList():
		for i := range v.Len() {
			d.branch(shape.Element(), v.Index(i))
		}
	}
	for _, f := range shape.Fields() {
		if v.Type() != reflect.TypeFor[market.Series]() && !slices.Contains(drawn, f.Field) {
			d.branch(f, f.Of(v))
		}
	}
}

// series draws a series of any kind whose values are in a range, around a usual one.
func (d *draw) series(r param.Range, usual float64) market.Series {
	value := func() float64 { return d.number(r, usual) }
	switch one(d, market.KindConstant, market.KindConstant, market.KindSteps, market.KindRamp, market.KindLogistic, market.KindData) {
	case market.KindSteps:
		months := d.turns()
		return market.Steps(months, d.values(len(months), value))
	case market.KindRamp:
		months := d.turns()
		return market.Series{Kind: market.KindRamp, Months: months, Values: d.values(len(months), value)}
	case market.KindLogistic:
		return market.Logistic(d.between(-3, d.months+3), d.number(declared(market.Series{}, "speed"), 0.3), value(), value())
	case market.KindData:
		return market.Data(d.values(1+d.upTo(min(d.months, 5)), value))
	}
	return market.Constant(value())
}

// turns draws months in ascending order, some of them outside the run.
func (d *draw) turns() []int {
	list := []int{d.between(-3, d.months)}
	for range d.upTo(3) {
		list = append(list, list[len(list)-1]+1+d.upTo(d.months/2))
	}
	return list
}

func (d *draw) values(n int, value func() float64) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = value()
	}
	return list
}
