package expr_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/expr"
)

// row is one person of a file: cells by name, one of which is a word of a list.
type row struct {
	expr.Scratch
	cells map[string]string
}

func (r *row) number(name string) float64 {
	x, err := strconv.ParseFloat(r.cells[name], 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

type file []string // names of columns

var colours = []string{"red", "green"}

func (f file) Column(name string) (expr.Node[*row], bool) {
	if name == "colour" {
		return expr.Words("a colour", &expr.Class[*row]{Labels: colours, Codes: func(r *row, _ int, dst []uint16) {
			dst[0] = uint16(strings.Index("rg", r.cells["colour"][:1]))
		}}), true
	}
	if slices.Contains(f, name) {
		return expr.Node[*row]{
			Kind:     expr.Cell,
			Constant: func(r *row) float64 { return r.number(name) },
			Text:     func(r *row) string { return r.cells[name] },
		}, true
	}
	return expr.Node[*row]{}, false
}

func (f file) Unknown(name string) error { return fmt.Errorf("%s: unknown", name) }

var columns = file{"a", "b", "region", "income 2020", "Größe"}

var person = &row{cells: map[string]string{"a": "3", "b": "-2", "region": "north", "income 2020": "1000", "Größe": "1.8", "colour": "green"}}

func holds(t require.TestingT, text string, r *row) bool {
	n, err := expr.Compile(text, columns)
	require.NoError(t, err, text)
	require.Equal(t, expr.Truth, n.Kind, text)
	var is [1]uint8
	n.FillMask(r, 0, is[:])
	return is[0] == 1
}

func TestCells(t *testing.T) {
	for text, want := range map[string]bool{
		`a == 3`:                           true,
		`3 == a`:                           true,
		`a == "3"`:                         true,
		`a == "3.0"`:                       false,
		`region == "north"`:                true,
		`"north" != region`:                false,
		`a > b`:                            true,
		`a + b == 1 && -a < 0`:             true,
		`max(a, b, 10) == 10`:              true,
		`!(a * 2 == 6) || b / 2 <= -1`:     true,
		"`income 2020` >= 1000":            true,
		"`income 2020` == \"1000\"":        true,
		"`north` == region":                true, // no column: a text
		`Größe < 2`:                        true,
		`colour == green`:                  true,
		`red == colour`:                    false,
		`colour != red && a == 3`:          true,
		`region == region`:                 false, // as numbers, of which they are none
		`region != region`:                 true,
		`((((((((((a)))))))))) > min(1,b)`: true,
	} {
		require.Equal(t, want, holds(t, text, person), text)
	}
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		`c == 3`:                         "column 1: c: unknown",
		`a`:                              "", // no fault, but no condition
		`a + region`:                     "", // a cell may be a number
		`a == (b == 3)`:                  "column 1: a is a number and (b == 3) is a condition, want two numbers or two texts",
		`region < "north"`:               "column 1: texts are compared with == and !=",
		`a && b == 3`:                    "column 1: a is a number or a text, want a condition",
		`a == 1e400`:                     "column 6: got 1e400, want a number below 1.8e308",
		`a == 'x'`:                       "column 6: got 'x', want a number, or a text",
		`a % 2 == 0`:                     "column 3: got the operator %, want one of",
		`colour == blue`:                 "column 11: unknown name blue",
		`colour < red`:                   "column 1: want colour == or != one of red, green",
		`colour == "red"`:                "column 1: want colour == or != one of red, green",
		`min(a)`:                         "column 1: got 1 arguments, want at least 2: min(a, b)",
		`mean(a, b)`:                     `column 1: got "mean", want one of min, max, bins`,
		`bins(a, b)`:                     "column 9: got b, want a number as an edge",
		`bins(a, 2, 1)`:                  "column 12: got 1 after 2, want edges in increasing order",
		`a[1]`:                           "column 1: got a[1], want columns, numbers, comparisons, && and ||",
		`a ==`:                           "column 5: expected operand",
		strings.Repeat("a + ", 600) + "": "got 2400 letters, want at most 2000",
	} {
		_, err := expr.Compile(text, columns)
		if want == "" {
			require.NoError(t, err, text)
			continue
		}
		require.ErrorContains(t, err, want, text)
	}
}

// TestRandomConditions holds compiled conditions of two columns to the same in Go.
func TestRandomConditions(t *testing.T) {
	number := rapid.OneOf(rapid.Float64Range(-3, 3), rapid.SampledFrom([]float64{0, 1, -1, math.NaN()}))
	rapid.Check(t, func(t *rapid.T) {
		x, y := number.Draw(t, "a"), number.Draw(t, "b")
		r := &row{cells: map[string]string{"a": fmt.Sprint(x), "b": fmt.Sprint(y)}}
		left, l := drawSum(t, x, y)
		right, g := drawSum(t, x, y)
		d := l - g
		for op, want := range map[string]bool{"==": d == 0, "!=": d != 0, "<": d < 0, "<=": d <= 0, ">": d > 0, ">=": d >= 0} {
			text := left + op + right
			require.Equal(t, want, holds(t, text, r), "%s for %v and %v", text, x, y)
			require.Equal(t, !want, holds(t, "!("+text+")", r))
		}
	})
}

// drawSum returns a term as text and its value.
func drawSum(t *rapid.T, x, y float64) (string, float64) {
	switch rapid.IntRange(0, 5).Draw(t, "term") {
	case 0:
		return "a", x
	case 1:
		return "(b - 1)", y - 1
	case 2:
		return "(a * b)", x * y
	case 3:
		return "max(a, b)", max(x, y)
	case 4:
		return "min(a, 0.5)", min(x, .5)
	}
	return "0.25", .25
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{`a == 3 && region == "north"`, "bins(a, 1, 2)", "!(`income 2020` > max(a, b, 1e3))", `colour != red`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := expr.Compile(text, columns)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		var values [1]float64
		if n.Kind == expr.Truth || n.Kind == expr.Number || n.Kind == expr.Cell {
			n.Fill(person, 0, values[:])
		}
	})
}
