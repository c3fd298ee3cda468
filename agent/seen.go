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
	fill16((*[align]float32)(s.gain[at:]), of.gain)
	fill16((*[align]float32)(s.share[at:]), of.share)
	fill16((*[align]float32)(s.heed[at:]), of.heed)
	fill16((*[align]float32)(s.heard[at:]), of.heard)
	s.people = 0
}

// fill16 gives sixteen numbers one value. It is written out because a loop takes twice as long.
func fill16(v *[align]float32, x float32) {
	v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7] = x, x, x, x, x, x, x, x
	v[8], v[9], v[10], v[11], v[12], v[13], v[14], v[15] = x, x, x, x, x, x, x, x
}
