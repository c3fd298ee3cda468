//go:build goexperiment.simd && go1.27 && !purego

package population

import (
	"simd"

	"github.com/cogap/cogap/internal/vector"
)

// vectors writes the first values of onLines, as many as fill whole vectors, and returns how many.
func (g *groupTraits) vectors(dst []float32, words []uint32, z []float32) int {
	if simd.Emulated() {
		return 0
	}
	n := len(dst) &^ (vector.Lanes - 1)
	onLines(g.lines, dst[:n], words, z)
	return n
}

func onLines(lines []line32, dst []float32, words []uint32, z []float32) {
	for i := 0; i < len(dst); i += (simd.Uint32s{}).Len() {
		w := simd.LoadUint32s(words[i:])
		a, b := simd.BroadcastFloat32s(lines[0].a), simd.BroadcastFloat32s(lines[0].b)
		for _, l := range lines[1:] {
			on := w.GreaterEqual(simd.BroadcastUint32s(l.first))
			a, b = simd.BroadcastFloat32s(l.a).IfElse(on, a), simd.BroadcastFloat32s(l.b).IfElse(on, b)
		}
		b.Mul(simd.LoadFloat32s(z[i:])).Add(a).Store(dst[i:])
	}
	vector.End()
}
