package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A program makes everybody, one agent for each.
type program struct {
	what    string
	name    string
	args    []string
	seconds *target // time on the clock, nil if there is none
	memory  *target // MiB
}

var wholes = []program{
	{"the workers of the US, plain model, 36 months", "cogap", []string{"run", "plain", "--scale", "1", "--quiet"}, everyWorker, nil},
	{"the workers of the US, default scenario, 73 months", "firstfilter", []string{"-scale", "1", "-sets", "0"}, nil, nil},
	{"everyone on Earth, 36 months, streamed", "world", []string{"-scale", "1"}, everyone, everyoneMemory},
}

// String returns the command.
func (p *program) String() string { return strings.Join(append([]string{p.name}, p.args...), " ") }

// spent is what a program took.
type spent struct {
	day                        string
	seconds, processor, memory float64 // the last in MiB
}

// wholeRow is a line of the table: who, program, time, processor time, memory, day.
const wholeRow = "| %s | `%s` | %.1f s | %.1f s | %.0f MiB | %s |\n"

// everybody runs programs at their full size, once each, if that is asked for; else it has what they took when it last was, from the file that is to be written again.
func everybody(md *strings.Builder, goals *targets) error {
	took, err := known(*output)
	if *whole {
		took, err = runWholes()
	}
	if err != nil || len(took) == 0 {
		return err
	}
	fmt.Fprintf(md, "\n## Everybody, one to one\n\nOne run each, with all processors; memory is what the process took at most. Rows stay until `-whole` measures them again.\n\n")
	fmt.Fprintf(md, "| who | program | time | processor time | memory | measured |\n|---|---|---:|---:|---:|---|\n")
	for _, w := range wholes {
		x, ok := took[w.String()]
		if !ok {
			continue
		}
		fmt.Fprintf(md, wholeRow, w.what, &w, x.seconds, x.processor, x.memory, x.day)
		if w.seconds != nil {
			goals.add(w.seconds, x.seconds, w.name)
		}
		if w.memory != nil {
			goals.add(w.memory, x.memory, w.name)
		}
	}
	return nil
}

// known returns what programs took by what a file says; nothing of a file that is not there.
func known(file string) (map[string]spent, error) {
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) && file != "" {
		return nil, err
	}
	took := map[string]spent{}
	for line := range bytes.Lines(text) {
		for _, w := range wholes {
			var x spent
			format := fmt.Sprintf("| %s | `%s` | %%f s | %%f s | %%f MiB | %%s |\n", w.what, &w)
			if n, _ := fmt.Sscanf(string(line), format, &x.seconds, &x.processor, &x.memory, &x.day); n == 4 {
				took[w.String()] = x
			}
		}
	}
	return took, nil
}

// runWholes runs all programs. It takes ten minutes.
func runWholes() (map[string]spent, error) {
	folder, err := os.MkdirTemp("", "cogap-results")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	build := exec.Command("go", "build", "-o", folder, "./cmd/cogap", "./examples/firstfilter", "./examples/world")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, err
	}
	took := map[string]spent{}
	for _, w := range wholes {
		run := exec.Command(filepath.Join(folder, w.name), w.args...)
		run.Stderr = os.Stderr
		start := time.Now()
		if err := run.Run(); err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		used := run.ProcessState
		took[w.String()] = spent{start.Format(time.DateOnly), time.Since(start).Seconds(), (used.UserTime() + used.SystemTime()).Seconds(), peak(used)}
	}
	return took, nil
}
