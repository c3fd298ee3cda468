package population_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
)

// clerks is a small stratum with everything in it.
func clerks() population.Stratum {
	return population.Stratum{
		Code: "1", Name: "Clerks", Group: "Office", People: 12_345,
		Income: []population.Quantile{{P: 0.1, Value: 1500}, {P: 0.25, Value: 2000}, {P: 0.5, Value: 3000}, {P: 0.75, Value: 4500}, {P: 0.9, Value: 7000}},
		Direct: [population.Domains]float64{0, 0, 0.1, 0.1, 0.2},
		Full:   [population.Domains]float64{0, 0, 0.2, 0.2, 0.4},
	}
}

func TestDomainNames(t *testing.T) {
	require.Equal(t, "coding", population.Coding.String())
	require.Equal(t, "general", population.General.String())
	require.Equal(t, "Domain(5)", population.Domain(5).String())
	require.Equal(t, "Domain(-1)", population.Domain(-1).String())
}

// TestIncomeAt works the definition out by hand.
func TestIncomeAt(t *testing.T) {
	s := clerks()
	for _, q := range s.Income {
		require.InEpsilon(t, q.Value, s.IncomeAt(q.P, 2, 0), 1e-12, "a known quantile")
	}
	z := mathext.NormalQuantile
	slope := math.Log(2000.0/1500) / (z(0.25) - z(0.1))
	require.InEpsilon(t, 1500*math.Exp(slope*(z(0.01)-z(0.1))), s.IncomeAt(0.01, 2, 0), 1e-12, "below the first")
	halfway := (z(0.5) + z(0.75)) / 2
	require.InEpsilon(t, math.Sqrt(3000*4500), s.IncomeAt(0.5*math.Erfc(-halfway/math.Sqrt2), 2, 0), 1e-9, "between two")
	require.InEpsilon(t, 7000*math.Sqrt(100), s.IncomeAt(0.999, 2, 0), 1e-9, "a hundredth of the tail, alpha 2")
	require.InEpsilon(t, 70_000.0, s.IncomeAt(0.99, 1, 0), 1e-9, "a tenth of the tail, alpha 1")
	require.Equal(t, 900.0, s.IncomeAt(0.001, 2, 900), "the floor")
	for _, p := range []float64{0, 1, -1, math.NaN()} {
		require.True(t, math.IsNaN(s.IncomeAt(p, 2, 0)))
	}
}

// TestIncomeAtSinglePoint: below the only known point the line leaves it as the tail does.
func TestIncomeAtSinglePoint(t *testing.T) {
	s := clerks()
	s.Income = []population.Quantile{{P: 0.1, Value: 9000}}
	require.InEpsilon(t, 9000, s.IncomeAt(0.1, 2, 0), 1e-12)
	require.InEpsilon(t, 9000*math.Sqrt(0.9/0.5), s.IncomeAt(0.5, 2, 0), 1e-12)
	const h = 1e-6
	below := math.Log(s.IncomeAt(0.1, 2, 0)) - math.Log(s.IncomeAt(0.1-h, 2, 0))
	above := math.Log(s.IncomeAt(0.1+h, 2, 0)) - math.Log(s.IncomeAt(0.1, 2, 0))
	require.InEpsilon(t, above, below, 1e-4)
}

// TestIncomeRises: a quantile function never falls, whatever the known points.
func TestIncomeRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := clerks()
		s.Income = anyIncome().Draw(t, "income")
		alpha, floor := rapid.Float64Range(1.1, 5).Draw(t, "alpha"), rapid.Float64Range(0, 1000).Draw(t, "floor")
		p := rapid.Float64Range(1e-9, 1-1e-9)
		lo, hi := p.Draw(t, "lo"), p.Draw(t, "hi")
		if lo > hi {
			lo, hi = hi, lo
		}
		a, b := s.IncomeAt(lo, alpha, floor), s.IncomeAt(hi, alpha, floor)
		require.LessOrEqual(t, a, b*(1+1e-12))
		require.GreaterOrEqual(t, a, floor)
	})
}

// anyIncome generates known points in order.
func anyIncome() *rapid.Generator[[]population.Quantile] {
	return rapid.Custom(func(t *rapid.T) []population.Quantile {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		known := make([]population.Quantile, n)
		value := rapid.Float64Range(1, 5000).Draw(t, "first")
		for i := range known {
			known[i] = population.Quantile{P: (float64(i) + rapid.Float64Range(0.1, 0.9).Draw(t, "p")) / float64(n), Value: value}
			value *= rapid.Float64Range(1, 3).Draw(t, "step")
		}
		return known
	})
}

// TestStratumProblems breaks one thing at a time.
func TestStratumProblems(t *testing.T) {
	require.NoError(t, param.Check(new(clerks())))
	nan := math.NaN()
	for want, breakIt := range map[string]func(s *population.Stratum){
		"name: got the character U+202E":             func(s *population.Stratum) { s.Name = "clerks\u202e" },
		"code: got the character U+000A":             func(s *population.Stratum) { s.Code = "a\nb" },
		"group: got the character U+0009":            func(s *population.Stratum) { s.Group = "a\tb" },
		"people: got 0 people":                       func(s *population.Stratum) { s.People = 0 },
		"income: got no quantile":                    func(s *population.Stratum) { s.Income = nil },
		"income[1].value: got 1400 u/month, want at": func(s *population.Stratum) { s.Income[1].Value = 1400 },
		"income[2].p: got 0.25 after 0.25":           func(s *population.Stratum) { s.Income[2].P = 0.25 },
		"income[4].p: got 1":                         func(s *population.Stratum) { s.Income[4].P = 1 },
		"income[0].p: got 0":                         func(s *population.Stratum) { s.Income[0].P = 0 },
		"income[0].value: got NaN":                   func(s *population.Stratum) { s.Income[0].Value = nan },
		"income[0].value: got -5":                    func(s *population.Stratum) { s.Income[0].Value = -5 },
		"direct.visual: got NaN":                     func(s *population.Stratum) { s.Direct[2] = nan },
		"full.general: got 1.5":                      func(s *population.Stratum) { s.Full[4] = 1.5 },
		"full.visual: got 0.05 for visual, want at":  func(s *population.Stratum) { s.Full[2] = 0.05 },
		"full: got a sum of 1.1000 over the domains": func(s *population.Stratum) { s.Full[4] = 0.7 },
		"direct.coding: got -0.1":                    func(s *population.Stratum) { s.Direct[0] = -0.1 },
	} {
		s := clerks()
		breakIt(&s)
		require.ErrorContains(t, param.Check(&s), want)
	}
}

func TestCodesAreOfOneStratum(t *testing.T) {
	spec := population.Default()
	spec.Source = ""
	for _, code := range []string{"a", "", "b", "", "a", "a"} {
		s := clerks()
		s.Code = code
		spec.Strata = append(spec.Strata, s)
	}
	require.EqualError(t, param.Check(&spec), `strata[4].code: got "a", which is the code of strata[0], want one of its own or none
strata[5].code: got "a", which is the code of strata[0], want one of its own or none`)
}

func TestSpecProblems(t *testing.T) {
	spec := population.Default()
	require.NoError(t, param.Check(&spec))
	require.Empty(t, param.Undeclared(&spec), "every number has a unit and a range")
	world := population.DefaultWorld()
	require.NoError(t, param.Check(&world))

	for want, breakIt := range map[string]func(s *population.Spec){
		`source: got "mars", want one of`:      func(s *population.Spec) { s.Source = "mars" },
		"strata: got 1 strata beside source":   func(s *population.Spec) { s.Strata = []population.Stratum{clerks()} },
		"strata: got no people":                func(s *population.Spec) { s.Source = "" },
		"scale: got 0 people":                  func(s *population.Spec) { s.Scale = 0 },
		"right_side: got 1.2":                  func(s *population.Spec) { s.RightSide = 1.2 },
		"income_tail_alpha: got 1":             func(s *population.Spec) { s.IncomeTailAlpha = 1 },
		"budget_share.alpha: got 0":            func(s *population.Spec) { s.BudgetShare.Alpha = 0 },
		"corr_income_cognition: got NaN":       func(s *population.Spec) { s.CorrIncomeCognition = math.NaN() },
		"income_floor: got 100 u/month, which": func(s *population.Spec) { s.Source = "world" },
		"scale: got 1: stratum 0 (Clerks) would have more": func(s *population.Spec) {
			s.Source, s.Scale, s.Strata = "", 1, []population.Stratum{clerks()}
			s.Strata[0].People = 1 << 33
		},
		"strata: got 2e+12 people in total": func(s *population.Spec) {
			s.Source, s.Strata = "", []population.Stratum{clerks(), clerks()}
			s.Strata[0].People, s.Strata[1].People = 1e12, 1e12
		},
		"strata[1].income[1].value: got 1 u/month": func(s *population.Spec) {
			s.Source, s.Strata = "", []population.Stratum{clerks(), clerks()}
			s.Strata[1].Income[1].Value = 1
		},
	} {
		s := population.Default()
		breakIt(&s)
		err := param.Check(&s)
		require.ErrorContains(t, err, want)
		require.Equal(t, 1, strings.Count(err.Error(), want), "told once")
	}
}

func TestResolve(t *testing.T) {
	spec := population.Default()
	strata, err := spec.Resolve()
	require.NoError(t, err)
	require.Len(t, strata, 831)
	spec = population.Spec{Strata: []population.Stratum{clerks()}}
	strata, err = spec.Resolve()
	require.NoError(t, err)
	require.Equal(t, spec.Strata, strata)
	spec.Source = "mars"
	_, err = spec.Resolve()
	require.ErrorContains(t, err, `source: got "mars", want one of ["us-adults" "us-households" "us-workforce-2021" "world"]`)
}

func TestScaleFor(t *testing.T) {
	s := population.Default()
	for agents, want := range map[int64]int{1: 140_885_570, 100_000: 1409, 140_885_570: 1, 1 << 40: 1} {
		scale, err := s.ScaleFor(agents)
		require.NoError(t, err)
		require.Equal(t, want, scale)
	}
	require.Panics(t, func() { s.ScaleFor(0) })
	s.Source = "nowhere"
	_, err := s.ScaleFor(1)
	require.ErrorContains(t, err, "source: got \"nowhere\"")
}
