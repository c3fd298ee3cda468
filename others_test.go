package cogap_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/same"
)

// others are commands that start this test as it is built elsewhere: with other kernels, for another machine.
var others = flag.String("others", "", "commands of other builds of this test that must find the same in random scenarios, separated by ;")

// answering is set for a process that is one of the others.
const answering = "COGAP_ANSWERS"

// TestMain lets a process of this test answer another one instead of testing.
func TestMain(m *testing.M) {
	if os.Getenv(answering) == "" {
		os.Exit(m.Run())
	}
	do := answer
	if os.Getenv(answering) == "saving" {
		do = func(r io.Reader, w io.Writer) error {
			var s saving
			if err := json.NewDecoder(r).Decode(&s); err != nil {
				return err
			}
			return s.save(w)
		}
	}
	if err := do(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// question asks for the digest of all that a scenario comes to.
type question struct {
	Scenario cogap.Scenario
	Diary    bool // by the rule keepsDiary
}

// answer answers questions, each a JSON value, with a line.
func answer(r io.Reader, w io.Writer) error {
	for d := json.NewDecoder(r); ; {
		var q question
		if err := d.Decode(&q); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if q.Diary {
			q.Scenario.Rule = keepsDiary{}
		}
		result, err := cogap.Run(context.Background(), q.Scenario, cogap.Options{})
		if err != nil {
			fmt.Fprintf(w, "error: %q\n", err)
			continue
		}
		fmt.Fprintln(w, digestOf(result))
	}
}

// digestOf is the digest of all of a result but for what says how it was computed.
func digestOf(r *cogap.Result) string {
	x := *r
	x.Manifest.Kernel, x.Manifest.Go = "", ""
	return same.Digest(x)
}

// other is another process of this test.
type other struct {
	name string
	ask  *json.Encoder
	read *bufio.Scanner
}

func (o *other) digest(q question) (string, error) {
	if err := o.ask.Encode(q); err != nil {
		return "", err
	}
	if !o.read.Scan() {
		return "", fmt.Errorf("%s: no answer: %v", o.name, o.read.Err())
	}
	return o.read.Text(), nil
}

// startOthers starts a process for the portable kernel, if this is another, and those of the flag.
func startOthers(t *testing.T) (list []*other) {
	here, err := os.Executable()
	require.NoError(t, err)
	if agent.Kernel() != "portable" {
		list = append(list, startOther(t, "portable", here, "GODEBUG=cpu.avx2=off"))
		t.Log("held to it: the portable kernel")
	}
	for command := range strings.SplitSeq(*others, ";") {
		if strings.TrimSpace(command) != "" {
			list = append(list, startOther(t, command, command))
		}
	}
	return list
}

func startOther(t *testing.T, name, command string, settings ...string) *other {
	words := strings.Fields(command)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = append(append(os.Environ(), answering+"=yes"), settings...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, in.Close())
		require.NoError(t, cmd.Wait(), name)
	})
	return &other{name, json.NewEncoder(in), bufio.NewScanner(out)}
}
