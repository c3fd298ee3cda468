package population

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/csvtable"
	"github.com/cogap/cogap/internal/dmath"
	"github.com/cogap/cogap/internal/param"
)

// Columns says which columns of a file have which meaning: from the names that ReadStrata knows to those in the file. What is
// not in it has the name that ReadStrata knows.
type Columns map[string]string

// ReadStrata reads people of one's own from CSV with a header, lines that start with # left out. These columns are known, in
// any order, under their own names, also in capitals, or those that columns gives them; others are left out, but for those whose
// names are a slip of the pen from these or start with direct_ or full_, which are errors:
//
//	name                   of the stratum
//	people                 how many real people it has
//	code, group            as in Stratum; may be missing
//	p10, p50, p99.5, ...   incomes [u/month] that so many percent earn at most: a number, 'top' (censored from here on) or
//	                       nothing (not known)
//	mean, gini             of strata without a quantile: mean income [u/month] and Gini coefficient of a log-normal
//	                       distribution; where there is a quantile they are not read, since what is known is not guessed
//	price_level            against the reference market, above 0; nothing, or no such column: not known
//	graduates              share of people with at least a bachelor's degree; nothing, or no such column: not known
//	exposure               exposure over that of the average US job, 0 to 1, the same for each domain
//	direct_*, full_*       in place of it: shares of work, * each of coding, security, visual, composition, general; a domain
//	                       without a column has 0
//
// Incomes of a year are read from p10_year, mean_year and so on, and divided by 12. A stratum without any income takes those
// of its group: for each quantile the mean over the group's strata that have it, weighted by people, and at least the
// quantile before it. A log-normal distribution becomes its quantiles at p = 0.5 and 0.999, rounded to six digits, between and
// below which incomes are log-normal anyhow; above them is the tail that all distributions have (see Stratum.IncomeAt). The
// average US job is that of USWorkforce2021, weighted by people.
//
// The error names the file, line and column of each problem and what was expected, the first 20 of them. name is the
// file's name in these messages.
func ReadStrata(r io.Reader, name string, columns Columns) ([]Stratum, error) {
	return readStrata(r, name, columns, false)
}

// readStrata is ReadStrata; strata that tests hold to be right are not checked.
func readStrata(r io.Reader, name string, columns Columns, areRight bool) ([]Stratum, error) {
	t, err := openStrata(r, name, columns)
	if err != nil {
		return nil, err
	}
	var strata []Stratum
	for t.Next() {
		s := t.stratum(len(strata))
		if !areRight {
			t.check(&s)
		}
		strata = append(strata, s)
	}
	t.fillIncomes(strata)
	if err := t.Err(); err != nil {
		return nil, err
	}
	return strata, nil
}

// ReadStrataFile is ReadStrata of a named file.
func ReadStrataFile(name string, columns Columns) ([]Stratum, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err // the message has the name
	}
	defer f.Close() // nothing was written, so nothing can be lost
	return ReadStrata(f, name, columns)
}

// strataTable reads strata from a table.
type strataTable struct {
	*csvtable.Table
	columns   map[string]string // names in the file of all columns that are there and known
	quantiles []quantileColumn  // by increasing p
	mean      incomeColumn
	exposed   []exposureColumn     // by domain
	average   [2]ByDomain          // exposure of the average US job: direct, full
	bare      map[int]csvtable.Row // strata without income
	codes     map[string]int       // lines of the strata that have them
}

// incomeColumn is a column of incomes, which are of so many months.
type incomeColumn struct {
	name string
	per  float64
}

type quantileColumn struct {
	incomeColumn
	p float64
}

// exposureColumn is a column of the shares of work of one domain: Stratum.Direct or Stratum.Full.
type exposureColumn struct {
	name, path string
	of         func(*Stratum) *float64
}

// quantileName is the name of a column with the income that so many percent earn at most.
var quantileName = regexp.MustCompile(`^p(\d{1,2}(?:\.\d{1,6})?)(?:_year)?$`)

// plainColumns are the columns that are known under one name, quantiles but for examples.
var plainColumns = slices.Concat(
	[]string{"name", "people", "code", "group", "mean", "mean_year", "gini", "price_level", "graduates", "exposure"}, jobColumns())

// jobColumns lists the columns of exposure by domain.
func jobColumns() []string {
	var list []string
	for _, c := range exposureColumns {
		list = append(list, c.name)
	}
	return list
}

// exposureColumns are those of all domains, under the names that are known.
var exposureColumns = func() (list []exposureColumn) {
	for d, domain := range domainNames {
		list = append(list,
			exposureColumn{"direct_" + domain, "direct." + domain, func(s *Stratum) *float64 { return &s.Direct[d] }},
			exposureColumn{"full_" + domain, "full." + domain, func(s *Stratum) *float64 { return &s.Full[d] }})
	}
	return list
}()

func isKnown(name string) bool {
	return slices.Contains(plainColumns, name) || quantileName.MatchString(name)
}

// openStrata finds the columns of a table.
func openStrata(r io.Reader, name string, named Columns) (*strataTable, error) {
	var problems []error
	for _, known := range slices.Sorted(maps.Keys(named)) {
		if !isKnown(known) {
			problems = append(problems, &param.Error{Path: "columns." + param.Shorten(known, 60), Err: unknownColumn(known)})
		}
	}
	if problems != nil {
		return nil, errors.Join(problems...)
	}
	t := &strataTable{Table: csvtable.Open(r, name), columns: map[string]string{}, bare: map[int]csvtable.Row{}, codes: map[string]int{}}
	if t.Columns() == nil {
		return t, nil // it says why
	}
	t.findKnown()
	for _, known := range slices.Sorted(maps.Keys(named)) {
		t.Need(named[known])
		t.columns[known] = named[known]
	}
	t.refuseSlips(named)
	t.Need(t.column("name"), t.column("people"))
	t.findIncomes()
	if !t.IsBad() { // else what is missing may be there under a name that was just refused
		t.findExposure()
	}
	return t, nil
}

// unknownColumn is the error of a column that is not known. It proposes the nearest.
func unknownColumn(name string) error {
	return param.UnknownName(name, append(slices.Clone(plainColumns), "p50", "p50_year"))
}

// findKnown finds the columns that are called what they are known as, in capitals too.
func (t *strataTable) findKnown() {
	for _, column := range t.Columns() {
		known := strings.ToLower(column)
		if isKnown(known) && (known == column || !slices.Contains(t.Columns(), known)) && !t.has(known) {
			t.columns[known] = column
		}
	}
}

// refuseSlips reports columns without a meaning that surely were to have one: shares of work of no domain, and names that
// are one slip of the pen from a known one. Short names are left alone, since words of other meanings are as near.
func (t *strataTable) refuseSlips(named Columns) {
	used := slices.Collect(maps.Values(t.columns))
	const short = 5 // letters
	for _, column := range t.Columns() {
		lower := strings.ToLower(column)
		isSlip := isKnown(lower) || strings.HasPrefix(lower, "direct_") || strings.HasPrefix(lower, "full_")
		for _, known := range plainColumns {
			isSlip = isSlip || named[known] == "" && len(known) >= short && isOneSlip(lower, known)
		}
		if isSlip && !slices.Contains(used, column) && named[lower] == "" {
			t.Problem(column, "%w", unknownColumn(lower))
		}
	}
}

// isOneSlip reports whether names differ by one letter that is missing, too much, wrong or swapped with the next.
func isOneSlip(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	isSwapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return isSwapped || max(len(a), len(b)) == 1
}

// column returns the name in the file of a column that is known, or would be.
func (t *strataTable) column(known string) string { return cmp.Or(t.columns[known], known) }

func (t *strataTable) has(known string) bool { return t.columns[known] != "" }

// findIncomes finds the columns of incomes.
func (t *strataTable) findIncomes() {
	for known, column := range t.columns {
		income := incomeColumn{column, 1}
		if strings.HasSuffix(known, "_year") {
			income.per = 12
		}
		if percent := quantileName.FindStringSubmatch(known); percent != nil {
			p, _ := strconv.ParseFloat(percent[1]+"e-2", 64) // a number, as the expression says
			t.quantiles = append(t.quantiles, quantileColumn{income, p})
		}
	}
	for _, known := range []string{"mean", "mean_year"} {
		if t.has(known) {
			t.mean = incomeColumn{t.columns[known], map[string]float64{"mean": 1, "mean_year": 12}[known]}
		}
	}
	slices.SortFunc(t.quantiles, func(a, b quantileColumn) int { return cmp.Compare(a.p, b.p) })
	for i := 1; i < len(t.quantiles); i++ {
		if a, b := t.quantiles[i-1], t.quantiles[i]; a.p == b.p {
			t.Complain("got both %s and %s, which are the same quantile", min(a.name, b.name), max(a.name, b.name))
		}
	}
	if len(t.quantiles) == 0 && !(t.mean.name != "" && t.has("gini")) {
		t.Complain("got no incomes: want quantiles, such as p10, p50 and p90 [u/month] or p50_year [u/year], or mean and gini")
	}
}

// findExposure finds the columns of exposure.
func (t *strataTable) findExposure() {
	for _, c := range exposureColumns {
		if t.has(c.name) {
			c.name = t.column(c.name)
			t.exposed = append(t.exposed, c)
		}
	}
	switch {
	case t.exposed != nil && t.has("exposure"):
		t.Complain("got %s beside columns by domain, want one or the other", t.column("exposure"))
	case t.has("exposure"):
		t.average = averageExposure(usWorkforce())
	case t.exposed == nil:
		t.Complain("got no exposure to AI: want exposure, a factor of the average US job, or direct_general, full_general and those of other domains")
	}
}

// stratum reads the stratum of the current row, which is number i.
func (t *strataTable) stratum(i int) Stratum {
	s := Stratum{Name: t.Text(t.column("name")), People: t.Int(t.column("people"))}
	if t.has("code") {
		s.Code = t.Text(t.column("code"))
	}
	if t.has("group") {
		s.Group = t.Text(t.column("group"))
	}
	t.incomes(&s)
	t.priceLevel(&s)
	if column := t.column("graduates"); t.has("graduates") && t.Text(column) != "" {
		s.Graduates = t.Number(column, " or nothing")
	}
	t.exposure(&s)
	if len(s.Income) == 0 && !t.IsBad() {
		t.bare[i] = t.Row()
	}
	t.checkCode(s.Code)
	return s
}

// checkCode reports a code that a stratum before has.
func (t *strataTable) checkCode(code string) {
	switch line, taken := t.codes[code]; {
	case code == "" || t.IsBad():
	case taken:
		t.Problem(t.column("code"), "got %s, which is the code of line %d, want one of its own or none", param.Quote(code), line)
	default:
		t.codes[code] = t.Line()
	}
}

// incomes reads the known incomes of a row.
func (t *strataTable) incomes(s *Stratum) {
	top := ""
	for _, q := range t.quantiles {
		switch text := t.Text(q.name); {
		case text == "":
		case text == "top":
			top = q.name
		case top != "":
			t.Problem(q.name, "got %s after 'top' in %s, want 'top' or nothing", param.Quote(text), top)
		default:
			s.Income = append(s.Income, Quantile{q.p, t.Number(q.name, ", 'top' or nothing") / q.per})
		}
	}
	if len(s.Income) == 0 && t.mean.name != "" && t.has("gini") && t.Text(t.mean.name) != "" {
		t.logNormal(s)
	}
}

// logNormal gives a stratum the quantiles of a log-normal distribution, by its mean and Gini coefficient G:
// ln y = mu + sigma*z with sigma = sqrt(2)*z((1+G)/2) and mu = ln(mean) - sigma^2/2 (Aitchison and Brown, 1957).
func (t *strataTable) logNormal(s *Stratum) {
	mean, gini := t.Number(t.mean.name, "")/t.mean.per, t.Number(t.column("gini"), "")
	const most = 0.99 // beyond which quantiles are not numbers that are of use
	switch {
	case t.IsBad():
	case !(mean > 0):
		t.Problem(t.mean.name, "got %v, want an income above 0", mean)
	case !(gini >= 0 && gini <= most):
		t.Problem(t.column("gini"), "got %v, want a Gini coefficient from 0 to %v", gini, most)
	default:
		sigma := math.Sqrt2 * dmath.NormalQuantile((1+gini)/2)
		for _, p := range []float64{0.5, 0.999} {
			y := mean * dmath.Exp(float64(sigma*dmath.NormalQuantile(p))-float64(sigma*sigma/2))
			rounded, _ := strconv.ParseFloat(strconv.FormatFloat(y, 'g', 6, 64), 64) // a number; the same on all machines
			s.Income = append(s.Income, Quantile{p, rounded})
		}
	}
}

// priceLevel reads the price level of a row.
func (t *strataTable) priceLevel(s *Stratum) {
	column := t.column("price_level")
	if !t.has("price_level") || t.Text(column) == "" {
		return
	}
	if s.PriceLevel = t.Number(column, " or nothing"); !(s.PriceLevel > 0) && !t.IsBad() {
		t.Problem(column, "got %v, want a level above 0", s.PriceLevel)
	}
}

// exposure reads the exposure of a row.
func (t *strataTable) exposure(s *Stratum) {
	for _, c := range t.exposed {
		*c.of(s) = t.Number(c.name, "")
	}
	if !t.has("exposure") {
		return
	}
	column := t.column("exposure")
	factor := t.Number(column, "")
	if !(factor >= 0 && factor <= 1) {
		t.Problem(column, "got %v, want a factor from 0 to 1", factor)
		return
	}
	for d := range Domains {
		s.Direct[d], s.Full[d] = factor*t.average[0][d], factor*t.average[1][d]
	}
}

// fillIncomes gives strata without any income those of their group.
func (t *strataTable) fillIncomes(strata []Stratum) {
	if len(t.bare) == 0 {
		return
	}
	means := map[string]map[float64]mean{} // by group and p
	for i := range strata {
		s := &strata[i]
		if means[s.Group] == nil {
			means[s.Group] = map[float64]mean{}
		}
		for _, q := range s.Income {
			means[s.Group][q.P] = means[s.Group][q.P].with(q.Value, float64(s.People))
		}
	}
	for _, i := range slices.Sorted(maps.Keys(t.bare)) {
		s := &strata[i]
		least := 0.0 // means over different strata may fall
		for _, p := range slices.Sorted(maps.Keys(means[s.Group])) {
			m := means[s.Group][p]
			least = max(least, m.sum/m.people)
			s.Income = append(s.Income, Quantile{p, least})
		}
		if len(s.Income) == 0 {
			t.ProblemIn(t.bare[i], t.anyIncome(), "got no income here or in group %s, want at least one", param.Quote(s.Group))
		}
	}
}

// mean is a weighted mean in the making.
type mean struct{ sum, people float64 }

func (m mean) with(value, people float64) mean {
	return mean{m.sum + float64(people*value), m.people + people}
}

// anyIncome returns the first column of incomes.
func (t *strataTable) anyIncome() string {
	if len(t.quantiles) > 0 {
		return t.quantiles[0].name
	}
	return t.mean.name
}

// averageExposure returns the means of Direct and Full by domain over all people.
func averageExposure(strata []Stratum) (average [2]ByDomain) {
	people := 0.0
	for i := range strata {
		s := &strata[i]
		w := float64(s.People)
		people += w
		for d := range Domains {
			average[0][d] += float64(w * s.Direct[d])
			average[1][d] += float64(w * s.Full[d])
		}
	}
	for d := range Domains {
		average[0][d] /= people
		average[1][d] /= people
	}
	return average
}

// check reports the stratum's problems by column, unless reading the row already failed. A path without a column is told as it is, and
// that there is no income not at all, after which fillIncomes looks.
func (t *strataTable) check(s *Stratum) {
	if t.IsBad() {
		return
	}
	joined, _ := param.Check(s).(interface{ Unwrap() []error })
	if joined == nil {
		return
	}
	columns := t.columnsOf()
	for _, err := range joined.Unwrap() {
		problem, ok := errors.AsType[*param.Error](err)
		if !ok || problem.Path == "income" && len(s.Income) == 0 {
			continue
		}
		t.Problem(cmp.Or(columns[problem.Path], problem.Path), "%w", problem.Err)
	}
}

// columnsOf returns from which columns what is in a stratum was read: the current row's, which has no problem.
func (t *strataTable) columnsOf() map[string]string {
	columns := map[string]string{}
	for _, known := range []string{"people", "name", "code", "group", "graduates"} {
		columns[known] = t.column(known)
	}
	n := 0
	for _, q := range t.quantiles {
		if text := t.Text(q.name); text != "" && text != "top" {
			path := fmt.Sprintf("income[%d].", n)
			columns[path+"value"], columns[path+"p"] = q.name, q.name
			n++
		}
	}
	for _, c := range t.exposed {
		columns[c.path], columns["full"] = c.name, t.column("full_*")
	}
	return columns
}
