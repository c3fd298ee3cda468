// Package killed has tests kill processes that work in a folder, to see that what they had done is not lost.
//
// A package that uses it has a test that works in [Folder], if there is one, and calls [Tell] whenever something is done.
package killed

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	folder = "COGAP_TEST_FOLDER"
	done   = "done"
)

// Folder returns the folder that this process is to work in until it is killed; empty in one that runs all tests.
func Folder() string { return os.Getenv(folder) }

// Tell tells the test that will kill this process that something is done.
func Tell() { fmt.Println(done) }

// Once has a test of the same package work in a folder, in a process that is killed a moment of chance after it has told of so many things. It
// returns how many it told of, more of which may come before it ends, and whether it was not through before it was killed.
func Once(t testing.TB, test, dir string, things int, random *rand.Rand) (told int, killed bool) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^"+test+"$")
	child.Env = append(os.Environ(), folder+"="+dir)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	lines := bufio.NewScanner(out)
	next := func() bool {
		if !lines.Scan() {
			return false
		}
		require.NotContains(t, lines.Text(), "FAIL")
		if lines.Text() == done {
			told++
		}
		return true
	}
	for told < things && next() {
	}
	for range random.IntN(1 << 18) {
		random.Uint64()
	}
	require.NoError(t, child.Process.Kill())
	for next() {
	}
	return told, child.Wait() != nil
}
