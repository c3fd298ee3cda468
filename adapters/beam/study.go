package beam

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/cogap/cogap/study"
)

func init() {
	register.DoFn2x2[context.Context, int, []byte, error](&runs{})
	register.Combiner1[[]byte](&lines{})
}

// Options say how a pipeline is run. They never change a number.
type Options struct {
	// Found is a file to which the pipeline writes what it finds, and from which it is read when the pipeline is done: one that all workers
	// and this program can reach, such as gs://bucket/rows. Empty is a temporary file, for runners in this process.
	Found string
	// Elements is how many elements the runs of a study are dealt out to, or the people of a population. They should take seconds each:
	// runners have overhead for each, and hand out only whole ones. 0 is 200, or one for each run where there are fewer.
	Elements int
}

// elements returns how many elements so many things are dealt out to.
func (o Options) elements(things int) int {
	n := o.Elements
	if n == 0 {
		n = 200
	}
	return max(min(n, things), 1)
}

// check returns an error unless there can be such options.
func (o Options) check() error {
	if o.Elements < 0 {
		return fmt.Errorf("got %d elements, want 0 or more", o.Elements)
	}
	return nil
}

// Study runs a study as a pipeline and makes its results in a folder here: the files of [study.Study.RunIn], but for the column seconds. A plan with
// rules of a user's own is refused, because rules are code; so are one with until, and one from a run that was saved.
func Study(ctx context.Context, p study.Plan, dir string, o Options) (*study.Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	s, plan, err := sendable(p)
	if err != nil {
		return nil, err
	}
	if err := s.Claim(dir); err != nil {
		return nil, err
	}
	n := o.elements(s.Len())
	found, err := run(ctx, o.Found, func(scope beam.Scope) beam.PCollection {
		return beam.Combine(scope, &lines{}, beam.ParDo(scope, &runs{Plan: plan, Elements: n}, numbers(scope, n)))
	})
	if err != nil {
		return nil, err
	}
	rows, err := rowsOf(s, found)
	if err != nil {
		return nil, err
	}
	return s.Gather(dir, rows)
}

var errRule = errors.New("a rule of one's own is code and cannot be sent to workers")

// sendable returns a study and its plan as workers get it.
func sendable(p study.Plan) (*study.Study, []byte, error) {
	if p.Until != nil {
		return nil, nil, errors.New("a study with until cannot be shared: how many runs it needs depends on all of them")
	}
	if p.From != "" {
		return nil, nil, fmt.Errorf("a study from a run that is saved in %s: its people are here, and not with the workers; share it as tasks (cogap study run --task)", p.From)
	}
	rule := p.Base.Rule != nil
	for _, x := range p.Factors {
		for _, named := range x.Scenarios {
			rule = rule || named.Scenario.Rule != nil
		}
	}
	if rule {
		return nil, nil, errRule
	}
	s, err := study.New(p)
	if err != nil {
		return nil, nil, err
	}
	var text bytes.Buffer
	if err := study.Write(&text, p); err != nil {
		return nil, nil, err
	}
	return s, text.Bytes(), nil
}

// runs does the runs of an element: those whose number leaves the element's when it is divided by how many there are.
type runs struct {
	Plan     []byte
	Elements int

	study *study.Study
}

// Setup makes the study once for many elements.
func (r *runs) Setup() error {
	p, err := study.Read(bytes.NewReader(r.Plan), "plan", "")
	if err != nil {
		return err
	}
	r.study, err = study.New(p)
	return err
}

// ProcessElement returns the rows of an element's runs.
func (r *runs) ProcessElement(ctx context.Context, element int) ([]byte, error) {
	var rows []byte
	for i := element; i < r.study.Len(); i += r.Elements {
		row, err := r.study.RunJob(ctx, i)
		if err != nil {
			return nil, err
		}
		rows = r.study.AppendRow(rows, row)
	}
	return rows, nil
}

// lines combines lines, in any order: which run each is of, it says itself.
type lines struct{}

// MergeAccumulators appends some lines to others.
func (*lines) MergeAccumulators(a, b []byte) []byte { return append(a, b...) }

// rowsOf reads the rows of a study from lines.
func rowsOf(s *study.Study, text []byte) (rows []study.Row, err error) {
	for line := range bytes.Lines(text) {
		row, err := s.ParseRow(line)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
