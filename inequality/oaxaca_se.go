package inequality

import (
	"fmt"
	"slices"
)

// LinearisedPart is a [Part] with its linearised variables, over the rows of A and then those of B.
type LinearisedPart struct {
	Total  Linearised
	Detail []Linearised
}

// The rows of the linearised variables of a decomposition are those of A and then those of B, so the weights to go with them are those of A and then
// those of B. Characteristics count as drawn too, not as given, and nothing is taken for granted about the errors of the regressions: a simple
// sample, by [Linearised.SE], then has Jann's standard errors with robust covariances, up to the factor n/(n-1); clusters and strata are for package survey.

// vector is a vector with the linearised variable of each element.
type vector struct {
	value []float64
	z     [][]float64 // by row
}

// ThreeFoldLinearised returns [OaxacaBlinder.ThreeFold] with its linearised variables, from which standard errors come. Cost O(n k^2).
// Source: Jann 2008.
func (o *OaxacaBlinder) ThreeFoldLinearised() (endowments, coefficients, interaction LinearisedPart) {
	xa, xb, a, b := o.means(0), o.means(1), o.coefficients(0), o.coefficients(1)
	x, change := xa.minus(xb), a.minus(b)
	return x.times(b), xb.times(change), x.times(change)
}

// OaxacaReference names the reference coefficients of a twofold decomposition.
type OaxacaReference int

// The references.
const (
	ReferencePooledWithGroup OaxacaReference = iota // [OaxacaBlinder.PooledWithGroup]
	ReferencePooled                                 // [OaxacaBlinder.Pooled]
	ReferenceA                                      // the coefficients of A
	ReferenceB                                      // those of B
	ReferenceShare                                  // Cotton's: both, by the weight share of their group, which counts as known
)

// TwoFoldLinearised returns the explained and the unexplained part of [OaxacaBlinder.TwoFold] with their linearised variables. It returns an error for a
// reference that there is not, and as [LeastSquares] for the pooled ones. Cost O(n k^2). Source: Jann 2008.
func (o *OaxacaBlinder) TwoFoldLinearised(reference OaxacaReference) (explained, unexplained LinearisedPart, err error) {
	xa, xb, a, b := o.means(0), o.means(1), o.coefficients(0), o.coefficients(1)
	ref, err := o.referenceVector(reference, a, b)
	if err != nil {
		return LinearisedPart{}, LinearisedPart{}, err
	}
	better, worse := xa.times(a.minus(ref)), xb.times(ref.minus(b))
	return xa.minus(xb).times(ref), better.plus(worse), nil
}

func (o *OaxacaBlinder) referenceVector(reference OaxacaReference, a, b vector) (vector, error) {
	switch reference {
	case ReferenceA:
		return a, nil
	case ReferenceB:
		return b, nil
	case ReferenceShare:
		return a.mix(b, o.share), nil
	case ReferencePooled:
		return o.pooledVector(o.pooled.X)
	case ReferencePooledWithGroup:
		return o.pooledVector(append(slices.Clone(o.pooled.X), o.isA))
	}
	return vector{}, fmt.Errorf("inequality: reference: got %d, want one of the references", reference)
}

// pooledVector is the regression over both groups, without what is left of the columns beyond the characteristics.
func (o *OaxacaBlinder) pooledVector(x [][]float64) (vector, error) {
	r, err := Regress(o.pooled.Y, x, o.pooled.W)
	if err != nil {
		return vector{}, err
	}
	return o.normalised(r.Linearised()[:len(o.pooled.X)+1], 0), nil
}

// rows is the number of rows of A.
func (o *OaxacaBlinder) rows() int { return len(o.of[0].Residuals) }

// coefficients are those of a group, 0 for A and 1 for B.
func (o *OaxacaBlinder) coefficients(group int) vector {
	return o.normalised(o.of[group].Linearised(), group*o.rows())
}

// normalised gathers coefficients whose first row is the row first of all.
func (o *OaxacaBlinder) normalised(of []Linearised, first int) vector {
	v := vector{z: make([][]float64, len(o.pooled.Y))}
	for _, l := range of {
		v.value = append(v.value, l.Value)
	}
	k := len(of)
	v.value = normalise(v.value, o.sets)
	for i := range v.z {
		at := make([]float64, k)
		if j := i - first; j >= 0 && j < len(of[0].Z) {
			for c, l := range of {
				at[c] = l.Z[j]
			}
		}
		v.z[i] = normalise(at, o.sets)
	}
	return v
}

// means are the mean characteristics of a group.
func (o *OaxacaBlinder) means(group int) vector {
	v := vector{value: o.MeanA, z: make([][]float64, len(o.pooled.Y))}
	first, last := 0, o.rows()
	if group == 1 {
		v.value, first, last = o.MeanB, last, len(o.pooled.Y)
	}
	var all compensated
	for i := first; i < last; i++ {
		all.Add(o.pooled.W[i])
	}
	columns := len(o.pooled.X) + 1
	for i := range v.z {
		at := make([]float64, columns)
		if i >= first && i < last && o.pooled.W[i] > 0 {
			for k, column := range o.pooled.X {
				at[k+1] = (column[i] - v.value[k+1]) / all.Value()
			}
		}
		v.z[i] = withOmitted(at, o.sets, 0)
	}
	return v
}

func (v vector) minus(u vector) vector {
	out := vector{value: minus(v.value, u.value), z: make([][]float64, len(v.z))}
	for i := range v.z {
		out.z[i] = minus(v.z[i], u.z[i])
	}
	return out
}

// mix is t v + (1-t) u.
func (v vector) mix(u vector, t float64) vector {
	blend := func(a, b []float64) []float64 {
		out := make([]float64, len(a))
		for k := range a {
			out[k] = float64(t*a[k]) + float64((1-t)*b[k])
		}
		return out
	}
	out := vector{value: blend(v.value, u.value), z: make([][]float64, len(v.z))}
	for i := range v.z {
		out.z[i] = blend(v.z[i], u.z[i])
	}
	return out
}

// times is v_k u_k for each k, and their sum.
func (v vector) times(u vector) LinearisedPart {
	p := LinearisedPart{Total: Linearised{Value: dot(v.value, u.value), Z: make([]float64, len(v.z))}}
	for k := range v.value {
		l := Linearised{Value: v.value[k] * u.value[k], Z: make([]float64, len(v.z))}
		for i := range v.z {
			l.Z[i] = float64(v.z[i][k]*u.value[k]) + float64(v.value[k]*u.z[i][k])
			p.Total.Z[i] += l.Z[i]
		}
		p.Detail = append(p.Detail, l)
	}
	return p
}

// plus adds two parts of the same rows.
func (p LinearisedPart) plus(q LinearisedPart) LinearisedPart {
	out := LinearisedPart{Total: p.Total.plus(q.Total)}
	for k := range p.Detail {
		out.Detail = append(out.Detail, p.Detail[k].plus(q.Detail[k]))
	}
	return out
}

func (l Linearised) plus(other Linearised) Linearised {
	sum := Linearised{Value: l.Value + other.Value, Z: make([]float64, len(l.Z))}
	for i := range sum.Z {
		sum.Z[i] = l.Z[i] + other.Z[i]
	}
	return sum
}
