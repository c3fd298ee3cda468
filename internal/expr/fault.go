package expr

import (
	"fmt"
	"go/ast"
	"strings"
)

// fault is what is wrong with an expression, and where.
type fault struct {
	column int
	err    error
}

func (f fault) Error() string { return fmt.Sprintf("column %d: %v", f.column, f.err) }
func (f fault) Unwrap() error { return f.err }

// faults are several that belong to one text.
type faults []error

func (f faults) Error() string {
	var list []string
	for _, err := range f {
		list = append(list, err.Error())
	}
	return strings.Join(list, "; ")
}

func (f faults) Unwrap() []error { return f }

// together makes one error of those that are not nil.
func together(errs ...error) error {
	var list faults
	for _, err := range errs {
		if several, ok := err.(faults); ok {
			list = append(list, several...)
		} else if err != nil {
			list = append(list, err)
		}
	}
	if list == nil {
		return nil
	}
	return list
}

// at is an error at a place in the text. A parsed expression's positions count from 1.
func at(where ast.Node, format string, args ...any) error {
	return fault{int(where.Pos()), fmt.Errorf(format, args...)}
}
