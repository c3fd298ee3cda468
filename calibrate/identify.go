package calibrate

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Identification says what the fitted targets say of the parameters near the fit, by how z of each moves with the place of each
// parameter in its range.
type Identification struct {
	// Jacobian has a row for each fitted moment and a column for each parameter: the change of the moment per whole range, in standard
	// errors of the target and of the luck of the runs together.
	Jacobian [][]float64
	// Singular are its singular values, the largest first: how many standard errors the targets are moved by going a whole range in
	// each of as many directions, which are at right angles.
	Singular []float64
	// Rank is how many singular values are above 1/sd of a uniform number from 0 to 1, 3.46: how many directions the targets tell
	// more of than the ranges do.
	Rank int
	// Condition is the largest singular value over the smallest: infinite if a direction does not move the targets at all.
	Condition float64
	// SE are standard errors of the parameters, as parts of their ranges, with the ranges as what is known beforehand: the square
	// roots of the diagonal of (H + 12)^-1 (M + 12) (H + 12)^-1, where H = sum of u J'J and M = sum of u^2 J'J over the rows J of the Jacobian
	// (the sandwich estimator, as in R's package sandwich). A target counts in the objective by its weight and its own standard error, whatever the luck of its moment; u is by how
	// much that is more than its due, its weight times the variance of z, scaled so that H and M have the same trace. Where all u are 1 it is the inverse of
	// J'J + 12. They cover the targets' standard errors and the luck of the runs, as far as the replicates of the fit tell it, and not that the
	// model may be wrong, nor that the search has stopped short of the minimum: see Result.Lower.
	SE []float64
	// Correlation of the parameters, from the same matrix.
	Correlation [][]float64
}

// The points of the Jacobian lie two standard errors to both sides of the fit, which is what an interval covers, so that neither luck nor bends count
// for much; no nearer and no further than these, as parts of the range, and at first, when no standard error is known, firstStep.
const (
	leastStep = 0.02
	firstStep = 0.1
	mostStep  = 0.2
)

// lucks is how often luck counts in standard errors: once for the runs, and once as the search takes the point which luck favours. That is an
// assumption; TestCovers says how well it does where the search reaches the minimum.
const lucks = 2

// uniform is the variance of a number that lies anywhere from 0 to 1.
const uniform = 1.0 / 12

// identify measures the Jacobian by differences, twice: as far from the fit as a first one says.
func (s *session) identify(at *Evaluation) (*Identification, error) {
	steps := slices.Repeat([]float64{firstStep}, len(at.Point))
	first, err := s.identifyBy(at, steps)
	if err != nil {
		return nil, err
	}
	for d, se := range first.SE {
		steps[d] = min(max(2*se, leastStep), mostStep)
	}
	return s.identifyBy(at, steps)
}

// identifyBy measures the Jacobian by differences of some steps, on both sides where the range has room.
func (s *session) identifyBy(at *Evaluation, steps []float64) (*Identification, error) {
	var points [][]float64
	for d, step := range steps {
		p := &s.plan.Parameters[d]
		points = append(points, moved(at.Point, d, p.away(at.Point[d], step)), moved(at.Point, d, p.away(at.Point[d], -step)))
	}
	list, err := s.evaluate("jacobian", s.last(), s.plan.replicates(), points)
	if err != nil {
		return nil, err
	}
	fitted := s.fitted()
	jacobian, counts := make([][]float64, len(fitted)), make([]float64, len(fitted))
	for i, k := range fitted {
		jacobian[i] = make([]float64, len(at.Point))
		variance := 1 + lucks*s.luck[k]
		counts[i] = s.weightOf(k) * variance
		for d := range at.Point {
			up, down := list[2*d], list[2*d+1]
			if up.Err != nil || down.Err != nil {
				continue // nothing is known of it
			}
			t := s.target(k)
			slope := (t.z(up.Moments[k]) - t.z(down.Moments[k])) / (up.Point[d] - down.Point[d]) / math.Sqrt(variance)
			if !math.IsNaN(slope) {
				jacobian[i][d] = slope
			}
		}
	}
	return identified(jacobian, counts)
}

// moved returns a point with one coordinate changed.
func moved(point []float64, d int, to float64) []float64 {
	x := append([]float64(nil), point...)
	x[d] = to
	return x
}

// identified says what follows from a Jacobian, each row of which counts in the objective by so much more than its due.
func identified(jacobian [][]float64, counts []float64) (*Identification, error) {
	n, d := len(jacobian), len(jacobian[0])
	j := mat.NewDense(n, d, nil)
	for i := range jacobian {
		j.SetRow(i, jacobian[i])
	}
	var svd mat.SVD
	if !svd.Factorize(j, mat.SVDNone) {
		return nil, errors.New("calibrate: the singular values of the Jacobian can't be computed")
	}
	x := &Identification{Jacobian: jacobian, Singular: svd.Values(nil), Condition: math.Inf(1)}
	for _, v := range x.Singular {
		if v > 1/math.Sqrt(uniform) {
			x.Rank++
		}
	}
	if least := x.Singular[len(x.Singular)-1]; n >= d && least > x.Singular[0]*float64(max(n, d))*0x1p-52 { // else it is rounding
		x.Condition = x.Singular[0] / least
	}
	covariance, err := sandwich(j, counts)
	if err != nil {
		return nil, err
	}
	x.SE, x.Correlation = make([]float64, d), make([][]float64, d)
	for a := range d {
		x.SE[a] = math.Sqrt(covariance.At(a, a))
	}
	for a := range d {
		x.Correlation[a] = make([]float64, d)
		for b := range d {
			x.Correlation[a][b] = covariance.At(a, b) / (x.SE[a] * x.SE[b])
		}
	}
	return x, nil
}

// sandwich returns the covariance of the parameters: of a least-squares fit whose rows count by so much more than their due, with the ranges as what
// is known beforehand.
func sandwich(j *mat.Dense, counts []float64) (*mat.Dense, error) {
	n, d := j.Dims()
	h, m := mat.NewSymDense(d, nil), mat.NewSymDense(d, nil)
	for i := range n {
		row := j.RowView(i)
		h.SymRankOne(h, counts[i], row)
		m.SymRankOne(m, float64(counts[i]*counts[i]), row)
	}
	scale := 1.0
	if trace := mat.Trace(m); trace > 0 {
		scale = mat.Trace(h) / trace
	}
	h.ScaleSym(scale, h)
	m.ScaleSym(float64(scale*scale), m)
	for a := range d {
		h.SetSym(a, a, h.At(a, a)+1/uniform)
		m.SetSym(a, a, m.At(a, a)+1/uniform)
	}
	var whole mat.Cholesky
	if !whole.Factorize(h) {
		return nil, errors.New("calibrate: the Jacobian is not finite")
	}
	var half, covariance mat.Dense
	err := whole.SolveTo(&half, m)
	if err == nil {
		err = whole.SolveTo(&covariance, half.T())
	}
	return &covariance, err
}
