package bench

import (
	"context"
	"runtime"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/study"
)

// Study is a study of runs that differ in a price and in their luck, and the same runs in a bare loop over the engine.
type Study struct {
	plan study.Plan
	s    *study.Study
}

// Prices and replicates of a Study: neighbouring runs have the same people.
const (
	studyPrices     = 4
	studyReplicates = 10
)

// NewStudy returns a study of runs of so many real people an agent, of cogap.Plain's 831 strata.
func NewStudy(scale int) (*Study, error) {
	base := cogap.Plain()
	base.Population.Scale, base.Statistics.Every = scale, 0
	p := study.Plan{
		Base:       base,
		Factors:    []study.Factor{{Path: "market.tiers[0].price.values[2]", Values: []string{"200", "300", "400", "500"}}},
		Replicates: studyReplicates,
		Measures:   []string{"sota_share@last", "sota_gap@last"},
	}
	s, err := study.New(p)
	return &Study{p, s}, err
}

// Agents returns how many agents a run has.
func (x *Study) Agents() (int, error) {
	p, err := cogap.Estimate(x.plan.Base, cogap.Options{})
	return p.Agents, err
}

// Run runs the study and returns how many nanoseconds and allocated bytes a run takes.
func (x *Study) Run(workers int) (ns, bytes float64, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	_, err = x.s.Run(context.Background(), study.Options{Workers: workers})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	runs := float64(x.s.Len())
	return float64(took) / runs, float64(after.TotalAlloc-before.TotalAlloc) / runs, err
}

// Bare does the same runs one by one without the study, and returns how many nanoseconds a run takes.
func (x *Study) Bare() (ns float64, err error) {
	start := time.Now()
	for replicate := range studyReplicates { // neighbouring jobs have the same people
		var people *cogap.Model // they are made once
		for cell := range studyPrices {
			sc, err := x.plan.Scenario(x.s.Job(replicate*studyPrices + cell))
			if err != nil {
				return 0, err
			}
			m, err := modelLike(people, sc)
			if err != nil {
				return 0, err
			}
			people = m
			last := 0.0
			if err := m.Follow(context.Background(), cogap.Options{Workers: 1}, func(r *cogap.Record) error {
				last = r.SOTAShare() + r.SOTAGap().Value
				return nil
			}); err != nil {
				return 0, err
			}
			runtime.KeepAlive(last)
		}
	}
	return float64(time.Since(start)) / float64(x.s.Len()), nil
}

func modelLike(old *cogap.Model, s cogap.Scenario) (*cogap.Model, error) {
	if old == nil {
		return cogap.NewModel(s)
	}
	return old.With(s)
}

// Futures is a study of five policies that begin in the last of three years, so that they have two years in common.
type Futures struct{ s *study.Study }

// NewFutures returns the study, of so many real people an agent of cogap.Plain's 831 strata.
func NewFutures(scale int) (*Futures, error) {
	base := cogap.Plain()
	base.Population.Scale, base.Statistics.Every = scale, 12
	late := market.Voucher(0.5)
	late.From = 24
	base.Market.Policies = []market.Policy{late}
	s, err := study.New(study.Plan{
		Base:     base,
		Factors:  []study.Factor{{Path: "market.policies[0].share", Values: []string{"0.1", "0.3", "0.5", "0.7", "0.9"}}},
		Measures: []string{"sota_share@last"},
	})
	return &Futures{s}, err
}

// Run returns the nanoseconds of the study, whose runs share their past, and of its runs one by one, each from the start; by all processors.
func (x *Futures) Run(ctx context.Context) (shared, alone float64, err error) {
	start := time.Now()
	if _, err = x.s.Run(ctx, study.Options{}); err != nil {
		return 0, 0, err
	}
	shared, start = float64(time.Since(start)), time.Now()
	for i := range x.s.Len() {
		if _, err = x.s.RunJob(ctx, i); err != nil {
			return 0, 0, err
		}
	}
	return shared, float64(time.Since(start)), nil
}

// Months returns what part of the months of all runs is run.
func (x *Futures) Months() (float64, error) {
	cost, err := x.s.Estimate(0)
	return 1 - cost.Shared, err
}
