package network

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Table is a file of rows that is open.
type Table interface {
	Rows
	Close() error
}

// formats are the kinds of file beside CSV that edge lists are read from.
var formats = struct {
	sync.RWMutex
	open map[string]func(name string) (Table, error)
}{open: map[string]func(string) (Table, error){}}

// RegisterFormat has edge lists in files of an extension, such as .parquet, opened by a function, whose errors need not have the name of the file. It is for
// the start of a program, which so decides what it is able to read; it replaces what was registered before.
func RegisterFormat(extension string, open func(name string) (Table, error)) {
	formats.Lock()
	defer formats.Unlock()
	formats.open[strings.ToLower(extension)] = open
}

// ReadEdgesFile is ReadEdges of a named file, or ReadRows if its format was registered.
func ReadEdgesFile(name string, strata []Stratum) ([]Edge, error) {
	edges, _, err := readEdgesFile(name, strata)
	return edges, err
}

// readEdgesFile is ReadEdgesFile with the SHA-256 of the file.
func readEdgesFile(name string, strata []Stratum) (edges []Edge, sum string, err error) {
	extension := strings.ToLower(filepath.Ext(name))
	formats.RLock()
	open := formats.open[extension]
	formats.RUnlock()
	switch {
	case open != nil:
		return readTable(name, open, strata)
	case slices.Contains(unread, extension):
		return nil, "", fmt.Errorf("%s: got a file of a format that this program does not read, want CSV; cogap reads Parquet", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, "", err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	h := sha256.New()
	edges, err = ReadEdges(io.TeeReader(f, h), name, strata)
	return edges, hex.EncodeToString(h.Sum(nil)), err
}

// unread are extensions of files that are no text.
var unread = []string{".parquet", ".arrow", ".feather"}

func readTable(name string, open func(string) (Table, error), strata []Stratum) (edges []Edge, sum string, err error) {
	if sum, err = digest(name); err != nil {
		return nil, "", err
	}
	t, err := open(name)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", name, err)
	}
	edges, err = ReadRows(t, name, strata)
	if closed := t.Close(); err == nil && closed != nil {
		err = fmt.Errorf("%s: %w", name, closed)
	}
	return edges, sum, err
}

// Digest returns the SHA-256 of a spec's edge list, in hexadecimal digits; empty if it has none.
func (s *Spec) Digest() (string, error) {
	if s.Kind != KindData {
		return "", nil
	}
	return digest(s.File)
}

func digest(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}
