package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/report"
)

// other is small with SOTA a month longer at its first price, and half of the users that it then has gone to nobody.
func other() *cogap.Result {
	r := small()
	r.Manifest.Scenario.Name = "another ladder"
	m := &r.Months[2]
	m.Menu[1].Price = 100
	for _, s := range append(m.Strata, m.Total) {
		half := s.Tiers[2].People / 2
		s.Tiers[2].People -= half
		s.Tiers[0].People += half
	}
	return r
}

func TestCompareTables(t *testing.T) {
	c, err := report.Compare(small(), other())
	require.NoError(t, err)
	csv := func(w io.Writer) error { return report.WriteCSV(w, c.Table()) }
	for name, write := range map[string]func(io.Writer) error{"compare.csv": csv, "compare.txt": c.WriteText} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		golden(t, name, b.String())
	}
	var b bytes.Buffer
	require.NoError(t, c.WriteJSON(&b))
	require.True(t, json.Valid(b.Bytes()))
	require.ErrorIs(t, csv(&full{100}), io.ErrShortWrite)
	require.ErrorIs(t, c.WriteText(&full{100}), io.ErrShortWrite)
	require.ErrorIs(t, c.WriteJSON(&full{100}), io.ErrShortWrite)
}

// TestCompareEmptyTenth: in a tenth of nobody no share is defined, nor a difference of shares.
func TestCompareEmptyTenth(t *testing.T) {
	a, b := small(), small()
	for _, r := range []*cogap.Result{a, b} {
		for i := range r.Months {
			if d := r.Months[i].Distributions; d != nil {
				d.Tenths[0].People, d.Tenths[0].SOTA = 0, 0
			}
		}
	}
	c, err := report.Compare(a, b)
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, c.WriteText(&text))
	require.NotContains(t, text.String(), "NaN")
	require.Regexp(t, `\n +0 +- .* poorest tenth\n`, text.String())
}

func TestCompareRefuses(t *testing.T) {
	a, b := small(), small()
	b.Manifest.Input = "others"
	_, err := report.Compare(a, b)
	require.ErrorContains(t, err, "different people")
	_, err = report.Compare(a, &cogap.Result{})
	require.ErrorContains(t, err, "no month")

	b = small()
	for i := range b.Months {
		b.Months[i].Date = fmt.Sprintf("2027-%02d", i+1)
	}
	_, err = report.Compare(a, b)
	require.EqualError(t, err, "compare: the runs have no month in common: 2026-01 to 2026-04, and 2027-01 to 2027-04")
}

// TestCompareMatchesDates: runs of other lengths or starts are compared in the months that both have, each against the
// month of its own date, and the text says so.
func TestCompareMatchesDates(t *testing.T) {
	textOf := func(a, b *cogap.Result) string {
		c, err := report.Compare(a, b)
		require.NoError(t, err)
		var text bytes.Buffer
		require.NoError(t, c.WriteText(&text))
		return text.String()
	}
	a, b := small(), small()
	b.Months = b.Months[:2]
	require.Contains(t, textOf(a, b), "2 months from 2026-01 to 2026-02; 2 more of A alone are left out; everybody has the same luck in both (seed 1)")
	b.Manifest.Scenario.Population.BeliefSpread++
	require.Contains(t, textOf(a, b), "same luck in both (seed 1);\npeople are of the same strata, and differ in population.belief_spread\n\n")
	b.Manifest.Scenario.Seed++
	require.Contains(t, textOf(a, b), "2 more of A alone are left out; luck differs, so differences hold chance too")

	later := small() // a run that starts two months later, and so ends later
	for i := range later.Months {
		later.Months[i].Date = fmt.Sprintf("2026-%02d", i+3)
	}
	c, err := report.Compare(a, later)
	require.NoError(t, err)
	rows := 0
	for row := range c.Table().Rows {
		month, date, name, x, y := row[0].(int64), row[1].(string), row[2].(string), row[4], row[5]
		require.Equal(t, fmt.Sprintf("2026-%02d", month+1), date)
		if name == "sota_share" {
			rows++
			require.Equal(t, a.Months[month].SOTAShare(), x)
			require.Equal(t, later.Months[month-2].SOTAShare(), y, "of the same date, not of the same number")
		}
	}
	require.Equal(t, 2, rows)
	text := textOf(a, later)
	require.Contains(t, text, "2 months from 2026-03 to 2026-04; 2 more of A alone are left out; 2 more of B alone are left out")
	require.Contains(t, text, "A starts in 2026-01, B in 2026-03; months are compared by date")
	require.NotContains(t, text, "same luck")
}

// TestComparable: what can't be compared is refused before anything runs.
func TestComparable(t *testing.T) {
	a, b := cogap.Plain(), cogap.Plain()
	b.Behaviour.CapturedShare, b.Population.RightSide, b.Seed = 0.5, 0, 7
	require.NoError(t, report.Comparable(&a, &b), "the same people may behave differently")
	b.Population.Scale = 1000
	require.EqualError(t, report.Comparable(&a, &b), "compare: the scenarios are of different people: one agent for 100 people in A, and for 1000 in B (population.scale): give both the same")
	b.Population = population.DefaultWorld()
	require.EqualError(t, report.Comparable(&a, &b), "compare: the scenarios are of different people: 140,885,570 people in 831 strata (us-workforce-2021), and 7,954,874,557 people in 169 strata (world)")
	b = cogap.Plain()
	b.Start = "2028-12"
	require.NoError(t, report.Comparable(&a, &b), "a month in common")
	b.Start = "2029-01"
	require.EqualError(t, report.Comparable(&a, &b), "compare: the runs have no month in common: 2026-01 to 2028-12, and 2029-01 to 2031-12")
	b.Population.Source = "nowhere"
	require.Error(t, report.Comparable(&a, &b))
}
