package bench

import (
	"slices"
	"time"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// Work is people of one stratum, and the months they live: Months of them, then everybody starts anew, or all would grow rich.
type Work struct {
	People *population.People
	Price  float64

	born *population.People
}

// Months is how long people live before they start anew.
const Months = 12

// NewWork makes people and finds the price.
func NewWork(people int, adoption float64) *Work { return NewWorkAt(people, PriceOf(adoption)) }

// NewWorkAt makes people who meet a price.
func NewWorkAt(people int, price float64) *Work {
	return &Work{People: Synthesize(people), Price: price, born: Synthesize(people)}
}

// Synthesize makes people of one stratum, none of whom waits for others.
func Synthesize(n int) *population.People {
	return synthesize(n)
}

func synthesize(n int, more ...population.Column) *population.People {
	people, fill := Unborn(n, more...)
	fill()
	return people
}

// Unborn returns memory for n people, with columns that only some models need, and what makes people there, as often as it is called.
func Unborn(n int, more ...population.Column) (people *population.People, fill func()) {
	spec := population.Default()
	spec.RightSide = 0 // whoever would and could, does: the price alone decides
	strata := population.USWorkforce2021()[:1]
	strata[0].People = int64(n)
	layout := population.NewLayout(strata, 1)
	people = population.New(layout, 0, more...)
	maker := population.NewSynthesizer(spec, strata, 1, []float64{gain})
	return people, func() {
		for i := range people.Chunks() {
			c := people.Chunk(i)
			maker.Fill(&c)
		}
	}
}

const gain = 0.06

// PriceOf finds, on a sample and by bisection, the price at which a share of people have access, on average over the months.
func PriceOf(adoption float64) float64 {
	low, high := 0.0, 10000.0
	for range 20 {
		price := (low + high) / 2
		w := &Work{People: Synthesize(4 * population.ChunkLen), Price: price}
		k := NewKernel(w)
		for month := range Months {
			k.Step(month)
		}
		if k.Share() > adoption {
			low = price
		} else {
			high = price
		}
	}
	return (low + high) / 2
}

// Menu is one tier with room for all.
func (w *Work) Menu() market.Menu {
	return market.Menu{{Name: "sota", Price: w.Price, Quality: 1, Quota: 1, Admission: 1}}
}

// Month is what everybody sees.
func (w *Work) Month(month int) *agent.Month {
	return agent.NewMonth(agent.Month{
		Params: agent.Default(), Seed: 1, Number: month, Menu: w.Menu(),
		Gain: gain, Share: 0.2, UserBelief: 0.05, MeanGain: 0.002,
	})
}

// Reset gives everybody the state of birth.
func (w *Work) Reset() {
	for i := range w.People.Chunks() {
		to, from := w.People.Chunk(i), w.born.Chunk(i)
		copy(to.Income, from.Income)
		copy(to.Cognition, from.Cognition)
		copy(to.Belief, from.Belief)
		copy(to.Uncertainty, from.Uncertainty)
		copy(to.Habit, from.Habit)
		copy(to.Threshold, from.Threshold)
		copy(to.Tier, from.Tier)
		copy(to.Wait, from.Wait)
		copy(to.Keen, from.Keen)
	}
}

// Contestant lives months of everybody's.
type Contestant interface {
	Step(month int)
	Reset()
	Share() float64 // mean share with access so far
}

// Times lives months until the time is over, the contestants in turns, and returns the nanoseconds of each one's
// agent-step in each month. What slows the machine down then slows all of them, and their ratio in a month says more than that of
// their medians.
func Times(people int, budget time.Duration, contestants ...Contestant) [][]float64 {
	times := make([][]float64, len(contestants))
	end := time.Now().Add(budget)
	for len(times[0]) < Months || time.Now().Before(end) {
		for _, c := range contestants {
			c.Reset()
		}
		for month := range Months {
			for i, c := range contestants {
				start := time.Now()
				c.Step(month)
				times[i] = append(times[i], float64(time.Since(start))/float64(people))
			}
		}
	}
	return times
}

// Ratio returns the median of x over y, month by month.
func Ratio(x, y []float64) float64 {
	ratios := make([]float64, len(x))
	for i := range ratios {
		ratios[i] = x[i] / y[i]
	}
	return Median(ratios)
}

// Median returns the median of x.
func Median(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }

// Kernel is this library.
type Kernel struct {
	*Work
	lesser    market.Menu         // tiers below SOTA
	mechanism func(*agent.Params) // nil: that of the default
	block     agent.Block
	sums      *agent.Sums
	shares    float64
	months    float64
}

// NewKernel returns the kernel at work.
func NewKernel(w *Work) *Kernel { return &Kernel{Work: w, sums: agent.NewSums(1)} }

// NewTiers returns the kernel at work on a menu of so many tiers, each at nearly the price and the quality of the one
// above: about as many people take one of them as take one alone. w must be its own.
func NewTiers(w *Work, tiers int) *Kernel {
	k := &Kernel{Work: w, sums: agent.NewSums(tiers)}
	price, quality := w.Price, 1.0
	for range tiers - 1 {
		price, quality = 0.95*price, 0.9*quality
		k.lesser = append(market.Menu{{Name: "lesser", Price: price, Quality: quality, Quota: 1, Admission: 1}}, k.lesser...)
	}
	return k
}

// Step lives one month of everybody's.
func (k *Kernel) Step(month int) {
	m := k.Month(month)
	if k.lesser != nil {
		m.Menu = append(slices.Clone(k.lesser), m.Menu...)
	}
	if k.mechanism != nil {
		k.mechanism(&m.Params)
	}
	m.Prepare()
	k.sums.Reset()
	for i := range k.People.Chunks() {
		k.block.Load(k.People.Chunk(i))
		k.block.Step(m, k.sums)
	}
	k.shares += float64(k.sums.With().People) / float64(k.sums.Total().People)
	k.months++
}

// Share returns the mean share with access.
func (k *Kernel) Share() float64 { return k.shares / k.months }

// Sums returns the last month's sums.
func (k *Kernel) Sums() *agent.Sums { return k.sums }
