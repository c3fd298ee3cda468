package release

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var outside = flag.Bool("outside", false, "publish to a folder, and build from it: some minutes")

// version is one that nobody has published.
const version = "v0.0.1-outside"

// TestRepository: every module of this repository is known to be published or not, and its files can be given a version.
func TestRepository(t *testing.T) {
	tree := at(t, "../../..", version)
	published := map[string]bool{}
	for _, m := range tree.modules {
		published[m.Path] = m.Published()
	}
	for _, path := range []string{"", "/adapters/beam", "/adapters/mpi", "/adapters/parquet", "/cmd/cogap"} {
		require.True(t, published["github.com/cogap/cogap"+path], path)
	}
	for dir := range Unpublished {
		there, known := published["github.com/cogap/cogap/"+dir]
		require.True(t, known, dir)
		require.False(t, there, dir)
	}
	require.NoError(t, tree.WriteProxy(t.TempDir()))
}

// TestOutside publishes this repository to a folder. From there somebody outside installs the command, and builds a program that imports the library
// and its adapters; each module is tidy as it was published; and the command comes out the same to the byte from an empty cache
// elsewhere.
func TestOutside(t *testing.T) {
	if !*outside {
		t.Skip("it builds the command several times (-outside)")
	}
	tree, proxy := at(t, "../../..", version), t.TempDir()
	require.NoError(t, tree.WriteProxy(proxy))
	proxies, err := Proxies(proxy)
	require.NoError(t, err)
	b := Builder{Version: version, Proxy: proxies, Scratch: t.TempDir()}
	here := Target{runtime.GOOS, runtime.GOARCH}
	program, err := b.Install(here)
	require.NoError(t, err)

	t.Run("the command runs", func(t *testing.T) {
		said, err := output(".", nil, program, "version")
		require.NoError(t, err)
		require.Contains(t, said, "cogap 0.0.1-outside, go")
		said, err = output(".", nil, program, "run", "essay", "--people", "1000", "--months", "2")
		require.NoError(t, err)
		require.Contains(t, said, "SOTA share")
	})
	t.Run("library and adapters are imported", func(t *testing.T) { importAll(t, b.env(here)) })
	t.Run("modules are tidy", func(t *testing.T) {
		for _, m := range tree.modules {
			if m.Dir == "adapters/beam" || m.Dir == "bench/ark" {
				continue // .ci/run has what they need, if it can be had
			}
			_, err := output(filepath.Join(tree.Dir, m.Dir), b.env(here), "go", "mod", "tidy", "-diff")
			require.NoError(t, err, m.Dir)
		}
	})
	t.Run("the same bytes elsewhere", func(t *testing.T) {
		other := Builder{Version: version, Proxy: proxies, Scratch: t.TempDir(), Cache: t.TempDir()}
		again, err := other.Install(here)
		require.NoError(t, err)
		require.NotEqual(t, program, again)
		one, err := os.ReadFile(program)
		require.NoError(t, err)
		two, err := os.ReadFile(again)
		require.NoError(t, err)
		require.Equal(t, len(one), len(two))
		require.Equal(t, string(one), string(two))
	})
	t.Run("archives", func(t *testing.T) {
		dist := t.TempDir()
		require.NoError(t, b.Build([]Target{here, {"windows", "arm64"}}, "licence", dist))
		_, err := output(dist, nil, "sha256sum", "-c", "--strict", "SHA256SUMS")
		require.NoError(t, err)
		if here.OS == "windows" {
			return // which has no tar.gz
		}
		// what is unpacked makes a page where there is no Go
		_, err = output(dist, nil, "tar", "-xzf", fmt.Sprintf("cogap_%s_%s_%s.tar.gz", strings.TrimPrefix(version, "v"), here.OS, here.Arch), "--strip-components=1")
		require.NoError(t, err)
		said, err := output(dist, []string{"PATH="}, filepath.Join(dist, "cogap"), "page", "essay")
		require.NoError(t, err)
		require.Equal(t, "Wrote explorer.html: open it in a browser", said)
	})
}

// importAll builds and runs a program of a module outside that imports the library, an adapter and package inequality by version.
func importAll(t *testing.T, env []string) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module example.com/user\n\ngo 1.26.0\n")
	write(t, dir, "main.go", `package main

import (
	"bytes"
	"context"
	"fmt"
	"log"

	"github.com/cogap/cogap"
	_ "github.com/cogap/cogap/adapters/mpi"
	"github.com/cogap/cogap/adapters/parquet"
	"github.com/cogap/cogap/report"
)

func main() {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 100_000, 2
	result, err := cogap.Run(context.Background(), s, cogap.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, report.Tables(result)[0], result.Manifest); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("cogap %s: %.4s\n", cogap.Version, file.String())
}
`)
	for _, path := range []string{"", "/adapters/parquet", "/adapters/mpi"} {
		_, err := output(dir, env, "go", "get", "github.com/cogap/cogap"+path+"@"+version)
		require.NoError(t, err)
	}
	said, err := output(dir, env, "go", "run", ".")
	require.NoError(t, err)
	require.Equal(t, "cogap 0.0.1-outside: PAR1", said)
}
