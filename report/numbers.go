package report

import (
	"math"

	"github.com/cogap/cogap"
)

// Figure is one number of a result that tells how it went.
type Figure struct {
	Name  string `json:"name"`
	Unit  Unit   `json:"unit"`
	Value Values `json:"value"` // one; null in JSON where it is not defined
}

// Figures returns the numbers of a result by which runs are compared. The result must have a month.
func Figures(r *cogap.Result) []Figure {
	last := r.Last()
	list := []Figure{
		{"people who hold SOTA AI in " + last.Date, Count, Values{float64(cogap.SOTA(last.Total))}},
		{"of all people", Share, Values{last.SOTAShare()}},
		{"on average over all months", Share, Values{average(each(allMonths(r), (*cogap.Record).SOTAShare))}},
	}
	if tenths := last.SOTAShareByDecile(); tenths != nil {
		list = append(list,
			Figure{"SOTA access in the poorer half", Share, Values{averageShare(tenths[:5])}},
			Figure{"SOTA access in the richest tenth", Share, Values{tenths[9].Value}})
	}
	list = append(list, Figure{"gap ratio", Number, Values{last.SOTAGap().Value}})
	if last.Distributions != nil {
		list = append(list, Figure{"Gini of augmented cognition", Number, Values{last.Gini().Value}})
	}
	return append(list,
		Figure{"revenue of the last month", Money, Values{revenueOf(last)}},
		Figure{"consumer surplus ≈ of the last month", Money, Values{surplusOf(last)}},
		Figure{"public money of the last month", Money, Values{last.Market.Public}})
}

func average(v Values) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	if len(v) == 0 {
		return math.NaN()
	}
	return total / float64(len(v))
}
