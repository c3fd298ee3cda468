package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Effect is how a factor moves a measure, by elementary effects: what a step in the factor does per whole way from the lower end of its range to
// the upper, one step in each trajectory, at points all over the ranges of the others. Source: Morris (1991), Factorial sampling
// plans for preliminary computational experiments, Technometrics 33(2); Campolongo, Cariboni and Saltelli (2007), An effective
// screening design for sensitivity analysis of large models, Environmental Modelling & Software 22.
type Effect struct {
	Factor string
	Mu     float64  // mean of the effects: its sign says where the factor moves the measure
	MuStar Estimate // mean of the effects' sizes: how much it matters, whatever the sign
	Sigma  float64  // standard deviation of the effects: how much that depends on the other factors, or is not a line
	N      int      // effects that are defined
}

// Share is what part of a measure's variance over the ranges of all factors a factor accounts for. Source of the estimators: Jansen (1999), Analysis of
// variance designs for model output, Computer Physics Communications 117; Saltelli et al. (2010), Variance based sensitivity
// analysis of model output, Computer Physics Communications 181, table 2 (b and f).
type Share struct {
	Factor string
	First  Estimate // of the factor alone: what would go, on average, if it were known
	Total  Estimate // of it and of all its interactions: what would be left if all others were known
}

// Estimate is a number with its 95% interval from a bootstrap of 1000 draws: of trajectories, or of rows of the design.
type Estimate struct{ Value, Lo, Hi float64 }

// String prints the number with its interval.
func (e Estimate) String() string {
	return fmt.Sprintf("%.3g (95%% %s)", e.Value, e.interval())
}

// Known reports whether the interval is defined: of too few trajectories or rows it is not.
func (e Estimate) Known() bool { return finite(e.Lo) && finite(e.Hi) }

// interval prints the interval; of too few trajectories or rows there is none.
func (e Estimate) interval() string {
	if !e.Known() {
		return "too few points"
	}
	return short(e.Lo) + " to " + short(e.Hi)
}

// bootstraps is how many draws an interval is of.
const bootstraps = 1000

// Effects returns the elementary effects of each factor on a column, in the order of the plan's factors. The study must be of design
// Morris. Replicates are averaged; a step one end of which has failed is left out.
func (r *Result) Effects(column int) ([]Effect, error) {
	if r.Plan.kind() != Morris {
		return nil, fmt.Errorf("study: elementary effects take the design %s, got %s", Morris, r.Plan.kind())
	}
	list := make([]Effect, len(r.Plan.Factors))
	for d := range list {
		list[d] = effectOf(r.effects(column, d), r.Plan.Seed, d)
		list[d].Factor = r.Plan.Factors[d].Column()
	}
	return list, nil
}

// effects returns a factor's effect in each trajectory.
func (r *Result) effects(column, d int) []float64 {
	k := len(r.Plan.Factors)
	list := make([]float64, r.Plan.Design.Points)
	for t := range list {
		step := r.Plan.stepOf(t, d)
		before, after := t*(k+1)+step, t*(k+1)+step+1
		f := &r.Plan.Factors[d]
		way := f.share(r.Plan.coordinate(after, d)) - f.share(r.Plan.coordinate(before, d))
		list[t] = (r.Stat(after, column).Mean - r.Stat(before, column).Mean) / way
	}
	return list
}

func effectOf(effects []float64, seed uint64, d int) Effect {
	effects = slices.DeleteFunc(effects, math.IsNaN)
	sizes := make([]float64, len(effects))
	for i, x := range effects {
		sizes[i] = math.Abs(x)
	}
	of := func(pick []int) float64 { return meanOf(sizes, pick) }
	s := Summarise(effects)
	return Effect{Mu: s.Mean, Sigma: s.SD, N: s.N, MuStar: estimate(len(sizes), seed, d, of)}
}

// Shares returns what part of a column's variance each factor accounts for, in the order of the plan's factors. The study must be of
// design Sobol. Replicates are averaged; a row of the design in which a run has failed is left out. NaN if the column never varies.
func (r *Result) Shares(column int) ([]Share, error) {
	if r.Plan.kind() != Sobol {
		return nil, fmt.Errorf("study: shares of variance take the design %s, got %s", Sobol, r.Plan.kind())
	}
	k := len(r.Plan.Factors)
	var rows [][]float64
	for j := range r.Plan.Design.Points {
		row := make([]float64, k+2)
		for m := range row {
			row[m] = r.Stat(j*(k+2)+m, column).Mean
		}
		if !slices.ContainsFunc(row, math.IsNaN) {
			rows = append(rows, row)
		}
	}
	if !r.Varies(column) {
		rows = nil // else the rounding of a mean would be its variance
	}
	list := sharesOf(rows, k, r.Plan.Seed)
	for d := range list {
		list[d].Factor = r.Plan.Factors[d].Column()
	}
	return list, nil
}

// sharesOf estimates the shares from rows of a column at A, at B, and at A with each factor from B.
func sharesOf(rows [][]float64, k int, seed uint64) []Share {
	list := make([]Share, k)
	for d := range list {
		first := func(pick []int) float64 { return 1 - jansen(rows, pick, 1, 2+d) }
		total := func(pick []int) float64 { return jansen(rows, pick, 0, 2+d) }
		list[d] = Share{First: estimate(len(rows), seed, 2*d, first), Total: estimate(len(rows), seed, 2*d+1, total)}
	}
	return list
}

// jansen returns half the mean squared difference of two columns of some rows, over the variance of A and B.
func jansen(rows [][]float64, pick []int, a, b int) float64 {
	if len(pick) == 0 {
		return math.NaN()
	}
	middle := 0.0
	for _, i := range pick {
		middle += rows[i][0] + rows[i][1]
	}
	middle /= float64(2 * len(pick))
	squares, variance := 0.0, 0.0
	for _, i := range pick {
		d, x, y := rows[i][a]-rows[i][b], rows[i][0]-middle, rows[i][1]-middle
		squares += float64(d * d)
		variance += float64(x*x) + float64(y*y)
	}
	return squares / variance // both are sums of 2n terms: half a mean of n, and a mean of 2n
}

func meanOf(values []float64, pick []int) float64 {
	sum := 0.0
	for _, i := range pick {
		sum += values[i]
	}
	return sum / float64(len(pick))
}

// estimate returns a number of n things, and its interval from things that are drawn again. which tells the draws of one estimate from
// those of others.
func estimate(n int, seed uint64, which int, of func(pick []int) float64) Estimate {
	pick := make([]int, n)
	for i := range pick {
		pick[i] = i
	}
	e := Estimate{of(pick), math.NaN(), math.NaN()}
	if n < 2 {
		return e
	}
	draw := rand.New(rand.NewPCG(seed, uint64(which)))
	values := make([]float64, bootstraps)
	for b := range values {
		for i := range pick {
			pick[i] = draw.IntN(n)
		}
		values[b] = of(pick)
	}
	slices.Sort(values)
	e.Lo, e.Hi = quantile(values, 0.025), quantile(values, 0.975)
	return e
}
