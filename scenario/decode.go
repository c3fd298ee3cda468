package scenario

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// decoder fills a scenario from a file's nodes. It goes on after a problem, so that all are found.
type decoder struct{ *file }

func valueOf(pointer any) reflect.Value { return reflect.ValueOf(pointer).Elem() }

// value fills v, which is at path, from a node.
func (d decoder) value(node ast.Node, path string, v reflect.Value, s param.Shape) {
	if path != "" {
		d.places[path] = tokenOf(node)
	}
	complain := func(format string, args ...any) {
		d.problems.parameter(tokenOf(node), path, fmt.Errorf(format, args...))
	}
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		complain("got a YAML anchor, alias or tag, want the value itself")
		return
	}
	text, isScalar := textOf(node)
	_, isPath := v.Interface().(market.Series)
	switch {
	case isPath && isScalar:
		d.constant(node, text, v, complain)
	case isPath:
		v.SetZero() // nothing of the base's path shines through
		d.fields(node, path, v, s, complain)
	case s.IsText():
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			complain("%w", err)
		}
	case s.Type.Kind() == reflect.Struct:
		d.fields(node, path, v, s, complain)
	case s.IsList():
		d.elements(node, path, v, s, complain)
	case !isScalar:
		complain("got %s, want %s", kindOf(node), wanted(s))
	case s.Type.Kind() == reflect.String:
		v.SetString(text)
	default:
		if err := setScalar(v, text); err != nil || isQuoted(node) {
			complain("got %s, want %s", shown(node, text), wanted(s))
		}
	}
}

// tokenOf returns where a node starts.
func tokenOf(node ast.Node) *token.Token {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

// constant reads a bare number as a path that never changes.
func (d decoder) constant(node ast.Node, text string, v reflect.Value, complain func(string, ...any)) {
	var number float64
	if err := setScalar(valueOf(&number), text); err != nil || isQuoted(node) {
		complain("got %s, want a number, or a path such as {kind: steps, months: [0, 12], values: [100, 200]}", shown(node, text))
		return
	}
	v.Set(reflect.ValueOf(market.Constant(number)))
}

// fields fills a struct. Nothing where fields could be, all of them commented out, changes nothing.
func (d decoder) fields(node ast.Node, path string, v reflect.Value, s param.Shape, complain func(string, ...any)) {
	if _, empty := node.(*ast.NullNode); empty {
		return
	}
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		complain("got %s, want names and values", kindOf(node))
		return
	}
	fields := s.Fields()
	for _, entry := range mapping.Values {
		name := keyOf(entry)
		if path == "" && name == baseKey {
			continue // read before
		}
		inner := joined(path, name)
		if field, ok := named(fields, name); ok {
			d.keys[inner] = entry.Key.GetToken()
			d.value(entry.Value, inner, field.Of(v), field)
			continue
		}
		d.problems.parameter(entry.Key.GetToken(), inner, unknownName(name, fields, path == ""))
	}
}

func named(fields []param.Shape, name string) (param.Shape, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return param.Shape{}, false
}

// unknownName is the error of a name that a struct does not have. It proposes the same name, or the parameter with this
// symbol, elsewhere in the scenario, else the nearest name here.
func unknownName(name string, fields []param.Shape, top bool) error {
	for _, p := range Describe() {
		if strings.HasSuffix(p.Path, "."+name) || strings.Contains(p.Meaning, "("+name+")") {
			return unknown{p.Path}
		}
	}
	var known []string
	for _, f := range fields {
		known = append(known, f.Name)
	}
	if top {
		known = append(known, baseKey)
	}
	return unknown{param.Nearest(name, known)}
}

// unknown wraps param.ErrUnknown and proposes another name.
type unknown struct{ nearest string }

func (u unknown) Error() string { return "unknown name, did you mean " + u.nearest + "?" }
func (u unknown) Unwrap() error { return param.ErrUnknown }

// elements fills a list. An empty list is nil, as in a scenario that was never given one.
func (d decoder) elements(node ast.Node, path string, v reflect.Value, s param.Shape, complain func(string, ...any)) {
	var nodes []ast.Node
	switch n := node.(type) {
	case *ast.SequenceNode:
		nodes = n.Values
	case *ast.NullNode:
	default:
		complain("got %s, want a list", kindOf(node))
		return
	}
	if v.Kind() == reflect.Array && len(nodes) != v.Len() {
		complain("got %d values, want %d", len(nodes), v.Len())
		return
	}
	if v.Kind() == reflect.Slice {
		v.SetZero()
		if len(nodes) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), len(nodes), len(nodes)))
		}
	}
	for i, element := range nodes {
		at := v.Index(i)
		at.Set(fresh(at.Type()))
		inner := fmt.Sprintf("%s[%d]", path, i)
		d.value(element, inner, at, s.Element())
		for _, name := range required(at.Type()) {
			if d.places[joined(inner, name)] == nil {
				d.problems.parameter(tokenOf(element), joined(inner, name), errMissing)
			}
		}
	}
}

var errMissing = errors.New("missing")

// required lists what an element of a list can't do without, because fresh has nothing for it.
func required(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[market.Tier]():
		return []string{"name", "price"}
	case reflect.TypeFor[market.Provider]():
		return []string{"name"}
	case reflect.TypeFor[market.Policy]():
		return []string{"name", "kind"}
	case reflect.TypeFor[observe.Collect]():
		return []string{"name"}
	}
	return nil
}

// fresh returns what an element of a list is before the file says more.
func fresh(t reflect.Type) reflect.Value {
	switch t {
	case reflect.TypeFor[market.Tier]():
		return reflect.ValueOf(market.SOTA(market.Series{}))
	case reflect.TypeFor[market.Provider]():
		return reflect.ValueOf(market.DefaultProvider(""))
	case reflect.TypeFor[market.Policy]():
		return reflect.ValueOf(market.Policy{Until: market.Always})
	case reflect.TypeFor[observe.Collect]():
		return reflect.ValueOf(observe.Collect{Quantity: "people", Aggregate: observe.Count, Every: 1})
	}
	return reflect.Zero(t)
}

// setScalar gives a number or boolean the value that the text says.
func setScalar(v reflect.Value, text string) error {
	digits := strings.ReplaceAll(text, "_", "") // 10_000_000
	bits := v.Type()
	switch {
	case v.Kind() == reflect.Bool:
		if text != "true" && text != "false" {
			return strconv.ErrSyntax
		}
		v.SetBool(text == "true")
	case v.CanInt():
		n, err := strconv.ParseInt(whole(digits), 10, bits.Bits())
		if err != nil {
			return err
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := strconv.ParseUint(whole(digits), 10, bits.Bits())
		if err != nil {
			return err
		}
		v.SetUint(n)
	case v.CanFloat():
		x, err := strconv.ParseFloat(digits, bits.Bits())
		if err != nil {
			return err
		}
		v.SetFloat(x)
	default:
		return errors.ErrUnsupported
	}
	return nil
}

// whole returns 1e6 as 1000000, other texts as they are.
func whole(digits string) string {
	x, err := strconv.ParseFloat(digits, 64)
	if err != nil || !strings.ContainsAny(digits, ".eE") || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return digits
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// shown is a value as messages show it.
func shown(node ast.Node, text string) string {
	if isQuoted(node) {
		return "the text " + strconv.Quote(text)
	}
	return text
}

// wanted says what kind of value a parameter needs.
func wanted(s param.Shape) string {
	switch k := s.Type.Kind(); {
	case k == reflect.Bool:
		return "true or false"
	case k == reflect.String:
		return "text"
	case k == reflect.Float64 || k == reflect.Float32:
		return "a number"
	case k >= reflect.Uint && k <= reflect.Uint64:
		return "a whole number, not negative"
	}
	return "a whole number"
}

// kindOf says what a node is, for messages.
func kindOf(node ast.Node) string {
	switch node.(type) {
	case *ast.NullNode:
		return "nothing"
	case *ast.MappingNode:
		return "names and values"
	case *ast.SequenceNode:
		return "a list"
	}
	text, _ := textOf(node)
	return shown(node, text)
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
