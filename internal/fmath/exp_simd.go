//go:build goexperiment.simd && go1.27 && !purego

package fmath

import (
	"simd"

	"github.com/cogap/cogap/internal/vector"
)

// expVectors is ExpAll for the first values, as many as fill whole vectors, and returns how many. Each line is one of Exp.
func expVectors(x []float32) int {
	if simd.Emulated() {
		return 0
	}
	at := exps(x)
	vector.End()
	return at
}

func exps(x []float32) int {
	of := simd.BroadcastFloat32s
	toLog2, toRound, hi, lo := of(log2e), of(round), of(ln2Hi), of(ln2Lo)
	p0, p1, p2, p3, p4, p5, one := of(exp0), of(exp1), of(exp2), of(exp3), of(exp4), of(exp5), of(1)
	bias := simd.BroadcastInt32s(127)
	at := 0
	for ; at+one.Len() <= len(x); at += one.Len() {
		x0 := simd.LoadFloat32s(x[at:])
		n := x0.Mul(toLog2).Add(toRound)
		n = n.Sub(toRound)
		r := x0.Sub(n.Mul(hi))
		r = r.Sub(n.Mul(lo))
		z := r.Mul(r)
		p := p0
		p = p.Mul(r).Add(p1)
		p = p.Mul(r).Add(p2)
		p = p.Mul(r).Add(p3)
		p = p.Mul(r).Add(p4)
		p = p.Mul(r).Add(p5)
		y := p.Mul(z).Add(r).Add(one)
		y.Mul(n.ConvertToInt32().Add(bias).ShiftAllLeft(23).ToBits().BitsToFloat32()).Store(x[at:])
	}
	return at
}
