package network

import (
	"math"
	"math/bits"
	"sync/atomic"
)

// Exposure is which ends of ties lead to somebody with access, a bit for each, kept from month to month. Those whose access changes turn the bits of their peers, and
// people see their own bits side by side. So a month takes the time of the changes, and not that of everybody's reaching for all of its peers. What people see is
// that of Network.Look, to the bit.
//
// In research on the diffusion of innovations a person's exposure is the share of its peers who have adopted: Valente (1995), Network models of the diffusion of innovations
// (recalled).
type Exposure struct {
	network *Network
	access  Bits   // who had access when it was told last
	met     []Bits // [layer] which of its ends lead to somebody with access; nil where peers are counted without
}

// NewExposure returns the exposure of people of whom nobody has access.
func (n *Network) NewExposure() *Exposure {
	e := &Exposure{network: n, access: NewBits(n.Len()), met: make([]Bits, len(n.layers))}
	for i, l := range n.layers {
		e.met[i] = newMet(l)
	}
	return e
}

// newMet returns a bit for each end of a layer's ties.
func newMet(l layer) Bits {
	if ends := marked(l); ends > 0 {
		return NewBits(int(ends))
	}
	return nil
}

// marked returns how many ends of a layer's ties have a bit: all, or none where there are more than places, which are numbers of 32 bits.
func marked(l layer) uint64 {
	if ends := l.ends(); ends < math.MaxUint32 {
		return ends
	}
	return 0
}

// ExposureBytes returns the memory that an exposure takes.
func (n *Network) ExposureBytes() int64 {
	words := int64(n.Len()+63) / 64
	for _, l := range n.layers {
		words += int64(marked(l)+63) / 64
	}
	return 8 * words
}

// stretch is how many words of people are followed at once: enough for the parts of a parallel pass, and few enough to be many.
const stretch = 512

// Stretches returns how many parts people are followed in.
func (e *Exposure) Stretches() int { return (len(e.access) + stretch - 1) / stretch }

// Follow tells a part of all people, the i-th, who has access now. Many may call it at once for other parts, each with a sight of its own, made by NewSight, as memory; nobody may Look meanwhile.
// It panics if access has fewer people. What is shown is right once all parts have followed.
func (e *Exposure) Follow(i int, access Bits, memory Sight) {
	m := memory.scratch
	joined := followers{e, m, m.list[:0], true}
	left := followers{e, m, m.hits[:0], false}
	for at := i * stretch; at < min((i+1)*stretch, len(e.access)); at++ {
		before, now := e.access[at], access[at]
		e.access[at] = now
		joined.add(now&^before, uint32(at))
		left.add(before&^now, uint32(at))
	}
	joined.tell()
	left.tell()
}

// followers are people who got access, or lost it.
type followers struct {
	exposure *Exposure
	*scratch
	people []uint32 // at most a block
	have   bool
}

// add notes those whose bits are set in a word.
func (f *followers) add(word uint64, at uint32) {
	for ; word != 0; word &= word - 1 {
		if len(f.people) == block {
			f.tell()
		}
		f.people = append(f.people, at*64+uint32(bits.TrailingZeros64(word)))
	}
}

// tell has their peers know.
func (f *followers) tell() {
	for i, met := range f.exposure.met {
		if met == nil || len(f.people) == 0 {
			continue
		}
		f.ends = f.exposure.network.layers[i].meet(f.ends[:0], f.people)
		f.words = f.words[:0]
		for _, end := range f.ends { // into the processor, since what changes them waits for one after the other
			f.words = append(f.words, atomic.LoadUint64(&met[end/64]))
		}
		for _, end := range f.ends {
			if bit := uint64(1) << (end % 64); f.have {
				atomic.OrUint64(&met[end/64], bit)
			} else {
				atomic.AndUint64(&met[end/64], ^bit)
			}
		}
	}
	f.people = f.people[:0]
}

// Look is Network.Look of those who had access when all people were followed last; beliefs are nil if nobody asks.
func (e *Exposure) Look(to Sight, beliefs []float32, first uint32) {
	e.network.look(to, Last{e.access, beliefs}, first, func(i int, t tally) {
		if l := e.network.layers[i]; e.met[i] == nil {
			l.count(t)
		} else {
			l.expose(t, e.met[i])
		}
	})
}

// hit counts the peer with access whom each of at most a block of people has whose bit is set, and returns these people, by their places in the block.
func (t *tally) hit(met Bits) []uint32 {
	n, found := len(t.known), 0
	for at := 0; at < n; at += 64 {
		for word := met.few(t.first+uint32(at), uint32(n-at)); word != 0; word &= word - 1 {
			i := at + bits.TrailingZeros64(word)
			t.with[i]++
			t.hits[found%block] = uint32(i)
			found++
		}
	}
	return t.hits[:found]
}

// without takes a peer from each of those, in ascending order, who have an end that leads to nobody else: as often as they are listed.
func (t *tally) without(alone []uint32) {
	i, end := firstFrom(alone, t.first), t.first+uint32(len(t.known))
	for ; i < len(alone) && alone[i] < end; i++ {
		t.known[alone[i]-t.first]--
	}
}

// rowHit counts the peers with access of the i-th person, whose ends have the places from start on, and adds what they believe, who are in a list by place.
func (t *tally) rowHit(i int, start, degree uint32, met Bits, peers []uint32) {
	for ; degree > 0; start, degree = start+min(degree, 64), degree-min(degree, 64) {
		some := met.few(start, degree)
		t.with[i] += uint32(bits.OnesCount64(some))
		if t.beliefs == nil {
			continue
		}
		for ; some != 0; some &= some - 1 {
			t.sums[i] += float64(t.beliefs[peers[start+uint32(bits.TrailingZeros64(some))]])
		}
	}
}

// few returns the bits from start on, at most n of them and at most 64.
func (b Bits) few(start, n uint32) uint64 { return b.word(start) & (1<<min(n, 64) - 1) }
