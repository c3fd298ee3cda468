package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap/bench"
)

// A target is what the project wants to reach.
type target struct {
	what  string
	limit float64
	least bool   // the limit is a lower one
	why   string // it may be missed, as far as profiles tell
}

// inSeconds says why a target in seconds may be missed on one machine and met on another.
const inSeconds = "seconds were set on a machine on which the peer in C took 1.4, 2.2 and 2.5 ns from cache with 1, 10 and 50% with access, and the first table has what it takes on this one; neighbours use the same machine"

var (
	vectorsToStructs  = &target{"vector kernel: structs / kernel", 2.5, true, "few people fill whole vectors"}
	vectorsToJava     = &target{"vector kernel: java / kernel", 2.5, true, "few people fill whole vectors"}
	vectorsToNumba    = &target{"vector kernel: numba / kernel", 2.5, true, "where people fit the cache and few have access, nearly every branch is guessed right, and a loop over single people that LLVM compiled takes some ten cycles each"}
	vectorsToArk      = &target{"vector kernel: ark / kernel", 2.5, true, "few people fill whole vectors"}
	vectorsToC        = &target{"vector kernel: kernel / c, up to 10% with access", 1.3, false, "users of whom there are few are copied side by side and back"}
	crowdToC          = &target{"vector kernel: kernel / c, 50% with access", 1.6, false, "everybody's month is computed both ways, in vectors half as wide as the compiler's"}
	vectorsSecond     = &target{"vector kernel: two tiers / one", 1.35, false, "the second tier is a decision of its own"}
	portableToStructs = &target{"portable: structs / kernel", 1.2, true, "without vectors, passes over columns load and store what one loop over structs keeps in registers"}
	portableToArk     = &target{"portable: ark / kernel", 1.2, true, "without vectors, passes over columns load and store what one loop over components keeps in registers"}
	portableSecond    = &target{"portable: two tiers / one", 1.35, false, "the second tier is a decision of its own"}
	beyondCache       = &target{"time per agent-step against that of 10^6 people", 1.1, false, "columns come from memory"}
	secondWorker      = &target{"two workers against one", 1.9, true, "workers have ranges of chunks of their own, and together take the processor time of one; tables and strata are made by one alone, and neighbours use the same machine"}
	mechanismRun      = &target{"a mechanism in a whole run of 10^6 people, who are made too: with / without", 1.15, false, "passes over a column, and random numbers, beside months of so few instructions"}
	mechanism         = &target{"a mechanism that is off by default: with / without", 1.15, false, "to read and write one more column takes 3% (half have access) to 5% (1%) of so short a month; " +
		"where half have access one in eight draws another wait, which takes 9%"}
	firstRecord   = &target{"a process of some 10,000 agents, from its start to the first record [ms]", 60, false, "tables and people are made anew in each process"}
	studyRun      = &target{"a run of 10,430 agents in a study [ms]", 12, false, "each of 60,000 chunks of a dozen people or one has sums of its own, which take half the time"}
	largeStudyRun = &target{"a run of 100,000 agents in a study [ms]", 45, false, "people come from memory"}
	studyBytes    = &target{"memory that a run in a study allocates [MB]", 2, false, "each run has a model and a worker's scratch of its own"}
	studyOver     = &target{"a study against a bare loop over the same runs", 1.03, false, "scenarios are read and checked for each run"}
	studyWorkers  = &target{"a study by two workers against one", 1.9, true, "neighbours use the same machine"}
	onePast       = &target{"five policies from one past against each from the start", 0.55, false, "people are copied for each, and the past, which all wait for, is one run by all processors"}
	savedRun      = &target{"a run that saves itself every 6 of 36 months against one that does not", 1.03, false, "21 bytes of each " +
		"person who has ever had access are copied and taken over by the system, more than half of the time, which has to find memory for the files of the first three snapshots; with 10^6 people folders and files that are made count, too"}
	peersOfAMillion = &target{"ten peers of each of 10^6 people [ns/agent-step more]", 40, false, "people of a scale-free network differ in how many they know, which a processor cannot guess"}
	peersOfMany     = &target{"ten peers of each of 10^8 people [ns/agent-step more]", 100, false, "whose access changes turns bits that are anywhere in 125 MB, " +
		"and what peers believe is anywhere in 400 MB"}
	// Set when the default scenario was what `plain` is, 36 months of the model without its mechanisms, and took 49 s. The default scenario of today, of 73 months and fitted
	// mechanisms, has no target: see firstfilter in the table.
	everyWorker    = &target{"cogap run plain --scale 1, which was the default scenario when the target was set [s]", 22, false, inSeconds}
	everyone       = &target{"the world one to one [s]", 300, false, "making people and their months take all processors all the time; " + inSeconds}
	everyoneMemory = &target{"the world one to one [MiB]", 96, false, "each worker has a chunk of people and its scratch"}
	making         = &target{"making a person [ns]", 60, false, "cells of tables are read one by one"}
	measuring      = &target{"distributions measured every month [share of a run without]", 0.35, false, "augmented cognition is an addition to one of thousands of bins for each person: vectors find the bin, but add one by one"}
)

// targets hold for each target the worst of what is measured.
type targets []measurement

type measurement struct {
	*target
	value float64
	where string
}

// add notes a measurement, unless there is a worse one.
func (all *targets) add(t *target, value float64, where string) {
	i := slices.IndexFunc(*all, func(m measurement) bool { return m.target == t })
	switch {
	case i < 0:
		*all = append(*all, measurement{t, value, where})
	case t.worse(value, (*all)[i].value):
		(*all)[i] = measurement{t, value, where}
	}
}

// step notes the ratios of a cell of one kernel, vectors or not; in a crowd half have access.
func (all *targets) step(kernel string, vectors bool, cell map[string][]float64, crowd bool, where string) {
	note := func(t *target, ratio string) {
		if x := cell[ratio]; len(x) > 0 {
			all.add(t, bench.Median(x), where)
		}
	}
	switch {
	case kernel == portable:
		note(portableToStructs, "structs/kernel")
		note(portableToArk, "ark/kernel")
		note(portableSecond, "tiers/kernel")
	case vectors:
		note(vectorsToStructs, "structs/kernel")
		note(vectorsToNumba, "numba/kernel")
		note(vectorsToArk, "ark/kernel")
		note(vectorsToJava, "java/kernel")
		note(vectorsSecond, "tiers/kernel")
		if crowd {
			note(crowdToC, "kernel/c")
		} else {
			note(vectorsToC, "kernel/c")
		}
	}
}

// worse tells whether a is a worse measurement than b.
func (t *target) worse(a, b float64) bool { return a != b && (a < b) == t.least }

func (all *targets) write(md *strings.Builder) {
	fmt.Fprintf(md, "\n## Targets\n\nOf the cells above the worst counts. The vector kernel is the one in assembly.\n\n")
	fmt.Fprintf(md, "| | target | worst measured | where | |\n|---|---:|---:|---|---|\n")
	for _, m := range *all {
		sign, verdict := "at most", "met"
		if m.least {
			sign = "at least"
		}
		if m.worse(m.value, m.limit) {
			verdict = "missed: " + m.why
		}
		fmt.Fprintf(md, "| %s | %s %v | %.2f | %s | %s |\n", m.what, sign, m.limit, m.value, m.where, verdict)
	}
}
