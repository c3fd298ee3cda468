package market_test

import (
	"fmt"

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
