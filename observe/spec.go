package observe

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/expr"
	"github.com/cogap/cogap/internal/param"
)

// Collect asks for one number about people, or for one of each group of them, month by month.
type Collect struct {
	// Name is what the rows of this collection are called; no two collections share one.
	Name string `json:"name"`
	// Quantity is what is put together: a column (people, income, cognition, augmented, aptitude, belief, uncertainty,
	// habit, budget_share, threshold, use_cost, need, reservation, tier, tier_before, value, asked, intensity, daily, posted,
	// income_decile, graduates, gain, peers, price, month, or an extra column of a user's rule), a condition (access, sota, noticed,
	// stopped, or a comparison), which counts as 0 or 1, or an expression of them, such as max(0, reservation - price).
	// Default people, in Go also if empty.
	Quantity string `json:"quantity"`
	// Aggregate is how it is put together. Default count, in Go also if empty.
	Aggregate Aggregate `json:"aggregate"`
	// P is the share of people at or below the quantile; only for the aggregate quantile.
	P float64 `json:"p" unit:"share" range:"0,1"`
	// Where is the condition that people have to meet, such as filter == opted_out && income > 8000; empty: everybody
	// does.
	Where string `json:"where"`
	// By has up to three ways to part people into groups, which cross: stratum, code, group, income_decile, tier, filter,
	// access, sota, any other condition, and bins of a number, such as bins(habit, 0.1, 0.5). Empty: one group of all.
	By []string `json:"by,omitempty" limit:"3"`
	// Every is how often: 1 in all months, 3 in the last month of each quarter, 12 of each year, and always in the last
	// month of the run. 0 counts as 1. Default 1.
	Every int `json:"every" unit:"month" range:"0,1200"`
}

// DefaultCollect returns what a collection is that says nothing: how many people there are, in all months.
func DefaultCollect() Collect { return Collect{Quantity: people, Aggregate: Count, Every: 1} }

// Complete returns the collection with the default for each of quantity, aggregate and every that it leaves empty or at zero.
func (c Collect) Complete() Collect {
	d := DefaultCollect()
	c.Quantity, c.Aggregate, c.Every = cmp.Or(strings.TrimSpace(c.Quantity), d.Quantity), cmp.Or(c.Aggregate, d.Aggregate), cmp.Or(c.Every, d.Every)
	return c
}

// people is the quantity that is 1 for each person.
const people = "people"

// Aggregate is how the numbers of people are put together. All count real people.
type Aggregate string

// The aggregates.
const (
	Count    Aggregate = "count"    // people who meet the condition; of no quantity
	Share    Aggregate = "share"    // part of the group's total quantity, or people, that belongs to those who meet the condition
	Sum      Aggregate = "sum"      // total of the quantity
	Mean     Aggregate = "mean"     // sum over count
	Min      Aggregate = "min"      // smallest
	Max      Aggregate = "max"      // largest
	Variance Aggregate = "variance" // mean squared distance from the mean
	SD       Aggregate = "sd"       // standard deviation: root of the variance
	Median   Aggregate = "median"   // with an interval that certainly holds it
	Quantile Aggregate = "quantile" // the p-quantile, with an interval that certainly holds it
	Gini     Aggregate = "gini"     // Gini coefficient, with an interval that certainly holds it
)

var aggregates = []Aggregate{Count, Share, Sum, Mean, Min, Max, Variance, SD, Median, Quantile, Gini}

// Panel asks for a sample of people of whom every month is kept.
//
// Each group gives the same number of lives, each real person of it with the same chance: agents are drawn without
// replacement, with a chance in proportion to the people that they stand for (sequential Poisson sampling, Ohlsson
// 1998). Who is drawn depends on the scenario's seed alone, so that two scenarios with the same people follow the same
// ones, as far as the condition lets them.
type Panel struct {
	// People is how many lives are kept of each group. Default 0: no panel.
	People int `json:"people" unit:"people" range:"0,100000"`
	// Where is the condition that they meet at the end of month 0, written as that of a collection; empty: anybody.
	Where string `json:"where"`
	// By has up to three ways to part people into groups at the end of month 0, as those of a collection: income_decile
	// takes so many of each tenth. Empty: one group of all.
	By []string `json:"by,omitempty" limit:"3"`
}

// Limits of what may be asked for.
const (
	MaxBy       = 3    // ways to part people
	maxVarying  = 4096 // groups within a stratum
	maxCollects = 1000
)

// Problems reports all that is wrong with what is asked for, with paths such as collect[2].where. extra names the columns
// of the user's rule, tiers is how many are on the menu.
func Problems(collect []Collect, panel Panel, tiers int, extra []string, report func(path, format string, args ...any)) {
	if len(collect) > maxCollects {
		report("collect", "got %d, want at most %d", len(collect), maxCollects)
		return
	}
	names := map[string]int{}
	for i := range collect {
		c := new(collect[i].Complete())
		path := fmt.Sprintf("collect[%d]", i)
		if first, taken := names[c.Name]; taken {
			report(path+".name", "got %q, which is the name of collect[%d] already", c.Name, first)
		} else if strings.TrimSpace(c.Name) == "" {
			report(path+".name", "got nothing, want a name for the rows of this collection")
		}
		names[c.Name] = i
		if !slices.Contains(aggregates, c.Aggregate) {
			var known []string
			for _, a := range aggregates {
				known = append(known, string(a))
			}
			report(path+".aggregate", "%w", param.Unknown(string(c.Aggregate), known))
			c.Aggregate = Sum // which any quantity has, so that the rest is judged too
		}
		_, errs := compileCollect(c, &env{tiers: tiers, extra: extra})
		tell(path, errs, report)
	}
	_, errs := compilePanel(&panel, &env{tiers: tiers, extra: extra})
	tell("panel", errs, report)
}

// located is what is wrong with one field.
type located struct {
	field string
	err   error
}

func tell(path string, errs []located, report func(path, format string, args ...any)) {
	for _, e := range errs {
		report(path+"."+e.field, "%w", e.err)
	}
}

// compileCollect turns what is asked for into what computes it.
func compileCollect(c *Collect, e *env) (*collection, []located) {
	out := &collection{Collect: *c, tracks: tracksOf(c)}
	var errs []located
	quantity, err := quantityOf(c, e)
	if err != nil {
		errs = append(errs, located{"quantity", err})
	}
	out.quantity = quantity
	errs = append(errs, compileWhere(c.Where, e, &out.where)...)
	errs = append(errs, compileBy(c.By, e, &out.grouping)...)
	return out, errs
}

func compilePanel(p *Panel, e *env) (*panel, []located) {
	out := &panel{Panel: *p}
	errs := compileWhere(p.Where, e, &out.where)
	return out, append(errs, compileBy(p.By, e, &out.grouping)...)
}

// ofPeople reports whether what is put together is people themselves.
func ofPeople(c *Collect) bool { return c.Complete().Quantity == people }

func quantityOf(c *Collect, e *env) (node, error) {
	if ofPeople(c) {
		if c.Aggregate != Count && c.Aggregate != Share && c.Aggregate != Sum {
			return node{}, fmt.Errorf("got people, of whom there is no %s: want a column or an expression", c.Aggregate)
		}
		return expr.Same(func(*view) float64 { return 1 }), nil
	}
	if c.Aggregate == Count {
		return node{}, fmt.Errorf("got %q, want nothing or people: a count is of people", c.Quantity)
	}
	n, err := expr.Compile(c.Quantity, e)
	if err == nil && n.Kind != expr.Number && n.Kind != expr.Truth {
		err = fmt.Errorf("%s is %s, want a number or a condition", c.Quantity, n.Kind)
	}
	return n, err
}

func compileWhere(text string, e *env, dst **node) []located {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	n, err := expr.Compile(text, e)
	if err == nil && n.Kind != expr.Truth {
		err = fmt.Errorf("%s is %s, want a condition", text, n.Kind)
	}
	if err != nil {
		return []located{{"where", err}}
	}
	*dst = &n
	return nil
}

func compileBy(by []string, e *env, dst *grouping) []located {
	var errs []located
	dst.varying = 1
	for i, text := range by {
		n, err := expr.Compile(text, e)
		switch {
		case err != nil:
		case n.Class != nil:
			dst.add(n.Class)
		case n.Kind == expr.Number:
			err = fmt.Errorf("%s is a number of many values, want bins(%s, edge, ...)", text, text)
		default:
			err = errors.New("got the same for everybody, want what tells people apart")
		}
		if err != nil {
			errs = append(errs, located{fmt.Sprintf("by[%d]", i), err})
		}
	}
	switch {
	case len(by) > MaxBy:
		errs = append(errs, located{"by", fmt.Errorf("got %d, want at most %d", len(by), MaxBy)})
	case dst.varying > maxVarying:
		errs = append(errs, located{"by", fmt.Errorf("got %d groups that cross, want at most %d", dst.varying, maxVarying)})
	}
	return errs
}

// Unit returns the unit of what is collected; empty if only the writer of the quantity knows.
func (c *Collect) Unit() string {
	switch c.Aggregate {
	case Count:
		return "people"
	case Share:
		return "share"
	case Gini:
		return "1"
	}
	text := strings.TrimSpace(c.Quantity)
	for _, known := range columns {
		if known.Name == text && c.Aggregate != Variance {
			return known.Unit
		}
	}
	if ofPeople(c) {
		return "people"
	}
	return ""
}

// at tells whether there is something to collect in a month.
func (c *Collect) at(month, months int) bool {
	return c.Every <= 1 || (month+1)%c.Every == 0 || month == months-1
}
