package study

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/csvtext"
	"github.com/cogap/cogap/internal/journal"
)

// Rows of runs.csv are, cell by cell: job, cell, replicate, seed, the factors, the numbers, status, error, seconds, digest, and a
// checksum of all that comes before it. A number that is not defined is an empty cell; a measure that is a month of a series too is there once.

// headOf returns the names of the columns of runs.csv.
func (s *Study) headOf() []string {
	list := []string{"job", "cell", "replicate", "seed"}
	for i := range s.plan.Factors {
		list = append(list, s.plan.Factors[i].Column())
	}
	for k, x := range s.columns {
		if s.first[k] == k {
			list = append(list, x.String())
		}
	}
	list = append(list, "status", "error", "seconds", "digest", "checksum")
	for i := range list {
		list[i] = csvtext.Cell(list[i])
	}
	return list
}

// The values of the column status.
const (
	statusOK     = "ok"
	statusFailed = "failed"
)

// encode returns a row as a line.
func (s *Study) encode(row Row) []byte {
	cells := row.cells()
	for k := range s.columns {
		if s.first[k] != k {
			continue
		}
		text := ""
		if row.Err == nil {
			text = journal.Number(row.Values[k])
		}
		cells = append(cells, text)
	}
	status, problem := statusOK, ""
	if row.Err != nil {
		status, problem = statusFailed, journal.Text(row.Err.Error())
	}
	cells = append(cells, status, problem, strconv.FormatFloat(row.Seconds, 'f', 4, 64), row.Digest)
	return journal.Sealed(cells)
}

// cells are those of a line that follow from the plan.
func (j *Job) cells() []string {
	list := []string{strconv.Itoa(j.Index), strconv.Itoa(j.Cell), strconv.Itoa(j.Replicate), strconv.FormatUint(j.Seed, 10)}
	for _, level := range j.Levels {
		list = append(list, journal.Text(level))
	}
	return list
}

// decode reads a line. A seed or a value of a factor that is not that of its job is an error.
func (s *Study) decode(line []byte) (Row, error) {
	cells, err := journal.Unsealed(line)
	if err != nil || len(cells) != len(s.headOf())-1 {
		return Row{}, journal.ErrDamaged
	}
	i, err := strconv.Atoi(cells[0])
	if err != nil || i < 0 || i >= s.Len() {
		return Row{}, fmt.Errorf("got job %s, want one below %d", cells[0], s.Len())
	}
	row := Row{Job: s.Job(i)}
	for k, want := range row.cells() {
		if cells[k] != want {
			return Row{}, fmt.Errorf("job %d: got %s %s, want %s", i, s.headOf()[k], cells[k], want)
		}
	}
	rest := cells[4+len(s.plan.Factors):]
	numbers, rest := rest[:len(rest)-4], rest[len(rest)-4:]
	if rest[0] == statusFailed {
		row.Err = errors.New(strings.TrimPrefix(rest[1], "'"))
	} else if row.Values, err = s.values(numbers); err != nil {
		return Row{}, fmt.Errorf("job %d: %w", i, err)
	}
	row.Digest = rest[3]
	row.Seconds, err = strconv.ParseFloat(rest[2], 64)
	return row, err
}

// values returns the numbers of all columns from those of the columns that are written.
func (s *Study) values(numbers []string) ([]float64, error) {
	written, err := journal.ParseNumbers(numbers)
	if err != nil {
		return nil, err
	}
	list := make([]float64, len(s.columns))
	for k, first := range s.first {
		if list[k] = list[first]; first == k {
			list[k], written = written[0], written[1:]
		}
	}
	return list, nil
}

// writeRuns writes runs.csv of a result, row by row.
func (s *Study) writeRuns(w io.Writer, r *Result) error {
	if _, err := w.Write(journal.Line(s.headOf())); err != nil {
		return err
	}
	for row := range r.All() {
		if _, err := w.Write(s.encode(row)); err != nil {
			return err
		}
	}
	return nil
}

// readRuns reads runs.csv, line by line, as far as it is whole, into a result of the study that has none. whole is false if something is lost: a line that
// was being written, or one that was damaged since.
func (s *Study) readRuns(from io.Reader, r *Result) (whole bool, err error) {
	lines := bufio.NewReader(from)
	head := journal.Line(s.headOf())
	switch line, err := lines.ReadBytes('\n'); {
	case err != nil && err != io.EOF:
		return false, err
	case bytes.Equal(line, head):
	case bytes.HasPrefix(head, line): // it was being made
		return false, nil
	default:
		return false, errors.New("got other columns than those of the plan")
	}
	whole = true
	for {
		line, ended := lines.ReadBytes('\n')
		if ended != nil && ended != io.EOF {
			return false, ended
		}
		if len(line) == 0 {
			return whole, nil
		}
		row, err := s.decode(line)
		switch {
		case errors.Is(err, journal.ErrDamaged):
			whole = false
		case err != nil:
			return false, err
		case r.rows[row.Index] != nil:
			whole = false
		default:
			r.keep(&row)
			r.Replicates = max(r.Replicates, row.Replicate+1)
		}
	}
}
