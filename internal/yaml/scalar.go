package yaml

import (
	"regexp"
	"strings"
)

// scalar reads a text, or a value in brackets, and the end of its line.
func (p *parser) scalar(parent int) error {
	var err error
	switch c := p.peek(0); c {
	case '|', '>':
		return p.block(parent)
	case '"', '\'':
		err = p.quoted()
	case '[', '{':
		err = p.flow()
	default:
		return p.plain(parent, false)
	}
	if err != nil {
		return err
	}
	if p.blanks(); !p.atLineEnd() {
		return p.fail(p.pos, "got %s after the end of the value", p.shown())
	}
	return nil
}

// starts returns an error for a plain text that can't start as it does.
func (p *parser) starts(inFlow bool) error {
	c := p.peek(0)
	switch {
	case strings.IndexByte("%@`|>\"'#", c) >= 0 || isFlow(c):
		return p.fail(p.pos, "got %s; put a text that starts with %c in quotes", p.shown(), c)
	case c == ':' && isSpace(p.peek(1)):
		return p.fail(p.pos, "got a colon, want a name before it")
	case strings.IndexByte("?:-", c) >= 0 && (isSpace(p.peek(1)) || inFlow && (c != '-' || isFlow(p.peek(1)))):
		return p.fail(p.pos, "got %s; put a text that starts with %c in quotes", p.shown(), c)
	}
	return nil
}

// plain reads a text without quotes, in brackets or in lines that are indented by more than parent.
func (p *parser) plain(parent int, inFlow bool) error {
	if err := p.starts(inFlow); err != nil {
		return err
	}
	start := p.pos
	end := p.plainLine(inFlow)
	for p.goesOn(parent, inFlow) {
		if !inFlow && p.peek(0) == ':' {
			return p.fail(p.pos, "got a second colon in a line; put a text that has one in quotes")
		}
		end = p.plainLine(inFlow)
		if !inFlow && p.peek(0) == ':' {
			return p.fail(p.pos, "got a colon in a text that goes on from the line above; is the line indented too far?")
		}
	}
	if p.peek(0) == ':' && isFlow(p.peek(1)) { // of which YAML 1.1 and 1.2 think differently
		return p.fail(p.pos, "got a colon, want a blank after it")
	}
	n := node{start: uint32(start), end: uint32(end), kind: Plain}
	switch p.text[start:end] {
	case "~", "null", "Null", "NULL":
		n.kind = Null
	}
	if strings.IndexByte("&*!", p.text[start]) >= 0 {
		n.kind = Foreign
	}
	p.document.add(n)
	return nil
}

// plainLine goes to the end of a plain text on its line, and returns it without the blanks before it.
func (p *parser) plainLine(inFlow bool) (end int) {
	end = p.pos
	for ; p.pos < len(p.text); p.pos++ {
		c := p.text[p.pos]
		switch {
		case c == '\n' || c == '\r' || inFlow && isFlow(c):
			return end
		case c == ':' && (isSpace(p.peek(1)) || inFlow && isFlow(p.peek(1))):
			return end
		case p.isComment():
			return end
		case !isBlank(c):
			end = p.pos + 1
		}
	}
	return end
}

// goesOn goes to the next line of a plain text, if there is one.
func (p *parser) goesOn(parent int, inFlow bool) bool {
	if p.peek(0) != '\n' && p.peek(0) != '\r' {
		return false
	}
	before := *p
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		if p.pos++; p.text[p.pos-1] == '\n' {
			p.line = p.pos
		}
	}
	inner := inFlow && !isFlow(p.peek(0)) && !(p.peek(0) == ':' && (isSpace(p.peek(1)) || isFlow(p.peek(1))))
	outer := !inFlow && p.column() > parent
	if p.pos < len(p.text) && p.peek(0) != '#' && !p.marker() && (inner || outer) {
		return true
	}
	p.pos, p.line = before.pos, before.line
	return false
}

// quoted reads a text in quotes.
func (p *parser) quoted() error {
	end := p.quoteEnd(p.pos)
	if end < 0 {
		return p.fail(p.pos, "got a quote without the one that ends the text")
	}
	if err := p.escapes(p.pos, end); err != nil {
		return err
	}
	if at := marked.FindStringIndex(p.text[p.pos:end]); at != nil {
		return p.fail(p.pos+at[0]+1, "got the end of the document in a text; indent the line")
	}
	p.document.add(node{start: uint32(p.pos), end: uint32(end), kind: Quoted})
	if last := strings.LastIndexByte(p.text[p.pos:end], '\n'); last >= 0 {
		p.line = p.pos + last + 1
	}
	p.pos = end
	return nil
}

// marked is a line that starts or ends a document.
var marked = regexp.MustCompile(`\n(?:---|\.\.\.)(?:\s|$)`)

// quoteEnd returns where the text in quotes ends that starts at an offset, -1 if it does not.
func (p *parser) quoteEnd(start int) int {
	for i := start + 1; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '\\' && p.text[start] == '"':
			i++
		case c != p.text[start]:
		case c == '\'' && strings.HasPrefix(p.text[i:], "''"):
			i++
		default:
			return i + 1
		}
	}
	return -1
}

// escapes returns an error for what follows a backslash in double quotes and means nothing.
func (p *parser) escapes(start, end int) error {
	if p.text[start] != '"' {
		return nil
	}
	for i := start + 1; i < end-1; i++ {
		if p.text[i] != '\\' {
			continue
		}
		_, size := escaped(p.text[i : end-1])
		if size == 0 {
			return p.fail(i, "got a backslash that starts no character; write two for one")
		}
		i += size - 1
	}
	return nil
}

// block reads the text of the lines below | or >.
func (p *parser) block(parent int) error {
	start, indent := p.pos, 0
	for p.pos++; !isSpace(p.peek(0)); p.pos++ {
		switch c := p.peek(0); {
		case c >= '1' && c <= '9' && indent == 0:
			indent = max(parent, 0) + int(c-'0')
		case (c == '-' || c == '+') && !strings.ContainsAny(p.text[start+1:p.pos], "+-"):
		default:
			return p.fail(p.pos, "got %s after %c, want the text below it", p.shown(), p.text[start])
		}
	}
	if p.blanks(); !p.atLineEnd() {
		return p.fail(p.pos, "got %s after %c, want the text below it", p.shown(), p.text[start])
	}
	p.toLineEnd()
	widest := 0 // blank line before the text
	for p.pos < len(p.text) {
		line, _, _ := strings.Cut(p.text[p.pos+1:], "\n")
		own := len(line) - len(strings.TrimLeft(line, " "))
		switch isEmpty := strings.TrimRight(line[own:], "\r") == ""; {
		case isEmpty && indent == 0:
			widest = max(widest, own)
		case !isEmpty && indent == 0 && own > max(parent, 0):
			indent = own
		case !isEmpty && (indent == 0 || own < indent):
			return p.blockNode(start, indent)
		}
		if indent > 0 && widest > indent {
			return p.fail(p.pos+1, "got a blank line above that is indented more than the text")
		}
		p.line = p.pos + 1
		p.pos += 1 + len(line)
	}
	return p.blockNode(start, indent)
}

func (p *parser) blockNode(start, indent int) error {
	if indent > 250 {
		return p.fail(start, "got a text that is indented by more than 250")
	}
	end := min(p.pos+1, len(p.text)) // with the end of the last line
	p.document.add(node{start: uint32(start), end: uint32(end), kind: Block, indent: uint8(indent)})
	return nil
}

// flow reads a list or a mapping in brackets.
func (p *parser) flow() error {
	start, kind, closing := p.pos, Sequence, byte(']')
	if p.peek(0) == '{' {
		kind, closing = Mapping, '}'
	}
	number, err := p.open(kind, true)
	if err != nil {
		return err
	}
	defer p.close(number)
	p.pos++
	for entries := 0; ; entries++ {
		if err := p.skip(true); err != nil {
			return err
		}
		switch {
		case p.marker():
			return p.fail(start, "got %c without its %c", p.text[start], closing)
		case p.peek(0) == closing:
			p.pos++
			return nil
		}
		if kind == Mapping {
			if entries == maxEntries {
				return p.fail(p.pos, "got more than %d names in one place", maxEntries)
			}
			err = p.flowEntry()
		} else {
			err = p.flowValue()
		}
		if err != nil {
			return err
		}
		if err := p.skip(true); err != nil {
			return err
		}
		switch c := p.peek(0); {
		case c == ',':
			p.pos++
		case c == closing:
		case p.pos == len(p.text):
			return p.fail(start, "got %c without its %c", p.text[start], closing)
		case c == ':':
			return p.fail(p.pos, "got a name and a value in a list, want {} around them, or a ] before them")
		default:
			return p.fail(p.pos, "got %s, want a comma or %c", p.shown(), closing)
		}
	}
}

// flowValue reads a value in brackets.
func (p *parser) flowValue() error {
	switch p.peek(0) {
	case 0:
		return nil // the caller says what is missing
	case '[', '{':
		return p.flow()
	case '"', '\'':
		return p.quoted()
	}
	return p.plain(0, true)
}

// flowEntry reads a name and its value in braces.
func (p *parser) flowEntry() error {
	start := p.pos
	switch c := p.peek(0); {
	case c == 0:
		return nil
	case c == '[' || c == '{':
		return p.fail(p.pos, "got %s, want a name, a colon and a value", p.shown())
	}
	if err := p.flowValue(); err != nil {
		return err
	}
	name := p.document.at(p.document.count - 1)
	switch text := p.text[name.start:name.end]; {
	case strings.Contains(text, "\n"):
		return p.fail(start, "got a name that goes on in the next line")
	case name.kind == Null:
		name.kind = Plain // a name as good as others
	}
	if err := p.skip(true); err != nil {
		return err
	}
	if strings.Contains(p.text[name.end:p.pos], "\n") {
		return p.fail(start, "got %s, want a colon on the line of the name", short(p.text[start:name.end]))
	}
	if p.pos-start > maxName {
		return p.fail(start, "got a name of %d bytes, want at most %d", p.pos-start, maxName)
	}
	if c := p.peek(0); c != ':' {
		hint := ""
		if c == '[' {
			hint = "; a name with [ in it has to be in quotes within braces"
		}
		return p.fail(start, "got %s, want a name, a colon, a blank and a value%s", short(p.text[start:name.end]), hint)
	}
	p.pos++
	if err := p.skip(true); err != nil {
		return err
	}
	if c := p.peek(0); c == ',' || c == '}' {
		p.null(p.pos)
		return nil
	}
	return p.flowValue()
}
