package calibrate

import (
	"math"
	"slices"

	"github.com/cogap/cogap/internal/minimise"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// How a walker glides: in so many leaps, each of so many standard deviations, give or take a part of that, so that no walk comes round to where it
// began. Assumptions; with the built-in calibration two thirds of the moves are taken.
const (
	leaps     = 8
	leap      = 0.12
	leapsVary = 0.4
)

// glide moves a walker as a ball rolls over the density, from a push at random: Hamiltonian dynamics by the leapfrog method, in coordinates in which the
// walkers of the other half are spread alike in all directions. At the ends of ranges it is turned back, as if the density were mirrored
// there. Sources: Neal (2011), MCMC using Hamiltonian dynamics, Handbook of Markov Chain Monte Carlo, chapter 5; Chen (2025), New affine invariant ensemble samplers and
// their dimensional scaling, arXiv:2505.02987, for taking the coordinates from the other half.
func (c *crowd) glide(step, walker, _ int) move {
	r := c.random(step, walker)
	at := slices.Clone(c.at[walker])
	speed, slope := make([]float64, len(at)), make([]float64, len(at))
	for i := range speed {
		speed[i] = r.Normal()
	}
	length := leap * (1 + float64(leapsVary*(float64(2*r.Float64())-1)))
	m := move{walker: walker, limit: math.Log(r.Float64()), gain: energy(speed), to: at}
	c.slope(at, slope)
	c.push(speed, slope, length/2)
	for k := range leaps {
		c.drift(at, speed, length)
		c.slope(at, slope)
		if k == leaps-1 {
			length /= 2
		}
		c.push(speed, slope, length)
	}
	for i, x := range at {
		at[i] = rounded(minimise.Fold(x))
	}
	m.gain -= energy(speed)
	return m
}

// drift moves a place by its speed for some time.
func (c *crowd) drift(at, speed []float64, time float64) {
	for i, row := range c.shape {
		by := 0.0
		for j, l := range row {
			by += float64(l * speed[j])
		}
		at[i] += float64(time * by)
	}
}

// push changes a speed by the slope for some time.
func (c *crowd) push(speed, slope []float64, time float64) {
	for i, row := range c.shape {
		for j, l := range row {
			speed[j] += float64(time * float64(l*slope[i]))
		}
	}
}

// energy is that of motion.
func energy(speed []float64) float64 {
	sum := 0.0
	for _, v := range speed {
		sum += float64(float64(v*v) / 2)
	}
	return sum
}

// narrowest is the variance that walkers have in every direction at least, so that none is closed to them: an assumption.
const narrowest = 1e-6

// shapeOf returns how one half of the walkers is spread: the lower triangle, row by row, whose square is their covariance (Cholesky's).
func shapeOf(walkers [][]float64, half int) [][]float64 {
	d := len(walkers[0])
	places := mat.NewDense(len(walkers)/2, d, nil)
	for k := range len(walkers) / 2 {
		places.SetRow(k, walkers[2*k+half])
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, places, nil)
	for i := range d {
		covariance.SetSym(i, i, covariance.At(i, i)+narrowest)
	}
	var cholesky mat.Cholesky
	cholesky.Factorize(&covariance) // it can be: it has no variance below that
	var lower mat.TriDense
	cholesky.LTo(&lower)
	rows := make([][]float64, d)
	for i := range rows {
		for j := range i + 1 {
			rows[i] = append(rows[i], lower.At(i, j))
		}
	}
	return rows
}

// slope puts how the density that is expected changes with each number of x, which may be beyond the ends of its range, into a list. That the
// misfit of a target is capped is left out: its slope then leads back to where it is not, and what walkers draw does not depend on slopes being right.
func (s *surrogate) slope(x, list []float64) {
	d := len(x)
	u, turns, of := make([]float64, d), make([]float64, d), make([]float64, d)
	for i := range x {
		u[i], turns[i] = folded(x[i])
	}
	clear(list)
	for k := range s.standIns {
		e := &s.standIns[k]
		if e.weights == nil {
			continue
		}
		by := s.slopeOf(e, e.slope(u, of))
		for i := range list {
			list[i] += float64(by * of[i])
		}
	}
	for i := range list {
		list[i] *= -turns[i] / s.flatter(s.wider)
	}
}

// slopeOf is the slope of a target's part of the misfit that is expected, by the value of its emulator.
func (s *surrogate) slopeOf(e *standIn, value float64) float64 {
	wrong, by := math.Sqrt(e.variance), 1.0
	if e.log {
		value = math.Exp(value)
		wrong, by = wrong*value, value
	}
	z, se := s.z(e.target, value)
	share := float64(wrong / se * wrong / se)
	slope := 2 * z / (1 + share) * by / se
	if e.log { // what the emulator gets wrong grows with the value
		slope -= float64(2 * z / (1 + share) * z / (1 + share) * share)
	}
	return slope
}

// folded returns a number mirrored until it lies between 0 and 1, less a half, and which way it moves there, 1 or -1.
func folded(x float64) (inside, way float64) {
	if math.Signbit(x) != (math.Mod(math.Abs(x), 2) > 1) {
		return minimise.Fold(x) - 0.5, -1
	}
	return minimise.Fold(x) - 0.5, 1
}

// slope returns the polynomial at a point less a half, and puts its slopes there into a list. The order is that of termsOf.
func (e *emulator) slope(u, list []float64) float64 {
	value, rest := e.weights[0], e.weights[1+len(u):]
	copy(list, e.weights[1:])
	for i, x := range u {
		value += float64(x * list[i])
	}
	for i, x := range u {
		if e.degree > 1 {
			value += float64(rest[0] * x * x)
			list[i] += float64(2 * rest[0] * x)
			rest = rest[1:]
		}
		if e.degree > 2 {
			for j, y := range u[:i] {
				value += float64(rest[j] * x * y)
				list[i] += float64(rest[j] * y)
				list[j] += float64(rest[j] * x)
			}
			rest = rest[i:]
		}
	}
	return value
}
