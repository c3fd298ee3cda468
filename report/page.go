package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/cogap/cogap"
)

// The page's parts. uPlot 1.6.32 is by Leon Sorokin, under the MIT licence in assets/uplot/LICENSE.
var (
	//go:embed assets/page.html
	pageHTML string
	//go:embed assets/page.css
	pageCSS string
	//go:embed assets/page.js
	pageJS string
	//go:embed assets/uplot/uPlot.min.css
	uplotCSS string
	//go:embed assets/uplot/uPlot.iife.min.js
	uplotJS string
)

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"script":  func(name string) template.JS { return template.JS(scripts[name]) },
	"style":   func() template.CSS { return template.CSS(styles) },
	"policy":  func() string { return policy },
	"grouped": Grouped,
	"count":   func(n int) string { return Grouped(int64(n)) },
}).Parse(pageHTML))

var (
	scripts = map[string]string{"uplot": uplotJS, "page": pageJS}
	styles  = uplotCSS + "\n" + pageCSS
)

// policy is the page's content security policy: nothing is fetched from anywhere, and only what is in the page by us runs.
var policy = fmt.Sprintf("default-src 'none'; script-src %s %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'",
	hashOf(uplotJS), hashOf(pageJS), hashOf(styles))

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// WritePage writes a result as one HTML page that tells its story to somebody who has never seen the library: the
// answer in a sentence, charts with their numbers as tables, what was assumed, and how to repeat it. The page is whole: it
// works offline and asks no other file or server for anything.
func WritePage(w io.Writer, r *cogap.Result) error {
	if len(r.Months) == 0 {
		return fmt.Errorf("page: the result has no month")
	}
	var text strings.Builder
	if err := pageTemplate.Execute(&text, newPage(r)); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	_, err := io.WriteString(w, text.String())
	return err
}
