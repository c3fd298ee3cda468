package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// repository is where files are that are no pages.
const repository = "https://github.com/cogap/cogap/blob/main/"

// check resolves the links and pictures of all pages, and returns all that lead nowhere.
func (s *site) check() error {
	var problems []error
	for _, p := range s.pages {
		each(p.tree, func(n ast.Node) {
			var err error
			switch n := n.(type) {
			case *ast.Link:
				n.Destination, err = s.resolve(p, n.Destination)
			case *ast.Image:
				n.Destination, err = s.picture(p, n.Destination)
			}
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", p.file, err))
			}
		})
	}
	return errors.Join(problems...)
}

// resolve returns where a link of a page leads in the site: to a page, to a heading, or to a file of the repository.
func (s *site) resolve(p *page, link []byte) ([]byte, error) {
	to, err := url.Parse(string(link))
	switch {
	case err != nil:
		return link, err
	case to.Scheme != "":
		return link, nil
	case to.Path == "":
		return link, anchored(p, to.Fragment)
	}
	file := path.Join(path.Dir(p.file), to.Path)
	info, err := os.Stat(filepath.Join(s.root, file))
	if err != nil {
		return link, fmt.Errorf("link to %s, which is not there", to.Path)
	}
	if info.IsDir() && s.of[file+"/README.md"] != nil {
		file += "/README.md"
	}
	target := s.of[file]
	if target == nil {
		return []byte(repository + file), nil
	}
	address := between(p.address, target.address)
	if to.Fragment == "" {
		return []byte(address), nil
	}
	return []byte(address + "#" + to.Fragment), anchored(target, to.Fragment)
}

func anchored(p *page, id string) error {
	if !p.anchors[id] {
		return fmt.Errorf("link to %s#%s, which is no heading there", p.file, id)
	}
	return nil
}

// picture notes a picture of a page, which keeps its place beside it.
func (s *site) picture(p *page, link []byte) ([]byte, error) {
	file := path.Join(path.Dir(p.file), string(link))
	if _, err := os.Stat(filepath.Join(s.root, file)); err != nil {
		return link, fmt.Errorf("picture %s, which is not there", link)
	}
	s.pictures[file] = true
	return []byte(between(p.address, file)), nil
}

// between returns the link from one address to another.
func between(from, to string) string {
	up := strings.Count(from, "/")
	for up > 0 {
		first, rest, found := strings.Cut(from, "/")
		other, remains, also := strings.Cut(to, "/")
		if !found || !also || first != other {
			break
		}
		from, to, up = rest, remains, up-1
	}
	return strings.Repeat("../", up) + to
}
