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
	"population": 1, "market": 1, "network": 1,
	"agent":    2,
	"observe":  3,
	"engine":   4,
	".":        5,
	"measure":  6,
	"scenario": 6,
	"study":    7, "report": 7,
	"calibrate":       8,
	"internal/random": 7, // scenarios for tests
	"report/studies":  8,
	"search":          8,
	"live/page":       9, "adapters": 8,
	"live":                10,
	"report/calibrations": 9,
	"report/browser":      11, // tests of pages
	"cmd":                 11, "examples": 11, "bench": 11, "docs": 11, "release": 11,
}

// planned are folders that have a level and wait for their first user.
var planned = map[string]bool{}

// TestLevels: each level has a folder, and each folder that has a level is there.
func TestLevels(t *testing.T) {
	most, there := 0, map[int]bool{}
	for dir, level := range levels {
		most = max(most, level)
		there[level] = true
		info, err := os.Stat(filepath.Join("..", "..", dir))
		if planned[dir] {
			require.Error(t, err, "%s: it is there, so it need not be planned", dir)
			continue
		}
		require.NoError(t, err)
		require.True(t, info.IsDir())
	}
	for level := range most + 1 {
		require.True(t, there[level], "level %d has no folder", level)
	}
}

// uses are packages and methods that only some folders may import or call, apart from their tests, and why.
var uses = []struct {
	what, why string
	by        []string
}{
	{`"net/http"`, "the library computes; only servers serve", []string{"live", "cmd"}},
	{".Step(", "only the engine applies a rule", []string{"engine", "agent", "bench", "examples", "docs"}}, // a rule of one's own may call the model's
	{".NewSynthesizer(", "only the engine makes people", []string{"engine", "population", "bench"}},
	{".Adapt(", "only a run closes a month", []string{".", "market"}},
	{".Advance(", "only a run takes people through months", []string{".", "engine"}},
}

// TestUses: what one place is for, no other does.
func TestUses(t *testing.T) {
	found := map[string]int{}
	root := filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		require.NoError(t, err)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		_, here, _ := levelOf(filepath.ToSlash(dir))
		if here == "internal" {
			return nil
		}
		for _, u := range uses {
			if strings.Contains(string(text), u.what) {
				found[u.what]++
				require.Contains(t, u.by, here, "%s has %s: %s", file, u.what, u.why)
			}
		}
		return nil
	}))
	for _, u := range uses {
		require.Positive(t, found[u.what], "%s: nobody does this any more", u.what)
	}
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
var testTools = map[string]bool{"internal/random": true, "internal/killed": true, "internal/pagecheck": true, "internal/same": true, "internal/schemacheck": true}

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
	if here == "adapters" && there == "adapters" { // each is a module that knows nothing of the others
		return adapter(from) == adapter(to)
	}
	return b < a || here == there
}

// adapter returns the name of the adapter that a folder is part of.
func adapter(dir string) string {
	parts := strings.Split(dir, "/")
	return parts[min(1, len(parts)-1)]
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

// apart are modules with a workspace of their own, which .ci/run tests too, and why.
var apart = map[string]string{
	"./adapters/beam": "Beam's 300 modules would raise the versions of what the other modules are built and tested with",
	"./bench/ark":     "nobody but a benchmark needs Ark",
}

// TestWorkspace: the workspace has every module of the repository, so that go test work leaves none out, but for those that have one of
// their own.
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
		if apart[dir] == "" {
			require.Contains(t, string(work), "\n\t"+dir+"\n", "go.work leaves a module out")
		} else {
			require.NotContains(t, string(work), dir, apart[dir])
			require.FileExists(t, filepath.Join(root, dir, "go.work"))
			gate, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
			require.NoError(t, err)
			require.Contains(t, string(gate), strings.TrimPrefix(dir, "./"), "the gate leaves a module out")
		}
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
	require.False(t, allowed("internal/sum", "rng"))
	require.False(t, allowed("rng", "inequality"))
	require.False(t, allowed("rng", "elsewhere"))
	require.True(t, allowed("adapters/parquet", "adapters/parquet/inner"))
	require.False(t, allowed("adapters/parquet", "adapters/mpi"))
}
