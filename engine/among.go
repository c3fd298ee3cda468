package engine

import (
	"context"
	"math"

	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/network"
)

// AmongPeers is how access lies among those who know each other at the end of a month. Everybody counts as an agent, whatever it stands for.
type AmongPeers struct {
	Mixing     network.Mixing    `json:"mixing"`     // ends of ties, by who has access at either end
	Clustering float64           `json:"clustering"` // of those with access, see network.Network.Clustering; -1 where there is no pair of ties
	Users      int64             `json:"users"`      // agents with access
	Islands    int64             `json:"islands"`    // of those with access who know each other, directly or through others with access
	Largest    int64             `json:"largest"`    // agents on the largest island
	Newcomers  network.Newcomers `json:"newcomers"`  // of the month
}

// MeasuresPeers reports whether it is measured in a month how access lies among peers.
func (m *Model) MeasuresPeers(month int) bool {
	every := m.spec.PeersEvery
	return m.Networked() && every > 0 && ((month+1)%every == 0 || month == m.spec.Months-1)
}

// AmongPeers measures how access lies among peers at the end of the month that people were taken through last. A shard that has not everybody has to Hear of them
// first. It takes some hundred nanoseconds for each tie of those with access, and one look at everybody's peers.
func (s *Shard) AmongPeers(ctx context.Context) (*AmongPeers, error) {
	p := s.peers
	if !p.known {
		if err := s.show(ctx); err != nil {
			return nil, err
		}
		p.known = true
	}
	n, access := p.network, p.last.Access
	a := &AmongPeers{Mixing: n.Mix(access), Clustering: n.Clustering(access), Newcomers: n.Newcomers(p.before, access)}
	if math.IsNaN(a.Clustering) {
		a.Clustering = -1 // so that it can be written as JSON
	}
	for _, size := range n.Islands(access) {
		a.Islands++
		a.Users += int64(size)
		a.Largest = max(a.Largest, int64(size))
	}
	return a, ctx.Err()
}

// turn makes room for who has access at the end of another month, and keeps the one before if somebody asks.
func (p *peers) turn() {
	if p.before != nil {
		p.before, p.last.Access = p.last.Access, p.before
	}
	clear(p.last.Access)
}

func (a *AmongPeers) encode(e *wire.Encoder) {
	e.Bool(a != nil)
	if a == nil {
		return
	}
	for _, row := range a.Mixing {
		for _, ends := range row {
			e.Uint(uint64(ends))
		}
	}
	for _, x := range []int64{a.Users, a.Islands, a.Largest, a.Newcomers.All, a.Newcomers.Brought} {
		e.Uint(uint64(x))
	}
	e.Fixed(math.Float64bits(a.Clustering))
	e.Fixed(math.Float64bits(a.Newcomers.Within))
}

func decodeAmongPeers(d *wire.Decoder) *AmongPeers {
	if !d.Bool("peers") {
		return nil
	}
	a := new(AmongPeers)
	for i := range a.Mixing {
		for j := range a.Mixing[i] {
			a.Mixing[i][j] = int64(d.Uint("ends of ties", math.MaxInt64))
		}
	}
	for _, x := range []*int64{&a.Users, &a.Islands, &a.Largest, &a.Newcomers.All, &a.Newcomers.Brought} {
		*x = int64(d.Uint("agents", math.MaxInt64))
	}
	a.Clustering, a.Newcomers.Within = math.Float64frombits(d.Fixed()), math.Float64frombits(d.Fixed())
	return a
}
