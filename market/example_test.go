package market_test

import (
	"fmt"

	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/market"
)

func Example() {
	spec := market.Default()
	spec.Tiers = append([]market.Tier{market.Free()}, spec.Tiers...)
	seller := market.New(spec)
	for _, month := range []int{0, 12, 24} {
		menu := seller.Post(month)
		fmt.Println(seller.Phase(month), menu[0].Name, menu[0].Price, menu.SOTA().Name, menu.SOTA().Price)
	}
	// Output:
	// promotion free 0 SOTA 100
	// transition free 0 SOTA 200
	// plateau free 0 SOTA 400
}

// A provider that loses money on every user sets the price that maximises profit, on the demand it measured, from the
// plateau on.
func ExampleSpec_SoldBy() {
	lab := market.DefaultProvider("lab")
	lab.Pricing.Rule = market.RuleProfit
	lab.Pricing.Step = 10 // it may go there at once
	seller := market.New(market.Default().SoldBy(lab))

	demand := new(histogram.Histogram) // 1000 people ready to pay up to 500u
	for i := range int64(1000) {
		demand.Add(float64(i)/2, 1)
	}
	for month := range 26 {
		price := seller.Post(month).SOTA().Price
		customers := int64(1000 - 2*price)
		report := seller.Adapt(market.Demand{
			Month: month, People: 1000, Curve: demand,
			Users: []int64{1000 - customers, customers}, Wanted: []int64{1000 - customers, customers},
		})
		if month%12 == 0 || month == 25 {
			books := report.Providers[0]
			fmt.Printf("month %2d %-10s price %.0f users %d subsidy %.0f, best price %.0f\n",
				month, report.Phase, price, books.Users, books.Subsidy, report.Curve.MaxProfit.Price)
		}
	}
	// Output:
	// month  0 promotion  price 100 users 800 subsidy 96000, best price 282
	// month 12 transition price 200 users 600 subsidy 35242, best price 276
	// month 24 plateau    price 274 users 452 subsidy 21407, best price 274
	// month 25 plateau    price 274 users 452 subsidy 21292, best price 274
}

func ExampleDuel() {
	demand := new(histogram.Histogram)
	for i := range int64(1000) {
		demand.Add(float64(i)/10, 1) // ready to pay up to 100u
	}
	full := market.Rival{Value: 1, Price: 60, Capacity: 600}
	war, err := market.Duel(market.NewCurve(demand), full, full, 1, 100, 1000)
	fmt.Println(war.Outcome, err)
	// Output: cycle <nil>
}

func ExampleSpec_Resolve() {
	spec := market.Default()
	spec.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(2000)}
	menu := market.New(spec).Post(0)
	nurses := spec.Resolve(menu, 0, market.Facts{Name: "nurses", PriceLevel: 1})
	fmt.Println("below", nurses.Threshold, "pays", nurses.Low.Menu.SOTA().Price, "others", nurses.High.Menu.SOTA().Price)
	// Output: below 2000 pays 50 others 100
}
