package expr

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"math"
	"slices"
)

// bins groups a number by edges. An edge belongs to the bin above it.
func (c *compiler[V]) bins(x *ast.CallExpr, of Node[V]) (Node[V], error) {
	var edges []float64
	for _, arg := range x.Args[1:] {
		edge, ok := numeral(arg)
		if !ok {
			return Node[V]{}, at(arg, "got %s, want a number as an edge", c.excerpt(arg))
		}
		if len(edges) > 0 && edge <= edges[len(edges)-1] {
			return Node[V]{}, at(arg, "got %v after %v, want edges in increasing order", edge, edges[len(edges)-1])
		}
		edges = append(edges, edge)
	}
	if len(edges) > maxEdges {
		return Node[V]{}, at(x, "got %d edges, want at most %d", len(edges), maxEdges)
	}
	return Node[V]{Kind: Binned, Class: binClass(of, edges)}, nil
}

const maxEdges = 1000

// numeral returns the value of a number as it is written.
func numeral(tree ast.Expr) (float64, bool) {
	switch x := tree.(type) {
	case *ast.BasicLit:
		if x.Kind != token.INT && x.Kind != token.FLOAT {
			return 0, false
		}
		value, _ := constant.Float64Val(constant.MakeFromLiteral(x.Value, x.Kind, 0))
		return value, !math.IsInf(value, 0)
	case *ast.UnaryExpr:
		value, ok := numeral(x.X)
		return -value, ok && x.Op == token.SUB
	}
	return 0, false
}

func binClass[V View](of Node[V], edges []float64) *Class[V] {
	labels := []string{fmt.Sprintf("< %v", edges[0])}
	for i, edge := range edges[1:] {
		labels = append(labels, fmt.Sprintf("%v to %v", edges[i], edge))
	}
	labels = append(labels, fmt.Sprintf(">= %v", edges[len(edges)-1]), "undefined")
	if of.Constant != nil {
		return &Class[V]{Labels: labels, Constant: func(v V) int {
			var code [1]uint16
			sortInto(edges, []float64{of.Constant(v)}, code[:])
			return int(code[0])
		}}
	}
	return &Class[V]{Labels: labels, Codes: func(v V, lo int, dst []uint16) {
		s := v.Lend()
		xs := s.numbers.push(len(dst))
		of.Values(v, lo, xs)
		sortInto(edges, xs, dst)
		s.numbers.pop()
	}}
}

// sortInto sets dst to the bins of numbers: how many edges are not above them; one more than there are bins for NaN.
func sortInto(edges, xs []float64, dst []uint16) {
	dst = dst[:len(xs)]
	clear(dst)
	if len(edges) > 16 {
		for i, x := range xs {
			n, found := slices.BinarySearch(edges, x)
			dst[i] = uint16(n) + uint16(Bit(found))
		}
	} else {
		for _, edge := range edges {
			for i, x := range xs {
				dst[i] += uint16(Bit(x >= edge))
			}
		}
	}
	for i, x := range xs {
		if x != x {
			dst[i] = uint16(len(edges) + 1)
		}
	}
}
