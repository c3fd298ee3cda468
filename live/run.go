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

// answer is the result of a run.
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

// job is a scenario that somebody asks for, and the model that is run for it. What the scenario collects and its panel are
// not in the model: no page or file here shows them, and they may take any amount of memory.
type job struct {
	scenario cogap.Scenario
	model    *cogap.Model
}

// isLean reports whether the model leaves out something of the scenario.
func (j *job) isLean() bool {
	return len(j.scenario.Statistics.Collect) > 0 || j.scenario.Statistics.Panel.People > 0
}

// job checks a scenario and makes its model, which shares people with that of the last scenario where they are the same.
func (h *Handler) job(s cogap.Scenario) (*job, error) {
	if err := h.check(&s); err != nil {
		return nil, err
	}
	lean := s
	lean.Statistics.Collect, lean.Statistics.Panel = nil, observe.Panel{}
	model, err := h.model(lean)
	if err != nil {
		return nil, err
	}
	h.last.Store(model)
	return &job{s, model}, nil
}

func (h *Handler) model(s cogap.Scenario) (*cogap.Model, error) {
	if last := h.last.Load(); last != nil {
		return last.With(s)
	}
	return cogap.NewModel(s)
}

// check returns what is wrong with a scenario: beyond the limits, or else not valid.
func (h *Handler) check(s *cogap.Scenario) error {
	var problems []error
	limit := func(path string, n, most int, got string, args ...any) {
		if n > most {
			problems = append(problems, &cogap.ParameterError{Path: path, Err: fmt.Errorf("got "+got+", want at most %d on this server", append(args, most)...)})
		}
	}
	limit("months", s.Months, h.limits.Months, "%d", s.Months)
	limit("population.strata", len(s.Population.Strata), h.limits.Strata, "%d", len(s.Population.Strata))
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
	limit("population.scale", layout.Len(), h.limits.Agents, "%d, which makes %d agents", s.Population.Scale, layout.Len())
	sums := s.Months * len(strata) * (len(s.Market.Tiers) + 1)
	limit("months", sums, h.limits.Sums, "%d, which makes %d sums with %d strata and tiers up to %d", s.Months, sums, len(strata), len(s.Market.Tiers))
	return errors.Join(problems...)
}

// parse reads what a request asks for. All that it costs is bounded by the limits.
func (h *Handler) parse(ctx context.Context, body []byte) (*job, error) {
	q, err := questionOf(body)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err}
	}
	s, err := Decode(q.Link, h.limits.Bytes)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err}
	}
	if err := errors.Join(change(&s, q.Set)...); err != nil {
		return nil, &refusal{http.StatusUnprocessableEntity, err}
	}
	s.Rule = h.options.Scenario.Rule
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	j, err := h.job(s)
	if err != nil {
		return nil, &refusal{http.StatusUnprocessableEntity, err}
	}
	return j, nil
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

// run runs a job.
func (h *Handler) run(ctx context.Context, j *job, watch ...observe.Watcher) (*cogap.Result, error) {
	result, err := j.model.Run(ctx, cogap.Options{Workers: h.options.Workers, Watch: watch})
	if err != nil {
		return nil, &refusal{http.StatusUnprocessableEntity, err}
	}
	return result, nil
}

// answerRun runs a job and returns all that the page shows of it.
func (h *Handler) answerRun(ctx context.Context, j *job) (reply, error) {
	model, s := j.model.Engine(), j.scenario
	crowd := watch(&s, model.Strata(), min(model.Layout().Len(), mostWatched))
	start := time.Now()
	result, err := h.run(ctx, j, crowd)
	if err != nil {
		return reply{}, err
	}
	a := answer{
		Name: s.Name, Seed: strconv.FormatUint(s.Seed, 10), Start: s.Start, Knobs: Knobs(s),
		Agents: result.Manifest.Agents, Input: result.Manifest.Input,
		Millis: float64(time.Since(start).Microseconds()) / 1000, Lean: j.isLean(),
	}
	var linkErr, partsErr error
	var dots sync.WaitGroup
	dots.Go(func() { a.Dots = crowd.dots(result, dotCount) }) // takes as long as the parts
	a.Link, linkErr = Encode(s)
	a.Parts, partsErr = report.NewParts(result)
	dots.Wait()
	if err := errors.Join(linkErr, partsErr, ctx.Err()); err != nil {
		return reply{}, err
	}
	text, err := json.Marshal(a)
	return reply{kind: "application/json", text: text}, err
}

// file is a file that the page offers.
type file struct {
	name, kind string
	write      func(io.Writer, *cogap.Result) error
}

var files = []file{
	{"report.html", "text/html; charset=utf-8", report.WritePage},
	{scenarioFile, "application/yaml", scenario.WriteRun},
	{"result.json", "application/json", report.WriteJSON},
	{"series.csv", "text/csv; charset=utf-8", tableOf("series")},
	{"tiers.csv", "text/csv; charset=utf-8", tableOf("tiers")},
	{"deciles.csv", "text/csv; charset=utf-8", tableOf("deciles")},
	{"strata.csv", "text/csv; charset=utf-8", tableOf("strata")},
}

// tableOf writes a table of a result as CSV.
func tableOf(name string) func(io.Writer, *cogap.Result) error {
	return func(w io.Writer, r *cogap.Result) error {
		for _, t := range report.Tables(r) {
			if t.Name == name {
				return report.WriteCSV(w, t)
			}
		}
		return fmt.Errorf("the run has no table %s", name)
	}
}

const scenarioFile = "scenario.yaml"

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
	h.inTurn(w, r, func(ctx context.Context, j *job) (reply, error) {
		var b bytes.Buffer
		err := h.writeFile(ctx, &b, files[i], j)
		return reply{kind: files[i].kind, file: files[i].name, text: b.Bytes()}, err
	})
}

// writeFile writes a file of a job's result. The scenario's own is whole, with what was left out, and is of no run then.
func (h *Handler) writeFile(ctx context.Context, w io.Writer, f file, j *job) error {
	if f.name == scenarioFile && j.isLean() {
		return scenario.Write(w, j.scenario, "What the live page shows leaves out what this scenario collects and its panel. All of it: cogap run scenario.yaml --out DIR")
	}
	result, err := h.run(ctx, j)
	if err != nil {
		return err
	}
	return f.write(w, result)
}
