//go:build !purego

package vector

// Add adds numbers to bins, until eight of which one has no bin. It returns how many it has added: whole eights.
func (b *Bins) Add(x []float32) (done int) {
	n := len(x) &^ 7
	if !AVX2 || n == 0 {
		return 0
	}
	return bins(&x[0], n, &b[0])
}

// AddBy is Add for numbers of which those whose class is from or more have bins of their own. These must lie a little further in memory, as a neighbour in an array
// or a struct does; of others it adds nothing.
func (b *Bins) AddBy(x []float32, class []uint8, from uint8, others *Bins) (done int) {
	n := len(x) &^ 7
	if !AVX2 || n == 0 {
		return 0
	}
	class = class[:n]
	return binsBy(&x[0], n, &b[0], &class[0], from, &others[0])
}

//go:noescape
func bins(x *float32, n int, bins *uint64) (done int)

//go:noescape
func binsBy(x *float32, n int, bins *uint64, class *uint8, from uint8, others *uint64) (done int)
