package studies

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// bars is a table with a bar in each row: what each factor does to a measure, the strongest first.
type bars struct {
	ID, Title, Note string
	Heads           []string // of the numbers
	Scale           [2]string
	Rows            []barRow
}

// barRow is a factor.
type barRow struct {
	Factor  string
	Words   string // the factor in words
	Meaning string
	Bar     template.HTML // a drawing of what the cells say
	Cells   []barCell
	size    float64
}

// barCell is a number and its interval.
type barCell struct{ Value, Interval string }

// mostFactors is how many factors are shown of many.
const mostFactors = 20

// barsOf returns what each factor does to a measure, by the method of the study's design; nil if it has none.
func barsOf(r *study.Result, column int) *bars {
	b := &bars{ID: fmt.Sprintf("matters-%d", column)}
	name := titleOf(r.Columns[column].Ref)
	switch r.Plan.Design.Kind {
	case study.Morris:
		b.morris(r, column, name)
	case study.Sobol:
		b.sobol(r, column, name)
	default:
		b.mains(r, column, name)
	}
	if len(b.Rows) == 0 {
		return nil
	}
	words := wordsOf(r)
	for i := range b.Rows {
		b.Rows[i].Meaning, b.Rows[i].Words = meaningOf(r, b.Rows[i].Factor), words[b.Rows[i].Factor]
	}
	slices.SortStableFunc(b.Rows, func(x, y barRow) int { return cmp.Compare(y.size, x.size) })
	if left := len(b.Rows) - mostFactors; left > 0 {
		b.Rows = b.Rows[:mostFactors]
		b.Note += fmt.Sprintf(" The %d factors that matter least are left out.", left)
	}
	return b
}

// meanings are the first sentences of what scenario.Describe says of parameters, by their paths.
var meanings = sync.OnceValue(func() map[string]string {
	list := map[string]string{}
	for _, p := range scenario.Describe() {
		text, _, _ := strings.Cut(p.Meaning, ". ")
		list[p.Path] = strings.TrimSuffix(text, ".")
	}
	return list
})

var places = regexp.MustCompile(`\[\d+\]`)

// meaningOf says what the parameter of a factor is; nothing of whole scenarios.
func meaningOf(r *study.Result, name string) string {
	for i := range r.Plan.Factors {
		if f := &r.Plan.Factors[i]; f.Column() == name {
			path, _, _ := strings.Cut(places.ReplaceAllString(f.Path, "[]"), ".values[]")
			return cmp.Or(meanings()[path], meanings()[f.Path])
		}
	}
	return ""
}

// morris shows elementary effects.
func (b *bars) morris(r *study.Result, column int, name string) {
	effects, err := r.Effects(column)
	if err != nil {
		return
	}
	q := r.Quantity(column)
	b.Title = "What moves: " + name
	b.Note = "How far the measure moves when a factor goes from the lower end of its range to the upper, on average over places in the ranges of the others (mean size of elementary effects, μ*), with " +
		"its 95% interval. Direction is the mean with its sign (μ): where it is much smaller than μ*, the factor works both ways. Varies is how much the effect depends on the others or bends (σ)."
	b.Heads = []string{"moves it by", "direction", "varies"}
	s := scaleOf(0, highest(len(effects), func(i int) float64 { return effects[i].MuStar.Hi }))
	b.Scale = s.ends(q.Change)
	for _, e := range effects {
		if math.IsNaN(e.MuStar.Value) {
			continue
		}
		draw := s.bar(0, e.MuStar.Value, 0, 0, 1) + s.whisker(e.MuStar.Lo, e.MuStar.Hi, 0, 1)
		b.Rows = append(b.Rows, barRow{e.Factor, "", "", s.drawing(draw), []barCell{
			{q.Change(e.MuStar.Value), between(q, e.MuStar)},
			{signed(q, e.Mu), ""},
			{q.Change(e.Sigma), ""},
		}, e.MuStar.Value})
	}
	b.Note += s.note()
}

// sobol shows shares of variance.
func (b *bars) sobol(r *study.Result, column int, name string) {
	shares, err := r.Shares(column)
	if err != nil {
		return
	}
	b.Title = "What makes it vary: " + name
	b.Note = "What part of the measure’s variance over all ranges each factor accounts for: alone (first order, upper bar), and with all its interactions (total, lower bar), with 95% intervals. " +
		"If a factor were known, the first order would go on average; the total would be left if all others were known."
	b.Heads = []string{"alone", "with interactions"}
	s := scaleOf(0, max(1, highest(len(shares), func(i int) float64 { return max(shares[i].First.Hi, shares[i].Total.Hi) })))
	share := study.Quantity{Percent: true}
	b.Scale = s.ends(plainly(share))
	for _, x := range shares {
		if math.IsNaN(x.Total.Value) {
			continue
		}
		draw := s.bar(0, x.First.Value, 0, 0, 2) + s.whisker(x.First.Lo, x.First.Hi, 0, 2) + s.bar(0, x.Total.Value, 1, 1, 2) + s.whisker(x.Total.Lo, x.Total.Hi, 1, 2)
		b.Rows = append(b.Rows, barRow{x.Factor, "", "", s.drawing(draw), []barCell{ofEstimate(x.First), ofEstimate(x.Total)}, x.Total.Value})
	}
	b.Note += s.note()
}

// between shows an interval, its unit once.
func between(q study.Quantity, e study.Estimate) string {
	if !e.Known() {
		return tooFew
	}
	return strings.TrimSuffix(q.Change(e.Lo), " points") + " to " + q.Change(e.Hi)
}

// ofEstimate shows a share of variance.
func ofEstimate(e study.Estimate) barCell {
	return barCell{percent(e.Value), ofPercent(e)}
}

// ofPercent prints the interval of a share of variance.
func ofPercent(e study.Estimate) string {
	if !e.Known() {
		return tooFew
	}
	return percent(e.Lo) + " to " + percent(e.Hi)
}

// tooFew stands for an interval that is not defined.
const tooFew = "too few points"

// percent prints a share as 12%.
func percent(x float64) string {
	if text := fmt.Sprintf("%.0f%%", 100*x); text != "-0%" {
		return text
	}
	return "0%"
}

// mains shows main effects of a grid.
func (b *bars) mains(r *study.Result, column int, name string) {
	effects, err := r.MainEffects(column)
	if err != nil {
		return
	}
	q := r.Quantity(column)
	b.Title = "What each factor does to: " + name
	b.Note = "The mean at the value where it is lowest and where it is highest, over all combinations of the other factors, and what lies between."
	b.Heads = []string{"lowest", "highest", "change"}
	lo, hi := endsOf(effects)
	if !(lo < hi) {
		return
	}
	s := scaleOf(lo, hi)
	b.Scale = s.ends(plainly(q))
	for _, e := range effects {
		l, h := e.Lowest, e.Highest
		if len(e.Values) < 2 || math.IsNaN(e.Means[l].Mean) {
			continue
		}
		draw := s.bar(e.Means[l].Mean, e.Means[h].Mean, 0, 0, 1) + s.whisker(e.Means[l].Lo, e.Means[l].Hi, 0, 1) + s.whisker(e.Means[h].Lo, e.Means[h].Hi, 0, 1)
		b.Rows = append(b.Rows, barRow{e.Factor, "", "", s.drawing(draw), []barCell{
			{q.Interval(e.Means[l]), "at " + e.Values[l]}, {q.Interval(e.Means[h]), "at " + e.Values[h]}, {q.ChangeInterval(e.Change), ""},
		}, e.Means[h].Mean - e.Means[l].Mean})
	}
	b.Note += s.note()
}

// reach is how far means and their intervals go.
type reach struct{ lo, hi, low, high float64 }

func newReach() reach { return reach{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)} }

// add takes in a mean and its interval, as far as they are known.
func (r *reach) add(s study.Stat) {
	if !math.IsNaN(s.Mean) {
		r.lo, r.hi = min(r.lo, s.Mean), max(r.hi, s.Mean)
	}
	if !math.IsNaN(s.Lo) && !math.IsNaN(s.Hi) {
		r.low, r.high = min(r.low, s.Lo), max(r.high, s.Hi)
	}
}

// farthest is how many times the distance of the means an axis goes on for an interval: one that is wider, as of two runs, is cut, or no bar could be seen.
const farthest = 4

// ends returns where an axis begins and ends that covers the means and their intervals.
func (r reach) ends() (lo, hi float64) {
	most := farthest * (r.hi - r.lo)
	return min(r.lo, max(r.low, r.lo-most)), max(r.hi, min(r.high, r.hi+most))
}

// endsOf returns where the axis of main effects begins and ends, which has 0 on it if that is near. It is empty if all means are equal.
func endsOf(effects []study.MainEffect) (lo, hi float64) {
	r := newReach()
	for _, e := range effects {
		r.add(e.Means[e.Lowest])
		r.add(e.Means[e.Highest])
	}
	if !(r.lo < r.hi) {
		return r.lo, r.lo
	}
	lo, hi = r.ends()
	if lo > 0 && r.lo < 0.8*r.hi {
		lo = 0
	}
	return lo, hi
}

// scale maps numbers to places from 0 to 100.
type scale struct {
	lo, hi float64
	cut    bool // something goes on beyond it
}

func scaleOf(lo, hi float64) scale {
	if !(hi > lo) {
		hi = lo + 1
	}
	return scale{lo: lo, hi: hi}
}

// highest returns the largest of some numbers that are defined; 0 if none is.
func highest(n int, of func(int) float64) float64 {
	most := 0.0
	for i := range n {
		if x := of(i); x > most && !math.IsInf(x, 0) {
			most = x
		}
	}
	return most
}

// ends names the ends of the scale.
func (s scale) ends(show func(float64) string) [2]string { return [2]string{show(s.lo), show(s.hi)} }

// plainly prints a number of no interval, to three digits.
func plainly(q study.Quantity) func(float64) string {
	return func(x float64) string { return rounded(q, x) }
}

func (s scale) at(x float64) float64 { return 100 * (min(max(x, s.lo), s.hi) - s.lo) / (s.hi - s.lo) }

// height is that of a row's drawing.
const height = 16.0

// bar draws a bar from a to b, in the i-th of n lanes.
func (s scale) bar(a, b float64, color, i, n int) string {
	if math.IsNaN(a) || math.IsNaN(b) {
		return ""
	}
	lane := height / float64(n)
	return fmt.Sprintf(`<rect class="fill%d" x="%.2f" y="%.2f" width="%.2f" height="%.2f"/>`,
		color, s.at(a), float64(i)*lane+0.15*lane, max(s.at(b)-s.at(a), 0.4), 0.7*lane)
}

// whisker draws an interval, in the i-th of n lanes: a cap where it ends, an arrow where it goes on beyond the scale.
func (s *scale) whisker(lo, hi float64, i, n int) string {
	if math.IsNaN(lo) || math.IsNaN(hi) {
		return ""
	}
	lane := height / float64(n)
	middle, half := (float64(i)+0.5)*lane, 0.22*lane
	end := func(x, inwards float64) string {
		if s.lo <= x && x <= s.hi {
			return fmt.Sprintf("M%.2f %.2fv%.2f", s.at(x), middle-half, 2*half)
		}
		s.cut = true
		return fmt.Sprintf("M%.2f %.2fL%.2f %.2fL%.2f %.2f", s.at(x)+inwards, middle-half, s.at(x), middle, s.at(x)+inwards, middle+half)
	}
	return fmt.Sprintf(`<path class="whisker" d="M%.2f %.2fH%.2f%s%s"/>`, s.at(lo), middle, s.at(hi), end(lo, arrow), end(hi, -arrow))
}

// note explains arrows, if there are any.
func (s scale) note() string {
	if !s.cut {
		return ""
	}
	return " An arrow is an interval that goes on beyond the scale."
}

// arrow is how long the head of an arrow is.
const arrow = 1.5

// drawing returns a row's drawing. It says nothing that the cells beside it do not.
func (s scale) drawing(parts string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 100 %g" preserveAspectRatio="none" aria-hidden="true" focusable="false">%s</svg>`, height, parts))
}

// signed prints a change with its sign.
func signed(q study.Quantity, x float64) string {
	if x > 0 {
		return "+" + q.Change(x)
	}
	return strings.Replace(q.Change(x), "-", "−", 1)
}
