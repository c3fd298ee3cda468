package observe

import (
	"math"
	"reflect"
)

// Bytes returns about how much memory an observer takes at most in a run of so many agents in so many chunks, with its rows
// and lives. Where people are not stored but made again, they are taken through all months at once.
func (o *Observer) Bytes(agents int64, chunks, workers int, stored bool) int64 {
	if o == nil {
		return 0
	}
	var b int64
	for _, c := range o.collections {
		months := 0
		for t := range o.run.Months {
			if c.at(t, o.run.Months) {
				months++
			}
		}
		atOnce := months
		if stored {
			atOnce = min(months, 3) // this month's table, and two that wait for the garbage collector
		}
		cells := c.cells(agents)
		counted := min(cells*int64(workers), int64(chunks*c.varying), agents) // by one worker each
		b += int64(months)*cells*c.rowBytes() + int64(atOnce)*counted*c.cellBytes()
	}
	return b + o.panel.bytes(agents, o.run.Months, workers, stored)
}

// cells returns the most cells that so many agents can be in.
func (g *grouping) cells(agents int64) int64 {
	cells := int64(1)
	for _, c := range g.classes {
		cells *= int64(len(c.Labels))
	}
	return min(cells, agents)
}

func (c *collection) rowBytes() int64 { return sizeOf[Row]() + int64(len(c.classes))*sizeOf[string]() }

// cellBytes returns the memory of a cell and its place in a table.
func (c *collection) cellBytes() int64 {
	const place, histogram = 40, 16 << 10 // measured; a group is more alike than everybody
	b := sizeOf[cell]() + place
	if c.histogram {
		b += histogram
	}
	return b
}

// most returns how many are followed at most.
func (p *panel) most(agents int64) int64 { return min(p.cells(agents)*int64(p.People), agents) }

// bytes returns the memory of those who are followed. Before it is known who they are, more are: each worker takes those who
// come first among those that it has seen, which in random order are n (1 + ln(N/n)) of N.
func (p *panel) bytes(agents int64, months, workers int, stored bool) int64 {
	if p == nil {
		return 0
	}
	lives := p.most(agents)
	each := float64(agents) / float64(workers)
	offered := int64(min(float64(agents), float64(lives*int64(workers))*(1+max(0, math.Log(each/float64(lives))))))
	life := sizeOf[drawn]() + sizeOf[*drawn]()
	state := 3 * sizeOf[State]() // a slice that grows has room for twice as many, and leaves what it was
	kept := lives * (life + int64(months)*state)
	at := int64(1) // months that those offered have seen by then
	if !stored {
		at = int64(months)
	}
	return kept + offered*(life+at*state)
}

// SavedBytes returns how many bytes AppendBinary appends at most, at the end of a run of so many agents.
func (o *Observer) SavedBytes(agents int64) int64 {
	if o == nil || o.panel == nil {
		return 0
	}
	const number = 8
	life := int64(6 * number)
	for _, c := range o.panel.classes {
		longest := 0
		for _, label := range c.Labels {
			longest = max(longest, len(label))
		}
		life += int64(number + longest)
	}
	var state State
	state.Extra = make([]float64, len(o.run.Extra))
	return number + o.panel.most(agents)*(life+int64(o.run.Months)*int64(3+number*len(state.numbers())))
}

func sizeOf[T any]() int64 { return int64(reflect.TypeFor[T]().Size()) }
