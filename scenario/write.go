package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
)

// Write writes the whole scenario as YAML: every parameter, with a comment that gives its meaning, unit and range. Read
// gives the same scenario back, to the bit. header has lines of comment to put at the top.
//
// A user's rule (Scenario.Rule) is code and not written.
func Write(w io.Writer, s cogap.Scenario, header ...string) error {
	return write(w, s, header, nil)
}

// WriteRun writes the scenario of a run as Write does, under a comment that says how to repeat the run to the bit.
func WriteRun(w io.Writer, r *cogap.Result) error {
	m := r.Manifest
	header := []string{
		"Exactly what was run, to be repeated to the bit with: cogap run scenario.yaml",
		fmt.Sprintf("cogap %s, %s; seed %d", m.Version, m.Go, m.Scenario.Seed),
		"input " + m.Input,
		"result " + m.Result,
	}
	if m.Months < m.Scenario.Months {
		header = append(header, fmt.Sprintf("The run was stopped after %d of %d months; the result is of these.", m.Months, m.Scenario.Months))
	}
	return Write(w, m.Scenario, header...)
}

// Under returns a whole scenario as the value of a name in a file of another kind, its lines indented by so many blanks. Of a
// user's rule it has the name, as a comment.
func Under(name string, indent int, s cogap.Scenario) ([]byte, error) {
	blanks := strings.Repeat(" ", indent)
	var out, text bytes.Buffer
	fmt.Fprintf(&out, "%s%s:\n", blanks, name)
	if s.Rule != nil {
		fmt.Fprintf(&out, "%s  # rule: %s\n", blanks, strconv.Quote(agent.NameOf(s.Rule)))
	}
	err := Write(&text, s)
	for line := range strings.Lines(text.String()) {
		if line != "\n" {
			line = blanks + "  " + line
		}
		out.WriteString(line)
	}
	return out.Bytes(), err
}

// write is Write with notes: comments for parameters, by path, to stand above those that Write makes.
func write(w io.Writer, s cogap.Scenario, header []string, notes map[string][]string) error {
	p := printer{notes: notes, explained: map[string]bool{}}
	for _, line := range header {
		p.comment(0, line)
	}
	if len(header) > 0 {
		p.WriteByte('\n')
	}
	p.fields(param.ShapeOf(s), "", reflect.ValueOf(s), 0)
	_, err := w.Write(p.Bytes())
	return err
}

// printer prints YAML.
type printer struct {
	bytes.Buffer
	notes     map[string][]string
	explained map[string]bool // comments that were given once, so that a list does not repeat them
}

const width = 110

func (p *printer) fields(s param.Shape, path string, v reflect.Value, indent int) {
	for i, f := range s.Fields() {
		inner := joined(path, f.Name)
		isBranch := !isLeaf(f)
		if indent == 0 && i > 0 && isBranch {
			p.WriteByte('\n')
		}
		for _, note := range p.notes[inner] {
			p.comment(indent, note)
		}
		if text := explanation(f); !p.explained[f.Field+text] {
			p.explained[f.Field+text] = true
			p.comment(indent, text)
		}
		p.line(indent, f.Name+":")
		p.value(f, inner, f.Of(v), indent)
	}
}

// value prints what follows a name and a colon.
func (p *printer) value(s param.Shape, path string, v reflect.Value, indent int) {
	switch {
	case isLeaf(s):
		p.WriteString(" " + flow(v) + "\n")
	case s.Type.Kind() == reflect.Struct:
		p.WriteByte('\n')
		p.fields(s, path, v, indent+2)
	case v.Len() == 0:
		p.WriteString(" []\n")
	default:
		p.WriteByte('\n')
		for i := range v.Len() {
			p.element(s.Element(), fmt.Sprintf("%s[%d]", path, i), v.Index(i), indent+2)
		}
	}
}

// element prints one element of a list: its fields, a dash before the first of them.
func (p *printer) element(s param.Shape, path string, v reflect.Value, indent int) {
	if isSmall(s) {
		p.line(indent, "- "+flowStruct(s, v)+"\n")
		return
	}
	inner := printer{notes: p.notes, explained: p.explained}
	inner.fields(s, path, v, indent+2)
	dashed := false
	for line := range strings.Lines(inner.String()) {
		comment := strings.HasPrefix(strings.TrimSpace(line), "#")
		switch {
		case dashed:
			p.WriteString(line)
		case comment:
			p.WriteString(line[2:])
		default:
			p.WriteString(line[:indent] + "- " + line[indent+2:])
			dashed = true
		}
	}
}

// isSmall reports whether a struct is best on one line.
func isSmall(s param.Shape) bool {
	fields := s.Fields()
	for _, f := range fields {
		if !f.IsNumber() {
			return false
		}
	}
	return len(fields) <= 2
}

func (p *printer) line(indent int, text string) {
	p.WriteString(strings.Repeat(" ", indent) + text)
}

// comment prints text as comment lines.
func (p *printer) comment(indent int, text string) {
	if text == "" {
		return
	}
	line := strings.Repeat(" ", indent) + "#"
	start := len(line)
	for word := range strings.FieldsSeq(text) {
		if len(line) > start && len(line)+1+len(word) > width {
			p.WriteString(line + "\n")
			line = line[:start]
		}
		line += " " + word
	}
	p.WriteString(line + "\n")
}

// explanation is the comment of a parameter.
func explanation(s param.Shape) string {
	meaning, source := meaningOf(s)
	parts := []string{meaning, source}
	if isLeaf(s) {
		var tags []string
		if s.Unit != "" && s.Unit != "1" {
			tags = append(tags, s.Unit)
		}
		if isNumeric(s) {
			tags = append(tags, s.Range.String())
		}
		for _, value := range valuesOf(s) {
			tags = append(tags, flowText(value.Value))
		}
		if len(tags) > 0 {
			parts = append(parts, "["+strings.Join(tags, ", ")+"]")
		}
	}
	return strings.Join(parts, " ")
}

// flow prints a value on one line.
func flow(v reflect.Value) string {
	if series, ok := v.Interface().(market.Series); ok {
		return flowSeries(series)
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		return listed(v, flow)
	case reflect.String:
		return flowText(v.String())
	case reflect.Float64:
		return number(v.Float())
	}
	return fmt.Sprint(v.Interface())
}

func flowSeries(p market.Series) string {
	if p.Kind == market.KindConstant && len(p.Values) == 1 && len(p.Months) == 0 && p.Speed == 0 {
		return number(p.Values[0])
	}
	text := "{kind: " + flowText(string(p.Kind))
	if len(p.Months) > 0 {
		text += ", months: " + flow(reflect.ValueOf(p.Months))
	}
	text += ", values: " + flow(reflect.ValueOf(p.Values))
	if p.Speed != 0 {
		text += ", speed: " + number(p.Speed)
	}
	return text + "}"
}

func flowStruct(s param.Shape, v reflect.Value) string {
	var list []string
	for _, f := range s.Fields() {
		list = append(list, f.Name+": "+flow(f.Of(v)))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

var (
	bare     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 _.-]*[A-Za-z0-9]$`)
	reserved = regexp.MustCompile(`^(?i:true|false|null|yes|no|on|off|y|n|nan|inf)$`)
)

// flowText prints text bare where YAML can't take it for something else, else as JSON, which is YAML too.
func flowText(text string) string {
	if bare.MatchString(text) && !reserved.MatchString(text) {
		return text
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return `""` // a string is always JSON
	}
	return strings.TrimSpace(b.String())
}
