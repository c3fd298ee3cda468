package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/param"
)

// A call is a measure that is asked for, with its parameters: quantile(0.9, type=7).
type call struct {
	kind *kind
	args arguments
}

// arguments are the values of a kind's parameters, in their order.
type arguments []float64

// A parameter is one of a measure.
type parameter struct {
	name  string
	also  string             // another name of it
	value float64            // if it is not given; NaN: it must be
	lo    float64            // smallest value
	hi    float64            // largest value
	above bool               // lo itself is not allowed
	whole bool               // it is a whole number
	words map[string]float64 // names of values, instead of numbers beyond hi
}

// shown returns a value as it is written.
func (p *parameter) shown(v float64) any {
	for word, value := range p.words {
		if value == v {
			return word
		}
	}
	return v
}

// want says in words what a value must be.
func (p *parameter) want() string {
	text := fmt.Sprintf("%v to %v", p.lo, p.hi)
	switch {
	case p.lo > p.hi: // words alone
		return strings.Join(p.wordList(), " or ")
	case math.IsInf(p.lo, -1):
		text = "a finite number"
	case math.IsInf(p.hi, 1) && p.above:
		text = fmt.Sprintf("a finite number above %v", p.lo)
	case math.IsInf(p.hi, 1):
		text = fmt.Sprintf("a finite number >= %v", p.lo)
	case p.above:
		text = fmt.Sprintf("a number above %v up to %v", p.lo, p.hi)
	case p.whole:
		text = "a whole number " + text
	}
	for _, word := range p.wordList() {
		text += " or " + word
	}
	return text
}

func (p *parameter) wordList() []string {
	var list []string
	for word := range p.words {
		list = append(list, word)
	}
	slices.SortFunc(list, func(a, b string) int { return int(p.words[a] - p.words[b]) })
	return list
}

func (p *parameter) holds(v float64) bool {
	return v >= p.lo && v <= p.hi && !math.IsInf(v, 0) && (!p.above || v > p.lo) && (!p.whole || v == math.Trunc(v))
}

// signature returns how a call of a kind is written: quantile(p, type=2).
func (k *kind) signature() string {
	if len(k.params) == 0 {
		return k.name
	}
	var list []string
	for _, p := range k.params {
		switch {
		case math.IsNaN(p.value):
			list = append(list, p.name)
		default:
			list = append(list, fmt.Sprintf("%s=%v", p.name, p.shown(p.value)))
		}
	}
	return k.name + "(" + strings.Join(list, ", ") + ")"
}

// A callParser reads the calls of --measures. Columns are counted in letters, from 1.
type callParser struct {
	text []rune
	at   int
}

// parseCalls reads calls parted by commas. It goes on behind a call that is faulty, so that all faults are told.
func parseCalls(text string) (calls []call, err error) {
	p := callParser{text: []rune(text)}
	var all []error
	for more := true; more; {
		start := p.at
		c, err := p.call()
		calls = append(calls, c...)
		if err == nil && !p.end() && p.text[p.at] != ',' {
			err = p.errorAt(p.at, "got %s, want a comma or the end", p.here())
		}
		if err != nil {
			all = append(all, err)
			p.passOver(start)
		}
		more = p.take(',')
	}
	return calls, errors.Join(all...)
}

// passOver goes to the comma that ends the call which began there, or to the end.
func (p *callParser) passOver(start int) {
	depth := 0
	for p.at = start; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth <= 0 {
				return
			}
		}
	}
}

func (p *callParser) errorAt(at int, format string, args ...any) error {
	return fmt.Errorf("column %d: "+format, append([]any{at + 1}, args...)...)
}

// here quotes what stands at the place reached.
func (p *callParser) here() string {
	if p.end() {
		return "the end"
	}
	return quoted(string(p.text[p.at : p.at+1]))
}

func (p *callParser) space() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t' || p.text[p.at] == '\n') {
		p.at++
	}
}

func (p *callParser) end() bool {
	p.space()
	return p.at == len(p.text)
}

func (p *callParser) take(r rune) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == r {
		p.at++
		return true
	}
	return false
}

// word reads letters up to what parts words.
func (p *callParser) word() (text string, at int) {
	p.space()
	at = p.at
	for p.at < len(p.text) && !strings.ContainsRune("(),= \t\n", p.text[p.at]) {
		p.at++
	}
	return string(p.text[at:p.at]), at
}

// call reads one call; a measure without parameters given has all those that are usual.
func (p *callParser) call() ([]call, error) {
	name, at := p.word()
	if name == "" {
		return nil, p.errorAt(at, "got %s, want the name of a measure", p.here())
	}
	k, ok := kindOf(name)
	if !ok {
		return nil, p.errorAt(at, "%w", param.UnknownWord(name, kindNames()))
	}
	if !p.take('(') {
		return k.usually(func(missing string) error {
			return p.errorAt(p.at, "%s needs %s, as in %s", k.name, missing, k.signature())
		})
	}
	if with, ok := withArguments[k.name]; ok {
		k, _ = kindOf(with)
	}
	args, err := p.arguments(k)
	if err != nil {
		return nil, err
	}
	return []call{{k, args}}, nil
}

// arguments reads what stands between brackets, the first of which has been taken.
func (p *callParser) arguments(k *kind) (arguments, error) {
	args := make(arguments, len(k.params))
	given := make([]bool, len(k.params))
	for first := true; !p.take(')'); first = false {
		if !first && !p.take(',') {
			return nil, p.errorAt(p.at, "got %s, want a comma or a bracket that closes %s", p.here(), k.name)
		}
		if err := p.argument(k, args, given); err != nil {
			return nil, err
		}
	}
	for i, q := range k.params {
		if given[i] {
			continue
		}
		if args[i] = q.value; math.IsNaN(q.value) && q.name != "z" { // the line may come from a flag
			return nil, p.errorAt(p.at-1, "%s needs %s, as in %s", k.name, q.name, k.signature())
		}
	}
	return args, nil
}

// argument reads one value, with its name or in its place.
func (p *callParser) argument(k *kind, args arguments, given []bool) error {
	text, at := p.word()
	i := slices.Index(given, false)
	if p.take('=') {
		if i = slices.IndexFunc(k.params, func(q parameter) bool { return q.name == text || q.also == text && text != "" }); i < 0 {
			if len(k.params) == 0 {
				return p.errorAt(at, "%s has no parameters", k.name)
			}
			return p.errorAt(at, "parameter of %s: %w", k.name, param.UnknownWord(text, k.paramNames()))
		}
		text, at = p.word()
	}
	switch {
	case text == "":
		return p.errorAt(at, "got %s, want a value", p.here())
	case i < 0 || i >= len(k.params):
		return p.errorAt(at, "got %s, want at most %d values: %s", quoted(text), len(k.params), k.signature())
	case given[i]:
		return p.errorAt(at, "%s of %s is given twice", k.params[i].name, k.name)
	}
	v, err := k.params[i].parse(text)
	if err != nil {
		return p.errorAt(at, "%s of %s: %w", k.params[i].name, k.name, err)
	}
	args[i], given[i] = v, true
	return nil
}

func (p *parameter) parse(text string) (float64, error) {
	if v, ok := p.words[text]; ok {
		return v, nil
	}
	v, err := param.ParseNumber(text)
	if err != nil || !p.holds(v) {
		return 0, fmt.Errorf("got %s, want %s", quoted(text), p.want())
	}
	return v, nil
}

func (k *kind) paramNames() []string {
	var list []string
	for _, p := range k.params {
		list = append(list, p.name)
	}
	return list
}

// usually returns the calls of a kind that is named without brackets.
func (k *kind) usually(lacks func(missing string) error) (calls []call, err error) {
	for _, args := range k.usual {
		calls = append(calls, call{k, args})
	}
	if calls != nil {
		return calls, nil
	}
	args := arguments{}
	for _, p := range k.params {
		if math.IsNaN(p.value) && p.name != "z" {
			return nil, lacks(p.name)
		}
		args = append(args, p.value)
	}
	return []call{{k, args}}, nil
}

// withArguments are measures that are another one as soon as they have parameters: gini(v=3) is sgini(nu=3).
var withArguments = map[string]string{"gini": "sgini"}

// otherNames are short names of measures.
var otherNames = map[string]string{"hill": "pareto_alpha", "top": "top_share", "bottom": "bottom_share", "theil": "theil_t", "mld": "theil_l", "cr": "concentration_ratio", "hhi": "herfindahl", "s80_s20": "s80s20"}

// kindOf finds a measure by its name, however large its letters.
func kindOf(name string) (*kind, bool) {
	name = strings.ToLower(name)
	if other, ok := otherNames[name]; ok {
		name = other
	}
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i], true
		}
	}
	return nil, false
}

func kindNames() []string {
	var list []string
	for i := range kinds {
		list = append(list, kinds[i].name)
	}
	for name := range otherNames {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
