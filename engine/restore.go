package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/internal/wire"
)

// Restore takes the people of a shard, which Make has just made, to where a snapshot found them, from its files and what the months before it
// showed. Shards of any other ranges may have saved it. It returns an error that names the file if one is missing, damaged, not whole, or of another
// model, version or month; then Make has to begin anew.
func (s *Shard) Restore(ctx context.Context, past *History, files fs.FS) error {
	if !s.ready || s.room == nil || s.next != 0 {
		return fmt.Errorf("engine: Restore is for stored people who were just made")
	}
	if past.Months() > 0 && past.model != s.model {
		return fmt.Errorf("engine: Restore with what another model shows")
	}
	_, last, err := s.sections()
	if err != nil {
		return err
	}
	s.ready = false
	for section := 0; section < last && err == nil; {
		section, err = s.restoreSections(ctx, section, past, files)
	}
	if err == nil {
		s.ready, s.next = true, past.Months()
		s.peers.forget()
	}
	return err
}

// restoreSections takes those people to where they are in files who are saved in the sections of one index, and returns the section after them.
func (s *Shard) restoreSections(ctx context.Context, first int, past *History, files fs.FS) (next int, err error) {
	name := indexFile(first)
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	x, err := s.readIndex(first, past.Months(), data)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	for worker, places := range x.files {
		name := chunksFile(first, worker)
		if err := s.restoreFile(ctx, places, past, files, name); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
	}
	return x.last, nil
}

// index is what the index of a snapshot says.
type index struct {
	last  int       // section that it does not have any more
	files [][]place // [worker] the chunks of its file
}

// readIndex reads the index that begins with a section.
func (s *Shard) readIndex(first, month int, data []byte) (*index, error) {
	d := wire.Unseal(data, snapshotFormat)
	if id := s.model.ID(); string(d.Block("model")) != string(id[:]) && d.Err() == nil {
		d.Fail("it is of another model")
	}
	if section := d.Uint("first section", math.MaxInt32); d.Err() == nil && section != uint64(first) {
		d.Fail("it begins with section %d, want %d", section, first)
	}
	x := &index{last: int(d.Uint("last section", uint64(s.model.Sections())))}
	if d.Err() == nil && x.last <= first {
		d.Fail("it ends with section %d", x.last)
	}
	if next := d.Uint("month", math.MaxInt32); d.Err() == nil && next != uint64(month) {
		d.Fail("it is of month %d", next)
	}
	if d.Err() != nil {
		return nil, d.Err()
	}
	lo, hi := s.model.bounds()[first], s.model.bounds()[x.last]
	if had := d.Bool("who had access"); d.Err() == nil && had != (s.had != nil) {
		d.Fail("whether it is known who had access")
	} else if had {
		s.readHad(d, lo, hi, month)
	}
	switch {
	case first > 0:
	case s.lo == 0:
		unblock(d, "panel", s.observer)
	default:
		d.Block("panel")
	}
	s.readPlaces(d, x, lo, hi)
	return x, d.End()
}

// readPlaces reads where each chunk is saved, of which each must be once.
func (s *Shard) readPlaces(d *wire.Decoder, x *index, lo, hi int) {
	known, left := make([]bool, hi-lo), hi-lo
	for range d.Len("files") {
		var places []place
		next := 0
		for range d.Len("chunks") {
			chunk := next + int(d.Int("chunk", int64(lo-next), int64(hi-1-next)))
			if d.Err() == nil && known[chunk-lo] {
				d.Fail("it has chunk %d twice", chunk)
			}
			people := int(d.Uint("people", uint64(s.model.layout.Place(chunk).Len)))
			sum := d.Take(crc32.Size)
			if d.Err() != nil {
				return
			}
			if people < s.model.layout.Place(chunk).Len && !s.savesSome() {
				d.Fail("it has %d people of chunk %d", people, chunk)
			}
			places = append(places, place{chunk, people, binary.BigEndian.Uint32(sum)})
			known[chunk-lo], next = true, chunk+1
			left--
		}
		x.files = append(x.files, places)
	}
	if left > 0 {
		d.Fail("%d chunks are in no file", left)
	}
}

// readHad reads who of some chunks had access when mobility begins, if that is before a month.
func (s *Shard) readHad(d *wire.Decoder, lo, hi, month int) {
	for i := lo; i < hi && d.Err() == nil; i++ {
		had := []uint64(nil)
		for range d.Len("who had access") {
			had = append(had, d.Fixed())
		}
		want := 0
		if month > s.model.spec.MobilityFrom {
			want = (s.model.layout.Place(i).Len + 63) / 64
		}
		if d.Err() == nil && len(had) != want {
			d.Fail("of chunk %d it has %d words of who had access, want %d", i, len(had), want)
		}
		if s.lo <= i && i < s.hi {
			s.had[i-s.lo] = had
		}
	}
}

// restoreFile takes the people of a file's chunks to where they are in it, as far as the shard has them.
func (s *Shard) restoreFile(ctx context.Context, places []place, past *History, files fs.FS, name string) error {
	pieces, end := s.pieces(places)
	if len(pieces) == 0 {
		return nil
	}
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() // it is only read
	r, ok := f.(io.ReaderAt)
	if !ok {
		return fmt.Errorf("engine: it cannot be read from anywhere")
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if n := info.Size(); n != end {
		return fmt.Errorf("%w: it has %d bytes, want %d", wire.ErrFormat, n, end)
	}
	return parallel.Do(ctx, len(s.workers), len(pieces), func(id, i int) error {
		return s.restorePiece(s.workers[id], &pieces[i], past, r)
	})
}

// piece is some neighbouring chunks of a file, which are read at once.
type piece struct {
	places []place
	from   int64 // the first one's first byte
	length int64 // of all
}

// pieces cuts a file into pieces, leaves out those of which the shard has nobody, and returns where the file ends.
func (s *Shard) pieces(places []place) (pieces []piece, end int64) {
	for lo, hi := 0, 0; lo < len(places); lo = hi {
		x, ours := piece{from: end}, false
		for ; hi < len(places) && x.length < pieceLen; hi++ {
			x.length += int64(s.savedLen(places[hi]))
			ours = ours || s.lo <= places[hi].chunk && places[hi].chunk < s.hi
		}
		x.places = places[lo:hi]
		if end += x.length; ours {
			pieces = append(pieces, x)
		}
	}
	return pieces, end
}

// savedLen returns how many bytes a chunk has in its file.
func (s *Shard) savedLen(p place) int {
	n := p.people * s.model.SnapshotBytes()
	if people := s.model.layout.Place(p.chunk).Len; p.people < people {
		n += marksLen(people)
	}
	return n
}

// restorePiece takes the people of a piece of a file to where they are in it, as far as the shard has them.
func (s *Shard) restorePiece(k *worker, x *piece, past *History, r io.ReaderAt) error {
	b := slices.Grow(k.copier.bytes[:0], int(x.length))[:x.length]
	k.copier.bytes = b
	if _, err := r.ReadAt(b, x.from); err != nil {
		return err
	}
	for _, p := range x.places {
		n := s.savedLen(p)
		if s.lo <= p.chunk && p.chunk < s.hi {
			if err := s.restoreChunk(k, p, past, b[:n]); err != nil {
				return fmt.Errorf("chunk %d: %w", p.chunk, err)
			}
		}
		b = b[n:]
	}
	return nil
}

// restoreChunk takes the people of a chunk to where they are in its bytes.
func (s *Shard) restoreChunk(k *worker, p place, past *History, b []byte) error {
	if crc32.Checksum(b, castagnoli) != p.sum {
		return fmt.Errorf("%w: its checksum is another: it is damaged", wire.ErrFormat)
	}
	i := p.chunk - s.lo
	people := s.room.chunks[i].Len()
	if p.people == people {
		return s.takeEverybody(k, i, b)
	}
	marks := marksLen(people)
	return s.takeSome(k, i, past, b[:marks], b[marks:])
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
