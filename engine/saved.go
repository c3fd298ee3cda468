package engine

import (
	"encoding/binary"
	"hash/crc32"
	"math"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/vector"
	"github.com/cogap/cogap/population"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// SnapshotBytes returns how many bytes are saved of a person, at most.
func (m *Model) SnapshotBytes() int {
	columns := 5
	if !m.standard {
		columns = 8 + len(m.columns)
	}
	for _, c := range m.more {
		if c == population.Wait || c == population.Keen || !m.standard && c != population.Tenth {
			columns++
		}
	}
	return 4*columns + 1
}

// changing lists the columns that months change.
func (m *Model) changing(list [][]float32, c *population.Chunk) [][]float32 {
	list = append(list, c.Income, c.Cognition, c.Belief, c.Uncertainty, c.Habit)
	if !m.standard {
		list = append(append(list, c.Aptitude, c.BudgetShare, c.Threshold), c.Extra...)
	}
	for _, column := range [...][]float32{c.Wait, c.Keen} {
		if column != nil {
			list = append(list, column)
		}
	}
	if !m.standard {
		for _, column := range [][]float32{c.UseCost, c.Intensity, c.Born} {
			if column != nil {
				list = append(list, column)
			}
		}
	}
	return list
}

// groupLen is how many neighbours are saved together, one column after the other: those whom an agent.Block shows at once.
const groupLen = agent.VisitLen

// copier is a worker's scratch for the bytes of a chunk.
type copier struct {
	model   *Model
	chunk   *population.Chunk
	columns [][]float32     // that months change
	people  int             // how many are copied
	memory  *memory         // of the bytes
	bytes   []byte          // as far as they are copied
	marks   []byte          // of them, a bit for each person, 1: it is copied; empty if everybody is
	list    [groupLen]uint8 // of a group: who is copied
}

// begin begins a chunk, of which those are marked who are copied or everybody is.
func (k *copier) begin(m *Model, c *population.Chunk, to *memory, some bool) {
	k.model, k.chunk, k.people, k.memory = m, c, 0, to
	k.columnsOf(m, c)
	marks := 0
	if some {
		marks = marksLen(c.Len())
	}
	k.bytes = to.room(4 + marksLen(c.Len()) + c.Len()*m.SnapshotBytes() + crc32.Size)[:4+marks]
	k.marks = k.bytes[4:]
}

// columnsOf returns the columns of a chunk that months change.
func (k *copier) columnsOf(m *Model, c *population.Chunk) [][]float32 {
	k.columns = m.changing(k.columns[:0], c)
	return k.columns
}

// addSome copies those who have a habit of the people from lo up to, not including, hi: a group, or the last.
func (k *copier) addSome(lo, hi int) {
	list := k.find(lo, hi)
	n := len(list)
	if n == hi-lo {
		k.addAll(lo, hi)
		return
	}
	c, b := k.chunk, k.more(n)
	done := vector.Pack(k.columns, lo, list, b)
	b = b[4*n*done:]
	for _, column := range k.columns[done:] {
		column = column[lo:hi]
		for _, i := range list {
			binary.LittleEndian.PutUint32(b, math.Float32bits(column[i]))
			b = b[4:]
		}
	}
	tier, filter, threshold := c.Tier[lo:hi], c.Filter[lo:hi], c.Threshold[lo:hi]
	for j, i := range list {
		b[j] = stateOf(tier[i], filter[i], threshold[i])
	}
}

// addAll copies the people from lo up to, not including, hi.
func (k *copier) addAll(lo, hi int) {
	b, c := k.more(hi-lo), k.chunk
	for _, column := range k.columns {
		putFloats(b, column[lo:hi])
		b = b[4*(hi-lo):]
	}
	filter, threshold := c.Filter[lo:hi], c.Threshold[lo:hi]
	for i, tier := range c.Tier[lo:hi] {
		b[i] = stateOf(tier, filter[i], threshold[i])
	}
}

// more returns the place of so many people more.
func (k *copier) more(people int) []byte {
	k.people += people
	at := len(k.bytes)
	k.bytes = k.bytes[:at+people*k.model.SnapshotBytes()]
	return k.bytes[at:]
}

// find marks and lists those who have a habit, which is not below 0, of a group or the last.
func (k *copier) find(lo, hi int) []uint8 {
	habit, marks := k.chunk.Habit[lo:hi], k.marks[lo/8:marksLen(hi)]
	done, people := vector.Members(habit, marks, &k.list)
	clear(marks[done/8:])
	for i := done; i < len(habit); i++ {
		if habit[i] > 0 {
			marks[i/8] |= 1 << (i % 8)
			k.list[people] = uint8(i)
			people++
		}
	}
	return k.list[:people]
}

// marksLen is how many bytes have a bit for each of so many people.
func marksLen(people int) int { return (people + 7) / 8 }

// most reports whether so many are copied that everybody without marks takes no more.
func (k *copier) most() bool { return len(k.bytes)-4 >= k.chunk.Len()*k.model.SnapshotBytes() }

// end returns the bytes of the chunk, with how many people they have and a checksum, and keeps their memory.
func (k *copier) end() []byte {
	binary.LittleEndian.PutUint32(k.bytes, uint32(k.people))
	b := binary.LittleEndian.AppendUint32(k.bytes, crc32.Checksum(k.bytes, castagnoli))
	k.memory.keep(len(b))
	return b
}

// stateOf is a person's byte: tier, filter, and whether it waits for others no more.
func stateOf(tier, filter uint8, threshold float32) byte {
	x := math.Float32bits(threshold) << 1 // 0 of 0 and -0
	waits := (x | -x) >> 31               // without a branch, which could not be foreseen
	return tier | filter<<3 | uint8(waits^1)<<6
}

// memory has bytes side by side, in blocks that are used again after clear.
type memory struct {
	blocks [][]byte // as far as they are kept
	at     int      // the block that is being used
}

// The first block of a memory has so many bytes, each of the next twice as many as the one before up to the most.
const firstBlock, mostBlock = 4 << 10, 1 << 20

// room returns no bytes, with a capacity of n or more after what is kept.
func (m *memory) room(n int) []byte {
	for ; m.at < len(m.blocks); m.at++ {
		if b := m.blocks[m.at]; cap(b)-len(b) >= n {
			return b[len(b):]
		}
	}
	size := firstBlock
	if len(m.blocks) > 0 {
		size = min(2*cap(m.blocks[len(m.blocks)-1]), mostBlock)
	}
	b := make([]byte, 0, max(n, size))
	m.blocks = append(m.blocks, b)
	return b
}

// keep keeps the first n bytes of the last room.
func (m *memory) keep(n int) { m.blocks[m.at] = m.blocks[m.at][:len(m.blocks[m.at])+n] }

// clear keeps nothing.
func (m *memory) clear() {
	for i, b := range m.blocks {
		m.blocks[i] = b[:0]
	}
	m.at = 0
}

// follows reports whether b begins where a ends, in the same block of a memory.
func follows(a, b []byte) bool { return cap(a) >= len(a)+len(b) && &a[:len(a)+1][len(a)] == &b[0] }
