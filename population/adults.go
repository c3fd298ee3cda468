package population

import (
	"fmt"
	"math"
)

// USAdults returns the 256,662,010 people of 18 and more in the United States in July 2020: the employees of USWorkforce2021 by occupation, and all others, who have no
// wage, by the income of their household. What such a person has to spend is its part of that: the household's income over its adults. Exposure is half of that of the
// average US job, as of households without earners. The slice is the caller's own.
//
// Sources: US Census Bureau, resident population of 18 and more, July 2020; those of USWorkforce2021 and USHouseholds; docs/data.md says what was done with them, and what
// is assumed.
func USAdults() []Stratum { return clone(usAdults()) }

const (
	// allAdults is the resident population of 18 and more, July 2020 (Census, vintage of 2020).
	allAdults = 256_662_010
	// adultShare is their share of all residents, 329,484,123.
	adultShare = 0.779
)

// adults is the mean number of adults of a bracket's households, if children are as many everywhere.
func (b bracket) adults() float64 { return float64(adultShare * b.people) }

// notEmployed returns the adults who are no employees, by bracket of their household's income: as many as there are adults beside the employees, in proportion to the
// adults of the bracket who earn nothing in the year.
func notEmployed(list []bracket) []Stratum {
	left := allAdults
	for _, s := range usWorkforce() {
		left -= int(s.People)
	}
	weights, all := make([]float64, len(list)), 0.0
	for i, b := range list {
		weights[i] = float64(b.share * (b.adults() - b.earners))
		all += weights[i]
	}
	national, average := nationalCurve(list), averageExposure(usWorkforce())
	strata := make([]Stratum, len(list))
	households, before := 0.0, 0.0
	for i, b := range list {
		from := math.Round(float64(left) * before)
		before += weights[i] / all
		s := Stratum{
			Code: fmt.Sprintf("N%g", b.low/1000), Name: "not employed, household of " + b.String(), Group: "Not employed", NotEmployed: true,
			People: int64(math.Round(float64(left)*before) - from),
		}
		for _, q := range within(national, households, b) {
			s.Income = append(s.Income, Quantile{q.P, math.Round(q.Value/b.adults()*100) / 100})
		}
		for d := range Domains {
			s.Direct[d], s.Full[d] = withoutEarners*average[0][d], withoutEarners*average[1][d]
		}
		strata[i] = s
		households += b.share
	}
	return strata
}
