package population

// Chunk is a view of neighbouring people of one stratum: one slice per attribute, all of one length.
// Copying a Chunk copies the view, not the people.
type Chunk struct {
	Stratum int   // index into the strata
	First   int   // index within the stratum of the first person; a multiple of 16 except in remainder chunks
	Weight  int64 // real people each agent stands for, >= 1

	Income      []float32 // y [u/month], > 0
	Cognition   []float32 // c, unaided cognitive output [1 = average], > 0
	Aptitude    []float32 // a, how much of the stratum's exposure becomes output [1 = average], > 0
	Belief      []float32 // gamma, mean of the perceived benefit [share of output]
	Uncertainty []float32 // omega, its variance [share of output, squared], >= 0
	Habit       []float32 // h, how far AI has become a necessity [share], 0..1
	BudgetShare []float32 // s, the most of its supernumerary income spent on AI [share], 0..1
	Threshold   []float32 // theta [share], 0..1: joins once so many of the stratum have access; 0: does not wait
	Tier        []uint8   // k, the tier held; 0: no access
	Filter      []uint8   // f, why there is no SOTA access; 0: none of the reasons

	UseCost   []float32 // kappa, what using AI costs beside its price [u/month], >= 0. Nil unless asked for
	Intensity []float32 // u, how intensively it uses AI [1 = average], > 0. Nil unless asked for
	Born      []float32 // c_0, cognition at the start [1 = average]. Nil unless asked for
	Keen      []float32 // a*n, aptitude times how much there is at stake for it: of decisions [1 = average], >= 0; see agent.Params.NeedSpread. A rule that changes Aptitude changes it by as much. Nil unless asked for
	Wait      []float32 // how long it takes to notice, lapse or look again; see agent.Wait. Nil unless asked for
	Tenth     []uint8   // tenth of all people by income before the first month, 1 is the poorest; see Spec.IncomeTenths. Nil unless asked for

	Extra [][]float32 // columns that a user's rule added, zero at the start
}

// Column is a column that only some models need.
type Column int

// The columns that only some models need.
const (
	Wait      Column    = iota // Chunk.Wait
	UseCost                    // Chunk.UseCost
	Intensity                  // Chunk.Intensity
	Born                       // Chunk.Born
	Keen                       // Chunk.Keen
	columns                    // how many of them are float32
	Tenth     = columns        // Chunk.Tenth
)

// NewChunk returns columns for n people in a chunk without a place: those that all models need, extra ones for a user's rule, and
// more that are asked for. Its slabs are the caller's to reuse.
func NewChunk(n, extra int, more ...Column) Chunk {
	made := 0
	column := func() []float32 {
		made++
		return staggered(n, made)
	}
	c := Chunk{
		Income: column(), Cognition: column(), Aptitude: column(), Belief: column(), Uncertainty: column(), Habit: column(),
		BudgetShare: column(), Threshold: column(),
		Tier: make([]uint8, n), Filter: make([]uint8, n),
		Extra: make([][]float32, extra),
	}
	for i := range c.Extra {
		c.Extra[i] = column()
	}
	for _, m := range more {
		if m == Tenth {
			c.Tenth = make([]uint8, n)
		} else {
			*c.more(m) = column()
		}
	}
	return c
}

// more is where a column of float32 is that only some models need.
func (c *Chunk) more(m Column) *[]float32 {
	return [...]*[]float32{Wait: &c.Wait, UseCost: &c.UseCost, Intensity: &c.Intensity, Born: &c.Born, Keen: &c.Keen}[m]
}

// staggered returns a column of n that begins some cache lines after where it would. Columns that all began at one place of a page would
// make a processor take a load for one of what was just stored in another (11% of a month in which half have access, measured).
func staggered(n, lines int) []float32 {
	lines *= 16
	return make([]float32, lines+n)[lines:]
}

// Len returns the number of people in the chunk.
func (c *Chunk) Len() int { return len(c.Income) }

// Need returns how much there is at stake for person i in its decisions, n [1 = average]: its Keen over its aptitude. It is 0 of people who do not have that.
func (c *Chunk) Need(i int) float64 {
	switch {
	case c.Keen == nil:
		return 0
	case c.Aptitude[i] == 0: // nothing is at stake for it, whatever its need
		return 1
	}
	return float64(c.Keen[i]) / float64(c.Aptitude[i])
}

// slice returns the people from lo up to, not including, hi; the capacity ends there, so that nothing grows into the
// neighbours.
func (c *Chunk) slice(lo, hi int) Chunk {
	s := Chunk{
		Income: c.Income[lo:hi:hi], Cognition: c.Cognition[lo:hi:hi], Aptitude: c.Aptitude[lo:hi:hi],
		Belief: c.Belief[lo:hi:hi], Uncertainty: c.Uncertainty[lo:hi:hi], Habit: c.Habit[lo:hi:hi],
		BudgetShare: c.BudgetShare[lo:hi:hi], Threshold: c.Threshold[lo:hi:hi],
		Tier: c.Tier[lo:hi:hi], Filter: c.Filter[lo:hi:hi],
	}
	for m := range columns {
		if from := *c.more(m); from != nil {
			*s.more(m) = from[lo:hi:hi]
		}
	}
	if c.Tenth != nil {
		s.Tenth = c.Tenth[lo:hi:hi]
	}
	for _, x := range c.Extra {
		s.Extra = append(s.Extra, x[lo:hi:hi])
	}
	return s
}

// People are agents of a population, stored: one slab per attribute, in which chunks lie one after another, those of each stratum
// from a multiple of 16 elements on. Chunks share nothing, so each may be worked on by another goroutine.
type People struct {
	layout Layout
	lo, hi int // the chunks that are stored
	from   int // the slot where they start
	slabs  Chunk
}

// New allocates the columns of all agents of a layout, extra columns for a user's rule, and more that are asked for. All are zero:
// Synthesizer.Fill, chunk by chunk, makes people of them. Layout.Bytes says beforehand what it takes.
func New(layout Layout, extra int, more ...Column) *People {
	return NewRange(layout, 0, layout.Chunks(), extra, more...)
}

// NewRange allocates the columns of the chunks from lo up to, not including, hi, as New does for all. It panics if
// there are no such chunks.
func NewRange(layout Layout, lo, hi, extra int, more ...Column) *People {
	if lo < 0 || hi < lo || hi > layout.Chunks() {
		panic("population: chunks out of range")
	}
	from, end := layout.slotsOf(lo, hi)
	return &People{layout: layout, lo: lo, hi: hi, from: from, slabs: NewChunk(end-from, extra, more...)}
}

// Chunks returns the number of chunks that are stored.
func (p *People) Chunks() int { return p.hi - p.lo }

// Len returns the number of agents that are stored.
func (p *People) Len() int {
	n := 0
	for i := p.lo; i < p.hi; i++ {
		n += p.layout.Place(i).Len
	}
	return n
}

// Bytes returns the memory that the columns take.
func (p *People) Bytes() int64 {
	return int64(len(p.slabs.Income))*int64(4*len(p.slabs.columns())+2) + int64(len(p.slabs.Tenth))
}

// Chunk returns chunk i of the layout, a view of the stored columns. It panics if it is not stored.
func (p *People) Chunk(i int) Chunk {
	if i < p.lo || i >= p.hi {
		panic("population: chunk out of range")
	}
	place := p.layout.Place(i)
	at := p.layout.slot(place) - p.from
	c := p.slabs.slice(at, at+place.Len)
	c.Stratum, c.First, c.Weight = place.Stratum, place.First, place.Weight
	return c
}

// Span returns the columns of the chunks from lo up to, not including, hi, as they lie, and where each chunk starts in them. Each
// stratum starts at a multiple of Align; at the ends of the span, and between strata, are places of nobody or of other chunks. It
// panics if they are not stored.
func (p *People) Span(lo, hi int) (columns Chunk, starts []int) {
	if lo < p.lo || hi < lo || hi > p.hi {
		panic("population: chunks out of range")
	}
	from, end := p.layout.slotsOf(lo, hi)
	for i := lo; i < hi; i++ {
		starts = append(starts, p.layout.slot(p.layout.Place(i))-from)
	}
	return p.slabs.slice(from-p.from, end-p.from), starts
}

// CopyPart makes the people of other columns, of the same chunks, the same: those of one of so many parts, from part 0 on. Parts may be copied at once.
func (p *People) CopyPart(other *People, part, of int) {
	n := len(p.slabs.Income)
	lo, hi := n*part/of, n*(part+1)/of
	from, to := p.slabs.slice(lo, hi), other.slabs.slice(lo, hi)
	columns := to.columns()
	for i, column := range from.columns() {
		copy(columns[i], column)
	}
	copy(to.Tier, from.Tier)
	copy(to.Filter, from.Filter)
	copy(to.Tenth, from.Tenth)
}

// columns lists the columns of numbers.
func (c *Chunk) columns() [][]float32 {
	own := [...][]float32{c.Income, c.Cognition, c.Aptitude, c.Belief, c.Uncertainty, c.Habit, c.BudgetShare, c.Threshold}
	all := append(own[:], c.Extra...)
	for m := range columns {
		if column := *c.more(m); column != nil {
			all = append(all, column)
		}
	}
	return all
}
