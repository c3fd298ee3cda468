package histogram

import "math"

// scores are a score, which has bounds, in the bins of the variable that people are ranked by.
type scores struct {
	bins   []scored // ascending by rank; empty if measures are NaN
	all    float64  // people, or their weight
	mean   float64  // of the score
	lo, hi float64  // its bounds
	slack  float64  // how far a mean of scores may be off
}

// A scored bin knows the mean score of its people, and between which scores theirs lie.
type scored struct {
	group
	score       float64
	least, most float64
}

// spread returns by how much the bin's people can change the covariance of score and rank, doubled and relative to the squared share of
// the bin: (m-least)(most-m)/(most-least), all of them at the ends and those with least before or after the others.
func (b *scored) spread() float64 {
	if b.least == b.most || b.group.lo == b.group.hi {
		return 0
	}
	return (b.score - b.least) / (b.most - b.least) * (b.most - b.score)
}

func (s *scores) average() Interval {
	if len(s.bins) == 0 {
		return nanInterval
	}
	return Interval{s.mean, s.mean, s.mean}.widen(s.slack).clip(s.lo, s.hi)
}

func (s *scores) generalized() Interval {
	if len(s.bins) == 0 {
		return nanInterval
	}
	var between, within tally
	for i := range s.bins {
		b := &s.bins[i]
		d := b.score - s.mean
		between.add(b.share*d*b.rank, b.share*math.Abs(d))
		if b.lo < b.hi {
			within.add(b.share*b.share*b.spread(), b.share*b.share*(b.most-b.least))
		}
	}
	g, w := between.value(), max(within.value(), 0)
	return Interval{g, g - w, g + w}.widen(between.slack() + within.slack() + s.slack)
}

func (s *scores) index() Interval {
	mean := s.average()
	if !(mean.Lo > 0) {
		return nanInterval
	}
	return s.generalized().over(mean)
}

func (s *scores) erreygers() Interval {
	return s.generalized().scaled(4 / (s.hi - s.lo)).rounded()
}

func (s *scores) wagstaff() Interval {
	mean := s.average()
	if !(mean.Lo > s.lo && mean.Hi < s.hi) {
		return nanInterval
	}
	room := func(m float64) float64 { return float64((s.hi - m) / (s.hi - s.lo) * (m - s.lo)) }
	r := interval(room(mean.Value), room(mean.Lo), room(mean.Hi))
	if mid := float64((s.lo + s.hi) / 2); mean.Contains(mid) {
		r.Hi = room(mid)
	}
	return s.generalized().over(r.rounded())
}
