// Build makes the files of a release: an archive of the command cogap for Linux, macOS and Windows on amd64 and arm64, with the model for
// browsers and its licences, and SHA256SUMS.
//
//	go run ./release/build -out dist v0.2.0
//
// The programs are those of CGO_ENABLED=0 go install -trimpath -ldflags="-s -w" github.com/cogap/cogap/cmd/cogap@v0.2.0: the same Go gives the
// same bytes on any machine and in any folder, before the version is published and after.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogap/cogap/release/internal/release"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "dist", "folder to write to")
	only := flag.String("targets", "", "targets such as linux/amd64,windows/arm64; all if empty")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: go run ./release/build [-out DIR] [-targets LIST] VERSION, in the root of the repository")
	}
	if err := build(flag.Arg(0), *out, *only); err != nil {
		log.Fatal(err)
	}
}

func build(version, out, only string) error {
	targets, err := parse(only)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "cogap-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	t, err := release.Copy(".", filepath.Join(scratch, "tree"))
	if err != nil {
		return err
	}
	if err := t.SetVersion(version); err != nil {
		return err
	}
	if err := t.WriteProxy(filepath.Join(scratch, "proxy")); err != nil {
		return err
	}
	license, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	proxy, err := release.Proxies(filepath.Join(scratch, "proxy"))
	if err != nil {
		return err
	}
	b := release.Builder{Version: version, Proxy: proxy, Scratch: scratch}
	if err := b.Build(targets, string(license), out); err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(out, "SHA256SUMS"))
	fmt.Print(string(sums))
	return err
}

func parse(list string) ([]release.Target, error) {
	if list == "" {
		return release.Targets, nil
	}
	var targets []release.Target
	for text := range strings.SplitSeq(list, ",") {
		t, err := release.ParseTarget(text)
		if err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	return targets, nil
}
