package bench_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/scenario"
)

// hungry are scenarios that need memory for different things.
var hungry = map[string]struct {
	base    string
	workers int // 0: 2
	change  func(s *cogap.Scenario)
}{
	"people":            {"plain", 0, func(s *cogap.Scenario) { s.Population.Scale, s.Months = 60, 2 }},
	"saving":            {"history", 0, func(s *cogap.Scenario) { s.Population.Scale, s.Months = 140, 8 }},
	"records":           {"plain", 0, func(s *cogap.Scenario) { s.Months, s.Statistics.Every = 180, 12 }},
	"mobility":          {"essay", 0, func(s *cogap.Scenario) { s.Population.Scale, s.Months, s.Statistics.Mobility = 400, 12, true }},
	"streamed":          {"plain", 0, func(s *cogap.Scenario) { s.Stream.Passes, s.Months = 2, 36 }},
	"streamed, workers": {"plain", 8, func(s *cogap.Scenario) { s.Stream.Passes = 1 }},
	"strata":            {"world", 0, func(s *cogap.Scenario) { s.Months = 12 }},
	"strata, streamed":  {"world", 0, func(s *cogap.Scenario) { s.Months, s.Stream.Passes = 3, 1 }},
	"policies":          {"voucher", 0, func(s *cogap.Scenario) { s.Stream.Passes = 1 }},
	"panel": {"plain", 0, func(s *cogap.Scenario) {
		s.Statistics.Panel = observe.Panel{People: 2000, By: []string{"income_decile"}}
	}},
	"panel, streamed": {"plain", 0, func(s *cogap.Scenario) { s.Stream.Passes, s.Statistics.Panel = 1, observe.Panel{People: 2000} }},
	"collected":       {"plain", 0, collecting(observe.Gini, "stratum")},
	"collected, streamed": {"plain", 0, func(s *cogap.Scenario) {
		s.Stream.Passes, s.Months = 1, 12
		collecting(observe.Mean, "stratum", "income_decile", "tier")(s)
	}},
}

func collecting(what observe.Aggregate, by ...string) func(*cogap.Scenario) {
	return func(s *cogap.Scenario) {
		s.Statistics.Collect = []observe.Collect{{Name: "a", Quantity: "income", Aggregate: what, By: by}}
	}
}

func hungryScenario(name string) (cogap.Scenario, cogap.Options, error) {
	h := hungry[name]
	s, err := scenario.Load(h.base)
	s.Population.Scale = max(s.Population.Scale, 5000)
	h.change(&s)
	o := cogap.Options{Workers: cmp.Or(h.workers, 2)}
	if name == "saving" {
		o.Checkpoint.Dir = "saved" // in the folder of its process
	}
	return s, o, err
}

// asHungry is the variable of the environment with which the test's program is one run, which prints the most memory that it
// took.
const asHungry = "COGAP_TEST_AS_RUN"

func TestMain(m *testing.M) {
	name := os.Getenv(asHungry)
	if name == "" {
		os.Exit(m.Run())
	}
	s, o, err := hungryScenario(name)
	before := peak()
	if err == nil {
		_, err = cogap.Run(context.Background(), s, o)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(peak() - before)
}

// peak returns the most memory that the process has had, in bytes; 0 if the kernel does not say.
func peak() int64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	text, _, _ := strings.Cut(after, "kB")
	kib, _ := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return kib << 10
}

// TestPlanBytes measures what runs take in processes of their own, and holds what is said beforehand to it.
func TestPlanBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs a program of its own for each kind of run")
	}
	for name := range hungry {
		t.Run(name, func(t *testing.T) {
			s, o, err := hungryScenario(name)
			require.NoError(t, err)
			plan, err := cogap.Estimate(s, o)
			require.NoError(t, err)
			self, err := filepath.Abs(os.Args[0])
			require.NoError(t, err)
			cmd := exec.CommandContext(t.Context(), self)
			cmd.Dir = t.TempDir()
			cmd.Env = append(os.Environ(), asHungry+"="+name, "GOMAXPROCS=2", "GOGC=100") // alike on all machines
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", out)
			took, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
			require.NoError(t, err)
			t.Logf("%4d MB planned, %4d taken, %.2f", plan.Bytes/1e6, took/1e6, float64(took)/float64(plan.Bytes))
			require.Positive(t, took)
			require.LessOrEqual(t, float64(took), float64(plan.Bytes)/0.9)
			require.GreaterOrEqual(t, float64(took), float64(plan.Bytes)/3)
		})
	}
}
