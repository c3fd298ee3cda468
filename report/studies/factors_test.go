package studies_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// TestFactorsInWords: a page names factors in words and has their paths beside; one with a name of its own keeps it, and two of the same words
// keep their paths.
func TestFactorsInWords(t *testing.T) {
	base := cogap.Plain()
	base.Population.Scale, base.Months = 2_000_000, 14
	base.Market.Tiers = []market.Tier{market.Basic(), base.Market.Tiers[0]}
	base.Market.Policies = []market.Policy{market.Voucher(0.2), market.Voucher(0.1)}
	base.Market.Policies[1].Name = base.Market.Policies[0].Name
	two := func(path string, a, b float64) study.Factor {
		return study.Factor{Path: path, Values: study.Numbers(a, b)}
	}
	named := two("behaviour.risk_aversion", 1, 2)
	named.Name = "fear"
	r, err := study.Run(t.Context(), study.Plan{Base: base, Replicates: 1, Measures: []string{"sota_share@last"}, Factors: []study.Factor{
		two("market.tiers[1].price.values[1]", 200, 300), two("market.tiers[0].price.values[0]", 10, 20), two("behaviour.captured_share", 0.1, 0.5), named,
		two("market.policies[0].share", 0.1, 0.2), two("market.policies[1].share", 0.1, 0.2),
	}}, study.Options{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, studies.WritePage(&b, r))
	page := strings.ReplaceAll(b.String(), "<wbr>", "")
	for path, words := range map[string]string{
		"market.tiers[1].price.values[1]": "price of SOTA from month 12", "market.tiers[0].price.values[0]": "price of " + base.Market.Tiers[0].Name,
		"behaviour.captured_share": "captured share", "fear": "fear",
		"market.policies[0].share": "market.policies[0].share", "market.policies[1].share": "market.policies[1].share",
	} {
		require.Contains(t, page, `title="`+path+`">`+words+"<")
	}
}
