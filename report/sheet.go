package report

import (
	"fmt"

	"github.com/cogap/cogap"
)

// Sheet is what a result's page shows, as data, for a program that shows one run after the other in one page.
type Sheet struct {
	Lead   []string    `json:"lead"`   // the answer, sentence by sentence
	Tiles  []Tile      `json:"tiles"`  // the numbers that matter most
	Charts []Drawing   `json:"charts"` // all pictures
	Tables []PageTable `json:"tables"`
	Notes  Notes       `json:"notes"`

	Figures    []Figure    `json:"figures"`    // by which runs are compared
	Parameters [][2]string `json:"parameters"` // path and value of all that was set
}

// PageTable is a table as a page shows it, each row after what names it.
type PageTable struct {
	ID      string     `json:"id"`
	Caption string     `json:"caption"`
	Heads   []string   `json:"heads"`
	Rows    [][]string `json:"rows"`
}

// Notes are what is said of a result beside its numbers.
type Notes struct {
	People   string `json:"people"`           // "US workers"
	Groups   string `json:"groups"`           // what strata are: "occupations"
	Sampling string `json:"sampling"`         // what one run does not know of itself
	Caveat   string `json:"caveat,omitempty"` // what must be known before anything is read
	Source   string `json:"source"`           // of the people
	Citation string `json:"citation"`
	Digest   string `json:"digest"` // what the result's digest is of
}

// NewSheet returns the sheet of a result.
func NewSheet(r *cogap.Result) (Sheet, error) {
	if len(r.Months) == 0 {
		return Sheet{}, fmt.Errorf("page: %w", errNoMonth)
	}
	p := newPage(r)
	p.charts = append(p.charts, newRun(r).ownCharts()...)
	sheet := Sheet{
		Lead: p.Lead, Tiles: p.Tiles, Charts: p.drawings(), Tables: p.tables(), Figures: Figures(r),
		Notes: Notes{p.People, p.Groups, p.Sampling, p.Caveat, p.Source, p.Citation, p.DigestOf},
	}
	for _, section := range p.Parameters {
		for _, f := range section.Rows {
			sheet.Parameters = append(sheet.Parameters, [2]string{f.Path, f.Value})
		}
	}
	return sheet, nil
}

// tables lists the page's tables that have rows.
func (p *page) tables() []PageTable {
	var list []PageTable
	add := func(id string, t pageTable) {
		if len(t.Rows) > 0 {
			list = append(list, PageTable{id, t.Caption, t.Heads, t.Rows})
		}
	}
	add("ladder", ladderTable(p.Ladder))
	add("incomes", p.Incomes)
	add("losers", losersTable(p))
	add("flows", p.Flows)
	add("reach", p.Reach)
	add("providers", p.Providers)
	add("measures", measuresTable(p))
	return list
}

func ladderTable(steps []step) pageTable {
	t := pageTable{
		Caption: "At the end of each price; SOTA share by income",
		Heads:   []string{"price", "hold SOTA AI", "of all", "since the price before", "poorer half", "next 40%", "richest tenth", "months"},
	}
	for _, s := range steps {
		t.Rows = append(t.Rows, []string{s.Price, s.People, s.Share, s.Change, s.Poor, s.Middle, s.Rich, s.From + " to " + s.Until})
	}
	return t
}

func losersTable(p *page) pageTable {
	t := pageTable{
		Caption: "Most people who lose SOTA AI between " + p.From + " and " + p.To,
		Heads:   []string{"who", "people", "hold it at " + p.From, "at " + p.To, "people who lose it", "of those who held it"},
	}
	for _, l := range p.Losers {
		t.Rows = append(t.Rows, []string{l.Name, l.People, l.Before, l.After, l.Lost, l.LostOfThoseWho})
	}
	return t
}

func measuresTable(p *page) pageTable {
	t := pageTable{Caption: "Measures at the end of each price, with the bounds that rounding and binning leave", Heads: append([]string{"measure"}, p.MeasuredAt...)}
	for _, m := range p.Measures {
		row := []string{m.Name + ": " + m.Meaning}
		for _, c := range m.Cells {
			row = append(row, cellText(c))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func cellText(c boundedCell) string {
	if c.Bounds == "" {
		return c.Value
	}
	return c.Value + " (" + c.Bounds + ")"
}
