package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
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
	return problems
}

// read reads a request's scenario; nil if it was refused and answered.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) *cogap.Scenario {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		problem(w, http.StatusUnsupportedMediaType, fmt.Errorf("got content type %q, want application/json", r.Header.Get("Content-Type")))
		return nil
	}
	var q question
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, h.limits.Bytes))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		status := http.StatusBadRequest
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			status = http.StatusRequestEntityTooLarge
		}
		problem(w, status, fmt.Errorf("request: %w", err))
		return nil
	}
	s, err := Decode(q.Link, h.limits.Bytes)
	if err != nil {
		problem(w, http.StatusBadRequest, err)
		return nil
	}
	problems := change(&s, q.Set)
	if len(problems) == 0 {
		problems = h.check(&s)
	}
	if len(problems) > 0 {
		problem(w, http.StatusUnprocessableEntity, problems...)
		return nil
	}
	s.Rule = h.options.Scenario.Rule
	return &s
}

// errBusy says that too many runs are asked for at once.
var errBusy = errors.New("too many runs at once; try again in a second")

// run runs a scenario once there is a place for it; nil if it was not run and that was answered. What is collected and
// followed beside is left out, as no page or file here shows it and it may take any amount of memory.
func (h *Handler) run(w http.ResponseWriter, r *http.Request, s cogap.Scenario, watch ...observe.Watcher) *cogap.Result {
	select {
	case h.queued <- struct{}{}:
		defer func() { <-h.queued }()
	default:
		w.Header().Set("Retry-After", "1")
		problem(w, http.StatusTooManyRequests, errBusy)
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.limits.Time)
	defer cancel()
	lean := s
	lean.Statistics.Collect, lean.Statistics.Panel = nil, observe.Panel{}
	var result *cogap.Result
	var err error
	select {
	case h.running <- struct{}{}:
		defer func() { <-h.running }()
		result, err = cogap.Run(ctx, lean, cogap.Options{Workers: h.options.Workers, Watch: watch})
	case <-ctx.Done():
		err = ctx.Err()
	}
	switch {
	case err == nil:
		result.Manifest.Scenario.Statistics = s.Statistics
		return result
	case errors.Is(err, context.DeadlineExceeded):
		w.Header().Set("Retry-After", "1")
		problem(w, http.StatusServiceUnavailable, fmt.Errorf("the run took longer than %v, which is the most on this server", h.limits.Time))
	case errors.Is(err, context.Canceled):
		problem(w, http.StatusServiceUnavailable, errors.New("the run was cancelled")) // by the browser, which has gone on, or by the server's end
	default:
		problem(w, http.StatusUnprocessableEntity, err)
	}
	return nil
}

// serveRun runs a scenario and answers with all that the page shows of it.
func (h *Handler) serveRun(w http.ResponseWriter, r *http.Request) {
	s := h.read(w, r)
	if s == nil {
		return
	}
	strata, err := s.Population.Resolve()
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, err)
		return
	}
	layout := population.NewLayout(strata, s.Population.Scale)
	crowd := watch(s, strata, min(layout.Len(), mostWatched))
	start := time.Now()
	result := h.run(w, r, *s, crowd)
	if result == nil {
		return
	}
	took := time.Since(start)
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
	if err := errors.Join(linkErr, partsErr); err != nil {
		problem(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(a) // if it fails, nobody is there to be told
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
	for _, f := range files {
		if f.name != r.PathValue("name") {
			continue
		}
		s := h.read(w, r)
		if s == nil {
			return
		}
		result := h.run(w, r, *s)
		if result == nil {
			return
		}
		var b bytes.Buffer
		if err := f.write(&b, result); err != nil {
			problem(w, http.StatusInternalServerError, err)
			return
		}
		w.Header().Set("Content-Type", f.kind)
		w.Header().Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
		w.Write(b.Bytes()) // if it fails, nobody is there to be told
		return
	}
	problem(w, http.StatusNotFound, fmt.Errorf("got the file %q, want one of %q", r.PathValue("name"), fileNames()))
}
