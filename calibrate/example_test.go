package calibrate_test

import (
	"context"
	"fmt"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
)

// How much of a gain people capture, if 3% hold the SOTA tier in February 2026.
func Example() {
	s := cogap.Plain()
	s.Months = 2
	s.Population.Scale = 200_000
	result, err := calibrate.Run(context.Background(), calibrate.Plan{
		Scenarios:  []calibrate.Scenario{{Name: "us", Scenario: s}},
		Parameters: []calibrate.Parameter{{Paths: []string{"behaviour.captured_share"}, From: 0.05, To: 0.6}},
		Targets:    []calibrate.Target{{ID: "paid", Role: calibrate.Fit, Value: 0.03, SE: 0.006, Weight: 100}},
		Moments:    []calibrate.Moment{{Target: "paid", Of: calibrate.Term{Measure: "sota_share@2026-02"}}},
		Stages:     []calibrate.Stage{{Evaluations: 20}},
	}, calibrate.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("captured share %.2f, objective %.1f, from %.0f\n", result.Fit.Values[0], result.Fit.Objective, result.Start.Objective)
	// Output: captured share 0.15, objective 0.3, from 27
}
