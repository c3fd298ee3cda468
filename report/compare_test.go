package report_test

import (
	"bytes"
	"encoding/json"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
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
	for name, write := range map[string]func(io.Writer) error{"compare.csv": c.CSV, "compare.txt": c.Text} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		golden(t, name, b.String())
	}
	var b bytes.Buffer
	require.NoError(t, c.JSON(&b))
	require.True(t, json.Valid(b.Bytes()))
	require.ErrorIs(t, c.CSV(&full{100}), io.ErrShortWrite)
	require.ErrorIs(t, c.Text(&full{100}), io.ErrShortWrite)
	require.ErrorIs(t, c.JSON(&full{100}), io.ErrShortWrite)
}

func TestCompareRefuses(t *testing.T) {
	a, b := small(), small()
	b.Manifest.Input = "others"
	_, err := report.Compare(a, b)
	require.ErrorContains(t, err, "different people")
	_, err = report.Compare(a, &cogap.Result{})
	require.ErrorContains(t, err, "no month")

	b = small()
	b.Months = b.Months[:2]
	c, err := report.Compare(a, b)
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, c.Text(&text))
	require.Contains(t, text.String(), "2 months")
	b.Manifest.Scenario.Seed++
	text.Reset()
	require.NoError(t, c.Text(&text))
	require.Contains(t, text.String(), "luck differs")
}
