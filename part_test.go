package cogap_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
)

// parted are scenarios of few people that can be run in parts: without coupling, and with.
func parted() (uncoupledOne, coupledOne cogap.Scenario) {
	s := watched(small())
	s.Months, s.Population.Source, s.Population.Scale, s.Population.Strata = 6, "", 200, population.USWorkforce2021()[:5]
	coupledOne = apart(s)
	s.Population.RightSide, s.Behaviour.WordOfMouth, s.Behaviour.PassThrough = 0, 0, 0
	return apart(s), coupledOne
}

func one(uncoupledOne, _ cogap.Scenario) cogap.Scenario { return uncoupledOne }

// runParts does some parts of a run, each by a model of its own, as programs would.
func runParts(t *testing.T, s cogap.Scenario, dir string, of int, numbers ...int) {
	t.Helper()
	for _, number := range numbers {
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		require.NoError(t, m.RunPart(ctx, dir, number, of, cogap.Options{Workers: 1 + number%2}))
	}
}

// TestParts: files of parts, done in any order, merge to the result of one pass; without coupling that is the stored run.
func TestParts(t *testing.T) {
	uncoupled, coupled := parted()
	for name, s := range map[string]cogap.Scenario{"coupled": coupled, "uncoupled": uncoupled} {
		want := run(t, s, cogap.Options{})
		require.Equal(t, name == "uncoupled", want.Stream.Pilot == 0)
		for _, of := range []int{1, 3, 9} { // more parts than chunks: some have nobody
			dir := t.TempDir()
			runParts(t, s, dir, of, rand.Perm(of)...)
			got, err := cogap.MergeParts(ctx, dir, cogap.Options{})
			require.NoError(t, err)
			require.Equal(t, same.Digest(want), same.Digest(got), "%s: %d parts", name, of)
			if name == "uncoupled" {
				stored := s
				stored.Stream.Passes = 0
				require.Equal(t, run(t, stored, cogap.Options{}).Manifest.Result, got.Manifest.Result)
			}
		}
	}
}

// TestPartOnce: a part that is there is not done again, and one that was cut short is.
func TestPartOnce(t *testing.T) {
	s, dir := one(parted()), t.TempDir()
	runParts(t, s, dir, 2, 0, 1)
	name := filepath.Join(dir, "part-000001-of-000002.bin")
	whole, err := os.ReadFile(name)
	require.NoError(t, err)
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	steps := int64(0)
	count := cogap.Options{Progress: func(done, _ int64) { steps = done }}
	require.NoError(t, m.RunPart(ctx, dir, 1, 2, count))
	require.Zero(t, steps)
	require.NoError(t, os.WriteFile(name, whole[:len(whole)/2], 0o666))
	_, err = cogap.MergeParts(ctx, dir, cogap.Options{})
	require.ErrorContains(t, err, "part 1 of 2 is being done, or was stopped: run it again")
	require.NoError(t, m.RunPart(ctx, dir, 1, 2, count))
	require.Positive(t, steps)
	again, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, whole, again)
}

// TestPartRefuses: what needs everybody at once cannot be done in parts, and each reason is told.
func TestPartRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "parts")
	refused := func(s cogap.Scenario, number, of int, want ...string) {
		t.Helper()
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		err = m.RunPart(ctx, dir, number, of, cogap.Options{})
		for _, text := range want {
			require.ErrorContains(t, err, text)
		}
		require.NoDirExists(t, dir)
	}
	refused(full(), 2, 2, "got part 2 of 2, want a number from 0", "people who are stored see each month",
		"who moved is told by the income tenths", "a panel is drawn from everybody")
	refused(streaming(uncoupled(), stream{Passes: 3}), 0, 2, "stream.passes is 3, and a second pass begins with what everybody did")
	diary := one(parted())
	diary.Rule = keepsDiary{}
	refused(diary, 0, 2, `the rule "keeps a diary", which is code and not in a file: take Model.Part`)
}

// TestMergePartsRefuses: a missing part, one of another run or another division, one under another's name, and two programs with one number.
func TestMergePartsRefuses(t *testing.T) {
	s, dir := one(parted()), t.TempDir()
	merged := func(want ...string) {
		t.Helper()
		_, err := cogap.MergeParts(ctx, dir, cogap.Options{})
		for _, text := range want {
			require.ErrorContains(t, err, text)
		}
	}
	merged("it has no parts of a run")
	runParts(t, s, dir, 4, 1)
	merged("part 0 of 4 is missing", "part 2 of 4 is missing", "part 3 of 4 is missing")

	other := s
	other.Market.Tiers = slices.Clone(s.Market.Tiers)
	other.Market.Tiers[0].Name = "another"
	m, err := cogap.NewModel(other)
	require.NoError(t, err)
	err = m.RunPart(ctx, dir, 0, 4, cogap.Options{})
	require.ErrorContains(t, err, "part 1 of 4 is of another run, or another version of cogap (line ")
	require.ErrorContains(t, err, "another")
	require.ErrorContains(t, m.RunPart(ctx, dir, 0, 3, cogap.Options{}), "everybody is in 4 parts there, and not in 3")

	elsewhere := t.TempDir()
	runParts(t, other, elsewhere, 4, 0)
	place := func(number string) string { return filepath.Join(dir, "part-00000"+number+"-of-000004.bin") }
	require.NoError(t, os.Rename(filepath.Join(elsewhere, "part-000000-of-000004.bin"), place("0")))
	text, err := os.ReadFile(place("1"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(place("2"), text, 0o666))
	merged("part 3 of 4 is missing", "part 1 of 4 is of another run", "the file of part 2 of 4 has part [1] of 4")

	require.NoError(t, os.Remove(place("0")))
	require.NoError(t, os.Remove(place("2")))
	m, err = cogap.NewModel(s)
	require.NoError(t, err)
	require.NoError(t, m.RunPart(ctx, dir, 0, 4, cogap.Options{Watch: []observe.Watcher{meanwhile(func() {
		require.ErrorContains(t, m.RunPart(ctx, dir, 0, 4, cogap.Options{}), "part 0 of 4: another program is running there")
	})}}))
	merged("part 2 of 4 is missing")
}

// meanwhile is what happens while people are taken through their months.
type meanwhile func()

func (f meanwhile) See(*agent.Block, *agent.Month) { f() }

// TestPartMerge: parts of other divisions and runs, and one that is there already, are not merged.
func TestPartMerge(t *testing.T) {
	part := func(s cogap.Scenario, number, of int) *cogap.Part {
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		p, err := m.Part(ctx, number, of, cogap.Options{})
		require.NoError(t, err)
		return p
	}
	s := one(parted())
	other := s
	other.Seed++
	p := part(s, 0, 3)
	require.NoError(t, p.Merge(part(s, 2, 3)))
	require.Equal(t, []int{0, 2}, p.Numbers())
	require.Equal(t, []int{1}, p.Missing())
	require.EqualError(t, p.Merge(part(s, 2, 3)), "part 2 of 3 is there twice")
	require.EqualError(t, p.Merge(part(s, 1, 4)), "a part of 3 and a part of 4 cannot be merged")
	require.ErrorContains(t, part(s, 0, 3).Merge(part(other, 1, 3)), "merging partials of other models")
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	_, err = m.Whole(ctx, p, cogap.Options{})
	require.EqualError(t, err, "1 of 3 parts are missing, the first is part 1")
	_, err = m.Whole(ctx, part(other, 0, 1), cogap.Options{})
	require.EqualError(t, err, "the parts are of another model")

	_, coupled := parted()
	pilot := coupled
	pilot.Stream.PilotAgents = 500
	require.EqualError(t, part(coupled, 0, 2).Merge(part(pilot, 1, 2)), "the parts are of different runs")
	m, err = cogap.NewModel(coupled)
	require.NoError(t, err)
	_, err = m.Whole(ctx, part(pilot, 0, 1), cogap.Options{})
	require.ErrorContains(t, err, "the parts were made along another trajectory (stream.pilot_agents)")
	require.False(t, errors.Is(err, cogap.ErrReacts))
}

// FuzzPart: no bytes make a part that cannot be used, and those of a part come back.
func FuzzPart(f *testing.F) {
	m, err := cogap.NewModel(one(parted()))
	require.NoError(f, err)
	p, err := m.Part(ctx, 1, 3, cogap.Options{})
	require.NoError(f, err)
	text, _ := p.MarshalBinary()
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		var p cogap.Part
		if p.UnmarshalBinary(data) != nil {
			return
		}
		again, err := p.MarshalBinary()
		require.NoError(t, err)
		var q cogap.Part
		require.NoError(t, q.UnmarshalBinary(again))
		require.Equal(t, p.Numbers(), q.Numbers())
		_, _ = m.Whole(ctx, &p, cogap.Options{}) // an error, or the result of parts that are whole
	})
}
