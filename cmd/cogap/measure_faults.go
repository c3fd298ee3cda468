package main

import (
	"errors"
	"fmt"
)

// How far a table is read for faults that come after the first.
const (
	mostFaults = 20      // that are told
	faultyRows = 100_000 // rows after the first of them
)

// stopping is an error after which no row is read.
type stopping struct{ error }

func (s stopping) Unwrap() error { return s.error }

// errFaults says that there may be more faults than were told.
var errFaults = fmt.Errorf("more may follow: at most %d are told, of %d rows after the first", mostFaults, faultyRows)

// rowFaults are the faults of rows, each with its place.
type rowFaults struct {
	list  []error
	first int64 // row of the first of them
	full  bool
}

// add keeps the fault of the row of this number, and reports whether no more rows are wanted.
func (f *rowFaults) add(row int64, err error) (stop bool) {
	if len(f.list) == 0 {
		f.first = row
	}
	f.list = append(f.list, err)
	f.full = len(f.list) == mostFaults
	var end stopping
	return errors.As(err, &end) || f.full
}

// enough reports whether so many rows were read after a fault that no more are wanted.
func (f *rowFaults) enough(row int64) bool {
	if len(f.list) > 0 && row > f.first+faultyRows {
		f.full = true
	}
	return f.full
}

func (f *rowFaults) err() error {
	if f.full {
		return errors.Join(append(f.list, errFaults)...)
	}
	return errors.Join(f.list...)
}

// faults are the errors that were joined, one by one; fmt.Errorf with several %w joins none.
func faults(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	parts := joined.Unwrap()
	if errors.Join(parts...).Error() != err.Error() {
		return []error{err}
	}
	var all []error
	for _, e := range parts {
		all = append(all, faults(e)...)
	}
	return all
}

// refusals are what is wrong with a command line.
type refusals []error

// when refuses something of it if it is so.
func (r *refusals) when(so bool, format string, args ...any) {
	if so {
		*r = append(*r, fmt.Errorf("%w: "+format, append([]any{errUsage}, args...)...))
	}
}
