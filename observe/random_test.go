package observe_test

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// person is somebody as the brute force sees it.
type person struct {
	agent.Person
	augmented, reservation float64
	intensity              float64
	stratum, decile        int
	before                 int
	weight                 int64
}

// town is some chunks of random people, who have just lived a month.
type town struct {
	strata []population.Stratum
	month  *agent.Month
	blocks []*agent.Block
	people []person
	before [][]uint8 // [block] tiers held the month before
}

// behaviour is that of everybody here.
var behaviour = agent.Params{Lapse: 0.1, CapturedShare: 0.3, NecessityPremium: 0.01, LossPremium: 0.02, UsesADay: 0.5}

var menu = market.Menu{{Name: "free", Price: 0, Quality: 0.5, Quota: 1, Admission: 1}, {Name: "SOTA", Price: 100, Quality: 1, Quota: 1, Admission: 1}}

func towns(t *rapid.T) *town {
	w := &town{
		strata: []population.Stratum{{Code: "A", Name: "writers", Group: "words"}, {Code: "B", Name: "farmers", Group: "land"}, {Code: "C", Name: "poets", Group: "words"}},
		month:  agent.NewMonth(agent.Month{Params: behaviour, Menu: menu, Gain: 0.25, Share: 0.5, Number: 3}),
	}
	for range rapid.IntRange(1, 4).Draw(t, "chunks") {
		n := rapid.SampledFrom([]int{1, 7, 256, 300}).Draw(t, "people")
		c := population.NewChunk(n, 1, population.Wait, population.UseCost, population.Intensity, population.Tenth)
		c.Stratum, c.Weight = rapid.IntRange(0, 2).Draw(t, "stratum"), rapid.Int64Range(1, 100).Draw(t, "weight")
		r := rapid.Uint64().Draw(t, "luck")
		luck := func(below uint64) uint64 { // a linear congruential generator: rapid's own draws would be slow
			r = r*6364136223846793005 + 1442695040888963407
			return (r >> 33) % below
		}
		// few values, so that equal ones meet, over many orders of magnitude, so that sums round
		for _, column := range [][]float32{c.Income, c.Cognition, c.Aptitude, c.Belief, c.Uncertainty, c.Habit, c.BudgetShare, c.Threshold, c.UseCost, c.Intensity, c.Extra[0]} {
			for i := range column {
				column[i] = float32(luck(50)) * float32(math.Pow(10, float64(luck(9))-4))
			}
		}
		for i := range c.Income {
			c.Income[i] = max(c.Income[i], 1e-4) // nobody has none
		}
		var b agent.Block
		b.Load(c)
		before := make([]uint8, n)
		w.before = append(w.before, before)
		for i := range n {
			before[i] = uint8(luck(3))
			c.Tier[i], c.Filter[i] = uint8(luck(3)), uint8(luck(uint64(agent.Filters)))
			c.Wait[i] = agent.Pack(float64(luck(5)), agent.Attention(luck(4)))
			b.Augmented[i], b.Reservation[i] = float32(luck(1000))/7, float32(luck(1000))
			p := person{intensity: float64(c.Intensity[i]), stratum: c.Stratum, weight: c.Weight, augmented: float64(b.Augmented[i]), reservation: float64(b.Reservation[i])}
			p.Extra = make([]float64, 1)
			p.Get(&c, i)
			c.Tenth[i] = uint8(1 + luck(10))
			p.decile = int(c.Tenth[i])
			p.before = int(before[i])
			w.people = append(w.people, p)
		}
		w.blocks = append(w.blocks, &b)
	}
	return w
}

// see shows the town to an observer, chunks in some order, each to some worker.
func (w *town) see(collect []observe.Collect, workers int, order []int) []observe.Row {
	o := observe.New(collect, observe.Panel{}, observe.Run{
		Strata: w.strata, Tiers: len(menu), Extra: []string{"mood"}, Months: 4, Chunks: len(w.blocks), Workers: workers,
	})
	tables := make([]observe.Table, workers)
	for k, i := range order {
		before := make([]uint8, w.blocks[i].Len())
		if w.before != nil {
			before = w.before[i]
		}
		o.Before(k%workers, before)
		o.See(k%workers, 3, i, w.blocks[i], w.month, &tables[k%workers])
	}
	var all observe.Table
	for i := range tables { // each goes from one machine to another
		b, _ := tables[i].AppendBinary(nil)
		var sent observe.Table
		if err := sent.UnmarshalBinary(b); err != nil {
			panic(err)
		}
		all.Merge(&sent)
	}
	return o.Rows(3, &all)
}

// numeral is an expression and what it is of a person.
type numeral struct {
	text string
	of   func(*person) float64
}

// worth is what the tier that somebody holds is worth to it, by one of the definitions.
func (p *person) worth(of func(*agent.Person, *agent.Month, market.Offer) float64) float64 {
	if p.Tier == 0 {
		return 0
	}
	return of(&p.Person, &agent.Month{Params: behaviour, Menu: menu}, menu[p.Tier-1])
}

type condition struct {
	text string
	of   func(*person) bool
}

var numerals = map[string]func(*person) float64{
	"people": func(*person) float64 { return 1 }, "income": func(p *person) float64 { return p.Income },
	"cognition": func(p *person) float64 { return p.Cognition }, "augmented": func(p *person) float64 { return p.augmented },
	"aptitude": func(p *person) float64 { return p.Aptitude }, "belief": func(p *person) float64 { return p.Belief },
	"uncertainty": func(p *person) float64 { return p.Uncertainty }, "habit": func(p *person) float64 { return p.Habit },
	"budget_share": func(p *person) float64 { return p.BudgetShare }, "threshold": func(p *person) float64 { return p.Threshold },
	"intensity": func(p *person) float64 { return p.intensity },
	"value":     func(p *person) float64 { return p.worth((*agent.Person).Valuation) }, "asked": func(p *person) float64 { return p.worth((*agent.Person).Asked) },
	"use_cost":    func(p *person) float64 { return p.UseCost },
	"reservation": func(p *person) float64 { return p.reservation }, "tier": func(p *person) float64 { return float64(p.Tier) },
	"tier_before":   func(p *person) float64 { return float64(p.before) },
	"posted":        func(p *person) float64 { return []float64{0, 0, 100}[p.Tier] },
	"income_decile": func(p *person) float64 { return float64(p.decile) }, "gain": func(*person) float64 { return 0.25 },
	"peers": func(*person) float64 { return 0.5 }, "price": func(*person) float64 { return 100 },
	"month": func(*person) float64 { return 3 }, "mood": func(p *person) float64 { return p.Extra[0] },
	"7": func(*person) float64 { return 7 }, "0.125": func(*person) float64 { return 0.125 }, "1e3": func(*person) float64 { return 1e3 },
}

var conditions = map[string]func(*person) bool{
	"access": func(p *person) bool { return p.Tier > 0 }, "sota": func(p *person) bool { return p.Tier == 2 },
	"filter == opted_out": func(p *person) bool { return p.Filter == agent.OptedOut },
	"waiting != filter":   func(p *person) bool { return p.Filter != agent.Waiting },
	"daily":               func(p *person) bool { return p.Tier > 0 && p.intensity >= 2 },
	"noticed":             func(p *person) bool { return p.Attention != agent.BeforeNotice },
	"stopped":             func(p *person) bool { return p.Attention == agent.Stopped },
	`group == "words"`:    func(p *person) bool { return p.stratum != 1 },
	`"B" != code`:         func(p *person) bool { return p.stratum != 1 },
	`stratum == "poets"`:  func(p *person) bool { return p.stratum == 2 },
}

func sampled[T any](t *rapid.T, m map[string]T) (string, T) {
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(m))).Draw(t, "name")
	return name, m[name]
}

func someNumeral(t *rapid.T, depth int) numeral {
	if depth == 0 || rapid.Bool().Draw(t, "leaf") {
		text, of := sampled(t, numerals)
		return numeral{text, of}
	}
	a, b := someNumeral(t, depth-1), someNumeral(t, depth-1)
	switch op := rapid.SampledFrom([]string{"+", "-", "*", "/", "min", "max", "neg"}).Draw(t, "op"); op {
	case "+":
		return numeral{"(" + a.text + " + " + b.text + ")", func(p *person) float64 { return a.of(p) + b.of(p) }}
	case "-":
		return numeral{"(" + a.text + " - " + b.text + ")", func(p *person) float64 { return a.of(p) - b.of(p) }}
	case "*":
		return numeral{"(" + a.text + ")*(" + b.text + ")", func(p *person) float64 { return a.of(p) * b.of(p) }}
	case "/":
		return numeral{"(" + a.text + ") / (1 + (" + b.text + ")*(" + b.text + "))", func(p *person) float64 { return a.of(p) / (1 + float64(b.of(p)*b.of(p))) }}
	case "min":
		return numeral{"min(" + a.text + ", " + b.text + ")", func(p *person) float64 { return min(a.of(p), b.of(p)) }}
	case "max":
		return numeral{"max(" + a.text + ", " + b.text + ", 7)", func(p *person) float64 { return max(a.of(p), b.of(p), 7) }}
	}
	return numeral{"-(" + a.text + ")", func(p *person) float64 { return 0 - a.of(p) }}
}

func someCondition(t *rapid.T, depth int) condition {
	if depth == 0 {
		if rapid.Bool().Draw(t, "named") {
			text, of := sampled(t, conditions)
			return condition{text, of}
		}
		a, b := someNumeral(t, 1), someNumeral(t, 1)
		op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "compare")
		return condition{"(" + a.text + ") " + op + " (" + b.text + ")", func(p *person) bool {
			x, y := a.of(p), b.of(p)
			return map[string]bool{"==": x == y, "!=": x != y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[op]
		}}
	}
	a, b := someCondition(t, depth-1), someCondition(t, depth-1)
	switch rapid.IntRange(0, 2).Draw(t, "logic") {
	case 0:
		return condition{"(" + a.text + " && " + b.text + ")", func(p *person) bool { return a.of(p) && b.of(p) }}
	case 1:
		return condition{"(" + a.text + " || " + b.text + ")", func(p *person) bool { return a.of(p) || b.of(p) }}
	}
	return condition{"!(" + a.text + ")", func(p *person) bool { return !a.of(p) }}
}

type label struct {
	text string
	of   func(*person) string
}

func someLabel(t *rapid.T, w *town, most int) label {
	switch rapid.IntRange(0, most).Draw(t, "by") {
	case 0:
		return label{"stratum", func(p *person) string { return w.strata[p.stratum].Name }}
	case 1:
		return label{"code", func(p *person) string { return w.strata[p.stratum].Code }}
	case 2:
		return label{"group", func(p *person) string { return w.strata[p.stratum].Group }}
	case 3:
		return label{"tier", func(p *person) string { return strconv.Itoa(p.Tier) }}
	case 4:
		return label{"filter", func(p *person) string { return observe.FilterName(p.Filter) }}
	case 5:
		return label{"income_decile", func(p *person) string { return strconv.Itoa(p.decile) }}
	case 6:
		c := someCondition(t, 1)
		if strings.Contains(c.text, "access") || strings.Contains(c.text, "filter") || strings.Contains(c.text, "sota") {
			return label{c.text, func(p *person) string { return fmt.Sprint(c.of(p)) }}
		}
		return label{"access", func(p *person) string { return fmt.Sprint(p.Tier > 0) }}
	case 7:
		x := someNumeral(t, 1)
		return label{"bins(" + x.text + ", -1, 0, 7)", func(p *person) string {
			switch v := x.of(p); {
			case v != v:
				return "undefined"
			case v < -1:
				return "< -1"
			case v < 0:
				return "-1 to 0"
			case v < 7:
				return "0 to 7"
			}
			return ">= 7"
		}}
	}
	var edges []string
	for i := range 18 {
		edges = append(edges, strconv.Itoa(i))
	}
	return label{"bins(income, " + strings.Join(edges, ", ") + ")", func(p *person) string {
		n := int(min(p.Income, 17))
		if n == 17 {
			return ">= 17"
		}
		return fmt.Sprintf("%d to %d", n, n+1)
	}}
}

var quantities = []observe.Aggregate{observe.Share, observe.Sum, observe.Mean, observe.Min, observe.Max, observe.Variance, observe.SD, observe.Median, observe.Quantile, observe.Gini}

// TestBruteForce holds what random collections find in random towns to plain loops over people, and to the bit to what
// they find with other workers in another order.
func TestBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := towns(t)
		quantity, where := someNumeral(t, 2), condition{"", func(*person) bool { return true }}
		if rapid.Bool().Draw(t, "conditional") {
			where = someCondition(t, rapid.IntRange(0, 2).Draw(t, "depth"))
		}
		c := observe.Collect{Name: "it", Quantity: quantity.text, Where: where.text, P: rapid.Float64Range(0, 1).Draw(t, "p")}
		c.Aggregate = rapid.SampledFrom(quantities).Draw(t, "aggregate")
		if quantity.text == "people" || rapid.IntRange(0, 9).Draw(t, "of people") == 0 {
			c.Quantity, quantity.of = "", func(*person) float64 { return 1 }
			c.Aggregate = rapid.SampledFrom([]observe.Aggregate{observe.Count, observe.Share}).Draw(t, "count")
		}
		var by []label
		for i := range rapid.IntRange(0, 3).Draw(t, "ways") {
			by = append(by, someLabel(t, w, []int{8, 7, 7}[i])) // many bins once at most
			c.By = append(c.By, by[len(by)-1].text)
		}
		observe.Problems([]observe.Collect{c}, observe.Panel{}, 2, []string{"mood"}, func(path, format string, args ...any) {
			t.Fatalf("%s: %v in %+v", path, fmt.Sprintf(strings.ReplaceAll(format, "%w", "%v"), args...), c)
		})

		order := make([]int, len(w.blocks))
		for i := range order {
			order[i] = i
		}
		rows := w.see([]observe.Collect{c}, 1, order)
		slices.Reverse(order)
		again := w.see([]observe.Collect{c}, rapid.IntRange(1, 3).Draw(t, "workers"), order)
		require.Equal(t, fmt.Sprint(rows), fmt.Sprint(again))

		groups := map[string][]*person{}
		for i := range w.people {
			var names []string
			for _, l := range by {
				names = append(names, l.of(&w.people[i]))
			}
			key := strings.Join(names, "|")
			groups[key] = append(groups[key], &w.people[i])
		}
		require.Len(t, rows, len(groups))
		for _, row := range rows {
			group := groups[strings.Join(row.Groups, "|")]
			require.NotNil(t, group, "%q", row.Groups)
			require.Equal(t, 3, row.Month)
			expect(t, &c, row, group, quantity.of, where.of)
		}
	})
}

// expect computes a row once more.
func expect(t *rapid.T, c *observe.Collect, row observe.Row, group []*person, quantity func(*person) float64, where func(*person) bool) {
	var xs, ws []float64
	var people, of int64
	exact := func() *big.Float { return new(big.Float).SetPrec(2000) }
	sum, whole, squares, size := exact(), exact(), exact(), 0.0
	for _, p := range group {
		x, weight := quantity(p), float64(p.weight)
		of += p.weight
		term := exact().Mul(exact().SetFloat64(x), exact().SetFloat64(weight))
		whole.Add(whole, term)
		if !where(p) {
			continue
		}
		people += p.weight
		xs, ws = append(xs, x), append(ws, weight)
		sum.Add(sum, term)
		size = max(size, math.Abs(x))
		squares.Add(squares, term.Mul(term, exact().SetFloat64(x)))
	}
	require.Equal(t, []int64{people, of}, []int64{row.People, row.Of})
	over := func(a, b *big.Float) float64 {
		if b.Sign() == 0 {
			return math.NaN()
		}
		x, _ := exact().Quo(a, b).Float64()
		return x
	}
	n := exact().SetInt64(people)
	close := func(want, tolerance float64) {
		if math.IsNaN(want) {
			require.True(t, math.IsNaN(row.Value), "%v", row)
			return
		}
		require.InDelta(t, want, row.Value, tolerance, "%+v %v", c, row)
		require.Equal(t, row.Value, row.Lo)
		require.Equal(t, row.Value, row.Hi)
	}
	if math.IsNaN(row.Value) && size*size*float64(of) > 0x1p123 {
		return // sums may be too large
	}
	variance := over(exact().Sub(exact().Mul(n, squares), exact().Mul(sum, sum)), exact().Mul(n, n))
	if people > 0 && variance < 0 {
		variance = 0
	}
	switch c.Aggregate {
	case observe.Count:
		close(float64(people), 0)
	case observe.Share:
		total, _ := whole.Float64()
		close(over(sum, whole), 1e-12*max(1, float64(of)*size/math.Abs(total)))
	case observe.Sum:
		close(over(sum, exact().SetInt64(1)), 1e-14*size*float64(people))
	case observe.Mean:
		close(over(sum, n), 1e-14*size)
	case observe.Variance:
		close(variance, 1e-14*size*size)
	case observe.SD:
		close(math.Sqrt(variance), 1e-7*size)
	case observe.Min:
		close(orNaN(xs, slices.Min[[]float64]), 0)
	case observe.Max:
		close(orNaN(xs, slices.Max[[]float64]), 0)
	default:
		if len(xs) == 0 {
			close(math.NaN(), 0)
			return
		}
		d, err := inequality.New(xs, ws)
		require.NoError(t, err)
		want := d.Gini()
		switch c.Aggregate {
		case observe.Median:
			want = d.Median()
		case observe.Quantile:
			want, err = d.Quantile(c.P, inequality.AveragedInverseCDF)
			require.NoError(t, err)
		}
		if !math.IsNaN(want) && !math.IsInf(want, 0) {
			slack := 1e-9 * (math.Abs(want) + 1e-12)
			require.LessOrEqual(t, row.Lo, want+slack, "%+v %v", c, row)
			require.GreaterOrEqual(t, row.Hi, want-slack, "%+v %v", c, row)
		}
	}
}

func orNaN(xs []float64, of func([]float64) float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	return of(xs)
}
