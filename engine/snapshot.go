package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/population"
)

// snapshotFormat starts a saved section; its last byte is the version.
const snapshotFormat = "cgshard\x03"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Snapshot is a shard's people as they were between two months: a copy in memory, in the bytes of the files in which they are saved, one for
// each section. It has what months have changed, at most 21 bytes a person by the model's own rule (25 where people differ in attention),
// and what observers remember; what the seed gives again is not in it.
//
// The bytes of a file: the length of a header, 8 bytes, and the header with a checksum: version, model, chunks, month, who had access when
// mobility begins, and in the first section the panel. Then each chunk with a checksum (CRC-32C): its columns of float32, most significant byte last,
// and a byte a person for tier (3 bits), filter (3 bits) and whether it waits for others no more. By a user's rule all columns.
type Snapshot struct {
	First int      // number of the first section
	Files [][]byte // [section after First]

	data []byte
	at   []int // [chunk of the shard] where its bytes begin
}

// File returns the bytes of the file of that name.
func (p *Snapshot) File(name string) ([]byte, error) {
	for i, data := range p.Files {
		if SectionFile(p.First+i) == name {
			return data, nil
		}
	}
	return nil, fmt.Errorf("engine: the snapshot has no file %s", name)
}

// SectionFile returns the name of the file of a section.
func SectionFile(section int) string { return fmt.Sprintf("%04d.bin", section) }

// Snapshot copies the people of a shard of whole sections, in the memory of a snapshot that is no longer needed.
func (s *Shard) Snapshot(ctx context.Context, into *Snapshot) error {
	if s.failed != nil || !s.ready || s.room == nil {
		return fmt.Errorf("engine: there are no stored people between two months to save")
	}
	first, last, err := s.sections()
	if err != nil {
		return err
	}
	into.First, into.Files, into.at = first, into.Files[:0], into.at[:0]
	var headers [][]byte
	ends := []int{0} // of files
	for i := first; i < last; i++ {
		header := s.header(i)
		headers = append(headers, header)
		at := s.offsets(i, ends[i-first]+len(header))
		into.at = append(into.at, at[:len(at)-1]...)
		ends = append(ends, at[len(at)-1])
	}
	size := ends[len(ends)-1]
	into.data = slices.Grow(into.data[:0], size)[:size]
	for i, header := range headers {
		into.Files = append(into.Files, into.data[ends[i]:ends[i+1]])
		copy(into.Files[i], header)
	}
	return s.each(ctx, func(_, i int) error {
		s.putChunk(into.data[into.at[i]:], &s.room.chunks[i])
		return nil
	})
}

// Restore takes the people of a shard, which Make has just made, to where Snapshot found them after so many months, from the files of its
// sections. It returns an error that names the file if one is missing, damaged, not whole, or of another model, version or month; then Make
// has to begin anew.
func (s *Shard) Restore(ctx context.Context, month int, files func(name string) ([]byte, error)) error {
	if !s.ready || s.room == nil || s.next != 0 {
		return fmt.Errorf("engine: Restore is for stored people who were just made")
	}
	first, last, err := s.sections()
	if err != nil {
		return err
	}
	s.ready = false
	err = parallel.Do(ctx, len(s.workers), last-first, func(_, i int) error {
		name := SectionFile(first + i)
		data, err := files(name)
		if err == nil {
			err = s.restore(first+i, month, data)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err == nil {
		s.ready, s.next = true, month
	}
	return err
}

// Month returns the number of months that the shard's stored people have been taken through.
func (s *Shard) Month() int { return s.next }

// header returns the bytes of a section's file before its first chunk.
func (s *Shard) header(section int) []byte {
	e := wire.Encoder{Bytes: append(make([]byte, 8), snapshotFormat...)}
	id := s.model.ID()
	lo, hi := s.model.Section(section)
	e.Block(id[:])
	e.Uint(uint64(lo))
	e.Uint(uint64(hi))
	e.Uint(uint64(s.next))
	e.Bool(s.had != nil)
	if s.had != nil {
		for _, had := range s.had[lo-s.lo : hi-s.lo] {
			e.Uint(uint64(len(had)))
			for _, word := range had {
				e.Fixed(word)
			}
		}
	}
	if section == 0 {
		blockOf(&e, s.observer)
	}
	e.Seal(8)
	binary.BigEndian.PutUint64(e.Bytes, uint64(len(e.Bytes)-8))
	return e.Bytes
}

// restore takes the people of a section to where they are in a file.
func (s *Shard) restore(section, month int, data []byte) error {
	from, err := s.readHeader(section, month, data)
	if err != nil {
		return err
	}
	lo, _ := s.model.Section(section)
	at := s.offsets(section, from)
	if end := at[len(at)-1]; end != len(data) {
		return fmt.Errorf("%w: %d bytes, want %d", wire.ErrFormat, len(data), end)
	}
	for i := range len(at) - 1 {
		end := at[i+1] - crc32.Size
		b := data[at[i]:end]
		if crc32.Checksum(b, castagnoli) != binary.LittleEndian.Uint32(data[end:]) {
			return fmt.Errorf("chunk %d: %w: its checksum is another: it is damaged", lo+i, wire.ErrFormat)
		}
		if err := s.readChunk(&s.room.chunks[lo-s.lo+i], b); err != nil {
			return err
		}
	}
	return nil
}

// readHeader returns where the first chunk of a section's file begins.
func (s *Shard) readHeader(section, month int, data []byte) (from int, err error) {
	if len(data) < 8 {
		return 0, fmt.Errorf("%w: it ends early", wire.ErrFormat)
	}
	n := binary.BigEndian.Uint64(data)
	if n > uint64(len(data)-8) {
		return 0, fmt.Errorf("%w: a header of %d bytes", wire.ErrFormat, n)
	}
	d := wire.Unseal(data[8:8+n], snapshotFormat)
	if id := s.model.ID(); string(d.Block("model")) != string(id[:]) && d.Err() == nil {
		d.Fail("it is of another model")
	}
	first, last := s.model.Section(section)
	lo, hi := d.Uint("first chunk", math.MaxInt), d.Uint("last chunk", math.MaxInt)
	if d.Err() == nil && (lo != uint64(first) || hi != uint64(last)) {
		d.Fail("it is of chunks %d to %d, want %d to %d", lo, hi, first, last)
	}
	if next := d.Uint("month", math.MaxInt32); d.Err() == nil && next != uint64(month) {
		d.Fail("it is of month %d", next)
	}
	if had := d.Bool("who had access"); d.Err() == nil && had != (s.had != nil) {
		d.Fail("whether it is known who had access")
	} else if had {
		s.readHad(d, first, last)
	}
	if section == 0 {
		unblock(d, "panel", s.observer)
	}
	return 8 + int(n), d.End()
}

// readHad reads who of some chunks had access when mobility begins.
func (s *Shard) readHad(d *wire.Decoder, first, last int) {
	for i := first; i < last && d.Err() == nil; i++ {
		had := []uint64(nil)
		for range d.Len("who had access") {
			had = append(had, d.Fixed())
		}
		s.had[i-s.lo] = had
	}
}

// offsets returns where each chunk of a section begins, and where the last ends, if the first begins at a place.
func (s *Shard) offsets(section, from int) []int {
	lo, hi := s.model.Section(section)
	at := []int{from}
	for i := lo; i < hi; i++ {
		at = append(at, at[i-lo]+s.room.chunks[i-s.lo].Len()*s.model.SnapshotBytes()+crc32.Size)
	}
	return at
}

// SnapshotBytes returns how many bytes are saved of a person.
func (m *Model) SnapshotBytes() int {
	columns := 5
	if !m.standard {
		columns = 8 + len(m.columns)
	}
	for _, c := range m.more {
		if c == population.Wait || !m.standard && c != population.Tenth {
			columns++
		}
	}
	return 4*columns + 1
}

// changing lists the columns that months change.
func (s *Shard) changing(c *population.Chunk) [][]float32 {
	list := [][]float32{c.Income, c.Cognition, c.Belief, c.Uncertainty, c.Habit}
	if !s.model.standard {
		list = append(append(list, c.Aptitude, c.BudgetShare, c.Threshold), c.Extra...)
	}
	if c.Wait != nil {
		list = append(list, c.Wait)
	}
	if !s.model.standard {
		for _, column := range [][]float32{c.UseCost, c.Intensity, c.Born} {
			if column != nil {
				list = append(list, column)
			}
		}
	}
	return list
}

// putChunk puts a chunk and its checksum into bytes.
func (s *Shard) putChunk(b []byte, c *population.Chunk) {
	n := c.Len() * s.model.SnapshotBytes()
	rest := b[:n]
	for _, column := range s.changing(c) {
		putFloats(rest, column)
		rest = rest[4*len(column):]
	}
	putStates(rest, c)
	binary.LittleEndian.PutUint32(b[n:], crc32.Checksum(b[:n], castagnoli))
}

// putStates puts a byte for each person: tier, filter, and whether it waits for others no more.
func putStates(b []byte, c *population.Chunk) {
	b, filter, threshold := b[:len(c.Tier)], c.Filter[:len(c.Tier)], c.Threshold[:len(c.Tier)]
	for i, tier := range c.Tier {
		x := math.Float32bits(threshold[i]) << 1 // 0 of 0 and -0
		waits := (x | -x) >> 31                  // without a branch, which could not be foreseen
		b[i] = tier | filter[i]<<3 | uint8(waits^1)<<6
	}
}

func (s *Shard) readChunk(c *population.Chunk, b []byte) error {
	for _, column := range s.changing(c) {
		takeFloats(column, b)
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
