package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// Charts returns the pictures of a result in the order in which they tell its story. Those that need distributions are
// left out if the run measured none. The result must have a month.
func Charts(r *cogap.Result) []Chart { return newRun(r).charts() }

func (r *run) charts() []Chart {
	hasDistributions := len(measured(r.months)) > 0
	charts := []Chart{ladderChart(r)}
	if len(r.rungs()) > mostRungs {
		charts = append(charts, priceChart(r))
	}
	if r.tiers() > 1 {
		charts = append(charts, tierChart(r))
	}
	charts = append(charts, filterChart(r))
	if hasDistributions {
		charts = append(charts, decileChart(r))
	}
	if rungs := r.ladderWith(measure.Reservation); len(rungs) > 0 {
		charts = append(charts, demandChart(r, rungs))
	}
	if unaided := having(measured(r.months), measure.Cognition); len(unaided) > 0 {
		charts = append(charts, lorenzChart(r, unaided[0]))
	}
	charts = append(charts, gapChart(r))
	if hasDistributions {
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

// overTime returns a chart over some months, the SOTA tier's prices marked where they change.
func (r *run) overTime(months []*measure.Month, c Chart) Chart {
	c.X = Axis{Title: "month", Unit: Month, From: 0}
	for _, m := range months {
		c.At = append(c.At, float64(m.Record.Month))
		c.Names = append(c.Names, m.Record.Date)
	}
	c.Marks = r.priceMarks()
	return c
}

// priceMarks marks the month in which each price starts, unless the price hardly ever rests.
func (r *run) priceMarks() []Mark {
	if len(r.rungs()) > 3*mostRungs {
		return nil
	}
	var marks []Mark
	start := r.onSale()
	if start > 0 {
		marks = append(marks, Mark{Name: units(math.NaN())})
	}
	for i, m := range r.months {
		if i == start || i > start && !samePrice(price(m), price(r.months[i-1])) {
			marks = append(marks, Mark{X: float64(i), Name: units(price(m))})
		}
	}
	return marks
}

// lineOf draws a measure of everybody.
func lineOf(months []*measure.Month, id, name string, color int) Line {
	l := Line{Name: cmp.Or(name, measure.Must(id).Label), Color: color, Y: make(Values, len(months)), measure: id}
	for i, m := range months {
		l.Y[i] = of(m, id)
	}
	return l
}

// sentences are the labels and meanings of measures.
func sentences(ids ...string) string {
	var list []string
	for _, id := range ids {
		x := measure.Must(id)
		list = append(list, capital(x.Label)+": "+x.Meaning+".")
	}
	return strings.Join(list, " ")
}

func ladderChart(r *run) Chart {
	return r.overTime(r.months, Chart{
		ID: "ladder", Title: "The price ladder: who still holds SOTA AI",
		Note:  "Share of all people who hold the state-of-the-art (SOTA) tier. Dotted lines mark the months in which its price changes, with the new price.",
		Y:     Axis{Title: "people with SOTA AI", Unit: Share},
		Lines: []Line{lineOf(r.months, "sota_share", "hold SOTA AI", 0)},
	})
}

func priceChart(r *run) Chart {
	return r.overTime(r.months, Chart{
		ID: "price", Title: "What SOTA AI costs",
		Note:  "The price of the state-of-the-art tier, month by month.",
		Y:     Axis{Title: "price, u a month", Unit: Money},
		Lines: []Line{lineOf(r.months, "price", "price of SOTA AI", 1)},
	})
}

func tierChart(r *run) Chart {
	c := r.overTime(r.months, Chart{
		ID: "tiers", Title: "Who holds which tier", Stacked: true,
		Note: "Everybody, by the tier that they hold at the end of the month.",
		Y:    Axis{Title: "share of all people", Unit: Share},
	})
	names := r.last().Groups(measure.Tier)
	for k := len(names) - 1; k >= 0; k-- {
		l := Line{Name: names[k], Color: (len(names) - 1 - k) % 6}
		if k == 0 {
			l.Name, l.Color = "no access", 6
		}
		for _, m := range r.months {
			l.Y = append(l.Y, m.In("share", measure.Tier, k).Value)
		}
		c.Lines = append(c.Lines, l)
	}
	return c
}

// filterLines are what keeps people from SOTA AI, in the order in which they are stacked.
var filterLines = []struct {
	id, name string // the measure, and what the line is called if not by its label
	color    int
}{
	{"sota_share", "hold SOTA AI", 0},
	{"lesser_share", "prefer a lesser tier", 2},
	{"rationed_share", "", 3},
	{"waiting_share", "", 5},
	{"priced_out_share", "", 1},
	{"neither_share", "neither would nor could", 4},
	{"opted_out_share", "", 6},
	{"lapsed_share", "", 7},
	{"unaware_share", "", 8},
}

func filterChart(r *run) Chart {
	c := r.overTime(r.months, Chart{
		ID: "filters", Title: "What keeps people out", Stacked: true,
		Y: Axis{Title: "share of all people", Unit: Share},
	})
	var shown []string
	for _, f := range filterLines {
		l := lineOf(r.months, f.id, f.name, f.color)
		if !l.Y.all(isNothing) {
			c.Lines = append(c.Lines, l)
			if f.id != "sota_share" {
				shown = append(shown, f.id)
			}
		}
	}
	c.Note = "Everybody, by what keeps them from SOTA AI. " + sentences(shown...)
	if slices.ContainsFunc(r.months, func(m *measure.Month) bool { return isUndefined(of(m, "price")) }) {
		c.Note += " While the SOTA tier is not on sale, everybody counts as one of those who neither would nor could."
	}
	return c
}

// decileChart has three lines, as ten cannot be told apart; the table of incomes has all tenths.
func decileChart(r *run) Chart {
	months := measured(r.months)
	richest := Line{Name: tenthNames[9], Color: 3}
	for _, m := range months {
		richest.Y = append(richest.Y, m.In("sota_share", measure.Decile, 9).Value)
	}
	return r.overTime(months, Chart{
		ID: "deciles", Title: "SOTA share by income",
		Note: "Share of people who hold the SOTA tier, of the richest tenth of the population by income before the first month, of the four tenths below it, and of the poorer half.",
		Y:    Axis{Title: "share who hold SOTA AI", Unit: Share},
		Lines: []Line{
			richest, lineOf(months, "sota_share.next_40", "next four tenths", 0), lineOf(months, "sota_share.poorer_half", "poorer half", 1),
		},
	})
}

func demandChart(r *run, rungs []*measure.Month) Chart {
	c := Chart{
		ID: "demand", Title: "How many would pay more",
		X: Axis{Title: "price of SOTA AI, u a month (logarithmic)", Unit: Price},
		Y: Axis{Title: "people ready to pay it", Unit: Share},
	}
	c.At = priceGrid(rungs)
	c.X.From = c.At[0]
	for i, m := range rungs {
		p := price(m)
		c.Lines = append(c.Lines, Line{Name: fmt.Sprintf("%s, at %s", m.Record.Date, units(p)), Color: i, Y: m.Ready(c.At)})
		if p >= c.At[0] && p <= c.At[len(c.At)-1] {
			y := roundTo(m.Ready([]float64{p})[0], 6)
			c.Marks = append(c.Marks, Mark{X: p, Y: &y, Name: units(p)})
		}
	}
	c.Note = "Share of all people whose reservation price for SOTA AI (the most they are ready and able to pay) is at least the price below. " + c.alike(0.05) +
		" People who wait for others count as ready."
	if len(r.Manifest.Scenario.Market.Policies) > 0 {
		c.Note += " Prices are those that are posted; people pay what vouchers, discounts and regional prices make of them."
	}
	return c
}

// alike leaves the last line alone if no other is further from it than a share of the highest value, so that nobody could tell them apart, and says
// what there is to see.
func (c *Chart) alike(share float64) string {
	last := c.Lines[len(c.Lines)-1]
	apart := 0.0
	for _, l := range c.Lines {
		for i, y := range l.Y {
			apart = max(apart, math.Abs(y-last.Y[i]))
		}
	}
	switch {
	case len(c.Lines) == 1:
		return "A dot marks the price."
	case apart > share*slices.Max(last.Y):
		return "Each line is measured at the end of one price, and a dot marks that price on it."
	}
	last.Color = 0
	c.Lines = []Line{last}
	return fmt.Sprintf("The line is measured at the last of the prices that the dots mark; at the end of the others it was within %.1f percentage points of it.", 100*apart)
}

// priceGrid returns prices in even steps of a logarithm, from where most would pay to where hardly anybody would.
func priceGrid(rungs []*measure.Month) Values {
	lo, hi := 10.0, 1000.0
	for _, m := range rungs {
		if p := price(m); p > 0 { // not of one that is not on sale
			lo, hi = min(lo, p/2), max(hi, 2*p)
		}
		hi = max(hi, m.MostReady(1000))
	}
	const steps = 120
	grid := make(Values, steps+1)
	for i := range grid {
		grid[i] = lo * math.Pow(hi/lo, float64(i)/steps)
	}
	return grid
}

// lorenzChart has the difference of two curves that nobody could tell apart.
func lorenzChart(r *run, m *measure.Month) Chart {
	c := Chart{
		ID: "lorenz", Title: "Who gets a larger part of all cognition by AI",
		Note: "A Lorenz curve says what part of all cognition the least able tenth, half or nine tenths of the people have together. Drawn is how far AI moves it, in " + m.Record.Date +
			": the curve of what people get done as they are, less that of what they would get done unaided. Below 0 their part is smaller than it would be without AI, because others gain more. " + giniSentence(m),
		X: Axis{Title: "people, from the least able", Unit: Share},
		Y: Axis{Title: "change, percentage points", Unit: Number},
	}
	for i := range 101 {
		c.At = append(c.At, float64(i)/100)
	}
	line := Line{Name: "augmented less unaided", Color: 0}
	unaided := m.Lorenz(measure.Cognition, c.At)
	for i, augmented := range m.Lorenz(measure.Augmented, c.At) {
		line.Y = append(line.Y, 100*(augmented.Value-unaided[i].Value))
	}
	c.Lines = []Line{line, {Name: "as without AI", Color: 6, Dashed: true, Y: make(Values, len(c.At))}}
	return c
}

// giniSentence says how unequal cognition is with AI and would be without.
func giniSentence(m *measure.Month) string {
	return fmt.Sprintf("The Gini coefficient is %.4f of what people get done as they are, and %.4f of what they would without AI.", of(m, "gini.augmented"), of(m, "gini.cognition"))
}

func gapChart(r *run) Chart {
	return r.overTime(r.months, Chart{
		ID: "gap", Title: "The cognitive gap",
		Note:  sentences("sota_gap", "within_gap") + " At 1 there is no gap. Those who hold it are no random sample: those who gain most pay longest.",
		Y:     Axis{Title: "gap, times", Unit: Number, From: 1},
		Lines: []Line{lineOf(r.months, "sota_gap", "", 3), lineOf(r.months, "within_gap", "", 2)},
	})
}

func giniChart(r *run) Chart {
	months := measured(r.months)
	line := lineOf(months, "gini.augmented", "", 2)
	return r.overTime(months, Chart{
		ID: "gini", Title: "Inequality of augmented cognition",
		Note:  sentences("gini.augmented") + " The axis does not begin at 0.",
		Y:     Axis{Title: "Gini coefficient", Unit: Number, From: justBelow(line.Y)},
		Lines: []Line{line},
	})
}

// justBelow returns a hundredth that is below all values by a hundredth or two, so that a chart shows how they move; at least 0.
func justBelow(values Values) float64 {
	least := math.Inf(1)
	for _, y := range values {
		if !isUndefined(y) {
			least = min(least, y)
		}
	}
	return max(0, math.Floor(float64(100*min(least, 1))-1)/100)
}

// flowLines are the flows of money of a month [u].
var flowLines = []struct {
	id, name, note string
	color          int
	optional       bool // not worth a line where it is always 0
}{
	{id: "revenue", color: 0},
	{
		id: "consumer_surplus", name: "consumer surplus ≈", color: 2,
		note: " It counts the most that people can spend, not all that it is worth to them, and those who still wait.",
	},
	{id: "subsidy", color: 1, optional: true},
	{id: "public_money", color: 3, optional: true},
}

func moneyChart(r *run) Chart {
	c := r.overTime(r.months, Chart{
		ID: "money", Title: "Where the money goes",
		Y: Axis{Title: "u a month, all people together", Unit: Money},
	})
	var notes []string
	for _, f := range flowLines {
		l := lineOf(r.months, f.id, f.name, f.color)
		if !slices.ContainsFunc(l.Y, isUndefined) && !(f.optional && l.Y.all(isNothing)) {
			c.Lines = append(c.Lines, l)
			notes = append(notes, sentences(f.id)+f.note)
		}
	}
	c.Note = strings.Join(notes, " ")
	return c
}
