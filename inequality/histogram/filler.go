package histogram

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/cogap/cogap/internal/vector"
)

// A Filler is the fast way of float32 values into a Histogram of DefaultPrecision: a value costs one load, one addition and one
// store, about a nanosecond, and with AVX2 two thirds of that. What it adds to the histogram is to the bit what Histogram.Add would have added.
//
// Zeros, negative values and values outside 2^-32 to 2^32 take the slow way of Histogram.Add, some nanoseconds each.
// All values of a Filler count with the same weight, given at FlushInto.
//
// The zero value is ready to use. It is for one goroutine, and takes 64 KiB: keep one per worker and quantity, and flush
// it once per block of many thousand values, since a flush visits all its 8192 bins.
type Filler struct {
	bins [fillerBins]uint64 // people << fillerSum | sum of the mantissa bits that the bin's name drops
	held int                // values that bins may hold, at most fillerRoom
	rest Histogram          // values outside the window, and bins that were full
}

const (
	fillerShift = 23 - DefaultPrecision          // mantissa bits of a float32 that a bin's name drops
	fillerSum   = (64 + fillerShift) / 2         // width of the sum's field
	fillerRoom  = 1<<(64-fillerSum) - 1          // 2^24 - 1: neither field can overflow up to it
	fillerOne   = 1 << fillerSum                 // one person
	fillerLow   = 1<<fillerShift - 1             // the dropped bits
	fillerFirst = (127 - 32) << DefaultPrecision // key of 2^-32
	fillerBins  = 64 << DefaultPrecision         // keys from 2^-32 up to 2^32
)

// Add adds one value.
func (f *Filler) Add(x float32) {
	f.take(1)
	b := math.Float32bits(x)
	if k := b>>fillerShift - fillerFirst; k < fillerBins {
		f.bins[k] += fillerOne | uint64(b&fillerLow)
		return
	}
	f.rest.Add(float64(x), 1)
}

// AddAll adds every value of xs.
func (f *Filler) AddAll(xs []float32) {
	for len(xs) > 0 {
		n := f.take(len(xs))
		f.addAll(xs[:n])
		xs = xs[n:]
	}
}

func (f *Filler) addAll(xs []float32) {
	for vector.AVX2 && len(xs) >= eight {
		xs = xs[(*vector.Bins)(&f.bins).Add(xs):] // as many as have a bin
		n := min(eight, len(xs))
		f.addEach(xs[:n])
		xs = xs[n:]
	}
	f.addEach(xs)
}

// eight values are added at once, where all have a bin.
const eight = 8

func (f *Filler) addEach(xs []float32) {
	for _, x := range xs {
		b := math.Float32bits(x)
		if k := b>>fillerShift - fillerFirst; k < fillerBins {
			f.bins[k] += fillerOne | uint64(b&fillerLow)
		} else {
			f.rest.Add(float64(x), 1)
		}
	}
}

// AddSplit adds each value of xs to with where its class is from or more, and to without where it is less, such as incomes
// by the tier that people hold. It panics if the lengths differ. It is twice as fast where with follows without in an array, on a processor with AVX2.
func AddSplit(xs []float32, class []uint8, from uint8, with, without *Filler) {
	if len(xs) != len(class) {
		panic("histogram: classes length mismatch")
	}
	for len(xs) > 0 {
		n := without.take(with.free(len(xs))) // room for all of them in both: spilling early costs next to nothing
		with.take(n)
		addSplit(xs[:n], class[:n], from, with, without)
		xs, class = xs[n:], class[n:]
	}
}

func addSplit(xs []float32, class []uint8, from uint8, with, without *Filler) {
	for vector.AVX2 && len(xs) >= eight {
		n := (*vector.Bins)(&without.bins).AddBy(xs, class, from, (*vector.Bins)(&with.bins)) // as many as have a bin
		xs, class = xs[n:], class[n:]
		n = min(eight, len(xs))
		addEachSplit(xs[:n], class[:n], from, [2]*Filler{without, with})
		xs, class = xs[n:], class[n:]
	}
	addEachSplit(xs, class, from, [2]*Filler{without, with})
}

func addEachSplit(xs []float32, class []uint8, from uint8, to [2]*Filler) {
	class = class[:len(xs)]
	for i, x := range xs {
		side := 0
		if class[i] >= from {
			side = 1
		}
		f := to[side]
		b := math.Float32bits(x)
		if k := b>>fillerShift - fillerFirst; k < fillerBins {
			f.bins[k] += fillerOne | uint64(b&fillerLow)
		} else {
			f.rest.Add(float64(x), 1)
		}
	}
}

// free returns how many of n more values fit, at least 1, after making room if there was none.
func (f *Filler) free(n int) int {
	if f.held == fillerRoom {
		f.moveTo(&f.rest, 1)
	}
	return min(n, fillerRoom-f.held)
}

// take is free, and reserves the room.
func (f *Filler) take(n int) int {
	n = f.free(n)
	f.held += n
	return n
}

// moveTo moves the bins to h, each value weight times.
func (f *Filler) moveTo(h *Histogram, weight int64) {
	if f.held == 0 {
		return
	}
	for k, b := range &f.bins {
		if b != 0 {
			h.addBin(k, b>>fillerSum, b&(fillerOne-1), weight)
			f.bins[k] = 0
		}
	}
	f.held = 0
}

// addBin adds weight times what a filler's bin k holds: so many people, and the sum of the mantissa bits that its name drops.
func (h *Histogram) addBin(k int, people, low uint64, weight int64) {
	const shift = 52 - 23                                                 // from mantissas of float32 to those of float64
	head := uint64(1<<23|k&(1<<DefaultPrecision-1)<<fillerShift) << shift // mantissa of the bin's lower edge
	octave := (k+fillerFirst)>>DefaultPrecision - 127 + 1023
	hi, lo := bits.Mul64(people, head)
	c := cell{int64(people), hi, lo}
	c.add(0, low>>(64-shift), low<<shift)
	c = c.times(weight)
	h.pos.at(octave<<DefaultPrecision|k&(1<<DefaultPrecision-1)).add(c.count, c.hi, c.lo)
	h.total += c.count
}

// FlushInto adds all values, each weight times, to h and empties the filler. It returns ErrPrecision unless h is of DefaultPrecision,
// and ErrOverflow; then neither has changed. It panics if weight is negative.
func (f *Filler) FlushInto(h *Histogram, weight int64) error {
	if weight < 0 {
		panic("histogram: negative weight")
	}
	if weight == 0 {
		f.Reset()
		return nil
	}
	if err := h.takes(&f.rest, int64(f.held), weight); err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	h.mergeTimes(&f.rest, weight)
	f.moveTo(h, weight)
	f.rest.Reset()
	return nil
}

// Reset empties the filler.
func (f *Filler) Reset() { *f = Filler{} }

// A WeightedFiller is a Filler whose values have weights of their own, such as the shares of a price that people pay, in
// small units. What it adds to a histogram is to the bit what Histogram.Add would have added. It takes 128 KiB.
//
// The zero value is ready to use. It is for one goroutine.
type WeightedFiller struct {
	bins [fillerBins]struct{ weight, low uint64 } // low: sum of weight times the mantissa bits that the bin's name drops
	held int64                                    // weight that bins may hold, at most weightedRoom
	rest Histogram                                // values outside the window, and bins that were full
}

const weightedRoom = 1<<(64-fillerShift) - 1 // 2^48 - 1: low cannot overflow up to it

// AddAll adds every value of xs with a weight, best far below 2^48, where bins are full. A weight of 0 adds nothing. It
// panics if weight is negative or the total weight reaches 2^63.
func (f *WeightedFiller) AddAll(xs []float32, weight int64) {
	if weight <= 0 || weight > weightedRoom {
		for _, x := range xs {
			f.rest.Add(float64(x), weight)
		}
		return
	}
	for len(xs) > 0 {
		if weightedRoom-f.held < weight {
			if f.rest.total > math.MaxInt64-f.held {
				panic("histogram: total weight overflows 63 bits")
			}
			f.moveTo(&f.rest)
		}
		n := int(min(int64(len(xs)), (weightedRoom-f.held)/weight))
		f.held += int64(n) * weight
		f.addAll(xs[:n], weight)
		xs = xs[n:]
	}
}

func (f *WeightedFiller) addAll(xs []float32, weight int64) {
	for _, x := range xs {
		b := math.Float32bits(x)
		if k := b>>fillerShift - fillerFirst; k < fillerBins {
			bin := &f.bins[k]
			bin.weight += uint64(weight)
			bin.low += uint64(weight) * uint64(b&fillerLow)
		} else {
			f.rest.Add(float64(x), weight)
		}
	}
}

// moveTo moves the bins to h.
func (f *WeightedFiller) moveTo(h *Histogram) {
	for k := range f.bins {
		if b := &f.bins[k]; b.weight != 0 {
			h.addBin(k, b.weight, b.low, 1)
			b.weight, b.low = 0, 0
		}
	}
	f.held = 0
}

// FlushInto adds all values to h and empties the filler. It returns ErrPrecision unless h is of DefaultPrecision, and
// ErrOverflow; then neither has changed.
func (f *WeightedFiller) FlushInto(h *Histogram) error {
	if err := h.takes(&f.rest, f.held, 1); err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	h.mergeTimes(&f.rest, 1)
	f.moveTo(h)
	f.rest.Reset()
	return nil
}
