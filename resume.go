package cogap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/wire"
)

// Resume goes on with the run that Options.Checkpoint has saved in a folder, from its last snapshot, and goes on saving it there. The
// result is that of a run which was never stopped, to the bit, for any number of workers and on any machine. Options count as
// in Run; OnMonth is told of the months that are new. A run that was stopped before its first snapshot begins anew. A run that several processes
// have saved may be resumed by any number of them, or by one.
//
// A snapshot that is damaged or not whole is left out and told to Checkpoint.Warn, and the one before it is used; if none is
// left, the error says what is wrong with each. A run by a user's rule is resumed by [Model.Resume].
func Resume(ctx context.Context, dir string, o Options) (*Result, error) {
	saved, err := readSaved(dir)
	if err != nil {
		return nil, err
	}
	m, err := saved.model(dir, nil)
	if err != nil {
		return nil, err
	}
	return m.Resume(ctx, dir, o)
}

// Resume is [Resume] of a run of this model, whose scenario is the one that was saved. It is for those whose people decide by a
// rule of their own, which is code and cannot be saved.
func (m *Model) Resume(ctx context.Context, dir string, o Options) (*Result, error) {
	if err := o.Share.problem(m); err != nil {
		return nil, err
	}
	saved, err := readSaved(dir)
	if err != nil {
		return nil, err
	}
	o.Checkpoint.Dir = dir
	if o.Checkpoint.Every == 0 {
		o.Checkpoint.Every = saved.Every
	}
	if err := o.Share.alike(o.Checkpoint.saving("resumes a run")); err != nil {
		return nil, err
	}
	f := folder{Checkpoint: o.Checkpoint, share: o.Share}
	if err := f.claim(); err != nil {
		return nil, err
	}
	r := newRun(m, o)
	if m.scenario.Stream.Passes > 0 {
		r.passSaver = &passSaver{folder: f}
		return r.streamed(ctx)
	}
	r.saver = &saver{folder: f}
	if err := r.restore(ctx, r.saver, m); err != nil {
		return nil, errors.Join(err, r.saver.close(false))
	}
	return r.stored(ctx)
}

// Branch runs another future of the run that was saved in a folder: scenario s from the last snapshot on. Up to that month it must be the
// same: people, seed, rule, what is measured, and all that people could see of prices, models and policies; else the error says what
// differs first. A branch that changes nothing gives the run that was saved, to the bit. The folder stays as it is; the branch saves itself
// where Options.Checkpoint says.
func Branch(ctx context.Context, dir string, s Scenario, o Options) (*Result, error) {
	saved, err := readSaved(dir)
	if err != nil {
		return nil, err
	}
	trunk, err := saved.model(dir, s.Rule)
	if err != nil {
		return nil, err
	}
	if err := trunk.keepsPeople(dir); err != nil {
		return nil, err
	}
	if sameFolder(o.Checkpoint.Dir, dir) {
		return nil, fmt.Errorf("%s: the branch needs a folder of its own", dir)
	}
	m, err := trunk.With(s)
	if err != nil {
		return nil, err
	}
	if err := o.Share.problem(m); err != nil {
		return nil, err
	}
	if err := o.Share.alike(o.Checkpoint.saving("branches a run")); err != nil {
		return nil, err
	}
	from := &saver{folder: folder{Checkpoint: Checkpoint{Dir: dir, Warn: o.Checkpoint.Warn}, share: o.Share, reads: true}}
	if err := from.claim(); err != nil {
		return nil, err
	}
	defer from.lock.Close() // of another process it is nil, and then nothing is done
	r := newRun(m, o)
	if err := r.restore(ctx, from, trunk); err != nil {
		return nil, err
	}
	if err := r.agrees(ctx, trunk); err != nil {
		return nil, fmt.Errorf("%s cannot be branched: %w", dir, err)
	}
	return r.stored(ctx)
}

// sameFolder reports whether two names are of one folder that is there.
func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	y, wrong := os.Stat(b)
	return err == nil && wrong == nil && os.SameFile(x, y)
}

// keepsPeople returns an error if what a folder has of the model's run has no people from whom another could go on.
func (m *Model) keepsPeople(dir string) error {
	if m.scenario.Stream.Passes > 0 {
		return fmt.Errorf("%s: its people are streamed, so that none are kept", dir)
	}
	return nil
}

// Saved returns the scenario of the run that was saved in a folder, without a rule.
func Saved(dir string) (Scenario, error) {
	saved, err := readSaved(dir)
	if err != nil {
		return Scenario{}, err
	}
	return saved.Scenario, nil
}

// readSaved reads what a folder says of its run.
func readSaved(dir string) (*savedScenario, error) {
	name := filepath.Join(dir, scenarioFile)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: no run is saved there: %w", dir, err)
	}
	saved := new(savedScenario)
	if err := json.Unmarshal(text, saved); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case saved.Version != Version:
		return nil, fmt.Errorf("%s: it is of version %q of cogap, and this is %q, whose numbers may differ", dir, saved.Version, Version)
	case saved.Format != savedFormat:
		return nil, fmt.Errorf("%s: its files are of format %d, and this version of cogap writes and reads %d", dir, saved.Format, savedFormat)
	}
	return saved, nil
}

// model returns the model of the run that was saved, by a rule if it was by one of that name.
func (s *savedScenario) model(dir string, rule agent.Rule) (*Model, error) {
	if name := agent.NameOf(rule); s.Rule != name {
		return nil, fmt.Errorf("%s: its people decide by the rule %q, which is code: take Model.Resume, or Branch with that rule", dir, s.Rule)
	}
	s.Scenario.Rule = rule
	return NewModel(s.Scenario)
}

// restore makes the people as they were in the last snapshot of a trunk's run that is whole, and reads the months before. Processes that
// share the run all take the same.
func (r *run) restore(ctx context.Context, from *saver, trunk *Model) error {
	months, ends, wrong := from.readMonths(trunk)
	if wrong, unknown := from.share.agree(wrong); wrong != nil || unknown != nil {
		return errors.Join(wrong, unknown)
	}
	there, err := from.agreed()
	if err != nil {
		return err
	}
	past, err := historyOf(ctx, trunk, months)
	if err != nil {
		return err
	}
	var all []error
	r.shard = trunk.everybody(r.options, r.progress) // one for all that are tried: each would have memory of its own
	for _, month := range there {
		wrong, unknown := from.share.agree(r.restoreAt(ctx, from, trunk, month, past))
		switch {
		case unknown != nil || ctx.Err() != nil:
			return errors.Join(ctx.Err(), unknown)
		case wrong == nil:
			from.skipped(all)
			r.past, r.restored, from.have = months[:month], true, month
			return r.from(from, ends[month])
		}
		wrong = fmt.Errorf("%s: %w", fmt.Sprintf(peopleDirs, month), wrong)
		all, from.refused = append(all, wrong), append(from.refused, month)
	}
	switch {
	case len(all) > 0:
		err := fmt.Errorf("%s: no snapshot is whole: %w", from.Dir, errors.Join(all...))
		if r.saver == from {
			err = fmt.Errorf("%w\nwithout its folders people-NNNN the run begins anew: remove them", err)
		}
		return err
	case r.saver != from:
		return fmt.Errorf("%s: it has no snapshot yet", from.Dir)
	case len(months) > 0:
		from.skipped([]error{fmt.Errorf("%s: it has no snapshot, so that the %d months that were done are done again", from.Dir, len(months))})
	}
	return r.from(from, 0)
}

// skipped warns of what cannot be used: snapshots that were refused before one that is whole, or that none is left.
func (s *saver) skipped(reasons []error) {
	for _, err := range reasons {
		if s.Warn != nil {
			s.Warn(err)
		}
	}
}

// from leaves in the file of months those before a place, and nothing of a snapshot that was being written, if the run goes on saving itself there.
func (r *run) from(saved *saver, end int64) error {
	var wrong error
	if r.saver == saved && saved.share.first() {
		if wrong = os.Truncate(saved.file(monthsFile), end); errors.Is(wrong, os.ErrNotExist) && end == 0 {
			wrong = nil
		}
		wrong = errors.Join(wrong, os.RemoveAll(saved.file(comingDir)))
	}
	wrong, unknown := saved.share.agree(wrong)
	return errors.Join(wrong, unknown)
}

// agreed lists the months of the snapshots that the first process finds, the last first.
func (s *saver) agreed() (months []int, err error) {
	list, err := json.Marshal(s.snapshots())
	if err != nil {
		return nil, err
	}
	all, err := s.share.tell(string(list))
	if err != nil {
		return nil, err
	}
	return months, json.Unmarshal([]byte(all[0]), &months)
}

// historyOf returns what the first months of a model's run showed, of which it is known what people did.
func historyOf(ctx context.Context, m *Model, months []*engine.Partial) (*engine.History, error) {
	past, then := new(engine.History), newRun(m, Options{})
	then.past = months
	for t := range months {
		if _, err := then.tick(ctx, t); err != nil {
			return nil, err
		}
		past.Add(&then.seen)
	}
	return past, nil
}

// restoreAt makes the people as they were in one snapshot.
func (r *run) restoreAt(ctx context.Context, from *saver, trunk *Model, month int, past *engine.History) error {
	if month > past.Months() {
		return fmt.Errorf("%s has only %d of its %d months whole%s", monthsFile, past.Months(), month, from.torn)
	}
	if err := r.shard.Make(ctx); err != nil {
		return err
	}
	return r.shard.Restore(ctx, past.First(month), os.DirFS(from.file(fmt.Sprintf(peopleDirs, month))))
}

// readMonths reads what people did, month by month, as far as it is whole, and where each month begins and the last ends.
func (s *saver) readMonths(m *Model) (months []*engine.Partial, ends []int64, err error) {
	data, err := os.ReadFile(s.file(monthsFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, nil, err
	}
	d := wire.NewDecoder(data)
	ends = []int64{0}
	for d.Left() > 0 {
		b := d.Block("month")
		p := new(engine.Partial)
		wrong := d.Err()
		if wrong == nil {
			wrong = p.UnmarshalBinary(b)
		}
		if wrong == nil && p.Month != len(months) {
			wrong = fmt.Errorf("month %d is in its place", p.Month)
		}
		if wrong != nil { // snapshots of later months are refused
			s.torn = fmt.Sprintf(" (month %d: %v)", len(months), wrong)
			break
		}
		if !p.Of(m.engine) {
			return nil, nil, fmt.Errorf("%s: it is of another model", s.file(monthsFile))
		}
		months = append(months, p)
		ends = append(ends, int64(len(data)-d.Left()))
	}
	return months, ends, nil
}

// agrees returns an error unless everything that people saw in the past that was read is the same in a trunk's run and in this one, and
// takes the past and the people over.
func (r *run) agrees(ctx context.Context, trunk *Model) error {
	if len(r.past) >= r.scenario.Months {
		return fmt.Errorf("it is of the end of month %d, and the branch has %d months", len(r.past)-1, r.scenario.Months)
	}
	if err := r.shard.Under(r.model.engine); err != nil {
		return err
	}
	then, now := newRun(trunk, Options{}), newRun(r.model, Options{})
	then.past = r.past
	now.past = nil
	for _, p := range r.past {
		own := *p
		if err := own.Under(r.model.engine); err != nil {
			return err
		}
		now.past = append(now.past, &own)
	}
	var was engine.History
	for t := range r.past {
		for _, x := range []*run{then, now} {
			if _, err := x.tick(ctx, t); err != nil {
				return err
			}
		}
		was.Add(&then.seen)
		if err := was.Agrees(&now.seen); err != nil {
			return fmt.Errorf("month %d, %s: %w", t, r.scenario.Date(t), err)
		}
	}
	r.past = now.past
	return nil
}
