package survey_test

import (
	"fmt"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/inequality/survey"
)

// Two villages were drawn from each of two regions, and all of their households asked.
func Example() {
	income := []float64{12, 30, 21, 18, 44, 9, 27, 60}
	region := []string{"north", "north", "north", "north", "south", "south", "south", "south"}
	village := []string{"a", "a", "b", "b", "c", "c", "d", "d"}
	d := survey.Design{Stages: []survey.Stage{{Strata: region, Clusters: village}}}

	gini, err := inequality.LinearisedGini(income, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := d.Estimate(gini)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("linearised %.4f, standard error %.4f, %d degrees of freedom\n", e.Value, e.SE, e.DegreesOfFreedom)

	// The Bonferroni index has no linearised variable here: leave villages out, one at a time.
	r, err := d.Replicates(len(income), survey.JKn, 0, 0, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err = r.Estimate(nil, func(w []float64) (float64, error) {
		x, err := inequality.New(income, w)
		if err != nil {
			return 0, err
		}
		return x.Bonferroni(), nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("jackknife %.4f, standard error %.4f\n", e.Value, e.SE)
	// Output:
	// linearised 0.3162, standard error 0.0250, 2 degrees of freedom
	// jackknife 0.3890, standard error 0.0342
}
