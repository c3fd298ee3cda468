package mpi_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// built returns the command cogap-mpi, built with MPI.
func built(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"mpicc", "mpirun"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("MPI (Debian: libopenmpi-dev, openmpi-bin)")
		}
	}
	bin := filepath.Join(t.TempDir(), "cogap-mpi")
	cmd := exec.Command("go", "build", "-tags", "mpi", "-o", bin, "./cogap-mpi")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "CC=mpicc")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return bin
}

// mpirun starts so many processes and returns what they say.
func mpirun(bin string, n int, args ...string) (string, error) {
	args = append([]string{"--oversubscribe", "--bind-to", "none", "-n", fmt.Sprint(n), bin}, args...)
	cmd := exec.Command("mpirun", args...)
	cmd.Env = append(os.Environ(), "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// set is the scenario of the test: fewer agents, and people counted in every month, who moved too, and what is collected.
var set = []string{
	"-set", "population.scale=20000", "-set", "months=6", "-set", "statistics.mobility=true",
	"-set", "statistics.collect=[{name: rich, quantity: income, aggregate: max, by: [group]}]",
}

// TestRanks: any number of processes finds what one finds, to the bit.
func TestRanks(t *testing.T) {
	bin := built(t)
	f, err := scenario.Open("essay")
	require.NoError(t, err)
	for i := 1; i < len(set); i += 2 {
		path, value, _ := strings.Cut(set[i], "=")
		require.NoError(t, f.Set(path, value))
	}
	s, err := f.Scenario()
	require.NoError(t, err)
	want, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	first := ""
	for n := 1; n <= 4; n++ {
		file := filepath.Join(t.TempDir(), "result.json")
		said, err := mpirun(bin, n, append([]string{"-json", file, "-workers", "1"}, append(set, "essay")...)...)
		require.NoError(t, err, said)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var got struct {
			Manifest struct {
				Result string `json:"result"`
			} `json:"manifest"`
		}
		require.NoError(t, json.Unmarshal(text, &got))
		require.Equal(t, want.Manifest.Result, got.Manifest.Result, "%d processes", n)
		if first == "" {
			first = string(text)
		}
		require.Equal(t, first, string(text), "collections and mobility, too")
	}
}

// TestRankFails: a process that fails ends all, with its error.
func TestRankFails(t *testing.T) {
	bin := built(t)
	said, err := mpirun(bin, 2, "-set", "months=0")
	require.Error(t, err)
	require.Contains(t, said, "months: got 0 month, want 1 to 1200")
	require.Contains(t, said, "cogap-mpi: rank ")
	said, err = mpirun(bin, 2, "-set", "statistics.panel.people=3")
	require.Error(t, err)
	require.Contains(t, said, "a panel is drawn from everybody")
}
