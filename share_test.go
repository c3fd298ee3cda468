package cogap_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
)

// meeting is where processes exchange what they have: goroutines here.
type meeting struct {
	mu      sync.Mutex
	met     *sync.Cond
	of      int
	brought map[int][]byte
	all     [][]byte
	times   int
	err     error
}

func newMeeting(of int) *meeting {
	m := &meeting{of: of, brought: map[int][]byte{}}
	m.met = sync.NewCond(&m.mu)
	return m
}

// exchange returns what one of them calls.
func (m *meeting) exchange(number int) func([]byte) ([][]byte, error) {
	return func(mine []byte) ([][]byte, error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		time := m.times
		m.brought[number] = bytes.Clone(mine)
		if len(m.brought) == m.of {
			m.all = make([][]byte, m.of)
			for number, b := range m.brought {
				m.all[number] = b
			}
			m.brought = map[int][]byte{}
			m.times++
			m.met.Broadcast()
		}
		for m.times == time && m.err == nil {
			m.met.Wait()
		}
		return m.all, m.err
	}
}

// leave ends the meeting: one of them has failed, and the others must not wait for it.
func (m *meeting) leave(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
	m.met.Broadcast()
}

// together runs a scenario by several processes and returns what each got.
func together(of int, s func(number int) cogap.Scenario, o cogap.Options) (results []*cogap.Result, errs []error) {
	return by(of, o, func(number int, o cogap.Options) (*cogap.Result, error) {
		return cogap.Run(context.Background(), s(number), o)
	})
}

// by has several processes do something and returns what each got.
func by(of int, o cogap.Options, do func(number int, o cogap.Options) (*cogap.Result, error)) (results []*cogap.Result, errs []error) {
	m := newMeeting(of)
	results, errs = make([]*cogap.Result, of), make([]error, of)
	var group sync.WaitGroup
	for number := range of {
		group.Go(func() {
			o := o
			o.Share = cogap.Share{Number: number, Of: of, Exchange: m.exchange(number)}
			results[number], errs[number] = do(number, o)
			if errs[number] != nil {
				m.leave(errs[number])
			}
		})
	}
	group.Wait()
	return results, errs
}

// savedBy has several processes save a scenario each so many months until they are stopped after some of them.
func savedBy(of int, s cogap.Scenario, every, months int) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "cogap-shared-"); err != nil {
		return "", err
	}
	o := cogap.Options{Workers: 1, Checkpoint: cogap.Checkpoint{Dir: dir, Every: every}, OnMonth: stopAfter(months)}
	_, errs := together(of, func(int) cogap.Scenario { return s }, o)
	for _, err := range errs {
		if !errors.Is(err, errStop) {
			return dir, fmt.Errorf("not stopped: %w", err)
		}
	}
	return dir, nil
}

// resumedBy has several processes go on with what was saved.
func resumedBy(of int, s cogap.Scenario, dir string, o cogap.Options) (results []*cogap.Result, err error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	results, errs := by(of, o, func(_ int, o cogap.Options) (*cogap.Result, error) { return m.Resume(ctx, dir, o) })
	return results, errors.Join(errs...)
}

// sharedAndResumed has 3 processes save a run and stop, 2 go on and stop, and then one.
func sharedAndResumed(s cogap.Scenario) (*cogap.Result, error) {
	s.Statistics.Panel = observe.Panel{}
	dir, err := savedBy(3, s, 1+s.Months/5, s.Months/2+1)
	defer os.RemoveAll(dir)
	if err != nil {
		return nil, err
	}
	_, err = resumedBy(2, s, dir, cogap.Options{OnMonth: stopAfter(s.Months * 3 / 4)})
	if err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	return m.Resume(ctx, dir, cogap.Options{})
}

// shared runs a scenario by several processes and returns what the last of them got.
func shared(of int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		s.Statistics.Panel = observe.Panel{}
		results, errs := together(of, func(int) cogap.Scenario { return s }, cogap.Options{Workers: 2})
		return results[of-1], errors.Join(errs...)
	}
}

// TestShare: every process of a run by several has the result of one, stored and streamed, whatever their number.
func TestShare(t *testing.T) {
	s := full()
	s.Statistics.Panel = observe.Panel{}
	for _, s := range []cogap.Scenario{s, streaming(s, stream{Passes: 2, PilotAgents: 100})} {
		want := run(t, s, cogap.Options{})
		for _, of := range []int{1, 3, 20} { // more processes than sections: some have nobody
			results, errs := together(of, func(int) cogap.Scenario { return s }, cogap.Options{})
			for number := range of {
				require.NoError(t, errs[number])
				require.Empty(t, same.Differences(want, results[number], 5), "process %d of %d", number, of)
			}
		}
	}
}

// TestShareDiffers: processes that do not do the same, one of them saving itself, or resuming, are told so before anything runs.
func TestShareDiffers(t *testing.T) {
	s := full()
	s.Statistics.Panel = observe.Panel{}
	saved, err := savedBy(2, s, 1, 2)
	require.NoError(t, err)
	defer os.RemoveAll(saved)
	nothing := func(cogap.Record) error { return errors.New("a month has run") }
	for want, of := range map[string][2]func(o cogap.Options) (*cogap.Result, error){
		"process 1 runs and saves itself every 6 months": {
			func(o cogap.Options) (*cogap.Result, error) { return cogap.Run(ctx, s, o) },
			func(o cogap.Options) (*cogap.Result, error) {
				o.Checkpoint.Dir = filepath.Join(t.TempDir(), "run")
				return cogap.Run(ctx, s, o)
			},
		},
		"process 1 resumes a run and saves itself every 1 months": {
			func(o cogap.Options) (*cogap.Result, error) { return cogap.Run(ctx, s, o) },
			func(o cogap.Options) (*cogap.Result, error) { return cogap.Resume(ctx, saved, o) },
		},
		"process 0 branches a run and does not save itself": {
			func(o cogap.Options) (*cogap.Result, error) { return cogap.Branch(ctx, saved, s, o) },
			func(o cogap.Options) (*cogap.Result, error) { return cogap.Resume(ctx, saved, o) },
		},
	} {
		_, errs := by(2, cogap.Options{OnMonth: nothing}, func(number int, o cogap.Options) (*cogap.Result, error) { return of[number](o) })
		for _, err := range errs {
			require.ErrorContains(t, err, want)
			require.ErrorContains(t, err, ": all must do the same")
		}
	}
}

// TestShareRefuses: what several processes cannot do is refused, and a process that fails, or runs something else, ends all.
func TestShareRefuses(t *testing.T) {
	s := full()
	exchange := func([]byte) ([][]byte, error) { return nil, nil }
	for want, o := range map[string]cogap.Options{
		"a panel is drawn from everybody": {Share: cogap.Share{Of: 2, Exchange: exchange}},
		"share 2 of 2: want a number":     {Share: cogap.Share{Number: 2, Of: 2, Exchange: exchange}},
		"share 0 of 2: want a number":     {Share: cogap.Share{Of: 2}},
	} {
		_, err := cogap.Run(ctx, s, o)
		require.ErrorContains(t, err, want)
		m, err := cogap.NewModel(s)
		require.NoError(t, err)
		require.ErrorContains(t, m.Follow(ctx, o, nil), want)
	}
	s.Statistics.Panel = observe.Panel{}
	_, err := cogap.Run(ctx, s, cogap.Options{Share: cogap.Share{Of: 2, Exchange: exchange}})
	require.ErrorContains(t, err, "got the bytes of 0 processes, want those of 2")

	_, errs := together(2, func(number int) cogap.Scenario {
		other := s
		other.Seed += uint64(number)
		return other
	}, cogap.Options{})
	for _, err := range errs {
		require.ErrorContains(t, err, "process")
		require.ErrorContains(t, err, "another model")
	}
	stop := errors.New("stop")
	_, errs = together(3, func(int) cogap.Scenario { return s }, cogap.Options{OnMonth: func(r cogap.Record) error {
		if r.Month == 1 {
			return stop
		}
		return nil
	}})
	for _, err := range errs {
		require.ErrorIs(t, err, stop)
	}
}

// TestShareSaved: what several processes have saved, any number goes on with, to the bit, one alone too; all of them have the same result,
// and a snapshot has the files of those alone who wrote it.
func TestShareSaved(t *testing.T) {
	s := full()
	s.Months, s.Statistics.Panel = 11, observe.Panel{}
	want := same.Digest(run(t, s, cogap.Options{}))
	indexes := func(dir, snapshot string) int {
		files, err := filepath.Glob(filepath.Join(dir, snapshot, "????.bin"))
		require.NoError(t, err)
		return len(files)
	}
	for _, of := range []int{1, 2, 3, 20} {
		dir, err := savedBy(of, s, 2, 7)
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		require.Equal(t, min(of, 8), indexes(dir, "people-0004"), "by %d processes", of)
		then := map[int]int{1: 3, 2: 1, 3: 2, 20: 4}[of]
		told := make([]int, then)
		results, errs := by(then, cogap.Options{}, func(number int, o cogap.Options) (*cogap.Result, error) {
			o.OnMonth = func(cogap.Record) error { told[number]++; return nil }
			return cogap.Resume(ctx, dir, o)
		})
		require.NoError(t, errors.Join(errs...))
		for number, got := range results {
			require.Equal(t, want, same.Digest(got), "process %d of %d that go on after %d", number, then, of)
			require.LessOrEqual(t, told[number], 7, "it goes on after month 4, or later")
			require.Equal(t, told[0], told[number])
		}
		require.Equal(t, then, indexes(dir, "people-0010"), "%d processes go on after %d", then, of)
	}
}

// TestShareSavedDamaged: a file that is missing or torn is refused by its name in all processes, whoever needs it, and the snapshot
// before it is used; a process that cannot write its files ends the saving in all of them, and no run.
func TestShareSavedDamaged(t *testing.T) {
	s := full()
	s.Months, s.Statistics.Panel = 9, observe.Panel{}
	want := same.Digest(run(t, s, cogap.Options{}))
	index, people := "0005.bin", "0005-0000.bin"
	for says, harm := range map[string]struct {
		file string
		by   func(file string) error
	}{
		"0005.bin: open ":             {index, os.Remove},
		"0005-0000.bin: open ":        {people, os.Remove},
		`no "cgshard" at the start`:   {index, func(file string) error { return os.Truncate(file, 5) }},
		"it is damaged or not whole":  {index, func(file string) error { return os.Truncate(file, 50) }},
		"it has 500 bytes, want ":     {people, func(file string) error { return os.Truncate(file, 500) }},
		"it has 1000000 bytes, want ": {people, func(file string) error { return os.Truncate(file, 1_000_000) }},
		": its checksum is another: it": {people, func(file string) error {
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			data[len(data)-1] ^= 1
			return os.WriteFile(file, data, 0o666)
		}},
	} {
		dir, err := savedBy(3, s, 2, 7)
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		last, err := filepath.Glob(filepath.Join(dir, "people-*"))
		require.NoError(t, err)
		require.Len(t, last, 2)
		require.NoError(t, harm.by(filepath.Join(last[1], harm.file)))
		warned := make([]string, 2)
		results, errs := by(2, cogap.Options{}, func(number int, o cogap.Options) (*cogap.Result, error) {
			o.Checkpoint.Warn = func(err error) { warned[number] += err.Error() }
			return cogap.Resume(ctx, dir, o)
		})
		require.NoError(t, errors.Join(errs...), says)
		for number, got := range results {
			require.Equal(t, want, same.Digest(got), says)
			require.Contains(t, warned[number], filepath.Base(last[1])+": process 1: "+harm.file, says)
			require.Contains(t, warned[number], says)
		}
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "people.tmp"), nil, 0o666)) // in the way
	var warned [3]int
	results, errs := by(3, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir, Every: 2}}, func(number int, o cogap.Options) (*cogap.Result, error) {
		o.Checkpoint.Warn = func(error) { warned[number]++ }
		return cogap.Run(ctx, s, o)
	})
	require.NoError(t, errors.Join(errs...))
	for _, got := range results {
		require.Equal(t, want, same.Digest(got))
	}
	require.Equal(t, [3]int{1, 1, 1}, warned)
	_, errs = by(2, cogap.Options{Checkpoint: cogap.Checkpoint{Dir: dir}}, func(number int, o cogap.Options) (*cogap.Result, error) {
		return cogap.Run(ctx, s, o)
	})
	for _, err := range errs {
		require.ErrorContains(t, err, "it has the snapshots of a run")
	}
}

// BenchmarkReduction is what two processes that share ten million people do after a month beside it: their partials as bytes, read by each of
// them and added up. The share is that of a month of one of the two, on one processor.
func BenchmarkReduction(b *testing.B) {
	for _, every := range []int{0, 1} {
		b.Run(fmt.Sprintf("histograms=%d", every), func(b *testing.B) {
			s := cogap.Plain()
			s.Population.Scale, s.Statistics.Every, s.Months = 14, every, 1200
			m, err := cogap.NewModel(s)
			require.NoError(b, err)
			e := m.Engine()
			_, hi := e.Section(e.Sections()/2 - 1)
			half := e.Shard(0, hi, engine.Options{Stored: true, Workers: 1})
			require.NoError(b, half.Make(b.Context()))
			last := e.Nothing()
			seller := market.New(s.Market)
			var month, reduction []float64
			for t := 0; b.Loop() && t < s.Months; t++ {
				start := time.Now()
				parts, err := half.Advance(b.Context(), e.Show(t, seller.Post(t), &last))
				require.NoError(b, err)
				month = append(month, float64(time.Since(start)))
				start = time.Now()
				mine, err := parts[0].MarshalBinary()
				require.NoError(b, err)
				var other engine.Partial
				require.NoError(b, other.UnmarshalBinary(mine))
				require.NoError(b, parts[0].Merge(&other))
				reduction = append(reduction, float64(time.Since(start)))
			}
			slices.Sort(month)
			slices.Sort(reduction)
			b.ReportMetric(month[len(month)/2]/1e6, "ms/month")
			b.ReportMetric(reduction[len(reduction)/2]/1e6, "ms/reduction")
			b.ReportMetric(100*reduction[len(reduction)/2]/month[len(month)/2], "%")
		})
	}
}
