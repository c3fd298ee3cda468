package observe

import (
	"sync"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/network"
)

// Access is a Watcher that keeps who has access at the end of each month, in a bit for each person and month: what assortativity, islands and
// who brought whom are made of, by [network.Network.Mix], Islands and Brought.
type Access struct {
	network *network.Network
	mu      sync.Mutex
	months  []network.Bits
}

// NewAccess returns a watcher of the people of a network, which is that of the model's engine.
func NewAccess(n *network.Network) *Access { return &Access{network: n} }

// See notes the people of a chunk.
func (a *Access) See(b *agent.Block, m *agent.Month) {
	a.mu.Lock()
	for len(a.months) <= m.Number {
		a.months = append(a.months, network.NewBits(a.network.Len()))
	}
	bits := a.months[m.Number]
	a.mu.Unlock()
	bits.Put(a.network.Number(b.Stratum, b.First), b.Tier)
}

// At returns who had access at the end of a month that was watched. It panics if there was none.
func (a *Access) At(month int) network.Bits { return a.months[month] }
