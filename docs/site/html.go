package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"
)

//go:embed style.css
var style string

//go:embed page.html
var frame string

var layout = template.Must(template.New("page").Parse(frame))

// policy lets a page have its own style, known by its hash, and pictures beside it, and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' file:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// entry is an entry of the menu.
type entry struct {
	Title, Address string
	Here           bool
	Entries        []entry // below it: the steps of the tutorial
}

// html returns a page as it is written.
func (s *site) html(p *page) ([]byte, error) {
	var body, b bytes.Buffer
	if err := markdown.Renderer().Render(&body, p.source, p.tree); err != nil {
		return nil, err
	}
	err := layout.Execute(&b, struct {
		Title, Policy, Home string
		Style               template.CSS
		Menu                []entry
		Body                template.HTML
	}{p.title, policy(), between(p.address, "index.html"), template.CSS(style), s.menu(p), template.HTML(scrollable(body.String()))})
	return b.Bytes(), err
}

// scrollable lets what may be wider than a screen scroll by itself, and be reached by keyboard to do so.
func scrollable(body string) string {
	return strings.NewReplacer(
		"<pre>", `<pre tabindex="0">`,
		"<table>", `<div class="table" tabindex="0" role="region" aria-label="Table"><table>`, "</table>", "</table></div>",
	).Replace(body)
}

// menu lists the pages as seen from one, by their titles up to a colon; steps of the tutorial are below it.
func (s *site) menu(from *page) []entry {
	var list []entry
	for _, p := range s.pages {
		title, _, _ := strings.Cut(p.title, ":")
		e := entry{Title: title, Address: between(from.address, p.address), Here: p == from}
		if strings.HasPrefix(p.file, "docs/tutorial/") && p.file != "docs/tutorial/README.md" {
			last := &list[len(list)-1]
			last.Entries = append(last.Entries, e)
			continue
		}
		list = append(list, e)
	}
	return list
}
