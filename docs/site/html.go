package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

//go:embed style.css
var style string

//go:embed page.html
var frame string

var layout = template.Must(template.New("page").Parse(frame))

// policy lets a page have its own style, known by its hash, and pictures beside it and in itself (its empty icon), and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' file: data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
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
		Title, Policy, Try string
		Style              template.CSS
		Menu               []entry
		Body               template.HTML
	}{p.title, policy(), s.try(p), template.CSS(style), s.menu(p), template.HTML(scrollable(body.String()))})
	return b.Bytes(), err
}

// try returns the address of the live page where a page begins with a link to it: the start page, if there is a live page.
func (s *site) try(p *page) string {
	if s.live && p.address == "index.html" {
		return explorer
	}
	return ""
}

// emptyHead is a head without words, which is none to a screen reader.
var emptyHead = regexp.MustCompile(`<th( [^>]*)?></th>`)

// scrollable lets what may be wider than a screen scroll by itself, and be reached by keyboard to do so: tables by their numbers.
func scrollable(body string) string {
	body = emptyHead.ReplaceAllString(body, "<td$1></td>")
	body = strings.NewReplacer("<pre>", `<pre tabindex="0">`, "</table>", "</table></div>").Replace(body)
	parts := strings.Split(body, "<table>")
	for i := 1; i < len(parts); i++ {
		parts[i] = fmt.Sprintf(`<div class="table" tabindex="0" role="region" aria-label="Table %d"><table>`, i) + parts[i]
	}
	return strings.Join(parts, "")
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
		if s.live && p.address == "index.html" {
			list = append(list, entry{Title: "Try it", Address: between(from.address, explorer)})
		}
	}
	return list
}
