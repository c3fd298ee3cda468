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

// Names of columns may be those of the file; every problem has its place.
func ExampleReadStrata() {
	const text = `job,workers,median,exposure
Clerks,12_000,3100,0.9
Miners,4e3,n.a.,0.2
`
	_, err := population.ReadStrata(strings.NewReader(text), "jobs.csv", population.Columns{"name": "job", "people": "workers", "p50": "median"})
	fmt.Println(err)
	// Output: jobs.csv:3:12: column median: got "n.a.", want a number, 'top' or nothing
}
