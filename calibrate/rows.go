package calibrate

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/csvtext"
	"github.com/cogap/cogap/internal/journal"
)

// Rows of evaluations.csv are: evaluation, phase, stage, replicates, the parameters, the moments by their targets, the standard
// deviations of the moments between replicates, objective, status, error, seconds, and a checksum of all that comes before it. What is not
// defined is an empty cell.

// head returns the names of the columns.
func (c *Calibration) head() []byte {
	list := []string{"evaluation", "phase", "stage", "replicates"}
	for i := range c.plan.Parameters {
		list = append(list, c.plan.Parameters[i].Column())
	}
	for _, m := range c.plan.Moments {
		list = append(list, m.Target)
	}
	for _, m := range c.plan.Moments {
		list = append(list, m.Target+" sd")
	}
	list = append(list, "objective", "status", "error", "seconds", "checksum")
	for i := range list {
		list[i] = csvtext.Cell(list[i])
	}
	return journal.Line(list)
}

// The values of the column status.
const (
	statusOK     = "ok"
	statusFailed = "failed"
)

// encode returns an evaluation as a line.
func (c *Calibration) encode(e *Evaluation) []byte {
	cells := []string{strconv.Itoa(e.Index), e.Phase, strconv.Itoa(e.Stage), strconv.Itoa(e.Replicates)}
	for _, x := range e.Values {
		cells = append(cells, text(x))
	}
	for _, list := range [][]float64{e.Moments, e.SDs} {
		for k := range c.plan.Moments {
			cell := ""
			if e.Err == nil {
				cell = journal.Number(list[k])
			}
			cells = append(cells, cell)
		}
	}
	status, problem := statusOK, ""
	if e.Err != nil {
		status, problem = statusFailed, journal.Text(e.Err.Error())
	}
	return journal.Sealed(append(cells, journal.Number(e.Objective), status, problem, strconv.FormatFloat(e.Seconds, 'f', 4, 64)))
}

// decode reads a line.
func (c *Calibration) decode(line []byte) (*Evaluation, error) {
	cells, err := journal.Unsealed(line)
	parameters, moments := len(c.plan.Parameters), len(c.plan.Moments)
	if err != nil || len(cells) != 4+parameters+2*moments+4 {
		return nil, journal.ErrDamaged
	}
	e := &Evaluation{Phase: cells[1]}
	var problems []error
	whole := func(at int) int {
		n, err := strconv.Atoi(cells[at])
		problems = append(problems, err)
		return n
	}
	numbers := func(from, n int) []float64 {
		list, err := journal.ParseNumbers(cells[from : from+n])
		problems = append(problems, err)
		return list
	}
	e.Index, e.Stage, e.Replicates = whole(0), whole(2), whole(3)
	e.Values = numbers(4, parameters)
	rest := 4 + parameters + 2*moments
	more := append(numbers(rest, 1), numbers(rest+3, 1)...)
	if cells[rest+1] == statusFailed {
		e.Err = errors.New(strings.TrimPrefix(cells[rest+2], "'"))
	} else {
		e.Moments, e.SDs = numbers(4+parameters, moments), numbers(4+parameters+moments, moments)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	e.Objective, e.Seconds = more[0], more[1]
	for i, x := range e.Values {
		e.Point = append(e.Point, c.plan.Parameters[i].Place(x))
	}
	return e, nil
}

// rowsFile returns evaluations.csv of some evaluations.
func (c *Calibration) rowsFile(list []*Evaluation) []byte {
	text := c.head()
	for _, e := range list {
		text = append(text, c.encode(e)...)
	}
	return text
}

// readRows reads evaluations.csv as far as it is whole. whole is false if something is lost: a line that was being written, or one that
// was damaged since.
func (c *Calibration) readRows(text []byte) (list []*Evaluation, whole bool, err error) {
	head := c.head()
	if !bytes.HasPrefix(text, head) {
		if bytes.HasPrefix(head, text) { // it was being made
			return nil, false, nil
		}
		return nil, false, errors.New("got other columns than those of the plan")
	}
	whole = true
	for line := range bytes.Lines(text[len(head):]) {
		e, err := c.decode(line)
		switch {
		case errors.Is(err, journal.ErrDamaged):
			whole = false
		case err != nil:
			return nil, false, err
		default:
			list = append(list, e)
		}
	}
	return list, whole, nil
}
