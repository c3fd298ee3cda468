package main

import (
	"encoding/json"
	"io"
	"math"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality"
)

// output is what -json prints. Shares are of all people.
type output struct {
	Manifest cogap.Manifest `json:"manifest"`
	People   int64          `json:"people"`
	Months   []month        `json:"months"`
	Final    final          `json:"final"`
}

type month struct {
	Month       int       `json:"month"`
	Date        string    `json:"date"`
	Phase       string    `json:"phase"`
	Price       float64   `json:"price"`  // of the SOTA tier, u/month
	Access      float64   `json:"access"` // holds the SOTA tier
	PricedOut   float64   `json:"priced_out"`
	OptedOut    float64   `json:"opted_out"`
	Both        float64   `json:"both"`
	Waiting     float64   `json:"waiting"`
	Rationed    float64   `json:"rationed"`
	Joined      float64   `json:"joined"`
	Left        float64   `json:"left"`
	MeanIncome  number    `json:"mean_income"`  // u/month
	MeanWith    number    `json:"mean_with"`    // augmented cognition
	MeanWithout number    `json:"mean_without"` // augmented cognition
	GapRatio    number    `json:"gap_ratio"`
	GapBounds   [2]number `json:"gap_ratio_bounds"`
	Gini        number    `json:"gini"`
	GiniBounds  [2]number `json:"gini_bounds"`
}

type final struct {
	AccessByDecile       []number    `json:"access_by_decile"`
	AccessByDecileBounds [][2]number `json:"access_by_decile_bounds"`
}

// number is a float64 that JSON shows as null where it is not defined.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

func bounds(i inequality.Interval) [2]number { return [2]number{number(i.Lo), number(i.Hi)} }

// printJSON prints the result for programs.
func printJSON(w io.Writer, r *cogap.Result) error {
	out := output{Manifest: r.Manifest, People: r.Manifest.People}
	for i := range r.Months {
		m := &r.Months[i]
		all := m.Total.Total()
		gap, gini := m.AccessGap(), m.Gini()
		out.Months = append(out.Months, month{
			Month: m.Month, Date: m.Date, Phase: m.Phase.String(), Price: m.Menu.SOTA().Price, Access: m.SOTAShare(),
			PricedOut: m.Filtered(agent.PricedOut), OptedOut: m.Filtered(agent.OptedOut), Both: m.Filtered(agent.Neither),
			Waiting: m.Filtered(agent.Waiting), Rationed: m.Filtered(agent.Rationed), Joined: m.Joined(), Left: m.Left(),
			MeanIncome: number(all.Income.Float() / float64(all.People)),
			MeanWith:   number(m.MeanWith()), MeanWithout: number(m.MeanWithout()),
			GapRatio: number(gap.Value), GapBounds: bounds(gap),
			Gini: number(gini.Value), GiniBounds: bounds(gini),
		})
	}
	for _, share := range r.Last().SOTAShareByDecile() {
		out.Final.AccessByDecile = append(out.Final.AccessByDecile, number(share.Value))
		out.Final.AccessByDecileBounds = append(out.Final.AccessByDecileBounds, bounds(share))
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(out)
}
