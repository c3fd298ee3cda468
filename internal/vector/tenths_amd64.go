//go:build !purego

package vector

import "slices"

// Count adds to counts how often each number below 8 occurs among numbers below 16, and reports whether it has.
func Count(x []uint8, counts *[8]int64) (done bool) {
	if !AVX2 {
		return false
	}
	var sums [8][4]int64
	n := len(x) &^ 31
	if n > 0 {
		count(&x[0], &sums, n)
	}
	if n < len(x) {
		last := none
		copy(last[:], x[n:])
		count(&last[0], &sums, len(last))
	}
	for i := range counts {
		s := &sums[i]
		counts[i] += s[0] + s[1] + s[2] + s[3]
	}
	return true
}

// none are numbers that are not counted.
var none = [32]uint8(slices.Repeat([]uint8{0xff}, 32))

// count adds to sums how often each number below 8 occurs among n below 16, n being a multiple of 32.
//
//go:noescape
func count(x *uint8, sums *[8][4]int64, n int)

// Tenths adds to counts how many of the first bytes of x are 1 to 10, of those whose class is of, and returns how many bytes it has looked at: whole
// vectors of 32. x and class are as long.
func Tenths(x, class []uint8, of uint8, counts *[10]uint64) (done int) {
	if !AVX2 {
		return 0
	}
	class = class[:len(x)]
	for len(x)-done >= 32 {
		n := min((len(x)-done)&^31, mostTenths)
		tenths(&x[done], &class[done], of, counts, n)
		done += n
	}
	return done
}

// mostTenths is how many bytes are counted at once: a byte counts to 255.
const mostTenths = 255 * 32

// TenthsBut is Tenths of those whose class is another.
func TenthsBut(x, class []uint8, but uint8, counts *[10]uint64) (done int) {
	if !AVX2 {
		return 0
	}
	class = class[:len(x)]
	for len(x)-done >= 32 {
		n := min((len(x)-done)&^31, mostTenths)
		tenthsBut(&x[done], &class[done], but, counts, n)
		done += n
	}
	return done
}

// Above writes to the first bytes of to how many of nine ascending cuts are below each of the first numbers of x, which are above 0, and one: in which of ten
// parts it is. It returns how many it has looked at, whole vectors of 8.
func Above(to []uint8, x []float32, cuts *[9]float32) (done int) {
	if done = len(x) &^ 7; !AVX2 || done == 0 {
		return 0
	}
	to = to[:len(x)]
	above(&x[0], cuts, &to[0], done)
	return done
}

//go:noescape
func tenths(x, class *uint8, of uint8, counts *[10]uint64, n int)

//go:noescape
func tenthsBut(x, class *uint8, of uint8, counts *[10]uint64, n int)

//go:noescape
func above(x *float32, cuts *[9]float32, to *uint8, n int)
