// Package random draws scenarios for tests: valid ones, of everything that a scenario can have, and small enough to be
// run in some milliseconds.
//
// Numbers come from the ranges that their fields declare, so a new parameter is drawn too. What the ranges can't say,
// such as that tiers ascend in quality, is built here.
package random

import (
	"bytes"
	"os"
	"regexp"

	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/scenario"
)

// Scenario returns a generator of valid scenarios, of one to some ten thousand agents and 1 to 36 months. It shrinks
// towards few people, few months, one tier, and the numbers of cogap.Plain.
func Scenario() *rapid.Generator[cogap.Scenario] {
	return rapid.Custom(func(t *rapid.T) cogap.Scenario {
		d := &draw{T: t}
		d.wild = d.once(6)
		return d.scenario()
	})
}

// File writes a scenario to a file that cogap run takes. It returns its text without the comments.
func File(path string, s cogap.Scenario, header string) (string, error) {
	var b bytes.Buffer
	if err := scenario.Write(&b, s, header); err != nil {
		return "", err
	}
	return comments.ReplaceAllString(b.String(), ""), os.WriteFile(path, b.Bytes(), 0o666)
}

var comments = regexp.MustCompile(`(?m)^ *(#.*)?\n`)

func (d *draw) scenario() cogap.Scenario {
	s := cogap.Plain()
	s.Name, s.Seed = "random", one(d, 1, 2, 0, 1<<64-1, rapid.Uint64().Draw(d.T, "seed"))
	s.Start = one(d, s.Start, "1999-12", "9999-01")
	s.Months = one(d, 1+d.upTo(3), 2+d.upTo(12), 2+d.upTo(12), 12+d.upTo(24))
	d.months = s.Months
	d.people(&s.Population)
	if s.Population.Source != "" {
		s.Months = min(s.Months, 3) // hundreds of strata
		d.months = s.Months
	}
	d.market(&s)
	s.Behaviour.CapturedShare = one(d, s.Behaviour.CapturedShare, 1, 1) // or few would buy anything
	d.vary(&s)
	if limit := &s.Behaviour.SkillLimit; *limit > 0 && *limit < 1 {
		*limit++
	}
	d.attention(&s.Behaviour)
	if d.once(4) {
		uncouple(&s)
	}
	d.lagging(&s)
	d.seats(&s)
	level(&s)
	d.statistics(&s)
	d.network(&s)
	s.Stream = cogap.Plain().Stream // people are stored: streaming is a way to run a scenario
	if err := s.Validate(); err != nil {
		d.Fatalf("the generator has drawn a scenario that is not valid: %v", err)
	}
	return s
}

// level brings price levels down to 1 where regional prices could not be counted.
func level(s *cogap.Scenario) {
	if s.Validate() == nil {
		return
	}
	for i := range s.Population.Strata {
		s.Population.Strata[i].PriceLevel = min(s.Population.Strata[i].PriceLevel, 1)
	}
}

// attention draws whether people notice late, lapse, look again or cancel late; in most scenarios they do not.
func (d *draw) attention(b *agent.Params) {
	for _, x := range []*float64{&b.Notice, &b.NoticePeers, &b.Lapse, &b.Reconsider, &b.Inertia} {
		if d.once(6) {
			*x = one(d, 0, 0.1, d.real(0, 1), 1, 1e-9)
		}
	}
}

// uncouple lets nobody read what others do, so that a streamed run needs no pilot.
func uncouple(s *cogap.Scenario) {
	s.Population.RightSide, s.Behaviour.WordOfMouth, s.Behaviour.PassThrough, s.Behaviour.NoticePeers = 0, 0, 0, 0
	s.Market.Ending.By, s.Market.Providers = market.EndByDate, nil
	for i := range s.Market.Tiers {
		s.Market.Tiers[i].Provider = ""
	}
}
