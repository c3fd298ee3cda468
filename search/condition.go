package search

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap/measure"
)

// Condition is what a measure must be: less than a number, or more.
type Condition struct {
	Measure string  // as package measure reads it
	Is      string  // <, <=, > or >=
	Value   float64 //
}

// comparisons are the signs of conditions, those of two letters first.
var comparisons = []string{"<=", ">=", "<", ">"}

// ParseCondition reads a condition such as sota_share@last < 0.02. A share may be in percent: 2%.
func ParseCondition(text string) (Condition, error) {
	at := strings.IndexAny(text, "<>")
	if at < 0 {
		return Condition{}, fmt.Errorf("got %q, want a measure, <, <=, > or >=, and a number: sota_share@last < 0.02", text)
	}
	c := Condition{Measure: strings.TrimSpace(text[:at])}
	rest := text[at:]
	c.Is = comparisons[slices.IndexFunc(comparisons, func(is string) bool { return strings.HasPrefix(rest, is) })]
	number, percent := strings.CutSuffix(strings.TrimSpace(rest[len(c.Is):]), "%")
	value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return Condition{}, fmt.Errorf("got %q, want a number after %s", text, c.Is)
	}
	if c.Value = value; percent {
		c.Value /= 100
	}
	ref, err := measure.Parse(c.Measure)
	if err != nil {
		return Condition{}, err
	}
	c.Measure = ref.String()
	return c, nil
}

// String returns the condition as ParseCondition reads it.
func (c Condition) String() string {
	return c.Measure + " " + c.Is + " " + strconv.FormatFloat(c.Value, 'g', -1, 64)
}

// Holds reports whether a number is as it must be; NaN is not.
func (c Condition) Holds(x float64) bool {
	switch c.Is {
	case "<":
		return x < c.Value
	case "<=":
		return x <= c.Value
	case ">":
		return x > c.Value
	}
	return x >= c.Value
}

// broken returns by how much a number breaks the condition, as a part of what it must be; 0 if it holds.
func (c Condition) broken(x float64) float64 {
	if c.Holds(x) {
		return 0
	}
	size := math.Abs(c.Value)
	if size == 0 {
		size = 1
	}
	return max(math.Abs(x-c.Value)/size, math.SmallestNonzeroFloat64)
}
