package licences

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite licences.json")

// TestFresh: licences.json has the licences of what the command is linked from today.
func TestFresh(t *testing.T) {
	if testing.Short() && !*update {
		t.Skip("it asks go list for three systems")
	}
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	require.NoError(t, e.Encode(found(t)))
	if *update {
		require.NoError(t, os.WriteFile("licences.json", got.Bytes(), 0o666))
		return
	}
	require.Equal(t, string(text), got.String(), "the command is linked from other modules: go generate ./cmd/cogap/...")
}

// found lists the modules of the command as they are here, with those of Go and of pages.
func found(t *testing.T) []Module {
	goroot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	root := filepath.Join("..", "..", "..", "..")
	plot := filepath.Join(root, "report", "assets", "uplot")
	script, err := os.ReadFile(filepath.Join(plot, "uPlot.iife.min.js"))
	require.NoError(t, err)
	version := regexp.MustCompile(`uPlot \(v([\d.]+)\)`).FindSubmatch(script)
	require.NotNil(t, version)
	unpack := filepath.Join(root, "live", "page", "assets", "fzstd")
	list := []Module{read(t, Module{Path: Alone, Version: "0.1.1"}, unpack), read(t, Module{Path: cogap}, root), read(t, Module{Path: Go}, strings.TrimSpace(string(goroot))), read(t, Module{Path: Page, Version: string(version[1])}, plot)}
	for name, in := range linked(t) {
		path, version, _ := strings.Cut(name, " ")
		list = append(list, read(t, Module{Path: path, Version: version}, in...))
	}
	slices.SortFunc(list, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// linked lists the folders of the packages that the command is linked from on any system, and those above them, by module
// and version; the module's own is the first.
func linked(t *testing.T) map[string][]string {
	_, err := os.ReadFile(filepath.Join("..", "..", "go.mod")) // so that go test knows what the result hangs on
	require.NoError(t, err)
	modules := map[string][]string{}
	for _, system := range []string{"linux/amd64", "darwin/arm64", "windows/amd64"} {
		list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}", "../..")
		list.Env = append(os.Environ(), "GOOS="+filepath.Dir(system), "GOARCH="+filepath.Base(system))
		out, err := list.Output()
		require.NoError(t, err)
		for line := range strings.Lines(string(out)) {
			parts := strings.Split(strings.TrimSpace(line), "\t")
			if len(parts) != 3 || ours(strings.Fields(parts[0])[0]) {
				continue
			}
			name, root, dir := parts[0], parts[1], parts[2]
			if modules[name] == nil {
				modules[name] = []string{root}
				if more, err := filepath.Glob(filepath.Join(root, choice)); err == nil {
					modules[name] = append(modules[name], more...)
				}
			}
			for ; len(dir) > len(root); dir = filepath.Dir(dir) {
				if !slices.Contains(modules[name], dir) {
					modules[name] = append(modules[name], dir)
				}
			}
		}
	}
	return modules
}

// says is the name of a file that says what users may do.
var says = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice|patents|copyright)[^/]*$`)

// choice is the name of a folder from which users choose one licence.
const choice = "licenses"

// read adds the files of some folders of a module, the first of which is its own.
func read(t *testing.T, m Module, dirs ...string) Module {
	slices.Sort(dirs[1:])
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		var names []string
		for _, e := range entries {
			name := filepath.Join(dir, e.Name())
			if !e.Type().IsRegular() || filepath.Ext(name) == ".go" || filepath.Base(dir) != choice && !says.MatchString(e.Name()) {
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			short, err := filepath.Rel(dirs[0], name)
			require.NoError(t, err)
			m.Files = append(m.Files, File{filepath.ToSlash(short), strings.ReplaceAll(string(text), "\r\n", "\n")})
			names = append(names, recognised(text)...)
		}
		if filepath.Base(dir) == choice {
			names = []string{strings.Join(names, " or ")}
		}
		m.Names = append(m.Names, names...)
	}
	slices.Sort(m.Names)
	m.Names = slices.Compact(m.Names)
	return m
}

// recognised lists the licences that a text holds whole.
func recognised(text []byte) []string {
	var names []string
	for _, match := range licensecheck.Scan(text).Match {
		if !match.IsURL {
			names = append(names, match.ID)
		}
	}
	return names
}

// allowed are the licences that let anybody link, change and sell.
var allowed = []string{
	"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "FTL or GPL-2.0", "GooglePatentsFile", "MIT", "OFL-1.1", "Unlicense",
}

// TestRecognised: each licence is one that is known, and allows what ours does.
func TestRecognised(t *testing.T) {
	require.Greater(t, len(All()), 30)
	for _, m := range All() {
		require.NotEmpty(t, m.Files, m.Path)
		require.NotEmpty(t, m.Names, m.Path)
		for _, name := range m.Names {
			require.Contains(t, allowed, name, m.Path)
		}
	}
}

// TestLinked: a build is told the licences of its own modules, and which are not known.
func TestLinked(t *testing.T) {
	cobra := All()[slices.IndexFunc(All(), func(m Module) bool { return m.Path == "github.com/spf13/cobra" })]
	list := Linked(&debug.BuildInfo{Deps: []*debug.Module{
		{Path: cobra.Path, Version: cobra.Version},
		{Path: "example.org/other", Version: "v1.2.3"},
		{Path: "example.org/fork", Version: "v1", Replace: &debug.Module{Path: cobra.Path, Version: "v0.0.1"}},
		{Path: cogap + "/adapters/parquet"},
	}})
	require.Equal(t, []string{Go, "example.org/other v1.2.3", Alone + " 0.1.1", cogap, cobra.Path + " v0.0.1", cobra.Path + " " + cobra.Version, Page + " " + list[6].Version}, names(list))
	require.Equal(t, cobra, list[5])
	require.Empty(t, list[1].Files)
	require.Empty(t, list[4].Files)
}

func names(list []Module) []string {
	var names []string
	for _, m := range list {
		names = append(names, strings.TrimSpace(m.Path+" "+m.Version))
	}
	return names
}
