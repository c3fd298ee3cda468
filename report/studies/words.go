package studies

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/study"
)

// How much of a study is said in sentences.
const (
	mostSentences = 3 // measures
	mostTiles     = 4
	mostRows      = 60 // of a table
	mostNamed     = 4  // factors of a combination that a sentence names
)

// counted is a number of things.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return report.Grouped(int64(n)) + " " + many
}

// about says what was run.
func about(r *study.Result) string {
	text := fmt.Sprintf("The scenario “%s” was run %s", r.Plan.Base.Name, counted(r.Done(), "time", "times"))
	if r.Plan.IsPair() {
		text = fmt.Sprintf("Two scenarios, A (“%s”) and B (“%s”), were run %s each", nameOfScenario(r, 0), nameOfScenario(r, 1), counted(r.Pairs().Pairs, "time", "times"))
		text += ", in pairs of runs with " + r.Shared() + ". So a difference within a pair is the effect of what differs between the scenarios."
		if months := r.Months(); months != "" {
			text += " They are compared in " + months + "."
		}
		return text
	}
	if n := len(r.Plan.Factors); n > 0 {
		text += fmt.Sprintf(": %s of %s", counted(r.Cells(), "combination", "combinations"), counted(n, "factor", "factors"))
		if r.Replicates > 1 {
			text += fmt.Sprintf(", %d runs of each", r.Replicates)
		}
	}
	if r.Replicates < 2 {
		return text + ". One run of a combination does not say how much of a difference is luck: that takes replicates."
	}
	if r.Plan.Luck == study.Independent {
		return text + ". Every run has luck of its own."
	}
	text += ". Replicates differ in who the people are and in everybody’s luck alone"
	if r.Cells() > 1 {
		text += "; each has the same luck in all combinations, so that they differ by what the factors do"
	}
	return text + "."
}

// worthTelling lists the measures but those that are always 0, and those that say in all runs what one before them says.
func worthTelling(r *study.Result) []int {
	var list []int
	told := map[string]bool{}
	for _, k := range columnsOf(r, -1) {
		sum := sha256.New()
		isNothing := true
		for cell := range r.Cells() {
			for _, x := range r.Values(cell, k) {
				fmt.Fprintln(sum, x)
				isNothing = isNothing && (x == 0 || math.IsNaN(x))
			}
		}
		if said := string(sum.Sum(nil)); !told[said] && !isNothing {
			told[said] = true
			list = append(list, k)
		}
	}
	return list
}

// lead is the answer in sentences, one for each of the first measures.
func lead(r *study.Result) []string {
	var list []string
	for _, k := range worthTelling(r) {
		if text := sentence(r, k); text != "" && len(list) < mostSentences {
			list = append(list, text)
		}
	}
	if goal := r.Goal(); goal != "" {
		list = append(list, capital(goal)+".")
	}
	if n := r.Failed(); n > 0 {
		list = append(list, counted(n, "run", "runs")+" failed and is left out of all numbers.")
	}
	if list == nil {
		list = []string{"The study asks for series: see below."}
	}
	return list
}

// sentence says what a study found of a measure.
func sentence(r *study.Result, k int) string {
	name, q := capital(titleOf(r.Columns[k].Ref)), r.Quantity(k)
	switch {
	case r.Cells() == 1:
		s := r.Stat(0, k)
		if s.N < 2 {
			return fmt.Sprintf("%s is %s.", name, q.Of(s.Mean, s))
		}
		return fmt.Sprintf("%s is %s; nine in ten runs lie between %s and %s.", name, r.Interval(k, s), q.Of(s.Quantiles[0], s), q.Of(s.Quantiles[4], s))
	case r.Plan.IsPair():
		d := r.Pairs().Differences[k]
		return fmt.Sprintf("%s is %s in A and %s in B: a difference of %s.", name, r.Interval(k, d.A), r.Interval(k, d.B), q.ChangeInterval(d.Difference))
	case r.Plan.Design.Kind == study.Morris:
		return morrisSentence(r, k, name)
	case r.Plan.Design.Kind == study.Sobol:
		return sobolSentence(r, k, name)
	case len(r.Plan.Factors) == 1 || r.Cells() <= mostRows && len(r.Plan.Factors) <= mostNamed:
		lo, hi := extremes(r, k)
		if lo < 0 || lo == hi {
			return ""
		}
		return fmt.Sprintf("%s goes from %s (%s) to %s (%s).", name, r.Interval(k, r.Stat(lo, k)), cellName(r, lo), r.Interval(k, r.Stat(hi, k)), cellName(r, hi))
	}
	s := r.Spread(k).Cells
	return fmt.Sprintf("%s lies between %s and %s in nine of ten combinations, %s in the middle one.", name, rounded(q, s.Quantiles[0]), rounded(q, s.Quantiles[4]), rounded(q, s.Quantiles[2]))
}

func morrisSentence(r *study.Result, k int, name string) string {
	effects, err := r.Effects(k)
	if err != nil {
		return ""
	}
	slices.SortStableFunc(effects, func(a, b study.Effect) int { return cmp.Compare(b.MuStar.Value, a.MuStar.Value) })
	if math.IsNaN(effects[0].MuStar.Value) || effects[0].MuStar.Value == 0 {
		return name + " does not move with any factor."
	}
	q := r.Quantity(k)
	words := wordsOf(r)
	text := fmt.Sprintf("%s moves most with %s: by %s over its range (95%% interval %s)",
		name, words[effects[0].Factor], q.Change(effects[0].MuStar.Value), between(q, effects[0].MuStar))
	var others []string
	for _, e := range effects[1:min(len(effects), 3)] {
		others = append(others, words[e.Factor]+" ("+q.Change(e.MuStar.Value)+")")
	}
	if others != nil {
		text += ", then with " + strings.Join(others, " and ")
	}
	return text + "."
}

func sobolSentence(r *study.Result, k int, name string) string {
	shares, err := r.Shares(k)
	if err != nil {
		return ""
	}
	slices.SortStableFunc(shares, func(a, b study.Share) int { return cmp.Compare(b.Total.Value, a.Total.Value) })
	if math.IsNaN(shares[0].Total.Value) {
		return name + " does not vary with any factor."
	}
	first, total := shares[0].First, shares[0].Total
	text := fmt.Sprintf("%s: of what makes it vary, %s alone accounts for %s (95%% interval %s), with its interactions for %s (%s).",
		name, wordsOf(r)[shares[0].Factor], percent(first.Value), ofPercent(first), percent(total.Value), ofPercent(total))
	if first.Value > total.Value || total.Value > 1 {
		text += " A part cannot be more than the whole: these estimates are rough, and need more points."
	}
	return text
}

// extremes returns the cells in which a measure is lowest and highest; -1 if it is defined in none.
func extremes(r *study.Result, k int) (lo, hi int) {
	lo, hi = -1, -1
	for cell := range r.Cells() {
		m := r.Stat(cell, k).Mean
		if math.IsNaN(m) {
			continue
		}
		if lo < 0 || m < r.Stat(lo, k).Mean {
			lo = cell
		}
		if hi < 0 || m > r.Stat(hi, k).Mean {
			hi = cell
		}
	}
	return lo, hi
}

// tile is a number that matters.
type tile struct{ Value, Beside, Meaning string }

func tiles(r *study.Result) []tile {
	var list []tile
	for _, k := range worthTelling(r) {
		name, q := titleOf(r.Columns[k].Ref), r.Quantity(k)
		t := tile{Meaning: name}
		switch {
		case len(list) == mostTiles:
			continue
		case r.Cells() == 1:
			s := r.Stat(0, k)
			t.Value, t.Beside = parted(q.Interval(s))
		case r.Plan.IsPair():
			t.Value, t.Beside = parted(q.ChangeInterval(r.Pairs().Differences[k].Difference))
			t.Meaning = "B − A: " + name
		default:
			s := r.Spread(k).Cells
			t.Value, t.Beside = rounded(q, s.Quantiles[2]), "("+rounded(q, s.Quantiles[0])+" to "+rounded(q, s.Quantiles[4])+")"
			t.Meaning = name + ", middle and nine in ten of all combinations"
		}
		list = append(list, t)
	}
	return list
}

// parted returns a mean and the half of its interval.
func parted(text string) (mean, half string) {
	mean, half, ok := strings.Cut(text, " ± ")
	if ok {
		half = "± " + half
	}
	return mean, half
}

// tables lists the numbers: of each combination if they are few, and over all of them if there are several.
func tables(r *study.Result) []table {
	columns := columnsOf(r, -1)
	switch {
	case len(columns) == 0:
		return nil
	case r.Cells() == 1:
		return []table{tableOfOne(r, columns)}
	case r.Plan.IsPair():
		return []table{tableOfPairs(r)}
	case r.Cells() <= mostRows:
		return []table{tableOfCells(r, columns), tableOfAll(r, columns)}
	}
	return []table{tableOfAll(r, columns)}
}

func tableOfOne(r *study.Result, columns []int) table {
	t := table{
		Caption: "Each measure over all replicates: the mean with half of its 95% interval, the standard deviation of single runs, and where nine in ten of them lie",
		Heads:   []string{"measure", "mean", "SD of runs", "9 in 10 runs", "runs"},
	}
	for _, k := range columns {
		s, q := r.Stat(0, k), r.Quantity(k)
		t.Rows = append(t.Rows, []string{capital(titleOf(r.Columns[k].Ref)), q.Interval(s), q.Change(s.SD), q.Between(s.Quantiles[0], s.Quantiles[4], s), fmt.Sprint(s.N)})
	}
	return t
}

func tableOfPairs(r *study.Result) table {
	t := table{
		Caption: "Each measure in both scenarios and their difference, with half of the 95% interval; that of the difference is from the pairs",
		Heads:   []string{"measure", "A", "B", "B − A", "pairs"},
	}
	for k, d := range r.Pairs().Differences {
		if d.Column.Series >= 0 {
			continue
		}
		q := r.Quantity(k)
		t.Rows = append(t.Rows, []string{capital(titleOf(d.Column.Ref)), q.Interval(d.A), q.Interval(d.B), q.ChangeInterval(d.Difference), fmt.Sprint(d.Difference.N)})
	}
	return t
}

func tableOfCells(r *study.Result, columns []int) table {
	t := table{Caption: "Each combination, run once"}
	if r.Replicates > 1 {
		t.Caption = "Each combination: the mean with half of its 95% interval over replicates"
	}
	words := wordsOf(r)
	for d := range r.Plan.Factors {
		t.Heads = append(t.Heads, words[r.Plan.Factors[d].Column()])
	}
	for _, k := range columns {
		t.Heads = append(t.Heads, titleOf(r.Columns[k].Ref))
	}
	for cell := range r.Cells() {
		var row []string
		for _, level := range r.Levels(cell) {
			row = append(row, short(level))
		}
		for _, k := range columns {
			row = append(row, r.Interval(k, r.Stat(cell, k)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func tableOfAll(r *study.Result, columns []int) table {
	t := table{
		Caption: "Each measure over all combinations: the lowest and the highest mean, where nine in ten and the middle one lie, and how far single runs of one combination lie apart by luck (standard deviation)",
		Heads:   []string{"measure", "lowest", "5%", "middle", "95%", "highest", "luck (SD)"},
	}
	for _, k := range columns {
		q, s := r.Quantity(k), r.Spread(k)
		lo, hi := extremes(r, k)
		if lo < 0 {
			continue
		}
		luck := "not known"
		if s.Luck.N > 1 {
			luck = q.Change(s.Luck.SD)
		}
		t.Rows = append(t.Rows, []string{
			capital(titleOf(r.Columns[k].Ref)),
			rounded(q, r.Stat(lo, k).Mean), rounded(q, s.Cells.Quantiles[0]), rounded(q, s.Cells.Quantiles[2]), rounded(q, s.Cells.Quantiles[4]), rounded(q, r.Stat(hi, k).Mean), luck,
		})
	}
	return t
}

// failed lists runs that failed.
func failed(r *study.Result) table {
	t := table{Caption: "Runs that failed; they are left out of all numbers", Heads: []string{"run", "seed", "what", "why"}}
	for row := range r.All() {
		if row.Err == nil {
			continue
		}
		if len(t.Rows) == mostRows {
			t.Caption += fmt.Sprintf(" (the first %d; runs.csv has all)", mostRows)
			break
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(row.Index), fmt.Sprint(row.Seed), cellName(r, row.Cell), row.Err.Error()})
	}
	return t
}

// facts are what the study is.
func facts(r *study.Result) [][2]string {
	p := &r.Plan
	kind := string(cmp.Or(p.Design.Kind, study.Grid))
	if p.Design.Points > 0 {
		kind += fmt.Sprintf(" of %d points", p.Design.Points)
	}
	luck := "shared: replicate r has the same luck in every combination"
	if p.Luck == study.Independent {
		luck = "independent: every run has its own"
	}
	list := [][2]string{
		{"scenario", p.Base.Name},
		{"one agent for", counted(p.Base.Population.Scale, "person", "people")},
		{"months", fmt.Sprintf("%d, from %s", p.Base.Months, p.Base.Date(0))},
	}
	if len(p.Factors) > 0 {
		list = append(list, [2]string{"design", kind}, [2]string{"luck", luck})
	}
	runs := fmt.Sprintf("%s of %s, %d replicates", report.Grouped(int64(r.Done())), report.Grouped(int64(r.Replicates*r.Cells())), r.Replicates)
	if n := r.Failed(); n > 0 {
		runs += fmt.Sprintf(", %d failed", n)
	}
	list = append(list, [2]string{"runs", runs})
	if p.Until != nil {
		list = append(list, [2]string{"replicates", p.Until.String()}, [2]string{"goal", r.Goal()})
	}
	return append(list, [2]string{"seed", fmt.Sprint(p.Seed)})
}
