package page

import (
	"fmt"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
)

// fitted is what the page asks for to draw the band of parameters: nothing, if its scenario is not of the fitted model.
type fitted struct {
	Has   map[string]string `json:"has"`   // values of fields with which a scenario is of the fitted model
	Paths []string          `json:"paths"` // of the parameters that were fitted
	Sets  [][]string        `json:"sets"`  // others of their values that fit about as well
}

// fittedSets is how many sets the page runs: the least of which one in twenty lies on either side of the middle nine in ten.
const fittedSets = 20

func fittedOf(s cogap.Scenario) fitted {
	plan, err := calibrate.FittedStudy(s, fittedSets, 1)
	if err != nil {
		return fitted{}
	}
	x := fitted{Has: map[string]string{}, Sets: make([][]string, fittedSets)}
	fields := fieldsOf(&s)
	for _, f := range plan.Factors {
		at := slices.IndexFunc(fields, func(o Field) bool { return o.Path == f.Path || o.Path == f.Path+".values[0]" })
		if at < 0 {
			return fitted{}
		}
		x.Has[fields[at].Path] = fields[at].Value
		x.Paths = append(x.Paths, f.Path)
		for k := range x.Sets {
			x.Sets[k] = append(x.Sets[k], f.Values[k])
		}
	}
	for i, tier := range s.Market.Tiers { // else a path may be another tier's
		x.Has[fmt.Sprintf("market.tiers[%d].name", i)] = tier.Name
	}
	return x
}
