package release

import (
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// WriteProxy writes all modules of the tree as a module proxy into a folder, which GOPROXY=file://FOLDER reads.
func (t *Tree) WriteProxy(dir string) error {
	if t.version == "" {
		return errors.New("the tree has no version yet")
	}
	at, err := t.time()
	if err != nil {
		return err
	}
	for _, m := range t.modules {
		if err := t.publish(m, filepath.Join(dir, filepath.FromSlash(m.Path), "@v"), at); err != nil {
			return err
		}
	}
	return nil
}

// publish writes the four files of a module's version.
func (t *Tree) publish(m Module, dir string, at time.Time) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	info, err := json.Marshal(struct {
		Version string
		Time    time.Time
	}{t.version, at})
	if err != nil {
		return err
	}
	archive, err := os.Create(filepath.Join(dir, t.version+".zip"))
	if err != nil {
		return err
	}
	return errors.Join(
		t.zip(archive, m),
		copyFile(filepath.Join(t.Dir, m.Dir, "go.mod"), filepath.Join(dir, t.version+".mod")),
		os.WriteFile(filepath.Join(dir, t.version+".info"), info, 0o666),
		os.WriteFile(filepath.Join(dir, "list"), []byte(t.version+"\n"), 0o666),
	)
}

// zip writes a module as the go command would make it of the tagged commit, and closes the file.
func (t *Tree) zip(to io.WriteCloser, m Module) error {
	err := zip.CreateFromDir(to, module.Version{Path: m.Path, Version: t.version}, filepath.Join(t.Dir, m.Dir))
	return errors.Join(err, to.Close())
}

// opener opens files of a module.
func (t *Tree) opener(m Module) func(string) (io.ReadCloser, error) {
	return func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(t.Dir, m.Dir, name)) }
}

// Proxies returns a GOPROXY of ours, then what this machine has downloaded, then where it downloads from.
func Proxies(ours string) (string, error) {
	ours, err := filepath.Abs(ours)
	if err != nil {
		return "", err
	}
	env, err := output(".", nil, "go", "env", "GOMODCACHE", "GOPROXY")
	if err != nil {
		return "", err
	}
	cache, network, _ := strings.Cut(env, "\n")
	return strings.Join([]string{fileURL(ours), fileURL(filepath.Join(cache, "cache", "download")), network}, ","), nil
}

func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive of Windows
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
