package observe

import "github.com/cogap/cogap/population"

// Labels returns the names that the groups of each By may have, in their order. strata are those of the run, tiers is how
// many are on the menu, extra names the columns of the user's rule. Its error is that of a collection that is not valid.
func (c *Collect) Labels(strata []population.Stratum, tiers int, extra []string) ([][]string, error) {
	compiled, errs := compileCollect(c, &env{tiers: tiers, extra: extra, strata: strata})
	if len(errs) > 0 {
		return nil, errs[0].err
	}
	var labels [][]string
	for _, class := range compiled.classes {
		labels = append(labels, class.Labels)
	}
	return labels, nil
}

// In reports whether the collection collects in a month of a run of so many.
func (c *Collect) In(month, months int) bool { return c.at(month, months) }
