package network_test

import (
	"fmt"

	"github.com/cogap/cogap/network"
)

// Two streets whose people know their four nearest neighbours and one person anywhere. One in ten has access: how many do people see among those they
// know?
func Example() {
	spec := network.Default()
	spec.Kind, spec.Neighbours, spec.Ties = network.KindSmallWorld, 4, 1
	streets := []network.Stratum{{Name: "high street", People: 60}, {Name: "lane", People: 40}}
	ties, err := network.New(spec, network.People{Strata: streets}, 1)
	if err != nil {
		panic(err)
	}
	first := ties.Number(1, 0)
	fmt.Println("the first of the lane is number", first, "and knows", ties.Peers(nil, first))

	access := network.NewBits(ties.Len())
	for person := uint32(0); person < 100; person += 10 {
		access.Set(person)
	}
	known, with := make([]uint32, 3), make([]uint32, 3)
	ties.Count(known, with, access, first)
	fmt.Println("of", known, "peers", with, "have access")
	// Output:
	// the first of the lane is number 60 and knows [99 61 98 62 70]
	// of [5 5 5] peers [1 1 1] have access
}

// All problems of a spec and its people are told at once, each with its path.
func ExampleNew_problems() {
	spec := network.Default()
	spec.Kind, spec.Ties, spec.Exact = network.KindRandom, 9, true
	_, err := network.New(spec, network.People{Strata: []network.Stratum{{People: 7}}}, 1)
	fmt.Println(err)
	// Output:
	// ties: got 9 among 7 people, want at most 6
	// exact: got 7 people, an odd number, of which a matching leaves one out; want an even number, or exact: false
}
