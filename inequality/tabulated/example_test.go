package tabulated_test

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/inequality/tabulated"
)

// Tax statistics: taxpayers and their mean income by bracket. What can be known for certain, and what is likely.
func ExampleTable_Interpolate() {
	t, err := tabulated.New([]tabulated.Bracket{
		{Lower: 0, Upper: 10000, Weight: 180, Mean: 5600},
		{Lower: 10000, Upper: 20000, Weight: 220, Mean: 15100},
		{Lower: 20000, Upper: 50000, Weight: 440, Mean: 31500},
		{Lower: 50000, Upper: 100000, Weight: 110, Mean: 68000},
		{Lower: 100000, Upper: math.Inf(1), Weight: 50, Mean: 210000},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	gini := t.Gini()
	fmt.Printf("Gini from %.4f to %.4f\n", gini.Lo, gini.Hi)
	i, err := t.Interpolate()
	if err != nil {
		fmt.Println(err)
		return
	}
	top, err := i.TopShare(0.01)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("likely %.4f; the richest hundredth likely holds %.1f%%\n", i.Gini(), 100*top)
	// Output:
	// Gini from 0.4697 to 0.5247
	// likely 0.5053; the richest hundredth likely holds 13.1%
}

// Shares of the total held by the poorest tenths, of rural India in 1983, and the poverty line over the mean.
func ExampleFit() {
	f, err := tabulated.Fit(tabulated.Points{
		P: []float64{.0092, .0339, .085, .164, .2609, .4133, .5497, .7196, .8196, .9174, .957, .9751, 1},
		L: []float64{.00208, .01013, .03122, .07083, .12808, .23498, .34887, .51994, .6427, .79201, .86966, .91277, 1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	line := 89 / 109.9
	c, err := f.ForPoverty(line)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%T: Gini %.4f, headcount %.4f, gap %.4f, severity %.4f\n", c, c.Gini(), c.Headcount(line), tabulated.PovertyGap(c, line), c.Severity(line))
	// Output: tabulated.GeneralQuadratic: Gini 0.2890, headcount 0.4506, gap 0.1247, severity 0.0475
}
