package random

import (
	"github.com/cogap/cogap"
	"github.com/cogap/cogap/network"
)

// network draws who knows whom: nobody in most scenarios. An edge list, which is a file, is not drawn.
func (d *draw) network(s *cogap.Scenario) {
	s.Network = network.Default()
	if !d.once(4) {
		return
	}
	n := &s.Network
	n.Kind = one(d, network.KindRandom, network.KindSmallWorld, network.KindHomophily, network.KindScaleFree)
	n.Neighbours, n.Across = 2*one(d, 1, 4, 0, d.upTo(40)), d.once(3)
	n.Ties = one(d, 2, 4, 10, 0)
	n.WithinStratum = one(d, 0.5, 0, 1)
	n.WithinTenth = (1 - n.WithinStratum) * one(d, 1.0, 0)
	n.Exponent, n.Least, n.Cutoff = d.real(1, 4), 1+d.upTo(3), 4+d.upTo(40)
	if s.Validate() != nil { // too few people
		n.Kind, n.Neighbours, n.Ties = network.KindSmallWorld, 0, 0
	}
	s.Statistics.PeersEvery = one(d, 0, 1, 5, 1200)
}
