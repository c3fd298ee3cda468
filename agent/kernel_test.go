package agent_test

import (
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/population"
)

// TestKernels holds the kernel that runs here to the portable one, to the bit: columns and sums, month after month, for
// chunks of every length, all menus, policies, and people at the ends of what a float32 can be.
func TestKernels(t *testing.T) {
	if !agent.HasVectors {
		t.Skip("no simd kernel in this build (Go 1.27, GOEXPERIMENT=simd)")
	}
	t.Log("kernel:", agent.Kernel())
	all := maps.Clone(menus)
	for name, price := range map[string]float64{"dear": 700, "too dear": 1e9} { // so few take it that it is drawn for them alone
		all[name] = market.Menu{{Name: "sota", Price: price, Quality: 1, Quota: 1, Admission: 1}}
	}
	for name, menu := range all {
		t.Run(name, func(t *testing.T) {
			for seed, n := range []int{1, 15, 16, 17, 63, 64, 65, 127, 128, 255, 256, 257, 320, 1000, population.ChunkLen} {
				for _, first := range []int{0, 4096, 12, 13} {
					for _, extreme := range []bool{false, true} {
						here, portable := people(n, first, len(menu), uint64(seed)), people(n, first, len(menu), uint64(seed))
						if extreme {
							strain(&here)
							strain(&portable)
						}
						var a, b agent.Block
						for tick := range 5 {
							m := month(menu, tick)
							if tick%2 == 1 {
								m = policies(m)
							}
							x, y := agent.NewSums(len(menu)), agent.NewSums(len(menu))
							a.Load(here)
							a.Step(m, x)
							b.Load(portable)
							b.StepPortable(m, y)
							sameBits(t, &b, &a)
							require.Equal(t, y, x)
						}
					}
				}
			}
		})
	}
}

// TestPreparedAgain: a block that remembers a month's constants sees that the same month was prepared again.
func TestPreparedAgain(t *testing.T) {
	var kept agent.Month
	var a, b agent.Block
	for number := range 4 {
		fresh := agent.NewMonth(*month(menus["two"], number))
		fresh.Share = 0.2 * float64(number)
		fresh.Prepare()
		kept = *fresh
		kept.Prepare()
		here, there := people(1000, 0, 2, 1), people(1000, 0, 2, 1)
		x, y := agent.NewSums(2), agent.NewSums(2)
		a.Load(here)
		a.Step(&kept, x)
		b.Load(there)
		b.StepPortable(fresh, y)
		sameBits(t, &b, &a)
		require.Equal(t, y, x)
	}
}

// TestGenerated holds the terms of the vector kernel to those of the portable one: equations.go is the one source of both.
func TestGenerated(t *testing.T) {
	fresh := filepath.Join(t.TempDir(), "simd_equations.go")
	out, err := exec.Command("go", "run", "generate.go", "-o", fresh).CombinedOutput()
	require.NoError(t, err, "%s", out)
	want, err := os.ReadFile(fresh)
	require.NoError(t, err)
	got, err := os.ReadFile("simd_equations.go")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "equations.go has changed: go generate ./agent")
}

// sameBits compares people and what their month yields bit by bit, so that a NaN equals itself and 0 differs from -0.
func sameBits(t *testing.T, want, got *agent.Block) {
	t.Helper()
	require.Equal(t, want.Tier, got.Tier)
	require.Equal(t, want.Filter, got.Filter)
	for name, columns := range map[string][2][]float32{
		"income": {want.Income, got.Income}, "cognition": {want.Cognition, got.Cognition},
		"belief": {want.Belief, got.Belief}, "uncertainty": {want.Uncertainty, got.Uncertainty},
		"habit": {want.Habit, got.Habit}, "threshold": {want.Threshold, got.Threshold},
		"augmented": {want.Augmented, got.Augmented}, "reservation": {want.Reservation, got.Reservation},
	} {
		for i, v := range columns[0] {
			if math.Float32bits(v) != math.Float32bits(columns[1][i]) {
				require.Failf(t, "bits differ", "%s of %d of %d people: want %x %v, got %x %v", name, i, len(columns[0]),
					math.Float32bits(v), v, math.Float32bits(columns[1][i]), columns[1][i])
			}
		}
	}
}

// strain puts every seventh value or so at an end of its range, or beyond.
func strain(c *population.Chunk) {
	ends := []float32{0, math.SmallestNonzeroFloat32, 0x1p-126, 1e-20, 1, 1 - 0x1p-24, 60, 40, 5, 1e20, 0x1p127}
	next := uint32(1)
	for _, column := range [][]float32{c.Income, c.Cognition, c.Aptitude, c.Belief, c.Uncertainty, c.Habit, c.BudgetShare, c.Threshold} {
		for i := range column {
			next = next*1664525 + 1013904223
			if next>>16%7 == 0 {
				column[i] = ends[int(next>>8&0xff)%len(ends)]
			}
			if next>>24 == 0 {
				column[i] = -column[i]
			}
		}
	}
}
