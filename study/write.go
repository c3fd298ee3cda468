package study

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// Write writes a plan as a study file with every scenario whole, so that it needs no other file, and equal plans give equal files.
// header has lines of comment to put at the top.
//
// A user's rule is code; only its name is written, as a comment.
func Write(w io.Writer, p Plan, header ...string) error {
	f := newFile(&p, header)
	f.design(&p)
	f.list("measures", p.Measures)
	f.list("series", p.Series)
	return f.end(w, &p)
}

// WriteMore writes a plan as a file that has some lines in place of the design, luck, until, measures and series of a study file; see ReadMore.
func WriteMore(w io.Writer, p Plan, lines []string, header ...string) error {
	f := newFile(&p, header)
	for _, line := range lines {
		f.line(0, line)
	}
	f.replicates(&p)
	f.luckOf(&p)
	return f.end(w, &p)
}

// newFile returns a file that begins as all do.
func newFile(p *Plan, header []string) *file {
	f := &file{seed: p.Seed}
	if p.From != "" {
		f.seed = p.Base.Seed
	}
	for _, line := range header {
		f.line(0, "# "+line)
	}
	f.field(0, "name", strconv.Quote(p.Name))
	return f
}

// end writes a file with the factors and the base.
func (f *file) end(w io.Writer, p *Plan) error {
	if len(p.Factors) > 0 {
		f.line(0, "factors:")
	}
	for i := range p.Factors {
		f.factor(&p.Factors[i])
	}
	if p.From != "" {
		f.field(0, "from", strconv.Quote(p.From))
	}
	if p.basePath() == "base" {
		f.scenario(0, "base", p.Base)
	}
	if f.err != nil {
		return f.err
	}
	_, err := w.Write(f.text.Bytes())
	return err
}

// file is a study file that is being written.
type file struct {
	text bytes.Buffer
	err  error
	seed uint64 // that scenarios are written with: their own counts for nothing
}

func (f *file) line(indent int, text string) {
	f.text.WriteString(strings.Repeat(" ", indent) + text + "\n")
}

func (f *file) field(indent int, name, value string) { f.line(indent, name+": "+value) }

// design writes all that has one value.
func (f *file) design(p *Plan) {
	f.field(0, "design", fmt.Sprintf("{kind: %s, points: %d}", p.kind(), p.Design.Points))
	f.replicates(p)
	luck := Shared
	if p.Luck != "" {
		luck = p.Luck
	}
	f.field(0, "luck", string(luck))
	f.luckOf(p)
	if u := p.Until; u != nil {
		f.field(0, "until", fmt.Sprintf("{measure: %s, half_width: %s, at_most: %d}", strconv.Quote(u.Measure), float(u.HalfWidth), u.AtMost))
	}
}

func (f *file) replicates(p *Plan) {
	f.field(0, "replicates", strconv.Itoa(max(p.Replicates, 1)))
}

// luckOf writes the seed, and how many runs there may be.
func (f *file) luckOf(p *Plan) {
	f.field(0, "seed", strconv.FormatUint(p.Seed, 10))
	f.field(0, "at_most", strconv.Itoa(p.atMost()))
}

func float(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func (f *file) list(name string, items []string) {
	if len(items) == 0 {
		return
	}
	f.line(0, name+":")
	for _, item := range items {
		f.line(2, "- "+strconv.Quote(item))
	}
}

// factor writes a factor under its path.
func (f *file) factor(x *Factor) {
	if x.whole() {
		f.line(2, "scenario:")
		if x.Name != "" {
			f.field(4, "name", strconv.Quote(x.Name))
		}
		f.line(4, "scenarios:")
		for _, n := range x.Scenarios {
			f.scenario(6, strconv.Quote(n.Name), n.Scenario)
		}
		return
	}
	f.line(2, strconv.Quote(x.Path)+":")
	if x.Name != "" {
		f.field(4, "name", strconv.Quote(x.Name))
	}
	if r := x.Range; r != nil {
		scale := Linear
		if r.Scale != "" {
			scale = r.Scale
		}
		f.field(4, "from", float(r.From))
		f.field(4, "to", float(r.To))
		f.field(4, "scale", string(scale))
		f.field(4, "levels", strconv.Itoa(r.Levels))
		f.field(4, "whole", strconv.FormatBool(r.Whole))
		return
	}
	f.line(4, "values:")
	for _, v := range x.Values {
		f.line(6, "- "+written(v))
	}
}

// written returns a value as a file says it: numbers, words, lists and names with values as they are, other texts in quotes.
func written(v string) string {
	if bare.MatchString(v) && v != "null" || strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[") {
		return strings.ReplaceAll(v, "\n", " ")
	}
	return strconv.Quote(v)
}

var bare = regexp.MustCompile(`^[A-Za-z0-9+.-][A-Za-z0-9+._-]*$`)

// scenario writes a whole scenario under a name.
func (f *file) scenario(indent int, name string, s cogap.Scenario) {
	s.Seed = f.seed
	text, err := scenario.Under(name, indent, s)
	if err != nil && f.err == nil {
		f.err = err
	}
	f.text.Write(text)
}
