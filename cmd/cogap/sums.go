package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sums are the SHA-256 digests of files, by name, as sha256sum -c reads them.
type sums map[string]string

func (s sums) names() []string { return slices.Sorted(maps.Keys(s)) }

func (s sums) write(w io.Writer) error {
	for _, name := range s.names() {
		if _, err := fmt.Fprintf(w, "%s  %s\n", s[name], name); err != nil {
			return err
		}
	}
	return nil
}

// readSums reads digests, without names that lead out of the folder.
func readSums(text []byte) sums {
	s := sums{}
	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if ok && filepath.IsLocal(name) {
			s[name] = sum
		}
	}
	return s
}

// sumOf returns the digest of a file.
func sumOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// create writes a file and returns its digest. Its error has no name.
func create(name string, write func(io.Writer) error) (sum string, err error) {
	f, err := os.Create(name)
	if err != nil {
		return "", nameless(err)
	}
	hash := sha256.New()
	b := bufio.NewWriter(io.MultiWriter(f, hash))
	err = write(b)
	for _, then := range []func() error{b.Flush, f.Sync} {
		if err == nil { // a fault is told once, not by all that follows from it
			err = then()
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nameless(cmp.Or(err, f.Close()))
}

// nameless returns what is wrong with a file without its name.
func nameless(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
