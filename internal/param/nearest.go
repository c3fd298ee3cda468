package param

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Unknown returns the error of a value that must be one of a few names; it wraps ErrUnknown. Of many names it tells the
// nearest, if one is near.
func Unknown(got string, known []string) error {
	const few = 20
	text := "got " + Quote(got)
	if len(known) <= few {
		text += ", want one of " + strings.Join(known, ", ")
	} else {
		text += fmt.Sprintf(", want one of %d names", len(known))
	}
	return &marked{text: text, sentinel: ErrUnknown, propose: sync.OnceValue(func() string {
		if best := Nearest(got, known); best != "" && best != got {
			return "; did you mean " + best + "?"
		}
		return ""
	})}
}

// UnknownName returns the error of a name that does not exist, which the path of an Error shows; it wraps ErrUnknown. It
// proposes the nearest of the names that do, or says which these are if none is near.
func UnknownName(got string, known []string) error { return unknown("unknown name", got, known) }

// UnknownWord is UnknownName of a name that nothing else shows. It is quoted if it has letters that cannot be shown as they are.
func UnknownWord(got string, known []string) error {
	shown := Shorten(got, maxQuoted)
	if quoted := strconv.Quote(shown); quoted != `"`+shown+`"` {
		shown = quoted
	}
	return unknown("unknown name "+shown, got, known)
}

// DidYouMean returns the error of a name that does not exist, and of which it is known what is meant; it wraps ErrUnknown.
func DidYouMean(meant string) error {
	return &marked{text: "unknown name, did you mean " + meant + "?", sentinel: ErrUnknown}
}

func unknown(text, got string, known []string) error {
	return &marked{text: text, sentinel: ErrUnknown, propose: sync.OnceValue(func() string {
		const most = 400 // bytes of all names together
		if best := Nearest(got, known); best != "" {
			return ", did you mean " + best + "?"
		}
		if list := strings.Join(known, ", "); len(known) > 0 && len(list) < most {
			return ", want one of " + list
		}
		return ""
	})}
}

const (
	maxNear   = 64      // bytes of a name for which others are proposed
	maxEffort = 1 << 19 // entries of the tables by which one name is looked for, half a millisecond
)

// Nearest returns the known name that takes the fewest edits (insert, delete, replace a letter or swap two) to reach from
// name, the first of equals; "" if none is near: fewer edits than half of the letters of name, or one.
//
// The last parts of a known path may stand for all of it, at the price of one edit, so that rho finds behaviour.rho; so
// may the first letters, three or more. For names of more than 64 bytes nothing is proposed, and of very many known names
// the last are not looked at, so that it takes less than a millisecond whatever the names.
func Nearest(name string, known []string) string {
	best, _ := nearest(name, known)
	return best
}

func nearest(name string, known []string) (best string, effort int) {
	if len(name) > maxNear {
		return "", 0
	}
	least := max(2, (len(name)+1)/2) // one more than is near
	try := func(candidate, part string, price int) {
		if d := price + edits(name, part, least-price, &effort); d < least {
			best, least = candidate, d
		}
	}
	for _, candidate := range known {
		if effort > maxEffort {
			break
		}
		if len(name) >= 3 && strings.HasPrefix(candidate, name) && least > 1 && candidate != name {
			best, least = candidate, 1
		}
		try(candidate, candidate, 0)
		for i, r := range candidate {
			if r == '.' {
				try(candidate, candidate[i+1:], 1)
			}
		}
	}
	return best, effort
}

// edits is how many letters one has to insert, delete, replace or swap with the next to get from a to b, each but once
// (optimal string alignment, Damerau 1964), by the usual table, a row at a time; enough if it is that or more. It adds to
// effort what it took.
func edits(a, b string, enough int, effort *int) int {
	if len(a)-len(b) >= enough || len(b)-len(a) >= enough || enough <= 0 {
		return max(enough, 0)
	}
	rows := make([]int, 3*(len(b)+1))
	before, last, row := rows[:len(b)+1], rows[len(b)+1:][:len(b)+1], rows[2*len(b)+2:]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		*effort += len(b)
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range len(b) {
			row[j+1] = min(last[j], row[j]+1, last[j+1]+1)
			if a[i] != b[j] {
				row[j+1] = min(last[j], row[j], last[j+1]) + 1
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		if min(slices.Min(row), slices.Min(last)) >= enough {
			return enough
		}
	}
	return row[len(b)]
}
