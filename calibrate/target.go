package calibrate

import (
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/internal/param"
)

// targetColumns are the columns of a file of targets that are needed.
var targetColumns = []string{"id", "role", "value", "se", "weight"}

// ReadTargets reads a table of targets, CSV with the columns id, role (fit or validate), value, se and weight, and if it has them name,
// definition, source and status; name stands for it in messages. Lines that start with # are left out. The error has all problems
// with their lines.
func ReadTargets(r io.Reader, name string) ([]Target, error) {
	t := csvtable.Open(r, name, targetColumns...)
	var list []Target
	optional := func(column string) string {
		if !t.Has(column) {
			return ""
		}
		return t.Text(column)
	}
	for t.Next() {
		x := Target{
			ID: t.Text("id"), Role: Role(t.Text("role")), Name: optional("name"), Definition: optional("definition"),
			Value: t.Number("value", ""), SE: t.Number("se", ""), Weight: t.Number("weight", ""),
			Source: optional("source"), Status: optional("status"),
		}
		if !t.IsBad() { // else a number that can't be read counts as 0
			for _, problem := range x.problems() {
				t.Problem(problem.field, "%w", problem.err)
			}
		}
		if slices.ContainsFunc(list, func(o Target) bool { return o.ID == x.ID }) {
			t.Problem("id", "got %s a second time", param.Quote(x.ID))
		}
		list = append(list, x)
	}
	return list, t.Err()
}

// ReadTargetsFile is ReadTargets of a named file.
func ReadTargetsFile(name string) ([]Target, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	return ReadTargets(f, name)
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
