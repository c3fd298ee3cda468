package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// within runs the command as a process of its own within a limit of the shell.
func within(t *testing.T, limit string, args ...string) (said string, code int) {
	t.Helper()
	cmd := asProcess(t, args...)
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", "ulimit " + limit + ` && exec "$0" "$@"`}, cmd.Args...)
	cmd.Env = append(cmd.Env, "GOMAXPROCS=2", "GOMEMLIMIT=") // each thread takes addresses
	text, err := cmd.CombinedOutput()
	if err != nil {
		require.IsType(t, new(exec.ExitError), err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// TestTooLittleMemory: what does not fit is refused before anything runs, with what would; and that does fit.
func TestTooLittleMemory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it runs millions of agents in programs of their own")
	}
	dir, search := t.TempDir()+"/result", filepath.Join(t.TempDir(), "search.yaml")
	require.NoError(t, os.WriteFile(search, []byte(`base: {population: {scale: 1}}
factors: {behaviour.captured_share: {from: 0.1, to: 0.4}}
minimise: sota_gap@last
replicates: 1
points: 4
tries: 8
`), 0o666))
	for name, c := range map[string]struct {
		args  []string
		needs string         // what is said
		fits  *regexp.Regexp // what is proposed, and then done
		limit string         // in KiB: -v of addresses, -d of data, which tells more steadily what there is
	}{
		"people": {
			args:  []string{"run", "world", "--scale", "10", "--months", "2", "--out", dir},
			needs: `^cogap: memory: 795,487,531 agents for 2 months need about 27\.\d GB, and \d+ MB is left by the limit of this process \(ulimit -d\)\n`,
			fits:  regexp.MustCompile(`what fits: (--scale \d+): [\d,]+ agents, about \d+ MB\nwhat fits: --stream: `),
			limit: "-d 620000",
		},
		"records": {
			args:  []string{"run", "world", "--scale", "20000000", "--months", "1200", "--set", "statistics.demand_every=1", "--out", dir},
			needs: `^cogap: memory: 506 agents for 1200 months need about 6\d\d MB`,
			fits:  regexp.MustCompile(`what fits: (--set statistics\.every=12 --set statistics\.demand_every=12): `),
			limit: "-d 700000",
		},
		"a comparison": {
			args:  []string{"compare", "essay", "voucher", "--scale", "1", "--months", "1", "--out", dir},
			needs: `^cogap: memory: 140,885,570 agents for 1 month need about 6\.[34]\d? GB.*\nwhat fits: --scale \d+: `,
			limit: "-d 700000",
		},
		"a study": {
			args:  []string{"sweep", "plain", "behaviour.risk_aversion=1,2", "--scale", "1", "--out", dir},
			needs: `^cogap: memory: 1 run at once of 140,885,570 agents, 36 months need about`,
			limit: "-v 2250000",
		},
		"a search": {
			args:  []string{"search", search, "--out", dir},
			needs: `^cogap: memory: 1 run at once of 140,885,570 agents, 36 months need about`,
			limit: "-v 2250000",
		},
		"a server": {
			args:  []string{"serve", "--max-agents", "1e8"},
			needs: `^cogap: memory: 2 runs at once of up to 100,000,000 agents need about 14 GB`,
			limit: "-v 2250000",
		},
	} {
		t.Run(name, func(t *testing.T) {
			said, code := within(t, c.limit, c.args...)
			require.Equal(t, exitFailed, code, said)
			require.Regexp(t, c.needs, said)
			require.NoDirExists(t, dir)
			if c.fits != nil {
				require.Regexp(t, c.fits, said)
				flag := c.fits.FindStringSubmatch(said)[1]
				said, code := within(t, c.limit, with(c.args[:len(c.args)-2], strings.Fields(flag)...)...)
				require.Zero(t, code, said)
			}
		})
	}
}

// TestForce: who knows better may say so.
func TestForce(t *testing.T) {
	much := study.Cost{Bytes: 1 << 60, AtOnce: 1, Agents: 1, Months: 1}
	require.ErrorContains(t, new(memoryFlag).askStudy(much), "--force runs it all the same")
	require.NoError(t, (&memoryFlag{force: true}).askStudy(much))
	help, _, code := command(t, "", "run", "--help")
	require.Zero(t, code)
	require.Contains(t, help, "--force")
}
