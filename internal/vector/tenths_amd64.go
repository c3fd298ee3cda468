//go:build !purego

package vector

// Tenths adds to counts how many of the first bytes of x are 1 to 10, of those whose class is of, and returns how many bytes it has looked at: whole
// vectors of 32. x and class are as long.
func Tenths(x, class []uint8, of uint8, counts *[10]uint64) (done int) {
	if !AVX2 {
		return 0
	}
	const most = 255 * 32 // a byte counts to 255
	class = class[:len(x)]
	for len(x)-done >= 32 {
		n := min((len(x)-done)&^31, most)
		tenths(&x[done], &class[done], of, counts, n)
		done += n
	}
	return done
}

//go:noescape
func tenths(x, class *uint8, of uint8, counts *[10]uint64, n int)
