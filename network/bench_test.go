package network_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/network"
)

// BenchmarkCount is the inner loop: the peers' bits of a chunk of people with ten ties each. With 10^8 people computed matchings take a few megabytes; stored
// ones are left to a million, of which 10^8 would take 4 GB.
func BenchmarkCount(b *testing.B) {
	const chunk = 4096
	for _, c := range []struct {
		name   string
		people int
		change func(s *network.Spec)
	}{
		{"kept random", 1e6, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 10 }},
		{"small-world", 1e6, func(s *network.Spec) { s.Kind = network.KindSmallWorld }},
		{"random", 1e6, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 10 }},
		{"random", 1e8, func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 10 }},
		{"homophily", 1e6, func(s *network.Spec) {
			s.Kind, s.Ties, s.WithinStratum, s.WithinTenth = network.KindHomophily, 10, 0.5, 0.3
		}},
		{"scale-free", 1e6, func(s *network.Spec) { s.Kind, s.Least = network.KindScaleFree, 4 }},
		{"data", 1e6, nil},
	} {
		b.Run(fmt.Sprintf("%s/people=%.0e", c.name, float64(c.people)), func(b *testing.B) {
			var n *network.Network
			if strings.HasPrefix(c.name, "kept ") {
				n = benched(b, c.people, c.change)
			} else {
				network.Computed(func() { n = benched(b, c.people, c.change) })
			}
			access := network.NewBits(c.people)
			for i := 0; i < c.people; i += 3 {
				access.Set(uint32(i))
			}
			known, with := make([]uint32, chunk), make([]uint32, chunk)
			first, ties, people := 0, 0, 0
			for b.Loop() {
				n.Count(known, with, access, uint32(first))
				for _, k := range known {
					ties += int(k)
				}
				people += chunk
				if first += 53 * chunk; first > c.people-chunk {
					first %= c.people - chunk
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(people), "ns/person")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(ties), "ns/tie")
			b.ReportMetric(float64(n.Bytes())/float64(c.people), "B/person")
		})
	}
}

// benched returns a network of ten strata: of a spec, or without one, random ties that are stored.
func benched(b *testing.B, people int, change func(*network.Spec)) *network.Network {
	strata := make([]network.Stratum, 10)
	for g := range strata {
		strata[g].People = people / 10
	}
	who := network.People{Strata: strata, Tenths: make([]uint8, people)}
	for i := range who.Tenths {
		who.Tenths[i] = uint8(i * 7 % 10)
	}
	spec := network.Default()
	if change == nil {
		spec.Kind, spec.Ties = network.KindRandom, 10
	} else {
		change(&spec)
	}
	n, err := network.New(spec, who, 1)
	require.NoError(b, err)
	if change != nil {
		return n
	}
	var edges []network.Edge
	for i := range uint32(people) {
		for _, j := range n.Peers(nil, i) {
			if i < j {
				edges = append(edges, network.Edge{A: i, B: j})
			}
		}
	}
	n, err = network.FromEdges(edges, strata)
	require.NoError(b, err)
	return n
}
