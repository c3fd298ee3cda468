// Package expr is the small language of quantities and conditions: arithmetic, comparisons and logic on named columns, written as in Go.
//
//	income / 12 > 2000 && region == "north"
//
// It knows numbers, conditions, texts in double quotation marks, words of a list (filter == priced_out), min and max of two or more
// numbers, and bins(x, 1, 2), which part people by edges. A column whose name is no word of Go is written between
// backquotes. A comparison with NaN is false, but for !=.
//
// An expression is compiled once, for columns that an [Env] declares, and then computed for many people at a time. V is what it
// sees of them, such as a chunk of a population or a row of a file.
package expr

// Kind is the type of an expression, with its article, as messages say it.
type Kind string

// The kinds that all expressions know. An Env may have columns of others, which are words of a list.
const (
	Number Kind = "a number"
	Truth  Kind = "a condition"
	Text   Kind = "a text"
	Cell   Kind = "a number or a text" // whichever is wanted
	Binned Kind = "bins"
)

// Node is an expression, ready to be computed. What is the same for all people of V has Constant (1 is true) or
// Text; else numbers have Values and conditions have Mask, which compute some people, from lo on.
type Node[V View] struct {
	Kind     Kind
	Constant func(V) float64
	Text     func(V) string
	Values   func(v V, lo int, dst []float64)
	Mask     func(v V, lo int, dst []uint8)
	Class    *Class[V] // how people are grouped by it; nil if they can't be
	Words    []string  // what a column of words is compared with: the labels of its class
}

// Class is a way to part people into groups, numbered from 0 in the order of their labels.
type Class[V View] struct {
	Labels   []string
	Constant func(V) int                     // if all people of V are in one group
	Codes    func(v V, lo int, dst []uint16) // else
}

// View is what expressions see. It lends them arrays for what is in between, so it serves one goroutine at a time.
type View interface{ Lend() *Scratch }

// Scratch has arrays for what is in between. The zero value is ready.
type Scratch struct {
	numbers stack[float64]
	masks   stack[uint8]
	codes   stack[uint16]
}

// Lend returns s: whatever embeds a Scratch is a View.
func (s *Scratch) Lend() *Scratch { return s }

// Numbers returns an expression of numbers that differ between people.
func Numbers[V View](values func(v V, lo int, dst []float64)) Node[V] {
	return Node[V]{Kind: Number, Values: values}
}

// Same returns a number that is the same for all people.
func Same[V View](of func(V) float64) Node[V] { return Node[V]{Kind: Number, Constant: of} }

// Truths returns a condition that differs between people.
func Truths[V View](mask func(v V, lo int, dst []uint8)) Node[V] {
	return Node[V]{Kind: Truth, Mask: mask, Class: &Class[V]{Labels: []string{"false", "true"}, Codes: func(v V, lo int, dst []uint16) {
		s := v.Lend()
		m := s.masks.push(len(dst))
		mask(v, lo, m)
		for i, b := range m {
			dst[i] = uint16(b)
		}
		s.masks.pop()
	}}}
}

// Words returns a column of words: kind is what messages call one of them, such as "a filter".
func Words[V View](kind Kind, class *Class[V]) Node[V] {
	return Node[V]{Kind: kind, Class: class, Words: class.Labels}
}

// TileLen is how many people an expression is computed for at a time at most, so that what is in between stays in the
// first-level cache.
const TileLen = 256

// stack lends arrays to expressions that need one for what is in between.
type stack[T any] struct {
	arrays []*[TileLen]T
	used   int
}

func (s *stack[T]) push(n int) []T {
	if s.used == len(s.arrays) {
		s.arrays = append(s.arrays, new([TileLen]T))
	}
	s.used++
	return s.arrays[s.used-1][:n]
}

func (s *stack[T]) pop() { s.used-- }
