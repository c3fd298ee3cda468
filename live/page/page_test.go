package page_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live/page"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/scenario"
)

// few is a scenario that runs in no time.
func few() cogap.Scenario {
	s := cogap.Plain()
	s.Months, s.Population.Scale = 6, 20_000
	s.Market.Tiers[0].Price = market.Steps([]int{0, 3}, []float64{100, 400})
	return s
}

// reply asks a page, and reads the JSON of its answer.
func reply(t testing.TB, address string, question map[string]any, into any) error {
	t.Helper()
	body, err := json.Marshal(question)
	require.NoError(t, err)
	r, err := page.New(page.Options{}).Reply(t.Context(), address, body, nil)
	if err != nil {
		return err
	}
	require.Equal(t, "application/json", r.Kind)
	require.NoError(t, json.Unmarshal(r.Text, into))
	return nil
}

func linkOf(t testing.TB, s cogap.Scenario) string {
	t.Helper()
	link, err := page.Encode(s)
	require.NoError(t, err)
	return link
}

// TestObserved: what a scenario collects, and its panel, are drawn, as the run of the command finds them.
func TestObserved(t *testing.T) {
	s := few()
	s.Statistics.Collect = []observe.Collect{{Name: "left", Aggregate: "share", Where: "!access", By: []string{"income_decile"}}, {Name: "apart", Aggregate: "gini", Quantity: "income", Every: 3}}
	s.Statistics.Panel = observe.Panel{People: 20}
	var a struct {
		Digest string
		Lean   bool
		Charts []struct {
			ID     string
			Note   string
			Y      struct{ Title string }
			Points bool
			Lines  []struct {
				Name string
				Y    []*float64
			}
		}
	}
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s)}, &a))
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, r.Manifest.Result, a.Digest)
	require.False(t, a.Lean)
	own := a.Charts[len(a.Charts)-3:]
	require.Equal(t, "own-left", own[0].ID)
	require.Len(t, own[0].Lines, 10)
	for i, row := range r.Months[4].Collected {
		l := own[0].Lines[i]
		require.Equal(t, fmt.Sprintf("tenth %d", i+1), l.Name)
		require.InEpsilon(t, row.Value, *l.Y[4], 1e-5)
	}
	require.Equal(t, "own-apart", own[1].ID)
	require.Equal(t, "gini of income", own[1].Y.Title, "a Gini coefficient has no unit")
	require.Equal(t, "Gini of income; measured every 3 months and in the last one, a point each.", own[1].Note)
	require.True(t, own[1].Points && !own[0].Points)
	for month, y := range own[1].Lines[0].Y {
		require.Equal(t, (month+1)%3 == 0 || month == s.Months-1, y != nil, "a point where it was measured, and nowhere else")
	}
	require.Equal(t, "own-panel", own[2].ID)
	require.Len(t, own[2].Lines, 10, "nine people and the price")
	require.InDelta(t, r.Panel[2].Months[4].Reservation, *own[2].Lines[2].Y[4], 0.01)
}

// TestAnotherQuestion: a page that has answered a question answers the next one as a page that was never asked.
func TestAnotherQuestion(t *testing.T) {
	asked := page.New(page.Options{})
	answer := func(p *page.Page, price string) (a struct{ Digest string }) {
		body, err := json.Marshal(map[string]any{"link": linkOf(t, few()), "set": map[string]string{"market.tiers[0].price": price}})
		require.NoError(t, err)
		r, err := p.Reply(t.Context(), "run", body, nil)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(r.Text, &a))
		return a
	}
	for _, price := range []string{"50", "200", "50"} {
		require.Equal(t, answer(page.New(page.Options{}), price), answer(asked, price), price)
	}
}

// TestLuck: a band is made of the same scenario with another seed.
func TestLuck(t *testing.T) {
	s := few()
	var a struct {
		Seed  string
		Lines map[string][][]float64
	}
	require.NoError(t, reply(t, "luck", map[string]any{"link": linkOf(t, s), "set": map[string]string{"seed": "2"}}, &a))
	s.Seed = 2
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, "2", a.Seed)
	for i := range r.Months {
		require.InEpsilon(t, r.Months[i].SOTAShare(), a.Lines["ladder"][0][i], 1e-5)
	}
	require.NotContains(t, a.Lines, "filters", "areas have no bands")
}

// TestPerson: the months of a person are those of a panel that has it, and a person that there is not is refused.
func TestPerson(t *testing.T) {
	s := few()
	s.Statistics.Panel = observe.Panel{People: 5}
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	for _, life := range r.Panel {
		var a page.Months
		ask := map[string]any{"link": linkOf(t, few()), "person": map[string]int{"stratum": life.Stratum, "index": life.Index}}
		require.NoError(t, reply(t, "person", ask, &a))
		require.Len(t, a.Income, s.Months)
		require.Equal(t, r.Strata[life.Stratum].Name, a.Who)
		for i, m := range life.Months {
			require.Equal(t, []float64{m.Income, m.Belief, m.Reservation, m.Augmented, m.Cognition}, []float64{a.Income[i], a.Belief[i], a.Reservation[i], a.Augmented[i], a.Cognition[i]})
			require.Equal(t, m.Tier > 0, a.Tier[i] != "")
			require.Equal(t, m.Tier > 0, a.Filter[i] == "", "of one tier")
		}
	}
	var a page.Months
	require.ErrorContains(t, reply(t, "person", map[string]any{"link": linkOf(t, s), "person": map[string]int{"stratum": 9999, "index": 0}}, &a), "got stratum 9999, index 0")
	require.ErrorContains(t, reply(t, "person", map[string]any{"link": linkOf(t, s)}, &a), "want a stratum and an index")
	require.ErrorContains(t, reply(t, "persons", map[string]any{"link": linkOf(t, s)}, &a), "which there is not")
}

// TestAdds: whatever the page offers to add makes a valid scenario, and is in its fields then.
func TestAdds(t *testing.T) {
	s := few()
	var a struct {
		Adds   []page.Add
		Fields []page.Field
	}
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s)}, &a))
	require.GreaterOrEqual(t, len(a.Adds), 5)
	before := len(a.Fields)
	s.Market.Policies = []market.Policy{market.Voucher(0.3).ForPoorest(0.5)}
	var other struct{ Adds []page.Add }
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s)}, &other))
	require.Len(t, other.Adds, len(a.Adds)-2, "neither the voucher with another threshold nor seats that have one")
	joining := other.Adds
	other.Adds = nil
	for _, add := range joining {
		require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s), "set": add.Set}, &other), add.Label)
	}
	s = few()
	s.Population.EmployerPaid = 0.1
	seats := market.EmployerSeats()
	seats.Amount, seats.Elasticity = 100, 1
	s.Market.Policies = []market.Policy{seats}
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s)}, &other))
	require.Len(t, other.Adds, len(a.Adds)-4, "no others for the poorest or below an income, and no seats twice")
	s = few()
	offered := a.Adds
	a.Adds = nil
	for _, add := range offered {
		require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s), "set": add.Set}, &a), add.Label)
		if add.Set["network.kind"] == "" {
			require.Greater(t, len(a.Fields), before, add.Label)
			continue
		}
		require.Len(t, a.Adds, len(offered)-4, "one network is enough")
		for path, value := range add.Set {
			require.Contains(t, a.Fields, page.Field{Path: path, Value: value, About: path})
		}
	}
}

// TestNetworks: networks have knobs whose ends are valid, and people who are streamed are offered none.
func TestNetworks(t *testing.T) {
	for kind, want := range map[network.Kind]int{network.KindSmallWorld: 2, network.KindRandom: 1, network.KindScaleFree: 2, network.KindHomophily: 0} {
		s := few()
		s.Network.Kind, s.Network.Ties = kind, 10
		found := 0
		for _, k := range page.Knobs(s) {
			if !strings.HasPrefix(k.Path, "network.") {
				continue
			}
			found++
			for _, end := range []float64{k.Min, k.Max} {
				changed := s
				require.NoError(t, scenario.Set(&changed, k.Path, fmt.Sprint(end)), k.Path)
				require.NoError(t, changed.Validate(), "%s = %v", k.Path, end)
			}
		}
		require.Equal(t, want, found, kind)
	}
	s := few()
	s.Stream.Passes = 1
	var a struct{ Adds []page.Add }
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s)}, &a))
	for _, add := range a.Adds {
		require.Empty(t, add.Set["network.kind"])
	}
}

// TestFields: every parameter that a scenario has is there, with a value that a scenario takes back, and is explained.
func TestFields(t *testing.T) {
	for _, name := range scenario.Names() {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		s.Population.Scale = max(s.Population.Scale, 20_000)
		var a struct{ Fields []page.Field }
		require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, s), "set": map[string]string{"months": "2"}}, &a))
		s.Months = 2
		again := s
		for _, f := range a.Fields {
			require.NoError(t, scenario.Set(&again, f.Path, f.Value), f.Path)
		}
		require.Equal(t, linkOf(t, s), linkOf(t, again))
	}
}

// TestExplained: the dates of a price are explained as months, not as what a month costs; every other parameter is explained too.
func TestExplained(t *testing.T) {
	var meanings map[string]page.Meaning
	require.NoError(t, reply(t, "meanings", map[string]any{"link": linkOf(t, few())}, &meanings))
	var a struct{ Fields []page.Field }
	require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, few())}, &a))
	units := map[string]string{}
	for _, f := range a.Fields {
		require.NotEmpty(t, meanings[f.About].Meaning, f.Path)
		if _, such, isList := strings.Cut(meanings[f.About].Meaning, "as in a file, such as "); isList {
			set := map[string]string{"months": "1", f.Path: "[" + strings.TrimSuffix(such, ".") + "]"}
			if f.Path == "market.providers" {
				set["market.tiers[0].provider"] = "lab"
			}
			var a struct{ Digest string }
			require.NoError(t, reply(t, "run", map[string]any{"link": linkOf(t, few()), "set": set}, &a), f.Path)
		}
		units[f.Path] = meanings[f.About].Unit
	}
	require.Equal(t, "month", units["market.tiers[0].price.months[1]"])
	require.Equal(t, "u/month", units["market.tiers[0].price.values[1]"])
}

// TestChoices: the built-in scenarios are run at the scale of the page's own, so that runs of the two have the same people; the page's
// own is not listed twice.
func TestChoices(t *testing.T) {
	s, err := scenario.Load("essay")
	require.NoError(t, err)
	s.Population.Scale = 8000
	d, err := page.Document(s, nil)
	require.NoError(t, err)
	text, err := json.Marshal(d.Data.(map[string]any)["choices"])
	require.NoError(t, err)
	var choices []struct{ Name, Link string }
	require.NoError(t, json.Unmarshal(text, &choices))
	require.Len(t, choices, len(scenario.Names()))
	for _, c := range choices {
		require.NotEqual(t, "essay", c.Name)
		built, err := page.Decode(c.Link, 1<<20)
		require.NoError(t, err)
		if built.Population.Source == s.Population.Source {
			require.Equal(t, 8000, built.Population.Scale, c.Name)
		} else {
			require.NoError(t, page.New(page.Options{}).Check(built), c.Name)
		}
	}
}

// TestKnobs: every built-in scenario has sliders; each is a parameter, with its value, within its range, and explained.
func TestKnobs(t *testing.T) {
	for _, name := range scenario.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := scenario.Load(name)
			require.NoError(t, err)
			knobs := page.Knobs(s)
			require.GreaterOrEqual(t, len(knobs), 5)
			var paths []string
			for _, k := range knobs {
				require.NotContains(t, paths, k.Path)
				paths = append(paths, k.Path)
				require.NotEmpty(t, k.Unit, k.Path)
				require.NotEmpty(t, k.Meaning, k.Path)
				require.LessOrEqual(t, k.Min, k.Value, k.Path)
				require.LessOrEqual(t, k.Value, k.Max, k.Path)
				require.Positive(t, k.Step, k.Path)
				for _, end := range []float64{k.Min, k.Max} {
					changed := s
					changed.Market.Policies = slices.Clone(s.Market.Policies)
					if strings.HasPrefix(k.Path, "market.policies[") && len(s.Market.Policies) == 0 {
						changed.Market.Policies = []market.Policy{market.Voucher(0)}
					}
					require.NoError(t, scenario.Set(&changed, k.Path, fmt.Sprint(end)), k.Path)
					if !strings.Contains(k.Path, ".months[") { // whose order counts too
						require.NoError(t, changed.Validate(), "%s = %v", k.Path, end)
					}
				}
			}
			require.Contains(t, paths, "behaviour.risk_aversion")
		})
	}
	first := page.Knobs(few())
	require.Equal(t, "market.tiers[0].price.values[0]", first[0].Path)
	require.Equal(t, "market.tiers[0].price.months[1]", first[2].Path)
	require.Equal(t, 5.0, first[2].Max, "the last month")

	var labels []string
	for _, k := range page.Knobs(scenario.Default())[:6] {
		labels = append(labels, k.Label)
	}
	require.Equal(t, []string{"1st price", "2nd price", "3rd price", "1st price starts", "2nd price starts", "3rd price starts"}, labels, "before there is none")
}

func TestLink(t *testing.T) {
	for _, name := range scenario.Names() {
		s, err := scenario.Load(name)
		require.NoError(t, err)
		link, err := page.Encode(s)
		require.NoError(t, err)
		require.Regexp(t, `^1[A-Za-z0-9_-]+$`, link)
		require.Less(t, len(link), 2000, "what every program takes as an address")
		back, err := page.Decode(link, 1<<20)
		require.NoError(t, err)
		require.Equal(t, s, back)
		_, err = page.Decode(link, 100)
		require.EqualError(t, err, "link: got a scenario of more than 100 bytes")
		_, err = page.Decode(link[:len(link)-5], 1<<20)
		require.Error(t, err)
	}
	_, err := page.Decode("https://example.com", 100)
	require.ErrorContains(t, err, "not a whole link")
}

func FuzzDecode(f *testing.F) {
	s := few()
	link, err := page.Encode(s)
	require.NoError(f, err)
	f.Add(link)
	f.Add("")
	f.Add("1")
	f.Add("2" + link[1:])
	f.Add(link[:len(link)/2])
	f.Fuzz(func(t *testing.T, link string) {
		s, err := page.Decode(link, 1<<16)
		if err != nil {
			return
		}
		again, err := page.Encode(s)
		require.NoError(t, err)
		back, err := page.Decode(again, 1<<16)
		if err == nil {
			twice, err := page.Encode(back)
			require.NoError(t, err)
			require.Equal(t, again, twice)
		}
	})
}
