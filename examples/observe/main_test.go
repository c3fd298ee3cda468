package main

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestObserve(t *testing.T) {
	var stdout strings.Builder
	require.NoError(t, run(t.Context(), &stdout, 2000))
	out := stdout.String()
	for _, end := range []string{"stays", "could pay, and will not any more", "would pay, and cannot any more"} {
		require.Contains(t, out, "Somebody who "+end+": person ")
	}
	for _, price := range []string{"2026-12   100u", "2027-12   200u", "2028-12   400u"} {
		all := 0.0
		for _, share := range regexp.MustCompile(price+` +(?:users|left|never joined) +([0-9.]+)%`).FindAllStringSubmatch(out, -1) {
			x, err := strconv.ParseFloat(share[1], 64)
			require.NoError(t, err)
			all += x
		}
		require.InDelta(t, 100, all, 0.02, "everybody at %s uses it, left or never joined", price)
	}
	require.Regexp(t, `(?m)^ +10 +\d`, out, "the richest tenth")
	require.Regexp(t, `holds SOTA\n.* opted out\n`, out, "a life ends outside")
	require.Error(t, run(t.Context(), io.Discard, 0))
}
