//go:build !purego

package vector

// Members marks who has a habit, which is not below 0, of at most 256 people: a bit for each person, a byte for eight. It lists them, ascending, and
// returns how many people it has looked at, whole eights, and how many of them are listed.
func Members(habit []float32, marks []uint8, list *[256]uint8) (done, people int) {
	n := len(habit) &^ 7
	if !AVX2 || n == 0 {
		return 0, 0
	}
	marks = marks[:n/8]
	_ = list[n-1]
	return n, members(&habit[0], &marks[0], &list[0], n)
}

// Pack puts the numbers of some of the first columns into bytes, least significant first, one column after the other: of those listed, by their numbers
// from person lo on. It returns how many columns it has packed.
func Pack(columns [][]float32, lo int, list, to []uint8) (done int) {
	const at = 5 // at once
	n := len(list)
	if !AVX2 || n == 0 {
		return 0
	}
	last := lo + int(list[n-1])
	var from [at]*float32
	for j := range from {
		from[j] = &columns[j][lo : last+1][0]
	}
	pack(&from, &list[0], &to[:at*4*n][0], n)
	return at
}

//go:noescape
func members(habit *float32, marks, list *uint8, n int) (people int)

//go:noescape
func pack(columns *[5]*float32, list, to *uint8, n int)
