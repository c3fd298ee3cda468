package population

import "slices"

// sharing returns strata in which some people share an account with others of their household: the share SharedAccounts of those whose employer does not pay. They are
// strata of their own behind all others. Strata of which some say that they share are returned as they are.
func (s *Spec) sharing(strata []Stratum) []Stratum {
	if s.SharedAccounts == 0 || slices.ContainsFunc(strata, func(g Stratum) bool { return g.SharedAccount }) {
		return strata
	}
	return divided(strata, division{
		share: func(g *Stratum) float64 {
			if g.EmployerPaid {
				return 0
			}
			return s.SharedAccounts
		},
		mark: func(g *Stratum) { g.SharedAccount = true },
		name: ", sharing an account", code: "-shared",
	})
}
