package calibrate

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/deep"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/scenario"
)

// OpenTargets reads a table of figures as ReadTargets does, and puts the model that comes with cogap beside them, with its scenarios and
// parameters: see Fitted. A row is compared with the first of these that there is:
//
//   - what its own columns say: moment is a number of a run (access_share@2025-08), or the id or name of a published target, whose moment
//     is meant, and whose month may be another (C4@2025-08); over, times and scenario are as in a calibration file, and scenario is us,
//     world, able or loss (us if it is empty)
//   - the moment of the published target of the same name, or if it has no name of the same id
//   - the moment of the published target of that name in another month, which ends the name: use_2025q3 (its second month), use_2025 (June),
//     use_2025-08
//
// All others stand among the targets that are not expressed, with the reason. The scenarios run on to the last month that is asked for, as
// far as the built-in scenario fitted does. What is wrong with the table, or with what its columns say, is an error: all problems with their lines.
func OpenTargets(r io.Reader, name string) (*Calibration, error) {
	list, t := readFigures(r, name)
	if err := t.Err(); err != nil {
		return nil, err
	}
	own, err := builtInPlan()
	if err != nil {
		return nil, err
	}
	b := &beside{own: own, plan: own.clone(), table: t}
	b.plan.Name = name
	b.plan.Targets, b.plan.Moments, b.plan.NotExpressed = targetsOf(list), nil, nil
	b.plan.Stages, b.plan.Ensemble, b.plan.HoldBack = nil, nil, nil
	for i := range b.plan.Scenarios { // a figure may be of any month
		for k := range b.plan.Scenarios[i].Scenario.Statistics.Collect {
			b.plan.Scenarios[i].Scenario.Statistics.Collect[k].Every = 1
		}
	}
	if err := b.express(list); err != nil {
		return nil, err
	}
	c, err := New(b.plan)
	if err == nil {
		c.unread = unread(t.Columns())
	}
	return c, err
}

// unread lists the columns of a table that nothing is read from.
func unread(columns []string) (list []string) {
	read := map[int]bool{}
	for _, known := range readColumns {
		if i, ok := csvtable.Find(columns, known); ok {
			read[i] = true
		}
	}
	for i, column := range columns {
		if !read[i] {
			list = append(list, column)
		}
	}
	return list
}

// OpenTargetsFile is OpenTargets of a named file.
func OpenTargetsFile(name string) (*Calibration, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	return OpenTargets(f, name)
}

// beside puts the model that comes with cogap beside the figures of a table.
type beside struct {
	own, plan Plan // the one that comes with cogap, and the one that is made
	table     *csvtable.Table
}

// express gives each row a moment, or says why it has none. It returns what is wrong with moments that rows say.
func (b *beside) express(list []figure) error {
	fitted, err := scenario.Load("fitted")
	if err != nil {
		return err
	}
	moments, reasons := make([]*Moment, len(list)), make([]error, len(list))
	for i := range list {
		if moments[i], reasons[i] = b.momentOf(&list[i]); moments[i] != nil {
			moments[i].Target = list[i].ID
			if reasons[i] = b.pin(moments[i]); reasons[i] == nil {
				reasons[i] = b.reach(moments[i], fitted.Months)
			}
		}
	}
	models, err := b.models()
	if err != nil {
		return err
	}
	for i, m := range moments {
		x := &list[i]
		if m != nil && reasons[i] == nil {
			reasons[i] = b.problem(m, models)
		}
		switch {
		case reasons[i] == nil:
			if m.isShare() && (x.Value < 0 || x.Value > 1) {
				b.table.ProblemIn(x.at, "value", "got %v beside %s, want a share from 0 to 1: 48%% is 0.48", x.Value, m)
			}
			b.plan.Moments = append(b.plan.Moments, *m)
		case x.moment != nil:
			b.table.ProblemIn(x.at, "moment", "%w", reasons[i])
		default:
			b.plan.NotExpressed = append(b.plan.NotExpressed, Omission{x.ID, reasons[i].Error()})
		}
	}
	return b.table.Err()
}

// momentOf returns what a row is compared with.
func (b *beside) momentOf(x *figure) (*Moment, error) {
	if x.moment != nil {
		return b.said(x.moment)
	}
	if x.Name == "" {
		if m := b.momentOfTarget(func(t *Target) bool { return t.ID == x.ID }); m != nil {
			return m, nil
		}
		return nil, fmt.Errorf("no published target has the id %s; %s", param.Quote(x.ID), want)
	}
	if m := b.momentOfTarget(func(t *Target) bool { return t.Name == x.Name }); m != nil {
		return m, nil
	}
	stem, month := undated(x.Name)
	if m := b.momentOfTarget(func(t *Target) bool { own, _ := undated(t.Name); return own == stem }); m != nil {
		return inMonth(m, month)
	}
	hint := ""
	if at := slices.IndexFunc(b.own.Targets, func(t Target) bool { return t.ID == x.ID }); at >= 0 {
		hint = fmt.Sprintf(" (%s is %s, which a row without a name means too)", x.ID, b.own.Targets[at].Name)
	}
	return nil, fmt.Errorf("no published target has the name %s%s; %s", param.Quote(x.Name), hint, want)
}

// want says what a row may have that has no moment.
const want = "a column moment says what it is compared with, such as access_share@2025-08, or C4@2025-08"

// momentOfTarget returns a copy of the moment of the first published target that is meant; nil if there is none.
func (b *beside) momentOfTarget(is func(*Target) bool) *Moment {
	for i := range b.own.Targets {
		if !is(&b.own.Targets[i]) {
			continue
		}
		if m := b.own.momentFor(b.own.Targets[i].ID); m != nil {
			return new(deep.Copy(*m))
		}
	}
	return nil
}

// said returns the moment that a row says.
func (b *beside) said(m *Moment) (*Moment, error) {
	name, month, isDated := strings.Cut(m.Of.Measure, "@")
	of := b.momentOfTarget(func(t *Target) bool { return t.ID == name || t.Name == name })
	switch {
	case of == nil:
		return m, nil
	case m.Over != nil || m.Times != 0 || m.Scenario != "":
		return nil, fmt.Errorf("got over, times or scenario beside %s, whose moment has its own", name)
	case isDated:
		return inMonth(of, month)
	}
	return of, nil
}

// date ends the name of a figure that has a month.
var date = regexp.MustCompile(`^(.+)_(\d{4})(?:q([1-4])|[-_m]?(0[1-9]|1[0-2]))?$`)

// undated returns the name of a figure without the month at its end, and the month: of a quarter its second, of a year June. The month of
// a name that has none is empty.
func undated(name string) (stem, month string) {
	part := date.FindStringSubmatch(name)
	switch {
	case part == nil:
		return name, ""
	case part[3] != "":
		return part[1], part[2] + "-" + map[string]string{"1": "02", "2": "05", "3": "08", "4": "11"}[part[3]]
	case part[4] != "":
		return part[1], part[2] + "-" + part[4]
	}
	return part[1], part[2] + "-06"
}

// isDate tells months such as 2025-08 from other words that stand for months.
var isDate = regexp.MustCompile(`^\d{4}-\d\d$`)

// inMonth returns a moment in another month.
func inMonth(m *Moment, month string) (*Moment, error) {
	x := *m
	of, isOf := dated(m.Of, month)
	x.Of = of
	isOver := true
	if m.Over != nil {
		var over Term
		over, isOver = dated(*m.Over, month)
		x.Over = &over
	}
	if !isOf || !isOver {
		return nil, fmt.Errorf("what %s is compared with, %s, is of no single month that could be another; %s", m.Target, m, want)
	}
	return &x, nil
}

// dated returns a term in another month; false if it is not of a single one.
func dated(t Term, month string) (Term, bool) {
	ref, err := measure.Parse(t.Measure)
	if err != nil || t.From != "" || !isDate.MatchString(ref.Month) {
		return t, false
	}
	ref.Month = month
	t.Measure = ref.String()
	return t, true
}

// pin lets the last month of a moment be that of the scenario as it is, since other rows may let it run on. What is of all months of a run has none.
func (b *beside) pin(m *Moment) error {
	at := b.plan.find(m.Scenario)
	if at < 0 {
		return nil // which is told
	}
	s := &b.own.Scenarios[at].Scenario
	for _, name := range m.names() {
		ref, err := measure.Parse(*name)
		if err != nil {
			continue // which is told too
		}
		switch ref.Month {
		case measure.Mean, measure.Sum:
			return fmt.Errorf("got %s, over months of which there are as many as other rows ask for, want one month", *name)
		case "", measure.Last:
			ref.Month = s.Date(s.Months - 1)
			*name = ref.String()
		}
	}
	return nil
}

// reach lets the scenario of a moment run on to its last month, up to so many months. A month that no run reaches is an error.
func (b *beside) reach(m *Moment, most int) error {
	at := b.plan.find(m.Scenario)
	if at < 0 {
		return nil // which is told
	}
	s := &b.plan.Scenarios[at].Scenario
	for _, name := range m.names() {
		ref, err := measure.Parse(*name)
		if err != nil || !isDate.MatchString(ref.Month) {
			continue
		}
		if ref.Month < s.Date(0) || ref.Month > s.Date(most-1) {
			return fmt.Errorf("measure %s: got month %s, want one from %s to %s", *name, ref.Month, s.Date(0), s.Date(most-1))
		}
		for t := s.Months; t < most; t++ {
			if s.Date(t) == ref.Month {
				s.Months = t + 1
			}
		}
	}
	return nil
}

// isShare reports whether a moment is a part of a whole.
func (m *Moment) isShare() bool {
	ref, err := measure.Parse(m.Of.Measure)
	if err != nil || ref.ID == "" || m.Over != nil || m.On != "" || m.Times != 0 {
		return false
	}
	x, err := measure.Lookup(ref.ID)
	return err == nil && x.Unit == "share" && strings.HasSuffix(ref.ID, "share")
}

// names lists the names of a moment's measures, to be changed; those that are over months of their own have none.
func (m *Moment) names() []*string {
	var list []*string
	for _, term := range []*Term{&m.Of, m.Over} {
		if term != nil && term.From == "" {
			list = append(list, &term.Measure)
		}
	}
	if m.On != "" {
		list = append(list, &m.On)
	}
	return list
}

// models returns the models of the scenarios, as long as they are by now.
func (b *beside) models() ([]*cogap.Model, error) {
	var list []*cogap.Model
	for i := range b.plan.Scenarios {
		m, err := cogap.NewModel(b.plan.Scenarios[i].Scenario)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// problem returns what is wrong with a moment, in the scenario that it is of.
func (b *beside) problem(m *Moment, models []*cogap.Model) error {
	at := b.plan.find(m.Scenario)
	if at < 0 {
		return fmt.Errorf("scenario: %w", param.Unknown(m.Scenario, b.plan.scenarioNames()))
	}
	if !(m.Times >= 0) {
		return fmt.Errorf("times: got %v, want a factor above 0", m.Times)
	}
	var refs []measure.Ref
	for _, name := range m.names() {
		ref, err := measure.Parse(*name)
		if err != nil {
			return err
		}
		refs = append(refs, ref)
	}
	_, err := measure.Bind(refs, models[at])
	return err
}
