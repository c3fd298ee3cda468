package agent

// seen is what each person of a tile sees of the frontier and of others. It is that of its stratum, unless people see their peers.
type seen struct {
	gain, share [tileLen]float32
	heed, heard [tileLen]float32

	same   ofStratum // what the first so many people see, if that is known
	people int
}

// all shows so many people the same, in sixteens.
func (s *seen) all(of *ofStratum, people int) {
	people = (min(people, tileLen) + align - 1) &^ (align - 1)
	if s.same == *of && people <= s.people {
		return // as in the chunk before
	}
	fill(s.gain[:people], of.gain)
	fill(s.share[:people], of.share)
	fill(s.heed[:people], of.heed)
	fill(s.heard[:people], of.heard)
	s.same, s.people = *of, people
}

// fill gives a column one value. It doubles what it has, which is faster than a loop.
func fill(column []float32, value float32) {
	if len(column) == 0 {
		return
	}
	column[0] = value
	for n := 1; n < len(column); n *= 2 {
		copy(column[n:], column[:n])
	}
}

// set shows people from a multiple of sixteen on, up to the next one, the same.
func (s *seen) set(at int, of *ofStratum) {
	to := [...]*[align]float32{
		(*[align]float32)(s.gain[at:]), (*[align]float32)(s.share[at:]), (*[align]float32)(s.heed[at:]), (*[align]float32)(s.heard[at:]),
	}
	for j, x := range [...]float32{of.gain, of.share, of.heed, of.heard} {
		v := to[j]
		for i := range v {
			v[i] = x
		}
	}
	s.people = 0
}
