package report

import (
	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// Figure is one number of a result that tells how it went.
type Figure struct {
	ID    string `json:"id"`   // its name, as package measure reads it
	Name  string `json:"name"` // for people
	Unit  Unit   `json:"unit"`
	Value Values `json:"value"` // one; null in JSON where it is not defined
}

// figures are the numbers by which runs are compared, those of the last month by their ids alone.
var figures = []struct{ id, name string }{
	{"sota", "people who hold SOTA AI in "}, // the month is added
	{"sota_share", "SOTA share"},
	{"sota_share@mean", "SOTA share, mean of all months"},
	{"sota_share.poorer_half", "SOTA share, poorer half"},
	{"sota_share[decile=10]", "SOTA share, richest tenth"},
	{"sota_gap", "SOTA gap"},
	{"gini.augmented", "Gini of augmented cognition"},
	{"revenue", "revenue of the last month"},
	{"consumer_surplus", "consumer surplus of the last month, approximate"},
	{"public_money", "public money of the last month"},
	{"reached", "people reached by policies"},
}

// Figures returns the numbers of a result by which runs are compared, without those that it did not measure. The result
// must have a month.
func Figures(r *cogap.Result) []Figure {
	var list []Figure
	for _, f := range figures {
		ref, err := measure.Parse(f.id)
		if err != nil {
			panic(err) // cannot be, as tests know
		}
		v, err := ref.Of(r)
		if err != nil {
			continue // the run has measured no distributions
		}
		if f.id == "sota" {
			f.name += r.Last().Date
		}
		list = append(list, Figure{f.id, f.name, unitOf(measure.Must(ref.ID)), Values{v.Value}})
	}
	return list
}
