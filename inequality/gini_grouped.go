package inequality

import "math"

// GiniBounds are the smallest and largest Gini that a table of classes allows.
type GiniBounds struct {
	Lower float64 // everyone has the mean of their class
	Upper float64 // everyone stands at one of the ends of their class
}

// Estimate returns the two-thirds rule, Lower + 2/3 (Upper - Lower).
// Source: Cowell and Mehta 1982.
func (b GiniBounds) Estimate() float64 { return b.Lower + 2*(b.Upper-b.Lower)/3 }

// GroupedGini returns the bounds of the Gini of data known as a table of classes only: class
// k reaches from edges[k] to edges[k+1] and has the weight w[k] and the mean mean[k].
//
//	Lower = Gini of the class means
//	Upper = Lower + sum f_k^2 (m_k - a_k)(b_k - m_k)/(mu (b_k - a_k))
//
// Classes of weight 0 are ignored. NaN as for [Distribution.Gini]. It returns an error if the
// lengths do not fit, the edges do not ascend or a mean lies outside its class.
// Cost O(k log k). Source: Gastwirth 1972.
func GroupedGini(edges, w, mean []float64) (GiniBounds, error) {
	nan := GiniBounds{math.NaN(), math.NaN()}
	if err := checkClasses(edges, w, mean); err != nil {
		return nan, err
	}
	d, err := New(mean, w)
	if err != nil {
		return nan, err
	}
	if !d.relative() {
		return nan, nil
	}
	var total, width compensated
	for _, v := range w {
		total.Add(v)
	}
	for k, m := range mean {
		if w[k] == 0 || m == edges[k] || m == edges[k+1] {
			continue
		}
		f := w[k] / total.Value()
		inside := (m - edges[k]) / (edges[k+1] - edges[k]) * (edges[k+1] - m)
		width.Add(float64(float64(f*f) * (inside / d.Mean())))
	}
	lower := d.Gini()
	return GiniBounds{Lower: lower, Upper: lower + width.Value()}, nil
}

// GroupedGini returns the bounds that remain for the Gini if the data are known as a table of
// classes with these edges only: class k holds edges[k] <= x < edges[k+1], the last one also
// its upper edge. See the function [GroupedGini]. It returns an error if a value lies outside.
func (d *Distribution) GroupedGini(edges []float64) (GiniBounds, error) {
	w, mean, err := d.classes(edges)
	if err != nil || d.empty() {
		return GiniBounds{math.NaN(), math.NaN()}, err
	}
	return GroupedGini(edges, w, mean)
}
