package param

import (
	"fmt"
	"strings"
	"unicode"
)

// CheckName returns what is wrong with a text as a name, which stands in tables and messages, beyond what CheckText finds: ends of
// lines and tabs, and marks that turn the direction of what follows (Unicode Standard Annex 9), with which a name can look like
// another.
func CheckName(name string) error {
	const turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
	for _, r := range name {
		if strings.ContainsRune(turns, r) || r == '\n' || r == '\t' || unicode.In(r, unicode.Zl, unicode.Zp) {
			return &marked{text: fmt.Sprintf("got the character %U in %s, want a name on one line that reads one way", r, Quote(name)), sentinel: ErrRange}
		}
	}
	return nil
}
