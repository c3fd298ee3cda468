package studies_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/pagecheck"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// TestPersons: text, table and page say who holds what in both scenarios, and what a person who gains it costs.
func TestPersons(t *testing.T) {
	a, b := base(), base()
	b.Market.Policies = []market.Policy{market.Voucher(0.9)}
	plan := plan(study.Plan{Replicates: 2, Seed: 5})
	p, err := study.ComparePersons(t.Context(), a, b, plan, study.Options{})
	require.NoError(t, err)
	one := *p
	one.Pairs = p.Pairs[:1]
	sota := one.Pairs[0].SOTA.All
	require.Positive(t, sota.OnlyB)

	var text bytes.Buffer
	require.NoError(t, studies.WritePersons(&text, &one))
	require.Contains(t, text.String(), "Person by person, 2026-04: people who hold the SOTA tier; of one pair of runs")
	require.Regexp(t, fmt.Sprintf(`(?m)^ *%s +%s +%s +%s everybody$`, report.Grouped(sota.Both), report.Grouped(sota.OnlyA), report.Grouped(sota.OnlyB), report.Grouped(sota.Neither)), text.String())
	require.Contains(t, text.String(), "u more in B than in A, and "+report.Grouped(sota.OnlyB)+" people hold the SOTA tier in B who would not in A: "+study.Quantity{}.Change(one.Pairs[0].PerGain())+" u a month for each of them.")
	require.Contains(t, text.String(), fmt.Sprintf("Gap within persons: %.4f. Those who hold", one.Pairs[0].WithinGap()))
	text.Reset()
	require.NoError(t, studies.WritePersons(&text, p))
	require.Regexp(t, `Gap within persons: \d\.\d{4} ± \d\.\d{4}\. `, text.String())
	require.Contains(t, text.String(), "over 2 pairs of runs")
	require.Contains(t, text.String(), " ± ")

	rows, people := 0, int64(0)
	for row := range studies.PersonsTable(p).Rows {
		rows++
		sum := row[5].(int64) + row[6].(int64) + row[7].(int64) + row[8].(int64)
		if row[2] == "everybody" {
			people = sum
		}
		require.LessOrEqual(t, sum, people)
	}
	require.Equal(t, 2*2*(1+10+len(p.Strata)), rows)

	pairs, err := study.Pair(a, b, plan)
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, studies.WritePageBeside(&page, result(t, pairs), p, report.Explorer{}))
	require.Contains(t, pagecheck.Text(page.String()), "Both scenarios have the same people")
	require.Contains(t, pagecheck.Text(page.String()), "richest tenth")

	text.Reset()
	same, err := study.ComparePersons(t.Context(), a, a, plan, study.Options{})
	require.NoError(t, err)
	require.NoError(t, studies.WritePersons(&text, same))
	require.NotContains(t, text.String(), "the public pays")
	require.NotContains(t, text.String(), "Gap within persons")
	require.Equal(t, 3+1+10, strings.Count(text.String(), "\n"), "no stratum changes")
}
