package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/cogap/cogap/internal/wire"
)

// snapshotFormat starts the index of a snapshot; its last byte is the version.
const snapshotFormat = "cgshard\x05"

// So many bytes of people are written at once, and a chunk more: few enough to be in the processor's cache still, and enough for what each call of
// the system takes by itself not to count. Whole pages take a fifth less of its time than parts.
const (
	pieceLen = 128 << 10
	pageLen  = 4 << 10
)

// Create makes a file of a snapshot. One that is there may be written over; Close then has it end after what was written.
//
// A snapshot is a shard's people as they are between two months, in files: those of each worker's chunks in the order in which they had their month,
// and an index of them. It has what months have changed, at most 21 bytes a person by the model's own rule (25 where people differ in attention),
// and what observers remember; what the seed gives again is not in it.
//
// A chunk has, unless all of its people are saved, a bit for each person, 1 for those; then of each 256 neighbours those who are saved, in columns of
// float32, least significant byte first, and a byte a person for tier (3 bits), filter (3 bits) and whether it waits for others no more. By a user's rule
// it is all columns of all people. The index has a checksum, and in it: version, model, sections, month, who had access when mobility begins, that
// of the first section the panel, and of each file the chunks: number, how many of its people are saved, and a checksum (CRC-32C).
//
// People who are not saved never had access. What months made of them follows from the seed and the [History].
type Create func(name string) (io.WriteCloser, error)

// indexFile returns the name of the index of a shard that begins with a section.
func indexFile(section int) string { return fmt.Sprintf("%04d.bin", section) }

// chunksFile returns the name of the file of one of its workers.
func chunksFile(section, worker int) string { return fmt.Sprintf("%04d-%04d.bin", section, worker) }

// AdvanceInto is Advance through one month of stored people, and saves those who have ever had access as they are at its end, while they are in the
// processor's cache. By a user's rule, with a network, and where a habit can be lost ([agent.Params.HabitLasts]), it saves everybody. If that
// fails the month is whole nevertheless, and unsaved says why.
func (s *Shard) AdvanceInto(ctx context.Context, create Create, seen *Seen) (done *Partial, unsaved, err error) {
	if s.room == nil {
		return nil, nil, fmt.Errorf("engine: there are no stored people to save")
	}
	first, last, err := s.sections()
	if err != nil {
		return nil, nil, err
	}
	s.begin(create, first)
	parts, err := s.Advance(ctx, seen)
	unsaved = s.end()
	if err != nil {
		return nil, unsaved, err
	}
	if unsaved == nil && last > first {
		unsaved = s.writeIndex(create, first, last)
	}
	return parts[0], unsaved, nil
}

// begin has workers save the people whom they take through a month.
func (s *Shard) begin(create Create, section int) {
	s.saving = s.hi > s.lo
	for id, k := range s.workers {
		k.copier.into(create, chunksFile(section, id))
		if s.saving && s.savesSome() {
			k.block.Visit(k.copier.addSome)
		}
	}
}

// end ends that, and returns the first thing that was wrong.
func (s *Shard) end() (wrong error) {
	for _, k := range s.workers {
		k.block.Visit(nil)
		if s.saving {
			if err := k.copier.close(); wrong == nil {
				wrong = err
			}
		}
	}
	s.saving = false
	return wrong
}

// savesSome reports whether only those people are saved who have ever had access.
func (s *Shard) savesSome() bool {
	return s.model.standard && !s.model.Networked() && s.model.spec.Behaviour.HabitLasts()
}

// save saves chunk i at the end of a month, of which the worker has those who have a habit; everybody, if that is not enough or takes as much.
func (s *Shard) save(id, i int) {
	k := &s.workers[id].copier
	if !s.savesSome() || k.most() {
		s.copyAll(id, i)
	}
	k.end(s.lo + i)
}

// copyAll copies everybody of chunk i.
func (s *Shard) copyAll(id, i int) {
	k := &s.workers[id].copier
	k.begin(s.model, &s.room.chunks[i], false)
	for lo := 0; lo < k.chunk.Len(); lo += groupLen {
		k.addAll(lo, min(lo+groupLen, k.chunk.Len()))
	}
}

// Month returns the number of months that the shard's stored people have been taken through.
func (s *Shard) Month() int { return s.next }

// writeIndex writes the index of what was saved of sections.
func (s *Shard) writeIndex(create Create, first, last int) error {
	f, err := create(indexFile(first))
	if err != nil {
		return err
	}
	_, err = f.Write(s.index(first, last))
	if wrong := f.Close(); err == nil {
		err = wrong
	}
	return err
}

// index returns the bytes of the index of what was saved of sections, until it is called again.
func (s *Shard) index(first, last int) []byte {
	e := wire.Encoder{Bytes: append(s.bytes[:0], snapshotFormat...)}
	id := s.model.ID()
	e.Block(id[:])
	e.Uint(uint64(first))
	e.Uint(uint64(last))
	e.Uint(uint64(s.next))
	e.Bool(s.had != nil)
	for _, had := range s.had {
		e.Uint(uint64(len(had)))
		for _, word := range had {
			e.Fixed(word)
		}
	}
	if first == 0 {
		panel := int(s.model.PanelBytes()) // once for all snapshots: of what grows with them, each would leave the one before to the garbage collector
		s.panel, _ = s.observer.AppendBinary(slices.Grow(s.panel[:0], panel))
		e.Bytes = slices.Grow(e.Bytes, panel)
		e.Block(s.panel)
	}
	e.Uint(uint64(len(s.workers)))
	for _, k := range s.workers {
		e.Uint(uint64(len(k.copier.places)))
		next := 0 // chunk, as a rule
		for _, p := range k.copier.places {
			e.Int(int64(p.chunk - next))
			e.Uint(uint64(p.people))
			e.Bytes = binary.BigEndian.AppendUint32(e.Bytes, p.sum)
			next = p.chunk + 1
		}
	}
	e.Seal(0)
	s.bytes = e.Bytes
	return e.Bytes
}
