//go:build !amd64 || purego

package vector

// AVX2 says that there are functions for the processor: in this build there are none.
const AVX2 = false

// Neighbours does not exist in this build.
func Neighbours(*Key, uint32, *uint32, int) { panic("vector: no AVX2") }

// Products does not exist in this build.
func Products(key *Key, first uint32, factors *[4][8]float32, x, to *float32) {
	panic("vector: no AVX2")
}

// OfBytes does not exist in this build.
func OfBytes(*Key, uint32, uint32, *uint8, *uint32, int) { panic("vector: no AVX2") }

// OfMarked does not exist in this build.
func OfMarked(*Key, uint32, uint32, *uint32, *uint32, int) { panic("vector: no AVX2") }

// OnLines does not exist in this build.
func OnLines(lines *Lines, words *uint32, z, to *float32, n int) { panic("vector: no AVX2") }

// Quantiles does not exist in this build.
func Quantiles(*[2]float32, *uint32, *float32, int) { panic("vector: no AVX2") }

// Count counts nothing in this build.
func Count(x []uint8, counts *[8]int64) (done bool) { return false }

// Tenths looks at nothing in this build.
func Tenths(x, class []uint8, of uint8, counts *[10]uint64) (done int) { return 0 }

// TenthsBut looks at nothing in this build.
func TenthsBut(x, class []uint8, but uint8, counts *[10]uint64) (done int) { return 0 }

// Above looks at nothing in this build.
func Above(to []uint8, x []float32, cuts *[9]float32) (done int) { return 0 }

// Members looks at nobody in this build.
func Members(habit []float32, marks []uint8, list *[256]uint8) (done, people int) { return 0, 0 }

// Pack packs nothing in this build.
func Pack(columns [][]float32, lo int, list, to []uint8) (done int) { return 0 }

// Add adds nothing in this build.
func (b *Bins) Add(x []float32) (done int) { return 0 }

// AddBy adds nothing in this build.
func (b *Bins) AddBy(x []float32, class []uint8, from uint8, others *Bins) (done int) { return 0 }

// Line writes nothing in this build.
func Line(to, x []float32, a, b float32) (done int) { return 0 }

// Mix writes nothing in this build.
func Mix(to, x, y []float32, a, b float32) (done int) { return 0 }
