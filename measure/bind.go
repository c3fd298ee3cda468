package measure

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// Reader reads one number from the months of a run as they come.
type Reader struct {
	ref   Ref
	month int // the one that is meant, or -1: all of them
	read  func(m *Month) (histogram.Interval, error)

	sum  histogram.Interval
	seen int // months added up
	err  error
}

// Bind makes a reader for each of some names, of runs of one model. It returns all that the model's runs will not have,
// before anything runs: months outside the run, months in which a number is not measured, unknown tiers, strata, providers
// and collections.
func Bind(refs []Ref, m *cogap.Model) ([]*Reader, error) {
	s := m.Scenario()
	var readers []*Reader
	var problems []error
	for _, r := range refs {
		reader, err := bind(r, &s, m.Engine().Strata(), s.Months)
		if err == nil {
			err = reader.planned(&s, m.Engine())
		}
		readers, problems = append(readers, reader), append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return readers, nil
}

// bind makes a reader for one name, of a run of so many months.
func bind(r Ref, s *cogap.Scenario, strata []population.Stratum, months int) (*Reader, error) {
	if err := r.check(); err != nil {
		return nil, r.errorf("%w", err)
	}
	month, err := r.monthOf(s, months)
	if err != nil {
		return nil, r.errorf("%w", err)
	}
	reader := &Reader{ref: r, month: month}
	if r.ID == "" {
		reader.read, err = readCollection(r, s, strata)
	} else {
		reader.read, err = readMeasure(r, s, strata)
	}
	if err != nil {
		return nil, r.errorf("%w", err)
	}
	return reader, nil
}

// monthOf returns the number of the month that is meant; -1 for all of them.
func (r Ref) monthOf(s *cogap.Scenario, months int) (int, error) {
	if months == 0 {
		return 0, errors.New("the run has no month")
	}
	switch r.Month {
	case Mean, Sum:
		return -1, nil
	case "", Last:
		return months - 1, nil
	case First:
		return 0, nil
	}
	if n, err := strconv.Atoi(r.Month); err == nil && n < months {
		return n, nil
	}
	later := func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) } // a year may have five digits
	if t, found := sort.Find(months, func(t int) int { return later(r.Month, s.Date(t)) }); found {
		return t, nil
	}
	return 0, fmt.Errorf("got month %s, want one of the run's: %s to %s, or 0 to %d", r.Month, s.Date(0), s.Date(months-1), months-1)
}

func readMeasure(r Ref, s *cogap.Scenario, strata []population.Stratum) (func(*Month) (histogram.Interval, error), error) {
	x, way, place := Must(r.ID), r.way(), 0
	if way != Everybody {
		var err error
		if place, err = placeOf(way, r.Groups[0].Name, s, strata); err != nil {
			return nil, err
		}
	}
	needs := x.needsBy(way)
	return func(m *Month) (histogram.Interval, error) {
		if missing := needs.missing(m); missing != "" {
			return undefined, notMeasured{missing}
		}
		return x.of[way](m, place), nil
	}, nil
}

// notMeasured is the error of a number that a month does not have.
type notMeasured struct{ why string }

func (e notMeasured) Error() string { return e.why }

// placeOf finds a group by its name.
func placeOf(way By, name string, s *cogap.Scenario, strata []population.Stratum) (int, error) {
	names, codes := []string{}, []string{}
	switch way {
	case Tier:
		names, codes = []string{noTier}, []string{"0"}
		for i, t := range s.Market.Tiers {
			names, codes = append(names, t.Name), append(codes, strconv.Itoa(i+1))
		}
	case Stratum:
		names, codes = make([]string, len(strata)), make([]string, len(strata))
		for g := range strata {
			names[g], codes[g] = strata[g].Name, strata[g].Code
		}
	case Group:
		names = groupsOf(strata)
	case Decile:
		codes = decileNames
	case Provider:
		for _, p := range s.Market.Providers {
			names = append(names, p.Name)
		}
	}
	for _, list := range [][]string{codes, names} {
		if at := slices.Index(list, name); at >= 0 {
			if slices.Contains(list[at+1:], name) {
				return 0, fmt.Errorf("there are several of %s %q", way, name)
			}
			return at, nil
		}
	}
	return 0, noGroup(string(way), name, slices.Concat(codes, names))
}

// noGroup is the error of a group that is not there.
func noGroup(way, name string, known []string) error {
	const most = 12
	switch best := param.Nearest(name, known); {
	case len(known) == 0:
		return fmt.Errorf("there is no %s", way)
	case len(known) <= most:
		return fmt.Errorf("got %s %q, want one of %s", way, name, strings.Join(known, ", "))
	case best != "":
		return fmt.Errorf("got %s %q, did you mean %q?", way, name, best)
	}
	return fmt.Errorf("got %s %q, which none of them is called", way, name)
}

func readCollection(r Ref, s *cogap.Scenario, strata []population.Stratum) (func(*Month) (histogram.Interval, error), error) {
	c, err := collectionOf(r.Collection, s.Statistics.Collect)
	if err != nil {
		return nil, err
	}
	groups, err := groupsIn(r, c, s, strata)
	if err != nil {
		return nil, err
	}
	return func(m *Month) (histogram.Interval, error) {
		found := false
		for i := range m.Record.Collected {
			row := &m.Record.Collected[i]
			if row.Collection != c.Name {
				continue
			}
			if found = true; slices.Equal(row.Groups, groups) {
				return row.Interval, nil
			}
		}
		if !found {
			return undefined, notMeasured{fmt.Sprintf("%s was not collected in %s", c.Name, m.Record.Date)}
		}
		return ofNobody(c), nil
	}, nil
}

// ofNobody is what a collection finds of a group without people, which has no row.
func ofNobody(c *observe.Collect) histogram.Interval {
	if c.Aggregate == observe.Count || c.Aggregate == observe.Sum {
		return exactly(0)
	}
	return undefined
}

func collectionOf(name string, list []observe.Collect) (*observe.Collect, error) {
	var names []string
	for i := range list {
		if list[i].Name == name {
			return &list[i], nil
		}
		names = append(names, list[i].Name)
	}
	if len(list) == 0 {
		return nil, errors.New("the scenario collects nothing (statistics.collect)")
	}
	return nil, noGroup("collection", name, names)
}

// groupsIn returns the names of the groups that are meant, in the order of the collection's ways.
func groupsIn(r Ref, c *observe.Collect, s *cogap.Scenario, strata []population.Stratum) ([]string, error) {
	var extra []string
	if s.Rule != nil {
		extra = s.Rule.Columns()
	}
	labels, err := c.Labels(strata, len(s.Market.Tiers), extra)
	if err != nil {
		return nil, err
	}
	groups := make([]string, len(c.By))
	for i, way := range c.By {
		at := slices.IndexFunc(r.Groups, func(is Is) bool { return is.Way == way })
		if at < 0 {
			return nil, fmt.Errorf("the collection parts people by %s: want a group of each, such as [%s=%s]", strings.Join(c.By, " and by "), quoted(way, "=,[]@"), quoted(labels[i][0], "=,[]@"))
		}
		if groups[i], err = labelOf(way, r.Groups[at].Name, labels[i], s, strata); err != nil {
			return nil, err
		}
	}
	for _, is := range r.Groups {
		if !slices.Contains(c.By, is.Way) {
			return nil, fmt.Errorf("the collection does not part people by %s", is.Way)
		}
	}
	return groups, nil
}

// labelOf returns what a collection calls a group, which may be named as measures name it, too: a stratum by its code, a tier
// by its name.
func labelOf(way, name string, labels []string, s *cogap.Scenario, strata []population.Stratum) (string, error) {
	if slices.Contains(labels, name) {
		return name, nil
	}
	if by := By(way); by == Stratum || by == Tier {
		if place, err := placeOf(by, name, s, strata); err == nil {
			return labels[place], nil
		}
	}
	return "", noGroup(way, name, labels)
}

// planned returns an error if a run of a model will not measure the number in the month that is meant.
func (x *Reader) planned(s *cogap.Scenario, m *engine.Model) error {
	var when func(t int) bool
	what, setting := "", ""
	if x.ref.ID == "" {
		c, _ := collectionOf(x.ref.Collection, s.Statistics.Collect) // bind has found it
		when, what, setting = func(t int) bool { return c.In(t, s.Months) }, c.Name+" is collected", "every"
	} else {
		needs := Must(x.ref.ID).needsBy(x.ref.way())
		w, isWhole := whole[needs]
		switch {
		case needs == books && len(s.Market.Providers) == 0:
			return x.ref.errorf("the scenario has no provider, so that no books are kept")
		case needs == peers:
			when, what, setting = m.MeasuresPeers, "how access lies among peers is measured", "network.kind and statistics.peers_every"
		case isWhole:
			when, what, setting = func(t int) bool { return needs.in(m.Measures(t)) }, w.what, w.setting
		default:
			return nil
		}
	}
	var months []string
	for t := range s.Months {
		if when(t) {
			months = append(months, s.Date(t))
		}
	}
	const most = 6
	switch {
	case len(months) == 0:
		return x.ref.errorf("%s in no month (see %s)", what, setting)
	case x.ref.Month == Sum && len(months) < s.Months:
		return x.ref.errorf("a sum takes all months, and %s in %d of %d", what, len(months), s.Months)
	case x.month < 0 || when(x.month):
		return nil
	case len(months) > most:
		months = append(append(months[:most-2:most-2], "..."), months[len(months)-1])
	}
	return x.ref.errorf("%s in %s only", what, strings.Join(months, ", "))
}

// Ref returns the name that it reads.
func (x *Reader) Ref() Ref { return x.ref }

// Wants reports whether a month of the run has to be seen.
func (x *Reader) Wants(month int) bool { return x.month < 0 || x.month == month }

// See looks at a month. Those that are not wanted are left out. Each is to be seen once, in any order but for a sum or a
// mean, of which the last digit may depend on it.
func (x *Reader) See(m *Month) {
	if !x.Wants(m.Record.Month) {
		return
	}
	v, err := x.read(m)
	if err != nil {
		if _, isGap := errors.AsType[notMeasured](err); x.err == nil && !(isGap && x.ref.Month == Mean) {
			x.err = err
		}
		return
	}
	x.seen++
	x.sum.Value += v.Value
	x.sum.Lo += v.Lo
	x.sum.Hi += v.Hi
}

// Value returns the number, once all months that are wanted have been seen. Its error says what the run did not have.
func (x *Reader) Value() (histogram.Interval, error) {
	switch {
	case x.err != nil:
		return undefined, x.ref.errorf("%w", x.err)
	case x.seen == 0 && x.month < 0:
		return undefined, x.ref.errorf("it was measured in no month")
	case x.seen == 0:
		return undefined, x.ref.errorf("the run ended before its month")
	case x.ref.Month == Mean:
		n := float64(x.seen)
		return histogram.Interval{Value: x.sum.Value / n, Lo: x.sum.Lo / n, Hi: x.sum.Hi / n}, nil
	}
	return x.sum, nil
}
