package calibrate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/minimise"
	"github.com/cogap/cogap/rng"
	"github.com/cogap/cogap/study"
)

// Ensemble asks for parameter sets that fit about as well as the best: a sample of the density exp(-sum of z squared over 2 t), with the
// ranges as what is known beforehand, all places in them being equally likely. The sum is over the fitted targets, each counting alike
// whatever its weight, as independent figures with their standard errors do. z is in standard errors of
// the target and of the luck of the runs together. t is the mean of z squared at the best fit, 1 at least: if
// that is worse than the standard errors allow, they are taken to be too small by a common factor.
//
// It is drawn by Metropolis's rule, by walkers that move along the lines between them: half of the walkers are evaluated at once.
// Source: Goodman and Weare (2010), Ensemble samplers with affine invariance, Communications in Applied Mathematics and
// Computational Science 5(1).
type Ensemble struct {
	Walkers int // even; 0 means twice as many as parameters, and two more
	Steps   int // of each walker; the first third is left out
	// Training is how many points emulators learn from before they propose Walkers times Steps and one sets, which are then drawn by weights: their
	// density, from runs of the model, over that of the proposal. 0: walkers move on lines between them.
	Training int
	// Refining is how many points more the emulators learn from at last, drawn where they then expect a fit.
	Refining int
	// Sets is how many sets are kept, evenly from the steps of each walker; 0: all.
	Sets int
	// Moves is how walkers move, over emulators too; empty means Stretch. RHat and Effective tell how well they get about.
	Moves Moves
	// Seed chooses the draws of the ensemble; 0 means Plan.Seed. With another one the search and the luck of the runs stay the same, so that two ensembles
	// differ by what is left to the sampler.
	Seed uint64
}

// Moves is a way for walkers to move.
type Moves string

// The ways to move.
const (
	Stretch      Moves = "stretch"      // along the lines between walkers; slow where there are more than a few parameters
	Differential Moves = "differential" // by the difference of two others: differential evolution
	Hamiltonian  Moves = "hamiltonian"  // down the slopes of emulators, so Training must be above 0: Hamiltonian Monte Carlo
)

var moves = []string{string(Stretch), string(Differential), string(Hamiltonian)}

// step returns what moves a walker.
func (m Moves) step() func(c *crowd, step, walker, half int) move {
	switch m {
	case Hamiltonian:
		return (*crowd).glide
	case Differential:
		return (*crowd).jump
	}
	return (*crowd).alongLine
}

// stream returns the random numbers of a step of a walker.
func (e *Ensemble) stream(plan *Plan, phase, walker, step int) *rng.Stream {
	return rng.At(cmp.Or(e.Seed, plan.Seed), rng.Person(phase, walker), step, forEnsemble)
}

// kept is how many steps of each of so many walkers are kept of those that count.
func (e *Ensemble) kept(walkers, steps int) int {
	if e.Sets == 0 {
		return steps
	}
	return min((e.Sets+walkers-1)/walkers, steps)
}

func (e *Ensemble) walkers(parameters int) int {
	if e.Walkers > 0 {
		return e.Walkers + e.Walkers%2
	}
	return 2*parameters + 2
}

// Sample is an ensemble of parameter sets.
type Sample struct {
	Points      [][]float64 // places in the ranges, from 0 to 1; a set that a walker stays at is there again
	Objectives  []float64
	Accepted    float64 // share of the moves that were taken; 0 of sets that emulators propose, which are drawn by their weights
	Temperature float64 // t
	// RHat is the largest of the parameters' ratios of the spread of all walkers to that of single ones: near 1 once they have
	// forgotten where they began, up to 1.1 or 1.2 is often taken to be enough; more means that bands are lower bounds. Of sets that emulators propose it is that of the
	// walkers that went over the emulators. Source: Gelman and Rubin (1992), Inference from iterative simulation using multiple sequences, Statistical Science 7(4).
	RHat float64
	// Draws is how many sets were drawn, of which Points are kept, and Effective how many independent ones would tell as much. Of walkers it is
	// of the mean of the parameter of which they tell least: the spread of all draws over that of the means of the walkers. Of sets that emulators propose it is (sum of w)² / sum of w²
	// over their weights (Kish 1965, recalled), times the share of the draws that counts for the walkers that proposed them. Source: Gelman, Carlin, Stern and Rubin
	// (1995), Bayesian data analysis, section 11 (recalled).
	Draws     int
	Effective float64
	// KHat is the shape of the tail of the weights of sets that emulators propose, before they are truncated: above Reliable some sets weigh so much that others like them
	// were missed. NaN of walkers, which have no weights, and of few draws. Source: Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling,
	// Journal of Machine Learning Research 25.
	KHat float64
}

// Reliable is up to which KHat means over the ensemble come near the truth: 0.7, or less of fewer than some 2,000 draws. Source: Vehtari, Simpson, Gelman, Yao and Gabry
// (2024), equation 13.
func (s *Sample) Reliable() float64 { return min(1-1/math.Log10(float64(s.Draws)), 0.7) }

// EndSE returns of each parameter the Monte Carlo standard error of the ends of its band, the 5% and 95% quantiles: the larger of the two, over the distance
// between the ends. It covers which sets were drawn by chance, not regions that no draw reached, which KHat and RHat tell of.
func (s *Sample) EndSE() []float64 {
	var list []float64
	values := make([]float64, len(s.Points))
	for d := range s.Points[0] {
		for k, x := range s.Points {
			values[k] = x[d]
		}
		low, high := endSE(values, study.Levels[0], s.Effective), endSE(values, study.Levels[4], s.Effective)
		q := study.Summarise(values).Quantiles
		list = append(list, max(low, high)/(q[4]-q[0]))
	}
	return list
}

// Distinct returns how many of the points are different ones.
func (s *Sample) Distinct() int {
	seen := map[string]bool{}
	for _, x := range s.Points {
		seen[fmt.Sprint(x)] = true
	}
	return len(seen)
}

// keep takes the ensemble from the paths of walkers, all equally long.
func (s *Sample) keep(paths [][][]float64, settings *Ensemble) {
	steps := len(paths[0])
	kept := settings.kept(len(paths), steps)
	for k := range kept {
		for _, path := range paths {
			s.Points = append(s.Points, path[(k+1)*steps/kept-1])
		}
	}
	s.Draws = steps * len(paths)
	s.KHat = math.NaN()
	s.RHat, s.Effective = mixing(paths)
}

// around is how far from the fit walkers start, as a standard deviation in parts of the range: an assumption.
const around = 0.05

func (s *session) ensemble(best *Evaluation) (*Sample, error) {
	d, settings := len(s.plan.Parameters), s.plan.Ensemble
	if settings.Training > 0 {
		return s.emulated(best)
	}
	temperature := s.temperature(best)
	objectives := map[string]float64{}
	density := func(points [][]float64) ([]float64, error) {
		list, err := s.evaluate("ensemble", s.last(), s.plan.replicates(), points)
		if err != nil {
			return nil, err
		}
		values := make([]float64, len(list))
		for k, e := range list {
			values[k] = -s.misfit(e) / (2 * temperature)
			objectives[fmt.Sprint(e.Point)] = e.Objective
		}
		return values, nil
	}
	var walkers [][]float64
	for w := range settings.walkers(d) {
		random := settings.stream(&s.plan, 0, w, -1)
		x := slices.Clone(best.Point)
		for i := range x {
			if w > 0 {
				x[i] = rounded(minimise.Fold(x[i] + float64(around*random.Normal())))
			}
		}
		walkers = append(walkers, x)
	}
	sample, err := walk(density, walkers, settings, func(step, walker int) *rng.Stream {
		return settings.stream(&s.plan, 1, walker, step)
	})
	if err != nil {
		return nil, err
	}
	sample.Temperature = temperature
	for _, x := range sample.Points {
		sample.Objectives = append(sample.Objectives, objectives[fmt.Sprint(x)])
	}
	return sample, nil
}

// emulated draws the ensemble by way of emulators.
func (s *session) emulated(best *Evaluation) (*Sample, error) {
	x := s.surrogate(best, s.plan.Ensemble, s.without(nil), "ensemble", func(phase, walker, step int) *rng.Stream {
		return s.plan.Ensemble.stream(&s.plan, 2+phase, walker, step)
	})
	sample, err := x.sample()
	if err != nil {
		return nil, err
	}
	sample.Temperature = x.temperature
	objectives := map[string]float64{}
	for _, e := range s.of(s.last()) {
		objectives[fmt.Sprint(e.Point)] = e.Objective
	}
	for _, point := range sample.Points {
		sample.Objectives = append(sample.Objectives, objectives[fmt.Sprint(point)])
	}
	return sample, nil
}

// surrogate returns emulators of the fitted targets that count, which learn from what was run before.
func (s *session) surrogate(best *Evaluation, settings *Ensemble, counts []int, phase string, random func(phase, walker, step int) *rng.Stream) *surrogate {
	fitted, before := s.fitted(), s.of(best.Stage)
	x := &surrogate{
		settings: settings, temperature: s.temperature(best), from: best.Point, counts: counts, random: random, values: s.momentsOf(before),
		simulate: func(points [][]float64) ([][]float64, error) {
			list, err := s.evaluate(phase, best.Stage, s.plan.replicates(), points)
			return s.momentsOf(list), err
		},
		z: func(target int, value float64) (z, se float64) {
			k := fitted[target]
			luck := math.Sqrt(1 + s.luck[k])
			return s.capped(k, value) / luck, s.target(k).SE * luck
		},
	}
	for _, e := range before {
		x.points = append(x.points, e.Point)
	}
	return x
}

// momentsOf are the fitted moments of evaluations; nil of those that failed.
func (s *session) momentsOf(list []*Evaluation) [][]float64 {
	values := make([][]float64, len(list))
	for i, e := range list {
		if e.Err == nil {
			for _, k := range s.fitted() {
				values[i] = append(values[i], e.Moments[k])
			}
		}
	}
	return values
}

// temperature is by how much the standard errors squared are taken to be too small, given the best fit.
func (s *session) temperature(best *Evaluation) float64 {
	return max(1, s.misfit(best)/float64(len(s.fitted())))
}

// stretch is how far a walker may go along a line, as a factor either way: Goodman and Weare's a.
const stretch = 2

// crowd are walkers that sample a density, of which density gives the logarithm.
type crowd struct {
	density  func([][]float64) ([]float64, error)
	by       func(c *crowd, step, walker, half int) move // how walkers move
	random   func(step, walker int) *rng.Stream
	at       [][]float64
	logs     []float64
	accepted int
	slope    func(x, list []float64) // of the density, mirrored at the ends of ranges; nil if moves need none
	shape    [][]float64             // how those of the other half are spread, if moves need slopes
}

// walk samples a density from walkers, of which there is an even number.
func walk(density func([][]float64) ([]float64, error), walkers [][]float64, settings *Ensemble, random func(step, walker int) *rng.Stream) (*Sample, error) {
	logs, err := density(walkers)
	if err != nil {
		return nil, err
	}
	c := &crowd{density: density, by: settings.Moves.step(), random: random, at: walkers, logs: logs}
	sample := &Sample{}
	paths, steps := make([][][]float64, len(walkers)), settings.Steps
	for step := range steps {
		for half := range 2 {
			if err := c.step(step, half); err != nil {
				return nil, err
			}
		}
		if step < steps/3 {
			continue
		}
		for w, x := range c.at {
			paths[w] = append(paths[w], x)
		}
	}
	sample.Accepted = float64(c.accepted) / float64(len(walkers)*steps)
	sample.keep(paths, settings)
	return sample, nil
}

// step moves one half of the walkers, by where those of the other half are.
func (c *crowd) step(step, half int) error {
	var moves []move
	var points [][]float64
	if c.slope != nil {
		c.shape = shapeOf(c.at, 1-half)
	}
	for w := half; w < len(c.at); w += 2 {
		if m := c.by(c, step, w, half); m.to != nil {
			moves, points = append(moves, m), append(points, m.to)
		}
	}
	values, err := c.density(points)
	if err != nil {
		return err
	}
	for k, m := range moves {
		if m.limit < m.gain+values[k]-c.logs[m.walker] {
			c.at[m.walker], c.logs[m.walker] = m.to, values[k]
			c.accepted++
		}
	}
	return nil
}

// move is where a walker may go: nowhere if that is outside of the ranges.
type move struct {
	walker      int
	to          []float64
	limit, gain float64 // logarithms: of the draw that decides, and of the density of the move back over that of the move
}

// alongLine moves a walker on the line through one of the other half.
func (c *crowd) alongLine(step, walker, half int) move {
	r := c.random(step, walker)
	n := len(c.at) / 2
	other := c.at[2*min(int(r.Float64()*float64(n)), n-1)+1-half]
	z := float64((stretch-1)*r.Float64()) + 1
	z = z * z / stretch
	d := len(other)
	m := move{walker: walker, limit: math.Log(r.Float64()), gain: float64(d-1) * math.Log(z)}
	to := make([]float64, d)
	for i := range to {
		if to[i] = rounded(other[i] + float64(z*(c.at[walker][i]-other[i]))); to[i] < 0 || to[i] > 1 {
			return m
		}
	}
	m.to = to
	return m
}

// How walkers jump: by the difference of two others times a little less than would take it to where it might as well be, and every so many steps
// by all of it, from one region that fits to another; and by so much more at random, which keeps them from staying on the lines between them. 2.38 over the root
// of twice the number of parameters is best for normal densities. Source: ter Braak (2006), A Markov chain Monte Carlo version of the genetic algorithm
// Differential Evolution, Statistics and Computing 16(3) (recalled); how much at random is an assumption.
const (
	jumping = 2.38
	wholly  = 10
	astray  = 0.001
)

// jump moves a walker by the difference of two of the other half; at the ends of ranges it is turned back.
func (c *crowd) jump(step, walker, half int) move {
	r := c.random(step, walker)
	n, d := len(c.at)/2, len(c.at[walker])
	a := min(int(r.Float64()*float64(n)), n-1)
	b := (a + 1 + min(int(r.Float64()*float64(n-1)), n-2)) % n
	from, to := c.at[2*b+1-half], c.at[2*a+1-half]
	times := jumping / math.Sqrt(float64(2*d))
	if step%wholly == 0 {
		times = 1
	}
	m := move{walker: walker, limit: math.Log(r.Float64()), to: make([]float64, d)}
	for i, x := range c.at[walker] {
		m.to[i] = rounded(minimise.Fold(x + float64(times*(to[i]-from[i])) + float64(astray*r.Normal())))
	}
	return m
}

// mixing returns the largest of the parameters' Gelman-Rubin ratios and the least effective sample size.
func mixing(paths [][][]float64) (rHat, effective float64) {
	n := float64(len(paths[0]))
	draws := n * float64(len(paths))
	effective = draws
	for d := range paths[0][0] {
		within, between := spreads(paths, d)
		if within+between == 0 { // nobody has moved in this direction
			continue
		}
		rHat = max(rHat, math.Sqrt((n-1)/n+between/within))
		if between > 0 {
			effective = min(effective, draws*(float64((n-1)/n*within)+between)/(n*between))
		}
	}
	return rHat, effective
}

// spreads returns the mean variance of a parameter within the paths of walkers, and the variance of their means.
func spreads(paths [][][]float64, d int) (within, between float64) {
	n, walkers := float64(len(paths[0])), float64(len(paths))
	var means []float64
	all := 0.0
	for _, path := range paths {
		mean := 0.0
		for _, x := range path {
			mean += x[d] / n
		}
		for _, x := range path {
			within += float64((x[d]-mean)*(x[d]-mean)) / (n - 1) / walkers
		}
		means = append(means, mean)
		all += mean / walkers
	}
	for _, m := range means {
		between += float64((m-all)*(m-all)) / (walkers - 1)
	}
	return within, between
}
