//go:build goexperiment.simd && go1.27 && !purego && !amd64

package agent

import "simd"

func bitsOf(m simd.Mask32s) uint64 { return bitsOfAny(m) }

func transpose(x0, x1, x2, x3 simd.Uint32s) (y0, y1, y2, y3 simd.Uint32s) {
	return transposeAny(x0, x1, x2, x3)
}

// leave has nothing to clear: only amd64 has two kinds of vector instructions that mind each other.
func leave() {}
