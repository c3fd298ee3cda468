package inequality

import (
	"fmt"
	"math"
	"sort"
)

// checkEdges reports edges that do not ascend.
func checkEdges(edges []float64) error {
	if len(edges) < 2 {
		return fmt.Errorf("inequality: edges: got %d, want at least 2", len(edges))
	}
	for i, e := range edges {
		if math.IsNaN(e) || math.IsInf(e, 0) {
			return fmt.Errorf("inequality: edges[%d]: got %v, want a finite number", i, e)
		}
		if i > 0 && !(e > edges[i-1]) {
			return fmt.Errorf("inequality: edges[%d]: got %v, want more than %v", i, e, edges[i-1])
		}
	}
	return nil
}

// checkClasses reports a table of classes that cannot be.
func checkClasses(edges, w, mean []float64) error {
	if err := checkEdges(edges); err != nil {
		return err
	}
	if err := checkLength("mean", len(mean), len(edges)-1, "edges less one"); err != nil {
		return err
	}
	if w == nil {
		return fmt.Errorf("inequality: w: got nil, want the weight of each class")
	}
	if err := checkWeights(w, len(mean), "mean"); err != nil {
		return err
	}
	for k, m := range mean {
		if w[k] > 0 && !(m >= edges[k] && m <= edges[k+1]) {
			return fmt.Errorf("inequality: mean[%d]: got %v, want %v to %v", k, m, edges[k], edges[k+1])
		}
	}
	return nil
}

// class returns k with edges[k] <= v < edges[k+1]; the last class holds its upper edge too.
// It is negative or len(edges)-1 for a value outside.
func class(edges []float64, v float64) int {
	if v == edges[len(edges)-1] {
		return len(edges) - 2
	}
	return sort.Search(len(edges), func(k int) bool { return edges[k] > v }) - 1
}

// classes returns the weight and the mean of each class, in the unit of x.
func (d *Distribution) classes(edges []float64) (w, mean []float64, err error) {
	if err := checkEdges(edges); err != nil {
		return nil, nil, err
	}
	sums := make([]compensated, len(edges)-1)
	weights := make([]compensated, len(edges)-1)
	for i, x := range d.x {
		k := class(edges, x)
		if k < 0 || k >= len(sums) {
			return nil, nil, fmt.Errorf("inequality: value %v is outside the edges %v to %v", x, edges[0], edges[len(edges)-1])
		}
		weights[k].Add(d.w[i])
		sums[k].Add(float64(d.w[i] * d.scaled(i)))
	}
	w, mean = make([]float64, len(sums)), make([]float64, len(sums))
	for k := range sums {
		if w[k] = weights[k].Value(); w[k] > 0 {
			// Rounding must not push the mean of a class out of it.
			mean[k] = min(max(sums[k].Value()/w[k]/d.scale, edges[k]), edges[k+1])
		}
	}
	return w, mean, nil
}
