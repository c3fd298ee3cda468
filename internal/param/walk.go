package param

import (
	"iter"
	"reflect"
	"strconv"
	"strings"
)

// Place is one place in a value: a parameter, or a struct or a list of them.
type Place struct {
	Shape
	Value reflect.Value
	outer *Place
	index int // of an element of a list
}

// anyIndex is the index of an element that stands for all.
const anyIndex = -1

// PlaceOf returns the place of the whole of v, which is a pointer if what it holds is to be changed.
func PlaceOf(v any) *Place {
	return &Place{Shape: ShapeOf(v), Value: pointed(reflect.ValueOf(v))}
}

// pointed follows pointers; what it returns is not valid if one of them is nil.
func pointed(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v
}

// Parts yields the fields of a struct, in order of declaration, or the elements of a list; nothing of a parameter.
// Whoever walks through a value does it with this, so that all of them see the same places in the same order.
func (p *Place) Parts() iter.Seq[*Place] {
	return func(yield func(*Place) bool) {
		if fields := p.Fields(); fields != nil {
			for _, f := range fields {
				v := pointed(f.Of(p.Value))
				if v.IsValid() && !yield(&Place{Shape: f, Value: v, outer: p}) {
					return
				}
			}
			return
		}
		if p.IsText() || !p.IsList() {
			return
		}
		for i := range p.Value.Len() {
			if v := pointed(p.Value.Index(i)); v.IsValid() && !yield(p.At(i, v)) {
				return
			}
		}
	}
}

// At returns the place of element i of a list, which has the value v.
func (p *Place) At(i int, v reflect.Value) *Place {
	return &Place{Shape: p.Element(), Value: v, outer: p, index: i}
}

// Any returns the place that stands for all elements of a list: its path ends with []. v is one of their values.
func (p *Place) Any(v reflect.Value) *Place { return p.At(anyIndex, v) }

// With returns the same place with another value.
func (p *Place) With(v reflect.Value) *Place {
	other := *p
	other.Value = v
	return &other
}

// Path returns the names from the whole value to the place, joined by dots, indices in brackets.
func (p *Place) Path() string {
	var b strings.Builder
	p.appendPath(&b)
	return b.String()
}

func (p *Place) appendPath(b *strings.Builder) {
	if p.outer == nil {
		return
	}
	p.outer.appendPath(b)
	switch {
	case p.Name != "":
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(p.Name)
	case p.index == anyIndex:
		b.WriteString("[]")
	default:
		b.WriteString("[" + strconv.Itoa(p.index) + "]")
	}
}

// Find returns the place at a path below p, nil if there is none.
func (p *Place) Find(path string) *Place {
	for path != "" && p != nil {
		var step string
		step, path = FirstStep(path)
		p = p.part(step)
	}
	return p
}

// FirstStep cuts a path after its first name, or its first index, which is in brackets.
func FirstStep(path string) (step, rest string) {
	end := strings.IndexAny(path[1:], ".[") + 1
	if end == 0 {
		end = len(path)
	}
	return path[:end], strings.TrimPrefix(path[end:], ".")
}

// Named returns the field of a struct, or the element of an array with names, that has this name; nil if there is none.
func (p *Place) Named(name string) *Place {
	for _, f := range p.Fields() {
		if f.Name == name {
			if v := pointed(f.Of(p.Value)); v.IsValid() {
				return &Place{Shape: f, Value: v, outer: p}
			}
		}
	}
	return nil
}

// part returns the field or element that a step of a path leads to, nil if there is none.
func (p *Place) part(step string) *Place {
	inner, isIndex := strings.CutPrefix(step, "[")
	if !isIndex {
		return p.Named(step)
	}
	i, err := strconv.Atoi(strings.TrimSuffix(inner, "]"))
	if err != nil || !strings.HasSuffix(inner, "]") || p.IsText() || !p.IsList() || i < 0 || i >= p.Value.Len() {
		return nil
	}
	return p.At(i, pointed(p.Value.Index(i)))
}

// join appends a name or an index in brackets to a path.
func join(path, name string) string {
	switch {
	case path == "":
		return name
	case name == "" || strings.HasPrefix(name, "["):
		return path + name
	}
	return path + "." + name
}

// Different lists the paths of the parameters in a that b has not, or has otherwise.
func Different(a, b any) (paths []string) {
	others := PlaceOf(b)
	var look func(p *Place)
	look = func(p *Place) {
		if p.IsLeaf() {
			if other := others.Find(p.Path()); other == nil || !other.Value.IsValid() || !reflect.DeepEqual(p.Value.Interface(), other.Value.Interface()) {
				paths = append(paths, p.Path())
			}
		}
		for part := range p.Parts() {
			look(part)
		}
	}
	look(PlaceOf(a))
	return paths
}
