package bench

import (
	"sync"
	"time"
)

// MonthBytes is how many bytes of a person a month reads and writes, at least: eight columns of float32 and two of a byte, of which five and two
// are written. A processor reads what it writes over as well.
const MonthBytes = 8*4 + 2 + 5*4 + 2

// Memory returns the nanoseconds an agent that copying MonthBytes of each of so many agents from one place to another takes, half of them read and
// half written, on as many goroutines, each with memory of its own: how fast people could be passed through memory at most.
func Memory(people, workers int) (ns float64) {
	type half struct{ from, to []byte }
	halves := make([]half, workers)
	for i := range halves {
		n := people / workers * MonthBytes / 2
		halves[i] = half{make([]byte, n), make([]byte, n)}
	}
	pass := func() {
		var group sync.WaitGroup
		for _, h := range halves {
			group.Go(func() { copy(h.to, h.from) })
		}
		group.Wait()
	}
	pass() // which touches the memory
	const times = 10
	start := time.Now()
	for range times {
		pass()
	}
	return float64(time.Since(start)) / times / float64(people)
}
