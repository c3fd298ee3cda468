//go:build goexperiment.simd && go1.27 && !purego

package agent

import "simd"

// bitsOfAny is bitsOf for all processors.
func bitsOfAny(m simd.Mask32s) (b uint64) {
	var lanes [16]int32
	x := m.ToInt32s()
	x.Store(lanes[:])
	for i, v := range lanes[:x.Len()] {
		b |= uint64(v&1) << i
	}
	return b
}

// transposeAny is transpose for all processors.
func transposeAny(x0, x1, x2, x3 simd.Uint32s) (y0, y1, y2, y3 simd.Uint32s) {
	var words [4][16]uint32
	var people [64]uint32
	x0.Store(words[0][:])
	x1.Store(words[1][:])
	x2.Store(words[2][:])
	x3.Store(words[3][:])
	n := x0.Len()
	for lane := range n {
		quad := n/4*(lane%4) + lane/4
		for i := range words {
			people[4*quad+i] = words[i][lane]
		}
	}
	return simd.LoadUint32s(people[:]), simd.LoadUint32s(people[n:]), simd.LoadUint32s(people[2*n:]), simd.LoadUint32s(people[3*n:])
}
