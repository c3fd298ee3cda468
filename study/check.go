package study

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/measure"
)

// checker gathers what is wrong with a plan.
type checker struct {
	plan     *Plan
	problems []error
	good     []bool          // factors that are sound by themselves
	usable   []bool          // factors of which values can be tried, sound or not
	sound    bool            // all factors are sound, their names and the design, so that cells can be made
	told     map[string]bool // problems of scenarios
	beside   int             // combinations that were tried with values that are wrong in the base
	others   *Plan           // of which these are combinations
	most     int             // values of each factor that are tried; of a plan that is refused for its many runs a few
}

// add notes a problem at a place of the plan, such as factors[0].values[2].
func (c *checker) add(path, format string, args ...any) {
	c.problems = append(c.problems, &cogap.ParameterError{Path: path, Err: fmt.Errorf(format, args...)})
}

// shape checks all that can be known without running or making a scenario.
func (c *checker) shape() {
	p := c.plan
	if p.Replicates < 0 {
		c.add("replicates", "got %d, want 1 or more", p.Replicates)
	}
	if p.Luck != "" && p.Luck != Shared && p.Luck != Independent {
		c.add("luck", "%w", param.Unknown(string(p.Luck), []string{string(Shared), string(Independent)}))
	}
	if p.From != "" && (p.replicates() > 1 || p.Luck == Independent || p.Base.Stream.Passes > 0) {
		c.add("from", "got a saved run, which has its own luck and stored people: want one replicate, luck that is shared, and no until and no stream")
	}
	if p.AtMost < 0 {
		c.add("at_most", "got %d, want 1 or more", p.AtMost)
	}
	for i := range p.Factors {
		before := len(c.problems)
		usable := c.factor(fmt.Sprintf("factors[%d]", i), &p.Factors[i])
		c.good, c.usable = append(c.good, before == len(c.problems)), append(c.usable, usable)
		if p.kind() != List { // in which a value may stand beside several of another factor
			c.twice(fmt.Sprintf("factors[%d]", i), p.Factors[i].Values)
		}
	}
	c.names()
	before := len(c.problems)
	c.design()
	countable := before == len(c.problems) && !slices.Contains(c.good, false)
	before = len(c.problems)
	c.factorNames()
	c.sound = countable && before == len(c.problems)
	c.until()
	c.most = math.MaxInt
	if p.Len() > p.atMost() {
		c.most = mostValues
	}
	if countable && p.Len() > p.atMost() {
		c.add("at_most", "got %s runs (%s), want at most %d", count(p.Len()), p.product(), p.atMost())
	}
}

// count prints a number of runs that may be too many to be counted.
func count(n int) string {
	if n == math.MaxInt {
		return "more than 10^18"
	}
	return fmt.Sprint(n)
}

// product says how many runs there are, and why.
func (p *Plan) product() string {
	return fmt.Sprintf("%s cells of %s", count(p.Cells()), counted(p.replicates(), "replicate"))
}

// factor checks one factor by itself, and reports whether its values can be tried.
func (c *checker) factor(path string, f *Factor) (usable bool) {
	if kinds := given(len(f.Values) > 0, f.Range != nil, len(f.Scenarios) > 0); kinds != 1 {
		c.add(path, "got %d of values, range and scenarios, want one of them", kinds)
		return false
	}
	usable = f.whole() == (len(f.Scenarios) > 0)
	if !usable {
		c.add(path+".path", "got %q: a factor of scenarios has no path, every other has one", f.Path)
	}
	for i, n := range f.Scenarios {
		if slices.ContainsFunc(f.Scenarios[:i], func(o Named) bool { return o.Name == n.Name }) {
			c.add(fmt.Sprintf("%s.scenarios[%d]", path, i), "got a second scenario named %q", n.Name)
		}
	}
	if f.Range != nil {
		c.bounds(path, f.Range)
		usable = usable && finite(f.Range.From) && finite(f.Range.To)
	}
	return usable
}

// twice notes values that a factor has a second time, however they are written; of many a few.
func (c *checker) twice(path string, values []string) {
	seen, told := map[string]bool{}, 0
	for i, v := range values {
		if told == mostTwice {
			return
		}
		same := v
		if x, err := strconv.ParseFloat(v, 64); err == nil {
			same = strconv.FormatFloat(x, 'g', -1, 64)
		}
		if seen[same] {
			c.add(fmt.Sprintf("%s.values[%d]", path, i), "got %s a second time", param.Shorten(v, 60))
			told++
		}
		seen[same] = true
	}
}

// mostTwice is of how many values of a factor it is told that they are there twice.
const mostTwice = 3

// given counts what is given.
func given(list ...bool) (n int) {
	for _, is := range list {
		if is {
			n++
		}
	}
	return n
}

func (c *checker) bounds(path string, r *Range) {
	switch {
	case !finite(r.From) || !finite(r.To):
		c.add(path, "got %v to %v, want finite numbers", r.From, r.To)
	case r.From >= r.To:
		c.add(path, "got %v to %v, want a lower end below an upper one", r.From, r.To)
	case r.Scale != "" && r.Scale != Linear && r.Scale != Log:
		c.add(path+".scale", "%w", param.Unknown(string(r.Scale), []string{string(Linear), string(Log)}))
	case r.Scale == Log && r.From <= 0:
		c.add(path+".from", "got %v on a log scale, want > 0", r.From)
	case r.Whole && (r.From != math.Trunc(r.From) || r.To != math.Trunc(r.To)):
		c.add(path, "got %v to %v, want whole numbers", r.From, r.To)
	}
	if r.Levels < 0 {
		c.add(path+".levels", "got %d, want 0 or more", r.Levels)
	}
}

func finite(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }

// design checks whether the design can do what is asked.
func (c *checker) design() {
	p := c.plan
	switch kind := p.kind(); {
	case !slices.Contains(kinds, kind):
		c.add("design", "%w", param.Unknown(string(kind), texts(kinds)))
	case kind.drawn() && len(p.Factors) == 0:
		c.add("design", "got %s without factors, want factors to draw", kind)
	case kind.drawn() && len(p.Factors) > mostFactors:
		c.add("factors", "got %d, want at most %d in a design that is drawn", len(p.Factors), mostFactors)
	case kind.drawn() && p.Design.Points < 1:
		c.add("design.points", "got %d, want at least 1 point to draw", p.Design.Points)
	case !kind.drawn() && p.Design.Points != 0:
		c.add("design.points", "got %d, but a %s has as many cells as its factors' values say", p.Design.Points, kind)
	case !kind.drawn():
		c.levels()
	case kind == Morris || kind == Sobol:
		c.effects()
	}
}

// effects checks the factors of a design that measures their effects.
func (c *checker) effects() {
	p := c.plan
	for i := range p.Factors {
		if f := &p.Factors[i]; f.Range == nil && f.levels() < 2 {
			c.add(fmt.Sprintf("factors[%d]", i), "got one value, which has no effect that %s could measure", p.kind())
		}
	}
	if p.Design.Points < 2 {
		c.add("design.points", "got 1, want at least 2: an effect is measured at several places")
	}
}

// levels checks the factors of a grid or a list.
func (c *checker) levels() {
	p := c.plan
	for i := range p.Factors {
		f := &p.Factors[i]
		path := fmt.Sprintf("factors[%d]", i)
		switch {
		case f.Range != nil && f.levels() < 1:
			c.add(path+".levels", "got a range without levels in a %s: want how many values to take of it", p.kind())
		case f.Range != nil && f.levels() == 1:
			c.add(path+".levels", "got 1 level of a range, of which only the lower end would be taken: want 2 or more, or the value itself")
		case f.Range != nil && c.good[i] && f.Range.crowded():
			c.add(path+".levels", "got %d levels of the whole numbers from %v to %v, of which several would be the same: want fewer", f.levels(), f.Range.From, f.Range.To)
		case p.kind() == List && c.good[0] && f.levels() != p.Factors[0].levels():
			c.add(path, "got %d values, want %d as the first factor of the list has", f.levels(), p.Factors[0].levels())
		}
	}
}

func texts(kinds []Kind) []string {
	var list []string
	for _, k := range kinds {
		list = append(list, string(k))
	}
	return list
}

// names checks the names of measures as far as they can be read without a run.
func (c *checker) names() {
	if len(c.plan.Measures)+len(c.plan.Series) == 0 {
		c.add("measures", "got none, want what the runs are asked for, such as sota_share@last")
	}
	seen := map[string]bool{}
	for _, list := range []struct {
		path  string
		names []string
	}{{"measures", c.plan.Measures}, {"series", c.plan.Series}} {
		for i, text := range list.names {
			path := fmt.Sprintf("%s[%d]", list.path, i)
			ref, err := measure.Parse(text)
			switch {
			case err != nil:
				c.add(path, "%w", err)
			case list.path == "series" && ref.Month != "":
				c.add(path, "got %s, want a name without a month: a series has all of them", text)
			case seen[list.path+ref.String()]:
				c.add(path, "got %s a second time", text)
			}
			seen[list.path+ref.String()] = true
		}
	}
}

// scenarios checks the base, the base with each value of each factor, and some cells; of a list all cells, in place of values. What is wrong
// is told once.
func (c *checker) scenarios(s *Study) {
	var err error
	if s.base, err = cogap.NewModel(s.plan.Base); err != nil {
		c.add(s.plan.basePath(), "%w", err)
		return
	}
	s.columns = c.columns(s.base)
	s.need = never
	c.tell(s.plan.basePath(), c.try(s, c.plan.Base, nil))
	if c.sound && c.plan.kind() == List && len(c.plan.Factors) > 0 {
		c.list(s)
		return
	}
	wrong := false
	for d := range c.plan.Factors {
		if c.usable[d] {
			wrong = c.values(s, d) || wrong
		}
	}
	if !c.sound || wrong {
		return // a cell of a value that is wrong is wrong too
	}
	for i := range min(c.plan.Cells(), c.plan.Len(), mostTried) {
		j := c.plan.Job(i)
		sc, err := c.plan.Scenario(j)
		if err = c.try(s, sc, err); err != nil {
			c.tell(c.plan.cause(err), c.plan.together(j.Levels, err))
		}
	}
}

// cause returns the place of the one factor whose parameter an error is of; that of the design if there is none, or several.
func (p *Plan) cause(err error) string {
	place := "design"
	wrong, ok := errors.AsType[*cogap.ParameterError](err)
	if !ok || wrong.Path == "" {
		return place
	}
	for d := range p.Factors {
		if path := p.Factors[d].Path; path == wrong.Path || holds(path, wrong.Path) || holds(wrong.Path, path) {
			if place != "design" {
				return "design"
			}
			place = fmt.Sprintf("factors[%d]", d)
		}
	}
	return place
}

// list checks the cells of a list: values that stand together need not be right with those of the base.
func (c *checker) list(s *Study) {
	p := c.plan
	for cell := range min(p.Cells(), c.most) {
		levels := p.levels(cell)
		sc, err := p.Scenario(Job{Seed: p.Base.Seed, Levels: levels})
		if err = c.try(s, sc, err); err == nil {
			continue
		}
		told := false
		for d := range p.Factors {
			sc, alone := p.with(&p.Factors[d], levels[d])
			if alone = c.try(s, sc, alone); alone != nil && alone.Error() == err.Error() {
				c.tell(p.Factors[d].place(d, cell), err)
				told = true
			}
		}
		if !told {
			c.tell(p.Factors[0].place(0, cell), p.together(levels, err))
		}
	}
}

// place is the place in the plan of one of the values of a factor, which is number d.
func (f *Factor) place(d, i int) string {
	path := fmt.Sprintf("factors[%d]", d)
	switch {
	case f.Range != nil:
		return path
	case f.whole():
		return fmt.Sprintf("%s.scenarios[%d]", path, i)
	}
	return fmt.Sprintf("%s.values[%d]", path, i)
}

// values checks the base with each value of a factor, and reports whether one is wrong. One that is right with other values of the other
// factors than the base's is right: cells are checked then.
func (c *checker) values(s *Study, d int) (wrong bool) {
	f := &c.plan.Factors[d]
	for _, v := range f.tried(c.most) {
		sc, err := c.plan.with(f, v.text)
		if err = c.try(s, sc, err); err == nil || !c.plan.nowhere(err) && c.rightBeside(s, f, v.text) {
			continue
		}
		if f.unknown(err) {
			c.tell(fmt.Sprintf("factors[%d]", d), err)
			return true
		}
		c.tell(fmt.Sprintf("factors[%d].%s", d, v.place), err)
		wrong = true
	}
	return wrong
}

// nowhere reports whether an error is of a name that no cell has: whole scenarios alone have other names than the base.
func (p *Plan) nowhere(err error) bool {
	return errors.Is(err, cogap.ErrUnknown) && !slices.ContainsFunc(p.Factors, func(f Factor) bool { return f.whole() })
}

// unknown reports whether an error is that there is no such parameter as the factor's, rather than of a value.
func (f *Factor) unknown(err error) bool {
	wrong, ok := errors.AsType[*cogap.ParameterError](err)
	return ok && errors.Is(wrong.Err, param.ErrUnknown) && (wrong.Path == f.Path || holds(wrong.Path, f.Path))
}

// rightBeside reports whether a value of a factor is right in one of some combinations with values of the others.
func (c *checker) rightBeside(s *Study, f *Factor, value string) bool {
	p := c.combined()
	d := slices.IndexFunc(p.Factors, func(o Factor) bool { return o.Path == f.Path })
	if d < 0 || len(p.Factors) < 2 {
		return false
	}
	for t := range 2 * mostTried {
		if c.beside++; c.beside > mostBeside {
			return false
		}
		levels := p.combination(t)
		levels[d] = value
		sc, err := p.Scenario(Job{Seed: p.Base.Seed, Levels: levels})
		if c.try(s, sc, err) == nil {
			return true
		}
	}
	return false
}

// combined returns the plan of which combinations are tried: where something is wrong, of the factors that are sound and do not clash.
func (c *checker) combined() *Plan {
	if c.sound {
		return c.plan
	}
	if c.others == nil {
		c.others = &Plan{Base: c.plan.Base, Design: Design{Kind: LatinHypercube}}
		for d, f := range c.plan.Factors {
			clashes := func(o Factor) bool { return Clash(o.Path, f.Path) != nil || o.whole() && f.whole() }
			if c.good[d] && !slices.ContainsFunc(c.others.Factors, clashes) {
				c.others.Factors = append(c.others.Factors, f)
			}
		}
	}
	return c.others
}

// combination returns the t-th of some combinations of values of all factors: at first the first values, the second ones and so on, then any.
func (p *Plan) combination(t int) []string {
	list := make([]string, len(p.Factors))
	for i := range p.Factors {
		f := &p.Factors[i]
		n := f.levels()
		if p.kind().drawn() {
			n = mostTried
		}
		k := t % n
		if t >= mostTried {
			k = int(mix(mix(uint64(t))+uint64(i)) % uint64(n))
		}
		if p.kind().drawn() {
			list[i] = f.At(float64(k) / float64(n-1))
		} else {
			list[i] = f.level(k)
		}
	}
	return list
}

// together returns an error with the values that cause it, taken together; nil stays nil.
func (p *Plan) together(levels []string, err error) error {
	if err == nil || len(levels) == 0 {
		return err
	}
	var list []string
	for d := range min(len(levels), 3) {
		list = append(list, p.Factors[d].Column()+" = "+param.Shorten(levels[d], 60))
	}
	if len(levels) > 3 {
		list = append(list, "...")
	}
	return fmt.Errorf("with %s: %w", strings.Join(list, ", "), err)
}

// tell notes what is wrong with a scenario, once.
func (c *checker) tell(path string, err error) {
	if err != nil && !c.told[err.Error()] {
		c.told[err.Error()] = true
		c.add(path, "%w", err)
	}
}

// try returns what is wrong with a scenario: its values, or what it does not have that is to be measured. What it must measure the
// study measures in all runs.
func (c *checker) try(s *Study, sc cogap.Scenario, err error) error {
	if err == nil {
		err = s.bind(s.base, sc)
	}
	for err == nil && s.bind(s.base, s.need.lean(sc, s.columns)) != nil {
		s.need++
	}
	return err
}

// bind returns what is wrong with a scenario.
func (s *Study) bind(root *cogap.Model, sc cogap.Scenario) error {
	m, err := root.With(sc)
	if err == nil {
		_, err = measure.Bind(s.refs(), m)
		err = fewOf(err)
	}
	return err
}

// fewOf returns the first of what is wrong with measures: those of a series are wrong in each month.
func fewOf(err error) error {
	list, several := err.(interface{ Unwrap() []error })
	if !several || len(list.Unwrap()) <= mostOfMeasures {
		return err
	}
	all := list.Unwrap()
	return errors.Join(append(slices.Clone(all[:mostOfMeasures]), fmt.Errorf("and %d more measures", len(all)-mostOfMeasures))...)
}

// mostOfMeasures is how many problems of measures are told of one scenario.
const mostOfMeasures = 2

// columns returns what each run is asked for: measures, then series, month by month.
func (c *checker) columns(base *cogap.Model) []Column {
	var list []Column
	sc := &c.plan.Base
	bind := func(r measure.Ref) error {
		_, err := measure.Bind([]measure.Ref{r}, base)
		return err
	}
	for i, text := range c.plan.Measures {
		ref, err := measure.Parse(text)
		if err != nil {
			continue // which names has told
		}
		if err := bind(ref); err != nil {
			c.add(fmt.Sprintf("measures[%d]", i), "%w", err)
			continue
		}
		list = append(list, Column{ref, -1})
	}
	both := c.plan.pairMonths()
	for i, text := range c.plan.Series {
		ref, err := measure.Parse(text)
		if err != nil || ref.Month != "" {
			continue
		}
		before := len(list)
		for t := range sc.Months {
			if ref.Month = sc.Date(t); (both == nil || slices.Contains(both, ref.Month)) && bind(ref) == nil {
				list = append(list, Column{ref, i})
			}
		}
		if len(list) == before {
			ref.Month = measure.Mean
			c.add(fmt.Sprintf("series[%d]", i), "%w", bind(ref))
		}
	}
	return list
}

// mostTried is how many cells are checked before anything runs. A cell beyond that is found to be wrong when it is run.
const mostTried = 16

// mostBeside is how many combinations are tried in all with values that are wrong in the base.
const mostBeside = 512

// value is a value of a factor and its place in the plan.
type value struct{ place, text string }

// mostValues is how many values of a factor are tried of a plan that is refused for its many runs, which may be millions.
const mostValues = 100

// tried lists the values of a factor that are checked before anything runs, at most so many: all values, or the ends of the range.
func (f *Factor) tried(most int) []value {
	if r := f.Range; r != nil { // whichever end is the lower
		return []value{{"from", strconv.FormatFloat(r.From, 'g', 12, 64)}, {"to", strconv.FormatFloat(r.To, 'g', 12, 64)}}
	}
	list := make([]value, min(f.levels(), most))
	kind := "values"
	if f.whole() {
		kind = "scenarios"
	}
	for i := range list {
		list[i] = value{fmt.Sprintf("%s[%d]", kind, i), f.level(i)}
	}
	return list
}

// with returns the base with one value of one factor.
func (p *Plan) with(f *Factor, value string) (cogap.Scenario, error) {
	one := Plan{Base: p.Base, Factors: []Factor{*f}}
	return one.Scenario(Job{Seed: p.Base.Seed, Levels: []string{value}})
}
