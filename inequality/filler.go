package inequality

import (
	"fmt"
	"math"
)

// A Filler is the fast way of float32 values into a Histogram of DefaultPrecision: a value costs one load, one addition and one
// store, about a nanosecond. What it adds to the histogram is to the bit what Histogram.Add would have added.
//
// Zeros, negative values and values outside 2^-32 to 2^32 take the slow way of Histogram.Add, some nanoseconds each.
// All values of a Filler count with the same weight, given at FlushInto.
//
// The zero value is ready to use. It is for one goroutine, and takes 64 KiB: keep one per worker and quantity, and flush
// it once per block of many thousand values, since a flush visits all its 8192 bins.
type Filler struct {
	bins [fillerBins]uint64 // people << fillerSum | sum of the mantissa bits that the bin's name drops
	room int                // values that bins can still take before a field could overflow; 0 at first
	rest Histogram          // values outside the window, and bins that were full
}

const (
	fillerShift = 23 - DefaultPrecision          // mantissa bits of a float32 that a bin's name drops
	fillerSum   = (64 + fillerShift) / 2         // width of the sum's field
	fillerRoom  = 1<<(64-fillerSum) - 1          // 2^24 - 1: neither field can overflow sooner
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
	for _, x := range xs {
		b := math.Float32bits(x)
		if k := b>>fillerShift - fillerFirst; k < fillerBins {
			f.bins[k] += fillerOne | uint64(b&fillerLow)
		} else {
			f.rest.Add(float64(x), 1)
		}
	}
}

// AddSplit adds each value of xs to with where its class is not 0, and to without where it is 0, such as incomes by the
// tier that people hold. It panics if the lengths differ.
func AddSplit(xs []float32, class []uint8, with, without *Filler) {
	if len(xs) != len(class) {
		panic("inequality: classes length mismatch")
	}
	for len(xs) > 0 {
		n := without.take(with.free(len(xs))) // room for all of them in both: spilling early costs next to nothing
		with.take(n)
		addSplit(xs[:n], class[:n], [2]*Filler{without, with})
		xs, class = xs[n:], class[n:]
	}
}

func addSplit(xs []float32, class []uint8, to [2]*Filler) {
	class = class[:len(xs)]
	for i, x := range xs {
		f := to[min(class[i], 1)]
		b := math.Float32bits(x)
		if k := b>>fillerShift - fillerFirst; k < fillerBins {
			f.bins[k] += fillerOne | uint64(b&fillerLow)
		} else {
			f.rest.Add(float64(x), 1)
		}
	}
}

// free returns how many of n more values fit, at least 1, after spilling if there was no room.
func (f *Filler) free(n int) int {
	if f.room == 0 {
		f.spill()
	}
	return min(n, f.room)
}

// take is free, and reserves the room.
func (f *Filler) take(n int) int {
	n = f.free(n)
	f.room -= n
	return n
}

// spill moves the bins to the rest.
func (f *Filler) spill() {
	for k, b := range f.bins {
		if b == 0 {
			continue
		}
		f.bins[k] = 0
		people := b >> fillerSum
		low := b & (fillerOne - 1)
		head := uint64(1<<23 | k&(1<<DefaultPrecision-1)<<fillerShift) // mantissa of the bin's lower edge
		octave := (k+fillerFirst)>>DefaultPrecision - 127 + 1023
		key := octave<<DefaultPrecision | k&(1<<DefaultPrecision-1)
		f.rest.pos.at(key).add(int64(people), 0, 0)
		f.rest.pos.at(key).addShifted(people*head+low, 52-23)
		f.rest.total += int64(people)
	}
	f.room = fillerRoom
}

// addShifted adds m << shift to the sum of mantissas.
func (c *cell) addShifted(m uint64, shift uint) { c.add(0, m>>(64-shift), m<<shift) }

// FlushInto adds all values, each weight times, to h and empties the filler. It returns ErrPrecision unless h is of DefaultPrecision,
// and ErrOverflow; then neither has changed. It panics if weight is negative.
func (f *Filler) FlushInto(h *Histogram, weight int64) error {
	if weight < 0 {
		panic("inequality: negative weight")
	}
	f.spill()
	if weight > 0 {
		if err := h.mergeTimes(&f.rest, weight); err != nil {
			return fmt.Errorf("flush: %w", err)
		}
	}
	f.rest.Reset()
	return nil
}

// Reset empties the filler.
func (f *Filler) Reset() { *f = Filler{} }
