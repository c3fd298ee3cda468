// Site makes static pages of the README, the tutorial and all of docs/: pages without scripts, for any static host or from disk. Beside them is the explorer, the
// page of cogap page that answers by itself. Its model is compiled by the Go command, half a minute at first; -explorer=false leaves it out.
//
//	go run ./docs/site -out site
//
// A link that leads nowhere, to a file, a heading or a picture, is an error; all of them are told at once and nothing is written.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "site", "folder to write to")
	live := flag.Bool("explorer", true, "with the live page, as "+explorer)
	flag.Parse()
	var explore func(file string) error
	if *live {
		explore = cogapPage
	}
	pages, err := build(".", *out, explore)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d pages: %s\n", pages, filepath.Join(*out, "index.html"))
}

// explorer is the address of the live page.
const explorer = "explorer.html"

// cogapPage writes the live page of the default scenario, of which the README tells, by the command of the workspace.
func cogapPage(file string) error {
	page := exec.Command("go", "run", "./cmd/cogap", "page", "--out", file)
	page.Stderr = os.Stderr
	return page.Run()
}

// build makes the site of a repository in a folder, and returns how many pages it has; explore writes the live page, nil: there is none.
func build(root, out string, explore func(file string) error) (int, error) {
	s, err := read(root)
	if err != nil {
		return 0, err
	}
	if err := s.check(); err != nil {
		return 0, err
	}
	if s.live = explore != nil; s.live {
		if err := errors.Join(os.MkdirAll(out, 0o777), explore(filepath.Join(out, explorer))); err != nil {
			return 0, fmt.Errorf("the live page: %w (-explorer=false leaves it out)", err)
		}
	}
	for _, p := range s.pages {
		text, err := s.html(p)
		if err != nil {
			return 0, err
		}
		if err := write(filepath.Join(out, p.address), text); err != nil {
			return 0, err
		}
	}
	for picture := range s.pictures {
		content, err := os.ReadFile(filepath.Join(root, picture))
		if err := errors.Join(err, write(filepath.Join(out, picture), content)); err != nil {
			return 0, err
		}
	}
	return len(s.pages), nil
}

func write(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o666)
}
