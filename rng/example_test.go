package rng_test

import (
	"fmt"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/rng"
)

// A draw is a function of who, when and what for: it does not depend on what was drawn before.
func ExampleAt() {
	const moving = rng.Users // what the draw is for
	anna := rng.Person(2, 17)

	fmt.Println(rng.At(1, anna, 5, moving).Float64())
	rng.At(1, anna, 4, moving).Float64() // another month
	rng.At(1, rng.Person(2, 18), 5, moving).Float64()
	fmt.Println(rng.At(1, anna, 5, moving).Float64())

	// gonum's samplers and math/rand/v2 take a stream as it is
	fmt.Println(distuv.Poisson{Lambda: 3, Src: rng.At(1, anna, 5, moving+1)}.Rand())
	// Output:
	// 0.6500020041406958
	// 0.6500020041406958
	// 4
}

// In a hot loop one block serves four neighbours: the first draw of each one's stream.
func ExampleKey_Quad() {
	const tick = 5
	person := rng.Person(2, 16)
	words := rng.NewKey(1).Quad(rng.QuadOf(person), tick, rng.Users, 0)
	for i, word := range words {
		fmt.Println(word == rng.At(1, person+uint64(i), tick, rng.Users).Uint32())
	}
	// Output:
	// true
	// true
	// true
	// true
}

// A table turns random words into any distribution that can be inverted, in some 2 ns each.
func ExampleNewTable() {
	budget := rng.NewTable(distuv.Beta{Alpha: 1.2, Beta: 10.8})
	words := rng.NewKey(1).Quad(rng.QuadOf(rng.Person(0, 0)), 0, rng.Users, 0)
	for _, word := range words {
		fmt.Printf("%.4f\n", budget.At(word))
	}
	fmt.Printf("median %.4f\n", budget.At(1<<31))
	// Output:
	// 0.0592
	// 0.0487
	// 0.1068
	// 0.1387
	// median 0.0782
}
