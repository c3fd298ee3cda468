package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// firstBytes is how much of a file shows what it is.
const firstBytes = 1 << 16

// interruptible is a reader that fails at once when its context ends, though a read that waits for more may go on.
type interruptible struct {
	ctx context.Context
	in  io.Reader
	got chan chunk
	own []byte // what a read fills that the caller no longer waits for
}

type chunk struct {
	data []byte
	err  error
}

func (r *interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if r.got == nil {
		r.got, r.own = make(chan chunk, 1), make([]byte, firstBytes)
	}
	go func(own []byte) {
		n, err := r.in.Read(own)
		r.got <- chunk{own[:n], err}
	}(r.own[:min(len(p), firstBytes)])
	select {
	case c := <-r.got:
		return copy(p, c.data), c.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

// openRows opens the rows of the file that the options name, or of standard input.
func openRows(ctx context.Context, o *options, in io.Reader) (rows, func() error, error) {
	closeIt := func() error { return nil }
	if o.file != "" && o.file != "-" {
		file, err := os.Open(o.file)
		if err != nil {
			return nil, closeIt, err
		}
		in, closeIt = file, file.Close
	}
	b := bufio.NewReaderSize(&interruptible{ctx: ctx, in: in}, firstBytes)
	if magic, _ := b.Peek(4); string(magic) == "PAR1" {
		r, err := newParquetRows(in, o)
		return r, closeIt, err
	}
	text, notes, err := asText(b, o)
	if err != nil {
		return nil, closeIt, err
	}
	r, err := newCSVRows(text, o)
	if err == nil {
		r.notes = append(notes, r.notes...)
	}
	return r, closeIt, err
}

// asText returns what a file says as UTF-8, and what it took to read it.
func asText(b *bufio.Reader, o *options) (text *bufio.Reader, notes []string, err error) {
	if first, _ := b.Peek(4); bytes.HasPrefix(first, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, nil, fmt.Errorf("gzip: %w", err)
		}
		b, notes = bufio.NewReaderSize(z, firstBytes), []string{"unpacked (gzip)"}
	}
	first, err := b.Peek(firstBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	if err := noText(first); err != nil {
		return nil, nil, err
	}
	name := o.encoding
	if name == "" {
		name = encodingOf(first)
	}
	decoding, ok := encodings[name]
	if !ok {
		return nil, nil, fmt.Errorf("%w: --encoding: got %q, want utf-8, utf-16, utf-16le, utf-16be or latin-1", errUsage, o.encoding)
	}
	if name != "utf-8" && o.encoding == "" {
		notes = append(notes, "read as "+decoding.note)
	}
	if decoding.Encoding != nil {
		b = bufio.NewReaderSize(decoding.NewDecoder().Reader(b), firstBytes)
	}
	return withoutMark(b), notes, nil
}

// encodings are the ways in which text files are written. Latin-1 is what its name means to most programs: Windows-1252, which has letters
// where ISO 8859-1 has control characters.
var encodings = map[string]struct {
	encoding.Encoding // nil for UTF-8
	note              string
}{
	"utf-8":    {nil, ""},
	"utf-16":   {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16"},
	"utf-16le": {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16"},
	"utf-16be": {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16"},
	"latin-1":  {charmap.Windows1252, "Latin-1"},
}

// encodingOf tells from the first bytes how a text is written.
func encodingOf(first []byte) string {
	switch {
	case bytes.HasPrefix(first, []byte{0xff, 0xfe}), bytes.HasPrefix(first, []byte{0xfe, 0xff}):
		return "utf-16"
	case mostlyZero(first, 1):
		return "utf-16le"
	case mostlyZero(first, 0):
		return "utf-16be"
	case validUTF8(first):
		return "utf-8"
	}
	return "latin-1"
}

// mostlyZero reports whether nine in ten bytes at odd places (1) or even ones (0) are 0, and none of the others is: Latin letters in UTF-16.
func mostlyZero(first []byte, place int) bool {
	zeros, others := 0, 0
	for i, b := range first {
		switch {
		case b != 0:
		case i%2 == place:
			zeros++
		default:
			others++
		}
	}
	return zeros > 0 && others == 0 && 20*zeros >= 9*len(first)
}

// validUTF8 reports whether the bytes are UTF-8, but perhaps for a letter that is cut off at the end.
func validUTF8(first []byte) bool {
	for cut := range min(utf8.UTFMax, len(first)+1) {
		if utf8.Valid(first[:len(first)-cut]) {
			return true
		}
	}
	return false
}

// noText returns an error for files of kinds that are often given in the place of text.
func noText(first []byte) error {
	for magic, what := range map[string]string{
		"PK\x03\x04":       "a zip archive, perhaps a workbook of a spreadsheet: unpack it, or save the sheet as CSV",
		"\xd0\xcf\x11\xe0": "a workbook of a spreadsheet: save the sheet as CSV",
		"%PDF":             "a PDF: want a table as text",
		"BZh":              "packed by bzip2: unpack it",
		"\xfd7zXZ":         "packed by xz: unpack it",
		"\x28\xb5\x2f\xfd": "packed by zstd: unpack it",
		"PAR1":             "Parquet within gzip: unpack it",
	} {
		if bytes.HasPrefix(first, []byte(magic)) {
			return errors.New("it is " + what)
		}
	}
	if bytes.IndexByte(first, 0) >= 0 && !mostlyZero(first, 0) && !mostlyZero(first, 1) && !bytes.HasPrefix(first, []byte{0xff, 0xfe}) && !bytes.HasPrefix(first, []byte{0xfe, 0xff}) {
		return errors.New("it is no text: it has bytes of 0")
	}
	return nil
}

// withoutMark skips the mark that some programs put before UTF-8.
func withoutMark(b *bufio.Reader) *bufio.Reader {
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}
