package bench

import (
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
)

// Mechanisms are parts of behaviour that are off by default, by name, each with what turns it on: what a month with it takes beside a
// month without is what it costs.
var Mechanisms = map[string]func(*agent.Params){
	"attention": func(b *agent.Params) { b.Notice, b.Lapse, b.Reconsider = 0.9, 0.1, 0.3 },
	"needs":     func(b *agent.Params) { b.NeedSpread = 0.8 },
}

// NewMechanism returns the kernel at work on so many people who meet a price, with a mechanism.
func NewMechanism(people int, price float64, mechanism func(*agent.Params)) *Kernel {
	columns := []population.Column{population.Wait, population.Need}
	w := &Work{People: synthesize(people, columns...), Price: price, born: synthesize(people, columns...)}
	k := NewKernel(w)
	k.mechanism = mechanism
	return k
}
