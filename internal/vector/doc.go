// Package vector holds what several packages compute in vectors, on Go's standard package simd. It is empty where that is
// not built; what uses it is a faster way to the same bits.
package vector
