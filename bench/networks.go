package bench

import (
	"context"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/network"
)

// Networked is the same run again and again, among people who see their whole stratum and among those who see their peers by a network of each kind.
type Networked struct {
	Names  []string // of the networks; the first is none
	models []*cogap.Model
	ties   []*network.Network // nil without one
	steps  float64
}

// kinds are networks of about ten ties each, but for the first.
var kinds = []struct {
	name   string
	change func(*network.Spec)
}{
	{"none", func(*network.Spec) {}},
	{"small-world", func(s *network.Spec) { s.Kind, s.Neighbours, s.Ties = network.KindSmallWorld, 8, 2 }},
	{"random", func(s *network.Spec) { s.Kind, s.Ties = network.KindRandom, 10 }},
	{"homophily", func(s *network.Spec) {
		s.Kind, s.Ties, s.WithinStratum, s.WithinTenth = network.KindHomophily, 10, 0.5, 0
	}},
	{"scale-free", func(s *network.Spec) { s.Kind, s.Least = network.KindScaleFree, 4 }},
}

// NewNetworked prepares runs of so many people and months, and makes their networks.
func NewNetworked(ctx context.Context, people, months int) (*Networked, error) {
	n := &Networked{steps: float64(people) * float64(months)}
	for _, k := range kinds {
		s := Scenario(people, 0)
		s.Months = months
		k.change(&s.Network)
		m, err := cogap.NewModel(s)
		if err != nil {
			return nil, err
		}
		var ties *network.Network
		if m.Engine().Networked() {
			if ties, err = m.Engine().Network(ctx, 0); err != nil {
				return nil, err
			}
		}
		n.Names, n.models, n.ties = append(n.Names, k.name), append(n.models, m), append(n.ties, ties)
	}
	return n, nil
}

// Run runs the i-th network by one worker, people made among it, and returns the nanoseconds of an agent-step.
func (n *Networked) Run(ctx context.Context, i int) (ns float64, err error) {
	start := time.Now()
	err = n.models[i].Follow(ctx, cogap.Options{Workers: 1}, func(*cogap.Record) error { return nil })
	return float64(time.Since(start)) / n.steps, err
}

// Ties returns the mean number of peers in the i-th network.
func (n *Networked) Ties(i int) float64 {
	ties := n.ties[i]
	known, with := make([]uint32, ties.Len()), make([]uint32, ties.Len())
	ties.Count(known, with, network.NewBits(ties.Len()), 0)
	sum := 0.0
	for _, peers := range known {
		sum += float64(peers)
	}
	return sum / float64(ties.Len())
}
