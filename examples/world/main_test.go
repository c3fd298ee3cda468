package main

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
)

// TestWorld runs few agents through the whole program.
func TestWorld(t *testing.T) {
	var stdout, stderr bytes.Buffer
	s := scenario()
	s.Population.Scale, s.Stream.Passes = 100_000, 3
	require.NoError(t, new(command).run(t.Context(), &stdout, &stderr, s))
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
	require.ErrorContains(t, new(command).run(t.Context(), io.Discard, io.Discard, s), "population.scale: got 0")
}

// TestParts: parts of the people, done by tasks, merge to what is printed of everybody.
func TestParts(t *testing.T) {
	s := scenario()
	s.Population.Scale, s.Stream.PilotAgents, s.Months = 1_000_000, 2000, 13
	s.Stream.Passes = 1
	var whole, merged bytes.Buffer
	require.NoError(t, new(command).run(t.Context(), &whole, io.Discard, s))
	how := command{parts: t.TempDir(), tasks: 3}
	for how.task = range how.tasks {
		require.NoError(t, how.run(t.Context(), io.Discard, io.Discard, s))
	}
	how.merge = true
	require.NoError(t, how.run(t.Context(), &merged, io.Discard, cogap.Scenario{}))
	require.Contains(t, whole.String(), merged.String())
	require.Contains(t, merged.String(), "after 1 pass(es) and a pilot of")
}

// TestCost: the arithmetic of a run that is not done.
func TestCost(t *testing.T) {
	s := scenario()
	s.Population.Scale, s.Stream.Passes, s.Months = 1, 1, 120
	var stdout bytes.Buffer
	require.NoError(t, (&command{cost: true, cores: 64}).run(t.Context(), &stdout, io.Discard, s))
	require.Contains(t, stdout.String(), "7,954,874,557 agents, 120 months")
	require.Regexp(t, `\n +1 +\d+\.\d\d +\S+s +100\.00% `, stdout.String())
	require.Regexp(t, `\n +100 +\d+\.\d\d +\S+s +1\.\d+% `, stdout.String())
}
