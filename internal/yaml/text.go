package yaml

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// folded joins the lines of a text: one end of a line is a blank, more of them are one less.
func folded(raw string) string {
	if !strings.Contains(raw, "\n") {
		return raw
	}
	lines := strings.Split(raw, "\n")
	var b strings.Builder
	ends := 0
	for i, line := range lines {
		if i > 0 {
			ends++
			line = strings.TrimLeft(line, " \t")
		}
		last := i == len(lines)-1
		if !last {
			line = strings.TrimRight(line, " \t\r")
		}
		if i > 0 && line == "" && !last {
			continue
		}
		b.WriteString(fold(ends))
		b.WriteString(line)
		ends = 0
	}
	return b.String()
}

// fold returns what so many ends of lines become.
func fold(ends int) string {
	if ends == 1 {
		return " "
	}
	return strings.Repeat("\n", max(ends-1, 0))
}

// unescaped returns what a text in double quotes says.
func unescaped(raw string) string {
	var b []byte
	kept := 0 // bytes of b that are not blanks at the end of a line
	for i := 0; i < len(raw); {
		switch c := raw[i]; c {
		case '\\':
			text, size := escaped(raw[i:])
			b = append(b, text...)
			i, kept = i+size, len(b)
		case '\n', '\r':
			ends := 0
			for i < len(raw) && isSpace(raw[i]) {
				if raw[i] == '\n' {
					ends++
				}
				i++
			}
			b = append(b[:max(kept, len(bytes.TrimRight(b, " \t")))], fold(ends)...)
			kept = len(b)
		default:
			b = append(b, c)
			i++
		}
	}
	return string(b)
}

// escapes are what a character after a backslash stands for.
var escapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': "\"", '/': "/", '\\': "\\", 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// escaped returns what a text that starts with a backslash says there, and how many bytes that takes; 0 if it means
// nothing. At the end of a line it says that the line goes on with the next.
func escaped(raw string) (text string, size int) {
	if len(raw) < 2 {
		return "", 0
	}
	if text, ok := escapes[raw[1]]; ok {
		return text, 2
	}
	switch raw[1] {
	case '\n', '\r':
		rest := strings.TrimLeft(raw[1:], " \t\r\n")
		size = len(raw) - len(rest)
		return strings.Repeat("\n", strings.Count(raw[:size], "\n")-1), size
	case 'x':
		return hex(raw, 2)
	case 'u':
		return hex(raw, 4)
	case 'U':
		return hex(raw, 8)
	}
	return "", 0
}

// hex returns the character of so many hexadecimal digits after a backslash and a letter. Two halves of a surrogate pair,
// as JSON has them, are one character.
func hex(raw string, digits int) (text string, size int) {
	if len(raw) < 2+digits {
		return "", 0
	}
	n, err := strconv.ParseUint(raw[2:2+digits], 16, 32)
	if err != nil || strings.ContainsAny(raw[2:2+digits], "+-_") {
		return "", 0
	}
	r := rune(n)
	size = 2 + digits
	if rest := raw[size:]; utf16.IsSurrogate(r) && len(rest) >= 6 && rest[:2] == `\u` {
		if low, err := strconv.ParseUint(rest[2:6], 16, 16); err == nil {
			r, size = utf16.DecodeRune(r, rune(low)), size+6
		}
	}
	if n > utf8.MaxRune || !utf8.ValidRune(r) || r == utf8.RuneError && size == 12 {
		return "", 0
	}
	return string(r), size
}

// blockText returns the text of the lines below | or >, which are indented by so much.
func blockText(raw string, indent int) string {
	header, body, _ := strings.Cut(raw, "\n")
	if header, _, _ = strings.Cut(header, " "); body == "" {
		return ""
	}
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		if lines[i] = line[min(indent, len(line)):]; indent == 0 {
			lines[i] = "" // there is nothing but blanks
		}
	}
	filled := len(lines)
	for filled > 0 && lines[filled-1] == "" {
		filled--
	}
	text := strings.Join(lines[:filled], "\n")
	if raw[0] == '>' {
		text = foldedLines(lines[:filled])
	}
	ends := len(lines) - filled + min(filled, 1) // of lines, after the text
	if !strings.HasSuffix(body, "\n") {
		ends--
	}
	switch {
	case strings.Contains(header, "-") || filled == 0 && !strings.Contains(header, "+"):
		ends = 0
	case !strings.Contains(header, "+"):
		ends = min(ends, 1)
	}
	return text + strings.Repeat("\n", max(ends, 0))
}

// foldedLines joins the lines below >: those that are indented further stay lines.
func foldedLines(lines []string) string {
	var b strings.Builder
	further, ends := false, 0
	for i, line := range lines {
		if line == "" {
			ends++
			continue
		}
		own := isBlank(line[0])
		switch {
		case i == ends: // the first with something in it
		case further || own:
			ends++
		case ends == 0:
			b.WriteByte(' ')
		}
		b.WriteString(strings.Repeat("\n", ends))
		b.WriteString(line)
		further, ends = own, 0
	}
	return b.String()
}

// short cuts a text for messages.
func short(text string) string {
	const most = 30
	if runes := []rune(text[:min(len(text), 4*most)]); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}
