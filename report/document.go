package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"github.com/cogap/cogap"
)

// The parts that all pages share. uPlot 1.6.32 is by Leon Sorokin, under the MIT licence in assets/uplot/LICENSE.
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

var wordEnds = strings.NewReplacer(".", ".<wbr>", "_", "_<wbr>")

var (
	parseOnce sync.Once
	parsed    *template.Template
)

// pageTemplate returns the template of all pages. It is parsed when the first page is written: a program that writes none
// does not link html/template, whose reflection keeps every exported method of a program in it.
func pageTemplate() *template.Template {
	parseOnce.Do(func() {
		parsed = template.Must(template.New("document").Funcs(template.FuncMap{
			"grouped": Grouped,
			"count":   func(n int) string { return Grouped(int64(n)) },
			// breakable lets a parameter's path go on in the next line of a narrow column where its words end
			"breakable": func(path string) template.HTML {
				return template.HTML(wordEnds.Replace(template.HTMLEscapeString(path)))
			},
		}).Parse(pageHTML))
	})
	return parsed
}

// Document is an HTML page in one file, in the style of a report and with what draws its charts. Its content security
// policy lets nothing run or load but what is in it.
type Document struct {
	Title, Description string
	Body               template.HTML
	Data               any    // what scripts find, as JSON, in the element with the id data
	Style, Script      string // beside those of a report
	Connects           bool   // its scripts may talk to the server that it is from
	Computes           bool   // its scripts may compile WebAssembly, and work in workers made of what is in the page
}

// Write writes the page.
func (d Document) Write(w io.Writer) error {
	var text strings.Builder
	scripts := make([]template.JS, 0, 3)
	for _, script := range d.scripts() {
		scripts = append(scripts, template.JS(script))
	}
	err := pageTemplate().Execute(&text, struct {
		Document
		Policy, Version string
		Style           template.CSS
		Scripts         []template.JS
	}{d, d.Policy(), cogap.Version, template.CSS(d.style()), scripts})
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	_, err = io.WriteString(w, text.String())
	return err
}

// Policy returns the page's content security policy, which is in the page too.
func (d Document) Policy() string {
	p := []string{"default-src 'none'", "script-src", "style-src " + hashOf(d.style()), "img-src data:", "base-uri 'none'", "form-action 'none'"}
	for _, script := range d.scripts() {
		p[1] += " " + hashOf(script)
	}
	if d.Computes {
		p[1] += " 'wasm-unsafe-eval'"
		p = append(p, "worker-src blob:")
	}
	if d.Connects {
		p = append(p, "connect-src 'self'")
	}
	return strings.Join(p, "; ")
}

func (d Document) style() string { return uplotCSS + "\n" + pageCSS + d.Style }

func (d Document) scripts() []string {
	if d.Script == "" {
		return []string{uplotJS, pageJS}
	}
	return []string{uplotJS, pageJS, d.Script}
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// fill fills in a template.
func fill(name string, data any) (template.HTML, error) {
	var text strings.Builder
	if err := pageTemplate().ExecuteTemplate(&text, name, data); err != nil {
		return "", fmt.Errorf("page: %w", err)
	}
	return template.HTML(text.String()), nil
}
