package beam_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// boot is what a runner starts for a worker: the command with what it is told. Prism has all its services at one address.
const boot = `#!/bin/sh
for x in "$@"; do
  case $x in
    --id=*) id=$(echo "${x#*=}" | tr -d "'") ;;
    --provision_endpoint=*) at=${x#*=} ;;
  esac
done
exec "$COGAP_BEAM" --worker --id="$id" --control_endpoint="$at" --logging_endpoint="$at"
`

// TestWorkerProcesses: the command gives its pipeline to a job server, whose workers are processes of their own, and finds the same.
func TestWorkerProcesses(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("workers of Beam in other processes (no sh)")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, of := range map[string]string{"cogap-beam": "./cogap-beam", "prism": "github.com/apache/beam/sdks/v2/go/cmd/prism"} {
		out, err := exec.Command("go", "build", "-o", at(name), of).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	for want, args := range map[string][]string{
		"--json: it is for a scenario":  {"--study", "x", "--out", "y", "--json", "z"},
		"--out: it is for a study":      {"--scenario", "x", "--out", "y"},
		"cogap-beam: open /none/json: ": {"--scenario", "world", "--json", "/none/json"}, // before anything else that is wrong with it
	} {
		out, err := exec.Command(at("cogap-beam"), args...).CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), want)
	}
	require.NoError(t, os.WriteFile(at("boot"), []byte(boot), 0o700))
	plan, err := os.Create(at("study.yaml"))
	require.NoError(t, err)
	require.NoError(t, study.Write(plan, prices()))
	require.NoError(t, plan.Close())

	port := freePort(t)
	server := exec.CommandContext(t.Context(), at("prism"), "-job_port", port, "-web_port", freePort(t))
	server.Env = append(os.Environ(), "COGAP_BEAM="+at("cogap-beam"))
	require.NoError(t, server.Start())
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			err = c.Close()
		}
		return err == nil
	}, time.Minute, 10*time.Millisecond)

	out, err := exec.Command(at("cogap-beam"), "--study", at("study.yaml"), "--out", at("result"), "--found", at("found"), "--runner", "universal",
		"--endpoint", "127.0.0.1:"+port, "--environment_type", "PROCESS", "--environment_config", `{"command":"`+at("boot")+`"}`,
		"--worker_binary", at("cogap-beam")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	s, err := study.New(prices())
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), at("local"), study.Options{})
	require.NoError(t, err)
	require.Equal(t, files(t, at("local")), files(t, at("result")))
}

// freePort returns a port that nobody listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}
