package inequality

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// ErrFormat says that bytes are not an encoded Histogram, JointHistogram or Moments, or are damaged.
var ErrFormat = errors.New("inequality: not in the expected format")

// Every encoding begins with three letters for its type and a byte for its version. Numbers follow as uvarints (package
// encoding/binary), floats as eight bytes, most significant first. Equal contents give equal bytes.
const (
	histogramFormat = "cgh\x01"
	jointFormat     = "cgj\x01"
	momentsFormat   = "cgm\x01"
)

// An encoder appends to b.
type encoder struct{ b []byte }

func (e *encoder) int(n int64)     { e.b = binary.AppendUvarint(e.b, uint64(n)) }
func (e *encoder) float(x float64) { e.b = binary.BigEndian.AppendUint64(e.b, math.Float64bits(x)) }

func (e *encoder) pair(hi, lo uint64) { e.b = binary.AppendUvarint(binary.AppendUvarint(e.b, hi), lo) }

// A decoder takes from b, until the first error.
type decoder struct {
	b   []byte
	err error
}

// fail keeps the first error.
func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: "+format, append([]any{ErrFormat}, args...)...)
	}
	d.b = nil
}

func (d *decoder) format(want string) {
	if len(d.b) < len(want) || string(d.b[:3]) != want[:3] {
		d.fail("no %q at the start", want[:3])
		return
	}
	if d.b[3] != want[3] {
		d.fail("version %d, want %d", d.b[3], want[3])
		return
	}
	d.b = d.b[len(want):]
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.fail("it ends early")
		return 0
	}
	d.b = d.b[size:]
	return n
}

// int takes a number from 0 to most.
func (d *decoder) int(what string, most int64) int64 {
	n := d.uint()
	if n > uint64(most) {
		d.fail("%s: got %d, want at most %d", what, n, most)
		return 0
	}
	return int64(n)
}

func (d *decoder) float() float64 {
	if len(d.b) < 8 {
		d.fail("it ends early")
		return 0
	}
	x := math.Float64frombits(binary.BigEndian.Uint64(d.b))
	d.b = d.b[8:]
	return x
}

// end returns the first error; bytes that are left are one.
func (d *decoder) end() error {
	if d.err == nil && len(d.b) > 0 {
		d.fail("%d bytes too many", len(d.b))
	}
	return d.err
}

// MarshalBinary implements encoding.BinaryMarshaler; it never fails. Some 8 bytes a bin.
func (h *Histogram) MarshalBinary() ([]byte, error) {
	e := encoder{[]byte(histogramFormat)}
	e.histogram(h)
	return e.b, nil
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
	d := decoder{b: data}
	d.format(histogramFormat)
	got := d.histogram()
	if err := d.end(); err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	*h = *got
	return nil
}

func (d *decoder) histogram() *Histogram {
	h, err := NewHistogram(int(d.int("precision", MaxPrecision)))
	if err != nil {
		d.fail("precision: want 1 to %d", MaxPrecision)
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

func (d *decoder) ladder(l *ladder, h *Histogram) {
	first, end := int64(leastBits>>h.shift()), int64(mostBits>>h.shift())
	key := int64(-1)
	for range d.int("bins", end) {
		key += 1 + d.int("bin", end)
		count := d.int("people", math.MaxInt64-h.total)
		hi, lo := d.uint(), d.uint()
		if d.err != nil {
			return
		}
		if key < first || key >= end || count == 0 {
			d.fail("bin %d with %d people, want a bin from %d to %d with people", key, count, first, end-1)
			return
		}
		least, most := limits(int(key), count, h.shift())
		sum, carry := bits.Add64(lo, least.lo, 0)
		top, over := bits.Add64(hi, least.hi, carry)
		if over != 0 || top > most.hi || top == most.hi && sum > most.lo {
			d.fail("bin %d: a sum that %d people cannot have", key, count)
			return
		}
		l.at(int(key)).add(count, top, sum)
		h.total += count
	}
}

// MarshalBinary implements encoding.BinaryMarshaler; it never fails.
func (h *JointHistogram) MarshalBinary() ([]byte, error) {
	e := encoder{[]byte(jointFormat)}
	e.histogram(&h.by)
	e.float(h.lo)
	e.float(h.hi)
	e.int(h.outside)
	for s := range h.by.slots() {
		c := h.cell(s.lo, s.key)
		e.pair(c.hi, c.lo)
	}
	return e.b, nil
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler. It returns ErrFormat as that of [Histogram] does, and then h is unchanged.
func (h *JointHistogram) UnmarshalBinary(data []byte) error {
	d := decoder{b: data}
	d.format(jointFormat)
	got := JointHistogram{by: *d.histogram()}
	got.lo, got.hi = d.float(), d.float()
	got.outside = d.int("outside", math.MaxInt64)
	if !(got.lo < got.hi) || math.IsInf(got.hi-got.lo, 0) {
		d.fail("bounds %v to %v", got.lo, got.hi)
	}
	for s := range got.by.slots() {
		if d.err != nil {
			break
		}
		hi, lo := d.uint(), d.uint()
		most := (&cell{1, 0, 1 << scoreBits}).times(s.count)
		if hi > most.hi || hi == most.hi && lo > most.lo {
			d.fail("a score that %d people cannot have", s.count)
			break
		}
		got.cell(s.lo, s.key).add(s.count, hi, lo)
	}
	if err := d.end(); err != nil {
		return fmt.Errorf("joint histogram: %w", err)
	}
	*h = got
	return nil
}

// MarshalBinary implements encoding.BinaryMarshaler; it never fails.
func (m *Moments) MarshalBinary() ([]byte, error) {
	e := encoder{[]byte(momentsFormat)}
	e.float(m.unit())
	for _, list := range [][]float64{m.spec.Alphas, m.spec.Lines} {
		e.int(int64(len(list)))
		for _, x := range list {
			e.float(x)
		}
	}
	for _, n := range []int64{m.finite, m.nonFinite, m.beyond, m.zeros, m.negatives} {
		e.int(n)
	}
	e.float(m.min)
	e.float(m.max)
	for _, s := range m.sums() {
		e.sum(s)
	}
	return e.b, nil
}

// sum writes 1 for a negative sum or 0, the number of its lowest digit, how many digits there are, and those.
func (e *encoder) sum(s *exactSum) {
	negative, zeros, digits := s.Digits()
	if negative {
		e.int(1)
	} else {
		e.int(0)
	}
	e.int(int64(zeros))
	e.int(int64(len(digits)))
	for _, d := range digits {
		e.b = binary.BigEndian.AppendUint32(e.b, d)
	}
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler. It returns ErrFormat if the bytes are not whole moments, and then m is unchanged.
func (m *Moments) UnmarshalBinary(data []byte) error {
	d := decoder{b: data}
	d.format(momentsFormat)
	got, err := NewMoments(MomentsSpec{Unit: d.float(), Alphas: d.floats("alphas"), Lines: d.floats("lines")})
	if err != nil {
		d.fail("%v", err)
		got = new(Moments)
	}
	for _, n := range []*int64{&got.finite, &got.nonFinite, &got.beyond, &got.zeros, &got.negatives} {
		*n = d.int("people", math.MaxInt64/2)
	}
	got.rows = got.finite + got.nonFinite
	got.min, got.max = d.float(), d.float()
	if !(got.min <= got.max) || math.IsInf(got.max-got.min, 0) || got.zeros > got.finite || got.negatives > got.finite-got.zeros {
		d.fail("people from %v to %v, %d of %d below 0 and %d at 0", got.min, got.max, got.negatives, got.finite, got.zeros)
	}
	for _, s := range got.sums() {
		d.sum(s)
	}
	if got.finite > 0 && got.weight.Value() <= 0 {
		d.fail("people without weight")
	}
	if err := d.end(); err != nil {
		return fmt.Errorf("moments: %w", err)
	}
	*m = *got
	return nil
}

func (d *decoder) floats(what string) (list []float64) {
	for range d.int(what, int64(len(d.b)/8)) {
		list = append(list, d.float())
	}
	return list
}

func (d *decoder) sum(s *exactSum) {
	negative := d.int("sign", 1) == 1
	zeros := d.int("digit", maxDigits)
	digits := make([]uint32, d.int("digits", maxDigits-zeros))
	if len(d.b) < 4*len(digits) {
		d.fail("it ends early")
		return
	}
	for i := range digits {
		digits[i] = binary.BigEndian.Uint32(d.b[4*i:])
	}
	d.b = d.b[4*len(digits):]
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
