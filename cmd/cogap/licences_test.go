package main

import (
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/cmd/cogap/internal/licences"
)

// TestLicences: the list and the texts have what this program is linked from. That they have all is tested where they are.
func TestLicences(t *testing.T) {
	list, errs, code := command(t, "", "licences")
	require.Zero(t, code, errs)
	texts, errs, code := command(t, "", "licences", "--full")
	require.Zero(t, code, errs)
	for path, line := range map[string]string{
		"github.com/cogap/cogap": `0\.\S* +MIT`,
		licences.Go:              `go1\S* +BSD-3-Clause, GooglePatentsFile`,
		licences.Alone:           `0\.\S* +MIT`,
		licences.Page:            `1\.\S* +MIT`,
		"github.com/spf13/cobra": `v1\S* +Apache-2\.0`,
		"gonum.org/v1/gonum":     `v0\S* +BSD-3-Clause`,
	} {
		require.Regexp(t, `(?m)^`+regexp.QuoteMeta(path)+` +`+line+`$`, list)
		require.Regexp(t, `(?m)^`+regexp.QuoteMeta(path)+` \S+: LICENSE`, texts)
	}
	build, ok := debug.ReadBuildInfo()
	require.True(t, ok)
	require.Greater(t, len(build.Deps), 20)
	for _, d := range build.Deps {
		if strings.HasPrefix(d.Path, "github.com/cogap/cogap/") {
			continue // of ours
		}
		require.Contains(t, list, "\n"+d.Path+" ")
	}
	require.NotContains(t, list, "not known")
	require.Contains(t, texts, `THE SOFTWARE IS PROVIDED "AS IS"`)
	unknown := licences.Module{Path: "example.org/other", Version: "v1.2.3"}
	require.Equal(t, "v1.2.3 (not known to this program: see its source)", versionOf(unknown))

	itself, err := os.Executable()
	require.NoError(t, err)
	other, errs, code := command(t, "", "licences", "--full", "--of", itself)
	require.Zero(t, code, errs)
	require.Equal(t, texts, other, "a build is linked from the same as itself")
	_, errs, code = command(t, "", "licences", "--of", "licences_test.go")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "what licences_test.go is linked from: could not read Go build info")
}
