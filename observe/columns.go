package observe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/expr"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// Column is a name that quantities, conditions and groups know.
type Column struct {
	Name    string
	Unit    string // 1 is a pure number, empty a text or a condition
	Meaning string
}

// column is a Column and how it is read.
type column struct {
	Column
	node func(e *env) node
}

// env is what expressions are written for.
type env struct {
	tiers   int                  // on the menu
	extra   []string             // columns of the user's rule
	strata  []population.Stratum // not needed to check an expression
	network bool                 // people see their peers

	tenths bool // set if an expression asks for income tenths
	others bool // set if an expression asks what others did last month
	before bool // set if an expression asks what people held the month before
}

// The language of expressions, for people of a chunk.
type (
	node  = expr.Node[*view]
	class = expr.Class[*view]
)

// view is what expressions see of a chunk at the end of a month. They read it; what they write is their own.
type view struct {
	*agent.Block
	month  *agent.Month
	strata []population.Stratum
	before []uint8 // tiers held at the end of the month before, if somebody asks for them

	expr.Scratch
}

func (v *view) stratum() *population.Stratum { return &v.strata[v.Stratum] }

// people is what there is to know, in the order in which it is best explained.
var columns = []column{
	shared("people", "people", "1 for each person: its sum is how many people there are", func(*view) float64 { return 1 }),
	state("income", "u/month", "income at the end of the month", func(b *agent.Block) []float32 { return b.Income }),
	state("cognition", "1", "unaided cognition, 1 = average at the start", func(b *agent.Block) []float32 { return b.Cognition }),
	state("augmented", "1", "augmented cognition: with the exoskeleton on, or missing it", func(b *agent.Block) []float32 { return b.Augmented }),
	state("aptitude", "1", "how much of the stratum's gain the person turns into output, 1 = average", func(b *agent.Block) []float32 { return b.Aptitude }),
	state("belief", "share", "gain that it expects of one unit of quality", func(b *agent.Block) []float32 { return b.Belief }),
	state("uncertainty", "share²", "variance of that belief", func(b *agent.Block) []float32 { return b.Uncertainty }),
	state("habit", "share", "how far AI has become a necessity", func(b *agent.Block) []float32 { return b.Habit }),
	state("budget_share", "share", "the most of its income above subsistence that it would spend on AI", func(b *agent.Block) []float32 { return b.BudgetShare }),
	state("threshold", "share", "joins only once so much of its stratum has access; 0: waits for nobody", func(b *agent.Block) []float32 { return b.Threshold }),
	state("use_cost", "u/month", "what using AI costs it beside the price", func(b *agent.Block) []float32 { return b.UseCost }),
	{Column{"need", "1", "how much there is at stake for it in its decisions, 1 = average; it comes and goes"}, func(*env) node {
		return expr.Numbers(func(v *view, lo int, dst []float64) {
			for i := range dst {
				dst[i] = v.Need(lo + i)
			}
		})
	}},
	state("reservation", "u/month", "the most that it would and could have paid for the SOTA tier this month", func(b *agent.Block) []float32 { return b.Reservation }),
	{Column{"tier", "", "number of the tier that it holds: 0 = none, the last one is SOTA"}, tierNode},
	{Column{"tier_before", "", "number of the tier that it held at the end of the month before: 0 = none, and in the first month"}, tierBeforeNode},
	{Column{"filter", "", "why it has no SOTA access: " + strings.Join(filterNames, ", ")}, filterNode},
	{Column{"access", "", "whether it holds any tier"}, func(*env) node {
		return expr.Truths(func(v *view, lo int, dst []uint8) {
			for i, tier := range v.Tier[lo:][:len(dst)] {
				dst[i] = expr.Bit(tier > 0)
			}
		})
	}},
	{Column{"sota", "", "whether it holds the SOTA tier"}, func(*env) node {
		return expr.Truths(func(v *view, lo int, dst []uint8) {
			last := len(v.month.Menu)
			for i, tier := range v.Tier[lo:][:len(dst)] {
				dst[i] = expr.Bit(int(tier) == last)
			}
		})
	}},
	attention("noticed", "whether it has noticed what is on sale", func(a agent.Attention) bool { return a != agent.BeforeNotice }),
	attention("stopped", "whether it stopped paying and has not looked again", func(a agent.Attention) bool { return a == agent.Stopped }),
	valued("value", "what the tier that it holds is worth to it; 0 without one", (*agent.Person).Valuation),
	valued("asked", "what it asks for giving that tier up: willingness to accept; 0 without one", (*agent.Person).Asked),
	{Column{"intensity", "1", "how intensively it uses AI, 1 = average; part of its aptitude"}, func(*env) node {
		return expr.Numbers(func(v *view, lo int, dst []float64) {
			for i := range dst {
				dst[i] = intensity(v, lo+i)
			}
		})
	}},
	{Column{"daily", "", "whether it uses AI every day: has access, and uses_a_day times its intensity is at least 1"}, func(*env) node {
		return expr.Truths(func(v *view, lo int, dst []uint8) {
			for i := range dst {
				dst[i] = expr.Bit(v.Tier[lo+i] > 0 && v.month.Params.UsesADay*intensity(v, lo+i) >= 1)
			}
		})
	}},
	{Column{"posted", "u/month", "posted price of the tier that it holds, before policies; 0 without one"}, func(*env) node {
		return expr.Numbers(func(v *view, lo int, dst []float64) {
			for i, tier := range v.Tier[lo:][:len(dst)] {
				dst[i] = 0
				if tier > 0 {
					dst[i] = v.month.Menu[tier-1].Price
				}
			}
		})
	}},
	{Column{"income_decile", "", "tenth of all people by income before the first month, 1 is the poorest; it never changes"}, decileNode},
	text("stratum", "name of its stratum", func(s *population.Stratum) string { return s.Name }),
	text("code", "code of its stratum", func(s *population.Stratum) string { return s.Code }),
	text("group", "wider group that its stratum belongs to", func(s *population.Stratum) string { return s.Group }),
	shared("graduates", "share", "of its stratum with at least a bachelor's degree; 0 if it is not known", func(v *view) float64 { return v.stratum().Graduates }),
	shared("gain", "share", "output that full quality adds to its stratum's work this month", func(v *view) float64 { return v.month.Gain }),
	{Column{"peers", "share", "of its stratum, or with a network of its peers, who held any tier last month"}, func(e *env) node {
		e.others = true
		if !e.network {
			return expr.Same(func(v *view) float64 { return v.month.Share })
		}
		return expr.Numbers(func(v *view, lo int, dst []float64) {
			for i, share := range v.Peers.Share[lo:][:len(dst)] {
				dst[i] = float64(share)
			}
		})
	}},
	shared("price", "u/month", "posted price of the SOTA tier", func(v *view) float64 { return v.month.Menu.SOTA().Price }),
	shared("month", "month", "of the run, from 0", func(v *view) float64 { return float64(v.month.Number) }),
}

// Columns lists the names that quantities, conditions and groups know, beside the extra columns of a user's rule.
func Columns() []Column {
	list := make([]Column, len(columns))
	for i, c := range columns {
		list[i] = c.Column
	}
	return list
}

// Column finds a name.
func (e *env) Column(name string) (node, bool) {
	for _, c := range columns {
		if c.Name == name {
			return c.node(e), true
		}
	}
	if i := slices.Index(e.extra, name); i >= 0 {
		return stateNode(func(b *agent.Block) []float32 { return b.Extra[i] }), true
	}
	return node{}, false
}

// Unknown is the error of a name that no column has. One that is not just misspelt may be a column of a rule that is not
// there: a scenario file can't hold a rule.
func (e *env) Unknown(name string) error {
	if slices.Contains(filterNames, name) {
		return fmt.Errorf("%s is a filter: want filter == %s", name, name)
	}
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	names = append(names, e.extra...)
	err := param.UnknownWord(name, names)
	if len(e.extra) == 0 && param.Nearest(name, names) == "" {
		return fmt.Errorf("%w (columns that a rule of your own adds are collected from Go, where Scenario.Rule is set)", err)
	}
	return err
}

func state(name, unit, meaning string, of func(*agent.Block) []float32) column {
	return column{Column{name, unit, meaning}, func(*env) node { return stateNode(of) }}
}

func stateNode(of func(*agent.Block) []float32) node {
	return expr.Numbers(func(v *view, lo int, dst []float64) {
		column := of(v.Block)
		if column == nil { // of people who do not have it
			clear(dst)
			return
		}
		for i, x := range column[lo:][:len(dst)] {
			dst[i] = float64(x)
		}
	})
}

// intensity is how intensively person i of a chunk uses AI: on average, where people do not differ in it.
func intensity(v *view, i int) float64 {
	if v.Intensity == nil {
		return 1
	}
	return float64(v.Intensity[i])
}

// valued is a value of the tier that a person holds.
func valued(name, meaning string, of func(*agent.Person, *agent.Month, market.Offer) float64) column {
	return column{Column{name, "u/month", meaning}, func(*env) node {
		return expr.Numbers(func(v *view, lo int, dst []float64) {
			var p agent.Person
			for i := range dst {
				dst[i] = 0
				if tier := v.Tier[lo+i]; tier > 0 {
					p.Get(&v.Chunk, lo+i)
					dst[i] = of(&p, v.month, v.month.Menu[tier-1])
				}
			}
		})
	}}
}

// attention is a condition on people's attention; where people do not differ in it everybody is attentive.
func attention(name, meaning string, is func(agent.Attention) bool) column {
	return column{Column{name, "", meaning}, func(*env) node {
		return expr.Truths(func(v *view, lo int, dst []uint8) {
			for i := range dst {
				a := agent.Attentive
				if v.month.Attends() {
					_, a = agent.Unpack(v.Wait[lo+i])
				}
				dst[i] = expr.Bit(is(a))
			}
		})
	}}
}

func shared(name, unit, meaning string, of func(*view) float64) column {
	return column{Column{name, unit, meaning}, func(*env) node { return expr.Same(of) }}
}

func text(name, meaning string, of func(*population.Stratum) string) column {
	return column{Column{name, "", meaning}, func(e *env) node {
		n := node{Kind: expr.Text, Text: func(v *view) string { return of(v.stratum()) }}
		n.Class = textClass(e.strata, of, name == "stratum")
		return n
	}}
}

// textClass groups by a text of the strata: by different texts, or by stratum.
func textClass(strata []population.Stratum, of func(*population.Stratum) string, each bool) *class {
	var labels []string
	numbers, known := make([]int, len(strata)), map[string]int{}
	for g := range strata {
		label := of(&strata[g])
		i, ok := known[label]
		if !ok || each {
			i = len(labels)
			labels, known[label] = append(labels, label), i
		}
		numbers[g] = i
	}
	return &class{Labels: labels, Constant: func(v *view) int { return numbers[v.Stratum] }}
}

func tierNode(e *env) node {
	return byteNode(numbered(0, e.tiers), 0, func(v *view) []uint8 { return v.Tier })
}

func tierBeforeNode(e *env) node {
	e.before = true
	return byteNode(numbered(0, e.tiers), 0, func(v *view) []uint8 { return v.before })
}

func decileNode(e *env) node {
	e.tenths = true
	return byteNode(numbered(1, population.Tenths), 1, func(v *view) []uint8 { return v.Tenth })
}

// byteNode reads a column of bytes, by which people can be grouped too; the first of them is from.
func byteNode(labels []string, from uint8, of func(*view) []uint8) node {
	n := expr.Numbers(func(v *view, lo int, dst []float64) {
		for i, b := range of(v)[lo:][:len(dst)] {
			dst[i] = float64(b)
		}
	})
	n.Class = byteClass(labels, from, of)
	return n
}

func numbered(from, to int) []string {
	var labels []string
	for i := from; i <= to; i++ {
		labels = append(labels, strconv.Itoa(i))
	}
	return labels
}

// FilterName returns a filter's name as conditions and tables spell it: none, priced_out, opted_out, ...
func FilterName(f agent.Filter) string { return strings.ReplaceAll(f.String(), " ", "_") }

var filterNames = func() []string {
	var names []string
	for f := range agent.Filters {
		names = append(names, FilterName(agent.Filter(f)))
	}
	return names
}()

func filterNode(*env) node {
	return expr.Words("a filter", byteClass(filterNames, 0, func(v *view) []uint8 { return v.Filter }))
}

// byteClass groups by a column of bytes, the first of which is from.
func byteClass(labels []string, from uint8, of func(*view) []uint8) *class {
	return &class{Labels: labels, Codes: func(v *view, lo int, dst []uint16) {
		for i, b := range of(v)[lo:][:len(dst)] {
			dst[i] = uint16(b - from)
		}
	}}
}
