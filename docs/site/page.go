package main

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// page is a Markdown file of the repository.
type page struct {
	file    string // in the repository
	address string // in the site
	title   string // its first heading
	source  []byte
	tree    ast.Node
	anchors map[string]bool // ids of its headings
}

// site is all pages, in the order of the menu.
type site struct {
	root     string
	pages    []*page
	of       map[string]*page // by file
	pictures map[string]bool  // files that pages show
	live     bool             // the live page is beside the pages
}

// markdown is what is read as on GitHub: tables, addresses that are links, headings with ids. Columns are aligned by an attribute, as the policy of the
// pages allows no style.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Linkify, extension.Strikethrough),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// sources are the files that become pages, by pattern, in the order of the menu; what is there already is not there again.
var sources = []string{
	"README.md", "docs/first-filter.md", "docs/tutorial/README.md", "docs/tutorial/[0-9]*.md", "docs/command.md", "examples/README.md", "docs/model.md", "docs/study.md", "docs/calibration.md", "docs/*.md",
	"adapters/*/README.md", "release/README.md", "examples/read/README.md",
	"bench/RESULTS.md", "CHANGELOG.md", "SECURITY.md",
}

// read reads the pages of a repository and resolves their links.
func read(root string) (*site, error) {
	s := &site{root: root, of: map[string]*page{}, pictures: map[string]bool{}}
	for _, pattern := range sources {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		slices.Sort(files)
		for _, file := range files {
			if err := s.add(file); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// add reads a file.
func (s *site) add(file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(s.root, file)
	if err != nil || s.of[filepath.ToSlash(name)] != nil {
		return err
	}
	p := &page{file: filepath.ToSlash(name), source: source, anchors: map[string]bool{}}
	p.address = addressOf(p.file)
	p.tree = markdown.Parser().Parse(text.NewReader(source))
	each(p.tree, func(n ast.Node) {
		heading, ok := n.(*ast.Heading)
		if !ok {
			return
		}
		if id, ok := heading.AttributeString("id"); ok {
			p.anchors[string(id.([]byte))] = true
		}
		if p.title == "" {
			p.title = plain(heading, source)
		}
	})
	s.pages = append(s.pages, p)
	s.of[p.file] = p
	return nil
}

// addressOf says where a file is in the site: the README of a folder is its index.
func addressOf(file string) string {
	dir, name := path.Split(file)
	if name == "README.md" {
		return dir + "index.html"
	}
	return dir + strings.TrimSuffix(name, ".md") + ".html"
}

// each visits the nodes below one, from top to bottom.
func each(n ast.Node, visit func(ast.Node)) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		visit(child)
		each(child, visit)
	}
}

// plain returns the text of a node.
func plain(n ast.Node, source []byte) string {
	var b bytes.Buffer
	each(n, func(n ast.Node) {
		if t, ok := n.(*ast.Text); ok {
			b.Write(t.Value(source))
		}
	})
	return b.String()
}
