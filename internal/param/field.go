package param

import "reflect"

// Field is one parameter: a number, string, boolean or named value somewhere in a struct.
type Field struct {
	Path  string `json:"path"`
	Unit  string `json:"unit"`
	Range Range  `json:"range"` // of use for numbers only; prints as text: "0 to 1"
	Value any    `json:"value"`
	Type  string `json:"type"` // Go's name of the type: float64, int, market.Phase
}

// Fields lists every parameter of v in order of declaration. Nil pointers and empty slices have none.
func Fields(v any) []Field {
	var list []Field
	var walk func(p *Place)
	walk = func(p *Place) {
		if p.IsLeaf() {
			list = append(list, Field{p.Path(), p.Unit, p.Range, p.Value.Interface(), p.Type.String()})
		}
		for part := range p.Parts() {
			walk(part)
		}
	}
	walk(PlaceOf(v))
	return list
}

// Undeclared lists what the fields in the type of v lack, for a test to demand nothing: numbers a unit or a range with
// two ends, lists a limit. The range of a uint64 may be that of its type. It goes by the types, so empty slices and nil pointers hide nothing: tiers[].price.
func Undeclared(v any) []string {
	var list []string
	undeclared("", ShapeOf(v), &list)
	return list
}

func undeclared(path string, s Shape, list *[]string) {
	switch {
	case s.IsText():
	case s.Fields() != nil:
		for _, f := range s.Fields() {
			undeclared(join(path, f.Name), f, list)
		}
	case s.IsList():
		if s.Type.Kind() == reflect.Slice && s.tags.limit == "" {
			*list = append(*list, path+": limit")
		}
		undeclared(path+"[]", s.Element(), list)
	case s.IsNumber() && !s.tags.hasUnit:
		*list = append(*list, path+": unit")
	case s.IsNumber() && !(s.tags.hasRange && (s.Range.IsBounded() || s.Type.Kind() == reflect.Uint64)):
		*list = append(*list, path+": range")
	}
}
