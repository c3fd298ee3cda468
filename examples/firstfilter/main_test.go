package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/scenario"
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
	got := printed(t, "-scale", "20000", "-workers", "3", "-sets", "7", "-bands-scale", "100000")
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
	text := printed(t, "-scale", "20000", "-months", "6", "-prices", "50,500", "-seed", "7", "-json")
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
	require.EqualValues(t, 0.1588, behaviour["captured_share"])
	require.Contains(t, got.Manifest.Scenario["market"].(map[string]any), "frontier")
	require.Contains(t, got.Manifest.Scenario["population"].(map[string]any), "income_tail_alpha")

	require.Len(t, got.Months, january+6)
	for i, m := range got.Months[january:] {
		total := 0.0
		for _, key := range []string{"sota_share", "priced_out_share", "opted_out_share", "neither_share", "waiting_share", "rationed_share", "unaware_share", "lapsed_share", "lesser_share"} {
			total += m[key].(float64)
		}
		require.InDelta(t, 1, total, 1e-12, "everybody holds the SOTA tier or has a reason")
		for _, x := range measure.All() {
			if x.Has(measure.Everybody) {
				require.Contains(t, m, x.Column())
			}
		}
		require.EqualValues(t, january+i, m["month"])
		require.EqualValues(t, []float64{50, 50, 50, 500, 500, 500}[i], m["price"])
		require.Len(t, m["deciles"], 10)
	}
}

// TestDigest: what is printed in detail is the default scenario.
func TestDigest(t *testing.T) {
	s := scenario.Default()
	s.Population.Scale, s.Name = 50_000, ""
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Contains(t, printed(t, "-scale", "50000", "-sets", "0"), "result "+r.Manifest.Result[:16]+"  (the same for any number of workers; seed 1; ")
}

// TestPage holds docs/first-filter.md to what the program prints: in detail always, the bands if there is time for them. With -update it writes them there.
func TestPage(t *testing.T) {
	const name, start = "../../docs/first-filter.md", "$ go run ./examples/firstfilter\n"
	page, err := os.ReadFile(name)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), start)
	require.True(t, found)
	shown, after, _ := strings.Cut(rest, "```\n")
	if *update {
		shown = printed(t)
		require.NoError(t, os.WriteFile(name, []byte(before+start+shown+"```\n"+after), 0o666))
	}
	if os.Getenv("COGAP_LONG") != "" {
		require.Equal(t, printed(t), shown, "the page shows another result than go run ./examples/firstfilter prints")
	}
	require.True(t, strings.HasSuffix(shown, printed(t, "-sets", "0")), "the page shows another result than go run ./examples/firstfilter -sets 0 prints")

	// Two of the sets, run twice each, are enough to see that the bands are of this model. Sets differ by as much as half in how many hold it, and little in how many
	// could and do not.
	text := printed(t, "-sets", "2", "-replicates", "2", "-scale", "200000")
	for row, near := range map[string]float64{"hold SOTA AI": 0.5, "could pay it and will not": 0.12} {
		few, all := medians(t, text, row), medians(t, shown, row)
		for i := range all {
			require.InEpsilon(t, all[i], few[i], near, row)
		}
	}
}

// medians returns those of a row, by menu and price.
func medians(t *testing.T, text, row string) (list []float64) {
	t.Helper()
	for _, line := range regexp.MustCompile(`(?m)^`+row+` .*$`).FindAllString(text, -1) {
		for _, median := range regexp.MustCompile(`([\d.]+)% \(`).FindAllStringSubmatch(line, -1) {
			x, err := strconv.ParseFloat(median[1], 64)
			require.NoError(t, err)
			list = append(list, x)
		}
	}
	require.Len(t, list, 6)
	return list
}

func TestShort(t *testing.T) {
	for _, months := range []string{"1", "2"} {
		require.Contains(t, printed(t, "-scale", "200000", "-months", months, "-sets", "2", "-replicates", "2", "-bands-scale", "1000000"), "The first filter")
	}
}

func TestBadFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"-prices: number 2":                       {"-prices", "100,dear"},
		"market.tiers[5].price.values[2]: got -5": {"-prices", "100,-5"},
		"-months: got 0":                          {"-months", "0"},
		`got "200", want flags only`:              {"200"},
		"population.scale: got 0":                 {"-scale", "0"},
		"got 289 parameter sets, want 1 to 288":   {"-sets", "289"},
		"-sets: got 1, want 0":                    {"-sets", "1"},
		"-replicates: got 1, want at least 2":     {"-replicates", "1"},
	} {
		var stdout bytes.Buffer
		err := run(t.Context(), args, &stdout, io.Discard)
		require.ErrorContains(t, err, want)
		require.Empty(t, stdout.String())
	}
	require.ErrorIs(t, run(t.Context(), []string{"-h"}, io.Discard, io.Discard), flag.ErrHelp)
}

// TestReadme: what the README shows of the program is part of what docs/first-filter.md does, in its order.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	page, err := os.ReadFile("../../docs/first-filter.md")
	require.NoError(t, err)
	rest := string(page)
	_, shown, found := strings.Cut(string(readme), "```\n")
	require.True(t, found)
	shown, _, _ = strings.Cut(shown, "```\n")
	parts := strings.Split(shown, "...\n\n")
	require.Len(t, parts, 2)
	for _, part := range parts {
		_, rest, found = strings.Cut(rest, part)
		require.True(t, found, "the README shows what docs/first-filter.md does not:\n%s", part)
	}
}
