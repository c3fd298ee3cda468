package report

import (
	"math"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/population"
)

// Column is one column of a tidy table: what CSV files and JSON objects call a number, and what it means.
type Column struct {
	File    string `json:"file"`
	Name    string `json:"name"`
	Unit    string `json:"unit"` // 1 is a pure number, empty a text
	Meaning string `json:"meaning"`
}

// Columns documents the columns of all tables, in their order.
func Columns() []Column {
	var list []Column
	for _, c := range seriesColumns {
		list = append(list, Column{"series.csv", c.name, c.unit, c.meaning})
	}
	for _, c := range tierColumns {
		list = append(list, Column{"tiers.csv", c.name, c.unit, c.meaning})
	}
	for _, c := range stratumColumns {
		list = append(list, Column{"strata.csv", c.name, c.unit, c.meaning})
	}
	for _, c := range decileColumns {
		list = append(list, Column{"deciles.csv", c.name, c.unit, c.meaning})
	}
	for _, c := range collectedColumns {
		list = append(list, Column{"collected.csv", c.name, c.unit, c.meaning})
	}
	for _, c := range panelColumns {
		list = append(list, Column{"panel.csv", c.name, c.unit, c.meaning})
	}
	return list
}

// column is a column whose rows are made of a T. A value is a string, int, int64 or float64; NaN is not defined.
type column[T any] struct {
	name, unit, meaning string
	of                  func(T) any
}

// month is a row of series.csv: a month and what is made of it once.
type month struct {
	*cogap.Record
	all       agent.Group
	gap, gini inequality.Interval
}

func newMonth(r *cogap.Record) month { return month{r, r.Total.Total(), r.GapRatio(), r.Gini()} }

// filter makes the column of people whom a filter keeps out.
func filter(f agent.Filter, name, meaning string) column[month] {
	return column[month]{name, "share", meaning, func(m month) any { return m.Filtered(f) }}
}

// seriesColumns are those of series.csv. Shares are of all people.
var seriesColumns = append([]column[month]{
	{"month", "month", "month of the run, from 0", func(m month) any { return m.Month }},
	{"date", "", "its name", func(m month) any { return m.Date }},
	{"phase", "", "promotion, transition or plateau", func(m month) any { return m.Phase.String() }},
	{"people", "people", "real people", func(m month) any { return m.People() }},
	{"price", "u/month", "posted price of the SOTA tier", func(m month) any { return m.Menu.SOTA().Price }},
	{"quota", "share", "part of the promised use of the SOTA tier that is delivered", func(m month) any { return m.Menu.SOTA().Quota }},
	{"access", "share", "people who hold the SOTA tier", func(m month) any { return m.Access() }},
	{"any_tier", "share", "people who hold any tier", func(m month) any { return 1 - m.Tier(0) }},
	filter(agent.PricedOut, "priced_out", "people to whom the SOTA tier is worth its price, and who cannot pay it"),
	filter(agent.OptedOut, "opted_out", "people who could pay for the SOTA tier, and to whom it is not worth its price"),
	filter(agent.Both, "both", "people to whom the SOTA tier is not worth its price, and who could not pay it"),
	filter(agent.Waiting, "waiting", "people who would and could, and wait for others of their stratum"),
	filter(agent.Rationed, "rationed", "people who would and could, and were not admitted"),
	{"joined", "share", "people who gained their first tier this month", func(m month) any { return m.Joined() }},
	{"left", "share", "people who gave their last tier up this month", func(m month) any { return m.Left() }},
	{"mean_income", "u/month", "mean income at the end of the month", func(m month) any { return mean(m.all.Income.Float(), m.all.People) }},
	{"mean_cognition", "1", "mean unaided cognition, 1 = average at the start", func(m month) any { return mean(m.all.Cognition.Float(), m.all.People) }},
	{"mean_augmented", "1", "mean augmented cognition", func(m month) any { return mean(m.all.Augmented.Float(), m.all.People) }},
	{"mean_with", "1", "mean augmented cognition of people with any tier", func(m month) any { return m.MeanWith() }},
	{"mean_without", "1", "mean augmented cognition of people without", func(m month) any { return m.MeanWithout() }},
	{"gap_ratio", "1", "mean_with over mean_without", func(m month) any { return m.gap.Value }},
	{"gap_ratio_low", "1", "lower bound that rounding leaves", func(m month) any { return m.gap.Lo }},
	{"gap_ratio_high", "1", "upper bound", func(m month) any { return m.gap.Hi }},
	{"gini", "1", "Gini coefficient of augmented cognition over everybody; empty where not measured", func(m month) any { return m.gini.Value }},
	{"gini_low", "1", "lower bound that the histogram leaves", func(m month) any { return m.gini.Lo }},
	{"gini_high", "1", "upper bound", func(m month) any { return m.gini.Hi }},
	{"revenue", "u", "what was paid for all tiers this month, public money included", func(m month) any { return revenueOf(m.Record) }},
	{"public", "u", "public money: vouchers, transfers, losses of public tiers", func(m month) any { return m.Market.Public }},
	{"subsidy", "u", "what providers whose books are kept lost; negative is profit; empty if there are none", func(m month) any { return subsidyOf(m.Record) }},
	{"consumer_surplus", "u", "what people are ready and able to pay for the SOTA tier beyond its price, summed; empty where not measured", func(m month) any { return surplusOf(m.Record) }},
}, domainColumns()...)

// domainColumns is what AI in each domain adds.
func domainColumns() []column[month] {
	var list []column[month]
	for d := range population.Domain(population.Domains) {
		list = append(list, column[month]{
			"gain_" + d.String(), "1", "what AI in " + d.String() + " adds to the mean augmented cognition of people with any tier",
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
	{"month", "month", "month of the run, from 0", func(h held) any { return h.Month }},
	{"date", "", "its name", func(h held) any { return h.Date }},
	{"tier", "", "place in the menu; 0 = no access, the last one is SOTA", func(h held) any { return h.tier }},
	{"name", "", "name of the tier", func(h held) any { return h.name() }},
	{"price", "u/month", "posted price", func(h held) any { return h.offered(func(i int) float64 { return h.Menu[i].Price }) }},
	{"quality", "SOTA", "capability of its model, SOTA = 1", func(h held) any { return h.offered(func(i int) float64 { return h.Menu[i].Quality }) }},
	{"quota", "share", "part of the promised use that is delivered", func(h held) any { return h.offered(func(i int) float64 { return h.Menu[i].Quota }) }},
	{"admission", "probability", "of somebody who does not hold the tier being let in", func(h held) any {
		return h.offered(func(i int) float64 { return h.Menu[i].Admission })
	}},
	{"people", "people", "real people who hold it at the end of the month", func(h held) any { return h.group().People }},
	{"share", "share", "of all people", func(h held) any { return h.Tier(h.tier) }},
	{"mean_income", "u/month", "mean income of those", func(h held) any { return mean(h.group().Income.Float(), h.group().People) }},
	{"mean_cognition", "1", "mean unaided cognition of those", func(h held) any { return mean(h.group().Cognition.Float(), h.group().People) }},
	{"mean_augmented", "1", "mean augmented cognition of those", func(h held) any { return mean(h.group().Augmented.Float(), h.group().People) }},
}

// part is a row of strata.csv: a stratum in a month.
type part struct {
	*cogap.Record
	stratum *population.Stratum
	sums    *agent.Sums
}

func kept(f agent.Filter, name, meaning string) column[part] {
	return column[part]{name, "people", meaning, func(p part) any { return p.sums.Filter[f] }}
}

// stratumColumns are those of strata.csv but for tier_1, tier_2 and so on, as many as the menu has, which come last.
var stratumColumns = []column[part]{
	{"month", "month", "month of the run, from 0", func(p part) any { return p.Month }},
	{"date", "", "its name", func(p part) any { return p.Date }},
	{"code", "", "code of the stratum: of an occupation, a country", func(p part) any { return p.stratum.Code }},
	{"name", "", "its name", func(p part) any { return p.stratum.Name }},
	{"group", "", "the wider group that it belongs to", func(p part) any { return p.stratum.Group }},
	{"people", "people", "real people in it", func(p part) any { return p.stratum.People }},
	{"access", "people", "people who hold the SOTA tier", func(p part) any { return cogap.SOTA(p.sums) }},
	kept(agent.PricedOut, "priced_out", "people to whom the SOTA tier is worth its price, and who cannot pay it"),
	kept(agent.OptedOut, "opted_out", "people who could pay for the SOTA tier, and to whom it is not worth its price"),
	kept(agent.Both, "both", "people to whom the SOTA tier is not worth its price, and who could not pay it"),
	kept(agent.Waiting, "waiting", "people who would and could, and wait for others of their stratum"),
	kept(agent.Rationed, "rationed", "people who would and could, and were not admitted"),
	{"joined", "people", "people who gained their first tier this month", func(p part) any { return p.sums.Joined }},
	{"left", "people", "people who gave their last tier up this month", func(p part) any { return p.sums.Left }},
	{"mean_income", "u/month", "mean income", func(p part) any { return mean(p.sums.Total().Income.Float(), p.sums.Total().People) }},
	{"mean_augmented", "1", "mean augmented cognition", func(p part) any { return mean(p.sums.Total().Augmented.Float(), p.sums.Total().People) }},
	{"tier_0", "people", "people without access", func(p part) any { return p.sums.Tiers[0].People }},
}

// tenth is a row of deciles.csv.
type tenth struct {
	*cogap.Record
	decile int // from 0
	inequality.Interval
}

var decileColumns = []column[tenth]{
	{"month", "month", "month of the run, from 0; only those in which distributions are measured", func(d tenth) any { return d.Month }},
	{"date", "", "its name", func(d tenth) any { return d.Date }},
	{"price", "u/month", "posted price of the SOTA tier", func(d tenth) any { return d.Menu.SOTA().Price }},
	{"decile", "", "tenth of the population by income at the end of the month, 1 is the poorest", func(d tenth) any { return d.decile + 1 }},
	{"access", "share", "of this tenth who hold any tier", func(d tenth) any { return d.Value }},
	{"access_low", "share", "lower bound that the histogram leaves", func(d tenth) any { return d.Lo }},
	{"access_high", "share", "upper bound", func(d tenth) any { return d.Hi }},
}
