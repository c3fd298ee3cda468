package expr

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// longest is how long an expression may be: nobody writes more by hand, and it bounds what is in between.
const longest = 2000

// Env is what expressions are written for.
type Env[V View] interface {
	Column(name string) (Node[V], bool) // finds a column
	Unknown(name string) error          // is the error of a name that no column has
}

// compiler turns Go's syntax tree of an expression into nodes.
type compiler[V View] struct {
	Env[V]
	text string
}

// Compile compiles an expression. Errors say in which column of the text something is wrong.
func Compile[V View](text string, env Env[V]) (Node[V], error) {
	if len(text) > longest {
		return Node[V]{}, fmt.Errorf("got %d letters, want at most %d", len(text), longest)
	}
	tree, err := parser.ParseExprFrom(token.NewFileSet(), "", text, 0)
	if err != nil {
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			return Node[V]{}, fault{list[0].Pos.Offset + 1, errors.New(list[0].Msg)}
		}
		return Node[V]{}, err
	}
	c := compiler[V]{env, text}
	return c.node(tree)
}

func (c *compiler[V]) node(tree ast.Expr) (Node[V], error) {
	switch x := tree.(type) {
	case *ast.ParenExpr:
		return c.node(x.X)
	case *ast.BasicLit:
		return c.literal(x)
	case *ast.Ident:
		if n, ok := c.Column(x.Name); ok {
			return n, nil
		}
		return Node[V]{}, at(x, "%w", c.Unknown(x.Name))
	case *ast.UnaryExpr:
		return c.unary(x)
	case *ast.BinaryExpr:
		return c.binary(x)
	case *ast.CallExpr:
		return c.call(x)
	}
	return Node[V]{}, at(tree, "got %s, want columns, numbers, comparisons, && and ||", c.excerpt(tree))
}

// excerpt is the part of the text that a tree is made of.
func (c *compiler[V]) excerpt(tree ast.Node) string {
	lo, hi := max(int(tree.Pos())-1, 0), min(int(tree.End())-1, len(c.text))
	if lo >= hi {
		return "nothing"
	}
	return c.text[lo:hi]
}

func (c *compiler[V]) literal(x *ast.BasicLit) (Node[V], error) {
	value := constant.MakeFromLiteral(x.Value, x.Kind, 0)
	switch x.Kind {
	case token.INT, token.FLOAT:
		f, ok := numeral(x)
		if !ok {
			return Node[V]{}, at(x, "got %s, want a number below 1.8e308", x.Value)
		}
		return fixed[V](f), nil
	case token.STRING:
		s := constant.StringVal(value)
		if n, ok := c.Column(s); ok && x.Value[0] == '`' {
			return n, nil
		}
		return Node[V]{Kind: Text, Text: func(V) string { return s }}, nil
	}
	return Node[V]{}, at(x, "got %s, want a number, or a text in double quotation marks", x.Value)
}

func fixed[V View](x float64) Node[V] { return Same(func(V) float64 { return x }) }

func (c *compiler[V]) unary(x *ast.UnaryExpr) (Node[V], error) {
	switch x.Op {
	case token.NOT:
		inner, err := c.want(x.X, Truth)
		if err != nil {
			return Node[V]{}, err
		}
		return not(inner), nil
	case token.SUB:
		inner, err := c.want(x.X, Number)
		if err != nil {
			return Node[V]{}, err
		}
		return arithmetic(token.SUB, fixed[V](0), inner), nil
	case token.ADD:
		return c.want(x.X, Number)
	}
	return Node[V]{}, at(x, "got the operator %s, want ! or -", x.Op)
}

// want compiles an expression that must be of a kind.
func (c *compiler[V]) want(tree ast.Expr, k Kind) (Node[V], error) {
	n, err := c.node(tree)
	if err != nil {
		return Node[V]{}, err
	}
	if n = n.as(k); n.Kind != k {
		return Node[V]{}, at(tree, "%s is %s, want %s", c.excerpt(tree), n.Kind, k)
	}
	return n, nil
}

func (c *compiler[V]) binary(x *ast.BinaryExpr) (Node[V], error) {
	switch x.Op {
	case token.LAND, token.LOR:
		a, errA := c.want(x.X, Truth)
		b, errB := c.want(x.Y, Truth)
		return logic(x.Op, a, b), together(errA, errB)
	case token.ADD, token.SUB, token.MUL, token.QUO:
		a, errA := c.want(x.X, Number)
		b, errB := c.want(x.Y, Number)
		return arithmetic(x.Op, a, b), together(errA, errB)
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return c.comparison(x)
	}
	return Node[V]{}, fault{int(x.OpPos), fmt.Errorf("got the operator %s, want one of + - * / == != < <= > >= && ||", x.Op)}
}

func (c *compiler[V]) comparison(x *ast.BinaryExpr) (Node[V], error) {
	for _, side := range [][2]ast.Expr{{x.X, x.Y}, {x.Y, x.X}} {
		if name, ok := side[0].(*ast.Ident); ok {
			if n, ok := c.Column(name.Name); ok && n.Words != nil {
				return c.word(x, name.Name, n, side[1])
			}
		}
	}
	a, errA := c.node(x.X)
	b, errB := c.node(x.Y)
	if errA != nil || errB != nil {
		return Node[V]{}, together(errA, errB)
	}
	a, b = alike(a, b)
	switch {
	case a.Kind == Number && b.Kind == Number:
		return comparison(x.Op, a, b), nil
	case a.Kind == Text && b.Kind == Text && (x.Op == token.EQL || x.Op == token.NEQ):
		want := x.Op == token.EQL
		return Node[V]{Kind: Truth, Constant: func(v V) float64 { return float64(Bit((a.Text(v) == b.Text(v)) == want)) }}, nil
	case a.Kind == Text && b.Kind == Text:
		return Node[V]{}, at(x, "texts are compared with == and !=")
	}
	return Node[V]{}, at(x, "%s is %s and %s is %s, want two numbers or two texts", c.excerpt(x.X), a.Kind, c.excerpt(x.Y), b.Kind)
}

// alike takes a cell beside a text for a text, and any other cell for a number.
func alike[V View](a, b Node[V]) (x, y Node[V]) {
	kind := Number
	if a.Kind == Text || b.Kind == Text {
		kind = Text
	}
	return a.as(kind), b.as(kind)
}

// as returns a cell as a number or a text; others stay what they are.
func (n Node[V]) as(k Kind) Node[V] {
	if n.Kind == Cell && (k == Number || k == Text) {
		n.Kind = k
	}
	return n
}

// word compares a column of words with one of them.
func (c *compiler[V]) word(x *ast.BinaryExpr, column string, n Node[V], with ast.Expr) (Node[V], error) {
	name, ok := with.(*ast.Ident)
	if !ok || x.Op != token.EQL && x.Op != token.NEQ {
		return Node[V]{}, at(x, "want %s == or != one of %s", column, strings.Join(n.Words, ", "))
	}
	i := slices.Index(n.Words, name.Name)
	if i < 0 {
		return Node[V]{}, at(with, "%w", param.UnknownWord(name.Name, n.Words))
	}
	flip := Bit(x.Op == token.NEQ)
	return Truths(func(v V, lo int, dst []uint8) {
		s := v.Lend()
		codes := s.codes.push(len(dst))
		n.Class.Codes(v, lo, codes)
		for j, code := range codes {
			dst[j] = Bit(int(code) == i) ^ flip
		}
		s.codes.pop()
	}), nil
}

// call compiles min, max and bins.
func (c *compiler[V]) call(x *ast.CallExpr) (Node[V], error) {
	name := c.excerpt(x.Fun)
	if name != "min" && name != "max" && name != "bins" {
		return Node[V]{}, at(x, "%w", param.Unknown(name, []string{"min", "max", "bins"}))
	}
	var args []Node[V]
	var errs []error
	for _, arg := range x.Args {
		n, err := c.want(arg, Number)
		args, errs = append(args, n), append(errs, err)
	}
	if err := together(errs...); err != nil {
		return Node[V]{}, err
	}
	if len(args) < 2 {
		return Node[V]{}, at(x, "got %d arguments, want at least 2: %s", len(args), map[string]string{
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
