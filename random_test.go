package cogap_test

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/engine"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/random"
	"github.com/cogap/cogap/internal/same"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
)

// way is another way to run a scenario. It must give what the plain way gives: stored people, one worker, nobody watching.
type way struct {
	name string
	run  func(s cogap.Scenario) (*cogap.Result, error)
	// alike returns the parts of both results that must be the same to the bit; nil: all but how a streamed run went.
	alike func(plain, other *cogap.Result) (a, b any)
}

// waysOf returns all ways to run a scenario. New ways belong here.
func waysOf(s cogap.Scenario) []way {
	ways := []way{
		{name: "2 workers", run: options(cogap.Options{Workers: 2})},
		{name: "7 workers", run: options(cogap.Options{Workers: 7})},
		{name: "backwards", run: inOrder(1, func(i, n int) int { return n - 1 - i })},
		{name: "shuffled, 3 workers", run: inOrder(3, shuffled)},
		{name: "watched", run: watchedByTheWorst},
		{name: "in 3 shards", run: inShards(3), alike: withoutPanel},
		{name: "followed", run: followed, alike: followedAlike},
		{name: "a model, run again", run: again},
		{name: "a model, run twice at once", run: atOnce},
	}
	networked := s.Network.Kind != network.KindNone
	if !networked {
		ways = append(ways,
			way{name: "streamed", run: streamedToExact, alike: streamedAlike},
			way{name: "streamed in 3 parts", run: inParts(3), alike: inOnePass(s)},
		)
	}
	c := changes[s.Seed%uint64(len(changes))]
	ways = append(ways, way{name: "after a model with another " + c.what, run: after(c.change)})
	if s.Months > 1 {
		part := 1 + s.Months/3
		ways = append(ways,
			way{fmt.Sprintf("stopped after %d months", part), stopped(part), firstMonths(part)},
			way{fmt.Sprintf("%d months", part), shorter(part), shorterAlike},
			way{name: "stopped and resumed, twice", run: resumed},
			way{name: "branched", run: unbranched},
			way{name: "followed from presents", run: fromPresents, alike: followedAlike},
			way{name: "by 3 processes", run: shared(3), alike: withoutPanel},
			way{name: "saved by 3 processes, resumed by 2 and by one", run: sharedAndResumed, alike: withoutPanel},
		)
	}
	if s.Months > 1 && !networked {
		ways = append(ways, way{name: "streamed, stopped and resumed", run: streamedAndResumed, alike: withoutPanelStreamed})
	}
	return ways
}

// changes are what models may share all but.
var changes = []struct {
	what   string
	change func(s *cogap.Scenario)
}{
	{"price", func(s *cogap.Scenario) {
		s.Market.Tiers = slices.Clone(s.Market.Tiers)
		s.Market.Tiers[len(s.Market.Tiers)-1].Price = market.Constant(77)
	}},
	{"frontier", func(s *cogap.Scenario) { s.Market.Frontier.General.Open = market.Constant(0.77) }},
	{"seed", func(s *cogap.Scenario) { s.Seed++ }},
	{"scale", func(s *cogap.Scenario) { s.Population.Scale = s.Population.Scale/2 + 1 }},
	{"rule", func(s *cogap.Scenario) { s.Rule = keepsDiary{} }},
}

func options(o cogap.Options) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) { return cogap.Run(ctx, s, o) }
}

// inOrder hands the chunks out in another order.
func inOrder(workers int, order func(i, n int) int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		return cogap.RunInOrder(s, cogap.Options{Workers: workers}, order)
	}
}

// shuffled is a random order that is always the same.
func shuffled(i, n int) int { return rand.New(rand.NewPCG(1, uint64(n))).Perm(n)[i] }

// watchedByTheWorst writes to everything that OnMonth is given.
func watchedByTheWorst(s cogap.Scenario) (*cogap.Result, error) {
	return cogap.Run(ctx, s, cogap.Options{Workers: 2, Progress: func(done, total int64) {}, OnMonth: func(r cogap.Record) error {
		same.Spoil(&r)
		return nil
	}})
}

// streamedToExact streams people against a pilot of a third of them until nothing changes, which takes at most a pass for
// each month and one more to see it.
func streamedToExact(s cogap.Scenario) (*cogap.Result, error) {
	plan, err := cogap.Estimate(s, cogap.Options{})
	if err != nil {
		return nil, err
	}
	return streamed(s, cogap.Options{Workers: 2}, stream{Passes: s.Months + 1, PilotAgents: 1 + plan.Agents/3})
}

func streamedAlike(plain, other *cogap.Result) (a, b any) {
	if !other.Stream.Exact {
		return "the stored run's", fmt.Sprintf("not exact after %d passes", other.Stream.Passes)
	}
	x, y := *plain, *other
	y.Stream, y.Manifest.Scenario.Stream = nil, x.Manifest.Scenario.Stream
	return x, y
}

// inShards runs the people in several shards.
func inShards(n int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) { return cogap.RunInShards(s, n) }
}

// apart is a scenario as it can be run in parts, by a small pilot if there is coupling.
func apart(s cogap.Scenario) cogap.Scenario {
	s.Statistics.Mobility, s.Statistics.Panel = false, observe.Panel{}
	return streaming(s, stream{PilotAgents: 300})
}

// inParts runs the people in parts that are sent as bytes and merged from the last to the first.
func inParts(of int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		all := new(cogap.Part)
		for number := of - 1; number >= 0; number-- {
			m, err := cogap.NewModel(apart(s))
			if err != nil {
				return nil, err
			}
			p, err := m.Part(ctx, number, of, cogap.Options{Workers: 1 + number})
			if err != nil {
				return nil, err
			}
			b, _ := p.MarshalBinary() // it never fails
			if err := p.UnmarshalBinary(b); err != nil {
				return nil, err
			}
			if number == of-1 {
				all = p
			} else if err := all.Merge(p); err != nil {
				return nil, err
			}
		}
		m, err := cogap.NewModel(apart(s))
		if err != nil {
			return nil, err
		}
		return reacting(m.Whole(ctx, all, cogap.Options{}))
	}
}

// reacting takes a result whose market reacts too strongly to be streamed as it is.
func reacting(r *cogap.Result, err error) (*cogap.Result, error) {
	if errors.Is(err, cogap.ErrReacts) {
		err = nil
	}
	return r, err
}

// inOnePass compares a result with that of everybody streamed in one pass.
func inOnePass(s cogap.Scenario) func(plain, other *cogap.Result) (a, b any) {
	return func(_, other *cogap.Result) (a, b any) {
		pass, err := reacting(cogap.Run(ctx, apart(s), cogap.Options{}))
		if err != nil {
			return err, other
		}
		return pass, other
	}
}

func withoutPanel(plain, other *cogap.Result) (a, b any) {
	x, y := *plain, *other
	x.Panel, y.Manifest.Scenario.Statistics.Panel = nil, x.Manifest.Scenario.Statistics.Panel
	return x, y
}

// followed shows months of which nothing is kept, in whose place it leaves the digest of each.
func followed(s cogap.Scenario) (*cogap.Result, error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	r := new(cogap.Result)
	return r, m.Follow(ctx, cogap.Options{Workers: 2}, func(month *cogap.Record) error {
		r.Months = append(r.Months, cogap.Record{Month: month.Month, Date: same.Digest(month)})
		return nil
	})
}

func followedAlike(plain, other *cogap.Result) (a, b any) {
	var want []cogap.Record
	for i := range plain.Months {
		want = append(want, cogap.Record{Month: i, Date: same.Digest(&plain.Months[i])})
	}
	return want, other.Months
}

// again runs a model for the second time: people may be those that were kept.
func again(s cogap.Scenario) (*cogap.Result, error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	if _, err := m.Run(ctx, cogap.Options{}); err != nil {
		return nil, err
	}
	return m.Run(ctx, cogap.Options{})
}

// atOnce runs a model twice at the same time and returns what the one that began first has found.
func atOnce(s cogap.Scenario) (*cogap.Result, error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	var other sync.WaitGroup
	defer other.Wait()
	other.Go(func() { _, _ = m.Run(ctx, cogap.Options{}) })
	return m.Run(ctx, cogap.Options{})
}

// after runs the model of a scenario that was changed, and then that of the scenario, which may share what is not changed.
func after(change func(*cogap.Scenario)) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		changed := s
		change(&changed)
		m, err := cogap.NewModel(changed)
		if err != nil {
			return nil, err
		}
		_, _ = m.Run(ctx, cogap.Options{}) // whatever it finds
		if m, err = m.With(s); err != nil {
			return nil, err
		}
		return m.Run(ctx, cogap.Options{})
	}
}

var errEnough = errors.New("enough")

// stopped stops a run after some months; stopping it is no error.
func stopped(months int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		r, err := cogap.Run(ctx, s, cogap.Options{OnMonth: func(r cogap.Record) error {
			if r.Month == months-1 {
				return errEnough
			}
			return nil
		}})
		if errors.Is(err, errEnough) {
			err = nil
		}
		return r, err
	}
}

// firstMonths compares all of a run that was stopped with the beginning of one that was not.
func firstMonths(months int) func(plain, other *cogap.Result) (a, b any) {
	return func(plain, other *cogap.Result) (a, b any) {
		x := first(plain, months)
		x.Manifest.Months, x.Manifest.Result = months, other.Manifest.Result
		x.Mobility = nil // it needs the end of the run
		return x, *other
	}
}

// first returns the beginning of a result.
func first(r *cogap.Result, months int) cogap.Result {
	x := *r
	x.Months = r.Months[:months]
	x.Panel = nil
	for _, life := range r.Panel {
		life.Months = life.Months[:months]
		x.Panel = append(x.Panel, life)
	}
	return x
}

// shorter runs the first months as a scenario of its own.
func shorter(months int) func(cogap.Scenario) (*cogap.Result, error) {
	return func(s cogap.Scenario) (*cogap.Result, error) {
		s.Months = months
		s.Statistics.MobilityFrom = min(s.Statistics.MobilityFrom, months-1)
		return cogap.Run(ctx, s, cogap.Options{Workers: 2})
	}
}

// shorterAlike compares a shorter scenario with the beginning of the longer one. What a run measures because a month is
// its last one differs: whole distributions, and the demand curve that is read from them, if the longer run does not
// measure them there; unaided cognition; collections that are not due. Mobility is to the end of each run, and who asks
// for other months has another manifest.
func shorterAlike(plain, other *cogap.Result) (a, b any) {
	x, y := first(plain, len(other.Months)), first(other, len(other.Months))
	x.Manifest, y.Manifest, x.Mobility, y.Mobility = cogap.Manifest{}, cogap.Manifest{}, nil, nil
	end := len(y.Months) - 1
	y.Months = append(y.Months[:end:end], asOneOfMany(y.Months[end], &x.Months[end]))
	return x, y
}

// alike takes away what is not measured in another month of the same people.
func alike(d, other *engine.Distributions) {
	measured := other.Measured()
	if d == nil {
		return
	}
	if !measured.Augmented {
		d.Augmented, d.Tenths = [2]histogram.Histogram{}, [engine.Classes]engine.Tenth{}
	}
	if !measured.Income {
		d.Income.Reset()
	}
	if !measured.Demand {
		d.Reservation.Reset()
		d.Posted = nil
	}
	if !measured.Cognition {
		d.Cognition.Reset()
	}
}

// asOneOfMany returns the record of a run's last month without what is measured because it is the last one, where the
// longer run did not measure it.
func asOneOfMany(last cogap.Record, long *cogap.Record) cogap.Record {
	last.Distributions = last.Distributions.Clone()
	alike(last.Distributions, long.Distributions)
	if !long.Distributions.Measured().Any() {
		last.Distributions = nil
	}
	if !long.Distributions.Measured().Demand {
		last.Market.Curve = nil
	}
	if long.Peers == nil {
		last.Peers = nil
	}
	due := map[string]bool{}
	for _, row := range long.Collected {
		due[row.Collection] = true
	}
	rows := last.Collected
	last.Collected = nil
	for _, row := range rows {
		if due[row.Collection] {
			last.Collected = append(last.Collected, row)
		}
	}
	return last
}

// asked reports whether the number of checks was asked for.
var asked = sync.OnceValue(func() (is bool) {
	flag.Visit(func(f *flag.Flag) { is = is || f.Name == "rapid.checks" })
	return is
})

// few lowers the number of a property's checks, which are slow, unless somebody asks for another: go test
// -rapid.checks=1000 -run RandomScenarios .
func few(t *testing.T, checks string) {
	const name = "rapid.checks"
	if !asked() {
		before := flag.Lookup(name).Value.String()
		require.NoError(t, flag.Set(name, checks))
		t.Cleanup(func() { require.NoError(t, flag.Set(name, before)) })
	}
}

// keepsDiary is a rule of one's own with columns of its own: people write down what they have earned and used, and who has
// used AI for long gets used to it faster.
type keepsDiary struct{ agent.Standard }

func (keepsDiary) Name() string { return "keeps a diary" }

func (keepsDiary) Columns() []string { return []string{"earned", "used"} }

func (k keepsDiary) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	k.Standard.Step(b, m, dst)
	for i, tier := range b.Tier {
		b.Extra[0][i] += b.Income[i]
		if tier > 0 {
			b.Extra[1][i]++
		}
		if b.Extra[1][i] > 3 {
			b.Habit[i] = max(b.Habit[i], 0.5)
		}
	}
}

// withDiary lets people keep a diary, which is collected.
func withDiary(s *cogap.Scenario) {
	s.Rule = keepsDiary{}
	s.Statistics.Collect = append(s.Statistics.Collect,
		observe.Collect{Name: "earned", Quantity: "earned - income", Aggregate: observe.SD, By: []string{"bins(used, 1, 4)"}},
	)
}

// TestRandomScenarios runs random scenarios in all ways, some by a rule of one's own. All that they find is the same, to
// the bit, over the whole result: sums, distributions, the market's books, whom policies reach, collections, mobility and
// the panel.
func TestRandomScenarios(t *testing.T) {
	few(t, "10")
	others := startOthers(t)
	rapid.Check(t, func(t *rapid.T) {
		s := random.Scenario().Draw(t, "scenario")
		if rapid.IntRange(0, 5).Draw(t, "diary") == 3 {
			withDiary(&s)
		}
		if wrong := wrongOf(s, others); wrong != "" {
			t.Fatal(wrong + asFile(s))
		}
	})
}

// wrongOf runs a scenario in all ways and says how the first wrong one differs.
func wrongOf(s cogap.Scenario, others []*other) string {
	before := same.Digest(s)
	plain, err := cogap.Run(ctx, s, cogap.Options{Workers: 1})
	if rule, ok := errors.AsType[*agent.RuleError](err); ok && math.IsNaN(rule.Value) {
		return "" // some numbers are in their ranges and too large for a person all the same
	}
	if overflow, ok := errors.AsType[*agent.OverflowError](err); ok {
		return wrongOfOverflow(s, overflow)
	}
	if err != nil {
		return fmt.Sprintf("a valid scenario cannot be run: %v", err)
	}
	whole := same.Digest(plain)
	for _, w := range waysOf(s) {
		other, err := w.run(s)
		if _, overflow := errors.AsType[*agent.OverflowError](err); overflow && strings.HasPrefix(err.Error(), "pilot: ") {
			continue // a pilot has other people, whose sums may be larger
		}
		if err != nil {
			return fmt.Sprintf("%s: %v", w.name, err)
		}
		var a, b any = *plain, *other
		if w.alike != nil {
			a, b = w.alike(plain, other)
		}
		if same.Digest(a) != same.Digest(b) {
			return fmt.Sprintf("%s: not what one worker finds with stored people:\n%s", w.name, strings.Join(same.Differences(a, b, 12), "\n"))
		}
	}
	for _, o := range others {
		if wrong := o.wrong(s, plain); wrong != "" {
			return wrong
		}
	}
	switch {
	case same.Digest(s) != before:
		return "a run has changed its scenario"
	case same.Digest(plain) != whole:
		return "a run has changed the result of another"
	}
	return ""
}

// wrongOfOverflow holds a scenario whose sums overflow to what the plan of its run said, and to the same error in all ways,
// if they come that far; the path that a streamed run takes there may be another.
func wrongOfOverflow(s cogap.Scenario, overflow *agent.OverflowError) string {
	plan, err := cogap.Estimate(s, cogap.Options{})
	if err != nil || len(plan.MayOverflow) == 0 && s.Rule == nil {
		return fmt.Sprintf("%v, where it was proved that no sum does: %v", overflow, err)
	}
	for _, w := range waysOf(s) {
		_, err := w.run(s)
		if rule, ok := errors.AsType[*agent.RuleError](err); ok && w.alike != nil && math.IsInf(rule.Value, 0) {
			continue // a part of the people may pass months after that in which the sum over all of them overflows
		}
		other, ok := errors.AsType[*agent.OverflowError](err)
		if err != nil && !ok || err == nil && w.alike == nil || ok && w.alike == nil && same.Digest(other) != same.Digest(overflow) {
			return fmt.Sprintf("%s: got the error %v, want %v", w.name, err, overflow)
		}
	}
	return ""
}

// asFile returns the scenario as a file that cogap run takes, and where it is.
func asFile(s cogap.Scenario) string {
	if s.Rule != nil {
		s.Statistics.Collect = s.Statistics.Collect[:len(s.Statistics.Collect)-1]
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("cogap-random-%d.yaml", os.Getpid()))
	text, err := random.File(path, s, "a random scenario of which not all ways to run it give the same")
	if err != nil {
		return fmt.Sprintf("\nthe scenario cannot be written: %v", err)
	}
	if s.Rule != nil {
		text += "and the rule and the collection of withDiary\n"
	}
	return fmt.Sprintf("\ncogap run %s\n\n%s", path, text)
}

// chunkSums is the model's rule, which notes what each chunk earns in the first month.
type chunkSums struct {
	agent.Standard
	mu   *sync.Mutex
	sums *[]float64
}

func (c chunkSums) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	sums := agent.NewSums(len(m.Menu))
	c.Standard.Step(b, m, sums)
	dst.Add(sums)
	if m.Number == 0 {
		c.mu.Lock()
		defer c.mu.Unlock()
		*c.sums = append(*c.sums, sums.Total().Income.Float())
	}
}

// TestRandomScenariosLive: in many random scenarios some people hold the SOTA tier in the end and others do not, and in few
// do sums overflow.
func TestRandomScenariosLive(t *testing.T) {
	const scenarios = 100
	divided, overflowed := 0, 0
	for seed := range scenarios {
		r, err := cogap.Run(ctx, random.Scenario().Example(seed), cogap.Options{})
		switch {
		case err != nil:
			overflowed++
		case r.Last().SOTAShare() > 0 && r.Last().SOTAShare() < 1:
			divided++
		}
	}
	t.Logf("%d divided, %d overflowed", divided, overflowed)
	require.Greater(t, divided, scenarios/6) // about a quarter is
	require.Less(t, overflowed, scenarios/10)
}

// TestRandomOrderMatters proves that random scenarios can tell: in many of them what chunks earn, added up as float64 in
// different orders, gives different sums.
func TestRandomOrderMatters(t *testing.T) {
	const scenarios = 60
	different := 0
	for seed := range scenarios {
		s := random.Scenario().Example(seed)
		s.Months, s.Statistics = 1, cogap.Statistics{}
		var terms []float64
		s.Rule = chunkSums{mu: new(sync.Mutex), sums: &terms}
		if _, err := cogap.Run(ctx, s, cogap.Options{Workers: 1}); err != nil {
			continue // sums overflow
		}
		sums := map[float64]bool{}
		for seed := range uint64(10) {
			sum := 0.0
			for _, i := range rand.New(rand.NewPCG(1, seed)).Perm(len(terms)) {
				sum += terms[i]
			}
			sums[sum] = true
		}
		if len(sums) > 1 {
			different++
		}
	}
	t.Logf("%d of %d scenarios", different, scenarios)
	require.Greater(t, different, scenarios/5)
}

// TestWholeRecord changes each thing that a result holds, one after the other: the digest sees it.
func TestWholeRecord(t *testing.T) {
	require.Equal(t, []string{".Manifest.Scenario.Rule"}, same.Unseen(cogap.Result{}), "code, of which Manifest.Rule has the name")
	var r cogap.Result
	same.Fill(&r)
	r.Manifest.Scenario.Rule = agent.Standard{}
	changed := map[string]bool{}
	before := same.Digest(r)
	same.Changes(&r, func(path string) {
		now := same.Digest(r)
		require.NotEqual(t, before, now, path)
		before, changed[path] = now, true
	})
	for _, path := range []string{
		".Manifest.Scenario.Market.Tiers[0].Price.Values[0]", ".Strata[0].Income[0].Value", ".Months[0].Menu[0].Quota",
		".Months[0].Strata[0].Tiers[0].Gain.Lo", ".Months[0].Total.Filter[3]", ".Months[0].Market.Providers[0].Burn",
		".Months[0].Market.Curve.MaxProfit.Price", ".Months[0].Policies.Users", ".Months[0].Domains[4]",
		".Months[0].Distributions.Cognition", ".Months[0].Distributions.Posted.Kept", ".Months[0].Collected[0].Interval.Lo",
		".Mobility.Income[9][9]", ".Mobility.Access[1][1]", ".Panel[0].Months[0].Person.Extra[0]", ".Stream.Months[0].Price",
	} {
		require.True(t, changed[path], path)
	}
}
