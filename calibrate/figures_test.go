package calibrate_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/calibrate"
)

// reasons returns why targets are not expressed, by their ids.
func reasons(p *calibrate.Plan) map[string]string {
	list := map[string]string{}
	for _, o := range p.NotExpressed {
		list[o.Target] = o.Reason
	}
	return list
}

// TestOpenTargetsOwn: the published figures as a table are those of the calibration that comes with cogap, each with its own moment.
func TestOpenTargetsOwn(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("data", "targets.csv"))
	require.NoError(t, err)
	c, err := calibrate.OpenTargets(strings.NewReader(string(text)), "targets.csv")
	require.NoError(t, err)
	plan := c.Plan()
	require.Equal(t, calibrate.Published(), plan.Targets)
	require.Empty(t, plan.NotExpressed)
	require.Len(t, plan.Moments, len(plan.Targets))
	for i, m := range plan.Moments {
		require.Equal(t, plan.Targets[i].ID, m.Target)
	}
	require.Equal(t, "collected.cancelled, 2025-03 to 2026-02", plan.Moments[10].String())
	require.Len(t, plan.Parameters, len(calibrate.Fitted()))
}

// TestOpenTargets: rows have the moment of a name, of an id where they have no name, of a name in another month, or that which they say;
// of all others the reason is told, and none is dropped.
func TestOpenTargets(t *testing.T) {
	const table = `# figures of another source
id,name,value,se,moment,over,times,scenario
C4,,0.33,0.02,,,,
V1,use_2026q2,0.33,0.02,,,,
V2,use_2025q3,0.44,0.015,,,,
V3,us_paid_share_2026-11,0.035,0.006,,,,
V4,paid_of_users_2025,0.035,0.006,,,,
V5,wta_median_202501,11,2,,,,
V6,income_elasticity_use_2024,0.3,0.02,,,,
V7,x,0.33,0.02,C3@2025-02,,,
V8,y,0.33,0.02,collected.paid@2025-02,access_share@2025-02,1.2,us
V9,z,0.33,0.02,access_share@last,,,world
C5,other,0.33,0.02,,,,
N1,seats,0.26,0.03,,,,
N2,,0.26,0.03,,,,
N3,cancel_hazard_2025,0.33,0.02,,,,
N4,use_2031,0.33,0.02,,,,
`
	c, err := calibrate.OpenTargets(strings.NewReader(table), "v.csv")
	require.NoError(t, err)
	plan := c.Plan()
	moments := map[string]string{}
	for i := range plan.Moments {
		moments[plan.Moments[i].Target] = plan.Moments[i].String()
	}
	require.Equal(t, map[string]string{
		"C4": "access_share@2024-08",
		"V1": "access_share@2026-05",
		"V2": "access_share@2025-08",
		"V3": "collected.paid@2026-11",
		"V4": "collected.paid@2025-06 over access_share@2025-06, times 1.263",
		"V5": "collected.asked@2025-01",
		"V6": "slope of log access_share@2024-06 on log mean.income@first by stratum, of world",
		"V7": "collected.paid@2025-02 over access_share@2025-02, times 1.263",
		"V8": "collected.paid@2025-02 over access_share@2025-02, times 1.2, of us",
		"V9": "access_share@2025-12, of world",
	}, moments)
	why := reasons(&plan)
	for id, want := range map[string]string{
		"C5": `no published target has the name "other" (C5 is use_2026q2, which a row without a name means too); a column moment says`,
		"N1": `no published target has the name "seats"; a column moment says`,
		"N2": `no published target has the id "N2"`,
		"N3": "collected.cancelled, 2025-03 to 2026-02, is of no single month",
		"N4": "got month 2031-06, want one from 2022-12 to 2028-12",
	} {
		require.Contains(t, why[id], want)
	}
	require.Len(t, why, 5)
	require.Len(t, plan.Targets, len(moments)+len(why))
	for _, target := range plan.Targets {
		require.Equal(t, calibrate.Validate, target.Role, "without a column role")
	}
	require.Equal(t, 48, plan.Scenarios[0].Scenario.Months, "as far as November 2026")
	require.Equal(t, 37, plan.Scenarios[1].Scenario.Months)
}

// TestOpenTargetsErrors: what a table says wrongly is told at once, with its lines.
func TestOpenTargetsErrors(t *testing.T) {
	const head = "id,value,se,moment,over,times,scenario\n"
	var many strings.Builder
	many.WriteString("id,value,se\n")
	for i := range 10_002 {
		fmt.Fprintf(&many, "A%d,1,1\n", i)
	}
	for text, want := range map[string][]string{
		"":                              {"want one with the columns id, value, se"},
		"id,value\nA,1\n":               {"no column se"},
		"id;value;se\nA;1;1":            {"want commas"},
		"id,value,se\n":                 {"no rows"},
		head + "A,x,0,,,,\n":            {`v.csv:2:3: column value: got "x"`},
		head + "A,1,0,,,,\n":            {"v.csv:2:5: column se: got 0, want a standard error > 0"},
		head + "A,1,1,,,,\nA,1,1,,,,\n": {`v.csv:3:1: column id: got "A" a second time`},
		head + "A,48,1.5,access_share@2025-08,,,\n": {"v.csv:2:3: column value: got 48 beside access_share@2025-08, want a share from 0 to 1"},
		head + "A,1,1,access_share@mean,,,\n":       {"v.csv:2:7: column moment: got access_share@mean, over months of which there are as many as other rows ask for"},
		"id,name,value,se,moment,over,times,scenario\nA,use_2025q3,1,1,,access_share@2024-08,2,world\n": {
			`v.csv:2:19: column over: got "access_share@2024-08" without a moment`, "column times: got", "column scenario: got",
		},
		head + "A,1,1,foo@2025-01,,,\nB,1,1,access_share@2040-01,,,\nC,1,1,access_share,,,mars\nD,1,1,access_share,,-1,\nE,1,1,C3@2025-01,,,us\nF,1,1,C11@2025-01,,,\nG,1,1,access_share,?,,\n": {
			"v.csv:2:7: column moment: measure foo@2025-01: unknown measure foo", "v.csv:3:7: column moment: measure access_share@2040-01: got month 2040-01",
			"v.csv:4:7: column moment: scenario", "us, world, able, loss", "v.csv:5:7: column moment: times: got -1", "v.csv:6:7: column moment: got over, times or scenario beside C3",
			"v.csv:7:7: column moment: what C11 is compared with", "v.csv:8:7: column moment",
		},
		many.String(): {"v.csv:10002: got more than 10000 rows"},
	} {
		_, err := calibrate.OpenTargets(strings.NewReader(text), "v.csv")
		for _, want := range want {
			require.ErrorContains(t, err, want)
		}
	}
	_, err := calibrate.OpenTargetsFile(filepath.Join(t.TempDir(), "none.csv"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestOpenTargetsAlone: what a row is compared with does not depend on rows beside it, which may let the runs go on for longer.
func TestOpenTargetsAlone(t *testing.T) {
	const rows = "id,name,value,se,moment,scenario\nA,,0.5,0.1,access_share@last,\nB,,0.5,0.1,access_share,world\nC,able_lt25,0.5,0.1,,\n"
	alone, err := calibrate.OpenTargets(strings.NewReader(rows), "v.csv")
	require.NoError(t, err)
	later, err := calibrate.OpenTargets(strings.NewReader(rows+"D,,0.5,0.1,access_share@2028-12,\nE,,0.5,0.1,access_share@2028-12,world\nF,,0.5,0.1,collected.lt25@2027-01,able\n"), "v.csv")
	require.NoError(t, err)
	require.Equal(t, alone.Plan().Moments, later.Plan().Moments[:3])
	require.Equal(t, "access_share@2026-05", later.Plan().Moments[0].String())
	require.Equal(t, "collected.lt25@2022-12, of able", later.Plan().Moments[2].String())
}

// TestToldBesideFigures: columns that nothing is read from are named, and so are figures that are in percent or of nobody.
func TestToldBesideFigures(t *testing.T) {
	c, err := calibrate.OpenTargets(strings.NewReader("ID,name,Value,SE,population,low\nA,daily_of_users,49,4,adults,45\nB,cancel_hazard,0.13,0.04,adults,\n"), "v.csv")
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, c.WriteMoments(&text))
	require.Contains(t, text.String(), "\nnothing is read from: population, low\n")
	text.Reset()
	require.NoError(t, calibrate.WriteComparison(&text, c.Compare(&calibrate.Evaluation{Moments: []float64{0.5, math.NaN()}})))
	require.Contains(t, text.String(), "\nA is some 98 times what the model has: is it in percent?")
	require.Contains(t, text.String(), "\nB fails since the model has no such number")
	text.Reset()
	require.NoError(t, calibrate.WriteComparison(&text, c.Compare(&calibrate.Evaluation{Moments: []float64{20, 0.13}})))
	require.NotContains(t, text.String(), "percent", "49 beside 20 is another figure")
}

// TestFileMoments: a table that a calibration file names may say what its rows are compared with, too.
func TestFileMoments(t *testing.T) {
	dir := folder(t, map[string]string{"own.csv": "id,value,se,moment\nA,0.3,0.1,access_share@2026-06\n"})
	p, err := calibrate.Read(strings.NewReader("scenario: {base: essay, population: {file: people.csv}}\nvalidate: own.csv\n"), "c.yaml", dir)
	require.NoError(t, err)
	require.Equal(t, "access_share@2026-06", p.Moments[0].String())
	_, err = calibrate.Read(strings.NewReader("scenario: {base: essay, population: {file: people.csv}}\nvalidate: own.csv\nmoments: {A: price}\n"), "c.yaml", dir)
	require.ErrorContains(t, err, "target A has 2 moments, want one")
}

// FuzzOpenTargets: no table makes the reader panic, and no row of one that is read is lost.
func FuzzOpenTargets(f *testing.F) {
	f.Add("id,name,value,se,moment\nA,use_2025q3,1,1,\nB,,1,1,C1@2025-01\nC4,,1,1,\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := calibrate.OpenTargets(strings.NewReader(text), "x")
		if err == nil {
			require.Len(t, c.Plan().Targets, len(c.Plan().Moments)+len(c.Plan().NotExpressed))
		}
	})
}
