package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/parquet"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
	"github.com/cogap/cogap/scenario"
)

// file is a file that --out writes.
type file struct {
	name  string
	write func(io.Writer) error
}

// tableFile is the file of a table: CSV, or Parquet if that is the format asked for.
func tableFile(t report.Table, format string, of ...cogap.Manifest) file {
	if format == "parquet" {
		return file{t.Name + ".parquet", func(w io.Writer) error { return parquet.Write(w, t, of...) }}
	}
	return file{t.Name + ".csv", t.CSV}
}

// resultFiles lists what --out writes of a run. This is the one place to add to.
func resultFiles(r *cogap.Result, format string) []file {
	of := func(write func(io.Writer, *cogap.Result) error) func(io.Writer) error {
		return func(w io.Writer) error { return write(w, r) }
	}
	files := []file{
		{"scenario.yaml", func(w io.Writer) error { return scenario.WriteRun(w, r) }},
		{"result.json", of(report.JSON)},
		{"result.txt", of(report.Text)},
		{"report.html", of(report.WritePage)},
	}
	for _, t := range report.Tables(r) {
		files = append(files, tableFile(t, format, r.Manifest))
	}
	files = append(files, file{"columns.csv", report.ColumnsCSV})
	for _, chart := range report.Charts(r) {
		for _, format := range []string{"png", "svg"} {
			files = append(files, file{"figures/" + chart.ID + "." + format, func(w io.Writer) error {
				return figure.Write(w, chart, figure.SourceOf(r), format)
			}})
		}
	}
	return files
}

// writeFiles writes files into a folder, which is made if there is none. Each appears whole or not at all.
func writeFiles(folder string, files []file) error {
	var errs []error
	for _, f := range files {
		name := filepath.Join(folder, f.name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return errors.Join(append(errs, err)...) // the message has the name
		}
		errs = append(errs, writeFile(name, f.write))
	}
	return errors.Join(errs...)
}

// writeFile writes a file beside its place, then moves it there.
func writeFile(name string, write func(io.Writer) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", name, errors.Join(err, os.Remove(temporary.Name())))
		}
	}()
	b := bufio.NewWriter(temporary)
	err = errors.Join(write(b), b.Flush(), temporary.Chmod(0o644), temporary.Sync(), temporary.Close())
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), name)
}
