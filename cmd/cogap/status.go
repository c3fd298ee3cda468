package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

// statusOfOthers says how far the search or the calibration of a folder is, and which command goes on with it; nothing of a folder that has neither.
func statusOfOthers(dir string) (string, error) {
	for _, x := range []struct {
		file string
		of   func(dir, file string) (string, error)
	}{{"search.yaml", statusOfSearch}, {"calibration.yaml", statusOfCalibration}} {
		file := filepath.Join(dir, x.file)
		if _, err := os.Stat(file); err == nil {
			return x.of(dir, file)
		}
	}
	return "", nil
}

// statusOfSearch adds up the studies of a search's generations.
func statusOfSearch(dir, file string) (string, error) {
	p, err := search.ReadFile(file)
	if err != nil {
		return "", err
	}
	generations, err := os.ReadDir(filepath.Join(dir, "generations"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	done, complete := 0, false
	for _, g := range generations {
		s, err := study.StatusOf(filepath.Join(dir, "generations", g.Name()))
		if errors.Is(err, os.ErrNotExist) {
			continue // which has just begun
		}
		if err != nil {
			return "", err
		}
		done += s.Done
		complete = complete || g.Name() == "confirmed" && s.Done == s.Len
	}
	if complete {
		return fmt.Sprintf("a search, complete: %s runs; search.txt says what it found\n", report.Grouped(int64(done))), nil
	}
	return fmt.Sprintf("a search: %s runs are done, of at most %s\ncogap search %s --out %s goes on with it\n",
		report.Grouped(int64(done)), report.Grouped(int64(p.Runs()+p.ConfirmRuns())), file, dir), nil
}

// statusOfCalibration counts the evaluations of a calibration.
func statusOfCalibration(dir, file string) (string, error) {
	c, err := calibrate.OpenFile(file)
	if err != nil {
		return "", err
	}
	cost, err := c.Estimate(1)
	if err != nil {
		return "", err
	}
	rows, err := os.ReadFile(filepath.Join(dir, "evaluations.csv"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	done := max(bytes.Count(rows, []byte("\n"))-1, 0)
	if _, err := os.Stat(filepath.Join(dir, "parameters.csv")); err == nil {
		return fmt.Sprintf("a calibration, complete: %s evaluations; cogap validate-targets %s says how far it is from the figures\n", report.Grouped(int64(done)), dir), nil
	}
	return fmt.Sprintf("a calibration: %s evaluations are done, of about %s\ncogap calibrate %s --out %s goes on with it\n",
		report.Grouped(int64(done)), report.Grouped(int64(cost.Evaluations)), file, dir), nil
}
