//go:build goexperiment.simd && go1.27 && !purego && !amd64

package agent

// What simd_amd64.go does in vectors, for the other processors that package simd serves.

// endVectors has nothing to do where scalar code does not wait for vector registers.
func endVectors() {}

func narrow(dst *[groupLen]uint8, src *[groupLen]uint32) { narrowAny(dst, src) }

func interleave(dst *[groupLen]uint32, src *[4][groupLen / 4]uint32, first int) {
	for i := first; i < first+lanes; i++ {
		for word := range src {
			dst[4*quadAt(i)+word] = src[word][i]
		}
	}
}
