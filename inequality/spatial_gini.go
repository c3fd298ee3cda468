package inequality

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// SpatialGini is the Gini of places, split into the differences between neighbours and those between places that are none: Gini = Neighbours + Others.
type SpatialGini struct {
	Gini       float64
	Neighbours float64 // part of the Gini due to pairs of neighbours
	Others     float64 // due to the other pairs
	// Polarization is the average difference of other pairs over that of neighbours: 1 if being neighbours means nothing, above 1 if neighbours are alike.
	Polarization float64
	// P is the share of permutations of the values over places, the data counted as one of them, in which Others is at least as large: small if neighbours are more
	// alike than chance has it. NaN without permutations.
	P float64
}

// GiniOfPlaces returns the Gini of the values of places by who is whose neighbour, with P from so many permutations drawn from source (0 permutations: source may be nil).
// neighbours[i] lists the numbers of the neighbours of place i; a pair counts if either lists the other, a place is not its own neighbour.
//
// Parts are NaN if the mean is not positive, Polarization also if no pair or every pair are neighbours or neighbours are all equal. Python's PySAL has it as Gini_Spatial:
// its wcg is Others times 2 n^2 mean, its pseudo p-value is that of the smaller tail. It returns an error if lengths differ, a number is not of a place, a value is NaN or infinite, or
// permutations is negative. Cost: pairs of neighbours, times permutations. Source: as PySAL cites it, Rey and Smith 2013.
func GiniOfPlaces(x []float64, neighbours [][]int, permutations int, source rand.Source) (SpatialGini, error) {
	pairs, err := pairsOf(x, neighbours)
	switch {
	case err != nil:
		return SpatialGini{}, err
	case permutations < 0 || permutations > 0 && source == nil:
		return SpatialGini{}, fmt.Errorf("inequality: permutations: got %d with source %v, want none, or some and a source", permutations, source)
	case !allFinite(x):
		return SpatialGini{}, fmt.Errorf("inequality: x: got NaN or an infinite value, want finite ones")
	}
	d := newDistribution(take(x, nil), nil)
	nan := math.NaN()
	if !d.relative() {
		return SpatialGini{nan, nan, nan, nan, nan}, nil
	}
	n := float64(len(x))
	part := func(x []float64) float64 { // of the Gini, due to neighbours
		var s compensated
		for _, p := range pairs {
			s.Add(math.Abs(float64(x[p[0]]*d.scale)/d.mu() - float64(x[p[1]]*d.scale)/d.mu()))
		}
		return s.Value() / n / n
	}
	g := SpatialGini{Gini: d.Gini(), Neighbours: part(x), P: nan}
	g.Others = g.Gini - g.Neighbours
	near, all := float64(len(pairs)), float64(n*(n-1)/2)
	g.Polarization = g.Others / (all - near) / (g.Neighbours / near)
	if near == 0 || near == all || g.Neighbours == 0 {
		g.Polarization = nan
	}
	if permutations > 0 {
		g.P = permuted(x, g.Neighbours, permutations, rand.New(source), part)
	}
	return g, nil
}

// permuted is the share of permutations, with the data, in which the part of neighbours is at most that of the data.
func permuted(x []float64, data float64, permutations int, random *rand.Rand, part func([]float64) float64) float64 {
	x = take(x, nil)
	as := 1
	for range permutations {
		random.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
		if part(x) <= data*(1+0x1p-40) { // sums of the same differences in another order
			as++
		}
	}
	return float64(as) / float64(permutations+1)
}

// pairsOf lists each pair of neighbours once.
func pairsOf(x []float64, neighbours [][]int) ([][2]int, error) {
	if err := checkLength("neighbours", len(neighbours), len(x), "x"); err != nil {
		return nil, err
	}
	var pairs [][2]int
	known := map[[2]int]bool{}
	for i, list := range neighbours {
		for k, j := range list {
			if j < 0 || j >= len(x) {
				return nil, fmt.Errorf("inequality: neighbours[%d][%d]: got %d, want 0 to %d", i, k, j, len(x)-1)
			}
			if pair := [2]int{min(i, j), max(i, j)}; i != j && !known[pair] {
				known[pair] = true
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs, nil
}
