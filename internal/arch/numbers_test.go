package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// abovePackages are those that choose, lay out and print numbers, and define none.
var abovePackages = []string{"./study/...", "./calibrate/...", "./search/...", "./report/...", "./live/...", "./examples/...", "./cmd/cogap", "./adapters/parquet"}

// pkg is a package as the go command lists it.
type pkg struct {
	Dir, ImportPath, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// list lists packages of the workspace and all that they import, with what the compiler exports of each.
func list(t *testing.T, patterns ...string) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-export", "-deps", "-json=Dir,ImportPath,Export,GoFiles,DepOnly"}, patterns...)...)
	cmd.Dir = filepath.Join("..", "..")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, p)
	}
}

// checker checks packages against what others export.
type checker struct {
	set     *token.FileSet
	imports types.Importer
}

func newChecker(all []pkg) *checker {
	exports := map[string]string{}
	for _, p := range all {
		exports[p.ImportPath] = p.Export
	}
	set := token.NewFileSet()
	return &checker{set, importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
}

// check finds out what each name of a package's files means.
func (c *checker) check(t *testing.T, path string, files []*ast.File) *types.Info {
	t.Helper()
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	_, err := (&types.Config{Importer: c.imports}).Check(path, c.set, files, info)
	require.NoError(t, err)
	return info
}

func (c *checker) parse(t *testing.T, p pkg) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(c.set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, f)
	}
	return files
}

// owners are the types whose numbers are measures' alone: what a record is made of, what the market made of it, and the curve that
// is asked for more.
var owners = map[string][]string{
	module:             {"Record", "Reach"},
	module + "/agent":  {"Sums", "Group"},
	module + "/engine": {"Distributions"},
	module + "/market": {"Offer", "Report", "Ledger", "CurveReport", "Optimum", "Curve", "Posted"},
}

// places are numbers that say where something is, not how much of it there is.
var places = []string{"Record.Month", "Report.Month"}

// ownNumbers lists the places at which files take a number out of an owner: a field, or what a method or a function of the run
// computes.
func ownNumbers(c *checker, info *types.Info, files []*ast.File) []string {
	var found []string
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if what := numberOf(info.Uses[id]); what != "" {
				found = append(found, fmt.Sprintf("%s: %s", c.set.Position(id.Pos()), what))
			}
			return true
		})
	}
	return found
}

// numberOf names the number of an owner that an object is, or computes; empty if it is none.
func numberOf(object types.Object) string {
	if object == nil || object.Pkg() == nil {
		return ""
	}
	names, known := owners[object.Pkg().Path()]
	if !known {
		return ""
	}
	switch object := object.(type) {
	case *types.Var:
		if !object.IsField() || !isNumber(object.Type()) {
			return ""
		}
		for _, name := range names {
			if owner, ok := object.Pkg().Scope().Lookup(name).(*types.TypeName); ok && hasField(owner, object) && !slices.Contains(places, name+"."+object.Name()) {
				return name + "." + object.Name()
			}
		}
	case *types.Func:
		signature := object.Signature()
		if signature.Results().Len() == 0 || !isNumber(signature.Results().At(0).Type()) {
			return ""
		}
		if receiver := signature.Recv(); receiver != nil {
			if isOwner(receiver.Type()) {
				return nameOf(receiver.Type()) + "." + object.Name()
			}
			return ""
		}
		for v := range signature.Params().Variables() {
			if isOwner(v.Type()) {
				return object.Name() + " of " + nameOf(v.Type())
			}
		}
	}
	return ""
}

// isOwner reports whether a type, or what it points to, is an owner.
func isOwner(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() != nil && slices.Contains(owners[n.Obj().Pkg().Path()], n.Obj().Name())
}

// nameOf is the name of a type, or of what it points to.
func nameOf(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

func hasField(owner *types.TypeName, field *types.Var) bool {
	s, ok := owner.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f == field || f.Pos() == field.Pos() && f.Name() == field.Name() {
			return true
		}
	}
	return false
}

// isNumber reports whether values of a type are numbers: one, many, one with its bounds, an exact sum, a whole distribution.
func isNumber(t types.Type) bool {
	switch nameOf(t) {
	case "Interval", "Fixed", "Histogram", "Binned":
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsNumeric != 0 && nameOf(t) == ""
	case *types.Slice:
		return isNumber(u.Elem()) && !types.Identical(u.Elem(), types.Typ[types.Byte]) // bytes are no numbers
	case *types.Array:
		return isNumber(u.Elem())
	}
	return false
}

// TestNumbersAreMeasures: no package above measure defines a number of its own: none takes one out of a record, its sums, its
// distributions or the market's report, or calls what computes one. They ask package measure.
func TestNumbersAreMeasures(t *testing.T) {
	all := list(t, abovePackages...)
	c, checked := newChecker(all), []string{}
	for _, p := range all {
		if p.DepOnly {
			continue
		}
		files := c.parse(t, p)
		found := ownNumbers(c, c.check(t, p.ImportPath, files), files)
		require.Empty(t, strings.Join(found, "\n"), "%s: ask package measure for these", p.ImportPath)
		checked = append(checked, strings.TrimPrefix(p.ImportPath, module+"/"))
	}
	require.Subset(t, checked, []string{"report", "report/figure", "live", "live/page", "cmd/cogap", "adapters/parquet", "examples/firstfilter", "examples/policy", "examples/world"})
}

// TestOwnNumbersAreSeen shows that the test above can fail: in every way in which a number can be taken.
func TestOwnNumbersAreSeen(t *testing.T) {
	const head = `package own
import (
	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/measure"
)
var _ agent.Sums
var _ measure.By
func f(r *cogap.Record) any { return `
	c := newChecker(list(t, "./measure"))
	for body, want := range map[string]string{
		"r.SOTAShare()":                           "Record.SOTAShare",
		"r.SOTAGap().Value":                       "Record.SOTAGap",
		"r.SOTAShareByDecile()":                   "Record.SOTAShareByDecile",
		"(*cogap.Record).Left":                    "Record.Left",
		"r.Domains[0]":                            "Record.Domains",
		"r.Total.Joined":                          "Sums.Joined",
		"r.Total.Filter[agent.PricedOut]":         "Sums.Filter",
		"r.Strata[3].Tiers[0].People":             "Group.People",
		"r.Total.With().Augmented":                "Group.Augmented",
		"cogap.SOTA(r.Total)":                     "SOTA of Sums",
		"r.Menu.SOTA().Price":                     "Offer.Price",
		"r.Market.Public":                         "Report.Public",
		"r.Market.Revenue[0]":                     "Report.Revenue",
		"r.Market.Providers[0].Subsidy":           "Ledger.Subsidy",
		"r.Market.Curve.Surplus":                  "CurveReport.Surplus",
		"r.Market.Curve.MaxProfit.Price":          "Optimum.Price",
		"r.Policies.Eligible":                     "Reach.Eligible",
		"r.Distributions.Cognition":               "Distributions.Cognition",
		"r.Distributions.Augmented[1]":            "Distributions.Augmented",
		"r.Distributions.Demand().Customers(100)": "Curve.Customers",
		// and what is no number of a record's own
		"r.Date": "", "r.Month": "", "len(r.Total.Tiers)": "", "r.Distributions != nil": "", "r.Distributions.Demand()": "", "r.Menu[0].Name": "",
		"r.Collection(\"left\")[0].Value": "", "measure.Must(\"sota_share\").Of(r).Value": "", "r.Phase.String()": "",
	} {
		f, err := parser.ParseFile(c.set, "own.go", head+body+" }", parser.SkipObjectResolution)
		require.NoError(t, err)
		found := strings.Join(ownNumbers(c, c.check(t, "own", []*ast.File{f}), []*ast.File{f}), "\n")
		if want == "" {
			require.Empty(t, found, body)
			continue
		}
		require.Contains(t, found, ": "+want, body)
	}
}

// TestReportIsInOrder: the files of package report stand on each other as its words say: numbers, words, runs, tables, texts,
// charts, pages. A file uses what it and those before it declare.
func TestReportIsInOrder(t *testing.T) {
	order := []string{
		"doc.go", "numbers.go", "words.go", "run.go", "figures.go",
		"table.go", "table_csv.go", "tables_measured.go", "tables_observed.go", "tables.go", "tables_json.go",
		"text.go", "compare.go", "compare_text.go",
		"chart.go", "charts.go", "collected.go", "sure.go",
		"document.go", "page_facts.go", "page_measures.go", "page_tables.go", "page_data.go", "page.go", "sheet.go",
	}
	all := list(t, "./report")
	report := all[slices.IndexFunc(all, func(p pkg) bool { return !p.DepOnly })]
	require.ElementsMatch(t, order, report.GoFiles, "give a new file its place")
	c := newChecker(all)
	files := c.parse(t, report)
	info := c.check(t, report.ImportPath, files)
	place := func(pos token.Pos) int { return slices.Index(order, filepath.Base(c.set.Position(pos).Filename)) }
	var problems []string
	for id, object := range info.Uses {
		if object.Pkg() == nil || object.Pkg().Path() != report.ImportPath {
			continue
		}
		if here, there := place(id.Pos()), place(object.Pos()); there > here {
			problems = append(problems, fmt.Sprintf("%s uses %s of %s", order[here], object.Name(), order[there]))
		}
	}
	slices.Sort(problems)
	require.Empty(t, strings.Join(slices.Compact(problems), "\n"))
}
