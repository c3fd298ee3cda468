package market

// Offer is one tier of a month's menu.
type Offer struct {
	Name      string  `json:"name"`
	Price     float64 `json:"price" unit:"u/month" range:"0,"`
	Quality   float64 `json:"quality" unit:"SOTA" range:"0,"`           // capability of the model, SOTA = 1
	Quota     float64 `json:"quota" unit:"share" range:"0,1"`           // part of the promised use that is delivered
	Admission float64 `json:"admission" unit:"probability" range:"0,1"` // of somebody who does not hold this tier being let in this month
}

// Menu is what is on sale in a month, in ascending order of quality; the last tier is the SOTA tier.
// Tier k of a person is Menu[k-1]; 0 means no access.
type Menu []Offer

// SOTA returns the last offer. It panics if the menu is empty.
func (m Menu) SOTA() Offer { return m[len(m)-1] }
