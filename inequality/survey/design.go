package survey

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/inequality"
	"github.com/cogap/cogap/internal/sum"
)

// Design is how the rows of a sample were drawn. It is a plain value; fill the fields and call a method. The zero value with weights is a
// simple random sample with replacement.
type Design struct {
	Weights []float64 // what each row stands for, >= 0; nil: all the same
	Stages  []Stage   // of drawing, the first one first; none: every row by itself, from one stratum
	Lonely  Lonely    // what becomes of a stratum with one cluster
}

// Stage is one stage of drawing. Every slice has one entry for each row, or is nil.
type Stage struct {
	Strata   []string // parts that were drawn from apart, within the cluster of the stage before; nil: one part
	Clusters []string // what was drawn; nil: every row by itself
	// FPC is the finite population correction: how many clusters the row's stratum has in the population or, if all numbers are at most 1, which share
	// of them was drawn. It is the same in a whole stratum. nil: so many that it does not matter; then later stages do not matter either, as
	// the first holds their variance.
	FPC []float64
}

// Lonely is a rule for strata from which a single cluster was drawn, which say nothing about the variance between clusters. The names are those of
// the option survey.lonely.psu of R's survey.
type Lonely int

// The rules.
const (
	Fail      Lonely = iota // an error
	Certainty               // drawn with certainty: no variance; R's "certainty" and "remove"
	Adjust                  // its distance from 0, which for means and indices is the mean of the whole sample, in the place of that from its own mean
	Average                 // the average variance of the other strata
)

// String returns the name of the rule.
func (l Lonely) String() string {
	names := [...]string{"fail", "certainty", "adjust", "average"}
	if l < 0 || int(l) >= len(names) {
		return "unknown"
	}
	return names[l]
}

// ParseLonely returns the rule of a name: fail, certainty (or remove), adjust, average.
func ParseLonely(name string) (Lonely, error) {
	if name == "remove" {
		return Certainty, nil
	}
	for l := Fail; l <= Average; l++ {
		if l.String() == name {
			return l, nil
		}
	}
	return Fail, fmt.Errorf("survey: lonely: got %q, want fail, certainty, remove, adjust or average", name)
}

// Variance returns the variance of the total sum w z of a variable with one value for each row,
//
//	sum over strata of (1 - n/N) n/(n-1) sum over clusters of (t - mean of t)^2
//
// where t is the total of w z in a cluster, n of N clusters were drawn, and for a later stage the same within each cluster, times n/N of the stages
// before. In the squared unit of the total. NaN if a value in use is NaN.
//
// It returns an error if lengths differ, a weight is negative, NaN or infinite, a correction does not fit its stratum, and for a lonely cluster
// where Lonely is Fail. Cost O(n) a stage. Source: Cochran 1977, chapters 5 and 11; Lumley 2010; as R's svyrecvar.
func (d Design) Variance(z []float64) (float64, error) {
	if err := d.check(len(z)); err != nil {
		return math.NaN(), err
	}
	x := make([]float64, len(z))
	for i := range z {
		if w := d.weight(i); w > 0 {
			x[i] = w * z[i]
		}
	}
	return d.stage(0, numbers(len(z)), x)
}

// numbers are those of n rows.
func numbers(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// at is the stage k; beyond the last one every row was drawn by itself, from one stratum.
func (d Design) at(k int) Stage {
	if k < len(d.Stages) {
		return d.Stages[k]
	}
	return Stage{}
}

func (d Design) weight(i int) float64 {
	if d.Weights == nil {
		return 1
	}
	return d.Weights[i]
}

// check reports all that is wrong with the design for n rows, but for what only strata show.
func (d Design) check(n int) error {
	if d.Weights != nil && len(d.Weights) != n {
		return fmt.Errorf("survey: Weights: got length %d, want %d, one for each row", len(d.Weights), n)
	}
	for i, w := range d.Weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("survey: Weights[%d]: got %v, want a finite number >= 0", i, w)
		}
	}
	if d.Lonely < Fail || d.Lonely > Average {
		return fmt.Errorf("survey: Lonely: got %d, want Fail, Certainty, Adjust or Average", d.Lonely)
	}
	for k, s := range d.Stages {
		if err := s.check(n); err != nil {
			return fmt.Errorf("survey: Stages[%d].%w", k, err)
		}
	}
	return nil
}

func (s Stage) check(n int) error {
	for _, c := range []struct {
		name  string
		given bool
		n     int
	}{{"Strata", s.Strata != nil, len(s.Strata)}, {"Clusters", s.Clusters != nil, len(s.Clusters)}, {"FPC", s.FPC != nil, len(s.FPC)}} {
		if c.given && c.n != n {
			return fmt.Errorf("%s: got length %d, want %d, one for each row", c.name, c.n, n)
		}
	}
	for i, v := range s.FPC {
		if !(v > 0) {
			return fmt.Errorf("FPC[%d]: got %v, want a number > 0", i, v)
		}
	}
	return nil
}

// shares reports whether the corrections are shares drawn rather than numbers in the population.
func (s Stage) shares() bool {
	for _, v := range s.FPC {
		if v > 1 {
			return false
		}
	}
	return len(s.FPC) > 0
}

// stage is the variance from the stage k on, among the rows of one cluster of the stage before.
func (d Design) stage(k int, rows []int, x []float64) (float64, error) {
	s := d.at(k)
	var total sum.Compensated
	strata := group(s.Strata, rows)
	known := 0
	for _, stratum := range strata {
		v, err := d.stratum(k, s, stratum, x)
		if err != nil {
			return math.NaN(), err
		}
		if d.Lonely == Average && math.IsNaN(v) && isLonely(s, stratum) {
			continue
		}
		known++
		total.Add(v)
	}
	return total.Value() * (float64(len(strata)) / float64(known)), nil
}

// isLonely reports whether one cluster was drawn from a stratum.
func isLonely(s Stage, rows []int) bool { return len(clusters(s, rows)) == 1 }

// stratum is the variance from within one stratum.
func (d Design) stratum(k int, s Stage, rows []int, x []float64) (float64, error) {
	drawn := clusters(s, rows)
	n := float64(len(drawn))
	fraction, err := s.fraction(rows, n)
	if err != nil {
		return math.NaN(), fmt.Errorf("survey: Stages[%d].%w", k, err)
	}
	between, err := d.between(k, s, rows, drawn, 1-fraction, x)
	if err != nil || k+1 >= len(d.Stages) || fraction == 0 {
		return between, err
	}
	var total sum.Compensated
	total.Add(between)
	for _, cluster := range drawn {
		within, err := d.stage(k+1, cluster, x)
		if err != nil {
			return math.NaN(), err
		}
		total.Add(float64(fraction * within))
	}
	return total.Value(), nil
}

// fraction is the share n/N of a stratum's clusters that was drawn.
func (s Stage) fraction(rows []int, n float64) (float64, error) {
	if s.FPC == nil {
		return 0, nil
	}
	first := s.FPC[rows[0]]
	for _, i := range rows {
		if s.FPC[i] != first {
			return 0, fmt.Errorf("FPC[%d]: got %v, want %v, as in row %d of the same stratum %q", i, s.FPC[i], first, rows[0], s.label(rows))
		}
	}
	if s.shares() {
		return first, nil
	}
	if first < n {
		return 0, fmt.Errorf("FPC: got %v in the population of the stratum %q, want at least the %v that were drawn from it", first, s.label(rows), n)
	}
	return n / first, nil
}

// between is (1 - n/N) n/(n-1) sum (t - mean)^2 over the clusters of a stratum.
func (d Design) between(k int, s Stage, rows []int, drawn [][]int, left float64, x []float64) (float64, error) {
	n := len(drawn)
	totals := make([]float64, n)
	var all sum.Compensated
	for c, cluster := range drawn {
		var t sum.Compensated
		for _, i := range cluster {
			t.Add(x[i])
		}
		totals[c] = t.Value()
		all.Add(totals[c])
	}
	const whole = 1e-7 // as R's survey: a stratum of which all was drawn
	centre, scale := all.Value()/float64(n), left
	switch {
	case left < whole:
		return 0, nil
	case n > 1:
		scale = left * (float64(n) / float64(n-1))
	case d.Lonely == Fail:
		return math.NaN(), fmt.Errorf("survey: Stages[%d]: one cluster was drawn from the stratum %q; Lonely says what becomes of such", k, s.label(rows))
	case d.Lonely == Adjust:
		centre = 0
	case d.Lonely == Average:
		return math.NaN(), nil
	}
	var square sum.Compensated
	for _, t := range totals {
		square.Add(float64((t - centre) * (t - centre)))
	}
	return scale * square.Value(), nil
}

func (s Stage) label(rows []int) string {
	if s.Strata == nil {
		return "all"
	}
	return s.Strata[rows[0]]
}

// clusters are the rows of each cluster among some rows.
func clusters(s Stage, rows []int) [][]int {
	if s.Clusters != nil {
		return group(s.Clusters, rows)
	}
	out := make([][]int, len(rows))
	for k := range rows {
		out[k] = rows[k : k+1]
	}
	return out
}

// group parts rows by their labels, in the order in which labels first occur; without labels they are one group.
func group(labels []string, rows []int) [][]int {
	if labels == nil {
		return [][]int{rows}
	}
	number := map[string]int{}
	var out [][]int
	for _, i := range rows {
		g, ok := number[labels[i]]
		if !ok {
			g = len(out)
			number[labels[i]] = g
			out = append(out, nil)
		}
		out[g] = append(out[g], i)
	}
	return out
}

// DegreesOfFreedom returns the number of clusters less that of strata of the first stage, among rows of positive weight, for n rows. Errors as
// [Design.Variance].
func (d Design) DegreesOfFreedom(n int) (int, error) {
	if err := d.check(n); err != nil {
		return 0, err
	}
	s := d.at(0)
	var rows []int
	for i := range n {
		if d.weight(i) > 0 {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return 0, nil
	}
	freedom := 0
	for _, stratum := range group(s.Strata, rows) {
		freedom += len(clusters(s, stratum)) - 1
	}
	return freedom, nil
}

// Estimate returns a value with its standard error, the square root of [Design.Variance] of its linearised variable. NaN where the value or
// a linearised variable is. Errors as Variance.
func (d Design) Estimate(l inequality.Linearised) (Estimate, error) {
	v, err := d.Variance(l.Z)
	if err != nil {
		return Estimate{}, err
	}
	freedom, err := d.DegreesOfFreedom(len(l.Z))
	return Estimate{Value: l.Value, SE: math.Sqrt(v), DegreesOfFreedom: freedom}, err
}
