// Package licences has the licences of all that the command is linked from.
package licences

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"runtime/debug"
	"slices"
	"strings"
)

// Module is a module, or a part of one that has licences of its own, with the files that say what its users may do.
type Module struct {
	Path    string   `json:"path"`
	Version string   `json:"version,omitempty"` // empty: that of cogap or of Go that is running
	Names   []string `json:"names"`             // SPDX identifiers of the licences that the files were recognised as
	Files   []File   `json:"files,omitempty"`   // empty: not known
}

// File is a file of a module, as it is.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

//go:generate go test -run TestFresh -update

//go:embed licences.json
var text []byte

// Go, Page and Alone name what is linked into every program of Go, what is embedded in every page, and what beside in those that
// answer by themselves.
const (
	Go    = "Go's runtime and standard library"
	Page  = "uPlot, in pages"
	Alone = "fzstd, in pages that answer by themselves"
)

// All lists the modules that the command is linked from on any system, by path.
func All() []Module {
	var list []Module
	if err := json.Unmarshal(text, &list); err != nil {
		panic(err) // a test reads it
	}
	return list
}

// Linked lists those of a build: what every build has, and its modules. A module of which nothing is known, or another version,
// has no files: the build is not one of ours.
func Linked(build *debug.BuildInfo) []Module {
	all := All()
	var list []Module
	for _, m := range all {
		if m.Path == cogap || m.Path == Go || m.Path == Page || m.Path == Alone {
			list = append(list, m)
		}
	}
	for _, d := range build.Deps {
		if ours(d.Path) {
			continue
		}
		if d.Replace != nil {
			d = d.Replace
		}
		i := slices.IndexFunc(all, func(m Module) bool { return m.Path == d.Path && m.Version == d.Version })
		if i < 0 {
			list = append(list, Module{Path: d.Path, Version: d.Version})
			continue
		}
		list = append(list, all[i])
	}
	slices.SortFunc(list, func(a, b Module) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Version, b.Version)) })
	return list
}

// cogap is the path of our own modules.
const cogap = "github.com/cogap/cogap"

func ours(path string) bool { return path == cogap || strings.HasPrefix(path, cogap+"/") }
