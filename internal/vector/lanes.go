//go:build goexperiment.simd && go1.27 && !purego

package vector

// narrow is Narrow for all processors.
func narrow(dst []uint8, src []uint32) {
	dst = dst[:len(src)]
	for i, x := range src {
		dst[i] = uint8(x)
	}
}
