package population_test

import (
	"fmt"
	"strings"

	"github.com/cogap/cogap/population"
)

// Make the first chunk of the US workforce.
func Example() {
	spec := population.Default()
	strata, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	layout := population.NewLayout(strata, spec.Scale)
	fmt.Println(layout.Len(), "agents for", layout.People(), "people")

	gain0 := make([]float64, len(strata)) // from the frontier; nothing to believe in here
	people := population.New(layout, 0)
	makePeople := population.NewSynthesizer(spec, strata, 1, gain0)
	c := people.Chunk(0)
	makePeople.Fill(&c)
	fmt.Printf("%s: the first earns %.0f u/month and stands for %d\n", strata[c.Stratum].Name, c.Income[0], c.Weight)
	// Output:
	// 1409235 agents for 140885570 people
	// Chief Executives: the first earns 16098 u/month and stands for 100
}

// Every problem of a file has its place.
func ExampleReadStrata() {
	_, err := population.ReadStrata(strings.NewReader("soc,occupation,group,workers\n"), "us.csv")
	fmt.Println(strings.SplitN(err.Error(), "\n", 2)[0])
	// Output: us.csv:1: column wage_p10: missing in the header
}
