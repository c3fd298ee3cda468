package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// TestPeers runs few agents through the whole program.
func TestPeers(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale = 20_000
	picture := filepath.Join(t.TempDir(), "islands.svg")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, s, picture))
	lines := strings.Split(out.String(), "\n")
	require.Len(t, lines, 8)
	for i, a := range around {
		require.True(t, strings.HasPrefix(lines[i+1], a.name), lines[i+1])
	}
	text, err := os.ReadFile(picture)
	require.NoError(t, err)
	require.Equal(t, 3*64, bytes.Count(text, []byte("h9v9")), "of 69 software developers")
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
	}
	s.Population.Scale = 0
	require.ErrorContains(t, run(t.Context(), io.Discard, s, ""), "population.scale: got 0")
}

// TestHilbert: the curve goes from each point to one beside it, and comes by each once.
func TestHilbert(t *testing.T) {
	const side = 16
	seen := map[[2]int]bool{}
	px, py := 0, 0
	for i := range side * side {
		x, y := hilbert(side, i)
		require.False(t, seen[[2]int{x, y}])
		seen[[2]int{x, y}] = true
		require.True(t, x >= 0 && x < side && y >= 0 && y < side)
		if i > 0 {
			require.Equal(t, 1, (x-px)*(x-px)+(y-py)*(y-py), "point %d", i)
		}
		px, py = x, y
	}
}
