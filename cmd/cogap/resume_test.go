package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestResumeCommand: a run that was interrupted goes on and prints what one prints that never was; a branch is another future of it.
func TestResumeCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "saved")
	args := []string{"run", "plain", "--scale", "20000", "--months", "12", "--workers", "1"}
	want, _, code := command(t, "", args...)
	require.Zero(t, code)

	ctx, out, errs := &countdown{Context: context.Background()}, new(bytes.Buffer), new(bytes.Buffer)
	const plenty = 1 << 40
	ctx.left.Store(plenty)
	require.Zero(t, run(ctx, append(args, "--checkpoint", dir+"-never"), nil, out, errs))
	ctx.left.Store((plenty - ctx.left.Load()) * 3 / 4)
	require.Equal(t, exitInterrupted, run(ctx, append(args, "--checkpoint", dir, "--every", "2"), nil, out, errs), errs)
	require.Contains(t, errs.String(), "It saves itself in "+dir+", up to ")

	_, said, code := command(t, "", append(args, "--checkpoint", dir+"-late-never", "--every", "12")...)
	require.Zero(t, code, said)
	require.Contains(t, said, "no snapshot in "+dir+"-late-never within its 12 months, because of --every 12")

	got, said, code := command(t, "", "resume", dir)
	require.Zero(t, code, said)
	require.Equal(t, want, got)
	got, said, code = command(t, "", "branch", dir)
	require.Zero(t, code, said)
	require.Equal(t, want, got)
	late := `market.tiers[0].price={kind: steps, months: [0, 11], values: [100, 700]}`
	want, _, code = command(t, "", append(args, "--set", late)...)
	require.Zero(t, code)
	got, said, code = command(t, "", "branch", dir, "--set", late, "--checkpoint", dir+"-late")
	require.Zero(t, code, said)
	require.Equal(t, want, got)

	for line, says := range map[string]string{
		"branch " + dir + " --seed 2":            "cannot be branched: engine: seeds differ",
		"branch " + dir + " --months 0":          "months: got 0 month",
		"branch " + dir + "-none":                "no run is saved there",
		"resume " + dir + "-none":                "no run is saved there",
		"run --checkpoint " + dir:                "it has the snapshots of a run",
		"run --every 3":                          "add --checkpoint",
		"run --checkpoint=":                      "--out, --checkpoint: got an empty name, want a folder",
		"run --out=":                             "got an empty name, want a folder",
		"run --every -1":                         "--every: got -1",
		"run --stream --every 2 --checkpoint x":  "--every: streamed people are taken through all months at once",
		"run --replicates 2 --checkpoint x":      "--checkpoint: of many runs none is saved",
		"branch " + dir + " --checkpoint " + dir: "a folder of its own",
		"resume":                                 "accepts 1 arg",
		"branch " + dir + " essay voucher":       "accepts between 1 and 2 arg",
	} {
		_, errs, code := command(t, "", strings.Fields(line)...)
		require.Contains(t, errs, says, line)
		require.NotZero(t, code, line)
	}
	_, err := os.Stat("x")
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestOtherFutures types what docs/scale.md has of other futures, with few people.
func TestOtherFutures(t *testing.T) {
	page, err := os.ReadFile("../../docs/scale.md")
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(page), "\n## Other futures\n")
	section, _, _ = strings.Cut(section, "\n## ")
	typed := regexp.MustCompile(`(?m)^cogap (.*?) *(#.*)?$`).FindAllStringSubmatch(section, -1)
	require.Len(t, typed, 7)
	word := regexp.MustCompile(`'[^']*'|\S+`)
	for _, line := range typed {
		var args []string
		for _, w := range word.FindAllString(line[1], -1) {
			args = append(args, strings.Trim(w, "'"))
		}
		if args[0] == "run" { // each is a past of its own
			t.Chdir(t.TempDir())
			args = append(args, "--people", "2000")
		}
		_, errs, code := command(t, "", append(args, "--quiet")...)
		require.Zero(t, code, "%s: %s", line[0], errs)
	}
}

// TestResumeStreamed: a streamed run saves itself, and resume has what it found.
func TestResumeStreamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "saved")
	args := []string{"run", "essay", "--people", "20000", "--months", "4", "--stream", "--passes", "2", "--format", "csv"}
	want, errs, code := command(t, "", append(args, "--checkpoint", dir)...)
	require.Zero(t, code, errs)
	require.Contains(t, errs, "cogap resume "+dir+" goes on with it.")
	got, errs, code := command(t, "", "resume", dir, "--format", "csv", "-q")
	require.Zero(t, code, errs)
	require.Equal(t, want, got)
	alone, _, _ := command(t, "", append(args, "-q")...)
	require.Equal(t, alone, got)
}
