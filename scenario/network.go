package scenario

import (
	"errors"
	"path/filepath"

	"github.com/cogap/cogap/internal/csvtable"
)

// edgesPath is the parameter that names an edge list.
const edgesPath = "network.file"

// network makes the edge list that a layer names one beside it.
func (f *File) network(l *layer) {
	n := &f.scenario.Network
	at, given := l.given(edgesPath)
	if !given || n.File == "" {
		return
	}
	if l.folder == "" {
		f.problems.parameter(l, offset(at), edgesPath, errors.New("got a file: a text from elsewhere may name none"))
		n.File = ""
		return
	}
	if !filepath.IsAbs(n.File) {
		n.File = filepath.Join(l.folder, n.File)
	}
	if whole, err := filepath.Abs(n.File); err == nil {
		n.File = whole // a run that was saved finds it from anywhere
	}
}

// inTable lists what an error says of places in a table.
func inTable(err error) (list []*csvtable.Error) {
	switch e := err.(type) {
	case nil:
	case *csvtable.Error:
		list = append(list, e)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = append(list, inTable(one)...)
		}
	case interface{ Unwrap() error }:
		list = inTable(e.Unwrap())
	}
	return list
}
