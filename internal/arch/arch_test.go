// Package arch holds the test of the import arrows: packages import downwards only.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/cogap/cogap"

// levels of the house, by folder; the longest prefix counts. A package may import those below its level, and at its
// own level only packages in its own folder.
var levels = map[string]int{
	"rng": 0, "inequality": 0, "internal": 0,
	"population": 1, "market": 1,
	"agent":    2,
	"observe":  3,
	"engine":   4,
	".":        5,
	"measure":  6,
	"scenario": 6,
	"study":    7, "report": 7,
	"internal/random": 7, // scenarios for tests
	"live":            8, "adapters": 8,
	"report/browser": 9, // tests of pages
	"cmd":            9, "examples": 9, "bench": 9, "docs": 9,
}

// levelOf returns the level of a folder and the prefix that decided.
func levelOf(dir string) (level int, prefix string, ok bool) {
	for prefix = dir; ; prefix = path.Dir(prefix) {
		if level, ok = levels[prefix]; ok || path.Dir(prefix) == prefix || path.Dir(prefix) == "." {
			return level, prefix, ok
		}
	}
}

// testTools are for tests alone, of whatever level.
var testTools = map[string]bool{"internal/random": true, "internal/same": true}

func allowed(from, to string) bool {
	a, here, _ := levelOf(from)
	b, there, ok := levelOf(to)
	switch {
	case !ok:
		return false
	case here == "internal": // the tools that all may use know nothing of the house
		return there == "internal"
	case there == "internal":
		return true
	}
	return b < a || here == there
}

func TestArrowsPointDown(t *testing.T) {
	root := filepath.Join("..", "..")
	files, edges := 0, 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		files++
		dir, err := filepath.Rel(root, filepath.Dir(file))
		require.NoError(t, err)
		dir = filepath.ToSlash(dir)
		_, _, known := levelOf(dir)
		require.True(t, known, "%s: the folder has no level, give it one in levels", dir)
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range source.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			if name == "golang.org/x/exp/rand" {
				require.Equal(t, "rng/stream.go", path.Join(dir, filepath.Base(file)), "x/exp/rand stays in one file")
			}
			if name != module && !strings.HasPrefix(name, module+"/") {
				continue
			}
			edges++
			to := strings.TrimPrefix(strings.TrimPrefix(name, module), "/")
			if to == "" {
				to = "."
			}
			test := strings.HasSuffix(file, "_test.go")
			if testTools[to] {
				require.True(t, test, "%s imports %s, which is for tests", file, name)
				continue
			}
			require.True(t, allowed(dir, to), "%s imports %s: arrows point down", file, name)
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, files, 50)
	require.Greater(t, edges, 50)
}

// TestWorkspace: the workspace has every module of the repository, so that go test work leaves none out.
func TestWorkspace(t *testing.T) {
	root := filepath.Join("..", "..")
	work, err := os.ReadFile(filepath.Join(root, "go.work"))
	require.NoError(t, err)
	modules := 0
	require.NoError(t, filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if d == nil || d.Name() != "go.mod" {
			return err
		}
		modules++
		dir, err := filepath.Rel(root, filepath.Dir(file))
		require.NoError(t, err)
		if dir != "." {
			dir = "./" + filepath.ToSlash(dir)
		}
		require.Contains(t, string(work), "\n\t"+dir+"\n", "go.work leaves a module out")
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotContains(t, string(text), "replace", "%s: go install refuses modules with replace; go.work has what is needed", file)
		return nil
	}))
	require.Greater(t, modules, 3)
}

func TestAllowed(t *testing.T) {
	require.True(t, allowed("agent", "market"))
	require.True(t, allowed(".", "agent"))
	require.True(t, allowed("inequality", "internal/fmath"))
	require.True(t, allowed("market", "market/inner"))
	require.False(t, allowed("market", "population"))
	require.False(t, allowed("market", "agent"))
	require.False(t, allowed("agent", "."))
	require.False(t, allowed("internal/fixed", "rng"))
	require.False(t, allowed("rng", "inequality"))
	require.False(t, allowed("rng", "elsewhere"))
}
