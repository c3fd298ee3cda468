package report

import (
	"encoding/json"
	"math"
	"strconv"
)

// Values are numbers that JSON shows to six digits, and as null where they are not defined.
type Values []float64

// MarshalJSON returns the values as an array.
func (v Values) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, x := range v {
		if i > 0 {
			b = append(b, ',')
		}
		if isUndefined(x) {
			b = append(b, "null"...)
			continue
		}
		short, err := json.Marshal(roundTo(x, 6))
		if err != nil {
			return nil, err
		}
		b = append(b, short...)
	}
	return append(b, ']'), nil
}

func isUndefined(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

// all reports whether something holds for all values.
func (v Values) all(holds func(float64) bool) bool {
	for _, x := range v {
		if !holds(x) {
			return false
		}
	}
	return true
}

// isNothing reports whether a share or an amount is not worth drawing.
func isNothing(x float64) bool { return math.Abs(x) <= 1e-9 }

// roundTo returns x to some significant digits.
func roundTo(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return x // cannot be: it was just printed
	}
	return y
}

// floorTo rounds down to some digits after the point, so that what is shown still bounds.
func floorTo(x float64, digits int) float64 {
	scale := math.Pow(10, float64(digits))
	return math.Floor(x*scale) / scale
}

// fixed prints x with some digits after the point, without a sign on zero.
func fixed(x float64, digits int) string {
	text := strconv.FormatFloat(x, 'f', digits, 64)
	if zero, err := strconv.ParseFloat(text, 64); err == nil && zero == 0 {
		return strconv.FormatFloat(0, 'f', digits, 64)
	}
	return text
}

// plain prints x without an exponent and without needless zeros.
func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
