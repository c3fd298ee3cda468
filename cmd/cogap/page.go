package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live/page"
)

func pageCommand() *cobra.Command {
	var changes scenarioFlags
	var out string
	var engine engineFlag
	cmd := &cobra.Command{
		Use:   "page [scenario]",
		Short: "Write the live page as one file that answers by itself, in any browser, without a server",
		Long: `Write one HTML file with the page of cogap serve and the whole model in it, compiled to WebAssembly: to be opened from disk, sent by mail
or put on any web server. Sliders, people, bands and downloads work in the reader's browser, offline; its numbers are those of cogap run for
the same scenario, to the bit. A browser since 2023 is needed (Chrome, Edge, Firefox, Safari 16.4).

The model is compiled for browsers when it is first needed, by the Go command that also installed cogap: half a minute once, a few seconds
from then on. --engine takes one that was compiled elsewhere.

Scenarios are scaled to about 20,000 agents, which a browser answers for at once, unless --people or --scale says otherwise.`,
		Example: `  cogap page
  cogap page essay --out explorer.html
  cogap page my.yaml --people 100000 --out explorer.html`,
		Args:              usage(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := changes.sized(cmd, args, browserSized)
			if err != nil {
				return err
			}
			if err := page.New(page.Options{}).Check(s); err != nil {
				return atFault(err)
			}
			e, err := engine.get(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if err := writeFile(out, pageOf(s, e)); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: open it in a browser\n", out)
			return nil
		},
	}
	changes.add(cmd)
	engine.add(cmd)
	cmd.Flags().StringVar(&out, "out", explorer, "`file` to write")
	return cmd
}

// explorer is what a page that answers by itself is called, unless its writer calls it otherwise.
const explorer = "explorer.html"

// browserAgents is how many agents a browser answers for in about half a second.
const browserAgents = 20_000

// browserSized returns the scenario with about browserAgents agents, if it has more.
func browserSized(s cogap.Scenario) (cogap.Scenario, error) {
	scale, err := s.Population.ScaleFor(browserAgents)
	s.Population.Scale = max(s.Population.Scale, scale)
	return s, err
}

// pageOf writes the page of a scenario that answers by itself.
func pageOf(s cogap.Scenario, e page.Engine) func(io.Writer) error {
	return func(w io.Writer) error {
		d, err := page.Alone(s, e)
		if err != nil {
			return err
		}
		return d.Write(w)
	}
}

// engineFlag says where the model for browsers is from.
type engineFlag struct{ folder string }

func (f *engineFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.folder, "engine", "", "`folder` with cogap.wasm and wasm_exec.js, compiled elsewhere (docs/decisions.md says how)")
	complete(cmd, "engine", folders)
}

// get returns the model for browsers.
func (f *engineFlag) get(ctx context.Context, notes io.Writer) (page.Engine, error) {
	folder := f.folder
	if folder == "" {
		made, err := os.MkdirTemp("", "cogap-page-")
		if err != nil {
			return page.Engine{}, err
		}
		defer os.RemoveAll(made)
		fmt.Fprintln(notes, "Compiling the model for browsers: half a minute at first, then a few seconds.")
		if err := compile(ctx, made); err != nil {
			return page.Engine{}, err
		}
		folder = made
	}
	model, err := os.ReadFile(filepath.Join(folder, "cogap.wasm"))
	if err != nil {
		return page.Engine{}, atFault(fmt.Errorf("--engine: %w", err))
	}
	glue, err := os.ReadFile(filepath.Join(folder, "wasm_exec.js"))
	if err != nil {
		return page.Engine{}, atFault(fmt.Errorf("--engine: %w", err))
	}
	packed, err := compressed(model)
	return page.Engine{Model: packed, Glue: string(glue)}, err
}

func compressed(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(8<<20))
	if err != nil {
		return nil, err
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// notHot are large packages in which nothing is inlined: that makes the model a twentieth smaller, and no slower.
var notHot = []string{
	"compress/...", "encoding/csv", "encoding/json", "fmt", "go/...", "html/...", "internal/poll", "io/...", "net/...", "os", "path/...",
	"reflect", "regexp/...", "syscall", "syscall/js", "text/...", "time",
	"gonum.org/v1/gonum/...",
	"github.com/cogap/cogap/internal/csvtable", "github.com/cogap/cogap/internal/fielddoc", "github.com/cogap/cogap/internal/journal",
	"github.com/cogap/cogap/internal/param", "github.com/cogap/cogap/internal/yaml", "github.com/cogap/cogap/live/page",
	"github.com/cogap/cogap/market", "github.com/cogap/cogap/measure", "github.com/cogap/cogap/report", "github.com/cogap/cogap/scenario",
}

const wasmPackage = "github.com/cogap/cogap/cmd/cogap-wasm"

// compile compiles the model for browsers into a folder, from the sources that this program is of.
func compile(ctx context.Context, folder string) error {
	name, err := exec.LookPath("go")
	if err != nil {
		return fmt.Errorf("the model for browsers is compiled by the Go command, which is not here (https://go.dev/dl): %w; or give one by --engine", err)
	}
	from, err := sources(ctx, name)
	if err != nil {
		return err
	}
	args := []string{"build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(folder, "cogap.wasm")}
	for _, packages := range notHot {
		args = append(args, "-gcflags="+packages+"=-l")
	}
	build := goCommand(ctx, name, from, append(args, wasmPackage)...)
	build.Env = append(build.Env, "GOOS=js", "GOARCH=wasm")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("compiling the model for browsers: %w\n%s", err, text)
	}
	root, err := goCommand(ctx, name, from, "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return fmt.Errorf("Go's part of the page: %w", err)
	}
	return os.WriteFile(filepath.Join(folder, "wasm_exec.js"), glue, 0o666)
}

func goCommand(ctx context.Context, name, folder string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Env = folder, os.Environ()
	return c
}

// sources returns the folder from which the Go command finds the model's sources: that of this file when it was compiled,
// the module in Go's cache that it was installed from, or the current one, if it is inside a module that has them.
func sources(ctx context.Context, name string) (string, error) {
	_, file, _, _ := runtime.Caller(0)
	folders := []string{filepath.Dir(file)}
	if cache, err := goCommand(ctx, name, ".", "env", "GOMODCACHE").Output(); err == nil {
		folders = append(folders, filepath.Join(strings.TrimSpace(string(cache)), filepath.Dir(file)))
	}
	folders = append(folders, ".")
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() || !(folder == "." || filepath.IsAbs(folder)) {
			continue
		}
		list := goCommand(ctx, name, folder, "list", wasmPackage)
		list.Env = append(list.Env, "GOOS=js", "GOARCH=wasm")
		if list.Run() == nil {
			return folder, nil
		}
	}
	return "", fmt.Errorf("the sources of %s, from which the model for browsers is compiled, are neither where cogap was compiled, %s, nor in a module of the current folder; give one by --engine", wasmPackage, folders[0])
}

// liveFlags ask for a page that answers by itself beside the report of a run.
type liveFlags struct {
	wanted  bool
	engine  engineFlag
	address string // of the page with the scenario, from the report; empty if none is wanted
	files   []file
}

func (f *liveFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.wanted, "page", false, "with --out, write "+explorer+" too, on which the report's scenario can be changed (see cogap page)")
	f.engine.add(cmd)
}

// check refuses a page where there is no report that it could be beside.
func (f *liveFlags) check(out string, noReport bool) error {
	switch {
	case f.engine.folder != "" && !f.wanted:
		return atFault(errors.New("--engine: it is for a page, add --page"))
	case f.wanted && noReport:
		return atFault(errors.New("--page: replicates and parts have no report of one run; cogap page writes the page alone"))
	case f.wanted && out == "":
		return atFault(errors.New("--page: it is written beside the report, add --out"))
	}
	return nil
}

// prepare makes the page of a scenario before it is run, so that nothing is computed in vain.
func (f *liveFlags) prepare(cmd *cobra.Command, s cogap.Scenario) error {
	if !f.wanted {
		return nil
	}
	s, err := browserSized(s)
	if err == nil {
		err = page.New(page.Options{}).Check(s)
	}
	if err != nil {
		return atFault(fmt.Errorf("--page: %w", err))
	}
	link, err := page.Encode(s)
	if err != nil {
		return err
	}
	e, err := f.engine.get(cmd.Context(), cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	f.address, f.files = explorer+"#"+link, []file{{explorer, pageOf(s, e)}}
	return nil
}
