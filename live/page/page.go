// Package page is the live page without its server: questions about a scenario and their answers, as bytes. Package live
// answers them over HTTP, and the same code compiled to WebAssembly answers them in a browser.
//
// What you want, and the call:
//
//	answers to the page's questions    New, then Page.Reply
//	the page itself                    Document
//	a scenario small enough to be live Quick
//	the text of a link, and back       Encode, Decode
//
// All that a question costs is bounded by [Limits] before any of it is run.
package page

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync/atomic"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Options say which questions a Page answers, and how.
type Options struct {
	Rule    agent.Rule // of all runs, if it is not nil; a question can't hold one
	Workers int        // goroutines of a run; 0 means one for each processor
	Limits  Limits     // those that are 0 are those of DefaultLimits
	Files   []File     // that it hands out
}

// Limits bound what a question may cost.
type Limits struct {
	Agents int   // simulated people of a run
	Months int   // of a run
	Strata int   // of a scenario
	Sums   int   // that a result keeps, of about 100 bytes each: months times strata times tiers, none among them
	Bytes  int64 // of a scenario
}

// DefaultLimits are some ten times what the page needs.
func DefaultLimits() Limits {
	return Limits{Agents: 1_000_000, Months: 240, Strata: 5000, Sums: 500_000, Bytes: 1 << 20}
}

// QuickAgents is how many agents a live scenario has: those that two cores answer for in about half a second.
const QuickAgents = 100_000

// Quick returns the scenario with about QuickAgents agents, if it has more. Its error is that of a scenario that is not valid.
func Quick(s cogap.Scenario) (cogap.Scenario, error) {
	scale, err := s.Population.ScaleFor(QuickAgents)
	s.Population.Scale = max(s.Population.Scale, scale)
	return s, err
}

// Page answers questions. It may be asked by several goroutines at once.
type Page struct {
	options Options
	answers map[string]func(context.Context, *job) (Reply, error) // by address
	last    atomic.Pointer[cogap.Model]                           // of the scenario that was asked for last
}

// New returns a Page.
func New(o Options) *Page {
	o.Limits = o.Limits.OrDefault()
	return &Page{options: o, answers: answersOf(o.Files)}
}

// OrDefault returns the limits with those of DefaultLimits in place of those that are 0.
func (l Limits) OrDefault() Limits {
	d := DefaultLimits()
	return Limits{
		cmp.Or(l.Agents, d.Agents), cmp.Or(l.Months, d.Months), cmp.Or(l.Strata, d.Strata), cmp.Or(l.Sums, d.Sums), cmp.Or(l.Bytes, d.Bytes),
	}
}

// Reply is what a question is answered with.
type Reply struct {
	Kind string // content type
	File string // name under which a browser keeps it; empty if it is not for keeping
	Text []byte
}

// Progress is told how many agent-steps of a run are done, and how many it takes; see [cogap.Options].
type Progress func(done, total int64)

// Addresses lists where a Page can be asked: run; luck, for what a band is made of; person, for one person's months; meanings, for those
// of all parameters; and files/ before the name of each of its files.
func (p *Page) Addresses() []string { return slices.Sorted(maps.Keys(p.answers)) }

// Reply answers a question, whose JSON body is, to one of its addresses. An
// [Error] says that the question is at fault.
func (p *Page) Reply(ctx context.Context, address string, body []byte, progress Progress) (Reply, error) {
	answer, ok := p.answers[address]
	if !ok {
		return Reply{}, &Error{Unknown, fmt.Errorf("got the address %.100q, which there is not", address)}
	}
	j, err := p.parse(ctx, body)
	if err != nil {
		return Reply{}, err
	}
	j.progress = progress
	return answer(ctx, j)
}

// Check returns what is wrong with a scenario: beyond the limits, not valid, or with something that its link can't hold.
func (p *Page) Check(s cogap.Scenario) error {
	if s.Network.File != "" {
		return &Error{Unfit, fmt.Errorf("network.file: got %s, want none on this page: its links hold scenarios, and no network from a file", s.Network.File)}
	}
	_, err := p.job(s)
	return err
}

// A Fault says what is wrong with a question.
type Fault int

// The faults of a question.
const (
	Unknown   Fault = iota // it is to an address that there is not
	Malformed              // it is no question
	Unfit                  // its scenario is not valid, or more than the limits allow
)

// Error is the error of a question that is at fault.
type Error struct {
	Fault Fault
	Err   error
}

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Problem is something that is wrong with a question.
type Problem struct {
	Path    string `json:"path,omitempty"` // of a parameter, if it is about one
	Message string `json:"message"`
}

// How much is said of what is wrong.
const (
	mostProblems = 20
	mostMessage  = 1000 // bytes
)

// Refusal returns what is wrong as the page wants to be told: the JSON of a few short problems.
func Refusal(err error) []byte {
	list := []Problem{}
	for _, err := range flat(err) {
		if len(list) == mostProblems {
			list = append(list, Problem{Message: "there are more problems"})
			break
		}
		one := Problem{Message: shortened(err.Error())}
		if p, ok := errors.AsType[*cogap.ParameterError](err); ok {
			one.Path = shortened(p.Path)
		}
		list = append(list, one)
	}
	text, _ := json.Marshal(map[string]any{"problems": list}) // texts always can be
	return text
}

func shortened(text string) string {
	if len(text) <= mostMessage {
		return text
	}
	return text[:mostMessage] + "…"
}

// flat lists errors that others join.
func flat(err error) []error {
	if e, ok := err.(*Error); ok {
		return flat(e.Err)
	}
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var list []error
	for _, one := range several.Unwrap() {
		list = append(list, flat(one)...)
	}
	return list
}

// job is a scenario that somebody asks for, and the model that is run for it. What the scenario collects and its panel are
// not in the model if they may take much memory.
type job struct {
	scenario cogap.Scenario
	model    *cogap.Model
	lean     bool // the model leaves out what the scenario collects, and its panel
	person   *person
	workers  int
	progress Progress
}

// run runs a job.
func (j *job) run(ctx context.Context, watch ...observe.Watcher) (*cogap.Result, error) {
	result, err := j.model.Run(ctx, cogap.Options{Workers: j.workers, Watch: watch, Progress: j.progress})
	if err != nil {
		return nil, &Error{Unfit, err}
	}
	return result, nil
}

// job checks a scenario and makes its model, which shares people with that of the last scenario where they are the same.
func (p *Page) job(s cogap.Scenario) (*job, error) {
	if err := p.options.Limits.check(&s); err != nil {
		return nil, err
	}
	kept, lean := s, !p.options.Limits.observable(&s)
	if lean {
		kept.Statistics.Collect, kept.Statistics.Panel = nil, observe.Panel{}
	}
	model, err := p.model(kept)
	if err != nil {
		return nil, err
	}
	p.last.Store(model)
	return &job{scenario: s, model: model, lean: lean, workers: p.options.Workers}, nil
}

func (p *Page) model(s cogap.Scenario) (*cogap.Model, error) {
	if last := p.last.Load(); last != nil {
		return last.With(s)
	}
	return cogap.NewModel(s)
}

// check returns what is wrong with a scenario: beyond the limits, or else not valid.
func (l Limits) check(s *cogap.Scenario) error {
	var problems []error
	limit := func(path string, n, most int, got string, args ...any) {
		if n > most {
			problems = append(problems, &cogap.ParameterError{Path: path, Err: fmt.Errorf("got "+got+", want at most %d on this page", append(args, most)...)})
		}
	}
	limit("months", s.Months, l.Months, "%d", s.Months)
	limit("population.strata", len(s.Population.Strata), l.Strata, "%d", len(s.Population.Strata))
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	if err := s.Validate(); err != nil {
		return err
	}
	strata, err := s.Population.Resolve()
	if err != nil {
		return err
	}
	layout := population.NewLayout(strata, s.Population.Scale)
	limit("population.scale", layout.Len(), l.Agents, "%d, which makes %d agents", s.Population.Scale, layout.Len())
	sums := s.Months * len(strata) * (len(s.Market.Tiers) + 1)
	limit("months", sums, l.Sums, "%d, which makes %d sums with %d strata and tiers up to %d", s.Months, sums, len(strata), len(s.Market.Tiers))
	return errors.Join(problems...)
}

// observable reports whether what a valid scenario collects, and its panel, may be kept: the groups of all months, a
// histogram each at worst, are a tenth of the sums that a result may keep, and so are the panel's people.
func (l Limits) observable(s *cogap.Scenario) bool {
	strata, err := s.Population.Resolve()
	if err != nil {
		return false
	}
	cells := 0
	add := func(c observe.Collect, each int) {
		labels, err := c.Labels(strata, len(s.Market.Tiers), ruleColumns(s))
		if err != nil {
			cells = math.MaxInt32
			return
		}
		for _, names := range labels {
			each = min(each*len(names), math.MaxInt32)
		}
		cells = min(cells+each, math.MaxInt32)
	}
	for _, c := range s.Statistics.Collect {
		add(c, 1)
	}
	if panel := s.Statistics.Panel; panel.People > 0 {
		add(observe.Collect{Aggregate: observe.Count, By: panel.By}, panel.People)
	}
	return int64(cells)*int64(s.Months) <= int64(l.Sums/10)
}

func ruleColumns(s *cogap.Scenario) []string {
	if s.Rule == nil {
		return nil
	}
	return s.Rule.Columns()
}
