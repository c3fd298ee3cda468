package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/market"
)

// Charts returns the pictures of a result in the order in which they tell its story. Those that need distributions are
// left out if the run measured none. The result must have a month.
func Charts(r *cogap.Result) []Chart {
	charts := []Chart{ladderChart(r)}
	if len(Rungs(r)) > mostRungs {
		charts = append(charts, priceChart(r))
	}
	if len(r.Last().Menu) > 1 {
		charts = append(charts, tierChart(r))
	}
	charts = append(charts, filterChart(r))
	if hasDistributions(r) {
		charts = append(charts, decileChart(r), demandChart(r), lorenzChart(r))
	}
	charts = append(charts, gapChart(r))
	if hasDistributions(r) {
		charts = append(charts, giniChart(r))
	}
	charts = append(charts, moneyChart(r))
	for i := range charts {
		if len(charts[i].At) == 1 {
			charts[i].prolong()
		}
	}
	return charts
}

// prolong makes a chart of one month last to the next, so that there is a line to draw.
func (c *Chart) prolong() {
	c.At, c.Names = append(c.At, c.At[0]+1), append(c.Names, c.Names[0])
	for i, l := range c.Lines {
		c.Lines[i].Y = append(l.Y, l.Y[0])
	}
}

// mostRungs is how many prices are told apart in one picture.
const mostRungs = 4

// ladder returns the rungs of the price ladder, or the first, the last and some between if there are too many.
func ladder(r *cogap.Result) []*cogap.Record {
	all := Rungs(r)
	if len(all) <= mostRungs {
		return all
	}
	var some []*cogap.Record
	for i := range mostRungs {
		some = append(some, all[i*(len(all)-1)/(mostRungs-1)])
	}
	return some
}

// hasDistributions reports whether the run measured distributions at all.
func hasDistributions(r *cogap.Result) bool { return len(measuredMonths(r)) > 0 }

// measuredMonths returns the months with distributions.
func measuredMonths(r *cogap.Result) []*cogap.Record {
	var months []*cogap.Record
	for i := range r.Months {
		if r.Months[i].Distributions != nil {
			months = append(months, &r.Months[i])
		}
	}
	return months
}

// measuredLadder returns the rungs with distributions; the last month's, if none of them has.
func measuredLadder(r *cogap.Result) []*cogap.Record {
	var rungs []*cogap.Record
	for _, m := range ladder(r) {
		if m.Distributions != nil {
			rungs = append(rungs, m)
		}
	}
	if months := measuredMonths(r); len(rungs) == 0 && len(months) > 0 {
		rungs = append(rungs, months[len(months)-1])
	}
	return rungs
}

// overTime returns a chart over some months, the SOTA tier's prices marked where they change.
func overTime(r *cogap.Result, months []*cogap.Record, c Chart) Chart {
	c.X = Axis{Title: "month", Unit: Month, From: 0}
	for _, m := range months {
		c.At = append(c.At, float64(m.Month))
		c.Names = append(c.Names, m.Date)
	}
	c.Marks = priceMarks(r)
	return c
}

// priceMarks marks the month in which each price starts, unless the price hardly ever rests.
func priceMarks(r *cogap.Result) []Mark {
	if len(Rungs(r)) > 3*mostRungs {
		return nil
	}
	var marks []Mark
	last := math.NaN()
	for i := range r.Months {
		if price := r.Months[i].Menu.SOTA().Price; price != last {
			marks = append(marks, Mark{X: float64(i), Name: units(price)})
			last = price
		}
	}
	return marks
}

func allMonths(r *cogap.Result) []*cogap.Record {
	months := make([]*cogap.Record, len(r.Months))
	for i := range r.Months {
		months[i] = &r.Months[i]
	}
	return months
}

// each returns a quantity of each month.
func each(months []*cogap.Record, quantity func(*cogap.Record) float64) Values {
	v := make(Values, len(months))
	for i, m := range months {
		v[i] = quantity(m)
	}
	return v
}

func ladderChart(r *cogap.Result) Chart {
	months := allMonths(r)
	return overTime(r, months, Chart{
		ID: "ladder", Title: "The price ladder: who still holds SOTA AI",
		Note:  "Share of all people who hold the state-of-the-art (SOTA) tier. Dotted lines mark the months in which its price changes, with the new price.",
		Y:     Axis{Title: "people with SOTA AI [%]", Unit: Share},
		Lines: []Line{{Name: "hold SOTA AI", Color: 0, Y: each(months, (*cogap.Record).SOTAShare)}},
	})
}

func priceChart(r *cogap.Result) Chart {
	months := allMonths(r)
	return overTime(r, months, Chart{
		ID: "price", Title: "What SOTA AI costs",
		Note:  "The price of the state-of-the-art tier, month by month.",
		Y:     Axis{Title: "price [u/month]", Unit: Money},
		Lines: []Line{{Name: "price of SOTA AI", Color: 1, Y: each(months, price)}},
	})
}

func price(m *cogap.Record) float64 { return m.Menu.SOTA().Price }

func tierChart(r *cogap.Result) Chart {
	months := allMonths(r)
	c := overTime(r, months, Chart{
		ID: "tiers", Title: "Who holds which tier", Stacked: true,
		Note: "Everybody, by the tier that they hold at the end of the month.",
		Y:    Axis{Title: "share of all people [%]", Unit: Share},
	})
	menu := r.Last().Menu
	for k := len(menu); k >= 0; k-- {
		name := "no access"
		if k > 0 {
			name = menu[k-1].Name
		}
		c.Lines = append(c.Lines, Line{Name: name, Color: (len(menu) - k) % 6, Y: each(months, func(m *cogap.Record) float64 { return m.Tier(k) })})
	}
	c.Lines[len(c.Lines)-1].Color = 6
	return c
}

func filterChart(r *cogap.Result) Chart {
	months := allMonths(r)
	c := overTime(r, months, Chart{
		ID: "filters", Title: "What keeps people out", Stacked: true,
		Note: "Everybody, by what keeps them from SOTA AI. Priced out: it is worth its price to them, but they cannot spend that much. " +
			"Opted out: they could, but it is not worth it to them. Both: neither. Waiting: they would and could, but too few around them have it. " +
			"Rationed: they were not let in.",
		Y: Axis{Title: "share of all people [%]", Unit: Share},
	})
	for _, l := range []struct {
		name  string
		color int
		share func(*cogap.Record) float64
	}{
		{"hold SOTA AI", 0, (*cogap.Record).SOTAShare},
		{"prefer lesser tier", 2, func(m *cogap.Record) float64 { return m.Filtered(agent.None) - m.SOTAShare() }},
		{"rationed", 3, filtered(agent.Rationed)},
		{"waiting", 5, filtered(agent.Waiting)},
		{"priced out", 1, filtered(agent.PricedOut)},
		{"both", 4, filtered(agent.Neither)},
		{"opted out", 6, filtered(agent.OptedOut)},
	} {
		if y := each(months, l.share); !allZero(y) {
			c.Lines = append(c.Lines, Line{Name: l.name, Color: l.color, Y: y})
		}
	}
	return c
}

func filtered(f agent.Filter) func(*cogap.Record) float64 {
	return func(m *cogap.Record) float64 { return m.Filtered(f) }
}

// allZero reports whether no value is worth drawing.
func allZero(v Values) bool {
	for _, x := range v {
		if math.Abs(x) > 1e-9 {
			return false
		}
	}
	return true
}

func decileChart(r *cogap.Result) Chart {
	months := measuredMonths(r)
	c := overTime(r, months, Chart{
		ID: "deciles", Title: "Access by income", Ranked: true,
		Note: "Share with SOTA access in each tenth of the population by income, from the poorest to the richest.",
		Y:    Axis{Title: "SOTA access [%]", Unit: Share},
	})
	for d, name := range tenthNames {
		c.Lines = append(c.Lines, Line{Name: name, Color: d})
	}
	for _, m := range months {
		for d, share := range m.SOTAShareByDecile() {
			c.Lines[d].Y = append(c.Lines[d].Y, share.Value)
		}
	}
	return c
}

// access is what having access means where cognition is compared: whether somebody holds any tier.
func access(r *cogap.Result) string {
	if len(r.Last().Menu) > 1 {
		return "access to any tier"
	}
	return "SOTA access"
}

func demandChart(r *cogap.Result) Chart {
	rungs := measuredLadder(r)
	c := Chart{
		ID: "demand", Title: "How many would pay more",
		Note: "Share of all people whose reservation price for SOTA AI (the most they are ready and able to pay) is at least the price below. " +
			"Each line is measured at the end of one price, and a dot marks that price on it; people who wait for others count as ready.",
		X: Axis{Title: "price of SOTA AI [u/month], logarithmic", Unit: Price},
		Y: Axis{Title: "people ready to pay it [%]", Unit: Share},
	}
	if rungs[len(rungs)-1].Distributions.Posted != nil {
		c.Note += " Prices are those that are posted; people pay what vouchers, discounts and regional prices make of them."
	}
	c.At = priceGrid(rungs)
	c.X.From = c.At[0]
	for i, m := range rungs {
		curve := m.Distributions.Demand()
		share := func(price float64) float64 { return curve.Customers(price) / float64(m.People()) }
		line := Line{Name: fmt.Sprintf("%s, at %s", m.Date, units(price(m))), Color: i}
		for _, p := range c.At {
			line.Y = append(line.Y, share(p))
		}
		c.Lines = append(c.Lines, line)
		if p := price(m); p >= c.At[0] && p <= c.At[len(c.At)-1] {
			y := roundTo(share(p), 6)
			c.Marks = append(c.Marks, Mark{X: p, Y: &y, Name: units(p)})
		}
	}
	return c
}

// priceGrid returns prices in even steps of a logarithm, from where most would pay to where hardly anybody would.
func priceGrid(rungs []*cogap.Record) Values {
	lo, hi := 10.0, 1000.0
	for _, m := range rungs {
		if p := price(m); p > 0 && p < market.Withdrawn {
			lo, hi = min(lo, p/2), max(hi, 2*p)
		}
		if top := m.Distributions.Reservation.Quantile(0.999).Value; top < market.Withdrawn {
			hi = max(hi, top)
		}
	}
	const steps = 120
	grid := make(Values, steps+1)
	for i := range grid {
		grid[i] = lo * math.Pow(hi/lo, float64(i)/steps)
	}
	return grid
}

func lorenzChart(r *cogap.Result) Chart {
	months := measuredMonths(r)
	d := months[len(months)-1].Distributions
	c := Chart{
		ID: "lorenz", Title: "How unequal cognition is, unaided and augmented",
		Note: "Lorenz curves in " + months[len(months)-1].Date + ": what share of all cognition the least able people have together. " +
			"The further a curve hangs below the straight line, the more unequal. " + giniSentence(d) + "With and without mean " + access(r) + ".",
		X: Axis{Title: "people, from the least able [%]", Unit: Share},
		Y: Axis{Title: "their part of all cognition [%]", Unit: Share},
	}
	for i := range 101 {
		c.At = append(c.At, float64(i)/100)
	}
	c.Lines = []Line{{Name: "all the same", Color: 6, Dashed: true, Y: c.At}}
	for _, l := range []struct {
		name string
		of   *inequality.Histogram
	}{
		{"augmented", everybody(&d.Augmented)},
		{"unaided", &d.Cognition},
		{"augmented, with", &d.Augmented[1]},
		{"augmented, without", &d.Augmented[0]},
	} {
		if l.of.Count() > 0 {
			line := Line{Name: l.name, Color: len(c.Lines) - 1}
			for _, part := range l.of.LorenzAt(c.At) {
				line.Y = append(line.Y, part.Value)
			}
			c.Lines = append(c.Lines, line)
		}
	}
	return c
}

// giniSentence says how unequal cognition is with AI and would be without; empty where unaided cognition was not measured.
func giniSentence(d *engine.Distributions) string {
	if d.Cognition.Count() == 0 {
		return ""
	}
	augmented, unaided := everybody(&d.Augmented).Gini().Value, d.Cognition.Gini().Value
	return fmt.Sprintf("The Gini coefficient is %.4f of what people get done as they are, and %.4f of what they would without AI. ", augmented, unaided)
}

// everybody is the distribution of people without and with access together.
func everybody(by *[2]inequality.Histogram) *inequality.Histogram {
	all := by[0].Clone()
	if err := all.Merge(&by[1]); err != nil {
		return new(inequality.Histogram) // cannot be: a run refuses so many people
	}
	return all
}

func gapChart(r *cogap.Result) Chart {
	months := allMonths(r)
	return overTime(r, months, Chart{
		ID: "gap", Title: "The cognitive gap",
		Note: "Mean augmented cognition of people who hold SOTA AI over that of everybody else. At 1 there is no gap. " +
			"Who holds it also selects itself: those who gain most pay longest.",
		Y:     Axis{Title: "gap ratio [1]", Unit: Number, From: 1},
		Lines: []Line{{Name: "gap ratio", Color: 3, Y: each(months, func(m *cogap.Record) float64 { return m.SOTAGap().Value })}},
	})
}

func giniChart(r *cogap.Result) Chart {
	months := measuredMonths(r)
	return overTime(r, months, Chart{
		ID: "gini", Title: "Inequality of augmented cognition",
		Note:  "Gini coefficient over everybody: 0 if all think equally well, towards 1 as one person has all the thinking.",
		Y:     Axis{Title: "Gini coefficient [1]", Unit: Number},
		Lines: []Line{{Name: "Gini", Color: 2, Y: each(months, func(m *cogap.Record) float64 { return m.Gini().Value })}},
	})
}

func moneyChart(r *cogap.Result) Chart {
	months := allMonths(r)
	c := overTime(r, months, Chart{
		ID: "money", Title: "Where the money goes",
		Y: Axis{Title: "u a month, all people together", Unit: Money},
	})
	var notes []string
	for _, l := range moneyLines {
		if y := each(months, l.of); !allUndefined(y) && !(l.optional && allZero(y)) {
			c.Lines = append(c.Lines, Line{Name: l.name, Color: l.color, Y: y})
			notes = append(notes, l.note)
		}
	}
	c.Note = strings.Join(notes, " ")
	return c
}

// moneyLines are the flows of money of a month [u].
var moneyLines = []struct {
	name, note string
	color      int
	optional   bool // not worth a line where it is always 0
	of         func(*cogap.Record) float64
}{
	{"revenue", "Revenue: what providers get for all tiers.", 0, false, revenueOf},
	{
		"consumer surplus ≈", "Consumer surplus: what people are ready and able to pay for SOTA AI beyond its price, summed over all who are ready to pay it; " +
			"an approximation, as it counts the most that they can spend, not all that it is worth to them, and those who still wait.", 2, false, surplusOf,
	},
	{"subsidy", "Subsidy: the providers' costs beyond their revenue; below 0 it is profit.", 1, true, subsidyOf},
	{"public money", "Public money: vouchers, transfers and the losses of public tiers.", 3, true, func(m *cogap.Record) float64 { return m.Market.Public }},
}

// revenueOf returns what a month's users and the public paid for all tiers [u].
func revenueOf(m *cogap.Record) float64 {
	total := 0.0
	for _, x := range m.Market.Revenue {
		total += x
	}
	return total
}

// surplusOf returns the consumer surplus of a month at the SOTA tier's price [u]: the sum of what people are ready and
// able to pay beyond it, over all who are. It approximates the surplus in worth from below, since nobody counts with
// more than it can spend, and from above, since people who wait for others count too. NaN in months without
// distributions.
func surplusOf(m *cogap.Record) float64 {
	switch {
	case m.Market.Curve != nil:
		return m.Market.Curve.Surplus
	case m.Distributions != nil:
		return m.Distributions.Demand().Surplus(price(m))
	}
	return math.NaN()
}

// subsidyOf returns the costs of all providers beyond their revenue [u]; negative is profit. NaN without providers.
func subsidyOf(m *cogap.Record) float64 {
	if len(m.Market.Providers) == 0 {
		return math.NaN()
	}
	total := 0.0
	for _, p := range m.Market.Providers {
		total += p.Subsidy
	}
	return total
}

func allUndefined(v Values) bool {
	for _, x := range v {
		if !math.IsNaN(x) {
			return false
		}
	}
	return true
}
