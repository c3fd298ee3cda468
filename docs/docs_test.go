// Package docs_test holds docs/model.md to the code: a parameter is in the table with the default, unit and range that
// the code gives it, and the examples are code that compiles.
package docs_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// row is one line of a table of parameters.
type row struct{ path, value, unit, sensitivity, allowed, source string }

// documented reads the table of parameters below a heading.
func documented(t *testing.T, heading string) []row {
	t.Helper()
	_, section, found := strings.Cut(read(t, "model.md"), "\n### "+heading+"\n")
	require.True(t, found, "model.md has no heading %q", heading)
	if next := regexp.MustCompile(`(?m)^##`).FindStringIndex(section); next != nil {
		section = section[:next[0]]
	}
	var rows []row
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| symbol") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(line), "|")
		require.Len(t, cells, 9, "want seven columns: %s", line)
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, row{strings.Trim(cells[2], "`"), cells[3], cells[4], cells[5], cells[6], cells[7]})
	}
	require.NotEmpty(t, rows, heading)
	return rows
}

// declared lists the parameters of v as the code declares them. A market.Path counts as one.
func declared(v any) []row {
	fields := param.Fields(v)
	byPath := map[string]param.Field{}
	for _, f := range fields {
		byPath[f.Path] = f
	}
	var rows []row
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		path, isPath := strings.CutSuffix(f.Path, ".kind")
		if !isPath || f.Type != "market.Kind" {
			r := row{path: f.Path, value: fmt.Sprint(f.Value), unit: f.Unit, allowed: f.Range.String()}
			if _, err := strconv.ParseFloat(r.value, 64); err != nil {
				r.allowed = "" // a text
			}
			rows = append(rows, r)
			continue
		}
		rows = append(rows, ofPath(path, byPath))
		for i+1 < len(fields) && strings.HasPrefix(fields[i+1].Path, path+".") {
			i++
		}
	}
	return rows
}

// ofPath makes one row of the fields of a market.Path: "steps 100, 200 from months 0, 12".
func ofPath(path string, fields map[string]param.Field) row {
	list := func(name string) string {
		var values []string
		for i := 0; ; i++ {
			f, ok := fields[fmt.Sprintf("%s.%s[%d]", path, name, i)]
			if !ok {
				return strings.Join(values, ", ")
			}
			values = append(values, fmt.Sprint(f.Value))
		}
	}
	r := row{path: path, value: fmt.Sprint(fields[path+".kind"].Value, " ", list("values"))}
	if months := list("months"); months != "" {
		r.value += " from months " + months
	}
	if speed := fields[path+".speed"].Value; speed != 0.0 {
		r.value += fmt.Sprint(" at speed ", speed)
	}
	first := fields[path+".values[0]"]
	r.unit, r.allowed = first.Unit, first.Range.String()
	return r
}

// compare lists all differences between what the page says and what the code says.
func compare(page, code []row) []string {
	var problems []string
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	onPage := map[string]row{}
	for _, r := range page {
		if _, twice := onPage[r.path]; twice {
			say("%s: is on the page twice", r.path)
		}
		onPage[r.path] = r
	}
	for _, c := range code {
		p, ok := onPage[c.path]
		if !ok {
			say("%s: is not on the page: %s, %s, %s", c.path, c.value, c.unit, c.allowed)
			continue
		}
		delete(onPage, c.path)
		for _, cell := range []struct{ name, page, code string }{
			{"default", p.value, c.value}, {"unit", p.unit, c.unit}, {"allowed", p.allowed, c.allowed},
		} {
			if cell.page != cell.code {
				say("%s: %s: the page says %q, the code %q", c.path, cell.name, cell.page, cell.code)
			}
		}
	}
	for path := range onPage {
		say("%s: is on the page, but no parameter has this path", path)
	}
	return problems
}

func TestParametersOnThePage(t *testing.T) {
	for heading, v := range map[string]any{
		"The plain scenario": cogap.Plain(),
		"A provider":         market.DefaultProvider("lab"),
		"A policy":           market.Policy{},
	} {
		require.Empty(t, strings.Join(compare(documented(t, heading), declared(v)), "\n"), heading)
	}
}

// TestCollectionsOnThePage: the page has every name that a collection knows, and its example of one is valid.
func TestCollectionsOnThePage(t *testing.T) {
	page := read(t, "model.md")
	var rows strings.Builder
	for _, c := range observe.Columns() {
		fmt.Fprintf(&rows, "| `%s` | %s | %s |\n", c.Name, c.Unit, c.Meaning)
	}
	require.Contains(t, page, "| name | unit | meaning |\n|---|---|---|\n"+rows.String()+"\n")

	_, example, found := strings.Cut(page, "```yaml\n")
	require.True(t, found)
	example, _, _ = strings.Cut(example, "```")
	s, err := scenario.Read(strings.NewReader(example), "model.md")
	require.NoError(t, err)
	require.Len(t, s.Statistics.Collect, 1)
}

func TestReadyMadeTiersOnThePage(t *testing.T) {
	page := read(t, "model.md")
	for name, tier := range map[string]market.Tier{"Free": market.Free(), "Entry": market.Entry(), "Basic": market.Basic()} {
		cells := fmt.Sprintf("| `market.%s()` | %g | %g | %g | %g | ", name, tier.Price.At(0), tier.Quality.At(0), tier.Quota.At(0), tier.Load)
		require.Contains(t, page, cells)
		require.Equal(t, []any{market.Constant(1), 0}, []any{tier.Admission, tier.Lag}, name)
	}
}

// TestCompareSeesEveryDifference shows that the tests above can fail.
func TestCompareSeesEveryDifference(t *testing.T) {
	code := []row{{path: "a", value: "1", unit: "u", allowed: "0 to 1"}, {path: "b", value: "x"}}
	for name, page := range map[string][]row{
		"missing":       {code[0]},
		"stale":         {code[0], code[1], {path: "c"}},
		"twice":         {code[0], code[1], code[1]},
		"other default": {{path: "a", value: "2", unit: "u", allowed: "0 to 1"}, code[1]},
		"other unit":    {{path: "a", value: "1", unit: "1", allowed: "0 to 1"}, code[1]},
		"other range":   {{path: "a", value: "1", unit: "u", allowed: "0 to 2"}, code[1]},
	} {
		require.Len(t, compare(page, code), 1, name)
	}
	require.Empty(t, compare(code, code))
}

// TestSensitivityRanges: a range such as 0.2..0.4 holds the default and stays inside what is allowed; every row has a source.
func TestSensitivityRanges(t *testing.T) {
	s := cogap.Plain()
	code := declared(&s)
	published := map[string]study.Range{}
	for _, f := range study.Published(s) {
		published[f.Path] = *f.Range
	}
	ranges := 0
	for _, r := range documented(t, "The plain scenario") {
		require.NotEmpty(t, r.source, "%s: no source", r.path)
		low, high, found := strings.Cut(r.sensitivity, "..")
		lo, errLo := strconv.ParseFloat(low, 64)
		hi, errHi := strconv.ParseFloat(high, 64)
		if !found || errLo != nil || errHi != nil {
			continue // in words
		}
		ranges++
		require.Equal(t, study.Range{From: lo, To: hi}, published[r.path], "%s: study.Published has another range", r.path)
		for _, c := range code {
			if c.path != r.path {
				continue
			}
			value, err := strconv.ParseFloat(strings.TrimPrefix(c.value, "constant "), 64)
			require.NoError(t, err, r.path)
			require.True(t, lo <= value && value <= hi, "%s: default %v is not in %s", r.path, value, r.sensitivity)
		}
		for _, end := range []string{low, high} {
			require.NoError(t, scenario.Set(&s, r.path, end), r.path)
			require.NoError(t, s.Validate(), "%s at %s", r.path, end)
		}
		s = cogap.Plain()
	}
	require.Greater(t, ranges, 30)
	require.Len(t, published, ranges, "study.Published has a range that is not on the page")
}

// TestPatternsOnThePage: how far the readings are from the published figures is as the page says, within what so few
// agents can tell.
func TestPatternsOnThePage(t *testing.T) {
	page := read(t, "model.md")
	for name, want := range map[string]struct {
		months    [3]int // February and December 2026, December 2028
		pay, gain [2]float64
	}{
		"today": {[3]int{38, 48, 72}, [2]float64{0.028, 0.031}, [2]float64{0.035, 0.060}},
		"plain": {[3]int{1, 11, 35}, [2]float64{0.083, 0.117}, [2]float64{0.10, 0.21}},
	} {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		s.Population.Scale, s.Statistics.Every = 2000, 0
		result, err := cogap.Run(t.Context(), s, cogap.Options{})
		require.NoError(t, err)
		for i, month := range want.months[:2] {
			paying := 0.0
			for k, offer := range result.Months[month].Menu {
				if offer.Price > 0 {
					paying += result.Months[month].Tier(k + 1)
				}
			}
			require.InDelta(t, want.pay[i], paying, 0.007, "%s, month %d", name, month)
		}
		for i, month := range []int{want.months[0], want.months[2]} {
			with := result.Months[month].Total.With()
			require.InEpsilon(t, want.gain[i], with.Gain.Float()/float64(with.People), 0.06, "%s, month %d", name, month)
		}
	}
	for _, row := range []string{
		"| people who pay, February 2026 | 3% | 2.8%, nearly all 20u | 8.3%, all 100u |",
		"| people who pay, December 2026 | | 3.1% | 11.7% |",
		"| mean gain G of users, share of output, February 2026 | 0.036 | 0.035 | 0.10 |",
		"| the same, December 2028 | | 0.060 | 0.21 |",
	} {
		require.Contains(t, page, row)
	}
}

// eager people wait for nobody.
type eager struct{}

func (eager) Name() string { return "eager" } // stands in the manifest

func (eager) Columns() []string { return nil } // needs no column of its own

func (eager) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	clear(b.Threshold)
	b.Step(m, dst) // the model's own month
}

// eagerToo is the same rule, written on one person.
func eagerToo(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
	p.Threshold = 0
	return p.Step(m, luck)
}

func TestRulesOnThePage(t *testing.T) {
	s := cogap.Plain()
	s.Population.Scale, s.Months = 10_000, 3
	access := func(rule agent.Rule) float64 {
		s.Rule = rule
		result, err := cogap.Run(context.Background(), s, cogap.Options{})
		require.NoError(t, err)
		if rule != nil {
			require.Zero(t, result.Last().Filtered(agent.Waiting))
		}
		return result.Last().SOTAShare()
	}
	chunk := access(eager{})
	require.Greater(t, chunk, access(nil))
	require.InDelta(t, chunk, access(agent.PerPerson("eager", eagerToo)), 1e-3)
}

// TestCodeOnThePage holds the Go code on the page to that of this file, which compiles.
func TestCodeOnThePage(t *testing.T) {
	here := read(t, "docs_test.go")
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(read(t, "model.md"), -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		for part := range strings.SplitSeq(strings.TrimSpace(block[1]), "\n\n") {
			require.Contains(t, here, part)
		}
	}
}

// TestDependenciesHaveAReason: each module and tool that a go.mod of the workspace or go.tools.mod names has a row in
// decisions.md, in its version.
func TestDependenciesHaveAReason(t *testing.T) {
	page := read(t, "decisions.md")
	direct := regexp.MustCompile(`(?m)^\t(\S+) v(\S+)$`) // without "// indirect"
	modules := regexp.MustCompile(`(?m)^\t(\.\S*)$`).FindAllStringSubmatch(read(t, "../go.work"), -1)
	require.Greater(t, len(modules), 3)
	for _, module := range modules {
		mods := direct.FindAllStringSubmatch(read(t, filepath.Join("..", module[1], "go.mod")), -1)
		require.NotEmpty(t, mods, module[1])
		for _, mod := range mods {
			if strings.HasPrefix(mod[1], "github.com/cogap/") {
				continue
			}
			version := "v" + mod[2]
			if date := regexp.MustCompile(`-(\d{4})(\d\d)(\d\d)\d{6}-`).FindStringSubmatch(version); date != nil {
				version = "of " + strings.Join(date[1:], "-")
			}
			require.Contains(t, page, fmt.Sprintf("| %s | %s |", mod[1], version), module[1])
		}
	}
	_, tools, _ := strings.Cut(read(t, "../go.tools.mod"), "tool (")
	for tool := range strings.FieldsSeq(strings.TrimSuffix(strings.TrimSpace(tools), ")")) {
		require.Contains(t, page, fmt.Sprintf("| %s |", tool[strings.LastIndex(tool, "/")+1:]))
	}
}

var update = flag.Bool("update", false, "rewrite columns.md, and the tables of what was fitted in model.md")

// columnsHead is what columns.md says before its tables.
const columnsHead = `# Measures and columns

Every number of a run is declared once, in package ` + "[`measure`](../measure)" + `, as a measure: what it is called, its unit, what it means, its
formula and its bounds. Tables, JSON, the page, pictures and comparisons show measures; this page lists them, then the
columns of the tables. It is made from the declarations.

## Names

A name says which measure, of which group, in which month. ` + "`measure.Parse(\"sota_share@2028-12\")`" + ` reads one, and its ` + "`Of(result)`" + `
gives the number:

| name | is |
|---|---|
| ` + "`sota_share`" + ` | of everybody, in the last month |
| ` + "`sota_share@2028-12`" + ` | in that month; ` + "`@35`, `@first` and `@last`" + ` name months too |
| ` + "`left_share@sum`, `price@mean`" + ` | over all months |
| ` + "`sota_share[decile=10]`" + ` | of the tenth of people with the highest incomes |
| ` + "`people[tier=free]`, `users[provider=lab]`" + ` | of a tier, by its name or its place in the menu; of a provider |
| ` + "`sota[stratum=29-1141]`, `sota[group=Management]`" + ` | of a stratum, by code or name; of a group of strata |
| ` + "`collected.left[income_decile=1]@2028-12`" + ` | what a collection of the scenario (` + "`statistics.collect`" + `) found |

In formulas N(...) is the number of real people of the group for whom a condition holds, N the number of all of them; k is the
tier that a person holds, 0 for none, K for SOTA; y income, c cognition unaided, E augmented cognition, G the share of output that
AI adds, gamma what a person believes of it, R the reservation price of the SOTA tier and P its posted price
([the model](model.md#8-what-is-measured)). *Access* is holding any tier; *SOTA* is holding the last one.

Bounds: *exact* numbers are counts, prices, and what follows from them. *Rounding*: sums of float32 numbers, within 1.5e-5 of
their value, gaps within 3.2e-5. *Binning*: certain to lie between the columns ` + "`_low` and `_high`" + `, as a histogram knows only the bin of
a value. *Unknown*: an approximation.

`

// tablesHead is what columns.md says between its measures and the tables.
const tablesHead = `
# The columns of the tables

The tables that ` + "`cogap run --out DIR`" + ` writes, as CSV files, or as Parquet files with ` + "`--format parquet`" + `. In Go they are
` + "`report.Tables(result)`" + `. [examples/read](../examples/read) reads them in R, Python and DuckDB.

A table is tidy: a row for each observation, a column for each number or word of it. A double may be not defined (a gap
when nobody has access): that is an empty field in CSV, null in Parquet and JSON. Money is in u, 1u = 1 US dollar.
The unit 1 is a pure number; where there is no unit, it is a word or a number of something. A column of a measure has its id, with _ for
each dot; ` + "`columns.csv`" + ` beside the tables says the same as this page, and so do the metadata of Parquet files. In CSV a word that a
spreadsheet would run as a formula, such as a stratum named =1+1, has an apostrophe before it.
`

// TestColumnsPage holds columns.md to the declarations of measures and columns.
func TestColumnsPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(columnsHead + "| id | unit | of | meaning | formula | bounds |\n|---|---|---|---|---|---|\n")
	for _, x := range measure.All() {
		var ways []string
		for _, way := range x.Ways() {
			ways = append(ways, cmp.Or(string(way), "everybody"))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", x.ID, x.Unit, strings.Join(ways, ", "), x.Meaning, strings.ReplaceAll(x.Formula, "|", "\\|"), x.Bounds)
	}
	b.WriteString(tablesHead)
	for _, table := range report.Schemas() {
		fmt.Fprintf(&b, "\n## %s\n\nA row is %s.\n\n| column | type | unit | meaning |\n|---|---|---|---|\n", table.Name, table.Meaning)
		for _, c := range table.Columns {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.Name, c.Type, c.Unit, c.Meaning)
		}
		if table.Name == "panel" {
			b.WriteString("| as the rule says | double | | the columns of a rule of your own, one for each |\n")
		}
		if table.Name == "strata" {
			b.WriteString("| `tier_1`, ... | int64 | people | people who hold that tier of the menu, one column for each |\n")
		}
	}
	if *update {
		require.NoError(t, os.WriteFile("columns.md", []byte(b.String()), 0o666))
	}
	require.Equal(t, b.String(), read(t, "columns.md"), "go test ./docs -update writes it")
}

// TestFitOnThePage holds the tables of what cogap calibrate found to what is committed of it.
func TestFitOnThePage(t *testing.T) {
	for _, x := range []struct{ page, name, table string }{
		{"model.md", "targets", targetsTable()},
		{"model.md", "fitted parameters", fittedTable(t)},
		{"calibration.md", "held back", heldBackTable()},
		{"model.md", "not fitted", notFittedTable(t)},
	} {
		page := read(t, x.page)
		start := fmt.Sprintf("<!-- %s: go test ./docs -update writes the table -->\n\n", x.name)
		before, rest, found := strings.Cut(page, start)
		require.True(t, found, x.name)
		was, after, found := strings.Cut(rest, "\n<!-- end -->")
		require.True(t, found, x.name)
		if *update {
			require.NoError(t, os.WriteFile(x.page, []byte(before+start+x.table+"\n<!-- end -->"+after), 0o666))
			continue
		}
		require.Equal(t, x.table, was, "go test ./docs -update writes it")
	}
}

// heldBackTable has the published figures beside what the model predicts of them from the others.
func heldBackTable() string {
	var b strings.Builder
	b.WriteString("| group | | figure | published | standard error | model | z | | points | R-hat |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, x := range calibrate.FittedHeldBack() {
		verdict := "**fails**"
		if x.Pass {
			verdict = "passes"
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %.4g | %.3g | %.3g (%.3g to %.3g) | %.1f | %s | %.0f | %.2f |\n",
			x.Group, x.Target.ID, x.Target.Name, x.Target.Value, x.Target.SE, x.Median, x.Low, x.High, x.Z, verdict, x.Effective, x.RHat)
	}
	return b.String()
}

// notFittedTable has figures that were not fitted beside the fitted model, which is run.
func notFittedTable(t *testing.T) string {
	c, err := calibrate.OpenTargetsFile("../calibrate/data/validation.csv")
	require.NoError(t, err)
	e, err := c.Assess(t.Context(), calibrate.Fitted(), calibrate.Options{})
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("| | figure | published | standard error | model | z | | source |\n|---|---|---|---|---|---|---|---|\n")
	for _, x := range c.Compare(e) {
		verdict := "**fails**"
		if x.Pass {
			verdict = "passes"
		}
		fmt.Fprintf(&b, "| %s | %s | %.4g | %.3g | %.3g | %.1f | %s | %s |\n",
			x.Target.ID, x.Target.Definition, x.Target.Value, x.Target.SE, x.Model, x.Z, verdict, x.Target.Source)
	}
	return b.String()
}

// targetsTable has the published figures beside the fitted model.
func targetsTable() string {
	var b strings.Builder
	b.WriteString("| | pattern | published | standard error | model | z | source |\n|---|---|---|---|---|---|---|\n")
	for _, x := range calibrate.FittedTargets() {
		model, z := fmt.Sprintf("%.3g", x.Model), fmt.Sprintf("%.1f", x.Z)
		if x.Reason != "" {
			model, z = x.Reason, ""
		}
		fmt.Fprintf(&b, "| %s | %s | %.4g | %.3g | %s | %s | %s |\n", x.Target.ID, x.Target.Definition, x.Target.Value, x.Target.SE, model, z, x.Target.Source)
	}
	return b.String()
}

// fittedTable has the fitted parameters in their ranges, and where the middle 90% of the ensemble is.
func fittedTable(t *testing.T) string {
	fitted, sets := calibrate.Fitted(), calibrate.FittedEnsemble()
	var b strings.Builder
	b.WriteString("| parameter | range | fit | ensemble, 5% to 95% |\n|---|---|---|---|\n")
	for line := range strings.Lines(read(t, "../calibrate/data/fit/parameters.csv")) {
		cells := strings.Split(line, ",")
		name := cells[0]
		if name == "parameter" {
			continue
		}
		values := make([]float64, len(sets))
		for i, set := range sets {
			values[i] = set[name]
		}
		slices.Sort(values)
		at := func(share float64) float64 { return values[int(share*float64(len(values)-1))] }
		fmt.Fprintf(&b, "| `%s` | %s to %s | %.3g | %.3g to %.3g |\n", name, cells[1], cells[2], fitted[name], at(0.05), at(0.95))
	}
	return b.String()
}

// TestHistogramPage: what the code points to in histogram.md is there, and every constant of its table is pointed to.
func TestHistogramPage(t *testing.T) {
	page := read(t, "histogram.md")
	files, err := filepath.Glob("../inequality/histogram/*.go")
	require.NoError(t, err)
	pointed := map[string]bool{}
	for _, file := range files {
		source := strings.Join(strings.Fields(strings.ReplaceAll(read(t, file), "//", " ")), " ")
		for _, pointer := range regexp.MustCompile(`docs/histogram\.md((,? \[\d+\])+)|docs/histogram\.md ?\[(\d+)\]`).FindAllString(source, -1) {
			for _, n := range regexp.MustCompile(`\d+`).FindAllString(pointer, -1) {
				pointed[n] = true
				require.Regexp(t, `\[`+n+`\]|(?m)^\| `+n+` \|`, page, "%s points to [%s]", file, n)
			}
		}
	}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \|`).FindAllStringSubmatch(page, -1) {
		require.True(t, pointed[row[1]], "no code points to [%s]", row[1])
	}
	require.Greater(t, len(pointed), 20)
}

// TestNamesOnThePage: each name of a number that columns.md shows can be read.
func TestNamesOnThePage(t *testing.T) {
	_, names, _ := strings.Cut(read(t, "columns.md"), "## Names")
	names, _, _ = strings.Cut(names, "In formulas")
	found := 0
	for _, name := range regexp.MustCompile("`([a-z_.]+(\\[[^`]*\\])?(@[^`]*)?)`").FindAllStringSubmatch(names, -1) {
		if !strings.ContainsAny(name[1], "@[") && name[1] != "sota_share" {
			continue // a word of the text
		}
		_, err := measure.Parse(name[1])
		require.NoError(t, err)
		found++
	}
	require.Greater(t, found, 9)
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}
