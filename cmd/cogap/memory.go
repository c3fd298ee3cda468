package main

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/cmd/cogap/internal/room"
	"github.com/cogap/cogap/live"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// memoryFlag says whether runs are begun for which the memory that is left seems too little. What they take is an
// estimate: the most that they have been found to take, so some would fit.
type memoryFlag struct{ force bool }

func (f *memoryFlag) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.force, "force", false, "run even if it seems to need more memory than is left")
}

// What the program takes beside a run, and how much of the records' memory what is printed and written of them takes at its
// worst: numbers of months are kept once they were asked for, and JSON is made whole. Both were measured, with the collector told
// what there is: then runs take no more.
const (
	programBytes = 32 << 20
	reportShare  = 0.75
	holdingBytes = 5 // of each agent, in a comparison person by person; see study.Holders
)

// needed returns about how much memory the program takes for runs, one after the other, and for what it says of all.
func needed(plans ...cogap.Plan) int64 {
	var records, beside, held int64
	for _, p := range plans {
		records += p.RecordBytes
		beside = max(beside, p.Bytes-p.RecordBytes)
		if len(plans) > 1 && p.PeopleBytes > 0 {
			held += holdingBytes * int64(p.Agents)
		}
	}
	return programBytes + records + held + max(beside, int64(reportShare*float64(records)))
}

// ask returns an error if the runs of some models, whose results are kept until the last has ended, take more memory than is
// left, and says what would fit. Go cannot be told that memory is not there: a run that asks for too much dies, or the
// machine kills another program for it.
func (f *memoryFlag) ask(o cogap.Options, models ...*cogap.Model) error {
	plans, err := plansOf(o, models)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s agents for %s", report.Grouped(int64(plans[0].Agents)), counted(plans[0].Months, "month", "months"))
	return f.allow(needed(plans...), what, func(left int64) string { return fitting(o, models, left) })
}

// askStudy is ask for the runs of a study.
func (f *memoryFlag) askStudy(c study.Cost) error {
	what := fmt.Sprintf("%s at once of %s agents, %s", counted(c.AtOnce, "run", "runs"), report.Grouped(int64(c.Agents)), counted(c.Months, "month", "months"))
	return f.allow(programBytes+c.Bytes, what,
		otherwise("fewer agents (--people, --scale, population.scale) need less, and so do fewer --workers"))
}

// askServer is ask for the largest runs that a server allows. It has the garbage collector work harder rather than let the
// server grow beyond what they need (measured: 400 MiB at a time with the limits that it has unless told otherwise, 700 MiB without
// this).
func (f *memoryFlag) askServer(l live.Limits) error {
	const person = 2 * 34 // bytes: as it was born, for the next run, and as it is
	need := 384<<20 + int64(l.Runs)*int64(l.Agents)*person
	err := f.allow(need, fmt.Sprintf("%d runs at once of up to %s agents", l.Runs, report.Grouped(int64(l.Agents))), otherwise("fewer --max-agents and --max-runs need less"))
	if err == nil {
		limitMemory(need)
	}
	return err
}

// allow returns an error if something needs more memory than is left, with what would help.
func (f *memoryFlag) allow(need int64, what string, fits func(left int64) string) error {
	left := room.Left()
	switch {
	case f.force: // and not slowed down either
		return nil
	case need <= left.Bytes:
		limitMemory(left.Bytes - left.Bytes/10)
		return nil
	}
	return fmt.Errorf("memory: %s need about %s, and %s is %s\n%s--force runs it all the same", what, inUnits(need), inUnits(left.Bytes), left.By, fits(left.Bytes))
}

func otherwise(text string) func(int64) string { return func(int64) string { return text + "\n" } }

func plansOf(o cogap.Options, models []*cogap.Model) ([]cogap.Plan, error) {
	var plans []cogap.Plan
	for _, m := range models {
		p, err := m.Size(o)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// fitting lists flags with which runs take less than that, a line each, and what that is. A moment later there may
// be less: threads and the heap take addresses by 64 MiB.
func fitting(o cogap.Options, models []*cogap.Model, bytes int64) string {
	if bytes -= max(bytes/5, 128<<20); bytes < programBytes {
		return "" // nothing fits, and to look for it takes memory too
	}
	var list strings.Builder
	try := func(flag string, o cogap.Options, change func(s *cogap.Scenario)) bool {
		need, agents, err := neededIf(o, models, change)
		if err != nil || need > bytes {
			return false
		}
		fmt.Fprintf(&list, "what fits: %s: %s agents, about %s\n", flag, report.Grouped(int64(agents)), inUnits(need))
		return true
	}
	s := models[0].Scenario()
	if s.Stream.Passes == 0 {
		for scale, tries := float64(s.Population.Scale), 0; tries < 40; tries++ { // up to six million times as many
			scale = twoDigits(scale * 1.5)
			if try(fmt.Sprintf("--scale %.0f", scale), o, func(s *cogap.Scenario) { s.Population.Scale = int(scale) }) {
				break
			}
		}
		try("--stream", o, func(s *cogap.Scenario) { s.Stream.Passes = 1 })
	} else {
		alone := o
		alone.Workers = 1
		try("--workers 1", alone, func(*cogap.Scenario) {})
	}
	if flags := yearly(&s); flags != "" {
		try(flags, o, func(s *cogap.Scenario) { _ = yearly(s) })
	}
	return list.String()
}

// yearly has distributions measured that are measured more often than once a year, and returns the flags that do it.
func yearly(s *cogap.Scenario) string {
	var flags []string
	for _, x := range []struct {
		name  string
		every *int
	}{{"every", &s.Statistics.Every}, {"income_every", &s.Statistics.IncomeEvery}, {"demand_every", &s.Statistics.DemandEvery}} {
		if s.Statistics.Every > 0 && *x.every > 0 && *x.every < 12 {
			*x.every = 12
			flags = append(flags, "--set statistics."+x.name+"=12")
		}
	}
	return strings.Join(flags, " ")
}

// neededIf returns what runs need if their scenarios are changed, and how many agents the first has then.
func neededIf(o cogap.Options, models []*cogap.Model, change func(*cogap.Scenario)) (need int64, agents int, err error) {
	var changed []*cogap.Model
	for _, m := range models {
		s := m.Scenario()
		change(&s)
		other, err := m.With(s)
		if err != nil {
			return 0, 0, err
		}
		changed = append(changed, other)
	}
	plans, err := plansOf(o, changed)
	if err != nil {
		return 0, 0, err
	}
	return needed(plans...), plans[0].Agents, nil
}

// twoDigits rounds up to two digits.
func twoDigits(x float64) float64 {
	unit := math.Pow(10, max(0, math.Floor(math.Log10(x))-1))
	return math.Ceil(x/unit) * unit
}

func inUnits(bytes int64) string {
	if bytes < 1e9 {
		return fmt.Sprintf("%d MB", bytes/1e6)
	}
	return fmt.Sprintf("%.3g GB", float64(bytes)/1e9)
}

// limitMemory has the garbage collector work harder as memory runs out, unless the user has told it when.
func limitMemory(bytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(bytes)
	}
}
