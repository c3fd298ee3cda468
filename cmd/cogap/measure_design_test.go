package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMeasureDesign holds the command to standard errors of R's survey, of which inequality/survey/testdata/survey.R has the script.
func TestMeasureDesign(t *testing.T) {
	dir := filepath.Join("..", "..", "inequality")
	f, err := os.Open(filepath.Join(dir, "survey", "testdata", "survey.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	golden := map[string]float64{}
	for _, row := range rows[1:] {
		golden[row[0]], err = strconv.ParseFloat(row[1], 64)
		require.NoError(t, err)
	}
	data := filepath.Join(dir, "testdata", "golden", "bivariate2000.csv")
	se := func(args ...string) []measured {
		out, errs, code := command(t, "", append([]string{"measure", data, "--value", "income", "--weight", "wr", "--json"}, args...)...)
		require.Zero(t, code, errs)
		return decode(t, out).Measures
	}
	names := []string{"mean", "gini", "ge-1", "ge0", "ge1", "ge2", "atkinson1", "atkinson0.5", "fgt0", "fgt2", "lorenz0.4", "s80s20", "palma", "arpr", "total"}
	calls := "mean,gini,ge(-1),theil_l,theil_t,ge(2),atkinson(1),atkinson(0.5),fgt(0),fgt(2),lorenz(0.4),s80s20,palma,arpr,total"
	got := se("--strata", "region", "--cluster", "age", "--line", "20000", "--measures", calls)
	require.Len(t, got, len(names))
	for k, name := range names {
		require.InEpsilon(t, golden[name+"_clusters"], float(t, got[k].SE), 1e-6, name)
		require.Equal(t, "linearised", got[k].CI.Method)
	}
	require.InEpsilon(t, golden["mean_strata"], float(t, se("--strata", "region", "--measures", "mean")[0].SE), 1e-9)
	require.InEpsilon(t, golden["domain_mean"], float(t, se("--strata", "region", "--cluster", "age", "--measures", "mean", "--where", "access == 1")[0].SE), 1e-9)
	require.InEpsilon(t, golden["gini_jkn"], float(t, se("--strata", "region", "--cluster", "age", "--replicate-method", "jkn", "--measures", "gini")[0].SE), 1e-9)
	require.InEpsilon(t, golden["gini_jk1_mse"], float(t, se("--cluster", "age", "--replicate-method", "jk1", "--mse", "--measures", "gini")[0].SE), 1e-9)
	ci := se("--strata", "region", "--cluster", "age", "--measures", "median,quantile(0.9)")
	require.InEpsilon(t, golden["woodruff_lo0.5"], float(t, ci[0].CI.Lo), 1e-12)
	require.InEpsilon(t, golden["woodruff_hi0.9"], float(t, ci[1].CI.Hi), 1e-12)

	out, errs, code := command(t, "", "measure", data, "--value", "cognition", "--weight", "wr", "--rank", "income_band", "--json",
		"--strata", "region", "--cluster", "age", "--measures", "concentration_index")
	require.Zero(t, code, errs)
	require.InEpsilon(t, golden["concentration_clusters"], float(t, decode(t, out).Measures[0].SE), 1e-9)
}

// households is a table with a design, with replicate weights that leave one of four villages out.
const households = `x,group,w,region,village,villages,r1,r2,r3,r4
12,a,1,north,1,10,0,2,1,1
30,b,1,north,1,10,0,2,1,1
21,a,1,north,2,10,2,0,1,1
18,b,1,north,2,10,2,0,1,1
44,a,1,south,1,20,1,1,0,2
9,b,1,south,1,20,1,1,0,2
27,a,1,south,2,20,1,1,2,0
60,b,1,south,2,20,1,1,2,0
`

func TestMeasureReplicateWeights(t *testing.T) {
	run := func(args ...string) []measured {
		out, errs, code := command(t, households, append([]string{"measure", "-", "--value", "x", "--group", "group", "--json", "--measures", "gini,bonferroni,mean_gap"}, args...)...)
		require.Zero(t, code, errs)
		return decode(t, out).Measures
	}
	made := run("--strata", "region", "--cluster", "village", "--replicate-method", "jkn")
	given := run("--weight", "w", "--replicate-weights", "r?", "--replicate-method", "jkn", "--replicate-scales", ".5,.5,.5,.5")
	for k := range made {
		require.Equal(t, float(t, made[k].SE), float(t, given[k].SE), made[k].Measure)
	}
	linear := run("--strata", "region", "--cluster", "village")
	require.NotNil(t, linear[2].SE) // the gap of means, by hand: villages' totals of (x - mean) of either group
	whole := run("--strata", "region", "--cluster", "village", "--fpc", "villages")
	require.Less(t, float(t, whole[0].SE), float(t, linear[0].SE))
	for _, method := range []string{"brr", "fay", "bootstrap"} {
		args := []string{"--strata", "region", "--cluster", "village", "--replicate-method", method}
		switch method {
		case "fay":
			args = append(args, "--fay-rho", "0.5")
		case "bootstrap":
			args = append(args, "--replicates", "50", "--seed", "3")
		}
		require.NotNil(t, run(args...)[0].SE, method)
	}
	sdr := run("--weight", "w", "--replicate-weights", "r1,r2,r3,r4", "--replicate-method", "sdr")
	require.NotNil(t, sdr[0].SE)
}

func TestMeasureDesignErrors(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"--strata regoin", 2, "no column"},
		{"--strata region --stream", 2, "--stream"},
		{"--strata region --interval jackknife", 2, "--interval: jackknife"},
		{"--strata region --lonely ignore", 2, "--lonely"},
		{"--replicate-weights r* --replicate-method brr", 2, "want --weight too"},
		{"--replicate-weights q* --replicate-method brr --weight w", 2, `no column "q*"`},
		{"--replicate-weights [ --replicate-method brr --weight w", 2, "pattern"},
		{"--replicate-weights r? --replicate-method brr --weight w --strata region", 2, "they stand for the design"},
		{"--replicate-method half", 2, "--replicate-method"},
		{"--replicate-method brr --fay-rho .5", 2, "--fay-rho"},
		{"--replicate-method jkn --replicate-scales 1", 2, "--replicate-scales"},
		{"--replicate-weights r? --replicate-method jkn --weight w --replicate-scales .5,x", 2, "--replicate-scales"},
		{"--replicate-method bootstrap --replicates 1", 2, "--replicates: got 1"},
		{"--strata region --max-exact 3", 1, "got more than 3 rows"},
		{"--strata x --cluster village", 1, "one cluster was drawn from the stratum"},
		{"--cluster village --fpc r1", 1, `column "r1": got 0`},
		{"--strata region --replicate-method jk1", 1, "jk1 for 2 strata"},
		{"--replicate-weights r? --replicate-method jkn --weight w", 2, "--replicate-scales: want a factor for each column of --replicate-weights"},
		{"--replicate-weights r? --replicate-method jkn --weight w --replicate-scales .5,.5", 2, "--replicate-scales: got 2, want 4"},
		{"--replicate-weights r? --replicate-method fay --weight w", 2, "--fay-rho: got 0, want the factor of Fay's method, above 0 and below 1"},
		{"--strata region --cluster village --replicate-method fay --fay-rho 1", 2, "--fay-rho: got 1"},
		{"--strata region --fpc x", 1, `:3: column "x": got 30, want 12 as in the rows before of the stratum "north"`},
		{"--fpc villages", 1, `:6: column "villages": got 20, want 10 as in the rows before: --fpc is one number, or one for each of --strata`},
		{"--strata region --replicate-method brr", 1, `got 4 in the stratum "north"`},
		{"--strata x --cluster village --replicate-method jkn --lonely adjust", 1, "only --lonely=certainty goes with replicates"},
		{"--replicates 50", 2, "--replicates: it is for --replicate-method=bootstrap"},
		{"--fay-rho .3", 2, "--fay-rho: it is for"},
		{"--lonely adjust", 2, "--lonely: it is for"},
		{"--mse", 2, "--mse: it is for"},
		{"--seed 3", 2, "--seed: it is for"},
		{"--strata region --seed 3", 2, "--seed: it is for"},
	} {
		_, errs, code := command(t, households, append([]string{"measure", "-", "--value", "x", "--measures", "gini"}, strings.Fields(c.args)...)...)
		require.Equal(t, c.code, code, "%s: %s", c.args, errs)
		require.Contains(t, errs, c.want, c.args)
	}
	for in, want := range map[string]string{
		"x,s\n1,a\n2,\n":               `column "s": the label is missing`,
		"x,s,f\n1,a,1\n2,a,-1\n":       `column "f": got -1`,
		"x,s,f\n1,a,2\n2,a,2\n3,a,2\n": `--fpc: got 2 in the population of the stratum "a", want at least the 3 that were drawn from it`,
	} {
		args := []string{"measure", "-", "--value", "x", "--strata", "s"}
		if strings.Contains(in, "f") {
			args = append(args, "--fpc", "f")
		}
		_, errs, code := command(t, in, args...)
		require.Equal(t, 1, code, fmt.Sprint(args))
		require.Contains(t, errs, want)
	}
}

// What jumps with one cluster has no jackknife of clusters, nor do messages send people there.
func TestMeasureDesignJumps(t *testing.T) {
	const calls = "gini,median,arpr,qsr,rmpg"
	run := func(args ...string) (found []measured, errs string) {
		out, errs, code := command(t, households, append([]string{"measure", "-", "--value", "x", "--json", "--measures", calls}, args...)...)
		require.Zero(t, code, errs)
		return decode(t, out).Measures, errs
	}
	for want, args := range map[string][]string{
		"no jackknife of median, arpr, qsr, rmpg, which may jump with one cluster; --replicate-method=bootstrap has standard errors": {"--strata", "region", "--cluster", "village", "--replicate-method", "jkn"},
		"no jackknife of median, arpr, qsr, rmpg, which may jump with one cluster\n":                                                 {"--weight", "w", "--replicate-weights", "r?", "--replicate-method", "jk1"},
	} {
		found, errs := run(args...)
		require.Contains(t, errs, want)
		require.NotNil(t, found[0].SE)
		for _, m := range found[1:] {
			require.Nil(t, m.SE, m.Measure)
		}
	}
	found, errs := run("--strata", "region", "--cluster", "village", "--replicate-method", "brr")
	require.Equal(t, "cogap: standard input: no standard error of qsr, since the rows that it comes from are too few or alike\n", errs)
	require.NotNil(t, found[1].SE)
	_, errs = run("--strata", "region", "--cluster", "village")
	require.Contains(t, errs, "no standard error of rmpg in this design; --replicate-method=bootstrap has one")
}

// A replicate in which nobody has a weight takes all standard errors away, which a note says.
func TestMeasureEmptyReplicate(t *testing.T) {
	in := "x,w,r1,r2,r3\n1,1,2,0,0\n2,1,0,2,0\n4,1,2,0,0\n9,1,0,2,0\n"
	args := []string{"measure", "-", "--value", "x", "--weight", "w", "--replicate-method", "sdr", "--json", "--measures", "gini,mean", "--replicate-weights"}
	out, errs, code := command(t, in, append(args, "r?")...)
	require.Zero(t, code, errs)
	require.Nil(t, decode(t, out).Measures[0].SE)
	require.Contains(t, errs, `no standard errors, since all rows that are measured have weight 0 in column "r3"`)
	out, errs, code = command(t, in, append(args, "r1,r2")...)
	require.Zero(t, code, errs)
	require.NotNil(t, decode(t, out).Measures[0].SE)
	require.Empty(t, errs)
}

// TestDesignFaultsAtOnce: all that is wrong with the flags of a design is told at once, and so is each column of replicate weights that is not there.
func TestDesignFaultsAtOnce(t *testing.T) {
	people := filepath.Join("testdata", "people.csv")
	for line, says := range map[string][]string{
		"--replicate-weights rw* --strata region --replicate-method fey --stream --interval jackknife --lonely most --replicates 1 --replicate-scales a,.5,b --level 2": {
			"--level: got 2, want a share such as 0.95",
			"--lonely: unknown name most",
			"--stream: it has no standard errors, and so no design",
			"--interval: jackknife is of rows drawn alone",
			"--replicate-weights: want --weight too",
			"--replicate-weights: they stand for the design; want no --strata, --cluster or --fpc",
			"--replicate-method: unknown name fey, did you mean fay?",
			"--replicates: got 1, want 2 to 10000",
			`--replicate-scales: got "a", want a number`,
			`--replicate-scales: got "b", want a number`,
		},
		"--weight w --replicate-method brr --replicate-weights rw*,zz*": {`has no column "rw*"`, `has no column "zz*"`},
		"--level 1 --interval some":                                     {"--level: got 1, want a share", "--interval: unknown name some"},
	} {
		_, errs, code := command(t, "", append([]string{"measure", people, "--value", "income"}, strings.Fields(line)...)...)
		require.Equal(t, exitUsage, code)
		for _, part := range says {
			require.Contains(t, errs, part, line)
		}
	}
}
