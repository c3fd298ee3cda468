package tabulated

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/inequality"
)

// readTable reads numeric columns of a CSV file; a column of text is left out.
func readTable(t *testing.T, path string) (columns map[string][]float64, names []string) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	columns = map[string][]float64{}
	for _, row := range rows[1:] {
		names = append(names, row[0])
		for k, name := range rows[0] {
			if v, err := strconv.ParseFloat(row[k], 64); err == nil {
				columns[name] = append(columns[name], v)
			}
		}
	}
	return columns, names
}

// india is rural India 1983, the example of Datt 1998.
var india = Points{
	L: []float64{.00208, .01013, .03122, .07083, .12808, .23498, .34887, .51994, .6427, .79201, .86966, .91277, 1},
	P: []float64{.0092, .0339, .085, .164, .2609, .4133, .5497, .7196, .8196, .9174, .957, .9751, 1},
}

func incomes(t require.TestingT) *Table {
	low := []float64{0, 10000, 20000, 35000, 60000, 100000, 200000, math.Inf(1)}
	f := []float64{.18, .22, .24, .2, .1, .045, .015}
	avg := []float64{5600, 15100, 27000, 45500, 75500, 131000, 420000}
	var brackets []Bracket
	for k := range f {
		brackets = append(brackets, Bracket{low[k], low[k+1], f[k], avg[k]})
	}
	table, err := New(brackets)
	require.NoError(t, err)
	return table
}

// TestGolden holds the package to values that testdata/tabulated.R computed.
func TestGolden(t *testing.T) {
	golden, names := readTable(t, "testdata/tabulated.csv")
	want, seen := map[string]float64{}, map[string]bool{}
	for k, name := range names {
		want[name] = golden["value"][k]
	}
	check := func(name string, got, tolerance float64) {
		t.Helper()
		require.Contains(t, want, name)
		seen[name] = true
		require.InEpsilon(t, want[name], got, tolerance, name)
	}
	z := 89 / 109.9
	fits, err := Fit(india)
	require.NoError(t, err)
	check("quadratic_a", fits.Quadratic.A, 1e-10)
	check("quadratic_b", fits.Quadratic.B, 1e-10)
	check("quadratic_c", fits.Quadratic.C, 1e-10)
	check("beta_theta", fits.Beta.Theta, 1e-10)
	check("beta_gamma", fits.Beta.Gamma, 1e-10)
	check("beta_delta", fits.Beta.Delta, 1e-10)
	for name, c := range map[string]Curve{"quadratic": fits.Quadratic, "beta": fits.Beta} {
		check(name+"_gini", c.Gini(), 1e-9)
		check(name+"_headcount", c.Headcount(z), 1e-9)
		check(name+"_gap", PovertyGap(c, z), 1e-8)
		check(name+"_severity", c.Severity(z), 1e-8)
		check(name+"_median", 109.9*c.Slope(.5), 1e-9)
		sse, _ := fits.Residuals(c, 1)
		check(name+"_sse", sse, 1e-7)
	}
	check("quadratic_watts", Watts(fits.Quadratic, z), 1e-9)
	check("quadratic_mld", MeanLogDeviation(fits.Quadratic), 1e-8)

	data, _ := readTable(t, "../testdata/golden/pareto500.csv")
	x := data["x"]
	sorted := slices.Sorted(slices.Values(x))
	// laeken's thetaHill of the k largest leaves the threshold itself out; here it counts as one more row with logarithm 0.
	tail, err := Hill(x, nil, sorted[len(x)-101])
	require.NoError(t, err)
	check("hill_100", tail.Alpha*100/101, 1e-12)
	require.Equal(t, 101, tail.N)
	above := slices.Clone(data["wr"])
	for i, v := range x {
		if v == sorted[len(x)-101] {
			above[i] = 0
		}
	}
	tail, err = Hill(x, above, sorted[len(x)-101])
	require.NoError(t, err)
	check("hill_weighted", tail.Alpha, 1e-12)
	threshold, err := VanKermThreshold(x, nil)
	require.NoError(t, err)
	check("vankerm", threshold, 1e-2) // its quantiles are interpolated
	tail, err = KolmogorovThreshold(x, nil, 10)
	require.NoError(t, err)
	check("ks_xmin", tail.Threshold, 1e-15)
	require.InDelta(t, want["powerlaw_xmin"], tail.Threshold, 0.1) // one side of each jump there
	require.InDelta(t, want["powerlaw_alpha"], tail.Alpha, 2*tail.SE)
	seen["powerlaw_xmin"], seen["powerlaw_alpha"] = true, true

	i, err := incomes(t).Interpolate()
	require.NoError(t, err)
	for _, p := range []float64{.05, .1, .25, .5, .75, .9, .95, .97, .99, .999} {
		q, err := i.Quantile(p)
		require.NoError(t, err)
		check("gpinter_q"+strconv.FormatFloat(p, 'g', -1, 64), q, 1e-9)
	}
	for _, p := range []float64{.1, .5, .9, .99} {
		s, err := i.TopShare(1 - p)
		require.NoError(t, err)
		check("gpinter_top"+strconv.FormatFloat(p, 'g', -1, 64), s, 1e-9)
	}
	check("gpinter_gini", i.Gini(), 1e-8)
	check("gpinter_xi", i.pieces[len(i.pieces)-1].(pareto).xi, 1e-9)

	unknown, err := New([]Bracket{{0, 10, 3, math.NaN()}, {10, 20, 4, math.NaN()}, {20, 40, 2, math.NaN()}, {40, 80, 1, math.NaN()}})
	require.NoError(t, err)
	bounds := unknown.Gini()
	check("bounds_lo", bounds.Lo, 1e-7)
	check("bounds_hi", bounds.Hi, 1e-7)
	for name := range want {
		require.True(t, seen[name], "%s was not compared", name)
	}
}

// TestWorldBank holds the curves to the values in the test suite of wbpip, which come from the World Bank's own program. Its Gini of the Beta curve, its Watts index and
// its mean log deviation are coarse sums; its headcounts are rounded to 32 bits.
func TestWorldBank(t *testing.T) {
	z := 57.791666666666664 / 51.5660557757944
	q := GeneralQuadratic{0.795981535745657, -1.4445933880119242, 0.14728191995919815}
	b := Beta{0.57803721740313529, 0.94205090386544987, 0.52578600019473676}
	for _, c := range []struct {
		name      string
		got, want float64
		tolerance float64
	}{
		{"quadratic gini", q.Gini(), 0.32126464221602591, 1e-8},
		{"quadratic median", 51.5660557757944 * q.Slope(.5), 42.247782467994874, 1e-12},
		{"quadratic polarization", Polarization(q), 0.22066218253919992, 1e-7},
		{"quadratic L(1/2)", q.Lorenz(.5), 0.29417085441813828, 1e-12},
		{"quadratic mld", MeanLogDeviation(q), 0.1897890974403306, 0.05},
		{"quadratic headcount", q.Headcount(z), 0.76005810499191284, 1e-6},
		{"quadratic gap", PovertyGap(q, z), 0.27617606019159308, 1e-6},
		{"quadratic severity", q.Severity(z), 0.12832887439632906, 1e-6},
		{"quadratic watts", Watts(q, z), 0.39088363448720104, 0.03},
		{"quadratic bend", q.Bend(q.Headcount(z)), 1.691340795153677, 1e-5},
		{"beta gini", b.Gini(), 0.31236656171451094, 1e-4},
		{"beta median", 51.5660557757944 * b.Slope(.5), 42.594731176686537, 1e-12},
		{"beta L(1/2)", b.Lorenz(.5), 0.29102570687473944, 1e-12},
		{"beta headcount", b.Headcount(z), 0.71833938360214233, 1e-6},
		{"beta gap", PovertyGap(b, z), 0.27137498479545558, 1e-6},
		{"beta severity", b.Severity(z), 0.12933674851941607, 1e-6},
		{"beta bend", b.Bend(0.001), 47.919869915279428, 1e-12},
	} {
		require.InEpsilon(t, c.want, c.got, c.tolerance, c.name)
	}
	require.True(t, math.IsNaN(Watts(b, z))) // its first amounts are negative; the World Bank leaves them out, for 0.379
	require.False(t, Beta{1.5059569306828811, 1.2068983362374488, 0.60013901263412039}.WorldBank())
	require.False(t, Beta{1, 0.3, 0.2}.WorldBank())
	normal, valid := GeneralQuadratic{0.78554131924835879, -1.9856022109519547, -0.30597079435662672}.WorldBank()
	require.False(t, normal || valid)
}

// Closed forms are the integrals that they stand for, on both sides of m = 0.
func TestGeneralQuadraticIntegrals(t *testing.T) {
	for _, q := range []GeneralQuadratic{{0.9, -1.4, 0.2}, {0.5, -1.4142135623730951, 0.6}, {0.4, -1.3, 0.7}, {0.49999, -1.41421, 0.6}} {
		require.NoError(t, q.Check(), "%v: m %v", q, q.m())
		require.InDelta(t, 1-2*integral(q.Lorenz, 0, 1), q.Gini(), 1e-9, "%v", q)
		for _, z := range []float64{0.5, 1, 2} {
			h := q.Headcount(z)
			if h == 0 || h == 1 {
				require.True(t, q.Slope(0) >= z || q.Slope(1) <= z)
				continue
			}
			require.InDelta(t, z, q.Slope(h), 1e-9)
			square := integral(func(p float64) float64 { return (1 - q.Slope(p)/z) * (1 - q.Slope(p)/z) }, 0, h)
			require.InDelta(t, square, q.Severity(z), 1e-8, "%v", q)
		}
	}
	b := Beta{0.6, 0.95, 0.6}
	require.InDelta(t, 1-2*integral(b.Lorenz, 0, 1), b.Gini(), 1e-9)
	require.Zero(t, PovertyGap(Beta{0.5, 1, 0.6}, 0.4)) // nobody has less than half the mean
	require.Zero(t, Watts(Beta{0.5, 1, 0.6}, 0.4))
	require.Zero(t, Beta{0.5, 1, 0.6}.Severity(0.4))
	require.True(t, math.IsNaN(Beta{0.5, 1, 0.5}.Severity(1)))
	require.InDelta(t, 1.3, Beta{0.3, 2, 1}.Slope(1), 1e-15)
	require.Equal(t, 1.0, Beta{0.3, 2, 1}.Headcount(1.5))
}

func TestSelect(t *testing.T) {
	fits, err := Fit(india)
	require.NoError(t, err)
	c, err := fits.ForInequality()
	require.NoError(t, err)
	require.Equal(t, fits.Quadratic, c) // the smaller residuals
	c, err = fits.ForPoverty(89 / 109.9)
	require.NoError(t, err)
	require.IsType(t, GeneralQuadratic{}, c)
	require.NoError(t, fits.Quadratic.Check())
	require.NoError(t, fits.Beta.Check())

	for _, q := range []struct {
		q    GeneralQuadratic
		want string
	}{
		{GeneralQuadratic{-3, 0, 1}, "e is 1"},
		{GeneralQuadratic{1, -1, -.1}, "C is -0.1"},
		{GeneralQuadratic{.5, -1, .2}, "A + C is 0.7"},
		{GeneralQuadratic{-2, 0, 3.1}, "does not bend upwards"},
	} {
		require.ErrorContains(t, q.q.Check(), q.want)
	}
	require.ErrorContains(t, Beta{1, 0.3, 0.2}.Check(), "the curve falls at p = 0.001")
	require.ErrorContains(t, Beta{1, 2, 0.2}.Check(), "does not bend upwards")
	bad := &Fits{Quadratic: GeneralQuadratic{-3, 0, 1}, Beta: Beta{1, 0.3, 0.2}, points: india}
	_, err = bad.ForInequality()
	require.ErrorContains(t, err, "no curve is valid")
	c, err = bad.ForPoverty(1)
	require.NoError(t, err)
	require.Equal(t, bad.Beta, c)
	bad.errs[1] = os.ErrInvalid
	_, err = bad.ForPoverty(1)
	require.ErrorContains(t, err, "no curve is normal")
}

func TestPointsErrors(t *testing.T) {
	for _, c := range []struct {
		p    Points
		want string
	}{
		{Points{[]float64{1}, nil}, "L: got length 0"},
		{Points{[]float64{.5, 1}, []float64{.3, 1}}, "got 2, want at least 4"},
		{Points{[]float64{.2, .5, .4, 1}, []float64{.1, .3, .4, 1}}, "point 2"},
		{Points{[]float64{.2, .5, .6, 1}, []float64{.1, .3, .32, 1}}, "gets steeper"},
		{Points{[]float64{.2, .5, .6, .9}, []float64{.1, .3, .4, .8}}, "want (1, 1) for the last one"},
		{Points{[]float64{.2, math.NaN(), .6, 1}, []float64{.1, .3, .4, 1}}, "point 1"},
	} {
		_, err := Fit(c.p)
		require.ErrorContains(t, err, c.want)
	}
	_, err := FitBeta(Points{[]float64{.2, .5, .6, 1}, []float64{.2, .5, .6, 1}}) // all the same
	require.ErrorContains(t, err, "want a share of the total below that of people")
}

// genTable draws a sample and the table of it, whose first bracket begins at 0.
func genTable(t *rapid.T) (x []float64, edges []float64, brackets []Bracket) {
	x = rapid.SliceOfN(rapid.Float64Range(0.5, 1000), 5, 60).Draw(t, "x")
	edges = []float64{0, 20, 100, 300, math.Inf(1)}
	for k := range len(edges) - 1 {
		b := Bracket{Lower: edges[k], Upper: edges[k+1], Mean: math.NaN()}
		var sum float64
		for _, v := range x {
			if v >= b.Lower && v < b.Upper {
				b.Weight++
				sum += v
			}
		}
		if b.Weight > 0 {
			b.Mean = sum / b.Weight
		}
		brackets = append(brackets, b)
	}
	return x, edges, brackets
}

// Whatever the sample, its own values lie inside the bounds of its table, with means or without, and with the mean of all alone.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, _, brackets := genTable(t)
		d, err := inequality.New(x, nil)
		require.NoError(t, err)
		bare := slices.Clone(brackets)
		for k := range bare {
			if rapid.Bool().Draw(t, "mean") {
				bare[k].Mean = math.NaN()
			}
		}
		tables := map[string]*Table{}
		tables["means"], err = New(brackets)
		require.NoError(t, err)
		tables["some"], err = New(bare)
		require.NoError(t, err)
		tables["total"], err = NewWithMean(bare, d.Mean())
		require.NoError(t, err)
		inside := func(i Interval, v float64, what string) {
			require.LessOrEqual(t, i.Lo, v+1e-9*math.Abs(v)+1e-12, what)
			require.GreaterOrEqual(t, i.Hi, v-1e-9*math.Abs(v)-1e-12, what)
		}
		p, z := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0, 1000).Draw(t, "z")
		lorenz, err := d.Lorenz(p)
		require.NoError(t, err)
		head, err := d.FGT(0, z+1e-9)
		require.NoError(t, err)
		q, err := d.Quantile(p, inequality.InverseCDF)
		require.NoError(t, err)
		for name, table := range tables {
			inside(table.Mean(), d.Mean(), name+" mean")
			inside(table.Gini(), d.Gini(), name+" gini")
			i, err := table.Headcount(z + 1e-9)
			require.NoError(t, err)
			inside(i, head, name+" headcount")
			if float64(int(p*float64(len(x)))) != p*float64(len(x)) { // between the jumps of the quantile
				i, err = table.Quantile(p)
				require.NoError(t, err)
				inside(i, q, name+" quantile")
			}
			for _, alpha := range []float64{1, 1.5, 2} {
				poor, err := d.FGT(alpha, z+1e-9)
				require.NoError(t, err)
				i, err := table.FGT(alpha, z+1e-9)
				require.NoError(t, err)
				inside(i, poor, name+" fgt")
			}
			i, err = table.Lorenz(p)
			require.NoError(t, err)
			inside(i, lorenz, name+" lorenz")
			i, err = table.TopShare(1 - p)
			require.NoError(t, err)
			inside(i, 1-lorenz, name+" top share")
		}
		narrower := func(a, b *Table) {
			i, err := a.Lorenz(p)
			require.NoError(t, err)
			j, err := b.Lorenz(p)
			require.NoError(t, err)
			require.True(t, i.Lo >= j.Lo-1e-9 && i.Hi <= j.Hi+1e-9, "%v %v", i, j)
		}
		narrower(tables["means"], tables["total"])
		narrower(tables["total"], tables["some"])
		// What is known narrows.
		require.GreaterOrEqual(t, tables["means"].Gini().Lo, tables["total"].Gini().Lo-1e-9)
		require.LessOrEqual(t, tables["means"].Gini().Hi, tables["total"].Gini().Hi+1e-9)
		require.GreaterOrEqual(t, tables["total"].Gini().Lo, tables["some"].Gini().Lo-1e-9)
		require.LessOrEqual(t, tables["total"].Gini().Hi, tables["some"].Gini().Hi+1e-9)
	})
}

// With means the bounds are Gastwirth's.
func TestBoundsGastwirth(t *testing.T) {
	edges, w, mean := []float64{0, 10, 20, 50}, []float64{3, 5, 2}, []float64{4, 16, 27}
	want, err := inequality.GroupedGini(edges, w, mean)
	require.NoError(t, err)
	table, err := New([]Bracket{{0, 10, 3, 4}, {10, 20, 5, 16}, {20, 50, 2, 27}})
	require.NoError(t, err)
	require.InDelta(t, want.Lower, table.Gini().Lo, 1e-14)
	require.InDelta(t, want.Upper, table.Gini().Hi, 1e-14)
	open, err := New([]Bracket{{0, 10, 3, 4}, {10, math.Inf(1), 5, math.NaN()}})
	require.NoError(t, err)
	require.Equal(t, 1.0, open.Gini().Hi)
	require.Equal(t, math.Inf(1), open.Mean().Hi)
	negative, err := New([]Bracket{{-5, 10, 3, 4}})
	require.NoError(t, err)
	require.True(t, math.IsNaN(negative.Gini().Lo))
	zeros, err := New([]Bracket{{0, 10, 3, 0}})
	require.NoError(t, err)
	require.True(t, math.IsNaN(zeros.Gini().Lo))
}

// An interpolation has the brackets and means of its table, quantiles that ascend, and a Gini inside the bounds, also where quantiles of the polynomial would fall.
func TestInterpolationAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 7).Draw(t, "n")
		edge, from := []float64{0}, 0.0
		var brackets []Bracket
		for k := range n {
			from += rapid.Float64Range(1, 50).Draw(t, "width")
			edge = append(edge, from)
			inside := rapid.Float64Range(0.02, 0.98).Draw(t, "inside")
			brackets = append(brackets, Bracket{edge[k], edge[k+1], rapid.Float64Range(0.05, 1).Draw(t, "w"), edge[k] + inside*(edge[k+1]-edge[k])})
		}
		if rapid.Bool().Draw(t, "open") {
			brackets[n-1].Upper = math.Inf(1)
		}
		table, err := New(brackets)
		require.NoError(t, err)
		i, err := table.Interpolate()
		require.NoError(t, err)
		bounds := table.Gini()
		require.GreaterOrEqual(t, i.Gini(), bounds.Lo-1e-6)
		require.LessOrEqual(t, i.Gini(), bounds.Hi+1e-6)
		points, err := table.Points()
		require.NoError(t, err)
		for k := range n - 1 {
			p := points.P[k]
			q, err := i.Quantile(p)
			require.NoError(t, err)
			require.InEpsilon(t, edge[k+1], q, 1e-6)
			l, err := i.Lorenz(p)
			require.NoError(t, err)
			require.InDelta(t, points.L[k], l, 1e-9)
			// Where quantiles are all but flat, many shares have the edge's income within the accuracy of the search.
			back, err := i.Quantile(i.Headcount(edge[k+1]))
			require.NoError(t, err)
			require.InEpsilon(t, edge[k+1], back, 1e-6)
			require.InDelta(t, p, i.Headcount(edge[k+1]), 0.01)
		}
		seq, err := i.People(500)
		require.NoError(t, err)
		people := slices.Collect(seq)
		require.Len(t, people, 500)
		for k := range people[1:] {
			require.GreaterOrEqual(t, people[k+1], people[k]-1e-4*math.Abs(people[k]))
		}
		require.Zero(t, i.Headcount(0))
	})
}

// A Pareto distribution, tabulated at its own quantiles, comes back.
func TestInterpolationPareto(t *testing.T) {
	const alpha = 2.0
	edges := []float64{1, 1.5, 2.5, 5, 20, math.Inf(1)}
	above := func(x float64) float64 { return math.Pow(x, -alpha) }
	held := func(x float64) float64 { // by those above x, for each of all
		if math.IsInf(x, 1) {
			return 0
		}
		return alpha / (alpha - 1) * math.Pow(x, 1-alpha)
	}
	var brackets []Bracket
	for k := range len(edges) - 1 {
		w := above(edges[k]) - above(edges[k+1])
		brackets = append(brackets, Bracket{edges[k], edges[k+1], w, (held(edges[k]) - held(edges[k+1])) / w})
	}
	table, err := New(brackets)
	require.NoError(t, err)
	i, err := table.Interpolate()
	require.NoError(t, err)
	require.InEpsilon(t, 1/(2*alpha-1), i.Gini(), 1e-9)
	for _, p := range []float64{.1, .6, .9, .999, .999999} {
		q, err := i.Quantile(p)
		require.NoError(t, err)
		require.InEpsilon(t, math.Pow(1-p, -1/alpha), q, 1e-8)
	}
	for _, of := range []func() (ParetoTail, error){table.TailFromMean, table.TailFromThresholds} {
		tail, err := of()
		require.NoError(t, err)
		require.InEpsilon(t, alpha, tail.Alpha, 1e-9)
		require.InEpsilon(t, 2, tail.InvertedCoefficient(), 1e-9)
		require.InEpsilon(t, 20*math.Pow(.5, -1/alpha), tail.Quantile(.5), 1e-9)
	}
	filled := table.Brackets()
	for k := range filled {
		filled[k].Mean = math.NaN()
	}
	bare, err := New(filled)
	require.NoError(t, err)
	bare, err = bare.MidpointPareto()
	require.NoError(t, err)
	require.InEpsilon(t, 40, bare.Brackets()[4].Mean, 1e-9)
	require.InEpsilon(t, 12.5, bare.Brackets()[3].Mean, 1e-9)
}

func TestTableErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		brackets []Bracket
		want     string
	}{
		{nil, "weights of 0"},
		{[]Bracket{{0, 10, 0, nan}}, "weights of 0"},
		{[]Bracket{{nan, 10, 1, nan}}, "brackets[0].Lower: got NaN"},
		{[]Bracket{{0, inf, 1, nan}, {5, 6, 1, nan}}, "brackets[0].Upper: got +Inf"},
		{[]Bracket{{5, 4, 1, nan}}, "brackets[0].Upper: got 4, want 5 or more"},
		{[]Bracket{{0, 10, 1, nan}, {11, 12, 1, nan}}, "brackets[1].Lower: got 11, want 10"},
		{[]Bracket{{0, 10, -1, nan}}, "brackets[0].Weight: got -1"},
		{[]Bracket{{0, 10, 1, 11}}, "brackets[0].Mean: got 11, want 0 to 10"},
	} {
		_, err := New(c.brackets)
		require.ErrorContains(t, err, c.want)
	}
	_, err := New([]Bracket{{0, 10, -1, nan}, {10, 20, 1, 30}}) // all at once
	require.ErrorContains(t, err, "brackets[0]")
	require.ErrorContains(t, err, "brackets[1]")
	_, err = NewWithMean([]Bracket{{0, 10, 1, nan}}, 11)
	require.ErrorContains(t, err, "mean: got 11, want 0 to 10")
	two, err := New([]Bracket{{0, 10, 1, nan}, {10, inf, 1, nan}})
	require.NoError(t, err)
	_, err = two.Interpolate()
	require.ErrorContains(t, err, "brackets[0].Mean: it is not known")
	_, err = two.Points()
	require.Error(t, err)
	_, err = two.Lorenz(2)
	require.Error(t, err)
	_, err = two.TopShare(-1)
	require.ErrorContains(t, err, "got -1")
	for _, bad := range [][2]float64{{.5, 1}, {inf, 1}, {nan, 1}, {1, 0}, {1, inf}, {1, nan}} {
		_, err = two.FGT(bad[0], bad[1])
		require.Error(t, err)
	}
	_, err = two.Quantile(-1)
	require.Error(t, err)
	_, err = two.Headcount(nan)
	require.Error(t, err)
	_, err = two.TailFromMean()
	require.Error(t, err)
	_, err = two.TailFromThresholds()
	require.ErrorContains(t, err, "one before it that begins above 0")
	_, err = two.MidpointPareto()
	require.Error(t, err)
	i, err := two.Headcount(1e9)
	require.NoError(t, err)
	require.Equal(t, Interval{.5, 1}, i)
	heavy, err := New([]Bracket{{1, 10, 1, nan}, {10, inf, 1, nan}})
	require.NoError(t, err)
	_, err = heavy.MidpointPareto()
	require.ErrorContains(t, err, "it has no mean")
	known, err := New([]Bracket{{0, 10, 1, 5}, {10, 20, 1, 15}})
	require.NoError(t, err)
	_, err = known.Interpolate()
	require.ErrorContains(t, err, "got 2 with people of different amounts, want at least 3")
	known, err = New([]Bracket{{0, 10, 1, 10}, {10, 20, 1, 15}, {20, 30, 1, 22}})
	require.NoError(t, err)
	_, err = known.Interpolate()
	require.ErrorContains(t, err, "brackets[0].Mean: got 10, want it inside")
	known, err = New([]Bracket{{0, 10, 1, 9}, {10, 20, 0, nan}, {20, 30, 1, 22}})
	require.NoError(t, err)
	_, err = known.Interpolate()
	require.ErrorContains(t, err, "brackets[1].Weight: got 0 between others")
	debts, err := New([]Bracket{{-30, -20, 8, -25}, {-20, 0, 1, -15}, {0, 30, 1, 22}})
	require.NoError(t, err)
	_, err = debts.Points()
	require.ErrorContains(t, err, "the mean of all is")
	_, err = debts.Interpolate()
	require.ErrorContains(t, err, "hold")
}

func TestHillErrors(t *testing.T) {
	x := []float64{1, 2, 3, 4}
	for _, c := range []func() error{
		func() error { _, err := Hill(x, nil, 0); return err },
		func() error { _, err := Hill(x, nil, 4); return err },
		func() error { _, err := Hill(x, []float64{1}, 1); return err },
		func() error { _, err := Hill([]float64{1, math.Inf(1)}, nil, 1); return err },
		func() error { _, err := VanKermThreshold(x, []float64{1}); return err },
		func() error { _, err := KolmogorovThreshold(x, nil, 1); return err },
		func() error { _, err := KolmogorovThreshold(x, nil, 10); return err },
		func() error { _, err := KolmogorovThreshold(x, []float64{1}, 2); return err },
		func() error { _, err := (&Interpolation{}).Quantile(2); return err },
		func() error { _, err := (&Interpolation{}).Lorenz(2); return err },
		func() error { _, err := (&Interpolation{}).TopShare(2); return err },
		func() error { _, err := (&Interpolation{}).People(0); return err },
	} {
		require.Error(t, c())
	}
	require.Equal(t, math.Inf(1), ParetoTail{Threshold: 1, Alpha: 1}.Mean())
	weighted, err := Hill(x, []float64{1, 1, 0, 2}, 1)
	require.NoError(t, err)
	copies, err := Hill([]float64{1, 2, 4, 4}, nil, 1)
	require.NoError(t, err)
	require.InDelta(t, copies.Alpha, weighted.Alpha, 1e-15)
}

// A quantile can be the mean of its bracket, also where that is an end of it and p is nearly one.
func TestQuantileBoundsInOrder(t *testing.T) {
	for _, c := range []struct {
		brackets []Bracket
		p, want  float64
	}{
		{[]Bracket{{0, 0.5512138254651283, 9, 0.26668932999559875}, {0.5512138254651283, 1.3189490423264358, 1, 0.5512138254651283}, {1.3189490423264358, math.Inf(1), 10, 2.444340310778455}}, .5, 0.5512138254651283},
		{[]Bracket{{0, 44.4, 22, 22.2}, {44.4, 68.9, 2, 44.4}, {68.9, math.Inf(1), 25, 137.8}}, 24. / 49, 44.4},
	} {
		table, err := New(c.brackets)
		require.NoError(t, err)
		q, err := table.Quantile(c.p)
		require.NoError(t, err)
		require.Equal(t, Interval{c.want, c.want}, q)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(-10, 10).Draw(t, "a")
		b := a + rapid.Float64Range(.01, 50).Draw(t, "width")
		m := min(a+rapid.SampledFrom([]float64{0, 1e-17, .3, 1}).Draw(t, "place")*(b-a), b)
		u := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0x1p-53, 1 - 0x1p-52, 1 - 0x1p-53, 1})).Draw(t, "u")
		q := Bracket{a, b, 1, m}.quantile(u)
		require.True(t, a <= q.Lo && q.Lo <= m && m <= q.Hi && q.Hi <= b, "%v", q)
	})
}

// People have the mean of the interpolation, and tops of whole people hold what theirs do, however few they are.
func TestPeopleKeepMeans(t *testing.T) {
	i, err := incomes(t).Interpolate()
	require.NoError(t, err)
	for _, n := range []int{1, 10, 100, 1000} {
		seq, err := i.People(n)
		require.NoError(t, err)
		d, err := inequality.New(slices.Collect(seq), nil)
		require.NoError(t, err)
		require.InEpsilon(t, i.Mean(), d.Mean(), 1e-12, n)
		require.LessOrEqual(t, d.Gini(), i.Gini())
		if n >= 100 {
			want, err := i.TopShare(.01)
			require.NoError(t, err)
			got, err := d.TopShare(.01)
			require.NoError(t, err)
			require.InEpsilon(t, want, got, 1e-9)
			require.InEpsilon(t, i.Gini(), d.Gini(), 1./float64(n))
		}
	}
}

// What MidpointPareto fills in agrees with a mean of all that is known.
func TestMidpointParetoOfMean(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	open := []Bracket{{0, 10, 5, nan}, {10, 20, 5, nan}, {20, 30, 4, nan}, {30, inf, 2, nan}}
	for _, mean := range []float64{18, 25, 40} {
		table, err := NewWithMean(open, mean)
		require.NoError(t, err)
		filled, err := table.MidpointPareto()
		require.NoError(t, err)
		require.InEpsilon(t, mean, filled.Mean().Lo, 1e-12)
		i, err := filled.Interpolate()
		require.NoError(t, err)
		require.InEpsilon(t, mean, i.Mean(), 1e-12)
		bounds := table.Gini()
		require.GreaterOrEqual(t, i.Gini(), bounds.Lo)
		require.LessOrEqual(t, i.Gini(), bounds.Hi)
	}
	table, err := NewWithMean(open, 13)
	require.NoError(t, err)
	_, err = table.MidpointPareto()
	require.ErrorContains(t, err, "leave it a mean of 4, want above 30")
	closed, err := NewWithMean([]Bracket{{0, 10, 5, nan}, {10, 20, 5, 12}, {20, 30, 4, nan}, {30, 50, 0, nan}}, 13)
	require.NoError(t, err)
	closed, err = closed.MidpointPareto()
	require.NoError(t, err)
	require.InEpsilon(t, 13, closed.Mean().Lo, 1e-12)
	require.InEpsilon(t, closed.Brackets()[0].Mean, closed.Brackets()[2].Mean-20, 1e-12)
	require.Equal(t, 12.0, closed.Brackets()[1].Mean)
}

// InterpolateFilled is Interpolate where all means are known, else that of what MidpointPareto fills in; it says which, and has the errors of both.
func TestInterpolateFilled(t *testing.T) {
	known := incomes(t)
	want, err := known.Interpolate()
	require.NoError(t, err)
	got, filled, err := known.InterpolateFilled()
	require.NoError(t, err)
	require.False(t, filled)
	require.Equal(t, want, got)

	brackets := known.Brackets()
	brackets[2].Mean = math.NaN()
	bare, err := New(brackets)
	require.NoError(t, err)
	middles, err := bare.MidpointPareto()
	require.NoError(t, err)
	want, err = middles.Interpolate()
	require.NoError(t, err)
	got, filled, err = bare.InterpolateFilled()
	require.NoError(t, err)
	require.True(t, filled)
	require.Equal(t, want, got)

	heavy, err := New([]Bracket{{1, 10, 1, math.NaN()}, {10, math.Inf(1), 1, math.NaN()}})
	require.NoError(t, err)
	_, _, err = heavy.InterpolateFilled()
	require.ErrorContains(t, err, "it has no mean")
	few, err := New([]Bracket{{0, 10, 1, 5}, {10, 20, 1, 15}})
	require.NoError(t, err)
	_, _, err = few.InterpolateFilled()
	require.ErrorContains(t, err, "want at least 3")
}

// One fault is told once, and percentages are named.
func TestFitErrors(t *testing.T) {
	_, err := Fit(Points{[]float64{.3, .6, 1}, []float64{.1, .3, 1}})
	require.EqualError(t, err, "tabulated: points: got 3, want at least 4, the last one (1, 1)")
	_, err = Fit(Points{[]float64{10, 30, 60, 100}, []float64{3, 15, 40, 100}})
	require.EqualError(t, err, "tabulated: point 0: got (10, 3), want shares, 0 to 1; percentages are a hundred times as much")
	_, err = New([]Bracket{{0, 10, 1, 12}, {10, 20, -1, 3}})
	var row *RowError
	require.ErrorAs(t, err, &row)
	require.Equal(t, RowError{0, "Mean", "got 12, want 0 to 10 and finite"}, *row)
}

// Without means the bounds of the Lorenz curve are what a search over all means finds.
func TestLorenzBoundsAreMet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edges := []float64{rapid.Float64Range(0, 5).Draw(t, "from"), 10, 30, 90}
		var brackets []Bracket
		for k := range 3 {
			brackets = append(brackets, Bracket{edges[k], edges[k+1], float64(rapid.IntRange(1, 9).Draw(t, "people")), math.NaN()})
		}
		table, err := New(brackets)
		require.NoError(t, err)
		p := rapid.Float64Range(0.01, 0.99).Draw(t, "p")
		got, err := table.Lorenz(p)
		require.NoError(t, err)
		lo, hi := 1.0, 0.0
		const steps = 10
		known := slices.Clone(brackets)
		for n := range (steps + 1) * (steps + 1) * (steps + 1) {
			for k := range known {
				known[k].Mean = edges[k] + float64(n%(steps+1))/steps*(edges[k+1]-edges[k])
				n /= steps + 1
			}
			of, err := New(known)
			require.NoError(t, err)
			i, err := of.Lorenz(p)
			require.NoError(t, err)
			lo, hi = min(lo, i.Lo), max(hi, i.Hi)
		}
		require.InDelta(t, hi, got.Hi, 1e-9)
		require.LessOrEqual(t, got.Lo, lo+1e-9)
		require.Less(t, lo-got.Lo, 0.08)
	})
}

// TestSharesHold: whatever the sample, it lies inside the bounds that points of its Lorenz curve leave.
func TestSharesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(0, 1000), 6, 60).Draw(t, "x")
		d, err := inequality.New(x, nil)
		require.NoError(t, err)
		if !(d.Mean() > 1e-3) {
			t.Skip("nobody has anything")
		}
		var points Points
		for _, part := range rapid.SliceOfNDistinct(rapid.IntRange(1, 19), 1, 6, rapid.ID).Draw(t, "points") {
			points.P = append(points.P, float64(part)/20)
		}
		slices.Sort(points.P)
		points.P = append(points.P, 1)
		for _, p := range points.P {
			l, err := d.Lorenz(p)
			require.NoError(t, err)
			points.L = append(points.L, l)
		}
		s, err := NewShares(points)
		require.NoError(t, err)
		inside := func(i Interval, v float64, what string) {
			require.LessOrEqual(t, i.Lo, v+1e-9*(1+math.Abs(v)), what)
			require.GreaterOrEqual(t, i.Hi, v-1e-9*(1+math.Abs(v)), what)
		}
		inside(s.Gini(), d.Gini(), "gini")
		p, z := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0.01, 3).Draw(t, "z")
		l, err := d.Lorenz(p)
		require.NoError(t, err)
		i, err := s.Lorenz(p)
		require.NoError(t, err)
		inside(i, l, "lorenz")
		i, err = s.TopShare(1 - p)
		require.NoError(t, err)
		inside(i, 1-l, "top share")
		if n := float64(len(x)); math.Abs(math.Round(n*p)-n*p) > 1e-6 {
			q, err := d.Quantile(p, inequality.InverseCDF)
			require.NoError(t, err)
			i, err = s.Quantile(p)
			require.NoError(t, err)
			inside(i, q/d.Mean(), "quantile")
		}
		for _, alpha := range []float64{0, 1, 2} {
			v, err := d.FGT(alpha, z*d.Mean())
			require.NoError(t, err)
			i, err = s.FGT(alpha, z)
			require.NoError(t, err)
			inside(i, v, "fgt")
		}
		require.LessOrEqual(t, s.Gini().Hi, s.Gini().Lo+s.inside(func(k int) (from, to float64) { return s.parts[k].Lower, s.parts[k].Upper })+1e-12, "no wider than what parts allow one by one")
		// One point more narrows the Gini.
		if k := len(points.P); k > 2 {
			fewer, err := NewShares(Points{slices.Clone(points.P[1:]), slices.Clone(points.L[1:])})
			require.NoError(t, err)
			require.GreaterOrEqual(t, s.Gini().Lo, fewer.Gini().Lo-1e-9)
		}
	})
}

// TestSharesGini: by hand, and by a search over the slopes that the parts agree on.
func TestSharesGini(t *testing.T) {
	s, err := NewShares(Points{[]float64{.5, 1}, []float64{.2, 1}})
	require.NoError(t, err)
	require.InDelta(t, .3, s.Gini().Lo, 1e-12)
	require.InDelta(t, .6, s.Gini().Hi, 1e-12) // half have 0.4 each, so do nearly all others, and somebody the rest
	s, err = NewShares(Points{[]float64{.3, .8, 1}, []float64{.1, .5, 1}})
	require.NoError(t, err)
	best := 0.0
	const steps = 400
	for a := range steps + 1 {
		for b := range steps + 1 {
			first := s.parts[0].Mean + float64(a)/steps*(s.parts[1].Mean-s.parts[0].Mean)
			second := s.parts[1].Mean + float64(b)/steps*(s.parts[2].Mean-s.parts[1].Mean)
			ends := []float64{0, first, second, math.Inf(1)}
			best = max(best, s.inside(func(k int) (from, to float64) { return ends[k], ends[k+1] }))
		}
	}
	require.InDelta(t, s.Gini().Lo+best, s.Gini().Hi, 1e-5)
	require.GreaterOrEqual(t, s.Gini().Hi, s.Gini().Lo+best-1e-12)
	for _, bad := range []Points{{}, {[]float64{1}, []float64{2}}, {[]float64{.5, 1}, []float64{.6, 1}}, {[]float64{.5, 1}, []float64{-.1, 1}}, {[]float64{.5, 1}, []float64{.1}}} {
		_, err := NewShares(bad)
		require.ErrorContains(t, err, "tabulated: ")
	}
	all, err := NewShares(Points{[]float64{1}, []float64{1}})
	require.NoError(t, err)
	require.Equal(t, Interval{0, 1}, all.Gini())
	_, err = all.Lorenz(2)
	require.Error(t, err)
	_, err = all.Quantile(-1)
	require.Error(t, err)
	_, err = all.TopShare(-1)
	require.Error(t, err)
	_, err = all.FGT(.5, 1)
	require.Error(t, err)
}

// TestStepAtTheBottom: those who have nothing are a bracket. With the share f of them the Gini is f + (1-f) that of the others, and so are the ends of its bounds; quantiles move up.
func TestStepAtTheBottom(t *testing.T) {
	others := []Bracket{{0, 10, 3, 6}, {10, 20, 4, 14}, {20, 40, 2, 27}, {40, math.Inf(1), 1, 90}}
	without, err := New(others)
	require.NoError(t, err)
	with, err := New(append([]Bracket{{0, 0, 2.5, math.NaN()}}, others...))
	require.NoError(t, err)
	const f = 2.5 / 12.5
	require.InDelta(t, (1-f)*without.Mean().Lo, with.Mean().Lo, 1e-12)
	require.InDelta(t, f+(1-f)*without.Gini().Lo, with.Gini().Lo, 1e-12)
	require.InDelta(t, f+(1-f)*without.Gini().Hi, with.Gini().Hi, 1e-12)
	a, err := without.Interpolate()
	require.NoError(t, err)
	b, err := with.Interpolate()
	require.NoError(t, err)
	require.InDelta(t, f+(1-f)*a.Gini(), b.Gini(), 1e-12)
	for _, p := range []float64{0, .1, .35, .5, .8, .99} {
		want, err := a.Quantile(p)
		require.NoError(t, err)
		got, err := b.Quantile(f + (1-f)*p + 1e-15)
		require.NoError(t, err)
		require.InDelta(t, want, got, 1e-9)
		want, err = a.Lorenz(p)
		require.NoError(t, err)
		got, err = b.Lorenz(f + (1-f)*p)
		require.NoError(t, err)
		require.InDelta(t, want, got, 1e-12)
	}
	q, err := b.Quantile(.1)
	require.NoError(t, err)
	require.Zero(t, q)
	require.InDelta(t, f, b.Headcount(1e-9), 1e-9)
	poor, err := with.FGT(2, 5)
	require.NoError(t, err)
	require.Greater(t, poor.Lo, f*.999)
	at, err := with.Quantile(.1)
	require.NoError(t, err)
	require.Equal(t, Interval{0, 0}, at)

	_, err = New([]Bracket{{0, 0, 1, 0}, {0, 0, 1, 0}, {0, 5, 1, 2}})
	require.ErrorContains(t, err, "brackets[1].Upper: got 0, which the bracket before has too")
	_, err = New([]Bracket{{0, 0, 1, 3}, {0, 5, 1, 2}})
	require.ErrorContains(t, err, "brackets[0].Mean")
}
