package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/parquet"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
	"github.com/cogap/cogap/scenario"
)

// file is a file that --out writes.
type file struct {
	name  string // with / between folders
	write func(io.Writer) error
}

// tableFile is the file of a table: CSV, or Parquet if that is the format asked for.
func tableFile(t report.Table, format string, of ...cogap.Manifest) file {
	if format == "parquet" {
		return file{t.Name + ".parquet", func(w io.Writer) error { return parquet.Write(w, t, of...) }}
	}
	return file{t.Name + ".csv", func(w io.Writer) error { return report.WriteCSV(w, t) }}
}

// dotsPerInch is how fine pictures are, of which the tests of this package write hundreds.
var dotsPerInch = figure.DPI

// resultFiles lists what --out writes of a run, whose report has a link to a page on which the scenario can be changed, if there is one. This is
// the one place to add to.
func resultFiles(r *cogap.Result, format string, live report.Explorer) []file {
	of := func(write func(io.Writer, *cogap.Result) error) func(io.Writer) error {
		return func(w io.Writer) error { return write(w, r) }
	}
	files := []file{
		{"scenario.yaml", func(w io.Writer) error { return scenario.WriteRun(w, r) }},
		{"result.json", of(report.WriteJSON)},
		{"result.txt", of(report.WriteText)},
		{"report.html", func(w io.Writer) error { return report.Beside{Explorer: live}.WritePage(w, r) }},
	}
	for _, t := range report.Tables(r) {
		files = append(files, tableFile(t, format, r.Manifest))
	}
	files = append(files, file{"columns.csv", report.WriteColumns})
	for _, chart := range report.Charts(r) {
		for _, format := range []string{"png", "svg"} {
			files = append(files, file{"figures/" + chart.ID + "." + format, func(w io.Writer) error {
				return figure.WriteAt(w, chart, figure.SourceOf(r), format, dotsPerInch)
			}})
		}
	}
	return files
}

// inFolder returns files that go to a folder inside the one for all.
func inFolder(name string, files []file) []file {
	files = slices.Clone(files)
	for i := range files {
		files[i].name = name + "/" + files[i].name
	}
	return files
}

// textOf writes a text.
func textOf(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// writeFile writes a file beside its place, then moves it there: it appears whole or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return atFault(fmt.Errorf("%s: it is a folder, want a file", name))
	}
	part := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".part") // a later call writes over what a killed one left
	if _, err := create(part, write); err != nil {
		os.Remove(part)
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.Rename(part, name)
}

// notAFile returns an error if the folder of --out can't be one.
func notAFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case path != "" && err == nil && !info.IsDir():
		return atFault(fmt.Errorf("--out %s: it is a file, not a folder", path))
	case errors.Is(err, syscall.ENOTDIR):
		return atFault(fmt.Errorf("--out %s: what stands before it is a file, not a folder", path))
	}
	return nil
}

// readParquet has networks take edge lists from Parquet.
func readParquet() {
	network.RegisterFormat(".parquet", func(name string) (network.Table, error) { return parquet.Open(name) })
}
