package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// onSlurm asks for TestSlurm, which takes some minutes.
var onSlurm = flag.Bool("slurm", false, "run a study on a Slurm cluster of three nodes on this machine")

// cluster is a Slurm cluster on the loopback address.
type cluster struct {
	t   *testing.T
	dir string
	env []string
}

const slurmConf = `
ClusterName=cogap
SlurmctldHost=localhost
SlurmctldPort=16817
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=%[1]s/munge.socket
StateSaveLocation=%[1]s/state
SlurmdSpoolDir=%[1]s/spool-%%n
SlurmctldPidFile=%[1]s/slurmctld.pid
SlurmdPidFile=%[1]s/%%n.pid
SlurmctldLogFile=%[1]s/slurmctld.log
SlurmdLogFile=%[1]s/%%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=10
SchedulerParameters=sched_interval=2,bf_interval=2
NodeName=n[1-3] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[16821-16823] CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`

// newCluster starts a cluster; the test ends it. It is skipped where there is no Slurm, and whoever it is cannot be root.
func newCluster(t *testing.T, path string) *cluster {
	t.Helper()
	for _, program := range []string{"munged", "slurmctld", "slurmd", "sbatch"} {
		if _, err := exec.LookPath(program); err != nil || os.Getuid() != 0 {
			t.Skip("Slurm (Debian: slurm-wlm, munge; and root)")
		}
	}
	dir, err := os.MkdirTemp("/tmp", "slurm-") // the name of a socket is short
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	c := &cluster{t, dir, append(os.Environ(), "SLURM_CONF="+filepath.Join(dir, "slurm.conf"), "PATH="+path+":"+os.Getenv("PATH"))}
	require.NoError(t, os.Chmod(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "slurm.conf"), fmt.Appendf(nil, slurmConf, dir), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "munge.key"), bytes.Repeat([]byte("key "), 256), 0o400))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "state"), 0o755))
	c.start("munged", "--foreground", "--force", "--socket="+dir+"/munge.socket", "--key-file="+dir+"/munge.key",
		"--pid-file="+dir+"/munge.pid", "--log-file="+dir+"/munge.log", "--seed-file="+dir+"/munge.seed")
	c.wait("munge", func() bool { _, err := os.Stat(dir + "/munge.socket"); return err == nil })
	c.start("slurmctld", "-D")
	for n := range 3 {
		c.start("slurmd", "-D", "-N", fmt.Sprintf("n%d", n+1))
	}
	c.wait("three nodes", func() bool { return strings.TrimSpace(c.say("sinfo", "-h", "-o", "%D %t")) == "3 idle" })
	return c
}

// start starts a daemon, which the end of the test ends.
func (c *cluster) start(name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Env = c.env
	require.NoError(c.t, cmd.Start())
	c.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	})
}

// say returns what a program of the cluster prints.
func (c *cluster) say(name string, args ...string) string {
	cmd := exec.Command(name, args...)
	cmd.Env = c.env
	out, _ := cmd.CombinedOutput() // while the cluster starts there are errors
	return string(out)
}

// wait waits until something is so.
func (c *cluster) wait(what string, so func() bool) {
	c.t.Helper()
	require.Eventually(c.t, so, 8*time.Minute, 500*time.Millisecond, what)
}

// killNode kills a node's daemon and all that it runs, and returns true, if it runs something.
func (c *cluster) killNode(name string) bool {
	pid, err := os.ReadFile(filepath.Join(c.dir, name+".pid"))
	require.NoError(c.t, err)
	daemon, err := strconv.Atoi(strings.TrimSpace(string(pid)))
	require.NoError(c.t, err)
	var steps, work []int // a step's daemon would report that its work was killed
	environs, err := filepath.Glob("/proc/[0-9]*/environ")
	require.NoError(c.t, err)
	for _, file := range environs {
		env, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(env, []byte("SLURMD_NODENAME="+name+"\x00")) || !bytes.Contains(env, []byte(c.dir)) {
			continue
		}
		proc := filepath.Dir(file)
		n, err := strconv.Atoi(filepath.Base(proc))
		require.NoError(c.t, err)
		work = append(work, n)
		if parent, ok := parentOf(proc, "slurmstepd"); ok {
			steps = append(steps, parent)
		}
	}
	if len(steps) == 0 {
		return false
	}
	for _, n := range slices.Concat([]int{daemon}, steps, work) {
		_ = syscall.Kill(n, syscall.SIGKILL) // it may have ended
	}
	return true
}

// parentOf returns the parent of a process if it is of a name.
func parentOf(proc, name string) (int, bool) {
	stat, err := os.ReadFile(proc + "/stat")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0, false
	}
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", parent))
	return parent, err == nil && strings.HasPrefix(string(comm), name)
}

// TestSlurm: a study that is submitted to a real cluster gives what it gives here, although a node is killed at its work: the task is
// requeued and goes on.
func TestSlurm(t *testing.T) {
	if !*onSlurm {
		t.Skip("a study on Slurm (-slurm)")
	}
	bin := t.TempDir()
	out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "cogap"), ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	c := newCluster(t, bin)
	t.Chdir(t.TempDir())
	text := "base: {population: {scale: 100}, months: 24}\nfactors:\n  market.tiers[0].price: [50, 100]\nreplicates: 9\nmeasures: [sota_share@last]\n"
	require.NoError(t, os.WriteFile("s.yaml", []byte(text), 0o666))
	shared, err := filepath.Abs("shared")
	require.NoError(t, err)
	script, errs, code := command(t, "", "study", "submit", "s.yaml", "--out", shared, "--tasks", "6")
	require.Zero(t, code, errs)
	require.NoError(t, os.WriteFile("submit.sh", []byte(script), 0o666))
	t.Log(c.say("bash", "submit.sh"))

	node := ""
	c.wait("a task that has done a run is killed with its node", func() bool {
		for line := range strings.SplitSeq(c.say("squeue", "-h", "-t", "R", "-o", "%K %N"), "\n") {
			if task, at, ok := strings.Cut(line, " "); ok {
				n, err := strconv.Atoi(task)
				if err != nil {
					continue
				}
				rows, _ := os.ReadFile(filepath.Join(shared, fmt.Sprintf("task-%04d-of-0006", n), "runs.csv"))
				if bytes.Count(rows, []byte("\n")) >= 2 { // it has done a run
					node = at
					return c.killNode(node)
				}
			}
		}
		return false
	})
	t.Log("killed", node)
	c.wait("the merged result", func() bool { _, err := os.Stat(filepath.Join(shared, "report.html")); return err == nil })
	_, errs, code = command(t, "", "study", "run", "s.yaml", "--out", "local")
	require.Zero(t, code, errs)
	for _, name := range []string{"plan.yaml", "summary.csv", "report.html"} {
		a, err := os.ReadFile(filepath.Join("local", name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(shared, name))
		require.NoError(t, err)
		require.Equal(t, string(a), string(b), name)
	}
	logged, err := os.ReadFile(filepath.Join(c.dir, "slurmctld.log"))
	require.NoError(t, err)
	require.Regexp(t, `(?i)requeu`, string(logged))
}
