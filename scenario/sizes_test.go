package scenario_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

// allocated returns the bytes that f allocates: at least what it takes at any moment.
func allocated(f func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// TestSizes: a file takes no more than 20 bytes of memory for each of its own, whatever is in it, and what is said of it
// is short.
func TestSizes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"list of numbers": {"market: {tiers: [" + strings.Repeat("1,", 1<<20) + "]}", "market.tiers: got a list of 1048576, want at most 7"},
		"empty elements":  {"market: {policies: [" + strings.Repeat("{},", 1<<19) + "]}", "market.policies: got a list of 524288, want at most 1000"},
		"values":          {"market: {tiers: [{name: a, price: {kind: data, values: [" + strings.Repeat("1,", 1<<20) + "]}}]}", "market.tiers[0].price.values: got a list of 1048576, want at most 2400"},
		"collections":     {"statistics: {collect: [" + strings.Repeat("{name: a, quantity: income, aggregate: gini},", 1<<15) + "]}", "statistics.collect: got a list of 32768, want at most 1000"},
		"names":           {strings.Repeat("months: 3\n", 1<<17), "got more than 1000 names in one place"},
		"unknown names":   {unknownNames(1000), "and 900 more problems"},
		"bad values":      {"population: {source: '', strata: [" + strings.Repeat("{people: -1, income: [{p: 0.5, value: 900}]},", 150) + "]}", "and 50 more problems"},
		"a long name":     {strings.Repeat("n", 2<<20) + ": 1\n", "got a name of 2097152 bytes, want at most 1000"},
		"a long text":     {"name: " + strings.Repeat("n", 2<<20) + "\n", "name: got a text of 2097152 bytes"},
		"a long number":   {"months: " + strings.Repeat("1", 2<<20) + "\n", "1..., want a whole number"},
		"lines":           {strings.Repeat("\n", 2<<20) + "months: x", "months: got x, want a whole number"},
		"brackets":        {strings.Repeat("[", 1<<20), "got values more than 32 deep in each other"},
		"bad elements":    {"market: {policies: [" + strings.Repeat("{share: x},", 1000) + "]}", "more problems"},
		"bad strata":      {"population: {source: '', strata: [" + strings.Repeat("{people: -1},", 99_999) + "]}", "more problems"},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			bytes := allocated(func() { _, err = scenario.Read(strings.NewReader(c.text), "a.yaml") })
			require.ErrorContains(t, err, c.want)
			require.Less(t, len(err.Error()), 1<<17, "a hundred problems, each with an excerpt of four lines at most")
			const fixed = 8 << 20 // of small files
			require.Less(t, (bytes-fixed)/float64(len(c.text)), 20.0)
		})
	}
}

func unknownNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%d: 1\n", strings.Repeat("n", 900), i)
	}
	return b.String()
}

// TestManyStrata: a file of as many strata as there is room for takes 20 bytes of memory for each of its own.
func TestManyStrata(t *testing.T) {
	want := cogap.Plain()
	want.Population.Source = ""
	for range 20 {
		want.Population.Strata = append(want.Population.Strata, population.USWorkforce2021()...)
	}
	for i := range want.Population.Strata {
		want.Population.Strata[i].Code = fmt.Sprint(i)
	}
	var text bytes.Buffer
	require.NoError(t, scenario.Write(&text, want))
	size := text.Len()
	require.Greater(t, size, 4<<20)
	var got cogap.Scenario
	var err error
	bytes := allocated(func() { got, err = scenario.Read(&text, "strata.yaml") })
	require.NoError(t, err)
	require.Equal(t, want, got)
	t.Logf("%d bytes, %.1f bytes allocated for each", size, bytes/float64(size))
}
