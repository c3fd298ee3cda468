// Package release gives all modules of the repository one version: files, hashes, tags, a module proxy in a folder, and the
// command for each system.
package release

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Tree is a copy of the tracked files of a repository, which may be changed.
type Tree struct {
	Dir string // where the copy is

	repository, commit string
	modules            []Module // those that are required before those that require them
	version            string   // empty before SetVersion
}

// Copy copies the tracked files of the repository, as they are on disk, into dir, which has to be empty.
func Copy(repository, dir string) (*Tree, error) {
	t := &Tree{Dir: dir, repository: repository}
	var err error
	if t.commit, err = t.git("rev-parse", "HEAD"); err != nil {
		return nil, err
	}
	files, err := t.git("ls-files", "-z")
	if err != nil {
		return nil, err
	}
	for file := range strings.SplitSeq(strings.TrimSuffix(files, "\x00"), "\x00") {
		if err := copyFile(filepath.Join(repository, file), filepath.Join(dir, file)); err != nil && !errors.Is(err, os.ErrNotExist) { // deleted, and not committed
			return nil, err
		}
	}
	if t.modules, err = modulesIn(dir); err != nil {
		return nil, err
	}
	return t, t.license()
}

// license puts the licence of the repository into each module that has none, as the go command does when it reads one from Git.
func (t *Tree) license() error {
	for _, m := range t.modules {
		to := filepath.Join(t.Dir, m.Dir, "LICENSE")
		if _, err := os.Stat(to); err == nil {
			continue
		}
		if err := copyFile(filepath.Join(t.Dir, "LICENSE"), to); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.WriteFile(to, text, info.Mode().Perm())
}

// time is when the commit was made that the tree is a copy of.
func (t *Tree) time() (time.Time, error) {
	text, err := t.git("log", "-1", "--format=%cI")
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.UTC(), err
}

// git runs Git in the repository and returns what it prints.
func (t *Tree) git(args ...string) (string, error) { return t.gitWith(nil, args...) }

// gitWith runs Git with more of an environment.
func (t *Tree) gitWith(env []string, args ...string) (string, error) {
	return output(t.repository, env, "git", args...)
}

// output runs a program in a folder and returns what it prints, without the last end of line; an error has what it said.
func output(dir string, env []string, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", program, strings.Join(args, " "), err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}
