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

// File is a file of a result that a Page hands out.
type File struct {
	Name, Kind string // Kind is its content type
	Write      func(io.Writer, *cogap.Result) error
}

// Files lists the files that every Page hands out.
func Files() []File {
	return []File{
		{scenarioFile, "application/yaml", scenario.WriteRun},
		{"result.json", "application/json", report.WriteJSON},
		{"series.csv", "text/csv; charset=utf-8", tableOf("series")},
		{"tiers.csv", "text/csv; charset=utf-8", tableOf("tiers")},
		{"deciles.csv", "text/csv; charset=utf-8", tableOf("deciles")},
		{"strata.csv", "text/csv; charset=utf-8", tableOf("strata")},
	}
}

// ReportFile is the page of a result as a file. It takes html/template, which a program for a browser does without.
func ReportFile() File { return File{"report.html", "text/html; charset=utf-8", report.WritePage} }

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

// answer runs a job, to the same bits as before, and returns one file of its result.
func (f File) answer(ctx context.Context, j *job) (Reply, error) {
	var b bytes.Buffer
	err := f.writeOf(ctx, &b, j)
	return Reply{Kind: f.Kind, File: f.Name, Text: b.Bytes()}, err
}

// writeOf writes the file of a job's result. The scenario's own is whole, with what was left out, and is of no run then.
func (f File) writeOf(ctx context.Context, w io.Writer, j *job) error {
	if f.Name == scenarioFile && j.lean {
		return scenario.Write(w, j.scenario, "What the live page shows leaves out what this scenario collects and its panel. All of it: cogap run scenario.yaml --out DIR")
	}
	result, err := j.run(ctx)
	if err != nil {
		return err
	}
	return f.Write(w, result)
}
