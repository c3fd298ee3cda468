package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/internal/yaml"
	"github.com/cogap/cogap/population"
)

// columnsKey is the name, in population, that says what the columns of its file are called.
const columnsKey = "columns"

// people makes the people that a layer gives replace those of its base as a whole: a source, strata, or a file, which is
// read unless its strata are given too, as in a scenario that was written.
func (f *File) people(l *layer) {
	p := &f.scenario.Population
	gives := func(name string) bool {
		_, given := l.given("population." + name)
		return given
	}
	source, file, strata := gives("source") && p.Source != "", gives("file") && p.File != "", gives("strata") && p.Strata != nil
	if !source && !file && !strata {
		return
	}
	if !source {
		p.Source = ""
	}
	if !file {
		p.File = ""
	}
	if !strata {
		p.Strata = nil
	}
	if file && !strata {
		f.readPeople(l)
	}
}

// readPeople reads the strata of the file that a layer names.
func (f *File) readPeople(l *layer) {
	p := &f.scenario.Population
	at, _ := l.given("population.file")
	if l.folder == "" {
		f.problems.parameter(l, offset(at), "population.file", errors.New("got a file: a text from elsewhere may name none"))
		return
	}
	name := p.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(l.folder, name)
	}
	r, err := os.Open(name)
	if err != nil {
		f.problems.parameter(l, offset(at), "population.file", err)
		return
	}
	defer r.Close() // nothing was written, so nothing can be lost
	columns, places := f.columns(l)
	strata, err := population.ReadStrata(r, name, columns)
	if err != nil && p.Source == "" { // else it is one too many of the two as well
		f.problems.told = append(f.problems.told, "population.file")
	}
	for _, problem := range flat(err) {
		if e, ok := errors.AsType[*csvtable.Error](problem); ok {
			f.problems.list = append(f.problems.list, &Error{File: e.File, Line: e.Line, Column: e.Column, Err: e.Err})
		} else if e, ok := errors.AsType[*param.Error](problem); ok {
			key := strings.TrimPrefix(e.Path, columnsKey+".")
			f.problems.parameter(l, cmp.Or(places[key], offset(at)), "population."+e.Path, e.Err)
		} else {
			f.problems.add(l, offset(at), problem)
		}
	}
	p.Strata = strata
}

// columns returns what the layer says that the columns of its file are called, and where it says so, by their known names.
func (f *File) columns(l *layer) (columns population.Columns, places map[string]int) {
	at, rest := l.find("population." + columnsKey)
	if at.IsZero() || rest != "" {
		return nil, nil
	}
	complain := func(n yaml.Node, want string) {
		f.problems.parameter(l, n.Offset(), "population."+columnsKey, fmt.Errorf("got %s, want %s", kindOf(n), want))
	}
	if at.Kind() != yaml.Mapping {
		complain(at, "names of columns, such as {name: job, p50: median}")
		return nil, nil
	}
	columns, places = population.Columns{}, map[string]int{}
	for known, column := range at.Entries() {
		if !column.IsText() {
			complain(column, "the name of a column")
			continue
		}
		columns[known.Text()], places[known.Text()] = column.Text(), known.Offset()
	}
	return columns, places
}

// offset returns where a node is, 0 for none.
func offset(n yaml.Node) int {
	if n.IsZero() {
		return 0
	}
	return n.Offset()
}
