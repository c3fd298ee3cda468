package calibrate

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/internal/param"
)

// targetColumns are the columns of a table of targets that are needed.
var targetColumns = []string{"id", "value", "se"}

// readColumns are all columns that something is read from.
var readColumns = append([]string{"role", "name", "definition", "weight", "source", "status", "moment", "over", "times", "scenario"}, targetColumns...)

// maxTargets is the most rows that a table of targets may have: each is looked at beside all others.
const maxTargets = 10_000

// figure is a row of a table of targets.
type figure struct {
	Target
	moment *Moment // what the row says that it is compared with; nil if it says nothing
	at     csvtable.Row
}

// ReadTargets reads a table of targets, CSV with the columns id, value and se, and if it has them role (fit or validate; validate if there
// is no such column), weight (0 if there is no such column, or nothing in it), name, definition, source and status; name stands for it in
// messages. Lines that start with # are left out. The error has all problems with their lines.
func ReadTargets(r io.Reader, name string) ([]Target, error) {
	list, t := readFigures(r, name)
	return targetsOf(list), t.Err()
}

// targetsOf returns the targets of rows.
func targetsOf(list []figure) []Target {
	var targets []Target
	for i := range list {
		targets = append(targets, list[i].Target)
	}
	return targets
}

// readFigures reads a table of targets as ReadTargets does, and what its rows say that they are compared with.
func readFigures(r io.Reader, name string) ([]figure, *csvtable.Table) {
	t := csvtable.Open(r, name, targetColumns...)
	var list []figure
	seen := map[string]bool{}
	for t.Next() {
		if len(list) == maxTargets {
			t.Complain("got more than %d rows", maxTargets)
			break
		}
		x := figure{Target: readTarget(t), at: t.Row()}
		x.moment = readMoment(t, x.ID)
		if !t.IsBad() { // else a number that can't be read counts as 0
			for _, problem := range x.problems() {
				t.Problem(problem.field, "%w", problem.err)
			}
		}
		if seen[x.ID] {
			t.Problem("id", "got %s a second time", param.Quote(x.ID))
		}
		seen[x.ID] = true
		list = append(list, x)
	}
	return list, t
}

// optional returns the text of a column; nothing if there is no such column.
func optional(t *csvtable.Table, column string) string {
	if !t.Has(column) {
		return ""
	}
	return t.Text(column)
}

// readTarget reads the target of a row.
func readTarget(t *csvtable.Table) Target {
	x := Target{
		ID: t.Text("id"), Role: Validate, Name: optional(t, "name"), Definition: optional(t, "definition"),
		Value: t.Number("value", ""), SE: t.Number("se", ""), Source: optional(t, "source"), Status: optional(t, "status"),
	}
	if t.Has("role") {
		x.Role = Role(t.Text("role"))
	}
	if optional(t, "weight") != "" {
		x.Weight = t.Number("weight", " or nothing")
	}
	return x
}

// readMoment reads what a row says that its target is compared with: the columns moment, over, times and scenario. It returns nil if the
// first of them is empty.
func readMoment(t *csvtable.Table, id string) *Moment {
	m := &Moment{Target: id, Scenario: optional(t, "scenario"), Of: Term{Measure: optional(t, "moment")}}
	if m.Of.Measure == "" {
		for _, column := range []string{"over", "times", "scenario"} {
			if said := optional(t, column); said != "" {
				t.Problem(column, "got %s without a moment, to which it belongs", param.Quote(said))
			}
		}
		return nil
	}
	if over := optional(t, "over"); over != "" {
		m.Over = &Term{Measure: over}
	}
	if optional(t, "times") != "" {
		m.Times = t.Number("times", " or nothing")
		if x, err := param.ParseNumber(t.Text("times")); err == nil && x == 0 { // which a moment takes as 1
			t.Problem("times", "got 0, want a factor above 0")
		}
	}
	return m
}

// readFiguresFile is readFigures of a named file.
func readFiguresFile(name string) ([]figure, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	list, t := readFigures(f, name)
	return list, t.Err()
}

// ReadTargetsFile is ReadTargets of a named file.
func ReadTargetsFile(name string) ([]Target, error) {
	list, err := readFiguresFile(name)
	return targetsOf(list), err
}

// located is what is wrong with a field.
type located struct {
	field string
	err   error
}

// problems lists what is wrong with a target.
func (t *Target) problems() []located {
	var list []located
	add := func(field, format string, args ...any) {
		list = append(list, located{field, fmt.Errorf(format, args...)})
	}
	if t.ID == "" || strings.ContainsAny(t.ID, ",\n") {
		add("id", "got %s, want a name", param.Quote(t.ID))
	}
	if t.Role != Fit && t.Role != Validate {
		add("role", "%w", param.Unknown(string(t.Role), []string{string(Fit), string(Validate)}))
	}
	if math.IsNaN(t.Value) || math.IsInf(t.Value, 0) {
		add("value", "got %v, want a number", t.Value)
	}
	if !(t.SE > 0) || math.IsInf(t.SE, 0) {
		add("se", "got %v, want a standard error > 0", t.SE)
	}
	if !(t.Weight >= 0) || math.IsInf(t.Weight, 0) {
		add("weight", "got %v, want a weight, 0 or more", t.Weight)
	}
	return list
}

// z returns how many standard errors a value of the model is off.
func (t *Target) z(model float64) float64 { return (model - t.Value) / t.SE }

// targetsFile returns targets as ReadTargets reads them.
func targetsFile(list []Target) []byte {
	out := journal.Line([]string{"id", "role", "name", "definition", "value", "se", "weight", "source", "status"})
	for _, t := range list {
		out = append(out, journal.Line([]string{
			t.ID, string(t.Role), t.Name, t.Definition, journal.Number(t.Value), journal.Number(t.SE), journal.Number(t.Weight), t.Source, t.Status,
		})...)
	}
	return out
}
