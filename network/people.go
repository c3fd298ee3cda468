package network

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/param"
)

// Stratum is a stratum as a network sees it.
type Stratum struct {
	Name   string // or code, for files and orders; one that is empty can be named by its place in the list
	People int    // how many
}

// People are those among whom ties are.
type People struct {
	Strata []Stratum
	// Tenths has the income tenth of each person, from 0 to 9, by its number, where there is homophily by income. It is read by New and not kept.
	Tenths []uint8
}

// numbering is the numbers of people: those of a stratum follow those of the strata before it.
type numbering struct {
	strata []Stratum
	starts []uint32 // [stratum] the number of its first person; one more entry: of all people
}

// number checks people and numbers them.
func number(strata []Stratum, problems *param.Problems) numbering {
	n := numbering{strata: strata, starts: make([]uint32, 1, len(strata)+1)}
	total := int64(0)
	for g, s := range strata {
		people := int64(s.People)
		if people < 0 || people > math.MaxUint32 {
			problems.Add(fmt.Sprintf("strata[%d]", g), fmt.Errorf("got %d people, want 0 to 2^32 - 1", people))
			people = 0
		}
		total += people
		n.starts = append(n.starts, uint32(min(total, math.MaxUint32)))
	}
	if total > math.MaxUint32 {
		problems.Add("strata", errors.New("got more than 2^32 - 1 people in total, want fewer, each standing for more"))
	}
	return n
}

// len returns the number of people.
func (n *numbering) len() uint32 { return n.starts[len(n.starts)-1] }

// stratum returns the stratum of a person: the last that starts at or before it, empty strata skipped.
func (n *numbering) stratum(person uint32) int {
	g, _ := slices.BinarySearch(n.starts, person+1)
	return g - 1
}

// firstFrom returns the place of the first of ascending numbers that is not below one.
func firstFrom(list []uint32, from uint32) int {
	i, _ := slices.BinarySearch(list, from)
	return i
}

// named returns the strata by their names, and where these are empty, by their places.
func (n *numbering) named() map[string]int {
	m := make(map[string]int, len(n.strata))
	for g := len(n.strata) - 1; g >= 0; g-- { // the first of those with one name
		m[n.name(g)] = g
	}
	return m
}

func (n *numbering) name(g int) string {
	if name := n.strata[g].Name; name != "" {
		return name
	}
	return fmt.Sprint(g)
}

// tenthSizes returns how many people are in each income tenth, and reports tenths that are missing or none.
func (p *People) tenthSizes(n uint32, problems *param.Problems) (sizes [tenths]uint64, ok bool) {
	if len(p.Tenths) != int(n) {
		problems.Add("tenths", fmt.Errorf("got %d, want the income tenth of each of %d people", len(p.Tenths), n))
		return sizes, false
	}
	ok = true
	for i, t := range p.Tenths {
		if t >= tenths {
			problems.Add(fmt.Sprintf("tenths[%d]", i), fmt.Errorf("got %d, want 0 to 9", t))
			ok = false
			continue
		}
		sizes[t]++
	}
	return sizes, ok
}

const tenths = 10
