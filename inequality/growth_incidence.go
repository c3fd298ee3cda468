package inequality

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// GrowthIncidence returns the growth incidence curve between two distributions at the shares p: by how much the p-quantile grew, relative to what it was,
//
//	g(p) = q_after(p)/q_before(p) - 1
//
// with type 2 quantiles. People may have changed places in between: [NonAnonymousGrowth] follows them. No unit; 0.05 is growth by 5%. +Inf if only
// the quantile before is 0; NaN if both are, or it is negative, and where a quantile is. It returns an error if a distribution is nil or a share is not in [0, 1].
// Cost O(log n) a share. Source: Ravallion and Chen 2003.
func GrowthIncidence(before, after *Distribution, p []float64) ([]float64, error) {
	if err := checkBoth(before, after); err != nil {
		return nil, err
	}
	out := make([]float64, len(p))
	for k, share := range p {
		a, err := before.Quantile(share, AveragedInverseCDF)
		if err != nil {
			return nil, fmt.Errorf("p[%d]: %w", k, err)
		}
		b, err := after.Quantile(share, AveragedInverseCDF)
		if err != nil {
			return nil, fmt.Errorf("p[%d]: %w", k, err)
		}
		out[k] = ratio(b, a) - 1
	}
	return out, nil
}

// checkBoth reports a distribution that is nil.
func checkBoth(before, after *Distribution) error {
	var missing []error
	if before == nil {
		missing = append(missing, errors.New("inequality: before: got nil, want a distribution"))
	}
	if after == nil {
		missing = append(missing, errors.New("inequality: after: got nil, want a distribution"))
	}
	return errors.Join(missing...)
}

// ProPoorGrowth returns the rate of pro-poor growth, the mean of the growth incidence curve over those who were below the line z before,
//
//	(1/H) integral of g(p) from 0 to H,   H the headcount before
//
// exact for the quantiles of both distributions, which are steps (type 1). Ravallion and Chen average over percentiles, which is close to it for many
// people. No unit. NaN if nobody was poor or without observations; +Inf or NaN with a quantile of 0 or less before. It returns an error
// if a distribution is nil or z is not positive and finite. Cost O(n). Source: Ravallion and Chen 2003.
func ProPoorGrowth(before, after *Distribution, z float64) (float64, error) {
	if err := errors.Join(checkBoth(before, after), checkPositive("z", z)); err != nil || before.empty() || after.empty() {
		return math.NaN(), err
	}
	poor := before.poor(z)
	if poor == 0 {
		return math.NaN(), nil
	}
	headcount := before.cum[poor-1] / before.total()
	var total compensated
	from := 0.0
	for i, j := 0, 0; i < poor; {
		a, b := before.cum[i]/before.total(), after.cum[j]/after.total()
		to := min(a, b, headcount)
		total.Add(float64((to - from) * (ratio(after.x[j], before.x[i]) - 1)))
		from = to
		if a <= b {
			i++
		}
		if b <= a && j+1 < len(after.x) {
			j++
		}
	}
	return total.Value() / headcount, nil
}

// NonAnonymousGrowth returns the non-anonymous growth incidence curve of the same people at two dates, with weights w (nil: equal weights): for each of k
// groups of equal size by their value before, how much the mean of its people grew. Equal values before are taken together, and people may be
// split between groups. No unit. +Inf if only the mean before is 0; NaN if both are, or it is negative. NaN too without observations or with NaN or infinite
// values. It returns an error if k is below 1 or above the number of rows, and as [NewConcentration]. Cost: three sorts. Source: Grimm 2007; Bourguignon 2011.
func NonAnonymousGrowth(before, after, w []float64, k int) ([]float64, error) {
	if rows := max(len(before), 1); k < 1 || k > rows {
		return nil, fmt.Errorf("inequality: k: got %d, want 1 to %d, the number of rows", k, rows)
	}
	later, err := NewConcentration(after, before, w)
	if err != nil {
		return nil, err
	}
	if later.empty() {
		return slices.Repeat([]float64{math.NaN()}, k), nil
	}
	out := make([]float64, k)
	heldBefore, heldAfter := 0.0, 0.0
	for g := range out {
		p := float64(g+1) / float64(k)
		a, b := later.by.incomeUpTo(p)/later.by.scale, later.upTo(p)*later.by.wscale/later.of.scale
		out[g] = ratio(b-heldAfter, a-heldBefore) - 1
		heldBefore, heldAfter = a, b
	}
	return out, nil
}
