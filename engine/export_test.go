package engine

import (
	"bytes"
	"context"
	"io"
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
