package studies

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

var (
	//go:embed assets/study.html
	pageHTML string
	//go:embed assets/study.css
	pageCSS string

	// unbroken keeps a number and its unit on one line, and what follows ± on the next at most
	unbroken = strings.NewReplacer("± ", "±\u00a0", " million", "\u00a0million", " billion", "\u00a0billion", " trillion", "\u00a0trillion", " points", "\u00a0points")

	wordEnds = strings.NewReplacer(".", ".<wbr>", "_", "_<wbr>")

	pageTemplate = template.Must(template.New("study").Funcs(template.FuncMap{
		"breakable": func(text string) template.HTML {
			return template.HTML(wordEnds.Replace(template.HTMLEscapeString(text)))
		},
		"unbroken": unbroken.Replace,
	}).Parse(pageHTML))
)

// WritePage writes a study as one HTML page for somebody who has never seen it: the answer in sentences, fan charts, what each
// factor does, all numbers with their intervals, and how to repeat it. The page is whole: it works offline and asks no other file or server for
// anything. A study that was stopped has a page of the runs that it has; one without any has none.
func WritePage(w io.Writer, r *study.Result) error {
	return WritePageBeside(w, r, nil, report.Explorer{})
}

// WritePageBeside is WritePage with what a comparison says person by person, if that is known, and with a link to a page on
// which the scenario can be changed.
func WritePageBeside(w io.Writer, r *study.Result, of *study.Persons, explorer report.Explorer) error {
	p, err := newPage(r)
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	p.Persons, p.Explorer = personsOf(of), explorer
	var body strings.Builder
	if err := pageTemplate.Execute(&body, p); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return report.Document{
		Title:       p.Title + " – a study of cogap",
		Description: strings.Join(p.Lead, " "),
		Body:        template.HTML(body.String()),
		Data:        p.drawings,
		Style:       pageCSS,
	}.Write(w)
}

// table is a table of the page.
type table struct {
	Caption string
	Heads   []string
	Rows    [][]string
}

// page is what the template shows.
type page struct {
	Title   string
	Version string
	Runs    string
	Lead    []string // the answer, sentence by sentence
	Tiles   []tile
	About   string

	Explorer report.Explorer // a page on which the scenario can be changed

	Fans      []template.HTML
	Matters   []*bars
	Tables    []table
	Pairs     []*pairs
	Dots      string // what a dot of them is
	Persons   *persons
	NoPersons string // why a comparison has none
	Failed    table
	Facts     [][2]string
	Source    string
	Plan      string // as a file; empty if it is too long to show

	drawings []report.Drawing
}

// Tried says why the numbers of the page on which the scenario can be changed are others.
func (p *page) Tried() string {
	return fmt.Sprintf("By one run, on %s agents, so its numbers differ a little from the means here.", report.Grouped(int64(p.Explorer.Agents)))
}

// IsEmpty reports whether a study has nothing to show: no run is complete; of a comparison no pair.
func IsEmpty(r *study.Result) bool {
	return r.Done() == r.Failed() || r.Plan.IsPair() && r.Pairs().Pairs == 0
}

// errNoRun says that there is nothing to show.
var errNoRun = errors.New("the study has no run that is complete")

func newPage(r *study.Result) (*page, error) {
	if IsEmpty(r) {
		return nil, errNoRun
	}
	var pairs *study.Comparison
	if r.Plan.IsPair() {
		pairs = r.Pairs()
		r = pairs.Result
	}
	p := &page{
		Title:   r.Plan.Name,
		Version: cogap.Version,
		Runs:    report.Grouped(int64(r.Done())),
		About:   about(r),
		Tables:  tables(r),
		Failed:  failed(r),
		Facts:   facts(r),
		Source:  report.DataSource(resultOf(r)),
	}
	switch {
	case r.Plan.IsPair():
		p.Title = nameOfScenario(r, 0) + " against " + nameOfScenario(r, 1)
	case p.Title == "":
		p.Title = "A study of " + r.Plan.Base.Name
	}
	levels := make([][]string, r.Cells())
	for cell := range levels {
		levels[cell] = r.Levels(cell)
	}
	for _, k := range columnsOf(r, -1) {
		order := inOrder(len(r.Plan.Factors))
		if b := barsOf(r, k); b != nil && !r.Plan.IsPair() {
			p.Matters = append(p.Matters, b)
			order = b.order(r)
		}
		if x := pairsOf(r, k, order, levels); x != nil && !r.Plan.IsPair() {
			p.Pairs, p.Dots = append(p.Pairs, x), x.Dots
		}
	}
	p.Lead, p.Tiles = lead(r), tiles(r)
	if pairs != nil {
		p.NoPersons = cmp.Or(pairs.WhyNoPersons(), "the page was written before that was done; cogap compare with the same folder does it")
		if pairs.Short != "" {
			p.Lead = append(p.Lead, capital(pairs.Said())+": "+pairs.Short+".")
		}
	}
	var err error
	p.drawings = []report.Drawing{}
	for _, c := range Charts(r) {
		html, problem := c.HTML()
		err = errors.Join(err, problem)
		p.Fans = append(p.Fans, html)
		p.drawings = append(p.drawings, c.Drawing())
	}
	var plan bytes.Buffer
	err = errors.Join(err, study.Write(&plan, r.Plan))
	if plan.Len() <= longestPlan {
		p.Plan = plan.String()
	}
	return p, err
}

// longestPlan is how long a plan may be, in bytes, to be shown on the page.
const longestPlan = 100_000

func inOrder(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// order lists the factors as the table has them.
func (b *bars) order(r *study.Result) []int {
	var list []int
	for _, row := range b.Rows {
		list = append(list, slices.IndexFunc(r.Plan.Factors, func(f study.Factor) bool { return f.Column() == row.Factor }))
	}
	return list
}

// resultOf is a result of the base scenario, for what says of whom it is.
func resultOf(r *study.Result) *cogap.Result {
	return &cogap.Result{Manifest: cogap.Manifest{Scenario: r.Plan.Base}}
}
