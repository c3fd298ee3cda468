package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/internal/wire"
)

// Restore takes the people of a shard, which Make has just made, to where a snapshot found them, from the files of its sections and what
// the months before it showed. It returns an error that names the file if one is missing, damaged, not whole, or of another model, version or
// month; then Make has to begin anew.
func (s *Shard) Restore(ctx context.Context, past *History, files func(name string) ([]byte, error)) error {
	if !s.ready || s.room == nil || s.next != 0 {
		return fmt.Errorf("engine: Restore is for stored people who were just made")
	}
	if past.Months() > 0 && past.model != s.model {
		return fmt.Errorf("engine: Restore with what another model shows")
	}
	first, last, err := s.sections()
	if err != nil {
		return err
	}
	s.ready = false
	err = parallel.Do(ctx, len(s.workers), last-first, func(id, i int) error {
		data, err := files(SectionFile(first + i))
		if err == nil {
			err = s.restore(s.workers[id], first+i, past, data)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", SectionFile(first+i), err)
		}
		return nil
	})
	if err == nil {
		s.ready, s.next = true, past.Months()
		s.peers.forget()
	}
	return err
}

// restore takes the people of a section to where they are in a file.
func (s *Shard) restore(k *worker, section int, past *History, data []byte) error {
	from, err := s.readHeader(section, past.Months(), data)
	if err != nil {
		return err
	}
	data = data[from:]
	lo, hi := s.model.Section(section)
	for i := lo; i < hi; i++ {
		n, err := s.readChunk(k, i-s.lo, past, data)
		if err != nil {
			return fmt.Errorf("chunk %d: %w", i, err)
		}
		data = data[n:]
	}
	if len(data) > 0 {
		return fmt.Errorf("%w: %d bytes after its end", wire.ErrFormat, len(data))
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

// readChunk takes the people of chunk i of the shard to where they are in the first bytes of what is left of a file, and returns how many bytes
// these are.
func (s *Shard) readChunk(k *worker, i int, past *History, b []byte) (int, error) {
	people := s.room.chunks[i].Len()
	if len(b) < 4 {
		return 0, fmt.Errorf("%w: it ends early", wire.ErrFormat)
	}
	n, at := int(binary.LittleEndian.Uint32(b)), 4
	if n > people || n < people && !s.savesSome() {
		return 0, fmt.Errorf("%w: it has %d of %d people: it is damaged", wire.ErrFormat, n, people)
	}
	if n < people {
		at += marksLen(people)
	}
	end := at + n*s.model.SnapshotBytes()
	if len(b) < end+crc32.Size {
		return 0, fmt.Errorf("%w: it ends early", wire.ErrFormat)
	}
	if crc32.Checksum(b[:end], castagnoli) != binary.LittleEndian.Uint32(b[end:]) {
		return 0, fmt.Errorf("%w: its checksum is another: it is damaged", wire.ErrFormat)
	}
	if n == people {
		return end + crc32.Size, s.takeEverybody(k, i, b[at:end])
	}
	return end + crc32.Size, s.takeSome(k, i, past, b[4:at], b[at:end])
}

// takeEverybody takes a chunk of which everybody is saved.
func (s *Shard) takeEverybody(k *worker, i int, b []byte) error {
	c := &s.room.chunks[i]
	columns := k.copier.columnsOf(s.model, c)
	for lo := 0; lo < c.Len(); lo += groupLen {
		hi := min(lo+groupLen, c.Len())
		for _, column := range columns {
			takeFloats(column[lo:hi], b)
			b = b[4*(hi-lo):]
		}
		for person := lo; person < hi; person++ {
			if err := s.takeState(i, person, b[person-lo]); err != nil {
				return err
			}
		}
		b = b[hi-lo:]
	}
	return nil
}

// takeSome takes a chunk of which those who are marked are saved. The others have passed the months without access.
func (s *Shard) takeSome(k *worker, i int, past *History, marks, b []byte) error {
	c := &s.room.chunks[i]
	k.block.Point(c)
	past.passWithout(k)
	columns := k.copier.columnsOf(s.model, c)
	for lo := 0; lo < c.Len(); lo += groupLen {
		list := marked(marks, lo, min(lo+groupLen, c.Len()))
		if len(b) < len(list)*s.model.SnapshotBytes() {
			return fmt.Errorf("%w: it marks more people than it has", wire.ErrFormat)
		}
		for _, column := range columns {
			for _, person := range list {
				column[person] = math.Float32frombits(binary.LittleEndian.Uint32(b))
				b = b[4:]
			}
		}
		for j, person := range list {
			if err := s.takeState(i, person, b[j]); err != nil {
				return err
			}
		}
		b = b[len(list):]
	}
	if len(b) > 0 {
		return fmt.Errorf("%w: it has more people than it marks", wire.ErrFormat)
	}
	return nil
}

// marked lists the people from lo up to, not including, hi who have a bit.
func marked(marks []byte, lo, hi int) (list []int) {
	for i := lo; i < hi; i++ {
		if marks[i/8]>>(i%8)&1 != 0 {
			list = append(list, i)
		}
	}
	return list
}

// takeState takes the byte of one person of chunk i.
func (s *Shard) takeState(i, person int, state byte) error {
	c := &s.room.chunks[i]
	tier, filter := state&7, state>>3&7
	if int(tier) > len(s.model.spec.Market.Tiers) || int(filter) >= agent.Filters || state > 127 {
		return fmt.Errorf("%w: person %d has tier %d and filter %d", wire.ErrFormat, c.First+person, tier, filter)
	}
	c.Tier[person], c.Filter[person] = tier, filter
	if state>>6 != 0 {
		c.Threshold[person] = 0
	}
	return nil
}
