package cogap_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// errStop is why a run of a test stops.
var errStop = errors.New("stopped on purpose")

// stopAfter stops a run after so many months.
func stopAfter(months int) func(cogap.Record) error {
	return func(r cogap.Record) error {
		if r.Month+1 >= months {
			return errStop
		}
		return nil
	}
}

// saved runs a scenario into a folder until it is stopped after some months.
func saved(t testing.TB, s cogap.Scenario, every, months int) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	_, err := cogap.Run(ctx, s, cogap.Options{Workers: 1, Checkpoint: cogap.Checkpoint{Dir: dir, Every: every}, OnMonth: stopAfter(months)})
	require.ErrorIs(t, err, errStop)
	return dir
}

// halfway saves a run in some months into a new folder and stops it in the middle.
func halfway(s cogap.Scenario) (dir string, err error) {
	dir, err = os.MkdirTemp("", "cogap-halfway-")
	if err != nil {
		return "", err
	}
	save := cogap.Checkpoint{Dir: dir, Every: 1 + s.Months/5}
	_, err = cogap.Run(ctx, s, cogap.Options{Checkpoint: save, OnMonth: stopAfter(s.Months/2 + 1)})
	if !errors.Is(err, errStop) {
		os.RemoveAll(dir)
		return "", fmt.Errorf("not stopped: %w", err)
	}
	return dir, nil
}

// resumed goes on with a run that was stopped in the middle, by another number of workers, stops later and goes on.
func resumed(s cogap.Scenario) (*cogap.Result, error) {
	dir, err := halfway(s)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	_, err = m.Resume(ctx, dir, cogap.Options{Workers: 3, OnMonth: stopAfter(s.Months * 3 / 4)})
	if err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	return m.Resume(ctx, dir, cogap.Options{Workers: 2})
}

// unbranched saves a run, stops it and takes the branch that changes nothing.
func unbranched(s cogap.Scenario) (*cogap.Result, error) {
	dir, err := os.MkdirTemp("", "cogap-branched-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	_, err = cogap.Run(ctx, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir, Every: max(1, s.Months/2)}, Workers: 2})
	if err != nil {
		return nil, err
	}
	return cogap.Branch(ctx, dir, s, cogap.Options{Workers: 1})
}

// TestResume: a run that was stopped after any month, saved after whatever months, ends as one that never was.
func TestResume(t *testing.T) {
	s := full()
	s.Months = 7
	want := run(t, s, cogap.Options{})
	for _, every := range []int{1, 2, 3} {
		for months := 1; months < s.Months; months++ {
			dir := saved(t, s, every, months)
			told := 0
			var warned []error
			got, err := cogap.Resume(ctx, dir, cogap.Options{
				Workers: 2, OnMonth: func(cogap.Record) error { told++; return nil },
				Checkpoint: cogap.Checkpoint{Warn: func(err error) { warned = append(warned, err) }},
			})
			require.NoError(t, err)
			require.Empty(t, same.Differences(want, got, 5), "every %d months, stopped after %d", every, months)
			last := months / every * every // the month at whose end it is saved when it is stopped has no snapshot
			if months%every == 0 {
				last -= every
			}
			require.Equal(t, s.Months-last, told, "only months that are new are told")
			require.Empty(t, warned)
			again, err := cogap.Resume(ctx, dir, cogap.Options{})
			require.NoError(t, err, "a run that is complete can be resumed, too")
			require.Equal(t, same.Digest(want), same.Digest(again))
		}
	}
}

// TestSnapshotSize: 21 bytes a person, and what there is of months and headers.
func TestSnapshotSize(t *testing.T) {
	s := small()
	s.Months, s.Population.Scale = 3, 100
	dir := saved(t, s, 1, 3)
	agents := run(t, s, cogap.Options{}).Manifest.Agents
	files, err := filepath.Glob(filepath.Join(dir, "people-0002", "*"))
	require.NoError(t, err)
	bytes := int64(0)
	for _, name := range files {
		info, err := os.Stat(name)
		require.NoError(t, err)
		bytes += info.Size()
	}
	require.Less(t, float64(bytes)/float64(agents), 21.01)
	names, err := filepath.Glob(filepath.Join(dir, "people*"))
	require.NoError(t, err)
	require.Len(t, names, 2, "the last two are kept")
}

// TestDiskBytes: what is said of the disk is enough for all that there is between two months, with a panel that takes more than everybody else. At most half of
// it is said too much of the panel, of which each life has all months only in the end.
func TestDiskBytes(t *testing.T) {
	s := small()
	s.Months, s.Population.Scale, s.Statistics.Panel = 12, 100_000, observe.Panel{People: 1000, By: []string{"stratum"}}
	plan, err := cogap.Estimate(s, cogap.Options{})
	require.NoError(t, err)
	dir, most := t.TempDir(), int64(0)
	run(t, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir, Every: 1}, OnMonth: func(cogap.Record) error {
		all := int64(0)
		err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			all += info.Size()
			return err
		})
		most = max(most, all)
		return err
	}})
	s.Statistics.Panel = observe.Panel{}
	without, err := cogap.Estimate(s, cogap.Options{})
	require.NoError(t, err)
	require.Greater(t, most, without.DiskBytes, "the panel counts")
	require.Less(t, most, plan.DiskBytes)
	require.Less(t, plan.DiskBytes-without.DiskBytes, 2*most)
}

// TestDamaged: a snapshot that is damaged anywhere is refused with its reason and the one before it is used; months that are, too.
func TestDamaged(t *testing.T) {
	s := full()
	s.Months = 6
	want := same.Digest(run(t, s, cogap.Options{}))
	damage := func(name string, change func([]byte) []byte) func(dir string) error {
		return func(dir string) error {
			file := filepath.Join(dir, name)
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(file, change(data), 0o666)
		}
	}
	flip := func(at float64) func([]byte) []byte {
		return func(b []byte) []byte { b[int(at*float64(len(b)-1))] ^= 4; return b }
	}
	cut := func(at float64) func([]byte) []byte {
		return func(b []byte) []byte { return b[:int(at*float64(len(b)))] }
	}
	for name, harm := range map[string]func(dir string) error{
		"index":          damage("people-0004/0000.bin", flip(0)),
		"model":          damage("people-0004/0000.bin", flip(0.04)),
		"place":          damage("people-0004/0000.bin", flip(0.95)),
		"people":         damage("people-0004/0000-0000.bin", flip(0.5)),
		"end":            damage("people-0004/0000-0000.bin", flip(1)),
		"cut":            damage("people-0004/0000-0000.bin", cut(0.9)),
		"empty":          damage("people-0004/0000.bin", cut(0)),
		"months cut":     damage("months.bin", cut(0.8)),
		"months harmed":  damage("months.bin", flip(0.85)),
		"missing":        func(dir string) error { return os.Remove(filepath.Join(dir, "people-0004", "0000.bin")) },
		"people missing": func(dir string) error { return os.Remove(filepath.Join(dir, "people-0004", "0000-0000.bin")) },
		"of another snapshot": func(dir string) error {
			data, err := os.ReadFile(filepath.Join(dir, "people-0003", "0000-0000.bin"))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "people-0004", "0000-0000.bin"), data, 0o666)
		},
		"of another month": func(dir string) error {
			if err := os.RemoveAll(filepath.Join(dir, "people-0004")); err != nil {
				return err
			}
			return os.Rename(filepath.Join(dir, "people-0003"), filepath.Join(dir, "people-0004"))
		},
	} {
		dir := saved(t, s, 1, 5)
		require.NoError(t, harm(dir), name)
		var warned []error
		got, err := cogap.Resume(ctx, dir, cogap.Options{Checkpoint: cogap.Checkpoint{Warn: func(err error) { warned = append(warned, err) }}})
		if name == "of another month" {
			require.ErrorContains(t, err, "no snapshot is whole: people-0004: 00")
			require.ErrorContains(t, err, ".bin: not in the expected format: it is of month 3")
			require.ErrorContains(t, err, "\nwithout its folders people-NNNN the run begins anew: remove them")
			require.Empty(t, warned, "what the error says is not said before")
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, want, same.Digest(got), name)
		require.NotEmpty(t, warned, name)
		require.ErrorContains(t, warned[0], "people-0004: ", name)
		if strings.HasPrefix(name, "months") {
			require.ErrorContains(t, warned[0], "months.bin has only 3 of its 4 months whole (month 3: ", name)
		}
		warned = nil
		left, err := cogap.Resume(ctx, dir, cogap.Options{Checkpoint: cogap.Checkpoint{Warn: func(err error) { warned = append(warned, err) }}})
		require.NoError(t, err, name)
		require.Empty(t, warned, "%s: months that are done again do not stand behind those that were", name)
		require.Equal(t, want, same.Digest(left), "%s: what was refused does not stand in the place of what is whole", name)
	}
}

// TestMonthsGap: months of which one is missing are not taken for those that come after it.
func TestMonthsGap(t *testing.T) {
	s := full()
	dir := saved(t, s, 1, 3)
	file := filepath.Join(dir, "months.bin")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	d := wire.NewDecoder(data)
	d.Block("the first month")
	require.NoError(t, os.WriteFile(file, data[len(data)-d.Left():], 0o666))
	_, err = cogap.Resume(ctx, dir, cogap.Options{})
	require.ErrorContains(t, err, "months.bin has only 0 of its 2 months whole (month 0: month 1 is in its place)")
}

// TestEarlyMonth: of a month that is damaged, which all snapshots need, it is said which it is and how the run begins anew, which it then does.
func TestEarlyMonth(t *testing.T) {
	s := full()
	dir := saved(t, s, 1, 3)
	file := filepath.Join(dir, "months.bin")
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	data[len(data)/8] ^= 4
	require.NoError(t, os.WriteFile(file, data, 0o666))
	_, err = cogap.Resume(ctx, dir, cogap.Options{})
	require.ErrorContains(t, err, "months.bin has only 0 of its 2 months whole (month 0: ")
	require.ErrorContains(t, err, "\nwithout its folders people-NNNN the run begins anew: remove them")
	_, err = cogap.Branch(ctx, dir, s, cogap.Options{})
	require.ErrorContains(t, err, "months.bin has only 0 of its 2 months whole (month 0: ")
	require.NotContains(t, err.Error(), "anew", "a branch is of a past")
	for _, month := range []string{"people-0001", "people-0002"} {
		require.NoError(t, os.RemoveAll(filepath.Join(dir, month)))
	}
	for range 2 {
		got, err := cogap.Resume(ctx, dir, cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, same.Digest(run(t, s, cogap.Options{})), same.Digest(got))
	}
}

// TestUnclaimed: a folder with files of a run but none that says of which takes no other, which could not be resumed behind what is there.
func TestUnclaimed(t *testing.T) {
	for name, files := range map[string][]string{
		"months.bin":         {"months.bin"},
		"people-0002":        {"people-0002/0000.bin"},
		"pass-0000.bin":      {"pass-0000.bin"},
		"pass-0000-0003.bin": {"pass-0000-0003.bin"},
	} {
		dir := t.TempDir()
		for _, file := range files {
			file = filepath.Join(dir, file)
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
			require.NoError(t, os.WriteFile(file, nil, 0o666))
		}
		_, err := cogap.Run(ctx, full(), cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir, Every: 1}})
		require.EqualError(t, err, dir+": has "+name+" but no scenario.json, so that it is not of this run: take another folder")
	}
}

// TestBranchElsewhere: a branch does not save itself where it begins, by whatever name.
func TestBranchElsewhere(t *testing.T) {
	s := full()
	dir := saved(t, s, 1, 3)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(dir, link))
	for _, other := range []string{dir, dir + "/", dir + "/../" + filepath.Base(dir), link} {
		_, err := cogap.Branch(ctx, dir, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: other}})
		require.ErrorContains(t, err, "the branch needs a folder of its own", other)
	}
}

// TestDamagedMemory: people of a snapshot that is refused leave their memory to those of the one before it.
func TestDamagedMemory(t *testing.T) {
	s := small()
	s.Months, s.Population.Scale = 4, 100
	people := uint64(run(t, s, cogap.Options{}).Manifest.Agents) * 34
	resume := func(dir string) uint64 {
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = m.Resume(ctx, dir, cogap.Options{Workers: 1, OnMonth: stopAfter(1), Checkpoint: cogap.Checkpoint{Every: 10}})
		require.ErrorIs(t, err, errStop)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	dir := saved(t, s, 1, 4)
	whole := resume(dir)
	dir = saved(t, s, 1, 4)
	require.NoError(t, os.Remove(filepath.Join(dir, "people-0003", "0000-0000.bin")))
	require.Less(t, resume(dir), whole+people/2)
}

// TestSnapshotsGone: a run whose snapshots somebody removed begins anew, and says so.
func TestSnapshotsGone(t *testing.T) {
	s := small()
	dir := saved(t, s, 1, 3)
	snapshots, err := filepath.Glob(filepath.Join(dir, "people*"))
	require.NoError(t, err)
	require.NotEmpty(t, snapshots)
	for _, name := range snapshots {
		require.NoError(t, os.RemoveAll(name))
	}
	var warned []error
	got, err := cogap.Resume(ctx, dir, cogap.Options{Checkpoint: cogap.Checkpoint{Warn: func(err error) { warned = append(warned, err) }}})
	require.NoError(t, err)
	require.Equal(t, same.Digest(run(t, s, cogap.Options{})), same.Digest(got))
	require.Len(t, warned, 1)
	require.ErrorContains(t, warned[0], "it has no snapshot, so that the 2 months that were done are done again")
}

// TestForeign: what is in a folder is refused if it is of another model, rule or version, of nobody, or taken.
func TestForeign(t *testing.T) {
	s := full()
	dir := saved(t, s, 1, 3)
	other := s
	other.Seed++
	m, err := cogap.NewModel(other)
	require.NoError(t, err)
	_, err = m.Resume(ctx, dir, cogap.Options{})
	require.ErrorContains(t, err, "it is of another model")

	_, err = cogap.Run(ctx, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir}})
	require.ErrorContains(t, err, "it has the snapshots of a run: resume that, or take another folder")
	_, err = cogap.Resume(ctx, t.TempDir(), cogap.Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = cogap.Run(ctx, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: filepath.Join(dir, "months.bin")}})
	require.ErrorContains(t, err, "not a directory")

	ruled := s
	ruled.Rule = keepsDiary{}
	diary := saved(t, ruled, 1, 3)
	_, err = cogap.Resume(ctx, diary, cogap.Options{})
	require.ErrorContains(t, err, `its people decide by the rule "keeps a diary", which is code`)
	m, err = cogap.NewModel(ruled)
	require.NoError(t, err)
	got, err := m.Resume(ctx, diary, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, same.Digest(run(t, ruled, cogap.Options{})), same.Digest(got), "a user's rule may change every column")

	text, err := os.ReadFile(filepath.Join(dir, "scenario.json"))
	require.NoError(t, err)
	text = []byte(strings.Replace(string(text), cogap.Version, "0.0.9", 1))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "scenario.json"), text, 0o666))
	_, err = cogap.Resume(ctx, dir, cogap.Options{})
	require.EqualError(t, err, dir+`: it is of version "0.0.9" of cogap, and this is "`+cogap.Version+`", whose numbers may differ`)

	passes := t.TempDir()
	s.Statistics.Panel = observe.Panel{}
	run(t, streaming(s, stream{Passes: 1}), cogap.Options{Checkpoint: cogap.Checkpoint{Dir: passes}})
	_, err = cogap.Branch(ctx, passes, s, cogap.Options{})
	require.EqualError(t, err, passes+": its people are streamed, so that none are kept")

	s.Statistics.Panel = observe.Panel{People: 3}
	_, err = cogap.Run(ctx, streaming(s, stream{Passes: 1}), cogap.Options{Checkpoint: cogap.Checkpoint{Dir: t.TempDir()}})
	require.ErrorContains(t, err, "a panel is drawn from everybody, so that a streamed run with one cannot be saved")
	m, err = cogap.NewModel(s)
	require.NoError(t, err)
	require.ErrorContains(t, m.Follow(ctx, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: t.TempDir()}}, nil), "cannot save them")
}

// TestTaken: two runs do not save themselves in one folder at once.
func TestTaken(t *testing.T) {
	s := full()
	dir := filepath.Join(t.TempDir(), "run")
	_, err := cogap.Run(ctx, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir, Every: 1}, OnMonth: func(r cogap.Record) error {
		_, err := cogap.Resume(ctx, dir, cogap.Options{})
		require.ErrorContains(t, err, "another program is running there")
		return nil
	}})
	require.NoError(t, err)
}

// TestManyBranches: many branches begin from one folder at once, in which no run may save itself meanwhile.
func TestManyBranches(t *testing.T) {
	s := full()
	dir := saved(t, s, 1, 3)
	want := same.Digest(run(t, s, cogap.Options{}))
	_, err := cogap.Branch(ctx, dir, s, cogap.Options{OnMonth: func(r cogap.Record) error {
		got, err := cogap.Branch(ctx, dir, s, cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, want, same.Digest(got))
		_, err = cogap.SavedPresent(ctx, dir, nil)
		require.NoError(t, err)
		_, err = cogap.Resume(ctx, dir, cogap.Options{})
		require.ErrorContains(t, err, "another program is running there")
		return nil
	}})
	require.NoError(t, err)
}

// TestFullDisk: that the disk is full is said once, also of more than what is written at once.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("a file that takes nothing: ", err)
	}
	s := cogap.Plain()
	s.Months, s.Population.Scale, s.Population.RightSide, s.Market.Tiers[0].Price = 3, 1000, 0, market.Constant(0)
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "people.tmp"), 0o777))
	for _, name := range []string{"0000-0000.bin", "0000-0001.bin"} {
		require.NoError(t, os.Symlink("/dev/full", filepath.Join(dir, "people.tmp", name)))
	}
	_, err := cogap.Run(ctx, s, cogap.Options{Workers: 2, Checkpoint: cogap.Checkpoint{Dir: dir, Every: 1}})
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.Equal(t, 1, strings.Count(err.Error(), ".bin"), "%v", err)
}

// TestCannotSave: a disk that takes no more ends the saving, with one message, and not the run.
func TestCannotSave(t *testing.T) {
	s := full()
	s.Months = 6
	want := same.Digest(run(t, s, cogap.Options{}))
	for _, silent := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "run")
		var warned []error
		save := cogap.Checkpoint{Dir: dir, Every: 1}
		if !silent {
			save.Warn = func(err error) { warned = append(warned, err) }
		}
		got, err := cogap.Run(ctx, s, cogap.Options{Checkpoint: save, OnMonth: func(r cogap.Record) error {
			if r.Month != 2 {
				return nil
			}
			months := filepath.Join(dir, "months.bin")
			if err := os.Rename(months, months+".kept"); err != nil {
				return err
			}
			return os.Mkdir(months, 0o777) // in the way
		}})
		require.Equal(t, want, same.Digest(got))
		if silent {
			require.ErrorContains(t, err, "the run is not saved any more: ")
		} else {
			require.NoError(t, err)
			require.Len(t, warned, 1)
			require.ErrorContains(t, warned[0], "the run is not saved any more: ")
		}
		require.NoError(t, os.Remove(filepath.Join(dir, "months.bin")))
		require.NoError(t, os.Rename(filepath.Join(dir, "months.bin.kept"), filepath.Join(dir, "months.bin")))
		got, err = cogap.Resume(ctx, dir, cogap.Options{})
		require.NoError(t, err)
		require.Equal(t, want, same.Digest(got), "what was saved before is good")
	}
}

// TestBranch: from one saved past, each future is the run that had it from the start.
func TestBranch(t *testing.T) {
	s := full()
	s.Months = 8
	dir := saved(t, s, 4, 6)
	later := market.Voucher(0.8)
	later.Name, later.From = "later", 4
	for name, change := range map[string]func(s *cogap.Scenario){
		"nothing": func(*cogap.Scenario) {},
		"price":   func(s *cogap.Scenario) { s.Market.Tiers[0].Quota = market.Steps([]int{0, 4}, []float64{1, 0.5}) },
		"policy":  func(s *cogap.Scenario) { s.Market.Policies = append(slices.Clone(s.Market.Policies), later) },
		"longer":  func(s *cogap.Scenario) { s.Months = 12 },
		"shorter": func(s *cogap.Scenario) { s.Months = 5 },
	} {
		branch := s
		branch.Market.Tiers = slices.Clone(s.Market.Tiers)
		change(&branch)
		own := filepath.Join(t.TempDir(), "branch")
		got, err := cogap.Branch(ctx, dir, branch, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: own, Every: 3}})
		require.NoError(t, err, name)
		want := run(t, branch, cogap.Options{})
		require.Empty(t, same.Differences(want, got, 5), name)
		again, err := cogap.Resume(ctx, own, cogap.Options{})
		require.NoError(t, err, name)
		require.Equal(t, same.Digest(want), same.Digest(again), "a branch saves itself with its past: %s", name)
	}
	for want, change := range map[string]func(s *cogap.Scenario){
		"month 2, 2026-03: the quota of tier SOTA is 0.5, and was 1": func(s *cogap.Scenario) { s.Market.Tiers[0].Quota = market.Steps([]int{0, 2}, []float64{1, 0.5}) },
		"month 0, 2026-01: behaviour.word_of_mouth differs":          func(s *cogap.Scenario) { s.Behaviour.WordOfMouth /= 2 },
		"month 1, 2026-02: policies treat": func(s *cogap.Scenario) {
			early := later
			early.From = 1
			s.Market.Policies = append(slices.Clone(s.Market.Policies), early)
		},
		"month 0, 2026-01: the models' gain in":                   func(s *cogap.Scenario) { s.Market.Frontier.General.Phi /= 2 },
		"people (population.scale, population.right_side) differ": func(s *cogap.Scenario) { s.Population.RightSide, s.Population.Scale = 0.1, 2*s.Population.Scale },
		"seeds differ": func(s *cogap.Scenario) { s.Seed++ },
		"whether people differ in attention, needs come and go, skill has a limit or tenths are counted (behaviour.notice, lapse, reconsider, inertia, need_spread, skill_limit, statistics.every) differ": func(s *cogap.Scenario) {
			s.Behaviour.Lapse = 0.1
		},
		"collections (statistics.collect) differ": func(s *cogap.Scenario) {
			s.Statistics.Collect = s.Statistics.Collect[1:]
		},
		"mobility and where it begins (statistics.mobility) differ": func(s *cogap.Scenario) { s.Statistics.MobilityFrom++ },
		"the end of month 3, and the branch has":                    func(s *cogap.Scenario) { s.Months = 4 },
		"numbers of tiers differ": func(s *cogap.Scenario) {
			s.Market.Tiers = append([]market.Tier{market.Free()}, s.Market.Tiers...)
		},
	} {
		branch := s
		branch.Market.Tiers = slices.Clone(s.Market.Tiers)
		change(&branch)
		_, err := cogap.Branch(ctx, dir, branch, cogap.Options{})
		require.ErrorContains(t, err, want, want)
	}
	_, err := cogap.Branch(ctx, dir, s, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir}})
	require.ErrorContains(t, err, "a folder of its own")
	s = small()
	dir = saved(t, s, 2, 4)
	for _, change := range []func(*cogap.Statistics){
		func(s *cogap.Statistics) { s.Every = 2 }, func(s *cogap.Statistics) { s.IncomeEvery = 2 }, func(s *cogap.Statistics) { s.DemandEvery = 2 },
	} {
		branch := s
		change(&branch.Statistics)
		_, err = cogap.Branch(ctx, dir, branch, cogap.Options{})
		require.ErrorContains(t, err, "the months that are measured differ")
	}
}

// kills is how many processes TestKilled kills.
var kills = flag.Int("kills", 4, "how many times TestKilled kills a process")

// TestKilled: a run that is killed again and again, at random moments, ends as one that never was, and no kill costs more than the
// months since the last snapshot.
func TestKilled(t *testing.T) {
	s := full()
	s.Months, s.Population.Scale = 24, 500
	want := same.Digest(run(t, s, cogap.Options{}))
	seed := uint64(os.Getpid())
	t.Log("moments from seed", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	task := saving{Every: 2, Scenario: s}
	next := s.Months // the month at which the next process must go on, at the earliest
	for left := *kills; left > 0 || next < s.Months; {
		if next == s.Months { // that one has got to the end: another run
			task.Dir, next = filepath.Join(t.TempDir(), "run"), 0
		}
		months := 1 + random.IntN(6)
		if left <= 0 {
			months = s.Months // to the end
		}
		first, last := killed(t, task, months, random.IntN(1_000_000))
		left--
		require.GreaterOrEqual(t, first, next, "it goes on after the last snapshot")
		next = max(next, last/task.Every*task.Every) // the last one told of may not be on the disk yet
		if last == s.Months-1 {
			next = s.Months
		}
	}
	got, err := cogap.Resume(ctx, task.Dir, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, want, same.Digest(got))
}

// saving is what another process of this test saves: a run, begun or resumed.
type saving struct {
	Dir      string
	Every    int
	Scenario cogap.Scenario
}

// save does so, and says each month that is over.
func (s *saving) save(w io.Writer) error {
	o := cogap.Options{Checkpoint: cogap.Checkpoint{Dir: s.Dir, Every: s.Every}, OnMonth: func(r cogap.Record) error {
		_, err := fmt.Fprintln(w, r.Month)
		return err
	}}
	if s.Scenario.Stream.Passes > 0 { // no month is over before all are
		o.Watch = []observe.Watcher{&visits{then: func(n int) { fmt.Fprintln(w, n) }}}
	}
	_, err := os.Stat(filepath.Join(s.Dir, "scenario.json"))
	if err == nil {
		_, err = cogap.Resume(context.Background(), s.Dir, o)
	} else {
		_, err = cogap.Run(context.Background(), s.Scenario, o)
	}
	return err
}

// killed starts another process of this test and kills it after it has told of some months and this one has counted to a number. It
// returns the first and the last month of which the process told.
func killed(t *testing.T, s saving, months, count int) (first, last int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), answering+"=saving")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.NoError(t, json.NewEncoder(in).Encode(s))
	lines := bufio.NewScanner(out)
	first, last = -1, -1
	told := func() bool {
		if !lines.Scan() {
			return false
		}
		_, err := fmt.Sscan(lines.Text(), &last)
		require.NoError(t, err)
		if first < 0 {
			first = last
		}
		return true
	}
	for range months {
		told()
	}
	for i := range count { // somewhere between two months, or while one is saved
		sink += i
	}
	require.NoError(t, cmd.Process.Kill())
	for told() {
	}
	_ = cmd.Wait() // it was killed
	return first, last
}

var sink int

// TestSavedByARule: a rule of one's own that changes what no other does, and keeps columns, is saved whole.
func TestSavedByARule(t *testing.T) {
	s := small()
	s.Months, s.Rule = 5, forgetful{}
	want := run(t, s, cogap.Options{})
	dir := saved(t, s, 2, 3)
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	got, err := m.Resume(ctx, dir, cogap.Options{})
	require.NoError(t, err)
	require.Empty(t, same.Differences(want, got, 5))
}

// forgetful is the model's own rule, and then changes aptitude, budget share, threshold and two columns of its own.
type forgetful struct{ agent.Standard }

func (forgetful) Name() string      { return "forgetful/1" }
func (forgetful) Columns() []string { return []string{"age", "mood"} }
func (forgetful) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	b.Step(m, dst)
	for i := range b.Aptitude {
		b.Extra[0][i]++
		b.Extra[1][i] = b.Extra[1][i]*0.5 + b.Belief[i]
		b.Aptitude[i] *= 0.99
		b.BudgetShare[i] *= 1 - b.Extra[0][i]/100
		b.Threshold[i] = min(1, b.Threshold[i]+0.01*b.Extra[1][i]*b.Extra[1][i])
	}
}

// BenchmarkCheckpoint is a run of a million people that saves itself every six months, and one that does not, in turns.
func BenchmarkCheckpoint(b *testing.B) {
	s := cogap.Plain()
	s.Population.Scale, s.Statistics.Every = 140, 3
	m, err := cogap.NewModel(s)
	require.NoError(b, err)
	for _, save := range []bool{false, true} {
		b.Run(fmt.Sprintf("saving=%t", save), func(b *testing.B) {
			for b.Loop() {
				var o cogap.Options
				if save {
					o.Checkpoint.Dir = filepath.Join(b.TempDir(), "run")
				}
				_, err := m.Run(b.Context(), o)
				require.NoError(b, err)
			}
		})
	}
}
