package cogap

import (
	"errors"

	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/network"
)

// networked reports whether people see their peers, and not their whole stratum.
func (s *Scenario) networked() bool {
	return s.Network.Kind != "" && s.Network.Kind != network.KindNone
}

// networkProblems reports what is wrong with the network and the people together, and with how they are run.
func (s *Scenario) networkProblems(report func(path, format string, args ...any)) {
	if !s.networked() {
		return
	}
	if s.Stream.Passes > 0 {
		report("stream.passes", "got %d with a network, want 0: people see their peers of last month, who are other chunks' people, so that all have to be stored", s.Stream.Passes)
	}
	if param.Check(s.Network) != nil {
		return // what is wrong with it by itself is a problem of its own
	}
	strata, err := s.Population.Resolve()
	if err != nil || s.Population.Scale < 1 {
		return // which is a problem of its own
	}
	_, err = network.Outline(s.Network, engine.StrataOf(strata, s.Population.Scale), s.Seed)
	for _, problem := range flat(err) {
		if p, ok := errors.AsType[*param.Error](problem); ok {
			report("network."+p.Path, "%w", p.Err)
		} else {
			report("network", "%w", problem)
		}
	}
}

// flat lists the errors that were joined.
func flat(err error) []error {
	if err == nil {
		return nil
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return several.Unwrap()
	}
	return []error{err}
}

// hear tells this process's people what everybody's peers show, of a month that all processes have exchanged.
func (r *run) hear(done *engine.Partial) error {
	marks := done.Marks
	done.Marks = nil // it is not saved: people are
	return r.shard.Hear(marks)
}

// meet has the processes that share a run exchange what their people show to their peers, before the first month that they take them through from a
// snapshot.
func (r *run) meet() error {
	if r.options.Share.Of == 0 {
		return nil
	}
	mine := r.shard.Marks()
	if mine == nil {
		return nil
	}
	b, err := mine.MarshalBinary()
	if err != nil {
		return err
	}
	all := new(engine.Marks)
	err = r.options.Share.exchange(b, func(_ int, b []byte) error {
		one := new(engine.Marks)
		if err := one.UnmarshalBinary(b); err != nil {
			return err
		}
		all.Merge(one)
		return nil
	})
	if err != nil {
		return err
	}
	return r.shard.Hear(all)
}
