//go:build !purego

package vector

// Marks writes a bit for each of the first numbers of a column, none of which is below 0: whether it is above. It returns how many numbers it has
// looked at: whole eights, a byte of marks each.
func Marks(column []float32, to []uint8) (done int) {
	n := len(column) &^ 7
	if !AVX2 || n == 0 {
		return 0
	}
	to = to[:n/8]
	marks(&column[0], &to[0], n)
	return n
}

//go:noescape
func marks(column *float32, to *uint8, n int)
