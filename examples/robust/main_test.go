package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "run all parameter sets and write the table in docs/model.md")

// TestRobust holds the table in docs/model.md to a part of it: few sets of fewer agents say of each conclusion what the table says of all,
// and their median is near the middle of its band. What the few say is frozen, so that the table is not left as it was when the model changes.
func TestRobust(t *testing.T) {
	const name, start = "../../docs/model.md", "$ go run ./examples/robust -sets 144\n"
	const all = 144 // sets
	const small = "testdata/small.txt"
	page, err := os.ReadFile(name)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), start)
	require.True(t, found)
	shown, after, _ := strings.Cut(rest, "```\n")
	if *update {
		var out strings.Builder
		require.NoError(t, run(t.Context(), &out, 5000, all))
		shown = out.String()
		require.NoError(t, os.WriteFile(name, []byte(before+start+shown+"```\n"+after), 0o666))
	}
	const sets, gap = 4, 3
	near := [...]float64{0.25, 1, 0.7, 0.7} // sets differ most in how few are priced out, then in how many hold it, and in what that makes of the gap
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, 20_000, sets))
	if *update {
		require.NoError(t, os.WriteFile(small, out.Bytes(), 0o666))
	}
	frozen, err := os.ReadFile(small)
	require.NoError(t, err)
	require.Equal(t, string(frozen), out.String(), "the model, its fit or the ensemble has changed: run it with -update")
	of := func(text string) int {
		n, err := strconv.Atoi(regexp.MustCompile(`in how many of (\d+) parameter sets`).FindStringSubmatch(text)[1])
		require.NoError(t, err)
		return n
	}
	require.Equal(t, all, of(shown))
	require.Equal(t, sets, of(out.String()))
	for _, v := range variants {
		want, got := cells(t, shown, v.name), cells(t, out.String(), v.name)
		for i := range conclusions {
			if i != gap { // of so few who hold it
				require.InDelta(t, want[i].holds/all, got[i].holds/sets, 0.5, "%s, %s", v.name, conclusions[i].text)
			}
			require.InEpsilon(t, (want[i].from+want[i].to)/2, (got[i].from+got[i].to)/2, near[i], "%s, %s", v.name, conclusions[i].text)
		}
	}
	require.Error(t, run(t.Context(), io.Discard, 20_000, 289))
}

type cell struct{ holds, from, to float64 }

// cells returns a line of the table.
func cells(t *testing.T, text, name string) (list []cell) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `  .*$`).FindString(text)
	for _, m := range regexp.MustCompile(`(\d+) \(([\d.]+)%? to ([\d.]+)%?\)`).FindAllStringSubmatch(line, -1) {
		var c cell
		_, err := fmt.Sscan(strings.Join(m[1:], " "), &c.holds, &c.from, &c.to)
		require.NoError(t, err)
		list = append(list, c)
	}
	require.Len(t, list, len(conclusions), name)
	return list
}
