package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// float returns a JSON number, or what its string stands for.
func float(t require.TestingT, v any) float64 {
	if s, ok := v.(string); ok {
		x, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		return x
	}
	x, ok := v.(float64)
	require.True(t, ok, "%v is no number", v)
	return x
}

// TestMeasureAgreesWithReference runs the command over the reference data sets and holds it to every record whose
// measure and parameters it prints.
func TestMeasureAgreesWithReference(t *testing.T) {
	dir := filepath.Join("..", "..", "inequality", "testdata", "golden")
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	checked := map[string]int{}
	type ran struct {
		errs     string
		measures []measured
	}
	commands := map[string]ran{}
	for _, file := range files {
		for _, r := range records(t, strings.TrimSuffix(file, ".csv")+".json") {
			args, ok := commandOf(file, r.Params)
			if !ok {
				continue
			}
			line := strings.Join(args, " ")
			if _, known := commands[line]; !known {
				out, errs, code := command(t, "", args...)
				found := ran{errs: errs}
				if !strings.Contains(errs, "outside") {
					require.Zero(t, code, errs)
					found.measures = decode(t, out).Measures
				}
				commands[line] = found
			}
			if strings.Contains(commands[line].errs, "outside") {
				continue // bounds of another variable
			}
			for _, m := range commands[line].measures {
				if m.Measure != r.Measure || !reflect.DeepEqual(m.Params, r.Params) {
					continue
				}
				want, got := float(t, r.Value), float(t, m.Value)
				checked[r.Measure]++
				if math.IsInf(want, 0) || math.IsNaN(want) {
					require.Equal(t, fmt.Sprint(want), fmt.Sprint(got))
					continue
				}
				tolerance := math.Max(r.Rtol*math.Abs(want), 1e-12)
				require.InDelta(t, want, got, tolerance, "%s: %s %v", file, m.Measure, m.Params)
			}
		}
	}
	for _, measure := range []string{
		"gini", "gini_unbiased", "theil_t", "ge", "atkinson", "quantile", "lorenz", "palma", "sgini", "fgt", "watts", "sen", "wolfson",
		"concentration_index", "erreygers", "wagstaff", "kakwani", "ge_within", "atkinson_between", "gini_overlap",
		"mean_gap", "cliffs_delta", "ks", "wasserstein1", "cohens_d", "quantile_gap", "quantile_ratio", "top_share", "esteban_ray",
	} {
		require.Positive(t, checked[measure], measure)
	}
}

type reference struct {
	Measure string
	Params  map[string]any
	Value   any
	Rtol    float64
}

func records(t *testing.T, file string) (r []reference) {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &r))
	return r
}

// commandOf returns the command line that prints a measure with these parameters.
func commandOf(file string, p map[string]any) (args []string, ok bool) {
	args = []string{"measure", file, "--json"}
	value, found := p["x"]
	if !found {
		value, found = p["y"]
	}
	for _, flag := range [][2]any{{"--value", value}, {"--weight", p["w"]}, {"--rank", p["rank"]}, {"--group", p["group"]}, {"--line", p["z"]}, {"--lo", p["lo"]}, {"--hi", p["hi"]}} {
		if flag[1] != nil {
			args = append(args, flag[0].(string), fmt.Sprint(flag[1]))
		}
	}
	_, lists := value.(string)
	return args, found && lists && p["sources"] == nil && p["covariates"] == nil && p["bin_width"] == nil
}

// TestStreamHoldsTheExactValues measures the same people both ways, with weights from 1e-12 to 1e12 in any order: what is undefined, what
// is exact and what lies between bounds agree, and what the stream does not give it says.
func TestStreamHoldsTheExactValues(t *testing.T) {
	t.Parallel()
	weights := map[string]*rapid.Generator[string]{
		"whole": rapid.Map(rapid.IntRange(0, 9), strconv.Itoa),
		"any": rapid.OneOf(
			rapid.SampledFrom([]string{"0", ".35", "1", "3", "1e-12", "1e-9", "0.1", "1e12"}),
			rapid.Map(rapid.Float64Range(-27.6, 27.6), func(log float64) string { return fmt.Sprint(math.Exp(log)) }),
		),
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 80).Draw(t, "n")
		value := rapid.OneOf(rapid.Float64Range(1e-6, 100), rapid.SampledFrom([]float64{0, 1, 2, 50, 100}), rapid.Float64Range(49.9, 50.1))
		lo := rapid.SampledFrom([]float64{0, 0, -100}).Draw(t, "lo")
		if lo < 0 {
			value = rapid.OneOf(value, rapid.Float64Range(-100, -1e-6), rapid.SampledFrom([]float64{-1, -3}))
		}
		kind := rapid.SampledFrom([]string{"none", "whole", "any"}).Draw(t, "weights")
		var b strings.Builder
		b.WriteString("x,w,r,g\n")
		for i := range n {
			weight := "1" // the first counts: where nobody does, there is nothing to measure
			if g := weights[kind]; g != nil && i > 0 {
				weight = g.Draw(t, "w")
			}
			fmt.Fprintf(&b, "%v,%s,%v,%d\n", value.Draw(t, "x"), weight, value.Draw(t, "r"), rapid.IntRange(0, 1).Draw(t, "g"))
		}
		args := []string{"measure", "--value", "x", "--rank", "r", "--group", "g", "--line", "30", "--lo", fmt.Sprint(lo), "--hi", "100", "--json"}
		if kind != "none" {
			args = append(args, "--weight", "w")
		}
		out, errs, code := command(t, b.String(), args...)
		require.Zero(t, code, errs)
		exact := decode(t, out)
		out, errs, code = command(t, b.String(), append(args, "--max-exact", fmt.Sprint(rapid.IntRange(0, n-1).Draw(t, "max")))...)
		require.Zero(t, code, errs)
		streamed := decode(t, out)
		require.Equal(t, exact.N, streamed.N)
		compare(t, exact, streamed)
		_, leftOut, _ := strings.Cut(errs, "streamed, so without ")
		for _, m := range exact.Measures {
			if !slices.ContainsFunc(streamed.Measures, m.is) {
				require.Contains(t, leftOut, m.Measure, "%s is left out without a word", m.Measure)
			}
		}
	})
}

// is reports whether both are the same measure.
func (m measured) is(other measured) bool {
	return m.Measure == other.Measure && reflect.DeepEqual(m.Params, other.Params)
}

func compare(t *rapid.T, exact, streamed decoded) {
	mean, spread := float(t, exact.find(t, "mean").Value), math.Sqrt(float(t, exact.find(t, "variance").Value))
	for _, s := range streamed.Measures {
		k := slices.IndexFunc(exact.Measures, s.is)
		require.GreaterOrEqual(t, k, 0, "%s %v", s.Measure, s.Params)
		want, got := float(t, exact.Measures[k].Value), float(t, s.Value)
		what := fmt.Sprintf("%s %v: want %v, got %v (%v to %v)", s.Measure, s.Params, want, got, s.Lo, s.Hi)
		noise := 1e-12 // rounding of the exact measure, which a mean near 0 magnifies
		if spread > 0 {
			noise *= math.Pow(1+spread/math.Abs(mean), 2)
		}
		size := math.Max(1, math.Abs(want))
		switch {
		case math.IsNaN(want):
			require.True(t, math.IsNaN(got) || noise > 1e-3, what)
		case math.IsInf(want, 0):
			require.True(t, want == got || math.Abs(got) > 1e6, what)
		case math.IsNaN(got):
			require.Greater(t, noise, 1e-3, what) // the mean cannot be told from 0
		case s.Lo == nil && math.Abs(want) < 1e6:
			require.InDelta(t, want, got, (1e-8+noise)*size, what)
		case s.Lo != nil:
			require.True(t, float(t, s.Lo)-noise*size <= want && want <= float(t, s.Hi)+noise*size, what)
		}
	}
}

// A generated file has so many rows, and notes the most memory in use while it is read.
type generated struct {
	rows, next int
	left       []byte
	reads      int
	peak       uint64
}

func (g *generated) Read(p []byte) (int, error) {
	for len(g.left) < len(p) && g.next < g.rows {
		if g.next == 0 {
			g.left = append(g.left, "x,w\n"...)
		}
		x := math.Exp(10 + math.Mod(float64(g.next)*.6180339887, 2))
		g.left = fmt.Appendf(g.left, "%.3f,%d\n", x, 1+g.next%7)
		g.next++
	}
	if g.reads++; g.reads%64 == 0 {
		now := heap()
		for range 3 { // what others allocate between a collection and the look is not held: on a busy machine it can be much
			if now > g.peak {
				now = min(now, heap())
			}
		}
		g.peak = max(g.peak, now)
	}
	if len(g.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, g.left)
	g.left = append(g.left[:0], g.left[n:]...)
	return n, nil
}

// heap is how many bytes are held after a collection.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestStreamMemory reads more rows than the bound would hold, and shows that the bound can fail: held for exact measures, the
// same rows exceed it.
func TestStreamMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 2 x 700 thousand rows")
	}
	const rows, bound = 700_000, 8 << 20
	peak := func(args ...string) uint64 {
		before := heap()
		g := &generated{rows: rows}
		code := run(context.Background(), append([]string{"measure", "--value", "x", "--weight", "w"}, args...), g, io.Discard, io.Discard)
		require.Zero(t, code)
		return g.peak - before
	}
	require.Less(t, peak("--stream"), uint64(bound))
	require.Less(t, peak("--max-exact", "1000"), uint64(bound))
	require.Greater(t, peak(), uint64(bound))
}

// TestTableIsAligned holds that every line of the table has the same columns in the same places.
func TestTableIsAligned(t *testing.T) {
	out, _, code := command(t, "", "measure", people, "--value", "income")
	require.Zero(t, code)
	lines := strings.Split(strings.TrimSpace(out), "\n")[2:]
	at := strings.Index(lines[0], "value")
	for _, l := range lines[1:] {
		require.NotEqual(t, ' ', rune(l[at]), l)
		require.Equal(t, ' ', rune(l[at-1]), l)
	}
}

func BenchmarkMeasureStream(b *testing.B) {
	var text strings.Builder
	w := csv.NewWriter(&text)
	_ = w.Write([]string{"x", "w"})
	for i := range 100_000 {
		_ = w.Write([]string{strconv.FormatFloat(math.Exp(10+math.Mod(float64(i)*.618, 2)), 'f', 2, 64), strconv.Itoa(1 + i%7)})
	}
	w.Flush()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if code := run(context.Background(), []string{"measure", "--value", "x", "--weight", "w", "--stream"}, strings.NewReader(text.String()), io.Discard, io.Discard); code != 0 {
			b.Fatal(code)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e5, "ns/row")
}

// Growth from one column to another.
func TestMeasureGrowth(t *testing.T) {
	panel := "before,after\n10,11\n20,24\n30,33\n40,40\n"
	out, errs, code := command(t, panel, "measure", "-", "--value", "after", "--rank", "before", "--json", "--measures", "growth_incidence(0.3),pro_poor_growth(25),non_anonymous_growth(2)")
	require.Zero(t, code, errs)
	m := decode(t, out).Measures
	require.Len(t, m, 4)
	for k, want := range []float64{.2, .15, 35.0/30 - 1, 73.0/70 - 1} {
		require.InDelta(t, want, float(t, m[k].Value), 1e-12)
	}
	_, errs, code = command(t, panel, "measure", "-", "--value", "after", "--rank", "before", "--measures", "pro_poor_growth")
	require.NotZero(t, code)
	require.Contains(t, errs, "z")
}
