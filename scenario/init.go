package scenario

import (
	"io"
	"maps"
	"strings"

	"github.com/cogap/cogap/internal/yaml"
)

// Init writes a scenario file to start from: all of the scenario that a file says, with the comments that the file and its
// base have and one for each parameter.
func Init(w io.Writer, f *File) error {
	s, err := f.Scenario()
	if err != nil {
		return err
	}
	return write(w, s, f.own.header(), f.notes())
}

// notes returns the comments above parameters, by path: those of the last layer that gives a parameter its value. A
// paragraph is an element.
func (f *File) notes() map[string][]string {
	all := map[string][]string{}
	for _, l := range f.layers {
		own := l.notes()
		for path := range all {
			if _, given := l.given(path); given {
				delete(all, path)
			}
		}
		maps.Copy(all, own)
	}
	return all
}

// header returns the comment at the top of the text.
func (l *layer) header() []string {
	lines := strings.Split(l.text, "\n")
	for i, line := range lines {
		if isComment(line) {
			continue
		}
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, baseKey+":") {
			return nil // it is the comment of the first parameter
		}
		return comments(lines[:i])
	}
	return comments(lines)
}

// notes returns the comments right above names, by path.
func (l *layer) notes() map[string][]string {
	notes := map[string][]string{}
	hasHeader := l.header() != nil
	lines := strings.Split(l.text, "\n")
	var walk func(n yaml.Node, path string)
	walk = func(n yaml.Node, path string) {
		for key, value := range n.Entries() {
			inner := joined(path, key.Text())
			line, _ := yaml.Position(l.text, key.Offset())
			start := line - 1
			for start > 0 && isComment(lines[start-1]) {
				start--
			}
			if start < line-1 && !(start == 0 && hasHeader) {
				notes[inner] = comments(lines[start : line-1])
			}
			walk(value, inner)
		}
		i := 0
		for value := range n.Values() {
			walk(value, indexed(path, i))
			i++
		}
	}
	if !l.root.IsZero() {
		walk(l.root, "")
	}
	return notes
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }

// EditorLine begins the comment that tells an editor with a YAML language server the JSON Schema of a file. Init does not repeat it.
const EditorLine = "yaml-language-server: $schema="

// comments joins lines of comment to paragraphs.
func comments(lines []string) []string {
	var paragraphs []string
	fresh := true
	for _, line := range lines {
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "#"))
		switch {
		case text == "" || strings.HasPrefix(text, EditorLine):
			fresh = true
		case fresh:
			paragraphs, fresh = append(paragraphs, text), false
		default:
			paragraphs[len(paragraphs)-1] += " " + text
		}
	}
	return paragraphs
}
