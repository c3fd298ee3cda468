package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"github.com/cogap/cogap"
)

// Error is one problem of a scenario file and where it is.
type Error struct {
	File         string
	Line, Column int    // from 1; 0 if the file does not mention the parameter
	Excerpt      string // the lines around, with a caret below the place
	Err          error  // a *cogap.ParameterError for a parameter, else what is wrong with the file
}

// Error returns "file:line:column: problem" and the excerpt below it.
func (e *Error) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
	}
	if e.Excerpt == "" {
		return fmt.Sprintf("%s: %v", where, e.Err)
	}
	return fmt.Sprintf("%s: %v\n%s", where, e.Err, e.Excerpt)
}

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// problems gathers what is wrong with a file.
type problems struct {
	file  string
	lines []string
	list  []*Error
}

// add notes a problem at a token, which may be nil.
func (p *problems) add(at *token.Token, err error) {
	e := &Error{File: p.file, Err: err}
	if at != nil && at.Position != nil {
		e.Line, e.Column = at.Position.Line, at.Position.Column
		e.Excerpt = excerpt(p.lines, e.Line, e.Column)
	}
	p.list = append(p.list, e)
}

// parameter notes a problem of the parameter at path.
func (p *problems) parameter(at *token.Token, path string, err error) {
	p.add(at, &cogap.ParameterError{Path: path, Err: err})
}

// has reports whether a problem of the parameter at path, or of what holds it, is known already.
func (p *problems) has(path string) bool {
	return slices.ContainsFunc(p.list, func(e *Error) bool {
		known, ok := errors.AsType[*cogap.ParameterError](e.Err)
		return ok && within(path, known.Path)
	})
}

// joined returns all problems from the top of the file to its end, nil if there are none.
func (p *problems) joined() error {
	slices.SortStableFunc(p.list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all []error
	for _, e := range p.list {
		all = append(all, e)
	}
	return errors.Join(all...)
}

// within reports whether the parameter at path is part of the one at outer.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || outer == "" || rest[0] == '.' || rest[0] == '[')
}

// excerpt shows a line between its neighbours, with a caret below the column.
func excerpt(lines []string, line, column int) string {
	if line < 1 || line > len(lines) {
		return ""
	}
	var b strings.Builder
	for n := max(1, line-2); n <= min(len(lines), line+1); n++ {
		mark := ' '
		if n == line {
			mark = '>'
		}
		fmt.Fprintf(&b, "%c %4d | %s\n", mark, n, shortened(lines[n-1]))
		if n == line {
			fmt.Fprintf(&b, "       | %s^\n", strings.Repeat(" ", max(0, min(column-1, longest))))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// longest is how much of a line an excerpt shows.
const longest = 160

func shortened(line string) string {
	line = strings.TrimRight(strings.ReplaceAll(line, "\t", " "), "\r")
	if runes := []rune(line); len(runes) > longest {
		return string(runes[:longest]) + "..."
	}
	return line
}
