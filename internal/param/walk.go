package param

import (
	"cmp"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// tags are what a field declares about the numbers in it.
type tags struct {
	unit, rng       string
	hasUnit, hasRng bool
}

// under returns the tags of a field of a struct that is itself held by a field with the tags holder.
func (t tags) under(holder tags) tags {
	if t.unit == "^" {
		t.unit, t.hasUnit = holder.unit, holder.hasUnit
	}
	if t.rng == "^" {
		t.rng, t.hasRng = holder.rng, holder.hasRng
	}
	return t
}

func (t tags) rangeOf() Range {
	if !t.hasRng {
		return anything
	}
	return parseRange(t.rng)
}

// member is a field of a struct as JSON sees it.
type member struct {
	index  int
	name   string
	inline bool // an embedded struct whose fields count as those of the outer one
	tags   tags
}

// members lists the fields of struct type t that JSON sees, in order of declaration.
func members(t reflect.Type) []member {
	var list []member
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		inline := f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct
		if f.Tag.Get("json") == "-" || !f.IsExported() && !inline {
			continue
		}
		m := member{index: i, name: cmp.Or(name, f.Name), inline: inline}
		if inline {
			m.name = ""
		}
		m.tags.unit, m.tags.hasUnit = f.Tag.Lookup("unit")
		m.tags.rng, m.tags.hasRng = f.Tag.Lookup("range")
		list = append(list, m)
	}
	return list
}

// walker goes through a value in order of declaration and shows each node, the outer before the inner.
type walker struct {
	// visit is called for every node; leaf says that there is nothing inside. It returns false to stop the walk.
	visit func(path string, v reflect.Value, t tags, leaf bool) bool
	// done, if not nil, is called for every struct after its fields; outer is the struct that it is embedded in, if any.
	done func(path string, v, outer reflect.Value)
	// write makes changes to map elements stick. Without it nothing is written, so many goroutines may walk one value.
	write bool
}

// walk returns false if it was stopped.
func (w *walker) walk(path string, v reflect.Value, t tags) bool {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return true
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		return true // a nil where a value was expected
	}
	leaf := isText(v.Type()) || !isBranch(v.Kind())
	if leaf && !isText(v.Type()) && !isPlain(v.Kind()) {
		return true // a function or a channel is no parameter
	}
	if !w.visit(path, v, t, leaf) {
		return false
	}
	if leaf {
		return true
	}
	switch v.Kind() {
	case reflect.Struct:
		return w.walkStruct(path, v, t, reflect.Value{})
	case reflect.Map:
		return w.walkMap(path, v, t)
	}
	for i := range v.Len() {
		if !w.walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i), t) {
			return false
		}
	}
	return true
}

func (w *walker) walkStruct(path string, v reflect.Value, t tags, outer reflect.Value) bool {
	for _, m := range members(v.Type()) {
		if m.inline {
			if !w.walkStruct(path, v.Field(m.index), t, v) {
				return false
			}
			continue
		}
		if !w.walk(join(path, m.name), v.Field(m.index), m.tags.under(t)) {
			return false
		}
	}
	if w.done != nil {
		w.done(path, v, outer)
	}
	return true
}

func (w *walker) walkMap(path string, v reflect.Value, t tags) bool {
	for _, key := range sortedKeys(v) {
		element := addressable(v.MapIndex(key)) // map elements can't be written in place
		ok := w.walk(fmt.Sprintf("%s[%v]", path, key), element, t)
		if w.write {
			v.SetMapIndex(key, element)
		}
		if !ok {
			return false
		}
	}
	return true
}

func sortedKeys(m reflect.Value) []reflect.Value {
	return slices.SortedFunc(slices.Values(m.MapKeys()), func(a, b reflect.Value) int {
		switch {
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		}
		return cmp.Compare(a.String(), b.String())
	})
}

// addressable returns v itself or a copy of it whose address can be taken.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// isText reports whether values of t are written as text, such as the names of an enumeration.
func isText(t reflect.Type) bool {
	return t.Implements(textMarshaler) || reflect.PointerTo(t).Implements(textMarshaler)
}

func isBranch(k reflect.Kind) bool {
	return k == reflect.Struct || k == reflect.Slice || k == reflect.Array || k == reflect.Map
}

func isPlain(k reflect.Kind) bool {
	return isNumber(k) || k == reflect.String || k == reflect.Bool
}

func isNumber(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Float64 && k != reflect.Uintptr
}

// float returns the number in v.
func float(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}
