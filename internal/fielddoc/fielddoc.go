// Package fielddoc reads what doc comments say about types, their fields and their named values, for programs that
// explain parameters to their users: the comment in the code stays the one place where a meaning is written.
package fielddoc

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// Docs are the comments of some packages.
type Docs struct {
	// Text has the comment of each exported type, by "market.Tier", and of each field with a JSON name, by
	// "market.Tier.Lag", on one line. Fields of the struct are called by their JSON names in it.
	Text map[string]string `json:"text"`
	// Names has the constants of each type whose values are names, in order of declaration.
	Names map[string][]Name `json:"names"`
}

// Name is one of the values that a type has names for.
type Name struct {
	Value   string `json:"value"`
	Meaning string `json:"meaning"`
}

// Read reads the packages in folders; tests are left out.
func Read(folders ...string) (Docs, error) {
	d := Docs{map[string]string{}, map[string][]Name{}}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return Docs{}, err
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if err := d.file(name); err != nil {
				return Docs{}, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return d, nil
}

func (d Docs) file(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		previous := ""
		for _, spec := range group.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				d.typeSpec(file.Name.Name, group, s)
			case *ast.ValueSpec:
				if group.Tok == token.CONST {
					previous = d.constant(file.Name.Name, s, previous)
				}
			}
		}
	}
	return nil
}

func (d Docs) typeSpec(pkg string, group *ast.GenDecl, s *ast.TypeSpec) {
	if !s.Name.IsExported() {
		return
	}
	doc := s.Doc
	if doc == nil {
		doc = group.Doc
	}
	typeName := pkg + "." + s.Name.Name
	d.Text[typeName] = line(doc)
	fields, ok := s.Type.(*ast.StructType)
	if !ok {
		return
	}
	siblings := map[string]string{} // Go's names of the fields and those in JSON
	for _, f := range fields.Fields.List {
		for _, name := range f.Names {
			siblings[name.Name] = jsonName(f)
		}
	}
	for _, f := range fields.Fields.List {
		text := line(f.Doc)
		if text == "" {
			text = line(f.Comment)
		}
		for _, name := range f.Names {
			if json := jsonName(f); json != "" {
				d.Text[typeName+"."+name.Name] = translated(renamed(text, name.Name, json), siblings)
			}
		}
	}
}

// jsonName returns the field's name in JSON, "" if it has none.
func jsonName(f *ast.Field) string {
	if f.Tag == nil {
		return ""
	}
	tag, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

// renamed replaces Go's name at the start of a comment.
func renamed(text, goName, json string) string {
	if rest, ok := strings.CutPrefix(text, goName); ok && (rest == "" || strings.ContainsRune(" ,(", rune(rest[0]))) {
		return json + rest
	}
	return text
}

var word = regexp.MustCompile(`[A-Za-z]+(\.[A-Za-z]+)*:?`)

// translated replaces Go's names of fields of the same struct by those in JSON, but for a word that starts a sentence,
// which may be a word, one before a colon, as in "Source: ...", and what belongs to another type, as in "Result.Panel".
func translated(text string, siblings map[string]string) string {
	var b strings.Builder
	last := 0
	for _, at := range word.FindAllStringIndex(text, -1) {
		json := siblings[text[at[0]:at[1]]]
		starts := at[0] == 0 || strings.HasSuffix(text[:at[0]], ". ")
		if json == "" || starts {
			continue
		}
		b.WriteString(text[last:at[0]] + json)
		last = at[1]
	}
	return b.String() + text[last:]
}

// constant notes a constant that names a value and returns its type, which the next constant of an iota has too.
func (d Docs) constant(pkg string, s *ast.ValueSpec, previous string) string {
	typeName := previous
	if name, ok := s.Type.(*ast.Ident); ok {
		typeName = name.Name
	}
	if len(s.Names) != 1 || typeName == "" || !ast.IsExported(typeName) {
		return ""
	}
	value := strings.ToLower(s.Names[0].Name) // of an iota the text is the name
	if len(s.Values) == 1 {
		if literal, ok := s.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			value, _ = strconv.Unquote(literal.Value)
		}
	}
	meaning := line(s.Comment)
	if meaning == "" {
		meaning = line(s.Doc)
	}
	d.Names[pkg+"."+typeName] = append(d.Names[pkg+"."+typeName], Name{value, meaning})
	return typeName
}

// line returns a comment as one line.
func line(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// Of returns the part of the comments that is about v: its type's, its fields' and what is in them.
func (d Docs) Of(v any) Docs {
	part := Docs{map[string]string{}, map[string][]Name{}}
	var keep func(s param.Shape)
	keep = func(s param.Shape) {
		for _, key := range []string{s.Field, s.Type.String()} {
			if text, ok := d.Text[key]; ok {
				part.Text[key] = text
			}
			if names, ok := d.Names[key]; ok {
				part.Names[key] = names
			}
		}
		if s.IsList() {
			keep(s.Element())
		}
		for _, f := range s.Fields() {
			keep(f)
		}
	}
	keep(param.ShapeOf(v))
	return part
}
