package engine

import (
	"bytes"
	"context"
	"io"
	"slices"
	"sync"
	"testing/fstest"
)

// Files are files in memory, as a snapshot of stored people has them.
type Files struct {
	lock sync.Mutex
	fstest.MapFS
}

// Create makes a file, which is there when it is closed.
func (f *Files) Create(name string) (io.WriteCloser, error) {
	return &memoryFile{files: f, name: name}, nil
}

type memoryFile struct {
	bytes.Buffer
	files *Files
	name  string
}

func (m *memoryFile) Close() error {
	m.files.lock.Lock()
	defer m.files.lock.Unlock()
	if m.files.MapFS == nil {
		m.files.MapFS = fstest.MapFS{}
	}
	m.files.MapFS[m.name] = &fstest.MapFile{Data: m.Bytes()}
	return nil
}

// Relisted returns the file and the index of what the shard, which has everybody and one worker, saved last in a file, if these were its chunks: numbers of
// those that it has, in any order.
func (s *Shard) Relisted(file []byte, chunks ...int) (relisted, index []byte) {
	k := &s.workers[0].copier
	bytes := map[int][]byte{}
	for _, p := range k.places {
		n := s.savedLen(p)
		bytes[p.chunk], file = file[:n], file[n:]
	}
	was := slices.Clone(k.places)
	k.places = nil
	for _, chunk := range chunks {
		i := slices.IndexFunc(was, func(p place) bool { return p.chunk == chunk })
		k.places = append(k.places, was[i])
		relisted = append(relisted, bytes[chunk]...)
	}
	index = slices.Clone(s.index(0, s.model.Sections()))
	k.places = was
	return relisted, index
}

// ReindexedHad returns the index of what the shard, which has everybody, saved last, if so many words said who of its first chunk had access.
func (s *Shard) ReindexedHad(words int) []byte {
	was := s.had[0]
	defer func() { s.had[0] = was }()
	s.had[0] = make([]uint64, words)
	return slices.Clone(s.index(0, s.model.Sections()))
}

// Everything returns what months change of all stored people, chunk by chunk, whatever runs save.
func (s *Shard) Everything(ctx context.Context) ([][]byte, error) {
	all := make([][]byte, s.hi-s.lo)
	err := s.each(ctx, func(id, i int) error {
		k := &s.workers[id].copier
		k.into(nil, "")
		s.copyAll(id, i)
		all[i] = bytes.Clone(k.bytes)
		return nil
	})
	return all, err
}
