package studies

import (
	"fmt"

	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// SureOf returns what a study of a scenario over sets of parameters that fit about as well, such as calibrate.FittedStudy, says of how sure the
// numbers of one run of it are.
func SureOf(r *study.Result) *report.Sure {
	s := &report.Sure{Heads: append([]string{"measure"}, study.BandHeads...), Over: map[string]report.BandsOver{}, Note: sureNote(r)}
	for _, k := range worthTelling(r) {
		s.Rows = append(s.Rows, append([]string{capital(titleOf(r.Columns[k].Ref))}, r.BandsOf(k)...))
	}
	for i := range r.Plan.Series {
		columns := columnsOf(r, i)
		if len(columns) == 0 {
			continue
		}
		over := report.BandsOver{}
		for _, k := range columns {
			over.Months = append(over.Months, r.Columns[k].Ref.Month)
		}
		ref := r.Columns[columns[0]].Ref
		ref.Month = ""
		c := report.Chart{Y: axisOf(ref)}
		bandsOfMany(&c, r, columns)
		for k, name := range []string{"parameters: 9 in 10 sets", "luck: 9 in 10 runs of one set"}[:len(c.Bands)] {
			c.Bands[k].Name = name
		}
		over.Bands = c.Bands
		s.Over[ref.String()] = over
	}
	return s
}

// sureNote says how to read the bands.
func sureNote(r *study.Result) string {
	text := fmt.Sprintf("The model was run with %s that fit the published figures about as well, %s each. Over parameters: the mean of nine in ten sets lies in this band, that of the set in the middle before it.",
		counted(r.Cells(), "parameter set", "parameter sets"), counted(r.Replicates, "time", "times"))
	if r.Replicates > 1 {
		text += " Over luck: so far from their mean lie nine in ten runs of one and the same set."
	}
	text += " All other numbers and lines of this page are those of one run, with the parameters that fit best. Neither band covers that the model may be wrong."
	if r.Cells() < study.LeastOfBand {
		text += fmt.Sprintf(" With fewer than %d sets the band over parameters is too narrow.", study.LeastOfBand)
	}
	return text
}
