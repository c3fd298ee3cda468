package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// question is what the page asks for: a scenario with some of its parameters changed.
type question struct {
	Link string            `json:"link"`
	Set  map[string]string `json:"set"` // path to value, as a file would say it
}

// answer is what a run came to.
type answer struct {
	report.Parts
	Link   string  `json:"link"` // of the scenario that was run
	Name   string  `json:"name"`
	Seed   string  `json:"seed"` // a text, since JavaScript's numbers end at 2^53
	Start  string  `json:"start"`
	Knobs  []Knob  `json:"knobs"`
	Dots   Dots    `json:"dots"`
	Agents int     `json:"agents"`
	Input  string  `json:"input"`  // digest of the people
	Millis float64 `json:"millis"` // of the run alone
	Lean   bool    `json:"lean"`   // the scenario collects or follows what this run left out
}

// How many people are watched, and how many of them the page shows.
const (
	mostWatched = 100_000
	dotCount    = 2000
)

// check returns what is wrong with a scenario: beyond the limits, or else not valid.
func (h *Handler) check(s *cogap.Scenario) []error {
	var problems []error
	limit := func(path string, got, most int) {
		if got > most {
			problems = append(problems, &cogap.ParameterError{Path: path, Err: fmt.Errorf("got %d, want at most %d on this server", got, most)})
		}
	}
	limit("months", s.Months, h.limits.Months)
	limit("population.strata", len(s.Population.Strata), h.limits.Strata)
	if len(problems) > 0 {
		return problems
	}
	if err := s.Validate(); err != nil {
		return []error{err}
	}
	strata, err := s.Population.Resolve()
	if err != nil {
		return []error{err}
	}
	layout := population.NewLayout(strata, s.Population.Scale)
	if agents := layout.Len(); agents > h.limits.Agents {
		problems = append(problems, &cogap.ParameterError{Path: "population.scale", Err: fmt.Errorf("got %d, which makes %d agents; want at most %d on this server", s.Population.Scale, agents, h.limits.Agents)})
	}
	if sums := s.Months * len(strata) * (len(s.Market.Tiers) + 1); sums > h.limits.Sums {
		problems = append(problems, &cogap.ParameterError{Path: "months", Err: fmt.Errorf("got %d, which with %d strata and %d tiers makes %d sums; want at most %d on this server", s.Months, len(strata), len(s.Market.Tiers), sums, h.limits.Sums)})
	}
	return problems
}

// parse reads what a request asks for, and changes the scenario accordingly. All that it costs is bounded by the limits.
func (h *Handler) parse(ctx context.Context, body []byte) (*cogap.Scenario, error) {
	q, err := questionOf(body)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err}
	}
	s, err := Decode(q.Link, h.limits.Bytes)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err}
	}
	for _, step := range []func() []error{
		func() []error { return change(&s, q.Set) },
		func() []error { return h.check(&s) },
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if problems := step(); len(problems) > 0 {
			return nil, &refusal{http.StatusUnprocessableEntity, errors.Join(problems...)}
		}
	}
	s.Rule = h.options.Scenario.Rule
	return &s, nil
}

// questionOf reads a request's body: one question and nothing else.
func questionOf(body []byte) (question, error) {
	var q question
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return q, fmt.Errorf("request: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return q, fmt.Errorf("request: got more behind the JSON, which ends at byte %d", d.InputOffset())
	}
	return q, q.problem()
}

// What a question may hold. The page has some twenty sliders, and sends numbers.
const (
	mostChanges = 50
	mostPath    = 200  // bytes
	mostValue   = 1000 // bytes
)

// problem returns what is wrong with the size of a question.
func (q question) problem() error {
	if n := len(q.Set); n > mostChanges {
		return fmt.Errorf("set: got %d parameters, want at most %d", n, mostChanges)
	}
	for path, value := range q.Set {
		if len(path) > mostPath || len(value) > mostValue {
			return fmt.Errorf("set: got a path of %d bytes and a value of %d, want at most %d and %d", len(path), len(value), mostPath, mostValue)
		}
	}
	return nil
}

// run runs a scenario. What is collected and followed beside is left out, as no page or file here shows it and it may
// take any amount of memory.
func (h *Handler) run(ctx context.Context, s cogap.Scenario) (*cogap.Result, error) {
	lean := s
	lean.Statistics.Collect, lean.Statistics.Panel = nil, observe.Panel{}
	result, err := cogap.Run(ctx, lean, cogap.Options{Workers: h.options.Workers})
	if err != nil {
		return nil, &refusal{http.StatusUnprocessableEntity, err}
	}
	result.Manifest.Scenario.Statistics = s.Statistics
	return result, nil
}

// answerRun runs a scenario and returns all that the page shows of it.
func (h *Handler) answerRun(ctx context.Context, s *cogap.Scenario) (reply, error) {
	strata, err := s.Population.Resolve()
	if err != nil {
		return reply{}, err
	}
	layout := population.NewLayout(strata, s.Population.Scale)
	watched, crowd := watch(*s, strata, min(layout.Len(), mostWatched))
	start := time.Now()
	result, err := h.run(ctx, watched)
	if err != nil {
		return reply{}, err
	}
	took := time.Since(start)
	crowd.unwatch(result, *s)
	a := answer{
		Name: s.Name, Seed: strconv.FormatUint(s.Seed, 10), Start: s.Start, Knobs: Knobs(*s),
		Agents: result.Manifest.Agents, Input: result.Manifest.Input, Millis: float64(took.Microseconds()) / 1000,
		Lean: len(s.Statistics.Collect) > 0 || s.Statistics.Panel.People > 0,
	}
	var linkErr, partsErr error
	var dots sync.WaitGroup
	dots.Go(func() { a.Dots = crowd.dots(result, dotCount) }) // takes as long as the parts
	a.Link, linkErr = Encode(*s)
	a.Parts, partsErr = report.NewParts(result)
	dots.Wait()
	if err := errors.Join(linkErr, partsErr, ctx.Err()); err != nil {
		return reply{}, err
	}
	text, err := json.Marshal(a)
	return reply{kind: "application/json", text: text}, err
}

// file is a file of a result that the page offers.
type file struct {
	name, kind string
	write      func(io.Writer, *cogap.Result) error
}

var files = []file{
	{"report.html", "text/html; charset=utf-8", report.WritePage},
	{"scenario.yaml", "application/yaml", scenario.WriteRun},
	{"result.json", "application/json", report.JSON},
	{"series.csv", "text/csv; charset=utf-8", report.SeriesCSV},
	{"tiers.csv", "text/csv; charset=utf-8", report.TiersCSV},
	{"deciles.csv", "text/csv; charset=utf-8", report.DecilesCSV},
	{"strata.csv", "text/csv; charset=utf-8", report.StrataCSV},
}

func fileNames() []string {
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	return names
}

// serveFile runs a scenario, to the same bits as before, and answers with one file of its result.
func (h *Handler) serveFile(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(files, func(f file) bool { return f.name == r.PathValue("name") })
	if i < 0 {
		refuse(w, &refusal{http.StatusNotFound, fmt.Errorf("got the file %.100q, want one of %q", r.PathValue("name"), fileNames())})
		return
	}
	h.inTurn(w, r, func(ctx context.Context, s *cogap.Scenario) (reply, error) {
		result, err := h.run(ctx, *s)
		if err != nil {
			return reply{}, err
		}
		var b bytes.Buffer
		err = files[i].write(&b, result)
		return reply{kind: files[i].kind, file: files[i].name, text: b.Bytes()}, err
	})
}
