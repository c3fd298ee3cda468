package rng_test

import (
	"bufio"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	randv2 "math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/rng"
)

var update = flag.Bool("update", false, "rewrite testdata/frozen.txt; a changed stream changes every result")

// TestKnownAnswers holds the generator to the vectors that Random123 publishes (tests/kat_vectors, threefry4x32).
func TestKnownAnswers(t *testing.T) {
	const vectors = `
13 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 531c7e4f 39491ee5 2c855a92 3d6abf9a
13 ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff c4189358 1c9cc83a d5881c67 6a0a89e0
13 243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 082efa98 ec4e6c89 4aa71d8f 734738c2 431fc6a8 ae6debf1
20 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 9c6ca96a e17eae66 fc10ecd4 5256a7d8
20 ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 2a881696 57012287 f6c7446e a16a6732
20 243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 082efa98 ec4e6c89 59cd1dbb b8879579 86b5d00c ac8b6d84
72 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 93171da6 9220326d b392b7b1 ff58a002`
	for line := range strings.Lines(strings.TrimSpace(vectors)) {
		var rounds int
		var w [12]uint32
		fields := []any{&rounds}
		for i := range w {
			fields = append(fields, &w[i])
		}
		_, err := fmt.Sscanf(line, "%d"+strings.Repeat(" %x", 12), fields...)
		require.NoError(t, err)
		require.Equal(t, [4]uint32(w[8:]), rng.Threefry4x32([4]uint32(w[:4]), [4]uint32(w[4:8]), rounds), line)
	}
}

// TestQuad holds the unrolled block to the readable one, and streams to the block.
func TestQuad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		person := rng.Person(rapid.IntRange(0, 1<<20).Draw(t, "stratum"), rapid.IntRange(0, 1<<31-1).Draw(t, "index"))
		tick := rapid.IntRange(-1, 1<<20).Draw(t, "tick")
		purpose := rng.Purpose(rapid.Byte().Draw(t, "purpose"))
		n := rapid.Uint32Range(0, 3).Draw(t, "n")
		quad := rng.QuadOf(person)
		want := rng.Threefry4x32(rng.Counter(quad, tick, purpose, n),
			[4]uint32{uint32(seed), uint32(seed >> 32), 0, 0}, rng.Rounds)
		require.Equal(t, want, rng.NewKey(seed).Quad(quad, tick, purpose, n))
		words := make([]uint32, 4*rapid.SampledFrom([]int{1, 2, 15, 16, 17, 32, 33, 100}).Draw(t, "quads"))
		quad = rapid.SampledFrom([]uint64{quad, 1<<32 - 1, 1<<32 - 20, 3<<32 - 16}).Draw(t, "first quad")
		rng.NewKey(seed).Quads(words, quad, tick, purpose, n)
		for i := 0; i < len(words); i += 4 {
			require.Equal(t, rng.NewKey(seed).Quad(quad+uint64(i/4), tick, purpose, n), [4]uint32(words[i:]))
		}

		s := rng.At(seed, person, tick, purpose)
		for range n {
			s.Uint32()
		}
		require.Equal(t, want[person&3], s.Uint32())
	})
}

// TestFrozenStreams holds the streams to what they always were: whoever changes them changes every published result.
func TestFrozenStreams(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		seed    uint64
		stratum int
		index   int
		tick    int
		purpose rng.Purpose
	}{
		{1, 0, 0, 0, rng.Signal},
		{1, 0, 1, 0, rng.Signal},
		{1, 0, 4, 0, rng.Signal},
		{1, 1, 0, 0, rng.Signal},
		{1, 0, 0, 1, rng.Signal},
		{1, 0, 0, -1, rng.Income},
		{1 << 40, 830, 1 << 31, 35, rng.Users},
	} {
		s := rng.At(c.seed, rng.Person(c.stratum, c.index), c.tick, c.purpose)
		fmt.Fprintf(&b, "%d %d/%d tick %d purpose %d: %08x %016x", c.seed, c.stratum, c.index, c.tick, c.purpose, s.Uint32(), s.Uint64())
		fmt.Fprintf(&b, " %.12g %.9g %.9g %.9g\n", s.Float64(), s.Normal(), s.LogNormal(0, 0.5), s.Beta(1.2, 10.8))
	}
	const path = "testdata/frozen.txt"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o666))
	}
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	got := bufio.NewScanner(strings.NewReader(b.String()))
	for want := bufio.NewScanner(f); want.Scan(); {
		require.True(t, got.Scan())
		require.Equal(t, want.Text(), got.Text())
	}
	require.False(t, got.Scan())
}

// TestSources drives samplers of gonum, math/rand/v2 and reseeding with the same stream.
func TestSources(t *testing.T) {
	s := rng.At(7, 3, 0, rng.Users)
	var src rng.Source = s
	first := distuv.LogNormal{Mu: 0, Sigma: 1, Src: src}.Rand()
	second := randv2.New(src).Float64()
	src.Seed(7)
	require.Equal(t, first, distuv.LogNormal{Mu: 0, Sigma: 1, Src: src}.Rand())
	require.Equal(t, second, randv2.New(src).Float64())
	src.Seed(8)
	require.NotEqual(t, first, distuv.LogNormal{Mu: 0, Sigma: 1, Src: src}.Rand())
}

// TestUniformity looks at what the simulation draws: one word for each of many people. Every pair of neighbours in
// person, tick, purpose and seed must look independent: correlations within 4.5 standard errors, bytes even.
func TestUniformity(t *testing.T) {
	const n = 1 << 16
	draw := func(seed uint64, tick int, purpose rng.Purpose, shift int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(rng.At(seed, rng.Person(0, i+shift), tick, purpose).Uint32()) * 0x1p-32
		}
		return x
	}
	base := draw(1, 0, rng.Signal, 0)
	limit := 4.5 / math.Sqrt(n)
	for name, other := range map[string][]float64{
		"next person":  draw(1, 0, rng.Signal, 1),
		"next quad":    draw(1, 0, rng.Signal, 4),
		"next tick":    draw(1, 1, rng.Signal, 0),
		"next purpose": draw(1, 0, rng.Admission, 0),
		"next seed":    draw(2, 0, rng.Signal, 0),
	} {
		require.Less(t, math.Abs(stat.Correlation(base, other, nil)), limit, name)
	}
	require.InDelta(t, 0.5, stat.Mean(base, nil), 4.5*math.Sqrt(1.0/12/n))
	for byteOf := range 4 {
		var counts [256]float64
		for i := range n {
			counts[rng.At(1, rng.Person(0, i), 0, rng.Signal).Uint32()>>(8*byteOf)&255]++
		}
		chi2 := 0.0
		for _, c := range counts {
			chi2 += (c - n/256) * (c - n/256) / (n / 256)
		}
		require.InDelta(t, 255, chi2, 4.5*math.Sqrt(2*255), "byte %d", byteOf)
	}
}

// TestNormal holds the float64 form to 1e-6 relative against an inversion by bisection of the distribution function.
func TestNormal(t *testing.T) {
	s := rng.At(3, 5, 0, rng.Users)
	for range 2000 {
		u := rng.At(3, 5, 0, rng.Users)
		*u = *s
		p, z := u.Float64(), s.Normal()
		lo, hi := -10.0, 10.0
		for range 200 {
			if mid := (lo + hi) / 2; 0.5*math.Erfc(-mid/math.Sqrt2) < p {
				lo = mid
			} else {
				hi = mid
			}
		}
		require.InEpsilon(t, lo, z, 1e-6)
	}
}

// TestDistributions compares moments of what is drawn with gonum's closed forms.
func TestDistributions(t *testing.T) {
	const n = 20000
	var beta, logNormal []float64
	for i := range n {
		s := rng.At(11, rng.Person(0, i), -1, rng.Users)
		beta = append(beta, s.Beta(1.5, 6))
		logNormal = append(logNormal, s.LogNormal(-0.125, 0.5))
	}
	b, l := distuv.Beta{Alpha: 1.5, Beta: 6}, distuv.LogNormal{Mu: -0.125, Sigma: 0.5}
	require.InDelta(t, b.Mean(), stat.Mean(beta, nil), 5*b.StdDev()/math.Sqrt(n))
	require.InDelta(t, 1, stat.Mean(logNormal, nil), 5*l.StdDev()/math.Sqrt(n))
	require.InEpsilon(t, b.Variance(), stat.Variance(beta, nil), 0.05)
}

// TestTable holds tabulated quantiles to exact ones.
func TestTable(t *testing.T) {
	for _, q := range []distuv.Beta{{Alpha: 1.2, Beta: 10.8}, {Alpha: 1.5, Beta: 6}} {
		table := rng.NewTable(q)
		check := func(word uint32) {
			want := q.Quantile((float64(word) + 0.5) * 0x1p-32)
			require.InEpsilon(t, want, table.At(word), 2e-5, "%v at %#x", q, word)
		}
		for i := range uint32(4000) {
			check(i*1073741 + 64)
		}
		for shift := range 25 { // towards both ends
			check(1 << (31 - shift))
			check(3 << (29 - shift))
			check(^uint32(5 << (28 - shift)))
		}
		require.Greater(t, table.At(0), float32(0))
		require.Less(t, table.At(math.MaxUint32), float32(1))
		last := float32(0)
		for word := uint32(0); word < math.MaxUint32-1<<20; word += 1 << 20 {
			require.GreaterOrEqual(t, table.At(word), last, "monotone")
			last = table.At(word)
		}
	}
}

// TestBetaTable: the table of a beta distribution that is made fast is the one of its quantiles, to the bit, also where these have few digits.
func TestBetaTable(t *testing.T) {
	for _, beta := range []distuv.Beta{
		{Alpha: 1.2, Beta: 10.8},
		{Alpha: 1.5, Beta: 6},
		{Alpha: 1.3, Beta: 10.8},
		{Alpha: 0.67, Beta: 6},
		{Alpha: 1, Beta: 1},
		{Alpha: 3, Beta: 2},
		{Alpha: 0.1, Beta: 0.1},
		{Alpha: 0.1, Beta: 30},
		{Alpha: 100, Beta: 0.1},
		{Alpha: 100, Beta: 100},
		{Alpha: 1.232, Beta: 51.62},
		{Alpha: 30, Beta: 1.9},
		{Alpha: 1.05, Beta: 1000},
		{Alpha: 760, Beta: 0.06},
	} {
		one := rng.NewTable(struct{ rng.Quantiler }{beta}) // which is no distuv.Beta
		require.True(t, *one == *rng.NewTable(beta), "%v", beta)
	}
}

// TestBetaTail: the last of many people are not next to 1 where beta is large. With alpha = 1 a quantile is 1 - (1-p)^(1/beta).
func TestBetaTail(t *testing.T) {
	for _, beta := range []float64{30, 40, 100, 101, 1000} {
		table := rng.NewTable(distuv.Beta{Alpha: 1, Beta: beta})
		for shift := 1; shift < 26; shift++ {
			rest := 0x1p-32 * (float64(uint32(1)<<(31-shift)) + 0.5)
			require.InEpsilon(t, -math.Expm1(math.Log(rest)/beta), table.At(^(1 << (31 - shift))), 2e-5, "beta %v, rest %v", beta, rest)
		}
	}
}

// TestTableAll holds it to At, with words from both ends to the median and lengths that fill no vector.
func TestTableAll(t *testing.T) {
	table := rng.NewTable(distuv.UnitNormal)
	words := []uint32{0, 1, 2, 1<<31 - 129, 1<<31 - 128, 1<<31 - 127, 1<<31 - 1, 1 << 31, 1<<31 + 127, 1<<31 + 128, math.MaxUint32}
	for i := range uint32(1200) {
		words = append(words, i*0x9e3779b9, 1<<31>>(i%31)+i, ^(1 << 31 >> (i % 31)))
	}
	for _, n := range []int{0, 1, 15, 16, 17, 500, 512, 513, 1025, len(words)} {
		got := make([]float32, n)
		table.All(got, words[:n])
		for i, x := range got {
			require.Equal(t, table.At(words[i]), x, "word %#x of %d", words[i], n)
		}
	}
}

func BenchmarkQuad(b *testing.B) {
	key := rng.NewKey(1)
	i := uint64(0)
	for b.Loop() {
		key.Quad(i, 0, rng.Signal, 0)
		i++
	}
}

func BenchmarkNewTable(b *testing.B) {
	for b.Loop() {
		rng.NewTable(distuv.Beta{Alpha: 1.2, Beta: 10.8})
	}
}

func BenchmarkTable(b *testing.B) {
	table := rng.NewTable(distuv.Beta{Alpha: 1.2, Beta: 10.8})
	word := uint32(0)
	for b.Loop() {
		table.At(word)
		word += 0x9e3779b9
	}
}

// TestPurposes: no two purposes have the same number, or they would share their draws, and none has another than it had.
func TestPurposes(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "stream.go", nil, 0)
	require.NoError(t, err)
	of := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Purpose" {
			number := spec.Values[0].(*ast.BasicLit).Value
			require.NotContains(t, of, number, "of %s", spec.Names[0].Name)
			of[number] = spec.Names[0].Name
		}
		return false
	})
	require.Equal(t, map[string]string{
		"1": "Income", "2": "Cognition", "3": "Aptitude", "4": "Belief", "5": "BudgetShare", "6": "RightSide", "7": "Threshold", "8": "Signal",
		"9": "Admission", "10": "Panel", "11": "Wait", "12": "UseCost", "13": "Intensity", "14": "Ties", "15": "Need", "16": "Cancel", "128": "Users",
	}, of)
}
