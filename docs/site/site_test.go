package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/pagecheck"
)

// TestSite makes the site of this repository: every page is there, every link of a page of the site leads to a page, a heading or a
// picture that is there, and no page but the live one, to which all lead, has a script or a style of its own.
func TestSite(t *testing.T) {
	out := t.TempDir()
	pages, err := build("../..", out, func(file string) error { return os.WriteFile(file, []byte("the live page"), 0o666) })
	require.NoError(t, err)
	docs, err := filepath.Glob("../*.md")
	require.NoError(t, err)
	require.Greater(t, pages, len(docs)+11, "README, tutorial and its steps, docs, and others")
	for _, name := range docs {
		require.FileExists(t, filepath.Join(out, "docs", strings.TrimSuffix(filepath.Base(name), ".md")+".html"))
	}
	found := map[string][]string{} // links, by page
	ids := map[string]bool{}
	require.NoError(t, filepath.WalkDir(out, func(file string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".html" || file == filepath.Join(out, explorer) {
			return err
		}
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		page := string(content)
		require.Contains(t, page, `content="default-src &#39;none&#39;; base-uri`)
		pagecheck.Each(t, page, func(e xml.StartElement) {
			require.NotEqual(t, "script", e.Name.Local, file)
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "style":
					require.Fail(t, "a style", "%s: %s", file, e.Name.Local)
				case "id":
					require.False(t, ids[file+"#"+a.Value], "%s#%s twice", file, a.Value)
					ids[file+"#"+a.Value] = true
				case "href", "src":
					found[file] = append(found[file], a.Value)
				}
			}
		})
		return nil
	}))
	require.Len(t, found, pages)
	require.Contains(t, found[filepath.Join(out, "docs", "tutorial", "02-price.html")], "../../"+explorer)
	text, err := os.ReadFile(filepath.Join(out, "index.html"))
	require.NoError(t, err)
	require.Contains(t, string(text), `<p><a href="explorer.html">Try it: change`)
	for file, links := range found {
		for _, link := range links {
			if strings.Contains(link, ":") { // elsewhere
				continue
			}
			address, id, _ := strings.Cut(link, "#")
			target := file
			if address != "" {
				target = filepath.Join(filepath.Dir(file), address)
			}
			require.FileExists(t, target, "%s: %s", file, link)
			if id != "" {
				require.True(t, ids[target+"#"+id], "%s: %s", file, link)
			}
		}
	}
}

// TestLinksThatLeadNowhere: all are told at once, and nothing is written.
func TestLinksThatLeadNowhere(t *testing.T) {
	root, out := t.TempDir(), filepath.Join(t.TempDir(), "site")
	for name, text := range map[string]string{
		"README.md":     "# One\n\n[a](docs/two.md#here) [b](docs/two.md#nowhere) [c](none.md) [d](#one) [e](#two) ![f](img/none.png) [g](https://example.org) [h](LICENSE)\n",
		"docs/two.md":   "# Two\n\n## Here\n\n<script>alert(1)</script>\n\n[i](javascript:alert(1)) [k](../README.md)\n",
		"docs/model.md": "# Model\n\n| a |  |\n|--:|---|\n| 1 | 2 |\n\n| c | d |\n|---|--:|\n| 3 | 4 |\n\n```go\nx\n```\n",
		"LICENSE":       "text",
	} {
		require.NoError(t, write(filepath.Join(root, name), []byte(text)))
	}
	_, err := build(root, out, nil)
	require.ErrorContains(t, err, strings.Join([]string{
		"README.md: link to docs/two.md#nowhere, which is no heading there",
		"README.md: link to none.md, which is not there",
		"README.md: link to README.md#two, which is no heading there",
		"README.md: picture img/none.png, which is not there",
	}, "\n"))
	require.NoDirExists(t, out)

	require.NoError(t, write(filepath.Join(root, "README.md"), []byte("# One\n\n[a](docs/two.md#here) [h](LICENSE)\n")))
	pages, err := build(root, out, nil)
	require.NoError(t, err)
	require.Equal(t, 3, pages)
	require.NoFileExists(t, filepath.Join(out, explorer))
	_, err = build(root, out, func(string) error { return os.ErrPermission })
	require.ErrorContains(t, err, "-explorer=false")
	page := func(name string) string {
		content, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		return string(content)
	}
	require.Contains(t, page("index.html"), `<a href="docs/two.html#here">a</a> <a href="https://github.com/cogap/cogap/blob/main/LICENSE">h</a>`)
	require.Contains(t, page("docs/two.html"), `<a href="../index.html">k</a>`)
	require.NotContains(t, page("docs/two.html"), "alert")
	require.Contains(t, page("docs/model.html"), `<td align="right">1</td>`)
	for _, want := range []string{`aria-label="Table 1"><table>`, "<td></td>", `aria-label="Table 2"><table>`} {
		require.Contains(t, page("docs/model.html"), want)
	}
	require.Contains(t, page("docs/model.html"), `<li><a href="two.html">Two</a></li>`)
}

func TestBetween(t *testing.T) {
	for _, x := range [][3]string{
		{"index.html", "docs/a.html", "docs/a.html"},
		{"docs/a.html", "index.html", "../index.html"},
		{"docs/a.html", "docs/b.html", "b.html"},
		{"docs/tutorial/1.html", "docs/a.html", "../a.html"},
		{"docs/tutorial/1.html", "docs/img/a.png", "../img/a.png"},
		{"docs/a.html", "docs/a.html", "a.html"},
	} {
		require.Equal(t, x[2], between(x[0], x[1]), x)
	}
}
