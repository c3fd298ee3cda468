package engine

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
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
		if c == population.Wait || c == population.Keen || !m.standard && c != population.Tenth {
			columns++
		}
	}
	return 4*columns + 1
}

// PanelBytes returns how many bytes are saved at most of what the panel has seen.
func (m *Model) PanelBytes() int64 { return m.observer(0, 0).SavedBytes(int64(m.layout.Len())) }

// SavingBytes returns how much memory so many workers take at most for the bytes of people on their way to files, and for where they are, and for
// those of the panel.
func (m *Model) SavingBytes(workers int) int64 {
	chunk := int64(population.ChunkLen) * int64(m.SnapshotBytes()+1)
	return 2*(int64(workers)*(pieceLen+chunk)+2*int64(m.Chunks())*sizeOf[place]()) + 3*m.PanelBytes() // what grows may take twice what it has; the panel's bytes are there twice, and have the garbage collector wait for longer
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

// copier is a worker's scratch for the bytes of chunks, which it writes into a file of its own.
type copier struct {
	model   *Model
	chunk   *population.Chunk
	columns [][]float32     // that months change
	people  int             // how many of the chunk are copied
	bytes   []byte          // of chunks that are not written yet, and of this one as far as it is copied
	from    int             // of them, where this chunk begins
	marks   []byte          // of them, a bit for each person of the chunk, 1: it is copied; empty if everybody is
	list    [groupLen]uint8 // of a group: who is copied

	create Create
	name   string
	file   io.WriteCloser // nil until something is written
	places []place        // of the chunks that it has or will have
	wrong  error          // after which nothing is written
}

// place is where a chunk is saved: after the one before it in its file, and that much of it.
type place struct {
	chunk, people int
	sum           uint32 // CRC-32C of its bytes
}

// into has the copier write the chunks that follow into a file, in pieces.
func (k *copier) into(create Create, name string) {
	k.create, k.name, k.file, k.wrong = create, name, nil, nil
	k.bytes, k.from, k.places = k.bytes[:0], 0, k.places[:0]
}

// begin begins a chunk, or begins it again, of which those are marked who are copied or everybody is.
func (k *copier) begin(m *Model, c *population.Chunk, some bool) {
	k.model, k.chunk, k.people = m, c, 0
	k.columnsOf(m, c)
	marks := 0
	if some {
		marks = marksLen(c.Len())
	}
	k.bytes = slices.Grow(k.bytes[:k.from], marksLen(c.Len())+c.Len()*m.SnapshotBytes())[:k.from+marks]
	k.marks = k.bytes[k.from:]
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
func (k *copier) most() bool { return len(k.bytes)-k.from >= k.chunk.Len()*k.model.SnapshotBytes() }

// end ends the chunk of that number, and writes it with those before it if they are enough.
func (k *copier) end(chunk int) {
	k.places = append(k.places, place{chunk, k.people, crc32.Checksum(k.bytes[k.from:], castagnoli)})
	if k.from = len(k.bytes); k.from >= pieceLen {
		k.write(k.from / pageLen * pageLen)
	}
}

// write writes the first n bytes of chunks that have ended.
func (k *copier) write(n int) {
	if k.wrong == nil && k.file == nil {
		k.file, k.wrong = k.create(k.name)
	}
	if k.wrong == nil {
		_, k.wrong = k.file.Write(k.bytes[:n])
	}
	k.from = copy(k.bytes, k.bytes[n:k.from])
	k.bytes = k.bytes[:k.from]
}

// close writes what is left, and returns what was wrong with any of it.
func (k *copier) close() error {
	k.write(k.from)
	if k.file != nil {
		if err := k.file.Close(); k.wrong == nil {
			k.wrong = err
		}
	}
	return k.wrong
}

// stateOf is a person's byte: tier, filter, and whether it waits for others no more.
func stateOf(tier, filter uint8, threshold float32) byte {
	x := math.Float32bits(threshold) << 1 // 0 of 0 and -0
	waits := (x | -x) >> 31               // without a branch, which could not be foreseen
	return tier | filter<<3 | uint8(waits^1)<<6
}
