package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// within runs the command as a process of its own that may have no more than so many KiB of addresses.
func within(t *testing.T, kib int, args ...string) (said string, code int) {
	t.Helper()
	cmd := asProcess(t, args...)
	cmd.Path, cmd.Args = "/bin/sh", append([]string{"sh", "-c", fmt.Sprintf(`ulimit -v %d && exec "$0" "$@"`, kib)}, cmd.Args...)
	cmd.Env = append(cmd.Env, "GOMAXPROCS=2", "GOMEMLIMIT=") // each thread takes addresses
	text, err := cmd.CombinedOutput()
	if err != nil {
		require.IsType(t, new(exec.ExitError), err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// TestTooLittleMemory: what does not fit is refused before anything runs, with what would; and that does fit.
func TestTooLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs millions of agents in programs of their own")
	}
	dir := t.TempDir() + "/result"
	for name, c := range map[string]struct {
		args  []string
		needs string // what is said
		fits  *regexp.Regexp
		out   []string
		kib   int
	}{
		"people": {
			[]string{"run", "world", "--scale", "10", "--months", "2"},
			`^cogap: memory: 795,487,531 agents for 2 months need about 27\.\d GB, and \d+ MB is left by the limit of this process \(ulimit -v\)\n`,
			regexp.MustCompile(`what fits: (--scale \d+|--stream): [\d,]+ agents, about \d+ MB\n`),
			[]string{"--out", dir},
			2_400_000,
		},
		"a comparison": {
			[]string{"compare", "essay", "voucher", "--scale", "1", "--months", "1"},
			`^cogap: memory: 140,885,570 agents for 1 months need about \d\.\d+ GB`,
			regexp.MustCompile(`what fits: (--scale \d+): [\d,]+ agents, about \d+ MB\n`),
			[]string{"--out", dir},
			2_400_000,
		},
		"records": {
			[]string{"run", "--scale", "50000", "--months", "600", "--set", "statistics.every=1"},
			`^cogap: memory: 3,307 agents for 600 months need about 9\d\d MB`,
			regexp.MustCompile(`what fits: (--set statistics\.every=12): `),
			[]string{"--out", dir},
			2_400_000,
		},
		"a study": {
			[]string{"sweep", "default", "behaviour.risk_aversion=1,2", "--scale", "1"},
			`^cogap: memory: 1 runs at once of 140,885,570 agents, 36 months need about`, nil,
			[]string{"--out", dir},
			2_400_000,
		},
		"a server": {
			[]string{"serve", "--max-agents", "1e8"},
			`^cogap: memory: 2 runs at once of up to 100,000,000 agents need about 14 GB`, nil, nil, 2_400_000,
		},
	} {
		t.Run(name, func(t *testing.T) {
			said, code := within(t, c.kib, with(c.args, c.out...)...)
			require.Equal(t, exitFailed, code, said)
			require.Regexp(t, c.needs, said)
			require.NoDirExists(t, dir)
			if c.fits == nil {
				return
			}
			for _, flag := range c.fits.FindAllStringSubmatch(said, -1) {
				if flag[1] == "--stream" {
					continue // all of these people take minutes
				}
				said, code := within(t, c.kib, with(c.args, strings.Fields(flag[1])...)...)
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
