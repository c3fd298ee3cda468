package scenario

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// decoder fills a scenario from a layer. It goes on after a problem, so that all are found.
type decoder struct {
	*layer
	problems *problems
}

// complain notes what is wrong with the value at a place.
func (d decoder) complain(n yaml.Node, p *param.Place, err error) {
	d.problems.parameter(d.layer, n.Offset(), p.Path(), err)
}

// value gives the place p the value that a node says.
func (d decoder) value(n yaml.Node, p *param.Place) {
	if d.problems.full() {
		d.problems.more++
		return
	}
	if err := d.decode(n, p); err != nil {
		d.complain(n, p, err)
	}
}

// decode is value for what is wrong with the whole of it, which it returns.
func (d decoder) decode(n yaml.Node, p *param.Place) error {
	switch {
	case n.Kind() == yaml.Foreign:
		return errors.New("got a YAML anchor, alias or tag, want the value itself")
	case isSeries(p.Shape) && n.IsText():
		return decodeConstant(n, p)
	case isSeries(p.Shape) && n.Kind() == yaml.Sequence:
		return listedSeries(n, yaml.Node{})
	case isSeries(p.Shape):
		if n.Kind() == yaml.Mapping {
			p.Value.SetZero() // nothing of the base's series shines through
		}
		return d.fields(n, p)
	case p.IsText():
		return p.Value.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(n.Text()))
	case p.IsNamed() && n.Kind() == yaml.Sequence:
		return d.elements(n, p)
	case p.Fields() != nil:
		return d.fields(n, p)
	case p.IsList():
		return d.elements(n, p)
	case !n.IsText():
		return fmt.Errorf("got %s, want %s", kindOf(n), wanted(p.Shape))
	case p.Type.Kind() == reflect.String:
		return setText(p, n.Text())
	case n.Kind() != yaml.Plain:
		return fmt.Errorf("got %s, want %s", kindOf(n), wanted(p.Shape))
	}
	if err := param.SetText(p.Value, n.Text()); err != nil {
		return fmt.Errorf("got %s, %w", kindOf(n), err)
	}
	return nil
}

// setText gives a text its value, if it may be one.
func setText(p *param.Place, text string) error {
	if err := param.CheckText(text, p.Limit); err != nil {
		return err
	}
	if p.Name == "name" {
		if err := param.CheckName(text); err != nil {
			return err
		}
	}
	p.Value.SetString(text)
	return nil
}

// decodeConstant reads a bare number as a series that never changes.
func decodeConstant(n yaml.Node, p *param.Place) error {
	number, err := param.ParseNumber(n.Text())
	if err != nil || n.Kind() != yaml.Plain {
		return fmt.Errorf("got %s, want a number, or a series such as {kind: steps, months: [0, 12], values: [100, 200]}", kindOf(n))
	}
	p.Value.Set(reflect.ValueOf(market.Constant(number)))
	return nil
}

// listedSeries is the error of a list where a series is wanted: it shows how to write one of these values, in the months
// that stand beside it, or one a year.
func listedSeries(values, beside yaml.Node) error {
	const few = 12
	n := values.Len()
	if n == 0 || n > few {
		return errors.New("got a list, want a series such as {kind: steps, months: [0, 12], values: [100, 200]}, or {kind: data, values: [...]} with a value for each month")
	}
	var yearly []string
	for i := range n {
		yearly = append(yearly, strconv.Itoa(12*i))
	}
	months := "[" + strings.Join(yearly, ", ") + "]"
	if own := part(beside, "months"); !own.IsZero() && own.Len() == n {
		months = Flow(own)
	}
	return fmt.Errorf("got a list, want {kind: steps, months: %s, values: %s}: each value from its month on", months, param.Shorten(Flow(values), 200))
}

// fields fills a struct, or an array whose elements have names. Nothing where fields could be, all of them commented out,
// changes nothing.
func (d decoder) fields(n yaml.Node, p *param.Place) error {
	if n.Kind() == yaml.Null {
		return nil
	}
	if n.Kind() != yaml.Mapping {
		return fmt.Errorf("got %s, want names and values", kindOf(n))
	}
	first := map[string]yaml.Node{}
	for key, value := range n.Entries() {
		name := key.Text()
		before, again := first[name]
		first[name] = key
		part := p.Named(name)
		switch {
		case again:
			line, _ := yaml.Position(d.text, before.Offset())
			d.name(key, p, fmt.Errorf("got the name twice, first in line %d", line))
		case part != nil && isSeries(part.Shape) && value.Kind() == yaml.Sequence:
			d.complain(value, part, listedSeries(value, n))
		case part != nil:
			d.value(value, part)
		case name == baseKey && p.Path() == "":
			// read before
		case name == columnsKey && p.Path() == "population":
			// read with the people
		case !d.problems.full():
			d.name(key, p, unknownName(name, p))
		default:
			d.problems.more++
		}
	}
	return nil
}

// name notes what is wrong with a name in the place p.
func (d decoder) name(key yaml.Node, p *param.Place, err error) {
	const most = 60 // bytes that messages show
	d.problems.parameter(d.layer, key.Offset(), joined(p.Path(), param.Shorten(key.Text(), most)), err)
}

// unknownName is the error of a name that a struct does not have. It proposes the same name, or the parameter with this
// symbol, elsewhere in the scenario, else the nearest name here.
func unknownName(name string, p *param.Place) error {
	if other := elsewhere(name); other != "" {
		return param.DidYouMean(other)
	}
	var known []string
	for _, f := range p.Fields() {
		known = append(known, f.Name)
	}
	if p.Path() == "" {
		known = append(known, baseKey)
	}
	return param.UnknownName(name, known)
}

// elsewhere returns the first parameter with a name or a symbol, "" if there is none.
func elsewhere(name string) string { return places()[name] }

// places has the first parameter of each name, and of each symbol that docs/model.md gives it.
var places = sync.OnceValue(func() map[string]string {
	first := map[string]string{}
	add := func(name, path string) {
		if _, ok := first[name]; !ok && path != name {
			first[name] = path
		}
	}
	list := Describe()
	for _, p := range list {
		add(p.Path[strings.LastIndexByte(p.Path, '.')+1:], p.Path)
	}
	for _, p := range list {
		if symbol := symbols.FindStringSubmatch(p.Meaning); symbol != nil {
			add(symbol[1], p.Path)
		}
	}
	return first
})

// symbols are in brackets after a parameter's name.
var symbols = regexp.MustCompile(`^\w+ \((\w+)\)`)

// elements fills a list. An empty list is nil, as in a scenario that was never given one.
func (d decoder) elements(n yaml.Node, p *param.Place) error {
	if n.Kind() != yaml.Sequence && n.Kind() != yaml.Null {
		return fmt.Errorf("got %s, want a list", kindOf(n))
	}
	length, v := n.Len(), p.Value
	if v.Kind() == reflect.Array && length != v.Len() {
		return fmt.Errorf("got %d values, want %d", length, v.Len())
	}
	if v.Kind() == reflect.Slice {
		if err := param.CheckLen(length, p.Limit); err != nil {
			return err
		}
		v.SetZero()
	}
	i := 0
	for element := range n.Values() {
		if d.problems.full() { // a list of broken elements is not even made
			d.problems.more += length - i
			return nil
		}
		if v.Kind() == reflect.Slice {
			v.Grow(1)
			v.SetLen(i + 1)
		}
		at := p.At(i, v.Index(i))
		at.Value.Set(fresh(at.Type))
		d.value(element, at)
		d.require(element, at)
		i++
	}
	if v.Kind() == reflect.Slice {
		v.Set(v.Slice3(0, length, length))
	}
	return nil
}

// require notes what an element of a list lacks.
func (d decoder) require(n yaml.Node, p *param.Place) {
	for _, name := range required(p.Type) {
		if n.Kind() == yaml.Mapping && part(n, name).IsZero() {
			d.problems.parameter(d.layer, n.Offset(), joined(p.Path(), name), errMissing)
		}
	}
}

var errMissing = errors.New("missing")

// required lists what an element of a list can't do without, because fresh has nothing for it.
func required(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[market.Tier]():
		return []string{"name", "price"}
	case reflect.TypeFor[market.Provider]():
		return []string{"name"}
	case reflect.TypeFor[market.Policy]():
		return []string{"name", "kind"}
	case reflect.TypeFor[observe.Collect]():
		return []string{"name"}
	case reflect.TypeFor[population.Stratum]():
		return []string{"people", "income"}
	}
	return nil
}

// fresh returns what an element of a list is before the file says more.
func fresh(t reflect.Type) reflect.Value {
	switch t {
	case reflect.TypeFor[market.Tier]():
		return reflect.ValueOf(market.SOTA(market.Series{}))
	case reflect.TypeFor[market.Provider]():
		return reflect.ValueOf(market.DefaultProvider(""))
	case reflect.TypeFor[market.Policy]():
		return reflect.ValueOf(market.Policy{Until: market.Always})
	case reflect.TypeFor[observe.Collect]():
		return reflect.ValueOf(observe.DefaultCollect())
	}
	return reflect.Zero(t)
}

// wanted says what kind of value a parameter needs.
func wanted(s param.Shape) string {
	switch k := s.Type.Kind(); {
	case k == reflect.Bool:
		return "true or false"
	case k == reflect.String:
		return "text"
	case k == reflect.Float64 || k == reflect.Float32:
		return "a number"
	case k >= reflect.Uint && k <= reflect.Uint64:
		return "a whole number, not negative"
	}
	return "a whole number"
}

// kindOf says what a node is, for messages.
func kindOf(n yaml.Node) string {
	switch n.Kind() {
	case yaml.Null:
		return "nothing"
	case yaml.Mapping:
		return "names and values"
	case yaml.Sequence:
		return "a list"
	case yaml.Plain:
		return param.Shorten(n.Text(), maxShown)
	}
	return "the text " + param.Quote(n.Text())
}

// maxShown is how many bytes of a value messages show.
const maxShown = 60

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func indexed(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
