package scenario

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/fielddoc"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

//go:generate go run generate.go

//go:embed meanings.json
var meaningsJSON []byte

// meanings are the doc comments of all parameters, as generate.go found them; a test holds the file to the code.
var meanings = sync.OnceValue(func() fielddoc.Docs {
	var d fielddoc.Docs
	if err := json.Unmarshal(meaningsJSON, &d); err != nil {
		panic("scenario: embedded meanings: " + err.Error())
	}
	return d
})

// Parameter is what there is to know about one parameter of a scenario.
type Parameter struct {
	Path    string  `json:"path"` // [] stands for any place in a list: market.tiers[].price
	Type    string  `json:"type"` // number, whole number, text, true or false, series, list of ...
	Unit    string  `json:"unit,omitempty"`
	Range   string  `json:"range,omitempty"` // in words: 0 to 1
	Values  []Value `json:"values,omitempty"`
	Default string  `json:"default"` // of cogap.Plain; of a list's element that it does not have, what a file may leave out
	Meaning string  `json:"meaning"`
	Source  string  `json:"source,omitempty"`
}

// Value is one of the names that a parameter may be.
type Value = fielddoc.Name

// Describe lists every parameter that a scenario can have, in order of declaration.
func Describe() []Parameter {
	s := cogap.Plain()
	var list []Parameter
	describe(param.PlaceOf(&s), "", &list)
	return list
}

// describe appends what is at a place and below it. source is where the defaults of a struct are from whose fields do
// not say it themselves: the two shapes of a distribution have one source.
func describe(p *param.Place, source string, list *[]Parameter) {
	switch {
	case !isLeaf(p.Shape) && p.IsList():
		v := fresh(p.Type.Elem())
		if p.Value.Len() > 0 {
			v = p.Value.Index(0)
		}
		describe(p.Any(v), "", list)
	case !isLeaf(p.Shape):
		if p.Name != "" { // what is said of a list is not said of its elements
			_, source = splitSource(meanings().Text[p.Field])
		}
		for part := range p.Parts() {
			describe(part, source, list)
		}
	default:
		one := Parameter{Path: p.Path(), Type: typeOf(p.Shape), Unit: p.Unit, Values: valuesOf(p.Shape), Default: plain(p.Value)}
		if isNumeric(p.Shape) {
			one.Range = p.Range.String()
		}
		one.Meaning, one.Source = meaningOf(p.Shape)
		one.Source = cmp.Or(one.Source, source)
		*list = append(*list, one)
	}
}

// isLeaf reports whether a place is one parameter: a scalar, a series, or a list of scalars.
func isLeaf(s param.Shape) bool {
	if isSeries(s) || s.IsText() {
		return true
	}
	if s.IsList() {
		e := s.Element()
		return !e.IsList() && isLeaf(e) && !isSeries(e)
	}
	return s.Type.Kind() != reflect.Struct
}

func isSeries(s param.Shape) bool { return s.Type == reflect.TypeFor[market.Series]() }

// isNumeric reports whether a parameter holds numbers.
func isNumeric(s param.Shape) bool {
	return s.IsNumber() || isSeries(s) || s.IsList() && s.Element().IsNumber()
}

// typeOf names the type of a parameter for people.
func typeOf(s param.Shape) string {
	switch k := s.Type.Kind(); {
	case isSeries(s):
		return "series"
	case k == reflect.Slice:
		return "list of " + plural(typeOf(s.Element()))
	case s.IsNamed():
		return typeOf(s.Element()) + " for each of " + strings.Join(domains, ", ")
	case k == reflect.Array:
		return fmt.Sprintf("list of %d %s", s.Type.Len(), plural(typeOf(s.Element())))
	case s.IsText() || k == reflect.String:
		return "text"
	case k == reflect.Bool:
		return "true or false"
	case k == reflect.Float64 || k == reflect.Float32:
		return "number"
	}
	return "whole number"
}

func plural(name string) string {
	if strings.HasSuffix(name, "number") {
		return name + "s"
	}
	return name
}

// valuesOf lists the names that a parameter may be, nil if it is not an enumeration.
func valuesOf(s param.Shape) []Value {
	if s.Field == "population.Spec.Source" {
		var list []Value
		for _, name := range population.Sources() {
			list = append(list, Value{Value: name})
		}
		return append(list, Value{Value: "", Meaning: "strata of your own"})
	}
	if s.IsList() {
		return nil
	}
	return meanings().Names[s.Type.String()]
}

// meaningOf splits a field's comment into what it means and where its default is from. A struct without a comment of
// its own has that of its type, which then starts with the field's name.
func meaningOf(s param.Shape) (meaning, source string) {
	text := meanings().Text[s.Field]
	if text == "" && !isLeaf(s) {
		text = meanings().Text[s.Type.String()]
		if rest, ok := strings.CutPrefix(text, s.Type.Name()+" "); ok {
			text = s.Name + " " + rest
		}
	}
	return splitSource(text)
}

func splitSource(text string) (meaning, source string) {
	cut := len(text)
	for _, start := range []string{"Default ", "Source: ", "Assumption: "} {
		if i := strings.Index(text, start); i == 0 || i > 0 && text[i-1] == ' ' {
			cut = min(cut, i)
		}
	}
	return strings.TrimSpace(text[:cut]), text[cut:]
}

// plain shows a value on one line: 0.3, "steps 100, 200 from months 0, 12".
func plain(v reflect.Value) string {
	if p, ok := v.Interface().(market.Series); ok {
		return plainSeries(p)
	}
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Array {
		return listed(v, plain)
	}
	if v.Kind() == reflect.Float64 {
		return number(v.Float())
	}
	return fmt.Sprint(v.Interface())
}

// domains are the names of the elements of an array that has names.
var domains = population.ByDomain{}.Names()

// listed shows a list, or names and values, of elements that one shows.
func listed(v reflect.Value, one func(reflect.Value) string) string {
	_, isNamed := v.Interface().(population.ByDomain)
	var list []string
	for i := range v.Len() {
		text := one(v.Index(i))
		if isNamed {
			text = domains[i] + ": " + text
		}
		list = append(list, text)
	}
	if isNamed {
		return "{" + strings.Join(list, ", ") + "}"
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func plainSeries(p market.Series) string {
	switch {
	case p.Kind == "":
		return ""
	case p.Kind == market.KindConstant && len(p.Values) == 1:
		return number(p.Values[0])
	}
	text := fmt.Sprintf("%s %s", p.Kind, strings.Trim(plain(reflect.ValueOf(p.Values)), "[]"))
	if len(p.Months) > 0 {
		text += " from months " + strings.Trim(plain(reflect.ValueOf(p.Months)), "[]")
	}
	if p.Speed != 0 {
		text += " at speed " + number(p.Speed)
	}
	return text
}

// number prints x so that reading it gives the same bits, in full where that is short.
func number(x float64) string {
	if text := strconv.FormatFloat(x, 'f', -1, 64); len(text) <= 16 {
		return text
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
