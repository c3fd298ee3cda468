package report

import (
	"math"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/population"
)

// column is a column whose rows are made of a T. It gives a string, int, int64 or float64, as its type says.
type column[T any] struct {
	name          string
	kind          Type
	unit, meaning string
	of            func(T) any
}

// month is a row of series.csv: a month and what is made of it once.
type month struct {
	*cogap.Record
	all       agent.Group
	gap, gini inequality.Interval
}

func newMonth(r *cogap.Record) month { return month{r, r.Total.Total(), r.AccessGap(), r.Gini()} }

// filter makes the column of people whom a filter keeps out.
func filter(f agent.Filter, name, meaning string) column[month] {
	return column[month]{name, Double, "share", meaning, func(m month) any { return m.Filtered(f) }}
}

// seriesColumns are those of series.csv. Shares are of all people.
var seriesColumns = append([]column[month]{
	{"month", Int64, "month", "month of the run, from 0", func(m month) any { return m.Month }},
	{"date", String, "", "its name", func(m month) any { return m.Date }},
	{"phase", String, "", "promotion, transition or plateau", func(m month) any { return m.Phase.String() }},
	{"people", Int64, "people", "real people", func(m month) any { return m.People() }},
	{"price", Double, "u/month", "posted price of the SOTA tier", func(m month) any { return m.Menu.SOTA().Price }},
	{"quota", Double, "share", "part of the promised use of the SOTA tier that is delivered", func(m month) any { return m.Menu.SOTA().Quota }},
	{"access", Double, "share", "people who hold the SOTA tier", func(m month) any { return m.SOTAShare() }},
	{"any_tier", Double, "share", "people who hold any tier", func(m month) any { return 1 - m.Tier(0) }},
	filter(agent.PricedOut, "priced_out", "people to whom the SOTA tier is worth its price, and who cannot pay it"),
	filter(agent.OptedOut, "opted_out", "people who could pay for the SOTA tier, and to whom it is not worth its price"),
	filter(agent.Neither, "both", "people to whom the SOTA tier is not worth its price, and who could not pay it"),
	filter(agent.Waiting, "waiting", "people who would and could, and wait for others of their stratum"),
	filter(agent.Rationed, "rationed", "people who would and could, and were not admitted"),
	{"joined", Double, "share", "people who gained their first tier this month", func(m month) any { return m.Joined() }},
	{"left", Double, "share", "people who gave their last tier up this month", func(m month) any { return m.Left() }},
	{"mean_income", Double, "u/month", "mean income at the end of the month", func(m month) any { return mean(m.all.Income.Float(), m.all.People) }},
	{"mean_cognition", Double, "1", "mean unaided cognition, 1 = average at the start", func(m month) any { return mean(m.all.Cognition.Float(), m.all.People) }},
	{"mean_augmented", Double, "1", "mean augmented cognition", func(m month) any { return mean(m.all.Augmented.Float(), m.all.People) }},
	{"mean_with", Double, "1", "mean augmented cognition of people with any tier", func(m month) any { return m.MeanWith() }},
	{"mean_without", Double, "1", "mean augmented cognition of people without", func(m month) any { return m.MeanWithout() }},
	{"gap_ratio", Double, "1", "mean_with over mean_without", func(m month) any { return m.gap.Value }},
	{"gap_ratio_low", Double, "1", "lower bound that rounding leaves", func(m month) any { return m.gap.Lo }},
	{"gap_ratio_high", Double, "1", "upper bound", func(m month) any { return m.gap.Hi }},
	{"sota_gap", Double, "1", "mean augmented cognition with the SOTA tier over that of everybody else; with one tier the gap_ratio", func(m month) any { return m.SOTAGap().Value }},
	{"gini", Double, "1", "Gini coefficient of augmented cognition over everybody; empty where not measured", func(m month) any { return m.gini.Value }},
	{"gini_low", Double, "1", "lower bound that the histogram leaves", func(m month) any { return m.gini.Lo }},
	{"gini_high", Double, "1", "upper bound", func(m month) any { return m.gini.Hi }},
	{"revenue", Double, "u", "what was paid for all tiers this month, public money included", func(m month) any { return revenueOf(m.Record) }},
	{"public", Double, "u", "public money: vouchers, transfers, losses of public tiers", func(m month) any { return m.Market.Public }},
	{"subsidy", Double, "u", "what providers whose books are kept lost; negative is profit; empty if there are none", func(m month) any { return subsidyOf(m.Record) }},
	{"consumer_surplus", Double, "u", "what people are ready and able to pay for the SOTA tier beyond its price, summed; empty where not measured", func(m month) any { return surplusOf(m.Record) }},
}, domainColumns()...)

// domainColumns is what AI in each domain adds.
func domainColumns() []column[month] {
	var list []column[month]
	for d := range population.Domain(population.Domains) {
		list = append(list, column[month]{
			"gain_" + d.String(), Double, "1", "what AI in " + d.String() + " adds to the mean augmented cognition of people with any tier",
			func(m month) any { return m.Domains[d] },
		})
	}
	return list
}

func mean(sum float64, people int64) float64 { return sum / float64(people) }

// held is a row of tiers.csv: a tier and those who hold it.
type held struct {
	*cogap.Record
	tier int // 0 = none
}

func (h held) group() agent.Group { return h.Total.Tiers[h.tier] }

// offered returns a number of the tier's offer; no access is no offer.
func (h held) offered(number func(i int) float64) float64 {
	if h.tier == 0 {
		return math.NaN()
	}
	return number(h.tier - 1)
}

func (h held) name() string {
	if h.tier == 0 {
		return "none"
	}
	return h.Menu[h.tier-1].Name
}

var tierColumns = []column[held]{
	{"month", Int64, "month", "month of the run, from 0", func(h held) any { return h.Month }},
	{"date", String, "", "its name", func(h held) any { return h.Date }},
	{"tier", Int64, "", "place in the menu; 0 = no access, the last one is SOTA", func(h held) any { return h.tier }},
	{"name", String, "", "name of the tier", func(h held) any { return h.name() }},
	{"price", Double, "u/month", "posted price", func(h held) any { return h.offered(func(i int) float64 { return h.Menu[i].Price }) }},
	{"quality", Double, "SOTA", "capability of its model, SOTA = 1", func(h held) any { return h.offered(func(i int) float64 { return h.Menu[i].Quality }) }},
	{"quota", Double, "share", "part of the promised use that is delivered", func(h held) any { return h.offered(func(i int) float64 { return h.Menu[i].Quota }) }},
	{"admission", Double, "probability", "of somebody who does not hold the tier being let in", func(h held) any {
		return h.offered(func(i int) float64 { return h.Menu[i].Admission })
	}},
	{"people", Int64, "people", "real people who hold it at the end of the month", func(h held) any { return h.group().People }},
	{"share", Double, "share", "of all people", func(h held) any { return h.Tier(h.tier) }},
	{"mean_income", Double, "u/month", "mean income of those", func(h held) any { return mean(h.group().Income.Float(), h.group().People) }},
	{"mean_cognition", Double, "1", "mean unaided cognition of those", func(h held) any { return mean(h.group().Cognition.Float(), h.group().People) }},
	{"mean_augmented", Double, "1", "mean augmented cognition of those", func(h held) any { return mean(h.group().Augmented.Float(), h.group().People) }},
}

// part is a row of strata.csv: a stratum in a month.
type part struct {
	*cogap.Record
	stratum *population.Stratum
	sums    *agent.Sums
}

func kept(f agent.Filter, name, meaning string) column[part] {
	return column[part]{name, Int64, "people", meaning, func(p part) any { return p.sums.Filter[f] }}
}

// stratumColumns are those of strata.csv but for tier_1, tier_2 and so on, as many as the menu has, which come last.
var stratumColumns = []column[part]{
	{"month", Int64, "month", "month of the run, from 0", func(p part) any { return p.Month }},
	{"date", String, "", "its name", func(p part) any { return p.Date }},
	{"code", String, "", "code of the stratum: of an occupation, a country", func(p part) any { return p.stratum.Code }},
	{"name", String, "", "its name", func(p part) any { return p.stratum.Name }},
	{"group", String, "", "the wider group that it belongs to", func(p part) any { return p.stratum.Group }},
	{"people", Int64, "people", "real people in it", func(p part) any { return p.stratum.People }},
	{"access", Int64, "people", "people who hold the SOTA tier", func(p part) any { return cogap.SOTA(p.sums) }},
	kept(agent.PricedOut, "priced_out", "people to whom the SOTA tier is worth its price, and who cannot pay it"),
	kept(agent.OptedOut, "opted_out", "people who could pay for the SOTA tier, and to whom it is not worth its price"),
	kept(agent.Neither, "both", "people to whom the SOTA tier is not worth its price, and who could not pay it"),
	kept(agent.Waiting, "waiting", "people who would and could, and wait for others of their stratum"),
	kept(agent.Rationed, "rationed", "people who would and could, and were not admitted"),
	{"joined", Int64, "people", "people who gained their first tier this month", func(p part) any { return p.sums.Joined }},
	{"left", Int64, "people", "people who gave their last tier up this month", func(p part) any { return p.sums.Left }},
	{"mean_income", Double, "u/month", "mean income", func(p part) any { return mean(p.sums.Total().Income.Float(), p.sums.Total().People) }},
	{"mean_augmented", Double, "1", "mean augmented cognition", func(p part) any { return mean(p.sums.Total().Augmented.Float(), p.sums.Total().People) }},
	{"tier_0", Int64, "people", "people without access", func(p part) any { return p.sums.Tiers[0].People }},
}

// tenth is a row of deciles.csv.
type tenth struct {
	*cogap.Record
	decile int // from 0
	inequality.Interval
}

var decileColumns = []column[tenth]{
	{"month", Int64, "month", "month of the run, from 0; only those in which distributions are measured", func(d tenth) any { return d.Month }},
	{"date", String, "", "its name", func(d tenth) any { return d.Date }},
	{"price", Double, "u/month", "posted price of the SOTA tier", func(d tenth) any { return d.Menu.SOTA().Price }},
	{"decile", Int64, "", "tenth of the population by income at the end of the month, 1 is the poorest", func(d tenth) any { return d.decile + 1 }},
	{"access", Double, "share", "of this tenth who hold the SOTA tier", func(d tenth) any { return d.Value }},
	{"access_low", Double, "share", "lower bound that the histogram leaves", func(d tenth) any { return d.Lo }},
	{"access_high", Double, "share", "upper bound", func(d tenth) any { return d.Hi }},
}
