package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestInequalityPage: what docs/inequality.md shows of the command is what it prints, and every measure that it names is one.
func TestInequalityPage(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "inequality.md")
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	page := string(raw)
	shown := regexp.MustCompile("(?s)```console\n\\$ cogap (.*?)\n(.*?)```").FindAllStringSubmatchIndex(page, -1)
	require.Greater(t, len(shown), 4)
	var b strings.Builder
	at := 0
	for _, m := range shown {
		args := words(page[m[2]:m[3]])
		for i, a := range args {
			args[i] = strings.NewReplacer("people.csv", people, "taxes.csv", "testdata/taxes.csv", "fifths.csv", "testdata/fifths.csv").Replace(a)
		}
		out, errs, code := command(t, "", args...)
		require.Zero(t, code, errs)
		if args[0] == "brackets" { // whose notes are part of what it says
			require.Contains(t, page, strings.ReplaceAll(errs, "testdata/", ""))
		}
		b.WriteString(page[at:m[4]] + strings.ReplaceAll(out, people, "people.csv"))
		at = m[5]
	}
	b.WriteString(page[at:])
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(b.String()), 0o666))
	}
	require.Equal(t, b.String(), page)

	named := 0
	inTable := false // of measures as --measures has them
	for line := range strings.Lines(page) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		last := cells[len(cells)-1]
		switch {
		case strings.Contains(last, "`--measures`"):
			inTable = true
			continue
		case len(cells) != 3:
			inTable = false
		}
		for _, call := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(last, -1) {
			if !inTable || strings.HasPrefix(call[1], "--") {
				continue
			}
			_, err := parseCalls(call[1])
			require.NoError(t, err, call[1])
			named++
		}
	}
	require.Greater(t, named, 60)
}

// words splits a line as a shell does, as far as single quotation marks go.
func words(line string) (list []string) {
	for _, m := range regexp.MustCompile(`'([^']*)'|(\S+)`).FindAllStringSubmatch(line, -1) {
		list = append(list, m[1]+m[2])
	}
	return list
}
