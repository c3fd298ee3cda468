package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository makes one with a library, an adapter that requires it, and a command that requires both.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"LICENSE":             "Do as you like.\n",
		"CHANGELOG.md":        "# Changelog\n\n## 1.2.3\n\nThe first.\n",
		"manifest.go":         "package lib\n\nconst Version = \"0.0.0\"\n",
		"go.mod":              "module example.com/lib\n\ngo 1.26.0\n",
		"go.work":             "go 1.26.0\n\nuse (\n\t.\n\t./adapter\n\t./cmd\n)\n\nreplace (\n\texample.com/lib v0.0.0 => ./\n\texample.com/lib/adapter v0.0.0 => ./adapter\n)\n",
		"adapter/go.mod":      "module example.com/lib/adapter\n\ngo 1.26.0\n\nrequire (\n\texample.com/lib v0.0.0\n\texample.com/library v0.0.0 // another's\n)\n",
		"adapter/go.sum":      "example.com/library v0.0.0 h1:x\nexample.com/library v0.0.0/go.mod h1:y\n",
		"adapter/a.go":        "package adapter\n",
		"cmd/go.mod":          "module example.com/lib/cmd\n\ngo 1.26.0\n\nrequire example.com/lib v0.0.0\n\nrequire example.com/lib/adapter v0.0.0\n",
		"cmd/go.sum":          "",
		"cmd/main.go":         "package main\n\nfunc main() {}\n",
		"cmd/testdata/x.json": "{}\n",
	} {
		write(t, root, name, text)
	}
	git(t, root, "init", "-q")
	git(t, root, "add", "-A")
	git(t, root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "First")
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
}

func git(t *testing.T, root string, args ...string) string {
	t.Helper()
	out, err := output(root, nil, "git", args...)
	require.NoError(t, err)
	return out
}

// at returns a copy of a repository with a version.
func at(t *testing.T, root, version string) *Tree {
	t.Helper()
	tree, err := Copy(root, t.TempDir())
	require.NoError(t, err)
	require.NoError(t, tree.SetVersion(version))
	return tree
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(text)
}

func TestSetVersion(t *testing.T) {
	tree := at(t, repository(t), "v1.2.3")
	require.Contains(t, read(t, tree.Dir, "manifest.go"), `const Version = "1.2.3"`)
	require.Contains(t, read(t, tree.Dir, "adapter/go.mod"), "\texample.com/lib v1.2.3\n\texample.com/library v0.0.0 // another's\n")
	require.Contains(t, read(t, tree.Dir, "cmd/go.mod"), "require example.com/lib v1.2.3\n\nrequire example.com/lib/adapter v1.2.3\n")
	require.Contains(t, read(t, tree.Dir, "go.work"), "\texample.com/lib v1.2.3 => ./\n\texample.com/lib/adapter v1.2.3 => ./adapter\n")
	require.Regexp(t, `^example.com/lib v1.2.3 h1:\S{43}=
example.com/lib v1.2.3/go.mod h1:\S{43}=
example.com/library v0.0.0 h1:x
example.com/library v0.0.0/go.mod h1:y
$`, read(t, tree.Dir, "adapter/go.sum"))
	sums := read(t, tree.Dir, "cmd/go.sum")
	require.Equal(t, 4, strings.Count(sums, "\n"))

	require.NoError(t, tree.SetVersion("v1.2.3"))
	require.Equal(t, sums, read(t, tree.Dir, "cmd/go.sum"), "set again it is the same")
	require.NoError(t, tree.SetVersion("v1.3.0"))
	require.NotContains(t, read(t, tree.Dir, "cmd/go.sum")+read(t, tree.Dir, "cmd/go.mod")+read(t, tree.Dir, "go.work"), "1.2.3")
}

func TestVersionsThatAreNone(t *testing.T) {
	for version, want := range map[string]string{
		"0.2.0": "want one such as v0.2.0", "v0.2": "want one such as v0.2.0", "v0.2.0+x": "want one such as v0.2.0", "": "want one such as v0.2.0",
		"v2.0.0": "the import paths of all modules end in the version",
	} {
		require.ErrorContains(t, Check(version), want)
	}
	require.NoError(t, Check("v1.0.0-rc.1"))
}

func TestModulesInACircle(t *testing.T) {
	root := repository(t)
	write(t, root, "go.mod", "module example.com/lib\n\nrequire example.com/lib/cmd v0.0.0\n")
	_, err := Copy(root, t.TempDir())
	require.ErrorContains(t, err, "modules require each other in a circle: example.com/lib/adapter, example.com/lib/cmd, example.com/lib")
}

// TestTagIsReproducible: two clones tag the same commit, for each module, and leave branches and files alone.
func TestTagIsReproducible(t *testing.T) {
	first := repository(t)
	second := filepath.Join(t.TempDir(), "clone")
	git(t, first, "clone", "-q", first, second)
	head := git(t, first, "rev-parse", "HEAD")
	commit, tags, err := at(t, first, "v1.2.3").Tag()
	require.NoError(t, err)
	require.Equal(t, []string{"v1.2.3", "adapter/v1.2.3", "cmd/v1.2.3"}, tags)
	again, _, err := at(t, second, "v1.2.3").Tag()
	require.NoError(t, err)
	require.Equal(t, commit, again)
	_, _, err = at(t, first, "v1.2.3").Tag()
	require.NoError(t, err, "the tags are there, of the same commit")

	require.Equal(t, head, git(t, first, "rev-parse", "HEAD"))
	require.Empty(t, git(t, first, "status", "--porcelain"))
	require.Equal(t, head, git(t, first, "rev-parse", "adapter/v1.2.3^"))
	require.Contains(t, git(t, first, "show", "cmd/v1.2.3:cmd/go.mod"), "example.com/lib v1.2.3")
	require.Equal(t, "Do as you like.", git(t, first, "show", "v1.2.3:adapter/LICENSE"))
}

func TestTagRefuses(t *testing.T) {
	root := repository(t)
	_, _, err := at(t, root, "v1.2.4").Tag()
	require.ErrorContains(t, err, `CHANGELOG.md has no heading "## 1.2.4"`)
	git(t, root, "tag", "cmd/v1.2.3")
	_, _, err = at(t, root, "v1.2.3").Tag()
	require.ErrorContains(t, err, "tag cmd/v1.2.3 is there already, of commit")
	require.Equal(t, "cmd/v1.2.3", git(t, root, "tag"), "no other tag is set")
	write(t, root, "adapter/a.go", "package adapter // changed\n")
	_, _, err = at(t, root, "v1.2.3").Tag()
	require.ErrorContains(t, err, "M adapter/a.go")
}

// TestHashesAreThoseOfGo: the go command reads the modules from a proxy in a folder and finds the hashes that go.sum has.
func TestHashesAreThoseOfGo(t *testing.T) {
	root := repository(t)
	write(t, root, "adapter/go.mod", "module example.com/lib/adapter\n\ngo 1.26.0\n\nrequire example.com/lib v0.0.0\n")
	write(t, root, "adapter/go.sum", "")
	tree := at(t, root, "v1.2.3")
	proxy := t.TempDir()
	require.NoError(t, tree.WriteProxy(proxy))
	env := []string{"GOPROXY=" + fileURL(proxy), "GOWORK=off", "GONOSUMDB=*", "GOFLAGS=-modcacherw", "GOMODCACHE=" + t.TempDir()}
	_, err := output(filepath.Join(tree.Dir, "cmd"), env, "go", "mod", "download")
	require.NoError(t, err, "go.sum has other hashes")

	sums := read(t, tree.Dir, "cmd/go.sum")
	write(t, tree.Dir, "cmd/go.sum", regexp.MustCompile(`adapter v1.2.3 h1:.`).ReplaceAllString(sums, "adapter v1.2.3 h1:_"))
	_, err = output(filepath.Join(tree.Dir, "cmd"), env, "go", "mod", "download")
	require.Error(t, err, "it looks at them")
}

func TestPack(t *testing.T) {
	files := func() []file { return []file{{"cogap", 0o755, []byte("program")}, {"LICENSE", 0o644, []byte("text")}} }
	name, packed, err := pack("v0.2.0", Target{"linux", "arm64"}, files())
	require.NoError(t, err)
	require.Equal(t, "cogap_0.2.0_linux_arm64.tar.gz", name)
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	r := tar.NewReader(unpacked)
	h, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, "cogap_0.2.0_linux_arm64/cogap", h.Name)
	require.EqualValues(t, 0o755, h.Mode)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, "program", string(text))

	name, packed, err = pack("v0.2.0", Target{"windows", "amd64"}, files())
	require.NoError(t, err)
	require.Equal(t, "cogap_0.2.0_windows_amd64.zip", name)
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	require.NoError(t, err)
	require.Len(t, z.File, 2)
	require.Equal(t, "cogap_0.2.0_windows_amd64/LICENSE", z.File[1].Name)
	_, again, err := pack("v0.2.0", Target{"windows", "amd64"}, files())
	require.NoError(t, err)
	require.Equal(t, packed, again)
}
