//go:build goexperiment.simd && go1.27 && !purego

package agent

// narrowAny is narrow for all processors.
func narrowAny(dst *[groupLen]uint8, src *[groupLen]uint32) {
	for i, x := range src {
		dst[i] = uint8(x)
	}
}
