package bench

import (
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
)

// Mechanism is a part of behaviour that is off by default.
type Mechanism struct {
	Name string
	On   func(*agent.Params) // turns it on
}

// Mechanisms are those that are measured: what a month with one takes beside a month without is what it costs.
var Mechanisms = []Mechanism{
	{"attention", func(b *agent.Params) { b.Notice, b.Lapse, b.Reconsider = 0.9, 0.1, 0.3 }},
	{"needs", func(b *agent.Params) { b.NeedSpread = 0.8 }},
}

// NewMechanism returns the kernel at work on so many people who meet a price, with a mechanism, or without if on is nil.
func NewMechanism(people int, price float64, on func(*agent.Params)) *Kernel {
	columns := []population.Column{population.Wait, population.Keen}
	w := &Work{People: synthesize(people, columns...), Price: price, born: synthesize(people, columns...)}
	k := NewKernel(w)
	k.mechanism = on
	return k
}
