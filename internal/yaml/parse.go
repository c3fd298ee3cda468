package yaml

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	mark       = "\ufeff" // that some programs put before UTF-8
	maxDepth   = 32       // mappings and lists in each other
	maxEntries = 1000     // names in one mapping
	maxName    = 1000     // bytes of a name and the blanks before its colon
)

// Error is what is wrong with a text, and where.
type Error struct {
	Offset  int // in bytes
	Message string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Parse reads a text of less than 4 GB. The error is an *Error: the first thing that it does not understand.
func Parse(text string) (*Document, error) {
	if err := readable(text); err != nil {
		return nil, err
	}
	p := &parser{text: text, document: &Document{text: text}}
	if err := p.all(); err != nil {
		return nil, err
	}
	return p.document, nil
}

// readable returns an error for what is not UTF-8 or holds characters that cannot be shown.
func readable(text string) error {
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return &Error{0, "got UTF-16, want UTF-8"}
	}
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			return &Error{i, fmt.Sprintf("got the byte 0x%02x, which is not UTF-8", text[i])}
		case r == '\t' || r == '\n' || r == '\r' && strings.HasPrefix(text[i:], "\r\n"):
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return &Error{i, fmt.Sprintf("got the control character %U", r)}
		}
	}
	return nil
}

// parser reads a text from its start to its end.
type parser struct {
	text     string
	document *Document
	pos      int // of what comes next
	line     int // where its line starts
	depth    int
}

func (p *parser) fail(offset int, format string, args ...any) error {
	return &Error{min(offset, len(p.text)), fmt.Sprintf(format, args...)}
}

// all reads the whole document.
func (p *parser) all() error {
	if strings.HasPrefix(p.text, mark) {
		p.pos, p.line = len(mark), len(mark)
	}
	if err := p.start(); err != nil {
		return err
	}
	if err := p.root(); err != nil {
		return err
	}
	if err := p.skip(false); err != nil {
		return err
	}
	for p.pos < len(p.text) {
		if !p.marker() {
			return p.fail(p.pos, "got %s after the end of the value; is it indented as it should be?", p.shown())
		}
		at := p.pos
		p.pos += len("---")
		if err := p.skip(false); err != nil {
			return err
		}
		if p.pos < len(p.text) && !p.marker() {
			return p.fail(at, "got a second document, want one in a file")
		}
	}
	return nil
}

// start reads what may come before the value: %YAML and ---.
func (p *parser) start() error {
	if err := p.skip(false); err != nil {
		return err
	}
	if p.peek(0) != '%' || p.pos != p.line {
		return nil
	}
	if !version.MatchString(p.text[p.pos:]) {
		return p.fail(p.pos, "got %s, want %%YAML 1.2 at most", p.shown())
	}
	p.toLineEnd()
	if err := p.skip(false); err != nil {
		return err
	}
	if !p.marker() || p.peek(0) != '-' {
		return p.fail(p.pos, "got %s after %%YAML, want a line ---", p.shown())
	}
	return nil
}

var version = regexp.MustCompile(`^%YAML 1\.[0-9][ \t\r]*(\n|$)`)

// root reads the value of the whole document.
func (p *parser) root() error {
	if p.marker() && p.peek(0) == '.' {
		return p.fail(p.pos, "got ..., want a value before it")
	}
	if p.marker() {
		p.pos += len("---")
		p.blanks()
		if !p.atLineEnd() {
			return p.inline(-1)
		}
		if err := p.skip(false); err != nil {
			return err
		}
	}
	if p.pos == len(p.text) || p.marker() {
		p.null(p.pos)
		return nil
	}
	return p.value(-1)
}

// peek returns the byte at some distance, 0 beyond the end.
func (p *parser) peek(ahead int) byte {
	if i := p.pos + ahead; i < len(p.text) {
		return p.text[i]
	}
	return 0
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isSpace reports whether a byte ends a word; 0 is the end of the text.
func isSpace(c byte) bool { return isBlank(c) || c == '\n' || c == '\r' || c == 0 }

func isFlow(c byte) bool { return c != 0 && strings.IndexByte(",[]{}", c) >= 0 }

// column is how far the line is indented, if what comes next is the first in it.
func (p *parser) column() int { return p.pos - p.line }

// blanks skips blanks on the line.
func (p *parser) blanks() {
	for isBlank(p.peek(0)) {
		p.pos++
	}
}

func (p *parser) toLineEnd() {
	if n := strings.IndexByte(p.text[p.pos:], '\n'); n >= 0 {
		p.pos += n
		return
	}
	p.pos = len(p.text)
}

// isComment reports whether a comment starts here.
func (p *parser) isComment() bool {
	return p.peek(0) == '#' && (p.pos == p.line || p.pos > 0 && isSpace(p.text[p.pos-1]))
}

// atLineEnd reports whether the line has nothing more than a comment.
func (p *parser) atLineEnd() bool {
	c := p.peek(0)
	return c == 0 || c == '\n' || c == '\r' || p.isComment()
}

// skip goes to what comes next: over blanks, comments and the ends of lines. In brackets lines may start with tabs.
func (p *parser) skip(inFlow bool) error {
	for {
		start := p.pos
		p.blanks()
		switch {
		case p.isComment():
			p.toLineEnd()
		case p.peek(0) == '\n' || p.peek(0) == '\r':
			p.pos++
			p.line = p.pos
		case !inFlow && start == p.line && strings.Contains(p.text[start:p.pos], "\t") && p.pos < len(p.text):
			return p.fail(start+strings.IndexByte(p.text[start:], '\t'), "got a tab, want spaces to indent")
		default:
			return nil
		}
	}
}

// marker reports whether a line --- or ... starts here.
func (p *parser) marker() bool {
	rest := p.text[p.pos:]
	return p.pos == p.line && (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")) && isSpace(p.peek(3))
}

// done reports whether what holds lines indented by a column ends here.
func (p *parser) done(column int) bool {
	return p.pos == len(p.text) || p.marker() || p.column() < column
}

// shown returns what comes next on the line, for messages.
func (p *parser) shown() string {
	const most = 30
	rest, _, _ := strings.Cut(p.text[p.pos:min(len(p.text), p.pos+4*most)], "\n")
	if rest == "" {
		return "nothing"
	}
	short := []rune(strings.TrimRight(rest, " \t\r"))
	if len(short) > most {
		return string(short[:most]) + "..."
	}
	return string(short)
}

func (p *parser) null(at int) { p.document.add(node{start: uint32(at), end: uint32(at)}) }

// open starts a mapping or a list, which close ends.
func (p *parser) open(kind Kind, inFlow bool) (number uint32, err error) {
	if p.depth == maxDepth {
		return 0, p.fail(p.pos, "got values more than %d deep in each other", maxDepth)
	}
	p.depth++
	return p.document.add(node{start: uint32(p.pos), kind: kind, flow: inFlow}), nil
}

func (p *parser) close(number uint32) {
	p.depth--
	own := p.document.at(number)
	own.next, own.end = p.document.count, uint32(p.pos)
}

// value reads a value in lines of its own; the lines that belong to it are indented by more than parent.
func (p *parser) value(parent int) error {
	switch {
	case p.isDash():
		return p.sequence()
	case p.keyEnd() > 0:
		return p.mapping()
	}
	return p.scalar(parent)
}

func (p *parser) isDash() bool { return p.peek(0) == '-' && isSpace(p.peek(1)) }

// sequence reads a list, each value after a dash.
func (p *parser) sequence() error {
	column := p.column()
	number, err := p.open(Sequence, false)
	if err != nil {
		return err
	}
	defer p.close(number)
	for p.isDash() && p.column() == column {
		at := p.pos
		p.pos++
		p.blanks()
		if tab := strings.IndexByte(p.text[at:p.pos], '\t'); tab > 0 {
			return p.fail(at+tab, "got a tab, want spaces to indent")
		}
		if err := p.skip(false); err != nil {
			return err
		}
		if p.done(column + 1) {
			p.null(at)
		} else if err := p.value(column); err != nil {
			return err
		}
		if err := p.skip(false); err != nil {
			return err
		}
		if p.done(column) {
			return nil
		}
	}
	if p.column() > column {
		return p.fail(p.pos, "got %s, which starts below none of the dashes above", p.shown())
	}
	return nil
}

// mapping reads names and values, a name at the start of a line.
func (p *parser) mapping() error {
	column := p.column()
	number, err := p.open(Mapping, false)
	if err != nil {
		return err
	}
	defer p.close(number)
	for entries := 0; ; entries++ {
		stop := p.keyEnd()
		switch {
		case entries == maxEntries:
			return p.fail(p.pos, "got more than %d names in one place", maxEntries)
		case p.column() > column:
			return p.fail(p.pos, "got %s, which starts below none of the names above", p.shown())
		case stop == 0:
			return p.fail(p.pos, "got %s, want a name, a colon and a value", p.shown())
		}
		if err := p.key(stop); err != nil {
			return err
		}
		if err := p.entry(column); err != nil {
			return err
		}
		if err := p.skip(false); err != nil {
			return err
		}
		if p.done(column) {
			return nil
		}
	}
}

// entry reads the value of a name in a line that is indented by column.
func (p *parser) entry(column int) error {
	at := p.pos
	p.blanks()
	if !p.atLineEnd() {
		return p.inline(column)
	}
	if err := p.skip(false); err != nil {
		return err
	}
	switch {
	case p.done(column) || p.column() == column && !p.isDash():
		p.null(at)
		return nil
	case p.column() == column:
		return p.sequence()
	}
	return p.value(column)
}

// inline reads the value that follows a name on its line.
func (p *parser) inline(parent int) error {
	if p.isDash() {
		return p.fail(p.pos, "got a list on the line of its name, want it below")
	}
	if stop := p.keyEnd(); stop > 0 {
		return p.fail(stop, "got a second colon in a line; put a text that has one in quotes")
	}
	return p.scalar(parent)
}

// keyEnd returns the offset of the colon after the name that starts here, 0 if none does.
func (p *parser) keyEnd() int {
	i := p.pos
	switch c := p.peek(0); {
	case c == '"' || c == '\'':
		if i = p.quoteEnd(p.pos); i < 0 || strings.Contains(p.text[p.pos:i], "\n") {
			return 0
		}
		for i < len(p.text) && isBlank(p.text[i]) {
			i++
		}
		if i < len(p.text) && p.text[i] == ':' && (i+1 == len(p.text) || isSpace(p.text[i+1])) {
			return i
		}
		return 0
	case isFlow(c) || strings.IndexByte("|>%@`", c) >= 0 || (c == '?' || c == '-') && isSpace(p.peek(1)):
		return 0
	}
	for ; i < len(p.text) && p.text[i] != '\n'; i++ {
		switch {
		case p.text[i] == ':' && (i+1 == len(p.text) || isSpace(p.text[i+1])):
			return i
		case p.text[i] == '#' && i > p.pos && isBlank(p.text[i-1]):
			return 0
		}
	}
	return 0
}

// key reads the name before a colon, and the colon.
func (p *parser) key(colon int) error {
	name := strings.TrimRight(p.text[p.pos:colon], " \t")
	switch {
	case name == "":
		return p.fail(p.pos, "got a colon, want a name before it")
	case colon-p.pos > maxName:
		return p.fail(p.pos, "got a name of %d bytes, want at most %d", colon-p.pos, maxName)
	}
	kind := Plain
	if name[0] == '"' || name[0] == '\'' {
		kind = Quoted
		if err := p.escapes(p.pos, p.pos+len(name)); err != nil {
			return err
		}
	}
	p.document.add(node{start: uint32(p.pos), end: uint32(p.pos + len(name)), kind: kind})
	p.pos = colon + 1
	return nil
}
