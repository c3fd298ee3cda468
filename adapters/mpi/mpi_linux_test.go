package mpi_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// long lets the tests run that take long: .ci/run does.
var long = flag.Bool("mpi", false, "kill processes of runs by MPI, and run on two hosts, too")

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
	out, err := ranks(bin, n, args...).CombinedOutput()
	return string(out), err
}

// ranks returns the command that starts so many processes.
func ranks(bin string, n int, args ...string) *exec.Cmd {
	args = append([]string{"--oversubscribe", "--bind-to", "none", "-n", fmt.Sprint(n), bin}, args...)
	cmd := exec.Command("mpirun", args...)
	cmd.Env = asRoot()
	return cmd
}

// asRoot is an environment in which Open MPI lets root start processes, as in a container.
func asRoot() []string {
	return append(os.Environ(), "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")
}

// set is the scenario of the test: fewer agents, and people counted in every month, who moved too, and what is collected.
var set = []string{
	"-set", "population.scale=20000", "-set", "months=6", "-set", "statistics.mobility=true",
	"-set", "statistics.collect=[{name: rich, quantity: income, aggregate: max, by: [group]}]",
}

// alone returns the digest of what one process finds.
func alone(t *testing.T, set []string) string {
	t.Helper()
	f, err := scenario.Open("essay")
	require.NoError(t, err)
	for i := 1; i < len(set); i += 2 {
		path, value, _ := strings.Cut(set[i], "=")
		require.NoError(t, f.Set(path, value))
	}
	s, err := f.Scenario()
	require.NoError(t, err)
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	return r.Manifest.Result
}

// digest returns that of a result as JSON.
func digest(t *testing.T, text []byte) string {
	t.Helper()
	var got struct {
		Manifest struct {
			Result string `json:"result"`
		} `json:"manifest"`
	}
	require.NoError(t, json.Unmarshal(text, &got))
	return got.Manifest.Result
}

// TestRanks: any number of processes finds what one finds, to the bit.
func TestRanks(t *testing.T) {
	bin := built(t)
	want := alone(t, set)
	first := ""
	for _, n := range []int{1, 3} {
		file := filepath.Join(t.TempDir(), "result.json")
		said, err := mpirun(bin, n, append([]string{"-json", file, "-workers", "1"}, append(set, "essay")...)...)
		require.NoError(t, err, said)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, want, digest(t, text), "%d processes", n)
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
	untouched := filepath.Join(t.TempDir(), "saved")
	for want, args := range map[string][]string{
		"resume: which folder?":            {"resume"},
		"no such file or directory":        {"resume", filepath.Join(t.TempDir(), "none")},
		"add --checkpoint":                 {"run", "--every", "3"},
		`got ["essay"] after essay, want`:  {"run", "essay", "essay"},
		"rank 0: open /none/result.json: ": {"run", "-set", "population.scale=1000000", "-json", "/none/result.json", "-checkpoint", untouched},
	} {
		said, err := mpirun(bin, 2, args...)
		require.Error(t, err)
		require.Contains(t, said, want)
	}
	require.NoDirExists(t, untouched, "before anything runs")

	lost := exec.Command(bin, "-set", "population.scale=1000000") // without the mpirun that its environment is of
	lost.Env = append(asRoot(), "PMI_SIZE=3")
	out, err := lost.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "cogap-mpi: mpi: 3 processes were started (PMI_SIZE), and this one finds 1")
}

// TestRanksResume: a rank that is killed ends all, and any number of ranks goes on from the last snapshot, to the bit; one that finds a file
// missing names it, and all take the snapshot before.
func TestRanksResume(t *testing.T) {
	if !*long {
		t.Skip("a run by MPI that is killed (-mpi)")
	}
	bin := built(t)
	set := []string{"-set", "population.scale=4000", "-set", "months=40", "-set", "statistics.mobility=true"}
	want := alone(t, set)
	dir := filepath.Join(t.TempDir(), "saved")
	cmd := ranks(bin, 3, append(append([]string{"run", "-workers", "1", "-checkpoint", dir, "-every", "2"}, set...), "essay")...)
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(snapshots(t, dir)) == 2 }, time.Minute, time.Millisecond)
	require.NoError(t, syscall.Kill(child(t, cmd.Process.Pid), syscall.SIGKILL))
	require.Error(t, cmd.Wait(), "it was not at its end yet")

	last := snapshots(t, dir)
	require.NotEmpty(t, last)
	copied := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	require.NoError(t, os.Remove(filepath.Join(copied, filepath.Base(last[len(last)-1]), "0008.bin")))
	for _, x := range []struct {
		ranks int
		dir   string
		says  string
	}{{2, dir, ""}, {1, dir, ""}, {2, copied, filepath.Base(last[len(last)-1]) + ": process 1: 0008.bin: open "}} {
		file := filepath.Join(t.TempDir(), "result.json")
		said, err := mpirun(bin, x.ranks, "resume", "-workers", "1", "-json", file, x.dir)
		require.NoError(t, err, said)
		require.Contains(t, said, x.says)
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, want, digest(t, text), "%d processes", x.ranks)
	}
}

// TestTwoHosts: two network namespaces, each with one process, are as two machines: they meet by TCP, find what one process finds, and save it.
func TestTwoHosts(t *testing.T) {
	if !*long {
		t.Skip("a run by MPI on two hosts (-mpi)")
	}
	bin := built(t)
	dir, file := filepath.Join(t.TempDir(), "saved"), filepath.Join(t.TempDir(), "result.json")
	first, args := hosts(t)
	args = append(args, bin, "run", "-workers", "1", "-json", file, "-checkpoint", dir, "-every", "2")
	cmd := exec.Command("ip", append(append(append([]string{"netns", "exec", first, "mpirun"}, args...), set...), "essay")...)
	cmd.Env = asRoot()
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	want := alone(t, set)
	require.Equal(t, want, digest(t, text))
	require.Len(t, snapshots(t, dir), 2)
	said, err := mpirun(bin, 1, "resume", "-json", file, dir)
	require.NoError(t, err, said)
	text, err = os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, want, digest(t, text))
}

// hosts makes two network namespaces with a cable between them, and returns the name of the first and what mpirun has to be told to start a process in
// each. Where that is not allowed the test is skipped.
func hosts(t *testing.T) (first string, args []string) {
	t.Helper()
	name := func(n int) string { return fmt.Sprintf("cogap-%d-%d", os.Getpid(), n) }
	ip := func(args ...string) {
		out, err := exec.Command("ip", args...).CombinedOutput()
		require.NoError(t, err, "%v: %s", args, out)
	}
	for n := 1; n <= 2; n++ {
		if out, err := exec.Command("ip", "netns", "add", name(n)).CombinedOutput(); err != nil {
			t.Skipf("a run by MPI on two hosts, for which network namespaces cannot be made: %v %s", err, out)
		}
		t.Cleanup(func() { ip("netns", "del", name(n)) })
	}
	ip("link", "add", "cable1", "netns", name(1), "type", "veth", "peer", "name", "cable2", "netns", name(2))
	for n := 1; n <= 2; n++ {
		cable := fmt.Sprintf("cable%d", n)
		ip("-n", name(n), "link", "set", "lo", "up")
		ip("-n", name(n), "addr", "add", fmt.Sprintf("10.77.0.%d/24", n), "dev", cable)
		ip("-n", name(n), "link", "set", cable, "up")
	}
	agent := filepath.Join(t.TempDir(), "agent") // in place of ssh: host command...
	script := fmt.Sprintf("#!/bin/sh\nhost=$1; shift\nexec ip netns exec cogap-%d-${host##*.} sh -c \"$*\"\n", os.Getpid())
	require.NoError(t, os.WriteFile(agent, []byte(script), 0o700))
	net := "10.77.0.0/24"
	return name(1), []string{
		"--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", net, "--mca", "oob_tcp_if_include", net,
		"--host", "10.77.0.1:1,10.77.0.2:1", "--bind-to", "none", "-n", "2",
	}
}

// snapshots lists those of a folder that are whole.
func snapshots(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "people-*"))
	require.NoError(t, err)
	return list
}

// child returns one of the processes that a process has started.
func child(t *testing.T, parent int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
	require.NoError(t, err)
	var pid int
	_, err = fmt.Sscan(string(text), &pid)
	require.NoError(t, err)
	return pid
}
