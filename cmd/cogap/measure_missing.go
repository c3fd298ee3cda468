package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// usualCodes are what files write in the place of a number that is missing, beside nothing.
var usualCodes = []string{"NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", ".", "-", "--", "?"}

// expectedCodes need no remark.
var expectedCodes = []string{"NA", "NaN", "nan"}

// missing tells cells that are missing. An empty cell always is.
type missing struct {
	asked   bool // codes come from the user, and hold for texts too
	codes   map[string]bool
	numbers []float64 // codes that are numbers
	met     []string  // codes that have occurred and are worth a remark
}

// newMissing takes the codes of the command line, parted by commas; none means the usual ones.
func newMissing(codes string) missing {
	m := missing{codes: map[string]bool{}}
	list := usualCodes
	if codes != "" {
		list, m.asked = strings.Split(codes, ","), true
	}
	for _, code := range list {
		code = strings.TrimSpace(code)
		m.codes[code] = true
		if x, err := param.ParseNumber(code); err == nil {
			m.numbers = append(m.numbers, x)
		}
	}
	return m
}

// is reports whether a text is missing: a region may well be NA, unless the user says that it is not one.
func (m *missing) is(cell string) bool { return cell == "" || m.asked && m.codes[cell] }

// isNumber reports whether a cell stands for a number that is missing.
func (m *missing) isNumber(cell string) bool {
	switch {
	case cell == "":
		return true
	case !m.asked && cell[0] >= '0' && cell[0] <= '9': // no usual code begins so
		return false
	case !m.codes[cell]:
		return false
	}
	if !m.asked && !slices.Contains(expectedCodes, cell) {
		m.meet([]string{cell})
	}
	return true
}

// meet notes codes that are worth a remark, each once.
func (m *missing) meet(codes []string) {
	for _, code := range codes {
		if !slices.Contains(m.met, code) {
			m.met = append(m.met, strings.Clone(code))
		}
	}
}

// isCode reports whether a number stands for one that is missing, such as -99 written as -99.0.
func (m *missing) isCode(x float64) bool { return slices.Contains(m.numbers, x) }

func (m *missing) remarks() []string {
	if len(m.met) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s counts as missing; --missing names other codes", strings.Join(m.met, " or "))}
}
