package param

import (
	"cmp"
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Shape is a place in the type of a value, with what the fields on the way there declare. It goes by types, so the
// elements of an empty list have a shape too.
type Shape struct {
	Name  string       // of the field in JSON; empty for the whole value and for elements of lists
	Field string       // Go's name of the field that declares it, with its type: "market.Tier.Lag"; empty for the whole value
	Type  reflect.Type // pointers removed
	Unit  string
	Range Range // of use for numbers only
	Limit int   // most elements of a list, most bytes of a text
	tags  tags
	index []int
}

// tags are what a field declares.
type tags struct {
	unit, rng, limit  string
	hasUnit, hasRange bool
}

// under returns the tags of a field of a struct that is itself held by a field with the tags holder.
func (t tags) under(holder tags) tags {
	if t.unit == "^" {
		t.unit, t.hasUnit = holder.unit, holder.hasUnit
	}
	if t.rng == "^" {
		t.rng, t.hasRange = holder.rng, holder.hasRange
	}
	return t
}

// ShapeOf returns the shape of the whole of v.
func ShapeOf(v any) Shape {
	return Shape{Type: bare(reflect.TypeOf(v)), Range: anything, Limit: MaxText}
}

// holder is a type of struct and the tags of the field that holds it, on which the fields' own may depend.
type holder struct {
	of   reflect.Type
	tags tags
}

var fieldsOf sync.Map // of holder, []Shape

// Fields lists the fields of a struct in order of declaration, those of embedded structs among them, and the elements of
// an array that has names for them; nil for others. The caller may not change the list.
func (s Shape) Fields() []Shape {
	if s.IsText() || s.Type.Kind() != reflect.Struct && s.names() == nil {
		return nil
	}
	key := holder{s.Type, s.tags}
	if known, ok := fieldsOf.Load(key); ok {
		return known.([]Shape)
	}
	list := s.fields(s.Type, nil)
	fieldsOf.Store(key, list)
	return list
}

func (s Shape) fields(t reflect.Type, above []int) []Shape {
	if t.Kind() == reflect.Array {
		return s.named()
	}
	var list []Shape
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		inline := f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct
		index := append(slices.Clone(above), i)
		switch {
		case name == "-" || !f.IsExported() && !inline:
		case inline:
			list = append(list, s.fields(f.Type, index)...)
		case isPlain(bare(f.Type)):
			list = append(list, s.field(t, f, cmp.Or(name, f.Name), index))
		}
	}
	return list
}

// field returns the shape of a field of struct type t.
func (s Shape) field(t reflect.Type, f reflect.StructField, name string, index []int) Shape {
	var own tags
	own.unit, own.hasUnit = f.Tag.Lookup("unit")
	own.rng, own.hasRange = f.Tag.Lookup("range")
	own.limit = f.Tag.Get("limit")
	own = own.under(s.tags)
	inner := Shape{
		Name: name, Field: t.String() + "." + f.Name, Type: bare(f.Type),
		Unit: own.unit, Range: anything, Limit: MaxText, tags: own, index: index,
	}
	if own.hasRange {
		inner.Range = parseRange(own.rng)
	}
	if own.limit != "" {
		inner.Limit = parseLimit(own.limit)
	}
	return inner
}

// named lists the elements of an array by their names.
func (s Shape) named() []Shape {
	var list []Shape
	for i, name := range s.names() {
		element := s.Element()
		element.Name, element.index = name, []int{i}
		list = append(list, element)
	}
	return list
}

// names returns the names of an array's elements, nil if they have none.
func (s Shape) names() []string {
	if s.Type.Kind() != reflect.Array {
		return nil
	}
	if n, ok := reflect.Zero(s.Type).Interface().(interface{ Names() []string }); ok {
		return n.Names()
	}
	return nil
}

// Of returns the field of this shape in a struct, or array, of the type whose Fields it is one of.
func (s Shape) Of(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Array {
		return v.Index(s.index[0])
	}
	return v.FieldByIndex(s.index)
}

// Element returns the shape of each element of a slice or array. It panics for others.
func (s Shape) Element() Shape {
	s.Name, s.Type, s.Limit = "", bare(s.Type.Elem()), MaxText
	return s
}

// IsText reports whether the value is written as text, such as a name of an enumeration.
func (s Shape) IsText() bool { return isText(s.Type) }

// IsNumber reports whether it is a number.
func (s Shape) IsNumber() bool { return isNumber(s.Type.Kind()) && !s.IsText() }

// IsList reports whether it is a slice or an array.
func (s Shape) IsList() bool { return s.Type.Kind() == reflect.Slice || s.Type.Kind() == reflect.Array }

// IsLeaf reports whether there is nothing inside: a parameter.
func (s Shape) IsLeaf() bool { return s.IsText() || s.Type.Kind() != reflect.Struct && !s.IsList() }

// IsNamed reports whether it is an array that has names for its elements: in files they are names and values.
func (s Shape) IsNamed() bool { return s.names() != nil }

func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// isText reports whether values of t are written as text, such as the names of an enumeration.
func isText(t reflect.Type) bool {
	return t.Implements(textMarshaler) || reflect.PointerTo(t).Implements(textMarshaler)
}

// isPlain reports whether values of t are data: no function, no channel.
func isPlain(t reflect.Type) bool {
	switch k := t.Kind(); k {
	case reflect.Struct, reflect.Slice, reflect.Array, reflect.String, reflect.Bool:
		return true
	default:
		return isNumber(k) || isText(t)
	}
}

func isNumber(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Float64 && k != reflect.Uintptr
}

// parseLimit reads a limit tag. It panics if the tag is malformed, as that is a mistake in the program.
func parseLimit(tag string) int {
	n, err := strconv.Atoi(tag)
	if err != nil || n < 1 {
		panic("param: limit tag is not a number above 0: " + strconv.Quote(tag))
	}
	return n
}
