package histogram

import (
	"math"

	"github.com/cogap/cogap/internal/dmath"
)

// Watts returns the Watts index below the line z, [inequality.Distribution.Watts], whose summand is convex: at least its value with everybody at the mean of the bin, at most that at the
// edges. 0 if nobody is poor, +Inf with a value of 0, NaN with a negative one. It panics if z is not above 0 or not finite.
func (b *Binned) Watts(z float64) Interval {
	if !(z > 0) || math.IsInf(z, 1) {
		panic("histogram: z is not above 0 or not finite")
	}
	switch {
	case b.empty() || b.groups[0].lo < 0:
		return nanInterval
	case b.groups[0].mean == 0:
		inf := math.Inf(1)
		return Interval{inf, inf, inf}
	}
	line := dmath.Log(z)
	i := b.spreadOf(func(x float64) (float64, float64) {
		if x >= z {
			return 0, 0
		}
		log := dmath.Log(x)
		return line - log, 4 + math.Abs(line) + math.Abs(log)
	})
	i.Lo = max(i.Lo, 0)
	return i
}

// Kakwani returns the Kakwani index of the length of the Lorenz curve, [inequality.Distribution.Kakwani], whose summand is convex; its interval as that of [Binned.Watts]. NaN unless the
// mean is above 0.
func (b *Binned) Kakwani() Interval {
	if !b.relative() {
		return nanInterval
	}
	i := b.spreadOf(func(x float64) (float64, float64) {
		r := x / b.mean
		return dmath.Hypot(1, r), 2 + math.Abs(r)
	})
	i = i.widen(float64(4 * b.meanError() * (1 + b.size/b.mean))).Minus(Interval{math.Sqrt2, math.Sqrt2, math.Sqrt2}).scaled(1 / (2 - math.Sqrt2)).rounded()
	return i.clip(0, math.Inf(1))
}

// KolmPollak returns the Kolm-Pollak index, [inequality.Distribution.KolmPollak], in the unit of x: from the average of exp(-kappa x) over its largest value, which is convex; its interval as that of
// [Binned.Watts]. It panics if kappa is not finite.
func (b *Binned) KolmPollak(kappa float64) Interval {
	switch {
	case math.IsNaN(kappa) || math.IsInf(kappa, 0):
		panic("histogram: kappa is not finite")
	case b.empty():
		return nanInterval
	case kappa == 0 || len(b.groups) == 1 && b.groups[0].lo == b.groups[0].hi:
		return Interval{}
	}
	worst := b.groups[0].lo // of whom the exponential is largest
	if kappa < 0 {
		worst = b.groups[len(b.groups)-1].hi
	}
	size := math.Abs(kappa)
	i := b.spreadOf(func(x float64) (float64, float64) {
		u := kappa * (x - worst)
		e := dmath.Exp(-u)
		return e, e * (4 + math.Abs(u) + float64(size*(math.Abs(x)+math.Abs(worst))))
	})
	gap := math.Abs(b.mean - worst)
	of := func(mean float64) float64 { return gap + dmath.Log(max(mean, 0))/size }
	slack := float64(0x1p-48*(b.size+math.Abs(worst)+gap)) + 0x1p-48/size
	return i.through(of).widen(slack).clip(0, gap+slack)
}
