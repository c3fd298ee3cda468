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

	wider    float64     // by how much the logarithm of the density that is drawn from is flatter; 0: not at all
	points   [][]float64 // at which values are known
	values   [][]float64
	standIns []standIn // of the targets that count
}

// standIn is an emulator that stands for the model's value of a target: of its logarithm, if all values are above 0.
type standIn struct {
	emulator
	target int
	log    bool
}

// How walkers go over emulators: assumptions. They are so many for each parameter, take so many steps before the first point is noted, and
// then note one each after every so many.
const (
	crowded  = 4
	warming  = 1000
	thinning = 100
)

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
	phase := rounds
	s.learn()
	if n := s.settings.Refining; n > 0 {
		if err := s.run(s.drawn(phase, n)); err != nil {
			return nil, err
		}
		phase++
		s.wider = wider
		s.learnFromAll()
	}
	walkers := s.settings.walkers(len(s.from))
	points := s.drawn(phase, walkers*(s.settings.Steps+1))
	values, err := s.simulate(points)
	if err != nil {
		return nil, err
	}
	return s.decide(phase+1, points, values, walkers), nil
}

// run runs the model at points, which emulators can learn from then.
func (s *surrogate) run(points [][]float64) error {
	values, err := s.simulate(points)
	s.points, s.values = append(s.points, points...), append(s.values, values...)
	return err
}

// propose draws n points with the density of the emulators of all that is known.
func (s *surrogate) propose(phase, n int) [][]float64 {
	s.learn()
	return s.drawn(phase, n)
}

// drawn draws n points with the density of the emulators.
func (s *surrogate) drawn(phase, n int) [][]float64 {
	density := func(points [][]float64) ([]float64, error) {
		values := make([]float64, len(points))
		for k, x := range points {
			values[k] = s.expected(x)
		}
		return values, nil
	}
	c := &crowd{density: density, random: func(step, walker int) *rng.Stream { return s.random(phase, walker, step) }}
	for w := range crowded * len(s.from) {
		x := slices.Clone(s.from)
		random := s.random(phase, w, -1)
		for i := range x {
			x[i] = rounded(minimise.Fold(x[i] + float64(around*random.Normal())))
		}
		c.at, c.logs = append(c.at, x), append(c.logs, s.expected(x))
	}
	var list [][]float64
	for step := 0; len(list) < n; step++ {
		_ = c.step(step, 0) // emulators do not fail
		_ = c.step(step, 1)
		if step >= warming && (step-warming)%thinning == 0 {
			list = append(list, c.at...)
		}
	}
	return list[:n]
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
func (s *surrogate) expected(x []float64) float64 {
	sum, terms := 0.0, [][]float64{1: nil, 2: nil, 3: nil}
	for k := range s.standIns {
		e := &s.standIns[k]
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
	return -sum / (2 * s.temperature * cmp.Or(s.wider, 1))
}

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

// weights are the densities of points over those that the emulators expect, but for a factor, and none above their mean times the root of their
// number; all are 0 if all runs failed.
func (s *surrogate) weights(points, values [][]float64) []float64 {
	list := s.surprise(points, values)
	most, mean := slices.Max(list), 0.0
	for k, x := range list {
		if list[k] = 0; !math.IsInf(most, -1) {
			list[k] = math.Exp(x - most)
		}
		mean += list[k] / float64(len(list))
	}
	for k, x := range list {
		list[k] = min(x, mean*math.Sqrt(float64(len(list))))
	}
	return list
}

// decide goes through points that the emulators propose, with chains of Metropolis and Hastings whose proposals do not depend on where
// the chain is: a point is taken with the chance of its density over that expected of it, relative to where the chain is.
func (s *surrogate) decide(phase int, points, values [][]float64, walkers int) *Sample {
	surprise := s.surprise(points, values)
	sample, steps := &Sample{}, len(points)/walkers-1
	paths := make([][][]float64, walkers)
	for w := range walkers {
		at := w
		for step := range steps {
			to := w + walkers*(step+1)
			if math.Log(s.random(phase, w, step).Float64()) < surprise[to]-surprise[at] {
				at = to
				sample.Accepted += 1 / float64(walkers*steps)
			}
			if step >= steps/6 { // the first point is one that the emulators expect, so that little is to be forgotten
				paths[w] = append(paths[w], points[at])
			}
		}
	}
	sample.keep(paths, s.settings)
	return sample
}
