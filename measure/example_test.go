package measure_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
)

// few is the default scenario with so few agents that it runs at once.
func few() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Scale, s.Statistics.Every = 20_000, 12
	return s
}

// A number has a name: a measure, the group of people that it is of, and a month.
func Example() {
	s := few()
	s.Statistics.Collect = []observe.Collect{{Name: "left", Aggregate: observe.Share, Where: "!access && habit > 0", By: []string{"income_decile"}}}
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{
		"sota_share@2026-12", "sota_share@last", "sota_share[decile=10]@last", "sota[group=Management]@last",
		"gini.augmented@2027-12", "left_share@sum", "collected.left[income_decile=10]@last",
	} {
		ref, err := measure.Parse(name)
		if err != nil {
			log.Fatal(err)
		}
		v, err := ref.Of(result)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-38s %.4g\n", ref, v.Value)
	}
	// Output:
	// sota_share@2026-12                     0.1025
	// sota_share@last                        0.03888
	// sota_share[decile=10]@last             0.2101
	// sota[group=Management]@last            9.28e+05
	// gini.augmented@2027-12                 0.2017
	// left_share@sum                         0.09779
	// collected.left[income_decile=10]@last  0.2019
}

// What is wrong with a name is said before anything runs.
func ExampleBind() {
	model, err := cogap.NewModel(few())
	if err != nil {
		log.Fatal(err)
	}
	var refs []measure.Ref
	for _, name := range []string{"sota_share@2029-01", "gini.augmented@2026-06", "people[tier=premium]"} {
		ref, err := measure.Parse(name)
		if err != nil {
			log.Fatal(err)
		}
		refs = append(refs, ref)
	}
	_, err = measure.Bind(refs, model)
	fmt.Println(err)
	// Output:
	// measure sota_share@2029-01: got month 2029-01, want one of the run's: 2026-01 to 2028-12, or 0 to 35
	// measure gini.augmented@2026-06: distributions are measured in 2026-12, 2027-12, 2028-12 only
	// measure people[tier=premium]: got tier "premium", want one of 0, 1, none, SOTA
}

// Months are measured as they come, and none is kept.
func ExampleReader() {
	model, err := cogap.NewModel(few())
	if err != nil {
		log.Fatal(err)
	}
	ref, err := measure.Parse("price@mean")
	if err != nil {
		log.Fatal(err)
	}
	readers, err := measure.Bind([]measure.Ref{ref}, model)
	if err != nil {
		log.Fatal(err)
	}
	err = model.Follow(context.Background(), cogap.Options{}, func(r *cogap.Record) error {
		readers[0].See(measure.NewMonth(r, model.Engine().Strata()))
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	price, err := readers[0].Value()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %.1fu a month\n", ref, price.Value)
	// Output:
	// price@mean: 233.3u a month
}

// A month knows what it can be asked, and of whom.
func ExampleMonth() {
	result, err := cogap.Run(context.Background(), few(), cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	m := measure.NewMonth(result.Last(), result.Strata)
	gini := measure.Must("gini.augmented")
	v := m.Of(gini.ID)
	fmt.Printf("%s is %s\n= %s\n= %.4f, certainly between %.5f and %.5f\n", gini.Label, gini.Meaning, gini.Formula, v.Value, v.Lo, v.Hi)
	for tier, name := range m.Groups(measure.Tier) {
		fmt.Printf("%s: %.0f people\n", name, m.In("people", measure.Tier, tier).Value)
	}
	// Output:
	// Gini is Gini coefficient of augmented cognition over everybody: 0 if all are alike, towards 1 as one has all
	// = mean of |E - E'| over pairs of people / (2 mean of E)
	// = 0.2025, certainly between 0.20254 and 0.20254
	// none: 135407260 people
	// SOTA: 5478310 people
}
