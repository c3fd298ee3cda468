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

// ErrNoCompiler says that there is no gcc here, or no java.
var ErrNoCompiler = errors.New("bench: no compiler")

// CBytes is what a person takes: ten columns of floats and two of bytes.
const CBytes = 10*4 + 2

// Program is a contestant in another language, compiled in a directory of its own. Remove it with Close.
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

// NewC compiles the program in C, or returns ErrNoCompiler.
func NewC() (*Program, error) {
	return compiled("gcc", func(dir string) []string { return []string{filepath.Join(dir, "step")} }, sourceC, "step.c",
		append(strings.Fields(CFlags), "-o", "step", "step.c", "-lm")...)
}

//go:embed java/Step.java
var sourceJava []byte

// NewJava compiles the program in Java, or returns ErrNoCompiler.
func NewJava() (*Program, error) {
	if _, err := exec.LookPath("java"); err != nil {
		return nil, ErrNoCompiler
	}
	return compiled("javac", func(dir string) []string { return []string{"java", "-cp", dir, "Step"} }, sourceJava, "Step.java", "Step.java")
}

// compiled has a compiler make a program of a source, in a directory of its own.
func compiled(compiler string, run func(dir string) []string, source []byte, name string, args ...string) (*Program, error) {
	path, err := exec.LookPath(compiler)
	if err != nil {
		return nil, ErrNoCompiler
	}
	dir, err := os.MkdirTemp("", "cogap-bench")
	if err != nil {
		return nil, err
	}
	p := &Program{dir, run(dir)}
	if err := os.WriteFile(filepath.Join(dir, name), source, 0o600); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w\n%s", compiler, err, out), p.Close())
	}
	return p, nil
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
