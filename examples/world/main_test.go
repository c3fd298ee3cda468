package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWorld runs few agents through the whole program.
func TestWorld(t *testing.T) {
	var stdout, stderr bytes.Buffer
	s := scenario()
	s.Population.Scale, s.Stream.Passes = 100_000, 3
	require.NoError(t, run(t.Context(), &stdout, &stderr, s, 0))
	for _, want := range []string{
		"7,954,874,557 people in 169 economies",
		"lower-middle  3,393,113,791",
		"richest tenth",
		"after 1 pass(es) and a pilot of 79,636 agents", // with so few people the pilot is everybody, and exact
	} {
		require.Contains(t, stdout.String(), want)
	}
	require.Contains(t, stderr.String(), "agent-steps, about")
	s.Population.Scale = 0
	require.ErrorContains(t, run(t.Context(), io.Discard, io.Discard, s, 0), "population.scale: got 0")
}
