package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogap/cogap/bench"
)

// targets compare what is measured with what the project wants to reach; of many cells of a table the worst counts.
type targets []target

// reasons say why a target may be missed, as far as profiles tell.
var reasons = map[string]string{
	"simd/512: kernel / c": "an inlined vector operation leaves instructions that do nothing, more than half of a loop; they cost most " +
		"where there is least to do",
	"portable: structs / kernel": "people are copied into a tile and out of it, which pays once more of them have access",
	"portable: two tiers / one":  "each tier is a decision of its own",
	"two workers against one":    "the two share memory and the machine's neighbours",
	"distributions measured every month, against a month without [share]": "three values a person, each an addition to one of " +
		"thousands of bins that no vector instruction can make; measured when asked for, and months may be left out",
}

type target struct {
	what, where string
	limit       float64
	least       bool // the limit is a lower one
	measured    float64
}

func (t *target) met() bool { return t.worse(t.limit, t.measured) || t.measured == t.limit }

// worse tells whether a is a worse measurement than b.
func (t *target) worse(a, b float64) bool {
	if t.least {
		return a < b
	}
	return a > b
}

func (all *targets) atMost(what, where string, limit, measured float64) {
	all.add(target{what, where, limit, false, measured})
}

func (all *targets) atLeast(what, where string, limit, measured float64) {
	all.add(target{what, where, limit, true, measured})
}

func (all *targets) add(t target) {
	i := slices.IndexFunc(*all, func(o target) bool { return o.what == t.what })
	if i < 0 {
		*all = append(*all, t)
	} else if t.worse(t.measured, (*all)[i].measured) {
		(*all)[i] = t
	}
}

// step adds a kernel's ratios of one cell; toC is empty where there is no compiler of C.
func (all *targets) step(kernel, where string, structs float64, toC []float64, twoTiers float64) {
	least := 2.5
	if kernel == "portable" {
		least = 1
	}
	all.atLeast(kernel+": structs / kernel", where, least, structs)
	if kernel != "portable" && len(toC) > 0 {
		all.atMost(kernel+": kernel / c", where, 1.5, bench.Median(toC))
	}
	all.atMost(kernel+": two tiers / one", where, 1.4, twoTiers)
}

func (all *targets) write(md *strings.Builder) {
	fmt.Fprintf(md, "\n## Targets\n\nOf the cells above the worst counts.\n\n")
	fmt.Fprintf(md, "| | target | worst measured | where | |\n|---|---:|---:|---|---|\n")
	for _, t := range *all {
		sign, verdict := "at most", "met"
		if t.least {
			sign = "at least"
		}
		if !t.met() {
			verdict = "missed: " + reasons[t.what]
		}
		fmt.Fprintf(md, "| %s | %s %v | %.2f | %s | %s |\n", t.what, sign, t.limit, t.measured, t.where, verdict)
	}
}
