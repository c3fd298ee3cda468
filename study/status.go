package study

import (
	"os"
	"path/filepath"
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
	rows, whole, err := s.rowsOf(dir)
	if err != nil {
		return Status{}, err
	}
	status := Status{Plan: s.Plan(), Len: s.Len(), Done: len(rows), Damaged: !whole && hasRuns(dir)}
	r := newResult(s)
	r.fill(rows)
	status.Goal, status.Shared = r.Goal(), s.pasts().saved
	for _, row := range rows {
		status.Running += time.Duration(row.Seconds * float64(time.Second))
		if row.Err != nil {
			status.Failed++
		}
	}
	return status, nil
}

// hasRuns reports whether runs of a folder have been written.
func hasRuns(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, runsFile))
	return err == nil && info.Size() > 0
}

// Cost is what a study will take.
type Cost struct {
	Runs    int           // with Until, the most that it may need
	Cells   int           //
	Agents  int           // of a run of the base
	Months  int           // of a run of the base
	Time    time.Duration // rough: a chunk of the base's people was timed on this machine
	Workers int           // goroutines that work at once
	AtOnce  int           // runs that are done at once; 1 if they are of many agents, so that workers share each
	Shared  float64       // part of the months of all runs that is not computed, because cells share their past; Time is without it
	Bytes   int64         // memory for all runs of the base that are done at once and for all rows, at most; see cogap.Plan.Bytes
	// ScaleBias is about what part of the SOTA share runs of the base will miss because strata have few agents; see
	// cogap.Manifest.ScaleBias.
	ScaleBias float64
}

// Estimate says what the study will take with so many workers, 0 meaning one for each processor. It takes some milliseconds.
func (s *Study) Estimate(workers int) (Cost, error) { return s.estimate(workers, s.pasts().saved) }

// EstimateAlone is Estimate of runs that are done one by one, by RunJob or RunAt, and share nothing.
func (s *Study) EstimateAlone(workers int) (Cost, error) { return s.estimate(workers, 0) }

func (s *Study) estimate(workers int, shared float64) (Cost, error) {
	m, err := s.base.With(s.need.lean(s.plan.Base, s.columns))
	if err != nil {
		return Cost{}, err
	}
	workers = parallel.Workers(workers)
	outer, inner := s.split(workers)
	outer = min(outer, s.Len())
	one, err := m.Estimate(cogap.Options{Workers: inner})
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
	// A run takes some time for each stratum in each month, whatever its agents.
	each := time.Duration(float64(one.Time)*float64(min(one.Workers, parallel.Workers(0)))) + time.Duration(one.Strata*one.Months)*perStratum
	return Cost{
		Runs: s.Len(), Cells: s.plan.Cells(), Agents: one.Agents, Months: one.Months, ScaleBias: one.ScaleBias, Workers: workers, AtOnce: outer,
		Shared: shared,
		Time:   time.Duration(float64(each) * (1 - shared) * float64(s.Len()) / float64(min(workers, parallel.Workers(0)))),
		Bytes:  kept + int64(outer)*bytesOf(one) + int64(s.Len())*int64(perRow+8*len(s.columns)),
	}, nil
}

// perRow is about how many bytes a row takes beside its numbers.
const perRow = 256

// bytesOf returns what a run takes that keeps no records but the last two. Streamed runs have all months at once.
func bytesOf(p cogap.Plan) int64 {
	if p.PeopleBytes == 0 {
		return p.Bytes
	}
	return p.Bytes - p.RecordBytes + p.RecordBytes*int64(min(p.Months, 2))/int64(p.Months)
}

// perStratum is what a month of a stratum takes beside its agents, about: measured on a shared machine with 2 cores.
const perStratum = time.Microsecond
