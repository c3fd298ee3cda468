//go:build ignore

// Command generate writes simd_equations.go: the functions of equations.go for vectors. It knows as much Go as they need, and says
// where they need more.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"log"
	"os"
	"slices"
	"strings"
)

var output = flag.String("o", "simd_equations.go", "file to write")

func main() {
	flag.Parse()
	file, err := parser.ParseFile(token.NewFileSet(), "equations.go", nil, parser.ParseComments)
	if err != nil {
		log.Fatal(err)
	}
	g := generator{file: file, constants: map[string]bool{}, rows: map[string][]string{}}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			g.function(d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					g.constants[v.Names[0].Name] = true
				}
			}
		}
	}
	text, err := format.Source([]byte(g.header() + g.out.String()))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*output, text, 0o666); err != nil {
		log.Fatal(err)
	}
}

// generator translates functions that are one return of an expression, or assignments before it.
type generator struct {
	file      *ast.File
	out       bytes.Buffer
	constants map[string]bool     // of the file
	rows      map[string][]string // [type] its fields that the functions read
	receiver  string
	kind      string // type of the receiver
}

// types are what a type of the rule is among vectors.
var types = map[string]string{
	"float32": "simd.Float32s", "int32": "simd.Int32s", "bool": "simd.Mask32s", "constants": "wide", "tier": "wideTier",
}

func (g *generator) function(f *ast.FuncDecl) {
	name := wide(f.Name.Name)
	for _, line := range f.Doc.List {
		fmt.Fprintln(&g.out, strings.Replace(line.Text, "// "+f.Name.Name+" ", "// "+name+" ", 1))
	}
	g.receiver, g.kind = "", ""
	parameters := fields(f.Type.Params)
	if f.Recv != nil { // a method of vectors would make its type one of vectors, of which there is one for each width
		g.receiver, g.kind = f.Recv.List[0].Names[0].Name, f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
		parameters = fmt.Sprintf("%s *%s, %s", g.receiver, types[g.kind], parameters)
	}
	fmt.Fprintf(&g.out, "func %s(%s) (%s) {\n", name, parameters, fields(f.Type.Results))
	for _, s := range f.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			fmt.Fprintf(&g.out, "%s %s %s\n", g.list(s.Lhs), s.Tok, g.list(s.Rhs))
		case *ast.ReturnStmt:
			fmt.Fprintf(&g.out, "return %s\n", g.list(s.Results))
		default:
			log.Fatalf("%s: a statement of another kind", f.Name)
		}
	}
	fmt.Fprint(&g.out, "}\n\n")
}

// wide is what a function is called for vectors.
func wide(name string) string { return name + "Wide" }

func fields(list *ast.FieldList) string {
	var text []string
	for _, f := range list.List {
		var names []string
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
		text = append(text, strings.Join(names, ", ")+" "+types[f.Type.(*ast.Ident).Name])
	}
	return strings.Join(text, ", ")
}

func (g *generator) list(list []ast.Expr) string {
	var text []string
	for _, e := range list {
		text = append(text, g.expression(e))
	}
	return strings.Join(text, ", ")
}

// operations are methods of vectors.
var operations = map[token.Token]string{token.ADD: "Add", token.SUB: "Sub", token.MUL: "Mul", token.QUO: "Div", token.GEQ: "GreaterEqual"}

func (g *generator) expression(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return g.expression(e.X)
	case *ast.BinaryExpr:
		if operations[e.Op] != "" {
			return fmt.Sprintf("%s.%s(%s)", g.expression(e.X), operations[e.Op], g.expression(e.Y))
		}
	case *ast.Ident:
		if g.constants[e.Name] {
			return g.row(e.Name)
		}
		return e.Name
	case *ast.BasicLit:
		if e.Value == "1" {
			return g.row("one")
		}
	case *ast.SelectorExpr:
		return g.row(e.Sel.Name)
	case *ast.CallExpr:
		return g.call(e)
	}
	log.Fatalf("an expression of another kind: %#v", e)
	return ""
}

// row loads a constant, repeated for all lanes.
func (g *generator) row(name string) string {
	if !slices.Contains(g.rows[g.kind], name) {
		g.rows[g.kind] = append(g.rows[g.kind], name)
	}
	return fmt.Sprintf("of(&%s.%s)", g.receiver, name)
}

func (g *generator) call(e *ast.CallExpr) string {
	if f, ok := e.Fun.(*ast.SelectorExpr); ok { // a method
		return fmt.Sprintf("%s(%s, %s)", wide(f.Sel.Name), g.receiver, g.list(e.Args))
	}
	switch name := e.Fun.(*ast.Ident).Name; name {
	case "float32": // rounds a product, as vectors always do
		return g.expression(e.Args[0])
	case "toBits":
		return g.expression(e.Args[0]) + ".ToBits().BitsToInt32()"
	case "fromBits":
		return g.expression(e.Args[0]) + ".ToBits().BitsToFloat32()"
	case "min":
		return fmt.Sprintf("%s.Min(%s)", g.expression(e.Args[0]), g.expression(e.Args[1]))
	case "max": // of 0 and another
		return g.expression(e.Args[1]) + ".Max(simd.Int32s{})"
	default:
		return fmt.Sprintf("%s(%s)", wide(name), g.list(e.Args))
	}
}

// header is what precedes the functions: the constants that they read.
func (g *generator) header() string {
	var b strings.Builder
	fmt.Fprint(&b, `// Code generated from equations.go by generate.go; DO NOT EDIT.

//go:build goexperiment.simd && go1.27 && !purego

package agent

import "simd"

`)
	for _, kind := range []string{"constants", "tier"} {
		name := kind + "Rows"
		fmt.Fprintf(&b, "// %s are the numbers of %s that the rule reads.\ntype %s struct {\n%s row\n}\n\n", name, kind, name, strings.Join(g.rows[kind], ", "))
		fmt.Fprintf(&b, "func (r *%s) set(x *%s) {\n", name, kind)
		for _, row := range g.rows[kind] {
			value := "x." + row
			if row == "one" {
				value = "1"
			} else if g.constants[row] {
				value = row
			}
			fmt.Fprintf(&b, "r.%s.set(%s)\n", row, value)
		}
		fmt.Fprint(&b, "}\n\n")
	}
	return b.String()
}
