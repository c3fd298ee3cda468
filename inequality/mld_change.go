package inequality

import (
	"cmp"
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// MLDChange is the change of the mean log deviation between two dates by what it comes from. The four parts add up to Total.
type MLDChange struct {
	Total             float64 // L after less L before
	WithinInequality  float64 // sum v dL_k: inequality inside groups changed
	WithinShares      float64 // sum L_k dv_k: people moved to groups that are more or less unequal inside
	BetweenShares     float64 // -sum ln(m_k) dv_k: people moved to groups nearer to the mean or farther from it
	BetweenMeans      float64 // -sum v d ln(m_k): means of groups moved
	SharesApproximate float64 // sum (m_k - ln m_k) dv_k, Mookherjee and Shorrocks' third term
	MeansApproximate  float64 // sum (s_k - v_k) d ln(mean_k), their fourth
}

// ChangeMLD splits the change of Theil's L from one date to another by groups. With population shares v, value shares s, means m relative to that of all and L_k inside
// groups, d the change and what stands without d the average of both dates,
//
//	dL = sum v dL_k + sum L_k dv_k - sum ln(m_k) dv_k - sum v d ln(m_k)
//
// exactly. Mookherjee and Shorrocks, and R's dineq, put two other terms in the place of the last two, which tell growth of groups from growth of all but
// add up to the change only nearly; they are the last two fields. No unit. NaN if L or a mean of a group is not finite and positive, at either date.
// It returns an error if a group is at one date only. Cost O(n). Source: Mookherjee and Shorrocks 1982.
func ChangeMLD[L cmp.Ordered](before, after *Grouped[L]) (MLDChange, error) {
	nan := math.NaN()
	undefined := MLDChange{nan, nan, nan, nan, nan, nan, nan}
	for _, pair := range [][2]*Grouped[L]{{before, after}, {after, before}} {
		for _, label := range pair[0].Labels {
			if pair[1].Part(label) == nil {
				return undefined, fmt.Errorf("inequality: label %v: it is at one date only", label)
			}
		}
	}
	if !before.All.relative() || !after.All.relative() {
		return undefined, nil
	}
	v0, v1 := before.PopulationShare(), after.PopulationShare()
	m0, m1 := before.relativeMean(), after.relativeMean()
	growth := dmath.Log(after.All.Mean()) - dmath.Log(before.All.Mean())
	var parts [6]compensated
	for k := range v0 {
		l0, l1 := before.Parts[k].TheilL(), after.Parts[k].TheilL()
		ln0, ln1 := dmath.Log(m0[k]), dmath.Log(m1[k])
		dv, v := v1[k]-v0[k], float64((v0[k]+v1[k])/2)
		share := float64((float64(v0[k]*m0[k]) + float64(v1[k]*m1[k])) / 2)
		for j, part := range [6]float64{
			v * (l1 - l0),
			(l0 + l1) / 2 * dv,
			-(ln0 + ln1) / 2 * dv,
			-v * (ln1 - ln0),
			(float64((m0[k]+m1[k])/2) - float64((ln0+ln1)/2)) * dv,
			(share - v) * (ln1 - ln0 + growth),
		} {
			parts[j].Add(part)
		}
	}
	c := MLDChange{
		Total:            after.All.TheilL() - before.All.TheilL(),
		WithinInequality: parts[0].Value(), WithinShares: parts[1].Value(), BetweenShares: parts[2].Value(), BetweenMeans: parts[3].Value(),
		SharesApproximate: parts[4].Value(), MeansApproximate: parts[5].Value(),
	}
	if !finite(c.Total) || !finite(c.WithinInequality) || !finite(c.BetweenMeans) {
		return undefined, nil
	}
	return c, nil
}
