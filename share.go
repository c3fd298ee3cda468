package cogap

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cogap/cogap/engine"
)

// Share says which part of the people this process has, where several processes run one scenario together: the same model, each with
// its share, exchanging what their people did after each month. All of them get the result of the run of one process, to the bit; sums are
// exchanged as integers, so that neither their number nor their order matters. The zero value is a process with all people.
//
// A panel is drawn from everybody and cannot be had. Watchers see the people of the share.
type Share struct {
	Number, Of int // from 0; 0 of 0 is everybody
	// Exchange gives this process's bytes to all of them and returns those of all, by number. All processes call it equally often. An
	// error ends the run. Package adapters/mpi has one for MPI.
	Exchange func(mine []byte) ([][]byte, error)
}

// problem returns what is wrong with a share of a model's people.
func (s *Share) problem(m *Model) error {
	switch {
	case s.Of == 0:
		return nil
	case s.Number < 0 || s.Number >= s.Of || s.Exchange == nil:
		return fmt.Errorf("share %d of %d: want a number from 0, and a way to exchange", s.Number, s.Of)
	case m.scenario.Statistics.Panel.People > 0:
		return fmt.Errorf("share %d of %d: a panel is drawn from everybody (statistics.panel)", s.Number, s.Of)
	}
	return nil
}

// alike returns an error unless all processes do the same, so that what they exchange from now on is of one kind.
func (s *Share) alike(mine string) error {
	all, err := s.tell(mine)
	if err != nil {
		return err
	}
	for number, theirs := range all {
		if theirs != mine {
			return fmt.Errorf("process %d %s, and process %d %s: all must do the same", number, theirs, s.Number, mine)
		}
	}
	return nil
}

// saving says what a process does that may save it.
func (c *Checkpoint) saving(does string) string {
	if c.Dir == "" {
		return does + " and does not save itself"
	}
	every := c.Every
	if every <= 0 {
		every = DefaultEvery
	}
	return fmt.Sprintf("%s and saves itself every %d months", does, every)
}

// chunks returns the chunks of the share's people: whole sections, so that a snapshot of them can be taken over by another number of
// processes.
func (s *Share) chunks(m *engine.Model) (lo, hi int) {
	if s.Of == 0 {
		return 0, m.Chunks()
	}
	first, last := s.sections(m)
	if first == last {
		return 0, 0 // more processes than sections
	}
	lo, _ = m.Section(first)
	_, hi = m.Section(last - 1)
	return lo, hi
}

// sections returns the sections of the share, from the first up to, not including, the last.
func (s *Share) sections(m *engine.Model) (first, last int) {
	return s.part(m.Sections())
}

// part returns the share's part of n numbered things.
func (s *Share) part(n int) (first, last int) {
	if s.Of == 0 {
		return 0, n
	}
	return n * s.Number / s.Of, n * (s.Number + 1) / s.Of
}

// first reports whether this process does what one has to do for all.
func (s *Share) first() bool { return s.Number == 0 }

// tell tells all processes something and returns what each of them told, by number.
func (s *Share) tell(mine string) ([]string, error) {
	if s.Of == 0 {
		return []string{mine}, nil
	}
	var list []string
	err := s.exchange([]byte(mine), func(_ int, b []byte) error {
		list = append(list, string(b))
		return nil
	})
	return list, err
}

// agree tells all processes an error, or that there is none, and returns those of all; nil if nobody has one. The second error is that of
// processes that could not be asked.
func (s *Share) agree(mine error) (anybodys, unknown error) {
	if s.Of == 0 {
		return mine, nil
	}
	text := ""
	if mine != nil {
		text = mine.Error()
	}
	list, err := s.tell(text)
	if err != nil {
		return nil, errors.Join(mine, err)
	}
	var all []error
	for number, text := range list {
		switch {
		case text == "":
		case number == s.Number:
			all = append(all, fmt.Errorf("process %d: %w", number, mine))
		default:
			all = append(all, fmt.Errorf("process %d: %s", number, text))
		}
	}
	return errors.Join(all...), nil
}

// everybodys returns what everybody did, of what the share's people did.
func (s *Share) everybodys(m *engine.Model, mine *engine.Partial) (*engine.Partial, error) {
	if s.Of == 0 {
		return mine, nil
	}
	b, err := mine.MarshalBinary()
	if err != nil {
		return nil, err
	}
	all := new(engine.Partial)
	err = s.exchange(b, func(number int, b []byte) error {
		p := mine // its own need not be read
		if number != s.Number {
			p = new(engine.Partial)
			if err := p.UnmarshalBinary(b); err != nil {
				return err
			}
		}
		if !p.Of(m) {
			return fmt.Errorf("it runs another model")
		}
		if number == 0 {
			all = p
			return nil
		}
		return all.Merge(p)
	})
	return all, err
}

// moved returns who of everybody moved, of who of the share's people did.
func (s *Share) moved(mine *engine.Mobility) (*engine.Mobility, error) {
	if s.Of == 0 {
		return mine, nil
	}
	b, err := json.Marshal(mine)
	if err != nil {
		return nil, err
	}
	all := new(engine.Mobility)
	return all, s.exchange(b, func(_ int, b []byte) error {
		var m engine.Mobility
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		all.Merge(&m)
		return nil
	})
}

// exchange gives bytes to all processes and takes those of each, by number.
func (s *Share) exchange(mine []byte, take func(number int, b []byte) error) error {
	list, err := s.Exchange(mine)
	if err == nil && len(list) != s.Of {
		err = fmt.Errorf("got the bytes of %d processes, want those of %d", len(list), s.Of)
	}
	for number := 0; err == nil && number < s.Of; number++ {
		if problem := take(number, list[number]); problem != nil {
			err = fmt.Errorf("process %d: %w", number, problem)
		}
	}
	if err != nil {
		return fmt.Errorf("share %d of %d: %w", s.Number, s.Of, err)
	}
	return nil
}
