package param

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
)

// Field is one parameter: a number, string, boolean or named value somewhere in a struct.
type Field struct {
	Path  string `json:"path"`
	Unit  string `json:"unit"`
	Range Range  `json:"range"` // of use for numbers only; prints as text: "0 to 1"
	Value any    `json:"value"`
	Type  string `json:"type"` // Go's name of the type: float64, int, market.Phase
}

// Fields lists every parameter of v in order of declaration; maps in order of their keys. Nil pointers and empty
// slices have none.
func Fields(v any) []Field {
	var list []Field
	eachLeaf(v, func(path string, v reflect.Value, t tags) bool {
		list = append(list, Field{path, t.unit, t.rangeOf(), v.Interface(), v.Type().String()})
		return true
	})
	return list
}

func eachLeaf(v any, visit func(path string, v reflect.Value, t tags) bool) {
	w := walker{visit: func(path string, v reflect.Value, t tags, leaf bool) bool {
		return !leaf || visit(path, v, t)
	}}
	w.walk("", reflect.ValueOf(v), tags{})
}

// Get returns the value at path in v: a parameter, or a whole struct, slice or map. The error of an unknown path
// wraps ErrUnknown and proposes the nearest one.
func Get(v any, path string) (any, error) {
	var found any
	err := at(v, path, false, func(v reflect.Value, _ bool) error {
		found = v.Interface()
		return nil
	})
	return found, err
}

// Set gives the parameter at path in v, a pointer, the value that the text says. A whole struct, slice or map is
// given as JSON, for example market.tiers[0].price.values the text [100,200]; names in it must exist.
//
// The range is left to Check, so that several changes are judged together. Errors are *Error; that of an unknown
// path wraps ErrUnknown and proposes the nearest one. It panics if v is not a pointer.
func Set(v any, path, value string) error {
	if reflect.ValueOf(v).Kind() != reflect.Pointer {
		panic("param: Set needs a pointer")
	}
	return at(v, path, true, func(v reflect.Value, leaf bool) error {
		err := parse(v, value, leaf)
		if err != nil {
			return &Error{path, err}
		}
		return nil
	})
}

// at calls use with the node at path.
func at(v any, path string, write bool, use func(v reflect.Value, leaf bool) error) error {
	var known []string
	var err error
	found := false
	w := walker{write: write, visit: func(p string, v reflect.Value, _ tags, leaf bool) bool {
		if p == path && p != "" {
			found, err = true, use(v, leaf)
		}
		if p != "" {
			known = append(known, p)
		}
		return !found
	}}
	w.walk("", reflect.ValueOf(v), tags{})
	if !found {
		return unknown(path, path, known)
	}
	return err
}

// parse sets v to what the text says.
func parse(v reflect.Value, text string, leaf bool) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && leaf {
		return u.UnmarshalText([]byte(text))
	}
	if !leaf {
		return parseJSON(v, text)
	}
	switch bits := v.Type(); {
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("got %q, want true or false", text)
		}
		v.SetBool(b)
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, bits.Bits())
		if err != nil {
			return fmt.Errorf("got %q, want a whole number", text)
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, bits.Bits())
		if err != nil {
			return fmt.Errorf("got %q, want a whole number, not negative", text)
		}
		v.SetUint(n)
	default:
		x, err := strconv.ParseFloat(text, bits.Bits())
		if err != nil {
			return fmt.Errorf("got %q, want a number", text)
		}
		v.SetFloat(x)
	}
	return nil
}

// parseJSON replaces v, so that nothing of the old value shines through.
func parseJSON(v reflect.Value, text string) error {
	fresh := reflect.New(v.Type())
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(fresh.Interface()); err != nil {
		return fmt.Errorf("got %q, want JSON: %w", text, err)
	}
	v.Set(fresh.Elem())
	return nil
}
