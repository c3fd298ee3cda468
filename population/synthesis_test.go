package population_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/population"
)

var update = flag.Bool("update", false, "rewrite testdata/frozen.txt; changed people change every result")

const gain0 = 0.03

// synthesizer prepares strata with the same gain for all.
func synthesizer(spec population.Spec, strata []population.Stratum, seed uint64) *population.Synthesizer {
	return population.NewSynthesizer(spec, strata, seed, slices.Repeat([]float64{gain0}, len(strata)))
}

// fill makes n people of a stratum from first on.
func fill(s *population.Synthesizer, stratum, first, n int) population.Chunk {
	c := population.NewChunk(n, 1, population.Wait, population.UseCost, population.Intensity, population.Born)
	c.Stratum, c.First, c.Weight = stratum, first, 1
	s.Fill(&c)
	return c
}

// columns returns the chunk's float columns by name.
func columns(c population.Chunk) map[string][]float32 {
	return map[string][]float32{
		"income": c.Income, "cognition": c.Cognition, "aptitude": c.Aptitude, "belief": c.Belief,
		"uncertainty": c.Uncertainty, "habit": c.Habit, "budget share": c.BudgetShare, "threshold": c.Threshold,
	}
}

// anySpec generates traits all over their ranges of use.
func anySpec() *rapid.Generator[population.Spec] {
	return rapid.Custom(func(t *rapid.T) population.Spec {
		f := func(lo, hi float64, name string) float64 { return rapid.Float64Range(lo, hi).Draw(t, name) }
		beta := rapid.SampledFrom([]population.Beta{{Alpha: 1.2, Beta: 10.8}, {Alpha: 1.5, Beta: 6}, {Alpha: 1, Beta: 1}, {Alpha: 3, Beta: 2}})
		return population.Spec{
			Scale: 1, CorrIncomeCognition: f(-1, 1, "r_cy"), CorrCognitionAptitude: f(-1, 1, "r_ac"),
			SdLogCognition: f(0, 1, "sd_c"), SdLogAptitude: f(0, 1.5, "sd_a"),
			BeliefSpread: f(0, 1.5, "xi_sd"), BeliefUncertainty: f(0, 3, "nu"),
			BudgetShare: beta.Draw(t, "budget"),
			RightSide:   f(0, 1, "right"), Threshold: beta.Draw(t, "threshold"),
			UseCost: f(0.01, 100, "kappa"), UseCostElasticity: f(-1, 2, "epsilon"), SdLogUseCost: f(0, 1.5, "sd_kappa"),
			SdLogUseIntensity: rapid.SampledFrom([]float64{0, 0.5, 2.2}).Draw(t, "sd_u"),
			IncomeTailAlpha:   f(1.2, 3, "alpha"), IncomeFloor: f(0, 2000, "floor"),
		}
	})
}

// TestFillIsPerson holds the fast float32 form to the readable float64 one, person by person. Normal scores come from a
// table that is good to 2e-5; what is made of them to that times the slope of its logarithm, which for incomes drawn
// at random reaches 15.
func TestFillIsPerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := anySpec().Draw(t, "spec")
		stratum := clerks()
		stratum.Income = anyIncome().Draw(t, "income")
		s := synthesizer(spec, []population.Stratum{clerks(), stratum}, rapid.Uint64().Draw(t, "seed"))
		first := rapid.IntRange(0, 1<<31-100).Draw(t, "first")
		c := fill(s, 1, first, 33)
		for j := range c.Len() {
			want := s.Person(1, first+j)
			near(t, want.Income, c.Income[j], 3e-4, "income")
			near(t, want.Cognition, c.Cognition[j], 5e-5, "cognition")
			near(t, want.Aptitude, c.Aptitude[j], 1.5e-4, "aptitude")
			near(t, want.Belief, c.Belief[j], 2e-4, "belief")
			near(t, want.Uncertainty, c.Uncertainty[j], 1e-6, "uncertainty")
			near(t, want.BudgetShare, c.BudgetShare[j], 2e-4, "budget share")
			near(t, want.Threshold, c.Threshold[j], 2e-4, "threshold")
			near(t, want.Intensity, c.Intensity[j], 1e-4, "intensity")
			require.Equal(t, c.Cognition[j], c.Born[j])
			near(t, want.UseCost, c.UseCost[j], 1e-3, "use cost")
			require.InDelta(t, want.Wait, c.Wait[j], 1e-6+2e-6*want.Wait+0x1p-23*math.Exp(want.Wait), "wait")
			require.EqualValues(t, 3, math.Float32bits(c.Wait[j])&3, "nobody has noticed")
			require.Zero(t, c.Habit[j])
			require.Zero(t, c.Tier[j])
			require.Zero(t, c.Filter[j])
		}
	})
}

// TestFillOfUSWorkforce: with real incomes the two forms agree better.
// TestSteepIncomes: quantiles that lie close together and have very different incomes make a line so steep that float32 cannot
// follow it: below its first point incomes vanish, and between its points they stay between them.
func TestSteepIncomes(t *testing.T) {
	for name, known := range map[string][]population.Quantile{
		"below the first":  {{P: 0.9, Value: 1436}, {P: 0.905, Value: 2.6e10}, {P: 0.914, Value: 2.6e10}},
		"between":          {{P: 0.1, Value: 1}, {P: 0.5, Value: 2}, {P: 0.5 + 1e-3, Value: 1e12}},
		"as if all at one": {{P: 0.5, Value: 1e-9}, {P: 0.5 + 1e-12, Value: 1e12}},
		"one point":        {{P: 0.999999, Value: 5}},
	} {
		stratum := population.Stratum{Code: "00", Name: "steep", People: 1 << 13, Income: known}
		spec := population.Default()
		spec.IncomeFloor, spec.IncomeTailAlpha = 0, 1.5
		s := synthesizer(spec, []population.Stratum{stratum}, 1)
		c := population.NewChunk(population.ChunkLen, 0)
		for first := 0; first < 1<<13; first += population.ChunkLen {
			c.First = first
			s.Fill(&c)
			for i, y := range c.Income {
				want := s.Person(0, first+i).Income
				switch {
				case want < 1e-30:
					require.Less(t, y, float32(1e-30), name)
				case want > known[len(known)-1].Value || name == "below the first":
					require.InEpsilon(t, want, y, 0.01, name)
				default:
					require.LessOrEqual(t, float64(y), known[len(known)-1].Value*1.0001, name)
				}
				require.GreaterOrEqual(t, y, float32(0), name)
			}
		}
	}
}

func TestFillOfUSWorkforce(t *testing.T) {
	s := synthesizer(population.Default(), population.USWorkforce2021(), 3)
	for g := range 831 {
		c := fill(s, g, 0, 20)
		for j := range c.Len() {
			near(t, s.Person(g, j).Income, c.Income[j], 5e-5, "income")
		}
	}
}

func near(t require.TestingT, want float64, got float32, tolerance float64, name string) {
	require.LessOrEqual(t, math.Abs(float64(got)-want), tolerance*math.Abs(want)+1e-30, "%s: got %v, want %v", name, got, want)
}

// TestAnySubRange: a person is the same whatever is made beside it.
func TestAnySubRange(t *testing.T) {
	s := synthesizer(population.Default(), []population.Stratum{clerks(), clerks()}, 7)
	whole := columns(fill(s, 1, 0, 2*population.ChunkLen))
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.IntRange(0, 2*population.ChunkLen-1).Draw(t, "first")
		n := rapid.IntRange(0, min(population.ChunkLen, 2*population.ChunkLen-first)).Draw(t, "n")
		for name, column := range columns(fill(s, 1, first, n)) {
			require.Equal(t, whole[name][first:first+n], column, name)
		}
	})
}

// TestFillOverwrites: a buffer that held others leaves no trace.
func TestFillOverwrites(t *testing.T) {
	s := synthesizer(population.Default(), []population.Stratum{clerks()}, 7)
	want := fill(s, 0, 100, 50)
	used := population.NewChunk(50, 1, population.Wait, population.UseCost, population.Intensity, population.Born)
	for _, column := range append(used.Extra, used.Income, used.Cognition, used.Aptitude, used.Belief, used.Uncertainty, used.Habit, used.BudgetShare, used.Threshold, used.Wait, used.UseCost, used.Intensity, used.Born) {
		for i := range column {
			column[i] = float32(math.NaN())
		}
	}
	for i := range used.Tier {
		used.Tier[i], used.Filter[i] = 3, 4
	}
	used.First, used.Weight = 100, 1
	s.Fill(&used)
	require.Equal(t, want, used)
}

// TestSeedAndStratumMatter: others are others.
func TestSeedAndStratumMatter(t *testing.T) {
	strata := []population.Stratum{clerks(), clerks()}
	a := fill(synthesizer(population.Default(), strata, 1), 0, 0, 100)
	b := fill(synthesizer(population.Default(), strata, 2), 0, 0, 100)
	c := fill(synthesizer(population.Default(), strata, 1), 1, 0, 100)
	for j := range 100 {
		require.NotEqual(t, a.Cognition[j], b.Cognition[j])
		require.NotEqual(t, a.Cognition[j], c.Cognition[j])
	}
	require.PanicsWithValue(t, "population: strata and gain0 length mismatch", func() {
		population.NewSynthesizer(population.Default(), strata, 1, nil)
	})
}

// TestSynthesisedDistributions compares many people with what the spec promises, within 4.5 standard errors.
func TestSynthesisedDistributions(t *testing.T) {
	const n = 1 << 18
	spec := population.Default()
	spec.CorrCognitionAptitude = -0.4
	stratum := clerks()
	s := synthesizer(spec, []population.Stratum{stratum}, 20260101)
	c := fill(s, 0, 0, n)
	root := math.Sqrt(n)
	income, logC, logA := float64s(c.Income), logs(c.Cognition), logs(c.Aptitude)

	sorted := slices.Sorted(slices.Values(income))
	score := make([]float64, n) // of income, by rank
	for _, p := range []float64{0.001, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 0.99, 0.999} {
		value := stratum.IncomeAt(p, spec.IncomeTailAlpha, spec.IncomeFloor)
		below, _ := slices.BinarySearch(sorted, value)
		require.InDelta(t, p, float64(below)/n, 4.5*math.Sqrt(p*(1-p))/root, "share of people below the quantile at %v", p)
	}
	for i, y := range income {
		rank, _ := slices.BinarySearch(sorted, y)
		score[i] = distuv.UnitNormal.Quantile((float64(rank) + 0.5) / n)
	}
	correlated := func(want float64, x, y []float64, name string) {
		require.InDelta(t, want, stat.Correlation(x, y, nil), 4.5*(1-want*want)/root, name)
	}
	correlated(spec.CorrIncomeCognition, score, logC, "income and cognition")
	correlated(spec.CorrCognitionAptitude, logC, logA, "cognition and aptitude")
	correlated(spec.CorrIncomeCognition*spec.CorrCognitionAptitude, score, logA, "income and aptitude, through cognition")
	for name, other := range map[string][]float64{"belief": logs(c.Belief), "budget share": float64s(c.BudgetShare), "threshold": float64s(c.Threshold)} {
		correlated(0, score, other, name)
		correlated(0, logC, other, name)
		correlated(0, logA, other, name)
	}

	mean := func(want, sd float64, x []float32, name string) {
		require.InDelta(t, want, stat.Mean(float64s(x), nil), 4.5*sd/root, name)
	}
	logNormal := func(sd float64) float64 { return math.Sqrt(math.Expm1(sd * sd)) }
	mean(1, logNormal(spec.SdLogCognition), c.Cognition, "cognition")
	mean(1, logNormal(spec.SdLogAptitude), c.Aptitude, "aptitude")
	mean(gain0, gain0*logNormal(spec.BeliefSpread), c.Belief, "belief")
	require.InEpsilon(t, spec.SdLogCognition, stat.StdDev(logC, nil), 4.5/root)
	require.InEpsilon(t, spec.SdLogAptitude, stat.StdDev(logA, nil), 4.5/root)
	require.InEpsilon(t, spec.BeliefSpread, stat.StdDev(logs(c.Belief), nil), 4.5/root)

	budget := distuv.Beta{Alpha: 1.2, Beta: 10.8}
	mean(budget.Mean(), budget.StdDev(), c.BudgetShare, "budget share")
	require.InEpsilon(t, budget.Variance(), stat.Variance(float64s(c.BudgetShare), nil), 0.03)

	waiting := slices.DeleteFunc(slices.Clone(c.Threshold), func(x float32) bool { return x == 0 })
	right := spec.RightSide
	require.InDelta(t, right, float64(len(waiting))/n, 4.5*math.Sqrt(right*(1-right))/root)
	wait := distuv.Beta{Alpha: 1.5, Beta: 6}
	require.InDelta(t, wait.Mean(), stat.Mean(float64s(waiting), nil), 4.5*wait.StdDev()/math.Sqrt(float64(len(waiting))))
	require.InEpsilon(t, wait.Variance(), stat.Variance(float64s(waiting), nil), 0.03)
	for _, p := range []float64{0.05, 0.5, 0.95} { // the whole shape, not only moments
		share := stat.CDF(wait.Quantile(p), stat.Empirical, slices.Sorted(slices.Values(float64s(waiting))), nil)
		require.InDelta(t, p, share, 4.5*math.Sqrt(p*(1-p)/float64(len(waiting))))
	}
}

// TestExtremeShares: nobody waits, everybody does.
func TestExtremeShares(t *testing.T) {
	for _, right := range []float64{0, 1} {
		spec := population.Default()
		spec.RightSide = right
		c := fill(synthesizer(spec, []population.Stratum{clerks()}, 1), 0, 0, population.ChunkLen)
		for _, theta := range c.Threshold {
			require.Equal(t, right == 1, theta > 0)
			require.Less(t, theta, float32(1))
		}
	}
}

// TestPublishedQuantiles: the US workforce at one agent for 100 people has the published wages, within 5 standard errors.
func TestPublishedQuantiles(t *testing.T) {
	us := population.USWorkforce2021()
	spec := population.Default()
	s := synthesizer(spec, us, 1)
	checked := 0
	for g := range us {
		n := int(us[g].People / int64(spec.Scale))
		if n < 400 {
			continue
		}
		income := slices.Sorted(slices.Values(fill(s, g, 0, n).Income))
		for k, q := range us[g].Income {
			if n := len(us[g].Income); k > 0 && us[g].Income[k-1].Value == q.Value || k < n-1 && us[g].Income[k+1].Value == q.Value {
				continue // a plateau of the curve: the share at or below it is not p
			}
			below, _ := slices.BinarySearch(income, float32(q.Value))
			require.InDelta(t, q.P, float64(below)/float64(n), 5*math.Sqrt(q.P*(1-q.P)/float64(n)), "%s at %v", us[g].Name, q.P)
			checked++
		}
	}
	require.Greater(t, checked, 1500)
}

// TestFrozenPeople holds the first people of a few strata to what they always were, to the bit: whoever changes them
// changes every published result.
func TestFrozenPeople(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		spec    population.Spec
		name    string
		strata  []population.Stratum
		stratum int
	}{
		{population.Default(), "US", population.USWorkforce2021(), 0},
		{population.Default(), "US", population.USWorkforce2021(), 400},
		{population.Default(), "US", population.USWorkforce2021(), 830},
		{population.DefaultWorld(), "world", population.World(), 70},
	} {
		chunk := fill(synthesizer(c.spec, c.strata, 1), c.stratum, 0, population.ChunkLen)
		chunk.Wait, chunk.UseCost, chunk.Intensity, chunk.Born = nil, nil, nil, nil // of what all models need
		digest := fnv.New64a()
		v := reflect.ValueOf(chunk)
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.Slice && v.Type().Field(i).Name != "Extra" {
				require.NoError(t, binary.Write(digest, binary.LittleEndian, v.Field(i).Interface()))
			}
		}
		fmt.Fprintf(&b, "%s %d %s: digest %016x\n", c.name, c.stratum, c.strata[c.stratum].Name, digest.Sum64())
		for j := range 3 {
			fmt.Fprintf(&b, "\t%v %v %v %v %v %v %v\n", chunk.Income[j], chunk.Cognition[j], chunk.Aptitude[j], chunk.Belief[j],
				chunk.Uncertainty[j], chunk.BudgetShare[j], chunk.Threshold[j])
		}
	}
	const path = "testdata/frozen.txt"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

func float64s(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func logs(x []float32) []float64 {
	y := float64s(x)
	for i, v := range y {
		y[i] = math.Log(v)
	}
	return y
}

func BenchmarkFill(b *testing.B) {
	us := population.USWorkforce2021()
	s := synthesizer(population.Default(), us, 1)
	c := population.NewChunk(population.ChunkLen, 0)
	c.Stratum = 1
	b.SetBytes(34 * population.ChunkLen)
	for b.Loop() {
		s.Fill(&c)
		c.First += population.ChunkLen
	}
	perPerson := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / population.ChunkLen
	b.ReportMetric(perPerson, "ns/person")
	b.ReportMetric(1e9/perPerson, "people/s")
	b.ReportMetric(34, "B/person")
}

func BenchmarkNewSynthesizer(b *testing.B) {
	us := population.USWorkforce2021()
	for b.Loop() {
		synthesizer(population.Default(), us, 1)
	}
}

// TestTenths: people are in the tenth after as many cuts as are below their income, who is at a cut, as those at the floor are, below it; and where there is no
// floor of each tenth there are as many.
func TestTenths(t *testing.T) {
	for _, floor := range []float64{0, 4000} { // below everybody, above some
		spec := population.Default()
		spec.IncomeFloor = floor
		strata := []population.Stratum{clerks(), clerks()}
		strata[1].Income = []population.Quantile{{P: 0.5, Value: 6000}, {P: 0.9, Value: 9000}}
		s, cuts := synthesizer(spec, strata, 1), spec.IncomeTenths(strata)
		var people [population.Tenths]int
		for g := range strata {
			c := population.NewChunk(2005, 0, population.Tenth) // of eights, and a rest
			c.Stratum = g
			s.Fill(&c)
			for i, income := range c.Income {
				want := 1
				for _, cut := range cuts {
					if income > float32(cut) {
						want++
					}
				}
				require.EqualValues(t, want, c.Tenth[i], "person %d of %v u/month, cuts %v", i, income, cuts)
				people[want-1]++
			}
		}
		if floor == 0 {
			for tenth, n := range people {
				require.InDelta(t, 401, n, 90, "tenth %d", tenth)
			}
		} else {
			require.Greater(t, people[0], 802, "all at the floor, at which the first two cuts are")
		}
	}
}

// TestIncomeQuantile: of the people that are made, about that share has less.
func TestIncomeQuantile(t *testing.T) {
	own := population.Default()
	own.Source, own.Scale, own.IncomeFloor = "", 1, 0
	own.Strata = []population.Stratum{
		{People: 100_000, Income: []population.Quantile{{P: 0.3, Value: 100}, {P: 0.6, Value: 150}, {P: 0.9, Value: 400}}},
		{People: 50_000, Income: []population.Quantile{{P: 0.5, Value: 1000}}},
	}
	us, world := population.Default(), population.DefaultWorld()
	for name, spec := range map[string]population.Spec{"us": us, "world": world, "own": own} {
		strata, err := spec.Resolve()
		require.NoError(t, err)
		layout := population.NewLayout(strata, spec.Scale)
		maker := population.NewSynthesizer(spec, strata, 1, make([]float64, len(strata)))
		buffer := population.NewChunk(population.ChunkLen, 0)
		shares := []float64{0.01, 0.1, 0.3, 0.5, 0.9, 0.999}
		var thresholds, below []float64
		for _, share := range shares {
			thresholds = append(thresholds, spec.IncomeQuantile(strata, share))
		}
		require.IsIncreasing(t, thresholds, name)
		below = make([]float64, len(shares))
		for i := range layout.Chunks() {
			c := layout.Chunk(i, &buffer)
			maker.Fill(&c)
			for _, income := range c.Income {
				for k, threshold := range thresholds {
					if income < float32(threshold) {
						below[k] += float64(c.Weight)
					}
				}
			}
		}
		for k, share := range shares {
			require.InDelta(t, share, below[k]/float64(layout.People()), 0.002, "%s, %v", name, share)
		}
	}
	poor := population.Default()
	strata, err := poor.Resolve()
	require.NoError(t, err)
	level := []population.Stratum{{People: 9, Income: []population.Quantile{{P: 0.3, Value: 200}, {P: 0.6, Value: 200}, {P: 0.9, Value: 400}}}}
	require.Equal(t, 200.0, poor.IncomeQuantile(level, 0.5), "as many earn the same")
	require.Greater(t, poor.IncomeQuantile(level, 0.61), 200.0)
	poor.IncomeFloor = 1e5
	require.Equal(t, 1e5, poor.IncomeQuantile(strata, 0.3), "everybody is at the floor")
}
