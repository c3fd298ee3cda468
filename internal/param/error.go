package param

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var (
	// ErrRange is wrapped by the errors of values outside their declared range, NaN and infinities included.
	ErrRange = errors.New("out of range")
	// ErrUnknown is wrapped by the errors of names that do not exist.
	ErrUnknown = errors.New("unknown name")
)

// Error is one problem and where it is.
type Error struct {
	Path string // names joined by dots, indices in brackets; empty for the whole value
	Err  error  // what is wrong with it
}

// Error returns "path: problem".
func (e *Error) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the problem without its path.
func (e *Error) Unwrap() error { return e.Err }

// marked is an error that is a sentinel without printing its text.
type marked struct {
	text     string
	sentinel error
}

func (m *marked) Error() string { return m.text }
func (m *marked) Unwrap() error { return m.sentinel }

// unknown is the error of a name that is none of the known ones. It proposes the nearest.
func unknown(path, name string, known []string) *Error {
	text := "unknown name"
	if best := Nearest(name, known); best != "" {
		text = fmt.Sprintf("unknown name, did you mean %s?", best)
	}
	return &Error{path, &marked{text, ErrUnknown}}
}

// Unknown returns the error of a value that must be one of a few names; it wraps ErrUnknown.
func Unknown(got string, known []string) error {
	return &marked{fmt.Sprintf("got %q, want one of %s", got, strings.Join(known, ", ")), ErrUnknown}
}

// UnknownNear returns the error of a name that does not exist, and proposes the nearest that does; it wraps ErrUnknown.
func UnknownNear(got string, known []string) error {
	return &marked{fmt.Sprintf("unknown name %s, did you mean %s?", got, Nearest(got, known)), ErrUnknown}
}

// Nearest returns the known name that takes the fewest edits (insert, delete or replace a letter; Levenshtein 1966)
// to reach from name, the first of equals; "" if known is empty. The last parts of a known path may stand for all of
// it, at the price of one edit, so that rho finds behaviour.rho; so may the first letters, three or more.
func Nearest(name string, known []string) string {
	best, least := "", -1
	for _, candidate := range known {
		d := edits(name, candidate)
		if len(name) >= 3 && strings.HasPrefix(candidate, name) {
			d = min(d, 1)
		}
		for i, r := range candidate {
			if r == '.' {
				d = min(d, 1+edits(name, candidate[i+1:]))
			}
		}
		if least < 0 || d < least {
			best, least = candidate, d
		}
	}
	return best
}

// IsNear reports whether a name may well be meant by another: fewer edits than half of its letters lie between them.
func IsNear(name, meant string) bool { return 2*edits(name, meant) < len(name) }

// edits is the Levenshtein distance of a and b, by the usual table, a row at a time.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
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

// errorList gathers problems; its zero value is ready to use.
type errorList []error

func (l *errorList) add(path string, err error) { *l = append(*l, &Error{path, err}) }

func (l errorList) joined() error { return errors.Join(slices.Clone(l)...) }
