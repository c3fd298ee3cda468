package rng

import (
	randv2 "math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	//lint:ignore SA1019 named by the design; only the two-method Source is used, and only in this file
	exprand "golang.org/x/exp/rand"

	"github.com/cogap/cogap/internal/dmath"
)

// Purpose says what a draw is for. Two purposes never share a draw, so adding a draw to the model means adding a
// purpose, and no stream that exists moves. Purposes 128 to 255 are free for users' own rules.
type Purpose uint8

// The library's purposes. Their numbers are part of the streams: they never change.
const (
	Income      Purpose = 1   // normal score of income
	Cognition   Purpose = 2   // independent part of the normal score of log cognition
	Aptitude    Purpose = 3   // independent part of the normal score of log aptitude
	Belief      Purpose = 4   // misjudgement of the benefit at the start
	BudgetShare Purpose = 5   // most of their supernumerary income that a person spends on AI
	RightSide   Purpose = 6   // not drawn: Threshold decides it too
	Threshold   Purpose = 7   // does this person wait for confirmation, and for how many others
	Signal      Purpose = 8   // noise of the month's experienced gain
	Admission   Purpose = 9   // place in the waiting list when sign-ups are rationed
	Panel       Purpose = 10  // who is followed in a panel
	Wait        Purpose = 11  // how long a person takes to notice, to lapse or to look again
	UseCost     Purpose = 12  // what using AI costs a person beside its price
	Intensity   Purpose = 13  // how intensively a person uses AI
	Ties        Purpose = 14  // who knows whom
	Need        Purpose = 15  // a person's need for AI, when it is drawn anew
	Cancel      Purpose = 16  // whether somebody who would stop paying gets round to it
	Users       Purpose = 128 // the first of those for users' own rules
)

// Person numbers a person: index within its stratum, and the stratum. A person keeps its luck when other strata
// grow or shrink. index is below 2^32.
func Person(stratum, index int) uint64 { return uint64(stratum)<<32 | uint64(uint32(index)) }

// QuadOf returns the quad that a person belongs to: its stratum, and a quarter of its index. The person's word of
// the quad's block is number person&3.
func QuadOf(person uint64) uint64 { return person>>32<<32 | uint64(uint32(person)>>2) }

// Counter returns the 128-bit counter of draw n (below 2^24) of a quad, tick and purpose.
func Counter(quad uint64, tick int, purpose Purpose, n uint32) [4]uint32 {
	return [4]uint32{uint32(quad), uint32(quad >> 32), uint32(tick), uint32(purpose)<<24 | n&0xffffff}
}

// Source is a generator that can be moved to the start of another stream. It is golang.org/x/exp/rand's interface;
// everything of gonum and math/rand/v2 takes a Source as it is.
type Source = exprand.Source

var (
	_ Source        = (*Stream)(nil)
	_ randv2.Source = (*Stream)(nil)
	_ randv2.Source = Source(nil)
)

// Stream is the endless sequence of draws of one (seed, person, tick, purpose). It is both a Source of
// golang.org/x/exp/rand and of math/rand/v2. Copying a Stream copies its position. Not safe for concurrent use;
// streams are cheap, make one where it is needed.
type Stream struct {
	key     Key
	person  uint64
	tick    int
	purpose Purpose
	n       uint32
}

// At returns the stream of a person's draws for one purpose in one tick, at its start. Ticks count from 0;
// -1 is the birth of the population, before the first month.
func At(seed, person uint64, tick int, purpose Purpose) *Stream {
	return &Stream{key: NewKey(seed), person: person, tick: tick, purpose: purpose}
}

// Uint32 returns the next 32 random bits. A stream has 2^24 of them, then it repeats.
//
// It reads its own word of the quad's block, so that a stream's first draw is the one that the hot loop gives the
// same person; the price is a whole block for each word.
func (s *Stream) Uint32() uint32 {
	block := s.key.Quad(QuadOf(s.person), s.tick, s.purpose, s.n)
	s.n++
	return block[s.person&3]
}

// Uint64 returns the next 64 random bits, made of two draws, the upper half first.
func (s *Stream) Uint64() uint64 {
	hi := s.Uint32()
	return uint64(hi)<<32 | uint64(s.Uint32())
}

// Seed moves the stream to the start of the one with another seed, for the same person, tick and purpose.
func (s *Stream) Seed(seed uint64) { s.key, s.n = NewKey(seed), 0 }

// Float64 returns the next uniform number in (0, 1), on the lattice (k + 1/2)/2^53: neither 0 nor 1 can occur.
func (s *Stream) Float64() float64 { return float64((float64(s.Uint64()>>11) + 0.5) * 0x1p-53) }

// Normal returns the next standard normal number, by inversion in float64.
func (s *Stream) Normal() float64 { return dmath.NormalQuantile(s.Float64()) }

// LogNormal returns the next number whose logarithm is normal with mean mu and standard deviation sigma, by inversion.
func (s *Stream) LogNormal(mu, sigma float64) float64 {
	return dmath.Exp(mu + float64(sigma*s.Normal()))
}

// Beta returns the next number in (0, 1) of the beta distribution with parameters alpha, beta > 0, by inversion.
func (s *Stream) Beta(alpha, beta float64) float64 {
	return betaQuantile(distuv.Beta{Alpha: alpha, Beta: beta}, s.Float64())
}
