package study

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestSeedsDiffer: no two runs of a study have one seed, studies of neighbouring seeds share next to none, and all are of a length
// that JSON and spreadsheets keep.
func TestSeedsDiffer(t *testing.T) {
	const n = 30_000
	seen := make(map[uint64]bool, 3*n)
	for study := range uint64(3) {
		own := make(map[uint64]bool, n)
		for r := range uint64(n) {
			seed := seedOf(study, r)
			require.Less(t, seed, uint64(1)<<53)
			own[seed] = true
			seen[seed] = true
		}
		require.Len(t, own, n, "two replicates have one seed")
	}
	require.Greater(t, len(seen), 3*n-10, "neighbouring studies have the same seeds")
}

// TestSeedsAreFrozen: results of studies can be repeated by later versions.
func TestSeedsAreFrozen(t *testing.T) {
	require.Equal(t, []uint64{5864778611297993, 2030189015639092, 2423001093628082}, []uint64{seedOf(0, 0), seedOf(1, 0), seedOf(1, 1)})
	require.Equal(t, []int{99, 985, 245}, []int{shuffled(0, 1000, 1), shuffled(1, 1000, 1), shuffled(999, 1000, 2)})
}

// TestSeedIsOneToOne: seeds of any study never repeat.
func TestSeedIsOneToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		study := rapid.Uint64().Draw(t, "study")
		a, b := rapid.Uint64Max(seedMask).Draw(t, "a"), rapid.Uint64Max(seedMask).Draw(t, "b")
		if a != b && seedOf(study, a) == seedOf(study, b) {
			t.Fatalf("runs %d and %d have one seed", a, b)
		}
	})
}

// TestShuffled: every key names a permutation, and all permutations of three are about equally frequent.
func TestShuffled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "n")
		key := rapid.Uint64().Draw(t, "key")
		seen := make([]bool, n)
		for i := range n {
			to := shuffled(i, n, key)
			if to < 0 || to >= n || seen[to] {
				t.Fatalf("%d goes to %d", i, to)
			}
			seen[to] = true
		}
	})
	for _, n := range []int{2, 3, 4} {
		counts := map[string]int{}
		const keys = 24_000
		for key := range uint64(keys) {
			var order strings.Builder
			for i := range n {
				order.WriteString(strconv.Itoa(shuffled(i, n, mix(key))))
			}
			counts[order.String()]++
		}
		all := 1
		for k := 2; k <= n; k++ {
			all *= k
		}
		require.Len(t, counts, all, n)
		for order, c := range counts {
			expected := float64(keys / all)
			require.InDelta(t, expected, c, 6*math.Sqrt(expected), order)
		}
	}
}

// TestSpread: jobs of a round are all cells, each once, and a beginning of them is spread over all.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 2000).Draw(t, "n")
		seen := make([]bool, n)
		for i := range n {
			cell := spread(i, n)
			if seen[cell] {
				t.Fatalf("cell %d comes twice", cell)
			}
			seen[cell] = true
			if back := gather(cell, n); back != i {
				t.Fatalf("cell %d is job %d, got %d", cell, i, back)
			}
		}
		some := rapid.IntRange(1, n).Draw(t, "some")
		widest, last := 0, -1
		done := make([]bool, n)
		for i := range some {
			done[spread(i, n)] = true
		}
		for cell := range n {
			if done[cell] {
				widest, last = max(widest, cell-last), cell
			}
		}
		widest = max(widest, n-last)
		if n > 50 && widest > 5*n/some+4 {
			t.Fatalf("after %d of %d cells %d neighbours are missing", some, n, widest)
		}
	})
	require.Equal(t, 5, spread(gather(5, 1<<40+1), 1<<40+1))
}

// TestJobsAreBalanced: a study that is stopped has each cell as often as any other, or once more.
func TestJobsAreBalanced(t *testing.T) {
	p := Plan{Factors: []Factor{{Path: "a", Values: Numbers(1, 2, 3, 4)}, {Path: "b", Values: Numbers(1, 2, 3)}}, Replicates: 5}
	require.Equal(t, 60, p.Len())
	counts := make([]int, p.Cells())
	pairs := map[string]bool{}
	for i := range p.Len() {
		j := p.Job(i)
		require.Equal(t, i, p.indexOf(j.Cell, j.Replicate))
		counts[j.Cell]++
		for _, c := range counts {
			require.LessOrEqual(t, counts[j.Cell]-c, 1)
		}
		pairs[fmt.Sprint(j.Levels, j.Replicate)] = true
		require.Equal(t, p.Job(j.Replicate*12).Seed, j.Seed, "a replicate has one seed")
	}
	require.Len(t, pairs, p.Len(), "every pair of values, in every replicate")
}

// TestLatinHypercube: each slice of each factor's range holds one point, and factors are not paired in order.
func TestLatinHypercube(t *testing.T) {
	const n = 200
	for d := range 3 {
		slices := make([]bool, n)
		for i := range n {
			x := latin(9, i, d, n)
			require.GreaterOrEqual(t, x, 0.0)
			require.Less(t, x, 1.0)
			slices[int(x*n)] = true
		}
		require.NotContains(t, slices, false)
	}
	sum := 0.0
	for i := range n {
		sum += (latin(9, i, 0, n) - 0.5) * (latin(9, i, 1, n) - 0.5) * 12 / n
	}
	require.Less(t, math.Abs(sum), 0.25, "correlation")
	require.NotEqual(t, latin(9, 5, 0, n), latin(10, 5, 0, n), "another seed")
}

// TestHalton: any beginning of the sequence fills each dimension evenly, and it integrates a product far better than chance does.
func TestHalton(t *testing.T) {
	for d := range 6 {
		base := prime(d)
		n := base * base
		slices := make([]bool, n)
		for i := range n {
			slices[int(scrambledHalton(3, i, d)*float64(n))] = true
		}
		require.NotContains(t, slices, false, "dimension %d", d)
	}
	const n = 4096
	mean := 0.0
	for i := range n {
		product := 1.0
		for d := range 5 {
			product *= 2 * scrambledHalton(3, i, d)
		}
		mean += product / n
	}
	require.InDelta(t, 1, mean, 0.01, "chance has a standard error of 0.028")
	require.NotEqual(t, scrambledHalton(3, 5, 0), scrambledHalton(4, 5, 0), "another seed")
	require.Equal(t, []int{2, 3, 5, 7, 11, 13}, []int{prime(0), prime(1), prime(2), prime(3), prime(4), prime(5)})
}

// TestRanges: values of a range.
func TestRanges(t *testing.T) {
	levels := func(r Range) []string {
		f := Factor{Path: "x", Range: &r}
		var list []string
		for i := range f.levels() {
			list = append(list, f.level(i))
		}
		return list
	}
	require.Equal(t, []string{"0", "0.25", "0.5", "0.75", "1"}, levels(Range{From: 0, To: 1, Levels: 5}))
	require.Equal(t, []string{"1", "10", "100"}, levels(Range{From: 1, To: 100, Scale: Log, Levels: 3}))
	require.Equal(t, []string{"1", "3", "4"}, levels(Range{From: 1, To: 4, Whole: true, Levels: 3}))
	require.Equal(t, []string{"0.1"}, levels(Range{From: 0.1, To: 0.3, Levels: 1}))
	whole := Range{From: 1, To: 3, Whole: true}
	counts := map[string]int{}
	for i := range 300 {
		counts[whole.at((float64(i)+0.5)/300)]++
	}
	require.Equal(t, map[string]int{"1": 100, "2": 100, "3": 100}, counts, "whole numbers have equal shares")
	values := Factor{Path: "x", Values: []string{"a", "b"}}
	require.Equal(t, []string{"a", "a", "b", "b"}, []string{values.At(0), values.At(0.499), values.At(0.5), values.At(below1)})
	rapid.Check(t, func(t *rapid.T) {
		r := Range{From: rapid.Float64Range(1e-6, 1e6).Draw(t, "from"), Scale: rapid.SampledFrom([]Scale{"", Log}).Draw(t, "scale")}
		r.To = r.From * rapid.Float64Range(1.001, 1e6).Draw(t, "ratio")
		x, err := strconv.ParseFloat(r.at(rapid.Float64Range(0, below1).Draw(t, "place")), 64)
		if err != nil || x < r.From*(1-1e-11) || x > r.To*(1+1e-11) {
			t.Fatalf("got %v", x)
		}
	})
}
