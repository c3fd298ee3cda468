package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// block is a block of code on a page: what it is, the name of its file if it has one, and its text.
var block = regexp.MustCompile("(?ms)^```([a-z]*) ?(\\S*)\n(.*?)^```$")

// TestTutorial does what the tutorial says, step by step in one folder: files are written, commands and programs run, and what stands
// below them is what they print. With -update it is written.
func TestTutorial(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the tutorial's commands are of a Unix shell")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	pages, err := filepath.Glob(filepath.Join(root, "docs", "tutorial", "[0-9]*.md"))
	require.NoError(t, err)
	require.Len(t, pages, 11)
	list, err := os.ReadFile(filepath.Join(root, "docs", "tutorial", "README.md"))
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		require.Contains(t, string(list), "]("+filepath.Base(page)+")")
		require.Contains(t, string(text), "\n*Elsewhere:* ")
		shown := tutorial{t, root, ""}.page(string(text))
		if *update {
			require.NoError(t, os.WriteFile(page, []byte(shown), 0o666))
			continue
		}
		require.Equal(t, shown, string(text), page)
	}
}

// tutorial is somebody who does what a page says.
type tutorial struct {
	*testing.T
	root   string
	output string // of the last commands, that no page has shown yet
}

// page returns a page as it should be, with the output of its commands.
func (d tutorial) page(text string) string {
	ran := 0
	text = block.ReplaceAllStringFunc(text, func(shown string) string {
		m := block.FindStringSubmatch(shown)
		kind, file, body := m[1], m[2], m[3]
		switch {
		case kind == "go":
			code, err := os.ReadFile(filepath.Join(d.root, "docs", "tutorial", file))
			require.NoError(d, err)
			body = string(code)
		case file != "":
			require.Contains(d, text, "\n`"+file+"`:\n\n"+shown, "a reader does not see it otherwise")
			require.NoError(d, os.WriteFile(file, []byte(body), 0o666))
		case kind == "sh":
			ran++
			for line := range strings.Lines(body) {
				d.output += d.run(strings.TrimSpace(line))
			}
		case kind == "text":
			body, d.output = d.output, ""
		}
		return "```" + strings.TrimSpace(kind+" "+file) + "\n" + body + "```"
	})
	require.Positive(d, ran)
	require.Empty(d, d.output, "a page shows what its commands print")
	return text
}

// run runs a line of a shell: cogap in this process, go in the repository, anything else by the shell. What cogap refuses is shown.
func (d tutorial) run(line string) string {
	command, rest := line, ""
	if i := strings.IndexAny(line, "|>"); i >= 0 {
		command, rest = line[:i], line[i:]
	}
	args := words(command)
	switch args[0] {
	case "cogap":
		return d.shell("cat "+rest, d.cogap(args[1:]))
	case "go":
		cmd := exec.CommandContext(d.Context(), "go", args[1:]...)
		cmd.Dir = d.root
		out, err := cmd.Output()
		require.NoError(d, err)
		return string(out)
	}
	return d.shell(line, "")
}

func (d tutorial) cogap(args []string) string {
	out, errs, code := command(d, "", args...)
	if code == exitUsage {
		return errs
	}
	require.Zero(d, code, errs)
	return out
}

func (d tutorial) shell(line, input string) string {
	cmd := exec.CommandContext(d.Context(), "sh", "-c", line)
	cmd.Stdin = strings.NewReader(input)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Env = &out, &out, append(os.Environ(), "LC_ALL=C")
	require.NoError(d, cmd.Run(), "%s\n%s", line, &out)
	return out.String()
}
