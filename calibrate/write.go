package calibrate

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/scenario"
)

// Write writes a plan as a calibration file with every scenario whole; equal plans give equal files. Its targets are those of the file
// that targets names, which WriteTargets writes. header has lines of comment to put at the top.
//
// A user's rule is code; only its name is written, as a comment.
func Write(w io.Writer, p Plan, targets string, header ...string) error {
	f := &file{}
	for _, line := range header {
		f.line(0, "# %s", line)
	}
	f.line(0, "name: %s", strconv.Quote(p.Name))
	f.line(0, "targets: %s", strconv.Quote(targets))
	f.settings(&p)
	f.line(0, "parameters:")
	for i := range p.Parameters {
		f.parameter(&p.Parameters[i])
	}
	f.line(0, "moments:")
	for i := range p.Moments {
		f.moment(&p.Moments[i])
	}
	if len(p.NotExpressed) > 0 {
		f.line(0, "not_expressed:")
	}
	for _, o := range p.NotExpressed {
		f.line(2, "%s: %s", strconv.Quote(o.Target), strconv.Quote(o.Reason))
	}
	f.line(0, "scenarios:")
	for _, s := range p.Scenarios {
		f.line(2, "%s:", strconv.Quote(s.Name))
		f.line(4, "equal_strata: %t", s.EqualStrata)
		text, err := scenario.Under("scenario", 4, s.Scenario)
		if err != nil {
			return err
		}
		f.Write(text)
	}
	_, err := w.Write(f.Bytes())
	return err
}

// WriteTargets writes targets as ReadTargets reads them.
func WriteTargets(w io.Writer, list []Target) error {
	_, err := w.Write(targetsFile(list))
	return err
}

// file is a calibration file that is being written.
type file struct{ bytes.Buffer }

func (f *file) line(indent int, format string, args ...any) {
	fmt.Fprintf(f, strings.Repeat(" ", indent)+format+"\n", args...)
}

// settings writes how the search is done, defaults too.
func (f *file) settings(p *Plan) {
	f.line(0, "method: %s", p.method())
	f.line(0, "start: %d", p.start())
	f.line(0, "stages:")
	for _, s := range p.stages() {
		f.line(2, "- {strata: %d, evaluations: %d}", s.Strata, s.Evaluations)
	}
	f.line(0, "replicates: %d", p.replicates())
	f.line(0, "final_replicates: %d", p.finalReplicates())
	f.line(0, "cap: %s", journal.Number(p.cap()))
	f.line(0, "seed: %d", p.Seed)
	f.line(0, "identify: %t", p.Identify)
	if x := p.Profiles; x != nil {
		f.line(0, "profiles: {points: %d, evaluations: %d}", x.Points, x.Evaluations)
	}
	if x := p.History; x != nil {
		f.line(0, "history: {waves: %d, points: %d, cutoff: %s}", x.Waves, x.Points, journal.Number(x.cutoff()))
	}
	if x := p.Ensemble; x != nil {
		more := ""
		if x.Moves != "" {
			more = ", moves: " + string(x.Moves)
		}
		if x.Seed != 0 {
			more += fmt.Sprintf(", seed: %d", x.Seed)
		}
		f.line(0, "ensemble: {walkers: %d, steps: %d, training: %d, refining: %d, sets: %d%s}", x.walkers(len(p.Parameters)), x.Steps, x.Training, x.Refining, x.Sets, more)
	}
	if x := p.HoldBack; x != nil {
		f.line(0, "hold_back:")
		f.line(2, "training: %d", x.Training)
		f.line(2, "points: %d", x.Points)
		if x.Moves != "" {
			f.line(2, "moves: %s", x.Moves)
		}
		f.line(2, "groups:")
		for _, g := range x.Groups {
			f.texts(4, strconv.Quote(g.Name), g.Targets)
		}
	}
	if x := p.Bands; x != nil {
		f.line(0, "bands:")
		f.line(2, "members: %d", x.Members)
		f.texts(2, "measures", x.Measures)
	}
}

func (f *file) texts(indent int, name string, list []string) {
	f.line(indent, "%s:", name)
	for _, text := range list {
		f.line(indent+2, "- %s", strconv.Quote(text))
	}
}

func (f *file) parameter(p *Parameter) {
	f.line(2, "%s:", strconv.Quote(p.Column()))
	f.texts(4, "paths", p.Paths)
	if len(p.In) > 0 {
		f.texts(4, "in", p.In)
	}
	f.line(4, "from: %s", journal.Number(p.From))
	f.line(4, "to: %s", journal.Number(p.To))
	if p.Scale != "" {
		f.line(4, "scale: %s", p.Scale)
	}
	f.line(4, "times: %t", p.Times)
	if p.Whole {
		f.line(4, "whole: true")
	}
	f.line(4, "step: %s", journal.Number(p.step()))
}

func (f *file) moment(m *Moment) {
	f.line(2, "%s:", strconv.Quote(m.Target))
	if m.Scenario != "" {
		f.line(4, "scenario: %s", strconv.Quote(m.Scenario))
	}
	f.term(4, &m.Of)
	if m.Times != 0 {
		f.line(4, "times: %s", journal.Number(m.Times))
	}
	if m.On != "" {
		f.line(4, "slope_on: %s", strconv.Quote(m.On))
		f.line(4, "by: %s", m.By)
	}
	if m.Over != nil {
		f.line(4, "over:")
		f.term(6, m.Over)
	}
}

func (f *file) term(indent int, t *Term) {
	f.line(indent, "measure: %s", strconv.Quote(t.Measure))
	if t.From != "" || t.To != "" {
		f.line(indent, "from: %s", strconv.Quote(t.From))
		f.line(indent, "to: %s", strconv.Quote(t.To))
	}
	if t.By != measure.Everybody {
		f.line(indent, "by: %s", t.By)
		f.line(indent, "weights:")
		for _, w := range t.Weights {
			f.line(indent+2, "%s: %s", strconv.Quote(w.Group), journal.Number(w.Weight))
		}
	}
}
