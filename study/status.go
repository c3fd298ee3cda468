package study

import (
	"cmp"
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/parallel"
)

// Status is how far the study of a folder is.
type Status struct {
	Plan    Plan
	Len     int           // runs of the whole study; with Until the most that it may need
	Done    int           // runs that have a row
	Failed  int           // of them, those that failed
	Damaged bool          // a row is not whole: it will be done again
	Running time.Duration // time of all runs that are done, added up
	Shared  float64       // part of the months of all runs that is not computed, because cells share their past
	Goal    string        // what Result.Goal says of the runs that are done
}

// StatusOf reads how far the study of a folder is. It changes nothing, and may be called while the study is running.
func StatusOf(dir string) (Status, error) {
	s, err := studyOf(dir)
	if err != nil {
		return Status{}, err
	}
	r, whole, err := s.resultOf(dir)
	if err != nil {
		return Status{}, err
	}
	status := Status{Plan: s.Plan(), Len: s.Len(), Done: r.Done(), Failed: r.Failed(), Damaged: !whole && hasRuns(dir)}
	status.Goal, status.Shared = r.Goal(), s.pasts().saved
	for _, k := range r.planned() {
		if k != nil {
			status.Running += time.Duration(k.seconds * float64(time.Second))
		}
	}
	return status, nil
}

// hasRuns reports whether runs of a folder have been written.
func hasRuns(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, runsFile))
	return err == nil && info.Size() > 0
}

// Cost is what a study will take. Where factors change how large runs are (whole scenarios, population, months, network, statistics, stream), the largest run
// counts for memory, and all of them for time.
type Cost struct {
	Runs    int           // with Until, the most that it may need
	Cells   int           //
	Agents  int           // of the largest run
	Months  int           // of the largest run
	Fewest  int           // months of the run with the fewest
	Most    int           // months of the run with the most
	Differ  bool          // runs differ in agents or months
	Time    time.Duration // rough: of the largest run a chunk of people was timed on this machine, or the whole run if it is small
	Workers int           // goroutines that work at once
	AtOnce  int           // runs that are done at once; 1 if they are of many agents, so that workers share each
	Shared  float64       // part of the months of all runs that is not computed, because cells share their past; Time is without it
	Bytes   int64         // memory for as many of the largest run as are done at once, and for the numbers of all runs, at most; see cogap.Plan.Bytes
	// ScaleBias is about what part of the SOTA share runs will miss because strata have few agents, of the cell with most of it; see
	// cogap.Manifest.ScaleBias.
	ScaleBias float64
}

// Estimate says what the study will take with so many workers, 0 meaning one for each processor. It takes some milliseconds, or some hundred if runs are
// of many different sizes. Its errors are those of cells that can't be made, each a *cogap.ParameterError, and of a user's rule that fails.
func (s *Study) Estimate(workers int) (Cost, error) {
	list, err := s.sized()
	if err != nil {
		return Cost{}, err
	}
	return s.estimate(list, workers, s.pasts().saved)
}

// EstimateAlone is Estimate of runs that are done one by one, by RunJob or RunAt, with any values that the factors allow, and share nothing.
func (s *Study) EstimateAlone(workers int) (Cost, error) {
	list, err := s.sizes(true)
	if err != nil {
		return Cost{}, err
	}
	return s.estimate(list, workers, 0)
}

func (s *Study) estimate(list []size, workers int, shared float64) (Cost, error) {
	workers = parallel.Workers(workers)
	outer, inner := split(list, workers)
	outer = min(outer, s.Len())
	largest := slices.MaxFunc(list, larger)
	m, err := s.modelWith(largest.levels)
	if err != nil {
		return Cost{}, err
	}
	one, err := m.Size(cogap.Options{Workers: inner})
	if err != nil {
		return Cost{}, err
	}
	each, err := s.timeOf(list)
	if err != nil {
		return Cost{}, err
	}
	kept := int64(0)
	switch {
	case shared > 0:
		kept = int64(outer+presentsMore) * m.PresentBytes()
	case s.plan.From != "":
		kept = m.PresentBytes()
	}
	if s.sharesLuck() {
		kept += int64(len(s.recent.models)) * m.Engine().BornBytes()
	}
	c := Cost{
		Runs: s.Len(), Cells: s.plan.Cells(), Agents: one.Agents, Months: one.Months, Fewest: one.Months, Most: one.Months, Workers: workers, AtOnce: outer, Shared: shared,
		Time:  time.Duration(float64(each) * (1 - shared) * float64(s.Len()) / float64(min(workers, parallel.Workers(0)))),
		Bytes: kept + int64(outer)*bytesOf(one) + int64(s.Len())*int64(perRun+8*len(s.columns)),
	}
	for _, x := range list {
		c.Fewest, c.Most = min(c.Fewest, x.Months), max(c.Most, x.Months)
		c.ScaleBias = max(c.ScaleBias, x.ScaleBias)
		c.Differ = c.Differ || x.Agents != one.Agents || x.Months != one.Months
	}
	return c, nil
}

// timeOf returns what a run takes of a worker, in the mean of cells.
func (s *Study) timeOf(list []size) (time.Duration, error) {
	longest := slices.MaxFunc(list, func(a, b size) int { return cmp.Compare(a.work(), b.work()) })
	took, err := s.tryOut(longest)
	if err != nil {
		return 0, err
	}
	work, cells := 0.0, 0
	for _, x := range list {
		work += float64(float64(x.cells) * x.work())
		cells += x.cells
	}
	return time.Duration(float64(took) * work / float64(cells) / longest.work()), nil
}

// perRun is about how many bytes a run takes beside its numbers, of 8 bytes each: 120 while it is kept, and what is needed to say which runs are left and in which order.
const perRun = 208

// bytesOf returns what a run takes that keeps no records but the last two. Streamed runs have all months at once.
func bytesOf(p cogap.Plan) int64 {
	if p.PeopleBytes == 0 {
		return p.Bytes
	}
	return p.Bytes - p.RecordBytes + p.RecordBytes*int64(min(p.Months, 2))/int64(p.Months)
}

// tryOut returns what a run of a size takes of a worker: of few agent-steps the run is done, once more if the first time may have made what others share; of
// many, or if the run fails, a chunk of people is timed.
func (s *Study) tryOut(x size) (time.Duration, error) {
	best := math.Inf(1)
	for turns := 2; turns > 0 && x.AgentSteps*int64(x.Passes) <= triedOut; turns-- {
		row, err := s.run(context.Background(), Job{Index: -1, Cell: -1, Seed: s.plan.seed(0), Levels: x.levels}, 1, nil)
		if err != nil || row.Err != nil {
			break
		}
		if best = min(best, row.Seconds); best > enough {
			break
		}
	}
	if !math.IsInf(best, 1) {
		return time.Duration(best * float64(time.Second)), nil
	}
	m, err := s.modelWith(x.levels)
	if err != nil {
		return 0, err
	}
	cost, err := m.Engine().Time(context.Background())
	ns := float64(float64(x.Agents)*cost.Making) + float64(float64(x.AgentSteps)*cost.Step)
	return time.Duration(ns * float64(x.Passes)), err
}

// Runs of at most triedOut agent-steps are tried out, which takes about a tenth of a second, and twice if it is less than enough seconds.
const (
	triedOut = 1 << 24
	enough   = 0.05
)
