package page

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// file is a file that the page offers.
type file struct {
	name, kind string
	write      func(io.Writer, *cogap.Result) error
}

var files = []file{
	{"report.html", "text/html; charset=utf-8", report.WritePage},
	{scenarioFile, "application/yaml", scenario.WriteRun},
	{"result.json", "application/json", report.WriteJSON},
	{"series.csv", "text/csv; charset=utf-8", tableOf("series")},
	{"tiers.csv", "text/csv; charset=utf-8", tableOf("tiers")},
	{"deciles.csv", "text/csv; charset=utf-8", tableOf("deciles")},
	{"strata.csv", "text/csv; charset=utf-8", tableOf("strata")},
}

// tableOf writes a table of a result as CSV.
func tableOf(name string) func(io.Writer, *cogap.Result) error {
	return func(w io.Writer, r *cogap.Result) error {
		for _, t := range report.Tables(r) {
			if t.Name == name {
				return report.WriteCSV(w, t)
			}
		}
		return fmt.Errorf("the run has no table %s", name)
	}
}

const scenarioFile = "scenario.yaml"

// Files lists the names of the files that a Page hands out.
func Files() []string {
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	return names
}

// answer runs a job, to the same bits as before, and returns one file of its result.
func (f file) answer(ctx context.Context, j *job) (Reply, error) {
	var b bytes.Buffer
	err := f.writeOf(ctx, &b, j)
	return Reply{Kind: f.kind, File: f.name, Text: b.Bytes()}, err
}

// writeOf writes the file of a job's result. The scenario's own is whole, with what was left out, and is of no run then.
func (f file) writeOf(ctx context.Context, w io.Writer, j *job) error {
	if f.name == scenarioFile && j.isLean() {
		return scenario.Write(w, j.scenario, "What the live page shows leaves out what this scenario collects and its panel. All of it: cogap run scenario.yaml --out DIR")
	}
	result, err := j.run(ctx)
	if err != nil {
		return err
	}
	return f.write(w, result)
}
