// Command peers adds peer pressure to the model: the more people of one's own occupation hold AI, and the longer they do, the larger the part of its
// income that somebody is ready to spend on it. It is step 8 of the tutorial.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/scenario"
)

// strength is by what share full pressure raises the part of income that is spent. Assumption.
const strength = 0.5

// pressed is a person's month under pressure. Extra[0] is the pressure: it covers a tenth of the distance to the share of the
// occupation with access in each month.
func pressed(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
	p.Extra[0] += 0.1 * (m.Share - p.Extra[0])
	own := p.BudgetShare
	p.BudgetShare = min(1, own*(1+strength*p.Extra[0]))
	out := p.Step(m, luck) // the model's own month
	p.BudgetShare = own
	return out
}

func main() {
	s, err := scenario.Load("essay")
	if err != nil {
		log.Fatal(err)
	}
	s.Population.Scale = 20_000
	without, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	s.Rule = agent.PerPerson("peers/1", pressed, "pressure")
	s.Statistics.Collect = []observe.Collect{{Name: "pressure", Quantity: "pressure", Aggregate: observe.Mean}}
	with, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("  month  SOTA share  under pressure  mean pressure")
	for i := 11; i < len(with.Months); i += 12 {
		m := &with.Months[i]
		fmt.Printf("%s %10.2f%% %14.2f%% %14.3f\n", m.Date, 100*without.Months[i].SOTAShare(), 100*m.SOTAShare(), m.Collected[0].Value)
	}
}
