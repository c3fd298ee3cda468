package scenario_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

const peopleCSV = "name,people,p50,exposure\nClerks,1000,2900,1\nCarers,500,2000,0.4\n"

// TestPeopleFromAFile: relative to the scenario's file, with columns of any names, in place of whatever people the base has.
func TestPeopleFromAFile(t *testing.T) {
	folder := files(t, map[string]string{
		"data/people.csv": peopleCSV,
		"jobs.csv":        "workers,job,median,exposure,code\n1e3,Clerks,34_800,1,a\n",
		"own.yaml":        "base: essay\npopulation: {file: data/people.csv, scale: 10}\n",
		"named.yaml":      "population:\n  file: jobs.csv\n  columns: {name: job, people: workers, p50_year: median}\n",
		"world.yaml":      "base: own.yaml\npopulation: {source: world, income_floor: 1}\n",
		"listed.yaml":     "base: own.yaml\npopulation:\n  strata: [{people: 5, income: [{p: 0.5, value: 900}], full: {general: 0.2}}]\n",
		"again.yaml":      "base: listed.yaml\npopulation: {file: data/people.csv}\n",
	})
	load := func(name string) population.Spec {
		s, err := scenario.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		return s.Population
	}
	strata, err := population.ReadStrata(strings.NewReader(peopleCSV), "", nil)
	require.NoError(t, err)
	own := load("own.yaml")
	require.Equal(t, strata, own.Strata)
	require.Equal(t, []any{"", "data/people.csv", 10}, []any{own.Source, own.File, own.Scale})
	named := load("named.yaml")
	require.Equal(t, "a", named.Strata[0].Code)
	require.Equal(t, []population.Quantile{{P: 0.5, Value: 2900}}, named.Strata[0].Income)
	world := load("world.yaml")
	require.Equal(t, []any{"world", "", 0}, []any{world.Source, world.File, len(world.Strata)})
	listed := load("listed.yaml")
	require.Equal(t, []any{"", "", 1}, []any{listed.Source, listed.File, len(listed.Strata)})
	require.Equal(t, population.ByDomain{0, 0, 0, 0, 0.2}, listed.Strata[0].Full)
	require.Equal(t, own, load("again.yaml"))

	f, err := scenario.Open(filepath.Join(folder, "named.yaml"))
	require.NoError(t, err)
	require.NoError(t, f.Set("population.file", "data/people.csv"))
	s, err := f.Scenario()
	require.NoError(t, err)
	require.Equal(t, strata, s.Population.Strata)
	require.NoError(t, f.Set("population.source", "world"))
	require.NoError(t, f.Set("population.income_floor", "1"))
	s, err = f.Scenario()
	require.NoError(t, err)
	require.Empty(t, s.Population.Strata)
}

// TestPeopleAreWritten: what is written holds the people, and the name of their file, which is not read again.
func TestPeopleAreWritten(t *testing.T) {
	folder := files(t, map[string]string{"people.csv": peopleCSV, "own.yaml": "population: {file: people.csv}"})
	want, err := scenario.ReadFile(filepath.Join(folder, "own.yaml"))
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, scenario.Write(&text, want))
	require.Contains(t, text.String(), "file: people.csv\n")
	require.Contains(t, text.String(), "full: {coding: ")
	got, err := scenario.Read(&text, "written.yaml")
	require.NoError(t, err, "from a text that may name no file")
	require.Equal(t, want, got)
}

func TestPeopleProblems(t *testing.T) {
	folder := files(t, map[string]string{
		"people.csv": "name,people,p50,exposure\nClerks,many,2900,1\nCarers,500,2000,4\n",
		"bad.yaml":   "months: x\npopulation: {file: people.csv}\n",
		"lost.yaml":  "population: {file: none.csv}\n",
		"wrong.yaml": "population:\n  file: people.csv\n  columns: {nmae: job}\n",
		"list.yaml":  "population:\n  file: people.csv\n  columns: [job]\n",
		"two.yaml":   "population:\n  file: people.csv\n  source: world\n",
	})
	for name, want := range map[string][]string{
		"bad.yaml":   {"bad.yaml:1:9: months: got x", "people.csv:2:8: column people: got \"many\", want a whole number", "people.csv:3:17: column exposure: got 4"},
		"lost.yaml":  {"lost.yaml:1:20: population.file: open " + folder + "/none.csv: no such file"},
		"wrong.yaml": {"wrong.yaml:3:13: population.columns.nmae: unknown name, did you mean name?"},
		"list.yaml":  {"list.yaml:3:12: population.columns: got a list, want names of columns"},
		"two.yaml":   {"two.yaml:2:9: population.file: got \"people.csv\" beside source \"world\", want one or the other"},
	} {
		_, err := scenario.ReadFile(filepath.Join(folder, name))
		for _, part := range want {
			require.ErrorContains(t, err, part)
		}
		require.NotContains(t, err.Error(), "without its strata", "which is no problem of its own")
	}
	poor := files(t, map[string]string{"people.csv": "name,people,p50,exposure\nClerks,10,50,1\n", "own.yaml": "population: {file: people.csv, income_floor: 60}\n"})
	_, err := scenario.ReadFile(filepath.Join(poor, "own.yaml"))
	require.ErrorContains(t, err, "own.yaml:1:46: population.income_floor: got 60 u/month, which is above the income of half of the people of 1 strata, first Clerks of people.csv")
	twice := files(t, map[string]string{"people.csv": "name,people,code,p50,exposure\nClerks,10,a,900,1\nCarers,5,a,900,1\n", "own.yaml": "population: {file: people.csv}\n"})
	_, err = scenario.ReadFile(filepath.Join(twice, "own.yaml"))
	require.EqualError(t, err, twice+`/people.csv:3:10: column code: got "a", which is the code of line 2, want one of its own or none`)
	empty := files(t, map[string]string{"people.csv": "name,people,p50\nClerks,10,2900\n", "own.yaml": "population: {file: people.csv}\n"})
	_, err = scenario.ReadFile(filepath.Join(empty, "own.yaml"))
	require.ErrorContains(t, err, "people.csv:1: got no exposure to AI")
	require.NotContains(t, err.Error(), "\n", "one problem")
	_, err = scenario.Read(strings.NewReader("population: {file: "+folder+"/people.csv}"), "a.yaml")
	require.ErrorContains(t, err, "a.yaml:1:20: population.file: got a file: a text from elsewhere may name none")

	s := cogap.Plain()
	s.Population.Source, s.Population.File = "", "people.csv"
	require.ErrorContains(t, s.Validate(), `population.file: got "people.csv" without its strata; ReadStrataFile reads them`)
}

// TestTemplate: the file to start from is read, and says what it means.
func TestTemplate(t *testing.T) {
	folder := files(t, map[string]string{"people.csv": string(population.Template()), "own.yaml": "population: {file: people.csv}\nmonths: 2\n"})
	s, err := scenario.ReadFile(filepath.Join(folder, "own.yaml"))
	require.NoError(t, err)
	require.Len(t, s.Population.Strata, 3)
	_, err = cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
}
