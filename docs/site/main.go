// Site makes static pages of the README, the tutorial and all of docs/: pages without scripts, for any static host or from disk.
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
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "site", "folder to write to")
	flag.Parse()
	pages, err := build(".", *out)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d pages: %s\n", pages, filepath.Join(*out, "index.html"))
}

// build makes the site of a repository in a folder, and returns how many pages it has.
func build(root, out string) (int, error) {
	s, err := read(root)
	if err != nil {
		return 0, err
	}
	if err := s.check(); err != nil {
		return 0, err
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
