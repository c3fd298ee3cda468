package tabulated

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/cogap/cogap/internal/dmath"
)

// Interpolate returns a smooth distribution with exactly these shares, relative to the mean, by generalised Pareto interpolation of a table whose thresholds are estimated.
//
// The first threshold is 0, an assumption. The others are the slopes of phi ([Interpolation]) as a spline of degree 5 through the points that has the least
//
//	integral of phi”'(x)^2
//
// with the second derivative of the last three points at the last one: its derivatives up to the fourth are continuous, the third is 0 at the first point and the fourth at the last. A threshold that is
// not between the averages before and after it is their middle. [Table.Interpolate] does the rest, so that no quantiles fall.
//
// As gpinter's shares_fit by its source: the first threshold, the second derivative at the last point and the middles are the same; the system that it solves for slopes was not to be
// had, so values have not been compared. Source: Blanchet, Fournier and Piketty 2022; gpinter.
//
// It returns an error if there are fewer than three points, the poorest hold nothing, or an average is not above the one before, each as a [RowError] if it is of one point: people with one average all have it,
// and no smooth curve does that. Cost O(k) for k points.
func (s *Shares) Interpolate() (*Interpolation, error) {
	if err := s.checkSmooth(); err != nil {
		return nil, err
	}
	thresholds, err := s.thresholds()
	if err != nil {
		return nil, err
	}
	brackets := make([]Bracket, len(s.parts))
	for k, b := range s.parts {
		brackets[k] = Bracket{thresholds[k], math.Inf(1), b.Weight, b.Mean}
		if k > 0 {
			brackets[k-1].Upper = thresholds[k]
		}
	}
	t, err := New(brackets)
	if err != nil {
		return nil, ofPoint(err)
	}
	i, err := t.Interpolate()
	return i, ofPoint(err)
}

// ofPoint is what is wrong with a bracket as that of the point at its end.
func ofPoint(err error) error {
	var row *RowError
	if errors.As(err, &row) {
		return rowError(row.Row, "", "%s", row.Problem)
	}
	return err
}

// checkSmooth reports parts in which all have the same.
func (s *Shares) checkSmooth() error {
	const least = 3
	if n := len(s.parts); n < least {
		return fmt.Errorf("tabulated: points: got %d, want at least %d, the last one (1, 1)", n, least)
	}
	var problems []error
	for k, b := range s.parts {
		const rounding = 1e-9 // of averages, which are differences of shares
		if !(b.Mean > b.Lower+float64(rounding*b.Mean)) {
			problems = append(problems, rowError(k, "", "those up to here and after the point before have %.6g of the mean on average, want more than %.6g", b.Mean, b.Lower))
		}
	}
	return errors.Join(problems...)
}

// thresholds are the quantiles at which parts begin.
func (s *Shares) thresholds() ([]float64, error) {
	k := s.knots()
	slopes, err := k.smoothest()
	if err != nil {
		return nil, err
	}
	thresholds := make([]float64, len(s.parts))
	for i := 1; i < len(s.parts); i++ {
		lo, hi := s.parts[i-1].Mean, s.parts[i].Mean
		thresholds[i] = dmath.Exp(k.x[i]-k.y[i]) * slopes[i]
		if !(thresholds[i] > lo && thresholds[i] < hi) {
			thresholds[i] = lo + float64((hi-lo)/2)
		}
	}
	return thresholds, nil
}

// knots are x and phi at the starts of parts.
func (s *Shares) knots() *knots {
	n := len(s.parts)
	k := &knots{x: make([]float64, n), y: make([]float64, n)}
	left, held := 0.0, 0.0
	for i := n - 1; i >= 0; i-- { // from above, where 1 less a share loses digits
		b := s.parts[i]
		left += b.Weight
		held += float64(b.Weight * b.Mean)
		k.x[i], k.y[i] = -dmath.Log(left), -dmath.Log(held)
	}
	return k
}

// smoothest returns slopes of the spline with the least integral of phi”'^2 with slope 0 at the first knot. The integral is quadratic in slopes and second derivatives, s and a by turns; where it is the
// least its gradient, which is the jump of the fourth and third derivatives, is 0.
func (k *knots) smoothest() ([]float64, error) {
	n := len(k.x)
	const reach = 3 // of a knot's slope to the next one's second derivative
	h, rhs := mat.NewSymBandDense(2*n, reach, nil), mat.NewVecDense(2*n, nil)
	for i := range n - 1 {
		k.addTension(h, rhs, 2*i)
	}
	fix(h, rhs, 0, 0)
	fix(h, rhs, 2*n-1, k.lastBend())
	var c mat.BandCholesky
	if !c.Factorize(h) {
		return nil, errors.New("tabulated: points: they are too close to one another for a smooth curve")
	}
	var solution mat.VecDense
	if err := c.SolveVecTo(&solution, rhs); err != nil {
		return nil, fmt.Errorf("tabulated: points: they are too close to one another for a smooth curve: %w", err)
	}
	slopes := make([]float64, n)
	for i := range slopes {
		slopes[i] = solution.AtVec(2 * i)
	}
	return slopes, nil
}

// addTension adds half the gradient of the integral between a knot and the next one, whose unknowns begin at j.
func (k *knots) addTension(h *mat.SymBandDense, rhs *mat.VecDense, j int) {
	d, rise := k.x[j/2+1]-k.x[j/2], k.y[j/2+1]-k.y[j/2]
	d2 := d * d
	d3 := d2 * d
	for row, of := range [4][4]float64{
		{192 / d3, 36 / d2, 168 / d3, -24 / d2},
		{36 / d2, 9 / d, 24 / d2, -3 / d},
		{168 / d3, 24 / d2, 192 / d3, -36 / d2},
		{-24 / d2, -3 / d, -36 / d2, 9 / d},
	} {
		for column := row; column < len(of); column++ {
			h.SetSymBand(j+row, j+column, h.At(j+row, j+column)+of[column])
		}
	}
	for row, v := range [4]float64{360 * rise / (d2 * d2), 60 * rise / d3, 360 * rise / (d2 * d2), -60 * rise / d3} {
		rhs.SetVec(j+row, rhs.AtVec(j+row)+v)
	}
}

// lastBend is the second derivative of the parabola through the last three knots.
func (k *knots) lastBend() float64 {
	n := len(k.x) - 1
	slope := func(i int) float64 { return (k.y[i] - k.y[i-1]) / (k.x[i] - k.x[i-1]) }
	return 2 * (slope(n) - slope(n-1)) / (k.x[n] - k.x[n-2])
}

// fix gives an unknown of a symmetric system a value.
func fix(h *mat.SymBandDense, rhs *mat.VecDense, at int, value float64) {
	n, reach := h.SymBand()
	for j := max(at-reach, 0); j <= min(at+reach, n-1); j++ {
		rhs.SetVec(j, rhs.AtVec(j)-float64(h.At(j, at)*value))
		h.SetSymBand(j, at, 0)
	}
	h.SetSymBand(at, at, 1)
	rhs.SetVec(at, value)
}
