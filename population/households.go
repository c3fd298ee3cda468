package population

import (
	"fmt"
	"io"
	"math"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/dmath"
)

// USHouseholds returns the 131,202,000 households of the United States in 2021, one of which stands for a person: it pools the incomes of
// its earners and has one budget. There is a stratum of those with earners and one of those without for each bracket of income; Group is
// the bracket. Exposure is that of the average US job, of households without earners half of that. The slice is the caller's own.
//
// Sources: US Census Bureau, CPS ASEC, Table A-2 (2022) and HINC-01 (2012); docs/data.md says what was done with them, and what is assumed.
func USHouseholds() []Stratum { return clone(usHouseholds()) }

// households is how many there are, and those of a bracket of income.
const (
	allHouseholds = 131_202_000
	// withoutEarners is the exposure of households without earners over that of the average US job. Assumption: half, as what AI does for
	// those who do not work is worth something to them, and less than in a job.
	withoutEarners = 0.5
)

// bracket is one of incomes of households.
type bracket struct {
	low, high float64 // [u a year]; high is 0 of the last
	share     float64 // of households
	earners   float64 // mean
	people    float64 // mean, of any age
}

// noEarner returns the share of households without earners among those with a mean number of earners: exp(-k m), with k linear in m
// through what is published of the lowest and the highest fifth, 63% at 0.43 and 3.1% at 2.02 earners (2013; means of 2011). For a Poisson
// number k would be 1. It makes 24% of all.
func noEarner(mean float64) float64 {
	const m0, m1 = 0.43, 2.02
	k0, k1 := -dmath.Log(0.63)/m0, -dmath.Log(0.031)/m1
	return dmath.Exp(-(k0 + float64((k1-k0)*(mean-m0)/(m1-m0))) * mean)
}

// readBrackets reads a table of households by bracket of income.
func readBrackets(r io.Reader, name string) ([]bracket, error) {
	t := csvtable.Open(r, name, "low_year", "high_year", "households_pct", "earners", "people")
	var list []bracket
	sum := 0.0
	for t.Next() {
		b := bracket{low: t.Number("low_year", ""), share: t.Number("households_pct", ""), earners: t.Number("earners", ""), people: t.Number("people", "")}
		if t.Text("high_year") != "" {
			b.high = t.Number("high_year", " or nothing")
		}
		list = append(list, b)
		sum += b.share
	}
	if t.Err() != nil {
		return nil, t.Err()
	}
	for i := range list {
		list[i].share /= sum
	}
	return list, nil
}

// householdStrata returns two strata of each bracket, those with earners first.
func householdStrata(list []bracket) []Stratum {
	national := nationalCurve(list)
	average := averageExposure(usWorkforce())
	var strata []Stratum
	below := 0.0
	for _, b := range list {
		from := math.Round(allHouseholds * below)
		known := within(national, below, b)
		below += b.share
		people := int64(math.Round(allHouseholds*below) - from)
		without := int64(math.Round(float64(people) * noEarner(b.earners)))
		for _, s := range []struct {
			code, name string
			people     int64
			exposure   float64
		}{{"E", "with earners", people - without, 1}, {"N", "without earners", without, withoutEarners}} {
			h := Stratum{
				Code: fmt.Sprintf("%g%s", b.low/1000, s.code), Name: b.String() + ", " + s.name, Group: b.String(),
				People: s.people, Income: known, NotEmployed: s.code == "N",
			}
			for d := range Domains {
				h.Direct[d], h.Full[d] = s.exposure*average[0][d], s.exposure*average[1][d]
			}
			strata = append(strata, h)
		}
	}
	return strata
}

// String returns the bracket's name, such as 25 to 35 thousand a year.
func (b bracket) String() string {
	switch {
	case b.low == 0:
		return fmt.Sprintf("under %g thousand a year", b.high/1000)
	case b.high == 0:
		return fmt.Sprintf("%g thousand a year and over", b.low/1000)
	}
	return fmt.Sprintf("%g to %g thousand a year", b.low/1000, b.high/1000)
}

// nationalCurve returns the distribution of incomes over all households, by what is known at the limits of brackets.
func nationalCurve(list []bracket) incomeCurve {
	var known []Quantile
	below := 0.0
	for _, b := range list[:len(list)-1] {
		below += b.share
		known = append(known, Quantile{below, b.high / 12})
	}
	return newIncomeCurve(known, Default().IncomeTailAlpha, 0)
}

// within returns points of the distribution of incomes inside a bracket, below which a share of households is: those of the distribution over
// all. The last bracket has its lower limit alone, from which on it is the Pareto tail that all strata have. Rounded to a hundredth, so
// that they are the same on every machine.
func within(national incomeCurve, below float64, b bracket) []Quantile {
	const unit = 0.01
	if b.high == 0 {
		return []Quantile{{0.001, b.low / 12}}
	}
	var list []Quantile
	for _, p := range []float64{0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999} {
		share := below + float64(p*b.share)
		y := national.at(dmath.NormalQuantile(share), 1-share)
		list = append(list, Quantile{p, math.Round(y/unit) * unit})
	}
	return list
}
