package rng

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/cogap/cogap/internal/dmath"
)

// betaQuantile is d.Quantile(p), but where that is lost: with Alpha up to 1 and Beta from some 40 up it says nearly 1 in the last millionth. From the other end
// it finds its way.
func betaQuantile(d distuv.Beta, p float64) float64 {
	x, rest := d.Quantile(p), 1-p
	if p > 0.5 && mathext.RegIncBeta(d.Beta, d.Alpha, 1-x) < rest/2 {
		return 1 - distuv.Beta{Alpha: d.Beta, Beta: d.Alpha}.Quantile(rest)
	}
	return x
}

// betaWalk inverts a beta distribution at one probability after another, each near the one before: where a quantile is follows
// from the last but for a millionth, so that one value of the distribution is enough to find it, where distuv.Beta.Quantile,
// which begins anew each time, takes five to fifty.
type betaWalk struct {
	a, b  float64 // parameters; swapped if it walks down from the upper end
	upper bool
	log   float64 // ln B(a, b)
	size  float64 // of the logarithms that the distribution is computed by, but for those of x: their last digits are its error

	p, x      float64 // the last: the probability from the end where it began, and how far from that end its quantile is
	rise, bow float64 // d ln x / d ln p there, and the derivative of that one's logarithm
}

// isWalked reports whether a walk is sure by how much Beta.Quantile is off, which is more where these parameters are very small or large.
func isWalked(d distuv.Beta) bool { return min(d.Alpha, d.Beta) >= 0.1 && max(d.Alpha, d.Beta) <= 100 }

func newBetaWalk(d distuv.Beta, upper bool) *betaWalk {
	w := &betaWalk{a: d.Alpha, b: d.Beta, upper: upper, log: mathext.Lbeta(d.Alpha, d.Beta), size: 4}
	for _, x := range []float64{w.a, w.b, w.a + w.b} {
		log, _ := math.Lgamma(x)
		w.size += math.Abs(log)
	}
	if upper {
		w.a, w.b = w.b, w.a
	}
	return w
}

// next returns the quantile that has the probability p on the side of the walk's end, and by how much Beta.Quantile may say otherwise.
func (w *betaWalk) next(p float64) (x, off float64) {
	const near = 1e-6 // a step as small leaves an error of some of its cubes
	if w.x > 0 && w.x < 1 {
		along := dmath.Log(p / w.p)
		w.x *= dmath.Exp(w.rise * float64(along*(1+float64(w.bow*along/2))))
	} else {
		w.x = distuv.Beta{Alpha: w.a, Beta: w.b}.Quantile(p)
	}
	w.p = p
	density, terms, step := 0.0, 0.0, math.Inf(1)
	for range 5 { // Halley's method; once, as a rule
		if !(w.x > 0 && w.x < 1) || math.Abs(step) <= near*w.x {
			break
		}
		log, rest := dmath.Log(w.x), dmath.Log1p(-w.x)
		terms = w.size - float64(w.a*log) - float64(w.b*rest)
		density = dmath.Exp(float64((w.a-1)*log) + float64((w.b-1)*rest) - w.log)
		newton := (mathext.RegIncBeta(w.a, w.b, w.x) - p) / density
		step = newton / (1 - float64(newton/2*((w.a-1)/w.x-(w.b-1)/(1-w.x))))
		w.x -= step
	}
	w.rise = p / (w.x * density)
	w.bow = 1 - float64(w.rise*(w.a-float64((w.b-1)*w.x)/(1-w.x)))

	const ulp = 0x1p-52
	off = float64(w.x * (float64(w.rise*(1e-13+float64(8*ulp*terms))) + 1e-14))
	switch {
	case !(math.Abs(step) <= near*w.x):
		off = math.Inf(1)
	case w.upper && min(w.a, w.b) <= 1 || w.x > 0.75: // there Quantile looks for the other probability, 1-p
		off += ulp * terms / density
	}
	if w.upper {
		return 1 - w.x, off + ulp
	}
	return w.x, off
}
