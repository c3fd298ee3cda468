package network_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/network"
)

// TestSpecProblems: all of them at once, each with its path and what is wanted.
func TestSpecProblems(t *testing.T) {
	for want, change := range map[string]func(*network.Spec){
		`kind: got "smallworld", want one of none, small-world, random, homophily, scale-free, data; did you mean small-world?`: func(s *network.Spec) {
			s.Kind = "smallworld"
		},
		"ties: got 2000 people, want 0 to 1000\nneighbours: got 7, want an even number, half of them on each side": func(s *network.Spec) {
			s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, 7, 2000
		},
		"within_tenth: got 0.6 beside the 0.5 of within_stratum, want at most 1 together\n" +
			"within_stratum: got 0.5 of 7 ties, which is 3.5, want a whole number of ties\n" +
			"within_tenth: got 0.6 of 7 ties, which is 4.2, want a whole number of ties": func(s *network.Spec) {
			s.Kind, s.Ties, s.WithinTenth = network.KindHomophily, 7, 0.6
		},
		"exponent: got NaN, want 1 to 10\ncutoff: got 1, want at least the 2 that everybody has": func(s *network.Spec) {
			s.Kind, s.Cutoff, s.Exponent = network.KindScaleFree, 1, math.NaN()
		},
		"file: got none, want the name of an edge list": func(s *network.Spec) {
			s.Kind = network.KindData
		},
		"file: got \"ties.csv\" beside kind \"random\", want none or kind data\norder: got an order of strata, want none or a small world across strata": func(s *network.Spec) {
			s.Kind, s.File, s.Order = network.KindRandom, "ties.csv", []string{"x"}
		},
	} {
		spec := network.Default()
		change(&spec)
		require.EqualError(t, param.Check(spec), want)
		_, err := network.New(spec, network.People{Strata: strata(-1)}, 1)
		require.EqualError(t, err, want+"\nstrata[0]: got -1 people, want 0 to 2^32 - 1", "and those of the people")
	}
}

// TestProblems are those of a spec and people together.
func TestProblems(t *testing.T) {
	small := network.People{Strata: strata(3, 2)}
	for want, change := range map[string]func(*network.Spec){
		"ties: got 5 among 5 people, want at most 4": func(s *network.Spec) {
			s.Kind, s.Ties = network.KindRandom, 5
		},
		"neighbours: got 6 among 5 people, want fewer": func(s *network.Spec) {
			s.Kind, s.Neighbours = network.KindSmallWorld, 6
		},
		"cutoff: got 150 among 5 people, want at most 4": func(s *network.Spec) {
			s.Kind = network.KindScaleFree
		},
		"exact: got 5 people, an odd number, of which a matching leaves one out; want an even number, or exact: false": func(s *network.Spec) {
			s.Kind, s.Exact = network.KindRandom, true
		},
		"exact: got 3 people in stratum 0, an odd number, of which a matching leaves one out; want an even number, or exact: false\n" +
			"tenths: got 0, want the income tenth of each of 5 people": func(s *network.Spec) {
			s.Kind, s.Exact = network.KindHomophily, true
		},
		"exact: got 7 ends of ties, an odd number, of which a matching leaves one out; want an even number, or exact: false": func(s *network.Spec) {
			s.Kind, s.Exact, s.Least, s.Cutoff, s.Exponent = network.KindScaleFree, true, 1, 2, 1
		},
		"order[1]: got \"9\", want a stratum that there is\norder[2]: got \"1\", which is order[0], want each stratum once\norder: got no \"0\", want all strata": func(s *network.Spec) {
			s.Kind, s.Neighbours, s.Across, s.Order = network.KindSmallWorld, 2, true, []string{"1", "9", "1"}
		},
	} {
		spec := network.Default()
		change(&spec)
		_, err := network.New(spec, small, 1)
		require.EqualError(t, err, want)
	}

	spec := network.Default()
	spec.Kind, spec.Ties = network.KindHomophily, 2
	_, err := network.New(spec, network.People{Strata: strata(3), Tenths: []uint8{0, 10, 3}}, 1)
	require.EqualError(t, err, "tenths[1]: got 10, want 0 to 9")
	spec.Kind, spec.Least = network.KindScaleFree, 100
	_, err = network.New(spec, network.People{Strata: strata(50_000_000)}, 1)
	require.ErrorContains(t, err, "least: got ")
	require.ErrorContains(t, err, "ties of 50000000 people, counted at both ends, want fewer than 2^32")
	_, err = network.New(network.Default(), network.People{Strata: strata(math.MaxInt32, math.MaxInt32, math.MaxInt32)}, 1)
	require.EqualError(t, err, "strata: got more than 2^32 - 1 people in total, want fewer, each standing for more")

	ring := network.Default()
	ring.Kind, ring.Neighbours, ring.Ties, ring.Across, ring.Order = network.KindSmallWorld, 2, 0, true, []string{"1"}
	_, err = network.New(ring, network.People{Strata: strata(make([]int, 100)...)}, 1)
	require.EqualError(t, err, "neighbours: got 2 among 0 people, want fewer\norder: got no \"0\" and 98 more, want all strata")

	spec.Kind, spec.File = network.KindData, "nowhere/ties.csv"
	_, err = network.New(spec, small, 1)
	require.ErrorContains(t, err, "file: open nowhere/ties.csv: ")
	require.Equal(t, 1, strings.Count(err.Error(), "nowhere"))
}
