package study

import (
	"bytes"
	"errors"
	"fmt"
)

// AppendRow appends a row of the study as a line of runs.csv: every number to the bit, with a checksum. So rows are sent between
// machines, and ParseRow reads them.
func (s *Study) AppendRow(b []byte, row Row) []byte { return append(b, s.encode(row)...) }

// ParseRow reads a line that AppendRow has made. It returns an error if the line is damaged or is not a run of this study.
func (s *Study) ParseRow(line []byte) (Row, error) {
	row, err := s.decode(line)
	if err != nil {
		return Row{}, fmt.Errorf("study: row: %w", err)
	}
	return row, nil
}

// Claim makes a folder that of the study, without a run so far. It returns the error for which RunIn and Gather would refuse it: who does
// the runs elsewhere should know before.
func (s *Study) Claim(dir string) error {
	f, err := s.open(dir)
	if err != nil {
		return err
	}
	f.close()
	return nil
}

// Gather makes the results of a whole study in a folder, of the rows of all its runs, wherever they were done and in whatever order: the files
// of RunIn, but for the column seconds. It returns an error, and makes nothing, if a run is missing, or there twice with different
// numbers, if a row is not one of the study's, or if the folder is that of something else. A row that is there twice is taken once.
func (s *Study) Gather(dir string, rows []Row) (*Result, error) {
	if s.plan.Until != nil {
		return nil, errUntil
	}
	r := newResult(s)
	var problems []error
	for i := range rows {
		if err := s.gather(r, &rows[i]); err != nil {
			problems = append(problems, err)
		}
	}
	if missing := r.missing(); len(missing) > 0 {
		problems = append(problems, fmt.Errorf("study: %d of %d runs are missing, the first is run %d", len(missing), s.Len(), missing[0]))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return r, s.finish(dir, r)
}

// gather puts a row into a result, unless it is another than the one that is there.
func (s *Study) gather(r *Result, row *Row) error {
	if err := s.belongs(row); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	if r.rows[row.Index] != nil && !bytes.Equal(s.timeless(r.row(row.Index)), s.timeless(*row)) {
		return fmt.Errorf("study: run %d is there twice, with different numbers", row.Index)
	}
	r.keep(row)
	return nil
}

// timeless returns a row as a line, without the time that it took.
func (s *Study) timeless(row Row) []byte {
	row.Seconds = 0
	return s.encode(row)
}

// missing lists the runs of a whole study that were not done.
func (r *Result) missing() (list []int) {
	for i, row := range r.rows {
		if row == nil {
			list = append(list, i)
		}
	}
	return list
}

// finish writes the files of a study all of whose runs were done elsewhere.
func (s *Study) finish(dir string, r *Result) error {
	r.Replicates = s.plan.replicates()
	f, err := s.open(dir)
	if err != nil {
		return err
	}
	defer f.close()
	return errors.Join(f.rewrite(r), f.summarise(r))
}
