// Package wire writes numbers as bytes and reads them back, for what is merged, saved or sent: equal contents give equal
// bytes on every machine, and bytes that are torn, damaged or of another format are refused before anything is made of them.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// ErrFormat says that bytes are not what they should be: another format or version, too short, too long or damaged.
var ErrFormat = errors.New("not in the expected format")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Encoder appends numbers to bytes. Whole numbers are uvarints of package encoding/binary, signed ones zigzagged; floats
// are eight bytes, most significant first.
type Encoder struct{ Bytes []byte }

// Uint appends a whole number that is not negative.
func (e *Encoder) Uint(n uint64) { e.Bytes = binary.AppendUvarint(e.Bytes, n) }

// Int appends a whole number.
func (e *Encoder) Int(n int64) { e.Bytes = binary.AppendVarint(e.Bytes, n) }

// Bool appends a truth value.
func (e *Encoder) Bool(b bool) {
	n := uint64(0)
	if b {
		n = 1
	}
	e.Uint(n)
}

// Fixed appends eight bytes, most significant first.
func (e *Encoder) Fixed(n uint64) { e.Bytes = binary.BigEndian.AppendUint64(e.Bytes, n) }

// Float appends a number to the bit.
func (e *Encoder) Float(x float64) { e.Fixed(math.Float64bits(x)) }

// Block appends some bytes after their number.
func (e *Encoder) Block(b []byte) {
	e.Uint(uint64(len(b)))
	e.Bytes = append(e.Bytes, b...)
}

// Seal appends the CRC-32C of all bytes from a place on.
func (e *Encoder) Seal(from int) {
	e.Bytes = binary.BigEndian.AppendUint32(e.Bytes, crc32.Checksum(e.Bytes[from:], castagnoli))
}

// Decoder takes numbers from bytes, until the first error; from then on it gives zeros.
type Decoder struct {
	bytes []byte
	at    int // the first that is not taken; a place and not the rest, which the garbage collector would have to be told of number by number
	err   error
}

// NewDecoder returns a decoder of bytes.
func NewDecoder(data []byte) *Decoder { return &Decoder{bytes: data} }

// Unseal returns a decoder of bytes that Seal ended and that begin with a format; see Format.
func Unseal(data []byte, format string) *Decoder {
	d := NewDecoder(data)
	d.Format(format)
	switch sealed := len(data) - 4; {
	case d.err != nil:
	case d.Left() < 4:
		d.Fail("it ends early")
	case crc32.Checksum(data[:sealed], castagnoli) != binary.BigEndian.Uint32(data[sealed:]):
		d.Fail("its checksum is another: it is damaged or not whole")
	default:
		d.bytes = d.bytes[:len(d.bytes)-4]
	}
	return d
}

// Format takes the beginning of a format: letters for the type, and a byte for its version.
func (d *Decoder) Format(want string) {
	last := len(want) - 1
	switch {
	case d.Left() < len(want) || string(d.left()[:last]) != want[:last]:
		d.Fail("no %q at the start", want[:last])
	case d.left()[last] != want[last]:
		d.Fail("version %d, want %d", d.left()[last], want[last])
	default:
		d.at += len(want)
	}
}

// Fail keeps the first error, which wraps ErrFormat.
func (d *Decoder) Fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
	}
	d.bytes, d.at = nil, 0
}

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// End returns the first error; bytes that are left are one.
func (d *Decoder) End() error {
	if d.err == nil && d.Left() > 0 {
		d.Fail("%d bytes too many", d.Left())
	}
	return d.err
}

// Left returns how many bytes are left: no list of so many elements can follow.
func (d *Decoder) Left() int { return len(d.bytes) - d.at }

func (d *Decoder) left() []byte { return d.bytes[d.at:] }

// small returns the next number if it has one byte, as most have. It takes nothing.
func (d *Decoder) small() (n uint64, ok bool) {
	if d.at >= len(d.bytes) || d.bytes[d.at] >= 0x80 {
		return 0, false
	}
	return uint64(d.bytes[d.at]), true
}

// Uint takes a whole number of at most most. what names it in an error.
func (d *Decoder) Uint(what string, most uint64) uint64 {
	if n, ok := d.small(); ok && n <= most {
		d.at++
		return n
	}
	n, size := binary.Uvarint(d.left())
	return number(d, what, n, size, n > most)
}

// Int takes a whole number from least to most.
func (d *Decoder) Int(what string, least, most int64) int64 {
	if u, ok := d.small(); ok {
		if n := int64(u>>1) ^ -int64(u&1); least <= n && n <= most {
			d.at++
			return n
		}
	}
	n, size := binary.Varint(d.left())
	return number(d, what, n, size, n < least || n > most)
}

// number takes the bytes of a number that was read, unless it is out of its bounds.
func number[T int64 | uint64](d *Decoder, what string, n T, size int, out bool) T {
	switch {
	case d.err != nil:
		return 0
	case size <= 0:
		d.Fail("it ends early")
		return 0
	case out:
		d.Fail("%s: got %d, which cannot be", what, n)
		return 0
	}
	d.at += size
	return n
}

// Len takes the length of a list whose elements take at least a byte each.
func (d *Decoder) Len(what string) int { return int(d.Uint(what, uint64(d.Left()))) }

// Bool takes a truth value.
func (d *Decoder) Bool(what string) bool { return d.Uint(what, 1) == 1 }

// Fixed takes eight bytes.
func (d *Decoder) Fixed() uint64 {
	if d.Left() < 8 {
		d.Fail("it ends early")
		return 0
	}
	n := binary.BigEndian.Uint64(d.left())
	d.at += 8
	return n
}

// Float takes a number.
func (d *Decoder) Float() float64 { return math.Float64frombits(d.Fixed()) }

// Take takes n bytes, which are those of the data, not a copy; nil if there are not so many.
func (d *Decoder) Take(n int) []byte {
	if n > d.Left() || d.err != nil {
		d.Fail("it ends early")
		return nil
	}
	b := d.left()[:n:n]
	d.at += n
	return b
}

// Block takes some bytes after their number, as Take does.
func (d *Decoder) Block(what string) []byte { return d.Take(d.Len(what)) }
