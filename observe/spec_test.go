package observe_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// problems lists what is wrong, as path: problem.
func problems(collect []observe.Collect, panel observe.Panel) []string {
	var list []string
	observe.Problems(collect, panel, 2, []string{"mood"}, func(path, format string, args ...any) {
		list = append(list, path+": "+fmt.Errorf(format, args...).Error())
	})
	return list
}

// TestProblems: each mistake is told with its place, and what was meant where that can be guessed.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		is   observe.Collect
		want []string
	}{
		{observe.Collect{Aggregate: "mean", Quantity: "mood"}, nil},
		{observe.Collect{Aggregate: "mean", Quantity: "access && income > 1_000"}, nil},
		{observe.Collect{Aggregate: "share"}, nil},
		{observe.Collect{Aggregate: "gini", Quantity: "max(0, reservation - price, 2)", By: []string{"group", "bins(-mood, -1.5, 0)", "!sota"}}, nil},
		{observe.Collect{Aggregate: "count", By: []string{"bins(price, 150)", "filter == neither || income > +2"}}, nil},

		{observe.Collect{Aggregate: "meen", Quantity: "income"}, []string{`aggregate: got "meen", want one of count, share, sum, mean, min, max, variance, sd, median, quantile, gini; did you mean mean?`}},
		{observe.Collect{Aggregate: "mean", Quantity: "incme"}, []string{"quantity: column 1: unknown name incme, did you mean income?"}},
		{observe.Collect{Aggregate: "mean", Quantity: "mod + 2"}, []string{"quantity: column 1: unknown name mod, did you mean mood?"}},
		{observe.Collect{Aggregate: "mean"}, []string{"quantity: got people, of whom there is no mean: want a column or an expression"}},
		{observe.Collect{Aggregate: "count", Quantity: "income"}, []string{`quantity: got "income", want nothing or people: a count is of people`}},
		{observe.Collect{Aggregate: "sum", Quantity: "filter"}, []string{"quantity: filter is a filter, want a number or a condition"}},
		{observe.Collect{Aggregate: "sum", Quantity: "1e999"}, []string{"quantity: column 1: got 1e999, want a number below 1.8e308"}},
		{observe.Collect{Aggregate: "sum", Quantity: "income +"}, []string{"quantity: column 9: expected operand, found 'EOF'"}},
		{observe.Collect{Aggregate: "sum", Quantity: "income % 2"}, []string{"quantity: column 8: got the operator %, want one of + - * / == != < <= > >= && ||"}},
		{observe.Collect{Aggregate: "sum", Quantity: "income.x"}, []string{"quantity: column 1: got income.x, want columns, numbers, comparisons, && and ||"}},
		{observe.Collect{Aggregate: "sum", Quantity: "log(income)"}, []string{"quantity: column 1: got \"log\", want one of min, max, bins"}},
		{observe.Collect{Aggregate: "sum", Quantity: "min(income)"}, []string{"quantity: column 1: got 1 arguments, want at least 2: min(a, b)"}},
		{observe.Collect{Aggregate: "sum", Quantity: "'a'"}, []string{"quantity: column 1: got 'a', want a number, or a text in double quotation marks"}},
		{observe.Collect{Aggregate: "sum", Quantity: "^income"}, []string{"quantity: column 1: got the operator ^, want ! or -"}},
		{observe.Collect{Aggregate: "sum", Quantity: strings.Repeat("-", 3000) + "income"}, []string{"quantity: got 3006 letters, want at most 2000"}},
		{observe.Collect{Aggregate: "sum", Quantity: "income", P: 2}, nil}, // its range is declared, so param.Check tells

		{observe.Collect{Aggregate: "count", Where: "income"}, []string{"where: income is a number, want a condition"}},
		{observe.Collect{Aggregate: "count", Where: "opted_out"}, []string{"where: column 1: opted_out is a filter: want filter == opted_out"}},
		{observe.Collect{Aggregate: "count", Where: "filter == opted"}, []string{"where: column 11: unknown name opted, did you mean opted_out?"}},
		{observe.Collect{Aggregate: "count", Where: "filter > waiting"}, []string{"where: column 1: want filter == or != one of none, priced_out, opted_out, neither, waiting, rationed, unaware, lapsed"}},
		{observe.Collect{Aggregate: "count", Where: "filter == 2"}, []string{"where: column 1: want filter == or != one of none, priced_out, opted_out, neither, waiting, rationed, unaware, lapsed"}},
		{observe.Collect{Aggregate: "count", Where: `group > "a"`}, []string{"where: column 1: texts are compared with == and !="}},
		{observe.Collect{Aggregate: "count", Where: `group == 1`}, []string{"where: column 1: group is a text and 1 is a number, want two numbers or two texts"}},
		{observe.Collect{Aggregate: "count", Where: "income && (habit || !belief)"}, []string{"where: column 1: income is a number, want a condition; column 12: habit is a number, want a condition; column 22: belief is a number, want a condition"}},
		{observe.Collect{Aggregate: "count", Where: "incom > 2 && habt < 1"}, []string{"where: column 1: unknown name incom, did you mean income?; column 14: unknown name habt, did you mean habit?"}},

		{observe.Collect{Aggregate: "count", By: []string{"income", "access", "true", "sota"}}, []string{
			"by[0]: income is a number of many values, want bins(income, edge, ...)",
			"by[2]: column 1: unknown name true, want one of people, income, cognition, augmented, aptitude, belief, uncertainty, habit, budget_share, threshold, use_cost, need, reservation, tier, tier_before, filter, access, sota, noticed, stopped, value, asked, intensity, daily, posted, income_decile, stratum, code, group, graduates, gain, peers, price, month, mood",
			"by: got 4, want at most 3",
		}},
		{observe.Collect{Aggregate: "count", By: []string{"bins(habit)"}}, []string{"by[0]: column 1: got 1 arguments, want at least 2: bins(income, 2000, 5000)"}},
		{observe.Collect{Aggregate: "count", By: []string{"bins(habit, 0.5, 0.5)"}}, []string{"by[0]: column 18: got 0.5 after 0.5, want edges in increasing order"}},
		{observe.Collect{Aggregate: "count", By: []string{"bins(habit, income)"}}, []string{"by[0]: column 13: got income, want a number as an edge"}},
		{observe.Collect{Aggregate: "count", By: []string{"price > 100"}}, []string{"by[0]: got the same for everybody, want what tells people apart"}},
		{observe.Collect{Aggregate: "count", By: []string{"bins(income" + edges(300) + ")", "bins(income" + edges(300) + ")"}}, []string{"by: got 91204 groups that cross, want at most 4096"}},
		{observe.Collect{Aggregate: "count", Where: "bins(income, 2)"}, []string{"where: bins(income, 2) is bins, want a condition"}},
	} {
		c.is.Name = "it"
		for i := range c.want {
			c.want[i] = "collect[0]." + c.want[i]
		}
		require.Equal(t, c.want, problems([]observe.Collect{c.is}, observe.Panel{}), "%+v", c.is)
	}
}

func edges(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",%d", i)
	}
	return b.String()
}

func TestProblemsOfNamesAndPanels(t *testing.T) {
	require.Equal(t, []string{
		`collect[1].name: got "a", which is the name of collect[0] already`,
		"collect[2].name: got nothing, want a name for the rows of this collection",
	}, problems([]observe.Collect{{Name: "a", Aggregate: "count"}, {Name: "a", Aggregate: "count"}, {Name: " ", Aggregate: "count"}}, observe.Panel{}))
	require.Equal(t, []string{"panel.where: income is a number, want a condition", "panel.by[0]: habit is a number of many values, want bins(habit, edge, ...)"},
		problems(nil, observe.Panel{People: 2, Where: "income", By: []string{"habit"}}))
	require.Len(t, problems(nil, observe.Panel{Where: "income"}), 1, "though nobody is followed yet")
	require.Len(t, problems(make([]observe.Collect, 1001), observe.Panel{}), 1)

	observe.Problems([]observe.Collect{{Name: "a", Aggregate: "sum", Quantity: "incme"}}, observe.Panel{}, 1, nil, func(_, format string, args ...any) {
		require.ErrorIs(t, fmt.Errorf(format, args...), param.ErrUnknown)
	})
	for name, want := range map[string]string{
		"incme":  "unknown name incme, did you mean income?",
		"stress": "unknown name stress, want one of people, income, cognition, augmented, aptitude, belief, uncertainty, habit, budget_share, threshold, use_cost, need, reservation, tier, tier_before, filter, access, sota, noticed, stopped, value, asked, intensity, daily, posted, income_decile, stratum, code, group, graduates, gain, peers, price, month (columns that a rule of your own adds are collected from Go, where Scenario.Rule is set)",
	} {
		observe.Problems([]observe.Collect{{Name: "a", Aggregate: "sum", Quantity: name}}, observe.Panel{}, 1, nil, func(_, format string, args ...any) {
			require.EqualError(t, fmt.Errorf(format, args...), "column 1: "+want)
		})
	}
	require.Panics(t, func() {
		observe.New([]observe.Collect{{Name: "a", Aggregate: "sum", Quantity: "incme"}}, observe.Panel{}, observe.Run{Workers: 1})
	})
}

// TestNobody: groups in which nobody meets the condition are there, with a number where one is defined.
func TestNobody(t *testing.T) {
	w := &town{strata: []population.Stratum{{Name: "one"}}, month: agent.NewMonth(agent.Month{Menu: menu, Number: 3})}
	c := population.NewChunk(1, 0)
	c.Weight, c.Income[0] = 5, 10
	var b agent.Block
	b.Load(c)
	w.blocks = append(w.blocks, &b)
	find := func(a observe.Aggregate, quantity, where string) observe.Row {
		return w.see([]observe.Collect{{Name: "it", Aggregate: a, Quantity: quantity, Where: where}}, 1, []int{0})[0]
	}
	for _, a := range quantities {
		if a != observe.Sum && a != observe.Share {
			require.NotEqual(t, find(a, "income", "access").Value, find(a, "income", "access").Value, "%s of nobody", a)
		}
		if a != observe.Share {
			row := find(a, "income / habit", "")
			require.NotEqual(t, row.Value, row.Value, "%s of infinity", a)
			require.Equal(t, []int64{5, 5}, []int64{row.People, row.Of})
		}
	}
	require.Zero(t, find(observe.Sum, "income", "access").Value)
	require.Zero(t, find(observe.Share, "income", "access").Value)
	require.Zero(t, find(observe.Count, "", "access").Value)
	require.Equal(t, 5.0, find(observe.Sum, "people", "").Value)
	require.Equal(t, 50.0, find(observe.Sum, "income", "").Value)
	require.Equal(t, "u/month", (&observe.Collect{Aggregate: "mean", Quantity: " income"}).Unit())
	for a, want := range map[observe.Aggregate]string{"count": "people", "share": "share", "gini": "1", "sum": "people", "variance": ""} {
		require.Equal(t, want, (&observe.Collect{Aggregate: a, Quantity: map[bool]string{true: "income"}[a == "variance"]}).Unit(), a)
	}
}

// FuzzExpression: no text breaks anything, and what is valid can be computed.
func FuzzExpression(f *testing.F) {
	for name := range numerals {
		f.Add(name, name+" > 2", "bins("+name+", 1, 2)")
	}
	for name := range conditions {
		f.Add("-min(income, "+name+")", "!("+name+")", name)
	}
	f.Add("max(0, reservation - price)", "filter == opted_out && income > 8000", "income_decile")
	f.Add("func() {}", "a[1:2] == struct{}", "x.(type)")
	c := population.NewChunk(5, 1, population.Tenth)
	c.Weight = 2
	copy(c.Tenth, []uint8{1, 2, 2, 9, 10})
	var b agent.Block
	b.Load(c)
	w := &town{strata: []population.Stratum{{Name: "one"}}, month: agent.NewMonth(agent.Month{Menu: menu, Number: 3}), blocks: []*agent.Block{&b}}
	f.Fuzz(func(t *testing.T, quantity, where, by string) {
		collect := []observe.Collect{{Name: "it", Aggregate: observe.SD, Quantity: quantity, Where: where, By: []string{by}}}
		if problems(collect, observe.Panel{People: 1, Where: where, By: []string{by}}) != nil {
			return
		}
		of := int64(0)
		for _, row := range w.see(collect, 1, []int{0}) {
			of += row.Of
		}
		require.Equal(t, int64(10), of)
	})
}

// TestDefaults: a collection of which only the name is given counts people every month, in Go as in files.
func TestDefaults(t *testing.T) {
	bare := observe.Collect{Name: "it"}
	require.Equal(t, observe.Collect{Name: "it", Quantity: "people", Aggregate: observe.Count, Every: 1}, bare.Complete())
	require.Empty(t, problems([]observe.Collect{bare}, observe.Panel{}))
	require.Equal(t, "people", bare.Unit())
	require.Equal(t, observe.Collect{Name: "it"}, bare, "and stays as it is")
	require.Equal(t, []string{`collect[0].quantity: got "income", want nothing or people: a count is of people`},
		problems([]observe.Collect{{Name: "it", Quantity: "income"}}, observe.Panel{}))
}
