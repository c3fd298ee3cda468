package market

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/param"
)

func TestPathAt(t *testing.T) {
	ladder := Steps([]int{0, 12, 24}, []float64{100, 200, 400})
	ramp := Ramp(12, 24, 100, 220)
	for _, c := range []struct {
		name  string
		path  Series
		month int
		want  float64
	}{
		{"constant", Constant(20), 7, 20},
		{"steps before", ladder, -3, 100},
		{"steps first", ladder, 0, 100},
		{"steps last month of the first", ladder, 11, 100},
		{"steps on the day", ladder, 12, 200},
		{"steps held", ladder, 500, 400},
		{"late steps", Steps([]int{6}, []float64{5}), 0, 5},
		{"ramp before", ramp, 0, 100},
		{"ramp start", ramp, 12, 100},
		{"ramp middle", ramp, 18, 160},
		{"ramp end", ramp, 24, 220},
		{"ramp after", ramp, 99, 220},
		{"bent ramp", Series{Kind: KindRamp, Months: []int{0, 2, 4}, Values: []float64{0, 10, 30}}, 3, 20},
		{"logistic half-way", Logistic(18, 0.5, 100, 400), 18, 250},
		{"logistic long before", Logistic(18, 0.5, 100, 400), -1000, 100},
		{"logistic long after", Logistic(18, 0.5, 100, 400), 1000, 400},
		{"data first", Data([]float64{3, 1, 2}), 0, 3},
		{"data before", Data([]float64{3, 1, 2}), -1, 3},
		{"data last", Data([]float64{3, 1, 2}), 2, 2},
		{"data held", Data([]float64{3, 1, 2}), 50, 2},
	} {
		require.NoError(t, param.Check(c.path), c.name)
		require.Equal(t, c.want, c.path.At(c.month), c.name)
	}
	require.InDelta(t, 100+300/(1+math.Exp(1.5)), Logistic(18, 0.5, 100, 400).At(15), 1e-4)
}

func TestLogisticIsTheTextbookOne(t *testing.T) {
	for x := -100.0; x <= 100; x += 0.37 {
		require.InDelta(t, 1/(1+math.Exp(-x)), logistic(x), 1e-7)
	}
}

func TestPathStaysBetweenItsValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0, 1e6).Draw(t, "a")
		b := rapid.Float64Range(0, 1e6).Draw(t, "b")
		at := rapid.IntRange(-50, 50).Draw(t, "month")
		month := rapid.IntRange(-100, 100).Draw(t, "now")
		for _, p := range []Series{Ramp(at, at+rapid.IntRange(1, 60).Draw(t, "length"), a, b), Logistic(at, 0.3, a, b)} {
			got := p.At(month)
			slack := 1e-9 * max(a, b)
			require.GreaterOrEqual(t, got, min(a, b)-slack)
			require.LessOrEqual(t, got, max(a, b)+slack)
			if a <= b {
				require.LessOrEqual(t, got, p.At(month+1)+slack, "no step back on the way up")
			}
		}
	})
}

func TestPathProblems(t *testing.T) {
	for _, c := range []struct {
		path Series
		want string
	}{
		{Series{}, `kind: got "", want one of constant, steps, ramp, logistic, data`},
		{Series{Kind: "step", Values: []float64{1}}, `kind: got "step", want one of constant, steps, ramp, logistic, data; did you mean steps?`},
		{Series{Kind: KindConstant}, "values: got 0, want 1 for a constant series"},
		{Series{Kind: KindConstant, Values: []float64{1, 2}}, "values: got 2, want 1 for a constant series"},
		{Series{Kind: KindConstant, Values: []float64{1}, Months: []int{0}}, "months: got 1, want 0 for a constant series of 1 values"},
		{Series{Kind: KindData}, "values: got none, want at least one"},
		{Steps(nil, nil), "values: got none, want at least one"},
		{Steps([]int{0, 12}, []float64{1}), "months: got 2, want 1 for a steps series of 1 values"},
		{Steps([]int{0, 12, 12}, []float64{1, 2, 3}), "months[2]: got month 12 after month 12, want ascending months"},
		{Ramp(24, 12, 1, 2), "months[1]: got month 12 after month 24, want ascending months"},
		{Series{Kind: KindLogistic, Values: []float64{1, 2}}, "months: got 0, want 1 for a logistic series of 2 values"},
		{Series{Kind: KindConstant, Values: []float64{1}, Speed: 1}, "speed: got 1, want none for a constant series"},
		{Logistic(0, -1, 1, 2), "speed: got -1 1/month, want 0 to 1000000"},
		{Constant(math.NaN()), "values[0]: got NaN, want a finite number"},
	} {
		require.EqualError(t, param.Check(c.path), c.want)
	}
	require.ErrorIs(t, param.Check(Series{Kind: "x", Values: []float64{1}}), param.ErrUnknown)
}

func TestPathJSON(t *testing.T) {
	for _, p := range []Series{
		Constant(0), Steps([]int{0, 12}, []float64{1, 2}), Ramp(1, 2, 3, 4), Logistic(5, 0.25, 1, 2), Data([]float64{1, 2, 3}),
	} {
		text, err := json.Marshal(p)
		require.NoError(t, err)
		got := Steps([]int{7}, []float64{7}) // nothing of which may stay
		require.NoError(t, json.Unmarshal(text, &got))
		require.Equal(t, p, got, string(text))
	}
	var p Series
	require.NoError(t, json.Unmarshal([]byte("250"), &p))
	require.Equal(t, Constant(250), p)
	require.Error(t, json.Unmarshal([]byte(`{"kind":"constant","value":1}`), &p))
	require.Error(t, json.Unmarshal([]byte(`"constant"`), &p))
}

func TestReadSeries(t *testing.T) {
	p, err := ReadSeries(strings.NewReader("\ufeff# the question's ladder\nvalue, month,note\n1e2,0,\n 200,12,x\n400, \"24\",\n"[3:]), "ladder.csv")
	require.NoError(t, err)
	require.Equal(t, Steps([]int{0, 12, 24}, []float64{100, 200, 400}), p)

	for text, want := range map[string]string{
		"":                   "p.csv: got no header line, want one with the columns month, value",
		"month,price\n0,1\n": "p.csv:1: the header has no column value",
		"month,value\n":      "p.csv: got no rows below the header, want at least one",
		"month,value\n0,1\n1.5,2\n3,x\n2,1\n2,1\n4,NaN\n5\n": strings.Join([]string{
			`p.csv:3:1: column month: got "1.5", want a whole number`,
			`p.csv:4:3: column value: got "x", want a number`,
			"p.csv:6:1: column month: got 2 after 2, want ascending months",
			`p.csv:7:3: column value: got "NaN", want a number`,
			"p.csv:8: got 1 columns, want 2 as in the header",
		}, "\n"),
		"month,value\n-2e6,1\n": "p.csv: months[0]: got -2000000 month, want -1048576 to 1048576",
	} {
		_, err := ReadSeries(strings.NewReader(text), "p.csv")
		require.EqualError(t, err, want)
	}
	_, err = ReadSeriesFile("testdata/no-such-file.csv")
	require.ErrorContains(t, err, "no-such-file.csv")
}

func FuzzReadSeries(f *testing.F) {
	f.Add("month,value\n0,100\n12,200\n")
	f.Add("# comment\nmonth,value\n-3,1e300\n\n4,\"5\"\n")
	f.Add("month,value\n0,\"1\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ReadSeries(strings.NewReader(text), "f")
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.NoError(t, param.Check(p), "what is read is valid")
		for i, month := range p.Months {
			require.Equal(t, p.Values[i], p.At(month))
		}
	})
}

func FuzzPathJSON(f *testing.F) {
	f.Add([]byte(`{"kind":"steps","months":[0,12],"values":[1,2]}`))
	f.Add([]byte(`17`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p Series
		if json.Unmarshal(text, &p) == nil && p.valid() {
			_ = p.At(0) // a valid path has a value in every month
			_ = p.At(1000)
		}
	})
}
