//go:build goexperiment.simd && go1.27 && !purego

package agent

// Where the processor has no vectors, or GODEBUG=simd=0, the tests run the simd kernel emulated.
func init() { emulate, HasVectors = true, true }
