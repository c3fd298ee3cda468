package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/population"
)

const taxes = `lower,upper,people,mean
0,10000,180,5600
10000,20000,220,15100
20000,35000,240,27000
35000,60000,200,45500
60000,100000,100,75500
100000,200000,45,131000
200000,,15,420000
`

// tableValues are the results of cogap brackets --json by measure, parameters and method.
func tableValues(t *testing.T, in string, args ...string) (values map[string]tableResult, errs string) {
	t.Helper()
	out, errs, code := command(t, in, append([]string{"brackets", "--json"}, args...)...)
	require.Zero(t, code, errs)
	var report struct {
		Measures []struct {
			Measure, Method string
			Params          map[string]any
			Value, Lo, Hi   *number
		}
	}
	require.NoError(t, json.Unmarshal([]byte(strings.ReplaceAll(out, `"Inf"`, "1e308")), &report))
	values = map[string]tableResult{}
	for _, m := range report.Measures {
		values[strings.TrimSpace(m.Measure+" "+params(m.Params).String()+" "+m.Method)] = tableResult{Value: m.Value, Lo: m.Lo, Hi: m.Hi}
	}
	return values, errs
}

func TestBrackets(t *testing.T) {
	v, errs := tableValues(t, taxes, "--line", "12000")
	require.InDelta(t, 0.51761451, float64(*v["gini  interpolation"].Value), 1e-8) // as in inequality/tabulated/testdata
	require.InDelta(t, 0.50315912, float64(*v["gini  bounds"].Lo), 1e-8)
	require.Nil(t, v["gini  bounds"].Value)
	require.Contains(t, v, "fgt alpha=1 z=12000 interpolation")
	require.Contains(t, v, "gini  general_quadratic")
	require.Contains(t, errs, "general_quadratic, which the World Bank accepts: general quadratic: A + C is 0.979")
	require.Contains(t, errs, "without beta: Beta: the curve falls")
	require.NotContains(t, errs, "tabulated:")

	// Without means, and with the mean of all.
	var bare []string
	for line := range strings.FieldsSeq(taxes) {
		bare = append(bare, line[:strings.LastIndex(line, ",")])
	}
	in := strings.Join(bare, "\n")
	v, _ = tableValues(t, in)
	require.Equal(t, 1.0, float64(*v["gini  bounds"].Hi))
	require.Contains(t, v, "gini  midpoint_pareto")
	narrow, _ := tableValues(t, in, "--total-mean", "39655")
	require.Less(t, float64(*narrow["gini  bounds"].Hi), 1.0)
	require.Greater(t, float64(*narrow["gini  bounds"].Lo), float64(*v["gini  bounds"].Lo))
}

func TestBracketsShares(t *testing.T) {
	in := "pop;held\n0;0\n.0092;.00208\n.0339;.01013\n.085;.03122\n.164;.07083\n.2609;.12808\n.4133;.23498\n.5497;.34887\n.7196;.51994\n.8196;.6427\n.9174;.79201\n.957;.86966\n.9751;.91277\n1;1\n"
	v, _ := tableValues(t, in, "--p", "pop", "--l", "held", "--line", "0.80982712")
	require.InDelta(t, 0.28901712, float64(*v["gini  general_quadratic"].Value), 1e-8)
	require.InDelta(t, 0.45061, float64(*v["fgt alpha=0 z=0.80982712 general_quadratic"].Value), 1e-5) // Datt 1998: 45.06%
	require.InDelta(t, 0.12475, float64(*v["fgt alpha=1 z=0.80982712 general_quadratic"].Value), 1e-5)
	require.InDelta(t, 0.04752, float64(*v["fgt alpha=2 z=0.80982712 general_quadratic"].Value), 1e-5)
	require.Contains(t, v, "gini  beta")
	require.NotContains(t, v, "mean  interpolation")
	for _, of := range []string{"gini ", "quantile p=0.5", "lorenz p=0.2", "top_share top=0.01", "fgt alpha=0 z=0.80982712", "fgt alpha=1 z=0.80982712"} {
		require.Contains(t, v, of+" interpolation")
		likely := float64(*v[of+" interpolation"].Value)
		require.GreaterOrEqual(t, likely, float64(*v[of+" bounds"].Lo), of)
		require.LessOrEqual(t, likely, float64(*v[of+" bounds"].Hi), of)
	}
	_, errs := tableValues(t, "p,l\n.25,.1\n.5,.2\n.75,.5\n1,1\n", "--p", "p", "--l", "l")
	require.Contains(t, errs, "standard input:3: those up to here and after the point before have 0.4 of the mean on average, want more than 0.4: no interpolation")
}

// What --persons writes, cogap measure finds again, with the mean and tops of the table however few they are.
func TestBracketsPersons(t *testing.T) {
	out, errs, code := command(t, taxes, "brackets", "-", "--persons", "200")
	require.Zero(t, code, errs)
	out, errs, code = command(t, out, "measure", "-", "--value", "income", "--measures", "mean,gini,top_share(0.01)", "--json")
	require.Zero(t, code, errs)
	found := decode(t, out).Measures
	require.InDelta(t, 39655, float(t, found[0].Value), 1e-6)
	require.InDelta(t, 0.51761451, float(t, found[1].Value), 2e-3)
	require.InDelta(t, 0.13109027, float(t, found[2].Value), 1e-8)
}

// A mean of all that is known is that of each estimate, or there is none.
func TestBracketsTotalMean(t *testing.T) {
	const in = "lower,upper,people\n0,10,5\n10,20,5\n20,30,4\n30,,2\n"
	v, _ := tableValues(t, in, "--total-mean", "40")
	require.InDelta(t, 40, float64(*v["mean  midpoint_pareto"].Value), 1e-9)
	gini := float64(*v["gini  midpoint_pareto"].Value)
	require.GreaterOrEqual(t, gini, float64(*v["gini  bounds"].Lo))
	require.LessOrEqual(t, gini, float64(*v["gini  bounds"].Hi))
	v, errs := tableValues(t, in, "--total-mean", "13")
	require.NotContains(t, v, "gini  midpoint_pareto")
	require.Contains(t, errs, "no interpolation: the last bracket: the middles of the others and a mean of all of 13 leave it a mean of 4")
}

// A fault is told once, and a note says in which line.
func TestBracketsFaults(t *testing.T) {
	out, errs, code := command(t, "p,l\n.3,.1\n.6,.3\n1,1\n", "brackets", "--p", "p", "--l", "l")
	require.Zero(t, code, errs)
	require.Equal(t, 1, strings.Count(errs, "got 3, want at least 4"), errs)
	require.Contains(t, out, "bounds")
	_, errs, code = command(t, "p,l\n.3,.4\n.6,.3\n1,1\n", "brackets", "--p", "p", "--l", "l")
	require.Equal(t, 1, code)
	require.Equal(t, 1, strings.Count(errs, "want shares that ascend"), errs)
	_, errs = tableValues(t, "lower,upper,people,mean\n0,10,3,10\n10,20,3,15\n20,30,3,25\n")
	require.Contains(t, errs, "cogap: standard input:2: column \"mean\": got 10, want it inside 0 to 10, not at an end: no interpolation")
}

// What --stratum writes is a file of people with the quantiles of the brackets.
func TestBracketsStratum(t *testing.T) {
	out, errs, code := command(t, taxes, "brackets", "--stratum", "Tax, payers", "--yearly")
	require.Zero(t, code, errs)
	strata, err := population.ReadStrata(strings.NewReader(out), "people.csv", nil)
	require.NoError(t, err)
	require.Len(t, strata, 1)
	require.Equal(t, "Tax, payers", strata[0].Name)
	require.EqualValues(t, 1000, strata[0].People)
	half := slices.IndexFunc(strata[0].Income, func(q population.Quantile) bool { return q.P == .5 })
	require.GreaterOrEqual(t, half, 0)
	require.InDelta(t, 25495.5/12, strata[0].Income[half].Value, 1e-9)
	monthly, errs, code := command(t, taxes, "brackets", "--stratum", "x")
	require.Zero(t, code, errs)
	require.Contains(t, monthly, ",p50,")
	_, errs, code = command(t, "lower,upper,people,mean\n0,10,.2,3\n10,20,.5,13\n20,30,.5,22\n", "brackets", "--stratum", "x")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "want a whole number of people")
}

func TestBracketsErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		args []string
		code int
		want string
	}{
		{taxes, []string{"--p", "p"}, 2, "--p and --l"},
		{taxes, []string{"--p", "lower", "--l", "mean", "--total-mean", "3"}, 2, "--total-mean"},
		{taxes, []string{"--p", "lower", "--l", "mean", "--persons", "3"}, 2, "--persons"},
		{taxes, []string{"--persons", "3", "--stratum", "x"}, 2, "want one of them"},
		{taxes, []string{"--yearly"}, 2, "it is for --stratum"},
		{taxes, []string{"--line", "-1"}, 2, "--line: got -1"},
		{taxes, []string{"--persons", "-1"}, 2, "--persons: got -1"},
		{taxes, []string{"--people", "taxpayers"}, 2, "no column"},
		{taxes, []string{"--mean", "average"}, 2, "no column"},
		{taxes, []string{"--total-mean", "1e6"}, 1, "mean: got 1e+06"},
		{"lower,upper,people\n0,10,x\n", nil, 1, "standard input:2: column \"people\""},
		{"lower,upper,people\n0,10,1\n11,12,1\n", nil, 1, "standard input:3: column \"lower\": got 11, want 10"},
		{"lower,upper,people\n", nil, 1, "weights of 0"},
		{"p,l\n.5,.6\n.7,.8\n.9,.95\n1,1\n", []string{"--p", "p", "--l", "l"}, 1, "gets steeper"},
		{"from,to,n,avg\n0,10,1,12\n10,,-1,14\n", []string{"--lower", "from", "--upper", "to", "--people", "n", "--mean", "avg"}, 1, "standard input:2: column \"avg\": got 12, want 0 to 10"},
		{"from,to,n,avg\n0,10,1,12\n10,,-1,14\n", []string{"--lower", "from", "--upper", "to", "--people", "n", "--mean", "avg"}, 1, "standard input:3: column \"n\": got -1"},
		{"p,l\n0,0\n.5,.2\n.7,.1\n.9,.95\n1,1\n", []string{"--p", "p", "--l", "l"}, 1, "standard input:4: got (0.7, 0.1) after (0.5, 0.2)"},
		{"p,l\n10,2\n30,9\n60,30\n100,100\n", []string{"--p", "p", "--l", "l"}, 1, "standard input:2: got (10, 2), want shares, 0 to 1; percentages"},
		{"lower,upper,people\n0,10,1\n10,,1\n", []string{"--persons", "3"}, 1, "begins above 0"},
	} {
		_, errs, code := command(t, c.in, append([]string{"brackets"}, c.args...)...)
		require.Equal(t, c.code, code, "%v: %s", c.args, errs)
		require.Contains(t, errs, c.want)
	}
}
