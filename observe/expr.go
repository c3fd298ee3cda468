package observe

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/scanner"
	"go/token"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// kind is the type of an expression.
type kind int

const (
	number kind = iota
	truth
	texts
	filters
	binned
)

func (k kind) String() string {
	return [...]string{"a number", "a condition", "a text", "a filter", "bins"}[k]
}

// node is an expression, ready to be computed. What is the same for all people of a chunk has constant (1 is true) or
// text; else numbers have values and conditions have mask, which compute some people of the chunk, from lo on.
type node struct {
	kind     kind
	constant func(*view) float64
	text     func(*view) string
	values   func(v *view, lo int, dst []float64)
	mask     func(v *view, lo int, dst []uint8)
	class    *class // how people are grouped by it; nil if they can't be
}

// class is a way to part people into groups, numbered from 0 in the order of their labels.
type class struct {
	labels   []string
	constant func(*view) int                     // if all of a chunk are in one group
	codes    func(v *view, lo int, dst []uint16) // else
}

func numberNode(values func(v *view, lo int, dst []float64)) node {
	return node{kind: number, values: values}
}

func truthNode(mask func(v *view, lo int, dst []uint8)) node {
	return node{kind: truth, mask: mask, class: &class{labels: []string{"false", "true"}, codes: func(v *view, lo int, dst []uint16) {
		m := v.masks.push(len(dst))
		mask(v, lo, m)
		for i, b := range m {
			dst[i] = uint16(b)
		}
		v.masks.pop()
	}}}
}

// tileLen is how many people an expression is computed for at a time, so that what is in between stays in the
// first-level cache.
const tileLen = 256

// stack lends arrays to expressions that need one for what is in between.
type stack[T any] struct {
	arrays []*[tileLen]T
	used   int
}

func (s *stack[T]) push(n int) []T {
	if s.used == len(s.arrays) {
		s.arrays = append(s.arrays, new([tileLen]T))
	}
	s.used++
	return s.arrays[s.used-1][:n]
}

func (s *stack[T]) pop() { s.used-- }

// longest is how long an expression may be: nobody writes more by hand, and it bounds what is in between.
const longest = 2000

// fault is what is wrong with an expression, and where.
type fault struct {
	column int
	err    error
}

func (f fault) Error() string { return fmt.Sprintf("column %d: %v", f.column, f.err) }
func (f fault) Unwrap() error { return f.err }

// faults are several that belong to one text.
type faults []error

func (f faults) Error() string {
	var list []string
	for _, err := range f {
		list = append(list, err.Error())
	}
	return strings.Join(list, "; ")
}

func (f faults) Unwrap() []error { return f }

// together makes one error of those that are not nil.
func together(errs ...error) error {
	var list faults
	for _, err := range errs {
		if several, ok := err.(faults); ok {
			list = append(list, several...)
		} else if err != nil {
			list = append(list, err)
		}
	}
	if list == nil {
		return nil
	}
	return list
}

// compiler turns Go's syntax tree of an expression into nodes.
type compiler struct {
	*env
	text string
}

func (e *env) compile(text string) (node, error) {
	if len(text) > longest {
		return node{}, fmt.Errorf("got %d letters, want at most %d", len(text), longest)
	}
	tree, err := parser.ParseExprFrom(token.NewFileSet(), "", text, 0)
	if err != nil {
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			return node{}, fault{list[0].Pos.Offset + 1, errors.New(list[0].Msg)}
		}
		return node{}, err
	}
	c := compiler{e, text}
	return c.node(tree)
}

// at is an error at a place in the text. A parsed expression's positions count from 1.
func at(where ast.Node, format string, args ...any) error {
	return fault{int(where.Pos()), fmt.Errorf(format, args...)}
}

func (c *compiler) node(tree ast.Expr) (node, error) {
	switch x := tree.(type) {
	case *ast.ParenExpr:
		return c.node(x.X)
	case *ast.BasicLit:
		return literal(x)
	case *ast.Ident:
		if n, ok := c.column(x.Name); ok {
			return n, nil
		}
		if slices.Contains(filterNames, x.Name) {
			return node{}, at(x, "%s is a filter: want filter == %s", x.Name, x.Name)
		}
		return node{}, at(x, "%w", c.unknown(x.Name))
	case *ast.UnaryExpr:
		return c.unary(x)
	case *ast.BinaryExpr:
		return c.binary(x)
	case *ast.CallExpr:
		return c.call(x)
	}
	return node{}, at(tree, "got %s, want columns, numbers, comparisons, && and ||", c.excerpt(tree))
}

// excerpt is the part of the text that a tree is made of.
func (c *compiler) excerpt(tree ast.Node) string {
	lo, hi := max(int(tree.Pos())-1, 0), min(int(tree.End())-1, len(c.text))
	if lo >= hi {
		return "nothing"
	}
	return c.text[lo:hi]
}

func literal(x *ast.BasicLit) (node, error) {
	value := constant.MakeFromLiteral(x.Value, x.Kind, 0)
	switch x.Kind {
	case token.INT, token.FLOAT:
		f, _ := constant.Float64Val(value)
		if math.IsInf(f, 0) {
			return node{}, at(x, "got %s, want a number below 1.8e308", x.Value)
		}
		return fixedNode(f), nil
	case token.STRING:
		s := constant.StringVal(value)
		return node{kind: texts, text: func(*view) string { return s }}, nil
	}
	return node{}, at(x, "got %s, want a number, or a text in double quotation marks", x.Value)
}

func fixedNode(x float64) node { return node{kind: number, constant: func(*view) float64 { return x }} }

func (c *compiler) unary(x *ast.UnaryExpr) (node, error) {
	switch x.Op {
	case token.NOT:
		inner, err := c.want(x.X, truth)
		if err != nil {
			return node{}, err
		}
		return not(inner), nil
	case token.SUB:
		inner, err := c.want(x.X, number)
		if err != nil {
			return node{}, err
		}
		return arithmetic(token.SUB, fixedNode(0), inner), nil
	case token.ADD:
		return c.want(x.X, number)
	}
	return node{}, at(x, "got the operator %s, want ! or -", x.Op)
}

// want compiles an expression that must be of a kind.
func (c *compiler) want(tree ast.Expr, k kind) (node, error) {
	n, err := c.node(tree)
	if err != nil {
		return node{}, err
	}
	if n.kind != k {
		return node{}, at(tree, "%s is %s, want %s", c.excerpt(tree), n.kind, k)
	}
	return n, nil
}

func (c *compiler) binary(x *ast.BinaryExpr) (node, error) {
	switch x.Op {
	case token.LAND, token.LOR:
		a, errA := c.want(x.X, truth)
		b, errB := c.want(x.Y, truth)
		return logic(x.Op, a, b), together(errA, errB)
	case token.ADD, token.SUB, token.MUL, token.QUO:
		a, errA := c.want(x.X, number)
		b, errB := c.want(x.Y, number)
		return arithmetic(x.Op, a, b), together(errA, errB)
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return c.comparison(x)
	}
	return node{}, fault{int(x.OpPos), fmt.Errorf("got the operator %s, want one of + - * / == != < <= > >= && ||", x.Op)}
}

func (c *compiler) comparison(x *ast.BinaryExpr) (node, error) {
	for _, side := range [][2]ast.Expr{{x.X, x.Y}, {x.Y, x.X}} {
		if isFilter(side[0]) {
			return c.filter(x, side[1])
		}
	}
	a, errA := c.node(x.X)
	b, errB := c.node(x.Y)
	switch {
	case errA != nil || errB != nil:
		return node{}, together(errA, errB)
	case a.kind == number && b.kind == number:
		return comparison(x.Op, a, b), nil
	case a.kind == texts && b.kind == texts && (x.Op == token.EQL || x.Op == token.NEQ):
		want := x.Op == token.EQL
		return node{kind: truth, constant: func(v *view) float64 { return float64(bit((a.text(v) == b.text(v)) == want)) }}, nil
	case a.kind == texts && b.kind == texts:
		return node{}, at(x, "texts are compared with == and !=")
	}
	return node{}, at(x, "%s is %s and %s is %s, want two numbers or two texts", c.excerpt(x.X), a.kind, c.excerpt(x.Y), b.kind)
}

func isFilter(tree ast.Expr) bool {
	name, ok := tree.(*ast.Ident)
	return ok && name.Name == "filter"
}

// filter compares the filter with the name of one.
func (c *compiler) filter(x *ast.BinaryExpr, with ast.Expr) (node, error) {
	name, ok := with.(*ast.Ident)
	if !ok || x.Op != token.EQL && x.Op != token.NEQ {
		return node{}, at(x, "want filter == or != one of %s", strings.Join(filterNames, ", "))
	}
	i := slices.Index(filterNames, name.Name)
	if i < 0 {
		return node{}, at(with, "%w", param.UnknownNear(name.Name, filterNames))
	}
	flip := bit(x.Op == token.NEQ)
	return truthNode(func(v *view, lo int, dst []uint8) {
		for j, f := range v.Filter[lo:][:len(dst)] {
			dst[j] = bit(int(f) == i) ^ flip
		}
	}), nil
}

// call compiles min, max and bins.
func (c *compiler) call(x *ast.CallExpr) (node, error) {
	name := c.excerpt(x.Fun)
	if name != "min" && name != "max" && name != "bins" {
		return node{}, at(x, "%w", param.Unknown(name, []string{"min", "max", "bins"}))
	}
	var args []node
	var errs []error
	for _, arg := range x.Args {
		n, err := c.want(arg, number)
		args, errs = append(args, n), append(errs, err)
	}
	if err := together(errs...); err != nil {
		return node{}, err
	}
	if len(args) < 2 {
		return node{}, at(x, "got %d arguments, want at least 2: %s", len(args), map[string]string{
			"min": "min(a, b)", "max": "max(a, b)", "bins": "bins(income, 2000, 5000)",
		}[name])
	}
	if name == "bins" {
		return c.bins(x, args[0])
	}
	all := args[0]
	for _, n := range args[1:] {
		all = least(all, n, name == "max")
	}
	return all, nil
}

// bins groups a number by edges. An edge belongs to the bin above it.
func (c *compiler) bins(x *ast.CallExpr, of node) (node, error) {
	var edges []float64
	for _, arg := range x.Args[1:] {
		edge, ok := numeral(arg)
		if !ok {
			return node{}, at(arg, "got %s, want a number as an edge", c.excerpt(arg))
		}
		if len(edges) > 0 && edge <= edges[len(edges)-1] {
			return node{}, at(arg, "got %v after %v, want edges in increasing order", edge, edges[len(edges)-1])
		}
		edges = append(edges, edge)
	}
	if len(edges) > maxEdges {
		return node{}, at(x, "got %d edges, want at most %d", len(edges), maxEdges)
	}
	return node{kind: binned, class: binClass(of, edges)}, nil
}

const maxEdges = 1000

// numeral returns the value of a number as it is written.
func numeral(tree ast.Expr) (float64, bool) {
	switch x := tree.(type) {
	case *ast.BasicLit:
		n, err := literal(x)
		if err != nil || n.kind != number {
			return 0, false
		}
		return n.constant(nil), true
	case *ast.UnaryExpr:
		value, ok := numeral(x.X)
		return -value, ok && x.Op == token.SUB
	}
	return 0, false
}

func binClass(of node, edges []float64) *class {
	labels := []string{fmt.Sprintf("< %v", edges[0])}
	for i, edge := range edges[1:] {
		labels = append(labels, fmt.Sprintf("%v to %v", edges[i], edge))
	}
	labels = append(labels, fmt.Sprintf(">= %v", edges[len(edges)-1]), "undefined")
	if of.constant != nil {
		return &class{labels: labels, constant: func(v *view) int {
			var code [1]uint16
			sortInto(edges, []float64{of.constant(v)}, code[:])
			return int(code[0])
		}}
	}
	return &class{labels: labels, codes: func(v *view, lo int, dst []uint16) {
		xs := v.numbers.push(len(dst))
		of.values(v, lo, xs)
		sortInto(edges, xs, dst)
		v.numbers.pop()
	}}
}

// sortInto sets dst to the bins of numbers: how many edges are not above them; one more than there are bins for NaN.
func sortInto(edges, xs []float64, dst []uint16) {
	dst = dst[:len(xs)]
	clear(dst)
	if len(edges) > 16 {
		for i, x := range xs {
			n, found := slices.BinarySearch(edges, x)
			dst[i] = uint16(n) + uint16(bit(found))
		}
	} else {
		for _, edge := range edges {
			for i, x := range xs {
				dst[i] += uint16(bit(x >= edge))
			}
		}
	}
	for i, x := range xs {
		if x != x {
			dst[i] = uint16(len(edges) + 1)
		}
	}
}

// fill fills dst with a number, or with 0 and 1 for a condition, whether it differs between people or not.
func (n *node) fill(v *view, lo int, dst []float64) {
	switch {
	case n.constant != nil:
		x := n.constant(v)
		for i := range dst {
			dst[i] = x
		}
	case n.kind == truth:
		m := v.masks.push(len(dst))
		n.mask(v, lo, m)
		for i, b := range m {
			dst[i] = float64(b)
		}
		v.masks.pop()
	default:
		n.values(v, lo, dst)
	}
}

// fillMask is fill for conditions.
func (n *node) fillMask(v *view, lo int, dst []uint8) {
	if n.constant == nil {
		n.mask(v, lo, dst)
		return
	}
	b := uint8(n.constant(v))
	for i := range dst {
		dst[i] = b
	}
}

func not(a node) node {
	if a.constant != nil {
		return node{kind: truth, constant: func(v *view) float64 { return 1 - a.constant(v) }}
	}
	return truthNode(func(v *view, lo int, dst []uint8) {
		a.mask(v, lo, dst)
		for i := range dst {
			dst[i] ^= 1
		}
	})
}

func logic(op token.Token, a, b node) node {
	if a.constant != nil && b.constant != nil {
		return node{kind: truth, constant: func(v *view) float64 {
			if op == token.LAND {
				return min(a.constant(v), b.constant(v))
			}
			return max(a.constant(v), b.constant(v))
		}}
	}
	return truthNode(func(v *view, lo int, dst []uint8) {
		other := v.masks.push(len(dst))
		a.fillMask(v, lo, dst)
		b.fillMask(v, lo, other)
		if op == token.LAND {
			for i, y := range other {
				dst[i] &= y
			}
		} else {
			for i, y := range other {
				dst[i] |= y
			}
		}
		v.masks.pop()
	})
}

func arithmetic(op token.Token, a, b node) node {
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
func least(a, b node, largest bool) node {
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
func pairwise(a, b node, pick func(xs, ys []float64)) node {
	if a.constant != nil && b.constant != nil {
		return node{kind: number, constant: func(v *view) float64 {
			x := []float64{a.constant(v)}
			pick(x, []float64{b.constant(v)})
			return x[0]
		}}
	}
	return numberNode(func(v *view, lo int, dst []float64) {
		other := v.numbers.push(len(dst))
		a.fill(v, lo, dst)
		b.fill(v, lo, other)
		pick(dst, other)
		v.numbers.pop()
	})
}

func comparison(op token.Token, a, b node) node {
	if a.constant != nil && b.constant != nil {
		return node{kind: truth, constant: func(v *view) float64 {
			var is [1]uint8
			compare(op, []float64{a.constant(v)}, b.constant(v), is[:])
			return float64(is[0])
		}}
	}
	if a.constant != nil {
		mirror := map[token.Token]token.Token{token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ, token.GEQ: token.LEQ}
		if other, ok := mirror[op]; ok {
			op = other
		}
		a, b = b, a
	}
	return truthNode(func(v *view, lo int, dst []uint8) {
		xs := v.numbers.push(len(dst))
		a.values(v, lo, xs)
		limit := 0.0
		if b.constant != nil {
			limit = b.constant(v)
		} else {
			ys := v.numbers.push(len(dst))
			b.values(v, lo, ys)
			combine(token.SUB, xs, ys)
			v.numbers.pop()
		}
		compare(op, xs, limit, dst)
		v.numbers.pop()
	})
}

// compare sets dst to 1 where x op y.
func compare(op token.Token, xs []float64, y float64, dst []uint8) {
	dst = dst[:len(xs)]
	switch op {
	case token.EQL:
		for i, x := range xs {
			dst[i] = bit(x == y)
		}
	case token.NEQ:
		for i, x := range xs {
			dst[i] = bit(x != y)
		}
	case token.LSS:
		for i, x := range xs {
			dst[i] = bit(x < y)
		}
	case token.LEQ:
		for i, x := range xs {
			dst[i] = bit(x <= y)
		}
	case token.GTR:
		for i, x := range xs {
			dst[i] = bit(x > y)
		}
	default:
		for i, x := range xs {
			dst[i] = bit(x >= y)
		}
	}
}

// bit is 1 if x is true; it compiles to one instruction.
func bit(x bool) uint8 {
	var b uint8
	if x {
		b = 1
	}
	return b
}
