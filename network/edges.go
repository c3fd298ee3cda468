package network

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/param"
)

// ReadEdges reads an edge list from CSV with a header and the columns from and to, the two people whom a tie joins, either way round; lines that start with # and other columns
// are left out. A person is its number among all, from 0, or its stratum and its number there, from 0, with a slash between: 15-1252/17. A stratum has
// the name that it has in the list, or where that is empty, its place there. A tie may be listed both ways.
//
// The error names the file, line and column of each problem and what was expected, the first 20 of them: people who are not there, and a person's tie
// with itself. name is the file's name in these messages.
func ReadEdges(r io.Reader, name string, strata []Stratum) ([]Edge, error) {
	who, err := newFinder(strata)
	if err != nil {
		return nil, err
	}
	t := csvtable.Open(r, name, columnFrom, columnTo)
	var edges []Edge
	for t.Next() {
		edge, problems := who.edge(t.Text(columnFrom), t.Text(columnTo))
		for _, p := range problems {
			t.Problem(p.column, "%w", p.err)
		}
		if !t.IsBad() {
			edges = append(edges, edge)
		}
	}
	if err := t.Err(); err != nil {
		return nil, err
	}
	return edges, nil
}

// Rows is a table that is read row by row, such as adapters/parquet's Reader.
type Rows interface {
	// Names returns the names of the columns.
	Names() []string
	// Select chooses the columns to be read, by their places in Names.
	Select(places ...int) error
	// Next fills row, as long as there are columns selected: int64, float64, string, or nil for nothing. It returns io.EOF after the last row.
	Next(row []any) error
}

// ReadRows is ReadEdges of a table of another kind, with the same columns. Its messages have the row, the first of which is 1, where there are no
// lines.
func ReadRows(r Rows, name string, strata []Stratum) ([]Edge, error) {
	who, err := newFinder(strata)
	if err != nil {
		return nil, err
	}
	if err := selectEnds(r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var edges []Edge
	var problems param.Problems
	bad := false
	for n, row := 1, make([]any, 2); ; n++ {
		err := r.Next(row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: row %d: %w", name, n, err)
		}
		edge, wrong := who.edge(text(row[0]), text(row[1]))
		for _, p := range wrong {
			problems.Add(fmt.Sprintf("%s: row %d: column %s", name, n, p.column), p.err)
		}
		switch bad = bad || wrong != nil; {
		case bad:
			edges = nil // which nobody gets
		case len(edges) == maxEdges:
			return nil, fmt.Errorf("%s: got more than %d rows", name, maxEdges)
		default:
			edges = append(edges, edge)
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if len(edges) == 0 {
		return nil, fmt.Errorf("%s: got no rows, want at least one", name)
	}
	return edges, nil
}

// maxEdges is the most rows of a table: 8 GB of ties, whatever a small file says that it has.
const maxEdges = 1 << 30

const columnFrom, columnTo = "from", "to"

// selectEnds chooses the columns of the two people.
func selectEnds(r Rows) error {
	var places []int
	var missing []error
	for _, name := range []string{columnFrom, columnTo} {
		i, ok := csvtable.Find(r.Names(), name)
		if !ok {
			missing = append(missing, fmt.Errorf("got no column %s, want the columns from and to", name))
		}
		places = append(places, i)
	}
	if missing != nil {
		return errors.Join(missing...)
	}
	return r.Select(places...)
}

// text returns a value as it would be in a file of text.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(v)
	case float64: // whole numbers without an exponent
		return strings.TrimSuffix(fmt.Sprintf("%.6f", v), ".000000")
	}
	return fmt.Sprint(value)
}

// finder finds people by what files call them.
type finder struct {
	numbering
	byName map[string]int
}

func newFinder(strata []Stratum) (*finder, error) {
	var problems param.Problems
	f := &finder{numbering: number(strata, &problems)}
	f.byName = f.named()
	return f, problems.Err()
}

// wrong is a problem with one of the two people.
type wrong struct {
	column string
	err    error
}

// edge returns the tie of two people.
func (f *finder) edge(from, to string) (Edge, []wrong) {
	var problems []wrong
	find := func(column, text string) uint32 {
		person, err := f.find(text)
		if err != nil {
			problems = append(problems, wrong{column, err})
		}
		return person
	}
	e := Edge{find(columnFrom, from), find(columnTo, to)}
	if problems == nil && e.A == e.B {
		problems = append(problems, wrong{columnTo, fmt.Errorf("got %s, who is the same person as %s, want a tie of two people", param.Quote(to), param.Quote(from))})
	}
	return e, problems
}

// find returns the number of a person.
func (f *finder) find(text string) (uint32, error) {
	slash := strings.LastIndexByte(text, '/')
	if slash < 0 {
		return numberBelow(text, text, f.len(), "the number of a person, or stratum/number")
	}
	g, ok := f.byName[text[:slash]]
	if !ok {
		return 0, fmt.Errorf("got %s, want a stratum that there is", param.Quote(text))
	}
	i, err := numberBelow(text, text[slash+1:], f.starts[g+1]-f.starts[g], "a number within stratum "+param.Shorten(text[:slash], 60))
	return f.starts[g] + i, err
}

// numberBelow reads a number below n, which stands in a text.
func numberBelow(text, digits string, n uint32, what string) (uint32, error) {
	i, err := param.ParseUint(digits)
	if err != nil || i >= uint64(n) {
		return 0, fmt.Errorf("got %s, want %s, below %d", param.Quote(text), what, n)
	}
	return uint32(i), nil
}
