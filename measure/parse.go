package measure

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// mostLetters is how long a name may be; errors repeat no more than a line of it.
const mostLetters = 4096

// Parse reads the name of a number, such as sota_share@2028-12. It checks all that can be known without a run: that there
// is such a measure, of groups of this kind, and how the month is written. Its error says what is wrong and what there is
// instead; Bind checks the rest.
func Parse(text string) (Ref, error) {
	if len(text) > mostLetters {
		return Ref{}, fmt.Errorf("measure: got a name of %d letters, want at most %d", len(text), mostLetters)
	}
	p := parser{rest: text}
	r, err := p.ref()
	if err == nil {
		err = r.check()
	}
	if n := len(r.String()); err == nil && n > mostLetters { // or what String gives could not be read again
		err = fmt.Errorf("got a name of %d letters where those that can't be shown are written out, want at most %d", n, mostLetters)
	}
	if err != nil {
		return Ref{}, fmt.Errorf("measure %s: %w", shortened(text), err)
	}
	return r, nil
}

// shortened is a text that fits into a message.
func shortened(text string) string {
	const most = 120
	if len(text) > most {
		text = text[:most] + "..."
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// parser reads a name from left to right.
type parser struct{ rest string }

// ref reads all of it.
func (p *parser) ref() (r Ref, err error) {
	p.space()
	if strings.HasPrefix(p.rest, collected) {
		p.rest = p.rest[len(collected):]
		r.Collection, err = p.word("[@")
	} else {
		r.ID, err = p.word("[@")
	}
	if err == nil && p.take('[') {
		r.Groups, err = p.groups()
	}
	if err == nil && p.take('@') {
		r.Month, p.rest = strings.TrimSpace(p.rest), ""
		if r.Month == "" {
			err = errors.New("got no month after @")
		}
	}
	if err == nil && p.rest != "" {
		err = fmt.Errorf("got %q behind the group, want @ and a month", shortened(p.rest))
	}
	return r, err
}

// groups reads way=name, ... up to the bracket that closes.
func (p *parser) groups() ([]Is, error) {
	var list []Is
	for {
		way, err := p.word("=]")
		if err != nil {
			return nil, err
		}
		if !p.take('=') {
			return nil, fmt.Errorf("got %q in brackets, want a way to part people and a group: [tier=2]", shortened(way))
		}
		name, err := p.word(",]")
		if err != nil {
			return nil, err
		}
		list = append(list, Is{way, name})
		if p.take(']') {
			return list, nil
		}
		if !p.take(',') {
			return nil, errors.New("got no ] that closes the brackets")
		}
	}
}

// word reads a text up to one of some letters or the end, or one in quotation marks.
func (p *parser) word(ends string) (string, error) {
	p.space()
	if strings.HasPrefix(p.rest, `"`) {
		quote, err := strconv.QuotedPrefix(p.rest)
		if err != nil {
			return "", errors.New("got no quotation mark that closes the one before")
		}
		word, err := strconv.Unquote(quote)
		p.rest = p.rest[len(quote):]
		p.space()
		return word, err
	}
	end := strings.IndexAny(p.rest, ends)
	if end < 0 {
		end = len(p.rest)
	}
	word := strings.TrimSpace(p.rest[:end])
	p.rest = p.rest[end:]
	if word == "" {
		return "", errors.New("got nothing where a name is due")
	}
	return word, nil
}

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t") }

// take takes a letter if it is the next.
func (p *parser) take(letter byte) bool {
	if p.rest == "" || p.rest[0] != letter {
		return false
	}
	p.rest = p.rest[1:]
	p.space()
	return true
}

// check returns what is wrong with a name whatever the run.
func (r Ref) check() error {
	if err := checkMonth(r.Month); err != nil {
		return err
	}
	if r.ID == "" {
		if r.Collection == "" {
			return errors.New("got the empty name")
		}
		return r.checkTwice()
	}
	x, err := Lookup(r.ID)
	if err != nil {
		return err
	}
	if len(r.Groups) > 1 {
		return fmt.Errorf("got %d groups, want one at most: measures are not parted in two ways at once; a collection can be", len(r.Groups))
	}
	if way := r.way(); !x.Has(way) {
		return fmt.Errorf("there is no such number %s, only %s", way.phrase(), x.phrases())
	}
	return nil
}

func (r Ref) checkTwice() error {
	for i, is := range r.Groups {
		if slices.ContainsFunc(r.Groups[:i], func(other Is) bool { return other.Way == is.Way }) {
			return fmt.Errorf("got two groups %s", shortened(string(By(is.Way).phrase())))
		}
	}
	return nil
}

// way is how a measure's group is told.
func (r Ref) way() By {
	if len(r.Groups) == 0 {
		return Everybody
	}
	return By(r.Groups[0].Way)
}

// phrases says of which groups there is a measure.
func (x *Measure) phrases() string {
	var list []string
	for _, way := range x.Ways() {
		text := way.phrase()
		if way != Everybody {
			text += fmt.Sprintf(", as in %s[%s=%s]", x.ID, way, way.sample())
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// sample is a group for an example.
func (b By) sample() string {
	switch b {
	case Tier, Decile:
		return "1"
	}
	return "NAME"
}

var (
	date   = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)
	number = regexp.MustCompile(`^\d{1,6}$`)
)

// checkMonth returns what is wrong with a month whatever the run.
func checkMonth(month string) error {
	if month == "" || slices.Contains([]string{First, Last, Mean, Sum}, month) || date.MatchString(month) || number.MatchString(month) {
		return nil
	}
	return fmt.Errorf("got month %q, want one such as 2028-12, its number from 0, first, last, mean or sum", shortened(month))
}

// unknownMeasure is the error of an id that no measure has.
func unknownMeasure(id string) error {
	var ids []string
	for _, x := range all {
		ids = append(ids, x.ID)
	}
	id = shortened(id)
	if best := param.Nearest(id, ids); best != "" {
		return fmt.Errorf("unknown measure %s, did you mean %s?", id, best)
	}
	return fmt.Errorf("unknown measure %s: docs/columns.md lists all", id)
}
