package study

import (
	"iter"
	"math"
	"slices"
	"strings"
)

// Result is what a study found.
type Result struct {
	Plan       Plan
	Columns    []Column // of each row
	Replicates int      // of each cell; of a study that was stopped, those that it was about to have
	rows       []*kept  // by job; nil if it was not run
	cells      int
}

func newResult(s *Study) *Result {
	return &Result{Plan: s.Plan(), Columns: s.Columns(), rows: make([]*kept, s.Len()), cells: s.plan.Cells()}
}

// Once lists the columns of a table of runs, in which each name stands once: a measure that is a month of a series too is two columns of the result.
func (r *Result) Once() (list []int) {
	for k, first := range firsts(r.Columns) {
		if k == first {
			list = append(list, k)
		}
	}
	return list
}

// Varies reports whether a column is not the same in all runs that have it.
func (r *Result) Varies(column int) bool {
	seen := math.NaN()
	for _, k := range r.planned() {
		if k == nil || k.err != nil || math.IsNaN(k.values[column]) {
			continue
		}
		if x := k.values[column]; math.IsNaN(seen) {
			seen = x
		} else if x != seen {
			return true
		}
	}
	return false
}

// Cells returns how many cells the study has.
func (r *Result) Cells() int { return r.cells }

// Levels returns the values of the factors of a cell, in the order of Plan.Factors.
func (r *Result) Levels(cell int) []string { return r.Plan.levels(cell) }

// kept is what a result keeps of a row: what the plan does not say of its job.
type kept struct {
	values  []float64
	digest  string
	seconds float64
	err     error
}

// keep takes a row into the result.
func (r *Result) keep(row *Row) {
	digest := strings.Clone(row.Digest) // that of a row which was read is a part of its line
	r.rows[row.Index] = &kept{row.Values, digest, row.Seconds, row.Err}
}

// row returns the row of a run that was done.
func (r *Result) row(i int) Row {
	k := r.rows[i]
	return Row{r.Plan.Job(i), k.values, k.digest, k.seconds, k.err}
}

// planned are the rows of the replicates that were needed.
func (r *Result) planned() []*kept { return r.rows[:r.Replicates*r.cells] }

// All returns the rows of all runs that were done, by job, each made as it is asked for.
func (r *Result) All() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i, k := range r.planned() {
			if k != nil && !yield(r.row(i)) {
				return
			}
		}
	}
}

// Rows returns the rows of all runs that were done, by job.
func (r *Result) Rows() []Row { return slices.Collect(r.All()) }

// Done returns how many runs were done, those that failed among them.
func (r *Result) Done() int { return r.count(func(*kept) bool { return true }) }

// Failed returns how many runs failed.
func (r *Result) Failed() int { return r.count(func(k *kept) bool { return k.err != nil }) }

// whole reports whether all runs that were needed were done.
func (r *Result) whole() bool { return !slices.Contains(r.planned(), nil) }

// count returns how many runs were done for which something holds.
func (r *Result) count(holds func(*kept) bool) (n int) {
	for _, k := range r.planned() {
		if k != nil && holds(k) {
			n++
		}
	}
	return n
}

// Values returns a column of a cell: a number for each replicate, NaN for runs that failed or were not done.
func (r *Result) Values(cell, column int) []float64 {
	list := make([]float64, r.Replicates)
	for k := range list {
		list[k] = math.NaN()
		if row := r.rows[r.Plan.indexOf(cell, k)]; row != nil && row.err == nil {
			list[k] = row.values[column]
		}
	}
	return list
}

// Stat says what the replicates of a cell say of a column.
func (r *Result) Stat(cell, column int) Stat { return Summarise(r.Values(cell, column)) }
