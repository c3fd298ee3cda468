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
	Workers int  // of this process
	Network bool // people see their peers
}

// Observer collects and follows while a run goes on. The run tells it of each chunk of people once a month, in any order
// and from several workers at a time; a chunk's months must come in their order. A nil Observer sees nothing.
type Observer struct {
	run         Run
	collections []*collection
	panel       *panel
	others      bool       // somebody asks what others did last month
	before      bool       // somebody asks what people held the month before
	tenths      bool       // somebody asks for income tenths
	workers     []*scratch // [worker]
}

// New returns an observer of one run, nil if nothing is asked for. It panics if what is asked for has Problems.
func New(collect []Collect, lives Panel, run Run) *Observer {
	if len(collect) == 0 && lives.People == 0 {
		return nil
	}
	o := &Observer{run: run}
	e := &env{tiers: run.Tiers, extra: run.Extra, strata: run.Strata, network: run.Network}
	for i := range collect {
		c, errs := compileCollect(new(collect[i].Complete()), e)
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
	o.others, o.before, o.tenths = e.others, e.before, e.tenths
	for range run.Workers {
		w := new(scratch)
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

// ReadsTenths reports whether people have to have their income tenths in a column.
func (o *Observer) ReadsTenths() bool { return o != nil && o.tenths }

// Until changes how many months the run has.
func (o *Observer) Until(months int) {
	if o != nil {
		o.run.Months = months
	}
}

// ReadsOthers reports whether what is collected or followed depends on what others did the month before.
func (o *Observer) ReadsOthers() bool { return o != nil && o.others }

// Before notes the tiers that a chunk's people hold before a month, which the worker will see next. It copies them if somebody asks.
func (o *Observer) Before(worker int, tiers []uint8) {
	if o != nil && o.before {
		s := o.workers[worker]
		s.before = append(s.before[:0], tiers...)
	}
}

// See looks at a chunk at the end of month t, and adds what is collected of it to a table of the worker's own. It only
// reads the chunk.
func (o *Observer) See(worker, t, chunk int, b *agent.Block, m *agent.Month, into *Table) {
	if o == nil {
		return
	}
	s := o.workers[worker]
	s.Block, s.month = b, m
	for i, c := range o.collections {
		if c.at(t, o.run.Months) {
			c.see(s, into.of(i))
		}
	}
	if o.panel != nil {
		o.panel.see(s, worker, t, chunk)
	}
}

// Forget says that a chunk has been seen for the last time.
func (o *Observer) Forget(chunk int) {
	if o == nil {
		return
	}
	if o.panel != nil {
		o.panel.drawn[chunk] = nil
	}
}

// Settle says that everybody has been seen at the end of month 0, so that it is known who belongs to the panel.
func (o *Observer) Settle() {
	if o != nil && o.panel != nil {
		o.panel.settle()
	}
}

// Rows returns what was collected in month t of everybody in a table.
func (o *Observer) Rows(t int, of *Table) []Row {
	if o == nil {
		return nil
	}
	var rows []Row
	for i, c := range o.collections {
		if i < len(of.cells) {
			rows = append(rows, c.rows(t, of.cells[i])...)
		}
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
