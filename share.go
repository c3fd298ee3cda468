package cogap

import (
	"encoding/json"
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

// of returns the share's part of n numbered things.
func (s *Share) of(n int) (lo, hi int) {
	if s.Of == 0 {
		return 0, n
	}
	return n * s.Number / s.Of, n * (s.Number + 1) / s.Of
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
		p := new(engine.Partial)
		if err := p.UnmarshalBinary(b); err != nil {
			return err
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
