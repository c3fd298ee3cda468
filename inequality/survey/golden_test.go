package survey

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/inequality"
)

// table is a data set with its columns as text.
type table map[string][]string

func readTable(t *testing.T, path string) table {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	columns := table{}
	for k, name := range rows[0] {
		for _, row := range rows[1:] {
			columns[name] = append(columns[name], row[k])
		}
	}
	return columns
}

func (c table) numbers(t *testing.T, name string) []float64 {
	t.Helper()
	out := make([]float64, len(c[name]))
	for i, s := range c[name] {
		v, err := strconv.ParseFloat(s, 64)
		require.NoError(t, err)
		out[i] = v
	}
	return out
}

// household is the data set of survey.R.
type household struct {
	x, y, w, band, hundred, big []float64
	region, psu, first, one     []string
	half                        []string
	access                      []float64
}

func readHousehold(t *testing.T) household {
	c := readTable(t, "../testdata/golden/bivariate2000.csv")
	d := household{
		x: c.numbers(t, "income"), y: c.numbers(t, "cognition"), w: c.numbers(t, "wr"), band: c.numbers(t, "income_band"),
		region: c["region"], psu: c["age"], access: c.numbers(t, "access"),
	}
	size := map[string]float64{}
	for i := range d.x {
		size[d.region[i]+d.psu[i]] += 5
	}
	for i := range d.x {
		d.hundred = append(d.hundred, 100)
		d.big = append(d.big, size[d.region[i]+d.psu[i]])
		d.first, d.one = append(d.first, d.region[i]), append(d.one, d.psu[i])
		d.half = append(d.half, strconv.Itoa((i+1)%2))
		if i < 2 {
			d.first[i], d.one[i] = "lonely", "-1"
		}
	}
	return d
}

func (d household) designs() map[string]Design {
	return map[string]Design{
		"simple":   {Weights: d.w},
		"strata":   {Weights: d.w, Stages: []Stage{{Strata: d.region}}},
		"clusters": {Weights: d.w, Stages: []Stage{{Strata: d.region, Clusters: d.psu}}},
		"fpc":      {Weights: d.w, Stages: []Stage{{Strata: d.region, Clusters: d.psu, FPC: d.hundred}}},
		"two":      {Weights: d.w, Stages: []Stage{{Strata: d.region, Clusters: d.psu, FPC: d.hundred}, {FPC: d.big}}, Lonely: Certainty},
	}
}

func (d household) linearised(t *testing.T) map[string]inequality.Linearised {
	of, err := inequality.New(d.x, d.w)
	require.NoError(t, err)
	h, p := of.Bandwidth(), map[string]inequality.Linearised{}
	add := func(name string, l inequality.Linearised, err error) {
		require.NoError(t, err)
		p[name] = l
	}
	l, err := inequality.LinearisedTotal(d.x, d.w)
	add("total", l, err)
	l, err = inequality.LinearisedMean(d.x, d.w)
	add("mean", l, err)
	l, err = inequality.LinearisedGini(d.x, d.w)
	add("gini", l, err)
	for name, alpha := range map[string]float64{"ge-1": -1, "ge0": 0, "ge1": 1, "ge2": 2} {
		l, err = inequality.LinearisedGE(d.x, d.w, alpha)
		add(name, l, err)
	}
	for name, epsilon := range map[string]float64{"atkinson1": 1, "atkinson0.5": 0.5} {
		l, err = inequality.LinearisedAtkinson(d.x, d.w, epsilon)
		add(name, l, err)
	}
	for name, share := range map[string]float64{"quantile0.25": 0.25, "quantile0.5": 0.5, "quantile0.9": 0.9} {
		l, err = inequality.LinearisedQuantile(d.x, d.w, share, h)
		add(name, l, err)
	}
	for name, alpha := range map[string]float64{"arpr": 0, "relative_gap": 1} {
		l, err = inequality.LinearisedRelativePoverty(d.x, d.w, alpha, 0.6, 0.5, h)
		add(name, l, err)
	}
	for name, alpha := range map[string]float64{"fgt0": 0, "fgt1": 1, "fgt2": 2} {
		l, err = inequality.LinearisedFGT(d.x, d.w, alpha, 20000)
		add(name, l, err)
	}
	l, err = inequality.LinearisedLorenz(d.x, d.w, 0.4)
	add("lorenz0.4", l, err)
	l, err = inequality.LinearisedShareRatio(d.x, d.w, 0.2, 0.2)
	add("s80s20", l, err)
	l, err = inequality.LinearisedShareRatio(d.x, d.w, 0.1, 0.4)
	add("palma", l, err)
	l, err = inequality.LinearisedConcentration(d.y, d.band, d.w)
	add("concentration", l, err)
	return p
}

// TestGolden holds the package to values of R's survey, which testdata/survey.R wrote.
func TestGolden(t *testing.T) {
	golden := readTable(t, "testdata/survey.csv")
	want, seen := map[string]float64{}, map[string]bool{}
	for i, v := range golden.numbers(t, "value") {
		want[golden["name"][i]] = v
	}
	check := func(name string, got, tolerance float64) {
		t.Helper()
		require.Contains(t, want, name)
		seen[name] = true
		require.InEpsilon(t, want[name], got, tolerance, name)
	}
	d := readHousehold(t)
	all := d.linearised(t)
	for design, of := range d.designs() {
		for measure, l := range all {
			e, err := of.Estimate(l)
			require.NoError(t, err)
			tolerance := 1e-11
			switch measure {
			case "lorenz0.4", "s80s20", "palma":
				tolerance = 1e-6 // finite differences there
			}
			check(measure+"_"+design, e.SE, tolerance)
			check("df_"+design, float64(e.DegreesOfFreedom), 1e-12)
		}
	}
	for _, rule := range []Lonely{Certainty, Adjust, Average} {
		of := Design{Weights: d.w, Stages: []Stage{{Strata: d.first, Clusters: d.one}}, Lonely: rule}
		for _, measure := range []string{"total", "gini"} {
			e, err := of.Estimate(all[measure])
			require.NoError(t, err)
			check(measure+"_lonely_"+rule.String(), e.SE, 1e-11)
		}
	}
	clusters := d.designs()["clusters"]
	for name, p := range map[string]float64{"0.25": 0.25, "0.5": 0.5, "0.9": 0.9} {
		lo, hi, err := clusters.QuantileInterval(d.x, p, 0.95)
		require.NoError(t, err)
		check("woodruff_lo"+name, lo, 1e-12)
		check("woodruff_hi"+name, hi, 1e-12)
	}
	checkDomain(t, d, clusters, check)
	checkReplicates(t, d, clusters, check)
	for name := range want {
		require.True(t, seen[name], "%s was not compared", name)
	}
}

func checkDomain(t *testing.T, d household, clusters Design, check func(string, float64, float64)) {
	t.Helper()
	clusters.Weights = append([]float64(nil), d.w...)
	for i, access := range d.access {
		if access != 1 {
			clusters.Weights[i] = 0
		}
	}
	l, err := inequality.LinearisedMean(d.x, clusters.Weights)
	require.NoError(t, err)
	e, err := clusters.Estimate(l)
	require.NoError(t, err)
	check("domain_mean", e.SE, 1e-11)
	check("domain_df", float64(e.DegreesOfFreedom), 1e-12)
}

func checkReplicates(t *testing.T, d household, clusters Design, check func(string, float64, float64)) {
	t.Helper()
	gini := func(w []float64) (float64, error) { return inequality.Gini(d.x, w) }
	total := func(w []float64) (float64, error) {
		l, err := inequality.LinearisedTotal(d.x, w)
		return l.Value, err
	}
	se := func(r Replicates, err error, measure func([]float64) (float64, error)) float64 {
		require.NoError(t, err)
		e, err := r.Estimate(d.w, measure)
		require.NoError(t, err)
		return e.SE
	}
	n := len(d.x)
	one := Design{Weights: d.w, Stages: []Stage{{Clusters: d.psu}}}
	r, err := one.Replicates(n, JK1, 0, 0, nil)
	check("gini_jk1", se(r, err, gini), 1e-10)
	check("df_jk1", float64(r.DegreesOfFreedom), 1e-12)
	r.MSE = true
	check("gini_jk1_mse", se(r, nil, gini), 1e-10)
	r, err = clusters.Replicates(n, JKn, 0, 0, nil)
	check("gini_jkn", se(r, err, gini), 1e-10)
	check("total_jkn", se(r, nil, total), 1e-10)
	r, err = d.designs()["fpc"].Replicates(n, JKn, 0, 0, nil)
	check("gini_jkn_fpc", se(r, err, gini), 1e-10)

	two := Design{Weights: d.w, Stages: []Stage{{Strata: d.psu, Clusters: d.half}}}
	l, err := inequality.LinearisedTotal(d.x, d.w)
	require.NoError(t, err)
	e, err := two.Estimate(l)
	require.NoError(t, err)
	check("total_halves", e.SE, 1e-11)
	r, err = two.Replicates(n, BRR, 0, 0, nil)
	check("gini_fay0", se(r, err, gini), 1e-10)
	check("total_fay0", se(r, nil, total), 1e-10)
	check("total_halves", se(r, nil, total), 1e-10) // balanced: of a total, the same
	first := r.Weights[:40]
	r, err = NewReplicates(Bootstrap, first, 0, nil)
	check("gini_bootstrap", se(r, err, gini), 1e-10)
	r, err = NewReplicates(SDR, first, 0, nil)
	check("gini_successive-difference", se(r, err, gini), 1e-10)
	r, err = two.Replicates(n, Fay, 0.3, 0, nil)
	check("gini_fay0.3", se(r, err, gini), 1e-10)
	check("total_fay0.3", se(r, nil, total), 1e-10)
}

// TestGroupsGolden: parts within and between groups and coefficients of RIF regressions of a sample with a design, as R's survey has them.
func TestGroupsGolden(t *testing.T) {
	golden := readTable(t, "testdata/groups.csv")
	want := map[string]float64{}
	for i, v := range golden.numbers(t, "value") {
		want[golden["name"][i]] = v
	}
	const rows = 400
	d := readHousehold(t)
	x, w, y, access := d.x[:rows], d.w[:rows], d.y[:rows], d.access[:rows]
	label := readTable(t, "../testdata/golden/bivariate2000.csv")["educ"][:rows]
	of := Design{Weights: w, Stages: []Stage{{Strata: d.region[:rows], Clusters: d.psu[:rows]}}}
	check := func(name string, l inequality.Linearised, value string, tolerance float64) {
		t.Helper()
		require.InEpsilon(t, want[name+value], l.Value, 1e-9, name)
		e, err := of.Estimate(l)
		require.NoError(t, err)
		require.InEpsilon(t, want[name+"_se"], e.SE, tolerance, name)
	}
	const differences = 1e-6 // of the script
	ge2, err := inequality.LinearisedGroupedGE(x, w, label, 2)
	require.NoError(t, err)
	check("ge2_within", ge2.Within, "_value", differences)
	ge0, err := inequality.LinearisedGroupedGE(x, w, label, 0)
	require.NoError(t, err)
	check("ge0_between", ge0.Between, "_value", differences)
	atkinson, err := inequality.LinearisedGroupedAtkinson(x, w, label, 1)
	require.NoError(t, err)
	check("atkinson1_within", atkinson.Within, "_value", differences)
	check("atkinson1_between", atkinson.Between, "_value", differences)
	gini, err := inequality.LinearisedGroupedGini(x, w, label)
	require.NoError(t, err)
	check("gini_within", gini.Within, "_value", differences)
	check("gini_between", gini.Between, "_value", differences)
	stratified, err := inequality.LinearisedGroupedGiniStratified(x, w, label)
	require.NoError(t, err)
	check("yl_between", stratified.Between, "_value", differences)

	variance, err := inequality.LinearisedVariance(x, w)
	require.NoError(t, err)
	ge1, err := inequality.LinearisedGE(x, w, 1)
	require.NoError(t, err)
	atkinson1, err := inequality.LinearisedAtkinson(x, w, 1)
	require.NoError(t, err)
	for name, l := range map[string]inequality.Linearised{"rif_variance": variance, "rif_ge1": ge1, "rif_atkinson1": atkinson1} {
		r, err := inequality.RegressRIF(l, [][]float64{y, access}, w)
		require.NoError(t, err)
		check(name, r.Linearised()[1], "", 1e-9)
	}
}
