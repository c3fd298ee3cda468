package engine

import (
	"fmt"
	"sort"

	"github.com/cogap/cogap/population"
)

// Numbers of sections that a model may have. Each is a multiple of all small numbers of processes, so that their shares are alike.
var sections = []int{12, 60, 360, 2520}

// A section has at most about so many people, unless there are too few sections for that. A chunk takes some time
// whatever its people, about that of so many.
const (
	sectionLen = 1 << 19
	chunkOver  = 128
)

// Sections returns into how many sections the chunks are cut: ranges of about as many people each, which depend on the model alone, and never
// on how many processes share it. They are what processes have a share of.
func (m *Model) Sections() int { return len(m.bounds()) - 1 }

// Section returns the chunks of a section, from lo up to, not including, hi.
func (m *Model) Section(i int) (lo, hi int) { return m.bounds()[i], m.bounds()[i+1] }

// bounds returns where sections begin, and where the last ends. They are looked for once.
func (m *Model) bounds() []int {
	m.cut.Do(func() { m.ends = boundsOf(&m.layout) })
	return m.ends
}

func boundsOf(l *population.Layout) []int {
	before := make([]int64, l.Chunks()+1) // what the chunks before a chunk take
	for i := range l.Chunks() {
		before[i+1] = before[i] + int64(l.Place(i).Len) + chunkOver
	}
	all := before[l.Chunks()]
	n := sections[len(sections)-1]
	for _, enough := range sections {
		if all <= int64(enough)*sectionLen {
			n = enough
			break
		}
	}
	n = min(n, l.Chunks())
	bounds := make([]int, n+1)
	for i := 1; i < n; i++ {
		at := sort.Search(l.Chunks(), func(c int) bool { return before[c] >= all/int64(n)*int64(i) })
		bounds[i] = min(max(at, bounds[i-1]+1), l.Chunks()-(n-i)) // each has a chunk
	}
	bounds[n] = l.Chunks()
	return bounds
}

// sections returns the sections that a shard has, from the first up to, not including, the last; an error if it has others in part.
func (s *Shard) sections() (first, last int, err error) {
	bounds := s.model.bounds()
	first, last = sort.SearchInts(bounds, s.lo), sort.SearchInts(bounds, s.hi)
	if bounds[first] != s.lo || bounds[last] != s.hi {
		return 0, 0, fmt.Errorf("engine: chunks %d to %d are no whole sections", s.lo, s.hi)
	}
	return first, last, nil
}
