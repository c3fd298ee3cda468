package market

import "github.com/cogap/cogap/inequality"

// Seller is the market as a run sees it. Each month, in this order: Post says what is on sale, people choose, Adapt
// tells the seller what came of it. Months come in ascending order from 0, none left out.
//
// A Seller belongs to one run and is not safe for concurrent use; a Menu is not modified once posted.
type Seller interface {
	// Post returns the menu of a month. Its length and the order of its tiers are the same in all months.
	Post(month int) Menu
	// Phase returns the phase of a month, once Post has been asked for it.
	Phase(month int) Phase
	// Adapt reads what came of the month's menu.
	Adapt(d Demand)
}

// Demand is what came of a month's menu, over all people. Slices by tier have one value for each tier of the menu and
// one more at index 0 for no access.
type Demand struct {
	Month  int
	People int64     // everybody
	Users  []int64   // by tier held this month; they add up to People
	Wanted []int64   // by tier: would hold it at the posted price if everybody were admitted
	Joined int64     // have access and had none last month
	Left   int64     // had access last month and have none
	Use    []float64 // [SOTA users' months of promised use] by tier, before quotas; nil: each user counts 1
	// Curve is the demand curve: the reservation prices of the SOTA tier [u/month] of everybody, by number of people.
	// nil where it was not measured.
	Curve *inequality.Histogram
}

// New returns the seller that a valid Spec describes.
func New(spec Spec) Seller { return exogenous{spec} }

// exogenous is a market whose paths are given from outside; demand does not move it.
type exogenous struct{ spec Spec }

func (e exogenous) Post(month int) Menu   { return e.spec.At(month) }
func (e exogenous) Phase(month int) Phase { return e.spec.Phase(month) }
func (exogenous) Adapt(Demand)            {}
