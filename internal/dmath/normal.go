package dmath

import (
	"fmt"
	"math"
)

// NormalQuantile returns the standard normal quantile of p, within about 1e-16 relative (Wichura (1988), Algorithm AS 241, Applied
// Statistics 37: three quotients of polynomials of degree 7). It is -Inf at 0, +Inf at 1. It panics outside [0, 1], as gonum's does.
func NormalQuantile(p float64) float64 {
	switch {
	case p < 0 || p > 1:
		panic(fmt.Sprintf("dmath: no quantile of %g", p))
	case p == 0:
		return math.Inf(-1)
	case p == 1:
		return math.Inf(1)
	}
	d := p - 0.5
	if math.Abs(d) <= 0.425 {
		return d * quotient(0.180625-float64(d*d), &centre)
	}
	r := math.Sqrt(-Log(min(p, 1-p)))
	z := 0.0
	if r <= 5 {
		z = quotient(r-1.6, &middle)
	} else {
		z = quotient(r-5, &tail)
	}
	return math.Copysign(z, d)
}

// quotient returns the quotient of the values at x of two polynomials, the highest coefficients first.
func quotient(x float64, of *[2][8]float64) float64 {
	return polynomial(x, of[0][:]...) / polynomial(x, of[1][:]...)
}

// The coefficients of AS 241.
var (
	centre = [2][8]float64{
		{
			2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
			13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
		},
		{
			5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
			5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
		},
	}
	middle = [2][8]float64{
		{
			7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
			3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
		},
		{
			1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
			0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
		},
	}
	tail = [2][8]float64{
		{
			2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
			0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
		},
		{
			2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
			0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
		},
	}
)
