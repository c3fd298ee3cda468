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
	report.Sheet
	Link   string  `json:"link"` // of the scenario that was run
	Name   string  `json:"name"`
	Seed   string  `json:"seed"` // a text, since JavaScript's numbers end at 2^53
	Start  string  `json:"start"`
	Knobs  []Knob  `json:"knobs"`
	Fields []Field `json:"fields"` // every parameter, for the page's search
	Adds   []Add   `json:"adds"`
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

// answersOf are the addresses of a page with some files, and what answers a question to them.
func answersOf(files []File) map[string]func(context.Context, *job) (Reply, error) {
	all := map[string]func(context.Context, *job) (Reply, error){"run": answerRun, "luck": answerLuck, "person": answerPerson, "meanings": answerMeanings}
	for _, f := range files {
		all["files/"+f.Name] = f.answer
	}
	return all
}

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
		Name: s.Name, Seed: strconv.FormatUint(s.Seed, 10), Start: s.Start, Knobs: Knobs(s), Fields: fieldsOf(&s), Adds: addsTo(s),
		Agents: result.Manifest.Agents, Input: result.Manifest.Input, Digest: result.Manifest.Result,
		Millis: float64(time.Since(start).Microseconds()) / 1000, Lean: j.lean,
	}
	var linkErr, sheetErr error
	var dots sync.WaitGroup
	dots.Go(func() { a.Dots = crowd.dots(result, dotCount) }) // takes as long as the sheet
	a.Link, linkErr = Encode(s)
	a.Sheet, sheetErr = report.NewSheet(result)
	dots.Wait()
	if err := errors.Join(linkErr, sheetErr, ctx.Err()); err != nil {
		return Reply{}, err
	}
	return inJSON(a)
}

// answerMeanings says what every parameter of a scenario means, which a page needs once somebody searches among them.
func answerMeanings(context.Context, *job) (Reply, error) { return inJSON(about()) }

func inJSON(answer any) (Reply, error) {
	text, err := json.Marshal(answer)
	return Reply{Kind: "application/json", Text: text}, err
}

// luck is what other luck finds: the lines of the pictures over time, by the pictures' ids.
type luck struct {
	Seed  string                     `json:"seed"`
	Lines map[string][]report.Values `json:"lines"`
}

// answerLuck runs a job, whose seed is another than that of the run that is shown, and returns what a band is made of.
func answerLuck(ctx context.Context, j *job) (Reply, error) {
	result, err := j.run(ctx)
	if err != nil {
		return Reply{}, err
	}
	a := luck{strconv.FormatUint(j.scenario.Seed, 10), map[string][]report.Values{}}
	for _, c := range report.Charts(result) {
		if c.Stacked || c.X.Unit != report.Month {
			continue
		}
		for _, l := range c.Lines {
			a.Lines[c.ID] = append(a.Lines[c.ID], l.Y)
		}
	}
	return inJSON(a)
}
