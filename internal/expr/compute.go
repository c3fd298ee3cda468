package expr

import "go/token"

// Fill fills dst with a number, or with 0 and 1 for a condition, whether it differs between people or not.
func (n *Node[V]) Fill(v V, lo int, dst []float64) {
	switch {
	case n.Constant != nil:
		x := n.Constant(v)
		for i := range dst {
			dst[i] = x
		}
	case n.Kind == Truth:
		m := v.Lend().masks.push(len(dst))
		n.Mask(v, lo, m)
		for i, b := range m {
			dst[i] = float64(b)
		}
		v.Lend().masks.pop()
	default:
		n.Values(v, lo, dst)
	}
}

// FillMask is Fill for conditions.
func (n *Node[V]) FillMask(v V, lo int, dst []uint8) {
	if n.Constant == nil {
		n.Mask(v, lo, dst)
		return
	}
	b := uint8(n.Constant(v))
	for i := range dst {
		dst[i] = b
	}
}

func not[V View](a Node[V]) Node[V] {
	if a.Constant != nil {
		return Node[V]{Kind: Truth, Constant: func(v V) float64 { return 1 - a.Constant(v) }}
	}
	return Truths(func(v V, lo int, dst []uint8) {
		a.Mask(v, lo, dst)
		for i := range dst {
			dst[i] ^= 1
		}
	})
}

func logic[V View](op token.Token, a, b Node[V]) Node[V] {
	if a.Constant != nil && b.Constant != nil {
		return Node[V]{Kind: Truth, Constant: func(v V) float64 {
			if op == token.LAND {
				return min(a.Constant(v), b.Constant(v))
			}
			return max(a.Constant(v), b.Constant(v))
		}}
	}
	return Truths(func(v V, lo int, dst []uint8) {
		other := v.Lend().masks.push(len(dst))
		a.FillMask(v, lo, dst)
		b.FillMask(v, lo, other)
		if op == token.LAND {
			for i, y := range other {
				dst[i] &= y
			}
		} else {
			for i, y := range other {
				dst[i] |= y
			}
		}
		v.Lend().masks.pop()
	})
}

func arithmetic[V View](op token.Token, a, b Node[V]) Node[V] {
	return pairwise(a, b, func(xs, ys []float64) { combine(op, xs, ys) })
}

// combine sets each x to x op y.
func combine(op token.Token, xs, ys []float64) {
	ys = ys[:len(xs)]
	switch op {
	case token.ADD:
		for i, y := range ys {
			xs[i] += y
		}
	case token.SUB:
		for i, y := range ys {
			xs[i] -= y
		}
	case token.MUL:
		for i, y := range ys {
			xs[i] *= y
		}
	default:
		for i, y := range ys {
			xs[i] /= y
		}
	}
}

// least is the smaller of two numbers, or the larger; NaN if one of them is.
func least[V View](a, b Node[V], largest bool) Node[V] {
	pick := func(xs, ys []float64) {
		for i, y := range ys {
			xs[i] = min(xs[i], y)
		}
	}
	if largest {
		pick = func(xs, ys []float64) {
			for i, y := range ys {
				xs[i] = max(xs[i], y)
			}
		}
	}
	return pairwise(a, b, pick)
}

// pairwise is a number made of two: pick sets each x to what it makes of it and its y.
func pairwise[V View](a, b Node[V], pick func(xs, ys []float64)) Node[V] {
	if a.Constant != nil && b.Constant != nil {
		return Node[V]{Kind: Number, Constant: func(v V) float64 {
			x := []float64{a.Constant(v)}
			pick(x, []float64{b.Constant(v)})
			return x[0]
		}}
	}
	return Numbers(func(v V, lo int, dst []float64) {
		other := v.Lend().numbers.push(len(dst))
		a.Fill(v, lo, dst)
		b.Fill(v, lo, other)
		pick(dst, other)
		v.Lend().numbers.pop()
	})
}

func comparison[V View](op token.Token, a, b Node[V]) Node[V] {
	if a.Constant != nil && b.Constant != nil {
		return Node[V]{Kind: Truth, Constant: func(v V) float64 {
			var is [1]uint8
			compare(op, []float64{a.Constant(v)}, b.Constant(v), is[:])
			return float64(is[0])
		}}
	}
	if a.Constant != nil {
		mirror := map[token.Token]token.Token{token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ, token.GEQ: token.LEQ}
		if other, ok := mirror[op]; ok {
			op = other
		}
		a, b = b, a
	}
	return Truths(func(v V, lo int, dst []uint8) {
		xs := v.Lend().numbers.push(len(dst))
		a.Values(v, lo, xs)
		limit := 0.0
		if b.Constant != nil {
			limit = b.Constant(v)
		} else {
			ys := v.Lend().numbers.push(len(dst))
			b.Values(v, lo, ys)
			combine(token.SUB, xs, ys)
			v.Lend().numbers.pop()
		}
		compare(op, xs, limit, dst)
		v.Lend().numbers.pop()
	})
}

// compare sets dst to 1 where x op y.
func compare(op token.Token, xs []float64, y float64, dst []uint8) {
	dst = dst[:len(xs)]
	switch op {
	case token.EQL:
		for i, x := range xs {
			dst[i] = Bit(x == y)
		}
	case token.NEQ:
		for i, x := range xs {
			dst[i] = Bit(x != y)
		}
	case token.LSS:
		for i, x := range xs {
			dst[i] = Bit(x < y)
		}
	case token.LEQ:
		for i, x := range xs {
			dst[i] = Bit(x <= y)
		}
	case token.GTR:
		for i, x := range xs {
			dst[i] = Bit(x > y)
		}
	default:
		for i, x := range xs {
			dst[i] = Bit(x >= y)
		}
	}
}

// Bit is 1 if x is true; it compiles to one instruction.
func Bit(x bool) uint8 {
	var b uint8
	if x {
		b = 1
	}
	return b
}
