//go:build goexperiment.simd && go1.27 && !purego

package agent

// narrowAny is narrow for all processors.
func narrowAny(dst *[groupLen]uint8, src *[groupLen]uint32) {
	for i, x := range src {
		dst[i] = uint8(x)
	}
}

// quadAt is the quad in place i of a row of words. In this order, which changes places within rows of 16, interleaving the
// quarters of the widest vectors is enough to put people in order.
func quadAt(i int) int { return i&^(lanes-1) + 4*(i%4) + i%lanes/4 }
