package release

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Module is a module of the repository.
type Module struct {
	Path string // import path
	Dir  string // in the repository; "." is its root

	requires []string // paths of other modules of the repository
}

// Unpublished are modules that nobody outside has a use for: they get the version like all others, and no tag.
var Unpublished = map[string]string{
	"bench/ark":      "a peer in benchmarks",
	"docs/site":      "makes the pages of the documentation",
	"release":        "makes releases",
	"report/browser": "tests of pages in a browser",
}

// Published reports whether the module gets a tag.
func (m Module) Published() bool { return Unpublished[m.Dir] == "" }

// Tag returns the tag that the go command looks for: the version, after the folder if there is one.
func (m Module) Tag(version string) string {
	if m.Dir == "." {
		return version
	}
	return m.Dir + "/" + version
}

// modulesIn finds the modules of a repository. Those that are required come before those that require them.
func modulesIn(root string) ([]Module, error) {
	var found []Module
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "go.mod" {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		mod, err := modfile.Parse(file, text, nil)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		m := Module{Path: mod.Module.Mod.Path, Dir: filepath.ToSlash(dir)}
		for _, r := range mod.Require {
			m.requires = append(m.requires, r.Mod.Path)
		}
		found = append(found, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ordered(found)
}

// ordered drops what is required from elsewhere and puts the modules into the order of their requirements.
func ordered(modules []Module) ([]Module, error) {
	known := map[string]bool{}
	for _, m := range modules {
		known[m.Path] = true
	}
	for i := range modules {
		modules[i].requires = slices.DeleteFunc(modules[i].requires, func(path string) bool { return !known[path] })
	}
	var order []Module
	done := map[string]bool{}
	for len(order) < len(modules) {
		i := slices.IndexFunc(modules, func(m Module) bool {
			return !done[m.Path] && !slices.ContainsFunc(m.requires, func(path string) bool { return !done[path] })
		})
		if i < 0 {
			return nil, fmt.Errorf("modules require each other in a circle: %s", strings.Join(undone(modules, done), ", "))
		}
		done[modules[i].Path] = true
		order = append(order, modules[i])
	}
	return order, nil
}

func undone(modules []Module, done map[string]bool) []string {
	var paths []string
	for _, m := range modules {
		if !done[m.Path] {
			paths = append(paths, m.Path)
		}
	}
	return paths
}
