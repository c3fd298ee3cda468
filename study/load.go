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
	r, _, err := s.resultOf(dir)
	return r, err
}

// studyOf returns the study that a folder is of.
func studyOf(dir string) (*Study, error) {
	p, err := ReadFile(filepath.Join(dir, planFile))
	if err != nil {
		return nil, err
	}
	return New(p)
}

// resultOf reads the rows of a folder; there are none if no run has ended there yet.
func (s *Study) resultOf(dir string) (r *Result, whole bool, err error) {
	r = newResult(s)
	name := filepath.Join(dir, runsFile)
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return r, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer file.Close() // nothing was written, so nothing can be lost
	if whole, err = s.readRuns(file, r); err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	r.Replicates = s.plan.look(r.Replicates)
	return r, whole, nil
}
