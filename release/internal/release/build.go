package release

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Target is a system and a processor, in Go's names.
type Target struct{ OS, Arch string }

// Targets are what the command is built for.
var Targets = []Target{
	{"linux", "amd64"},
	{"linux", "arm64"},
	{"darwin", "amd64"},
	{"darwin", "arm64"},
	{"windows", "amd64"},
	{"windows", "arm64"},
}

// ParseTarget reads linux/amd64.
func ParseTarget(text string) (Target, error) {
	for _, t := range Targets {
		if text == t.OS+"/"+t.Arch {
			return t, nil
		}
	}
	return Target{}, fmt.Errorf("got target %q, want one of %v", text, Targets)
}

func (t Target) String() string { return t.OS + "/" + t.Arch }

// program is the name of the command's file.
func (t Target) program() string {
	if t.OS == "windows" {
		return "cogap.exe"
	}
	return "cogap"
}

// command is what a release installs.
const command = "github.com/cogap/cogap/cmd/cogap"

// Builder builds the command from a module proxy, as anybody can who runs go install with its version: the same Go gives the same bytes
// everywhere.
type Builder struct {
	Version string
	Proxy   string // GOPROXY
	Scratch string // an empty folder for modules and programs
	Cache   string // GOCACHE; empty: the user's
}

// env is the environment of a build for a target.
func (b Builder) env(t Target) []string {
	env := []string{
		"GOOS=" + t.OS, "GOARCH=" + t.Arch, "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=",
		"GOWORK=off", "GOBIN=", "GOPATH=" + b.Scratch, "GOMODCACHE=" + filepath.Join(b.Scratch, "modules"),
		"GOFLAGS=-modcacherw", "GOPROXY=" + b.Proxy, "GONOSUMDB=github.com/cogap",
	}
	if b.Cache != "" {
		env = append(env, "GOCACHE="+b.Cache)
	}
	return env
}

// Install builds the command for a target and returns where it is.
func (b Builder) Install(t Target) (string, error) {
	if _, err := output(b.Scratch, b.env(t), "go", "install", "-trimpath", "-ldflags=-s -w", command+"@"+b.Version); err != nil {
		return "", err
	}
	if t == (Target{runtime.GOOS, runtime.GOARCH}) {
		return filepath.Join(b.Scratch, "bin", t.program()), nil
	}
	return filepath.Join(b.Scratch, "bin", t.OS+"_"+t.Arch, t.program()), nil
}

// engine returns the files of the model for browsers, in the folder in which the command looks for them. An installed command has it compiled from
// the sources that it was itself.
func (b Builder) engine(command string) ([]file, error) {
	folder := filepath.Join(b.Scratch, "engine")
	if _, err := output(b.Scratch, b.env(Target{runtime.GOOS, runtime.GOARCH}), command, "page", "essay", "--people", "1000", "--out", filepath.Join(b.Scratch, "page.html"), "--save-engine", folder); err != nil {
		return nil, err
	}
	list, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, entry := range list {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, file{"engine/" + entry.Name(), 0o644, text})
	}
	return files, nil
}

// Build writes an archive of the command for each target, with the model for browsers and the licences of all that they are linked from, and
// SHA256SUMS into a folder.
func (b Builder) Build(targets []Target, license, to string) error {
	here, err := b.Install(Target{runtime.GOOS, runtime.GOARCH}) // knows the licences
	if err != nil {
		return err
	}
	engine, err := b.engine(here)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	var sums strings.Builder
	for _, t := range targets {
		program, err := b.Install(t)
		if err != nil {
			return err
		}
		licences, err := output(b.Scratch, nil, here, "licences", "--full", "--of", program)
		if err != nil {
			return err
		}
		binary, err := os.ReadFile(program)
		if err != nil {
			return err
		}
		name, packed, err := pack(b.Version, t, append([]file{
			{t.program(), 0o755, binary}, {"LICENSE", 0o644, []byte(license)}, {"LICENCES.txt", 0o644, []byte(licences + "\n")},
		}, engine...))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), packed, 0o666); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(packed), name)
	}
	return os.WriteFile(filepath.Join(to, "SHA256SUMS"), []byte(sums.String()), 0o666)
}
