package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// A row is one person: the columns asked for.
type row struct {
	x     float64
	w     float64 // 1 without a column
	rank  float64
	label string
	drawn drawn

	covariates []float64
	texts      []string
}

// counts say what became of the rows.
type counts struct {
	read    int64 // all of them
	rows    int64 // of positive weight that the condition lets pass
	missing int64 // with a number or label missing, or infinite; left out if asked to
}

// A picker takes from each row what is asked for.
type picker struct {
	o                          *options
	from                       rows
	value, weight, rank, group int // places of the columns, -1 without
	where                      *condition
	labels                     labelSet
	drawn                      drawnColumns
	covariates                 []int // places
	texts                      []textPlace
	counts                     counts
}

// limits of labels, which are held in memory.
const (
	longestLabel = 1000
	mostLabels   = 100_000
)

// pickRows calls each for every row that counts.
func pickRows(ctx context.Context, from rows, o *options, each func(row) error) (counts, error) {
	p := picker{o: o, from: from, labels: labelSet{}}
	if err := p.findColumns(); err != nil {
		return counts{}, err
	}
	if t, ok := p.apart(); ok {
		return p.pickChunks(ctx, t, each)
	}
	var all rowFaults
	for !all.enough(p.counts.read) {
		if p.counts.read%1024 == 0 && ctx.Err() != nil {
			return p.counts, ctx.Err()
		}
		err := from.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if p.counts.read++; err == nil {
			err = p.take(each)
		} else if !errors.Is(err, errCells) {
			err = stopping{err}
		}
		if err != nil && all.add(p.counts.read, p.located(err)) {
			break
		}
	}
	return p.counts, all.err()
}

// located puts the place of the row before an error of it.
func (p *picker) located(err error) error {
	return fmt.Errorf("%s: %w", p.from.place(), err)
}

// take passes a row on if it counts.
func (p *picker) take(each func(row) error) error {
	if p.where != nil {
		if holds, err := p.where.holds(); err != nil {
			return err
		} else if !holds {
			return p.outside(each)
		}
	}
	r, ok, err := p.row()
	if err != nil {
		return err
	}
	if !ok {
		return p.outside(each)
	}
	if p.o.design.given() {
		if err := p.draw(&r); err != nil {
			return err
		}
	}
	return each(r)
}

// row reads a row; not ok if it does not count.
func (p *picker) row() (r row, ok bool, err error) {
	var lacks bool
	if r.w, lacks, err = p.weightOf(); err != nil || r.w == 0 {
		return r, false, err
	}
	if p.value >= 0 {
		if r.x, err = p.number(p.value); err != nil {
			return r, false, err
		}
	}
	if p.rank >= 0 {
		if r.rank, err = p.number(p.rank); err != nil {
			return r, false, err
		}
	}
	if p.group >= 0 {
		if r.label, err = p.label(); err != nil {
			return r, false, err
		}
		lacks = lacks || r.label == ""
	}
	without, err := p.readCovariates(&r)
	if err != nil {
		return r, false, err
	}
	lacks = lacks || without
	if without, err = p.readTexts(&r); err != nil {
		return r, false, err
	}
	lacks = lacks || without
	p.counts.rows++
	if lacks || !finite(r.x) || !finite(r.rank) {
		p.counts.missing++
		return r, !p.o.omit, nil
	}
	return r, true, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// weightOf returns the weight of the row; one that is missing counts as 1 if such rows are left out, else it is an error.
func (p *picker) weightOf() (w float64, lacks bool, err error) {
	if p.weight < 0 {
		return 1, false, nil
	}
	switch w, err = p.number(p.weight); {
	case err != nil:
		return 0, false, err
	case finite(w) && w >= 0:
		return w, false, nil
	case w < 0 && finite(w):
		return 0, false, fmt.Errorf("column %s: got %v, want a finite number >= 0", quoted(p.o.weight), w)
	case p.o.omit:
		return 1, true, nil
	}
	return 0, false, fmt.Errorf("column %s: the weight is missing or infinite, want a finite number >= 0; --omit leaves such rows out", quoted(p.o.weight))
}

func (p *picker) number(column int) (float64, error) {
	x, err := p.from.number(column)
	if err != nil {
		return 0, fmt.Errorf("column %s: %w", quoted(p.from.names()[column]), err)
	}
	return x, nil
}

// label returns the label of the row's group, "" for one that is missing.
func (p *picker) label() (string, error) { return p.labelAt(p.group, p.o.group, p.labels, mostLabels) }

// labelAt is the label of a column, of which there may be so many.
func (p *picker) labelAt(at int, column string, known labelSet, most int) (string, error) {
	label, err := p.from.text(at)
	switch {
	case err != nil:
		return "", fmt.Errorf("column %s: %w", quoted(column), err)
	case label == "" && p.o.omit:
		return "", nil
	case label == "":
		return "", fmt.Errorf("column %s: the label is missing; --omit leaves such rows out", quoted(column))
	}
	if known == nil { // whoever knows all labels will
		return label, nil
	}
	return known.keep(label, column, most)
}

// labelSet has one copy of each label, however many rows have it: a row's own is part of all its text.
type labelSet map[string]string

// keep returns the copy of a column's label, of which there may be so many.
func (s labelSet) keep(label, column string, most int) (string, error) {
	if known, ok := s[label]; ok {
		return known, nil
	}
	switch {
	case len(label) > longestLabel:
		return "", fmt.Errorf("column %s: got a label of %d bytes, want at most %d", quoted(column), len(label), longestLabel)
	case len(s) == most:
		return "", stopping{fmt.Errorf("column %s: got more than %d groups: is it a column of labels?", quoted(column), most)}
	}
	label = strings.Clone(label)
	s[label] = label
	return label, nil
}

// findColumns finds the columns that the options name.
func (p *picker) findColumns() (err error) {
	var all []error
	for _, c := range []struct {
		at   *int
		flag string
		name string
	}{
		{&p.value, "--value", p.o.value},
		{&p.weight, "--weight", p.o.weight},
		{&p.rank, "--rank", p.o.rank},
		{&p.group, "--group", p.o.group},
	} {
		*c.at, err = p.column(c.flag, c.name)
		all = append(all, err)
	}
	all = append(all, p.findDesign(), p.findCovariates(), p.findTexts())
	p.where, err = newCondition(p.o, p.from)
	return errors.Join(append(all, err)...)
}

func (p *picker) column(flag, name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	names := p.from.names()
	at := slices.Index(names, name)
	if at < 0 {
		return 0, fmt.Errorf("%w: %s: %s has no column %s, %s", errUsage, flag, p.o.source(), quoted(name), p.suggestion(name))
	}
	if slices.Contains(names[at+1:], name) {
		return 0, fmt.Errorf("column %s: it occurs twice", quoted(name))
	}
	return at, p.from.choose(at)
}

// suggestion says which columns there are, and why there may be none of a name.
func (p *picker) suggestion(name string) string {
	names := p.from.names()
	if len(names) == 1 && strings.ContainsAny(names[0], ",;\t|") {
		return "but " + listed(names) + "; --separator says what parts its columns"
	}
	if best := param.Nearest(name, names); best != "" && len(names) > 20 {
		return "did you mean " + shown(best) + "?"
	}
	return "but " + listed(names)
}
