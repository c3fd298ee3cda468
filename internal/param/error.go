package param

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
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
	propose  func() string // what is added to the text; nil: nothing. It takes long, so it is found when it is told
}

func (m *marked) Error() string {
	if m.propose == nil {
		return m.text
	}
	return m.text + m.propose()
}
func (m *marked) Unwrap() error { return m.sentinel }

const (
	// MaxProblems is how many problems of one value are told; of the others only how many there are.
	MaxProblems = 100
	maxMessage  = 1000 // bytes of what is said of one problem
	maxQuoted   = 60   // bytes of a text that is quoted
	maxProposed = 20   // unknown names of one value for which others are proposed
)

// Problems gathers what is wrong with a value, however much that is. Its zero value is ready to use.
type Problems struct {
	list     []error
	more     int
	proposed int // names
}

// Add adds a problem.
func (p *Problems) Add(path string, err error) {
	if len(p.list) == MaxProblems {
		p.more++
		return
	}
	if m, ok := p.frugal(err).(*marked); ok {
		err = m
	}
	if text := err.Error(); len(text) > maxMessage {
		err = &marked{text: Shorten(text, maxMessage), sentinel: err}
	}
	p.list = append(p.list, &Error{path, err})
}

// Addf adds a problem of what lies at a path below a place. What is beyond those that are told costs next to nothing.
func (p *Problems) Addf(at *Place, relative, format string, args ...any) {
	if len(p.list) == MaxProblems {
		p.more++
		return
	}
	for i, arg := range args {
		args[i] = p.frugal(arg)
	}
	p.Add(join(at.Path(), relative), fmt.Errorf(format, args...))
}

// frugal returns an error without a proposal if there were many before, since each takes up to a millisecond.
func (p *Problems) frugal(arg any) any {
	m, ok := arg.(*marked)
	if !ok || m.propose == nil {
		return arg
	}
	if p.proposed++; p.proposed <= maxProposed {
		return arg
	}
	return &marked{text: m.text, sentinel: m.sentinel}
}

// Err returns the problems, joined; nil if there are none.
func (p *Problems) Err() error {
	if p.more > 0 {
		return errors.Join(append(p.list, More(p.more))...)
	}
	return errors.Join(p.list...)
}

// More is how many problems there are beside those that are told.
type More int

// Error returns "and 42 more problems".
func (m More) Error() string {
	if m == 1 {
		return "and 1 more problem"
	}
	return fmt.Sprintf("and %d more problems", int(m))
}

// Quote returns a text in quotes, without control characters, its end left out if it is long.
func Quote(text string) string { return strconv.Quote(Shorten(text, maxQuoted)) }

// Shorten returns a text of at most so many bytes and "...", if it is longer.
func Shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "..."
}
