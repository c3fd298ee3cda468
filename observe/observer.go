package observe

import (
	"fmt"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/rng"
)

// Run is what an Observer has to know of a run.
type Run struct {
	Strata  []population.Stratum
	Tiers   int      // on the menu
	Extra   []string // columns of the user's rule
	Seed    uint64
	Months  int
	Chunks  int
	Workers int
}

// Observer collects and follows while a run goes on. The run tells it of each chunk of people once a month, in any order
// and from several workers at a time; a chunk's months must come in their order. A nil Observer sees nothing.
type Observer struct {
	run         Run
	collections []*collection
	panel       *panel
	deciles     [][]uint8 // [chunk] income tenths, if somebody asks for them
	workers     []*watcher
}

// watcher is what one worker has seen.
type watcher struct {
	scratch
	tables [][]map[int]*cell // [month][collection], nil where there is nothing to collect
}

// New returns an observer of one run, nil if nothing is asked for. It panics if what is asked for has Problems.
func New(collect []Collect, lives Panel, run Run) *Observer {
	if len(collect) == 0 && lives.People == 0 {
		return nil
	}
	o := &Observer{run: run}
	e := &env{tiers: run.Tiers, extra: run.Extra, strata: run.Strata}
	for i := range collect {
		c, errs := compileCollect(&collect[i], e)
		mustNot(errs)
		o.collections = append(o.collections, c)
	}
	if lives.People > 0 {
		p, errs := compilePanel(&lives, e)
		mustNot(errs)
		p.key, p.drawn = rng.NewKey(run.Seed), make([][]*drawn, run.Chunks)
		for range run.Workers {
			p.pools = append(p.pools, map[int]*pool{})
		}
		o.panel = p
	}
	if e.deciles {
		o.deciles = make([][]uint8, run.Chunks)
	}
	for range run.Workers {
		w := &watcher{tables: make([][]map[int]*cell, run.Months)}
		w.strata = run.Strata
		o.workers = append(o.workers, w)
	}
	return o
}

func mustNot(errs []located) {
	for _, e := range errs {
		panic(fmt.Sprintf("observe: %s: %v", e.field, e.err))
	}
}

// NeedsDeciles reports whether Born has to be told of everybody.
func (o *Observer) NeedsDeciles() bool { return o != nil && o.deciles != nil }

// Born notes the income tenths, from 0, of a chunk's people before their first month.
func (o *Observer) Born(chunk int, incomes []float32, tenth func(income float32) int) {
	if !o.NeedsDeciles() {
		return
	}
	list := make([]uint8, len(incomes))
	for i, y := range incomes {
		list[i] = uint8(tenth(y) + 1)
	}
	o.deciles[chunk] = list
}

// See looks at a chunk that has just lived month t. It only reads it.
func (o *Observer) See(worker, t, chunk int, b *agent.Block, m *agent.Month) {
	if o == nil {
		return
	}
	w := o.workers[worker]
	w.Block, w.month = b, m
	if o.deciles != nil {
		w.deciles = o.deciles[chunk]
	}
	if w.tables[t] == nil {
		w.tables[t] = make([]map[int]*cell, len(o.collections))
	}
	for i, c := range o.collections {
		if !c.at(t, o.run.Months) {
			continue
		}
		if w.tables[t][i] == nil {
			w.tables[t][i] = map[int]*cell{}
		}
		c.see(&w.scratch, w.tables[t][i])
	}
	if o.panel != nil {
		o.panel.see(&w.scratch, worker, t, chunk)
	}
}

// Forget says that a chunk has lived its last month.
func (o *Observer) Forget(chunk int) {
	if o == nil {
		return
	}
	if o.deciles != nil {
		o.deciles[chunk] = nil
	}
	if o.panel != nil {
		o.panel.drawn[chunk] = nil
	}
}

// Month returns what was collected in month t, once everybody has lived it, and forgets it.
func (o *Observer) Month(t int) []Row {
	if o == nil {
		return nil
	}
	if t == 0 && o.panel != nil {
		o.panel.settle()
	}
	var rows []Row
	for i, c := range o.collections {
		all := map[int]*cell{}
		for _, w := range o.workers {
			if w.tables[t] == nil {
				continue
			}
			for at, x := range w.tables[t][i] {
				if all[at] == nil {
					all[at] = x
					continue
				}
				all[at].merge(x)
			}
		}
		rows = append(rows, c.rows(t, all)...)
	}
	for _, w := range o.workers {
		w.tables[t] = nil
	}
	return rows
}

// Lives returns the panel: the first months of everybody in it.
func (o *Observer) Lives(months int) []Life {
	if o == nil || o.panel == nil {
		return nil
	}
	var list []Life
	for _, d := range o.panel.lives {
		d.Months = d.Months[:min(months, len(d.Months))]
		list = append(list, d.Life)
	}
	return list
}
