package calibrate

import (
	"errors"
	"math"

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
	// roots of the diagonal of the inverse of J'J + 12. They cover the targets' standard errors and the luck of the runs, as far as the
	// replicates of the fit tell it, and not that the model may be wrong.
	SE []float64
	// Correlation of the parameters, from the same matrix.
	Correlation [][]float64
}

// jacobianStep is how far the points lie from the fit, as a part of the range: far enough that luck, which they share, does not count.
const jacobianStep = 0.02

// uniform is the variance of a number that lies anywhere from 0 to 1.
const uniform = 1.0 / 12

// identify measures the Jacobian by differences, on both sides where the range has room.
func (s *session) identify(at *Evaluation) (*Identification, error) {
	var points [][]float64
	for d := range at.Point {
		p := &s.plan.Parameters[d]
		points = append(points, moved(at.Point, d, p.away(at.Point[d], jacobianStep)), moved(at.Point, d, p.away(at.Point[d], -jacobianStep)))
	}
	list, err := s.evaluate("jacobian", s.last(), s.plan.replicates(), points)
	if err != nil {
		return nil, err
	}
	fitted := s.fitted()
	jacobian := make([][]float64, len(fitted))
	for i, k := range fitted {
		jacobian[i] = make([]float64, len(at.Point))
		for d := range at.Point {
			up, down := list[2*d], list[2*d+1]
			if up.Err != nil || down.Err != nil {
				continue // nothing is known of it
			}
			t := s.target(k)
			slope := (t.z(up.Moments[k]) - t.z(down.Moments[k])) / (up.Point[d] - down.Point[d]) / math.Sqrt(1+s.luck[k])
			if !math.IsNaN(slope) {
				jacobian[i][d] = slope
			}
		}
	}
	return identified(jacobian)
}

// moved returns a point with one coordinate changed.
func moved(point []float64, d int, to float64) []float64 {
	x := append([]float64(nil), point...)
	x[d] = to
	return x
}

// identified says what follows from a Jacobian.
func identified(jacobian [][]float64) (*Identification, error) {
	n, d := len(jacobian), len(jacobian[0])
	j := mat.NewDense(n, d, nil)
	for i := range jacobian {
		j.SetRow(i, jacobian[i])
	}
	var svd mat.SVD
	if !svd.Factorize(j, mat.SVDThin) {
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
	// The inverse of J'J + 12 = V (S^2 + 12) V' + 12 of what V leaves out.
	var v mat.Dense
	svd.VTo(&v)
	x.SE, x.Correlation = make([]float64, d), make([][]float64, d)
	covariance := func(a, b int) float64 {
		sum := 0.0
		if a == b {
			sum = uniform
		}
		for k, s := range x.Singular {
			sum += float64(v.At(a, k) * v.At(b, k) * (1/(float64(s*s)+1/uniform) - uniform))
		}
		return sum
	}
	for a := range d {
		x.SE[a] = math.Sqrt(covariance(a, a))
	}
	for a := range d {
		x.Correlation[a] = make([]float64, d)
		for b := range d {
			x.Correlation[a][b] = covariance(a, b) / (x.SE[a] * x.SE[b])
		}
	}
	return x, nil
}
