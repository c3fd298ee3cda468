package measure

import (
	"math"
	"slices"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality/histogram"
)

// Measure is one number that can be measured of a month.
type Measure struct {
	// ID is its name: words of a-z, 0-9 and _, joined by dots. It never changes its meaning.
	ID string `json:"id"`
	// Label is its name for people, as tables and pages print it.
	Label string `json:"label"`
	// Unit of its value: 1 is a pure number, share a part of a whole from 0 to 1, u is one US dollar of 2026.
	Unit string `json:"unit"`
	// Meaning says in half a sentence what it is.
	Meaning string `json:"meaning"`
	// Formula is its definition, in the words of the package documentation.
	Formula string `json:"formula"`
	// Bounds says where the bounds of its value come from; of a tenth by income it is always Binning, see BoundsBy.
	Bounds Bounds `json:"bounds"`
	// Whole is set for numbers of people: whole, exact and always defined.
	Whole bool `json:"whole"`

	needs need
	of    map[By]reader
}

// reader gives a measure of a group of a month: by its place among the groups of its kind.
type reader func(m *Month, place int) histogram.Interval

// Bounds says where the bounds of a value come from.
type Bounds string

// The kinds of bounds.
const (
	Exact    Bounds = "exact"    // none: counts, prices, and what follows from them up to the rounding of a float64
	Rounding Bounds = "rounding" // of sums of float32 numbers, at most cogap.SumError of each
	Binning  Bounds = "binning"  // of values in a histogram, of which only the bin is known
	Unknown  Bounds = "unknown"  // an approximation without bounds: Lo and Hi are NaN
)

// By is a way to part people, or the money of a month, into groups.
type By string

// The ways, as they stand in names. Tenths by income are cut anew each month, at its end; the income_decile of
// collections is that of before the first month.
const (
	Everybody By = ""
	Tier      By = "tier"     // by its place in the menu, from 1, or its name; 0 or none is no access
	Stratum   By = "stratum"  // by its code or name
	Group     By = "group"    // the wider group that strata belong to
	Decile    By = "decile"   // tenth by income before the first month, from 1, the poorest, to 10
	Provider  By = "provider" // by its name; of those whose books are kept
)

// ways are all ways, in the order in which they are listed.
var ways = []By{Everybody, Tier, Stratum, Group, Decile, Provider}

// all lists the measures in the order in which tables have them.
var all = slices.Concat(offerMeasures, peopleMeasures(), meanMeasures, gapMeasures, distributionMeasures, gainMeasures(),
	moneyMeasures, demandMeasures, reachMeasures, peerMeasures, bookMeasures)

var byID = func() map[string]*Measure {
	index := map[string]*Measure{}
	for _, x := range all {
		index[x.ID] = x
	}
	return index
}()

// All returns every measure, in the order in which tables have them. What it points to is not to be changed.
func All() []*Measure { return slices.Clone(all) }

// Lookup returns the measure with an id. Its error names the nearest there is.
func Lookup(id string) (*Measure, error) {
	if x, ok := byID[id]; ok {
		return x, nil
	}
	return nil, unknownMeasure(id)
}

// Must returns the measure with an id that a program has in its text. It panics if there is none.
func Must(id string) *Measure {
	x, err := Lookup(id)
	if err != nil {
		panic("measure: " + err.Error())
	}
	return x
}

// Column is the name of the measure as a column of a table: its id with _ for each dot.
func (x *Measure) Column() string { return strings.ReplaceAll(x.ID, ".", "_") }

// Ways returns the ways of parting people by which there is such a number; Everybody is first, where there is one of all.
func (x *Measure) Ways() []By {
	var list []By
	for _, way := range ways {
		if x.Has(way) {
			list = append(list, way)
		}
	}
	return list
}

// Has reports whether there is such a number of the groups of a way.
func (x *Measure) Has(way By) bool { return x.of[way] != nil }

// BoundsBy says where the bounds of its value of a group come from.
func (x *Measure) BoundsBy(way By) Bounds {
	return x.Bounds
}

// needsBy returns what a record must have for the measure of a group.
func (x *Measure) needsBy(way By) need {
	if way == Decile {
		return outputs
	}
	return x.needs
}

// Of returns the measure over everybody in a month: NaN if the record does not have it or it is not defined. It panics
// if there is no such number of everybody (see Has). Whoever needs several measures of a month makes a Month first.
func (x *Measure) Of(r *cogap.Record) histogram.Interval {
	return NewMonth(r, nil).value(x, Everybody, 0)
}

// exactly is a value without doubt.
func exactly(x float64) histogram.Interval { return histogram.Interval{Value: x, Lo: x, Hi: x} }

// about is a value of which no bounds are known.
func about(x float64) histogram.Interval {
	return histogram.Interval{Value: x, Lo: math.NaN(), Hi: math.NaN()}
}

var undefined = exactly(math.NaN())
