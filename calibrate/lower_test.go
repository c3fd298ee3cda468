package calibrate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/calibrate"
)

// TestLower: a search that stopped short is told of by the lowest point that was run afterwards with the same people and luck, in the text and
// in the scenario that fits; one with nothing lower says nothing.
func TestLower(t *testing.T) {
	p := plan(t)
	p.Start, p.Stages = 0, []calibrate.Stage{{Evaluations: 2}}
	p.History = &calibrate.History{Waves: 1, Points: 12}
	dir := t.TempDir()
	c, err := calibrate.New(p)
	require.NoError(t, err)
	r, err := c.RunIn(t.Context(), dir, calibrate.Options{})
	require.NoError(t, err)
	lower := r.Lower()
	require.NotNil(t, lower)
	require.Equal(t, "history", lower.Phase)
	for _, e := range r.Evaluations {
		if e.Replicates == r.Best.Replicates && e.Stage == r.Best.Stage {
			require.LessOrEqual(t, lower.Objective, e.Objective)
		}
	}
	require.Contains(t, r.LowerText(), "of phase history has objective ")
	require.Contains(t, r.LowerText(), " over 1 replicate, lower than ")
	require.Contains(t, r.LowerText(), "is over 2 replicates")
	require.Contains(t, r.LowerText(), "phi times ")
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), r.LowerText()+"\n")
	fit, err := os.ReadFile(filepath.Join(dir, "fit.yaml"))
	require.NoError(t, err)
	require.True(t, strings.Contains(strings.ReplaceAll(string(fit), "\n# ", " "), " "+r.LowerText()+"\n"), "as a comment, in lines")

	r.Evaluations = r.Evaluations[:2]
	require.Nil(t, r.Lower())
	require.Empty(t, r.LowerText())
}
