package beam_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	sdk "github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/adapters/beam"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/study"
)

func TestMain(m *testing.M) {
	sdk.Init()
	os.Exit(m.Run())
}

// few is a scenario of few people.
func few() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Source, s.Population.Scale, s.Population.Strata = "", 2000, population.USWorkforce2021()[:5]
	s.Months, s.Statistics.Every = 5, 2
	return s
}

// prices is a study of eight runs.
func prices() study.Plan {
	return study.Plan{
		Name: "prices", Base: few(), Replicates: 2, Seed: 7,
		Factors:  []study.Factor{{Path: "market.tiers[0].price.values[0]", Values: study.Numbers(60, 100, 300, 900)}},
		Measures: []string{"sota_share@last", "gini.augmented@mean"}, Series: []string{"sota_share"},
	}
}

// files returns the files of a folder, runs.csv without what no two studies share: seconds, and checksums that cover them.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	names, err := filepath.Glob(filepath.Join(dir, "[a-z]*"))
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		list[filepath.Base(name)] = string(text)
	}
	f, err := os.Open(filepath.Join(dir, "runs.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, row := range rows {
		row[len(row)-3], row[len(row)-1] = "", ""
	}
	list["runs.csv"] = fmt.Sprint(rows)
	return list
}

// TestStudy: a pipeline, of whatever many elements, finds the files of a study that was run at one place.
func TestStudy(t *testing.T) {
	p, local := prices(), t.TempDir()
	s, err := study.New(p)
	require.NoError(t, err)
	_, err = s.RunIn(t.Context(), local, study.Options{})
	require.NoError(t, err)
	want := files(t, local)
	require.Contains(t, want, "series.csv")
	for _, elements := range []int{0, 3} {
		dir := t.TempDir()
		_, err = beam.Study(t.Context(), p, dir, beam.Options{Elements: elements, Found: filepath.Join(t.TempDir(), "found")})
		require.NoError(t, err)
		got := files(t, dir)
		require.Len(t, got, len(want))
		for name := range want {
			require.Equal(t, want[name], got[name], "%d elements: %s", elements, name)
		}
	}
}

// TestPopulation: a pipeline over shares of the people finds the result of one pass, whoever sees others' averages of a pilot or not.
func TestPopulation(t *testing.T) {
	s := few()
	s.Stream.Passes, s.Stream.PilotAgents = 1, 500
	want, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	got, err := beam.Population(t.Context(), s, beam.Options{Elements: 3})
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// named is a rule of one's own.
type named struct{ agent.Standard }

func (named) Name() string { return "mine" }

// TestRefuses: what a pipeline cannot do is told before anything runs.
func TestRefuses(t *testing.T) {
	refused := func(p study.Plan, want string) {
		t.Helper()
		_, err := beam.Study(t.Context(), p, t.TempDir(), beam.Options{})
		require.ErrorContains(t, err, want)
	}
	p := prices()
	p.Base.Rule = named{}
	refused(p, "a rule of one's own is code and cannot be sent to workers")
	p = prices()
	p.Until = &study.Until{Measure: "sota_share@last", HalfWidth: 0.1, AtMost: 50}
	refused(p, "a study with until cannot be shared")
	p = prices()
	p.From = "saved"
	refused(p, "a study from a run that is saved in saved")
	p = prices()
	p.Measures = []string{"none"}
	refused(p, "measures[0]")
	_, err := beam.Population(t.Context(), few(), beam.Options{})
	require.ErrorContains(t, err, "people who are stored see each month")
	_, err = beam.Population(t.Context(), few(), beam.Options{Elements: -1})
	require.ErrorContains(t, err, "got -1 elements, want 0 or more")
	_, err = beam.Study(t.Context(), prices(), t.TempDir(), beam.Options{Elements: -1})
	require.ErrorContains(t, err, "got -1 elements, want 0 or more")
	s := few()
	s.Stream.Passes, s.Rule = 1, named{}
	_, err = beam.Population(t.Context(), s, beam.Options{})
	require.ErrorContains(t, err, "a rule of one's own is code and cannot be sent to workers")

	dir := t.TempDir() // before anything runs, or hours of runs would be lost in the end
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plan.yaml"), []byte("name: other"), 0o666))
	found := filepath.Join(t.TempDir(), "found")
	_, err = beam.Study(t.Context(), prices(), dir, beam.Options{Found: found})
	require.ErrorContains(t, err, "is of another plan")
	require.NoFileExists(t, found)
	_, err = beam.Study(t.Context(), prices(), t.TempDir(), beam.Options{Found: filepath.Join(dir, "plan.yaml", "found")})
	require.ErrorContains(t, err, "plan.yaml")
	require.NotContains(t, err.Error(), "DoFn")
	_, err = beam.Study(t.Context(), prices(), t.TempDir(), beam.Options{Found: "hdfs://x/found"})
	require.ErrorContains(t, err, `file system scheme "hdfs" not registered`)
	require.NotContains(t, err.Error(), "DoFn")
}
