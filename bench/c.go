package bench

import (
	"bytes"
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
var source []byte

// CFlags are what gcc compiles c/step.c with.
const CFlags = "-O3 -march=native -mprefer-vector-width=512 -fno-math-errno -fno-trapping-math"

// ErrNoCompiler says that there is no gcc here.
var ErrNoCompiler = errors.New("bench: no gcc")

// CBytes is what a person takes: ten columns of floats and two of bytes.
const CBytes = 10*4 + 2

// C is the compiled program, in a directory of its own. Remove it with Close.
type C struct{ dir string }

// CResult is what the program prints.
type CResult struct {
	Median, Min float64 // ns per agent-step
	Share       float64 // mean share with access
	First       CSums   // of the first month
}

// CSums are sums over people without and with access.
type CSums struct {
	People                       [2]int64
	Income, Cognition, Augmented [2]float64
	Belief, Gain                 float64 // of those with access
}

// NewC compiles the program, or returns ErrNoCompiler.
func NewC() (*C, error) {
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		return nil, ErrNoCompiler
	}
	dir, err := os.MkdirTemp("", "cogap-bench")
	if err != nil {
		return nil, err
	}
	c := &C{dir}
	args := append(strings.Fields(CFlags), "-x", "c", "-o", filepath.Join(dir, "step"), "-", "-lm")
	cmd := exec.Command(gcc, args...)
	cmd.Stdin = bytes.NewReader(source)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("gcc: %w\n%s", err, out), c.Close())
	}
	return c, nil
}

// Close removes the program.
func (c *C) Close() error { return os.RemoveAll(c.dir) }

// Run lives months for a time. The number of people must be a multiple of 64.
func (c *C) Run(w *Work, budget time.Duration) (r CResult, err error) {
	file := filepath.Join(c.dir, "people")
	if err := w.write(file); err != nil {
		return r, err
	}
	out, err := exec.Command(filepath.Join(c.dir, "step"), file, fmt.Sprint(budget.Seconds())).Output()
	if err != nil {
		return r, fmt.Errorf("step: %w", err)
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
