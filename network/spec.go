package network

import (
	"math"

	"github.com/cogap/cogap/internal/param"
)

// Kind says how people are tied.
type Kind string

// The kinds of network.
const (
	KindNone       Kind = "none"        // nobody has ties
	KindSmallWorld Kind = "small-world" // rings of neighbours and random ties
	KindRandom     Kind = "random"      // random matchings
	KindHomophily  Kind = "homophily"   // random matchings among people who are alike, and among everybody
	KindScaleFree  Kind = "scale-free"  // degrees that follow a power law
	KindData       Kind = "data"        // an edge list
)

var kinds = []string{
	string(KindNone), string(KindSmallWorld), string(KindRandom), string(KindHomophily), string(KindScaleFree), string(KindData),
}

// Spec says who knows whom. It is data: every number that its kind uses enters the ties, and a zero is a zero.
// Default fills it in. What its kind does not use is not looked at, but for names of files and strata.
type Spec struct {
	// Kind is one of none, small-world, random, homophily, scale-free and data.
	Kind Kind `json:"kind"`

	// Neighbours is k, how many neighbours a person has on their ring, half of them on each side: an even number. In a small world only. On a
	// ring of at most k + 1 people everybody knows everybody. Default 8, assumption.
	Neighbours int `json:"neighbours" unit:"people" range:"0,100000000"`

	// Across makes one ring of all people, so that the ends of a stratum know those of the next; else each stratum has a ring of its own. In a
	// small world only. With it and at least two neighbours the network is connected.
	Across bool `json:"across"`

	// Order names the strata in their order around the one ring; empty: as they are listed.
	Order []string `json:"order,omitempty" limit:"100000"`

	// Ties is c, how many random ties a person has: those beside the ring in a small world, all of them in a random network or one with homophily.
	// Each is a random matching, which gives everybody one peer. Default 2, assumption.
	Ties int `json:"ties" unit:"people" range:"0,1000"`

	// WithinStratum is the share of the ties that join people of one stratum, with homophily only; it has to give a whole number of ties.
	// In a stratum of at most so many people everybody knows everybody. Default 0.5, assumption.
	WithinStratum float64 `json:"within_stratum" unit:"share" range:"0,1"`

	// WithinTenth is the share of the ties that join people of one income tenth, with homophily only; it has to give a whole number of ties. What is left
	// joins anybody. Default 0.5, assumption.
	WithinTenth float64 `json:"within_tenth" unit:"share" range:"0,1"`

	// Exponent is gamma: the share of people with k ties is proportional to k^-gamma, from Least to Cutoff. In a scale-free network only.
	// It is a configuration model: of each degree there are as many people as expected, rounded, all their ends of ties are joined by one
	// random matching, and one that would tie somebody to themselves is left out. With nu the mean of k(k-1) over the mean of k, about nu/2 are left
	// out and nu^2/4 pairs of people are tied twice, however many people there are, where the cut-off is small beside the root of their number.
	// Default 2.5, low 2, high 3, assumption: the exponents of Newman (2003), table II (recalled).
	// Source of nu/2 and nu^2/4: Angel, van der Hofstad and Holmgren (2017), Limit laws for self-loops and multiple edges in the
	// configuration model (recalled).
	Exponent float64 `json:"exponent" unit:"1" range:"1,10"`

	// Least is the lowest number of ties of anybody in a scale-free network. Default 2, assumption.
	Least int `json:"least" unit:"people" range:"1,1000"`

	// Cutoff is the highest number of ties of anybody in a scale-free network. Default 150, low 100, high 250, assumption: about as many as a person
	// can know well (Dunbar 1992, recalled).
	Cutoff int `json:"cutoff" unit:"people" range:"1,1000000"`

	// File is an edge list in CSV, or in another format that the program has registered, for data only: see ReadEdges and RegisterFormat. A scenario file names it relative to itself.
	File string `json:"file,omitempty"`

	// SHA256 is that of the edge list, in hexadecimal digits, so that a run is not repeated with another one; empty: it is not checked. A run's
	// manifest has it.
	SHA256 string `json:"sha256,omitempty"`

	// Exact refuses people of whom a random matching would leave one without a tie, since they are an odd number; else each matching leaves another
	// one. Default false.
	Exact bool `json:"exact"`
}

// Default returns a network without ties, and for the other kinds numbers to start from.
func Default() Spec {
	return Spec{
		Kind:          KindNone,
		Neighbours:    8,
		Ties:          2,
		WithinStratum: 0.5,
		WithinTenth:   0.5,
		Exponent:      2.5,
		Least:         2,
		Cutoff:        150,
	}
}

// Problems reports what is wrong with the spec beyond the range of a single number; paths are relative to it. What depends on the
// people, New reports.
func (s *Spec) Problems(report func(path, format string, args ...any)) {
	switch s.Kind {
	case KindNone, KindRandom, KindData:
	case KindSmallWorld:
		if s.Neighbours%2 != 0 {
			report("neighbours", "got %d, want an even number, half of them on each side", s.Neighbours)
		}
	case KindHomophily:
		s.shareProblems(report)
	case KindScaleFree:
		if s.Cutoff < s.Least {
			report("cutoff", "got %d, want at least the %d that everybody has", s.Cutoff, s.Least)
		}
	default:
		report("kind", "%w", param.Unknown(string(s.Kind), kinds))
	}
	if isData := s.Kind == KindData; isData && s.File == "" {
		report("file", "got none, want the name of an edge list")
	} else if !isData && s.File != "" {
		report("file", "got %s beside kind %s, want none or kind data", param.Quote(s.File), param.Quote(string(s.Kind)))
	}
	if isRing := s.Kind == KindSmallWorld && s.Across; !isRing && len(s.Order) > 0 {
		report("order", "got an order of strata, want none or a small world across strata")
	}
}

// shareProblems reports shares that are more than all ties, or no whole number of them.
func (s *Spec) shareProblems(report func(path, format string, args ...any)) {
	if sum := s.WithinStratum + s.WithinTenth; sum > 1+1e-9 {
		report("within_tenth", "got %g beside the %g of within_stratum, want at most 1 together", s.WithinTenth, s.WithinStratum)
	}
	for _, share := range []struct {
		path string
		of   float64
	}{{"within_stratum", s.WithinStratum}, {"within_tenth", s.WithinTenth}} {
		if ties := float64(share.of * float64(s.Ties)); math.Abs(ties-math.Round(ties)) > 1e-6 {
			report(share.path, "got %g of %d ties, which is %g, want a whole number of ties", share.of, s.Ties, ties)
		}
	}
}

// ByTenth reports whether New has to know people's income tenths.
func (s *Spec) ByTenth() bool {
	_, tenth, _ := s.homophily()
	return s.Kind == KindHomophily && tenth > 0
}

// homophily returns how many ties are within the stratum, within the tenth and among everybody.
func (s *Spec) homophily() (stratum, tenth, anybody int) {
	stratum = int(math.Round(s.WithinStratum * float64(s.Ties)))
	tenth = int(math.Round(s.WithinTenth * float64(s.Ties)))
	return stratum, tenth, s.Ties - stratum - tenth
}
