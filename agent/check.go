package agent

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
)

// RuleError is what a user's rule left that no person can be, or sums that are not of its people.
type RuleError struct {
	Person int     // index of the agent within its stratum; -1 if it is not about one of them
	Column string  // what is wrong: income, tier, ..., the name of an extra column, or a sum such as sums.people
	Value  float64 // what the rule left there; NaN, too, if another column is in its place
	Want   string  // what it can be
}

// Error says who, what, and what it can be.
func (e *RuleError) Error() string {
	who := ""
	if e.Person >= 0 {
		who = fmt.Sprintf("person %d: ", e.Person)
	}
	if e.Person < 0 && math.IsNaN(e.Value) {
		return fmt.Sprintf("%s: want %s", e.Column, e.Want)
	}
	return fmt.Sprintf("%s%s: got %v, want %s", who, e.Column, e.Value, e.Want)
}

// Check returns a *RuleError if a rule other than Standard left something impossible in the block, or in sums that hold
// this block and nothing else; columns are the names of the rule's extra columns. Impossible are
//
//   - a tier that is not on the menu, a filter that does not exist, a number that is not finite;
//   - an aptitude or uncertainty below 0, a budget share or threshold outside 0 to 1;
//   - a column in the place of another, since only what is written into the columns that were loaded is kept from month to month;
//   - another stratum, first person or weight, and sums that do not count each person once by the weight.
//
// Cost: some 3 ns a person.
func (b *Block) Check(m *Month, sums *Sums, columns []string) error {
	if b.fault != nil {
		return b.fault
	}
	if err := b.checkPlace(columns); err != nil {
		return err
	}
	if i := above(b.Tier, len(m.Menu)); i >= 0 {
		return b.wrong(i, "tier", float64(b.Tier[i]), upTo(len(m.Menu)))
	}
	if i := above(b.Filter, Filters-1); i >= 0 {
		return b.wrong(i, "filter", float64(b.Filter[i]), upTo(Filters-1))
	}
	for c := range b.columns(columns) {
		if i := c.in.miss(c.numbers); i >= 0 {
			return b.wrong(i, c.name, float64(c.numbers[i]), c.in.want)
		}
	}
	return b.checkSums(sums, len(m.Menu)+1)
}

// wrong is the error of person i of the block.
func (b *Block) wrong(i int, column string, value float64, want string) *RuleError {
	return &RuleError{b.First + i, column, value, want}
}

func upTo(most int) string { return fmt.Sprintf("0 to %d", most) }

// column is a column of numbers with its name.
type column struct {
	name            string
	numbers, loaded []float32
	in              *domain
}

// columns yields the columns of numbers; extra are the names of those that a rule keeps.
func (b *Block) columns(extra []string) iter.Seq[column] {
	was := &b.loaded
	return func(yield func(column) bool) {
		for _, c := range [...]column{
			{"income", b.Income, was.Income, finite},
			{"cognition", b.Cognition, was.Cognition, finite},
			{"aptitude", b.Aptitude, was.Aptitude, notNegative},
			{"belief", b.Belief, was.Belief, finite},
			{"uncertainty", b.Uncertainty, was.Uncertainty, notNegative},
			{"habit", b.Habit, was.Habit, finite},
			{"budget_share", b.BudgetShare, was.BudgetShare, share},
			{"threshold", b.Threshold, was.Threshold, share},
			{"use_cost", b.UseCost, was.UseCost, notNegative},
			{"intensity", b.Intensity, was.Intensity, notNegative},
			{"born", b.Born, was.Born, finite},
			{"keen", b.Keen, was.Keen, keen},
			{"wait", b.Wait, was.Wait, notNegative},
			{"augmented", b.Augmented, was.augmented, finite},
			{"reservation", b.Reservation, was.reservation, finite},
		} {
			if !yield(c) {
				return
			}
		}
		for j, name := range extra {
			if !yield(column{name, b.Extra[j], was.Extra[j], finite}) {
				return
			}
		}
	}
}

// checkPlace returns an error unless the block is still of the people that were loaded, in the columns that were loaded.
func (b *Block) checkPlace(extra []string) error {
	was := &b.loaded
	for _, x := range [...]struct {
		name     string
		got, was int64
	}{
		{"stratum", int64(b.Stratum), int64(was.Stratum)},
		{"first person", int64(b.First), int64(was.First)},
		{"weight", b.Weight, was.Weight},
		{"extra columns", int64(len(b.Extra)), int64(len(extra))},
	} {
		if x.got != x.was {
			return &RuleError{-1, x.name, float64(x.got), fmt.Sprint(x.was)}
		}
	}
	for c := range b.columns(extra) {
		if err := checkColumn(c.name, c.numbers, c.loaded); err != nil {
			return err
		}
	}
	if err := checkColumn("tier", b.Tier, was.Tier); err != nil {
		return err
	}
	return checkColumn("filter", b.Filter, was.Filter)
}

// checkColumn returns an error unless a column is the one that was loaded.
func checkColumn[T any](name string, column, loaded []T) error {
	switch {
	case len(column) != len(loaded):
		return &RuleError{-1, "length of " + name, float64(len(column)), fmt.Sprint(len(loaded))}
	case len(column) > 0 && &column[0] != &loaded[0]:
		return &RuleError{-1, name, math.NaN(), "other numbers in the column, not another column in its place"}
	}
	return nil
}

// checkSums returns an error unless the sums count each of the block's people once, in so many groups.
func (b *Block) checkSums(s *Sums, groups int) error {
	if len(s.Tiers) != groups {
		return &RuleError{-1, "length of sums.tiers", float64(len(s.Tiers)), fmt.Sprint(groups)}
	}
	var people, wanted, filtered int64
	for k := range s.Tiers {
		people += s.Tiers[k].People
		wanted += s.Tiers[k].Wanted
	}
	for _, n := range s.Filter {
		filtered += n
	}
	all := int64(len(b.Income)) * b.Weight
	for _, sum := range [...]struct {
		name           string
		n, least, most int64
	}{
		{"sums.people", people, all, all},
		{"sums.wanted", wanted, all, all},
		{"sums.filter", filtered, all, all},
		{"sums.joined", s.Joined, 0, all},
		{"sums.left", s.Left, 0, all},
	} {
		if sum.n < sum.least || sum.n > sum.most {
			want := fmt.Sprintf("%d, each person once by its weight", all)
			if sum.least < sum.most {
				want = fmt.Sprintf("0 to %d", all)
			}
			return &RuleError{-1, sum.name, float64(sum.n), want}
		}
	}
	return nil
}

// above returns the first place of a value above most, or -1. Eight are added to 127-most at a time: beyond 127 one is above.
func above(column []uint8, most int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	beyond, at := uint64(0), 0
	for ; at+8 <= len(column); at += 8 {
		x := binary.LittleEndian.Uint64(column[at:])
		beyond |= x | (x&^tops + uint64(127-most)*ones)
	}
	if beyond&tops == 0 {
		column = column[at:]
	} else {
		at = 0
	}
	for i, v := range column {
		if int(v) > most {
			return at + i
		}
	}
	return -1
}

// domain is the numbers that a column can hold. They are told by their bits, which as integers ascend with positive numbers; a
// negative number has the top bit.
type domain struct {
	mask, most uint32 // the bits that count, and the most that they can be
	has        func(float32) bool
	want       string
}

var (
	finite      = &domain{1<<31 - 1, math.MaxUint32>>1&^(1<<23-1) - 1, func(x float32) bool { return x-x == 0 }, "a finite number"}
	notNegative = &domain{math.MaxUint32, finite.most, func(x float32) bool { return x >= 0 && x <= math.MaxFloat32 }, "a finite number, at least 0"}
	keen        = &domain{math.MaxUint32, finite.most, notNegative.has, notNegative.want + ": it is aptitude times need"}
	share       = &domain{math.MaxUint32, math.Float32bits(1), func(x float32) bool { return x >= 0 && x <= 1 }, "0 to 1"}
)

// miss returns the first place of a number that is not in the domain, or -1.
func (d *domain) miss(column []float32) int {
	mask, room := d.mask, math.MaxInt32-d.most // a number of more bits has the top bit itself, or carries into it
	var any uint32
	for _, x := range column {
		bits := math.Float32bits(x) & mask
		any |= bits | (bits + room)
	}
	if any>>31 == 0 {
		return -1
	}
	return slices.IndexFunc(column, func(x float32) bool { return !d.has(x) }) // -0 is at least 0
}
