package calibrate

import (
	"cmp"
	"math"
	"slices"

	"github.com/cogap/cogap/rng"
)

// HoldBack asks for predictions of figures that are held back, group by group: parameter sets are drawn as an ensemble is, from what the other
// figures say, and the model is run with them. What it then gives of the group's figures has not been fitted to them. Ranges count as what is known
// beforehand, so that a search that began near a fit to all figures tells nothing. Runs are those of the first stage, which may be quick.
//
// Points are proposed by emulators, as those of Ensemble.Training are, and weighed by their density, as the runs give it, over that of the
// proposal: importance sampling, with self-normalised weights, none of which is above their mean times the root of their number (truncated; Ionides 2008, Journal of
// Computational and Graphical Statistics 17(2), recalled). Emulators learn from all that was run before, first from Training points where all
// figures together expect a fit, then from points of one group after the other. What they then expect is made flatter, as after Ensemble.Refining.
type HoldBack struct {
	Training int
	Points   int // that are weighed for each group, once two thirds as many have been learnt from for each
	Groups   []HeldGroup
	Moves    Moves // how walkers over emulators move, as Ensemble.Moves
}

// evaluations is how many there will be; of nil none.
func (h *HoldBack) evaluations() int {
	if h == nil {
		return 0
	}
	return h.Training + (h.Points+h.learning())*len(h.Groups)
}

// learning is how many points emulators learn from before a group's are proposed.
func (h *HoldBack) learning() int { return 2 * h.Points / 3 }

// HeldGroup is figures that are held back together, since each tells much of the others.
type HeldGroup struct {
	Name    string
	Targets []string // Target.ID
}

// Prediction is what the model gives of a figure that was held back.
type Prediction struct {
	Group  string
	Target Target
	// Low, Median and High are the 5th, 50th and 95th percentiles over parameter sets.
	Low, Median, High float64
	// Z is how far the mean over parameter sets is off the figure, in standard errors of the figure and of the prediction together.
	Z float64
	// Pass is whether Z is within Passing.
	Pass bool
	// Effective is how many independent points of equal weight would tell as much, (sum of w)² / sum of w² times the share of the points that counts for the
	// walkers that proposed them: where it is small the band is rough.
	Effective float64
	// RHat is that of these walkers, as Sample.RHat.
	RHat float64
}

// holdBack predicts what is held back.
func (s *session) holdBack() ([]Prediction, error) {
	h := s.plan.HoldBack
	best := byObjective(s.of(0))[0]
	if err := s.heldOut(best, 0, nil, h.Training).train(rounds); err != nil {
		return nil, err
	}
	for g, group := range h.Groups {
		if err := s.heldOut(best, g+1, group.Targets, h.learning()).train(2); err != nil {
			return nil, err
		}
	}
	var list []Prediction
	for g, group := range h.Groups {
		x := s.heldOut(best, g+1, group.Targets, 0)
		x.learnFromAll()
		x.wider = wider
		from, err := x.source(rounds, h.Points)
		if err != nil {
			return nil, err
		}
		weights := truncated(x.surprise(from.points, from.values))
		for i, k := range s.fitted() {
			if slices.Contains(group.Targets, s.plan.Moments[k].Target) {
				p := predicted(group.Name, *s.target(k), column(from.values, i), weights)
				p.Effective, p.RHat = p.Effective*from.effective/float64(len(from.points)), from.rHat
				list = append(list, p)
			}
		}
	}
	return list, nil
}

// heldOut returns emulators of all figures but those of a group.
func (s *session) heldOut(best *Evaluation, group int, targets []string, training int) *surrogate {
	return s.surrogate(best, &Ensemble{Training: training, Moves: s.plan.HoldBack.Moves}, s.without(targets), "held back", func(phase, walker, step int) *rng.Stream {
		return rng.At(s.plan.Seed, rng.Person(16*group+phase, walker), step, forHoldBack)
	})
}

// without lists the fitted moments but for those of some targets, by their place among the fitted.
func (s *session) without(targets []string) []int {
	var list []int
	for i, k := range s.fitted() {
		if !slices.Contains(targets, s.plan.Moments[k].Target) {
			list = append(list, i)
		}
	}
	return list
}

// column lists one of the values of each run; NaN of those that failed.
func column(values [][]float64, i int) []float64 {
	list := make([]float64, len(values))
	for k, of := range values {
		if list[k] = math.NaN(); of != nil {
			list[k] = of[i]
		}
	}
	return list
}

// predicted is the prediction of a target by values with weights; those that are not defined are left out.
func predicted(group string, t Target, values, weights []float64) Prediction {
	var order []int
	sum, squares, mean := 0.0, 0.0, 0.0
	for i, w := range weights {
		if w > 0 && !math.IsNaN(values[i]) {
			order = append(order, i)
			sum += w
			squares += float64(w * w)
			mean += float64(w * values[i])
		}
	}
	mean /= sum
	variance := 0.0
	for _, i := range order {
		variance += float64(weights[i]*float64((values[i]-mean)*(values[i]-mean))) / sum
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	p := Prediction{Group: group, Target: t, Effective: float64(sum*sum) / squares}
	for q, to := range map[float64]*float64{0.05: &p.Low, 0.5: &p.Median, 0.95: &p.High} {
		*to = math.NaN()
		below := 0.0
		for _, i := range order {
			if below += weights[i]; below >= q*sum {
				*to = values[i]
				break
			}
		}
	}
	p.Z = (mean - t.Value) / math.Sqrt(float64(t.SE*t.SE)+variance)
	p.Pass = math.Abs(p.Z) <= Passing
	return p
}
