package cogap

import (
	"sync"
	"sync/atomic"
	"time"
)

// progress counts agent-steps and tells about them ten times a second.
type progress struct {
	tell        func(done, total int64)
	total, done atomic.Int64
	mu          sync.Mutex
	told        time.Time
}

func newProgress(tell func(done, total int64), total int64) *progress {
	p := &progress{tell: tell}
	p.total.Store(total)
	return p
}

func (p *progress) add(steps int) {
	done := p.done.Add(int64(steps))
	if p.tell == nil || !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.told) >= 100*time.Millisecond {
		p.told = now
		p.tell(done, p.total.Load())
	}
}

func (p *progress) finish() {
	if p.tell != nil {
		p.tell(p.done.Load(), p.total.Load())
	}
}
