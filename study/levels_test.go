package study_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/study"
)

// TestOneLevel: a grid of one level of a range would take its lower end alone, and is refused; a design that is drawn does not read levels.
func TestOneLevel(t *testing.T) {
	p := study.Plan{
		Base: cogap.Plain(), Seed: 1, Measures: []string{"sota_share@last"},
		Factors: []study.Factor{{Path: "behaviour.captured_share", Range: &study.Range{From: 0.1, To: 0.3, Levels: 1}}},
	}
	_, err := study.New(p)
	require.ErrorContains(t, err, "factors[0].levels: got 1 level of a range, of which only the lower end would be taken: want 2 or more")
	p.Design = study.Design{Kind: study.Halton, Points: 2}
	_, err = study.New(p)
	require.NoError(t, err)
}
