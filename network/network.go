package network

import (
	"errors"
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/rng"
)

// Network is who knows whom among given people. It does not change, and many may ask it at once.
type Network struct {
	people numbering
	layers []layer
	slots  uint32 // of the layers that give everybody one peer, if any
	more   int64  // bytes that the network takes of which this is the outline
}

// layer is some of the ties of everybody.
type layer interface {
	// peers appends a person's peers in this layer.
	peers(dst []uint32, person uint32) []uint32
	// count adds to a tally.
	count(t tally)
	// ends returns how many ends of ties there are, which have places from 0 on; 0 where they have none, since they are counted as fast.
	ends() uint64
	// meet appends the places of the ends that lead to people, who are in ascending order.
	meet(dst, people []uint32) []uint32
	// expose is count by which ends lead to somebody with access.
	expose(t tally, met Bits)
	size() int // bytes
}

// New returns the network that a spec means among people, for a seed. With kind data it reads the spec's file.
//
// The error has all problems, each with its path: those of the spec and those of the spec and the people together, such as more ties than people, odd
// numbers of people where the spec wants exact matchings, strata in an order that there are not, tenths that are missing, and ties in a file to people that there
// are not. Nothing of the arguments is kept but the list of strata.
func New(spec Spec, people People, seed uint64) (*Network, error) {
	return build(spec, &builder{from: &people}, seed)
}

// Outline is New of people whose income tenths are not known yet: it finds the problems that do not depend on them. In the network that it returns ties within
// tenths join anybody, so that it takes no less time to look at than the one that is meant.
func Outline(spec Spec, strata []Stratum, seed uint64) (*Network, error) {
	return build(spec, &builder{from: &People{Strata: strata}, outlined: true}, seed)
}

// build has a builder make the network.
func build(spec Spec, b *builder, seed uint64) (*Network, error) {
	var problems param.Problems
	b.Network = &Network{people: number(b.from.Strata, &problems)}
	if err := param.Check(spec); err != nil {
		return nil, errors.Join(err, problems.Err())
	}
	b.spec, b.key, b.problems = &spec, rng.NewKey(seed), &problems
	b.build()
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return b.Network, nil
}

// FromEdges returns the network of a list of ties. The error names those with people that there are not or of a person with itself, by their places in
// the list. An edge that is there twice, or both ways, is one tie. The list is not kept.
func FromEdges(edges []Edge, strata []Stratum) (*Network, error) {
	var problems param.Problems
	n := &Network{people: number(strata, &problems)}
	for i, e := range edges {
		switch {
		case max(e.A, e.B) >= n.people.len():
			problems.Add(fmt.Sprintf("edges[%d]", i), fmt.Errorf("got people %d and %d, want numbers below %d", e.A, e.B, n.people.len()))
		case e.A == e.B:
			problems.Add(fmt.Sprintf("edges[%d]", i), fmt.Errorf("got person %d twice, want a tie of two people", e.A))
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	n.layers = []layer{newRows(edges, n.people.len())}
	return n, nil
}

// builder makes the layers of a network and gathers what is wrong.
type builder struct {
	*Network
	spec     *Spec
	from     *People
	key      rng.Key
	problems *param.Problems
	outlined bool // tenths are not known, and their ties are of anybody's
}

func (b *builder) build() {
	switch b.spec.Kind {
	case KindSmallWorld:
		b.smallWorld()
	case KindRandom:
		b.fewer("ties", b.spec.Ties, b.people.len())
		b.anybody(0, b.spec.Ties)
	case KindHomophily:
		b.homophily()
	case KindScaleFree:
		b.scaleFree()
	case KindData:
		b.data()
	}
}

// fewer reports more ties than there are others to be tied to.
func (b *builder) fewer(path string, ties int, people uint32) {
	if int64(ties) >= max(int64(people), 1) {
		b.problems.Add(path, fmt.Errorf("got %d among %d people, want at most %d", ties, people, max(int64(people)-1, 0)))
	}
}

// even reports an odd number of people where everybody is to have one of a matching.
func (b *builder) even(people uint64, whose string) (ok bool) {
	if b.spec.Exact && people%2 == 1 {
		b.problems.Add("exact", fmt.Errorf("got %d %s, an odd number, of which a matching leaves one out; want an even number, or exact: false", people, whose))
		return false
	}
	return true
}

// anybody adds random matchings among everybody, a number of slots from one on.
func (b *builder) anybody(slot, ties int) {
	if ties > 0 {
		b.even(uint64(b.people.len()), "people")
		b.matchings([]uint32{0, b.people.len()}, slot, ties)
	}
}

func (b *builder) matchings(starts []uint32, slot, ties int) {
	for turn := range ties {
		m := newMatchings(starts, b.key, slot+turn, turn, ties)
		switch kept := int64(b.people.len()) * int64(b.slots+1); {
		case kept > mostKept:
			b.layers = append(b.layers, m)
		case b.outlined:
			b.outline(m)
		default:
			b.layers = append(b.layers, m.kept())
		}
		b.slots++
	}
}

// outline adds matchings in the place of partners that are stored.
func (b *builder) outline(m *matchings) {
	b.layers = append(b.layers, m)
	b.more += 4*int64(b.people.len()) - int64(m.size())
}

// keepable adds the ties of a scale-free network, which take so many times 4 bytes where they are kept.
func (b *builder) keepable(s *scaleFree, kept int64) {
	keep := kept <= mostKept
	switch {
	case b.outlined && keep:
		b.more += 4 * kept
	case b.outlined:
		b.more += 4 * (int64(s.place.total()) + 1)
	default:
		s.findSelves()
	}
	switch {
	case b.outlined:
		b.layers = append(b.layers, s)
	case keep:
		b.layers = append(b.layers, s.kept())
	default:
		s.locate()
		b.layers = append(b.layers, s)
	}
}

// mostKept is up to how many partners are kept that could be computed: 128 MB of them, such as ten of each of three million people. To read them takes a
// third of the time. Tests lower it.
var mostKept int64 = 1 << 25

func (b *builder) smallWorld() {
	if uint64(b.spec.Neighbours) > uint64(b.people.len()) {
		b.problems.Add("neighbours", fmt.Errorf("got %d among %d people, want fewer", b.spec.Neighbours, b.people.len()))
	}
	b.fewer("ties", b.spec.Ties, b.people.len())
	lists := b.lists()
	b.layers = append(b.layers, newRings(&b.people, lists, uint32(b.spec.Neighbours)/2))
	b.anybody(0, b.spec.Ties)
}

// lists returns the strata of each ring.
func (b *builder) lists() [][]int {
	strata := make([]int, len(b.people.strata))
	for g := range strata {
		strata[g] = g
	}
	switch {
	case b.spec.Across && len(b.spec.Order) > 0:
		return [][]int{b.order()}
	case b.spec.Across:
		return [][]int{strata}
	}
	var lists [][]int
	for g := range strata {
		lists = append(lists, strata[g:g+1])
	}
	return lists
}

// order returns the strata in the order of the spec, and reports those that there are not, are there twice or are missing.
func (b *builder) order() []int {
	named, first := b.people.named(), map[int]int{}
	var order []int
	for i, name := range b.spec.Order {
		path := fmt.Sprintf("order[%d]", i)
		g, ok := named[name]
		before, twice := first[g]
		switch {
		case !ok:
			b.problems.Add(path, fmt.Errorf("got %s, want a stratum that there is", param.Quote(name)))
			continue
		case twice:
			b.problems.Add(path, fmt.Errorf("got %s, which is order[%d], want each stratum once", param.Quote(name), before))
		}
		first[g] = i
		order = append(order, g)
	}
	var missing []int
	for g := range b.people.strata {
		if _, ok := first[g]; !ok {
			missing = append(missing, g)
		}
	}
	if len(missing) > 0 {
		text := param.Quote(b.people.name(missing[0]))
		if others := len(missing) - 1; others > 0 {
			text += fmt.Sprintf(" and %d more", others)
		}
		b.problems.Add("order", fmt.Errorf("got no %s, want all strata", text))
	}
	return order
}

func (b *builder) homophily() {
	stratum, tenth, anybody := b.spec.homophily()
	b.fewer("ties", b.spec.Ties, b.people.len())
	if stratum > 0 {
		b.evenStrata()
		b.matchings(b.people.starts, 0, stratum)
	}
	switch {
	case tenth > 0 && b.outlined:
		for turn := range tenth { // of anybody
			b.outline(newMatchings([]uint32{0, b.people.len()}, b.key, stratum+turn, turn, tenth))
			b.slots++
		}
	case tenth > 0:
		b.tenths(stratum, tenth)
	}
	b.anybody(stratum+tenth, anybody)
}

// evenStrata reports the first stratum with an odd number of people.
func (b *builder) evenStrata() {
	for g, start := range b.people.starts[:len(b.people.strata)] {
		if !b.even(uint64(b.people.starts[g+1]-start), "people in stratum "+param.Shorten(b.people.name(g), 60)) {
			return
		}
	}
}

func (b *builder) tenths(slot, ties int) {
	sizes, ok := b.from.tenthSizes(b.people.len(), b.problems)
	if !ok {
		return
	}
	for t, people := range sizes {
		if !b.even(people, fmt.Sprintf("people in income tenth %d", t)) {
			return
		}
	}
	for _, s := range newTenths(b.from.Tenths, b.key, slot, ties) {
		b.layers = append(b.layers, s)
		b.slots++
	}
}

func (b *builder) scaleFree() {
	n := b.people.len()
	b.fewer("cutoff", b.spec.Cutoff, n)
	counts, ends := degrees(n, b.spec.Exponent, b.spec.Least, b.spec.Cutoff)
	if ends > math.MaxUint32 {
		b.problems.Add("least", fmt.Errorf("got %d ties of %d people, counted at both ends, want fewer than 2^32", ends, n))
		return
	}
	if b.even(ends, "ends of ties") && n > 0 {
		b.keepable(newScaleFree(counts, b.spec.Least, b.key), int64(ends)+2*int64(n))
	}
}

func (b *builder) data() {
	edges, sum, err := readEdgesFile(b.spec.File, b.people.strata)
	if err != nil {
		b.problems.Add("file", err)
		return
	}
	if want := b.spec.SHA256; want != "" && want != sum {
		b.problems.Add("sha256", fmt.Errorf("got %s, which is not that of %s: %s", param.Quote(want), b.spec.File, sum))
		return
	}
	b.layers = append(b.layers, newRows(edges, b.people.len()))
}

// Len returns the number of people.
func (n *Network) Len() int { return int(n.people.len()) }

// Number returns the number of a person: index within its stratum, and the stratum. It panics if there is no such stratum.
func (n *Network) Number(stratum, index int) uint32 { return n.people.starts[stratum] + uint32(index) }

// Person undoes Number.
func (n *Network) Person(number uint32) (stratum, index int) {
	stratum = n.people.stratum(number)
	return stratum, int(number - n.people.starts[stratum])
}

// Peers appends the peers of a person to dst, in an order that is always the same, and returns it. Somebody to whom two ties lead is there twice.
// It panics if there is no such person.
func (n *Network) Peers(dst []uint32, person uint32) []uint32 {
	if person >= n.people.len() {
		panic("network: no such person")
	}
	for _, l := range n.layers {
		dst = l.peers(dst, person)
	}
	return dst
}

// Bytes returns the memory that the network takes, or of an outline that of the network itself.
func (n *Network) Bytes() int64 {
	bytes := int64(4*len(n.people.starts)) + n.more
	for _, l := range n.layers {
		bytes += int64(l.size())
	}
	return bytes
}
