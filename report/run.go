package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// run is a result and its months, ready to be measured.
type run struct {
	*cogap.Result
	months []*measure.Month
}

func newRun(r *cogap.Result) *run {
	out := &run{Result: r}
	for i := range r.Months {
		out.months = append(out.months, measure.NewMonth(&r.Months[i], r.Strata))
	}
	return out
}

// errNoMonth says that there is nothing to show.
var errNoMonth = errors.New("the result has no month")

// last returns the last month.
func (r *run) last() *measure.Month { return r.months[len(r.months)-1] }

// of returns the value of a measure of everybody.
func of(m *measure.Month, id string) float64 { return m.Of(id).Value }

// price returns the price of the SOTA tier; NaN while it is not on sale.
func price(m *measure.Month) float64 { return of(m, "price") }

// samePrice reports whether two prices are the same, or both tiers not on sale.
func samePrice(a, b float64) bool { return a == b || isUndefined(a) && isUndefined(b) }

// Rungs returns the last month of each price of the SOTA tier: the rungs of the price ladder. The months before it goes on sale are no rung,
// unless it never does.
func Rungs(r *cogap.Result) []*measure.Month { return newRun(r).rungs() }

func (r *run) rungs() []*measure.Month {
	var rungs []*measure.Month
	for i := r.onSale(); i < len(r.months); i++ {
		if i == len(r.months)-1 || !samePrice(price(r.months[i+1]), price(r.months[i])) {
			rungs = append(rungs, r.months[i])
		}
	}
	return rungs
}

// onSale returns the first month in which somebody could have the SOTA tier: it has a price, and lets people in or holds some already. It is 0
// if there is none.
func (r *run) onSale() int {
	return max(0, slices.IndexFunc(r.months, func(m *measure.Month) bool {
		return !isUndefined(price(m)) && (of(m, "admission") > 0 || of(m, "sota") > 0)
	}))
}

// mostRungs is how many prices are told apart in one picture.
const mostRungs = 4

// ladder returns the rungs of the price ladder, or the first, the last and some between if there are too many.
func (r *run) ladder() []*measure.Month { return thin(r.rungs(), mostRungs) }

// thin returns at most so many of the things, evenly spread, the first and the last among them.
func thin[T any](things []T, most int) []T {
	if len(things) <= most {
		return things
	}
	some := make([]T, most)
	for i := range some {
		some[i] = things[i*(len(things)-1)/(most-1)]
	}
	return some
}

// having returns those of some months that have a distribution.
func having(months []*measure.Month, of measure.Distribution) []*measure.Month {
	var list []*measure.Month
	for _, m := range months {
		if m.Distribution(of) != nil {
			list = append(list, m)
		}
	}
	return list
}

// measured returns those of some months that have the distribution of augmented cognition, and with it tenths by income.
func measured(months []*measure.Month) []*measure.Month { return having(months, measure.Augmented) }

// ladderWith returns the rungs that have a distribution; the last month that has it, if no rung has.
func (r *run) ladderWith(of measure.Distribution) []*measure.Month {
	rungs := having(r.ladder(), of)
	if months := having(r.months, of); len(rungs) == 0 && len(months) > 0 {
		rungs = months[len(months)-1:]
	}
	return rungs
}

// tiers returns how many tiers are on the menu.
func (r *run) tiers() int { return len(r.Last().Menu) }

// losing returns the strata that lose people with SOTA access between two months, those that lose most first, and how many
// each stratum loses.
func losing(first, last *measure.Month) (order []int, lost []int64) {
	for g := range first.Record.Strata {
		sota := func(m *measure.Month) int64 { return int64(m.In("sota", measure.Stratum, g).Value) }
		lost = append(lost, sota(first)-sota(last))
		if lost[g] > 0 {
			order = append(order, g)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost[b], lost[a]) })
	return order, lost
}

// DataSource names the data that a result's people were made from.
func DataSource(r *cogap.Result) string {
	switch source := r.Manifest.Scenario.Population.Source; source {
	case "us-workforce-2021":
		return "People: BLS Occupational Employment and Wage Statistics, May 2021; exposure: Eloundou et al. (2023); O*NET (CC BY 4.0)."
	case "world":
		return "People: World Bank, Poverty and Inequality Platform (2022), via Our World in Data (CC BY 4.0); exposure: IMF (2024), Eloundou et al. (2023)."
	default:
		return "People: strata of the scenario's own."
	}
}

// inStrata says how many people a result is of, and whose they are.
func inStrata(m *cogap.Manifest) string {
	source := cmp.Or(m.Scenario.Population.Source, m.Scenario.Population.File, "people of the scenario")
	return fmt.Sprintf("%s people in %d strata (%s)", Grouped(m.People), m.Strata, source)
}

// peopleOf names a result's people.
func peopleOf(r *cogap.Result) string {
	if r.Manifest.Scenario.Population.Source == "us-workforce-2021" {
		return "US workers"
	}
	return "people"
}

// groupsOf names a result's strata.
func groupsOf(r *cogap.Result) string {
	switch r.Manifest.Scenario.Population.Source {
	case "us-workforce-2021":
		return "occupations"
	case "world":
		return "economies"
	}
	return "groups"
}

// digestWords says what a result's digest is of, beside the sums of all months: the distributions that were measured. Runs that
// measure them more or less often differ in it, and in nothing else.
func digestWords(s *cogap.Scenario) string {
	switch s.Statistics.Every {
	case 0:
		return "includes no distributions"
	case 1:
		return "includes distributions, measured every month"
	}
	return fmt.Sprintf("includes distributions, measured every %d months", s.Statistics.Every)
}
