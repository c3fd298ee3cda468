package study

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// Stat says what several independent runs say of a number.
type Stat struct {
	N    int     // runs in which it is defined
	Mean float64 // NaN if there are none
	SD   float64 // standard deviation of single runs, with N-1; NaN of fewer than two
	SE   float64 // Monte Carlo standard error of the mean: SD / sqrt(N)
	// Lo and Hi are the 95% interval of the mean by Student's t with N-1 degrees of freedom. It holds for means of runs whose
	// distribution is not far from normal, or of many runs.
	Lo, Hi float64
	// Quantiles of single runs, at Levels.
	Quantiles [5]float64
}

// Levels are where Stat.Quantiles lie.
var Levels = [5]float64{0.05, 0.25, 0.5, 0.75, 0.95}

// Summarise summarises values of independent runs; those that are NaN are left out.
func Summarise(values []float64) Stat {
	sorted := slices.Clone(values)
	sorted = slices.DeleteFunc(sorted, math.IsNaN)
	nan := math.NaN()
	s := Stat{N: len(sorted), Mean: nan, SD: nan, SE: nan, Lo: nan, Hi: nan}
	slices.Sort(sorted) // sums don't depend on the order of runs then
	for i, level := range Levels {
		s.Quantiles[i] = quantile(sorted, level)
	}
	if s.N == 0 {
		return s
	}
	s.Mean = mean(sorted)
	if s.N == 1 {
		return s
	}
	s.SD = deviation(sorted, s.Mean)
	s.SE = s.SD / math.Sqrt(float64(s.N))
	half := float64(studentsT(s.N-1) * s.SE)
	s.Lo, s.Hi = s.Mean-half, s.Mean+half
	return s
}

// HalfWidth is half of the 95% interval; infinite of fewer than two runs.
func (s Stat) HalfWidth() float64 {
	if s.N < 2 {
		return math.Inf(1)
	}
	return float64(studentsT(s.N-1) * s.SE)
}

// String prints the mean with its interval.
func (s Stat) String() string {
	if s.N < 2 {
		return fmt.Sprintf("%.6g (%d runs)", s.Mean, s.N)
	}
	return fmt.Sprintf("%.6g (95%% %.6g to %.6g, %d runs)", s.Mean, s.Lo, s.Hi, s.N)
}

// mean adds in order, each product and sum rounded: gonum's order of adding depends on the machine.
func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v - x[0] // of values that are all the same the mean is that value
	}
	return x[0] + sum/float64(len(x))
}

func deviation(x []float64, mean float64) float64 {
	squares := 0.0
	for _, v := range x {
		squares += float64((v - mean) * (v - mean))
	}
	return math.Sqrt(squares / float64(len(x)-1))
}

// quantile returns the quantile of ascending values as R does by default: linear between them. NaN if there are none. Source:
// Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50(4), definition 7.
func quantile(sorted []float64, level float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := float64(level * float64(len(sorted)-1))
	below := int(at)
	above := min(below+1, len(sorted)-1)
	return sorted[below] + float64((at-float64(below))*(sorted[above]-sorted[below]))
}

// studentsT returns the 97.5% quantile of Student's t, to 9 digits, which every machine has alike.
func studentsT(freedom int) float64 {
	if t, ok := quantilesOfT.Load(freedom); ok {
		return t.(float64)
	}
	t := math.Round(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}.Quantile(0.975)*1e9) / 1e9
	quantilesOfT.Store(freedom, t)
	return t
}

// quantilesOfT holds what was asked for: a summary asks for the same again for each number.
var quantilesOfT sync.Map
