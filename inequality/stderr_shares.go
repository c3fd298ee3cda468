package inequality

import (
	"fmt"
	"math"
)

// LorenzSE returns the linearised standard error of [Distribution.Lorenz]. With q the p-quantile,
//
//	IF(x) = [p q + min(x - q, 0) - L mu - L (x - mu)]/mu,   var = n/(n-1) sum (f_i IF_i)^2
//
// No unit. NaN for a single row and where the share is. It returns an error if p is not in [0, 1]. Cost O(n).
func (d *Distribution) LorenzSE(p float64) (float64, error) {
	if err := checkRange("p", p, 0, 1); err != nil || !d.relative() {
		return math.NaN(), err
	}
	return d.kept.value("lorenz se", p, func() float64 { return d.linearised(d.lorenzInfluence(p, d.lorenz(p))) }), nil
}

// TopShareSE returns the standard error of [Distribution.TopShare], that of the Lorenz curve at 1-t; see [Distribution.LorenzSE].
func (d *Distribution) TopShareSE(t float64) (float64, error) {
	if err := checkRange("t", t, 0, 1); err != nil {
		return math.NaN(), err
	}
	return d.LorenzSE(1 - t)
}

// PalmaSE returns the linearised standard error of [Distribution.Palma], from those of the two shares; see [Distribution.LorenzSE]. No unit. NaN for
// a single row, where the ratio is not finite, and where people differ but the linearised ratio does not, as of two rows: it is 0 then, and says nothing of the error. Cost O(n).
func (d *Distribution) PalmaSE() float64 { return d.shareRatioSE(0.1, 0.4) }

// S80S20SE returns the linearised standard error of [Distribution.S80S20]; see [Distribution.PalmaSE].
func (d *Distribution) S80S20SE() float64 { return d.shareRatioSE(0.2, 0.2) }

func (d *Distribution) shareRatioSE(top, bottom float64) float64 {
	if !d.relative() || !(d.lorenz(bottom) > 0) {
		return math.NaN()
	}
	high, low := d.lorenz(1-top), d.lorenz(bottom)
	r := (1 - high) / low
	upper, lower := d.lorenzInfluence(1-top, high), d.lorenzInfluence(bottom, low)
	se := d.linearised(func(i int) float64 { return -(upper(i) + float64(r*lower(i))) / low })
	if se <= r*rounding && len(d.x) > 1 {
		return math.NaN()
	}
	return se
}

// rounding is how far an error is from 0, in values, that is 0 but for rounding.
const rounding = 0x1p-40

// QuantileInterval returns Woodruff's confidence interval of the p-quantile at a level such as 0.95, in the unit of x: the type 1 quantiles at the shares of
// [Distribution.QuantileShares]. It needs no density, and its ends are values of the data. NaN for a single row, and where the quantile is the largest value, since
// everybody is up to it and the share's error is 0; see also [Distribution]. It returns an error if p is not in [0, 1] or level not between 0 and 1. Cost O(n).
// Source: the interval is known by the name of Woodruff (1952); R's survey calls it interval.type = "mean".
func (d *Distribution) QuantileInterval(p, level float64) (lo, hi float64, err error) {
	from, to, err := d.QuantileShares(p, level)
	if err != nil || math.IsNaN(from) {
		return math.NaN(), math.NaN(), err
	}
	return d.quantile(from, InverseCDF), d.quantile(to, InverseCDF), nil
}

// QuantileShares returns the shares of people at whose quantiles Woodruff's interval of the p-quantile ends, whatever their type: p -+ z SE within [0, 1],
// with SE the standard error of the share of people up to the quantile and z the normal quantile of the level, such as 0.95. NaN and errors as
// [Distribution.QuantileInterval]. Cost O(n).
func (d *Distribution) QuantileShares(p, level float64) (from, to float64, err error) {
	if err := checkRange("p", p, 0, 1); err != nil {
		return math.NaN(), math.NaN(), err
	}
	if !(level > 0 && level < 1) {
		return math.NaN(), math.NaN(), fmt.Errorf("inequality: level: got %v, want between 0 and 1", level)
	}
	if d.empty() || d.n < 2 {
		return math.NaN(), math.NaN(), nil
	}
	k, _ := d.rank(d.quantile(p, InverseCDF))
	se := d.linearised(func(i int) float64 {
		if i < k {
			return 1 - d.below(k)/d.total()
		}
		return -d.below(k) / d.total()
	})
	if se == 0 {
		return math.NaN(), math.NaN(), nil
	}
	off := float64(math.Sqrt2 * math.Erfinv(level) * se)
	return max(p-off, 0), min(p+off, 1), nil
}
