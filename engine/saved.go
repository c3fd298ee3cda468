package engine

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/bits"
	"slices"

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
		if c == population.Wait || c == population.Need || !m.standard && c != population.Tenth {
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
	for _, column := range [...][]float32{c.Wait, c.Need} {
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
	columns [][]float32         // that months change
	people  int                 // how many are copied
	marks   []byte              // a bit for each person, 1: it is copied
	bytes   []byte              // of them
	list    [groupLen + 8]uint8 // of a group: who is copied
	whole   [groupLen]float32   // a column of a group that is not
	chosen  [groupLen]float32   // of those listed
}

// begin begins a chunk.
func (k *copier) begin(m *Model, c *population.Chunk) {
	k.model, k.chunk, k.people = m, c, 0
	k.columnsOf(m, c)
	k.marks, k.bytes = slices.Grow(k.marks[:0], marksLen(c.Len())), slices.Grow(k.bytes[:0], c.Len()*m.SnapshotBytes())
}

// columnsOf returns the columns of a chunk that months change.
func (k *copier) columnsOf(m *Model, c *population.Chunk) [][]float32 {
	k.columns = m.changing(k.columns[:0], c)
	return k.columns
}

// walk calls add for all people of the chunk, one group after the other.
func (k *copier) walk(add func(lo, hi int)) {
	for lo := 0; lo < k.chunk.Len(); lo += groupLen {
		add(lo, min(lo+groupLen, k.chunk.Len()))
	}
}

// addSome copies those who have a habit of the people from lo up to, not including, hi: a group, or the last.
func (k *copier) addSome(lo, hi int) {
	n := k.find(k.chunk.Habit[lo:hi])
	switch n {
	case 0:
		return
	case hi - lo:
		k.addAll(lo, hi)
		return
	}
	b, c, list := k.more(n), k.chunk, k.list[:n]
	for _, column := range k.columns {
		k.putListed(b, column[lo:hi], n)
		b = b[4*n:]
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

// find lists and marks who has a habit, which is not below 0, of a group or less, and returns how many.
func (k *copier) find(habit []float32) (n int) {
	from := len(k.marks)
	k.marks = k.marks[:from+marksLen(len(habit))]
	marks := k.marks[from:]
	for j := vector.Marks(habit, marks) / 8; j < len(marks); j++ {
		marks[j] = habits(habit[8*j:])
	}
	for j, mark := range marks {
		// all eight places at once; what is beyond those marked is written over by the next
		binary.LittleEndian.PutUint64(k.list[n:], placesOf[mark]+uint64(8*j)*ones)
		n += bits.OnesCount8(mark)
	}
	return n
}

// habits has a bit for each of the first eight people: whether it has a habit.
func habits(habit []float32) (mark uint8) {
	if len(habit) < 8 {
		for i, h := range habit {
			mark |= uint8(-math.Float32bits(h)>>31) << i
		}
		return mark
	}
	bit := func(i int) uint32 { return -math.Float32bits(habit[i]) >> 31 << i } // without a branch, which could not be foreseen
	return uint8(bit(0) | bit(1) | bit(2) | bit(3) | bit(4) | bit(5) | bit(6) | bit(7))
}

// ones has a 1 in each of eight bytes.
const ones = 0x0101010101010101

// placesOf lists, for each mark, the bits that are set, a byte each.
var placesOf = func() (all [256]uint64) {
	for mark := range all {
		n := 0
		for i := range 8 {
			if mark>>i&1 != 0 {
				all[mark] |= uint64(i) << (8 * n)
				n++
			}
		}
	}
	return all
}()

// marksLen is how many bytes have a bit for each of so many people.
func marksLen(people int) int { return (people + 7) / 8 }

// most reports whether so many are copied that everybody without marks takes no more.
func (k *copier) most() bool {
	return len(k.marks)+len(k.bytes) >= k.chunk.Len()*k.model.SnapshotBytes()
}

// appendTo appends the bytes of the chunk.
func (k *copier) appendTo(b []byte) []byte {
	b = slices.Grow(b, 4+len(k.marks)+len(k.bytes)+crc32.Size)
	b = binary.LittleEndian.AppendUint32(b, uint32(k.people))
	if k.people < k.chunk.Len() {
		b = append(b, k.marks...)
	}
	b = append(b, k.bytes...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// putListed puts the numbers of the first n people listed.
func (k *copier) putListed(b []byte, column []float32, n int) {
	whole, list := &k.whole, k.list[:n]
	if len(column) == groupLen {
		whole = (*[groupLen]float32)(column)
	} else {
		copy(whole[:], column)
	}
	for j, i := range list {
		k.chosen[uint8(j)] = whole[i]
	}
	putFloats(b, k.chosen[:n])
}

// stateOf is a person's byte: tier, filter, and whether it waits for others no more.
func stateOf(tier, filter uint8, threshold float32) byte {
	x := math.Float32bits(threshold) << 1 // 0 of 0 and -0
	waits := (x | -x) >> 31               // without a branch, which could not be foreseen
	return tier | filter<<3 | uint8(waits^1)<<6
}
