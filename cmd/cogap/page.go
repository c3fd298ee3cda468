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
	"github.com/cogap/cogap/report"
)

func pageCommand() *cobra.Command {
	var changes scenarioFlags
	var out, saved string
	var engine engineFlag
	cmd := &cobra.Command{
		Use:   "page [scenario]",
		Short: "Write the live page as one file that answers by itself, in any browser, without a server",
		Long: `Write one HTML file with the page of cogap serve and the whole model in it, compiled to WebAssembly: to be opened from disk, sent by mail
or put on any web server. Sliders, people, bands and downloads work in the reader's browser, offline; its numbers are those of cogap run for
the same scenario, to the bit. A browser since 2023 is needed (Chrome, Edge, Firefox, Safari 16.4).

The model for browsers is in the folder engine beside the command, as it is in a release. Where there is none, the Go command has to be there
to compile it, which takes half a minute the first time and a few seconds later. --engine takes one from another folder, --save-engine puts it into one. A model of
another build than the command is refused, since its numbers could differ.

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
			e, err := engine.get(cmd.Context(), cmd.ErrOrStderr(), saved)
			if err != nil {
				return err
			}
			if e.Result, err = resultOf(cmd.Context(), s); err != nil {
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
	cmd.Flags().StringVar(&saved, "save-engine", "", "`folder` to keep the model for browsers in, for --engine elsewhere")
	complete(cmd, "save-engine", folders)
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

// resultOf returns the digest of a scenario's result, which the model in a page has to find too.
func resultOf(ctx context.Context, s cogap.Scenario) (string, error) {
	r, err := cogap.Run(ctx, s, cogap.Options{})
	if err != nil {
		return "", err
	}
	return r.Manifest.Result, nil
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
	cmd.Flags().StringVar(&f.folder, "engine", "", "`folder` with the model for browsers, as --save-engine made it (default: engine beside the command, or else it is compiled)")
	complete(cmd, "engine", folders)
}

// engineFiles are the files of the model for browsers: the model, Go's part of the page, and which build of the command they are of.
var engineFiles = [3]string{"cogap.wasm", "wasm_exec.js", "build"}

// get returns the model for browsers, and keeps its files in a folder if save is one.
func (f *engineFlag) get(ctx context.Context, notes io.Writer, save string) (page.Engine, error) {
	folder := f.folder
	if folder == "" {
		folder = besideCommand()
	}
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
	texts, err := readEngine(folder)
	if err != nil {
		return page.Engine{}, atFault(fmt.Errorf("--engine: %w", err))
	}
	for i, name := range engineFiles {
		if save == "" {
			break
		}
		if err := errors.Join(os.MkdirAll(save, 0o777), os.WriteFile(filepath.Join(save, name), texts[i], 0o666)); err != nil {
			return page.Engine{}, err
		}
	}
	packed, err := compressed(texts[0])
	return page.Engine{Model: packed, Glue: string(texts[1])}, err
}

// readEngine reads the files of the model for browsers, which has to be of the build that this command is of: another one might have other numbers.
func readEngine(folder string) (texts [len(engineFiles)][]byte, err error) {
	for i, name := range engineFiles {
		if texts[i], err = os.ReadFile(filepath.Join(folder, name)); err != nil {
			return texts, err
		}
	}
	mine, err := buildOf()
	if err != nil {
		return texts, err
	}
	if its := strings.TrimSpace(string(texts[2])); its != mine {
		return texts, fmt.Errorf("%s: the model for browsers is of another build, %.100q, than this command, %q, so the numbers of its pages could differ: remove it, then cogap page --save-engine %s makes it anew", folder, its, mine, folder)
	}
	return texts, nil
}

// besideCommand returns the folder of the model for browsers that is beside the command's file, as in a release; empty if there is none.
func besideCommand() string {
	program, err := os.Executable()
	if err == nil {
		program, err = filepath.EvalSymlinks(program)
	}
	folder := filepath.Join(filepath.Dir(program), "engine")
	for _, name := range engineFiles {
		if err == nil {
			_, err = os.Stat(filepath.Join(folder, name))
		}
	}
	if err != nil {
		return ""
	}
	return folder
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
	"bufio", "compress/...", "context", "crypto/...", "embed", "encoding/csv", "encoding/json", "fmt", "go/...", "hash/crc32", "html/...",
	"internal/bisect", "internal/fmtsort", "internal/godebug", "internal/poll", "io/...", "math/big", "net/...", "os", "path/...",
	"reflect", "regexp/...", "strings", "syscall", "syscall/js", "text/...", "time", "unicode", "unicode/utf16",
	"gonum.org/v1/gonum/...",
	"github.com/cogap/cogap/calibrate", "github.com/cogap/cogap/inequality/tabulated", "github.com/cogap/cogap/internal/csvtable",
	"github.com/cogap/cogap/internal/expr", "github.com/cogap/cogap/internal/fielddoc", "github.com/cogap/cogap/internal/journal",
	"github.com/cogap/cogap/internal/param", "github.com/cogap/cogap/internal/yaml", "github.com/cogap/cogap/live/page",
	"github.com/cogap/cogap/market", "github.com/cogap/cogap/measure", "github.com/cogap/cogap/report", "github.com/cogap/cogap/scenario",
	"github.com/cogap/cogap/study",
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
	mine, err := buildOf()
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(folder, "wasm_exec.js"), glue, 0o666), os.WriteFile(filepath.Join(folder, "build"), []byte(mine+"\n"), 0o666))
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
	wanted   bool
	engine   engineFlag
	explorer report.Explorer // the page with the scenario; no address if none is wanted
	files    []file
}

func (f *liveFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.wanted, "page", false, "with --out, write "+explorer+" too, in which the report's scenario can be changed (see cogap page)")
	f.engine.add(cmd)
}

// check refuses a page where there is no report that it could be beside.
func (f *liveFlags) check(out string, part bool) error {
	switch {
	case f.engine.folder != "" && !f.wanted:
		return atFault(errors.New("--engine: it is for a page, add --page"))
	case f.wanted && part:
		return atFault(errors.New("--page: a part of the people has no report; cogap page writes the page alone"))
	case f.wanted && out == "":
		return atFault(errors.New("--page: it is written beside the report, add --out"))
	}
	return nil
}

// prepare makes the page of a scenario before it is run, so that nothing is computed in vain. Other scenarios are pinned behind it.
func (f *liveFlags) prepare(cmd *cobra.Command, s cogap.Scenario, pinned ...cogap.Scenario) error {
	if !f.wanted {
		return nil
	}
	sized, link, err := tried(s)
	if err != nil {
		return err
	}
	for _, s := range pinned {
		_, behind, err := tried(s)
		if err != nil {
			return err
		}
		link += "~" + behind
	}
	e, err := f.engine.get(cmd.Context(), cmd.ErrOrStderr(), "")
	if err != nil {
		return err
	}
	if e.Result, err = resultOf(cmd.Context(), sized); err != nil {
		return err
	}
	size, err := sizeOf(sized)
	if err != nil {
		return err
	}
	f.explorer = report.Explorer{Address: explorer + "#" + link, Agents: size.Agents}
	f.files = []file{{explorer, pageOf(sized, e)}}
	return nil
}

func sizeOf(s cogap.Scenario) (cogap.Plan, error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return cogap.Plan{}, err
	}
	return m.Size(cogap.Options{})
}

// tried returns a scenario as a page beside a report has it, and its link.
func tried(s cogap.Scenario) (cogap.Scenario, string, error) {
	s, err := browserSized(s)
	if err == nil {
		err = page.New(page.Options{}).Check(s)
	}
	if err != nil {
		return s, "", atFault(fmt.Errorf("--page: %w", err))
	}
	link, err := page.Encode(s)
	return s, link, err
}
