package param

import (
	"errors"
	"math"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
)

// Numbers are read in one way wherever somebody writes them: in files, on the command line, in a table, in a request.
//
//	number        -1.5  .5  1e-3  10_000.5
//	whole number  the same, if its value is whole: 010 is ten, 1e4 and 10_000 are ten thousand
//
// Digits are decimal; an underscore stands between two of them. 0x10, 0o17, 0b1, 0x1p3, inf and NaN are refused.

// Errors of texts that are no number say what is wanted.
var (
	errNumber   = errors.New("want a number")
	errWhole    = errors.New("want a whole number")
	errUnsigned = errors.New("want a whole number, not negative")
	errDecimal  = errors.New("want a number in decimal digits")
	errBool     = errors.New("want true or false")
	errLarge    = &marked{text: "want a number that is not so large", sentinel: ErrRange}
)

// ParseNumber returns the float64 that is nearest to the number that a text says. The error says what is wanted.
func ParseNumber(text string) (float64, error) {
	if x, ok := plainNumber(text); ok {
		return x, nil
	}
	if _, ok := parseDecimal(text); !ok {
		return 0, notDecimal(text, errNumber)
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	if err != nil {
		return 0, errLarge
	}
	return x, nil
}

// mostDigits is how many digits make a whole number below 2^64.
const mostDigits = 19

// tens are the powers of ten that such digits may be over, all of them exact.
var tens = [mostDigits]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// plainNumber reads the numbers that files are full of, such as -12.50: a whole number over a power of ten, so that it is the nearest float64, as strconv has it. Not
// ok: they are to be read in the long way.
func plainNumber(text string) (x float64, ok bool) {
	digits, point, whole := 0, -1, uint64(0)
	start := 0
	if text != "" && text[0] == '-' {
		start = 1
	}
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			whole = 10*whole + uint64(c-'0')
			if digits++; digits > mostDigits {
				return 0, false
			}
		case c == '.' && point < 0 && digits > 0:
			point = digits
		default:
			return 0, false
		}
	}
	if digits == 0 || point == digits {
		return 0, false
	}
	if point < 0 {
		point = digits
	}
	if x = quotient(whole, digits-point); start == 1 {
		x = -x
	}
	return x, true
}

// quotient is the float64 that is nearest to whole/10^power: of numbers that are exact their ratio, of others 62 bits of it at least, the last of which also stands for a remainder.
func quotient(whole uint64, power int) float64 {
	if whole < 1<<53 {
		return float64(whole) / tens[power]
	}
	by := uint64(tens[power])
	up, down := bits.LeadingZeros64(whole), bits.LeadingZeros64(by)
	whole <<= up
	q, rest := bits.Div64(whole>>1, whole<<63, by<<down)
	if rest > 0 {
		q |= 1
	}
	return math.Ldexp(float64(q), down-up-63)
}

// ParseInt returns the whole number that a text says, exactly. The error says what is wanted.
func ParseInt(text string) (int64, error) {
	digits, err := wholeDigits(text, errWhole)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errLarge
	}
	return n, nil
}

// ParseUint is ParseInt for numbers that are not negative.
func ParseUint(text string) (uint64, error) {
	digits, err := wholeDigits(text, errUnsigned)
	if err != nil {
		return 0, err
	}
	if digits[0] == '-' {
		return 0, errUnsigned
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0, errLarge
	}
	return n, nil
}

// SetText gives a number or a boolean the value that a text says. The error says what is wanted.
func SetText(v reflect.Value, text string) error {
	switch {
	case v.Kind() == reflect.Bool:
		if text != "true" && text != "false" {
			return errBool
		}
		v.SetBool(text == "true")
	case v.CanInt():
		n, err := ParseInt(text)
		if err == nil && v.OverflowInt(n) {
			err = errLarge
		}
		if err != nil {
			return err
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := ParseUint(text)
		if err == nil && v.OverflowUint(n) {
			err = errLarge
		}
		if err != nil {
			return err
		}
		v.SetUint(n)
	case v.CanFloat():
		x, err := ParseNumber(text)
		if err != nil {
			return err
		}
		v.SetFloat(x)
	default:
		return errors.ErrUnsupported
	}
	return nil
}

// decimal is a number in digits: (-1)^minus * digits * 10^exponent.
type decimal struct {
	minus    bool
	digits   string // as written, without underscores and point
	exponent int
}

// parseDecimal takes a text apart; false if it is no number in decimal digits.
func parseDecimal(text string) (d decimal, ok bool) {
	const longest = 1000
	if len(text) > longest {
		return decimal{}, false
	}
	if text != "" && (text[0] == '-' || text[0] == '+') {
		d.minus, text = text[0] == '-', text[1:]
	}
	mantissa, exponent, scientific := text, "", false
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent, scientific = text[:i], text[i+1:], true
	}
	before, after, _ := strings.Cut(mantissa, ".")
	if before == "" && after == "" || !isDigits(before) || !isDigits(after) {
		return decimal{}, false
	}
	after = strings.ReplaceAll(after, "_", "")
	d.digits, d.exponent = strings.ReplaceAll(before, "_", "")+after, -len(after)
	if !scientific {
		return d, true
	}
	if bare := strings.TrimLeft(exponent, "+-"); len(exponent)-len(bare) > 1 || bare == "" || !isDigits(bare) {
		return decimal{}, false
	}
	e, err := strconv.Atoi(strings.ReplaceAll(exponent, "_", ""))
	if err != nil {
		e = 1 << 30 // beyond all numbers, and ParseFloat says so
		if exponent[0] == '-' {
			e = -e
		}
	}
	d.exponent += e
	return d, true
}

// isDigits reports whether a text has digits alone, underscores between them.
func isDigits(text string) bool {
	for i := range len(text) {
		isDigit := text[i] >= '0' && text[i] <= '9'
		between := i > 0 && i < len(text)-1 && text[i-1] != '_'
		if !isDigit && !(text[i] == '_' && between) {
			return false
		}
	}
	return true
}

// wholeDigits returns a whole number in digits, with its sign and without a point or an exponent.
func wholeDigits(text string, want error) (string, error) {
	d, ok := parseDecimal(text)
	if !ok {
		return "", notDecimal(text, want)
	}
	d.digits = strings.TrimLeft(d.digits, "0")
	for d.exponent < 0 && strings.HasSuffix(d.digits, "0") {
		d.digits, d.exponent = d.digits[:len(d.digits)-1], d.exponent+1
	}
	const most = 40 // digits, more than any integer type has
	switch {
	case d.digits == "":
		return "0", nil
	case d.exponent < 0:
		return "", want
	case len(d.digits)+d.exponent > most:
		return "", errLarge
	}
	d.digits += strings.Repeat("0", d.exponent)
	if d.minus {
		return "-" + d.digits, nil
	}
	return d.digits, nil
}

// notDecimal is the error of a text that is no number: of one in another base that it is.
func notDecimal(text string, want error) error {
	bare := strings.ToLower(strings.TrimLeft(text, "+-"))
	if len(bare) > 2 && bare[0] == '0' && strings.ContainsRune("xob", rune(bare[1])) {
		return errDecimal
	}
	return want
}
