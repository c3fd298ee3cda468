//go:build !(goexperiment.simd && go1.27) || purego

package population

// vectors would write the first values of onLines, and returns how many: none.
func (g *groupTraits) vectors([]float32, []uint32, []float32) int { return 0 }
