package cogap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/internal/journal"
	"github.com/cogap/cogap/internal/wire"
)

// partFiles are the files of a folder in which a run is done in parts: each is whole by itself, so that tasks need not know of each other.
const (
	partFiles    = "part-%06d-of-%06d.bin"
	partFileHead = "cgtask\x01"
)

// RunPart does one of so many shares of the people of a streamed run, as [Model.Part] does, into a file of a folder that all tasks have in common. A
// part that is there is not done again. Its errors are those of Part; a folder with parts of another run, version or division
// is refused, and so is a part that another program is doing.
func (m *Model) RunPart(ctx context.Context, dir string, number, of int, o Options) error {
	if err := m.partProblem(number, of); err != nil {
		return err
	}
	if !m.engine.Standard() {
		return fmt.Errorf("its people decide by the rule %q, which is code and not in a file: take Model.Part", agent.NameOf(m.engine.Rule()))
	}
	says, err := m.says()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if done, err := besideParts(dir, says, number, of); done || err != nil {
		return err
	}
	f, err := journal.Lock(partFile(dir, number, of))
	if err != nil {
		return fmt.Errorf("part %d of %d: %w", number, of, err)
	}
	defer f.Close() // what was written is on its way, or an error has said that it is not
	p, err := m.Part(ctx, number, of, o)
	if err != nil {
		return err
	}
	return p.write(f, says)
}

// MergeParts returns the result of a run all parts of which [Model.RunPart] has left in a folder: that of the run at one place, to the bit.
// It returns an error if a part is missing or not whole, or is of another run, version or division than the others: all of that at
// once. Options and errors are those of a streamed run.
func MergeParts(ctx context.Context, dir string, o Options) (*Result, error) {
	saved, all, err := partsIn(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	m, err := NewModel(saved.Scenario)
	if err != nil {
		return nil, err
	}
	return m.Whole(ctx, all, o)
}

// says returns what tells the model's run from others.
func (m *Model) says() ([]byte, error) {
	return json.MarshalIndent(savedScenario{Version: Version, Rule: agent.NameOf(m.engine.Rule()), Scenario: m.scenario}, "", "\t")
}

// savedPart is a file.
type savedPart struct {
	name       string
	number, of int    // that its name says
	says       []byte // which run it is of
	part       *Part
}

// filesOfParts lists the files of parts in a folder.
func filesOfParts(dir string) (list []*savedPart, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "part-*-of-*.bin"))
	for _, name := range names {
		p := &savedPart{name: name}
		if n, _ := fmt.Sscanf(filepath.Base(name), partFiles, &p.number, &p.of); n == 2 && name == partFile(dir, p.number, p.of) {
			list = append(list, p)
		}
	}
	return list, err
}

func partFile(dir string, number, of int) string {
	return filepath.Join(dir, fmt.Sprintf(partFiles, number, of))
}

// read reads the file. It need not be locked: what is being written is not whole.
func (p *savedPart) read() error {
	data, err := os.ReadFile(p.name)
	if err != nil {
		return err
	}
	d := wire.Unseal(data, partFileHead)
	p.says, p.part = d.Block("scenario"), new(Part)
	text := d.Block("part")
	if err := d.End(); err != nil {
		return fmt.Errorf("part %d of %d is being done, or was stopped: run it again: %w", p.number, p.of, err)
	}
	if err := p.part.UnmarshalBinary(text); err != nil {
		return err
	}
	if p.part.of != p.of || len(p.part.numbers) != 1 || p.part.numbers[0] != p.number {
		return fmt.Errorf("the file of part %d of %d has part %v of %d", p.number, p.of, p.part.numbers, p.part.of)
	}
	return nil
}

// isOf returns an error unless the file that was read is of a run.
func (p *savedPart) isOf(says []byte) error {
	if bytes.Equal(p.says, says) {
		return nil
	}
	return fmt.Errorf("part %d of %d is of another run, or another version of cogap%s", p.number, p.of, journal.FirstDifference(p.says, says))
}

// write writes a part to its file, which has nothing that counts.
func (p *Part) write(f *os.File, says []byte) error {
	text, err := p.MarshalBinary()
	if err != nil {
		return err
	}
	e := wire.Encoder{Bytes: []byte(partFileHead)}
	e.Block(says)
	e.Block(text)
	e.Seal(0)
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = f.WriteAt(e.Bytes, 0)
	return errors.Join(err, f.Sync())
}

// besideParts returns an error if a part can't be done in a folder because of the parts that are there, and whether it is one of them.
func besideParts(dir string, says []byte, number, of int) (done bool, err error) {
	files, err := filesOfParts(dir)
	if err != nil {
		return false, err
	}
	known := false // one tells of all
	for _, p := range files {
		if p.of != of {
			return false, fmt.Errorf("%s: everybody is in %d parts there, and not in %d: take another folder", dir, p.of, of)
		}
		if (known && p.number != number) || p.read() != nil {
			continue
		}
		if err := p.isOf(says); err != nil {
			return false, fmt.Errorf("%s: %w: take another folder", dir, err)
		}
		known, done = true, done || p.number == number
	}
	return done, nil
}

// partsIn returns the run of which a folder has all parts, and these together.
func partsIn(dir string) (*savedScenario, *Part, error) {
	files, err := filesOfParts(dir)
	if err == nil && len(files) == 0 {
		err = errors.New("it has no parts of a run")
	}
	if err != nil {
		return nil, nil, err
	}
	var all *Part
	var says []byte
	var problems []error
	for _, p := range files {
		err := p.read()
		switch {
		case err != nil:
		case all == nil:
			all, says = p.part, p.says
		default:
			if err = p.isOf(says); err == nil {
				err = all.Merge(p.part)
			}
			p.part, p.says = nil, nil // of many, one at a time is in memory
		}
		if err != nil {
			problems = append(problems, err)
		}
	}
	problems = append(problems, absent(files)...)
	if err := errors.Join(problems...); err != nil {
		return nil, nil, err
	}
	saved := new(savedScenario)
	if err := json.Unmarshal(says, saved); err != nil {
		return nil, nil, err
	}
	if saved.Version != Version {
		return nil, nil, fmt.Errorf("it is of version %q of cogap, and this is %q, whose numbers may differ", saved.Version, Version)
	}
	return saved, all, nil
}

// absent returns an error for each part of which there is no file, but of many only for the first, and how many there are.
func absent(files []*savedPart) (problems []error) {
	const most = 10
	there := map[int]bool{}
	for _, p := range files {
		there[p.number] = true
	}
	missing := 0
	for number := range files[0].of {
		if there[number] {
			continue
		}
		if missing++; missing <= most {
			problems = append(problems, fmt.Errorf("part %d of %d is missing", number, files[0].of))
		}
	}
	if missing > most {
		problems = append(problems, fmt.Errorf("and %d more are missing", missing-most))
	}
	return problems
}
