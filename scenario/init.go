package scenario

import (
	"bytes"
	"io"
	"strings"
)

// Init writes a scenario file to start from: all of the scenario that text holds, with the comments that text and its
// base have and one for each parameter. name stands for the text in messages.
func Init(w io.Writer, text []byte, name string) error {
	f, err := parse(bytes.NewReader(text), name)
	if err != nil {
		return err
	}
	s := f.scenario()
	if err := f.problems.joined(); err != nil {
		return err
	}
	return write(w, s, f.header(), f.allNotes())
}

// header returns the comment at the top of the file.
func (f *file) header() []string {
	for i, line := range f.problems.lines {
		if isComment(line) {
			continue
		}
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, baseKey+":") {
			return nil // it is the comment of the first parameter
		}
		return comments(f.problems.lines[:i])
	}
	return comments(f.problems.lines)
}

// allNotes returns the file's notes and those of its base on parameters that the file does not set.
func (f *file) allNotes() map[string][]string {
	all := f.notes()
	text, err := Source(f.baseName())
	if err != nil {
		return all // it has none
	}
	base, err := parse(bytes.NewReader(text), f.baseName())
	if err != nil {
		return all
	}
	base.scenario()
	for path, note := range base.allNotes() {
		if !f.sets(path) {
			all[path] = note
		}
	}
	return all
}

// sets reports whether the file gives a parameter, or the list that holds it, a value of its own.
func (f *file) sets(path string) bool {
	if f.keys[path] != nil {
		return true
	}
	for list := range f.places {
		if element, ok := strings.CutSuffix(list, "[0]"); ok && within(path, element) {
			return true
		}
	}
	return false
}

// notes returns the comments right above parameters, by path. A paragraph is an element.
func (f *file) notes() map[string][]string {
	notes := map[string][]string{}
	header := f.header() != nil
	for path, token := range f.keys {
		end := token.Position.Line - 1
		start := end
		for start > 0 && isComment(f.problems.lines[start-1]) {
			start--
		}
		if start < end && !(start == 0 && header) {
			notes[path] = comments(f.problems.lines[start:end])
		}
	}
	return notes
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }

// comments joins lines of comment to paragraphs.
func comments(lines []string) []string {
	var paragraphs []string
	fresh := true
	for _, line := range lines {
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "#"))
		switch {
		case text == "":
			fresh = true
		case fresh:
			paragraphs, fresh = append(paragraphs, text), false
		default:
			paragraphs[len(paragraphs)-1] += " " + text
		}
	}
	return paragraphs
}
