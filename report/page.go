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
func WritePage(w io.Writer, r *cogap.Result) error {
	if len(r.Months) == 0 {
		return fmt.Errorf("page: %w", errNoMonth)
	}
	p := newPage(r)
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

// Parts is a result's page in parts, for a program that shows one run after the other in one page. Each is what
// WritePage puts into a page's body, and refers to nothing outside the two.
type Parts struct {
	Answer template.HTML `json:"answer"` // the answer in sentences and its numbers
	Story  template.HTML `json:"story"`  // all that comes after it
	Charts []Drawing     `json:"charts"` // what the page's script draws at the places for charts in Story

	Figures    []Figure    `json:"figures"`    // by which runs are compared
	Parameters [][2]string `json:"parameters"` // path and value of all that was set
}

// NewParts makes a result's page in parts.
func NewParts(r *cogap.Result) (Parts, error) {
	if len(r.Months) == 0 {
		return Parts{}, fmt.Errorf("page: %w", errNoMonth)
	}
	p := newPage(r)
	answer, err := p.part("answer")
	if err != nil {
		return Parts{}, err
	}
	story, err := p.part("story")
	if err != nil {
		return Parts{}, err
	}
	parts := Parts{Answer: answer, Story: story, Charts: p.drawings(), Figures: Figures(r)}
	for _, section := range p.Parameters {
		for _, f := range section.Rows {
			parts.Parameters = append(parts.Parameters, [2]string{f.Path, f.Value})
		}
	}
	return parts, nil
}

// part fills in one of the page's templates.
func (p *page) part(name string) (template.HTML, error) { return fill(name, p) }
