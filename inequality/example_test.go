package inequality_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/cogap/cogap/inequality"
)

func Example() {
	income := []float64{12, 15, 18, 22, 30, 41, 75, 210}
	d, err := inequality.New(income, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	top, _ := d.TopShare(0.1)
	fmt.Printf("mean %.1f, median %.0f\n", d.Mean(), d.Median())
	fmt.Printf("Gini %.3f (standard error %.3f)\n", d.Gini(), d.GiniSE())
	fmt.Printf("top tenth holds %.0f %%, Palma %.1f\n", 100*top, d.Palma())
	// Output:
	// mean 52.9, median 26
	// Gini 0.521 (standard error 0.069)
	// top tenth holds 40 %, Palma 3.4
}

func ExampleNew_weights() {
	// Three households of 1, 4 and 2 people; a weight of 0 leaves a row out.
	d, err := inequality.New([]float64{30, 10, 20, 99}, []float64{1, 4, 2, 0})
	fmt.Printf("%.4f %v\n", d.Gini(), err)

	_, err = inequality.New([]float64{30, 10}, []float64{1, -4})
	fmt.Println(err)
	// Output:
	// 0.2338 <nil>
	// inequality: w[1]: got -4, want a finite number >= 0
}

func ExampleGini() {
	g, err := inequality.Gini([]float64{1, 2, 3, 10}, nil)
	fmt.Println(g, err)
	// Output: 0.4375 <nil>
}

func ExampleOmitNaN() {
	score := []float64{40, nan, 55, 70}
	w, omitted, _ := inequality.OmitNaN(nil, score)
	d, _ := inequality.New(score, w)
	fmt.Println(omitted, d.Mean())
	// Output: 1 55
}

func ExampleConcentration_Erreygers() {
	score := []float64{35, 50, 45, 60, 80} // between 0 and 100
	income := []float64{10, 20, 20, 40, 90}
	c, _ := inequality.NewConcentration(score, income, nil)
	e, err := c.Erreygers(0, 100)
	fmt.Printf("%.3f %v\n", e, err)
	_, err = c.Erreygers(0, 75)
	fmt.Println(err)
	// Output:
	// 0.328 <nil>
	// inequality: y, row 4 of positive weight: got 80, want 0 to 75
}

func ExampleGrouped_GE() {
	score := []float64{40, 50, 60, 70, 80, 90}
	access := []string{"free", "free", "paid", "free", "paid", "paid"}
	g, _ := inequality.GroupBy(score, nil, access)
	d, _ := g.GE(0)
	fmt.Printf("%.0f %% of inequality is between %v\n", 100*d.Between/d.Total, g.Labels)
	// Output: 45 % of inequality is between [free paid]
}

func ExampleGap() {
	score := []float64{40, 50, 60, 70, 80, 90}
	access := []string{"free", "free", "paid", "free", "paid", "paid"}
	g, _ := inequality.GroupBy(score, nil, access)
	gap := inequality.Gap{A: g.Part("paid"), B: g.Part("free")}
	fmt.Printf("mean gap %.1f points, Cohen's d %.2f, Cliff's delta %.2f, distance %.1f points\n",
		gap.Mean(), gap.CohensD(), gap.CliffsDelta(), gap.Wasserstein())
	// Output: mean gap 23.3 points, Cohen's d 1.53, Cliff's delta 0.78, distance 23.3 points
}

func ExampleOaxacaBlinder_TwoFold() {
	paid := inequality.Sample{Y: []float64{60, 71, 80, 91}, X: [][]float64{{10, 12, 14, 16}}}
	free := inequality.Sample{Y: []float64{40, 49, 60, 62}, X: [][]float64{{8, 10, 12, 13}}}
	o, err := inequality.NewOaxacaBlinder(paid, free)
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := o.TwoFold(nil) // at pooled coefficients with a group dummy
	fmt.Printf("gap %.2f = %.2f explained by schooling + %.2f not %v\n",
		o.Gap, t.Explained.Total, t.Unexplained.Total, err)
	// Output: gap 22.75 = 10.99 explained by schooling + 11.76 not <nil>
}

func ExampleMobility_Transition() {
	before := []float64{1, 2, 3, 4, 5, 6}
	after := []float64{2, 1, 5, 3, 4, 6}
	m, _ := inequality.NewMobility(before, after, nil)
	t, _ := m.Transition(3)
	fmt.Printf("stayed %.2f, Shorrocks %.2f\n", t.Immobility(), t.ShorrocksTrace())
	fmt.Printf("rank-rank slope %.3f\n", m.RankRankSlope())
	// Output:
	// stayed 0.67, Shorrocks 0.50
	// rank-rank slope 0.771
}

func ExampleBootstrap() {
	x := []float64{3, 5, 8, 9, 14, 20, 33, 60}
	b := inequality.Bootstrap{Rows: len(x), Replicates: 999, Source: rand.NewPCG(1, 2)}
	r, err := b.Run(func(w []float64) (float64, error) { return inequality.Palma(x, w) })
	fmt.Printf("Palma %.2f, standard error above 0: %v, %v\n", r.Estimate, r.SE > 0, err)
	// Output: Palma 2.70, standard error above 0: true, <nil>
}

func ExampleSources() {
	wage, capital := []float64{10, 20, 30, 40}, []float64{0, 0, 5, 45}
	for _, s := range must(inequality.Sources(nil, wage, capital)) {
		fmt.Printf("share %.2f, contribution %.3f\n", s.Share, s.Contribution)
	}
	// Output:
	// share 0.67, contribution 0.167
	// share 0.33, contribution 0.233
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var nan = func() float64 { zero := 0.0; return zero / zero }()

// Wages of two years by region: did inequality rise inside regions, between them, or did people move?
func ExampleChangeMLD() {
	region := []string{"east", "east", "east", "west", "west", "west"}
	before, err := inequality.GroupBy([]float64{10, 12, 14, 20, 22, 24}, nil, region)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := inequality.GroupBy([]float64{10, 12, 14, 30, 33, 36}, nil, region)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := inequality.ChangeMLD(before, after)
	fmt.Printf("%.4f: inside %.4f, moves %.4f, means %.4f %v\n", c.Total, c.WithinInequality, c.WithinShares+c.BetweenShares, c.BetweenMeans, err)
	// Output: 0.0776: inside 0.0000, moves 0.0000, means 0.0776 <nil>
}

// What another year of schooling does to the median wage of all, with its standard error.
func ExampleRegressRIF() {
	wage := []float64{9, 11, 12, 15, 14, 19, 22, 30, 28, 45}
	schooling := []float64{8, 8, 9, 10, 9, 12, 12, 13, 14, 16}
	l, err := inequality.LinearisedQuantile(wage, nil, 0.5, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := inequality.RegressRIF(l, [][]float64{schooling}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("median %.1f; a year of schooling %.2f (standard error %.2f)\n", l.Value, r.Coefficients[1], inequality.StandardErrors(r.Robust())[1])
	// Output: median 17.0; a year of schooling 4.39 (standard error 0.79)
}

// Does health go with income because schooling does?
func ExampleDecomposeConcentration() {
	health := []float64{50, 55, 53, 60, 58, 66, 70, 71}
	income := []float64{10, 12, 14, 18, 21, 30, 45, 80}
	schooling := []float64{6, 8, 8, 10, 9, 12, 14, 15}
	d, err := inequality.DecomposeConcentration(health, income, [][]float64{schooling}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("index %.4f: schooling %.4f, rest %.4f\n", d.Index, d.Determinants[0].Contribution, d.Residual)
	// Output: index 0.0670: schooling 0.0667, rest 0.0003
}

// A gap of two groups with its standard errors; dummies for two of three jobs, measured from the average of all three.
func ExampleOaxacaBlinder_ThreeFoldLinearised() {
	a := inequality.Sample{Y: []float64{20, 26, 31, 25, 38, 34}, X: [][]float64{{0, 1, 0, 0, 0, 1}, {0, 0, 1, 1, 1, 0}}}
	b := inequality.Sample{Y: []float64{18, 22, 24, 17, 21, 29}, X: [][]float64{{0, 1, 0, 0, 1, 0}, {0, 0, 1, 0, 0, 1}}}
	o, err := inequality.NewOaxacaBlinderNormalised(a, b, []int{0, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	endowments, coefficients, _ := o.ThreeFoldLinearised()
	se, err := coefficients.Total.SE(nil)
	fmt.Printf("gap %.2f: endowments %.2f, coefficients %.2f (standard error %.2f) %v\n", o.Gap, endowments.Total.Value, coefficients.Total.Value, se, err)
	// Output: gap 7.17: endowments 1.50, coefficients 5.28 (standard error 1.90) <nil>
}
