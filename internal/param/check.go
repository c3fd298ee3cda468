package param

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// MaxText is the most bytes of a text whose field declares no limit.
const MaxText = 2000

// Checker is implemented, on the value or the pointer, by structs with rules across their fields.
//
// Problems calls report once for each rule that is broken: with the path of the offending field relative to the
// struct (empty for the struct itself) and a format and its arguments as of fmt.Errorf, so %w wraps. It is called
// after the fields were checked, and also when some of them failed, but not if a list in it is longer than declared: so
// it may take time that grows with the square of a limit.
type Checker interface {
	Problems(report func(path, format string, args ...any))
}

// Check returns all problems of v, joined, each an *Error with its path; nil if there are none. It tells the first
// MaxProblems of them, and how many there are.
//
// Numbers must be finite and inside the range that their field declares, lists and texts within their limits, texts
// free of what cannot be shown; every struct that is a Checker is asked too. v is not modified.
func Check(v any) error { return CheckBut(v, "") }

// CheckBut is Check of all but one of v's own fields, by its name, which is known to be free of problems.
func CheckBut(v any, known string) error {
	Checks.Add(1)
	var problems Problems
	if p := PlaceOf(v); p.Value.IsValid() {
		check(p, &problems, known)
	}
	return problems.Err()
}

// Checks counts the calls of Check, for tests of what is to be checked once.
var Checks atomic.Int64

// check returns false if something is too long to go on. It leaves out the part that is known.
func check(p *Place, problems *Problems, known string) (ok bool) {
	if err := p.problem(); err != nil {
		problems.Add(p.Path(), err)
		if p.IsList() {
			return false
		}
	}
	ok = true
	for part := range p.Parts() {
		if known == "" || part.Name != known {
			ok = check(part, problems, "") && ok
		}
	}
	c, is := checker(p.Value)
	if ok && is {
		c.Problems(func(relative, format string, args ...any) {
			problems.Addf(p, relative, format, args...)
		})
	}
	return ok
}

// problem returns what is wrong with a number, a text or the length of a list.
func (p *Place) problem() error {
	switch {
	case p.IsNumber():
		return p.checkNumber()
	case p.Type.Kind() == reflect.String:
		return CheckText(p.Value.String(), p.Limit)
	case p.Type.Kind() == reflect.Slice && !p.IsText():
		return CheckLen(p.Value.Len(), p.Limit)
	}
	return nil
}

func (p *Place) checkNumber() error {
	if x := float(p.Value); !p.Range.Has(x) {
		return &marked{text: "got " + withUnit(number(x), p.Unit) + ", want " + p.Range.String(), sentinel: ErrRange}
	}
	return nil
}

// CheckLen returns what is wrong with the length of a list.
func CheckLen(n, limit int) error {
	if n > limit {
		return &marked{text: fmt.Sprintf("got a list of %d, want at most %d", n, limit), sentinel: ErrRange}
	}
	return nil
}

// CheckText returns what is wrong with a text: more bytes than the limit, bytes that are not UTF-8, or characters that
// cannot be shown, but for tabs and the ends of lines.
func CheckText(text string, limit int) error {
	switch {
	case len(text) > limit:
		return &marked{text: fmt.Sprintf("got a text of %d bytes, %s, want at most %d", len(text), Quote(text), limit), sentinel: ErrRange}
	case !utf8.ValidString(text):
		return &marked{text: "got bytes that are not UTF-8, " + Quote(text) + ", want text", sentinel: ErrRange}
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return &marked{text: fmt.Sprintf("got the control character %U in %s, want text", r, Quote(text)), sentinel: ErrRange}
		}
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
	if v.Kind() != reflect.Struct || !v.CanInterface() {
		return nil, false
	}
	c, ok := addressable(v).Addr().Interface().(Checker)
	return c, ok
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
