package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A row is one person: the columns asked for.
type row struct {
	x     float64
	w     float64 // 1 without a column
	rank  float64
	label string
}

// counts say what became of the rows.
type counts struct {
	rows    int64 // of positive weight
	missing int64 // with a number missing, or infinite; left out if asked to
}

// A table reads rows of a CSV file.
type table struct {
	o                          *options
	csv                        *csv.Reader
	value, weight, rank, group int // places of the columns, -1 without
	labels                     map[string]string
	counts                     counts
}

// readRows calls each for every row of positive weight.
func readRows(in io.Reader, o *options, each func(row) error) (counts, error) {
	t := table{o: o, csv: csv.NewReader(withoutMark(in)), labels: map[string]string{}}
	t.csv.ReuseRecord = true
	if err := t.header(); err != nil {
		return counts{}, err
	}
	for {
		r, ok, err := t.next()
		switch {
		case errors.Is(err, io.EOF):
			return t.counts, nil
		case err != nil:
			return t.counts, err
		case !ok:
			continue
		}
		if err := each(r); err != nil {
			line, _ := t.csv.FieldPos(0)
			return t.counts, fmt.Errorf("%s:%d: %w", o.source(), line, err)
		}
	}
}

// withoutMark skips the mark that some programs put before UTF-8.
func withoutMark(in io.Reader) io.Reader {
	b := bufio.NewReaderSize(in, 1<<16)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}

// header finds the columns.
func (t *table) header() (err error) {
	names, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: it is empty, want a header", t.o.source())
	}
	if err != nil {
		return t.broken(err)
	}
	names = slices.Clone(names)
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	for _, c := range []struct {
		at   *int
		flag string
		name string
	}{
		{&t.value, "--value", t.o.value},
		{&t.weight, "--weight", t.o.weight},
		{&t.rank, "--rank", t.o.rank},
		{&t.group, "--group", t.o.group},
	} {
		if *c.at, err = t.column(names, c.flag, c.name); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) column(names []string, flag, name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	at := slices.Index(names, name)
	if at < 0 {
		return 0, fmt.Errorf("%w: %s: %s has no column %q, but %s", errUsage, flag, t.o.source(), name, strings.Join(names, ", "))
	}
	if slices.Contains(names[at+1:], name) {
		return 0, fmt.Errorf("%s: column %q: it occurs twice", t.o.source(), name)
	}
	return at, nil
}

// next reads a row; not ok if it does not count.
func (t *table) next() (r row, ok bool, err error) {
	cells, err := t.csv.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return r, false, err
		}
		return r, false, t.broken(err)
	}
	r.w = 1
	if t.weight >= 0 {
		if r.w, err = t.number(cells, t.weight); err != nil {
			return r, false, err
		}
		if !(r.w >= 0) || math.IsInf(r.w, 1) {
			return r, false, t.wrong(cells, t.weight, "want a finite number >= 0")
		}
	}
	if r.w == 0 {
		return r, false, nil
	}
	if r.x, err = t.number(cells, t.value); err != nil {
		return r, false, err
	}
	if t.rank >= 0 {
		if r.rank, err = t.number(cells, t.rank); err != nil {
			return r, false, err
		}
	}
	if t.group >= 0 {
		r.label = t.intern(cells[t.group])
	}
	t.counts.rows++
	if math.IsNaN(r.x) || math.IsInf(r.x, 0) || math.IsNaN(r.rank) {
		t.counts.missing++
		return r, !t.o.omit, nil
	}
	return r, true, nil
}

// intern keeps one copy of each label.
func (t *table) intern(label string) string {
	if l, ok := t.labels[label]; ok {
		return l
	}
	l := strings.TrimSpace(strings.Clone(label))
	t.labels[strings.Clone(label)] = l
	return l
}

// number parses a cell; a missing one is NaN.
func (t *table) number(cells []string, at int) (float64, error) {
	cell := strings.TrimSpace(cells[at])
	switch cell {
	case "", "NA":
		return math.NaN(), nil
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0, t.wrong(cells, at, "want a number")
	}
	return x, nil
}

// wrong names the place of a cell.
func (t *table) wrong(cells []string, at int, want string) error {
	line, _ := t.csv.FieldPos(at)
	names := map[int]string{t.value: t.o.value, t.weight: t.o.weight, t.rank: t.o.rank, t.group: t.o.group}
	return fmt.Errorf("%s:%d: column %q: got %q, %s", t.o.source(), line, names[at], cells[at], want)
}

// broken names the place where the file is no CSV.
func (t *table) broken(err error) error {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%s:%d: %w", t.o.source(), p.Line, p.Err)
	}
	return fmt.Errorf("%s: %w", t.o.source(), err)
}
