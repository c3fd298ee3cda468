package release

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/dirhash"
)

// Check returns an error if a version is not one that modules can have: v0.2.0 or v1.0.0-rc.1. From v2 on, the paths of modules
// would have to end in /v2.
func Check(version string) error {
	switch {
	case !semver.IsValid(version) || semver.Canonical(version) != version:
		return fmt.Errorf("got version %q, want one such as v0.2.0", version)
	case semver.Compare(semver.Major(version), "v1") > 0:
		return fmt.Errorf("version %s: from v2 on the import paths of all modules end in the version", version)
	}
	return nil
}

// SetVersion gives all modules of the tree a version: in what they require of each other, in the replacements of workspaces, in the library's
// constant, and in go.sum, as if they were published already. Set again, it changes nothing.
func (t *Tree) SetVersion(version string) error {
	if err := Check(version); err != nil {
		return err
	}
	t.version = version
	constant := regexp.MustCompile(`(?m)^const Version = ".*"$`)
	if err := edit(filepath.Join(t.Dir, "manifest.go"), constant, `const Version = "`+strings.TrimPrefix(version, "v")+`"`); err != nil {
		return err
	}
	for _, m := range t.modules {
		for _, name := range []string{"go.mod", "go.work"} {
			if err := t.require(filepath.Join(t.Dir, m.Dir, name)); err != nil {
				return err
			}
		}
	}
	return t.sums()
}

// require changes the version of our modules in a go.mod or go.work, if it is there.
func (t *Tree) require(file string) error {
	if _, err := os.Stat(file); os.IsNotExist(err) {
		return nil
	}
	for _, m := range t.modules {
		if err := edit(file, regexp.MustCompile(`\b(`+regexp.QuoteMeta(m.Path)+`) v\S+`), "$1 "+t.version); err != nil {
			return err
		}
	}
	return nil
}

// edit replaces in a file.
func edit(file string, what *regexp.Regexp, by string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, what.ReplaceAll(text, []byte(by)), 0o666)
}

// sums writes the hashes of our modules into the go.sum of those that require them. A module's own hash has that of its go.sum in it,
// which is why the order matters.
func (t *Tree) sums() error {
	hashes := map[string][]string{}
	for _, m := range t.modules {
		if err := t.setSums(m, hashes); err != nil {
			return err
		}
		lines, err := t.hash(m)
		if err != nil {
			return err
		}
		hashes[m.Path] = lines
	}
	return nil
}

// setSums puts the lines of what m requires of us into its go.sum.
func (t *Tree) setSums(m Module, hashes map[string][]string) error {
	if len(m.requires) == 0 {
		return nil
	}
	file := filepath.Join(t.Dir, m.Dir, "go.sum")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if path, _, _ := strings.Cut(line, " "); !slices.ContainsFunc(t.modules, func(m Module) bool { return m.Path == path }) {
			lines = append(lines, line)
		}
	}
	for _, path := range m.requires {
		lines = append(lines, hashes[path]...)
	}
	sortSums(lines)
	return os.WriteFile(file, []byte(strings.Join(lines, "")), 0o666)
}

// sortSums puts lines into the order of the go command.
func sortSums(lines []string) {
	of := map[module.Version]string{}
	var versions []module.Version
	for _, line := range lines {
		parts := strings.Fields(line)
		v := module.Version{Path: parts[0], Version: parts[1]}
		of[v] = line
		versions = append(versions, v)
	}
	module.Sort(versions)
	for i, v := range versions {
		lines[i] = of[v]
	}
}

// hash returns the two lines of a module in a go.sum.
func (t *Tree) hash(m Module) ([]string, error) {
	archive, err := os.CreateTemp("", "module-*.zip")
	if err != nil {
		return nil, err
	}
	defer os.Remove(archive.Name())
	if err := t.zip(archive, m); err != nil {
		return nil, err
	}
	sum, err := dirhash.HashZip(archive.Name(), dirhash.Hash1)
	if err != nil {
		return nil, err
	}
	modSum, err := dirhash.Hash1([]string{"go.mod"}, t.opener(m))
	if err != nil {
		return nil, err
	}
	return []string{
		fmt.Sprintf("%s %s %s\n", m.Path, t.version, sum),
		fmt.Sprintf("%s %s/go.mod %s\n", m.Path, t.version, modSum),
	}, nil
}
