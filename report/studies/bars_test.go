package studies

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestAxisCoversIntervals: as 1.50 ± 0.22 runs from 1.28 to 1.72, so does the axis; an interval of two runs, which may be a hundred times as wide as what lies between
// the means, is cut, with an arrow in place of its cap.
func TestAxisCoversIntervals(t *testing.T) {
	effect := func(lowest, highest study.Stat) study.MainEffect {
		return study.MainEffect{Means: []study.Stat{lowest, highest}, Highest: 1}
	}
	narrow, unknown := study.Stat{Mean: 1.33, Lo: 1.30, Hi: 1.36}, study.Stat{Mean: 1.4, Lo: math.NaN(), Hi: math.NaN()}
	lo, hi := endsOf([]study.MainEffect{effect(narrow, study.Stat{Mean: 1.50, Lo: 1.28, Hi: 1.72}), effect(unknown, unknown)})
	require.Equal(t, [2]float64{1.28, 1.72}, [2]float64{lo, hi})
	s := scaleOf(1.28, 1.72)
	require.Equal(t, `<path class="whisker" d="M0.00 8.00H100.00M0.00 4.48v7.04M100.00 4.48v7.04"/>`, s.whisker(1.28, 1.72, 0, 1))
	require.Empty(t, s.note())

	lo, hi = endsOf([]study.MainEffect{effect(study.Stat{Mean: 10, Lo: -90, Hi: 110}, study.Stat{Mean: 11, Lo: 10.5, Hi: 11.5})})
	require.Equal(t, [2]float64{6, 15}, [2]float64{lo, hi}, "four times the distance of the means")
	s = scaleOf(lo, hi)
	require.Equal(t, `<path class="whisker" d="M0.00 8.00H100.00M1.50 4.48L0.00 8.00L1.50 11.52M98.50 4.48L100.00 8.00L98.50 11.52"/>`, s.whisker(-90, 110, 0, 1))
	require.Contains(t, s.note(), "arrow")

	lo, hi = endsOf([]study.MainEffect{effect(narrow, narrow)})
	require.False(t, lo < hi, "nothing differs")
}

// TestPlotsCoverIntervals: the lines of a plot's intervals end where they do, and run to the frame where they go on beyond it.
func TestPlotsCoverIntervals(t *testing.T) {
	c := cloud{
		dots: []dot{{0, 1}, {1, 2}}, xs: []float64{0, 1}, lo: 1, hi: 2,
		groups: []group{{"a", 0, study.Stat{Mean: 1, Lo: 0.5, Hi: 1.5}, true}, {"b", 1, study.Stat{Mean: 2, Lo: 1.8, Hi: 2.2}, true}},
	}
	require.Contains(t, c.plot().Picture, fmt.Sprintf(`class="whisker" d="M%.1f %.1fV`, insideLeft, insideBottom))
	require.Equal(t, [2]float64{0.5, 2.2}, [2]float64{c.lo, c.hi})
	c.groups[0].stat.Lo = -100
	require.Contains(t, c.plot().Picture, fmt.Sprintf(`class="whisker" d="M%.1f %.1fV`, insideLeft, frameBottom))
}

func TestOfVariance(t *testing.T) {
	require.Equal(t, " In 2026-12 the parameters make 62% of the variance of single runs, luck the rest.", ofVariance("2026-12", 0.62))
	require.NotContains(t, ofVariance("2026-12", 0.998), "rest")
	require.Contains(t, ofVariance("2026-12", 0), "luck makes nearly all")
	require.Empty(t, ofVariance("2026-12", math.NaN()))
}
