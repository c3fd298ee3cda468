package inequality

import "math"

// A relative line of poverty is a share of a quantile of the same people; at-risk-of-poverty is below 60% of the median. The quantile is of type 2, the
// official rule; R's laeken means to follow it, but never averages at a jump, so its lines are those of the next value up there.

// RelativeLine returns share times the p-quantile of type 2, such as 60% of the median with (0.6, 0.5), in the unit of x. NaN: see [Distribution]. It
// returns an error if share is not positive and finite or p is not in [0, 1]. Cost O(log n).
func (d *Distribution) RelativeLine(share, p float64) (float64, error) {
	if err := checkPositive("share", share); err != nil {
		return math.NaN(), err
	}
	q, err := d.Quantile(p, AveragedInverseCDF)
	return share * q, err
}

// RelativeFGT returns [Distribution.FGT] below [Distribution.RelativeLine]: at alpha = 0, share = 0.6 and p = 0.5 the at-risk-of-poverty rate. No unit.
// NaN if the line is not positive. Errors as those. Cost O(n).
func (d *Distribution) RelativeFGT(alpha, share, p float64) (float64, error) {
	if err := checkRange("alpha", alpha, 0, math.Inf(1)); err != nil {
		return math.NaN(), err
	}
	z, err := d.RelativeLine(share, p)
	if err != nil || !(z > 0) || math.IsInf(z, 1) {
		return math.NaN(), err
	}
	return d.FGT(alpha, z)
}

// AtRiskOfPoverty returns the share of people below 60% of the median, strictly. No unit. NaN unless the median is above 0. R's laeken has it as arpr,
// in percent. Cost O(log n).
func (d *Distribution) AtRiskOfPoverty() float64 {
	rate, err := d.RelativeFGT(0, 0.6, 0.5)
	if err != nil {
		return math.NaN()
	}
	return rate
}

// RelativeMedianGap returns how far the type 2 median of the poor lies below [Distribution.RelativeLine], over that line: with share = 0.6 and p = 0.5 the
// relative median at-risk-of-poverty gap. No unit. NaN if nobody is below the line or it is not positive. Errors as RelativeLine. R's laeken has it as
// rmpg, in percent. Cost O(n).
func (d *Distribution) RelativeMedianGap(share, p float64) (float64, error) {
	z, err := d.RelativeLine(share, p)
	if err != nil || !(z > 0) || math.IsInf(z, 1) {
		return math.NaN(), err
	}
	k := d.poor(z)
	if k == 0 {
		return math.NaN(), nil
	}
	poor := &Distribution{x: d.x[:k], w: d.w[:k], cum: d.cum[:k]}
	return (z - poor.quantile(0.5, AveragedInverseCDF)) / z, nil
}

// QuintileShareRatio returns the quintile share ratio by the official definition: what those above the 80% quantile have over what those up to the 20%
// quantile have, both of type 2. [Distribution.S80S20] splits people instead and gives each fifth exactly a fifth of them; where values are tied
// the two differ: if all have the same, nobody is above the 80% quantile, and the ratio is 0, where S80S20 is 1. No unit. +Inf if the poorest have nothing, NaN if they have less or the mean is not positive. R's laeken has it as qsr, with quantiles that
// never average. Cost O(log n), after O(n) once.
func (d *Distribution) QuintileShareRatio() float64 {
	if !d.relative() {
		return math.NaN()
	}
	upTo := func(p float64) float64 {
		k, _ := d.rank(d.quantile(p, AveragedInverseCDF))
		return d.incomeUpToValue(k - 1)
	}
	return ratio(d.allIncome()-upTo(0.8), upTo(0.2))
}

// PayGap returns the pay gap of B to A, (mean A - mean B)/mean A; with men as A and women as B the gender pay gap. No unit. NaN unless the mean of A is
// above 0. R's laeken has it as gpg(method = "mean"). Cost O(1).
func (g Gap) PayGap() float64 {
	if g.empty() || !g.A.relative() {
		return math.NaN()
	}
	return g.Mean() / g.A.Mean()
}

// MedianPayGap returns (median A - median B)/median A, of type 2. No unit. NaN unless the median of A is above 0. R's laeken has it as
// gpg(method = "median"), with medians that never average. Cost O(log n).
func (g Gap) MedianPayGap() float64 {
	if g.empty() || !(g.A.Median() > 0) {
		return math.NaN()
	}
	return (g.A.Median() - g.B.Median()) / g.A.Median()
}

// GroupPoverty is what a group has to do with a measure of poverty that is an average over people.
type GroupPoverty struct {
	Share        float64 // of the group in all people
	Index        float64 // of the group
	Contribution float64 // Share Index over the index of all: the contributions add up to 1
}

// FGT returns [Distribution.FGT] of each group, in the order of Labels. Contributions are NaN if nobody is poor. Errors as that. Cost O(n).
func (g *Grouped[L]) FGT(alpha, z float64) ([]GroupPoverty, error) {
	return g.poverty(func(d *Distribution) (float64, error) { return d.FGT(alpha, z) })
}

// Watts returns [Distribution.Watts] of each group, in the order of Labels. Contributions are NaN if nobody is poor or the index is not finite. Errors as
// that. Cost O(n).
func (g *Grouped[L]) Watts(z float64) ([]GroupPoverty, error) {
	return g.poverty(func(d *Distribution) (float64, error) { return d.Watts(z) })
}

func (g *Grouped[L]) poverty(of func(*Distribution) (float64, error)) ([]GroupPoverty, error) {
	all, err := of(g.All)
	if err != nil {
		return nil, err
	}
	shares := g.PopulationShare()
	list := make([]GroupPoverty, len(g.Parts))
	for k, part := range g.Parts {
		index, err := of(part)
		if err != nil {
			return nil, err
		}
		list[k] = GroupPoverty{Share: shares[k], Index: index, Contribution: float64(shares[k]*index) / all}
	}
	return list, nil
}
