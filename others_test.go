package cogap_test

import (
	"bufio"
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
		flag.Parse()
		for _, argument := range flag.Args() {
			if strings.HasPrefix(argument, "-") { // go test takes a package after a flag that it does not know for an argument, and so all that follows
				fmt.Fprintf(os.Stderr, "%s is not read as a flag after %q: flags of the test come after the package\n", argument, flag.Arg(0))
				os.Exit(2)
			}
		}
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
	Diary    bool   // by the rule keepsDiary
	Resume   string // the folder of a run that was saved and stopped halfway, which goes on; or none
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
		result, err := q.run()
		if err != nil {
			fmt.Fprintf(w, "error: %q\n", err)
			continue
		}
		fmt.Fprintln(w, digestOf(result))
	}
}

// run runs the scenario from its beginning, or on from where another process has stopped and saved it.
func (q question) run() (*cogap.Result, error) {
	if q.Resume == "" {
		return cogap.Run(ctx, q.Scenario, cogap.Options{})
	}
	m, err := cogap.NewModel(q.Scenario)
	if err != nil {
		return nil, err
	}
	return m.Resume(ctx, q.Resume, cogap.Options{})
}

// digestOf is the digest of all of a result but for what says how it was computed.
func digestOf(r *cogap.Result) string {
	x := *r
	x.Manifest.Kernel, x.Manifest.Go = "", ""
	return same.Digest(x)
}

// other is another process of this test.
type other struct {
	name  string
	built bool // elsewhere, from other instructions or for another machine
	ask   *json.Encoder
	read  *bufio.Scanner
}

// wrong says how what the process finds in a scenario differs from a result, or "". One that is built elsewhere also goes on from
// what is saved here.
func (o *other) wrong(s cogap.Scenario, want *cogap.Result) string {
	q := question{Scenario: s, Diary: s.Rule != nil}
	if digest, err := o.digest(q); err != nil || digest != digestOf(want) {
		return fmt.Sprintf("%s: got %s, want the digest %s: %v", o.name, digest, digestOf(want), err)
	}
	if !o.built || s.Months == 1 || s.Stream.Passes > 0 {
		return ""
	}
	dir, err := halfway(s)
	if err != nil {
		return err.Error()
	}
	defer os.RemoveAll(dir)
	q.Resume = dir
	if digest, err := o.digest(q); err != nil || digest != digestOf(want) {
		return fmt.Sprintf("%s goes on from what is saved here: got %s, want the digest %s: %v", o.name, digest, digestOf(want), err)
	}
	return ""
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
			o := startOther(t, command, command)
			o.built = true
			list = append(list, o)
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
	return &other{name: name, ask: json.NewEncoder(in), read: bufio.NewScanner(out)}
}
