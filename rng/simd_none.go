//go:build !(goexperiment.simd && go1.27) || purego

package rng

// vectors would write the first words of Quads, and returns how many: none.
func (k Key) vectors([]uint32, uint64, int, Purpose, uint32) int { return 0 }

// vectors would write the first quantiles of All, and returns how many: none.
func (t *Table) vectors([]float32, []uint32) int { return 0 }
