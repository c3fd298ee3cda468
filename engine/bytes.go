package engine

import (
	"reflect"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/parallel"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// Bytes is about how much memory a shard of everybody takes at most.
type Bytes struct {
	People int64 // as they are stored; 0 if they are made again
	Others int64 // what workers count at once, and what is observed
}

// Bytes returns about how much memory a shard of everybody takes at most, without the partials that it returns.
func (m *Model) Bytes(o Options) Bytes {
	agents := int64(m.layout.Len())
	workers := min(parallel.Workers(o.Workers), max(m.Chunks(), 1))
	others := int64(workers)*m.workerBytes(o.Stored) + m.observer(0, 0).Bytes(agents, m.Chunks(), workers, o.Stored)
	if !o.Stored {
		return Bytes{Others: others}
	}
	people := m.PeopleBytes()
	if m.born.wanted() {
		people += m.BornBytes()
	}
	if m.spec.Mobility {
		people += agents / 8 // a bit each
	}
	people += m.peerBytes()
	return Bytes{people, others}
}

// peerBytes returns how much memory a network and what people show to their peers take; 0 without one.
func (m *Model) peerBytes() int64 {
	if !m.Networked() {
		return 0
	}
	ties, err := m.outline()
	if err != nil {
		return 0 // which is a problem of its own
	}
	agents := m.layout.Len()
	b := ties.Bytes() + ties.ExposureBytes() + int64(agents)/8
	if m.spec.Network.ByTenth() {
		b += int64(agents) // their tenths, while it is made
	}
	if m.listens() {
		b += 4 * int64(agents)
	}
	if m.spec.PeersEvery > 0 {
		b += 4*int64(agents) + int64(agents)/8 // islands, and who had access before
	}
	return b
}

// PeopleBytes returns how much memory the columns of all people take.
func (m *Model) PeopleBytes() int64 { return m.layout.Bytes(len(m.columns), m.more...) }

// BornBytes returns how much memory a model keeps from its second run on, beside what runs take: few people, as they are before the first month.
func (m *Model) BornBytes() int64 {
	if !m.few(0, m.Chunks()) {
		return 0
	}
	return m.PeopleBytes()
}

// workerBytes returns how much memory a worker's scratch and counts take.
func (m *Model) workerBytes(stored bool) int64 {
	const columns = 8 + 4 + 1 + 34 // of a chunk: outcomes, incomes before the month, tenths of users, people who are made again
	b := population.ChunkLen * int64(columns+4*(len(m.columns)+len(m.more)))
	if m.Networked() {
		b += population.ChunkLen * (4 + 4 + 8 + 4 + 4) // sights
	}
	if stored { // one month after the other is counted in the same place
		if !m.anyMeasured() {
			return b
		}
		return b + sizeOf[tally]() + m.postedBytes(Measured{Demand: true})
	}
	for t := range m.spec.Months {
		b += m.tallyBytes(t)
	}
	return b
}

// tallyBytes returns how much memory a worker's counts of one month take: pages of what is not measured in it are never touched.
func (m *Model) tallyBytes(month int) int64 {
	what := m.Measures(month)
	if !what.Any() {
		return 0
	}
	const fillers = 5 // of a tally
	beside := sizeOf[tally]() - fillers*sizeOf[histogram.Filler]()
	return beside + int64(what.fillers())*sizeOf[histogram.Filler]() + m.postedBytes(what)
}

// postedBytes returns how much memory a worker's counts of posted prices take in a month.
func (m *Model) postedBytes(what Measured) int64 {
	if !what.Demand || len(m.spec.Market.Policies) == 0 {
		return 0
	}
	return sizeOf[market.PostedFiller]()
}

// anyMeasured reports whether distributions are measured in any month.
func (m *Model) anyMeasured() bool {
	for t := range m.spec.Months {
		if m.Measures(t).Any() {
			return true
		}
	}
	return false
}

// fillers returns how many histograms a worker fills in a month, without those of posted prices.
func (m Measured) fillers() int {
	n := 0
	for _, x := range []struct {
		measured bool
		of       int
	}{{m.Augmented, 2}, {m.Income, 1}, {m.Demand, 1}, {m.Cognition, 1}} {
		if x.measured {
			n += x.of
		}
	}
	return n
}

// RecordBytes returns about how much memory the partials of all months take at most, without what is collected. Records are
// made of them.
func (m *Model) RecordBytes() int64 {
	const beside = 4 << 10 // dates, menus, the market, totals
	tiers := int64(len(m.spec.Market.Tiers) + 1)
	sums := int64(len(m.strata)) * (sizeOf[*agent.Sums]() + sizeOf[agent.Sums]() + tiers*sizeOf[agent.Group]())
	const histogram = 48 << 10 // 38 KiB of US incomes, reservations and outputs, measured
	histograms := 0
	for t := range m.spec.Months {
		histograms += m.histograms(t)
	}
	return int64(m.spec.Months)*(sums+beside) + int64(histograms)*histogram
}

// histograms returns how many histograms a month has at most that are not empty.
func (m *Model) histograms(month int) int {
	what := m.Measures(month)
	n := what.fillers()
	if what.Demand && len(m.spec.Market.Policies) > 0 {
		n += 3 // people, and what they and others pay, by posted price
	}
	return n
}

func sizeOf[T any]() int64 { return int64(reflect.TypeFor[T]().Size()) }

// wanted reports whether a run has wanted the people before.
func (b *births) wanted() bool {
	b.Lock()
	defer b.Unlock()
	return b.runs > 0
}
