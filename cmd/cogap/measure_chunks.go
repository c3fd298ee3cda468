package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// A textChunk is a part of a table as text that ends where a record does, so that it can be read apart from what comes before it.
type textChunk struct {
	text string
	line int   // of its first, counted from 1
	err  error // what comes after its text: io.EOF, a fault, or nil for more chunks
}

// chunkBytes is how long a chunk of a file is, about. Rows of some chunks wait to be taken, and take sixteen times as much.
const chunkBytes = 1 << 15

// A chunker cuts a table into chunks.
type chunker struct {
	in   io.Reader
	size int    // of a chunk, about
	kept []byte // of a record that goes on
	line int    // of it
	err  error
}

// next returns the next chunk; the last one has an error. A record that is too long ends in one too.
func (c *chunker) next() textChunk {
	buffer := append(make([]byte, 0, max(c.size, 2*len(c.kept))), c.kept...)
	for {
		end := recordEnd(buffer)
		switch {
		case c.err == nil && end > 0 && len(buffer) >= c.size:
			return c.cut(buffer, end, nil)
		case c.err == nil && end == 0 && len(buffer) > longestRecord:
			c.err = errLong
			return c.cut(buffer, len(buffer), c.err)
		case c.err != nil:
			return c.cut(buffer, len(buffer), c.err)
		case len(buffer) == cap(buffer):
			buffer = append(make([]byte, 0, 2*len(buffer)), buffer...)
		}
		var n int
		n, c.err = c.in.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
	}
}

func (c *chunker) cut(buffer []byte, end int, err error) textChunk {
	t := textChunk{string(buffer[:end]), c.line, err}
	c.kept = append(c.kept[:0], buffer[end:]...)
	c.line += strings.Count(t.text, "\n")
	return t
}

// recordEnd is where the last record ends that ends in a text which begins with one: behind a line feed outside quotation marks. A mark where none may
// be is a fault of its record, whatever comes after.
func recordEnd(text []byte) (end int) {
	for at := 0; at < len(text); {
		quote := bytes.IndexByte(text[at:], '"')
		outside := text[at:]
		if quote >= 0 {
			outside = text[at : at+quote]
		}
		if feed := bytes.LastIndexByte(outside, '\n'); feed >= 0 {
			end = at + feed + 1
		}
		if quote < 0 {
			return end
		}
		at += quote + 1
		closing := bytes.IndexByte(text[at:], '"')
		if closing < 0 {
			return end
		}
		at += closing + 1
	}
	return end
}

// A tail is a reader that has nothing but an error.
type tail struct{ err error }

func (t tail) Read([]byte) (int, error) { return 0, t.err }

// begin makes a chunk the one that is read.
func (t *csvRows) begin(c textChunk) {
	t.chunk, t.at, t.csv = c, 0, nil
	if strings.IndexByte(c.text, '"') >= 0 || t.dialect.separator >= 0x80 || c.err != nil && !errors.Is(c.err, io.EOF) {
		t.csv = t.reader(c)
		t.csv.FieldsPerRecord = len(t.header)
	}
	t.following = c.line
}

// nextLine reads a row of a chunk without quotation marks, as encoding/csv does: lines that are empty are none, and one that ends in \r\n ends before it.
func (t *csvRows) nextLine() error {
	text := t.chunk.text
	for t.at < len(text) {
		line := text[t.at:]
		if feed := strings.IndexByte(line, '\n'); feed >= 0 {
			line = line[:feed]
		}
		t.line = t.following
		t.following++
		t.at += len(line) + 1
		if line = strings.TrimSuffix(line, "\r"); line != "" {
			return t.split(line)
		}
	}
	return io.EOF
}

func (t *csvRows) split(line string) error {
	t.cells = t.cells[:0]
	for {
		end := strings.IndexByte(line, byte(t.dialect.separator))
		if end < 0 {
			break
		}
		t.cells = append(t.cells, line[:end])
		line = line[end+1:]
	}
	if t.cells = append(t.cells, line); len(t.cells) != len(t.header) {
		return t.wrongLength()
	}
	return nil
}
