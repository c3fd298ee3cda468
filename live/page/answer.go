package page

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/cogap/cogap/report"
)

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
	Digest string  `json:"digest"` // of the result
	Millis float64 `json:"millis"` // of the run alone
	Lean   bool    `json:"lean"`   // the scenario collects or follows what this run left out
}

// How many people are watched, and how many of them the page shows.
const (
	mostWatched = 100_000
	dotCount    = 2000
)

// answers are the page's addresses, and what answers a question to them.
var answers = func() map[string]func(context.Context, *job) (Reply, error) {
	all := map[string]func(context.Context, *job) (Reply, error){"run": answerRun}
	for _, f := range files {
		all["files/"+f.name] = f.answer
	}
	return all
}()

// answerRun runs a job and returns all that the page shows of it.
func answerRun(ctx context.Context, j *job) (Reply, error) {
	model, s := j.model.Engine(), j.scenario
	crowd := watch(&s, model.Strata(), min(model.Layout().Len(), mostWatched))
	start := time.Now()
	result, err := j.run(ctx, crowd)
	if err != nil {
		return Reply{}, err
	}
	a := answer{
		Name: s.Name, Seed: strconv.FormatUint(s.Seed, 10), Start: s.Start, Knobs: Knobs(s),
		Agents: result.Manifest.Agents, Input: result.Manifest.Input, Digest: result.Manifest.Result,
		Millis: float64(time.Since(start).Microseconds()) / 1000, Lean: j.isLean(),
	}
	var linkErr, partsErr error
	var dots sync.WaitGroup
	dots.Go(func() { a.Dots = crowd.dots(result, dotCount) }) // takes as long as the parts
	a.Link, linkErr = Encode(s)
	a.Parts, partsErr = report.NewParts(result)
	dots.Wait()
	if err := errors.Join(linkErr, partsErr, ctx.Err()); err != nil {
		return Reply{}, err
	}
	text, err := json.Marshal(a)
	return Reply{Kind: "application/json", Text: text}, err
}
