package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"sync"

	"github.com/cogap/cogap/internal/parallel"
)

// Reading numbers takes most of the time of a large table as text, so its chunks are read by all processors at once. What rows say is passed on in their order, and so are errors.

// A batch is what the rows of a chunk say.
type batch struct {
	rows   []row
	lines  []int // of these rows
	counts counts
	met    []string   // codes for what is missing
	faults []rowFault // of other rows
}

// A rowFault is what is wrong with a row.
type rowFault struct {
	line int
	row  int64 // of its chunk, counted from 1
	err  error // with its place
}

// A chunkJob is a chunk to be read.
type chunkJob struct {
	chunk textChunk
	done  chan struct{}
	batch batch
}

// apart reports whether rows say nothing that depends on rows before them: designs and texts beside labels of groups do.
func (p *picker) apart() (*csvRows, bool) {
	t, ok := p.from.(*csvRows)
	return t, ok && !p.o.design.given() && len(p.texts) == 0
}

// pickChunks is pickRows by several workers.
func (p *picker) pickChunks(ctx context.Context, t *csvRows, each func(row) error) (counts, error) {
	workers := parallel.Workers(0)
	jobs := make(chan *chunkJob, 2*workers)
	var group sync.WaitGroup
	defer group.Wait()
	defer close(jobs)
	for range workers {
		w, err := p.worker(t)
		if err != nil {
			return p.counts, err
		}
		group.Go(func() {
			for j := range jobs {
				if err := parallel.Guard(func() error { w.read(j); return nil }); err != nil {
					j.batch.faults = append(j.batch.faults, rowFault{math.MaxInt, w.counts.read, stopping{err}})
				}
				close(j.done)
			}
		})
	}
	var all rowFaults
	var waiting []*chunkJob
	var free []batch
	for next, last := t.rest(), false; !last || len(waiting) > 0; {
		if ctx.Err() != nil {
			return p.counts, ctx.Err()
		}
		if !last && len(waiting) < 2*workers && !first(waiting).ready() {
			j := &chunkJob{chunk: next, done: make(chan struct{})}
			if n := len(free); n > 0 {
				j.batch, free = free[n-1], free[:n-1]
			}
			jobs <- j
			waiting = append(waiting, j)
			if last = next.err != nil; !last {
				next = t.chunks.next()
			}
			continue
		}
		j := waiting[0]
		waiting = waiting[1:]
		<-j.done
		if p.deliver(t, &j.batch, each, &all) {
			break
		}
		free = append(free, j.batch)
	}
	return p.counts, all.err()
}

func first(waiting []*chunkJob) *chunkJob {
	if len(waiting) == 0 {
		return nil
	}
	return waiting[0]
}

// ready reports whether a job is done.
func (j *chunkJob) ready() bool {
	if j == nil {
		return false
	}
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// rest is what is left of the chunk in which the header is.
func (t *csvRows) rest() textChunk {
	return textChunk{t.chunk.text[t.at:], t.following, t.chunk.err}
}

// worker returns a picker for the rows of chunks, which leaves labels as they are.
func (p *picker) worker(t *csvRows) (*picker, error) {
	w := *p
	w.from = &csvRows{dialect: t.dialect, missing: t.missing, header: t.header}
	w.labels = nil
	var err error
	w.where, err = newCondition(p.o, w.from)
	return &w, err
}

// read reads the rows of a chunk.
func (p *picker) read(j *chunkJob) {
	b := &j.batch
	*b = batch{rows: b.rows[:0], lines: b.lines[:0], faults: b.faults[:0]}
	t := p.from.(*csvRows)
	t.missing.met = nil
	t.begin(j.chunk)
	p.counts = counts{}
	for more := true; more; {
		err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if p.counts.read++; err == nil {
			err = p.take(func(r row) error {
				b.rows, b.lines = append(b.rows, r), append(b.lines, t.line)
				return nil
			})
		} else if !errors.Is(err, errCells) {
			err, more = stopping{err}, false
		}
		if err != nil {
			b.faults = append(b.faults, rowFault{t.line, p.counts.read, p.located(err)})
			more = more && len(b.faults) < mostFaults
		}
	}
	b.counts, b.met = p.counts, t.missing.met
}

// deliver passes the rows of a batch on, and keeps its faults; it reports whether no more rows are wanted.
func (p *picker) deliver(t *csvRows, b *batch, each func(row) error, all *rowFaults) (stop bool) {
	told := 0
	tell := func(before int) {
		for ; told < len(b.faults) && b.faults[told].line < before && !stop; told++ {
			stop = all.add(p.counts.read+b.faults[told].row, b.faults[told].err)
		}
	}
	for i, r := range b.rows {
		if tell(b.lines[i]); stop {
			return true
		}
		var err error
		if p.group >= 0 && r.label != "" {
			r.label, err = p.labels.keep(r.label, p.o.group, mostLabels)
		}
		if err == nil {
			err = each(r)
		}
		if err != nil && all.add(p.counts.read+int64(i), fmt.Errorf(":%s: %w", strconv.Itoa(b.lines[i]), err)) {
			return true
		}
	}
	tell(math.MaxInt)
	p.counts.read += b.counts.read
	p.counts.rows += b.counts.rows
	p.counts.missing += b.counts.missing
	t.missing.meet(b.met)
	return stop || all.enough(p.counts.read)
}
