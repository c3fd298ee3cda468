//go:build goexperiment.simd && go1.27 && !purego

package vector

import "encoding/binary"

// narrow is Narrow for all processors.
func narrow(dst []uint8, src []uint32) {
	dst = dst[:len(src)]
	for i, x := range src {
		dst[i] = uint8(x)
	}
}

// notZero is NotZero for all processors: eight bytes at a time, whose top bits are set unless they are 0 and then moved together.
func notZero(bytes *[64]uint8) (set uint64) {
	const low, top = 0x7f7f7f7f7f7f7f7f, 0x8080808080808080
	for i := 0; i < len(bytes); i += 8 {
		x := binary.LittleEndian.Uint64(bytes[i:])
		x = ((x&low + low) | x) & top
		set |= x >> 7 * 0x0102040810204080 >> 56 << i
	}
	return set
}
