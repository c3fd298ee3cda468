package calibrate

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/rng"
)

// History asks for history matching: what part of the space of parameters the targets do not rule out. In waves, points are drawn from
// what is left, and for each target an emulator, a polynomial of the second degree, is fitted to what the runs at them gave. A point
// is implausible if for any target
//
//	|emulated z| > Cutoff sqrt(1 + variance of the emulator + variance of the runs' luck)
//
// and what is implausible in one wave is not looked at again. Sources: Craig, Goldstein, Seheult and Smith (1997), Pressure matching
// for hydrocarbon reservoirs, Case studies in Bayesian statistics 3; Vernon, Goldstein and Bower (2010), Galaxy formation, Bayesian
// Analysis 5(4).
type History struct {
	Waves  int
	Points int     // of each wave
	Cutoff float64 // in standard errors; 0 means 3
}

// Space is what history matching has left.
type Space struct {
	Waves []Wave
	// Box holds what is left: for each parameter the lowest and the highest place, from 0 to 1, of points that are not ruled out.
	Box [][2]float64
	// Plausible are the evaluations at which no target is more than Cutoff off: runs, not emulators, say so.
	Plausible []*Evaluation
}

// Wave is one wave of history matching.
type Wave struct {
	Points    int     // that were run
	Remaining float64 // part of the whole space that is not ruled out after it
	SE        float64 // Monte Carlo standard error of Remaining
	// Most is the upper end of a one-sided 95% interval of Remaining: of a space in which nothing was found too.
	Most float64
	// Ruled is, for each fitted moment, what part of the box before the wave it rules out by itself.
	Ruled []float64
}

// candidates is how many points the space that is left is measured with.
const candidates = 40_000

// history matches the targets wave by wave.
func (s *session) history() (*Space, error) {
	fitted := s.fitted()
	noise := make([]float64, len(fitted)) // variance of z by luck
	for i, k := range fitted {
		noise[i] = s.luck[k]
	}
	var all []*Evaluation
	simulate := func(points [][]float64) ([][]float64, error) {
		list, err := s.evaluate("history", s.last(), s.plan.replicates(), points)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		z := make([][]float64, len(list))
		for p, e := range list {
			if e.Err != nil {
				continue
			}
			for _, k := range fitted {
				z[p] = append(z[p], s.target(k).z(e.Moments[k]))
			}
		}
		return z, nil
	}
	random := rng.At(s.plan.Seed, 0, 0, forHistory)
	space, err := matchHistory(simulate, len(s.plan.Parameters), noise, *s.plan.History, random.Float64)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.Err == nil && s.plausible(e) {
			space.Plausible = append(space.Plausible, e)
		}
	}
	return space, nil
}

// plausible reports whether no target is further off than the cutoff.
func (s *session) plausible(e *Evaluation) bool {
	for _, k := range s.fitted() {
		if z := s.target(k).z(e.Moments[k]); !(math.Abs(z) <= s.plan.History.cutoff()) {
			return false
		}
	}
	return true
}

func (h *History) cutoff() float64 {
	if h.Cutoff == 0 {
		return 3
	}
	return h.Cutoff
}

// matchHistory is history matching of a function that gives z of each target at points of d numbers from 0 to 1; nil where it fails.
func matchHistory(simulate func([][]float64) ([][]float64, error), d int, noise []float64, h History, random func() float64) (*Space, error) {
	m := &matcher{d: d, noise: noise, cutoff: h.cutoff(), random: random, space: &Space{}}
	for range d {
		m.space.Box = append(m.space.Box, [2]float64{0, 1})
	}
	for range h.Waves {
		points := m.draw(h.Points)
		if len(points) < d+2 {
			break // hardly anything is left that could be drawn from
		}
		z, err := simulate(points)
		if err != nil {
			return nil, err
		}
		m.learn(points, z)
		m.measure(len(points))
	}
	return m.space, nil
}

// matcher is history matching under way.
type matcher struct {
	d         int
	noise     []float64
	cutoff    float64
	random    func() float64
	space     *Space
	emulators [][]emulator // of each wave, of each target
	points    [][]float64  // that were run, and what they gave
	z         [][]float64
}

// point draws a point of the box.
func (m *matcher) point() []float64 {
	x := make([]float64, m.d)
	for i, ends := range m.space.Box {
		x[i] = ends[0] + float64(m.random()*(ends[1]-ends[0]))
	}
	return x
}

// draw draws points that are not ruled out, as many as that takes up to a hundred times the candidates.
func (m *matcher) draw(n int) [][]float64 {
	var list [][]float64
	for tries := 0; len(list) < n && tries < 10*candidates; tries++ {
		if x := m.point(); !m.ruledOut(x) {
			list = append(list, x)
		}
	}
	return list
}

// ruledOut reports whether a wave has found a point implausible.
func (m *matcher) ruledOut(x []float64) bool {
	for w := range m.emulators {
		for k := range m.emulators[w] {
			if m.implausible(w, k, x) {
				return true
			}
		}
	}
	return false
}

// implausible reports whether a target's emulator of a wave finds a point implausible.
func (m *matcher) implausible(wave, target int, x []float64) bool {
	e := &m.emulators[wave][target]
	return e.weights != nil && math.Abs(e.at(x)) > m.cutoff*math.Sqrt(1+e.variance+m.noise[target])
}

// learn fits the emulators of a wave to all points that are in what is left.
func (m *matcher) learn(points, z [][]float64) {
	m.points, m.z = append(m.points, points...), append(m.z, z...)
	var wave []emulator
	for k := range m.noise {
		var xs [][]float64
		var ys []float64
		for p, x := range m.points {
			if m.z[p] != nil && !math.IsNaN(m.z[p][k]) && !m.ruledOut(x) {
				xs, ys = append(xs, x), append(ys, m.z[p][k])
			}
		}
		wave = append(wave, newEmulator(xs, ys, nil))
	}
	m.emulators = append(m.emulators, wave)
}

// measure finds out how much is left, and the box that holds it. The box is of points, so it is made wider by a hundredth on each side.
func (m *matcher) measure(run int) {
	volume := 1.0
	for _, ends := range m.space.Box {
		volume *= ends[1] - ends[0]
	}
	box, left, ruled := make([][2]float64, m.d), 0, make([]float64, len(m.noise))
	for i := range box {
		box[i] = [2]float64{1, 0}
	}
	for range candidates {
		x := m.point()
		for k := range ruled {
			if m.implausible(len(m.emulators)-1, k, x) {
				ruled[k] += 1.0 / candidates
			}
		}
		if m.ruledOut(x) {
			continue
		}
		left++
		for i := range box {
			box[i][0], box[i][1] = min(box[i][0], x[i]), max(box[i][1], x[i])
		}
	}
	share := float64(left) / candidates
	most := distuv.Beta{Alpha: float64(left) + 1, Beta: float64(candidates-left) + 0x1p-30}.Quantile(0.95) // Clopper and Pearson's
	m.space.Waves = append(m.space.Waves, Wave{run, share * volume, volume * math.Sqrt(share*(1-share)/candidates), most * volume, ruled})
	if left == 0 {
		return
	}
	for i, ends := range m.space.Box {
		wider := float64(0.01 * (ends[1] - ends[0]))
		m.space.Box[i] = [2]float64{max(box[i][0]-wider, ends[0]), min(box[i][1]+wider, ends[1])}
	}
}

// emulator is a polynomial that stands for a target's z.
type emulator struct {
	weights  []float64 // nil if there were too few points to fit any
	degree   int       // 1: linear; 2: with squares; 3: with products too
	variance float64   // of what it gets wrong, on average over points
}

// newEmulator fits the polynomial with most terms of which there are twice as many points, which count by weights; nil: alike.
func newEmulator(points [][]float64, values, weights []float64) emulator {
	weight := func(i int) float64 {
		if weights == nil {
			return 1
		}
		return weights[i]
	}
	for degree := 3; degree > 0 && len(points) > 0; degree-- {
		terms := len(termsOf(points[0], degree))
		if len(points) < 2*terms && (degree > 1 || len(points) < terms+2) {
			continue
		}
		a := mat.NewDense(len(points), terms, nil)
		y := mat.NewVecDense(len(values), nil)
		for i, x := range points {
			root := math.Sqrt(weight(i))
			row := termsOf(x, degree)
			for k := range row {
				row[k] *= root
			}
			a.SetRow(i, row)
			y.SetVec(i, values[i]*root)
		}
		var qr mat.QR
		qr.Factorize(a)
		var w mat.VecDense
		if err := qr.SolveVecTo(&w, false, y); err != nil {
			continue
		}
		e := emulator{weights: w.RawVector().Data, degree: degree}
		squares, all := 0.0, 0.0
		for i, x := range points {
			off := values[i] - e.at(x)
			squares += float64(weight(i) * float64(off*off))
			all += weight(i)
		}
		n, p := float64(len(points)), float64(terms)
		e.variance = squares / all * n / (n - p) * (1 + p/n)
		return e
	}
	return emulator{}
}

func (e *emulator) at(x []float64) float64 { return e.of(termsOf(x, e.degree)) }

// of is the polynomial with the terms of its degree.
func (e *emulator) of(terms []float64) float64 {
	sum := 0.0
	for k, t := range terms {
		sum += float64(t * e.weights[k])
	}
	return sum
}

// termsOf returns the terms of a polynomial at a point.
func termsOf(x []float64, degree int) []float64 {
	list := append(make([]float64, 0, 1+2*len(x)), 1)
	for _, u := range x {
		list = append(list, u-0.5)
	}
	for i := range x {
		if degree > 1 {
			list = append(list, (x[i]-0.5)*(x[i]-0.5))
		}
		for j := range i {
			if degree > 2 {
				list = append(list, (x[i]-0.5)*(x[j]-0.5))
			}
		}
	}
	return list
}
