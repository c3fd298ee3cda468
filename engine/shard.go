package engine

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Options say how a shard is computed. They never change a number.
type Options struct {
	Workers  int                // goroutines at once; 0 means one for each processor
	Stored   bool               // people are stored from month to month; else they are made again for each Advance
	Others   bool               // there are shards elsewhere: a shard of everybody tells them what people show to their peers, where they have to know
	Watch    []observe.Watcher  // see every chunk at the end of every month
	Progress func(steps int)    // called with agent-steps that are done, from any worker; making a person counts as one; may be nil
	Order    func(i, n int) int // the i-th of n chunks to be taken, so that tests can take them in any order; nil: as workers do
}

// Shard is a range of a model's chunks: their people, stored or made again when needed, and what is remembered of them. Its
// methods are for one goroutine; they share the work among workers.
type Shard struct {
	model    *Model
	options  Options
	lo, hi   int               // its chunks
	room     *room             // nil if people are not stored
	peers    *peers            // nil without a network
	observer *observe.Observer // nil unless something is collected or followed
	had      [][]uint64        // [chunk] who had access when mobility begins, a bit for each; of stored people
	bytes    []byte            // memory for the index of a snapshot
	panel    []byte            // and for what it has of the observer
	workers  []*worker
	locks    []sync.Mutex // [stratum] of the sums in a partial; nil if there is one worker
	back     bool         // the chunks were last taken in descending order
	ready    bool         // Make was called
	next     int          // the month that comes next; of people who are not stored always 0
	saving   bool         // people are saved at the end of the month
	failed   error        // the error of an Advance, after which nothing is known of the people
}

// worker is one goroutine's scratch.
type worker struct {
	block  agent.Block
	few    agent.Few
	month  agent.Month // as a stratum sees it
	sums   *agent.Sums
	sight  *sight           // of peers
	before []float32        // incomes before the month
	buffer population.Chunk // for people who are made again
	months []count          // of each of the months that are advanced at once
	had    []uint64         // as in Shard, of people who are not stored
	copier copier           // of chunks that are saved
}

// count is what a worker has found in one month.
type count struct {
	measured  Measured // which distributions are
	tally     *tally   // nil until any is
	collected observe.Table
	use       Use // nil where every user counts as 1
}

// Shard returns the people of the chunks from lo up to, not including, hi; Make makes them. It panics if there are no such
// chunks.
func (m *Model) Shard(lo, hi int, o Options) *Shard {
	if lo < 0 || hi < lo || hi > m.Chunks() {
		panic("engine: chunks out of range")
	}
	s := &Shard{model: m, options: o, lo: lo, hi: hi}
	offers, extra := len(m.spec.Market.Tiers), len(m.columns)
	for range min(parallel.Workers(o.Workers), max(hi-lo, 1)) {
		k := &worker{sums: agent.NewSums(offers)}
		if !o.Stored {
			k.buffer = population.NewChunk(population.ChunkLen, extra, m.more...)
		}
		s.workers = append(s.workers, k)
	}
	if len(s.workers) > 1 {
		s.locks = make([]sync.Mutex, len(m.strata))
	}
	s.observe()
	return s
}

// observe has an observer begin anew.
func (s *Shard) observe() { s.observer = s.model.observer(s.hi-s.lo, len(s.workers)) }

// Workers returns how many goroutines work at once.
func (s *Shard) Workers() int { return len(s.workers) }

// Make makes the people as they are before the first month, if they are stored.
func (s *Shard) Make(ctx context.Context) error {
	if err := s.make(ctx); err != nil {
		return err
	}
	s.ready, s.next, s.failed = true, 0, nil
	return nil
}

func (s *Shard) make(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil || !s.options.Stored {
		return err
	}
	kept, err := s.kept(ctx)
	if err != nil {
		return err
	}
	if kept == nil {
		return s.fill(ctx)
	}
	return s.copyOf(ctx, kept)
}

// prepare readies the shard for people, who are not there yet.
func (s *Shard) prepare(ctx context.Context) error {
	s.observe()
	if err := s.meet(ctx); err != nil || !s.options.Stored {
		return err
	}
	if s.model.spec.Mobility {
		s.had = make([][]uint64, s.hi-s.lo)
	}
	if s.room == nil {
		s.room = s.newRoom()
	}
	return nil
}

// few reports whether some chunks are everybody, and that few enough for the model to keep something for the runs that follow.
func (m *Model) few(lo, hi int) bool {
	return lo == 0 && hi == m.Chunks() && m.layout.Len() <= keptAgents
}

// largePagesFrom is from how many months on people lie in large pages of memory: months take 6 to 8% less processor time, since a processor keeps
// the addresses of few pages at hand, and a virtual machine, which may have to get them from its host, up to that of 60 months for making them.
const largePagesFrom = 100

// newRoom returns room for the shard's people: that of a run which is over, if there is any.
func (s *Shard) newRoom() *room {
	if s.model.few(s.lo, s.hi) {
		if used, ok := s.model.room.Get().(*room); ok {
			return used
		}
	}
	people := population.NewRange(s.model.layout, s.lo, s.hi, len(s.model.columns), s.model.more...)
	if s.model.spec.Months >= largePagesFrom {
		people.LargePages()
	}
	r := &room{people: people, chunks: make([]population.Chunk, s.hi-s.lo)}
	for i := range r.chunks {
		r.chunks[i] = people.Chunk(s.lo + i)
	}
	r.spans = s.spansOf(r)
	return r
}

// Release lets the model's next shard use the memory of this one's people, which nobody needs any more: the shard is not to be
// used until Make begins anew.
func (s *Shard) Release() {
	s.model.reuse(s.room, s.lo, s.hi)
	s.room, s.ready = nil, false
}

// reuse keeps the memory of the people of some chunks, whom nobody needs any more, if there is any and they are everybody, and few.
func (m *Model) reuse(r *room, lo, hi int) {
	if r != nil && m.few(lo, hi) {
		m.room.Put(r)
	}
}

// kept returns the people as they are before the first month that the model keeps from the second run on that wants them; nil if it
// keeps none.
func (s *Shard) kept(ctx context.Context) (*population.People, error) {
	if !s.model.few(s.lo, s.hi) {
		return nil, nil
	}
	born := s.model.born
	born.Lock()
	defer born.Unlock()
	if born.runs++; born.runs > 1 && born.people == nil {
		people := population.New(s.model.layout, len(s.model.columns), s.model.more...)
		err := s.each(ctx, func(_, i int) error {
			c := people.Chunk(i)
			s.model.maker.Fill(&c)
			return nil
		})
		if err != nil {
			return nil, err
		}
		born.people = people
	}
	return born.people, nil
}

// fill makes people, chunk by chunk.
func (s *Shard) fill(ctx context.Context) error {
	return s.each(ctx, func(_, i int) error {
		s.model.maker.Fill(&s.room.chunks[i])
		s.progress(s.room.chunks[i].Len())
		return nil
	})
}

func (s *Shard) progress(steps int) {
	if s.options.Progress != nil {
		s.options.Progress(steps)
	}
}

// Advance takes everybody of the shard through consecutive months of the shard's own model and returns what they did in each.
// People who are stored are as the last call left them, so the first month is the one after; those who are not are made again,
// so the months are all from month 0 on.
//
// It returns an error if Make was not called or the months are others, and then nothing was done. It also does if ctx ends, if the
// user's rule panics, or if it leaves what no person can be. Then some people have been taken on and others not, and every
// further call returns that error too, until Make begins anew.
func (s *Shard) Advance(ctx context.Context, seen ...*Seen) ([]*Partial, error) {
	if err := s.check(seen); err != nil {
		return nil, err
	}
	parts, err := s.advanceAll(ctx, seen)
	if err != nil {
		s.failed = err
		return nil, err
	}
	if s.options.Stored {
		s.next += len(seen)
	}
	return parts, nil
}

// check returns an error unless the shard's people can be taken through the months.
func (s *Shard) check(seen []*Seen) error {
	switch {
	case s.failed != nil:
		return fmt.Errorf("engine: Advance after an error: %w", s.failed)
	case !s.ready:
		return fmt.Errorf("engine: Advance before Make")
	}
	for j, month := range seen {
		if month.model != s.model {
			return fmt.Errorf("engine: month %d is what another model shows", month.Month)
		}
		if month.Month != s.next+j {
			return fmt.Errorf("engine: got month %d, want month %d", month.Month, s.next+j)
		}
	}
	return nil
}

// advanceAll is advance for months one after the other where people see their peers, and else for all at once.
func (s *Shard) advanceAll(ctx context.Context, seen []*Seen) (parts []*Partial, err error) {
	if s.peers == nil {
		return s.advance(ctx, seen)
	}
	for j := range seen {
		if err := s.learn(ctx); err != nil {
			return nil, err
		}
		part, err := s.advance(ctx, seen[j:j+1])
		if err != nil {
			return nil, err
		}
		if !s.knows() || s.options.Others && s.lo < s.hi && s.peers.before != nil { // shards of nobody hear how access lies among peers
			part[0].Marks = s.Marks()
		}
		parts = append(parts, part...)
	}
	return parts, nil
}

func (s *Shard) advance(ctx context.Context, seen []*Seen) ([]*Partial, error) {
	if !s.options.Stored {
		s.observe() // everybody is seen from month 0 on, again
	}
	parts := make([]*Partial, len(seen))
	for j := range seen {
		parts[j] = s.model.newPartial(seen[j])
	}
	for _, k := range s.workers {
		k.prepare(s.model, seen)
	}
	if err := s.takeAll(ctx, seen, parts); err != nil {
		return nil, err
	}
	for j := range seen {
		if err := s.gather(parts[j], seen[j], j); err != nil {
			return nil, err
		}
	}
	if len(seen) > 0 && seen[0].Month == 0 {
		s.observer.Settle()
	}
	return parts, nil
}

// each calls job(worker, i) once for each chunk i of the shard. A worker begins with the same chunks in every month, and takes so many neighbours at
// once that handing them out costs nothing beside their people, also where strata are small; of a user's rule, which may take long, one.
func (s *Shard) each(ctx context.Context, job func(id, i int) error) error {
	n := s.hi - s.lo
	if order := s.options.Order; order != nil {
		return parallel.Do(ctx, len(s.workers), n, func(id, i int) error { return job(id, order(i, n)) })
	}
	return s.share(ctx, n, job)
}

// share is each for n jobs that have all people of the shard. Every other time they are taken in descending order: those that were the last before, and are
// still in the caches, come first. A user's rule always has the first before those after them, so that whom it does wrong first is told.
func (s *Shard) share(ctx context.Context, n int, job func(id, i int) error) error {
	const each = 8 // times a worker, so that all end at about the same time
	at := 1
	if all := &s.model.layout; s.model.standard {
		people := max(all.Len()*(s.hi-s.lo)/max(all.Chunks(), 1), 1)
		at = max(min(population.ChunkLen*n/people, n/(each*len(s.workers))), 1)
	}
	s.back = s.model.standard && !s.back
	return parallel.Ranges(ctx, len(s.workers), (n+at-1)/at, s.back, func(id, j int) error {
		for i := j * at; i < min((j+1)*at, n); i++ {
			if err := job(id, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// takeAll takes everybody through some months.
func (s *Shard) takeAll(ctx context.Context, seen []*Seen, parts []*Partial) error {
	if s.byFew(seen) {
		return s.takeSpans(ctx, seen[0], parts[0])
	}
	return s.each(ctx, func(id, i int) error { return s.take(id, i, seen, parts) })
}

// take takes chunk i of the shard through some months and adds what its people do to parts. This is the inner loop of every
// run: stored, streamed or estimated.
func (s *Shard) take(id, i int, seen []*Seen, parts []*Partial) error {
	k := s.workers[id]
	s.open(k, i)
	for j, month := range seen {
		if err := s.step(id, i, month, parts[j], &k.months[j]); err != nil {
			return err
		}
	}
	if s.room == nil {
		s.observer.Forget(i)
	}
	return nil
}

// open loads chunk i into a worker's block: as it is stored, or made again.
func (s *Shard) open(k *worker, i int) {
	if s.room != nil {
		s.load(k, &s.room.chunks[i])
		return
	}
	chunk := s.model.Born(s.lo+i, &k.buffer)
	s.progress(chunk.Len())
	s.load(k, &chunk)
}

func (s *Shard) load(k *worker, c *population.Chunk) {
	if s.model.standard {
		k.block.Point(c)
	} else {
		k.block.Load(*c)
	}
}

// step takes the people of a worker's block through a month, adds them to part, and counts them.
func (s *Shard) step(id, i int, seen *Seen, part *Partial, c *count) error {
	k := s.workers[id]
	g := k.block.Stratum
	m := seen.Stratum(g, &k.month)
	posted := c.measured.Demand && !seen.posted
	if posted {
		k.before = append(k.before[:0], k.block.Income...) // by which policies tell the poor
	}
	s.observer.Before(id, k.block.Tier)
	if s.peers != nil {
		s.lookAround(k)
	}
	if s.saving {
		k.copier.begin(s.model, &s.room.chunks[i], true)
	}
	if err := s.decide(k, m); err != nil {
		return err
	}
	s.lock(g)
	if s.model.standard {
		k.block.AddTo(part.Strata[g])
	} else {
		part.Strata[g].Add(k.sums)
	}
	s.unlock(g)
	if posted {
		c.tally.addPosted(&k.block, m.Terms, k.before)
	}
	s.look(id, i, seen, &k.block, m, c)
	if s.saving {
		s.save(id, i)
	}
	s.progress(k.block.Len())
	return nil
}

func (s *Shard) lock(g int) {
	if s.locks != nil {
		s.locks[g].Lock()
	}
}

func (s *Shard) unlock(g int) {
	if s.locks != nil {
		s.locks[g].Unlock()
	}
}

// look measures and watches the people of chunk i at the end of a month.
func (s *Shard) look(id, i int, seen *Seen, b *agent.Block, m *agent.Month, c *count) {
	if c.measured.Any() {
		c.tally.add(b, uint8(len(m.Menu)), c.measured)
	}
	if c.use != nil {
		c.use.add(b)
	}
	s.observer.See(id, seen.Month, i, b, m, &c.collected)
	for _, w := range s.options.Watch {
		w.See(b, m)
	}
	if s.had != nil && seen.Month == s.model.spec.MobilityFrom {
		s.had[i] = withAccess(nil, b.Tier)
	}
}

// decide applies the rule. What people do is in the worker's block, by a user's rule in the worker's sums; what such a rule does
// wrong is an error that says of whom.
func (s *Shard) decide(k *worker, m *agent.Month) error {
	if s.model.standard {
		k.block.Update(m)
		return nil
	}
	k.sums.Reset()
	place := k.block.Chunk // as it was, whatever the rule makes of it
	err := parallel.Guard(func() error {
		s.model.rule.Step(&k.block, m, k.sums)
		return k.block.Check(m, k.sums, s.model.columns)
	})
	if err != nil {
		return fmt.Errorf("month %d, stratum %s, agents %d to %d: rule %q: %w",
			m.Number, s.model.strata[place.Stratum].Name, place.First, place.First+place.Len()-1, s.model.rule.Name(), err)
	}
	return nil
}

// prepare readies a worker to count so many months at once.
func (k *worker) prepare(m *Model, seen []*Seen) {
	for len(k.months) < len(seen) {
		k.months = append(k.months, count{})
	}
	for j := range seen {
		c := &k.months[j]
		c.measured = m.Measures(seen[j].Month)
		c.use = m.newUse()
		if c.measured.Any() && c.tally == nil {
			c.tally = &tally{common: int64(m.spec.Population.Scale)}
		}
	}
}

// gather moves what workers found in the j-th month into its partial. It is all integers, so their order does not matter.
func (s *Shard) gather(part *Partial, seen *Seen, j int) error {
	if what := s.model.Measures(seen.Month); what.Any() {
		part.Distributions = s.model.newDistributions(what, seen.posted)
	}
	for _, k := range s.workers {
		c := &k.months[j]
		if c.measured.Any() {
			if err := c.tally.moveTo(part.Distributions); err != nil {
				return err
			}
		}
		part.Use.Merge(c.use)
		part.Collected.Merge(&c.collected)
		c.collected = observe.Table{}
	}
	return nil
}

// Rows returns what was collected in a month of everybody in a partial of the shard's model. It panics if it is of another.
func (s *Shard) Rows(p *Partial) []observe.Row {
	if !p.Of(s.model) {
		panic("engine: rows of another model's partial")
	}
	return s.observer.Rows(p.Month, &p.Collected)
}

// Lives returns the panel: the first months of everybody in it.
func (s *Shard) Lives(months int) []observe.Life { return s.observer.Lives(months) }

// Under lets another model take the shard's people on from where they are, such as one of other prices from now on. It returns an
// error, and changes nothing, if the two models do not have the same people, seed, rule, collections, panel and mobility.
func (s *Shard) Under(m *Model) error {
	if what := s.model.differs(m); what != "" {
		return fmt.Errorf("engine: %s differ", what)
	}
	s.observer.Until(m.spec.Months)
	s.model = m
	s.peers = m.peersLike(s.peers)
	return nil
}

// different names the parameters of a group in which two values of it differ, or the group if all that can be named are the same.
func different(group string, a, b any) string {
	names := param.Different(a, b)
	for i := range names {
		names[i] = group + "." + names[i]
	}
	return cmp.Or(strings.Join(names, ", "), group)
}

// differs names what is not the same of the people of two models, and of what is remembered of them; empty if all is.
func (m *Model) differs(n *Model) string {
	a, b := &m.spec, &n.spec
	if !reflect.DeepEqual(a.Population, b.Population) {
		return "people (" + different("population", &a.Population, &b.Population) + ")"
	}
	for _, x := range []struct {
		what string
		same bool
	}{
		{"seeds", a.Seed == b.Seed},
		{"rules", agent.NameOf(m.rule) == agent.NameOf(n.rule) && slices.Equal(m.columns, n.columns)},
		{"whether people differ in attention, needs come and go, skill has a limit or tenths are counted (behaviour.notice, lapse, reconsider, inertia, need_spread, skill_limit, statistics.every)", slices.Equal(m.more, n.more)},
		{"commitments (market.tiers[].commitment), or lapsing beside them", slices.Equal(m.commitment, n.commitment) && (m.commitment == nil || a.Behaviour.Lapse == b.Behaviour.Lapse)},
		{"networks (network)", reflect.DeepEqual(a.Network, b.Network)},
		{"numbers of tiers", len(a.Market.Tiers) == len(b.Market.Tiers)},
		{"collections (statistics.collect)", reflect.DeepEqual(a.Collect, b.Collect)},
		{"panels (statistics.panel)", reflect.DeepEqual(a.Panel, b.Panel)},
		{"mobility and where it begins (statistics.mobility)", a.Mobility == b.Mobility && a.MobilityFrom == b.MobilityFrom},
	} {
		if !x.same {
			return x.what
		}
	}
	return ""
}
