package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/population"
)

// ties keeps the network of a model's people once somebody has asked for it.
type ties struct {
	sync.Mutex
	network *network.Network
}

// Networked reports whether people see their peers, and not their whole stratum.
func (m *Model) Networked() bool {
	return m.spec.Network.Kind != "" && m.spec.Network.Kind != network.KindNone
}

// StrataOf returns the strata of a population as a network sees them: a stratum has its code, or without one its name.
func StrataOf(strata []population.Stratum, scale int) []network.Stratum {
	layout := population.NewLayout(strata, scale)
	list := make([]network.Stratum, len(strata))
	for g := range strata {
		if list[g].Name = strata[g].Code; list[g].Name == "" {
			list[g].Name = strata[g].Name
		}
		list[g].People = layout.Agents(g)
	}
	return list
}

// Network returns who knows whom among all people, who are numbered in the order of their chunks. It is made once, for which everybody is made once more where
// ties are within income tenths. Its error has all problems of the network with these people.
func (m *Model) Network(ctx context.Context, workers int) (*network.Network, error) {
	m.ties.Lock()
	defer m.ties.Unlock()
	if m.ties.network != nil {
		return m.ties.network, nil
	}
	who := network.People{Strata: StrataOf(m.strata, m.spec.Population.Scale)}
	if m.spec.Network.ByTenth() {
		var err error
		if who.Tenths, err = m.TenthOfEach(ctx, workers); err != nil {
			return nil, err
		}
	}
	n, err := network.New(m.spec.Network, who, m.spec.Seed)
	if err != nil {
		return nil, fmt.Errorf("network: %w", err)
	}
	m.ties.network = n
	return n, nil
}

// outline returns a network that takes as long to look at as the model's and is made at once, unless that is there already.
func (m *Model) outline() (*network.Network, error) {
	m.ties.Lock()
	defer m.ties.Unlock()
	if m.ties.network != nil {
		return m.ties.network, nil
	}
	return network.Outline(m.spec.Network, StrataOf(m.strata, m.spec.Population.Scale), m.spec.Seed)
}

// TenthOfEach returns the tenth of everybody by income before the first month, from 0, one stratum after the other; see
// population.Spec.IncomeTenths. Everybody is made for it.
func (m *Model) TenthOfEach(ctx context.Context, workers int) ([]uint8, error) {
	layout := population.NewLayout(m.strata, m.spec.Population.Scale)
	list := make([]uint8, layout.Len())
	buffers := make([]population.Chunk, parallel.Workers(workers))
	for id := range buffers {
		buffers[id] = population.NewChunk(population.ChunkLen, 0, population.Tenth)
	}
	return list, parallel.Do(ctx, len(buffers), m.Chunks(), func(id, i int) error {
		people := layout.Chunk(i, &buffers[id])
		m.maker.Fill(&people)
		to := list[layout.Before(i):]
		for j, tenth := range people.Tenth {
			to[j] = tenth - 1
		}
		return nil
	})
}

// listens reports whether somebody asks what peers believe: people who hear of it, or a user's rule.
func (m *Model) listens() bool { return !m.standard || m.spec.Behaviour.WordOfMouth > 0 }

// peers is what a shard's people see of each other.
type peers struct {
	network  *network.Network
	last     network.Last      // of everybody, read only while people are taken through a month
	exposure *network.Exposure // to those who had access last month, once all have followed
	before   network.Bits      // who had access a month before last; nil if nobody asks
	known    bool              // last is of the month before the next
	all      bool              // everybody looks; else those alone whom it may change
}

// sight is a worker's memory for what people see.
type sight struct {
	network.Sight
	agent.PeersOf
}

// newPeers returns what people see before the first month: nobody has access.
func (m *Model) newPeers(n *network.Network) *peers {
	p := m.strangers(n)
	if m.listens() {
		p.last.Belief = make([]float32, n.Len())
	}
	if m.spec.PeersEvery > 0 {
		p.before = network.NewBits(n.Len())
	}
	return p
}

// strangers is newPeers without room for what people believe.
func (m *Model) strangers(n *network.Network) *peers {
	return &peers{
		network: n, last: network.Last{Access: network.NewBits(n.Len())}, exposure: n.NewExposure(), known: true,
		all: m.listens() || m.observer(0, 0).ReadsOthers(),
	}
}

// peersLike returns what people see who go on by another model.
func (m *Model) peersLike(p *peers) *peers {
	if p == nil {
		return nil
	}
	x := m.newPeers(p.network)
	x.known = false
	return x
}

// forget says that people are not as they were.
func (p *peers) forget() {
	if p != nil {
		p.known = false
	}
}

// learn has people see how everybody was last month, if they do not yet.
func (s *Shard) learn(ctx context.Context) error {
	switch p := s.peers; {
	case p.known:
	case !s.knows():
		return errors.New("engine: Advance before Hear")
	default:
		if err := s.show(ctx); err != nil {
			return err
		}
	}
	s.peers.known = false // once this month is over
	e := s.peers.exposure
	return parallel.Do(ctx, len(s.workers), e.Stretches(), func(id, i int) error {
		e.Follow(i, s.peers.last.Access, s.workers[id].sight.Sight)
		return nil
	})
}

// meet prepares the shard's people to see each other.
func (s *Shard) meet(ctx context.Context) error {
	if !s.model.Networked() {
		return nil
	}
	if !s.options.Stored {
		return errors.New("engine: people who see their peers have to be stored: ties go from one chunk to another, month by month")
	}
	n, err := s.model.Network(ctx, len(s.workers))
	if err != nil {
		return err
	}
	s.peers = s.model.newPeers(n)
	for _, k := range s.workers {
		k.sight = newSight()
	}
	return nil
}

func newSight() *sight {
	const n = population.ChunkLen
	return &sight{network.NewSight(n), agent.PeersOf{Share: make([]float32, n), UserBelief: make([]float32, n)}}
}

// knows reports whether the shard has everybody, or nobody, so that it need not be told of others.
func (s *Shard) knows() bool { return s.lo == 0 && s.hi == s.model.Chunks() || s.lo == s.hi }

// show notes what the people of the shard show to their peers.
func (s *Shard) show(ctx context.Context) error {
	p := s.peers
	p.turn()
	return s.share(ctx, len(s.room.chunks), func(_, i int) error {
		c := &s.room.chunks[i]
		first := p.network.Number(c.Stratum, c.First)
		p.last.Access.Put(first, c.Tier)
		if p.last.Belief != nil {
			copy(p.last.Belief[first:], c.Belief)
		}
		return nil
	})
}

// lookAround fills what the people of a worker's block see of their peers.
func (s *Shard) lookAround(k *worker) {
	b, n := &k.block, k.block.Len()
	b.Peers = agent.PeersOf{Share: k.sight.Share[:n], UserBelief: k.sight.UserBelief[:n]}
	s.lookAt(b.Peers, k.sight, &b.Chunk)
}

// lookAt fills what the people of a chunk see of their peers.
func (s *Shard) lookAt(to agent.PeersOf, own *sight, c *population.Chunk) {
	p, n := s.peers, c.Len()
	first := p.network.Number(c.Stratum, c.First)
	if p.all {
		p.look(own, to.Share, to.UserBelief, first)
		return
	}
	for at := 0; at < n; at += lookLen {
		end := min(at+lookLen, n)
		if s.model.minds(c, at, end) {
			p.look(own, to.Share[at:end], to.UserBelief[at:end], first+uint32(at))
			continue
		}
		clear(to.Share[at:end])
		clear(to.UserBelief[at:end])
	}
}

// lookLen is how many people look at once, or not.
const lookLen = 256

// minds reports whether what peers do may change something for one of some people of a chunk.
func (m *Model) minds(c *population.Chunk, at, end int) bool {
	for _, theta := range c.Threshold[at:end] {
		if theta > 0 {
			return true
		}
	}
	if m.spec.Behaviour.NoticePeers > 0 && c.Wait != nil {
		for _, wait := range c.Wait[at:end] {
			if _, attention := agent.Unpack(wait); attention == agent.BeforeNotice {
				return true
			}
		}
	}
	return false
}

// look fills what neighbouring people see.
func (p *peers) look(s *sight, share, belief []float32, first uint32) {
	x := s.Cut(len(share))
	p.exposure.Look(x, p.last.Belief, first)
	for i, known := range x.Known { // without a jump, which a processor could not guess
		share[i] = float32(float64(x.With[i]) / float64(max(known, 1)))
	}
	if p.last.Belief == nil {
		clear(belief)
		return
	}
	for i, with := range x.With {
		belief[i] = float32(x.Belief[i] / float64(max(with, 1)))
	}
}

// Marks are what some people show to their peers at the end of a month, for shards elsewhere: who has access and, if anybody asks, what those
// believe.
type Marks struct{ list []marks }

// marks are those of neighbouring people.
type marks struct {
	first   int
	access  []uint64
	people  int
	beliefs []float32 // of those with access; nil if nobody asks
}

// Marks returns what the shard's people show to their peers as they are now; nil without a network.
func (s *Shard) Marks() *Marks {
	if s.peers == nil {
		return nil
	}
	if len(s.room.chunks) == 0 {
		return new(Marks)
	}
	m := marks{first: s.model.layout.Before(s.lo)}
	m.people = s.model.layout.Before(s.hi) - m.first
	bits := network.NewBits(m.people)
	for i := range s.room.chunks {
		c := &s.room.chunks[i]
		bits.Put(s.peers.network.Number(c.Stratum, c.First)-uint32(m.first), c.Tier)
		if s.peers.last.Belief == nil {
			continue
		}
		for j, tier := range c.Tier {
			if tier > 0 {
				m.beliefs = append(m.beliefs, c.Belief[j])
			}
		}
	}
	m.access = bits
	return &Marks{[]marks{m}}
}

// Merge adds other people's.
func (m *Marks) Merge(other *Marks) { m.list = append(m.list, other.list...) }

// Hear tells the shard what everybody shows to its peers, before the next month; a shard of everybody knows. It returns an error if somebody is
// missing.
func (s *Shard) Hear(all *Marks) error {
	switch {
	case s.peers == nil || s.knows() && (s.lo < s.hi || s.peers.before == nil):
		return nil
	case all == nil:
		return errors.New("engine: nothing is known of people's peers")
	}
	p, people := s.peers, 0
	p.turn()
	for _, m := range all.list {
		users, err := m.users()
		if err != nil || m.first+m.people > s.model.layout.Len() || p.last.Belief != nil && len(m.beliefs) != len(users) {
			return errors.New("engine: what peers show is not of these people")
		}
		for j, i := range users {
			p.last.Access.Set(uint32(m.first + i))
			if p.last.Belief != nil {
				p.last.Belief[m.first+i] = m.beliefs[j]
			}
		}
		people += m.people
	}
	if people != s.model.layout.Len() {
		return fmt.Errorf("engine: got what %d people show to their peers, want %d", people, s.model.layout.Len())
	}
	p.known = true
	return nil
}

// users lists who has access, counted from the first.
func (m *marks) users() ([]int, error) {
	if len(m.access) != (m.people+63)/64 {
		return nil, errors.New("engine: bits are missing")
	}
	var list []int
	bits := network.Bits(m.access)
	for i := range m.people {
		if bits.Has(uint32(i)) {
			list = append(list, i)
		}
	}
	return list, nil
}

// marksFormat starts the bytes of marks; its last byte is the version.
const marksFormat = "cgmarks\x01"

// AppendBinary appends the bytes of marks, which have a version and a checksum. It never fails.
func (m *Marks) AppendBinary(b []byte) ([]byte, error) {
	e := wire.Encoder{Bytes: append(b, marksFormat...)}
	e.Uint(uint64(len(m.list)))
	for _, x := range m.list {
		e.Uint(uint64(x.first))
		e.Uint(uint64(x.people))
		for _, word := range x.access {
			e.Fixed(word)
		}
		data := make([]byte, 4*len(x.beliefs))
		putFloats(data, x.beliefs)
		e.Block(data)
	}
	e.Seal(len(b))
	return e.Bytes, nil
}

// MarshalBinary returns the bytes of marks; see AppendBinary.
func (m *Marks) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// UnmarshalBinary reads what AppendBinary appended. It returns an error, and leaves m as it was, if the bytes are of another format or version, damaged or not
// whole.
func (m *Marks) UnmarshalBinary(data []byte) error {
	d := wire.Unseal(data, marksFormat)
	var got Marks
	for range d.Len("stretches") {
		x := marks{first: int(d.Uint("first person", mostPeople)), people: int(d.Uint("people", mostPeople))}
		for i := 0; i < x.people && d.Err() == nil; i += 64 {
			x.access = append(x.access, d.Fixed())
		}
		b := d.Block("beliefs")
		x.beliefs = make([]float32, len(b)/4)
		takeFloats(x.beliefs, b)
		if d.Err() != nil {
			break
		}
		got.list = append(got.list, x)
	}
	if err := d.End(); err != nil {
		return fmt.Errorf("marks: %w", err)
	}
	*m = got
	return nil
}

// mostPeople is how many people a network can number.
const mostPeople = 1<<32 - 1
