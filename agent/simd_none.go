//go:build !(goexperiment.simd && go1.27) || purego

package agent

// Kernel names the kernel that updates people: "portable", or "simd/" and the width of its vectors in bits.
func Kernel() string { return "portable" }

// vectors would update the block's first people, and returns how many: none.
func vectors(b *Block, _ *Month) int {
	b.scratch = nil
	return 0
}

// beyondVectors would look at the first numbers of a column, and returns how many: none.
func beyondVectors([]float32, uint32, uint32) (done int, any uint32) { return 0, 0 }
