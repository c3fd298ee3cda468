package inequality

import (
	"fmt"
	"slices"
)

// Sample is one group's outcome and characteristics, for a regression.
type Sample struct {
	Y []float64   // outcome, one for each person
	X [][]float64 // characteristics: one column each, as long as Y
	W []float64   // weights; nil: equal weights
}

// OaxacaBlinder decomposes the gap in a mean outcome between groups A and B by their
// characteristics and by what these are worth in each group. It is built by
// [NewOaxacaBlinder]. Index 0 of every slice is the constant, index k+1 is column k.
type OaxacaBlinder struct {
	A, B  []float64 // coefficients of the regressions in each group
	MeanA []float64 // mean characteristics of each group, with 1 for the constant
	MeanB []float64
	Gap   float64 // mean outcome of A less that of B, in the unit of the outcome

	share  float64 // weight share of A
	pooled Sample  // both groups
	isA    []float64
	sets   [][]int        // columns of dummies that are normalised
	of     [2]*Regression // of A and B
}

// NewOaxacaBlinder regresses the outcome on the characteristics in each group. Both samples
// need the same columns in the same order. Nothing is modified. It returns an error as
// [LeastSquares]. Cost O(n k^2). Source: Jann 2008.
func NewOaxacaBlinder(a, b Sample) (*OaxacaBlinder, error) { return newOaxacaBlinder(a, b, nil) }

func newOaxacaBlinder(a, b Sample, sets [][]int) (*OaxacaBlinder, error) {
	if len(a.X) != len(b.X) {
		return nil, fmt.Errorf("inequality: b.X: got %d columns, want %d, as many as in a.X", len(b.X), len(a.X))
	}
	o := &OaxacaBlinder{sets: sets}
	var err error
	var weightA, weightB float64
	if o.of[0], o.MeanA, weightA, err = a.regress(); err != nil {
		return nil, fmt.Errorf("group A: %w", err)
	}
	if o.of[1], o.MeanB, weightB, err = b.regress(); err != nil {
		return nil, fmt.Errorf("group B: %w", err)
	}
	o.A, o.B = normalise(o.of[0].Coefficients, sets), normalise(o.of[1].Coefficients, sets)
	o.MeanA, o.MeanB = withOmitted(o.MeanA, sets, 1), withOmitted(o.MeanB, sets, 1)
	o.Gap = dot(o.MeanA, o.A) - dot(o.MeanB, o.B) // a regression meets the means
	o.share = weightA / (weightA + weightB)
	o.pool(a, b)
	return o, nil
}

// regress returns the regression, the mean of each column and the total weight.
func (s Sample) regress() (r *Regression, mean []float64, weight float64, err error) {
	if r, err = Regress(s.Y, s.X, s.W); err != nil {
		return nil, nil, 0, err
	}
	mean = []float64{1}
	for _, column := range s.X {
		d, err := New(column, s.W)
		if err != nil {
			return nil, nil, 0, err
		}
		mean = append(mean, d.Mean())
	}
	d, err := New(s.Y, s.W)
	if err != nil {
		return nil, nil, 0, err
	}
	return r, mean, d.Weight(), nil
}

func (o *OaxacaBlinder) pool(a, b Sample) {
	weights := func(s Sample) []float64 {
		w := make([]float64, len(s.Y))
		for i := range w {
			w[i] = weightAt(s.W, i)
		}
		return w
	}
	o.pooled = Sample{Y: slices.Concat(a.Y, b.Y), W: slices.Concat(weights(a), weights(b))}
	for k := range a.X {
		o.pooled.X = append(o.pooled.X, slices.Concat(a.X[k], b.X[k]))
	}
	o.isA = make([]float64, len(o.pooled.Y))
	for i := range a.Y {
		o.isA[i] = 1
	}
}

// Weighted returns the reference coefficients t A + (1-t) B: those of B at 0, those of A at 1,
// Reimers' at 0.5, and Cotton's at o.ShareA().
func (o *OaxacaBlinder) Weighted(t float64) []float64 {
	out := make([]float64, len(o.A))
	for k := range out {
		out[k] = float64(t*o.A[k]) + float64((1-t)*o.B[k])
	}
	return out
}

// ShareA returns the weight share of group A among both.
func (o *OaxacaBlinder) ShareA() float64 { return o.share }

// Pooled returns the coefficients of one regression over both groups (Neumark). Part of the
// gap leaks into them, and from there into what counts as explained; prefer
// [OaxacaBlinder.PooledWithGroup]. Errors as [LeastSquares].
func (o *OaxacaBlinder) Pooled() ([]float64, error) {
	beta, err := LeastSquares(o.pooled.Y, o.pooled.X, o.pooled.W)
	return normalise(beta, o.sets), err
}

// PooledWithGroup returns the coefficients of one regression over both groups that also has a
// dummy for the group, without that of the dummy. Errors as [LeastSquares].
// Source: Jann 2008; Fortin 2008.
func (o *OaxacaBlinder) PooledWithGroup() ([]float64, error) {
	beta, err := LeastSquares(o.pooled.Y, append(slices.Clone(o.pooled.X), o.isA), o.pooled.W)
	if err != nil {
		return nil, err
	}
	return normalise(beta[:len(beta)-1], o.sets), nil
}

// Part is a component of the gap, in the unit of the outcome: its total and the detail by the
// constant (index 0) and the columns.
type Part struct {
	Total  float64
	Detail []float64
}

// newPart sums x_k b_k.
func newPart(x, b []float64) Part {
	p := Part{Detail: make([]float64, len(x))}
	var s compensated
	for k := range x {
		p.Detail[k] = float64(x[k] * b[k])
		s.Add(p.Detail[k])
	}
	p.Total = s.Value()
	return p
}

// ThreeFold is the gap seen by group B: what it would gain with A's characteristics, with A's
// coefficients, and from having both at once. The three add up to the gap.
type ThreeFold struct {
	Endowments   Part // (xa - xb)' bb
	Coefficients Part // xb' (ba - bb)
	Interaction  Part // (xa - xb)' (ba - bb)
}

// ThreeFold returns the threefold decomposition. Cost O(k). Source: Jann 2008.
func (o *OaxacaBlinder) ThreeFold() ThreeFold {
	x, b := minus(o.MeanA, o.MeanB), minus(o.A, o.B)
	return ThreeFold{Endowments: newPart(x, o.B), Coefficients: newPart(o.MeanB, b), Interaction: newPart(x, b)}
}

// TwoFold is the gap as explained by characteristics, at reference coefficients, and the rest.
type TwoFold struct {
	Explained    Part // (xa - xb)' b
	Unexplained  Part // UnexplainedA + UnexplainedB
	UnexplainedA Part // xa' (ba - b): A's advantage over the reference
	UnexplainedB Part // xb' (b - bb): B's disadvantage
}

// TwoFold returns the twofold decomposition at the reference coefficients, as returned by
// [OaxacaBlinder.PooledWithGroup], [OaxacaBlinder.Pooled] or [OaxacaBlinder.Weighted], or of
// the caller's own; nil stands for the first. The choice changes the answer, so report it. It
// returns an error if the reference has another number of coefficients. Cost O(k), or O(n k^2)
// for nil. Source: Jann 2008.
func (o *OaxacaBlinder) TwoFold(reference []float64) (TwoFold, error) {
	if reference == nil {
		var err error
		if reference, err = o.PooledWithGroup(); err != nil {
			return TwoFold{}, err
		}
	}
	if err := checkLength("reference", len(reference), len(o.A), "A"); err != nil {
		return TwoFold{}, err
	}
	t := TwoFold{
		Explained:    newPart(minus(o.MeanA, o.MeanB), reference),
		UnexplainedA: newPart(o.MeanA, minus(o.A, reference)),
		UnexplainedB: newPart(o.MeanB, minus(reference, o.B)),
	}
	t.Unexplained.Total = t.UnexplainedA.Total + t.UnexplainedB.Total
	for k := range t.UnexplainedA.Detail {
		t.Unexplained.Detail = append(t.Unexplained.Detail, t.UnexplainedA.Detail[k]+t.UnexplainedB.Detail[k])
	}
	return t, nil
}

func minus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for k := range a {
		out[k] = a[k] - b[k]
	}
	return out
}

func dot(a, b []float64) float64 { return newPart(a, b).Total }
