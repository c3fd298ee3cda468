package random

import "pgregory.net/rapid"

// draw draws the parts of one scenario.
type draw struct {
	*rapid.T
	wild   bool // numbers may be anything that their range allows
	months int
}

// once is true about once in n times. The ends of a range are drawn more often than what is between, so it is not one.
func (d *draw) once(n int) bool { return d.upTo(n-1) == (n+1)/2 }

// upTo returns a whole number from 0 to most.
func (d *draw) upTo(most int) int { return d.between(0, most) }

func (d *draw) between(least, most int) int { return rapid.IntRange(least, most).Draw(d.T, "n") }

// one returns one of some values, the first of which is the plainest.
func one[T any](d *draw, values ...T) T { return values[d.upTo(len(values)-1)] }
