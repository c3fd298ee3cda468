package market

// relief is what a provider takes back from a tier when demand passes supply.
type relief struct {
	quota     float64 // factor of the quota
	admission float64 // factor of the admission
}

// load is what a tier asked of its provider in a month, at the quotas promised for the next one.
type load struct {
	users      float64 // [SOTA users' months] of those who held it
	applicants float64 // of those who did not but wanted it
}

// ration fits the loads of a provider's tiers, lowest first, into its supply [SOTA users' months].
func ration(how Overload, supply float64, loads []load) []relief {
	reliefs := make([]relief, len(loads))
	total, queue := 0.0, 0.0
	for i, l := range loads {
		reliefs[i] = relief{1, 1}
		total += l.users
		queue += l.applicants
	}
	switch how {
	case OverloadQuota:
		for i := range reliefs {
			reliefs[i].quota = part(supply, total)
		}
	case OverloadTier:
		for i := len(loads) - 1; i >= 0; i-- {
			reliefs[i].quota = part(supply, loads[i].users)
			supply = max(0, supply-loads[i].users)
		}
	case OverloadQueue:
		for i := range reliefs {
			reliefs[i].admission = part(supply-total, queue)
		}
		if supply <= total { // full, even if nobody asked last month
			for i := range reliefs {
				reliefs[i].admission = 0
			}
		}
	}
	return reliefs
}

// part returns which part of a demand a supply can meet, 0 to 1; 1 if there is no demand.
func part(supply, demand float64) float64 {
	if demand <= 0 || supply >= demand {
		return 1
	}
	return max(0, supply) / demand
}
