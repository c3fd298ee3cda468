package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Load reads the result of a folder, of a study that is complete, was stopped or is running. It changes nothing. Rows are read one
// by one: what is kept is their numbers.
func Load(dir string) (*Result, error) {
	s, err := studyOf(dir)
	if err != nil {
		return nil, err
	}
	rows, _, err := s.rowsOf(dir)
	if err != nil {
		return nil, err
	}
	r := newResult(s)
	r.fill(rows)
	return r, nil
}

// studyOf returns the study that a folder is of.
func studyOf(dir string) (*Study, error) {
	p, err := ReadFile(filepath.Join(dir, planFile))
	if err != nil {
		return nil, err
	}
	return New(p)
}

// fill puts rows of the study into a result that has none.
func (r *Result) fill(rows []Row) {
	for _, row := range rows {
		r.rows[row.Index] = &row
		r.Replicates = max(r.Replicates, row.Replicate+1)
	}
}

// rowsOf reads the rows of a folder; none if no run has ended there yet.
func (s *Study) rowsOf(dir string) (rows []Row, whole bool, err error) {
	name := filepath.Join(dir, runsFile)
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer file.Close() // nothing was written, so nothing can be lost
	if rows, whole, err = s.readRuns(file); err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	return rows, whole, nil
}
