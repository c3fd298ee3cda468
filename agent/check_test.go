package agent_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/population"
)

// spoiling is the model's own rule, and then something that no rule should do.
type spoiling struct {
	agent.Standard
	spoil func(b *agent.Block, dst *agent.Sums)
}

func (spoiling) Columns() []string { return []string{"mood"} }

func (r spoiling) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	b.Step(m, dst)
	r.spoil(b, dst)
}

// checked takes 300 people through a month by a rule with the column mood and returns what Check says.
func checked(t *testing.T, rule agent.Rule) error {
	t.Helper()
	m := month(menus["one"], 0)
	c := people(300, 1000, 1, 1)
	c.Extra = [][]float32{make([]float32, 300)}
	var b agent.Block
	b.Load(c)
	sums := agent.NewSums(1)
	require.NotPanics(t, func() { rule.Step(&b, m, sums) })
	return b.Check(m, sums, rule.Columns())
}

// TestCheck finds what a rule on blocks can spoil, and names the person and the column.
func TestCheck(t *testing.T) {
	require.NoError(t, checked(t, spoiling{spoil: func(*agent.Block, *agent.Sums) {}}))
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for want, spoil := range map[string]func(b *agent.Block, dst *agent.Sums){
		"person 1007: tier: got 200, want 0 to 1":                                                func(b *agent.Block, _ *agent.Sums) { b.Tier[7], b.Tier[9] = 200, 3 },
		"person 1299: tier: got 2, want 0 to 1":                                                  func(b *agent.Block, _ *agent.Sums) { b.Tier[299] = 2 },
		"person 1000: filter: got 77, want 0 to 7":                                               func(b *agent.Block, _ *agent.Sums) { b.Filter[0] = 77 },
		"person 1017: income: got NaN, want a finite number":                                     func(b *agent.Block, _ *agent.Sums) { b.Income[17] = nan },
		"person 1018: cognition: got +Inf, want a finite number":                                 func(b *agent.Block, _ *agent.Sums) { b.Cognition[18] = inf },
		"person 1019: aptitude: got -Inf, want a finite number, at least 0":                      func(b *agent.Block, _ *agent.Sums) { b.Aptitude[19] = -inf },
		"person 1020: belief: got NaN, want a finite number":                                     func(b *agent.Block, _ *agent.Sums) { b.Belief[20] = -nan },
		"person 1021: uncertainty: got NaN, want a finite number, at least 0":                    func(b *agent.Block, _ *agent.Sums) { b.Uncertainty[21] = nan },
		"person 1022: habit: got NaN, want a finite number":                                      func(b *agent.Block, _ *agent.Sums) { b.Habit[22] = nan },
		"person 1023: budget_share: got NaN, want 0 to 1":                                        func(b *agent.Block, _ *agent.Sums) { b.BudgetShare[23] = nan },
		"person 1024: threshold: got +Inf, want 0 to 1":                                          func(b *agent.Block, _ *agent.Sums) { b.Threshold[24] = inf },
		"person 1025: augmented: got NaN, want a finite number":                                  func(b *agent.Block, _ *agent.Sums) { b.Augmented[25] = nan },
		"person 1026: reservation: got NaN, want a finite number":                                func(b *agent.Block, _ *agent.Sums) { b.Reservation[26] = nan },
		"person 1027: mood: got +Inf, want a finite number":                                      func(b *agent.Block, _ *agent.Sums) { b.Extra[0][27] = inf },
		"person 1028: aptitude: got -1, want a finite number, at least 0":                        func(b *agent.Block, _ *agent.Sums) { b.Aptitude[28] = -1 },
		"person 1029: uncertainty: got -1.401298464324817e-45, want a finite number, at least 0": func(b *agent.Block, _ *agent.Sums) { b.Uncertainty[29] = -math.SmallestNonzeroFloat32 },
		"person 1030: budget_share: got 1.0000001192092896, want 0 to 1":                         func(b *agent.Block, _ *agent.Sums) { b.BudgetShare[30] = math.Nextafter32(1, 2) },
		"person 1031: threshold: got -0.5, want 0 to 1":                                          func(b *agent.Block, _ *agent.Sums) { b.Threshold[31] = -0.5 },
		"income: want other numbers in the column, not another column in its place":              func(b *agent.Block, _ *agent.Sums) { b.Income = slices.Clone(b.Income) },
		"mood: want other numbers in the column, not another column in its place":                func(b *agent.Block, _ *agent.Sums) { b.Extra[0] = make([]float32, 300) },
		"augmented: want other numbers in the column, not another column in its place":           func(b *agent.Block, _ *agent.Sums) { b.Augmented = make([]float32, 300) },
		"tier: want other numbers in the column, not another column in its place":                func(b *agent.Block, _ *agent.Sums) { b.Tier = slices.Clone(b.Tier) },
		"stratum: got 9, want 3":                                                                 func(b *agent.Block, _ *agent.Sums) { b.Stratum = 9 },
		"first person: got 0, want 1000":                                                         func(b *agent.Block, _ *agent.Sums) { b.First = 0 },
		"weight: got 3, want 7":                                                                  func(b *agent.Block, _ *agent.Sums) { b.Weight = 3 },
		"length of sums.tiers: got 1, want 2":                                                    func(_ *agent.Block, s *agent.Sums) { s.Tiers = s.Tiers[:1] },
		"length of income: got 299, want 300":                                                    func(b *agent.Block, _ *agent.Sums) { b.Income = b.Income[1:] },
		"length of tier: got 0, want 300":                                                        func(b *agent.Block, _ *agent.Sums) { b.Tier = nil },
		"length of filter: got 301, want 300":                                                    func(b *agent.Block, _ *agent.Sums) { b.Filter = append(b.Filter, 0) },
		"extra columns: got 0, want 1":                                                           func(b *agent.Block, _ *agent.Sums) { b.Extra = nil },
		"sums.people: got 0, want 2100, each person once by its weight":                          func(_ *agent.Block, s *agent.Sums) { s.Reset() },
		"sums.wanted: got 2107, want 2100, each person once by its weight": func(_ *agent.Block, s *agent.Sums) {
			s.Tiers[1].Wanted += 7
		},
		"sums.filter: got 2099, want 2100, each person once by its weight": func(_ *agent.Block, s *agent.Sums) { s.Filter[0]-- },
		"sums.joined: got -1, want 0 to 2100":                              func(_ *agent.Block, s *agent.Sums) { s.Joined = -1 },
		"sums.left: got 2101, want 0 to 2100":                              func(_ *agent.Block, s *agent.Sums) { s.Left = 2101 },
	} {
		err := checked(t, spoiling{spoil: spoil})
		require.EqualError(t, err, want)
		require.ErrorAs(t, err, new(*agent.RuleError))
	}
}

// TestPerPersonChecked: what a rule on one person leaves and no column has a place for is an error of that person.
func TestPerPersonChecked(t *testing.T) {
	for want, spoil := range map[string]func(p *agent.Person, out *agent.Outcome){
		"person 1005: tier: got 200, want 0 to 1":                 func(p *agent.Person, _ *agent.Outcome) { p.Tier = 200 },
		"person 1005: tier: got -1, want 0 to 1":                  func(p *agent.Person, _ *agent.Outcome) { p.Tier = -1 },
		"person 1005: tier: got 256, want 0 to 1":                 func(p *agent.Person, _ *agent.Outcome) { p.Tier = 256 },
		"person 1005: filter: got 77, want 0 to 7":                func(p *agent.Person, _ *agent.Outcome) { p.Filter = 77 },
		"person 1005: wanted: got 2, want 0 to 1":                 func(_ *agent.Person, out *agent.Outcome) { out.Wanted = 2 },
		"person 1005: extra columns: got 0, want 1":               func(p *agent.Person, _ *agent.Outcome) { p.Extra = nil },
		"person 1005: extra columns: got 2, want 1":               func(p *agent.Person, _ *agent.Outcome) { p.Extra = append(p.Extra, 1) },
		"person 1005: income: got NaN, want a finite number":      func(p *agent.Person, _ *agent.Outcome) { p.Income = math.NaN() },
		"person 1005: income: got +Inf, want a finite number":     func(p *agent.Person, _ *agent.Outcome) { p.Income = 1e300 },
		"person 1005: reservation: got NaN, want a finite number": func(_ *agent.Person, out *agent.Outcome) { out.Reservation = math.NaN() },
	} {
		n := 0
		require.EqualError(t, checked(t, agent.PerPerson("spoiling", func(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
			out := p.Step(m, luck)
			if n++; n == 6 {
				spoil(p, &out)
			}
			return out
		}, "mood")), want)
	}
	require.NoError(t, checked(t, agent.PerPerson("definition", (*agent.Person).Step, "mood")))
}

// TestKeenChecked: a person's need has no column of its own, so the error says what the column that has it is.
func TestKeenChecked(t *testing.T) {
	m := needy(month(menus["one"], 0), 1)
	var b agent.Block
	b.Load(people(300, 1000, 1, 1))
	rule, sums := agent.PerPerson("spoiling", func(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
		out := p.Step(m, luck)
		p.Aptitude, p.Need = 1, -2
		return out
	}), agent.NewSums(1)
	rule.Step(&b, m, sums)
	require.EqualError(t, b.Check(m, sums, nil), "person 1000: keen: got -2, want a finite number, at least 0: it is aptitude times need")
}

// TestFaultIsForgotten: a block is used for one chunk after the other.
func TestFaultIsForgotten(t *testing.T) {
	m, bad := month(menus["one"], 0), true
	rule := agent.PerPerson("once", func(p *agent.Person, m *agent.Month, luck agent.Luck) agent.Outcome {
		out := p.Step(m, luck)
		if bad {
			p.Tier = 5
		}
		return out
	})
	var b agent.Block
	b.Load(people(10, 0, 1, 1))
	rule.Step(&b, m, agent.NewSums(1))
	require.Error(t, b.Check(m, agent.NewSums(1), nil))
	bad = false
	b.Load(people(10, 0, 1, 1))
	sums := agent.NewSums(1)
	rule.Step(&b, m, sums)
	require.NoError(t, b.Check(m, sums, nil))
}

// TestCheckFindsEach: any one value of any column is found, wherever it is, by every kernel.
func TestCheckFindsEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "people")
		at := rapid.IntRange(0, n-1).Draw(t, "person")
		bits := rapid.OneOf(rapid.Uint32(), rapid.SampledFrom([]uint32{0, 1 << 31, 1<<31 | 1, 0x3f800000, 0x3f800001, 0x7f7fffff, 0x7f800000, 0xff800000})).Draw(t, "bits")
		value, tier := math.Float32frombits(bits), rapid.Uint8Range(0, 2).Draw(t, "tier")
		var b agent.Block
		b.Load(people(n, 0, 1, 1))
		m, sums := month(menus["one"], 0), agent.NewSums(1)
		b.Step(m, sums)
		finite := value-value == 0
		c := rapid.SampledFrom([]struct {
			name, want string
			column     []float32
			can        bool
		}{
			{"belief", "a finite number", b.Belief, finite},
			{"uncertainty", "a finite number, at least 0", b.Uncertainty, finite && value >= 0},
			{"threshold", "0 to 1", b.Threshold, value >= 0 && value <= 1},
		}).Draw(t, "column")
		b.Tier[at], c.column[at] = tier, value
		err := b.Check(m, sums, nil)
		switch {
		case tier > 1:
			require.EqualError(t, err, fmt.Sprintf("person %d: tier: got %d, want 0 to 1", at, tier))
		case !c.can:
			require.EqualError(t, err, fmt.Sprintf("person %d: %s: got %v, want %s", at, c.name, float64(value), c.want))
		default:
			require.NoError(t, err)
		}
	})
}

func TestFilterNames(t *testing.T) {
	require.Equal(t, "priced out", agent.PricedOut.String())
	require.Equal(t, "filter(77)", agent.Filter(77).String())
}

func BenchmarkCheck(b *testing.B) {
	m, sums := month(menus["one"], 0), agent.NewSums(1)
	var block agent.Block
	block.Load(people(population.ChunkLen, 0, 1, 1))
	block.Step(m, sums)
	for b.Loop() {
		if err := block.Check(m, sums, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/population.ChunkLen, "ns/person")
}
