// Command peers asks whether it matters who knows whom: the same people and prices, where those who wait for others wait for their whole occupation, for people
// anywhere, for neighbours, or for people like themselves. Where does access survive at 400u, and does it form islands?
//
// It is the plain model. In the fitted model, where hardly anybody still waits at 400u, who knows whom hardly matters: of the 0.436% who hold it then a small world in place of the
// occupation takes 0.001 ± 0.013 percentage points, and strangers 0.022 ± 0.012 (cogap compare, 20 pairs of runs with the same luck: see docs/networks.md).
//
//	go run ./examples/peers
//	go run ./examples/peers -picture islands.svg   a thousand software developers of each network, those with access lit, by island
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/observe"
)

func main() {
	s := cogap.Plain()
	s.Population.Scale = 500
	flag.IntVar(&s.Population.Scale, "scale", s.Population.Scale, "real `people` that one agent stands for")
	flag.Uint64Var(&s.Seed, "seed", s.Seed, "`number` that chooses everybody's luck and acquaintances")
	picture := flag.String("picture", "", "`file` to draw the islands to")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, s, *picture); err != nil {
		log.Fatal(err)
	}
}

// around are the ways in which people know each other, with ten peers each but for the first.
var around = []struct {
	name   string
	change func(n *network.Spec)
}{
	{"whole occupation", func(n *network.Spec) { n.Kind = network.KindNone }},
	{"strangers", func(n *network.Spec) { n.Kind, n.Ties = network.KindRandom, 10 }},
	{"small world", func(n *network.Spec) { n.Kind, n.Neighbours, n.Ties = network.KindSmallWorld, 8, 2 }},
	{"alike", func(n *network.Spec) {
		n.Kind, n.Ties, n.WithinStratum, n.WithinTenth = network.KindHomophily, 10, 0.5, 0.5
	}},
}

func run(ctx context.Context, w io.Writer, s cogap.Scenario, picture string) error {
	s.Statistics.Every = 0
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "people see\thold it at 100u\tat 200u\tat 400u\twaiting\tpeers with access: of holders\tof others\tr\tlargest island\tislands")
	var panels []panel
	for _, a := range around {
		a.change(&s.Network)
		found, err := ask(ctx, s)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\n", a.name, found)
		if found.mixing != nil {
			panels = append(panels, panel{a.name, found.developers})
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nr is the assortativity of access at the end, and islands are people with access who know each other, directly or through others with access.")
	if picture == "" {
		return nil
	}
	return os.WriteFile(picture, draw(panels, "Islands of access: software developers at the last price, who look at ten others and join once enough of them have AI"), 0o666)
}

// answer is what one network comes to.
type answer struct {
	shares     [3]float64 // who hold it at the end of each price
	waiting    float64
	mixing     *network.Mixing // nil without a network
	islands    []int
	developers []dweller
}

// developers is the code of the occupation that is drawn.
const developers = "15-1252"

// ask runs a scenario.
func ask(ctx context.Context, s cogap.Scenario) (*answer, error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	var o cogap.Options
	var access *observe.Access
	var ties *network.Network
	if m.Engine().Networked() {
		if ties, err = m.Engine().Network(ctx, 0); err != nil {
			return nil, err
		}
		access = observe.NewAccess(ties)
		o.Watch = []observe.Watcher{access}
	}
	result, err := m.Run(ctx, o)
	if err != nil {
		return nil, err
	}
	a := new(answer)
	for i := range a.shares {
		a.shares[i] = measure.Must("sota_share").Of(&result.Months[12*i+11]).Value
	}
	a.waiting = measure.Must("waiting_share").Of(result.Last()).Value
	if ties == nil {
		return a, nil
	}
	last := access.At(s.Months - 1)
	mixing := ties.Mix(last)
	a.mixing, a.islands = &mixing, ties.Islands(last)
	for g := range result.Strata {
		if result.Strata[g].Code == developers {
			a.developers = dwellers(ties, last, ties.Number(g, 0), m.Engine().Layout().Agents(g))
		}
	}
	return a, nil
}

// dweller is where somebody lives.
type dweller int

const (
	outside dweller = iota // without access
	alone                  // with access, and knows nobody with access
	island                 // on an island
	largest                // on the largest island of all people
)

// dwellers returns where people live, from number first on.
func dwellers(ties *network.Network, access network.Bits, first uint32, people int) []dweller {
	of, size := ties.IslandOf(access), map[uint32]int{}
	most := 0
	for person, i := range of {
		if access.Has(uint32(person)) {
			size[i]++
			most = max(most, size[i])
		}
	}
	list := make([]dweller, people)
	for k := range list {
		switch size[of[first+uint32(k)]] {
		case 0:
			list[k] = outside
		case 1:
			list[k] = alone
		case most:
			list[k] = largest
		default:
			list[k] = island
		}
	}
	return list
}

// String returns the answer as cells of the table.
func (a *answer) String() string {
	text := fmt.Sprintf("%.2f%%\t%.2f%%\t%.2f%%\t%.2f%%", 100*a.shares[0], 100*a.shares[1], 100*a.shares[2], 100*a.waiting)
	if a.mixing == nil {
		return text + "\t\t\t\t\t"
	}
	largest := 0
	if len(a.islands) > 0 {
		largest = a.islands[0]
	}
	return text + fmt.Sprintf("\t%.1f%%\t%.1f%%\t%.3f\t%d\t%d", 100*a.mixing.Share(1), 100*a.mixing.Share(0), a.mixing.Assortativity(), largest, len(a.islands))
}
