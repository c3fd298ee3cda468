package inequality

import "math"

// LorenzAsymmetry returns the Lorenz asymmetry coefficient, F(mu) + L(mu): where the Lorenz curve is parallel to the diagonal. Below 1 inequality is due
// most to many who have little, above 1 to few who have much; 1 for a symmetric curve, as of a lognormal distribution. No unit.
//
//	F(mu) = F_m + d f,   L(mu) = L_m + d f x_{m+1}/mu,   d = (mu - x_m)/(x_{m+1} - x_m)
//
// with x_m the largest value below the mean and f the share of one row, 1/n with the effective number of rows (sum w)^2/sum w^2, or of all
// at x_{m+1} if that is less. Where a value is the mean up to rounding, the curve is parallel along a stretch, and the middle of it counts. With equal weights it is
// Lasym of R's ineq; copies of everybody change it by the order of 1/n, and [Distribution.LorenzAsymmetryCounts] takes weights as counts instead. NaN if the mean
// is not positive; 1 when all are equal. Cost O(log n), after O(n) once. Source: as ineq cites it, Damgaard and Weiner 2000.
func (d *Distribution) LorenzAsymmetry() float64 {
	if !d.relative() {
		return math.NaN()
	}
	return d.lorenzAsymmetry(1 / d.effectiveRows())
}

// LorenzAsymmetryCounts returns the Lorenz asymmetry coefficient of the data with every row written out w times: f of [Distribution.LorenzAsymmetry] is 1 over
// the sum of weights. It is Lasym of R's ineq, whose weights are counts. No unit. NaN as there, and if the sum of weights is below 1. Cost the same.
func (d *Distribution) LorenzAsymmetryCounts() float64 {
	if !d.relative() || !(d.Weight() >= 1) {
		return math.NaN()
	}
	return d.lorenzAsymmetry(1 / d.Weight())
}

// lorenzAsymmetry is the coefficient if one row has this share.
func (d *Distribution) lorenzAsymmetry(row float64) float64 {
	below, upTo := d.aroundMean()
	f, l := d.below(below)/d.total(), d.incomeUpToValue(below-1)/d.allIncome()
	if upTo > below {
		return (f + l + d.below(upTo)/d.total() + d.incomeUpToValue(upTo-1)/d.allIncome()) / 2
	}
	share := min(d.w[below]/d.total(), row)
	part := -d.dev(below-1) / (d.dev(below) - d.dev(below-1))
	return f + l + float64(part*share*(1+d.ratioTo(below)))
}

// aroundMean returns how many distinct values are below the mean, and how many are not above it. A value that differs from it by no more than the
// values, the weights and the mean were rounded is the mean, so that its unit does not count.
func (d *Distribution) aroundMean() (below, upTo int) {
	const fuzz = 4 * 0x1p-52
	for below < len(d.x) && d.dev(below) < -fuzz {
		below++
	}
	for upTo = below; upTo < len(d.x) && d.dev(upTo) <= fuzz; {
		upTo++
	}
	return below, upTo
}
