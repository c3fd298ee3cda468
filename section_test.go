package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/random"
)

// TestSections: sections cover the chunks one after the other, each has one at least, and where chunks are many their people are about as many.
func TestSections(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := cogap.NewModel(random.Scenario().Draw(t, "scenario"))
		require.NoError(t, err)
		checkSections(t, m)
	})
	for scale, most := range map[int]int{14_000: 12, 140: 12, 14: 60, 1: 360} {
		s := cogap.Plain()
		s.Population.Scale = scale
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		require.Equal(t, most, m.Engine().Sections(), "scale %d", scale)
		people := checkSections(t, m)
		for i, n := range people[:len(people)-1] { // the last ones have agents that stand for few
			require.InDelta(t, float64(m.Engine().Layout().Len())/float64(most), n, 0.15*float64(m.Engine().Layout().Len())/float64(most)+4096, "scale %d, section %d", scale, i)
		}
	}
}

// checkSections returns the agents of each section.
func checkSections(t require.TestingT, m *cogap.Model) (people []int) {
	e, next := m.Engine(), 0
	for i := range e.Sections() {
		lo, hi := e.Section(i)
		require.Equal(t, next, lo)
		require.Greater(t, hi, lo)
		n := 0
		for c := lo; c < hi; c++ {
			n += e.Layout().Place(c).Len
		}
		people, next = append(people, n), hi
	}
	require.Equal(t, e.Chunks(), next)
	return people
}
