package main

import (
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
	{"the workers of the US, plain model, 36 months", "cogap", []string{"run", "plain", "--scale", "1", "--quiet"}, nil, nil},
	{"the workers of the US, default scenario, 73 months", "firstfilter", []string{"-scale", "1", "-sets", "0"}, everyWorker, nil},
	{"everyone on Earth, 36 months, streamed", "world", []string{"-scale", "1"}, everyone, everyoneMemory},
}

// everybody runs programs at their full size, once each. It takes a quarter of an hour.
func everybody(md *strings.Builder, goals *targets) error {
	folder, err := os.MkdirTemp("", "cogap-results")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	build := exec.Command("go", "build", "-o", folder, "./cmd/cogap", "./examples/firstfilter", "./examples/world")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	fmt.Fprintf(md, "\n## Everybody, one to one\n\nOne run each, with all processors; memory is what the process took at most.\n\n")
	fmt.Fprintf(md, "| who | program | time | processor time | memory |\n|---|---|---:|---:|---:|\n")
	for _, w := range wholes {
		run := exec.Command(filepath.Join(folder, w.name), w.args...)
		run.Stderr = os.Stderr
		start := time.Now()
		if err := run.Run(); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		clock := time.Since(start)
		used := run.ProcessState
		mebibytes := peak(used)
		fmt.Fprintf(md, "| %s | `%s` | %.0f s | %.0f s | %.0f MiB |\n", w.what, strings.Join(append([]string{w.name}, w.args...), " "),
			clock.Seconds(), (used.UserTime() + used.SystemTime()).Seconds(), mebibytes)
		if w.seconds != nil {
			goals.add(w.seconds, clock.Seconds(), w.name)
		}
		if w.memory != nil {
			goals.add(w.memory, mebibytes, w.name)
		}
	}
	return nil
}
