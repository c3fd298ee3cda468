package live_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/live"
)

// TestHostile: a small request that stands for much is refused with few words, and takes little memory, and so little
// time, on the way.
func TestHostile(t *testing.T) {
	many := func(n int, element string) string { return strings.TrimSuffix(strings.Repeat(element+",", n), ",") }
	strata := `{"population":{"source":"","strata":[` + many(3000, `{"code":"1","name":"a","people":9,"income":[{"p":0.1,"value":1},{"p":0.5,"value":2}]}`) + `]}}`
	unknown := map[string]string{}
	for i := range 50 {
		unknown[fmt.Sprintf("population.strata[%d].poeple_that_there_are", 50*i)] = "1"
	}
	h := handler(t, few(), live.Limits{})
	for name, c := range map[string]struct {
		scenario string
		set      map[string]string
		says     string
	}{
		"a letter of many":   {strata, map[string]string{strings.Repeat("a", 1000): "1"}, "a path of 1000 bytes"},
		"names near none":    {strata, unknown, "unknown name"},
		"tiers":              {`{"market":{"tiers":[` + many(340_001, "{}") + `]}}`, nil, "market.tiers: got a list of 340001"},
		"providers":          {`{"market":{"providers":[` + many(300_000, "{}") + `]}}`, nil, "market.providers: got a list of 300000"},
		"policies":           {`{"market":{"policies":[` + many(300_000, "{}") + `]}}`, nil, "market.policies: got a list of 300000"},
		"strata":             {`{"population":{"strata":[` + many(300_000, "{}") + `]}}`, nil, "population.strata: got"},
		"empty strata":       {`{"population":{"strata":[` + many(5000, "{}") + `]}}`, nil, "population.strata[0].people"},
		"values":             {`{"market":{"tiers":[{"name":"a","price":{"kind":"data","values":[` + many(500_000, "1") + `]}}]}}`, nil, "market.tiers[0].price.values: got a list"},
		"collections":        {`{"statistics":{"collect":[` + many(300_000, "{}") + `]}}`, nil, "statistics.collect: got a list"},
		"names":              {`{` + many(100_000, `"seed":1`) + `}`, nil, "more than 1000 names"},
		"a long name":        {`{"` + strings.Repeat("x", 1_000_000) + `":1}`, nil, "a name of 1000002 bytes"},
		"a long text":        {`{"name":"` + strings.Repeat("x", 1_000_000) + `"}`, nil, "name: got a text of 1000000 bytes"},
		"depth":              {strings.Repeat("[", 1_000_000), nil, "32 deep"},
		"an expression":      {`{"statistics":{"collect":[{"name":"a","aggregate":"mean","quantity":"` + strings.Repeat("(", 200_000) + `"}]}}`, nil, "statistics.collect[0].quantity"},
		"more than it holds": {strings.Repeat(" ", 100<<20), nil, "more than 1048576 bytes"},
		"a file":             {`{"base":"/etc/passwd"}`, nil, "base: got the file"},
		"a file beside":      {`{"base":"live_test.go"}`, nil, "base: got the file"},
	} {
		t.Run(name, func(t *testing.T) {
			body, err := json.Marshal(map[string]any{"link": linkOf(t, []byte(c.scenario)), "set": c.set})
			require.NoError(t, err)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			w := ask(h, "POST", "/run", string(body))
			runtime.ReadMemStats(&after)
			require.Contains(t, []int{http.StatusBadRequest, http.StatusUnprocessableEntity}, w.Code)
			require.Contains(t, w.Body.String(), c.says)
			require.Less(t, w.Body.Len(), 10_000)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
		})
	}
}
