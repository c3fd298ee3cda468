//go:build !purego

package fmath

import "github.com/cogap/cogap/internal/vector"

// This file calls what agent/generate.go writes of fmath.go: AVX2 for as many eights of numbers as a column has. Each function returns how many it has
// done.

func eights(n int) int {
	if !vector.AVX2 {
		return 0
	}
	return n &^ 7
}

func expWide(x []float32) int {
	n := eights(len(x))
	if n > 0 {
		allExpAVX2(&x[0], n)
	}
	return n
}

func logWide(x []float32) int {
	n := eights(len(x))
	if n > 0 {
		allLogAVX2(&x[0], n)
	}
	return n
}

func exponentialWide(dst []float32, words []uint32) int {
	n := eights(len(words))
	if n > 0 {
		exponentialAVX2(&words[0], &dst[0], n)
	}
	return n
}

//go:noescape
func allExpAVX2(x *float32, n int)

//go:noescape
func allLogAVX2(x *float32, n int)

//go:noescape
func exponentialAVX2(words *uint32, waits *float32, n int)
