package histogram

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A scoredPerson has a rank variable, a score from 0 to 100 and a weight.
type scoredPerson struct {
	person
	y float64
}

func scoredPeople() *rapid.Generator[[]scoredPerson] {
	return rapid.Custom(func(t *rapid.T) []scoredPerson {
		var people []scoredPerson
		for _, p := range adversarial(false).Draw(t, "people") {
			y := rapid.OneOf(rapid.Float64Range(0, 100), rapid.SampledFrom([]float64{0, 50, 100})).Draw(t, "y")
			people = append(people, scoredPerson{p, y})
		}
		return people
	})
}

func jointOf(t require.TestingT, people []scoredPerson) *JointHistogram {
	h, err := NewJointHistogram(DefaultPrecision, 0, 100)
	require.NoError(t, err)
	for _, p := range people {
		h.Add(p.x, p.y, p.w)
	}
	return h
}

func TestJointIntervalsContainTheExactValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := scoredPeople().Draw(t, "people")
		h := jointOf(t, people)
		sorted := slices.Clone(people)
		slices.SortStableFunc(sorted, func(a, b scoredPerson) int { return sign(a.x - b.x) })
		w, sum := zero(), zero()
		for _, p := range sorted {
			w.Add(w, bi(p.w))
			sum.Add(sum, zero().Mul(bf(p.y), bi(p.w)))
		}
		mean := zero().Quo(sum, w)
		contains(t, h.Mean(), float(mean), "mean")

		cov, before := zero(), zero() // 2 cov(y, R) = Σ f y (2R - 1) with R the same for all of a tie
		for i := 0; i < len(sorted); {
			tie, y := zero(), zero()
			j := i
			for ; j < len(sorted) && sorted[j].x == sorted[i].x; j++ {
				tie.Add(tie, bi(sorted[j].w))
				y.Add(y, zero().Mul(bf(sorted[j].y), bi(sorted[j].w)))
			}
			rank := zero().Add(before, before)
			rank.Add(rank, tie).Sub(rank, w)
			cov.Add(cov, y.Mul(y, rank))
			before.Add(before, tie)
			i = j
		}
		g := float(cov.Quo(cov, w).Quo(cov, w))
		contains(t, h.Generalized(), g, "generalized")
		contains(t, h.Erreygers(), 4*g/100, "erreygers")
		if m := float(mean); m > 1e-6 {
			contains(t, h.Index(), g/m, "index")
			if m < 100-1e-6 {
				contains(t, h.Wagstaff(), 100*g/((100-m)*m), "wagstaff")
			}
		}
		for _, i := range h.MeanByQuantile(1) {
			contains(t, i, float(mean), "mean of all")
		}
		var order []classed // without ties, whose order is not defined
		if len(distinct(naiveOf(persons(people)).people)) == len(people) {
			for _, p := range sorted {
				order = append(order, classed{p.x, float64(p.w), p.y})
			}
			groups := rapid.IntRange(1, 10).Draw(t, "groups")
			got := h.MeanByQuantile(groups)
			for i, want := range shareByQuantile(order, groups) {
				contains(t, got[i].widen(1e-12*want), want, "group %d", i)
			}
		}
	})
}

func persons(scored []scoredPerson) []person {
	p := make([]person, len(scored))
	for i := range scored {
		p[i] = scored[i].person
	}
	return p
}

func TestJointMergeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := scoredPeople().Draw(t, "people")
		whole := jointOf(t, people)
		shuffled := rapid.Permutation(people).Draw(t, "order")
		cut := rapid.IntRange(0, len(people)).Draw(t, "cut")
		merged := jointOf(t, shuffled[cut:])
		require.NoError(t, merged.Merge(jointOf(t, shuffled[:cut])))
		require.Equal(t, whole, merged)
	})
}

func TestJointEdgeCases(t *testing.T) {
	_, err := NewJointHistogram(DefaultPrecision, 1, 1)
	require.Error(t, err)
	_, err = NewJointHistogram(0, 0, 1)
	require.Error(t, err)
	h := jointOf(t, nil)
	contains(t, h.Index(), math.NaN(), "empty")
	contains(t, h.MeanByQuantile(2)[0], math.NaN(), "empty")
	h.Add(1, 0, 5)
	contains(t, h.Index(), math.NaN(), "mean 0")
	contains(t, h.Wagstaff(), math.NaN(), "mean at a bound")
	contains(t, h.Erreygers(), 0, "all ranks tied")
	h.Add(1, 101, 2)
	h.Add(1, math.NaN(), 1)
	require.Equal(t, int64(3), h.Outside())
	contains(t, h.Erreygers(), math.NaN(), "outside")
	other, err := NewJointHistogram(DefaultPrecision, 0, 1)
	require.NoError(t, err)
	require.Error(t, h.Merge(other))
}
