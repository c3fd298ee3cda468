package release

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Tag commits the tree on top of the commit that it is a copy of, and tags it for each published module; no branch moves. It returns the commit
// and its tags. The commit has the author and the date of the one below it, so the same tree gives the same commit, by whomever and
// whenever it is made; tags that are there already have to be of this commit.
func (t *Tree) Tag() (commit string, tags []string, err error) {
	if changed, err := t.git("status", "--porcelain"); err != nil || changed != "" {
		return "", nil, errors.Join(err, fmt.Errorf("a release is made of what is committed; these files are not:\n%s", changed))
	}
	if err := t.inChangelog(); err != nil {
		return "", nil, err
	}
	if commit, err = t.commitTree(); err != nil {
		return "", nil, err
	}
	for _, m := range t.modules {
		if m.Published() {
			tags = append(tags, m.Tag(t.version))
		}
	}
	for _, tag := range tags { // none is set if one is another's
		if there, err := t.git("rev-parse", "-q", "--verify", "refs/tags/"+tag); err == nil && there != commit {
			return "", nil, fmt.Errorf("tag %s is there already, of commit %s", tag, there)
		}
	}
	for _, tag := range tags {
		if _, err := t.git("tag", "-f", tag, commit); err != nil {
			return "", nil, err
		}
	}
	return commit, tags, nil
}

// inChangelog returns an error if CHANGELOG.md has no heading of the version.
func (t *Tree) inChangelog() error {
	text, err := os.ReadFile(filepath.Join(t.Dir, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	heading := "\n## " + strings.TrimPrefix(t.version, "v")
	for line := range strings.Lines(string(text)) {
		if got, found := strings.CutPrefix("\n"+strings.TrimSpace(line), heading); found && (got == "" || got[0] == ' ') {
			return nil
		}
	}
	return fmt.Errorf("CHANGELOG.md has no heading %q", strings.TrimSpace(heading))
}

// commitTree makes a commit of the tree.
func (t *Tree) commitTree() (string, error) {
	scratch, err := os.MkdirTemp("", "index-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(scratch)
	author, err := t.git("log", "-1", "--format=%an%n%ae%n%aI%n%cn%n%ce%n%cI", t.commit)
	if err != nil {
		return "", err
	}
	gitDir, err := t.git("rev-parse", "--absolute-git-dir")
	if err != nil {
		return "", err
	}
	env := []string{"GIT_DIR=" + gitDir, "GIT_WORK_TREE=" + t.Dir, "GIT_INDEX_FILE=" + filepath.Join(scratch, "index")}
	for i, value := range strings.SplitN(author, "\n", 6) {
		name := []string{"AUTHOR_NAME", "AUTHOR_EMAIL", "AUTHOR_DATE", "COMMITTER_NAME", "COMMITTER_EMAIL", "COMMITTER_DATE"}[i]
		env = append(env, "GIT_"+name+"="+value)
	}
	if _, err := output(t.Dir, env, "git", "add", "-A", "-f", "."); err != nil {
		return "", err
	}
	tree, err := t.gitWith(env, "write-tree")
	if err != nil {
		return "", err
	}
	return t.gitWith(env, "commit-tree", tree, "-p", t.commit, "-m", "Release "+t.version)
}
