package param

import (
	"errors"
	"fmt"
	"math"
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
	Months []int     `json:"months" unit:"month" range:"0,"`
	Values []float64 `json:"values" unit:"^" range:"^"`
}

func (p path) Problems(report func(path, format string, args ...any)) {
	if len(p.Months) != len(p.Values) {
		report("values", "got %d values for %d months", len(p.Values), len(p.Months))
	}
}

type tier struct {
	Name  string `json:"name"`
	Price path   `json:"price" unit:"u/month" range:"0,"`
	Quota path   `json:"quota" unit:"share" range:"0,1"`
}

type shop struct {
	Tiers  []tier             `json:"tiers"`
	Rho    float32            `json:"rho" unit:"1" range:"(0,10"`
	Seed   uint64             `json:"seed" unit:"1" range:","`
	Drift  float64            `json:"drift" unit:"1/month" range:","`
	Gain   [2]float64         `json:"gain" unit:"share" range:"0,1)"`
	Shares map[string]float64 `json:"shares" unit:"share" range:"0,1"`
	Extra  *path              `json:"extra" unit:"u" range:",0"`
	Mode   mode               `json:"mode"`
	On     bool               `json:"on"`
	Rule   func()             `json:"-"`
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
		Rho: 2, Drift: -1, Shares: map[string]float64{"b": 0.5, "a": 1}, Mode: 1, Rule: func() {}, hidden: math.NaN(),
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
	s.Shares["a"] = math.NaN()
	s.Extra = &path{[]int{0}, []float64{1e7}}
	s.Mode, s.On = 0, true
	want := []string{
		"tiers[0].price.months[0]: got -1 month, want >= 0",
		"tiers[0].price.values: got 0 values for 1 months",
		"tiers[0].quota.values[0]: got 1.5 share, want 0 to 1",
		"tiers[1].price.values[2]: got -5 u/month, want >= 0",
		"rho: got 0, want > 0 and <= 10",
		"drift: got +Inf 1/month, want a finite number",
		"gain[1]: got 1 share, want >= 0 and < 1",
		"shares[a]: got NaN share, want 0 to 1",
		"extra.values[0]: got 10000000 u, want <= 0",
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

type outer struct {
	inner
	X float64 `json:"x" unit:"1" range:"0,1"`
}

type inner struct {
	Y float64 `json:"y" unit:"1" range:"0,1"`
}

func (i inner) Problems(report func(path, format string, args ...any)) { report("y", "asked") }

type twice struct {
	inner
	Other
}

type Other struct {
	Z float64 `json:"z"`
}

func (Other) Problems(report func(path, format string, args ...any)) { report("z", "asked") }

func TestCheckAsksEmbeddedStructsOnce(t *testing.T) {
	require.EqualError(t, Check(outer{}), "y: asked")
	require.EqualError(t, Check(twice{}), "z: asked", "neither is promoted; the unexported one can't be asked")
	require.Equal(t, []string{"y", "x"}, pathsOf(outer{}))
}

func TestCheckOfNothing(t *testing.T) {
	require.NoError(t, Check(nil))
	require.NoError(t, Check((*shop)(nil)))
	require.NoError(t, Check(func() {}))
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
		"rho", "seed", "drift", "gain[0]", "gain[1]", "shares[a]", "shares[b]", "mode", "on",
	}, pathsOf(good()))
	require.Equal(t, Field{"tiers[1].price.values[2]", "u/month", Range{Low: 0, High: math.Inf(1)}, 400.0, "float64"}, fields[11])
	require.Equal(t, "param.mode", fields[21].Type)
}

func TestSetAndGet(t *testing.T) {
	s := good()
	for _, c := range []struct {
		path, value string
		want        any
	}{
		{"tiers[1].price.values[2]", "350.5", 350.5},
		{"tiers[1].name", "max", "max"},
		{"tiers[1].price.values", "[1,2,3]", []float64{1, 2, 3}},
		{"tiers[0].price", `{"months":[0],"values":[7]}`, path{[]int{0}, []float64{7}}},
		{"rho", "3.5", float32(3.5)},
		{"seed", "18446744073709551615", uint64(math.MaxUint64)},
		{"tiers[0].price.months[0]", "-4", -4},
		{"gain[1]", "0.25", 0.25},
		{"shares[b]", "0.75", 0.75},
		{"mode", "slow", mode(0)},
		{"on", "true", true},
	} {
		require.NoError(t, Set(s, c.path, c.value))
		got, err := Get(s, c.path)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	require.Equal(t, 1.0, s.Shares["a"], "others stay")

	for _, c := range []struct{ path, value, message string }{
		{"rho", "x", `rho: got "x", want a number`},
		{"rho", "1e99", `rho: got "1e99", want a number`},
		{"seed", "-1", `seed: got "-1", want a whole number, not negative`},
		{"tiers[0].price.months[0]", "1.5", `tiers[0].price.months[0]: got "1.5", want a whole number`},
		{"on", "2", `on: got "2", want true or false`},
		{"mode", "warp", `mode: got "warp", want slow or fast`},
		{"tiers[0].price", `{"prices":1}`, `tiers[0].price: got "{\"prices\":1}", want JSON: json: unknown field "prices"`},
	} {
		require.EqualError(t, Set(s, c.path, c.value), c.message)
	}
	require.Panics(t, func() { _ = Set(*s, "rho", "1") })
}

func TestUnknownNamesProposeTheNearest(t *testing.T) {
	s := good()
	for wrong, right := range map[string]string{
		"rhoo": "rho", "tires[1].price.values[2]": "tiers[1].price.values[2]", "values[2]": "tiers[1].price.values[2]",
		"drifd": "drift", "": "on",
	} {
		_, err := Get(s, wrong)
		require.ErrorIs(t, err, ErrUnknown)
		require.ErrorContains(t, err, "unknown name, did you mean "+right+"?")
	}
	require.EqualError(t, Set(s, "drifd", "1"), "drifd: unknown name, did you mean drift?")
	require.Empty(t, Nearest("x", nil))
	require.Equal(t, "ab", Nearest("a", []string{"ab", "ac"}), "the first of equals")
	require.EqualError(t, Unknown("x", []string{"a", "b"}), `got "x", want one of a, b`)
	require.ErrorIs(t, Unknown("x", nil), ErrUnknown)
}

func TestEditsIsADistance(t *testing.T) {
	require.Equal(t, 3, edits("kitten", "sitting"))
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.SampledFrom([]rune("abc")), 0, 6, -1)
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		require.Equal(t, edits(a, b), edits(b, a))
		require.Equal(t, a == b, edits(a, b) == 0)
		require.LessOrEqual(t, edits(a, c), edits(a, b)+edits(b, c))
		require.LessOrEqual(t, edits(a, b), max(len(a), len(b)))
	})
}

func TestUndeclared(t *testing.T) {
	require.Empty(t, Undeclared(good()))
	require.Empty(t, Undeclared(shop{}), "empty slices hide nothing")
	type bare struct {
		A float64            `json:"a" unit:"1"`
		B []int              `json:"b" range:"0,"`
		C map[string]float64 `json:"c" unit:"1" range:"0,"`
		D []path             `json:"d"`
		E *bare              `json:"e"`
		F mode               `json:"f"`
		G float32            `json:"-"`
	}
	require.Equal(t, []string{"a", "b[]", "d[].values[]"}, Undeclared(bare{}))
	require.Empty(t, Undeclared(&outer{}))
}

func TestDecode(t *testing.T) {
	s := good()
	require.NoError(t, Decode([]byte(`{"rho": 4, "mode": "fast", "shares": {"c": 1}, "tiers": [{"name": "one"}]}`), s))
	require.Equal(t, float32(4), s.Rho)
	require.Equal(t, -1.0, s.Drift, "what is not mentioned stays")
	require.Equal(t, map[string]float64{"a": 1, "b": 0.5, "c": 1}, s.Shares)
	require.Equal(t, []tier{{Name: "one"}}, s.Tiers, "a list is replaced as a whole: nothing of the old one shines through")

	before := *good()
	s = good()
	err := Decode([]byte(`{"Rho": 4, "tiers": [{}, {"prise": {}, "quota": {"value": 1}}], "extra": {"months": [0], "x": 1}, "rule": 1, "seed": 9}`), s)
	require.EqualError(t, err, strings.Join([]string{
		"Rho: unknown name, did you mean rho?",
		"extra.x: unknown name, did you mean months?",
		"rule: unknown name, did you mean mode?",
		"tiers[1].prise: unknown name, did you mean price?",
		"tiers[1].quota.value: unknown name, did you mean values?",
	}, "\n"))
	require.ErrorIs(t, err, ErrUnknown)
	require.Equal(t, before.Seed, s.Seed, "nothing is touched")

	require.EqualError(t, Decode([]byte("{\n\"rho\": ,}"), s), "line 2: invalid character ',' looking for beginning of value")
	require.EqualError(t, Decode([]byte(`{"tiers": [{"name": 3}]}`), s), "tiers.name: got a JSON number, want string")
	require.EqualError(t, Decode([]byte(`{"tiers": 3}`), s), "tiers: got a JSON number, want []param.tier")
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"rho": 4, "tiers": [{"price": {"values": [1]}}]}`))
	f.Add([]byte(`{"shares": {"a": {"b": []}}, "extra": null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := good()
		if Decode(data, s) == nil {
			for _, field := range Fields(s) {
				_, err := Get(s, field.Path)
				_ = err // keys of maps may hold anything; reading must not panic
			}
		}
	})
}
