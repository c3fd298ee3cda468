package main

import (
	"fmt"
	"slices"

	"github.com/cogap/cogap/internal/expr"
	"github.com/cogap/cogap/internal/param"
)

// A condition tells the rows that count.
type condition struct {
	expr.Scratch
	from rows
	node expr.Node[*condition]
	err  error // of a cell that is no number
}

// newCondition compiles the condition of the options; nil without one.
func newCondition(o *options, from rows) (*condition, error) {
	if o.where == "" {
		return nil, nil
	}
	c := &condition{from: from}
	node, err := expr.Compile(o.where, c)
	if err == nil {
		err = c.err
	}
	if err == nil && node.Kind != expr.Truth {
		err = fmt.Errorf("%s is %s, want a condition", quoted(o.where), node.Kind)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: --where: %s", errUsage, calm(err.Error()))
	}
	c.node = node
	return c, nil
}

// Column finds a column of the file, which may be a number or a text.
func (c *condition) Column(name string) (expr.Node[*condition], bool) {
	at := slices.Index(c.from.names(), name)
	if at < 0 {
		return expr.Node[*condition]{}, false
	}
	if err := c.from.choose(at); err != nil && c.err == nil {
		c.err = err
	}
	return expr.Node[*condition]{
		Kind:     expr.Cell,
		Constant: func(c *condition) float64 { return c.keep(at, func() (float64, error) { return c.from.number(at) }) },
		Text: func(c *condition) (text string) {
			c.keep(at, func() (float64, error) {
				var err error
				text, err = c.from.text(at)
				return 0, err
			})
			return text
		},
	}, true
}

// keep returns what read does, and keeps its first error.
func (c *condition) keep(column int, read func() (float64, error)) float64 {
	x, err := read()
	if err != nil && c.err == nil {
		c.err = fmt.Errorf("--where: column %s: %w", quoted(c.from.names()[column]), err)
	}
	return x
}

// Unknown is the error of a name that no column has.
func (c *condition) Unknown(name string) error {
	names := c.from.names()
	if best := param.Nearest(name, names); best != "" {
		return fmt.Errorf("unknown column %s, did you mean %s?", shown(name), shown(best))
	}
	return fmt.Errorf("unknown column %s, there are %s", shown(name), listed(names))
}

// holds reports whether the row meets the condition.
func (c *condition) holds() (bool, error) {
	var is [1]uint8
	c.err = nil
	c.node.FillMask(c, 0, is[:])
	return is[0] == 1, c.err
}
