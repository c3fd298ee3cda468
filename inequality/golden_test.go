package inequality

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var goldenDir = flag.String("golden", filepath.Join("testdata", "golden"), "folder of golden records to check")

// record is one expected value. Its input is a CSV file beside it, or data or a distribution
// given with the record.
type record struct {
	Name         string             `json:"name"`
	Dataset      string             `json:"dataset"`
	Measure      string             `json:"measure"`
	Params       map[string]any     `json:"params"`
	Weighted     bool               `json:"weighted"`
	Value        any                `json:"value"`
	Expected     any                `json:"expected"`
	Rtol         *float64           `json:"rtol"`
	Data         *inline            `json:"data"`
	Distribution string             `json:"distribution"`
	DistParams   map[string]any     `json:"dist_params"`
	columns      map[string]*column // the input
}

// inline is data given with a record: columns by name, or a matrix, with a name or without.
type inline struct {
	columns map[string][]any
	matrix  [][]float64
}

func (d *inline) UnmarshalJSON(b []byte) error {
	var values any
	if err := json.Unmarshal(b, &values); err != nil {
		return err
	}
	d.columns = map[string][]any{}
	named, ok := values.(map[string]any)
	if !ok {
		named = map[string]any{"": values}
	}
	for name, v := range named {
		list, ok := v.([]any)
		if !ok {
			return fmt.Errorf("data %s: got %v, want a list", name, v)
		}
		if len(list) == 0 {
			d.columns[name] = list
			continue
		}
		if _, isRow := list[0].([]any); !isRow {
			d.columns[name] = list
			continue
		}
		for _, row := range list {
			numbers, err := rowOf(row)
			if err != nil {
				return fmt.Errorf("data %s: %w", name, err)
			}
			d.matrix = append(d.matrix, numbers)
		}
	}
	return nil
}

func rowOf(v any) (row []float64, err error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("got %v, want a row of a matrix", v)
	}
	for _, v := range list {
		n, err := parseNumber(text(v))
		if err != nil {
			return nil, err
		}
		row = append(row, n)
	}
	return row, nil
}

// column is a column as text and, if all of it is numeric, as numbers.
type column struct {
	text    []string
	numbers []float64
}

// TestGolden checks every record of every *.json in the folder -golden; see the README there.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(*goldenDir, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no *.json in %s", *goldenDir)
	counts := map[string]int{}
	tables := map[string]map[string]*column{}
	for _, file := range files {
		if filepath.Base(file) == "alternatives.json" {
			continue // values of other conventions, not targets
		}
		for i, r := range readRecords(t, file) {
			if err := r.load(*goldenDir, file, tables); err != nil {
				t.Errorf("%s[%d]: %v", filepath.Base(file), i, err)
				continue
			}
			if err := r.check(); err != nil {
				t.Errorf("%s[%d] %s %s %s: %v", filepath.Base(file), i, r.Name, r.Measure, r.describe(), err)
			}
			counts[r.Measure]++
		}
	}
	report(t, counts)
}

// report prints how many records of each measure were checked, whether or not -v is set.
func report(t *testing.T, counts map[string]int) {
	names := make([]string, 0, len(counts))
	total := 0
	for name, n := range counts {
		names = append(names, name)
		total += n
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "  %-32s %d\n", name, counts[name])
	}
	fmt.Printf("golden records checked in %s:\n%s", *goldenDir, b.String())
	fmt.Printf("golden: %d records of %d measures checked, failed: %v\n", total, len(names), t.Failed())
	t.Logf("%d records of %d measures checked", total, len(names))
}

func readRecords(t *testing.T, file string) []*record {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var list []*record
	if err := json.Unmarshal(raw, &list); err == nil {
		return list
	}
	var wrapped struct {
		Records []*record `json:"records"`
	}
	require.NoError(t, json.Unmarshal(raw, &wrapped), file)
	require.NotEmpty(t, wrapped.Records, "%s: neither a list of records nor an object with them", file)
	return wrapped.Records
}

// load finds the input of a record. A CSV has the name of the data set or of the JSON file.
func (r *record) load(dir, file string, tables map[string]map[string]*column) error {
	switch {
	case r.Data != nil:
		r.columns = map[string]*column{}
		for name, values := range r.Data.columns {
			r.columns[name] = newColumn(texts(values))
		}
		return nil
	case r.Distribution != "":
		key := fmt.Sprint(r.Distribution, r.DistParams)
		if tables[key] == nil {
			columns, err := closedForm(r.Distribution, r.DistParams)
			if err != nil {
				return err
			}
			tables[key] = columns
		}
		r.columns = tables[key]
		return nil
	}
	name := r.Dataset
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(file), ".json")
	}
	if !strings.HasSuffix(name, ".csv") {
		name += ".csv"
	}
	if tables[name] == nil {
		columns, err := readCSV(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		tables[name] = columns
	}
	r.columns = tables[name]
	return nil
}

func readCSV(path string) (map[string]*column, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.TrimLeadingSpace = true
	rows, err := reader.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: %d rows, %w", path, len(rows), err)
	}
	columns := map[string]*column{}
	for k, name := range rows[0] {
		values := make([]string, 0, len(rows)-1)
		for _, row := range rows[1:] {
			values = append(values, row[k])
		}
		columns[strings.TrimPrefix(name, "\ufeff")] = newColumn(values)
	}
	return columns, nil
}

func newColumn(values []string) *column {
	c := &column{text: values, numbers: make([]float64, len(values))}
	for i, s := range values {
		v, err := parseNumber(s)
		if err != nil {
			c.numbers = nil
			break
		}
		c.numbers[i] = v
		c.text[i] = strconv.FormatFloat(v, 'g', -1, 64) // labels 1 and 1.0 are the same group
	}
	return c
}

func parseNumber(s string) (float64, error) {
	switch strings.TrimSpace(s) {
	case "", "NA":
		return math.NaN(), nil
	}
	return strconv.ParseFloat(strings.TrimSpace(s), 64)
}

func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = text(v)
	}
	return out
}

// text is a JSON value as a string; null is a missing value.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "NaN"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		return v
	}
	return fmt.Sprint(v)
}

func (r *record) describe() string {
	raw, err := json.Marshal(r.Params)
	if err != nil || len(raw) > 200 {
		return fmt.Sprintf("(%d params)", len(r.Params))
	}
	return string(raw)
}

// check computes the measure and compares.
func (r *record) check() error {
	measure, ok := measures[r.Measure]
	if !ok {
		return fmt.Errorf("unknown measure %q", r.Measure)
	}
	want := r.Value
	if r.Expected != nil {
		want = r.Expected
	}
	if want == nil {
		return fmt.Errorf("no value")
	}
	got, err := r.run(measure)
	word, isText := want.(string)
	switch {
	case isText && word == "error":
		if err == nil {
			return fmt.Errorf("got %v, want an error", got)
		}
		return nil
	case err != nil:
		return err
	case isText && strings.HasPrefix(word, "same as"):
		return r.checkSame(measure, got, word)
	}
	target, err := parseNumber(text(want))
	if err != nil {
		return err
	}
	if !r.close(got, target) {
		return fmt.Errorf("got %.17g, want %.17g: relative difference %.2g", got, target, math.Abs(got/target-1))
	}
	return nil
}

// run turns a missing column, a mistake of the record, into an error.
func (r *record) run(measure func(r *record) (float64, error)) (v float64, err error) {
	defer func() {
		if p := recover(); p != nil {
			if missing, ok := p.(missingParam); ok {
				err = missing
				return
			}
			panic(p)
		}
	}()
	return measure(r)
}

type missingParam string

func (m missingParam) Error() string { return string(m) }

// checkSame handles "same as x=[1,3]" and "same as x=[1,3] w=[1,1]".
func (r *record) checkSame(measure func(r *record) (float64, error), got float64, word string) error {
	other := *r
	other.columns = map[string]*column{}
	rest := strings.TrimSpace(strings.TrimPrefix(word, "same as"))
	for rest != "" {
		name, list, ok := strings.Cut(rest, "=[")
		if !ok {
			return fmt.Errorf("cannot read %q", word)
		}
		values, after, ok := strings.Cut(list, "]")
		if !ok {
			return fmt.Errorf("cannot read %q", word)
		}
		other.columns[strings.TrimSpace(name)] = newColumn(strings.Split(values, ","))
		rest = strings.TrimLeft(after, " ,;")
	}
	if _, ok := other.columns["w"]; !ok {
		other.Weighted = false
		other.Params = map[string]any{}
		for k, v := range r.Params {
			if k != "w" {
				other.Params[k] = v
			}
		}
	}
	want, err := other.run(measure)
	if err != nil {
		return err
	}
	if !(got == want || (math.IsNaN(got) && math.IsNaN(want))) {
		return fmt.Errorf("got %.17g, want %.17g: %s", got, want, word)
	}
	return nil
}

// close applies the tolerance of the record. Data given inline are edge cases: 0 means 0, and
// a tiny value counts by its relative error, as it does for nearly equal data.
func (r *record) close(got, want float64) bool {
	rtol := 1e-12
	switch {
	case r.Rtol != nil:
		rtol = *r.Rtol
	case r.Distribution != "":
		rtol = closedFormTolerance(r.Measure)
	}
	if math.IsNaN(want) || math.IsInf(want, 0) {
		return got == want || (math.IsNaN(want) && math.IsNaN(got))
	}
	diff := math.Abs(got - want)
	if diff <= rtol*math.Abs(want) {
		return true
	}
	strict := (r.Data != nil && r.Rtol == nil) || strings.HasPrefix(r.Dataset, "nearequal")
	return !strict && math.Abs(want) < 1e-6 && diff <= 1e-12
}

// has tells whether a parameter is given.
func (r *record) has(name string) bool { return r.Params[name] != nil }

// number is a parameter, or the default; without one it must be there.
func (r *record) number(name string, otherwise ...float64) float64 {
	if v, ok := r.Params[name]; ok && v != nil {
		n, err := parseNumber(text(v))
		if err != nil {
			panic(missingParam(fmt.Sprintf("parameter %s: %v", name, err)))
		}
		return n
	}
	if len(otherwise) == 0 {
		panic(missingParam("no parameter " + name))
	}
	return otherwise[0]
}

// word is a text parameter, or the default.
func (r *record) word(name, otherwise string) string {
	if v, ok := r.Params[name]; ok && v != nil {
		return text(v)
	}
	return otherwise
}

// list is a parameter that may be one value or several.
func (r *record) list(name string) []any {
	switch v := r.Params[name].(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// floats is a list of numbers.
func (r *record) floats(name string) []float64 {
	var out []float64
	for _, v := range r.list(name) {
		n, err := parseNumber(text(v))
		if err != nil {
			panic(missingParam(fmt.Sprintf("parameter %s: %v", name, err)))
		}
		out = append(out, n)
	}
	return out
}

// column returns the column that the parameter param names; by default that of the same name.
// A total of several sources has no column of its own.
func (r *record) column(param string) []float64 { return r.named(r.word(param, param)) }

func (r *record) named(name string) []float64 {
	c, ok := r.columns[name]
	if ok && c.numbers == nil {
		panic(missingParam("column " + name + " is not numeric"))
	}
	if ok {
		return c.numbers
	}
	if columns := r.sources(); name == "total" && columns != nil {
		total, err := rowSums(columns)
		if err != nil {
			panic(missingParam(err.Error()))
		}
		return total
	}
	panic(missingParam("no column " + name))
}

// sources are the columns of parameter sources.
func (r *record) sources() [][]float64 {
	var out [][]float64
	for _, name := range r.list("sources") {
		out = append(out, r.named(text(name)))
	}
	return out
}

// w is the weights, nil if the record has none.
func (r *record) w() []float64 {
	if r.has("w") {
		return r.column("w")
	}
	if _, ok := r.columns["w"]; ok && (r.Weighted || r.Data != nil || r.Distribution != "") {
		return r.column("w")
	}
	return nil
}

// labels is the group column.
func (r *record) labels() []string {
	name := r.word("group", "group")
	c, ok := r.columns[name]
	if !ok {
		panic(missingParam("no column " + name))
	}
	return c.text
}

func (r *record) distribution() (*Distribution, error) { return New(r.column("x"), r.w()) }

// wholeWeights tells whether the weights may be counts of people.
func (r *record) wholeWeights() bool {
	for _, v := range slices.Concat(r.w(), r.optional("wa", "w_a"), r.optional("wb", "w_b")) {
		if v != math.Trunc(v) {
			return false
		}
	}
	return true
}

// optional is the first of the columns that is there, else nil.
func (r *record) optional(names ...string) []float64 {
	for _, name := range names {
		if c, ok := r.columns[name]; ok {
			return c.numbers
		}
	}
	return nil
}
