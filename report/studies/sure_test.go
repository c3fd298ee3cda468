package studies_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/pagecheck"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// TestSureOf: the page of a run has the bands of a study of it behind its lines, month by month, and their ends in a table; without a study it
// says how to get them. Of one run of each combination only parameters are known.
func TestSureOf(t *testing.T) {
	p := allPlans(t)["grid"]
	r := result(t, p)
	one, err := cogap.Run(t.Context(), p.Base, cogap.Options{})
	require.NoError(t, err)
	sure := studies.SureOf(r)
	over := sure.Over["sota_share"]
	require.Equal(t, []string{"2026-01", "2026-02", "2026-03", "2026-04"}, over.Months)
	s := r.Spread(columnOf(r, "sota_share@2026-04"))
	require.Equal(t, s.Cells.Quantiles[0], over.Bands[0].Lo[3])
	require.Equal(t, s.Cells.Quantiles[4], over.Bands[0].Hi[3])
	require.Equal(t, s.Cells.Quantiles[2]+s.Luck.Quantiles[4], over.Bands[1].Hi[3])
	require.Len(t, sure.Rows[0], len(sure.Heads))

	page := func(b report.Beside) (html, text string) {
		var w bytes.Buffer
		require.NoError(t, b.WritePage(&w, one))
		return w.String(), pagecheck.Text(w.String())
	}
	html, text := page(report.Beside{Sure: sure})
	for _, want := range append(append(sure.Heads, sure.Rows[0]...), "How sure are these numbers?", "Neither band covers that the model may be wrong", "Behind it are 90% bands") {
		require.Contains(t, text, want)
	}
	require.Contains(t, html, `"name":"parameters: 9 in 10 sets"`)
	require.NotContains(t, text, "--bands 24")
	html, text = page(report.Beside{})
	require.Contains(t, text, "cogap run --bands 24 --replicates 2 --out DIR also says how far other assumptions move them")
	require.NotContains(t, html, "9 in 10 sets")

	p.Replicates = 1
	alone := studies.SureOf(result(t, p))
	require.Len(t, alone.Over["sota_share"].Bands, 1)
	require.Contains(t, alone.Rows[0], "not known of one replicate")
	require.NotContains(t, alone.Note, "Over luck")
}

// TestManyFactorsAreNotNamed: a sentence of a study of many factors says where numbers lie, rather than with which values of all of them.
func TestManyFactorsAreNotNamed(t *testing.T) {
	p := plan(study.Plan{Design: study.Design{Kind: study.List}, Replicates: 2})
	for _, path := range []string{"captured_share", "necessity_premium", "signal_noise", "missed_share", "habit_up"} {
		p.Factors = append(p.Factors, study.Factor{Path: "behaviour." + path, Values: study.Numbers(0.2, 0.3, 0.4)})
	}
	text, _, _ := strings.Cut(pagecheck.Text(pageOf(t, result(t, p))), "All numbers, with their intervals")
	require.True(t, strings.Contains(text, "in nine of ten combinations"), text)
	require.False(t, strings.Contains(text, "signal_noise 0.2"), text)
}
