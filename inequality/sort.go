package inequality

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// sortFloats sorts x in place, ascending, and turns -0 into +0. x holds no NaN.
//
// It is a radix sort of the bit patterns, which order as the numbers do once those of negative numbers are flipped: one split
// by the leading bits into pieces that fit the cache, then each piece by its other bits, 8 at a time from the last. The result does not
// depend on the number of processors. Cost O(n); it allocates as much as x takes. Source: Knuth, The Art of Computer
// Programming 3, 5.2.5.
func sortFloats(x []float64) {
	if len(x) <= fewFloats {
		positiveZeros(x)
		slices.Sort(x)
		return
	}
	sortColumns(columns{x: x}, runtime.GOMAXPROCS(0))
}

// sortPairs sorts x as sortFloats does, and moves w along; equal values keep the order of their weights. It returns the room that it took, for other use; none for
// few values.
func sortPairs(x, w []float64) (room columns) {
	return sortColumns(columns{x, w}, runtime.GOMAXPROCS(0))
}

const (
	fewFloats = 256     // faster by comparisons
	fewPairs  = 32      // faster by insertion
	piece     = 1 << 17 // values that fit the second-level cache twice
	crowd     = 1 << 20 // values that are worth several workers
	partBits  = 14      // aim at parts of 2^14 values,
	manyBits  = 12      // but at no more than 2^12 parts at once: a page of memory each
)

// columns are values, and weights beside them or none.
type columns struct{ x, w []float64 }

func (c columns) slice(from, to int) columns {
	if c.w == nil {
		return columns{x: c.x[from:to]}
	}
	return columns{c.x[from:to], c.w[from:to]}
}

func (c columns) copyTo(to columns) {
	copy(to.x, c.x)
	copy(to.w, c.w)
}

func (c columns) like() columns {
	l := columns{x: make([]float64, len(c.x))}
	if c.w != nil {
		l.w = make([]float64, len(c.w))
	}
	return l
}

func sortColumns(c columns, workers int) (room columns) {
	if len(c.x) < crowd {
		workers = 1
	}
	onWorkers(workers, func(i int) {
		from, to := chunk(len(c.x), i, workers)
		positiveZeros(c.x[from:to])
	})
	if len(c.x) <= fewPairs {
		insertionSort(c)
		return columns{}
	}
	room = c.like()
	radixSort(c, room, false, workers)
	return room
}

// roomFor returns n values in room, or new ones where room is too small or most of it would be left over.
func roomFor(n int, room []float64) []float64 {
	if n <= len(room) && len(room) <= 2*n {
		return room[:n]
	}
	return make([]float64, n)
}

func positiveZeros(x []float64) {
	for i, v := range x {
		if v == 0 {
			x[i] = 0
		}
	}
}

// sortKey orders as x does.
func sortKey(x float64) uint64 {
	b := math.Float64bits(x)
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}

// radixSort sorts c with room beside it, and leaves the result in room if inRoom, else in c. It is stable.
func radixSort(c, room columns, inRoom bool, workers int) {
	if len(c.x) < crowd {
		workers = 1
	}
	lo, hi := keyRange(c.x, workers)
	switch {
	case lo == hi:
		if inRoom {
			c.copyTo(room)
		}
	case len(c.x) <= piece:
		sortPiece(c, room, lo, hi, inRoom)
	default:
		ends := distribute(c, room, lo, hi, workers)
		sortParts(c, room, ends, inRoom, workers)
	}
}

// sortParts sorts each part of room between two ends. Large parts are done one after another by all workers, then each worker takes the
// next of the others.
func sortParts(c, room columns, ends []int, inRoom bool, workers int) {
	part := func(i, workers int) {
		from := 0
		if i > 0 {
			from = ends[i-1]
		}
		radixSort(room.slice(from, ends[i]), c.slice(from, ends[i]), !inRoom, workers)
	}
	size := func(i int) int {
		if i == 0 {
			return ends[0]
		}
		return ends[i] - ends[i-1]
	}
	for i := range ends {
		if size(i) >= crowd {
			part(i, workers)
		}
	}
	var next atomic.Int64
	onWorkers(workers, func(int) {
		for i := int(next.Add(1)) - 1; i < len(ends); i = int(next.Add(1)) - 1 {
			if n := size(i); n > 0 && n < crowd {
				part(i, 1)
			}
		}
	})
}

// atOnce runs what is to be done with n values, at once if they are many.
func atOnce(n int, do ...func()) {
	workers := 1
	if n >= crowd {
		workers = len(do)
	}
	onWorkers(workers, func(worker int) {
		for i := worker; i < len(do); i += workers {
			do[i]()
		}
	})
}

// onWorkers runs f(0) to f(workers-1) at once and waits.
func onWorkers(workers int, f func(worker int)) {
	if workers == 1 {
		f(0)
		return
	}
	var g sync.WaitGroup
	for i := range workers {
		g.Go(func() { f(i) })
	}
	g.Wait()
}

// chunk returns the bounds of worker's part of n values.
func chunk(n, worker, workers int) (from, to int) {
	return n/workers*worker + min(worker, n%workers), n/workers*(worker+1) + min(worker+1, n%workers)
}

// keyRange returns the smallest and largest key.
func keyRange(x []float64, workers int) (lo, hi uint64) {
	los, his := make([]float64, workers), make([]float64, workers)
	onWorkers(workers, func(i int) {
		from, to := chunk(len(x), i, workers)
		lo, hi := x[from], x[from]
		for _, v := range x[from:to] {
			if v < lo {
				lo = v
			}
			if v > hi {
				hi = v
			}
		}
		los[i], his[i] = lo, hi
	})
	return sortKey(slices.Min(los)), sortKey(slices.Max(his))
}

// distribute moves c into room by the leading bits of key - lo and returns where each part ends.
func distribute(c, room columns, lo, hi uint64, workers int) (ends []int) {
	digit := min(max(bits.Len(uint(len(c.x)))-partBits, 3), manyBits)
	shift := uint(max(bits.Len64(hi-lo)-digit, 0))
	parts := int((hi-lo)>>shift) + 1
	at := make([]*[1 << manyBits]int, workers) // where each worker puts its next value of each part
	onWorkers(workers, func(i int) {
		from, to := chunk(len(c.x), i, workers)
		at[i] = new([1 << manyBits]int)
		countDigits(c.x[from:to], at[i], lo, shift)
	})
	ends = make([]int, parts)
	var sum int
	for p := range parts {
		for i := range workers {
			at[i][p], sum = sum, sum+at[i][p]
		}
		ends[p] = sum
	}
	onWorkers(workers, func(i int) {
		from, to := chunk(len(c.x), i, workers)
		scatterDigits(c.slice(from, to), room, at[i], lo, shift)
	})
	return ends
}

func countDigits(x []float64, n *[1 << manyBits]int, lo uint64, shift uint) {
	for _, v := range x {
		n[(sortKey(v)-lo)>>(shift&63)&(1<<manyBits-1)]++
	}
}

// scatterDigits moves each value of c to the next place in to of its digit of key - lo.
func scatterDigits(c, to columns, at *[1 << manyBits]int, lo uint64, shift uint) {
	if c.w == nil {
		for _, v := range c.x {
			d := (sortKey(v) - lo) >> (shift & 63) & (1<<manyBits - 1)
			to.x[at[d]] = v
			at[d]++
		}
		return
	}
	w := c.w[:len(c.x)]
	for i, v := range c.x {
		d := (sortKey(v) - lo) >> (shift & 63) & (1<<manyBits - 1)
		j := at[d]
		to.x[j], to.w[j] = v, w[i]
		at[d] = j + 1
	}
}

// sortPiece sorts c by the leading bits of key - lo, as many as usually tell all values apart, and repairs by insertion
// what they did not; where that is much, it sorts by all bits.
func sortPiece(c, room columns, lo, hi uint64, inRoom bool) {
	all := uint(bits.Len64(hi - lo))
	known := all - min(all, uint(bits.Len(uint(len(c.x))))+6) // bits left to the insertion
	if len(c.x) <= fewPairs {
		known = all
	}
	c, room, inRoom = sortBytes(c, room, inRoom, lo, known, all)
	if known > 0 && !insertionSort(c) {
		c, room, inRoom = sortBytes(c, room, inRoom, lo, 0, all)
	}
	if inRoom {
		c.copyTo(room)
	}
}

// sortBytes sorts c by the bits of key - lo from first to last, eight at a time, and returns where the result is.
func sortBytes(c, room columns, inRoom bool, lo uint64, first, last uint) (result, other columns, otherWanted bool) {
	var at [256]uint32
	for shift := first; shift < last; shift += 8 {
		if countBytes(c.x, &at, lo, shift) {
			continue
		}
		scatterBytes(c, room, &at, lo, shift)
		c, room, inRoom = room, c, !inRoom
	}
	return c, room, inRoom
}

// countBytes sets at to where the values of each byte begin, and reports whether all have the same byte.
func countBytes(x []float64, at *[256]uint32, lo uint64, shift uint) (same bool) {
	clear(at[:])
	for _, v := range x {
		at[uint8((sortKey(v)-lo)>>(shift&63))]++
	}
	var sum uint32
	for d, n := range at {
		if int(n) == len(x) {
			return true
		}
		at[d] = sum
		sum += n
	}
	return false
}

func scatterBytes(c, to columns, at *[256]uint32, lo uint64, shift uint) {
	if c.w == nil {
		for _, v := range c.x {
			d := uint8((sortKey(v) - lo) >> (shift & 63))
			to.x[at[d]] = v
			at[d]++
		}
		return
	}
	w := c.w[:len(c.x)]
	for i, v := range c.x {
		d := uint8((sortKey(v) - lo) >> (shift & 63))
		j := at[d]
		to.x[j], to.w[j] = v, w[i]
		at[d] = j + 1
	}
}

// insertionSort is stable. It gives up, and returns false, after as many moves as radix passes would take.
func insertionSort(c columns) bool {
	budget := 16*len(c.x) + fewPairs*fewPairs
	for i := 1; i < len(c.x); i++ {
		v := c.x[i]
		j := i
		for j > 0 && v < c.x[j-1] {
			c.x[j] = c.x[j-1]
			j--
		}
		if j == i {
			continue
		}
		c.x[j] = v
		if c.w != nil {
			w := c.w[i]
			copy(c.w[j+1:i+1], c.w[j:i])
			c.w[j] = w
		}
		if budget -= i - j; budget < 0 {
			return false
		}
	}
	return true
}
