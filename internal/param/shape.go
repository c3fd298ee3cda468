package param

import (
	"reflect"
	"slices"
)

// Shape is a place in the type of a value, with what the fields on the way there declare. It goes by types, so the
// elements of an empty list have a shape too.
type Shape struct {
	Name  string       // of the field in JSON; empty for the whole value and for elements
	Field string       // Go's name of the field that declares it, with its type: "market.Tier.Lag"; empty for the whole value
	Type  reflect.Type // pointers removed
	Unit  string
	Range Range // of use for numbers only
	tags  tags
	index []int
}

// ShapeOf returns the shape of the whole of v.
func ShapeOf(v any) Shape { return Shape{Type: bare(reflect.TypeOf(v)), Range: anything} }

// Fields lists the fields of a struct in order of declaration, those of embedded structs among them; nil for others.
func (s Shape) Fields() []Shape {
	if s.Type.Kind() != reflect.Struct || s.IsText() {
		return nil
	}
	return s.fields(s.Type, nil)
}

func (s Shape) fields(t reflect.Type, above []int) []Shape {
	var list []Shape
	for _, m := range members(t) {
		f := t.Field(m.index)
		index := append(slices.Clone(above), m.index)
		if m.inline {
			list = append(list, s.fields(f.Type, index)...)
			continue
		}
		own := m.tags.under(s.tags)
		list = append(list, Shape{
			Name: m.name, Field: t.String() + "." + f.Name, Type: bare(f.Type),
			Unit: own.unit, Range: own.rangeOf(), tags: own, index: index,
		})
	}
	return list
}

// Of returns the field of this shape in a struct of the type whose Fields it is one of.
func (s Shape) Of(v reflect.Value) reflect.Value { return v.FieldByIndex(s.index) }

// Element returns the shape of each element of a slice or array. It panics for others.
func (s Shape) Element() Shape {
	s.Name, s.Type = "", bare(s.Type.Elem())
	return s
}

// IsText reports whether the value is written as text, such as a name of an enumeration.
func (s Shape) IsText() bool { return isText(s.Type) }

// IsNumber reports whether it is a number.
func (s Shape) IsNumber() bool { return isNumber(s.Type.Kind()) && !s.IsText() }

// IsList reports whether it is a slice or an array.
func (s Shape) IsList() bool { return s.Type.Kind() == reflect.Slice || s.Type.Kind() == reflect.Array }

func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
