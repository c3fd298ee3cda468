package study

import (
	"math"
	"slices"
)

// Result is what a study found.
type Result struct {
	Plan       Plan
	Columns    []Column // of each row
	Replicates int      // of each cell; of a study that was stopped, those that it was about to have
	rows       []*Row   // by job; nil if it was not run
	cells      int
}

func newResult(s *Study) *Result {
	return &Result{Plan: s.Plan(), Columns: s.Columns(), rows: make([]*Row, s.Len()), cells: s.plan.Cells()}
}

// Cells returns how many cells the study has.
func (r *Result) Cells() int { return r.cells }

// Levels returns the values of the factors of a cell, in the order of Plan.Factors.
func (r *Result) Levels(cell int) []string { return r.Plan.levels(cell) }

// planned are the rows of the replicates that were needed.
func (r *Result) planned() []*Row { return r.rows[:r.Replicates*r.cells] }

// Rows returns the rows of all runs that were done, by job.
func (r *Result) Rows() []Row {
	var list []Row
	for _, row := range r.planned() {
		if row != nil {
			list = append(list, *row)
		}
	}
	return list
}

// whole reports whether all runs that were needed were done.
func (r *Result) whole() bool { return !slices.Contains(r.planned(), nil) }

// Failed returns how many runs failed.
func (r *Result) Failed() int {
	n := 0
	for _, row := range r.planned() {
		if row != nil && row.Err != nil {
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
		if row := r.rows[r.Plan.indexOf(cell, k)]; row != nil && row.Err == nil {
			list[k] = row.Values[column]
		}
	}
	return list
}

// Stat says what the replicates of a cell say of a column.
func (r *Result) Stat(cell, column int) Stat { return Summarise(r.Values(cell, column)) }
