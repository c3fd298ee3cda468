package calibrate

import (
	"cmp"
	"math"
	"slices"

	"github.com/cogap/cogap/internal/minimise"
	"github.com/cogap/cogap/rng"
)

// surrogate is an ensemble under way whose moves emulators propose, which cost next to nothing; runs decide on them.
type surrogate struct {
	settings    *Ensemble
	temperature float64
	from        []float64 // a place that fits
	counts      []int     // the targets that count
	// simulate gives the model's value of each target at points; nil where a run fails.
	simulate func(points [][]float64) ([][]float64, error)
	// z is how far a value is off a target, in standard errors of target and luck together, and one such standard error.
	z      func(target int, value float64) (z, se float64)
	random func(phase, walker, step int) *rng.Stream

	points   [][]float64 // at which values are known
	values   [][]float64
	standIns []standIn // of the targets that count
	wider    float64   // by how much what they expect is flatter; 0: not at all
}

// source is points that were drawn from what emulators expected.
type source struct {
	standIns        []standIn
	wider           float64
	points, values  [][]float64
	rHat, effective float64 // of the walkers that drew them, and how many of the points are independent
}

// standIn is an emulator that stands for the model's value of a target: of its logarithm, if all values are above 0.
type standIn struct {
	emulator
	target int
	log    bool
}

// crowded is how many walkers go over emulators for each parameter: an assumption.
const crowded = 4

// chain is how many steps walkers over emulators take before the first point is noted, and from each point to the next: assumptions.
func (m Moves) chain(parameters int) (warming, thinning int) {
	switch m {
	case Hamiltonian:
		return 150, 50 // by which a walker has forgotten where it was, in the built-in calibration too
	case Differential:
		return 150 * parameters, 50 * parameters // by which a walker has all but forgotten where it was, unless parameters make up for each other
	}
	return 1000, 100
}

// rounds is in how many rounds points to learn from are run, each where the emulators of what is known expect a fit: an assumption.
const rounds = 3

// train runs the points to learn from in so many rounds.
func (s *surrogate) train(rounds int) error {
	for round := range rounds {
		n := s.settings.Training*(round+1)/rounds - s.settings.Training*round/rounds
		if err := s.run(s.propose(round, n)); err != nil {
			return err
		}
	}
	return nil
}

// wider is by how much emulators that were refined expect less than they say, so that few places that fit are ones that they hardly expect: an
// assumption.
const wider = 1.2

// sample draws the ensemble.
func (s *surrogate) sample() (*Sample, error) {
	if err := s.train(rounds); err != nil {
		return nil, err
	}
	s.learn()
	walkers := s.settings.walkers(len(s.from))
	n, phase := walkers*(s.settings.Steps+1), rounds
	var sources []source
	if s.settings.Refining > 0 {
		refining, err := s.source(phase, s.settings.Refining)
		if err != nil {
			return nil, err
		}
		sources = append(sources, refining)
		s.points, s.values = append(s.points, refining.points...), append(s.values, refining.values...)
		s.learnFromAll()
		s.wider = wider
		phase++
	}
	last, err := s.source(phase, n)
	if err != nil {
		return nil, err
	}
	sources = append(sources, last)
	pool, logs := s.pooled(phase+1, sources)
	sample := s.resampled(phase+2, pool, logs)
	independent := 0.0
	for _, from := range sources {
		sample.RHat, independent = max(sample.RHat, from.rHat), independent+from.effective
	}
	sample.Effective *= independent / float64(sample.Draws)
	return sample, nil
}

// source draws points from what the emulators expect, and runs the model at them.
func (s *surrogate) source(phase, n int) (source, error) {
	paths := s.drawn(phase, n)
	points := inOrder(paths, n)
	rHat, effective := mixing(paths)
	values, err := s.simulate(points)
	return source{s.standIns, s.wider, points, values, rHat, float64(n) * effective / float64(len(paths)*len(paths[0]))}, err
}

// pooled returns the points of sources in random order, and the logarithm of the density of each over that of the mixture of the sources, but for a
// constant; of runs that failed it is -Inf. Source: Cornuet, Marin, Mira and Robert (2012), Adaptive multiple importance sampling,
// Scandinavian Journal of Statistics 39(4) (recalled).
func (s *surrogate) pooled(phase int, sources []source) (points [][]float64, logs []float64) {
	var values, expects [][]float64
	sizes := make([]float64, len(sources))
	for j, from := range sources {
		sizes[j] = float64(len(from.points))
		points, values = append(points, from.points...), append(values, from.values...)
	}
	for _, x := range points {
		of := make([]float64, len(sources))
		for j, from := range sources {
			of[j] = s.expectedBy(from.standIns, from.wider, x)
		}
		expects = append(expects, of)
	}
	mixture := mixed(expects, sizes)
	order, places := make([]int, len(points)), make([]float64, len(points))
	for k := range order {
		order[k], places[k] = k, s.random(phase, k, 0).Float64()
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[a], places[b]) })
	shuffled := make([][]float64, len(order))
	for i, k := range order {
		shuffled[i] = points[k]
		log := math.Inf(-1)
		if values[k] != nil {
			log = -s.misfit(values[k])/(2*s.temperature) - mixture[k]
		}
		logs = append(logs, log)
	}
	return shuffled, logs
}

// mixed returns the logarithm of the density of a mixture at points that were drawn from its parts, so many from each, from the logarithms of the parts'
// densities there, of which none knows its constant: these are such that each part has as many points as were drawn from it. Source: Geyer (1994),
// Estimating normalizing constants and reweighting mixtures in Markov chain Monte Carlo, University of Minnesota (recalled).
func mixed(logs [][]float64, sizes []float64) []float64 {
	constants, mixture := make([]float64, len(sizes)), make([]float64, len(logs))
	mix := func() {
		for k, of := range logs {
			sum := math.Inf(-1)
			for j, log := range of {
				sum = addLogs(sum, math.Log(sizes[j])+log-constants[j])
			}
			mixture[k] = sum
		}
	}
	mix()
	for range constantRounds {
		for j := range constants {
			sum := math.Inf(-1)
			for k, of := range logs {
				sum = addLogs(sum, of[j]-mixture[k])
			}
			constants[j] = sum
		}
		mix()
	}
	return mixture
}

// constantRounds is after how many rounds the constants of a mixture no longer change to speak of.
const constantRounds = 200

// addLogs returns log(exp(a) + exp(b)).
func addLogs(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// run runs the model at points, which emulators can learn from then.
func (s *surrogate) run(points [][]float64) error {
	values, err := s.simulate(points)
	if err != nil {
		return err
	}
	s.points, s.values = append(s.points, points...), append(s.values, values...)
	return nil
}

// propose draws n points with the density of the emulators of all that is known.
func (s *surrogate) propose(phase, n int) [][]float64 {
	s.learn()
	return inOrder(s.drawn(phase, n), n)
}

// leastPath is of how many points of each walker one is told at least how well walkers mix: an assumption.
const leastPath = 4

// inOrder returns the first n points of paths, those of all walkers at one step and then at the next.
func inOrder(paths [][][]float64, n int) (list [][]float64) {
	for k := range n {
		list = append(list, paths[k%len(paths)][k/len(paths)])
	}
	return list
}

// drawn draws n points or more with the density of the emulators, and returns those of each walker.
func (s *surrogate) drawn(phase, n int) [][][]float64 {
	density := func(points [][]float64) ([]float64, error) {
		values := make([]float64, len(points))
		for k, x := range points {
			values[k] = s.expected(x)
		}
		return values, nil
	}
	c := &crowd{density: density, by: s.settings.Moves.step(), random: func(step, walker int) *rng.Stream { return s.random(phase, walker, step) }}
	if s.settings.Moves == Hamiltonian {
		c.slope = s.slope
	}
	for w := range crowded * len(s.from) {
		x := slices.Clone(s.from)
		random := s.random(phase, w, -1)
		for i := range x {
			x[i] = rounded(minimise.Fold(x[i] + float64(around*random.Normal())))
		}
		c.at, c.logs = append(c.at, x), append(c.logs, s.expected(x))
	}
	paths := make([][][]float64, len(c.at))
	least := max(leastPath, (n+len(c.at)-1)/len(c.at))
	warming, thinning := s.settings.Moves.chain(len(s.from))
	for step := 0; len(paths[0]) < least; step++ {
		_ = c.step(step, 0) // emulators do not fail
		_ = c.step(step, 1)
		if step >= warming && (step-warming)%thinning == 0 {
			for w, x := range c.at {
				paths[w] = append(paths[w], x)
			}
		}
	}
	return paths
}

// learn fits the emulators to the half of the points that are nearest to a fit, or to more if that is not enough for all terms.
func (s *surrogate) learn() {
	order, off := s.known()
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(off[a], off[b]) })
	s.fit(order[:min(len(order), max(len(order)/2, 2*len(termsOf(s.from, 3))))], nil)
}

// learnFromAll fits the emulators to all points, which count the less the further they are from a fit: by half where the sum of z squared is the
// number of parameters, which is about what it is on average over an ensemble.
func (s *surrogate) learnFromAll() {
	order, off := s.known()
	for k, x := range off {
		x /= float64(len(s.from))
		off[k] = 1 / (1 + float64(x*x))
	}
	s.fit(order, off)
}

// known lists the points at which the model did not fail, and how far each point is from a fit.
func (s *surrogate) known() (order []int, off []float64) {
	off = make([]float64, len(s.values))
	for k, values := range s.values {
		if values != nil {
			order, off[k] = append(order, k), s.misfit(values)
		}
	}
	return order, off
}

// fit fits the emulators to some of the points, which count by weights; nil: alike.
func (s *surrogate) fit(of []int, weights []float64) {
	s.standIns = nil
	for _, target := range s.counts {
		s.standIns = append(s.standIns, s.standIn(target, of, weights))
	}
}

// standIn fits the emulator of a target; points at which its value is not defined are left out.
func (s *surrogate) standIn(target int, of []int, weights []float64) standIn {
	e := standIn{target: target, log: true}
	var points [][]float64
	var values, counts []float64
	for _, k := range of {
		if x := s.values[k][target]; !math.IsNaN(x) {
			points, values = append(points, s.points[k]), append(values, x)
			e.log = e.log && x > 0
			if weights != nil {
				counts = append(counts, weights[k])
			}
		}
	}
	if e.log {
		for k := range values {
			values[k] = math.Log(values[k])
		}
	}
	e.emulator = newEmulator(points, values, counts)
	return e
}

// expected is the logarithm of the density by the emulators: what they may get wrong makes it wider.
func (s *surrogate) expected(x []float64) float64 { return s.expectedBy(s.standIns, s.wider, x) }

func (s *surrogate) expectedBy(standIns []standIn, wider float64, x []float64) float64 {
	sum, terms := 0.0, [][]float64{1: nil, 2: nil, 3: nil}
	for k := range standIns {
		e := &standIns[k]
		if e.weights == nil {
			continue
		}
		if terms[e.degree] == nil {
			terms[e.degree] = termsOf(x, e.degree)
		}
		value, wrong := e.of(terms[e.degree]), math.Sqrt(e.variance)
		if e.log {
			value = math.Exp(value)
			wrong *= value
		}
		z, se := s.z(e.target, value)
		sum += float64(z*z) / (1 + float64(wrong/se*wrong/se))
	}
	return -sum / s.flatter(wider)
}

// flatter is by what the misfit that is expected is divided.
func (s *surrogate) flatter(wider float64) float64 { return 2 * s.temperature * cmp.Or(wider, 1) }

// misfit is the sum of z squared over the targets that count.
func (s *surrogate) misfit(values []float64) float64 {
	sum := 0.0
	for _, target := range s.counts {
		z, _ := s.z(target, values[target])
		sum += float64(z * z)
	}
	return sum
}

// surprise is the logarithm of the density of points over that which the emulators expect; of runs that failed the density is 0.
func (s *surrogate) surprise(points, values [][]float64) []float64 {
	list := make([]float64, len(points))
	for k, x := range points {
		if list[k] = math.Inf(-1); values[k] != nil {
			list[k] = -s.misfit(values[k])/(2*s.temperature) - s.expected(x)
		}
	}
	return list
}

// truncated returns weights from their logarithms, but for a factor: none is above their mean times the root of their number, and all are 0 if all runs
// failed. Source: Ionides (2008), Truncated importance sampling, Journal of Computational and Graphical Statistics 17(2) (recalled).
func truncated(logs []float64) []float64 {
	most, mean, list := slices.Max(logs), 0.0, make([]float64, len(logs))
	for k, x := range logs {
		if !math.IsInf(most, -1) {
			list[k] = math.Exp(x - most)
		}
		mean += list[k] / float64(len(list))
	}
	for k, x := range list {
		list[k] = min(x, mean*math.Sqrt(float64(len(list))))
	}
	return list
}

// resampled draws sets from points with chances in proportion to their weights, by equal steps from a random start (systematic resampling): as
// many as are asked for, or as are worth as much with equal weights.
func (s *surrogate) resampled(phase int, points [][]float64, logs []float64) *Sample {
	weights, sum, squares := truncated(logs), 0.0, 0.0
	for _, w := range weights {
		sum += w
		squares += float64(w * w)
	}
	sample := &Sample{Draws: len(points), KHat: tailShape(logs)}
	if sum == 0 {
		return sample // all runs failed
	}
	sample.Effective = float64(sum*sum) / squares
	sets := cmp.Or(s.settings.Sets, int(math.Ceil(sample.Effective)))
	step := sum / float64(sets)
	next, upTo := s.random(phase, 0, 0).Float64()*step, 0.0
	for k, w := range weights {
		upTo += w
		for ; next < upTo && len(sample.Points) < sets; next += step {
			sample.Points = append(sample.Points, points[k])
		}
	}
	return sample
}
