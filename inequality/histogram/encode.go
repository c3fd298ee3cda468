package histogram

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/cogap/cogap/internal/wire"
)

// ErrFormat says that bytes are not an encoded Histogram, JointHistogram or Moments, or are damaged.
var ErrFormat = wire.ErrFormat

// Every encoding begins with three letters for its type and a byte for its version. Numbers follow as those of package
// wire. Equal contents give equal bytes.
const (
	histogramFormat = "cgh\x01"
	jointFormat     = "cgj\x01"
	momentsFormat   = "cgm\x01"
)

// encoder writes the parts of what is encoded.
type encoder struct{ wire.Encoder }

func newEncoder(format string) encoder { return encoder{wire.Encoder{Bytes: []byte(format)}} }

func (e *encoder) int(n int64) { e.Uint(uint64(n)) }

func (e *encoder) pair(hi, lo uint64) {
	e.Uint(hi)
	e.Uint(lo)
}

// decoder reads them.
type decoder struct{ *wire.Decoder }

func newDecoder(data []byte, format string) decoder {
	d := decoder{wire.NewDecoder(data)}
	d.Format(format)
	return d
}

// int takes a number from 0 to most.
func (d decoder) int(what string, most int64) int64 { return int64(d.Uint(what, uint64(most))) }

// pair takes a number of 128 bits.
func (d decoder) pair(what string) (hi, lo uint64) {
	hi = d.Uint(what, math.MaxUint64)
	return hi, d.Uint(what, math.MaxUint64)
}

// MarshalBinary implements encoding.BinaryMarshaler; it never fails. Some 8 bytes a bin.
func (h *Histogram) MarshalBinary() ([]byte, error) { return h.AppendBinary(nil) }

// AppendBinary appends what MarshalBinary returns.
func (h *Histogram) AppendBinary(b []byte) ([]byte, error) {
	e := encoder{wire.Encoder{Bytes: append(b, histogramFormat...)}}
	e.histogram(h)
	return e.Bytes, nil
}

func (e *encoder) histogram(h *Histogram) {
	for _, n := range []int64{int64(h.Precision()), h.zero, h.nan, h.inf[0], h.inf[1]} {
		e.int(n)
	}
	e.ladder(&h.neg, h.shift())
	e.ladder(&h.pos, h.shift())
}

// ladder writes the number of bins, and for each its distance from the last, its people, and its sum above the least possible.
func (e *encoder) ladder(l *ladder, shift uint) {
	var n int64
	for range l.up() {
		n++
	}
	e.int(n)
	last := -1
	for k, c := range l.up() {
		least, _ := limits(k, c.count, shift)
		lo, borrow := bits.Sub64(c.lo, least.lo, 0)
		hi, _ := bits.Sub64(c.hi, least.hi, borrow)
		e.int(int64(k - last - 1))
		e.int(c.count)
		e.pair(hi, lo)
		last = k
	}
}

// limits returns the least and the largest sum that count people can have in bin k.
func limits(k int, count int64, shift uint) (least, most cell) {
	lo, hi := edges(k, shift)
	least, most = cell{1, 0, mantissa(math.Float64bits(lo))}, cell{1, 0, mantissa(math.Float64bits(hi))}
	return least.times(count), most.times(count)
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler. It returns ErrFormat if the bytes are not a whole histogram or not a possible
// one, such as a sum that its people cannot have; then h is unchanged. Memory stays within 1.5 KB per 4 bytes of data, 100 MB at most.
func (h *Histogram) UnmarshalBinary(data []byte) error {
	d := newDecoder(data, histogramFormat)
	got := d.histogram()
	if err := d.End(); err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	*h = *got
	return nil
}

func (d decoder) histogram() *Histogram {
	h, err := NewHistogram(int(d.int("precision", MaxPrecision)))
	if err != nil {
		d.Fail("precision: want 1 to %d", MaxPrecision)
		return new(Histogram)
	}
	for _, n := range []*int64{&h.zero, &h.nan, &h.inf[0], &h.inf[1]} {
		*n = d.int("people", math.MaxInt64-h.total)
		h.total += *n
	}
	d.ladder(&h.neg, h)
	d.ladder(&h.pos, h)
	return h
}

func (d decoder) ladder(l *ladder, h *Histogram) {
	first, end := int64(leastBits>>h.shift()), int64(mostBits>>h.shift())
	key := int64(-1)
	for range d.int("bins", end) {
		key += 1 + d.int("bin", end)
		count := d.int("people", math.MaxInt64-h.total)
		hi, lo := d.pair("sum")
		if d.Err() != nil {
			return
		}
		if key < first || key >= end || count == 0 {
			d.Fail("bin %d with %d people, want a bin from %d to %d with people", key, count, first, end-1)
			return
		}
		least, most := limits(int(key), count, h.shift())
		sum, carry := bits.Add64(lo, least.lo, 0)
		top, over := bits.Add64(hi, least.hi, carry)
		if over != 0 || top > most.hi || top == most.hi && sum > most.lo {
			d.Fail("bin %d: a sum that %d people cannot have", key, count)
			return
		}
		l.at(int(key)).add(count, top, sum)
		h.total += count
	}
}

// MarshalBinary implements encoding.BinaryMarshaler; it never fails.
func (h *JointHistogram) MarshalBinary() ([]byte, error) {
	e := newEncoder(jointFormat)
	e.histogram(&h.by)
	e.Float(h.lo)
	e.Float(h.hi)
	e.int(h.outside)
	for s := range h.by.slots() {
		c := h.cell(s.lo, s.key)
		e.pair(c.hi, c.lo)
	}
	return e.Bytes, nil
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler. It returns ErrFormat as that of [Histogram] does, and then h is unchanged.
func (h *JointHistogram) UnmarshalBinary(data []byte) error {
	d := newDecoder(data, jointFormat)
	got := JointHistogram{by: *d.histogram()}
	got.lo, got.hi = d.Float(), d.Float()
	got.outside = d.int("outside", math.MaxInt64)
	if !(got.lo < got.hi) || math.IsInf(got.hi-got.lo, 0) {
		d.Fail("bounds %v to %v", got.lo, got.hi)
	}
	for s := range got.by.slots() {
		if d.Err() != nil {
			break
		}
		hi, lo := d.pair("sum")
		most := (&cell{1, 0, 1 << scoreBits}).times(s.count)
		if hi > most.hi || hi == most.hi && lo > most.lo {
			d.Fail("a score that %d people cannot have", s.count)
			break
		}
		got.cell(s.lo, s.key).add(s.count, hi, lo)
	}
	if err := d.End(); err != nil {
		return fmt.Errorf("joint histogram: %w", err)
	}
	*h = got
	return nil
}

// MarshalBinary implements encoding.BinaryMarshaler; it never fails.
func (m *Moments) MarshalBinary() ([]byte, error) {
	e := newEncoder(momentsFormat)
	e.Float(m.unit())
	for _, list := range [][]float64{m.spec.Alphas, m.spec.Lines} {
		e.int(int64(len(list)))
		for _, x := range list {
			e.Float(x)
		}
	}
	for _, n := range []int64{m.finite, m.nonFinite, m.beyond, m.zeros, m.negatives} {
		e.int(n)
	}
	e.Float(m.min)
	e.Float(m.max)
	for _, s := range m.sums() {
		e.sum(s)
	}
	return e.Bytes, nil
}

// sum writes 1 for a negative sum or 0, the number of its lowest digit, how many digits there are, and those.
func (e *encoder) sum(s *exactSum) {
	negative, zeros, digits := s.Digits()
	e.Bool(negative)
	e.int(int64(zeros))
	e.int(int64(len(digits)))
	for _, d := range digits {
		e.Bytes = binary.BigEndian.AppendUint32(e.Bytes, d)
	}
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler. It returns ErrFormat if the bytes are not whole moments, and then m is unchanged.
func (m *Moments) UnmarshalBinary(data []byte) error {
	d := newDecoder(data, momentsFormat)
	got, err := NewMoments(MomentsSpec{Unit: d.Float(), Alphas: d.floats("alphas"), Lines: d.floats("lines")})
	if err != nil {
		d.Fail("%v", err)
		got = new(Moments)
	}
	for _, n := range []*int64{&got.finite, &got.nonFinite, &got.beyond, &got.zeros, &got.negatives} {
		*n = d.int("people", math.MaxInt64/2)
	}
	got.rows = got.finite + got.nonFinite
	got.min, got.max = d.Float(), d.Float()
	if !(got.min <= got.max) || math.IsInf(got.max-got.min, 0) || got.zeros > got.finite || got.negatives > got.finite-got.zeros {
		d.Fail("people from %v to %v, %d of %d below 0 and %d at 0", got.min, got.max, got.negatives, got.finite, got.zeros)
	}
	for _, s := range got.sums() {
		d.sum(s)
	}
	if got.finite > 0 && got.weight.Value() <= 0 {
		d.Fail("people without weight")
	}
	if err := d.End(); err != nil {
		return fmt.Errorf("moments: %w", err)
	}
	*m = *got
	return nil
}

func (d decoder) floats(what string) (list []float64) {
	for range d.int(what, int64(d.Left()/8)) {
		list = append(list, d.Float())
	}
	return list
}

func (d decoder) sum(s *exactSum) {
	negative := d.Bool("sign")
	zeros := d.int("digit", maxDigits)
	digits := make([]uint32, d.int("digits", maxDigits-zeros))
	words := d.Take(4 * len(digits))
	if words == nil {
		return
	}
	for i := range digits {
		digits[i] = binary.BigEndian.Uint32(words[4*i:])
	}
	s.SetDigits(negative, int(zeros), digits)
}

// MarshalText implements encoding.TextMarshaler: the binary form in base64, so that in JSON it is a string.
func (h *Histogram) MarshalText() ([]byte, error) { return toText(h.MarshalBinary()) }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Histogram) UnmarshalText(b []byte) error { return fromText(b, h.UnmarshalBinary) }

// MarshalText implements encoding.TextMarshaler: the binary form in base64, so that in JSON it is a string.
func (h *JointHistogram) MarshalText() ([]byte, error) { return toText(h.MarshalBinary()) }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *JointHistogram) UnmarshalText(b []byte) error { return fromText(b, h.UnmarshalBinary) }

// MarshalText implements encoding.TextMarshaler: the binary form in base64, so that in JSON it is a string.
func (m *Moments) MarshalText() ([]byte, error) { return toText(m.MarshalBinary()) }

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Moments) UnmarshalText(b []byte) error { return fromText(b, m.UnmarshalBinary) }

func toText(b []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.AppendEncode(nil, b), nil
}

func fromText(b []byte, decode func([]byte) error) error {
	data, err := base64.StdEncoding.AppendDecode(nil, b)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return decode(data)
}
