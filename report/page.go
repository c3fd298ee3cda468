package report

import (
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/cogap/cogap"
)

// WritePage writes a result as one HTML page that tells its story to somebody who has never seen the library: the
// answer in a sentence, charts with their numbers as tables, what was assumed, and how to repeat it. The page is whole: it
// works offline and asks no other file or server for anything.
func WritePage(w io.Writer, r *cogap.Result) error { return Beside{}.WritePage(w, r) }

// WritePage is WritePage of a result with what is beside it.
func (b Beside) WritePage(w io.Writer, r *cogap.Result) error {
	if len(r.Months) == 0 {
		return fmt.Errorf("page: %w", errNoMonth)
	}
	p := newPage(r)
	p.Beside = b
	if b.Sure != nil {
		for i := range p.charts {
			b.Sure.addTo(&p.charts[i])
		}
	}
	body, err := p.part("report")
	if err != nil {
		return err
	}
	return Document{
		Title:       p.Title + " – " + p.Name,
		Description: strings.Join(p.Lead, " "),
		Body:        body,
		Data:        p.drawings(),
	}.Write(w)
}

// part fills in one of the page's templates.
func (p *page) part(name string) (template.HTML, error) { return fill(name, p) }
