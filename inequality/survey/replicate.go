package survey

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/cogap/cogap/internal/sum"
)

// Method names a way of making replicate weights, which decides how far apart estimates with them stand for a standard error.
type Method string

// The methods. R is the number of replicates.
const (
	BRR       Method = "brr"       // balanced repeated replication, half samples: 1/R
	Fay       Method = "fay"       // BRR with weights times rho in the half left out, 2-rho in the other: 1/(R (1-rho)^2)
	JK1       Method = "jk1"       // jackknife without strata: (R-1)/R
	JKn       Method = "jkn"       // jackknife within strata of n clusters: (n-1)/n of each replicate
	Bootstrap Method = "bootstrap" // Rao and Wu's: 1/(R-1)
	SDR       Method = "sdr"       // successive differences, as of the American Community Survey: 4/R
)

// Methods lists them.
var Methods = []Method{BRR, Fay, JK1, JKn, Bootstrap, SDR}

// Replicates are replicate weights: an estimate computed with each of them shows how sure it is, whatever the measure,
//
//	variance = Scale sum RowScales_r (value_r - centre)^2
//
// Make them with [NewReplicates] or [Design.Replicates], and change fields as a survey's documentation says.
type Replicates struct {
	Weights          [][]float64 // a column of whole weights for each replicate
	Scale            float64
	RowScales        []float64 // one for each replicate; nil: all 1
	MSE              bool      // centre is the value with the full weights, else the mean of the replicates' values
	DegreesOfFreedom int
}

// NewReplicates returns replicate weights that came with the data, with the scale of their method. rho is that of Fay, at least 0 and below 1, and 0
// for the others. rowScales are (n-1)/n for each replicate of JKn, with n the clusters of the stratum that it leaves one out of, and nil for the others.
// The degrees of freedom are one less than the rank of the weights, as degf of R's survey has them: half samples of few strata have more columns than degrees; set them if you
// know better. The columns are kept, not copied. A column of nothing but 0 makes errors NaN. Cost O(rows R rank) at most, for the rank. It returns an error if a parameter does not fit the method, columns differ in length or a weight is negative, NaN or
// infinite. Scales as svrepdesign of R's survey. Source: Wolter 2007.
func NewReplicates(method Method, columns [][]float64, rho float64, rowScales []float64) (Replicates, error) {
	r, err := scaled(method, columns, rho, rowScales)
	if err == nil {
		r.DegreesOfFreedom = max(rank(columns, mostRank)-1, 0)
	}
	return r, err
}

// scaled is NewReplicates without degrees of freedom.
func scaled(method Method, columns [][]float64, rho float64, rowScales []float64) (Replicates, error) {
	r := Replicates{Weights: columns}
	n := float64(len(columns))
	switch {
	case !slices.Contains(Methods, method):
		return Replicates{}, fmt.Errorf("survey: method: got %q, want one of %v", method, Methods)
	case len(columns) < 2:
		return Replicates{}, fmt.Errorf("survey: columns: got %d, want at least 2", len(columns))
	case method != Fay && rho != 0:
		return Replicates{}, fmt.Errorf("survey: rho: got %v, want 0 for the method %s", rho, method)
	case !(rho >= 0 && rho < 1):
		return Replicates{}, fmt.Errorf("survey: rho: got %v, want at least 0 and below 1", rho)
	case method == JKn && len(rowScales) != len(columns):
		return Replicates{}, fmt.Errorf("survey: rowScales: got %d, want %d, one for each column", len(rowScales), len(columns))
	case method != JKn && rowScales != nil:
		return Replicates{}, fmt.Errorf("survey: rowScales: got %d, want none for the method %s", len(rowScales), method)
	}
	switch method {
	case BRR, Fay:
		r.Scale = 1 / (n * (1 - rho) * (1 - rho))
	case JK1:
		r.Scale = (n - 1) / n
	case JKn:
		r.Scale, r.RowScales = 1, rowScales
	case Bootstrap:
		r.Scale = 1 / (n - 1)
	case SDR:
		r.Scale = 4 / n
	}
	return r, r.check()
}

func (r Replicates) check() error {
	for k, column := range r.Weights {
		if len(column) != len(r.Weights[0]) {
			return fmt.Errorf("survey: columns[%d]: got length %d, want %d, as of the first", k, len(column), len(r.Weights[0]))
		}
		for i, w := range column {
			if !(w >= 0) || math.IsInf(w, 1) {
				return fmt.Errorf("survey: columns[%d][%d]: got %v, want a finite number >= 0", k, i, w)
			}
		}
	}
	for k, v := range r.RowScales {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("survey: rowScales[%d]: got %v, want a finite number >= 0", k, v)
		}
	}
	return nil
}

// Estimate computes a measure with the full weights (nil: all 1) and with those of each replicate. measure must not modify the weights. SE is NaN
// if a value is. It returns the first error of measure. Cost: R + 1 times the measure.
func (r Replicates) Estimate(weights []float64, measure func(w []float64) (float64, error)) (Estimate, error) {
	all, err := r.Estimates(weights, func(w []float64) ([]float64, error) {
		v, err := measure(w)
		return []float64{v}, err
	})
	if err != nil {
		return Estimate{}, err
	}
	return all[0], nil
}

// Estimates is [Replicates.Estimate] for several measures at once, the same number with all weights.
func (r Replicates) Estimates(weights []float64, measures func(w []float64) ([]float64, error)) ([]Estimate, error) {
	full, err := measures(weights)
	if err != nil {
		return nil, err
	}
	values := make([][]float64, len(r.Weights))
	for k, w := range r.Weights {
		if values[k], err = measures(w); err != nil {
			return nil, fmt.Errorf("replicate %d: %w", k, err)
		}
		if len(values[k]) != len(full) {
			return nil, fmt.Errorf("replicate %d: got %d values, want %d, as with the full weights", k, len(values[k]), len(full))
		}
	}
	out := make([]Estimate, len(full))
	of := make([]float64, len(values))
	for j := range out {
		for k := range values {
			of[k] = values[k][j]
		}
		out[j] = Estimate{Value: full[j], SE: math.Sqrt(r.variance(full[j], of)), DegreesOfFreedom: r.DegreesOfFreedom}
	}
	return out, nil
}

// variance is Scale sum RowScales (value - centre)^2.
func (r Replicates) variance(full float64, values []float64) float64 {
	centre := full
	if !r.MSE {
		centre = r.mean(values)
	}
	var square sum.Compensated
	for k, v := range values {
		square.Add(float64(r.rowScale(k) * float64((v-centre)*(v-centre))))
	}
	return r.Scale * square.Value()
}

// mean is that of the replicates that count.
func (r Replicates) mean(values []float64) float64 {
	var total sum.Compensated
	n := 0
	for k, v := range values {
		if r.rowScale(k) > 0 {
			total.Add(v)
			n++
		}
	}
	return total.Value() / float64(n)
}

func (r Replicates) rowScale(k int) float64 {
	if r.RowScales == nil {
		return 1
	}
	return r.RowScales[k]
}

// Replicates makes replicate weights from the first stage of the design, for n rows (len(d.Weights) if they are given):
//
//	JK1        leaves one cluster out at a time; no strata
//	JKn        the same within each stratum; lonely clusters get no replicate, or as the rule says
//	BRR, Fay   half samples of two clusters a stratum, balanced by a Hadamard matrix; rho is Fay's
//	Bootstrap  draws n-1 of the n clusters of each stratum with replacement, count times, by the source (Rao and Wu 1988)
//
// A finite population correction goes into the row scales of jackknives; the other methods have none. rho is 0 but for Fay, count and source are
// read for Bootstrap only. The weights take n numbers for each replicate. It returns an error if the design does not suit the method, as
// [Design.Variance], and for a lonely cluster unless Lonely is Certainty. As as.svrepdesign of R's survey: "JK1", "JKn", "BRR", "Fay",
// "subbootstrap".
func (d Design) Replicates(n int, method Method, rho float64, count int, source rand.Source) (Replicates, error) {
	if err := d.check(n); err != nil {
		return Replicates{}, err
	}
	strata, err := d.strata(n)
	if err != nil {
		return Replicates{}, err
	}
	freedom, err := d.DegreesOfFreedom(n)
	if err != nil {
		return Replicates{}, err
	}
	if err := checkSize(n, method, count, strata); err != nil {
		return Replicates{}, err
	}
	var columns [][]float64
	var scales []float64
	switch method {
	case JK1:
		if len(strata) != 1 {
			return Replicates{}, fmt.Errorf("survey: method: got jk1 for %d strata, want jkn", len(strata))
		}
		columns, _ = d.jackknife(n, strata)
	case JKn:
		columns, scales = d.jackknife(n, strata)
	case BRR, Fay:
		if columns, err = d.halves(n, strata, rho); err != nil {
			return Replicates{}, err
		}
		freedom = len(strata)
	case Bootstrap:
		if count < 2 || source == nil {
			return Replicates{}, fmt.Errorf("survey: count and source: got %d and %v, want at least 2 replicates and a source", count, source)
		}
		columns = d.resample(n, strata, count, rand.New(source))
	default:
		return Replicates{}, fmt.Errorf("survey: method: got %q, want jk1, jkn, brr, fay or bootstrap", method)
	}
	r, err := scaled(method, columns, rho, scales)
	if err != nil {
		return Replicates{}, err
	}
	if method == JK1 {
		r.Scale *= strata[0].left
	}
	r.DegreesOfFreedom = freedom
	return r, nil
}

// mostWeights bounds the memory of weights that are made: 2 GiB.
const mostWeights = 1 << 28

// checkSize reports replicates that are too many to hold.
func checkSize(n int, method Method, count int, strata []drawnStratum) error {
	switch method {
	case JK1, JKn:
		count = 0
		for _, s := range strata {
			count += len(s.clusters)
		}
	case BRR, Fay:
		count = 2 * len(strata)
	}
	if count > 0 && n > mostWeights/count {
		return fmt.Errorf("survey: method: %s makes some %d replicates of %d rows, want %d weights at most in all; bootstrap takes as many as it is told", method, count, n, mostWeights)
	}
	return nil
}

// drawnStratum is a stratum with its clusters, of which the share 1-left was drawn.
type drawnStratum struct {
	label    string
	clusters [][]int
	left     float64
}

func (d Design) strata(n int) ([]drawnStratum, error) {
	s := d.at(0)
	var out []drawnStratum
	for _, stratum := range group(s.Strata, numbers(n)) {
		of := clusters(s, stratum)
		fraction, err := s.fraction(stratum, float64(len(of)))
		switch {
		case err != nil:
			return nil, fmt.Errorf("survey: Stages[0].%w", err)
		case len(of) == 1 && d.Lonely != Certainty:
			return nil, fmt.Errorf("survey: Stages[0]: one cluster was drawn from the stratum %q, and of the rules for such only Certainty goes with replicates", s.label(stratum))
		}
		out = append(out, drawnStratum{s.label(stratum), of, 1 - fraction})
	}
	return out, nil
}

// base are the full weights.
func (d Design) base(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = d.weight(i)
	}
	return out
}

// jackknife leaves one cluster out at a time and spreads its weight over those of its stratum.
func (d Design) jackknife(n int, strata []drawnStratum) (columns [][]float64, scales []float64) {
	for _, s := range strata {
		size := float64(len(s.clusters))
		if size == 1 {
			continue
		}
		for out := range s.clusters {
			w := d.base(n)
			for c, cluster := range s.clusters {
				for _, i := range cluster {
					if w[i] *= size / (size - 1); c == out {
						w[i] = 0
					}
				}
			}
			columns = append(columns, w)
			scales = append(scales, s.left*((size-1)/size))
		}
	}
	return columns, scales
}

// halves multiplies the weights of one cluster of each stratum by 2-rho and those of the other by rho. Which is which in replicate r and stratum h says
// the Hadamard matrix of Sylvester, -1 to the power of the number of bits that r and h+1 share: the smallest one of a power of two above the number of
// strata.
func (d Design) halves(n int, strata []drawnStratum, rho float64) ([][]float64, error) {
	for _, s := range strata {
		if len(s.clusters) != 2 {
			return nil, fmt.Errorf("survey: method: brr and fay want 2 clusters in each stratum, got %d in the stratum %q", len(s.clusters), s.label)
		}
	}
	columns := make([][]float64, 1<<bits.Len(uint(len(strata))))
	for r := range columns {
		w := d.base(n)
		for h, s := range strata {
			chosen := bits.OnesCount(uint(r)&uint(h+1)) % 2
			for c, cluster := range s.clusters {
				for _, i := range cluster {
					if c == chosen {
						w[i] *= 2 - rho
					} else {
						w[i] *= rho
					}
				}
			}
		}
		columns[r] = w
	}
	return columns, nil
}

// resample draws n-1 of the n clusters of each stratum and multiplies weights by how often one was drawn, times n/(n-1).
func (d Design) resample(n int, strata []drawnStratum, count int, random *rand.Rand) [][]float64 {
	columns := make([][]float64, count)
	for r := range columns {
		w := d.base(n)
		for _, s := range strata {
			size := len(s.clusters)
			if size == 1 {
				continue
			}
			times := make([]float64, size)
			for range size - 1 {
				times[random.IntN(size)]++
			}
			for c, cluster := range s.clusters {
				for _, i := range cluster {
					w[i] *= times[c] * (float64(size) / float64(size-1))
				}
			}
		}
		columns[r] = w
	}
	return columns
}
