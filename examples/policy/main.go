// Command policy asks: which policy narrows the gap most per unit of public money?
//
// The ladder is the question's own, 100, 200, 400u. Each policy starts with the plateau, when the price is 400u, and
// everybody has the same luck with and without it, so that the difference is the policy's effect.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
)

func main() {
	scale := flag.Int("scale", 500, "real `people` that one agent stands for")
	picture := flag.String("figure", "", "write the picture to this PNG or SVG `file` too")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale, *picture); err != nil {
		log.Fatal(err)
	}
}

const (
	start = 24   // first month of the policies: the plateau
	poor  = 4000 // u/month: means-tested policies are for incomes below, about half of the workers
)

// policies are the cases. Each is compared with the last case before it that has no policy. Those that cost the public nothing cost the provider, or somebody else's models.
var policies = []struct {
	name     string
	policies []market.Policy
	tiers    func(sota market.Tier) []market.Tier // nil: SOTA only
}{
	{name: "none"},
	{name: "voucher 50%, incomes below 4,000u", policies: []market.Policy{market.Voucher(0.5).ForIncomesBelow(poor)}},
	{name: "voucher 90%, incomes below 4,000u", policies: []market.Policy{market.Voucher(0.9).ForIncomesBelow(poor)}},
	{name: "voucher 50%, for all", policies: []market.Policy{market.Voucher(0.5)}},
	{name: "cash 200u, incomes below 4,000u", policies: []market.Policy{market.CashTransfer(200).ForIncomesBelow(poor)}},
	{name: "discount 50% for teaching and nursing", policies: []market.Policy{market.Discount(0.5, "Educational Instruction and Library", "Registered Nurses")}},
	{name: "price cap 200u", policies: []market.Policy{market.PriceCap(200)}},
	{name: "public tier, 60% of SOTA, free", policies: []market.Policy{market.PublicTier("public")}, tiers: publicTier},
	{name: "none, with open models two years old, 20u", tiers: openTier},
	{name: "open weights after 6 months, 20u", policies: []market.Policy{market.OpenWeights("open", 6)}, tiers: openTier},
}

// publicTier puts a lesser tier beside SOTA.
func publicTier(sota market.Tier) []market.Tier {
	t := market.Basic()
	t.Name, t.Price = "public", market.Constant(0)
	return []market.Tier{t, sota}
}

// openTier puts open models beside SOTA that are two years behind unless a policy makes them newer.
func openTier(sota market.Tier) []market.Tier {
	t := market.OpenWeight(24, market.Constant(20))
	t.Name = "open"
	return []market.Tier{t, sota}
}

func scenario(scale int, acting []market.Policy, tiers func(market.Tier) []market.Tier) cogap.Scenario {
	s := cogap.Plain()
	s.Name = "policies on the plateau"
	s.Population.Scale = scale
	if tiers != nil {
		s.Market.Tiers = tiers(s.Market.Tiers[0])
	}
	lab := market.DefaultProvider("lab")
	s.Market = s.Market.SoldBy(lab)
	for _, p := range acting {
		s.Market.Policies = append(s.Market.Policies, p.During(start, market.Always))
	}
	return s
}

// effect is what a policy comes to, at the end of the year.
type effect struct {
	name     string
	eligible int64   // people who are offered other prices or money
	with     int64   // people with access, of any tier
	public   float64 // [u/month] public money
	access   float64 // share with any tier
	mean     float64 // mean augmented cognition over everybody
	gap      float64 // SOTA gap
	gini     float64 // of augmented cognition
}

func run(ctx context.Context, w io.Writer, scale int, picture string) error {
	fmt.Fprintf(w, "Which policy narrows the gap most per unit of public money?\n\nEach policy runs for the last year, when SOTA AI costs 400u a month.\n\n")
	bars := figure.Bars{
		Title: "People who gain access by each policy, a year after it began", X: "people, million",
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "policy\taccess\treached\tgain access\tpublic cost\tfor each\tmean E\tGini\tSOTA gap\tper bn u\t")
	var none, best effect
	var without *cogap.Result
	narrowest := 0.0
	for _, c := range policies {
		result, err := cogap.Run(ctx, scenario(scale, c.policies, c.tiers), cogap.Options{})
		if err != nil {
			return err
		}
		e := effectOf(c.name, result)
		if len(c.policies) == 0 {
			none, without = e, result
			e.printAlone(t)
			continue
		}
		e.print(t, none)
		bars.Add(c.name, float64(e.with-none.with)/1e6, without, result)
		if n := e.narrows(none); n > narrowest {
			best, narrowest = e, n
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, `
access       share with any tier at the end       reached   people whom a policy offers other prices or money
gain access  people with access more than without the policy
public cost  a month; then for each person who gains access
mean E       mean augmented cognition over everybody; like Gini and SOTA gap, the change against no policy with the same tiers
SOTA gap     mean augmented cognition of people who hold the SOTA tier over that of everybody else
per bn u     change of the SOTA gap for each billion u of public money a month
-            nothing to divide by: no public money, or nobody gained

Per unit of public money, "%s" narrows the gap most.
A policy that brings more people to the SOTA tier can widen the Gini all the same: as long as most people have no
access, those who gain it join the few at the top.

`, best.name)
	return bars.Show(w, picture)
}

func effectOf(name string, r *cogap.Result) effect {
	m := measure.NewMonth(r.Last(), r.Strata)
	of := func(id string) float64 { return m.Of(id).Value }
	return effect{
		name:     name,
		eligible: int64(of("reached")),
		with:     int64(of("access")),
		public:   of("public_money"),
		access:   of("access_share"),
		mean:     of("mean.augmented"),
		gap:      of("sota_gap"),
		gini:     of("gini.augmented"),
	}
}

// narrows is by how much the gap is narrower than without a policy, for each billion u of public money a month; 0 if
// there is none.
func (e *effect) narrows(none effect) float64 {
	if e.public <= 0 {
		return 0
	}
	return (none.gap - e.gap) / (e.public / 1e9)
}

// printAlone prints a case without a policy: what others are compared with.
func (e *effect) printAlone(w io.Writer) {
	fmt.Fprintf(w, "%s\t%s\t\t\t\t\t%.4f\t%.5f\t%.4f\t\t\n", e.name, report.Percent(e.access), e.mean, e.gini, e.gap)
}

func (e *effect) print(w io.Writer, none effect) {
	gained, each, per := e.with-none.with, "-", "-"
	if e.public > 0 && gained > 0 {
		each = report.Units(e.public / float64(gained))
	}
	if e.public > 0 {
		per = fmt.Sprintf("%+.4f", -e.narrows(none))
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%.2f bn u\t%s\t%+.4f\t%+.5f\t%+.4f\t%s\t\n", e.name, report.Percent(e.access), report.Grouped(e.eligible),
		report.Grouped(gained), e.public/1e9, each, e.mean-none.mean, e.gini-none.gini, e.gap-none.gap, per)
}
