package study

// Order returns the runs of a study in the order in which so many workers begin them.
func (s *Study) Order(workers int) []int {
	var order []int
	for _, d := range s.dealt(workers) {
		order = append(order, d.run)
	}
	return order
}

// Helpers returns by how many of so many workers the pasts are run that runs share, and the runs, in that order.
func (s *Study) Helpers(workers int) (pasts, runs []int) {
	for _, d := range s.dealt(workers) {
		pasts, runs = append(pasts, d.past), append(runs, d.own)
	}
	return pasts, runs
}

func (s *Study) dealt(workers int) []due {
	runs := numbers(s.Len())
	s.pasts().sorted(s, runs)
	return s.pasts().dealt(s, runs, workers)
}
