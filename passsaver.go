package cogap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/wire"
	"github.com/cogap/cogap/market"
)

// The files of a folder with a streamed run.
const (
	passFiles    = "pass-%04d.bin"      // what a pass assumes
	sectionFiles = "pass-%04d-%04d.bin" // what the people of some sections did in it, the first of which names the file: a Part
)

// passFormat starts the file of a pass; its last byte is the version.
const passFormat = "cgpass\x01"

// passSaver saves a streamed run as it goes: what each pass assumes, and what those did whose sections are done.
type passSaver struct {
	folder
	pass int // that is being made
}

// passState is where a streamed run is when a pass begins.
type passState struct {
	pass    int // from 0
	pilot   int // agents of the pilot
	assumed trajectory
}

// savesPasses begins to save the run, if that is asked for.
func (r *run) savesPasses() error {
	if r.options.Checkpoint.Dir == "" || r.part != nil {
		return nil
	}
	if r.scenario.Statistics.Panel.People > 0 {
		return fmt.Errorf("%s: a panel is drawn from everybody, so that a streamed run with one cannot be saved (statistics.panel)", r.options.Checkpoint.Dir)
	}
	if r.passSaver != nil {
		return nil
	}
	s := &passSaver{folder: folder{Checkpoint: r.options.Checkpoint, share: r.options.Share}}
	if err := s.folder.begin(r.model); err != nil {
		return errors.Join(err, s.close())
	}
	r.passSaver = s
	return nil
}

func (s *passSaver) close() error {
	if s == nil {
		return nil
	}
	return s.folder.close()
}

// beginning returns where the run begins: after its pilot, or with the last pass that was begun before it was stopped.
func (r *run) beginning(ctx context.Context) (passState, *Result, error) {
	if s := r.passSaver; s != nil {
		saved, err := s.last(r)
		if err != nil {
			return passState{}, nil, err
		}
		if saved != nil {
			return *saved, nil, nil
		}
	}
	assumed, pilot, err := r.assume(ctx)
	if err != nil {
		return passState{}, pilot, err
	}
	state := passState{assumed: assumed}
	if pilot != nil {
		state.pilot = pilot.Manifest.Agents
	}
	return state, pilot, nil
}

// last returns the last pass that was begun, in all processes the one that the first finds; nil if there is none.
func (s *passSaver) last(r *run) (*passState, error) {
	var data []byte
	if s.share.first() {
		data = s.lastBytes(r)
	}
	all, err := s.share.tell(string(data))
	if err != nil || all[0] == "" {
		return nil, err
	}
	return readPass([]byte(all[0]), r)
}

// lastBytes returns the file of the last pass that is whole; nil if there is none.
func (s *passSaver) lastBytes(r *run) []byte {
	names, _ := filepath.Glob(s.file("pass-????.bin")) // the pattern is sound
	slices.Sort(names)
	slices.Reverse(names)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err == nil {
			_, err = readPass(data, r)
		}
		if err == nil {
			return data
		}
		s.warn(name, err)
	}
	return nil
}

// warn tells of a file that is refused.
func (s *passSaver) warn(name string, err error) {
	if s.Warn != nil {
		s.Warn(fmt.Errorf("%s: %w", filepath.Base(name), err))
	}
}

// savedPass is a passState as data.
type savedPass struct {
	Pass, Pilot int
	Menus       []market.Menu
	Last        []engine.Averages
}

// bytes returns the bytes of a pass of a model, with a checksum.
func (p *passState) bytes(m *engine.Model) ([]byte, error) {
	text, err := json.Marshal(savedPass{p.pass, p.pilot, p.assumed.menus, p.assumed.last})
	if err != nil {
		return nil, err
	}
	e := wire.Encoder{Bytes: []byte(passFormat)}
	id := m.ID()
	e.Block(id[:])
	e.Block(text)
	e.Seal(0)
	return e.Bytes, nil
}

func readPass(data []byte, r *run) (*passState, error) {
	d := wire.Unseal(data, passFormat)
	if id := r.model.engine.ID(); string(d.Block("model")) != string(id[:]) && d.Err() == nil {
		d.Fail("it is of another model")
	}
	text := d.Block("pass")
	if err := d.End(); err != nil {
		return nil, err
	}
	var p savedPass
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	if months := r.scenario.Months; p.Pass < 0 || p.Pass >= r.scenario.Stream.Passes || len(p.Menus) != months || len(p.Last) != months {
		return nil, fmt.Errorf("%w: pass %d of %d months", wire.ErrFormat, p.Pass, len(p.Menus))
	}
	return &passState{p.Pass, p.Pilot, trajectory{p.Menus, p.Last}}, nil
}

// begin notes what a pass assumes, and removes what was done in those before it.
func (s *passSaver) begin(r *run, p passState) {
	if s == nil {
		return
	}
	if s.pass = p.pass; s.err != nil || !s.share.first() {
		return
	}
	data, err := p.bytes(r.model.engine)
	if err == nil {
		err = s.put(fmt.Sprintf(passFiles, p.pass), data)
	}
	if err != nil {
		s.fail(err)
		return
	}
	old, _ := filepath.Glob(s.file("pass-*.bin")) // the pattern is sound
	for _, name := range old {
		var pass int
		if n, _ := fmt.Sscanf(filepath.Base(name), "pass-%04d", &pass); n == 1 && pass < p.pass {
			_ = os.Remove(name) // it is not needed, and does no harm
		}
	}
}

// save writes what the people of sections did.
func (s *passSaver) save(p *Part) {
	if s.err != nil {
		return
	}
	data, err := p.MarshalBinary()
	if err == nil {
		err = s.put(fmt.Sprintf(sectionFiles, s.pass, p.numbers[0]), data)
	}
	s.fail(err)
}

// done returns what was done in the pass before the run was stopped; nil if nothing was. A file that is damaged is told, and its sections are done again.
func (s *passSaver) done(m *engine.Model, assumed string) *Part {
	names, _ := filepath.Glob(s.file(fmt.Sprintf("pass-%04d-????.bin", s.pass))) // the pattern is sound
	var all *Part
	for _, name := range names {
		p := new(Part)
		data, err := os.ReadFile(name)
		if err == nil {
			err = p.UnmarshalBinary(data)
		}
		switch {
		case err != nil:
		case p.of != m.Sections() || p.assumed != assumed || !p.months[0].Of(m):
			err = errors.New("it is of another model, or along another trajectory")
		case all == nil:
			all = p
		default:
			err = all.Merge(p)
		}
		if err != nil {
			s.warn(name, err)
		}
	}
	return all
}

// bySections takes everybody of the share through all months, section by section, and saves what each did. What was done before a run was stopped is not done
// again: the first process has it, and all share what is missing.
func (r *run) bySections(ctx context.Context, assumed trajectory, seen []*engine.Seen) ([]*engine.Partial, error) {
	s, m, share := r.passSaver, r.model.engine, &r.options.Share
	done := s.done(m, assumed.digest())
	if _, err := share.agree(nil); err != nil { // all have read before anybody writes
		return nil, err
	}
	missing := numbers(m.Sections())
	if done != nil {
		missing = done.Missing()
		r.progress.add(r.steps(done.numbers))
	}
	first, last := share.part(len(missing))
	var mine *Part
	for _, section := range missing[first:last] {
		lo, hi := m.Section(section)
		months, err := r.advance(ctx, lo, hi, seen)
		if err != nil {
			return nil, err
		}
		p := &Part{m.Sections(), []int{section}, assumed.digest(), months}
		if mine == nil {
			mine = p
		} else if err := mine.Merge(p); err != nil {
			return nil, err
		}
		s.save(mine)
	}
	switch {
	case !share.first() || done == nil:
	case mine == nil:
		mine = done
	default:
		if err := mine.Merge(done); err != nil {
			return nil, err
		}
	}
	if mine == nil { // others have all
		return r.advance(ctx, 0, 0, seen)
	}
	return mine.months, nil
}

// advance takes the people of some chunks through all months.
func (r *run) advance(ctx context.Context, lo, hi int, seen []*engine.Seen) ([]*engine.Partial, error) {
	shard := r.model.shard(lo, hi, r.options, r.progress)
	if err := shard.Make(ctx); err != nil {
		return nil, err
	}
	return shard.Advance(ctx, seen...)
}

// steps returns how many agent-steps the people of some sections take.
func (r *run) steps(sections []int) int {
	agents, m := 0, r.model.engine
	for _, section := range sections {
		lo, hi := m.Section(section)
		for i := lo; i < hi; i++ {
			agents += m.Layout().Place(i).Len
		}
	}
	return agents * (r.scenario.Months + 1)
}

// numbers lists the first n numbers.
func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
