package inequality

import "math"

// These build a [Distribution] for a single measure. For several of the same data, call [New]
// once and use its methods.

// Gini returns the Gini coefficient of x with weights w (nil: equal weights); see
// [Distribution.Gini] and, for errors, [New].
func Gini(x, w []float64) (float64, error) { return measure(x, w, (*Distribution).Gini) }

// TheilT returns the Theil index of x with weights w (nil: equal weights); see
// [Distribution.TheilT] and, for errors, [New].
func TheilT(x, w []float64) (float64, error) { return measure(x, w, (*Distribution).TheilT) }

// TheilL returns the mean log deviation of x with weights w (nil: equal weights); see
// [Distribution.TheilL] and, for errors, [New].
func TheilL(x, w []float64) (float64, error) { return measure(x, w, (*Distribution).TheilL) }

// Hoover returns the Hoover index of x with weights w (nil: equal weights); see
// [Distribution.Hoover] and, for errors, [New].
func Hoover(x, w []float64) (float64, error) { return measure(x, w, (*Distribution).Hoover) }

// Palma returns the Palma ratio of x with weights w (nil: equal weights); see
// [Distribution.Palma] and, for errors, [New].
func Palma(x, w []float64) (float64, error) { return measure(x, w, (*Distribution).Palma) }

// Atkinson returns the Atkinson index of x with weights w (nil: equal weights); see
// [Distribution.Atkinson] and, for errors, also [New].
func Atkinson(x, w []float64, epsilon float64) (float64, error) {
	d, err := New(x, w)
	if err != nil {
		return math.NaN(), err
	}
	return d.Atkinson(epsilon)
}

func measure(x, w []float64, of func(*Distribution) float64) (float64, error) {
	d, err := New(x, w)
	if err != nil {
		return math.NaN(), err
	}
	return of(d), nil
}
