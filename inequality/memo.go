package inequality

import "sync"

// A memo keeps values that several measures of a distribution start from, such as GE for its standard error and for Atkinson. It may be used by
// several goroutines at once, who then may compute a value twice.
type memo struct {
	mu     sync.Mutex
	values map[memoKey]float64
}

type memoKey struct {
	measure string
	param   float64
}

// mostKept bounds a memo that is asked for ever new parameters.
const mostKept = 1 << 10

// value returns the value of a measure at a parameter that is not NaN, computed if it is not kept.
func (m *memo) value(measure string, param float64, compute func() float64) float64 {
	key := memoKey{measure, param}
	m.mu.Lock()
	v, ok := m.values[key]
	m.mu.Unlock()
	if ok {
		return v
	}
	v = compute()
	m.keep(measure, param, v)
	return v
}

func (m *memo) keep(measure string, param, v float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[memoKey]float64{}
	}
	if len(m.values) < mostKept {
		m.values[memoKey{measure, param}] = v
	}
}
