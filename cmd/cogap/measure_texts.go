package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The text columns beside --group: units, dates and neighbours, and from firstCategory on the categories.
const (
	unitText = iota
	dateText
	neighboursText
	firstCategory
)

// A textFlag is a flag that names a text column; name is empty if it is not given.
type textFlag struct{ flag, name string }

func (o *options) texts() []textFlag {
	list := []textFlag{{"--unit", o.unit}, {"--date", o.date}, {"--neighbours", o.neighbours}}
	for _, name := range o.categories {
		list = append(list, textFlag{"--categories", name})
	}
	return list
}

// hasTexts reports whether there is any such column.
func (o *options) hasTexts() bool {
	return slices.ContainsFunc(o.texts(), func(t textFlag) bool { return t.name != "" })
}

// terms is the number of columns that the value is regressed on.
func (o *options) terms() int { return len(o.covariates) + len(o.categories) }

// A textPlace is where a text column stands, and its labels.
type textPlace struct {
	at   int // -1 without
	flag textFlag
	set  labelSet
}

func (p *picker) findTexts() error {
	if !p.o.hasTexts() {
		return nil
	}
	var problems []error
	for _, t := range p.o.texts() {
		at, err := p.column(t.flag, t.name)
		problems = append(problems, err)
		p.texts = append(p.texts, textPlace{at, t, labelSet{}})
	}
	return errors.Join(problems...)
}

// mostCategories bounds the columns that one of labels becomes in a regression.
const mostCategories = 200

// readTexts reads the texts of a row and reports whether one is missing. A place may have no neighbours.
func (p *picker) readTexts(r *row) (lacks bool, err error) {
	if len(p.texts) == 0 {
		return false, nil
	}
	r.texts = make([]string, len(p.texts))
	for k, t := range p.texts {
		switch {
		case t.at < 0:
		case k == neighboursText:
			text, err := p.from.text(t.at)
			if err != nil {
				return false, fmt.Errorf("column %s: %w", quoted(t.flag.name), err)
			}
			r.texts[k] = strings.Clone(text)
		default:
			most := mostLabels
			if k >= firstCategory {
				most = mostCategories
			}
			if r.texts[k], err = p.labelAt(t.at, t.flag.name, t.set, most); err != nil {
				return false, err
			}
			lacks = lacks || r.texts[k] == ""
		}
	}
	return lacks, nil
}

// addTexts adds those of a row; one that is not measured has none.
func (h *held) addTexts(r row, o *options) {
	texts := o.texts()
	if h.texts == nil {
		h.texts = make([][]string, len(texts))
	}
	for k, t := range texts {
		if t.name == "" {
			continue
		}
		text := ""
		if k < len(r.texts) {
			text = r.texts[k]
		}
		h.texts[k] = append(h.texts[k], text)
	}
}

// text is a text column, nil without.
func (s *sample) text(k int) []string {
	if k < len(s.texts) {
		return s.texts[k]
	}
	return nil
}

// addDummies makes dummies of the categories, one for each label but the first, and names all columns of regressions.
func (s *sample) addDummies(o *options) {
	s.terms = slices.Clone(o.covariates)
	for k, name := range o.categories {
		column := s.text(firstCategory + k)
		known := map[string]bool{}
		for _, label := range column {
			if label != "" {
				known[label] = true
			}
		}
		labels := make([]string, 0, len(known))
		for label := range known {
			labels = append(labels, label)
		}
		slices.SortFunc(labels, compareLabels)
		set := category{name: name}
		for i, label := range labels {
			term := name + "=" + label
			if i == 0 {
				set.omitted = term
				continue
			}
			set.columns = append(set.columns, len(s.covariates))
			s.covariates = append(s.covariates, dummy(column, label))
			s.terms = append(s.terms, term)
		}
		s.categories = append(s.categories, set)
	}
}

// A category is one of --categories: the columns of its dummies, and what the label without one is called.
type category struct {
	name, omitted string
	columns       []int
}

func dummy(labels []string, label string) []float64 {
	column := make([]float64, len(labels))
	for i, l := range labels {
		if l == label {
			column[i] = 1
		}
	}
	return column
}

// sets are the dummies of each category, for a regression that normalises them.
func (s *sample) sets() (list [][]int) {
	for _, c := range s.categories {
		list = append(list, c.columns)
	}
	return list
}

// namesOfColumns puts the names of regressors into an error of package inequality, which counts them.
func (s *sample) namesOfColumns(err error) error {
	if err == nil {
		return nil
	}
	text := strings.TrimPrefix(err.Error(), "inequality: ")
	for k, term := range s.terms {
		if rest, ok := strings.CutPrefix(text, fmt.Sprintf("x[%d]: ", k)); ok {
			return fmt.Errorf("column %s: it %s", quoted(term), rest)
		}
	}
	return err
}
