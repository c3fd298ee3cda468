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
	Value  float64 // what the rule left there
	Want   string  // what it can be
}

// Error says who, what, and what it can be.
func (e *RuleError) Error() string {
	who := ""
	if e.Person >= 0 {
		who = fmt.Sprintf("person %d: ", e.Person)
	}
	return fmt.Sprintf("%s%s: got %v, want %s", who, e.Column, e.Value, e.Want)
}

// Check returns a *RuleError if a rule other than Standard left something impossible in the block, or in sums that hold
// this block and nothing else; columns are the names of the rule's extra columns. Impossible are a tier that is not on the
// menu, a filter that does not exist, a number that is not finite, a column of another length, and sums that do not count
// each person once.
//
// Cost: some 3 ns a person.
func (b *Block) Check(m *Month, sums *Sums, columns []string) error {
	if b.fault != nil {
		return b.fault
	}
	if err := b.checkLengths(columns); err != nil {
		return err
	}
	if i := above(b.Tier, len(m.Menu)); i >= 0 {
		return b.wrong(i, "tier", float64(b.Tier[i]), upTo(len(m.Menu)))
	}
	if i := above(b.Filter, Filters-1); i >= 0 {
		return b.wrong(i, "filter", float64(b.Filter[i]), upTo(Filters-1))
	}
	for c := range b.columns(columns) {
		if i := notFinite(c.numbers); i >= 0 {
			return b.wrong(i, c.name, float64(c.numbers[i]), "a finite number")
		}
	}
	return b.checkSums(sums)
}

// wrong is the error of person i of the block.
func (b *Block) wrong(i int, column string, value float64, want string) *RuleError {
	return &RuleError{b.First + i, column, value, want}
}

func upTo(most int) string { return fmt.Sprintf("0 to %d", most) }

// column is a column of numbers with its name.
type column struct {
	name    string
	numbers []float32
}

// columns yields the columns of numbers; extra are the names of those that a rule keeps.
func (b *Block) columns(extra []string) iter.Seq[column] {
	return func(yield func(column) bool) {
		for _, c := range [...]column{
			{"income", b.Income},
			{"cognition", b.Cognition},
			{"aptitude", b.Aptitude},
			{"belief", b.Belief},
			{"uncertainty", b.Uncertainty},
			{"habit", b.Habit},
			{"budget_share", b.BudgetShare},
			{"threshold", b.Threshold},
			{"augmented", b.Augmented},
			{"reservation", b.Reservation},
		} {
			if !yield(c) {
				return
			}
		}
		for j, name := range extra {
			if !yield(column{name, b.Extra[j]}) {
				return
			}
		}
	}
}

// checkLengths returns an error if the rule has put a column of another length into the block.
func (b *Block) checkLengths(extra []string) error {
	if len(b.Extra) != len(extra) {
		return &RuleError{-1, "extra columns", float64(len(b.Extra)), fmt.Sprint(len(extra))}
	}
	wrong := func(name string, length int) error {
		return &RuleError{-1, "length of " + name, float64(length), fmt.Sprint(b.people)}
	}
	for c := range b.columns(extra) {
		if len(c.numbers) != b.people {
			return wrong(c.name, len(c.numbers))
		}
	}
	switch {
	case len(b.Tier) != b.people:
		return wrong("tier", len(b.Tier))
	case len(b.Filter) != b.people:
		return wrong("filter", len(b.Filter))
	}
	return nil
}

// checkSums returns an error unless the sums count each of the block's people once.
func (b *Block) checkSums(s *Sums) error {
	var people, wanted, filtered int64
	for k := range s.Tiers {
		people += s.Tiers[k].People
		wanted += s.Tiers[k].Wanted
	}
	for _, n := range s.Filter {
		filtered += n
	}
	all := int64(b.people) * b.Weight
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

// exponentBits and exponentOne: a number is not finite if its exponent is all ones, so that one more carries into the sign.
const exponentBits, exponentOne = 0xff << 23, 1 << 23

// notFinite returns the first place of a NaN or an infinity, or -1.
func notFinite(column []float32) int {
	done, any := notFiniteVectors(column)
	for _, x := range column[done:] {
		any |= math.Float32bits(x)&exponentBits + exponentOne
	}
	if any>>31 == 0 {
		return -1
	}
	return slices.IndexFunc(column, func(x float32) bool { return x-x != 0 })
}
