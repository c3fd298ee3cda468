package main

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// A column of numbers grows by blocks, none of which is ever copied to grow.
type column struct {
	blocks [][]float64
}

const blockRows = 1 << 16

func (c *column) add(x float64) {
	last := len(c.blocks) - 1
	if last < 0 || len(c.blocks[last]) == blockRows {
		c.blocks = append(c.blocks, make([]float64, 0, blockRows))
		last++
	}
	c.blocks[last] = append(c.blocks[last], x)
}

func (c *column) at(i int) float64 { return c.blocks[i/blockRows][i%blockRows] }

// take returns all numbers in one slice and leaves the column empty; nil if nothing was added.
func (c *column) take(rows int) []float64 {
	if len(c.blocks) == 0 {
		return nil
	}
	all := make([]float64, 0, rows)
	for i, b := range c.blocks {
		all = append(all, b...)
		c.blocks[i] = nil
	}
	c.blocks = nil
	return all
}

// held are rows in memory.
type held struct {
	x, w, rank column
	labels     []string
	design     sampleDesign
	covariates [][]float64
	texts      [][]string
	rows       int
	restore    func() // what was changed for many rows
}

// manyRows are so many that memory is collected more often, before there is as much of it unused as used.
const (
	manyRows       = 1 << 20
	collectPercent = 10
)

func (h *held) add(r row, o *options) {
	h.x.add(r.x)
	if o.weight != "" || o.design.given() {
		h.w.add(r.w)
	}
	if o.design.given() {
		h.design.add(r, &o.design)
	}
	if len(o.covariates) > 0 {
		h.addCovariates(r, o)
	}
	if o.withTexts {
		h.addTexts(r, o)
	}
	if o.rank != "" {
		h.rank.add(r.rank)
	}
	if o.group != "" {
		h.labels = append(h.labels, r.label)
	}
	if h.rows++; h.rows == manyRows {
		before := debug.SetGCPercent(collectPercent)
		h.restore = func() { debug.SetGCPercent(before) }
	}
}

func (h *held) row(i int, o *options) row {
	r := row{x: h.x.at(i), w: 1}
	if o.weight != "" {
		r.w = h.w.at(i)
	}
	if o.rank != "" {
		r.rank = h.rank.at(i)
	}
	if o.group != "" {
		r.label = h.labels[i]
	}
	return r
}

// sample returns the rows as one, and holds them no longer.
func (h *held) sample(o *options) *sample {
	s := &sample{labels: h.labels, design: h.design, covariates: h.covariates, texts: h.texts}
	var weights sync.WaitGroup
	weights.Go(func() {
		s.w = h.w.take(h.rows)
		s.counts = wholeNumbers(s.w)
	})
	s.x, s.rank = h.x.take(h.rows), h.rank.take(h.rows)
	weights.Wait()
	s.addDummies(o)
	if h.rows >= manyRows {
		runtime.GC() // the blocks make room for sorting
	}
	return s
}

// done undoes what was changed for many rows.
func (h *held) done() {
	if h.restore != nil {
		h.restore()
		h.restore = nil
	}
}
