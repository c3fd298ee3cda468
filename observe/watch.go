package observe

import "github.com/cogap/cogap/agent"

// Watcher is an observer written in Go: it sees every chunk of people at the end of every month.
//
// See is called from several goroutines at once, for different chunks, in any order; a chunk's months come in their
// order. It must only read the block and the month, which are the run's own and change after the call.
type Watcher interface {
	See(b *agent.Block, m *agent.Month)
}
