package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/parquet"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
	"github.com/cogap/cogap/scenario"
)

// file is a file that --out writes, or removes.
type file struct {
	name  string
	write func(io.Writer) error // nil: one that an earlier run may have left, which would belie what is written now
}

// tableFile is the file of a table: CSV, or Parquet if that is the format asked for.
func tableFile(t report.Table, format string, of ...cogap.Manifest) file {
	if format == "parquet" {
		return file{t.Name + ".parquet", func(w io.Writer) error { return parquet.Write(w, t, of...) }}
	}
	return file{t.Name + ".csv", func(w io.Writer) error { return report.WriteCSV(w, t) }}
}

// leftovers lists the files of tables, in any format, that are not among those to be written.
func leftovers(tables []report.Table, written []file) []file {
	var list []file
	for _, t := range tables {
		for _, name := range []string{t.Name + ".csv", t.Name + ".parquet"} {
			if !slices.ContainsFunc(written, func(f file) bool { return f.name == name }) {
				list = append(list, file{name: name})
			}
		}
	}
	return list
}

// resultFiles lists what --out writes of a run. This is the one place to add to.
func resultFiles(r *cogap.Result, format string) []file {
	of := func(write func(io.Writer, *cogap.Result) error) func(io.Writer) error {
		return func(w io.Writer) error { return write(w, r) }
	}
	files := []file{
		{"scenario.yaml", func(w io.Writer) error { return scenario.WriteRun(w, r) }},
		{"result.json", of(report.WriteJSON)},
		{"result.txt", of(report.WriteText)},
		{"report.html", of(report.WritePage)},
	}
	for _, t := range report.Tables(r) {
		files = append(files, tableFile(t, format, r.Manifest))
	}
	files = append(files, file{"columns.csv", report.WriteColumns})
	for _, chart := range report.Charts(r) {
		for _, format := range []string{"png", "svg"} {
			files = append(files, file{"figures/" + chart.ID + "." + format, func(w io.Writer) error {
				return figure.Write(w, chart, figure.SourceOf(r), format)
			}})
		}
	}
	return append(files, leftovers(report.Schemas(), files)...)
}

// writeFiles writes files into a folder, which is made if there is none. Each appears whole or not at all. Those to be
// removed go once all that come before them are there.
func writeFiles(folder string, files []file) error {
	var errs []error
	for _, f := range files {
		name := filepath.Join(folder, f.name)
		if f.write == nil {
			if errors.Join(errs...) != nil {
				break
			}
			if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
			continue
		}
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
