package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/cogap/cogap/internal/wire"
)

// snapshotFormat starts a saved section; its last byte is the version.
const snapshotFormat = "cgshard\x04"

// Snapshot is a shard's people as they were between two months: a copy in memory, in the bytes of the files in which they are saved, one for
// each section. It has what months have changed, at most 21 bytes a person by the model's own rule (25 where people differ in attention),
// and what observers remember; what the seed gives again is not in it.
//
// The bytes of a file: the length of a header, 8 bytes, and the header with a checksum: version, model, chunks, month, who had access when
// mobility begins, and in the first section the panel. Then each chunk: how many of its people are saved, 4 bytes; unless all are, a bit for each
// person, 1 for those; of each 256 neighbours those who are saved, in columns of float32, least significant byte first, and a byte a person for tier (3
// bits), filter (3 bits) and whether it waits for others no more; and a checksum (CRC-32C). By a user's rule it is all columns of all people.
//
// People who are not saved never had access. What months made of them follows from the seed and the [History].
type Snapshot struct {
	first   int      // number of the first section
	headers [][]byte // [section after first]
	bounds  []int    // [section after first] its first chunk, counted from the shard's first; one more entry: the end
	chunks  [][]byte // [chunk of the shard]
	memory  []memory // [worker] of chunks
}

// Sections returns how many sections the snapshot has.
func (p *Snapshot) Sections() int { return len(p.headers) }

// Name returns the name of the file of the snapshot's i-th section.
func (p *Snapshot) Name(i int) string { return SectionFile(p.first + i) }

// WriteSection writes the file of the snapshot's i-th section, and returns how many bytes it has. Chunks that are side by side in
// memory are written at once.
func (p *Snapshot) WriteSection(w io.Writer, i int) (n int64, err error) {
	header, chunks := p.section(i)
	written, err := w.Write(header)
	n = int64(written)
	for k := 0; k < len(chunks) && err == nil; {
		some := chunks[k]
		for k++; k < len(chunks) && follows(some, chunks[k]); k++ {
			some = some[:len(some)+len(chunks[k])]
		}
		written, err = w.Write(some)
		n += int64(written)
	}
	return n, err
}

// section returns the bytes of the i-th section: its header, and each chunk.
func (p *Snapshot) section(i int) (header []byte, chunks [][]byte) {
	return p.headers[i], p.chunks[p.bounds[i]:p.bounds[i+1]]
}

// File returns the bytes of the file of that name.
func (p *Snapshot) File(name string) ([]byte, error) {
	for i := range p.Sections() {
		if p.Name(i) == name {
			header, chunks := p.section(i)
			return slices.Concat(header, slices.Concat(chunks...)), nil
		}
	}
	return nil, fmt.Errorf("engine: the snapshot has no file %s", name)
}

// SectionFile returns the name of the file of a section.
func SectionFile(section int) string { return fmt.Sprintf("%04d.bin", section) }

// AdvanceInto is Advance through one month of stored people, and copies at its end those who have ever had access, while they are in the
// processor's cache. By a user's rule, with a network, and where a habit can be lost ([agent.Params.HabitLasts]), it copies everybody.
func (s *Shard) AdvanceInto(ctx context.Context, into *Snapshot, seen *Seen) (*Partial, error) {
	if s.room == nil {
		return nil, fmt.Errorf("engine: there are no stored people to save")
	}
	if err := s.layOut(into); err != nil {
		return nil, err
	}
	s.saving = into
	for _, k := range s.workers {
		if s.savesSome() {
			k.block.Visit(k.copier.addSome)
		}
	}
	parts, err := s.Advance(ctx, seen)
	s.saving = nil
	for _, k := range s.workers {
		k.block.Visit(nil)
	}
	if err != nil {
		return nil, err
	}
	s.putHeaders(into)
	return parts[0], nil
}

// layOut prepares a snapshot of a shard in the memory of another.
func (s *Shard) layOut(p *Snapshot) error {
	first, last, err := s.sections()
	if err != nil {
		return err
	}
	p.first, p.headers, p.bounds = first, p.headers[:0], p.bounds[:0]
	for i := first; i <= last && last > first; i++ {
		p.bounds = append(p.bounds, s.model.bounds()[i]-s.lo)
	}
	if n := s.hi - s.lo; len(p.chunks) != n {
		p.chunks = make([][]byte, n)
	}
	if len(p.memory) < len(s.workers) {
		p.memory = append(p.memory, make([]memory, len(s.workers)-len(p.memory))...)
	}
	for id := range p.memory {
		p.memory[id].clear()
	}
	return nil
}

// putHeaders notes what there is beside people.
func (s *Shard) putHeaders(p *Snapshot) {
	for i := range max(len(p.bounds)-1, 0) {
		p.headers = append(p.headers, s.header(p.first+i))
	}
}

// savesSome reports whether only those people are saved who have ever had access.
func (s *Shard) savesSome() bool {
	return s.model.standard && !s.model.Networked() && s.model.spec.Behaviour.HabitLasts()
}

// save copies chunk i at the end of a month, of which the worker has those who have a habit; everybody, if that is not enough or takes as much.
func (s *Shard) save(id, i int) {
	k := &s.workers[id].copier
	if !s.savesSome() || k.most() {
		s.copyAll(id, i, s.saving)
		return
	}
	s.saving.chunks[i] = k.end()
}

// copyAll copies everybody of chunk i.
func (s *Shard) copyAll(id, i int, into *Snapshot) {
	k := &s.workers[id].copier
	k.begin(s.model, &s.room.chunks[i], &into.memory[id], false)
	for lo := 0; lo < k.chunk.Len(); lo += groupLen {
		k.addAll(lo, min(lo+groupLen, k.chunk.Len()))
	}
	into.chunks[i] = k.end()
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
