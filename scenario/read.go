package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
)

const (
	// MaxBytes is the most that a scenario file may have: some 20,000 strata of one's own.
	MaxBytes = 16 << 20
	// maxDepth is how deep values may lie in each other; a scenario needs 8, and the parser's time grows with the
	// square of it.
	maxDepth = 32
)

// Read reads a scenario from YAML or JSON; name stands for the file in messages.
//
// The text changes what it mentions of its base: of the built-in scenario that the top-level name base gives, or of
// cogap.Default(). A list that it mentions replaces the base's. What an element of a list does not mention is that of
// market.SOTA for a tier (which needs a price), of market.DefaultProvider for a provider, for ever for a policy, and a count
// of people in every month for a collection.
//
// A scenario that is not valid is an error. All problems are reported together, from the top of the file to its end,
// each an *Error with its place. For one parameter it wraps a *cogap.ParameterError.
func Read(r io.Reader, name string) (cogap.Scenario, error) {
	f, err := parse(r, name)
	if err != nil {
		return cogap.Scenario{}, err
	}
	s := f.scenario()
	if err := f.problems.joined(); err != nil {
		return cogap.Scenario{}, err
	}
	return s, nil
}

// ReadFile is Read of a named file.
func ReadFile(name string) (cogap.Scenario, error) {
	r, err := os.Open(name)
	if err != nil {
		return cogap.Scenario{}, err // the message has the name
	}
	defer r.Close() // nothing was written, so nothing can be lost
	return Read(r, name)
}

// file is a scenario file on its way to a scenario.
type file struct {
	problems problems
	body     ast.Node                // nil if there is nothing but comments
	places   map[string]*token.Token // where a parameter's value is, by path
	keys     map[string]*token.Token // where its name is
}

// parse reads the text as far as it can be understood without knowing what a scenario is.
func parse(r io.Reader, name string) (*file, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%s: got more than %d bytes, want a scenario", name, MaxBytes)
	}
	text := string(data)
	f := &file{places: map[string]*token.Token{}, keys: map[string]*token.Token{}}
	f.problems.file, f.problems.lines = name, strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if json.Valid(data) {
		text = strings.ReplaceAll(text, "\t", " ") // JSON may be indented with tabs, YAML may not
	}
	tokens := lexer.Tokenize(text)
	if deep := tooDeep(tokens); deep != nil {
		f.problems.add(deep, fmt.Errorf("got values more than %d deep in each other", maxDepth))
		return nil, f.problems.joined()
	}
	parsed, err := parser.Parse(tokens, 0)
	if err != nil {
		f.problems.syntax(err)
		return nil, f.problems.joined()
	}
	for _, document := range parsed.Docs {
		switch {
		case document.Body == nil:
		case f.body == nil:
			f.body = document.Body
		default:
			f.problems.add(document.Start, errors.New("got a second document, want one scenario in a file"))
			return nil, f.problems.joined()
		}
	}
	return f, nil
}

// syntax notes what the parser could not read.
func (p *problems) syntax(err error) {
	if e, ok := errors.AsType[yaml.Error](err); ok {
		p.add(e.GetToken(), errors.New(e.GetMessage()))
		return
	}
	p.add(nil, err)
}

// tooDeep returns the first token that lies too deep, nil if none does.
func tooDeep(tokens token.Tokens) *token.Token {
	brackets, dashes, line := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType:
			if t.Position.Line != line {
				dashes, line = 0, t.Position.Line
			}
			dashes++
		}
		if brackets > maxDepth || dashes > maxDepth || t.Position.IndentLevel > maxDepth {
			return t
		}
	}
	return nil
}

// scenario makes the scenario, noting problems.
func (f *file) scenario() cogap.Scenario {
	s := f.base()
	d := decoder{f}
	if f.body != nil {
		d.value(f.body, "", valueOf(&s), param.ShapeOf(s))
	}
	for _, problem := range flat(s.Validate()) {
		if !f.problems.has(problem.Path) {
			f.problems.add(f.place(problem.Path), problem)
		}
	}
	return s
}

// place returns where the parameter at path is mentioned, or what holds it.
func (f *file) place(path string) *token.Token {
	for ; path != ""; path = outer(path) {
		if at, ok := f.places[path]; ok {
			return at
		}
	}
	return nil
}

// outer returns the path of what holds the parameter at path.
func outer(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// flat lists the problems that Validate joined.
func flat(err error) []*cogap.ParameterError {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var list []*cogap.ParameterError
		for _, one := range several.Unwrap() {
			list = append(list, flat(one)...)
		}
		return list
	}
	if one, ok := errors.AsType[*cogap.ParameterError](err); ok {
		return []*cogap.ParameterError{one}
	}
	return nil
}

// baseKey is the top-level name that says what a file changes.
const baseKey = "base"

// base returns the scenario that the file starts from.
func (f *file) base() cogap.Scenario {
	name := f.baseName()
	if f.places[baseKey] == nil {
		return cogap.Default()
	}
	s, err := Load(name)
	if err != nil {
		f.problems.parameter(f.places[baseKey], baseKey, unknownScenario(name))
		return cogap.Default()
	}
	return s
}

// baseName returns the name of the scenario that the file changes, "" if it gives none.
func (f *file) baseName() string {
	mapping, ok := f.body.(*ast.MappingNode)
	if !ok {
		return ""
	}
	for _, entry := range mapping.Values {
		if keyOf(entry) == baseKey {
			f.places[baseKey] = entry.Value.GetToken()
			name, _ := textOf(entry.Value)
			return name
		}
	}
	return ""
}

// unknownScenario is the error of a name that no built-in scenario has.
func unknownScenario(name string) error {
	err := param.Unknown(name, Names())
	if best := param.Nearest(name, Names()); name != "" && best != "" {
		return fmt.Errorf("%w; did you mean %s?", err, best)
	}
	return err
}

// keyOf returns the name of an entry.
func keyOf(entry *ast.MappingValueNode) string {
	if text, ok := entry.Key.(*ast.StringNode); ok {
		return text.Value
	}
	return entry.Key.GetToken().Value
}

// textOf returns the text of a plain or quoted value.
func textOf(node ast.Node) (text string, ok bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// isQuoted reports whether a value is text on purpose.
func isQuoted(node ast.Node) bool {
	t := node.GetToken().Type
	return slices.Contains([]token.Type{token.SingleQuoteType, token.DoubleQuoteType, token.LiteralType, token.FoldedType}, t)
}
