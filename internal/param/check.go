package param

import (
	"fmt"
	"reflect"
)

// Checker is implemented, on the value or the pointer, by structs with rules across their fields.
//
// Problems calls report once for each rule that is broken: with the path of the offending field relative to the
// struct (empty for the struct itself) and a format and its arguments as of fmt.Errorf, so %w wraps. It is called
// after the ranges of the fields were checked, and also when some of them failed.
type Checker interface {
	Problems(report func(path, format string, args ...any))
}

// Check returns all problems of v, joined, each an *Error with its path; nil if there are none.
//
// Numbers must be finite and inside the range that their field declares; every struct that is a Checker is asked
// too. v is not modified. An embedded struct's Problems is asked through the struct that embeds it when that one has
// the method, as Go's promotion gives it, and by itself otherwise.
func Check(v any) error {
	var problems errorList
	w := walker{
		visit: func(path string, v reflect.Value, t tags, leaf bool) bool {
			if leaf && isNumber(v.Kind()) && !isText(v.Type()) {
				if err := checkNumber(v, t); err != nil {
					problems.add(path, err)
				}
			}
			return true
		},
		done: func(path string, v, outer reflect.Value) {
			if _, asked := checker(outer); asked {
				return
			}
			if c, ok := checker(v); ok {
				c.Problems(func(relative, format string, args ...any) {
					problems.add(join(path, relative), fmt.Errorf(format, args...))
				})
			}
		},
	}
	w.walk("", reflect.ValueOf(v), tags{})
	return problems.joined()
}

func checkNumber(v reflect.Value, t tags) error {
	if r := t.rangeOf(); !r.Has(float(v)) {
		return &marked{"got " + withUnit(number(float(v)), t.unit) + ", want " + r.String(), ErrRange}
	}
	return nil
}

func withUnit(text, unit string) string {
	if unit == "" || unit == "1" {
		return text
	}
	return text + " " + unit
}

func checker(v reflect.Value) (Checker, bool) {
	if !v.IsValid() || !v.CanInterface() {
		return nil, false // none, or an embedded struct of unexported type
	}
	c, ok := addressable(v).Addr().Interface().(Checker)
	return c, ok
}
