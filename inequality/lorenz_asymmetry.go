package inequality

import "math"

// LorenzAsymmetry returns the Lorenz asymmetry coefficient, F(mu) + L(mu): where the Lorenz curve is parallel to the diagonal. Below 1 inequality is due
// most to many who have little, above 1 to few who have much; 1 for a symmetric curve, as of a lognormal distribution. No unit.
//
//	F(mu) = F_m + d f,   L(mu) = L_m + d f x_{m+1}/mu,   d = (mu - x_m)/(x_{m+1} - x_m)
//
// with x_m the largest value below the mean and f the share of one row, 1/n with the effective number of rows (sum w)^2/sum w^2, or of all
// at x_{m+1} if that is less. Where a value is the mean, the curve is parallel along a stretch, and the middle of it counts. With equal weights it is
// Lasym of R's ineq; copies of everybody change it by the order of 1/n. NaN if the mean is not positive; 1 when all are equal. Cost O(log n), after
// O(n) once. Source: as ineq cites it, Damgaard and Weiner 2000.
func (d *Distribution) LorenzAsymmetry() float64 {
	if !d.relative() {
		return math.NaN()
	}
	m := 0 // values below the mean
	for m < len(d.x) && d.dev(m) < 0 {
		m++
	}
	f, l := d.below(m)/d.total(), d.incomeUpToValue(m-1)/d.allIncome()
	share := d.w[m] / d.total()
	part := 0.5 // of the next value: half of it if that is the mean
	if d.dev(m) > 0 {
		share = min(share, 1/d.effectiveRows())
		part = -d.dev(m-1) / (d.dev(m) - d.dev(m-1))
	}
	return f + l + float64(part*share*(1+d.ratioTo(m)))
}
