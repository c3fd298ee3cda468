package param

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type mode uint8

func (m mode) MarshalText() ([]byte, error) { return []byte([]string{"slow", "fast"}[m]), nil }

func (m *mode) UnmarshalText(text []byte) error {
	switch string(text) {
	case "slow":
		*m = 0
	case "fast":
		*m = 1
	default:
		return fmt.Errorf("got %q, want slow or fast", text)
	}
	return nil
}

type path struct {
	Months []int     `json:"months" unit:"month" range:"0,1200" limit:"5"`
	Values []float64 `json:"values" unit:"^" range:"^" limit:"5"`
}

func (p path) Problems(report func(path, format string, args ...any)) {
	if len(p.Months) != len(p.Values) {
		report("values", "got %d values for %d months", len(p.Values), len(p.Months))
	}
}

type tier struct {
	Name  string `json:"name" limit:"10"`
	Price path   `json:"price" unit:"u/month" range:"0,1000"`
	Quota path   `json:"quota" unit:"share" range:"0,1"`
}

// work is an array whose elements have names.
type work [2]float64

func (work) Names() []string { return []string{"a", "b"} }

type shop struct {
	Tiers  []tier     `json:"tiers" limit:"3"`
	Rho    float32    `json:"rho" unit:"1" range:"(0,10"`
	Seed   uint64     `json:"seed" unit:"1" range:","`
	Drift  float64    `json:"drift" unit:"1/month" range:"-1e6,1e6"`
	Gain   [2]float64 `json:"gain" unit:"share" range:"0,1)"`
	Work   work       `json:"work" unit:"share" range:"0,1"`
	Extra  *path      `json:"extra" unit:"u" range:"-9,0"`
	Mode   mode       `json:"mode"`
	On     bool       `json:"on"`
	Rule   func()     `json:"-"`
	hidden float64
}

func (s *shop) Problems(report func(path, format string, args ...any)) {
	if len(s.Tiers) == 0 {
		report("", "no tiers")
	}
	if s.On && s.Mode == 0 {
		report("mode", "%w: got slow while on", ErrRange)
	}
}

func good() *shop {
	return &shop{
		Tiers: []tier{
			{"free", path{[]int{0}, []float64{0}}, path{[]int{0}, []float64{0.25}}},
			{"sota", path{[]int{0, 12, 24}, []float64{100, 200, 400}}, path{[]int{0}, []float64{1}}},
		},
		Rho: 2, Drift: -1, Work: work{1, 0.5}, Mode: 1, Rule: func() {}, hidden: math.NaN(),
	}
}

func TestCheckReportsAllProblemsWithTheirPaths(t *testing.T) {
	require.NoError(t, Check(good()))
	require.NoError(t, Check(*good()))

	s := good()
	s.Tiers[1].Price.Values[2] = -5
	s.Tiers[0].Quota.Values[0] = 1.5
	s.Tiers[0].Price.Months[0] = -1
	s.Tiers[0].Price.Values = nil
	s.Rho = 0
	s.Drift = math.Inf(1)
	s.Gain[1] = 1
	s.Work[0] = math.NaN()
	s.Extra = &path{[]int{0}, []float64{1e7}}
	s.Mode, s.On = 0, true
	want := []string{
		"tiers[0].price.months[0]: got -1 month, want 0 to 1200",
		"tiers[0].price.values: got 0 values for 1 months",
		"tiers[0].quota.values[0]: got 1.5 share, want 0 to 1",
		"tiers[1].price.values[2]: got -5 u/month, want 0 to 1000",
		"rho: got 0, want > 0 and <= 10",
		"drift: got +Inf 1/month, want -1000000 to 1000000",
		"gain[1]: got 1 share, want >= 0 and < 1",
		"work.a: got NaN share, want 0 to 1",
		"extra.values[0]: got 10000000 u, want -9 to 0",
		"mode: out of range: got slow while on",
	}
	for _, err := range []error{Check(s), Check(*s)} {
		require.Equal(t, want, strings.Split(err.Error(), "\n"))
		require.ErrorIs(t, err, ErrRange)
		first, ok := errors.AsType[*Error](err)
		require.True(t, ok)
		require.Equal(t, "tiers[0].price.months[0]", first.Path)
	}
	require.EqualError(t, Check(&shop{Rho: 1}), "no tiers")
}

func TestCheckKeepsUnitAndRangeOfTheHolder(t *testing.T) {
	require.NoError(t, Check(path{[]int{0}, []float64{-7}}), "by itself a path has no range")
	require.Error(t, Check(tier{Price: path{[]int{0}, []float64{-7}}}))
}

// TestCheckBut: what is known to be right is not looked at, and the rest is.
func TestCheckBut(t *testing.T) {
	type part struct {
		A float64 `json:"a" unit:"1" range:"0,1"`
	}
	v := struct {
		One part `json:"one"`
		Two part `json:"two"`
	}{part{2}, part{3}}
	require.ErrorContains(t, Check(&v), "one.a")
	err := CheckBut(&v, "one")
	require.ErrorContains(t, err, "two.a")
	require.NotContains(t, err.Error(), "one.a")
}

func TestCheckOfNothing(t *testing.T) {
	require.NoError(t, Check((*shop)(nil)))
}

func TestRange(t *testing.T) {
	for _, c := range []struct {
		tag, text string
		in, out   []float64
	}{
		{"0,1", "0 to 1", []float64{0, 0.5, 1}, []float64{-1e-300, 1.0000001}},
		{"(0,1", "> 0 and <= 1", []float64{1e-300, 1}, []float64{0, 2}},
		{"0,1)", ">= 0 and < 1", []float64{0}, []float64{1}},
		{"(0,1)", "> 0 and < 1", []float64{0.5}, []float64{0, 1}},
		{"(0,", "> 0", []float64{1e300}, []float64{0, -1}},
		{"-2,", ">= -2", []float64{-2}, []float64{-2.1}},
		{",3", "<= 3", []float64{-1e300, 3}, []float64{3.1}},
		{",3)", "< 3", []float64{2.9}, []float64{3}},
		{",", "a finite number", []float64{-1e308, 0, 1e308}, nil},
	} {
		r := parseRange(c.tag)
		require.Equal(t, c.text, r.String())
		for _, x := range c.in {
			require.True(t, r.Has(x), "%s has %g", c.tag, x)
		}
		for _, x := range append(c.out, math.NaN(), math.Inf(1), math.Inf(-1)) {
			require.False(t, r.Has(x), "%s has %g", c.tag, x)
		}
	}
	for _, tag := range []string{"", "0", "a,1", "2,1", "0 ,1"} {
		require.Panics(t, func() { parseRange(tag) }, tag)
	}
}

func pathsOf(v any) []string {
	var list []string
	for _, f := range Fields(v) {
		list = append(list, f.Path)
	}
	return list
}

func TestFields(t *testing.T) {
	fields := Fields(good())
	require.Equal(t, []string{
		"tiers[0].name", "tiers[0].price.months[0]", "tiers[0].price.values[0]", "tiers[0].quota.months[0]", "tiers[0].quota.values[0]",
		"tiers[1].name", "tiers[1].price.months[0]", "tiers[1].price.months[1]", "tiers[1].price.months[2]",
		"tiers[1].price.values[0]", "tiers[1].price.values[1]", "tiers[1].price.values[2]",
		"tiers[1].quota.months[0]", "tiers[1].quota.values[0]",
		"rho", "seed", "drift", "gain[0]", "gain[1]", "work.a", "work.b", "mode", "on",
	}, pathsOf(good()))
	require.Equal(t, Field{"tiers[1].price.values[2]", "u/month", Range{Low: 0, High: 1000}, 400.0, "float64"}, fields[11])
	require.Equal(t, "param.mode", fields[21].Type)
}

func TestFind(t *testing.T) {
	s := good()
	for path, want := range map[string]any{
		"tiers[1].price.values[2]": 400.0, "tiers[1].name": "sota", "rho": float32(2), "mode": mode(1), "gain[1]": 0.0,
		"work.b": 0.5, "work[1]": 0.5,
	} {
		p := PlaceOf(s).Find(path)
		require.NotNil(t, p, path)
		require.Equal(t, want, p.Value.Interface(), path)
	}
	require.Equal(t, "tiers[1].price.values[2]", PlaceOf(s).Find("tiers[1].price.values[2]").Path())
	PlaceOf(s).Find("rho").Value.SetFloat(3)
	require.Equal(t, float32(3), s.Rho)
	for _, path := range []string{"tiers[2]", "tiers[-1]", "tiers[1", "tiers[x]", "tiers.name", "none", "rho.x", "rho[0]", "[0]", ".", "..", "[", "mode[0]", "extra.months", "tiers[]"} {
		require.Nil(t, PlaceOf(s).Find(path), path)
	}
}

func TestNearest(t *testing.T) {
	var known []string
	for _, f := range Fields(good()) {
		known = append(known, f.Path)
	}
	for wrong, right := range map[string]string{
		"rhoo": "rho", "tires[1].price.values[2]": "tiers[1].price.values[2]", "values[2]": "tiers[1].price.values[2]",
		"drifd": "drift", "dri": "drift", "": "", "xyz": "", "something else": "", strings.Repeat("rho", 1000): "",
	} {
		require.Equal(t, right, Nearest(wrong, known), wrong)
	}
	require.Empty(t, Nearest("x", nil))
	require.Equal(t, "ab", Nearest("aa", []string{"ab", "ac"}), "the first of equals")
	require.EqualError(t, Unknown("x", []string{"a", "b"}), `got "x", want one of a, b; did you mean a?`)
	require.EqualError(t, Unknown("xyz", []string{"a", "b"}), `got "xyz", want one of a, b`)
	require.EqualError(t, Unknown("x19", make([]string, 21)), `got "x19", want one of 21 names`)
	require.EqualError(t, UnknownName("rhoo", []string{"a", "rho"}), "unknown name, did you mean rho?")
	require.EqualError(t, UnknownName("xyz", []string{"a", "rho"}), "unknown name, want one of a, rho")
	require.ErrorIs(t, Unknown("x", nil), ErrUnknown)
	require.ErrorIs(t, UnknownName("x", nil), ErrUnknown)
}

// TestNearestIsQuick: the effort has a limit, whatever the names.
func TestNearestIsQuick(t *testing.T) {
	known := make([]string, 100_000)
	for i := range known {
		known[i] = fmt.Sprintf("population.strata[%d].income[0].value", i)
	}
	_, effort := nearest(strings.Repeat("x", maxNear), known)
	require.Less(t, effort, maxEffort+maxNear*maxNear*2)
	_, effort = nearest(strings.Repeat("x", maxNear+1), known)
	require.Zero(t, effort)
	require.Equal(t, 5, editsUpTo("abcdefghij", strings.Repeat("z", 1000), 5))
}

func TestEdits(t *testing.T) {
	const far = 100
	effort := 0
	edits := func(a, b string) int { return edits(a, b, far, &effort) }
	require.Equal(t, 3, edits("kitten", "sitting"))
	require.Equal(t, 1, edits("nmae", "name"))
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.SampledFrom([]rune("abc")), 0, 6, -1)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		require.Equal(t, edits(a, b), edits(b, a))
		require.Equal(t, a == b, edits(a, b) == 0)
		require.LessOrEqual(t, edits(a, b), max(len(a), len(b)))
		enough := rapid.IntRange(0, 7).Draw(t, "enough")
		require.Equal(t, min(edits(a, b), enough), min(editsUpTo(a, b, enough), enough))
	})
}

func editsUpTo(a, b string, enough int) int {
	effort := 0
	return edits(a, b, enough, &effort)
}

func TestUndeclared(t *testing.T) {
	require.Empty(t, Undeclared(good()))
	require.Empty(t, Undeclared(shop{}), "empty slices hide nothing")
	type bare struct {
		A float64   `json:"a" unit:"1"`
		B []int     `json:"b" range:"0,1" limit:"3"`
		C []float64 `json:"c" unit:"1" range:"0,"`
		D []path    `json:"d" limit:"3"`
		E uint64    `json:"e" unit:"1" range:"0,"`
		F mode      `json:"f"`
		G float32   `json:"-"`
		H work      `json:"h"`
	}
	require.Equal(t, []string{
		"a: range", "b[]: unit", "c: limit", "c[]: range", "d[].values[]: unit", "h.a: unit", "h.b: unit",
	}, Undeclared(bare{}))
}

// TestSizes: what is too long is said once, and nobody looks into it.
func TestSizes(t *testing.T) {
	s := good()
	s.Tiers = make([]tier, 4)
	require.EqualError(t, Check(s), "tiers: got a list of 4, want at most 3")
	s = good()
	s.Tiers[0].Name, s.Tiers[1].Name = strings.Repeat("é", 1000), "a\x00b"
	require.EqualError(t, Check(s), "tiers[0].name: got a text of 2000 bytes, \""+strings.Repeat("é", 30)+"...\", want at most 10\n"+
		`tiers[1].name: got the control character U+0000 in "a\x00b", want text`)
	s.Tiers[0].Name, s.Tiers[1].Name = "\xff", "a\nb\tc"
	require.EqualError(t, Check(s), `tiers[0].name: got bytes that are not UTF-8, "\xff", want text`)
	require.ErrorIs(t, Check(s), ErrRange)
}

// many is a struct with more problems than are told.
type many struct {
	List []float64 `json:"list" unit:"1" range:"0,1" limit:"100000"`
}

func (many) Problems(report func(path, format string, args ...any)) {
	for range 1000 {
		report("list", "%s", strings.Repeat("x", 1<<20))
	}
}

func TestManyProblems(t *testing.T) {
	lines := strings.Split(Check(many{make([]float64, 10)}).Error(), "\n")
	require.Len(t, lines, MaxProblems+1)
	require.Less(t, len(lines[0]), 1100)
	require.Equal(t, "and 900 more problems", lines[MaxProblems])
	list := make([]float64, 99_999)
	list[0], list[7] = 7, 7
	for i := 10; i < 5010; i++ {
		list[i] = 2
	}
	lines = strings.Split(Check(many{list}).Error(), "\n")
	require.Equal(t, []string{"list[0]: got 7, want 0 to 1", "list[7]: got 7, want 0 to 1"}, lines[:2])
	require.Equal(t, "and 5902 more problems", lines[MaxProblems])
}

// TestNumbers: one way to read numbers.
func TestNumbers(t *testing.T) {
	for text, want := range map[string]float64{
		"1": 1, "-1.5": -1.5, "+2": 2, ".5": 0.5, "5.": 5, "1e3": 1000, "1E-2": 0.01, "010": 10, "10_000.5": 10000.5, "1e+2": 100,
		"1e-999": 0, "0e999999999999999999999": 0, "-0": 0,
	} {
		got, err := ParseNumber(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string]int64{
		"7": 7, "-7": -7, "010": 10, "1e4": 10000, "1.5e1": 15, "20.0": 20, "10_000": 10000, "00": 0, "-0": 0, "0e99": 0, "500e-2": 5,
		"9007199254740993.0": 9007199254740993, "9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
	} {
		got, err := ParseInt(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	seed, err := ParseUint("18446744073709551615")
	require.NoError(t, err)
	require.Equal(t, uint64(math.MaxUint64), seed)
	for text, want := range map[string]string{
		"": "want a whole number", "x": "want a whole number", "1.5": "want a whole number", "1e-1": "want a whole number",
		"_1": "want a whole number", "1_": "want a whole number", "1__0": "want a whole number", "1e": "want a whole number",
		"1e1.5": "want a whole number", "--1": "want a whole number", "1 2": "want a whole number", "٣": "want a whole number",
		"0x10": "want a number in decimal digits", "0o17": "want a number in decimal digits", "-0b1": "want a number in decimal digits",
		"0x1p3": "want a number in decimal digits", "inf": "want a whole number", "NaN": "want a whole number", "1,000": "want a whole number",
		"9223372036854775808": "want a number that is not so large", "1e99": "want a number that is not so large",
		"1e99999999999999999999": "want a number that is not so large", strings.Repeat("1", 1001): "want a whole number",
	} {
		_, err := ParseInt(text)
		require.EqualError(t, err, want, text)
	}
	for _, text := range []string{"inf", "NaN", "-Inf", "0x1p3", "1_", "e5", ".", "1e400", ""} {
		_, err := ParseNumber(text)
		require.Error(t, err, text)
	}
	_, err = ParseUint("-1")
	require.EqualError(t, err, "want a whole number, not negative")
}

// FuzzNumber: what is a whole number is the same as a number, to within its rounding, and nothing is read that strconv
// does not read.
func FuzzNumber(f *testing.F) {
	for _, text := range []string{"1", "-1.5e3", "10_000", "9007199254740993.0", "0x10", "1e400", ".5e1", "1__2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseInt(text)
		if err != nil {
			return
		}
		x, err := ParseNumber(text)
		require.NoError(t, err)
		require.Equal(t, float64(n), x)
		plain, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
		require.NoError(t, err)
		require.Equal(t, plain, x)
	})
}

// TestPlainNumber: the short way reads what the long way reads, to the bit, and nothing else.
func TestPlainNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`-?[0-9]{0,17}(\.[0-9]{0,17})?`),
			rapid.StringMatching(`[-+0-9._eEx ]{0,9}`),
			rapid.Map(rapid.Uint64Range(1<<52, 1<<53-1), func(n uint64) string { return strconv.FormatUint(n, 10) + ".5" }), // in the middle between two
			rapid.Map(rapid.Float64Range(1, 1e15), besideMiddle),
			rapid.Custom(func(t *rapid.T) string {
				return strconv.FormatFloat(rapid.Float64().Draw(t, "x"), 'f', rapid.IntRange(-1, 8).Draw(t, "digits"), 64)
			}),
		).Draw(t, "text")
		requirePlain(t, text)
	})
	for _, text := range []string{
		"0", "-0", "12.50", "999999999999999", "0.00000000000001", "-7.25", "18179.84323815452", "0.000000000000000000", "9999999999999999999", "0.000000000000000001", "9007199254740993",
		// rounded twice, without the remainder, and without the last bit of what is divided these are other numbers
		"90071992547409.95", "412983651.1345446408", "9.855735167585740975",
	} {
		require.True(t, requirePlain(t, text), text)
	}
	for _, text := range []string{"", "-", ".5", "5.", "+1", "1e3", "1_000", "12345678901234567890", "1.2.3", " 1"} {
		require.False(t, requirePlain(t, text), text)
	}
}

// requirePlain requires that a number is that of the long way if the short one reads it, which it returns.
func requirePlain(t require.TestingT, text string) (ok bool) {
	x, ok := plainNumber(text)
	if !ok {
		return false
	}
	_, decimal := parseDecimal(text)
	require.True(t, decimal, text)
	want, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	require.Equal(t, math.Float64bits(want), math.Float64bits(x), text)
	return true
}

// besideMiddle is a number of 19 digits as near as they come to the middle between x and the next float64.
func besideMiddle(x float64) string {
	middle := new(big.Float).SetPrec(54).Add(big.NewFloat(x), big.NewFloat((math.Nextafter(x, math.Inf(1))-x)/2))
	return middle.Text('f', mostDigits-len(middle.Text('f', 0)))
}
