package yaml

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// Kind is what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Null     Kind = iota // nothing, ~ or null
	Plain                // a text without quotes
	Quoted               // a text in quotes
	Block                // a text after | or >
	Mapping              // names and values
	Sequence             // a list
	Foreign              // an anchor, an alias or a tag, which the caller has to refuse
)

// node is a value, or the name of one. The parts of a node come after it: the values of a list; the names of a mapping,
// each before its value.
type node struct {
	start, end uint32 // in the text; of a block text start is that of | or >
	next       uint32 // number of the node after it and all its parts
	kind       Kind
	flow       bool // in brackets
	indent     uint8
}

// chunk is how many nodes are stored together: so many that a small file takes one, and that nothing is ever moved.
const chunk = 1 << 10

// Document is what a text says.
type Document struct {
	text  string
	nodes [][]node
	count uint32
}

// Node is a value in a document, or the name of one. The zero Node is none.
type Node struct {
	document *Document
	number   uint32
}

// Root returns the value of the whole document, Null if there are but comments.
func (d *Document) Root() Node { return Node{d, 0} }

func (d *Document) at(number uint32) *node { return &d.nodes[number/chunk][number%chunk] }

// add appends a node and returns its number.
func (d *Document) add(n node) uint32 {
	if d.count%chunk == 0 {
		d.nodes = append(d.nodes, make([]node, 0, chunk))
	}
	last := &d.nodes[len(d.nodes)-1]
	*last = append(*last, n)
	d.count++
	d.at(d.count - 1).next = d.count
	return d.count - 1
}

// IsZero reports whether there is no node.
func (n Node) IsZero() bool { return n.document == nil }

// Kind returns what the node is.
func (n Node) Kind() Kind { return n.document.at(n.number).kind }

// IsFlow reports whether a mapping or a list is in brackets.
func (n Node) IsFlow() bool { return n.document.at(n.number).flow }

// Offset returns where in the text the node starts, in bytes.
func (n Node) Offset() int { return int(n.document.at(n.number).start) }

// IsText reports whether the node is a text.
func (n Node) IsText() bool { return n.Kind() >= Plain && n.Kind() <= Block }

// Values yields the values of a list; nothing of other nodes.
func (n Node) Values() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.Kind() != Sequence {
			return
		}
		end := n.document.at(n.number).next
		for i := n.number + 1; i < end; i = n.document.at(i).next {
			if !yield(Node{n.document, i}) {
				return
			}
		}
	}
}

// Len returns how many values a list has. It takes time in proportion to them.
func (n Node) Len() int {
	count := 0
	for range n.Values() {
		count++
	}
	return count
}

// Entries yields the names of a mapping with their values; nothing of other nodes.
func (n Node) Entries() iter.Seq2[Node, Node] {
	return func(yield func(name, value Node) bool) {
		if n.Kind() != Mapping {
			return
		}
		end := n.document.at(n.number).next
		for i := n.number + 1; i < end; {
			value := i + 1
			if !yield(Node{n.document, i}, Node{n.document, value}) {
				return
			}
			i = n.document.at(value).next
		}
	}
}

// Text returns the text that a node says; "" of other nodes.
func (n Node) Text() string {
	if !n.IsText() {
		return ""
	}
	own := n.document.at(n.number)
	raw := n.document.text[own.start:own.end]
	switch {
	case own.kind == Plain:
		return folded(raw)
	case own.kind == Block:
		return blockText(raw, int(own.indent))
	case raw[0] == '\'':
		return strings.ReplaceAll(folded(raw[1:len(raw)-1]), "''", "'")
	}
	return unescaped(raw[1 : len(raw)-1])
}

// Position returns the line and the column of an offset in a text, from 1; columns count characters.
func Position(text string, offset int) (line, column int) {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(strings.TrimPrefix(before[start:], mark))
}
