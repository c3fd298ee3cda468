package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
)

// Error is one problem of a scenario file and where it is.
type Error struct {
	File         string // empty for a change of what a file says
	Line, Column int    // from 1; 0 if the file does not mention the parameter, the column 0 for the whole line
	Excerpt      string // the lines around, with a caret below the place
	Err          error  // a *cogap.ParameterError for a parameter, else what is wrong with the file
}

// Error returns "file:line:column: problem" and the excerpt below it.
func (e *Error) Error() string {
	switch {
	case e.File == "":
		return e.Err.Error()
	case e.Line == 0:
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	case e.Excerpt == "":
		return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v\n%s", e.File, e.Line, e.Column, e.Err, e.Excerpt)
}

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// problems gathers what is wrong with files: the first of all that is, and how much more there is.
type problems struct {
	file string // of what no layer mentions
	list []*Error
	more int
	told []string // parameters whose problems were told as those of another file
}

// full reports whether what else is wrong is counted alone.
func (p *problems) full() bool { return len(p.list) >= param.MaxProblems }

// add notes a problem at an offset of a layer's text, which may be nil.
func (p *problems) add(l *layer, offset int, err error) {
	if p.full() {
		p.more++
		return
	}
	e := &Error{Err: err}
	switch {
	case l == nil:
		e.File = p.file
	case l.path == "":
		e.File = l.name
		e.Line, e.Column = yaml.Position(l.text, offset)
		e.Excerpt = excerpt(l.text, offset)
	}
	p.list = append(p.list, e)
}

// parameter notes a problem of the parameter at path.
func (p *problems) parameter(l *layer, offset int, path string, err error) {
	p.add(l, offset, &cogap.ParameterError{Path: path, Err: err})
}

// has reports whether a problem of the parameter at path, or of what holds it, is known already.
func (p *problems) has(path string) bool {
	return slices.Contains(p.told, path) || slices.ContainsFunc(p.list, func(e *Error) bool {
		known, ok := errors.AsType[*cogap.ParameterError](e.Err)
		return ok && within(path, known.Path)
	})
}

// joined returns all problems, nil if there are none: those of a base first, each file from its top to its end.
func (p *problems) joined() error {
	order := map[string]int{}
	for _, e := range p.list {
		if _, ok := order[e.File]; !ok {
			order[e.File] = len(order)
		}
	}
	list := slices.Clone(p.list)
	slices.SortStableFunc(list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all []error
	for _, e := range list {
		all = append(all, e)
	}
	if p.more > 0 {
		all = append(all, param.More(p.more))
	}
	return errors.Join(all...)
}

// within reports whether the parameter at path is part of the one at outer.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || outer == "" || rest[0] == '.' || rest[0] == '[')
}

// excerpt shows the line at an offset of a text between its neighbours, with a caret below the place.
func excerpt(text string, offset int) string {
	number, column := yaml.Position(text, offset)
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	for range 2 { // to the start of the line before the line before
		start = strings.LastIndexByte(text[:max(start-1, 0)], '\n') + 1
	}
	first := max(1, number-2)
	if number <= 2 {
		start = 0
	}
	var b strings.Builder
	for n := first; n <= number+1 && start < len(text); n++ {
		line, _, _ := strings.Cut(text[start:], "\n")
		start += len(line) + 1
		mark := ' '
		if n == number {
			mark = '>'
		}
		fmt.Fprintf(&b, "%c %4d | %s\n", mark, n, shortened(line))
		if n == number {
			fmt.Fprintf(&b, "       | %s^\n", strings.Repeat(" ", min(column-1, longest)))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// longest is how much of a line an excerpt shows.
const longest = 160

func shortened(line string) string {
	line = param.Shorten(strings.TrimRight(line, "\r"), 4*longest) // of a line of megabytes no more is looked at
	if runes := []rune(strings.ReplaceAll(line, "\t", " ")); len(runes) > longest {
		return string(runes[:longest]) + "..."
	}
	return strings.ReplaceAll(line, "\t", " ")
}
