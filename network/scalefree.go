package network

import (
	"math"

	"github.com/cogap/cogap/internal/fmath"
	"github.com/cogap/cogap/rng"
)

// scaleFree are ties whose numbers follow a power law, as Spec.Exponent has it, computed and not stored. A keyed permutation puts people in an
// order by degree. The ends of ties are numbered in that order, and a second permutation pairs them.
type scaleFree struct {
	degrees    []uint32    // [class] of its people
	place, end guide       // of classes: the places of their people in the order, and the numbers of their ends
	order      permutation // of people
	ends       pairing     // of ends of ties
}

// degrees returns how many of n people have each degree from least to cutoff: the differences of n times the distribution function, rounded.
// It returns as well how many ends of ties that makes.
func degrees(n uint32, exponent float64, least, cutoff int) (counts []uint32, ends uint64) {
	weights := make([]float64, cutoff-least+1)
	total := 0.0
	for i := range weights {
		// the same to the bit on every machine, which math.Pow does not promise
		weights[i] = float64(fmath.Exp(float32(-exponent * float64(fmath.Log(float32(least+i)/float32(least))))))
		total += weights[i]
	}
	counts = make([]uint32, len(weights))
	sum, before := 0.0, uint32(0)
	for i, w := range weights {
		sum += w
		until := uint32(math.Round(float64(n) * min(sum/total, 1)))
		counts[i] = until - before
		ends += uint64(until-before) * uint64(least+i)
		before = until
	}
	return counts, ends
}

// newScaleFree returns the ties of people with the counts that degrees returns; ends are below 2^32.
func newScaleFree(counts []uint32, least int, key rng.Key) *scaleFree {
	s := new(scaleFree)
	places, ends := []uint32{0}, []uint32{0}
	for i, people := range counts {
		if people > 0 {
			degree := uint32(least + i)
			last := len(s.degrees)
			s.degrees = append(s.degrees, degree)
			places, ends = append(places, places[last]+people), append(ends, ends[last]+people*degree)
		}
	}
	s.place, s.end = newGuide(places), newGuide(ends)
	s.order, s.ends = newPermutation(s.place.total(), key, 0, 0), newPairing(s.end.total(), key, 0, 1, 0, 0)
	return s
}

// ties returns the ends of a person: from first on, degree of them.
func (s *scaleFree) ties(person uint32) (first, degree uint32) {
	place := s.order.at(person)
	c := s.place.find(place)
	degree = s.degrees[c]
	return s.end.starts[c] + (place-s.place.starts[c])*degree, degree
}

// owner returns whose end an end is.
func (s *scaleFree) owner(end uint32) uint32 {
	c := s.end.find(end)
	return s.order.from(s.place.starts[c] + (end-s.end.starts[c])/s.degrees[c])
}

func (s *scaleFree) peers(dst []uint32, person uint32) []uint32 {
	return s.appendPeers(dst, person, new([block]uint32))
}

func (s *scaleFree) appendPeers(dst []uint32, person uint32, buffer *[block]uint32) []uint32 {
	first, degree := s.ties(person)
	for done := uint32(0); done < degree; done += block {
		others := buffer[:min(block, degree-done)]
		s.ends.partners(others, first+done)
		for _, other := range others {
			if other-first >= degree { // else its own, or none
				dst = append(dst, s.owner(other))
			}
		}
	}
	return dst
}

func (s *scaleFree) count(t tally) {
	var peers []uint32
	for i := range t.known {
		peers = s.appendPeers(peers[:0], t.first+uint32(i), t.scratch)
		for _, peer := range peers {
			t.see(i, peer)
		}
	}
}

func (s *scaleFree) size() int {
	return 4*len(s.degrees) + s.place.size() + s.end.size() + s.order.size() + s.ends.size()
}
