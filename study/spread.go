package study

import (
	"fmt"
	"math"
)

// Spread is how far runs lie apart in a number, parted by what makes them differ.
type Spread struct {
	// Cells are the means of cells: what the factors do. Its interval is that of a design whose points are drawn; of a grid it says
	// nothing. A cell's mean still has the luck that is left of its replicates.
	Cells Stat
	// Luck is how far a run lies from the mean of its cell: what luck does. Deviations of cells of n runs are times sqrt(n/(n-1)), so
	// that their variance is that of runs. N is 0 if no cell has two runs.
	Luck Stat
}

// Spread returns how far runs lie apart in a column, between cells and within them.
func (r *Result) Spread(column int) Spread {
	cells := make([][]float64, r.cells)
	for cell := range cells {
		cells[cell] = r.Values(cell, column)
	}
	return SpreadOf(cells)
}

// SpreadOf is Result.Spread of any number of runs: the values of each cell's replicates, NaN where it is not defined.
func SpreadOf(cells [][]float64) Spread {
	means := make([]float64, len(cells))
	var deviations []float64
	for cell, values := range cells {
		s := Summarise(values)
		means[cell] = s.Mean
		if s.N < 2 {
			continue
		}
		wider := math.Sqrt(float64(s.N) / float64(s.N-1))
		for _, x := range values {
			deviations = append(deviations, (x-s.Mean)*wider) // NaN of a run that has no number
		}
	}
	return Spread{Summarise(means), Summarise(deviations)}
}

// OfParameters is what part of the variance of runs the factors make, from 0 to 1; luck makes the rest. NaN if one of the two is not
// known.
func (s Spread) OfParameters() float64 {
	between, within := float64(s.Cells.SD*s.Cells.SD), float64(s.Luck.SD*s.Luck.SD)
	return between / (between + within)
}

// MainEffect is what a factor of a grid does to a number, whatever the others are: the number's mean over all combinations of the
// other factors, at each value of this one.
type MainEffect struct {
	Factor          string
	Values          []string
	Means           []Stat // at each value: of replicates, each the mean of its runs
	Lowest, Highest int    // the values at which the mean is so
	// Change is from the lowest to the highest, within replicates: with shared luck known far better than the means.
	Change Stat
}

// MainEffects returns the main effect of each factor on a column, in the order of the plan's factors. The study must be a grid, or a list
// of one factor. A replicate in which one of the runs is missing is left out.
func (r *Result) MainEffects(column int) ([]MainEffect, error) {
	if kind := r.Plan.kind(); kind != Grid && !(kind == List && len(r.Plan.Factors) == 1) {
		return nil, fmt.Errorf("study: main effects take the design %s, got %s", Grid, kind)
	}
	list := make([]MainEffect, len(r.Plan.Factors))
	for d := range list {
		list[d] = r.mainEffect(column, d)
	}
	return list, nil
}

func (r *Result) mainEffect(column, d int) MainEffect {
	f := &r.Plan.Factors[d]
	n, stride := f.levels(), 1 // cells of one value come in runs of stride
	for i := d + 1; i < len(r.Plan.Factors); i++ {
		stride *= r.Plan.Factors[i].levels()
	}
	sums := make([][]float64, n)
	for i := range sums {
		sums[i] = make([]float64, r.Replicates)
	}
	for cell := range r.cells {
		for k, x := range r.Values(cell, column) {
			sums[cell/stride%n][k] += x
		}
	}
	e := MainEffect{Factor: f.Column()}
	for i := range sums {
		for k := range sums[i] {
			sums[i][k] /= float64(r.cells / n)
		}
		e.Values = append(e.Values, f.level(i))
		e.Means = append(e.Means, Summarise(sums[i]))
		if e.Means[i].Mean < e.Means[e.Lowest].Mean {
			e.Lowest = i
		}
		if e.Means[i].Mean > e.Means[e.Highest].Mean {
			e.Highest = i
		}
	}
	changes := make([]float64, r.Replicates)
	for k := range changes {
		changes[k] = sums[e.Highest][k] - sums[e.Lowest][k]
	}
	e.Change = Summarise(changes)
	return e
}
