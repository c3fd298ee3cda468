package inequality

import (
	"fmt"
	"slices"
)

// NewOaxacaBlinderNormalised is [NewOaxacaBlinder] with normalised dummies: the detail of a set of dummies, which otherwise depends on the category that they
// leave out, is measured from the average of all categories. Each set lists the numbers of the columns of X that are the dummies of one characteristic, without the
// category left out, which gets a column of its own after the others, in the order of the sets.
//
//	b_j - mean of b,   constant + mean of b,   with 0 for the category left out
//
// Totals do not change. It returns an error as NewOaxacaBlinder, if a number is no column or stands twice, and for a set whose columns in a row of positive weight are
// not 0 but for a single 1 at most. Source: Gardeazabal and Ugidos 2004; Yun 2005; Jann 2008, whose Stata command has it as normalize().
func NewOaxacaBlinderNormalised(a, b Sample, sets ...[]int) (*OaxacaBlinder, error) {
	if err := checkSets(sets, len(a.X)); err != nil {
		return nil, err
	}
	o, err := newOaxacaBlinder(a, b, sets)
	if err != nil {
		return nil, err
	}
	for _, g := range []struct {
		name string
		of   Sample
	}{{"group A", a}, {"group B", b}} {
		if err := checkDummies(g.of, sets); err != nil {
			return nil, fmt.Errorf("%s: %w", g.name, err)
		}
	}
	return o, nil
}

func checkSets(sets [][]int, columns int) error {
	seen := make([]bool, columns)
	for s, set := range sets {
		for _, k := range set {
			if k < 0 || k >= columns || seen[k] {
				return fmt.Errorf("inequality: sets[%d]: got column %d, want 0 to %d, each once", s, k, columns-1)
			}
			seen[k] = true
		}
	}
	return nil
}

func checkDummies(of Sample, sets [][]int) error {
	for s, set := range sets {
		for i := range of.Y {
			ones := 0
			for _, k := range set {
				switch v := of.X[k][i]; {
				case weightAt(of.W, i) == 0 || v == 0:
				case v == 1:
					ones++
				default:
					return fmt.Errorf("inequality: x[%d][%d]: got %v, want 0 or 1, as a dummy of sets[%d]", k, i, v, s)
				}
			}
			if ones > 1 {
				return fmt.Errorf("inequality: row %d: got %d dummies of sets[%d] that are 1, want one at most", i, ones, s)
			}
		}
	}
	return nil
}

// normalise turns coefficients into those of normalised dummies and appends those of the categories left out. It is linear.
func normalise(beta []float64, sets [][]int) []float64 {
	if len(sets) == 0 || beta == nil {
		return beta
	}
	out := slices.Clone(beta)
	for _, set := range sets {
		var sum compensated
		for _, k := range set {
			sum.Add(beta[k+1])
		}
		mean := sum.Value() / float64(len(set)+1)
		for _, k := range set {
			out[k+1] -= mean
		}
		out[0] += mean
		out = append(out, -mean)
	}
	return out
}

// withOmitted appends the means of the categories left out, whole less those of each set.
func withOmitted(mean []float64, sets [][]int, whole float64) []float64 {
	out := slices.Clone(mean)
	for _, set := range sets {
		rest := whole
		for _, k := range set {
			rest -= mean[k+1]
		}
		out = append(out, rest)
	}
	return out
}
