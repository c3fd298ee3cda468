package studies

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// mostStrata is how many strata are shown: those in which most people gain or lose.
const mostStrata = 10

// personRow is a group of people, compared person by person.
type personRow struct {
	kind, name string
	of         func(*study.Overlaps) *study.Overlap
}

// personRows lists everybody, the tenths by income and all strata.
func personRows(p *study.Persons) []personRow {
	list := []personRow{{"everybody", "everybody", func(o *study.Overlaps) *study.Overlap { return &o.All }}}
	for d, name := range tenths {
		list = append(list, personRow{"decile", name, func(o *study.Overlaps) *study.Overlap { return &o.Deciles[d] }})
	}
	for g := range p.Strata {
		list = append(list, personRow{"stratum", p.Strata[g].Name, func(o *study.Overlaps) *study.Overlap { return &o.Strata[g] }})
	}
	return list
}

// tenths are the tenths of people by income.
var tenths = []string{"poorest tenth", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "richest tenth"}

// shownRows are everybody, the tenths, and the strata in which most people gain or lose the SOTA tier.
func shownRows(p *study.Persons) []personRow {
	all := personRows(p)
	n := 1 + len(tenths)
	strata := slices.Clone(all[n:])
	moved := func(r personRow) float64 {
		return p.Of(func(x *study.PersonPair) float64 { o := r.of(&x.SOTA); return float64(o.OnlyA + o.OnlyB) }).Mean
	}
	slices.SortStableFunc(strata, func(a, b personRow) int { return cmp.Compare(moved(b), moved(a)) })
	strata = slices.DeleteFunc(strata[:min(len(strata), mostStrata)], func(r personRow) bool { return moved(r) == 0 })
	return append(all[:n:n], strata...)
}

// overlapNames are the columns of a comparison person by person.
var overlapNames = []string{"in both", "only in A", "only in B", "in neither"}

// overlapOf returns one of those numbers.
func overlapOf(o *study.Overlap, i int) int64 {
	return []int64{o.Both, o.OnlyA, o.OnlyB, o.Neither}[i]
}

// people prints how many people, with half of the 95% interval of several pairs.
func people(s study.Stat) string {
	text := report.Grouped(int64(math.Round(s.Mean)))
	if half := s.HalfWidth(); half > 0 && !math.IsInf(half, 0) {
		digits := math.Pow(10, max(0, math.Floor(math.Log10(half))-1))
		text = report.Grouped(int64(math.Round(s.Mean/digits)*digits)) + " ± " + report.Grouped(int64(math.Round(half/digits)*digits))
	}
	return text
}

// cells returns the numbers of a group.
func (r personRow) cells(p *study.Persons) []string {
	list := make([]string, len(overlapNames))
	for i := range list {
		list[i] = people(p.Of(func(x *study.PersonPair) float64 { return float64(overlapOf(r.of(&x.SOTA), i)) }))
	}
	return list
}

// moneySentence says what a person who gains the SOTA tier costs the public; nothing if it pays the same in both.
func moneySentence(p *study.Persons) string {
	more := p.Of(func(x *study.PersonPair) float64 { return x.PublicMoney[1] - x.PublicMoney[0] })
	gain := p.Of(func(x *study.PersonPair) float64 { return float64(x.SOTA.All.OnlyB) })
	if more.Mean == 0 || math.IsNaN(more.Mean) {
		return ""
	}
	q := study.Quantity{}
	text := fmt.Sprintf("In %s the public pays %s u more in B than in A, and %s people hold the SOTA tier in B who would not in A", p.Date, q.ChangeInterval(more), people(gain))
	each := p.Of(func(x *study.PersonPair) float64 { // of pairs in which somebody gains
		if x.SOTA.All.OnlyB == 0 {
			return math.NaN()
		}
		return x.PerGain()
	})
	if each.N > 0 {
		text += ": " + q.ChangeInterval(each) + " u a month for each of them"
	}
	return text + "."
}

// withinSentence says what the SOTA tier does to the same people; nothing if everybody holds it in both runs or in neither.
func withinSentence(p *study.Persons) string {
	within := p.Of((*study.PersonPair).WithinGap)
	if within.N == 0 {
		return ""
	}
	text := fmt.Sprintf("%.4f", within.Mean)
	if half := within.HalfWidth(); half > 0 && !math.IsInf(half, 0) {
		text += fmt.Sprintf(" ± %.4f", half)
	}
	return "Gap within persons: " + text + ". Those who hold the SOTA tier in only one of A and B get that many times as much done there as the same people do in the other."
}

// pairsSaid says what the numbers are of.
func pairsSaid(p *study.Persons) string {
	if len(p.Pairs) == 1 {
		return "of one pair of runs with the same people and the same luck"
	}
	return fmt.Sprintf("mean ± half of the 95%% interval over %d pairs of runs with the same people and the same luck", len(p.Pairs))
}

// WritePersons prints two scenarios compared person by person, to be read: who holds the SOTA tier in both, in one, in neither; of everybody,
// by income, in the strata where most people gain or lose it; and what a person who gains it costs the public.
func WritePersons(w io.Writer, p *study.Persons) error {
	if _, err := fmt.Fprintf(w, "Person by person, %s: people who hold the SOTA tier; %s\n\n", p.Date, pairsSaid(p)); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, strings.Join(overlapNames, "\t")+"\t")
	for _, row := range shownRows(p) {
		fmt.Fprintln(t, strings.Join(row.cells(p), "\t")+"\t "+row.name)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, text := range sentencesOf(p) {
		if _, err := fmt.Fprintf(w, "\n%s\n", text); err != nil {
			return err
		}
	}
	return nil
}

// sentencesOf are what there is to say beside the table.
func sentencesOf(p *study.Persons) []string {
	return slices.DeleteFunc([]string{moneySentence(p), withinSentence(p)}, func(text string) bool { return text == "" })
}

// PersonsTable returns who holds what, of every group: persons, a row for each group, tier and pair.
func PersonsTable(p *study.Persons) report.Table {
	c := columns{table: "persons"}
	c.add("pair", report.Int64, "", "number of the pair of runs, from 0", "")
	c.add("date", report.String, "", "month", "")
	c.add("by", report.String, "", "everybody, decile (tenth by income before the first month) or stratum", "")
	c.add("group", report.String, "", "name of the group", "")
	c.add("holds", report.String, "", "sota: the SOTA tier; access: any tier", "")
	for _, x := range [][2]string{{"both", "people who hold it in A and in B"}, {"only_a", "people who hold it in A alone"}, {"only_b", "people who hold it in B alone"}, {"neither", "people who hold it in neither"}} {
		c.add(x[0], report.Int64, "people", x[1], "")
	}
	rows := personRows(p)
	return report.Table{
		Name: c.table, Meaning: "a row for each group of people, tier and pair of runs: who holds it in both scenarios, in one, in neither", Columns: c.list,
		Rows: func(yield func([]any) bool) {
			for r := range p.Pairs {
				for _, row := range rows {
					for _, holds := range []string{"sota", "access"} {
						of := &p.Pairs[r].SOTA
						if holds == "access" {
							of = &p.Pairs[r].Access
						}
						values := []any{int64(r), p.Date, row.kind, row.name, holds}
						for i := range overlapNames {
							values = append(values, overlapOf(row.of(of), i))
						}
						if !yield(values) {
							return
						}
					}
				}
			}
		},
	}
}

// personsOf is what a page says of persons; nil without any.
func personsOf(p *study.Persons) *persons {
	if p == nil {
		return nil
	}
	t := table{
		Caption: fmt.Sprintf("People who hold the SOTA tier in %s: everybody, by income before the first month, and in the groups where most gain or lose it; %s", p.Date, pairsSaid(p)),
		Heads:   append([]string{"who"}, overlapNames...),
	}
	for _, row := range shownRows(p) {
		t.Rows = append(t.Rows, append([]string{row.name}, row.cells(p)...))
	}
	return &persons{t, sentencesOf(p)}
}

// persons is a section of the page.
type persons struct {
	Table table
	Texts []string
}
