package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/population"
)

// snapshotFormat starts a saved shard; its last byte is the version.
const snapshotFormat = "cgshard\x02"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes what a shard's months have changed of its stored people, at most 21 bytes a person by the model's own rule, and what
// observers remember of them. What the seed gives again is not saved. It returns the number of bytes. The shard goes on as if
// nothing had been.
//
// The bytes: the length of a header, 8 bytes, and the header with a checksum: version, model, chunks, month, who had access when
// mobility begins, the panel. Then each chunk with a checksum (CRC-32C): its columns of float32, most significant byte last, and a byte a
// person for tier (3 bits), filter (3 bits) and whether it waits for others no more. By a user's rule all columns.
func (s *Shard) Save(ctx context.Context, w io.WriterAt) (int64, error) {
	if s.failed != nil || !s.ready || s.room == nil {
		return 0, fmt.Errorf("engine: there are no stored people between two months to save")
	}
	header := s.header()
	first := binary.BigEndian.AppendUint64(nil, uint64(len(header)))
	if _, err := w.WriteAt(append(first, header...), 0); err != nil {
		return 0, err
	}
	at := s.offsets(8 + int64(len(header)))
	buffers := make([][]byte, len(s.workers))
	err := s.each(ctx, func(id, i int) error {
		b := s.appendChunk(buffers[id][:0], &s.room.chunks[i])
		buffers[id] = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
		_, err := w.WriteAt(buffers[id], at[i])
		return err
	})
	return at[len(at)-1], err
}

// Restore takes the people of a shard, which Make has just made, to where Save found them. It returns an error if the bytes are damaged,
// not whole, or of another model, version or range of chunks; then Make has to begin anew.
func (s *Shard) Restore(ctx context.Context, r io.ReaderAt) error {
	if !s.ready || s.room == nil || s.next != 0 {
		return fmt.Errorf("engine: Restore is for stored people who were just made")
	}
	s.ready = false
	next, from, err := s.readHeader(r)
	if err != nil {
		return err
	}
	at := s.offsets(from)
	buffers := make([][]byte, len(s.workers))
	err = s.each(ctx, func(id, i int) error {
		size := int(at[i+1] - at[i])
		if cap(buffers[id]) < size {
			buffers[id] = make([]byte, size)
		}
		b := buffers[id][:size]
		if _, err := r.ReadAt(b, at[i]); err != nil {
			return fmt.Errorf("chunk %d: %w: it ends early", s.lo+i, wire.ErrFormat)
		}
		if crc32.Checksum(b[:size-4], castagnoli) != binary.LittleEndian.Uint32(b[size-4:]) {
			return fmt.Errorf("chunk %d: %w: its checksum is another: it is damaged", s.lo+i, wire.ErrFormat)
		}
		return s.readChunk(&s.room.chunks[i], b[:size-4])
	})
	if err != nil {
		return err
	}
	s.ready, s.next = true, next
	return nil
}

// Month returns the number of months that the shard's stored people have been taken through.
func (s *Shard) Month() int { return s.next }

func (s *Shard) header() []byte {
	e := wire.Encoder{Bytes: []byte(snapshotFormat)}
	id := s.model.ID()
	e.Block(id[:])
	e.Uint(uint64(s.lo))
	e.Uint(uint64(s.hi))
	e.Uint(uint64(s.next))
	for _, had := range s.had {
		e.Uint(uint64(len(had)))
		for _, word := range had {
			e.Fixed(word)
		}
	}
	blockOf(&e, s.observer)
	e.Seal(0)
	return e.Bytes
}

// readHeader returns the month in which the people were saved, and where the first chunk begins.
func (s *Shard) readHeader(r io.ReaderAt) (next int, from int64, err error) {
	var first [8]byte
	if _, err := r.ReadAt(first[:], 0); err != nil {
		return 0, 0, fmt.Errorf("%w: it ends early", wire.ErrFormat)
	}
	n := binary.BigEndian.Uint64(first[:])
	const most = 1 << 32 // a bit a person, and some thousand lives
	if n > most {
		return 0, 0, fmt.Errorf("%w: a header of %d bytes", wire.ErrFormat, n)
	}
	header, err := io.ReadAll(io.NewSectionReader(r, 8, int64(n))) // as much memory as there are bytes
	if err != nil {
		return 0, 0, err
	}
	d := wire.Unseal(header, snapshotFormat)
	if id := s.model.ID(); string(d.Block("model")) != string(id[:]) && d.Err() == nil {
		d.Fail("it is of another model")
	}
	lo, hi := d.Uint("first chunk", math.MaxInt), d.Uint("last chunk", math.MaxInt)
	if d.Err() == nil && (lo != uint64(s.lo) || hi != uint64(s.hi)) {
		d.Fail("it is of chunks %d to %d, want %d to %d", lo, hi, s.lo, s.hi)
	}
	next = int(d.Uint("month", uint64(s.model.spec.Months)))
	for i := range s.had {
		s.had[i] = nil
		for range d.Len("who had access") {
			s.had[i] = append(s.had[i], d.Fixed())
		}
	}
	unblock(d, "panel", s.observer)
	return next, 8 + int64(n), d.End()
}

// offsets returns where each chunk begins, and where the last ends, if the first begins at a place.
func (s *Shard) offsets(from int64) []int64 {
	at := make([]int64, len(s.room.chunks)+1)
	at[0] = from
	for i := range s.room.chunks {
		at[i+1] = at[i] + int64(s.room.chunks[i].Len()*s.bytesEach()) + crc32.Size
	}
	return at
}

func (s *Shard) bytesEach() int { return s.model.SnapshotBytes() }

// SnapshotBytes returns how many bytes are saved of a person.
func (m *Model) SnapshotBytes() int {
	if m.standard {
		return 4*5 + 1
	}
	return 4*(8+len(m.columns)) + 1
}

// changing lists the columns that months change.
func (s *Shard) changing(c *population.Chunk) [][]float32 {
	list := [][]float32{c.Income, c.Cognition, c.Belief, c.Uncertainty, c.Habit}
	if !s.model.standard {
		list = append(append(list, c.Aptitude, c.BudgetShare, c.Threshold), c.Extra...)
	}
	return list
}

// appendChunk appends the bytes of a chunk.
func (s *Shard) appendChunk(b []byte, c *population.Chunk) []byte {
	b = slices.Grow(b, c.Len()*s.bytesEach()+crc32.Size)[:c.Len()*s.bytesEach()]
	rest := b
	for _, column := range s.changing(c) {
		into := rest[:4*len(column)]
		for i, x := range column {
			binary.LittleEndian.PutUint32(into[4*i:], math.Float32bits(x))
		}
		rest = rest[4*len(column):]
	}
	for i, tier := range c.Tier {
		waits := uint8(1) << 6
		if c.Threshold[i] != 0 {
			waits = 0
		}
		rest[i] = tier | c.Filter[i]<<3 | waits
	}
	return b
}

func (s *Shard) readChunk(c *population.Chunk, b []byte) error {
	for _, column := range s.changing(c) {
		for i := range column {
			column[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		b = b[4*len(column):]
	}
	for i, state := range b {
		tier, filter := state&7, state>>3&7
		if int(tier) > len(s.model.spec.Market.Tiers) || int(filter) >= agent.Filters || state > 127 {
			return fmt.Errorf("%w: person %d has tier %d and filter %d", wire.ErrFormat, c.First+i, tier, filter)
		}
		c.Tier[i], c.Filter[i] = tier, filter
		if state>>6 != 0 {
			c.Threshold[i] = 0
		}
	}
	return nil
}
