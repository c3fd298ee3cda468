package tabulated

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/sum"
)

// Bracket is one line of a table: so many people between two amounts, or with one amount, such as those who have nothing.
type Bracket struct {
	Lower, Upper float64 // of its amounts, in their unit; Upper may be +Inf in the last bracket, and equal to Lower if all have that amount
	Weight       float64 // people, or their share, >= 0
	Mean         float64 // of its people; NaN if it is not known
}

// Table is a table of brackets, without gaps. It is built by [New], never changes and may be used by several goroutines at once.
type Table struct {
	brackets []Bracket // of positive weight or between such
	share    []float64 // of people in each
	upTo     []float64 // share in it and those below
	total    float64   // mean of all, NaN if it is not known
}

// RowError is what is wrong with one bracket of a table or one point of a Lorenz curve. Errors of several rows are joined.
type RowError struct {
	Row     int    // number of the bracket or point, from 0
	Column  string // field of [Bracket] that is wrong; empty for a point
	Problem string // what it is and what is wanted
}

func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("tabulated: point %d: %s", e.Row, e.Problem)
	}
	return fmt.Sprintf("tabulated: brackets[%d].%s: %s", e.Row, e.Column, e.Problem)
}

func rowError(row int, column, format string, args ...any) error {
	return &RowError{row, column, fmt.Sprintf(format, args...)}
}

// New checks a table and returns it. Brackets ascend and the next begins where one ends; their means, where known, lie in them. The slice is
// copied. It returns all that is wrong with it, each as a [RowError] if it is of one bracket.
func New(brackets []Bracket) (*Table, error) { return NewWithMean(brackets, math.NaN()) }

// NewWithMean is [New] for a table whose mean of all people is known, in the unit of the amounts, and narrows its bounds; NaN if it is not. It also
// returns an error if no means of brackets agree with it, or if all are known and say otherwise by more than a millionth.
func NewWithMean(brackets []Bracket, mean float64) (*Table, error) {
	t := &Table{brackets: append([]Bracket(nil), brackets...), total: mean}
	var problems []error
	for k := range t.brackets {
		if b := &t.brackets[k]; b.Lower == b.Upper && math.IsNaN(b.Mean) {
			b.Mean = b.Lower
		}
		problems = append(problems, t.checkBracket(k))
	}
	var all sum.Compensated
	for _, b := range brackets {
		all.Add(b.Weight)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	if !(all.Value() > 0) || math.IsInf(all.Value(), 1) {
		return nil, fmt.Errorf("tabulated: brackets: got weights of %v in all, want a finite number above 0", all.Value())
	}
	var upTo sum.Compensated
	for _, b := range brackets {
		upTo.Add(b.Weight)
		t.share = append(t.share, b.Weight/all.Value())
		t.upTo = append(t.upTo, min(upTo.Value()/all.Value(), 1))
	}
	return t, t.checkMean()
}

func (t *Table) checkBracket(k int) error {
	b := t.brackets[k]
	last := k == len(t.brackets)-1
	switch {
	case math.IsNaN(b.Lower) || math.IsInf(b.Lower, 0):
		return rowError(k, "Lower", "got %v, want a finite number", b.Lower)
	case !(b.Upper >= b.Lower) || math.IsInf(b.Upper, 1) && !last:
		return rowError(k, "Upper", "got %v, want %v or more, and a finite number but in the last bracket", b.Upper, b.Lower)
	case k > 0 && b.point() && t.brackets[k-1].point():
		return rowError(k, "Upper", "got %v, which the bracket before has too, want more", b.Upper)
	case k > 0 && b.Lower != t.brackets[k-1].Upper:
		return rowError(k, "Lower", "got %v, want %v, where the one before ends", b.Lower, t.brackets[k-1].Upper)
	case !(b.Weight >= 0) || math.IsInf(b.Weight, 1):
		return rowError(k, "Weight", "got %v, want a finite number >= 0", b.Weight)
	case b.Weight > 0 && !math.IsNaN(b.Mean) && !(b.Mean >= b.Lower && b.Mean <= b.Upper && !math.IsInf(b.Mean, 1)):
		return rowError(k, "Mean", "got %v, want %v to %v and finite", b.Mean, b.Lower, b.Upper)
	}
	return nil
}

// point reports whether all people of a bracket have the same amount.
func (b Bracket) point() bool { return b.Lower == b.Upper }

// slack is how far a mean of all may be from what the brackets say, relative to the amounts: tables are rounded.
const slack = 1e-6

// checkMean computes the mean of all if it follows from those of brackets, else checks that it is possible.
func (t *Table) checkMean() error {
	lo, hi := t.meanRange()
	switch {
	case math.IsNaN(t.total):
		if t.means() {
			t.total = lo
		}
	case math.IsInf(t.total, 0), t.total < lo-float64(slack*math.Abs(lo)), t.total > hi+float64(slack*math.Abs(hi)):
		return fmt.Errorf("tabulated: mean: got %v, want %v to %v, as the brackets allow", t.total, lo, hi)
	case t.means():
		t.total = lo
	}
	return nil
}

// meanRange is the least and the largest mean of all that the brackets allow.
func (t *Table) meanRange() (lo, hi float64) {
	var least, largest sum.Compensated
	for k, b := range t.brackets {
		if b.Weight == 0 {
			continue
		}
		from, to := b.reach()
		least.Add(float64(t.share[k] * from))
		if math.IsInf(to, 1) {
			hi = to
			continue
		}
		largest.Add(float64(t.share[k] * to))
	}
	return least.Value(), hi + largest.Value()
}

// reach is where the mean of a bracket can be.
func (b Bracket) reach() (lo, hi float64) {
	if !math.IsNaN(b.Mean) {
		return b.Mean, b.Mean
	}
	return b.Lower, b.Upper
}

// means reports whether the means of all brackets with people are known.
func (t *Table) means() bool {
	for _, b := range t.brackets {
		if b.Weight > 0 && math.IsNaN(b.Mean) {
			return false
		}
	}
	return true
}

// needMeans returns an error if the mean of a bracket is not known.
func (t *Table) needMeans() error {
	for k, b := range t.brackets {
		if b.Weight > 0 && math.IsNaN(b.Mean) {
			return rowError(k, "Mean", "it is not known, but wanted here; MidpointPareto fills it in")
		}
	}
	return nil
}

// Brackets returns a copy of the brackets.
func (t *Table) Brackets() []Bracket { return slices.Clone(t.brackets) }

// Points are points of a Lorenz curve: the poorest share P of people hold the share L of the total.
type Points struct {
	P, L []float64 // ascending, the last ones 1; without (0, 0)
}

// Points returns the Lorenz curve at the ends of brackets with people. It returns an error if the mean of one is not known, or if the mean of all is
// not above 0.
func (t *Table) Points() (Points, error) {
	if err := t.needMeans(); err != nil {
		return Points{}, err
	}
	if !(t.total > 0) {
		return Points{}, fmt.Errorf("tabulated: the mean of all is %v, want a number above 0", t.total)
	}
	var p Points
	var held sum.Compensated
	for k, b := range t.brackets {
		if b.Weight > 0 {
			held.Add(float64(t.share[k] * b.Mean))
			p.P, p.L = append(p.P, t.upTo[k]), append(p.L, held.Value()/t.total)
		}
	}
	p.P[len(p.P)-1], p.L[len(p.L)-1] = 1, 1
	return p, nil
}

// fewestPoints determine a curve of three numbers, besides the last one.
const fewestPoints = 3

// check reports points that are on no Lorenz curve.
func (p Points) check(least int) error {
	switch {
	case len(p.P) != len(p.L):
		return fmt.Errorf("tabulated: L: got length %d, want %d, the length of P", len(p.L), len(p.P))
	case len(p.P) < least+1:
		return fmt.Errorf("tabulated: points: got %d, want at least %d, the last one (1, 1)", len(p.P), least+1)
	}
	before, held, slope := 0.0, 0.0, math.Inf(-1)
	for k := range p.P {
		if p.P[k] > 1 || p.L[k] > 1+slack {
			return rowError(k, "", "got (%v, %v), want shares, 0 to 1; percentages are a hundred times as much", p.P[k], p.L[k])
		}
		rise := (p.L[k] - held) / (p.P[k] - before)
		if !(p.P[k] > before) || !(rise >= slope-slack) {
			return rowError(k, "", "got (%v, %v) after (%v, %v), want shares that ascend and a curve that gets steeper", p.P[k], p.L[k], before, held)
		}
		before, held, slope = p.P[k], p.L[k], rise
	}
	if math.Abs(before-1) > slack || math.Abs(held-1) > slack {
		return rowError(len(p.P)-1, "", "got (%v, %v), want (1, 1) for the last one", before, held)
	}
	return nil
}

// lowestBracket is the first one with people, and its share.
func (t *Table) lowestBracket() (Bracket, float64) {
	for k, b := range t.brackets {
		if t.share[k] > 0 {
			return b, t.share[k]
		}
	}
	return Bracket{Upper: math.NaN()}, 0
}
