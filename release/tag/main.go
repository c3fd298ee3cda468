// Tag gives all modules of the repository one version and tags them, on a commit of its own that no branch has: there the modules require each other
// as that version, with its hashes, where main has v0.0.0 and a workspace.
//
//	go run ./release/tag v0.2.0
//	git push origin v0.2.0 cmd/cogap/v0.2.0 ...   # as it prints
//
// The same commit of main and the same version give the same tags. With -proxy DIR it tags nothing and writes a module proxy into a folder:
// GOPROXY=file://DIR has what an outsider will find.
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
	proxy := flag.String("proxy", "", "folder to write a module proxy to, in place of tags")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: go run ./release/tag [-proxy DIR] VERSION, in the root of the repository")
	}
	if err := run(flag.Arg(0), *proxy); err != nil {
		log.Fatal(err)
	}
}

func run(version, proxy string) error {
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
	if proxy != "" {
		return t.WriteProxy(proxy)
	}
	commit, tags, err := t.Tag()
	if err != nil {
		return err
	}
	fmt.Printf("commit %s\ngit push origin %s\n", commit, strings.Join(tags, " "))
	return nil
}
