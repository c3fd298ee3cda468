// Package market is what is on sale: tiers with a price, a quality and a quota, month by month, on the industry's way
// from promotion to its plateau.
//
// What you want, and the call:
//
//	the question's own market: 100, 200, 400u       Default
//	other tiers beside SOTA                         Free, Entry, Basic, OpenWeight
//	a price, quality or quota over the months       Constant, Steps, Ramp, Logistic, Data, ReadSeries
//	what the best models can do, by domain          Frontier
//	what ends the promotion                         Phases
//	a provider with costs, capacity and a rule      DefaultProvider, Spec.SoldBy
//	vouchers, caps, public tiers, transfers         Policy, Voucher, PriceCap, PublicTier, EmployerSeats, Spec.Resolve
//	the market as a run talks to it                 New, Seller, Menu, Demand, Report
//	questions to a measured demand curve            NewCurve, Curve
//	two sellers who undercut each other             Duel
//
// Everything in a Spec is plain data: it can be saved, compared, swept and checked with internal/param. Prices are in
// u a month; 1u is 1 US dollar. Whatever feeds the simulation is the same to the bit on every machine.
package market
