package bench

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/cogap/cogap/rng"
)

//go:embed c/step.c
var sourceC []byte

// CFlags are what gcc compiles c/step.c with.
const CFlags = "-O3 -march=native -mprefer-vector-width=512 -fno-math-errno -fno-trapping-math"

// ErrMissing says that what a peer is made or run with is not here. Whoever compares leaves it out.
var ErrMissing = errors.New("is not here")

// Peers are the contestants that are programs of their own.
var Peers = []struct {
	Name string
	New  func() (*Program, error)
}{{"numba", NewNumba}, {"ark", NewArk}, {"java", NewJava}, {"c", NewC}}

// CBytes is what a person takes: ten columns of floats and two of bytes.
const CBytes = 10*4 + 2

// Program is a contestant that is a program of its own, in a folder of its own. Remove it with Close.
type Program struct {
	dir string
	run []string // the command, before its arguments
}

// ProgramResult is what the program prints.
type ProgramResult struct {
	Median, Min float64     // ns per agent-step
	Share       float64     // mean share with access
	First       ProgramSums // of the first month
}

// ProgramSums are sums over people without and with access.
type ProgramSums struct {
	People                       [2]int64
	Income, Cognition, Augmented [2]float64
	Belief, Gain                 float64 // of those with access
}

// NewC compiles the program in C, or returns ErrMissing.
func NewC() (*Program, error) {
	if _, err := exec.LookPath("gcc"); err != nil {
		return nil, fmt.Errorf("bench: c %w (Debian: gcc)", ErrMissing)
	}
	return made(func(dir string) []string { return []string{filepath.Join(dir, "step")} }, "step.c", sourceC,
		"gcc", append(strings.Fields(CFlags), "-o", "step", "step.c", "-lm")...)
}

//go:embed java/Step.java
var sourceJava []byte

// NewJava compiles the program in Java, or returns ErrMissing.
func NewJava() (*Program, error) {
	for _, tool := range []string{"java", "javac"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, fmt.Errorf("bench: java %w (Debian: default-jdk-headless)", ErrMissing)
		}
	}
	return made(func(dir string) []string { return []string{"java", "-cp", dir, "Step"} }, "Step.java", sourceJava, "javac", "Step.java")
}

//go:embed numba/step.py
var sourceNumba []byte

// NewNumba returns the program that Numba compiles, or ErrMissing. It keeps what it compiled for the next run.
func NewNumba() (*Program, error) {
	for _, python := range []string{"python3", "/usr/bin/python3"} { // Debian's, where another one comes first
		if exec.Command(python, "-c", "import numba, numpy").Run() == nil {
			return made(func(dir string) []string { return []string{python, filepath.Join(dir, "step.py")} }, "step.py", sourceNumba,
				python, "-m", "py_compile", "step.py")
		}
	}
	return nil, fmt.Errorf("bench: numba %w (Debian: python3-numba)", ErrMissing)
}

// NewArk builds the program that uses Ark, which is a module of its own in the folder ark, or returns ErrMissing.
func NewArk() (*Program, error) {
	missing := fmt.Errorf("bench: ark %w (its module cannot be had)", ErrMissing)
	here, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/cogap/cogap/bench").Output()
	if err != nil {
		return nil, missing
	}
	source := filepath.Join(strings.TrimSpace(string(here)), "ark")
	if command(source, "go", "mod", "download") != nil {
		return nil, missing
	}
	return program(func(dir string) []string { return []string{filepath.Join(dir, "step")} }, func(dir string) error {
		return command(source, "go", "build", "-o", filepath.Join(dir, "step"), ".")
	})
}

// made has a command make a program of a source, in a folder of its own.
func made(run func(dir string) []string, name string, source []byte, compiler string, args ...string) (*Program, error) {
	return program(run, func(dir string) error {
		if err := os.WriteFile(filepath.Join(dir, name), source, 0o600); err != nil {
			return err
		}
		return command(dir, compiler, args...)
	})
}

// program returns the program that is made in a folder of its own.
func program(run func(dir string) []string, fill func(dir string) error) (*Program, error) {
	dir, err := os.MkdirTemp("", "cogap-bench")
	if err != nil {
		return nil, err
	}
	p := &Program{dir, run(dir)}
	if err := fill(dir); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// command runs a command in a folder. Go's looks at no workspace.
func command(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// Close removes the program.
func (p *Program) Close() error { return os.RemoveAll(p.dir) }

// Run lives months for a time. The number of people must be a multiple of 64.
func (p *Program) Run(w *Work, budget time.Duration) (r ProgramResult, err error) {
	file := filepath.Join(p.dir, "people")
	if err := w.write(file); err != nil {
		return r, err
	}
	out, err := exec.Command(p.run[0], append(p.run[1:], file, fmt.Sprint(budget.Seconds()))...).Output()
	if err != nil {
		return r, fmt.Errorf("%s: %w", p.run[0], err)
	}
	s := &r.First
	_, err = fmt.Sscan(string(out), &r.Median, &r.Min, &r.Share, &s.People[0], &s.People[1], &s.Income[0], &s.Income[1],
		&s.Cognition[0], &s.Cognition[1], &s.Augmented[0], &s.Augmented[1], &s.Belief, &s.Gain)
	return r, err
}

// write writes people and constants as the program reads them.
func (w *Work) write(file string) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m := w.Month(0)
	b, offer := &m.Params, m.Menu[0]
	delivered := offer.Quality * offer.Quota
	head := []float32{
		float32(offer.Price), float32(b.CapturedShare * delivered), float32(b.RiskAversion / 2 * b.CapturedShare * delivered),
		float32(delivered), float32(b.NecessityPremium), float32(b.Subsistence), float32(m.Share), float32(m.Gain),
		float32(b.SignalNoise), float32(b.SignalNoise * b.SignalNoise), float32(b.BeliefDrift * b.BeliefDrift),
		float32(b.WordOfMouth * m.Share), float32(m.UserBelief), float32(b.HabitUp), float32(1 - b.HabitUp),
		float32(1 - b.HabitDown), float32(b.MissedShare), float32(b.LearningByDoing),
		float32(1 + b.IncomeGrowth - b.PassThrough*m.MeanGain), float32(b.PassThrough),
	}
	words := []uint32{uint32(m.Seed), uint32(m.Seed >> 32), 0, uint32(rng.Signal)}
	data := []any{int32(w.born.Len()), head, words}
	for column := range 8 {
		for i := range w.born.Chunks() {
			c := w.born.Chunk(i)
			data = append(data, [][]float32{
				c.Income, c.Cognition, c.Aptitude, c.Belief, c.Uncertainty, c.Habit, c.BudgetShare, c.Threshold,
			}[column])
		}
	}
	for _, x := range data {
		if err := binary.Write(f, binary.LittleEndian, x); err != nil {
			return err
		}
	}
	return nil
}
