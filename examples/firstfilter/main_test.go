package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

var update = flag.Bool("update", false, "rewrite testdata")

func printed(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.NoError(t, run(t.Context(), args, &stdout, &stderr))
	require.Empty(t, stderr.String(), "quiet when it is not a terminal")
	return stdout.String()
}

// TestTables holds the printed result to the letter; only results that changed may change it.
func TestTables(t *testing.T) {
	got := printed(t, "-scale", "2000", "-workers", "3")
	const path = "testdata/tables.txt"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o666))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestJSON(t *testing.T) {
	text := printed(t, "-scale", "5000", "-months", "6", "-prices", "50,500", "-seed", "7", "-json")
	var got struct {
		Manifest struct {
			People   int64
			Scenario map[string]any
			Result   string
		}
		Months []map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Equal(t, int64(140_885_570), got.Manifest.People)
	require.Len(t, got.Manifest.Result, 64)
	require.EqualValues(t, 7, got.Manifest.Scenario["seed"])
	behaviour := got.Manifest.Scenario["behaviour"].(map[string]any)
	require.EqualValues(t, 0.3, behaviour["captured_share"])
	require.Contains(t, got.Manifest.Scenario["market"].(map[string]any), "frontier")
	require.Contains(t, got.Manifest.Scenario["population"].(map[string]any), "income_tail_alpha")

	require.Len(t, got.Months, 6)
	for i, m := range got.Months {
		total := 0.0
		for _, key := range []string{"sota_share", "priced_out_share", "opted_out_share", "neither_share", "waiting_share", "rationed_share"} {
			total += m[key].(float64)
		}
		require.InDelta(t, 1, total, 1e-12, "everybody holds the SOTA tier or has a reason")
		for _, x := range measure.All() {
			if x.Has(measure.Everybody) {
				require.Contains(t, m, x.Column())
			}
		}
		require.EqualValues(t, i, m["month"])
		require.EqualValues(t, []float64{50, 50, 50, 500, 500, 500}[i], m["price"])
		require.Len(t, m["deciles"], 10)
	}
}

// TestDigest: what is printed is the default scenario, and its digest says which distributions are part of it: of runs that
// differ in how often they are measured the numbers are the same and the digests differ.
func TestDigest(t *testing.T) {
	text := printed(t, "-scale", "20000")
	digests := map[int]string{}
	for _, every := range []int{1, 3} {
		s := cogap.Plain()
		s.Population.Scale, s.Statistics.Every = 20_000, every
		r, err := cogap.Run(t.Context(), s, cogap.Options{})
		require.NoError(t, err)
		digests[every] = r.Manifest.Result[:16]
	}
	require.NotEqual(t, digests[1], digests[3])
	require.Contains(t, text, "result "+digests[3]+"  (the same for any number of workers; seed 1; includes distributions, measured every 3 months)")
	require.Contains(t, printed(t, "-scale", "20000", "-months", "10"), "seed 1; includes distributions, measured every month)")
}

// TestReadme holds the README to what the program prints.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	require.True(t, strings.Contains(string(page), "$ go run ./examples/firstfilter\n"+printed(t)+"```\n"), "the README shows another result than go run ./examples/firstfilter prints")
}

func TestShort(t *testing.T) {
	for _, months := range []string{"1", "2", "3"} {
		require.Contains(t, printed(t, "-scale", "20000", "-months", months), "The first filter")
	}
}

func TestBadFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"-prices: number 2":                       {"-prices", "100,dear"},
		"market.tiers[0].price.values[1]: got -5": {"-prices", "100,-5"},
		"months: got 0":                           {"-months", "0"},
		`got "200", want flags only`:              {"200"},
		"population.scale: got 0":                 {"-scale", "0"},
	} {
		var stdout bytes.Buffer
		err := run(t.Context(), args, &stdout, io.Discard)
		require.ErrorContains(t, err, want)
		require.Empty(t, stdout.String())
	}
	require.ErrorIs(t, run(t.Context(), []string{"-h"}, io.Discard, io.Discard), flag.ErrHelp)
}
