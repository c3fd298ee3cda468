package scenario_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/cogap/cogap/scenario"
)

// A file changes what it mentions of its base; what is wrong with it is shown where it stands.
func ExampleRead() {
	s, err := scenario.Read(strings.NewReader(`
base: essay
name: a steeper ladder
market:
  tiers:
    - name: SOTA
      price: {kind: steps, months: [0, 12], values: [100, 500]}
`), "steeper.yaml")
	fmt.Println(s.Name, s.Market.Tiers[0].Price.Values, s.Behaviour.NecessityPremium, err)

	_, err = scenario.Read(strings.NewReader("months: 24\nbehaviour:\n  captured_share: 30\n"), "percent.yaml")
	fmt.Println(err)
	// Output:
	// a steeper ladder [100 500] 1.5 <nil>
	// percent.yaml:3:19: behaviour.captured_share: got 30 share, want 0 to 1
	//      1 | months: 24
	//      2 | behaviour:
	// >    3 |   captured_share: 30
	//        |                   ^
}

// Describe knows what stands in the code: names, units and ranges in tags, meanings and sources in comments.
func ExampleDescribe() {
	for _, p := range scenario.Describe() {
		if p.Path == "behaviour.pass_through" {
			fmt.Printf("%s [%s], %s, default %s\n%s\n%s\n", p.Path, p.Unit, p.Range, p.Default, p.Meaning, p.Source)
		}
	}
	// Output:
	// behaviour.pass_through [1/month], 0 to 1, default 0.004
	// pass_through (pi) is the monthly growth of income per unit of gain above the population's mean gain.
	// Default 0.004: 3 to 7% of the gain, spread over a year (Humlum and Vestergaard 2025).
}

func ExampleSet() {
	s, err := scenario.Load("plain")
	fmt.Println(err)
	fmt.Println(scenario.Set(&s, "market.tiers[0].price", "{kind: ramp, months: [0, 35], values: [100, 400]}"))
	fmt.Println(scenario.Set(&s, "rho", "4"))
	// Output:
	// <nil>
	// <nil>
	// rho: unknown name, did you mean behaviour.risk_aversion?
}

func ExampleSource() {
	text, err := scenario.Source("world")
	fmt.Println(err)
	os.Stdout.Write(text[:strings.IndexByte(string(text), '\n')+1])
	// Output:
	// <nil>
	// # Everyone on Earth: 7,954,874,557 people in 169 economies at the prices of the question, which are the same everywhere.
}
